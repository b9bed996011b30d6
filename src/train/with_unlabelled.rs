//! Few labelled rows or none, unlabelled rows, and perhaps words of a taxonomy → bundle.

use super::assemble::{Fit, assemble, check_kept};
use super::features::{Features, most_terms};
use super::fit::{ready, tell, train_axes};
use super::labelled::LabelledRows;
use super::out_of_fold::{Calibrated, calibrated, n_folds};
use super::params::{ModelKind, TrainParams};
use super::plain::{Supervised, n_steps};
use super::semi::{
    Corpus, Guesses, Seeds, Sources, Student, cold_start, distil, from_labels, held_out_scores,
    missing_words, named_rows,
};
use super::steps::Steps;
use super::taxonomy::Taxonomy;
use crate::bundle::{Bundle, Origin, TypeWords};
use crate::error::{Error, Result};
use crate::evaluate::{folds, paired_error, type_ids};
use crate::model::Linear;
use crate::types::{Level, Observer, Progress};
use crate::vectorize::Analyzer;

/// What there is besides labelled rows.
#[derive(Clone, Copy, Debug, Default)]
pub struct Unlabelled<'a> {
    /// Texts without a label.
    pub texts: &'a [String],
    /// Types known by words.
    pub taxonomy: Option<&'a Taxonomy>,
}

/// Texts to learn from at least.
const FEWEST: usize = 20;
/// With fewer labelled rows a type, on average, held-out scores do not tell whether the unlabelled rows help; on every set that was measured
/// they do.
const TELLING: usize = 10;
/// Resamples of the held-out rows that say how much two scores may differ by chance.
const DRAWS: u32 = 200;
/// Steps besides those of the supervised fit: three of the corpus, labelling, measuring.
const STEPS: u64 = 5;

/// Trains a model on labelled rows, of which there may be none where a taxonomy is given, and on unlabelled ones; `axes` are the rows with
/// the labels of one column of types each, at least one. With labelled rows,
/// the model that learnt from both is kept unless it is worse on held-out labelled rows, by more than a standard error, than one that
/// learnt from these alone, since a smaller difference may be chance.
/// With fewer than ten labelled rows a type on average it is kept in any case.
///
/// # Errors
/// As [`train`](super::train); [`Error::Invalid`] where there are neither labels nor words, too few texts, or types whose words no text holds;
/// [`Error::Usage`] where a kind of model or a cost is asked for, which the student would not heed, or words beside several axes.
pub fn train_with(
    axes: &[LabelledRows],
    more: Unlabelled<'_>,
    params: &TrainParams,
    observer: &dyn Observer,
) -> Result<Bundle> {
    if more.texts.is_empty() && more.taxonomy.is_none() {
        return train_axes(axes, params, observer);
    }
    check_params(params)?;
    if axes.iter().any(|rows| rows.separator.is_some()) {
        let next = "Leave --unlabelled and --taxonomy out, or keep one type a row.";
        let what = "rows of several types are learnt from labels alone";
        return Err(Error::usage(what, next));
    }
    if axes.len() > 1 && more.taxonomy.is_some() {
        let next = "Train the label that the words are of alone.";
        let what = "--taxonomy has the words of one column of types, and --label names several";
        return Err(Error::usage(what, next));
    }
    let bundles = axes
        .iter()
        .map(|rows| one_axis(rows, more, params, observer));
    Bundle::of_axes(bundles.collect::<Result<_>>()?)
}

fn one_axis(
    rows: &LabelledRows,
    more: Unlabelled<'_>,
    params: &TrainParams,
    observer: &dyn Observer,
) -> Result<Bundle> {
    let has_labels = !rows.is_empty();
    let ready = has_labels
        .then(|| ready(rows, params, observer))
        .transpose()?;
    let rows = ready.as_deref().unwrap_or(rows);
    let mut type_names = Vec::new();
    let types = type_ids(&mut type_names, &rows.labels);
    let n_labelled_types = type_names.len();
    if let Some(taxonomy) = more.taxonomy {
        let names: Vec<String> = taxonomy.types.iter().map(|t| t.name.clone()).collect();
        let _ = type_ids(&mut type_names, &names);
    }
    check(more, has_labels)?;
    let analyzer = params.analyzer()?;
    let supervised_steps = if has_labels {
        n_steps(params, rows.len(), type_names.len())
    } else {
        0
    };
    let steps = Steps {
        observer,
        total: supervised_steps + STEPS,
        done: 0,
    };
    let mut training = Training {
        rows,
        types,
        type_names,
        n_labelled_types,
        more,
        params,
        analyzer,
        steps,
    };
    let bundle = training.run()?;
    observer.progress(Progress::Done);
    check_kept(&bundle)?;
    Ok(bundle)
}

/// Refuses settings that a student would not heed.
fn check_params(params: &TrainParams) -> Result<()> {
    params.vectorize.check()?;
    if params.model == ModelKind::Auto && params.c.is_none() {
        return Ok(());
    }
    let next = "Leave out --model and --c, or train on the labelled rows alone.";
    Err(Error::usage(
        "a kind of model or a cost was asked for, but a model of unlabelled rows or of words has its own",
        next,
    ))
}

fn check(more: Unlabelled<'_>, has_labels: bool) -> Result<()> {
    if !has_labels && more.taxonomy.is_none() {
        let next =
            "Name the column of labels with --label, or give words of every type with --taxonomy.";
        return Err(Error::usage(
            "there are neither labels nor words of types",
            next,
        ));
    }
    if !has_labels && more.texts.len() < FEWEST {
        let message = format!("{} texts are too few to learn from words", more.texts.len());
        return Err(Error::invalid(
            "unlabelled rows",
            message,
            "Give the whole export.",
        ));
    }
    Ok(())
}

/// A training and what it is given.
struct Training<'a> {
    rows: &'a LabelledRows,
    types: Vec<u32>,
    type_names: Vec<String>,
    /// Types that have labelled rows; the others are known by words alone and come after.
    n_labelled_types: usize,
    more: Unlabelled<'a>,
    params: &'a TrainParams,
    analyzer: Analyzer,
    steps: Steps<'a>,
}

impl Training<'_> {
    fn run(&mut self) -> Result<Bundle> {
        let supervised = self.supervised()?;
        let corpus = Corpus::new(
            &Sources {
                labelled: &self.rows.texts,
                unlabelled: self.more.texts,
                taxonomy: self.more.taxonomy,
                type_names: &self.type_names,
                analyzer: &self.analyzer,
                params: self.params,
            },
            &mut self.steps,
        );
        self.check_coverage(&corpus)?;
        let seeds = Seeds::of(&corpus);
        self.steps.begin("labelling the unlabelled rows");
        let all: Vec<u32> = (0_u32..).take(self.rows.len()).collect();
        let guesses = match self.rows.is_empty() {
            true => cold_start(&corpus, &seeds)?,
            false => from_labels(&corpus, &all, &self.types, &seeds)?,
        };
        let taught = 0..guesses.types.len();
        let student = distil(&corpus, (&all, &self.types), &guesses, taught)?;
        self.steps.begin("measuring it on held-out rows");
        let measured = self.measured(&corpus, &seeds, &guesses, &student)?;
        let mut origin = self.origin(&corpus, &guesses);
        self.tell_words(&origin);
        let Some(mut supervised) = supervised else {
            origin.helped = true;
            return Ok(self.bundle(corpus, &student, measured, origin));
        };
        origin.supervised_macro_f1 = supervised.calibrated.macro_f1(&self.types);
        origin.with_unlabelled_macro_f1 = measured.macro_f1(&self.types);
        let (before, after) = (origin.supervised_macro_f1, origin.with_unlabelled_macro_f1);
        // types without labelled rows can be told by words alone
        let only_words = self.n_labelled_types < self.type_names.len();
        let both = (
            &supervised.calibrated.predicted()[..],
            &measured.predicted()[..],
        );
        let (n_types, seed) = (self.type_names.len(), self.params.seed);
        let error = paired_error(n_types, &self.types, both, DRAWS, seed);
        let too_few_to_tell = self.rows.len() < TELLING * n_types;
        let no_worse = after >= before.map(|f1| f1 - error);
        origin.helped = only_words || too_few_to_tell || no_worse;
        self.tell_gain(&origin);
        if origin.helped {
            return Ok(self.bundle(corpus, &student, measured, origin));
        }
        let (rows, names) = (self.rows, &self.type_names);
        let bundle = supervised.bundle(rows, names, self.params, &self.analyzer, Some(origin));
        let recipe = supervised.calibrated.recipe.to_string();
        tell(&bundle, &recipe, self.steps.observer);
        Ok(bundle)
    }

    /// The fit to labelled rows alone; absent without any.
    fn supervised(&mut self) -> Result<Option<Supervised>> {
        if self.rows.is_empty() {
            return Ok(None);
        }
        let types = (self.types.clone(), self.type_names.len());
        let (params, texts) = (self.params, &self.rows.texts);
        let most = most_terms(types.1, params.keep_terms);
        self.steps.begin("making terms of the texts");
        let features = Features::new(&self.analyzer, &params.vectorize, texts, types, most);
        Supervised::fit(features, params, &mut self.steps).map(Some)
    }

    /// Held-out scores of the student: on labelled rows where there are any. Without them, on rows that words name, which fixes how
    /// sure it sounds and says nothing of how often it is right.
    fn measured(
        &self,
        corpus: &Corpus,
        seeds: &Seeds,
        guesses: &Guesses,
        student: &Student,
    ) -> Result<Calibrated> {
        let params = self.params;
        if self.rows.is_empty() {
            let (scores, truth) = named_rows(corpus, seeds, guesses)?;
            let of_words = calibrated(student.recipe.clone(), &scores, &truth, 0);
            return Ok(of_words.unmeasured(&scores, guesses.accuracy));
        }
        let n_folds = n_folds(self.rows.len(), params.folds);
        let alone: Vec<u32> = (0_u32..).take(self.rows.len()).collect();
        let fold = folds(&self.types, &alone, n_folds, params.seed);
        let scores = held_out_scores(corpus, &self.types, &fold, seeds)?;
        Ok(calibrated(
            student.recipe.clone(),
            &scores,
            &self.types,
            n_folds,
        ))
    }

    /// Refuses types that neither labelled rows nor words tell.
    fn check_coverage(&self, corpus: &Corpus) -> Result<()> {
        let Some(coverage) = &corpus.coverage else {
            return Ok(());
        };
        let types = self.type_names.iter().zip(&coverage.types);
        let silent = types
            .skip(self.n_labelled_types)
            .filter(|(_, c)| c.rows == 0);
        let silent: Vec<&str> = silent.map(|(name, _)| name.as_str()).collect();
        if silent.is_empty() {
            return Ok(());
        }
        let place = self.more.taxonomy.map_or("", |t| t.place.as_str());
        let message = format!(
            "no text speaks for {} by its words more than for another type",
            silent.join(", ")
        );
        let next = "Give these types words that their complaints use and others do not, or leave them out of the taxonomy.";
        Err(Error::invalid(place, message, next))
    }

    fn origin(&self, corpus: &Corpus, guesses: &Guesses) -> Origin {
        let suggested = self
            .more
            .taxonomy
            .map(|t| missing_words(corpus, &guesses.types, t, &self.type_names, &self.analyzer));
        let covered = corpus.coverage.iter().flat_map(|c| &c.types);
        let words = self.type_names.iter().zip(covered).enumerate();
        let words = words.map(|(t, (name, c))| TypeWords {
            name: name.clone(),
            words: c.words,
            found: c.found,
            rows: c.rows,
            conflicts: c.conflicts,
            suggested: suggested
                .iter()
                .filter_map(|s| s.get(t))
                .flatten()
                .cloned()
                .collect(),
        });
        let members = guesses.members.iter();
        Origin {
            unlabelled: self.more.texts.len() as u64,
            used: guesses.types.len() as u64,
            ensemble: members.map(|(m, f)| (m.name().to_owned(), *f)).collect(),
            taxonomy: self.more.taxonomy.map(|t| t.place.clone()),
            words: words.collect(),
            ..Origin::default()
        }
    }

    fn bundle(
        &self,
        corpus: Corpus,
        student: &Student,
        calibrated: Calibrated,
        origin: Origin,
    ) -> Bundle {
        let mut linear = Linear::zeros(corpus.counted.hashes.len(), self.type_names.len());
        let factors = &calibrated.calibration.factors;
        for (factor, member) in factors.iter().zip(&student.fitted.members) {
            linear.add(*factor, member);
        }
        let features = Features {
            hashes: corpus.hashes[..corpus.n_labelled].to_vec(),
            counted: corpus.counted,
            types: self.types.clone(),
            n_types: self.type_names.len(),
            groups: Vec::new(),
        };
        assemble(&Fit {
            rows: self.rows,
            texts: &corpus.texts,
            params: self.params,
            analyzer: &self.analyzer,
            features: &features,
            type_names: &self.type_names,
            tried: Vec::new(),
            calibrated: &calibrated,
            term_weights: &student.fitted.term_weights,
            linear: &linear,
            origin: Some(origin),
            multi: None,
        })
    }

    /// What the words of the taxonomy cover, a line a type.
    fn tell_words(&self, origin: &Origin) {
        let observer = self.steps.observer;
        if let (Some(taxonomy), false) = (&origin.taxonomy, origin.words.is_empty()) {
            let covered: u64 = origin.words.iter().map(|t| t.rows).sum();
            let line = format!(
                "{taxonomy}: the words of one type fit {covered} of {} rows best ({:.0} %)",
                origin.used,
                covered as f64 / origin.used.max(1) as f64 * 100.0
            );
            observer.message(Level::Say, &line);
        }
        for t in &origin.words {
            let mut line = format!(
                "{}: {} of {} words found; {} rows speak for it most; {} rows hold its words and another type's",
                t.name, t.found, t.words, t.rows, t.conflicts
            );
            if !t.suggested.is_empty() {
                line.push_str(&format!("; may be missing: {}", t.suggested.join("、")));
            }
            observer.message(Level::Say, &line);
        }
    }

    fn tell_gain(&self, origin: &Origin) {
        let number = |f1: Option<f64>| f1.map_or_else(|| "–".to_owned(), |f| format!("{f:.3}"));
        let (before, after) = (
            number(origin.supervised_macro_f1),
            number(origin.with_unlabelled_macro_f1),
        );
        let line = match origin.helped {
            true if origin.with_unlabelled_macro_f1 < origin.supervised_macro_f1 => format!(
                "{} unlabelled rows used: macro-F1 on held-out labelled rows {after}, without them {before}; the difference is within chance, or there are too few labelled rows to tell",
                origin.used
            ),
            true => format!(
                "{} unlabelled rows used: macro-F1 on held-out labelled rows {after}, without them {before}",
                origin.used
            ),
            false => format!(
                "the unlabelled rows do not help (macro-F1 on held-out labelled rows {after}, without them {before}), so the model learnt from the labelled rows alone"
            ),
        };
        self.steps.observer.message(Level::Say, &line);
    }
}
