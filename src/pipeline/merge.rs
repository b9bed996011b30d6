//! A report of tallies that earlier runs wrote: counts, what a model said, and words; no texts.

use super::report::{ReportParams, Reported};
use crate::aggregate::{self, Tally};
use crate::bundle::Bundle;
use crate::causes;
use crate::collect::{Parts, PartsChoice, correct_sum, settle_tally, sum_parts};
use crate::report::wording::period::name_period;
use crate::report::wording::{findings::put_in_words, notes, quality, rules, summary};
use crate::report::{InputFile, Report};
use crate::{Error, Result};
use std::path::Path;

/// Adds up the tallies in `files`. With the `bundle` that gave the types the shares are corrected as well, by those methods that
/// need no more than totals.
///
/// # Errors
/// Where a file cannot be read or is not a tally; where the tallies were not made with `bundle`; settings outside their range.
pub fn merge(files: &[String], bundle: Option<&Bundle>, params: &ReportParams) -> Result<Reported> {
    let (parts, inputs) = read(files)?;
    let choice = PartsChoice {
        asked: params.period,
        otherwise: params.choice(),
        keep_ends: params.keep_ends,
    };
    let (sum, missed) = sum_parts(parts, &choice)?;
    let merged = notes::merged(&sum, params.lang);
    let known = bundle.map_or(&[][..], Bundle::types);
    let (mut tally, mut about) = settle_tally(sum.clone(), known, params.lang);
    about.extend(missed.map(|month| notes::month_not_apart(&month.label(), params.lang)));
    let (ends, apart) = take_ends(&mut tally, params);
    about.extend(ends);
    let calendar = params.calendar.of_tally(&tally)?;
    let mut figures = tally.finish(&params.finish.with(calendar.clone()))?;
    figures.set_apart(apart);
    figures.compare = params.compare.map(|spans| tally.compare(spans, &calendar));
    let is_predicted = !tally.models.is_empty() || tally.review.is_some();
    if is_predicted {
        figures.set_predicted();
    }
    let correct = |b| correct_sum(&mut figures, &tally, b, &params.correct, params.lang);
    let corrected = bundle.filter(gives_one_type).map(correct).transpose()?;
    aggregate::check(&figures)?;
    name_period(&mut figures, params.lang);
    let words = tally.words.as_ref().filter(|_| !params.no_causes);
    let findings = words.map(|words| causes::of_counts(&figures, words, &params.causes));
    let mut findings = findings.unwrap_or_default();
    put_in_words(&mut findings, &figures, params.lang);
    figures.ledger.rules = rules::rules(&figures, &findings, params.lang);
    let lang = params.lang;
    about.push(merged);
    about.extend((is_predicted && corrected.is_none()).then(|| notes::uncorrected(lang)));
    about.extend(corrected.into_iter().flatten());
    about.extend(notes::of_figures(&figures, &calendar, lang));
    let report = Report {
        lang,
        template: params.template,
        title: params.title_of(&figures),
        summary: summary::sentences(&figures, &findings, lang),
        figures,
        findings,
        notes: about,
        provenance: params.provenance(inputs, bundle, None),
        ..Report::default()
    };
    let (tally, new_rows) = (sum, None);
    Ok(Reported {
        report,
        tally,
        new_rows,
    })
}

/// Cuts off the days that lie far from all others, unless they are to be kept; gives a note on them, and their complaints.
fn take_ends(tally: &mut Tally, params: &ReportParams) -> (Option<String>, u64) {
    let Some(covered) = tally.covered() else {
        return (None, 0);
    };
    if params.keep_ends {
        return (Some(quality::kept_ends(&covered, params.lang)), 0);
    }
    let note = quality::ends(&covered, tally.period.is_some(), params.lang);
    tally.keep_days(covered);
    (Some(note), covered.apart())
}

/// What a model of several types a complaint says corrects no share.
fn gives_one_type(bundle: &&Bundle) -> bool {
    bundle.card().multi.is_none()
}

/// The tallies by file, and where they came from.
fn read(files: &[String]) -> Result<(Parts<'_>, Vec<InputFile>)> {
    let (mut parts, mut inputs) = (Vec::new(), Vec::new());
    for file in files {
        let bytes = std::fs::read(file).map_err(|e| Error::io(file, "read", e))?;
        let tally: Tally = serde_json::from_slice(&bytes).map_err(|e| {
            let next = "Write it with `tousu report … --partial FILE`.";
            Error::invalid(file, format!("this is not a partial report: {e}"), next)
        })?;
        let name = Path::new(file).file_name().unwrap_or_default();
        let hash = blake3::hash(&bytes).to_hex();
        inputs.push(InputFile {
            name: name.to_string_lossy().into_owned(),
            rows: tally.rows_in,
            hash: hash.as_str().chars().take(16).collect(),
        });
        parts.push((file, tally));
    }
    Ok((parts, inputs))
}
