//! Words of the texts that a taxonomy may lack: shown to a person, never added.

use super::corpus::Corpus;
use crate::segment::{Kind, Token};
use crate::train::taxonomy::Taxonomy;
use crate::vectorize::Analyzer;
use std::collections::{BTreeMap, BTreeSet};

/// Rows looked at.
const ROWS: usize = 6_000;
/// Words shown for a type.
const SHOWN: usize = 6;
/// Rows of a type that hold the word at least.
const FEWEST: u32 = 4;
/// How many times as often as elsewhere.
const LEAST_RATIO: f64 = 3.0;

/// For every type, the words that rows labelled so hold far more often than others, and that are not among its words.
pub(in crate::train) fn missing_words(
    corpus: &Corpus,
    labels: &[u32],
    taxonomy: &Taxonomy,
    type_names: &[String],
    analyzer: &Analyzer,
) -> Vec<Vec<String>> {
    let n = type_names.len();
    let step = labels.len().div_ceil(ROWS).max(1);
    let mut sizes = vec![0_u32; n];
    let mut counts: BTreeMap<String, Vec<u32>> = BTreeMap::new();
    let mut tokens: Vec<Token> = Vec::new();
    let texts = corpus.normalized.iter().skip(corpus.n_labelled);
    for (text, &label) in texts.zip(labels).step_by(step) {
        sizes[label as usize] += 1;
        analyzer.words(text, &mut tokens);
        let words = tokens.iter().filter_map(|t| word(text, t));
        for word in words.collect::<BTreeSet<&str>>() {
            let of = counts.entry(word.to_owned()).or_insert_with(|| vec![0; n]);
            of[label as usize] += 1;
        }
    }
    let rows: u32 = sizes.iter().sum();
    (0..n)
        .map(|t| {
            let of_type = taxonomy.types.iter().find(|x| x.name == type_names[t]);
            let known: Vec<String> = of_type
                .iter()
                .flat_map(|x| x.words.iter().chain(&x.levels).chain([&x.name]))
                .map(|w| analyzer.normalize(w))
                .collect();
            let mut found: Vec<(f64, &String)> = Vec::new();
            for (word, of) in &counts {
                let (inside, all) = (f64::from(of[t]), f64::from(of.iter().sum::<u32>()));
                let own = inside / f64::from(sizes[t].max(1));
                let others = (all - inside + 0.5) / f64::from((rows - sizes[t]).max(1));
                let is_known = known
                    .iter()
                    .any(|k| k.contains(word.as_str()) || word.contains(k.as_str()));
                if of[t] >= FEWEST && own > LEAST_RATIO * others && !is_known {
                    found.push((own * (own / others).ln(), word));
                }
            }
            found.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(b.1)));
            found.into_iter().take(SHOWN).map(|f| f.1.clone()).collect()
        })
        .collect()
}

/// A word that can stand in a taxonomy: two Chinese characters, or four letters.
fn word<'t>(text: &'t str, token: &Token) -> Option<&'t str> {
    let word = text.get(token.span.range())?;
    let long = word.chars().count();
    match token.kind {
        Kind::Han if long >= 2 => Some(word),
        Kind::Letters if long >= 4 => Some(word),
        _ => None,
    }
}
