//! Which days a report is about: all of them, a period that a person names, or the last complete month.

use super::calendar::{self, Unit};
use super::gaps;
use super::span::{self, Span};
use super::table::NO_DAY;
use crate::error::{Error, Result};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A gap at the edge of the data is chance, not an unfinished period, unless a gap as long would be rarer than this.
const RARE_GAP: f64 = 0.01;

/// What sort of period it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum PeriodKind {
    /// An ISO week.
    Week,
    /// A calendar month.
    #[default]
    Month,
    /// A quarter of a year.
    Quarter,
    /// A calendar year.
    Year,
    /// Any other days.
    Span,
}

impl PeriodKind {
    /// The unit that it is one of; absent for any other days.
    #[must_use]
    pub fn unit(self) -> Option<Unit> {
        Some(match self {
            Self::Week => Unit::Week,
            Self::Month => Unit::Month,
            Self::Quarter => Unit::Quarter,
            Self::Year => Unit::Year,
            Self::Span => return None,
        })
    }

    fn example(self) -> &'static str {
        match self {
            Self::Week => "2024-W50",
            Self::Month => "2024-12",
            Self::Quarter => "2024-Q4",
            Self::Year => "2024",
            Self::Span => "2024-12-31",
        }
    }
}

/// The period that a report, or a partial tally, is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReportPeriod {
    /// What sort of period it is.
    pub kind: PeriodKind,
    /// Its days.
    pub span: Span,
}

impl ReportPeriod {
    /// Reads one period of `kind`, such as `2024-12` for a month.
    ///
    /// # Errors
    /// [`Error::Usage`] where `text` is none.
    pub fn parse(kind: PeriodKind, text: &str) -> Result<Self> {
        let found = span::whole(text).filter(|(unit, _)| Some(*unit) == kind.unit());
        match found {
            Some((_, span)) => Ok(Self { kind, span }),
            None => Err(not_a(kind, text)),
        }
    }

    /// The period before: the unit before, or as many days, or whole months, before any others.
    #[must_use]
    pub fn previous(self) -> Option<Self> {
        let span = match self.kind.unit() {
            Some(unit) => Span::of(unit, calendar::date(self.span.first.checked_sub(1)?)?),
            None => span::just_before(self.span)?,
        };
        Some(Self { span, ..self })
    }

    /// The same period a year before; absent where there is none (week 53), or where the period before is that already.
    #[must_use]
    pub fn year_before(self) -> Option<Self> {
        let span = match self.kind {
            PeriodKind::Year => return None,
            PeriodKind::Week => {
                let label = Unit::Week.year_before(self.span.dates().0)?;
                span::whole(&label)?.1
            }
            PeriodKind::Month | PeriodKind::Quarter | PeriodKind::Span => {
                span::a_year_before(self.span)?
            }
        };
        Some(Self { span, ..self })
    }

    /// `2024-12`, `2024-Q4`, `2024-W50`, `2024`, or first and last day with two dots between.
    #[must_use]
    pub fn label(self) -> String {
        let (first, last) = self.span.dates();
        match self.kind.unit() {
            Some(unit) => unit.label(first),
            None => format!("{first}..{last}"),
        }
    }
}

fn not_a(kind: PeriodKind, text: &str) -> Error {
    let what = match kind {
        PeriodKind::Week => "a week",
        PeriodKind::Month => "a month",
        PeriodKind::Quarter => "a quarter",
        PeriodKind::Year => "a year",
        PeriodKind::Span => "a date, a month, a quarter or a year",
    };
    let message = format!("`{text}` is not {what}");
    Error::usage(message, format!("Write it as {}.", kind.example()))
}

/// What a report is asked to be about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PeriodChoice {
    /// All rows.
    #[default]
    Whole,
    /// The last calendar month that the data covers to its ends; without one, the last month.
    LastMonth,
    /// This period.
    Of(ReportPeriod),
    /// From a day to a day; an absent one is the end of the data.
    Between(Option<i32>, Option<i32>),
}

impl PeriodChoice {
    /// Reads the ends of a span, each a date, a week, a month, a quarter or a year; the last one counts to its end.
    ///
    /// # Errors
    /// [`Error::Usage`] for something else, and where the last day comes before the first.
    pub fn between(since: Option<&str>, until: Option<&str>) -> Result<Self> {
        let read = |text: &str| match span::whole(text) {
            Some((_, span)) => Ok(span),
            None => Err(not_a(PeriodKind::Span, text)),
        };
        let [first, last] = [since, until].map(|end| end.map(read).transpose());
        let (first, last) = (first?.map(|s| s.first), last?.map(|s| s.last));
        if first.zip(last).is_some_and(|(first, last)| first > last) {
            return Err(Error::usage(
                "the period ends before it begins",
                "Name the earlier date first: --since 2024-03 --until 2024-05.",
            ));
        }
        Ok(Self::Between(first, last))
    }

    /// Settles on the days, given all complaints by day; absent for a report about all rows, and where a template would choose a month but
    /// no complaint has a time.
    ///
    /// # Errors
    /// There are no times, or no complaint lies in the period.
    pub fn settle(self, days: Option<&DayCounts>) -> Result<Option<ReportPeriod>> {
        if self == Self::Whole {
            return Ok(None);
        }
        let bounds = days.and_then(DayCounts::span);
        let Some((days, bounds)) = days.zip(bounds) else {
            if self == Self::LastMonth {
                return Ok(None);
            }
            return Err(Error::usage(
                "a report about a period needs times, and there are none",
                "Name the column of times with --time.",
            ));
        };
        let period = match self {
            Self::Whole | Self::LastMonth => days.last_month(bounds),
            Self::Of(period) => period,
            Self::Between(first, last) => ReportPeriod {
                kind: PeriodKind::Span,
                span: Span {
                    first: first.unwrap_or(bounds.first),
                    last: last.unwrap_or(bounds.last),
                },
            },
        };
        if days.within(period.span) == 0 {
            return Err(days.nothing_in(period, bounds));
        }
        days.check_months(period.span)?;
        Ok(Some(period))
    }
}

/// Complaints by day, those without a day apart.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DayCounts {
    days: BTreeMap<i32, u64>,
    undated: u64,
}

impl DayCounts {
    /// Of days and their complaints, in any order; a day that `is_covered` denies counts as none.
    pub(super) fn of(
        days: impl Iterator<Item = (i32, u64)>,
        is_covered: impl Fn(i32) -> bool,
    ) -> Self {
        let mut counts = Self::default();
        for (day, n) in days {
            if day == NO_DAY || !is_covered(day) {
                counts.undated += n;
            } else {
                *counts.days.entry(day).or_default() += n;
            }
        }
        counts
    }

    /// First and last day; that of the last month where times tell only months.
    pub(super) fn span(&self) -> Option<Span> {
        let days = || self.days.keys().copied();
        let (first, last) = days().next().zip(days().next_back())?;
        let is_monthly = gaps::is_monthly(days());
        Some(Span {
            first,
            last: if is_monthly {
                gaps::end_of_month(last)
            } else {
                last
            },
        })
    }

    /// An error where times tell only months, and the span cuts one.
    pub(crate) fn check_months(&self, span: Span) -> Result<()> {
        let (first, last) = span.dates();
        let is_whole = Span::of(Unit::Month, first).first == span.first
            && Span::of(Unit::Month, last).last == span.last;
        if is_whole || !gaps::is_monthly(self.days.keys().copied()) {
            return Ok(());
        }
        Err(Error::usage(
            format!(
                "all times are the first of a month, so that they stand for months, and {first} to {last} cuts one"
            ),
            "Name whole months, such as --since 2024-02 --until 2024-04.",
        ))
    }

    /// Complaints of a span.
    #[must_use]
    pub fn within(&self, span: Span) -> u64 {
        self.days.range(span.first..=span.last).map(|d| d.1).sum()
    }

    /// Complaints before a span, after it, and without a day.
    #[must_use]
    pub fn outside(&self, span: Span) -> [u64; 3] {
        let before = self.days.range(..span.first).map(|d| d.1).sum();
        let dated: u64 = self.days.values().sum();
        [before, dated - before - self.within(span), self.undated]
    }

    /// Whether complaints reach from one end of a span to the other, and there are some where many were to be expected.
    pub(super) fn covers(&self, span: Span) -> bool {
        let Some(bounds) = self.span() else {
            return false;
        };
        let all = self.within(bounds);
        let missing = |gap: i32| unfinished(all, bounds, i64::from(gap));
        let empty = self.within(span) == 0 && missing(span.last.saturating_sub(span.first) + 1);
        !missing(bounds.first.saturating_sub(span.first))
            && !missing(span.last.saturating_sub(bounds.last))
            && !empty
    }

    /// The last month that is covered to its ends; without one, the last.
    fn last_month(&self, bounds: Span) -> ReportPeriod {
        let month = |date| ReportPeriod {
            kind: PeriodKind::Month,
            span: Span::of(Unit::Month, date),
        };
        let latest = month(bounds.dates().1);
        let months = std::iter::successors(Some(latest), |m| m.previous());
        let mut inside = months.take_while(|m| m.span.last >= bounds.first);
        let covered = inside.find(|m| self.covers(m.span) && self.within(m.span) > 0);
        covered.unwrap_or(latest)
    }

    fn nothing_in(&self, period: ReportPeriod, bounds: Span) -> Error {
        let (first, last) = bounds.dates();
        let next = match period.kind.unit() {
            Some(unit) => {
                let flag = unit.name();
                let label = match unit {
                    Unit::Month => self.last_month(bounds).label(),
                    _ => unit.label(unit.start(last)),
                };
                format!("Name a period in between: --{flag} {label}.")
            }
            None => format!("Name days in between: --since {first} --until {last}."),
        };
        let label = period.label().replace("..", " to ");
        let message = format!("there is no complaint in {label}: they are from {first} to {last}");
        Error::invalid("", message, next)
    }
}

/// Whether a gap of so many days at an end means that data are missing. With λ complaints a day a gap of g days happens by chance with
/// probability e^(−λg).
pub(super) fn unfinished(complaints: u64, covered: Span, gap: i64) -> bool {
    let a_day = complaints as f64 / covered.days().max(1.0);
    gap > 0 && (-a_day * gap as f64).exp() < RARE_GAP
}

#[cfg(test)]
mod tests {
    use super::*;

    fn daily(span: &str, a_day: u64) -> DayCounts {
        let span = Span::parse(span).unwrap();
        DayCounts::of((span.first..=span.last).map(|d| (d, a_day)), |_| true)
    }

    fn settled(choice: PeriodChoice, days: &DayCounts) -> String {
        match choice.settle(Some(days)) {
            Ok(period) => period.map_or("whole".into(), ReportPeriod::label),
            Err(e) => e.to_string(),
        }
    }

    #[test]
    fn the_last_month_is_the_last_complete_one() {
        let last = |span: &str| settled(PeriodChoice::LastMonth, &daily(span, 3));
        assert_eq!(last("2024-01-01..2024-07-03"), "2024-06");
        assert_eq!(last("2024-01-01..2024-06-30"), "2024-06");
        assert_eq!(last("2024-06-01..2024-06-30"), "2024-06");
        // a day without a complaint at the end is chance
        assert_eq!(last("2024-01-01..2024-06-29"), "2024-06");
        // no month is complete
        assert_eq!(last("2024-06-10..2024-07-12"), "2024-07");
        assert_eq!(PeriodChoice::LastMonth.settle(None).unwrap(), None);
    }

    #[test]
    fn a_period_without_complaints_is_refused_with_the_span_and_a_next_step() {
        let days = daily("2023-01-01..2024-12-17", 9);
        let month = ReportPeriod::parse(PeriodKind::Month, "2025-03").unwrap();
        let said = settled(PeriodChoice::Of(month), &days);
        for part in ["2025-03", "2023-01-01 to 2024-12-17", "--month 2024-11"] {
            assert!(said.contains(part), "{said}");
        }
        let since = PeriodChoice::between(Some("2024-06"), None).unwrap();
        assert_eq!(settled(since, &days), "2024-06-01..2024-12-17");
        assert!(PeriodChoice::between(Some("2024-06"), Some("2024-05")).is_err());
        assert!(ReportPeriod::parse(PeriodKind::Month, "2024").is_err());
    }

    #[test]
    fn periods_before() {
        let of = |kind, text| ReportPeriod::parse(kind, text).unwrap();
        let label = |p: Option<ReportPeriod>| p.map_or_else(String::new, ReportPeriod::label);
        for (kind, text, before, year) in [
            (PeriodKind::Month, "2024-01", "2023-12", "2023-01"),
            (PeriodKind::Quarter, "2024Q1", "2023-Q4", "2023-Q1"),
            (PeriodKind::Week, "2024-W01", "2023-W52", "2023-W01"),
            (PeriodKind::Week, "2020-W53", "2020-W52", ""),
            (PeriodKind::Year, "2024", "2023", ""),
        ] {
            assert_eq!(label(of(kind, text).previous()), before);
            assert_eq!(label(of(kind, text).year_before()), year);
        }
    }

    #[test]
    fn a_month_in_a_hole_is_not_covered() {
        let span = |text| Span::parse(text).unwrap();
        let (a, b) = (
            span("2024-01-01..2024-03-31"),
            span("2024-05-01..2024-06-30"),
        );
        let days = (a.first..=a.last).chain(b.first..=b.last);
        let days = DayCounts::of(days.map(|d| (d, 5)), |_| true);
        assert!(!days.covers(span("2024-04")) && days.covers(span("2024-03")));
        assert!(!days.covers(span("2023-12")));
        assert_eq!(days.outside(span("2024-05")), [455, 150, 0]);
    }
}
