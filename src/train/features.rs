//! Labelled texts → counted rows, folds, and everything a fit needs.

use crate::bundle::row_hash;
use crate::similar;
use crate::types::Span;
use crate::vectorize::{
    Analyzer, Bag, CHUNK, Counted, Counter, TermKind, Terms, VectorizeParams, lead,
};
use rayon::prelude::*;
use rustc_hash::FxHashMap;

/// Labelled rows made ready once for all fits.
#[derive(Clone, Debug)]
pub(crate) struct Features {
    /// Vocabulary and counts.
    pub(crate) counted: Counted,
    /// The type of every row.
    pub(crate) types: Vec<u32>,
    /// Number of types.
    pub(crate) n_types: usize,
    /// Near-duplicate group of every row.
    pub(crate) groups: Vec<u32>,
    /// Hash of every row's normalised text.
    pub(crate) hashes: Vec<u64>,
}

/// Texts made ready to be counted.
pub(crate) struct ReadTexts {
    pub(crate) normalized: Vec<String>,
    pub(crate) bags: Vec<Bag>,
    /// Hashes of the words of every text, in their order; empty where they are not wanted.
    pub(crate) words: Vec<Vec<u64>>,
}

impl ReadTexts {
    pub(crate) fn new(
        analyzer: &Analyzer,
        vectorize: &VectorizeParams,
        texts: &[String],
        keep_words: bool,
    ) -> Self {
        let normalized: Vec<String> = texts.par_iter().map(|t| analyzer.normalize(t)).collect();
        let (bags, words) = normalized
            .par_iter()
            .map_init(
                || (Terms::new(vectorize.clone()), Vec::new()),
                |(terms, tokens), text| {
                    analyzer.words(text, tokens);
                    let (mut hashes, mut leading) = (Vec::with_capacity(text.len() * 2), vec![]);
                    let mut words = Vec::new();
                    let end = lead(text);
                    terms.each(text, tokens, |h, span: Span, kind| {
                        hashes.push(h);
                        if span.range().end <= end {
                            leading.push(h);
                        }
                        if keep_words && kind == TermKind::Word {
                            words.push(h);
                        }
                    });
                    (Bag::new(hashes, &leading), words)
                },
            )
            .unzip();
        Self {
            normalized,
            bags,
            words,
        }
    }

    /// Hash of every normalised text.
    pub(crate) fn hashes(&self) -> Vec<u64> {
        hashes(&self.normalized)
    }
}

fn hashes(normalized: &[String]) -> Vec<u64> {
    normalized.par_iter().map(|t| row_hash(t)).collect()
}

/// Weights that a fit holds at most: terms × types.
const WEIGHTS: usize = 1 << 24;

/// Terms that a fit learns of at most, the most frequent ones: `kept` in any case, as many as its model keeps.
pub(super) fn most_terms(n_types: usize, kept: usize) -> usize {
    (WEIGHTS / n_types.max(1)).max(kept)
}

impl Features {
    pub(crate) fn new(
        analyzer: &Analyzer,
        vectorize: &VectorizeParams,
        texts: &[String],
        (types, n_types): (Vec<u32>, usize),
        most_terms: usize,
    ) -> Self {
        let mut counter = Counter::default();
        let mut normalized = Vec::with_capacity(texts.len());
        for texts in texts.chunks(CHUNK) {
            let read = ReadTexts::new(analyzer, vectorize, texts, false);
            counter.add(&read.bags);
            normalized.extend(read.normalized);
        }
        Self {
            counted: counter.finish(vectorize.min_df, most_terms),
            types,
            n_types,
            groups: similar::groups(&normalized),
            hashes: hashes(&normalized),
        }
    }

    /// The same rows with other types.
    pub(crate) fn relabelled(self, (types, n_types): (Vec<u32>, usize)) -> Self {
        Self {
            types,
            n_types,
            ..self
        }
    }

    /// Some of the rows, in this order, as if there were no others; without hashes and groups.
    pub(crate) fn of_rows(&self, rows: &[u32], min_df: u32) -> Self {
        Self {
            counted: self.counted.of_rows(rows, min_df),
            types: rows.iter().map(|&i| self.types[i as usize]).collect(),
            n_types: self.n_types,
            groups: Vec::new(),
            hashes: Vec::new(),
        }
    }

    /// Some of the rows, with the types given, as if there were no others.
    pub(super) fn part(
        &self,
        rows: &[u32],
        (types, n_types): (Vec<u32>, usize),
        min_df: u32,
    ) -> Self {
        let mut first: FxHashMap<u32, u32> = FxHashMap::default();
        let groups = (0..).zip(rows);
        let groups = groups.map(|(at, &i)| *first.entry(self.groups[i as usize]).or_insert(at));
        Self {
            groups: groups.collect(),
            hashes: rows.iter().map(|&i| self.hashes[i as usize]).collect(),
            types,
            n_types,
            ..self.of_rows(rows, min_df)
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.types.len()
    }

    /// Numbers of all rows.
    pub(crate) fn row_ids(&self) -> Vec<u32> {
        (0..u32::try_from(self.len()).unwrap_or(u32::MAX)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::normalize::MaskParams;
    use crate::segment::UserDictionary;

    #[test]
    fn the_lead_counts_in_training_as_it_does_in_scoring() {
        let analyzer = Analyzer::new(&UserDictionary::default(), "", MaskParams::named(""));
        let params = VectorizeParams {
            min_df: 1,
            ..VectorizeParams::default()
        };
        let text = crate::types::joined(
            ["小区停车太难了", "晚上停车没有车位, parking停车难"].map(Into::into),
        )
        .unwrap();
        let features = Features::new(
            &analyzer,
            &params,
            &[text.clone().into_owned()],
            (vec![0], 1),
            usize::MAX,
        );
        let (mut tokens, mut scored) = (Vec::new(), Vec::new());
        let text = analyzer.normalize(&text);
        analyzer.words(&text, &mut tokens);
        let mut terms = Terms::new(VectorizeParams { lead: 3, ..params });
        terms.each(&text, &tokens, |h, _, _| scored.push(h));
        let (mut leading, mut all) = (0, 0);
        for e in features.counted.rows.row(0) {
            let hash = features.counted.hashes[e.id as usize];
            let times = scored.iter().filter(|h| **h == hash).count();
            assert_eq!(times, usize::from(e.count) + 2 * usize::from(e.leading));
            leading += usize::from(e.leading > 0);
            all += 1;
        }
        assert!(leading > 10 && leading < all, "{leading} of {all}");
    }
}
