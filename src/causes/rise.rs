//! A rise of one type in one cell in one period.

use super::cell::{CellKey, named};
use super::finding::Slice;
use super::rows::InPeriods;
use super::tail::{RARE, Tail};
use crate::aggregate::{Table, stats, upper_tail};
use rustc_hash::FxHashMap;

/// Distinct complaints a cell must hold in the period.
pub(super) const MIN_SUPPORT: u64 = 5;
/// Count ÷ expected must reach this.
const MIN_RATIO: f64 = 1.3;
/// Adjusted p of a type must lie below this.
pub(super) const ALPHA: f64 = 0.05;
/// A cell must carry at least this share of the rise to be named.
const MIN_CARRIED: f64 = 0.2;

/// Dispersion below which counts are taken to be as calm as chance.
const CALM: f64 = 1.15;

/// A cell in which one type rose in one period, beyond what the type as a whole did.
#[derive(Clone, Debug)]
pub(super) struct Rise {
    pub(super) type_id: u32,
    pub(super) period: u32,
    pub(super) cell: CellKey,
    /// Complaints counted there.
    pub(super) count: u64,
    /// The cell's share of the type in all other periods.
    pub(super) share_before: f64,
    pub(super) p_adjusted: f64,
    /// Log-likelihood ratio of the cell's share here against its share in the other periods.
    pub(super) strength: f64,
    /// How such counts vary.
    pub(super) spread: Spread,
}

/// How the counts of cells and periods vary.
#[derive(Clone, Copy, Debug)]
pub(super) struct Spread {
    /// Their variance, in units of chance.
    pub(super) dispersion: f64,
    /// How far they stray where they stray; absent where too few do.
    pub(super) tail: Option<Tail>,
}

impl Rise {
    /// The cell as part of a rise of `after − expected` complaints.
    pub(super) fn slice(&self, table: &Table, expected: f64, after: u64) -> Slice {
        let before = expected * self.share_before;
        let difference = after as f64 - expected;
        Slice {
            cell: named(table, &self.cell),
            before,
            after: self.count,
            carries: if difference.abs() < f64::EPSILON {
                0.0
            } else {
                (self.count as f64 - before) / difference
            },
            p_adjusted: self.p_adjusted,
        }
    }
}

/// The cells that carry at least the share that is worth naming of a rise of `after − expected` complaints.
pub(super) fn carriers<'a>(
    risen: impl Iterator<Item = &'a Rise>,
    table: &Table,
    (expected, after): (f64, u64),
) -> Vec<Slice> {
    let slices = risen.map(|r| r.slice(table, expected, after));
    slices.filter(|s| s.carries >= MIN_CARRIED).collect()
}

/// Complaints by (type, period), and by type.
pub(super) struct Margins {
    pub(super) of_period: FxHashMap<(u32, u32), u64>,
    pub(super) of_type: FxHashMap<u32, u64>,
    /// Periods there are.
    pub(super) periods: u64,
}

impl Margins {
    pub(super) fn of(rows: &InPeriods) -> Self {
        let mut of_period = FxHashMap::default();
        let mut of_type = FxHashMap::default();
        for (&type_id, &period) in rows.type_id.iter().zip(&rows.period) {
            *of_period.entry((type_id, period)).or_default() += 1;
            *of_type.entry(type_id).or_default() += 1;
        }
        let periods = rows.period.iter().max().map_or(0, |&p| u64::from(p) + 1);
        Self {
            of_period,
            of_type,
            periods,
        }
    }

    /// Of so many complaints of a cell in a type and period, and so many in the cell.
    pub(super) fn four_fold(&self, count: usize, cell: usize, of: (u32, u32)) -> FourFold {
        FourFold {
            count: count as u64,
            period: self.of_period.get(&of).copied().unwrap_or(0),
            cell: cell as u64,
            all: self.of_type.get(&of.0).copied().unwrap_or(0),
        }
    }
}

/// Complaints of one type: in the cell and period, in the period, in the cell, in all.
#[derive(Clone, Copy, Debug)]
pub(super) struct FourFold {
    pub(super) count: u64,
    pub(super) period: u64,
    pub(super) cell: u64,
    pub(super) all: u64,
}

impl FourFold {
    pub(super) fn share_before(self) -> f64 {
        stats::ratio(self.cell - self.count, self.all - self.period).unwrap_or(0.0)
    }

    fn expected(self) -> f64 {
        self.share_before() * self.period as f64
    }

    /// What the cell would hold if it had moved as all other cells did: a large cell that rises lifts its own expectation otherwise.
    fn as_the_rest(self) -> f64 {
        let rest = self.all - self.period - (self.cell - self.count);
        stats::ratio(self.cell - self.count, rest)
            .map_or(0.0, |odds| odds * (self.period - self.count) as f64)
    }

    pub(super) fn rises(self) -> bool {
        self.all > self.period
            && self.count >= MIN_SUPPORT
            && self.count as f64 >= MIN_RATIO * self.as_the_rest()
    }

    /// One-sided p of the count: Fisher's exact test or, where cells and periods vary more than chance, that of a negative binomial count
    /// about what the cell would hold as the rest; and no less than the tail of such counts allows.
    pub(super) fn p(self, spread: &Spread) -> f64 {
        let p = self.p_from(self.count, spread.dispersion);
        match spread.tail {
            Some(tail) if p < RARE => p.max(tail.p(self.beyond(spread.dispersion))),
            _ => p,
        }
    }

    /// Complaints beyond the first count that is rare.
    pub(super) fn beyond(self, dispersion: f64) -> f64 {
        let (mut usual, mut rare) = (0, self.count);
        while rare - usual > 1 {
            let middle = usual.midpoint(rare);
            if self.p_from(middle, dispersion) < RARE {
                rare = middle;
            } else {
                usual = middle;
            }
        }
        (self.count - rare) as f64
    }

    /// P of `count` complaints or more, those of other cells and periods as they are.
    pub(super) fn p_from(self, count: u64, dispersion: f64) -> f64 {
        if dispersion < CALM {
            return stats::hypergeometric_upper(count, self.period, self.cell, self.all);
        }
        let (cell, period) = (self.cell - self.count, self.period - self.count);
        let rest = self.all - self.period - cell;
        let [cell, period, rest] = [cell, period, rest].map(|n| n as f64 + 0.5);
        let expected = cell * period / rest;
        let spread = dispersion * (1.0 / expected + 1.0 / cell + 1.0 / period + 1.0 / rest);
        upper_tail(count as f64, expected, spread)
    }

    /// How far the count is from what cell and period say, and the variance that chance gives it.
    pub(super) fn residual(self) -> (f64, f64) {
        let [n, period, cell] = [self.count, self.period, self.cell].map(|n| n as f64);
        let all = (self.all as f64).max(1.0);
        let expected = cell * period / all;
        let variance = expected * (1.0 - cell / all) * (1.0 - period / all);
        (n - expected, variance)
    }

    /// Kulldorff's scan statistic, conditional on the type's count in the period. It falls for a larger cell (diluted)
    /// and for a smaller one (part of the rise lost), so its maximum is the cell that rose.
    pub(super) fn strength(self) -> f64 {
        let part = |seen: f64, expected: f64| {
            if seen > 0.0 {
                seen * (seen / expected.max(0.5)).ln()
            } else {
                0.0
            }
        };
        let (count, expected) = (self.count as f64, self.expected());
        let rest = self.period as f64 - count;
        part(count, expected) + part(rest, self.period as f64 - expected)
    }
}
