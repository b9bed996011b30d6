//! All rows, labelled or not, made ready once for every member.

use super::keywords::{Coverage, Keywords};
use super::lsa::lsa;
use super::word_vectors::text_vectors;
use crate::train::features::ReadTexts;
use crate::train::params::TrainParams;
use crate::train::steps::Steps;
use crate::train::taxonomy::Taxonomy;
use crate::types::Random;
use crate::vectorize::{Analyzer, Counted, Rows, count};
use ndarray::Array2;
use rayon::prelude::*;
use rustc_hash::FxHashSet;

/// Unlabelled rows used at most; of more, a random sample.
const SAMPLE: usize = 50_000;

/// What a corpus is made of.
pub(in crate::train) struct Sources<'a> {
    pub(in crate::train) labelled: &'a [String],
    pub(in crate::train) unlabelled: &'a [String],
    pub(in crate::train) taxonomy: Option<&'a Taxonomy>,
    pub(in crate::train) type_names: &'a [String],
    pub(in crate::train) analyzer: &'a Analyzer,
    pub(in crate::train) params: &'a TrainParams,
}

/// All rows, the labelled ones first.
pub(in crate::train) struct Corpus {
    pub(in crate::train) counted: Counted,
    /// Hash of every row's normalised text.
    pub(in crate::train) hashes: Vec<u64>,
    /// In the space of latent semantic analysis.
    pub(super) latent: Rows,
    /// Means of word vectors.
    pub(super) vectors: Rows,
    /// Scores by the words of a taxonomy: rows × types.
    pub(super) words: Option<Array2<f32>>,
    /// What these words cover of the unlabelled rows.
    pub(in crate::train) coverage: Option<Coverage>,
    /// The texts as they came.
    pub(in crate::train) texts: Vec<String>,
    /// The same, normalised.
    pub(super) normalized: Vec<String>,
    pub(in crate::train) n_labelled: usize,
    pub(in crate::train) n_types: usize,
    pub(super) seed: u64,
    /// Terms that a student keeps at most.
    pub(super) keep: usize,
}

impl Corpus {
    /// Reads the rows; of the unlabelled ones each text once, those of labelled rows not at all, and a sample where they are many.
    pub(in crate::train) fn new(sources: &Sources<'_>, steps: &mut Steps<'_>) -> Self {
        let Sources {
            analyzer, params, ..
        } = *sources;
        steps.begin("making terms of the unlabelled texts");
        let texts = distinct(sources);
        let read = ReadTexts::new(analyzer, &params.vectorize, &texts, true);
        let counted = count(&read.bags, params.vectorize.min_df, usize::MAX);
        let n_labelled = sources.labelled.len();
        let found = sources.taxonomy.map(|taxonomy| {
            let keywords = Keywords::new(taxonomy, sources.type_names, analyzer);
            keywords.look(&read.normalized, n_labelled, analyzer)
        });
        let (words, coverage) = found.unzip();
        steps.begin("latent semantic analysis of all texts");
        let latent = lsa(&counted, params.seed);
        steps.begin("word vectors of all texts");
        let vectors = text_vectors(&read.words, params.seed);
        Self {
            counted,
            hashes: read.hashes(),
            latent,
            vectors,
            words,
            coverage,
            texts,
            normalized: read.normalized,
            n_labelled,
            n_types: sources.type_names.len(),
            seed: params.seed,
            keep: params.keep_terms,
        }
    }

    /// Numbers of the unlabelled rows.
    pub(in crate::train) fn unlabelled(&self) -> Vec<u32> {
        let number = |i: usize| u32::try_from(i).unwrap_or(u32::MAX);
        (number(self.n_labelled)..number(self.hashes.len())).collect()
    }
}

/// The labelled texts, then of the unlabelled ones those to use.
fn distinct(sources: &Sources<'_>) -> Vec<String> {
    let hash = |t: &String| crate::bundle::row_hash(&sources.analyzer.normalize(t));
    let mut seen: FxHashSet<u64> = sources.labelled.par_iter().map(hash).collect();
    let hashes: Vec<u64> = sources.unlabelled.par_iter().map(hash).collect();
    let mut kept: Vec<usize> = (0..hashes.len())
        .filter(|&i| seen.insert(hashes[i]))
        .collect();
    if kept.len() > SAMPLE {
        Random::new(sources.params.seed).shuffle(&mut kept);
        kept.truncate(SAMPLE);
        kept.sort_unstable();
    }
    let unlabelled = kept.into_iter().map(|i| &sources.unlabelled[i]);
    sources.labelled.iter().chain(unlabelled).cloned().collect()
}
