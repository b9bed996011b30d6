//! Labelled rows → bundle.

use super::assemble::check_kept;
use super::features::{Features, most_terms};
use super::labelled::LabelledRows;
use super::multi::train_multi;
use super::params::{Sample, TrainParams};
use super::plain::{Supervised, n_steps};
use super::rare_types::apply_rare_rule;
use super::sample::{self, sampled};
use super::steps::Steps;
use crate::bundle::Bundle;
use crate::error::{Error, Result};
use crate::evaluate::type_ids;
use crate::types::{Level, Observer, Progress};
use std::borrow::Cow;

/// Trains a model.
///
/// # Errors
/// [`Error::Invalid`] where there are no two types of two rows each, or no words to learn from; [`Error::Param`] for a setting outside its range.
///
/// ```
/// use tousu::{LabelledRows, Model, Silent, TrainParams, train};
/// let rows = [("包裹三天没到", "物流"), ("快递一直没到", "物流"), ("退款没有到账", "退款"), ("退款还没到账", "退款")];
/// let bundle = train(&LabelledRows::from_iter(rows), &TrainParams::default(), &Silent)?;
/// assert_eq!(Model::new(&bundle).predict("我的退款呢").unwrap().name, "退款");
/// # Ok::<(), tousu::Error>(())
/// ```
pub fn train(rows: &LabelledRows, params: &TrainParams, observer: &dyn Observer) -> Result<Bundle> {
    train_axes(std::slice::from_ref(rows), params, observer)
}

/// Trains a model that gives the types of several columns, one axis for each of `axes`: the first gives its columns their plain names.
/// Texts that axes have in common are read once.
///
/// # Errors
/// As [`train`]; [`Error::Invalid`] where two axes have one name.
pub(super) fn train_axes(
    axes: &[LabelledRows],
    params: &TrainParams,
    observer: &dyn Observer,
) -> Result<Bundle> {
    sample::check(axes, params)?;
    if let (Some(rows), true) = (axes.first(), params.sample != Sample::All) {
        let some = sampled(rows, params, observer)?;
        let all = TrainParams {
            sample: Sample::All,
            ..params.clone()
        };
        let rows = some.as_ref().unwrap_or(rows);
        return of_all_rows(std::slice::from_ref(rows), &all, observer);
    }
    of_all_rows(axes, params, observer)
}

fn of_all_rows(
    axes: &[LabelledRows],
    params: &TrainParams,
    observer: &dyn Observer,
) -> Result<Bundle> {
    let analyzer = params.analyzer()?;
    if axes.iter().any(|rows| rows.separator.is_some()) {
        let bundles = axes
            .iter()
            .map(|rows| train_multi(rows, params, &analyzer, observer));
        return Bundle::of_axes(bundles.collect::<Result<_>>()?);
    }
    let mut ready_axes = Vec::new();
    for rows in axes {
        let rows = ready(rows, params, observer)?;
        let mut type_names = Vec::new();
        let types = type_ids(&mut type_names, &rows.labels);
        ready_axes.push((rows, types, type_names));
    }
    let n_types = ready_axes.iter().map(|a| a.2.len()).max().unwrap_or(0);
    let most = most_terms(n_types, params.keep_terms);
    let mut bundles = Vec::new();
    let mut read: Option<(&[String], Features)> = None;
    for (rows, types, type_names) in &ready_axes {
        let n_types = type_names.len();
        let mut steps = Steps {
            observer,
            total: n_steps(params, rows.len(), n_types),
            done: 0,
        };
        steps.begin("making terms of the texts");
        let of = (types.clone(), n_types);
        let features = match read.take() {
            Some((texts, features)) if texts == rows.texts.as_slice() => features.relabelled(of),
            _ => Features::new(&analyzer, &params.vectorize, &rows.texts, of, most),
        };
        let mut fit = Supervised::fit(features, params, &mut steps)?;
        let bundle = fit.bundle(rows, type_names, params, &analyzer, None);
        observer.progress(Progress::Done);
        check_kept(&bundle)?;
        if axes.len() > 1 {
            observer.message(Level::Say, &format!("{}:", bundle.axis_name()));
        }
        tell(&bundle, &fit.calibrated.recipe.to_string(), observer);
        bundles.push(bundle);
        read = Some((&rows.texts, fit.features));
    }
    Bundle::of_axes(bundles)
}

/// The rows as they are trained on, rare types settled.
pub(super) fn ready<'a>(
    rows: &'a LabelledRows,
    params: &TrainParams,
    observer: &dyn Observer,
) -> Result<Cow<'a, LabelledRows>> {
    params.vectorize.check()?;
    rows.check()?;
    let rows = apply_rare_rule(rows, params.rare, params.min_rows, observer);
    if rows.is_empty() {
        let message = format!("no type has {} rows or more", params.min_rows);
        return Err(Error::invalid(
            "training rows",
            message,
            "Lower that number, or keep rare types.",
        ));
    }
    rows.check_types()?;
    Ok(rows)
}

pub(super) fn tell(bundle: &Bundle, recipe: &str, observer: &dyn Observer) {
    let card = bundle.card();
    let line = format!(
        "trained on {} rows of {} types; macro-F1 on held-out rows {:.3}",
        card.rows,
        card.types.len(),
        card.held_out.macro_f1.unwrap_or(0.0)
    );
    observer.message(Level::Say, &line);
    let (kept, terms) = (card.settings.kept, card.settings.terms);
    let line = format!("model: {recipe}; {kept} of {terms} terms kept");
    observer.message(Level::Detail, &line);
}
