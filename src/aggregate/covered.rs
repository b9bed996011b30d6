//! The days that the complaints of a table cover: without single ones years away, and without dates written where there was none.

use super::table::{NO_DAY, Table};
use super::tally::{Count, Tally};
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;

/// Of all complaints, an end holds at most one in so many;
const MOST: u64 = 100;
/// or so many complaints, of at least [`FEW_OF`].
const FEW: u64 = 2;
const FEW_OF: u64 = 20;
/// Days that are compared on both sides of where an end is cut off,
const BESIDE: i64 = 30;
/// and how many times as many complaints lie inside.
const TIMES: u64 = 10;
/// Days between an end and the rest, at least, and complaints to be expected in them.
const APART: i64 = 7;
const EXPECTED: u128 = 20;
/// Days between an end and the rest that need no comparison, where they are ten times as many as between any others.
const FAR: i64 = 366;
/// Days that stand for no date, since 1970-01-01: 1899-12-30 to 1900-01-01, 1970-01-01, 2099-01-01, 2099-12-31 and 9999-12-31.
const SENTINELS: [i32; 7] = [-25_569, -25_568, -25_567, 0, 47_117, 47_481, 2_932_896];

/// The days that complaints cover, where some lie outside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Covered {
    /// First day covered, since 1970-01-01.
    pub first: i32,
    /// Last day covered.
    pub last: i32,
    /// Complaints before the first day, and after the last.
    pub outside: [u64; 2],
    /// First and last day of all.
    pub all: [i32; 2],
}

impl Covered {
    /// Of complaints by day; absent where none lies outside. The same in any order of rows.
    #[must_use]
    pub fn of(days: &BTreeMap<i32, u64>) -> Option<Self> {
        let filled = days.iter().filter(|(day, n)| **day != NO_DAY && **n > 0);
        let filled: Vec<(i64, u64)> = filled.map(|(day, n)| (i64::from(*day), *n)).collect();
        let whole = &filled[..];
        let (mut start, mut end) = (0, whole.len());
        // one end years away hides the other
        loop {
            let inside = whole.get(start..end)?;
            let turned: Vec<(i64, u64)> = inside.iter().rev().map(|(day, n)| (-day, *n)).collect();
            let cut = (end_of(inside), end_of(&turned));
            if cut == (0, 0) {
                break;
            }
            start += cut.0;
            end -= cut.1;
        }
        let inside = whole.get(start..end)?;
        let outside = [&whole[..start], &whole[end..]].map(rows);
        let day = |of: Option<&(i64, u64)>| of.and_then(|d| i32::try_from(d.0).ok());
        let covered = Self {
            first: day(inside.first())?,
            last: day(inside.last())?,
            outside,
            all: [day(whole.first())?, day(whole.last())?],
        };
        (outside != [0, 0]).then_some(covered)
    }

    /// Complaints outside.
    #[must_use]
    pub fn apart(&self) -> u64 {
        self.outside.iter().sum()
    }

    /// Whether a day is one of them.
    #[must_use]
    pub fn has(self, day: i32) -> bool {
        (self.first..=self.last).contains(&day)
    }
}

fn rows(days: &[(i64, u64)]) -> u64 {
    days.iter().map(|d| d.1).sum()
}

/// How many of the first `days` (rising) are an end that lies apart from the rest.
fn end_of(days: &[(i64, u64)]) -> usize {
    let all = rows(days);
    let (mut before, mut end) = (0, 0);
    for i in 1..days.len() {
        before += days[i - 1].1;
        if before * 2 >= all {
            break;
        }
        let few = before * MOST <= all || (before <= FEW && all >= FEW_OF);
        let sentinels = days[..i].iter().all(|d| is_sentinel(d.0)) && gap(days, i) >= FAR;
        if sentinels || (few && (is_far(days, i) || is_sparse(days, i, before, all - before))) {
            end = i;
        }
    }
    end
}

/// Either sign: an end is looked for with days turned round, too.
fn is_sentinel(day: i64) -> bool {
    SENTINELS
        .iter()
        .any(|s| i64::from(*s) == day || -i64::from(*s) == day)
}

fn gap(days: &[(i64, u64)], i: usize) -> i64 {
    days[i].0 - days[i - 1].0
}

fn is_far(days: &[(i64, u64)], i: usize) -> bool {
    let others = (i + 1..days.len()).map(|j| gap(days, j)).max();
    gap(days, i) >= FAR && gap(days, i) >= others.unwrap_or(1) * 10
}

/// Whether complaints begin in earnest with day `i`: after days without any, far more than just before, and more a day.
fn is_sparse(days: &[(i64, u64)], i: usize, before: u64, inside: u64) -> bool {
    let day = days[i].0;
    let length = day - days[0].0;
    let near = |from: i64, to: i64| -> u64 {
        let near = days.iter().filter(|d| (from..to).contains(&d.0));
        near.map(|d| d.1).sum()
    };
    let width = days.last().map_or(1, |d| d.0 - day + 1);
    let [length_days, width_days] = [length, width].map(|n| u128::try_from(n).unwrap_or(0));
    let apart = u128::try_from(gap(days, i)).unwrap_or(0);
    length >= BESIDE
        && gap(days, i) >= APART
        && apart * u128::from(inside) >= EXPECTED * width_days
        && near(day, day + BESIDE) >= TIMES * near(day - BESIDE, day).max(1)
        && u128::from(before) * width_days * 20 < u128::from(inside) * length_days
}

impl Table {
    /// The days that the rows cover; absent where all lie close, or there are no days.
    #[must_use]
    pub fn covered(&self) -> Option<Covered> {
        Covered::of(&self.rows_by_day())
    }

    /// Rows by day; those without one under [`NO_DAY`].
    #[must_use]
    pub fn rows_by_day(&self) -> BTreeMap<i32, u64> {
        let mut days: FxHashMap<i32, u64> = FxHashMap::default();
        for day in self.days.iter().flatten() {
            *days.entry(*day).or_default() += 1;
        }
        days.into_iter().collect()
    }

    /// Takes the day from rows outside, so that no trend and no comparison counts them.
    pub fn keep_days(&mut self, covered: Covered) {
        for day in self.days.iter_mut().flatten() {
            if !covered.has(*day) {
                *day = NO_DAY;
            }
        }
    }
}

impl Tally {
    /// As [`Table::covered`].
    #[must_use]
    pub fn covered(&self) -> Option<Covered> {
        let days = self.days.as_ref()?.iter();
        let rows = days.map(|(day, types)| (*day, Count::sum(types.values()).rows));
        Covered::of(&rows.collect())
    }

    /// As [`Table::keep_days`].
    pub fn keep_days(&mut self, covered: Covered) {
        let Some(days) = &mut self.days else { return };
        let outside: Vec<i32> = days.keys().copied().filter(|d| !covered.has(*d)).collect();
        for day in outside.into_iter().filter(|d| *d != NO_DAY) {
            let types = days.remove(&day).unwrap_or_default();
            let none = days.entry(NO_DAY).or_default();
            for (name, count) in types {
                let sum = none.entry(name).or_default();
                sum.rows += count.rows;
                sum.distinct += count.distinct;
            }
        }
    }
}

/// More days without a complaint than this end what later ones can be compared with: the source is another one since.
const LONG_GAP: i64 = 366;

/// The first day that `last` can be compared with, of the days or spans that have complaints; `last` itself where there is none.
pub(crate) fn comparable_from(spans: impl Iterator<Item = (i32, i32)>, last: i32) -> i32 {
    let mut spans: Vec<(i32, i32)> = spans.filter(|s| s.1 < last).collect();
    spans.sort_unstable_by(|a, b| b.cmp(a));
    let mut from = last;
    for (start, end) in spans {
        let gap = i64::from(from) - i64::from(end);
        if gap > LONG_GAP {
            break;
        }
        from = start;
    }
    from
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// `a_day` complaints on every day of `span`, and one on each of `others`.
    fn covered(span: std::ops::Range<i32>, a_day: u64, others: &[i32]) -> Option<Covered> {
        let mut days: BTreeMap<i32, u64> = span.map(|d| (d, a_day)).collect();
        for day in others {
            *days.entry(*day).or_default() += 1;
        }
        Covered::of(&days)
    }

    #[test]
    fn ends_that_lie_apart_are_cut_off() {
        let year = 18_000..18_365;
        assert_eq!(covered(year.clone(), 10, &[]), None);
        let found = covered(year.clone(), 10, &[16_000, 17_200, 17_900]).unwrap();
        assert_eq!(
            (found.first, found.last, found.outside),
            (18_000, 18_364, [3, 0])
        );
        assert_eq!(found.all, [16_000, 18_364]);
        let both = covered(year.clone(), 1, &[-25_567, 47_117]).unwrap();
        assert_eq!(
            (both.first, both.last, both.outside),
            (18_000, 18_364, [1, 1])
        );
        // a few days too early are not another time
        assert_eq!(covered(year.clone(), 10, &[17_990]), None);
        // half as many in the first months
        let mut days: BTreeMap<i32, u64> = year.map(|d| (d, 10)).collect();
        days.extend((17_900..18_000).map(|d| (d, 5)));
        assert_eq!(Covered::of(&days), None);
    }

    #[test]
    fn dates_for_none_are_cut_off_however_many_there_are() {
        let mut days: BTreeMap<i32, u64> = (18_000..18_100).map(|d| (d, 3)).collect();
        days.insert(0, 90);
        let found = Covered::of(&days).unwrap();
        assert_eq!((found.first, found.outside), (18_000, [90, 0]));
        // complaints of January 1970, taken over from paper
        let days: BTreeMap<i32, u64> = (0..100).map(|d| (d, 3)).collect();
        assert_eq!(Covered::of(&days), None);
    }

    #[test]
    fn growth_is_no_sparse_end() {
        let grown = |day: i32| (f64::from(day) / 100.0).exp();
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "small and positive"
        )]
        let days = (0..1000).map(|d| (18_000 + d, grown(d) as u64)).collect();
        assert_eq!(Covered::of(&days), None);
    }

    proptest! {
        #[test]
        fn at_most_one_in_a_hundred_is_outside(
            days in prop::collection::btree_map(10_000_i32..20_000, 1_u64..50, 1..300),
        ) {
            let all: u64 = days.values().sum();
            if let Some(covered) = Covered::of(&days) {
                let [before, after] = covered.outside;
                prop_assert!(before <= (all / MOST).max(FEW) && after <= (all / MOST).max(FEW));
                let inside: u64 = days.range(covered.first..=covered.last).map(|d| d.1).sum();
                prop_assert_eq!(inside + before + after, all);
            }
        }

        #[test]
        fn a_table_and_its_tally_cover_the_same(seed in 1_u64..50) {
            let mut table = crate::aggregate::tests::random(seed, 400);
            if let Some(day) = table.days.as_mut().and_then(|d| d.first_mut()) {
                *day = -25_567;
            }
            let mut tally = Tally::of(&table);
            prop_assert_eq!(tally.covered(), table.covered());
            if let Some(covered) = table.covered() {
                table.keep_days(covered);
                tally.keep_days(covered);
                prop_assert_eq!(tally, Tally::of(&table));
            }
        }
    }

    #[test]
    fn what_lies_before_a_gap_of_a_year_is_not_compared() {
        let from = |days: &[i32]| comparable_from(days.iter().map(|&d| (d, d)), 1000);
        assert_eq!(from(&[]), 1000);
        assert_eq!(from(&[1004, 990, 700, 10]), 700);
        assert_eq!(from(&[10, 400, 766, 990]), 400);
        assert_eq!(from(&[633]), 1000);
        let months = [(0, 30), (31, 60), (500, 530), (531, 560)];
        assert_eq!(comparable_from(months.into_iter(), 561), 500);
    }
}
