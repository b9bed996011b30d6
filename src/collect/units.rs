//! The units in charge and the complaints that are still open, put beside the other figures.

use super::collected::Collected;
use crate::aggregate::{self, Column, Figures, OpenComplaint, OpenComplaints, OpenRow};
use crate::columns::headers::Topic;

/// Open complaints listed at most.
const MOST: usize = 200;

fn is_unit(column: &str) -> bool {
    Topic::of(column) == Topic::Unit
}

/// Puts both into `figures`. `past` are the rows up to the end of the period reported, where there is one.
pub fn add_units(figures: &mut Figures, rows: &Collected, past: Option<&Collected>) {
    let past = past.map(|p| &p.table);
    aggregate::units(&rows.table, &rows.service, past, is_unit, figures);
    let last = figures.period.as_ref().map(|p| aggregate::day(p.until));
    figures.open = open(rows, last);
}

/// The complaints that are still open; `last` is the day up to which their age counts, where it is not that of the latest one.
fn open(rows: &Collected, last: Option<i32>) -> Option<OpenComplaints> {
    let (column, open) = aggregate::open_rows(&rows.table, &rows.service)?;
    let is_known = open.iter().any(|o| o.overdue.is_some());
    let overdue = open.iter().filter(|o| o.overdue == Some(true)).count() as u64;
    let days = rows.table.days.iter().flatten();
    let last = last.or_else(|| days.copied().max());
    let unit = rows.table.dimensions.iter().find(|c| is_unit(&c.name));
    let has_ids = !rows.texts.ids.is_empty();
    let listed = open.iter().take(MOST).filter(|_| has_ids);
    (!open.is_empty()).then(|| OpenComplaints {
        column: column.to_owned(),
        count: open.len() as u64,
        overdue: is_known.then_some(overdue),
        listed: listed.map(|o| complaint(rows, o, unit, last)).collect(),
    })
}

fn complaint(
    rows: &Collected,
    open: &OpenRow,
    unit: Option<&Column>,
    last: Option<i32>,
) -> OpenComplaint {
    let (table, row) = (&rows.table, open.row);
    let day = table.day(row);
    let age = last.zip(day).map(|(last, day)| last - day);
    OpenComplaint {
        id: rows.texts.ids.get(row).to_owned(),
        name: table.types.value(row).map(str::to_owned),
        unit: unit.and_then(|u| u.value(row)).map(str::to_owned),
        day: day.and_then(aggregate::date).map(|d| d.to_string()),
        age_days: age.and_then(|days| u32::try_from(days).ok()),
        overdue: open.overdue,
    }
}
