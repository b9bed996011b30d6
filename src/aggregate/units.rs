//! The units in charge: how much each has, how that moved, how it was handled; and what is still open.

use super::calendar;
use super::dimension::FOLDED;
use super::figures::{
    Change, DimensionFigures, Figures, Rank, ServiceFigure, Share, UnitFigures, UnitShare, Units,
};
use super::history::History;
use super::service::{Flags, Places, ServiceRows, repeated, shares_of_yes};
use super::table::{Column, NONE, Table};
use super::trend::{self, Basis};
use chrono::NaiveDate;

/// Answers below which a share of a unit has no rank.
const FEW: u64 = 10;

/// Puts the units in charge beside the other figures: for every dimension that `is_unit` says to hold them. `past` are the complaints up
/// to the end of the period reported, where there is one; they tell how the units moved.
pub fn units(
    table: &Table,
    rows: &ServiceRows,
    past: Option<&Table>,
    is_unit: impl Fn(&str) -> bool,
    figures: &mut Figures,
) {
    if !figures.by.iter().any(|d| is_unit(&d.0)) {
        return;
    }
    let repeats = repeated(table, rows).map(|(answers, _)| answers);
    let of = |(name, d): &(String, DimensionFigures)| {
        let column = table.dimensions.iter().find(|c| &c.name == name)?;
        let listed = d.values.iter().filter(|v| v.value != FOLDED);
        let mut units: Vec<UnitFigures> = listed
            .map(|v| UnitFigures {
                unit: v.value.clone(),
                share: v.share.clone(),
                ..UnitFigures::default()
            })
            .collect();
        handle(&mut units, column, rows, repeats.as_deref());
        move_units(&mut units, past.unwrap_or(table), name, figures);
        let tells = |u: &UnitFigures| {
            !u.handling.is_empty() || u.change.is_some() || u.year_on_year.is_some()
        };
        units.iter().any(tells).then(|| Units {
            column: name.clone(),
            units,
        })
    };
    figures.units = figures
        .by
        .iter()
        .filter(|d| is_unit(&d.0))
        .filter_map(of)
        .collect();
}

/// How the complaints of every unit were handled.
fn handle(
    units: &mut [UnitFigures],
    column: &Column,
    rows: &ServiceRows,
    repeats: Option<&[Option<bool>]>,
) {
    let names: Vec<String> = units.iter().map(|u| u.unit.clone()).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let places = Places::of(column, &names);
    let flags = rows.flags.iter();
    let asked = flags.map(|f| (f.figure, Some(&f.column), f.values.as_slice()));
    let repeats = repeats.map(|r| (ServiceFigure::Repeat, None, r));
    for (figure, column, answers) in asked.chain(repeats) {
        let (_, shares) = shares_of_yes(answers.iter().copied(), &places);
        let ranks = ranks(&shares, figure != ServiceFigure::Repeat);
        for ((unit, share), rank) in units.iter_mut().zip(shares).zip(ranks) {
            unit.handling.push(UnitShare {
                figure,
                column: column.cloned(),
                share,
                rank,
            });
        }
    }
}

/// The ranks that the intervals leave open; the highest share is the best, or the lowest.
fn ranks(shares: &[Share], highest: bool) -> Vec<Option<Rank>> {
    let ends = |s: &Share| s.low.zip(s.high).filter(|_| s.denominator >= FEW);
    let ranked: Vec<(f64, f64)> = shares.iter().filter_map(ends).collect();
    let rank = |s: &Share| {
        let (low, high) = ends(s).filter(|_| ranked.len() > 1)?;
        let above = ranked.iter().filter(|r| r.0 > high).count();
        let below = ranked.iter().filter(|r| r.1 < low).count();
        let (better, worse) = if highest {
            (above, below)
        } else {
            (below, above)
        };
        Some(Rank {
            best: u32::try_from(better + 1).unwrap_or(u32::MAX),
            worst: u32::try_from(ranked.len() - worse).unwrap_or(u32::MAX),
        })
    };
    shares.iter().map(rank).collect()
}

/// First and last day of a span.
type Days = (i32, i32);

/// How the number of complaints of every unit moved, where that of all complaints is compared.
fn move_units(units: &mut [UnitFigures], past: &Table, name: &str, figures: &Figures) {
    let Some(column) = past.dimensions.iter().find(|c| c.name == name) else {
        return;
    };
    let spans = compared(figures);
    if spans.iter().all(Option::is_none) {
        return;
    }
    let history = History::of_column(past, column, |_| true);
    let [previous, year] = spans.map(|spans| Some(Movement::of(past, column, spans?)));
    for unit in units {
        let id = column.values.iter().position(|v| *v == unit.unit);
        let change = |m: &Option<Movement>| m.as_ref().map(|m| m.change(&history, id));
        unit.change = change(&previous);
        unit.year_on_year = change(&year);
    }
}

/// Two spans that are compared, and the complaints of every value in both.
struct Movement {
    against: String,
    spans: [Days; 2],
    counts: [Vec<u64>; 2],
}

impl Movement {
    fn of(past: &Table, column: &Column, (against, before, here): (String, Days, Days)) -> Self {
        let spans = [before, here];
        Self {
            against,
            spans,
            counts: spans.map(|days| by_value(past, column, days)),
        }
    }

    /// The change of one value; of none, where the past does not know it.
    fn change(&self, history: &History, id: Option<usize>) -> Change {
        let [before, here] = self.spans;
        let longest = [before, here].map(|(first, last)| last - first + 1);
        let basis = Basis {
            days: (history.exposure(id, before), history.exposure(id, here)),
            dispersion: history.dispersion(id, f64::from(longest[0].max(longest[1]))),
        };
        let of = |at: usize| id.map_or(0, |id| self.counts[at][id]);
        let total = |at: usize| self.counts[at].iter().sum::<u64>();
        let totals = Some((total(0), total(1)));
        trend::change(&self.against, (of(0), of(1)), totals, &basis)
    }
}

/// The spans of 环比 and 同比 of all complaints, with the name of what is compared against.
fn compared(figures: &Figures) -> [Option<(String, Days, Days)>; 2] {
    let days = |first: NaiveDate, last: NaiveDate| (calendar::day(first), calendar::day(last));
    if let Some(p) = &figures.period {
        let here = days(p.from, p.until);
        return [&p.previous, &p.year_before].map(|earlier| {
            let earlier = earlier.as_ref()?;
            let against = earlier.change.as_ref()?.against.clone();
            Some((against, days(earlier.from, earlier.until), here))
        });
    }
    let last = figures.periods.iter().rfind(|p| p.complete);
    let of = |change: Option<&Change>| {
        let (here, against) = (last?, &change?.against);
        let before = figures.periods.iter().find(|p| &p.period == against)?;
        let (before, here) = (days(before.start, before.end), days(here.start, here.end));
        Some((against.clone(), before, here))
    };
    [
        of(last.and_then(|p| p.change.as_ref())),
        of(last.and_then(|p| p.year_on_year.as_ref())),
    ]
}

/// Complaints of every value in a span.
fn by_value(table: &Table, column: &Column, (first, last): Days) -> Vec<u64> {
    let mut counts = vec![0; column.values.len()];
    for (row, code) in column.codes.iter().enumerate().filter(|c| *c.1 != NONE) {
        if table
            .day(row)
            .is_some_and(|day| (first..=last).contains(&day))
        {
            counts[*code as usize] += 1;
        }
    }
    counts
}

/// A complaint that is still open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OpenRow {
    /// Its row.
    pub row: usize,
    /// Whether it is overdue; absent where that is not known.
    pub overdue: Option<bool>,
}

/// The complaints that are still open, overdue ones first, then the oldest, and the column that says so; absent where no column says which
/// are closed.
#[must_use]
pub fn open_rows<'a>(table: &Table, rows: &'a ServiceRows) -> Option<(&'a str, Vec<OpenRow>)> {
    let of = |figure| rows.flags.iter().find(|f: &&Flags| f.figure == figure);
    let closed = of(ServiceFigure::Closed)?;
    let on_time = of(ServiceFigure::OnTime);
    let answers = closed.values.iter().enumerate();
    let open = answers.filter(|(_, closed)| **closed == Some(false));
    let mut open: Vec<OpenRow> = open
        .map(|(row, _)| OpenRow {
            row,
            overdue: on_time.and_then(|f| f.values.get(row).copied().flatten().map(|yes| !yes)),
        })
        .collect();
    let order = |o: &OpenRow| {
        (
            o.overdue != Some(true),
            table.day(o.row).unwrap_or(i32::MAX),
        )
    };
    open.sort_by_key(|o| (order(o), o.row));
    Some((&closed.column, open))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranks_are_as_narrow_as_the_intervals_allow() {
        // Wilson: 90/100 (.826, .945), 85/100 (.767, .907), 40/100 (.309, .498); 3 of 4 are too few
        let shares = [(90, 100), (3, 4), (85, 100), (40, 100)].map(|(n, of)| Share::of(n, of));
        let rank = |best, worst| Some(Rank { best, worst });
        let best = ranks(&shares, true);
        assert_eq!(best, [rank(1, 2), None, rank(1, 2), rank(3, 3)]);
        let least = ranks(&shares, false);
        assert_eq!(least, [rank(2, 3), None, rank(2, 3), rank(1, 1)]);
        assert_eq!(ranks(&shares[..2], true), [None, None]);
    }
}
