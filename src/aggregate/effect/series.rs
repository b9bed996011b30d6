//! Rows → weekly counts of those that a measure was meant for, and of comparable ones.

use super::weeks::{MOST_BEFORE, RECENT, YEAR, effect_of_weeks};
use super::{Effect, Scope, Shortfall};
use crate::aggregate::calendar::{Unit, date, day};
use crate::aggregate::table::{NONE, Table};

/// Days of a week.
const WEEK: i32 = 7;
/// Weeks since a measure that are compared, at most: a year later, other things have changed as well.
const MOST_AFTER: i32 = 52;

/// A measure that has begun.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Treatment {
    /// The complaints that it is meant for.
    pub scope: Scope,
    /// The day it began, since 1970-01-01.
    pub start: i32,
}

/// What a scope is in a table: the code of the type, and columns with the codes of values.
#[derive(Clone, Debug, PartialEq)]
struct Codes {
    name: Option<u32>,
    values: Vec<(usize, u32)>,
}

impl Codes {
    /// Absent where the table lacks the type or a value.
    fn of(scope: &Scope, table: &Table) -> Option<Self> {
        let place = |values: &[String], wanted: &str| {
            let at = values.iter().position(|v| v == wanted)?;
            u32::try_from(at).ok()
        };
        let name = match &scope.name {
            None => None,
            Some(name) => Some(place(&table.types.values, name)?),
        };
        let value = |(column, value): &(String, String)| {
            let at = table.dimensions.iter().position(|d| d.name == *column)?;
            Some((at, place(&table.dimensions[at].values, value)?))
        };
        Some(Self {
            name,
            values: scope.values.iter().map(value).collect::<Option<_>>()?,
        })
    }

    fn holds(&self, table: &Table, row: usize) -> bool {
        self.name.is_none_or(|t| table.types.codes[row] == t)
            && (self.values.iter()).all(|&(at, value)| table.dimensions[at].codes[row] == value)
    }

    /// Whether a row that it does not hold is comparable: of the same type at other values or, without values, of another type.
    fn is_comparable(&self, table: &Table, row: usize) -> bool {
        let name = table.types.codes[row];
        if self.values.is_empty() {
            return name != NONE;
        }
        self.name.is_none_or(|t| name == t)
            && (self.values.iter()).all(|&(at, _)| table.dimensions[at].codes[row] != NONE)
    }

    /// Whether it holds every row that `other` holds.
    fn includes(&self, other: &Self) -> bool {
        (self.name.is_none() || self.name == other.name)
            && self.values.iter().all(|v| other.values.contains(v))
    }
}

/// The weeks that are compared: Mondays.
struct Weeks {
    /// The first that is known, up to a year and a half before,
    first: i32,
    /// the first of those just before,
    before: i32,
    /// the one in which the measure began,
    start: i32,
    /// and the first one after those since.
    end: i32,
}

impl Weeks {
    /// Of days from `from` to `until`, whole weeks only.
    fn of(start: i32, from: i32, until: i32) -> Option<Self> {
        let monday = |d: i32| Some(day(Unit::Week.start(date(d)?)));
        let start = monday(start)?;
        let back = |weeks: usize| start - i32::try_from(weeks).unwrap_or(0) * WEEK;
        let first = back(YEAR + MOST_BEFORE + RECENT);
        let whole = monday(from.checked_add(WEEK - 1)?)?;
        let end = monday(until.checked_add(1)?)?;
        Some(Self {
            first: first.max(whole).min(start),
            before: back(MOST_BEFORE + RECENT),
            start,
            end: end.min(start + (MOST_AFTER + 1) * WEEK).max(start + WEEK),
        })
    }

    /// The place of a day among the weeks before, or among those since.
    fn place(&self, day: i32) -> Option<(bool, usize)> {
        let since = day >= self.start + WEEK;
        let from = if since { self.start + WEEK } else { self.first };
        let inside = (self.first..self.start).contains(&day) || (since && day < self.end);
        let at = usize::try_from((day - from) / WEEK).ok()?;
        inside.then_some((since, at))
    }

    fn lengths(&self) -> [usize; 2] {
        let weeks = |days: i32| usize::try_from(days / WEEK).unwrap_or(0);
        [
            weeks(self.start - self.first),
            weeks(self.end - self.start - WEEK),
        ]
    }
}

/// The effects of `measures`, which began up to the day `until`; rows after it do not count.
///
/// Rows under another measure that began in the weeks compared are left out of the comparison, unless that measure was meant for all of the rows
/// compared alike.
#[must_use]
pub fn effects(table: &Table, measures: &[Treatment], until: i32) -> Vec<Effect> {
    let days = (0..table.rows()).filter_map(|row| table.day(row));
    let first = days.filter(|d| *d <= until).min();
    let codes: Vec<Option<Codes>> = measures
        .iter()
        .map(|m| Codes::of(&m.scope, table))
        .collect();
    let effect = |(i, measure): (usize, &Treatment)| {
        let short = |reason| Effect {
            reason: Some(reason),
            ..Effect::default()
        };
        if measure.scope.is_empty() {
            return short(Shortfall::NoScope);
        }
        let Some(of) = &codes[i] else {
            return short(Shortfall::Unknown);
        };
        let weeks = first.and_then(|first| Weeks::of(measure.start, first, until));
        let Some(weeks) = weeks else {
            return short(Shortfall::NoTime);
        };
        let others = measures.iter().zip(&codes).enumerate();
        let others = others.filter(|(j, (other, _))| {
            *j != i && (weeks.before + 1..weeks.end).contains(&other.start)
        });
        let others: Vec<&Codes> = others.filter_map(|(_, (_, c))| c.as_ref()).collect();
        let (alike, apart): (Vec<&Codes>, Vec<&Codes>) =
            others.into_iter().partition(|c| c.includes(of));
        let [before, after] = counted(table, &weeks, of, &apart);
        Effect {
            concurrent: !alike.is_empty(),
            ..effect_of_weeks(&before, &after)
        }
    };
    measures.iter().enumerate().map(effect).collect()
}

/// Complaints by week, before and since: treated, and comparable ones that are not under other measures.
fn counted(table: &Table, weeks: &Weeks, of: &Codes, apart: &[&Codes]) -> [Vec<[u64; 2]>; 2] {
    let mut counts = weeks.lengths().map(|n| vec![[0; 2]; n]);
    for row in 0..table.rows() {
        let Some((since, at)) = table.day(row).and_then(|day| weeks.place(day)) else {
            continue;
        };
        let is_treated = of.holds(table, row);
        let is_control =
            || of.is_comparable(table, row) && !apart.iter().any(|other| other.holds(table, row));
        if (is_treated || is_control())
            && let Some(week) = counts[usize::from(since)].get_mut(at)
        {
            week[usize::from(!is_treated)] += 1;
        }
    }
    counts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::aggregate::{BeforeAfter, Encoder, Verdict};

    /// Two types at three places, a few complaints a day from Monday 2024-01-01 on; `count` says how many.
    fn table(days: i32, count: impl Fn(i32, &str, &str) -> usize) -> Table {
        let (mut types, mut places) = (Encoder::new("类型"), Encoder::new("区域"));
        let mut dates = Vec::new();
        for d in 0..days {
            for (t, place) in [
                ("噪声", "东"),
                ("噪声", "西"),
                ("停车", "东"),
                ("停车", "南"),
            ] {
                for _ in 0..count(d, t, place) {
                    types.push(Some(t));
                    places.push(Some(place));
                    dates.push(19_723 + d);
                }
            }
        }
        Table {
            types: types.finish(),
            dimensions: vec![places.finish()],
            days: Some(dates),
            ..Table::default()
        }
    }

    fn measure(name: Option<&str>, place: Option<&str>, start: i32) -> Treatment {
        let values = place.map(|p| ("区域".to_owned(), p.to_owned()));
        Treatment {
            scope: Scope {
                name: name.map(str::to_owned),
                values: values.into_iter().collect(),
            },
            start: 19_723 + start,
        }
    }

    #[test]
    fn weeks_are_whole_and_the_first_of_the_measure_is_left_out() {
        // it begins on a Wednesday; the data end on a Saturday
        let table = table(27 * 7 + 6, |_, _, _| 5);
        let until = 19_723 + 27 * 7 + 5;
        let of = |m: &[Treatment]| effects(&table, m, until);
        let effect = &of(&[measure(Some("噪声"), Some("东"), 15 * 7 + 2)])[0];
        let week = |before, after| BeforeAfter { before, after };
        assert_eq!(effect.weeks, week(15, 11));
        assert_eq!(effect.treated, week(15 * 35, 11 * 35));
        assert_eq!(effect.control, effect.treated);
        assert_eq!(effect.verdict, Verdict::NotEffective);
        // a type against all others
        let effect = &of(&[measure(Some("噪声"), None, 15 * 7)])[0];
        assert_eq!(effect.control, effect.treated);
        assert_eq!(effect.treated.before, 15 * 70);
        // a place against other places
        let effect = &of(&[measure(None, Some("东"), 15 * 7)])[0];
        assert_eq!((effect.treated.after, effect.control.after), (770, 770));
    }

    #[test]
    fn complaints_under_other_measures_are_no_comparison() {
        let both = |d: i32, t: &str, _: &str| if t == "噪声" && d > 108 { 2 } else { 5 };
        let table = table(200, both);
        let (east, west) = (
            measure(Some("噪声"), Some("东"), 108),
            measure(Some("噪声"), Some("西"), 108),
        );
        let until = 19_723 + 199;
        let alone = &effects(&table, std::slice::from_ref(&east), until)[0];
        assert!(alone.control.after > 0 && !alone.concurrent);
        let two = effects(&table, &[east.clone(), west], until);
        assert_eq!(two[0].reason, Some(Shortfall::Control));
        // one for the whole type changes treated and others alike
        let wide = measure(Some("噪声"), None, 108);
        let two = effects(&table, &[east.clone(), wide.clone()], until);
        assert_eq!((two[0].control, two[0].concurrent), (alone.control, true));
        assert_eq!(two[1].verdict, Verdict::Effective);
        // an old one changes nothing any more
        let old = measure(Some("噪声"), Some("西"), -400);
        let two = effects(&table, &[east, old], until);
        assert_eq!(two[0].control, alone.control);
    }

    #[test]
    fn what_is_not_there_has_no_effect() {
        let table = table(100, |_, _, _| 1);
        let reason = |m: Treatment| effects(&table, &[m], 19_823)[0].reason;
        assert_eq!(
            reason(measure(Some("占道"), None, 50)),
            Some(Shortfall::Unknown)
        );
        assert_eq!(
            reason(measure(None, Some("北"), 50)),
            Some(Shortfall::Unknown)
        );
        assert_eq!(reason(measure(None, None, 50)), Some(Shortfall::NoScope));
        assert_eq!(
            reason(measure(Some("噪声"), None, 5_000)),
            Some(Shortfall::After)
        );
        let empty = effects(&Table::default(), &[measure(Some("噪声"), None, 0)], 0);
        assert_eq!(empty[0].reason, Some(Shortfall::Unknown));
    }
}
