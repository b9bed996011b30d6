//! A report of tallies that earlier runs wrote: counts, what a model said, and words; no texts.

use super::corrected::{self, Asked, Part};
use super::{ReportParams, Reported, summary};
use crate::aggregate::{self, Figures, ModelTally, Tally};
use crate::bundle::Bundle;
use crate::causes;
use crate::report::wording;
use crate::report::{InputFile, Provenance, Report};
use crate::{Error, Result};

/// Adds up `tallies`. With the `bundle` that gave the types the shares are corrected as well, by those methods that ask for no
/// more than sums.
///
/// # Errors
/// As [`super::Reporter::finish`]; and where the tallies were not made with `bundle`.
pub fn merged(
    tallies: Vec<Tally>,
    bundle: Option<&Bundle>,
    params: &ReportParams,
    inputs: Vec<InputFile>,
) -> Result<Reported> {
    let mut tally = Tally::default();
    for other in tallies {
        tally.merge(other);
    }
    let mut figures = tally.finish(&params.finish)?;
    figures.compare = params.compare.map(|(a, b)| tally.compare(a, b));
    let corrected = bundle.map(|b| corrected(&mut figures, &tally, b, params));
    let corrected = corrected.transpose()?;
    aggregate::check(&figures)?;
    let words = tally.words.as_ref().filter(|_| !params.no_causes);
    let findings = words.map(|words| causes::of_counts(&figures, words, &params.causes));
    let mut findings = findings.unwrap_or_default();
    wording::findings::put_in_words(&mut findings, params.lang);
    figures.ledger.rules = wording::rules::rules(&figures, params.lang);
    let mut report = Report {
        lang: params.lang,
        template: params.template,
        figures,
        findings,
        provenance: Provenance {
            command: params.command.clone(),
            inputs,
            bundle: bundle.map(|b| b.hash().to_owned()),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            ..Provenance::default()
        },
        ..Report::default()
    };
    report.notes.push(summary::merged(&tally, params.lang));
    let with_model = !tally.models.is_empty() && corrected.is_none();
    let advice = with_model.then(|| summary::merge_with_model(params.lang));
    report.notes.extend(advice);
    report.notes.extend(corrected.into_iter().flatten());
    summary::fill_merged(&mut report, params);
    Ok(Reported { report, tally })
}

/// Corrects the shares by what `bundle` said; gives notes about it.
fn corrected(
    figures: &mut Figures,
    tally: &Tally,
    bundle: &Bundle,
    params: &ReportParams,
) -> Result<Vec<String>> {
    let sum = |said: &ModelTally| -> u64 {
        let counts = said.all.counts.iter().chain(&said.all.known);
        counts.fold(0, |sum, n| sum.saturating_add(*n))
    };
    let typed = bundle.types().iter().filter_map(|t| tally.types.get(t));
    let typed: u64 = typed.map(|c| c.rows).sum();
    let said = tally.models.get(bundle.hash());
    let Some(said) = said.filter(|said| sum(said) == typed) else {
        let found = said.map_or(0, sum);
        return Err(Error::usage(
            format!("--model gave {found} of the {typed} types in these counts"),
            "Write every one of them by `tousu report … --partial FILE` with the same --model, or leave --model out.",
        ));
    };
    let types = bundle.types().len();
    let whole = Part::of_tally(&said.all, types);
    let asked = Asked::of_tally(said, types);
    let asked_for = (bundle, params.lang);
    Ok(corrected::fill(
        figures,
        &whole,
        &asked,
        asked_for,
        &params.correct,
    ))
}
