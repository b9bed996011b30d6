//! The parts of a finished fit → a bundle with its card.

use super::features::Features;
use super::labelled::LabelledRows;
use super::out_of_fold::Calibrated;
use super::params::TrainParams;
use super::top_terms::top_terms;
use crate::bundle::{Bundle, Card, HeldOut, Multi, Origin, OutOfFold, Parts, Settings, TypeCard};
use crate::error::{Error, Result};
use crate::model::{Linear, Link, Packed};
use crate::normalize;
use crate::segment;
use crate::types::TypeSets;
use crate::vectorize::{Analyzer, Terms, VectorizeParams};
use rustc_hash::FxHashMap;

/// A finished fit.
pub(super) struct Fit<'a> {
    pub(super) rows: &'a LabelledRows,
    /// Texts to find the spelling of terms in.
    pub(super) texts: &'a [String],
    pub(super) params: &'a TrainParams,
    pub(super) analyzer: &'a Analyzer,
    pub(super) features: &'a Features,
    pub(super) type_names: &'a [String],
    /// What was tried, with its macro-F1.
    pub(super) tried: Vec<(String, f32)>,
    pub(super) calibrated: &'a Calibrated,
    pub(super) term_weights: &'a [f32],
    /// All members added up.
    pub(super) linear: &'a Linear,
    /// What it learnt from besides labelled rows.
    pub(super) origin: Option<Origin>,
    /// The types of every row where it may have several, and how they are given.
    pub(super) multi: Option<(&'a TypeSets, Multi)>,
}

/// Packs the model, describes it and seals all parts.
pub(super) fn assemble(fit: &Fit<'_>) -> Bundle {
    let Fit {
        params,
        features,
        calibrated,
        ..
    } = fit;
    let counted = &features.counted;
    let model = Packed::new(
        &counted.hashes,
        fit.term_weights,
        &counted.frequencies,
        fit.linear,
        (calibrated.recipe.occurrence, link(fit)),
        params.keep_terms,
    );
    let hashes = counted.hashes.iter().copied();
    let frequency_of: FxHashMap<u64, u32> =
        hashes.zip(counted.frequencies.iter().copied()).collect();
    let terms = top_terms(
        &model,
        &frequency_of,
        fit.texts,
        fit.analyzer,
        &params.vectorize,
    );
    let card = card_of(fit, &model, terms);
    let mut trained_on = features.hashes.clone();
    trained_on.sort_unstable();
    trained_on.dedup();
    Bundle::new(Parts {
        card,
        model,
        dictionary: params.dictionary.clone(),
        stop_words: params.stop_words.clone(),
        out_of_fold: match fit.multi {
            Some(_) => OutOfFold::default(),
            None => calibrated.sample(&features.types, params.seed),
        },
        trained_on,
        axes: Vec::new(),
    })
}

/// An error where a model knows no term.
pub(super) fn check_kept(bundle: &Bundle) -> Result<()> {
    if bundle.card().settings.kept > 0 {
        return Ok(());
    }
    let (message, next) = match bundle.card().settings.terms {
        0 => (
            "none of their words occurs often enough to learn from",
            "Check that --text names the complaints, and give more rows.",
        ),
        _ => (
            "their words do not tell the types apart: on rows held out, a model of them does not do better than chance",
            "Check that --text names the complaints and --label their types, or label more rows.",
        ),
    };
    Err(Error::invalid("training rows", message, next))
}

fn link(fit: &Fit<'_>) -> Link {
    match fit.multi {
        Some(_) => Link::Logistic,
        None => Link::Softmax(fit.calibrated.curve.clone()),
    }
}

fn card_of(fit: &Fit<'_>, model: &Packed, terms: Vec<Vec<(String, f32)>>) -> Card {
    let Fit {
        rows,
        features,
        type_names,
        calibrated,
        ..
    } = fit;
    let one_each = || TypeSets::from(features.types.clone()).sizes(type_names.len());
    let sizes = fit.multi.as_ref();
    let sizes = sizes.map_or_else(one_each, |(sets, _)| sets.sizes(type_names.len()));
    let types = type_names.iter().zip(sizes).zip(terms);
    Card {
        crate_version: env!("CARGO_PKG_VERSION").into(),
        normalizer_version: normalize::VERSION,
        terms_version: Terms::VERSION,
        segment_version: segment::VERSION,
        types: types
            .map(|((name, rows), strongest)| TypeCard {
                name: name.clone(),
                rows,
                strongest,
            })
            .collect(),
        label: rows.label_columns.clone(),
        text: rows.text_columns.clone(),
        text_guessed: rows.text_guessed,
        rows: features.len() as u64,
        left_out: rows.left_out,
        sample: rows.sample,
        rows_hash: rows_hash(&rows.labels, &features.hashes),
        dictionary_hash: fit.analyzer.dictionary_hash().to_owned(),
        settings: settings(fit, model),
        tried: fit.tried.clone(),
        held_out: match fit.multi {
            Some(_) => HeldOut::default(),
            None => calibrated.held_out(type_names, &features.types),
        },
        origin: fit.origin.clone(),
        multi: fit.multi.as_ref().map(|(_, multi)| multi.clone()),
    }
}

fn settings(fit: &Fit<'_>, model: &Packed) -> Settings {
    let Fit {
        params,
        calibrated,
        features,
        ..
    } = fit;
    let recipe = &calibrated.recipe;
    let main = recipe.members.first();
    let (c, balance) = main.map_or((0.0, 0.0), |m| m.settings());
    let factors = &calibrated.calibration.factors;
    let members = recipe.members.iter().zip(factors);
    Settings {
        model: main.map_or("", |m| m.name()).into(),
        c,
        balance,
        words: recipe.words,
        members: members.map(|(m, f)| (m.name().to_owned(), *f)).collect(),
        curve: calibrated.curve.clone(),
        mask: params.mask.name().into(),
        vectorize: VectorizeParams {
            lead: recipe.lead,
            ..params.vectorize.clone()
        },
        weighting: recipe.weighting,
        occurrence: recipe.occurrence,
        terms: features.counted.hashes.len() as u64,
        kept: model.hashes().len() as u64,
        seed: params.seed,
    }
}

fn rows_hash(labels: &[String], hashes: &[u64]) -> String {
    let mut hasher = blake3::Hasher::new();
    for (label, hash) in labels.iter().zip(hashes) {
        hasher.update(&(label.len() as u64).to_le_bytes());
        hasher.update(label.as_bytes());
        hasher.update(&hash.to_le_bytes());
    }
    hasher.finalize().to_hex().chars().take(16).collect()
}
