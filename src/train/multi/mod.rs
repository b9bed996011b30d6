//! Rows that have several types each → a bundle: every type against the rest, with a calibration and a threshold of its own.

mod fold;
mod held_out;

use super::assemble::{Fit, assemble, check_kept};
use super::features::{Features, most_terms};
use super::labelled::LabelledRows;
use super::model_selection::{Known, n_trials, select_by};
use super::out_of_fold::{Calibrated, n_folds};
use super::params::{ModelKind, TrainParams};
use super::rare_types::RareRule;
use super::recipe::Recipe;
use super::steps::Steps;
use super::trial::{Measure, Trial};
use crate::bundle::{Bundle, Multi};
use crate::error::{Error, Result};
use crate::evaluate::{folds, type_ids};
use crate::model::{Linear, spare};
use crate::types::{Level, Observer, Progress, Separator, TypeSets};
use crate::vectorize::Analyzer;
use fold::Lessons;
use held_out::HeldOutSets;

/// Types of a row are told apart from two rows on.
const LEAST_ROWS: u64 = 2;

/// Trains a model that gives a text several types. `rows` have a separator.
///
/// # Errors
/// As [`train`](super::train); [`Error::Usage`] for a kind of model that does not give several types.
pub(super) fn train_multi(
    rows: &LabelledRows,
    params: &TrainParams,
    analyzer: &Analyzer,
    observer: &dyn Observer,
) -> Result<Bundle> {
    check_params(params)?;
    params.vectorize.check()?;
    rows.check()?;
    let separator = rows.separator.unwrap_or_default();
    let mut type_names = Vec::new();
    let sets = types_of(&mut type_names, &rows.labels, separator);
    check_types(&sets, type_names.len())?;
    tell_rare(&sets, &type_names, params.min_rows, observer);
    let n_types = type_names.len();
    // one fit of the settings to all rows, one look at held-out ones, and the terms
    let mut steps = Steps {
        observer,
        total: n_trials(&svm(params), rows.len(), n_types) + 3,
        done: 0,
    };
    steps.begin("making terms of the texts");
    let most = most_terms(n_types, params.keep_terms);
    let of = (strata(&sets, n_types), n_types);
    let features = Features::new(analyzer, &params.vectorize, &rows.texts, of, most);
    let job = Job {
        rows,
        params,
        analyzer,
        features,
        sets,
        type_names,
        separator,
    };
    let bundle = job.run(&mut steps)?;
    observer.progress(Progress::Done);
    check_kept(&bundle)?;
    Ok(bundle)
}

fn check_params(params: &TrainParams) -> Result<()> {
    if !matches!(params.model, ModelKind::Auto | ModelKind::Svm) {
        let next = "Leave --model out: several types a row are learnt by support vector machines.";
        return Err(Error::usage("--multi and --model exclude each other", next));
    }
    if params.rare != RareRule::Keep {
        let next = "Leave --rare out: with several types a row, rare types are kept.";
        return Err(Error::usage("--multi and --rare exclude each other", next));
    }
    Ok(())
}

fn svm(params: &TrainParams) -> TrainParams {
    TrainParams {
        model: ModelKind::Svm,
        ..params.clone()
    }
}

/// The types of every row by place in `names`, to which those that are not there are added.
pub(super) fn types_of(
    names: &mut Vec<String>,
    labels: &[String],
    separator: Separator,
) -> TypeSets {
    let parts = labels.iter().flat_map(|cell| separator.parts(cell));
    let parts: Vec<String> = parts.map(str::to_owned).collect();
    let mut ids = type_ids(names, &parts).into_iter();
    let set = |cell: &String| -> Vec<u32> {
        let n = separator.parts(cell).count();
        ids.by_ref().take(n).collect()
    };
    labels.iter().map(set).collect()
}

fn check_types(sets: &TypeSets, n_types: usize) -> Result<()> {
    let learnable = sets.sizes(n_types).into_iter();
    let learnable = learnable.filter(|n| *n >= LEAST_ROWS).count();
    if learnable >= 2 {
        return Ok(());
    }
    let message = format!("of the {n_types} types of its rows, {learnable} has more than one row");
    let next =
        "Give at least two types two rows each; some dozens of rows each make a useful model.";
    Err(Error::invalid("labelled rows", message, next))
}

fn tell_rare(sets: &TypeSets, names: &[String], min_rows: u64, observer: &dyn Observer) {
    let sizes = names.iter().zip(sets.sizes(names.len()));
    let rare: Vec<String> = sizes
        .filter(|(_, n)| *n < min_rows)
        .map(|(name, n)| format!("{name} ({n})"))
        .collect();
    if !rare.is_empty() {
        let line = format!(
            "{} types have fewer than {min_rows} rows: {}; they are kept",
            rare.len(),
            rare.join(", ")
        );
        observer.message(Level::Say, &line);
    }
}

/// The rarest type of every row: spread evenly, it spreads all types evenly enough.
fn strata(sets: &TypeSets, n_types: usize) -> Vec<u32> {
    let sizes = sets.sizes(n_types);
    let rarest = |row: usize| {
        let types = sets.row(row).iter().copied();
        types.min_by_key(|&t| (sizes[t as usize], t)).unwrap_or(0)
    };
    (0..sets.len()).map(rarest).collect()
}

/// What a training needs throughout.
struct Job<'a> {
    rows: &'a LabelledRows,
    params: &'a TrainParams,
    analyzer: &'a Analyzer,
    /// The type of a row is its rarest.
    features: Features,
    sets: TypeSets,
    type_names: Vec<String>,
    separator: Separator,
}

impl Job<'_> {
    fn run(self, steps: &mut Steps<'_>) -> Result<Bundle> {
        let params = svm(self.params);
        let known = Known::default();
        let selected = select_by(MeanF1(&self), &self.features, (&params, &known), steps)?;
        let (recipe, tried) = (selected.recipe, selected.tried);
        let lessons = Lessons::new(&self.features, &self.sets);
        steps.done = steps.total - 2;
        steps.begin("fitting the model to all rows");
        let all = self.features.row_ids();
        let fitted = lessons.fit(&recipe, &all, None)?;
        steps.begin("measuring it on held-out rows");
        let n_folds = n_folds(self.features.len(), params.folds);
        // near-duplicates fall on both sides, as they will in use
        let fold = folds(&self.features.types, &all, n_folds, params.seed);
        let scores = lessons.out_of_fold(&recipe, &fold, Some(&fitted.dual))?;
        spare::release();
        let held = HeldOutSets::new(&scores, &self.sets, &fold);
        let multi = Multi {
            separator: self.separator,
            thresholds: held.thresholds(),
            held_out: held.scored(&self.type_names),
        };
        tell(&multi, self.rows.len(), steps.observer);
        let linear = held.calibrated(fitted.linear);
        let calibrated = Calibrated::elsewhere(recipe, self.type_names.len());
        Ok(self.bundle((&fitted.term_weights, &linear), tried, &calibrated, multi))
    }

    fn bundle(
        &self,
        (term_weights, linear): (&[f32], &Linear),
        tried: Vec<(String, f32)>,
        calibrated: &Calibrated,
        multi: Multi,
    ) -> Bundle {
        assemble(&Fit {
            rows: self.rows,
            texts: &self.rows.texts,
            params: self.params,
            analyzer: self.analyzer,
            features: &self.features,
            type_names: &self.type_names,
            tried,
            calibrated,
            term_weights,
            linear,
            origin: None,
            multi: Some((&self.sets, multi)),
        })
    }
}

/// The mean of micro-F1 and macro-F1.
struct MeanF1<'a>(&'a Job<'a>);

impl Measure for MeanF1<'_> {
    type Left = ();

    fn measure(
        &self,
        recipe: &Recipe,
        trial: &Trial<'_>,
        _: Option<(&Recipe, f64, &())>,
    ) -> Result<(f64, ())> {
        let sets = self.0.sets.select(&trial.rows);
        let lessons = Lessons::new(&trial.features, &sets);
        let scores = lessons.out_of_fold(recipe, &trial.fold, None)?;
        let scored = HeldOutSets::new(&scores, &sets, &trial.fold).scored(&self.0.type_names);
        let both = [scored.micro_f1, scored.macro_f1].map(Option::unwrap_or_default);
        Ok(((both[0] + both[1]) / 2.0, ()))
    }
}

fn tell(multi: &Multi, rows: usize, observer: &dyn Observer) {
    let s = &multi.held_out;
    let [micro, macro_f1, exact] = [s.micro_f1, s.macro_f1, s.exact].map(Option::unwrap_or_default);
    let line = format!(
        "trained on {rows} rows with {:.2} of {} types each; on held-out rows micro-F1 {micro:.3}, macro-F1 {macro_f1:.3}, all types right {:.1} %",
        s.types_per_row.unwrap_or_default(),
        s.per_type.len(),
        exact * 100.0
    );
    observer.message(Level::Say, &line);
}
