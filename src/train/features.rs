//! Labelled texts → counted rows, folds, and everything a fit needs.

use crate::bundle::row_hash;
use crate::similar;
use crate::types::Span;
use crate::vectorize::{Analyzer, Bag, Counted, TermKind, Terms, VectorizeParams, count, lead};
use rayon::prelude::*;

/// Labelled rows made ready once for all fits.
#[derive(Debug)]
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
        self.normalized.par_iter().map(|t| row_hash(t)).collect()
    }
}

impl Features {
    pub(crate) fn new(
        analyzer: &Analyzer,
        vectorize: &VectorizeParams,
        texts: &[String],
        types: Vec<u32>,
        n_types: usize,
    ) -> Self {
        let read = ReadTexts::new(analyzer, vectorize, texts, false);
        Self {
            counted: count(&read.bags, vectorize.min_df),
            types,
            n_types,
            groups: similar::groups(&read.normalized),
            hashes: read.hashes(),
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
        let features = Features::new(&analyzer, &params, &[text.clone().into_owned()], vec![0], 1);
        let (mut tokens, mut scored) = (Vec::new(), Vec::new());
        let text = analyzer.normalize(&text);
        analyzer.words(&text, &mut tokens);
        let mut terms = Terms::new(VectorizeParams { lead: 3, ..params });
        terms.each(&text, &tokens, |h, _, _| scored.push(h));
        let (ids, counts) = features.counted.rows.row(0);
        let trained = ids.iter().zip(counts).zip(&features.counted.leading);
        let mut leading = 0;
        for ((&id, &n), &more) in trained {
            let hash = features.counted.hashes[id as usize];
            let times = scored.iter().filter(|h| **h == hash).count();
            assert_eq!(times as f32, n + 2.0 * f32::from(more));
            leading += usize::from(more > 0);
        }
        assert!(leading > 10 && leading < ids.len(), "{leading}");
    }
}
