//! Partial tallies under a period: what of a part is counted, what is history, and which parts hold the two together.

use super::covered::Covered;
use super::period::{DayCounts, PeriodChoice, ReportPeriod};
use super::table::NO_DAY;
use super::tally::{Count, Tally};
use crate::error::Result;
use std::collections::BTreeMap;

impl Tally {
    /// Whether both are about the same rows of their parts: the same period, or all. A part without rows goes with any.
    #[must_use]
    pub fn about_the_same(&self, other: &Self) -> bool {
        let empty = |t: &Self| t.rows_in == 0 && t.period.is_none();
        empty(self) || empty(other) || self.period == other.period
    }

    /// Settles on the days that a report of all `parts` is about; dates far from all others do not count unless they are to be kept.
    ///
    /// # Errors
    /// As [`PeriodChoice::settle`].
    pub fn settled<'a>(
        parts: impl Iterator<Item = &'a Self>,
        choice: PeriodChoice,
        keep_ends: bool,
    ) -> Result<Option<ReportPeriod>> {
        let mut sum: Option<BTreeMap<i32, u64>> = None;
        for (day, types) in parts.filter_map(|p| p.days.as_ref()).flatten() {
            let of_day = sum.get_or_insert_default().entry(*day).or_default();
            *of_day += Count::sum(types.values()).rows;
        }
        let days = sum.map(|days| {
            let covered = Covered::of(&days).filter(|_| !keep_ends);
            DayCounts::of(days.into_iter(), |day| covered.is_none_or(|c| c.has(day)))
        });
        choice.settle(days.as_ref())
    }

    /// How much of the part a report about `period` can take: everything, where all its complaints lie in the period; its days, where none
    /// does; nothing, where some do, since it is not known which values these have.
    fn share_in(&self, period: ReportPeriod) -> Share {
        if self.period == Some(period) {
            return Share::Everything;
        }
        if self.days.is_none() && self.total.rows > 0 {
            return Share::Nothing;
        }
        let is_inside = |day: &i32| *day != NO_DAY && period.span.holds(Some(*day));
        let days = self.days.iter().flatten().map(|(day, _)| day);
        let (inside, outside): (Vec<&i32>, Vec<&i32>) = days.partition(|d| is_inside(d));
        match (inside.is_empty(), outside.is_empty()) {
            (_, true) if self.period.is_none() => Share::Everything,
            (true, _) => Share::Days,
            _ => Share::Nothing,
        }
    }

    /// Whether the complaints of `period` can be told from all others of this part.
    #[must_use]
    pub fn is_apart(&self, period: ReportPeriod) -> bool {
        self.share_in(period) != Share::Nothing
    }

    /// The part as a report about `period` takes it; of a part that holds other complaints as well ([`Tally::is_apart`]) nothing is left.
    #[must_use]
    pub fn confined(self, period: ReportPeriod) -> Self {
        let share = self.share_in(period);
        match share {
            Share::Everything => Self {
                period: Some(period),
                ..self
            },
            Share::Days | Share::Nothing => Self {
                rows_in: self.rows_in,
                rejected: self.rejected,
                repeated: self.repeated,
                unselected: self.unselected,
                period: Some(period),
                days: self.days.filter(|_| share == Share::Days),
                columns: self.columns,
                ..Self::default()
            },
        }
    }
}

/// What is taken of a part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Share {
    Everything,
    Days,
    Nothing,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::aggregate::{Encoder, FinishParams, PeriodKind, Span, Table, by_day, check};

    fn table(days: &[i32]) -> Table {
        let (mut types, mut channels) = (Encoder::new("类型"), Encoder::new("渠道"));
        for day in days {
            types.push(Some(if day % 3 == 0 { "物流" } else { "退款" }));
            channels.push(Some(if day % 2 == 0 { "电话" } else { "网站" }));
        }
        Table {
            types: types.finish(),
            dimensions: vec![channels.finish()],
            days: Some(days.to_vec()),
            ..Table::default()
        }
    }

    fn month(text: &str) -> ReportPeriod {
        ReportPeriod::parse(PeriodKind::Month, text).unwrap()
    }

    #[test]
    fn parts_of_one_month_each_are_as_good_as_the_whole() {
        let all = Span::parse("2024-03..2024-06").unwrap();
        let days: Vec<i32> = (all.first..=all.last).flat_map(|d| [d, d]).collect();
        let period = month("2024-05");
        let of = |span: Span| -> Vec<i32> {
            let inside = days.iter().filter(|d| span.holds(Some(**d)));
            inside.copied().collect()
        };
        let whole = Tally::about(&table(&of(period.span)), period, by_day(&table(&days)));
        let mut sum = Tally::default();
        for text in ["2024-06", "2024-03", "2024-05", "2024-04"] {
            let mut part = Tally::of(&table(&of(month(text).span)));
            part.enter_uncounted(&BTreeMap::from([("date", 1)]), 2);
            assert!(part.is_apart(period));
            sum.merge(part.confined(period));
        }
        let mut whole = whole;
        whole.enter_uncounted(&BTreeMap::from([("date", 4)]), 8);
        assert_eq!(sum, whole);
        let figures = sum.finish(&FinishParams::default()).unwrap();
        check(&figures).unwrap();
        assert_eq!((figures.total, figures.ledger.rows_in), (62, 256));
        assert_eq!(figures.ledger.left_out["before"], 122);
        assert_eq!(figures.ledger.left_out["after"], 60);
        let known = figures.period.unwrap();
        assert_eq!(known.previous.unwrap().change.unwrap().before, 60);
        assert_eq!(known.year_before.unwrap().change, None);
    }

    #[test]
    fn a_part_of_two_months_does_not_tell_them_apart() {
        let days: Vec<i32> = (19_800..19_870).collect();
        let part = || Tally::of(&table(&days));
        assert!(!part().is_apart(month("2024-04")) && part().is_apart(month("2025-04")));
        let other = Tally::about(&table(&[]), month("2025-04"), by_day(&table(&days)));
        assert!(!part().about_the_same(&other) && part().about_the_same(&Tally::default()));
    }
}
