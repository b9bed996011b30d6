//! The terms that speak most for each type, as a person reads them, so that a label that leaked into the text is noticed.

use crate::model::{Packed, from_bf16};
use crate::vectorize::{Analyzer, TermKind, Terms, VectorizeParams};
use rustc_hash::FxHashMap;

/// Terms listed for a type.
const LISTED: usize = 30;
/// Terms of fewer rows are not listed: they may be somebody's name.
const LEAST_ROWS: u32 = 3;
/// Rows whose words are cut at once while looking for a term's spelling.
const STRIDE: usize = 64;

/// For every type its strongest terms with their weight, strongest first. `frequency_of` a term is the number of rows that hold it.
/// A term whose spelling is not found in the texts is left out.
pub(super) fn top_terms(
    model: &Packed,
    frequency_of: &FxHashMap<u64, u32>,
    texts: &[String],
    analyzer: &Analyzer,
    vectorize: &VectorizeParams,
) -> Vec<Vec<(String, f32)>> {
    let n_types = model.bias().len();
    let mut top: Vec<Vec<(f32, u64, f32)>> = vec![Vec::new(); n_types];
    for (id, &hash) in (0_u32..).zip(model.hashes()) {
        let rows = frequency_of.get(&hash).copied().unwrap_or(0);
        if rows < LEAST_ROWS || TermKind::of(hash) == TermKind::Letters {
            continue;
        }
        let (_, weights) = model.term(id);
        for (list, w) in top.iter_mut().zip(weights) {
            let weight = from_bf16(*w);
            if weight > 0.0 {
                list.push((weight * (rows as f32).sqrt(), hash, weight));
            }
        }
    }
    let mut spelling: FxHashMap<u64, Option<String>> = FxHashMap::default();
    for list in &mut top {
        list.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        list.truncate(LISTED);
        spelling.extend(list.iter().map(|t| (t.1, None)));
    }
    spell(&mut spelling, texts, analyzer, vectorize);
    let spelt = |(_, hash, weight): &(f32, u64, f32)| {
        let text = spelling.get(hash).cloned().flatten()?;
        Some((text, *weight))
    };
    top.iter()
        .map(|l| l.iter().filter_map(spelt).collect())
        .collect()
}

/// Looks the terms up in the texts until all are found.
fn spell(
    spelling: &mut FxHashMap<u64, Option<String>>,
    texts: &[String],
    analyzer: &Analyzer,
    vectorize: &VectorizeParams,
) {
    let mut terms = Terms::new(vectorize.clone());
    let mut tokens = Vec::new();
    let mut missing = spelling.len();
    // Rows of a type often stand together: look at every 64th first.
    for first in 0..STRIDE {
        for text in texts.iter().skip(first).step_by(STRIDE) {
            if missing == 0 {
                return;
            }
            let text = analyzer.normalize(text);
            analyzer.words(&text, &mut tokens);
            terms.each(&text, &tokens, |hash, span, _| {
                if let Some(found @ None) = spelling.get_mut(&hash) {
                    *found = text.get(span.range()).map(str::to_owned);
                    missing -= 1;
                }
            });
        }
    }
}
