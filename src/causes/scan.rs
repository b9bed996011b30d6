//! Slices: which cells of the dimensions carry more of a type in a period than in the other periods.

use super::minimal_cells::minimal_cells;
use super::rise::{FourFold, MIN_SUPPORT, Margins, Rise, Spread};
use super::rows::InPeriods;
use super::tail::{Peak, Peaks, RARE};
use crate::aggregate::{NONE, Table, stats};
use rayon::prelude::*;
use rustc_hash::FxHashMap;

/// Adjusted p of a cell must lie below this: cells are many, and most findings of a quiet report would be chance.
const ALPHA: f64 = 0.01;

/// Residuals count at most so many standard deviations …
const CAP: f64 = 4.0;
/// … of the spread that as many passes find.
const PASSES: usize = 4;

/// Type and codes, period.
type Key = ([u32; 4], u32);

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

/// One crossing: (type, cell, period) with rare counts, their raw p, and how many cells were tried of each type.
fn cross(
    table: &Table,
    rows: &InPeriods,
    margins: &Margins,
    columns: &[usize],
) -> (Vec<Rise>, Tried) {
    let (mut rare, mut peaks, mut tried) = (Vec::new(), Vec::new(), Tried::default());
    let keys = keys(table, rows, columns);
    for of_type in keys.chunk_by(|a, b| a.0[0] == b.0[0]) {
        let type_id = of_type[0].0[0];
        // Cells too rare to be named whatever happened in them do not count as tries: that follows from their total alone.
        let cells = of_type.chunk_by(|a, b| a.0 == b.0);
        let cells: Vec<&[Key]> = cells.filter(|c| c.len() as u64 >= MIN_SUPPORT).collect();
        tried.insert(type_id, cells.len() as u64);
        let dispersion = dispersion(&cells, margins);
        for cell in cells {
            let [_, codes @ ..] = cell[0].0;
            for here in cell.chunk_by(|a, b| a.1 == b.1) {
                let period = here[0].1;
                let four = margins.four_fold(here.len(), cell.len(), (type_id, period));
                if !four.rises() || four.p_from(four.count, dispersion) >= RARE {
                    continue;
                }
                peaks.push(Peak {
                    type_id,
                    period,
                    beyond: four.beyond(dispersion),
                });
                let spread = Spread {
                    dispersion,
                    tail: None,
                };
                let rise = Rise {
                    type_id,
                    period,
                    cell: columns.iter().copied().zip(codes).collect(),
                    count: four.count,
                    share_before: four.share_before(),
                    p_adjusted: 1.0,
                    strength: four.strength(),
                    spread,
                };
                rare.push((rise, four));
            }
        }
    }
    let peaks = Peaks::of(peaks, &tried, margins.periods);
    (judged(rare, &peaks), tried)
}

/// Puts the tail of counts and the raw p that it allows into every rise.
fn judged(rare: Vec<(Rise, FourFold)>, peaks: &Peaks) -> Vec<Rise> {
    let mut tails = FxHashMap::default();
    let judge = |(mut rise, four): (Rise, FourFold)| {
        let (type_id, period) = (rise.type_id, rise.period);
        let tail = tails.entry((type_id, period));
        rise.spread.tail = *tail.or_insert_with(|| peaks.without(type_id, period));
        rise.p_adjusted = four.p(&rise.spread);
        rise
    };
    rare.into_iter().map(judge).collect()
}

/// How much the counts of one type in cells and periods vary about what their cell and their period say, in units of chance: complaints of one
/// event share both. A square counts at most [`CAP`] standard deviations, so that the rises looked for are not taken for noise.
fn dispersion(cells: &[&[Key]], margins: &Margins) -> f64 {
    let mut residuals: Vec<(f64, f64)> = Vec::new();
    let (mut squares, mut variances) = (0.0, 0.0);
    for cell in cells {
        let type_id = cell[0].0[0];
        let periods = 0..u32::try_from(margins.periods).unwrap_or(u32::MAX);
        let mut counted = cell.chunk_by(|a, b| a.1 == b.1).peekable();
        for period in periods {
            let here = counted.next_if(|here| here[0].1 == period);
            let four =
                margins.four_fold(here.map_or(0, <[Key]>::len), cell.len(), (type_id, period));
            let (residual, variance) = four.residual();
            if variance > 0.0 {
                residuals.push((residual * residual, variance));
                squares += residual * residual;
                variances += variance;
            }
        }
    }
    let mean = variances / residuals.len().max(1) as f64;
    let mut found: f64 = squares / variances.max(f64::MIN_POSITIVE);
    for _ in 0..PASSES {
        let square = |r: &(f64, f64)| r.0.min(CAP * CAP * found * r.1.max(mean));
        found = residuals.iter().map(square).sum::<f64>() / variances.max(f64::MIN_POSITIVE);
    }
    found.max(1.0)
}

/// (type and codes, period) of every complaint that has a value in all `columns`, sorted.
fn keys(table: &Table, rows: &InPeriods, columns: &[usize]) -> Vec<Key> {
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
