//! Labelled texts → bundle.

use super::choose::{choose, joint};
use super::features::Features;
use super::fit::{Member, Recipe};
use super::rare::{Rare, settle};
use super::score::TextReader;
use super::strongest::strongest;
use crate::bundle::{Bundle, Card, HeldOut, OutOfFold, Parts, Settings, TypeCard};
use crate::error::{Error, Result};
use crate::evaluate::{folds, macro_f1, scores};
use crate::model::{
    Calibration, Curve, Linear, Occurrence, Packed, Prediction, best_types, softmax,
};
use crate::normalize::{self, MaskParams};
use crate::segment::{self, UserDictionary};
use crate::vectorize::{Terms, VectorizeParams, Weighting};
use ndarray::Array2;
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;

/// Which model.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Model {
    /// Whatever does best on held-out training rows.
    #[default]
    Auto,
    /// Linear support vector machine.
    Svm,
    /// Multinomial logistic regression.
    Logistic,
    /// Complement naive Bayes.
    Bayes,
}

/// How to train.
#[derive(Clone, Debug, PartialEq)]
pub struct TrainParams {
    /// Which model.
    pub model: Model,
    /// Cost of an error, above 0; chosen where absent.
    pub c: Option<f32>,
    /// What terms to make.
    pub vectorize: VectorizeParams,
    /// Text of a user dictionary; empty without one.
    pub dictionary: String,
    /// Stop words, one a line; empty without any.
    pub stop_words: String,
    /// Personal numbers that become masks before words are made; a key does not count.
    pub mask: MaskParams,
    /// Terms to keep at most.
    pub keep_terms: usize,
    /// Folds to hold out, at least 2.
    pub folds: u32,
    /// What becomes of rare types.
    pub rare: Rare,
    /// Types of fewer rows are rare.
    pub min_rows: u64,
    /// Seed of every shuffle.
    pub seed: u64,
}

impl Default for TrainParams {
    fn default() -> Self {
        Self {
            model: Model::Auto,
            c: None,
            vectorize: VectorizeParams::default(),
            dictionary: String::new(),
            stop_words: String::new(),
            mask: MaskParams::default(),
            keep_terms: 300_000,
            folds: 4,
            rare: Rare::Keep,
            min_rows: 5,
            seed: 1,
        }
    }
}

/// Labelled texts.
#[derive(Clone, Debug, Default)]
pub struct Training {
    /// The texts.
    pub texts: Vec<String>,
    /// The type of each.
    pub labels: Vec<String>,
    /// Names of the text columns, for the card.
    pub text_columns: Vec<String>,
    /// Names of the label columns, for the card.
    pub label_columns: Vec<String>,
    /// Rows that had no label or no text, for the card.
    pub left_out: u64,
}

/// Learns a model.
///
/// # Errors
/// [`Error::Data`] where there is no row, [`Error::Param`] for a setting outside its range.
///
/// ```
/// use tousu::pipeline::{Scorer, TrainParams, Training, train};
/// let rows = [("包裹三天没到", "物流"), ("快递一直没到", "物流"), ("退款没有到账", "退款"), ("退款还没到账", "退款")];
/// let training = Training {
///     texts: rows.iter().map(|r| r.0.to_owned()).collect(),
///     labels: rows.iter().map(|r| r.1.to_owned()).collect(),
///     ..Training::default()
/// };
/// let bundle = train(&training, &TrainParams::default(), &|_| ())?;
/// let best = Scorer::new(&bundle).score(&[Some("我的退款呢".into())])[0].unwrap().best;
/// assert_eq!(bundle.types()[best as usize], "退款");
/// # Ok::<(), tousu::Error>(())
/// ```
pub fn train(training: &Training, params: &TrainParams, say: &dyn Fn(&str)) -> Result<Bundle> {
    params.vectorize.check()?;
    if training.texts.is_empty() || training.texts.len() != training.labels.len() {
        return Err(Error::data(
            "training rows",
            format!(
                "{} texts, {} labels",
                training.texts.len(),
                training.labels.len()
            ),
            "one label a text, at least one",
            "Check --label and --text.",
        ));
    }
    let training = &settled(training, params, say);
    let (names, types) = numbered(&training.labels);
    let dictionary = UserDictionary::parse("user dictionary", &params.dictionary)?;
    let reader = TextReader::new(&dictionary, &params.stop_words, params.mask.name());
    let features = Features::new(
        &reader,
        &params.vectorize,
        &training.texts,
        types,
        names.len(),
    );
    let choice = choose(&features, params)?;
    for (what, score) in &choice.tried {
        say(&format!("tried {what}: macro-F1 {score:.4}"));
    }
    let all: Vec<u32> = (0..u32::try_from(features.len()).unwrap_or(u32::MAX)).collect();
    let fitted = choice.recipe.fit(&features, &all, &[])?;
    let held = hold_out(&features, &all, choice.recipe, &fitted.duals, params)?;
    let mut linear = Linear::zeros(features.counted.hashes.len(), names.len());
    for (factor, member) in held.calibration.factors.iter().zip(&fitted.members) {
        linear.add(*factor, member);
    }
    let bundle = seal(&Made {
        training,
        params,
        reader: &reader,
        features: &features,
        names: &names,
        tried: choice.tried,
        held: &held,
        term_weights: &fitted.term_weights,
        linear: &linear,
    });
    let card = bundle.card();
    say(&format!(
        "{} rows, {} types, {} of {} terms kept; {}; macro-F1 on held-out rows {:.4}",
        card.rows,
        card.types.len(),
        card.settings.kept,
        card.settings.terms,
        held.recipe,
        card.held_out.macro_f1.unwrap_or(0.0)
    ));
    Ok(bundle)
}

/// What rows held out say about a recipe.
struct HeldRows {
    recipe: Recipe,
    calibration: Calibration,
    curve: Curve,
    probabilities: Array2<f32>,
    folds: u32,
    /// Accuracy and macro-F1 of plain naive Bayes.
    bayes: Option<(f64, f64)>,
}

/// Scores all rows out of fold, drops naive Bayes where it does not help, and calibrates.
fn hold_out(
    features: &Features,
    all: &[u32],
    mut recipe: Recipe,
    duals: &[Array2<f32>],
    params: &TrainParams,
) -> Result<HeldRows> {
    let count = if features.len() > LARGE {
        3
    } else {
        params.folds
    };
    // Near-duplicates may fall on both sides here, as they will in use: kept apart, confidence and precision were wrong both ways
    // (a copy is surer than it was measured to be; a text labelled in two ways is wrong with certainty).
    let fold = folds(&features.types, all, count, params.seed);
    let bayes = plain_bayes(features, all, &fold)?;
    let mut scores = recipe.out_of_fold(features, all, &fold, duals)?;
    let (mut calibration, both) = joint(&scores, &features.types, features.kinds);
    if scores.len() > 1 {
        let (main, alone) = joint(&scores[..1], &features.types, features.kinds);
        if both < alone + 0.001 {
            calibration = main;
            scores.truncate(1);
            recipe.members.truncate(1);
        }
    }
    let mut probabilities = calibration.logits(&scores);
    let mut top = Vec::with_capacity(all.len());
    for (mut row, &truth) in probabilities.rows_mut().into_iter().zip(&features.types) {
        if let Some(p) = row.as_slice_mut() {
            softmax(p);
            let best = Prediction::of(p);
            top.push((best.confidence, best.best == truth));
        }
    }
    let curve = Curve::fit(top);
    for mut row in probabilities.rows_mut() {
        if let Some(p) = row.as_slice_mut() {
            curve.apply(p);
        }
    }
    Ok(HeldRows {
        recipe,
        calibration,
        curve,
        probabilities,
        folds: count,
        bayes,
    })
}

/// Accuracy and macro-F1 of naive Bayes over plain terms: what a model must beat.
fn plain_bayes(features: &Features, all: &[u32], fold: &[u32]) -> Result<Option<(f64, f64)>> {
    let recipe = Recipe {
        weighting: Weighting::Same,
        occurrence: Occurrence::Log,
        words: 1.0,
        min_df: 1,
        lead: 1,
        members: vec![Member::Bayes { smooth: 1.0 }],
    };
    let scores = recipe.out_of_fold(features, all, fold, &[])?;
    let best = scores.first().map(best_types).unwrap_or_default();
    let right = best.iter().zip(&features.types).filter(|e| e.0 == e.1);
    let accuracy = right.count() as f64 / all.len().max(1) as f64;
    Ok(macro_f1(features.kinds, &features.types, &best).map(|f1| (accuracy, f1)))
}

/// From this many rows on three folds tell enough.
const LARGE: usize = 20_000;

/// The rows with the labels they are learnt with.
fn settled(training: &Training, params: &TrainParams, say: &dyn Fn(&str)) -> Training {
    let labels = settle(&training.labels, params.rare, params.min_rows, say);
    let mut out = Training {
        texts: Vec::with_capacity(labels.len()),
        labels: Vec::with_capacity(labels.len()),
        ..training.clone()
    };
    for (text, label) in training.texts.iter().zip(labels) {
        match label {
            Some(label) => {
                out.texts.push(text.clone());
                out.labels.push(label);
            }
            None => out.left_out += 1,
        }
    }
    out
}

/// Names of the types, sorted, and the place of every row's type.
fn numbered(labels: &[String]) -> (Vec<String>, Vec<u32>) {
    let mut places: BTreeMap<&str, u32> = labels.iter().map(|l| (l.as_str(), 0)).collect();
    for (i, place) in (0_u32..).zip(places.values_mut()) {
        *place = i;
    }
    let types = labels.iter().map(|l| places[l.as_str()]).collect();
    (places.keys().map(|n| (*n).to_owned()).collect(), types)
}

fn held_out(names: &[String], features: &Features, held: &HeldRows) -> HeldOut {
    let predicted = best_types(&held.probabilities);
    let flat = held.probabilities.as_slice().unwrap_or(&[]);
    let s = scores(
        names,
        &features.types,
        &predicted,
        Some((flat, names.len())),
    );
    HeldOut {
        folds: held.folds,
        rows: s.rows,
        accuracy: s.accuracy,
        macro_f1: s.macro_f1,
        log_loss: s.log_loss,
        ece: s.ece,
        bayes: held.bayes,
    }
}

/// Everything a bundle is made of.
struct Made<'a> {
    training: &'a Training,
    params: &'a TrainParams,
    reader: &'a TextReader,
    features: &'a Features,
    names: &'a [String],
    tried: Vec<(String, f32)>,
    held: &'a HeldRows,
    term_weights: &'a [f32],
    linear: &'a Linear,
}

fn seal(made: &Made<'_>) -> Bundle {
    let Made {
        training,
        params,
        features,
        held,
        ..
    } = made;
    let recipe = &held.recipe;
    let mut found_in = vec![0_u32; features.counted.hashes.len()];
    for &id in features.counted.rows.matrix().indices() {
        found_in[id as usize] += 1;
    }
    let model = Packed::new(
        &features.counted.hashes,
        made.term_weights,
        &found_in,
        made.linear,
        (recipe.occurrence, held.curve.clone()),
        params.keep_terms,
    );
    let found: FxHashMap<u64, u32> = features
        .counted
        .hashes
        .iter()
        .copied()
        .zip(found_in)
        .collect();
    let strong = strongest(
        &model,
        &found,
        &training.texts,
        made.reader,
        &params.vectorize,
    );
    let card = card_of(made, &model, strong);
    let mut trained_on = features.hashes.clone();
    trained_on.sort_unstable();
    trained_on.dedup();
    Bundle::new(Parts {
        card,
        model,
        dictionary: params.dictionary.clone(),
        stop_words: params.stop_words.clone(),
        out_of_fold: sampled(&features.types, &held.probabilities, params.seed),
        trained_on,
    })
}

fn card_of(made: &Made<'_>, model: &Packed, strong: Vec<Vec<(String, f32)>>) -> Card {
    let Made {
        training,
        params,
        features,
        names,
        held,
        ..
    } = made;
    let recipe = &held.recipe;
    let main = recipe.members.first().map_or((0.0, 0.0), |m| m.settings());
    let mut sizes = vec![0_u64; names.len()];
    for &t in &features.types {
        sizes[t as usize] += 1;
    }
    Card {
        crate_version: env!("CARGO_PKG_VERSION").into(),
        normalizer_version: normalize::VERSION,
        terms_version: Terms::VERSION,
        segment_version: segment::VERSION,
        types: names
            .iter()
            .zip(sizes)
            .zip(strong)
            .map(|((name, rows), strongest)| TypeCard {
                name: name.clone(),
                rows,
                strongest,
            })
            .collect(),
        label: training.label_columns.clone(),
        text: training.text_columns.clone(),
        rows: features.len() as u64,
        left_out: training.left_out,
        rows_hash: rows_hash(training, features),
        dictionary_hash: made.reader.segmenter.dictionary_hash().to_owned(),
        settings: Settings {
            model: recipe.members.first().map_or("", |m| m.name()).into(),
            c: main.0,
            balance: main.1,
            words: recipe.words,
            members: recipe
                .members
                .iter()
                .zip(&held.calibration.factors)
                .map(|(m, f)| (m.name().to_owned(), *f))
                .collect(),
            curve: held.curve.clone(),
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
        },
        tried: made.tried.clone(),
        held_out: held_out(names, features, held),
    }
}

/// Rows kept out of fold at most.
const HELD_ROWS: usize = 20_000;

fn sampled(types: &[u32], probabilities: &Array2<f32>, seed: u64) -> OutOfFold {
    let mut rows: Vec<usize> = (0..types.len()).collect();
    if rows.len() > HELD_ROWS {
        crate::model::Shuffle::new(seed).shuffle(&mut rows);
        rows.truncate(HELD_ROWS);
        rows.sort_unstable();
    }
    OutOfFold {
        truth: rows.iter().map(|&i| types[i]).collect(),
        probabilities: probabilities.select(ndarray::Axis(0), &rows),
    }
}

fn rows_hash(training: &Training, features: &Features) -> String {
    let mut hasher = blake3::Hasher::new();
    for (label, hash) in training.labels.iter().zip(&features.hashes) {
        hasher.update(&(label.len() as u64).to_le_bytes());
        hasher.update(label.as_bytes());
        hasher.update(&hash.to_le_bytes());
    }
    hasher.finalize().to_hex().chars().take(16).collect()
}
