//! What rates are over: a table of amounts, limited to what the complaints cover.

use super::calendar::Unit;
use super::figures::{PartialVolume, ReportedPeriod};
use super::period::unfinished;
use super::span::Span;
use super::table::{NONE, Table};
use rustc_hash::FxHashMap;
use std::collections::BTreeSet;

/// How much there was that could be complained about: one line a combination of values and, where the file has a column of
/// time, a span.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Volume {
    /// Name of the column of amounts.
    pub name: String,
    /// Columns of the table that the lines are broken down by, by place.
    pub columns: Vec<usize>,
    /// The file gives the first or the last day of every month, and each of these was taken for its month.
    pub months: bool,
    /// Conditions on the complaints that the lines do not follow, since they have no such column.
    pub unfiltered: Vec<String>,
    /// The lines.
    pub lines: Vec<VolumeLine>,
}

/// One line of a [`Volume`].
#[derive(Clone, Debug, PartialEq)]
pub struct VolumeLine {
    /// A value for every one of [`Volume::columns`].
    pub values: Vec<String>,
    /// The days it is of, with its name; absent where the file has no column of time.
    pub span: Option<(String, Span)>,
    /// The amount.
    pub amount: f64,
}

impl Volume {
    /// Without the lines of other times than the period of a report.
    #[must_use]
    pub fn within(mut self, period: Option<&ReportedPeriod>) -> Self {
        if let Some(period) = period {
            let period = Span::between(period.from, period.until);
            let inside =
                |span: Span| period.holds(Some(span.first)) && period.holds(Some(span.last));
            self.lines
                .retain(|line| line.span.as_ref().is_none_or(|(_, span)| inside(*span)));
        }
        self
    }

    /// Takes lines of firsts (or lasts) of months, one a month and combination of values, for lines of these months.
    #[must_use]
    pub fn by_month(mut self) -> Self {
        let month = |line: &VolumeLine| {
            let (_, span) = line.span.as_ref()?;
            let month = Span::of(Unit::Month, span.dates().0);
            (span.first == span.last).then_some((*span, month))
        };
        let months: Option<Vec<(Span, Span)>> = self.lines.iter().map(month).collect();
        let Some(months) = months else { return self };
        let at_ends = months.iter().all(|(day, month)| day.first == month.first)
            || months.iter().all(|(day, month)| day.last == month.last);
        let named = self.lines.iter().zip(&months);
        let named: BTreeSet<_> = named
            .map(|(line, (_, month))| (&line.values, month.first))
            .collect();
        let several: BTreeSet<i32> = months.iter().map(|(_, month)| month.first).collect();
        if !at_ends || named.len() < self.lines.len() || several.len() < 2 {
            return self;
        }
        for (line, (_, month)) in self.lines.iter_mut().zip(months) {
            line.span = Some((Unit::Month.label(month.dates().0), month));
        }
        self.months = true;
        self
    }
}

/// What a volume holds of the days and the values of the complaints, and what is left out.
pub(super) struct Limited {
    pub(super) volume: Volume,
    pub(super) outside: Vec<String>,
    pub(super) partial: Vec<PartialVolume>,
    pub(super) unmatched: Vec<String>,
}

/// Limits a volume to what may have complaints in `table`.
pub(super) fn limited(table: &Table, volume: &Volume) -> Limited {
    let mut of = clipped(table, volume);
    leave_out_unmatched(table, &mut of);
    of
}

/// Leaves out the lines of days without complaints before the first and after the last of them, and the part of those that begin or end there.
fn clipped(table: &Table, volume: &Volume) -> Limited {
    let mut of = Limited {
        unmatched: Vec::new(),
        volume: volume.clone(),
        outside: Vec::new(),
        partial: Vec::new(),
    };
    let days = || (0..table.rows()).filter_map(|row| table.day(row));
    let Some((first, last)) = days().min().zip(days().max()) else {
        return of;
    };
    let (rows, covered) = (days().count() as u64, Span { first, last });
    let is_missing = |gap: i32| unfinished(rows, covered, i64::from(gap));
    of.volume.lines.retain_mut(|line| {
        let Some((name, span)) = &line.span else {
            return true;
        };
        let mut here = *span;
        if is_missing(first.saturating_sub(span.first)) {
            here.first = first;
        }
        if is_missing(span.last.saturating_sub(last)) {
            here.last = last;
        }
        if here.first > here.last {
            if !of.outside.contains(name) {
                of.outside.push(name.clone());
            }
            return false;
        }
        if here != *span {
            line.amount *= here.days() / span.days();
            let days = |span: Span| u32::try_from(span.last - span.first + 1).unwrap_or(0);
            let partial = PartialVolume {
                name: name.clone(),
                days: days(here),
                of: days(*span),
            };
            if !of.partial.contains(&partial) {
                of.partial.push(partial);
            }
        }
        true
    });
    of
}

/// What totals are called among values.
#[rustfmt::skip]
const TOTALS: [&str; 16] = [
    "合计", "总计", "小计", "总体", "全部", "全国", "全省", "全市", "全区", "全行", "all", "total", "overall", "grand total", "всего", "итого",
];

/// Leaves out the lines of values that no complaint has, where these are totals or where complaints of other values have no line: then they are
/// spelled differently, and their amounts would count while their complaints do not.
fn leave_out_unmatched(table: &Table, of: &mut Limited) {
    let Limited {
        volume, unmatched, ..
    } = of;
    let codes = codes_of_values(table, volume);
    let unknown = |line: &VolumeLine| {
        let mut values = line.values.iter().zip(&codes);
        let unknown = values.find(|(value, codes)| !codes.contains_key(value.trim()));
        unknown.map(|(value, _)| value.trim().to_owned())
    };
    let lines = lines_by_code(table, volume);
    let has_no_line = |row| !lines.contains_key(&key_of(table, volume, row));
    let are_others = (0..table.rows()).any(has_no_line);
    volume.lines.retain(|line| {
        let Some(value) = unknown(line) else {
            return true;
        };
        let is_kept = !are_others && !TOTALS.contains(&value.to_lowercase().as_str());
        if !is_kept && !unmatched.contains(&value) {
            unmatched.push(value);
        }
        is_kept
    });
}

fn codes_of_values<'t>(table: &'t Table, volume: &Volume) -> Vec<FxHashMap<&'t str, u32>> {
    let codes = |c: &usize| {
        let values = table.dimensions[*c].values.iter();
        values.map(String::as_str).zip(0..).collect()
    };
    volume.columns.iter().map(codes).collect()
}

/// The codes that tell which lines a row falls under.
pub(super) fn key_of(table: &Table, volume: &Volume, row: usize) -> Vec<u32> {
    let code = |c: &usize| table.dimensions[*c].codes.get(row).copied().unwrap_or(NONE);
    volume.columns.iter().map(code).collect()
}

/// Lines by the codes of their values; a value that no complaint has leads nowhere.
pub(super) fn lines_by_code(table: &Table, volume: &Volume) -> FxHashMap<Vec<u32>, Vec<usize>> {
    let codes = codes_of_values(table, volume);
    let mut lines: FxHashMap<Vec<u32>, Vec<usize>> = FxHashMap::default();
    for (at, line) in volume.lines.iter().enumerate() {
        let key: Option<Vec<u32>> = line
            .values
            .iter()
            .zip(&codes)
            .map(|(value, codes)| codes.get(value.trim()).copied())
            .collect();
        if let Some(key) = key {
            lines.entry(key).or_default().push(at);
        }
    }
    lines
}
