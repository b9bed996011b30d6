//! What a report adds of warnings, events and risks.

use super::ReportParams;
use super::events::complaints;
use crate::Result;
use crate::causes;
use crate::collect::Collected;
use crate::events::figures;
use crate::report::wording::requests::Renaming;
use crate::report::wording::{events, risk, summary, warnings};
use crate::report::{EventFigures, Report};
use crate::risk::outcome_risk;
use crate::watch::{Judge, Watch, WatchParams};
use chrono::NaiveDate;
use rustc_hash::FxHashSet;

/// Warnings, events and risks, among the rows up to the end of what is reported; events where `names` are given, which are found in texts as they
/// are.
pub(super) fn add_watched(
    report: &mut Report,
    past: &Collected,
    params: &ReportParams,
    names: Option<&FxHashSet<String>>,
) -> Result<()> {
    let about = report.figures.period.as_ref().map(|p| (p.from, p.until));
    let mut told = Vec::new();
    if let Some(asked) = &params.watch {
        let asked = WatchParams {
            as_of: about.map(|(_, until)| until),
            ..asked.clone()
        };
        let mut watch = judged(past, &asked, params.no_causes)?;
        watch.silence(report.known.as_deref().unwrap_or_default());
        told.push(warnings::summary(&watch));
        report.watch = Some(watch);
    }
    if let Some(names) = names {
        let events = event_figures(past, names, about);
        told.push(events::summary(&events, params.lang));
        report.events = Some(events);
    }
    if let Some(found) = outcome_risk(past, about, &params.risk)? {
        told.push(Some(risk::summary(&found, params.lang)));
        report.outcome_risk = Some(found);
    }
    let told: Vec<Option<String>> = match &Renaming::of_report(report) {
        Some(renaming) => told
            .iter()
            .map(|line| Some(renaming.of_text(line.as_ref()?)))
            .collect(),
        None => told,
    };
    for line in told {
        summary::tell(&mut report.summary, line, &report.figures, params.lang);
    }
    Ok(())
}

/// Judges the last days of these rows.
pub(super) fn judged(rows: &Collected, params: &WatchParams, no_words: bool) -> Result<Watch> {
    let id = |row: usize| rows.normalizer.shown(rows.texts.ids.get(row)).into_owned();
    let texts = &rows.texts.normalized;
    let words = match no_words || texts.is_empty() {
        true => Vec::new(),
        false => causes::terms_of(&rows.table, texts, causes::MIN_WORD_SUPPORT).postings(),
    };
    let judge = Judge::new(&rows.table, params, &id).with_words(words);
    judge.with_service(&rows.service).run()
}

/// What a report says of the events among `rows`, up to the end of the period that it is about, where it is about one.
fn event_figures(
    rows: &Collected,
    names: &FxHashSet<String>,
    period: Option<(NaiveDate, NaiveDate)>,
) -> EventFigures {
    let complaints = complaints(rows, names);
    figures(complaints, &rows.table, &rows.service, period)
}
