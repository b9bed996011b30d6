//! Slices: which cells of the dimensions carry more of a type in a period than in the other periods.

use super::minimal_cells::minimal_cells;
use super::rise::{FourFold, MIN_SUPPORT, Margins, Rise};
use super::rows::InPeriods;
use crate::aggregate::{NONE, Table, stats};
use rayon::prelude::*;
use rustc_hash::FxHashMap;

/// Adjusted p of a cell must lie below this: cells are many, and most findings of a quiet report would be chance.
const ALPHA: f64 = 0.01;

/// All crossings of up to three of the columns that are not made of others.
fn crossings(table: &Table) -> Vec<Vec<usize>> {
    let columns: Vec<usize> = (0..table.dimensions.len())
        .filter(|&c| !table.dimensions[c].made)
        .collect();
    let mut all: Vec<Vec<usize>> = Vec::new();
    for (i, &a) in columns.iter().enumerate() {
        all.push(vec![a]);
        for (j, &b) in columns.iter().enumerate().skip(i + 1) {
            all.push(vec![a, b]);
            all.extend(columns.iter().skip(j + 1).map(|&c| vec![a, b, c]));
        }
    }
    all
}

/// Every cell that rose, in every type and period, controlled over all of them, then reduced to the smallest set that explains each
/// type and period. A cell's rise is judged against the type's own count in the period, so a type that rises everywhere alike names
/// no cell.
pub(super) fn scan(table: &Table, rows: &InPeriods, margins: &Margins) -> Vec<Rise> {
    let found: Vec<(Vec<Rise>, Tried)> = crossings(table)
        .into_par_iter()
        .map(|columns| cross(table, rows, margins, &columns))
        .collect();
    let mut tried = Tried::default();
    for (type_id, n) in found.iter().flat_map(|(_, tried)| tried) {
        *tried.entry(*type_id).or_default() += n;
    }
    let mut risen: Vec<Rise> = found.into_iter().flat_map(|(r, _)| r).collect();
    risen.sort_by(|a, b| {
        (a.type_id, a.period)
            .cmp(&(b.type_id, b.period))
            .then(b.strength.total_cmp(&a.strength))
            .then_with(|| a.cell.cmp(&b.cell))
    });
    adjust(&mut risen, &tried, margins);
    risen.retain(|r| r.p_adjusted < ALPHA);
    let types: Vec<&[Rise]> = risen.chunk_by(|a, b| a.type_id == b.type_id).collect();
    types
        .into_par_iter()
        .flat_map_iter(|of_type| minimal_cells(table, rows, of_type))
        .collect()
}

/// Cells tried of each type.
type Tried = FxHashMap<u32, u64>;

/// Bonferroni over the cells of a type in a period, then Benjamini–Hochberg over types and periods. One step over all cells would let the
/// dozens of cells that overlap a true one lend their rank to cells that rose by chance.
fn adjust(risen: &mut [Rise], tried: &Tried, margins: &Margins) {
    let of_type = |type_id: u32| tried.get(&type_id).copied().unwrap_or(1) as f64;
    let groups = || risen.chunk_by(|a, b| (a.type_id, a.period) == (b.type_id, b.period));
    let least: Vec<f64> = groups()
        .map(|g| {
            let p = g.iter().map(|r| r.p_adjusted).fold(1.0, f64::min);
            (p * of_type(g[0].type_id)).min(1.0)
        })
        .collect();
    let families = tried.len() as u64 * margins.periods;
    let families = usize::try_from(families).unwrap_or(usize::MAX);
    let factors: Vec<f64> = stats::benjamini_hochberg(&least, families)
        .into_iter()
        .zip(&least)
        .map(|(adjusted, least)| adjusted / least.max(f64::MIN_POSITIVE))
        .collect();
    let groups = risen.chunk_by_mut(|a, b| (a.type_id, a.period) == (b.type_id, b.period));
    for (group, factor) in groups.zip(factors) {
        for r in group {
            r.p_adjusted = (r.p_adjusted * of_type(r.type_id) * factor.max(1.0)).min(1.0);
        }
    }
}

/// One crossing: (type, cell, period) with enough complaints, their raw p, and how many cells were tried of each type.
fn cross(
    table: &Table,
    rows: &InPeriods,
    margins: &Margins,
    columns: &[usize],
) -> (Vec<Rise>, Tried) {
    let (mut risen, mut tried) = (Vec::new(), Tried::default());
    let keys = keys(table, rows, columns);
    for cell in keys.chunk_by(|a, b| a.0 == b.0) {
        let of_cell = cell.len() as u64;
        // Cells too rare to be named whatever happened in them do not count as tries: that follows from their total alone.
        if of_cell < MIN_SUPPORT {
            continue;
        }
        let [type_id, codes @ ..] = cell[0].0;
        *tried.entry(type_id).or_default() += 1;
        for here in cell.chunk_by(|a, b| a.1 == b.1) {
            let period = here[0].1;
            let four = FourFold {
                count: here.len() as u64,
                period: margins
                    .of_period
                    .get(&(type_id, period))
                    .copied()
                    .unwrap_or(0),
                cell: of_cell,
                all: margins.of_type.get(&type_id).copied().unwrap_or(0),
            };
            if four.rises() {
                risen.push(Rise {
                    type_id,
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
fn keys(table: &Table, rows: &InPeriods, columns: &[usize]) -> Vec<([u32; 4], u32)> {
    let key = |i: usize| {
        let mut key = [rows.type_id[i], NONE, NONE, NONE];
        for (code, &column) in key.iter_mut().skip(1).zip(columns) {
            *code = table.dimensions[column].codes[rows.row[i] as usize];
        }
        let whole = key.iter().take(columns.len() + 1).all(|&c| c != NONE);
        whole.then_some((key, rows.period[i]))
    };
    let mut keys: Vec<_> = (0..rows.row.len()).filter_map(key).collect();
    keys.par_sort_unstable();
    keys
}
