//! Labelled texts → bundle.

use super::features::Features;
use super::fit::{Fitted, Member, Recipe};
use super::rare::{Rare, settle};
use super::score::TextReader;
use crate::bundle::{Bundle, Card, HeldOut, OutOfFold, Parts, Settings, TypeCard};
use crate::error::{Error, Result};
use crate::evaluate::{folds, scores};
use crate::model::{Linear, Occurrence, Packed, calibrate, softmax};
use crate::normalize;
use crate::segment::Segmenter;
use crate::vectorize::{Terms, VectorizeParams, Weighting};
use ndarray::{Array1, Array2};
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
    let reader = TextReader::new(Segmenter::default(), &params.stop_words);
    let features = Features::new(
        &reader,
        &params.vectorize,
        &training.texts,
        types,
        names.len(),
    );
    let recipe = Recipe {
        member: match params.model {
            Model::Auto | Model::Svm => Member::Svm,
            Model::Logistic => Member::Logistic,
            Model::Bayes => Member::Bayes,
        },
        c: params.c.unwrap_or(match params.model {
            Model::Auto | Model::Svm => 0.6,
            Model::Logistic => 10.0,
            Model::Bayes => 0.1,
        }),
        balance: 0.5,
        weighting: Weighting::default(),
        occurrence: Occurrence::Log,
        min_df: params.vectorize.min_df,
    };
    let fold = folds(&features.types, &features.groups, params.folds, params.seed);
    let held = recipe.out_of_fold(&features, &fold)?;
    let members = [held];
    let calibration = calibrate(&members, &features.types, 1e-4);
    let mut probabilities = calibration.logits(&members);
    for mut row in probabilities.rows_mut() {
        if let Some(s) = row.as_slice_mut() {
            softmax(s);
        }
    }
    let all: Vec<u32> = (0..u32::try_from(features.len()).unwrap_or(u32::MAX)).collect();
    let fitted = recipe.fit(&features, &all)?;
    let mut linear = Linear::zeros(fitted.linear.weights.nrows(), names.len());
    linear.add(calibration.factors[0], &fitted.linear);
    linear.bias = linear.bias + Array1::from_vec(calibration.bias.clone());
    let held_out = held_out(&names, &features, &probabilities, params.folds);
    let bundle = seal(
        training,
        params,
        &recipe,
        &features,
        &names,
        &fitted,
        &linear,
        held_out,
        probabilities,
    );
    let card = bundle.card();
    say(&format!(
        "{} rows, {} types, {} terms; held-out macro-F1 {:.4}",
        card.rows,
        card.types.len(),
        card.settings.kept,
        card.held_out.macro_f1.unwrap_or(0.0)
    ));
    Ok(bundle)
}

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

fn held_out(
    names: &[String],
    features: &Features,
    probabilities: &Array2<f32>,
    folds: u32,
) -> HeldOut {
    let predicted: Vec<u32> = probabilities
        .rows()
        .into_iter()
        .map(|r| crate::model::Prediction::of(r.as_slice().unwrap_or(&[])).best)
        .collect();
    let flat = probabilities.as_slice().unwrap_or(&[]);
    let s = scores(
        names,
        &features.types,
        &predicted,
        Some((flat, names.len())),
    );
    HeldOut {
        folds,
        rows: s.rows,
        accuracy: s.accuracy,
        macro_f1: s.macro_f1,
        log_loss: s.log_loss,
        ece: s.ece,
    }
}

#[expect(
    clippy::too_many_arguments,
    reason = "the one place where all parts meet"
)]
fn seal(
    training: &Training,
    params: &TrainParams,
    recipe: &Recipe,
    features: &Features,
    names: &[String],
    fitted: &Fitted,
    linear: &Linear,
    held_out: HeldOut,
    probabilities: Array2<f32>,
) -> Bundle {
    let mut found_in = vec![0_u32; features.counted.hashes.len()];
    for &id in features.counted.rows.matrix().indices() {
        found_in[id as usize] += 1;
    }
    let model = Packed::new(
        &features.counted.hashes,
        &fitted.term_weights,
        &found_in,
        linear,
        recipe.occurrence,
        params.keep_terms,
    );
    let mut sizes = vec![0_u64; names.len()];
    for &t in &features.types {
        sizes[t as usize] += 1;
    }
    let card = Card {
        crate_version: env!("CARGO_PKG_VERSION").into(),
        normalizer_version: normalize::VERSION,
        terms_version: Terms::VERSION,
        types: names
            .iter()
            .zip(sizes)
            .map(|(name, rows)| TypeCard {
                name: name.clone(),
                rows,
                strongest: Vec::new(),
            })
            .collect(),
        label: training.label_columns.clone(),
        text: training.text_columns.clone(),
        rows: features.len() as u64,
        left_out: training.left_out,
        rows_hash: rows_hash(training, features),
        dictionary_hash: String::new(),
        settings: Settings {
            model: recipe.member.name().into(),
            c: recipe.c,
            balance: recipe.balance,
            vectorize: params.vectorize.clone(),
            weighting: recipe.weighting,
            occurrence: recipe.occurrence,
            terms: features.counted.hashes.len() as u64,
            kept: model.hashes().len() as u64,
            seed: params.seed,
        },
        tried: Vec::new(),
        held_out,
    };
    let mut trained_on = features.hashes.clone();
    trained_on.sort_unstable();
    trained_on.dedup();
    Bundle::new(Parts {
        card,
        model,
        dictionary: params.dictionary.clone(),
        stop_words: params.stop_words.clone(),
        out_of_fold: sampled(&features.types, &probabilities, params.seed),
        trained_on,
    })
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
