//! The period a report is about, in figures: how it compares with the one before and with a year before.

use super::calendar::Unit;
use super::figures::{Change, EarlierPeriod, Figures, ReportedPeriod};
use super::history::History;
use super::period::{DayCounts, ReportPeriod};
use super::span::Span;
use super::tally::{ByType, Count};
use super::trend::{self, Basis};
use std::collections::BTreeMap;

type ByDay = BTreeMap<i32, ByType>;

/// Of so many days, one may be missing in a complete period.
const GAPS: i32 = 10;

/// What the period is compared on.
pub(super) struct Past<'a> {
    /// Complaints by day and type up to the end of the period.
    pub(super) days: &'a ByDay,
    /// The same, for what a day counts for.
    pub(super) history: &'a History,
    /// All complaints by day, those after the period as well: they tell which days are covered.
    pub(super) counts: &'a DayCounts,
}

impl Past<'_> {
    /// Puts the period, and the changes of all types, into `figures`, whose types are there already.
    pub(super) fn report(&self, period: ReportPeriod, figures: &mut Figures) {
        let (from, until) = period.span.dates();
        let inside = self.days.range(period.span.first..=period.span.last);
        let inside: Vec<i32> = inside.map(|d| *d.0).collect();
        let days = Span {
            first: inside.first().copied().unwrap_or(period.span.first),
            last: inside.last().copied().unwrap_or(period.span.last),
        };
        let covers = |span: Span| {
            let missing = self.history.gap_days((span.first, span.last));
            self.counts.covers(span) && f64::from(missing * GAPS) < span.days()
        };
        let complete = covers(period.span);
        let known = |earlier: &ReportPeriod| complete && covers(earlier.span);
        let (previous, year_before) = (period.previous(), period.year_before());
        let names: Vec<String> = figures.types.iter().map(|t| t.name.clone()).collect();
        if let Some(before) = previous.filter(known) {
            for (t, change) in figures
                .types
                .iter_mut()
                .zip(self.of_types(&names, before, period))
            {
                t.change = Some(change);
            }
        }
        if let Some(before) = year_before.filter(known) {
            for (t, change) in figures
                .types
                .iter_mut()
                .zip(self.of_types(&names, before, period))
            {
                t.year_on_year = Some(change);
            }
        }
        let earlier = |of: ReportPeriod| {
            let (from, until) = of.span.dates();
            EarlierPeriod {
                from,
                until,
                title: String::new(),
                change: known(&of).then(|| self.of_all(of, period)),
            }
        };
        figures.period = Some(ReportedPeriod {
            kind: period.kind,
            from,
            until,
            title: String::new(),
            complete,
            first: days.dates().0,
            last: days.dates().1,
            previous: previous.map(earlier),
            year_before: year_before.map(earlier),
        });
    }

    fn of_all(&self, before: ReportPeriod, here: ReportPeriod) -> Change {
        let total = |of: ReportPeriod| self.counts.within(of.span);
        let basis = self.basis(None, (before.span, here.span));
        trend::change(&before.label(), (total(before), total(here)), None, &basis)
    }

    /// The change of every type in the order of `names`, with that of its share.
    fn of_types(&self, names: &[String], before: ReportPeriod, here: ReportPeriod) -> Vec<Change> {
        let [b, a] = [before, here].map(|p| self.by_type(p.span));
        // types that the period no longer has count in the shares of the one before
        let typed = |counts: &ByType| {
            let typed = counts.iter().filter(|(name, _)| !name.is_empty());
            Count::sum(typed.map(|t| t.1)).rows
        };
        let totals = (typed(&b), typed(&a));
        let of = |counts: &ByType, name: &String| counts.get(name).map_or(0, |c| c.rows);
        let change = |(id, name): (usize, &String)| {
            let basis = self.basis(Some(id), (before.span, here.span));
            let counts = (of(&b, name), of(&a, name));
            trend::change(&before.label(), counts, Some(totals), &basis)
        };
        names.iter().enumerate().map(change).collect()
    }

    fn by_type(&self, span: Span) -> ByType {
        let mut sums = ByType::new();
        let days = self.days.range(span.first..=span.last);
        for (name, count) in days.flat_map(|d| d.1) {
            let sum = sums.entry(name.clone()).or_default();
            *sum = Count::sum([*sum, *count].iter());
        }
        sums
    }

    fn basis(&self, type_id: Option<usize>, (before, here): (Span, Span)) -> Basis {
        let exposure = |s: Span| self.history.exposure(type_id, (s.first, s.last));
        Basis {
            days: (exposure(before), exposure(here)),
            dispersion: self
                .history
                .dispersion(type_id, before.days().max(here.days())),
        }
    }
}

/// Periods of its own unit that a trend with a reported period has at least; with fewer, shorter ones are shown.
const LEAST: usize = 4;

/// The unit of the trend of a report about `period`, of data that span `bounds`: that of the period itself, or where there are too few of
/// these, the one that suits the data and of which the period holds at least one whole.
pub(super) fn unit_beside(period: ReportPeriod, bounds: Span, suited: Unit) -> Unit {
    let (first, last) = bounds.dates();
    if let Some(unit) = period.kind.unit() {
        let starts = std::iter::successors(Some(unit.start(first)), |s| Some(unit.next(*s)));
        if starts.take(LEAST).take_while(|s| *s <= last).count() == LEAST {
            return unit;
        }
    }
    let units = [
        Unit::Year,
        Unit::Quarter,
        Unit::Month,
        Unit::Week,
        Unit::Day,
    ];
    let (from, until) = period.span.dates();
    let holds_one = |unit: &Unit| {
        let start = unit.start(from);
        let start = if start < from {
            unit.next(start)
        } else {
            start
        };
        unit.next(start).pred_opt().is_some_and(|end| end <= until)
    };
    let finer = units.into_iter().skip_while(|u| *u != suited);
    finer.into_iter().find(holds_one).unwrap_or(Unit::Day)
}
