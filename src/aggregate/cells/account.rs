//! What value and type explain of every cell: row × column, fitted without the cells that stray most (quasi-independence, Goodman 1968), so
//! that one cell does not make others stand out that only lack what it has.

use super::Grid;
use super::events::Design;
use crate::aggregate::stats;
use statrs::function::beta::beta_reg;
use statrs::function::erf::erfc_inv;
use std::f64::consts::SQRT_2;

/// Cells taken out at most: one in so many.
const MOST: usize = 4;
/// Rounds of proportional fitting, at most, and the relative change that ends them.
const ROUNDS: usize = 25;
const TOLERANCE: f64 = 1e-6;
/// A round takes out the farthest cells down to this part of the farthest one's z, one in a row and column at most.
const AS_FAR: f64 = 0.6;
/// A lack counts for less than an excess: of a value with two types, either says the same, and it is the excess that is named.
const LACK: f64 = 0.8;
/// Expected counts up to this have an exact tail.
const SMALL: f64 = 50.0;
/// Variance ÷ mean of the calmest count: a Poisson count, near enough.
const CALM: f64 = 1.01;

/// The account as it stands: cells taken out, and what value and type explain of all cells.
pub(super) struct Account<'a> {
    counts: &'a Grid<u64>,
    out: Grid<bool>,
    rows: Vec<f64>,
    columns: Vec<f64>,
    /// Sums of the cells that are in, by row and by column, and of what is fitted to them.
    sums: [Vec<f64>; 2],
    fitted: [Vec<f64>; 2],
    total: f64,
}

/// What a cell would hold by all others.
#[derive(Clone, Copy)]
struct Expected {
    mean: f64,
    /// Variance of the count in units of the mean's square, that of the estimate included.
    spread: f64,
}

/// The account of distinct complaints by value and type without the cells that stray most, in either direction.
pub(super) fn peeled<'a>(counts: &'a Grid<u64>, design: &Grid<Design>) -> Account<'a> {
    let mut account = Account::of(counts);
    let cells = counts.len() * account.columns.len();
    let far = SQRT_2 * erfc_inv(0.05 / cells.max(1) as f64);
    let mut left = cells / MOST;
    account.fit();
    while left > 0 {
        let mut strays = account.strays(design, far);
        strays.truncate(left);
        if strays.is_empty() {
            break;
        }
        left -= strays.len();
        for (v, t) in strays {
            account.out[v][t] = true;
        }
        account.fit();
    }
    account
}

impl<'a> Account<'a> {
    fn of(counts: &'a Grid<u64>) -> Self {
        let types = counts.first().map_or(0, Vec::len);
        Self {
            counts,
            out: vec![vec![false; types]; counts.len()],
            rows: vec![1.0; counts.len()],
            columns: vec![1.0; types],
            sums: [vec![], vec![]],
            fitted: [vec![], vec![]],
            total: 0.0,
        }
    }

    /// One-sided p of every cell: of holding as many as it does, or more.
    pub(super) fn p(&self, design: &Grid<Design>) -> Grid<f64> {
        let p = |v: usize, t: usize| {
            let Design { effect, event } = design[v][t];
            let Expected { mean, spread } = self.expected(v, t, effect);
            upper_tail(self.counts[v][t] as f64 - event, mean, spread)
        };
        let of_row = |v| (0..self.columns.len()).map(|t| p(v, t)).collect();
        (0..self.rows.len()).map(of_row).collect()
    }

    /// The cells that are in.
    fn cells(&self) -> impl Iterator<Item = (usize, usize)> + '_ {
        self.out.iter().enumerate().flat_map(|(v, out)| {
            let inside = out.iter().enumerate().filter(|(_, out)| !**out);
            inside.map(move |(t, _)| (v, t))
        })
    }

    /// The cells to take out next: farther than `far`, nearly as far as the farthest, no two in one row or column, farthest first.
    fn strays(&self, design: &Grid<Design>, far: f64) -> Vec<(usize, usize)> {
        let z = |(v, t): (usize, usize)| {
            let z = deviation(
                self.counts[v][t] as f64,
                self.expected(v, t, design[v][t].effect),
            );
            (if z < 0.0 { -LACK * z } else { z }, v, t)
        };
        let mut found: Vec<(f64, usize, usize)> =
            self.cells().map(z).filter(|s| s.0 > far).collect();
        found.sort_by(|a, b| b.0.total_cmp(&a.0).then((a.1, a.2).cmp(&(b.1, b.2))));
        let farthest = found.first().map_or(0.0, |s| s.0);
        let mut rows = vec![false; self.rows.len()];
        let mut columns = vec![false; self.columns.len()];
        found.retain(|&(z, v, t)| {
            let alone = !rows[v] && !columns[t];
            (rows[v], columns[t]) = (true, true);
            alone && z >= AS_FAR * farthest
        });
        found.into_iter().map(|(_, v, t)| (v, t)).collect()
    }

    /// Iterative proportional fitting of row × column to the cells that are in.
    fn fit(&mut self) {
        let (n, m) = (self.rows.len(), self.columns.len());
        let (mut by_row, mut by_column) = (vec![0.0; n], vec![0.0; m]);
        for (v, t) in self.cells() {
            by_row[v] += self.counts[v][t] as f64;
            by_column[t] += self.counts[v][t] as f64;
        }
        for _ in 0..ROUNDS {
            let fitted = self.fitted_rows();
            let rows = by_row.iter().zip(&fitted).map(|(n, f)| n / f.max(1e-9));
            let rows: Vec<f64> = rows.collect();
            let moved = |(new, old): (&f64, &f64)| (new - old).abs() > TOLERANCE * old.abs();
            let settled = !rows.iter().zip(&self.rows).any(moved);
            self.rows = rows;
            let fitted = self.fitted_columns();
            for t in 0..m {
                self.columns[t] = by_column[t] / fitted[t].max(1e-9);
            }
            if settled {
                break;
            }
        }
        self.total = by_row.iter().sum();
        self.sums = [by_row, by_column];
        self.fitted = [self.fitted_rows(), self.fitted_columns()];
    }

    /// What the column factors sum to over the cells of each row that are in.
    fn fitted_rows(&self) -> Vec<f64> {
        let of_row = |out: &Vec<bool>| {
            let cells = out.iter().zip(&self.columns).filter(|(out, _)| !**out);
            cells.map(|(_, column)| column).sum()
        };
        self.out.iter().map(of_row).collect()
    }

    /// What the row factors sum to over the cells of each column that are in.
    fn fitted_columns(&self) -> Vec<f64> {
        let mut fitted = vec![0.0; self.columns.len()];
        for (out, row) in self.out.iter().zip(&self.rows) {
            for (sum, _) in fitted.iter_mut().zip(out).filter(|(_, out)| !**out) {
                *sum += row;
            }
        }
        fitted
    }

    /// What a cell would hold by all others of its row and its column that are in.
    fn expected(&self, v: usize, t: usize, design: f64) -> Expected {
        let inside = if self.out[v][t] { 0.0 } else { 1.0 };
        let own = inside * self.counts[v][t] as f64;
        let (mut of_row, mut row_of) = (
            self.sums[0][v] - own,
            self.fitted[0][v] - inside * self.columns[t],
        );
        let column_of = self.fitted[1][t] - inside * self.rows[v];
        if row_of <= 1e-9 {
            // Nothing else of the value is in, so what was taken out has to do.
            let others = || (0..self.columns.len()).filter(|&other| other != t);
            of_row = others().map(|other| self.counts[v][other] as f64).sum();
            row_of = others().map(|other| self.columns[other]).sum();
        }
        if row_of.min(column_of) <= 1e-9 {
            let mean = (self.counts[v][t] as f64).max(0.5);
            return Expected { mean, spread: 1.0 };
        }
        let of_column = self.sums[1][t] - own;
        let mean = (of_row.max(0.5) / row_of * of_column.max(0.5) / column_of).max(1e-3);
        let rest = self.total - self.sums[0][v] - self.sums[1][t] + own;
        let known = 1.0 / of_row.max(0.5) + 1.0 / of_column.max(0.5) + 1.0 / rest.max(0.5);
        Expected {
            mean,
            spread: design * (1.0 / mean + known),
        }
    }
}

/// P(X ≥ `count`) of a negative binomial count of this mean, whose variance is `spread` times the mean's square; exact where counts
/// are small.
pub(crate) fn upper_tail(count: f64, mean: f64, spread: f64) -> f64 {
    let ratio = (spread * mean).max(CALM);
    if count < 0.5 {
        1.0
    } else if mean > SMALL {
        stats::normal_upper(deviation(count, Expected { mean, spread }))
    } else {
        beta_reg(count, mean / (ratio - 1.0), (ratio - 1.0) / ratio)
    }
}

/// z of a count, near enough to weigh it by: Wilson and Hilferty's cube root, of the count above the mean, of the mean below it.
fn deviation(count: f64, Expected { mean, spread }: Expected) -> f64 {
    let spread = spread.max(CALM / mean);
    let root =
        |shape: f64, ratio: f64| 3.0 * shape.sqrt() * (ratio.cbrt() - 1.0 + 1.0 / (9.0 * shape));
    if count > mean {
        root(1.0 / spread, (count - 0.5).max(mean) / mean)
    } else {
        let y = count + 1.0;
        -root(y / (spread * mean), mean / y).max(0.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Counts of value × type as independence has them, with one cell 2.5 times as large.
    #[expect(clippy::cast_possible_truncation, reason = "small counts")]
    fn planted(values: &[f64], types: &[f64], at: (usize, usize)) -> Grid<u64> {
        let cell = |v: usize, t: usize| {
            let more = if (v, t) == at { 2.5 } else { 1.0 };
            (values[v] * types[t] * more) as u64
        };
        let of_value = |v| (0..types.len()).map(|t| cell(v, t)).collect();
        (0..values.len()).map(of_value).collect()
    }

    fn standing_out(counts: &Grid<u64>, design: Design) -> Vec<(usize, usize)> {
        let of_value = |types: &Vec<u64>| vec![design; types.len()];
        let design: Grid<Design> = counts.iter().map(of_value).collect();
        let p = peeled(counts, &design).p(&design);
        let all = counts.iter().map(Vec::len).sum::<usize>() as f64;
        let places = p.iter().enumerate().flat_map(|(v, of_value)| {
            let firm = of_value
                .iter()
                .enumerate()
                .filter(|(_, p)| **p * all < 0.05);
            firm.map(move |(t, _)| (v, t))
        });
        places.collect()
    }

    #[test]
    fn one_cell_in_half_of_all_rows_makes_no_other_stand_out() {
        let (values, types) = ([60.0, 30.0, 20.0, 10.0], [30.0, 15.0, 10.0, 7.5, 6.0, 5.0]);
        for at in [(0, 0), (0, 2), (2, 1), (3, 5)] {
            let counts = planted(&values, &types, at);
            assert_eq!(standing_out(&counts, Design::NONE), [at]);
        }
    }

    #[test]
    fn of_two_types_it_is_the_excess_that_is_named() {
        let counts = planted(&[60.0, 30.0, 20.0, 10.0], &[20.0, 15.0], (1, 1));
        assert_eq!(standing_out(&counts, Design::NONE), [(1, 1)]);
    }

    #[test]
    fn complaints_that_come_together_need_more_of_them() {
        let counts = vec![vec![60, 20, 30], vec![20, 40, 30], vec![30, 30, 30]];
        assert!(!standing_out(&counts, Design::NONE).is_empty());
        let design = |effect, event| Design { effect, event };
        assert!(standing_out(&counts, design(6.0, 0.0)).is_empty());
        assert!(standing_out(&counts, design(1.0, 30.0)).is_empty());
    }

    // python3 -c "from scipy.stats import nbinom as b; print(b.sf(29, 20, .5))": mean 20, variance 40
    #[test]
    fn tails_known_answers() {
        assert!((upper_tail(30.0, 20.0, 0.1) - 0.076_203_9).abs() < 1e-6);
        assert_eq!(upper_tail(0.0, 20.0, 0.1), 1.0);
        // about the same on either side of where the exact tail ends
        let (below, above) = (
            upper_tail(90.0, SMALL - 0.01, 0.05),
            upper_tail(90.0, SMALL + 0.01, 0.05),
        );
        assert!((below / above - 1.0).abs() < 0.3, "{below} {above}");
    }
}
