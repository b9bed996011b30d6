//! risk: given complaints and a column that answers a yes-or-no question about each, gives how often it is yes, where more often than chance lets
//! expect, how well a model of the texts tells, and which words go with it.
//!
//! Everything but the first count is about near-duplicates counted once (`judged`), and allows for the answers of one type and week being alike
//! (`dispersion`).

mod answers;
mod cells;
mod dispersion;
mod judged;
mod model;
mod score;
#[cfg(test)]
mod tests;
mod words;

use crate::aggregate::{Table, day};
use crate::collect::Collected;
use crate::columns::YesNoValues;
use crate::error::Result;
use crate::report::{OutcomeRisk, RiskRefusal};
use answers::Answers;
use chrono::{Days, NaiveDate};
use judged::Judged;

/// Days up to the end of a period that its report looks at.
const LOOKED_BACK: u64 = 365;

/// What is asked.
#[derive(Clone, Debug, Default)]
pub struct RiskParams {
    /// What counts as yes and as no.
    pub values: YesNoValues,
    /// Nothing is counted but answers: no model is made and no word looked at.
    pub no_texts: bool,
}

/// Answers the question about `rows`, up to the end of the period that the report is about, where it is about one; nothing where no column was named.
///
/// # Errors
/// Where no cell of the column says yes or no; as [`train`](crate::train::train).
pub fn outcome_risk(
    rows: &Collected,
    period: Option<(NaiveDate, NaiveDate)>,
    params: &RiskParams,
) -> Result<Option<OutcomeRisk>> {
    let Some(column) = &rows.yes_no else {
        return Ok(None);
    };
    let answers = Answers::read(column, &params.values, &rows.normalizer)?;
    let table = &rows.table;
    let since = period.and_then(|(_, until)| looked_back(table, until));
    let is_from = |from: NaiveDate, row: usize| table.day(row).is_some_and(|d| d >= day(from));
    let is_counted = |row: usize| since.is_none_or(|from| is_from(from, row));
    let judged = Judged::of(table, &answers.of_row, is_counted);
    let dispersion = dispersion::of(&judged);
    // the same share has the same interval in every table
    let rate = |is_counted: &dyn Fn(usize) -> bool| answers.rate(table.rows(), is_counted);
    let of_period = period.map(|(from, _)| rate(&|row| is_from(from, row)));
    let (all, unknown) = rate(&is_counted);
    let mut risk = OutcomeRisk {
        column: column.name.clone(),
        since,
        all,
        unknown,
        period: of_period.map(|p| p.0),
        unknown_in_period: of_period.map(|p| p.1),
        distinct: judged.rows.len() as u64,
        dispersion,
        late_texts: rows.columns.late_texts.clone(),
        answers: answers.listed,
        ..OutcomeRisk::default()
    };
    let mut text_risk = None;
    // a report that looks for no causes keeps no ids
    if params.no_texts || rows.texts.ids.is_empty() {
        risk.no_score = Some(RiskRefusal::NotWanted);
    } else {
        let texts = &rows.texts.normalized;
        let found = model::judge(&judged, texts, dispersion)?;
        (risk.score, risk.no_time_split, risk.no_score) =
            (found.score, found.no_time_split, found.no_score);
        text_risk = found.text_risk;
        (risk.words_of_yes, risk.words_of_no) = words::words(&judged, rows, dispersion);
    }
    let places = cells::Compared::of(
        &judged,
        &own_dimensions(rows),
        dispersion,
        text_risk.as_deref(),
    );
    (risk.types, risk.cells, risk.compared) = (places.types, places.cells, places.compared);
    Ok(Some(risk))
}

/// The first day that is looked at, where there are complaints before it.
fn looked_back(table: &Table, until: NaiveDate) -> Option<NaiveDate> {
    let since = until.checked_sub_days(Days::new(LOOKED_BACK - 1))?;
    let mut days = (0..table.rows()).filter_map(|row| table.day(row));
    days.any(|d| d < day(since)).then_some(since)
}

/// The places of the dimensions that are not made of the column asked about, nor of others.
fn own_dimensions(rows: &Collected) -> Vec<usize> {
    let asked = rows.columns.yes_no;
    let by = rows.columns.by.iter().enumerate();
    let own = by.filter(|(at, by)| {
        let is_made = rows.table.dimensions.get(*at).is_none_or(|d| d.made);
        !is_made && !by.columns.iter().any(|c| Some(*c) == asked)
    });
    own.map(|(at, _)| at).collect()
}
