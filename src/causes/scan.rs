//! Slices: which cells of the dimensions carry more of a type in a period than in the other periods.

use super::finding::Slice;
use super::smallest::smallest_sets;
use crate::aggregate::{NONE, Table, stats};
use rayon::prelude::*;
use rustc_hash::FxHashMap;

/// What counts as a rise of a cell.
#[derive(Clone, Debug, PartialEq)]
pub struct ScanParams {
    /// Columns crossed at most, 1..=3.
    pub crossing: usize,
    /// Distinct complaints a cell must hold in the period.
    pub min_support: u64,
    /// Count ÷ expected must reach this.
    pub min_ratio: f64,
    /// Adjusted p of a type must lie below this.
    pub alpha: f64,
    /// Adjusted p of a cell must lie below this: cells are many, and most findings of a quiet report would be chance.
    pub alpha_of_cells: f64,
    /// A cell must carry at least this share of the rise to be named.
    pub min_carried: f64,
    /// Cells named for one rise.
    pub most: usize,
}

impl Default for ScanParams {
    fn default() -> Self {
        Self {
            crossing: 3,
            min_support: 5,
            min_ratio: 1.3,
            alpha: 0.05,
            alpha_of_cells: 0.01,
            min_carried: 0.2,
            most: 3,
        }
    }
}

/// Columns of the table, by place, and the code of the value in each.
pub(crate) type CellKey = Vec<(usize, u32)>;

/// The distinct complaints of the complete periods, one entry each.
#[derive(Clone, Debug, Default)]
pub(crate) struct Placed {
    pub(crate) row: Vec<u32>,
    /// Code of the type.
    pub(crate) kind: Vec<u32>,
    /// Index of the period.
    pub(crate) period: Vec<u32>,
}

/// A cell in which one type rose in one period, beyond what the type as a whole did.
#[derive(Clone, Debug)]
pub(crate) struct Risen {
    pub(crate) kind: u32,
    pub(crate) period: u32,
    pub(crate) cell: CellKey,
    /// Complaints counted there.
    pub(crate) count: u64,
    /// The cell's share of the type in all other periods.
    pub(crate) share_before: f64,
    pub(crate) p_adjusted: f64,
    /// Log-likelihood ratio of the cell's share here against its share in the other periods.
    pub(crate) strength: f64,
}

impl Risen {
    /// The cell as part of a rise of `after − expected` complaints.
    pub(crate) fn slice(&self, table: &Table, expected: f64, after: u64) -> Slice {
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

/// Names of the columns and values of a cell.
pub(crate) fn named(table: &Table, cell: &CellKey) -> Vec<(String, String)> {
    cell.iter()
        .filter_map(|&(column, code)| {
            let column = table.dimensions.get(column)?;
            Some((
                column.name.clone(),
                column.values.get(code as usize)?.clone(),
            ))
        })
        .collect()
}

/// Whether `row` lies in `cell`.
pub(crate) fn holds(table: &Table, cell: &CellKey, row: usize) -> bool {
    cell.iter().all(|&(column, code)| {
        table
            .dimensions
            .get(column)
            .and_then(|c| c.codes.get(row))
            .is_some_and(|&c| c == code)
    })
}

/// Complaints by (type, period), and by type.
pub(super) struct Margins {
    pub(super) of_period: FxHashMap<(u32, u32), u64>,
    of_kind: FxHashMap<u32, u64>,
    /// Periods there are.
    periods: u64,
}

impl Margins {
    pub(super) fn of(placed: &Placed) -> Self {
        let mut of_period = FxHashMap::default();
        let mut of_kind = FxHashMap::default();
        for (&kind, &period) in placed.kind.iter().zip(&placed.period) {
            *of_period.entry((kind, period)).or_default() += 1;
            *of_kind.entry(kind).or_default() += 1;
        }
        let periods = placed.period.iter().max().map_or(0, |&p| u64::from(p) + 1);
        Self {
            of_period,
            of_kind,
            periods,
        }
    }
}

/// All crossings of up to `most` of the columns that are not made of others.
fn crossings(table: &Table, most: usize) -> Vec<Vec<usize>> {
    let columns: Vec<usize> = (0..table.dimensions.len())
        .filter(|&c| !table.dimensions[c].made)
        .collect();
    let mut all: Vec<Vec<usize>> = Vec::new();
    for (i, &a) in columns.iter().enumerate() {
        all.push(vec![a]);
        for (j, &b) in columns.iter().enumerate().skip(i + 1) {
            if most >= 2 {
                all.push(vec![a, b]);
            }
            for &c in columns.iter().skip(j + 1) {
                if most >= 3 {
                    all.push(vec![a, b, c]);
                }
            }
        }
    }
    all
}

/// Every cell that rose, in every type and period, controlled over all of them, then reduced to the smallest set that explains each
/// type and period. A cell's rise is judged against the type's own count in the period, so a type that rises everywhere alike names
/// no cell.
pub(crate) fn scan(
    table: &Table,
    placed: &Placed,
    margins: &Margins,
    params: &ScanParams,
) -> Vec<Risen> {
    let found: Vec<(Vec<Risen>, Tried)> = crossings(table, params.crossing)
        .into_par_iter()
        .map(|columns| cross(table, placed, margins, &columns, params))
        .collect();
    let mut tried = Tried::default();
    for (kind, n) in found.iter().flat_map(|(_, tried)| tried) {
        *tried.entry(*kind).or_default() += n;
    }
    let mut risen: Vec<Risen> = found.into_iter().flat_map(|(r, _)| r).collect();
    risen.sort_by(|a, b| {
        (a.kind, a.period)
            .cmp(&(b.kind, b.period))
            .then(b.strength.total_cmp(&a.strength))
            .then_with(|| a.cell.cmp(&b.cell))
    });
    adjust(&mut risen, &tried, margins);
    risen.retain(|r| r.p_adjusted < params.alpha_of_cells);
    let kinds: Vec<&[Risen]> = risen.chunk_by(|a, b| a.kind == b.kind).collect();
    kinds
        .into_par_iter()
        .flat_map_iter(|kind| smallest_sets(table, placed, kind, params))
        .collect()
}

/// Cells tried of each type.
type Tried = FxHashMap<u32, u64>;

/// Bonferroni over the cells of a type in a period, then Benjamini–Hochberg over types and periods. One step over all cells would let the
/// dozens of cells that overlap a true one lend their rank to cells that rose by chance.
fn adjust(risen: &mut [Risen], tried: &Tried, margins: &Margins) {
    let of_kind = |kind: u32| tried.get(&kind).copied().unwrap_or(1) as f64;
    let groups = || risen.chunk_by(|a, b| (a.kind, a.period) == (b.kind, b.period));
    let least: Vec<f64> = groups()
        .map(|g| {
            let p = g.iter().map(|r| r.p_adjusted).fold(1.0, f64::min);
            (p * of_kind(g[0].kind)).min(1.0)
        })
        .collect();
    let families = tried.len() as u64 * margins.periods;
    let families = usize::try_from(families).unwrap_or(usize::MAX);
    let factors: Vec<f64> = stats::benjamini_hochberg(&least, families)
        .into_iter()
        .zip(&least)
        .map(|(adjusted, least)| adjusted / least.max(f64::MIN_POSITIVE))
        .collect();
    let groups = risen.chunk_by_mut(|a, b| (a.kind, a.period) == (b.kind, b.period));
    for (group, factor) in groups.zip(factors) {
        for r in group {
            r.p_adjusted = (r.p_adjusted * of_kind(r.kind) * factor.max(1.0)).min(1.0);
        }
    }
}

/// One crossing: (type, cell, period) with enough complaints, their raw p, and how many cells were tried of each type.
fn cross(
    table: &Table,
    placed: &Placed,
    margins: &Margins,
    columns: &[usize],
    params: &ScanParams,
) -> (Vec<Risen>, Tried) {
    let (mut risen, mut tried) = (Vec::new(), Tried::default());
    let keys = keys(table, placed, columns);
    for cell in keys.chunk_by(|a, b| a.0 == b.0) {
        let of_cell = cell.len() as u64;
        // Cells too rare to be named whatever happened in them are no tries: that follows from their total alone.
        if of_cell < params.min_support {
            continue;
        }
        let [kind, codes @ ..] = cell[0].0;
        *tried.entry(kind).or_default() += 1;
        for here in cell.chunk_by(|a, b| a.1 == b.1) {
            let period = here[0].1;
            let four = FourFold {
                count: here.len() as u64,
                period: margins.of_period.get(&(kind, period)).copied().unwrap_or(0),
                cell: of_cell,
                all: margins.of_kind.get(&kind).copied().unwrap_or(0),
            };
            if four.rises(params) {
                risen.push(Risen {
                    kind,
                    period,
                    cell: columns.iter().copied().zip(codes).collect(),
                    count: four.count,
                    share_before: four.share_before(),
                    p_adjusted: four.p(),
                    strength: four.strength(),
                });
            }
        }
    }
    (risen, tried)
}

/// (type and codes, period) of every complaint that has a value in all `columns`, sorted.
fn keys(table: &Table, placed: &Placed, columns: &[usize]) -> Vec<([u32; 4], u32)> {
    let key = |i: usize| {
        let mut key = [placed.kind[i], NONE, NONE, NONE];
        for (code, &column) in key.iter_mut().skip(1).zip(columns) {
            *code = table.dimensions[column].codes[placed.row[i] as usize];
        }
        let whole = key.iter().take(columns.len() + 1).all(|&c| c != NONE);
        whole.then_some((key, placed.period[i]))
    };
    let mut keys: Vec<_> = (0..placed.row.len()).filter_map(key).collect();
    keys.par_sort_unstable();
    keys
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
    fn share_before(self) -> f64 {
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

    pub(super) fn rises(self, params: &ScanParams) -> bool {
        self.all > self.period
            && self.count >= params.min_support
            && self.count as f64 >= params.min_ratio * self.as_the_rest()
    }

    pub(super) fn p(self) -> f64 {
        stats::hypergeometric_upper(self.count, self.period, self.cell, self.all)
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
