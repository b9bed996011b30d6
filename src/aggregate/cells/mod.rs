//! Cells that stand out: those that hold more of a type than their value and their type explain, by more than chance and events do, and for
//! no reason that another column gives.

mod account;
mod alike;
mod events;
mod explain;

use super::figures::{Cell, DimensionFigures, Figures, ValueFigures};
use super::stats;
use super::table::{Column, Table};
use account::peeled;
pub(crate) use account::upper_tail;
use events::{Design, Events};
use explain::explain;
use rayon::prelude::*;
use rustc_hash::FxHashMap;

/// A cell stands out where its adjusted p lies below this,
const ALPHA: f64 = 0.01;
/// it holds at least so many distinct complaints,
const MIN_SUPPORT: u64 = 5;
/// and its lift is at least this.
const MIN_LIFT: f64 = 1.2;

/// Complaints so many days apart at most are near.
const NEAR: i32 = 6;
/// An event of a smaller part of a cell's complaints cannot make its lift noteworthy.
const MUCH: f64 = 1.0 - 1.0 / MIN_LIFT;

/// What a number of every cell is kept in: by value, then by type, in the order of the figures.
type Grid<T> = Vec<Vec<T>>;

/// Judges every cell of every dimension by its counts alone, as if complaints were independent.
pub(super) fn judge(by: &mut [(String, DimensionFigures)]) {
    judge_with(by, |_, d| grid(d, Design::NONE));
}

/// Judges the cells of `figures` again, now that the rows are at hand: complaints of one event count as fewer, and a cell that another column
/// explains does not stand out. `table` is what the figures were counted from.
pub fn judge_cells(table: &Table, figures: &mut Figures) {
    let Figures { types, by, .. } = figures;
    let types: Vec<&str> = types.iter().map(|t| t.name.as_str()).collect();
    let design = |name: &str, d: &DimensionFigures| {
        let column = table.dimensions.iter().find(|c| c.name == name);
        match column {
            Some(column) => Events::of(table, column, &types, d).design(),
            None => grid(d, Design::NONE),
        }
    };
    let design = judge_with(by, design);
    explain(table, by, &design);
}

/// Sets p and `stands_out` of every cell, adjusted over all cells of all dimensions; gives what was made of events.
fn judge_with(
    by: &mut [(String, DimensionFigures)],
    design: impl Fn(&str, &DimensionFigures) -> Grid<Design> + Sync,
) -> Vec<Grid<Design>> {
    let judged = |(name, d): &(String, DimensionFigures)| {
        let design = design(name, d);
        let p = peeled(&counts(d), &design).p(&design);
        (p, design)
    };
    let (p, design): (Vec<Grid<f64>>, Vec<Grid<Design>>) = by.par_iter().map(judged).unzip();
    let tested = |(d, p): (&DimensionFigures, &Grid<f64>)| -> Vec<f64> {
        p.iter().take(tested(d)).flatten().copied().collect()
    };
    let flat: Vec<f64> = by.iter().map(|d| &d.1).zip(&p).flat_map(tested).collect();
    let mut adjusted = stats::benjamini_hochberg(&flat, flat.len()).into_iter();
    for (_, dimension) in by.iter_mut() {
        let tested = self::tested(dimension);
        let values = dimension.values.iter_mut().take(tested);
        for cell in values.flat_map(|v| &mut v.types) {
            cell.p_adjusted = adjusted.next();
            cell.stands_out = stands_out(cell);
            cell.explained_by = None;
        }
    }
    design
}

fn stands_out(cell: &Cell) -> bool {
    let far = cell.lift.is_none_or(|l| l >= MIN_LIFT);
    far && cell.distinct >= MIN_SUPPORT && cell.p_adjusted.is_some_and(|p| p < ALPHA)
}

/// Values that are tested: all but the folded line, which is the last.
fn tested(dimension: &DimensionFigures) -> usize {
    dimension.values.len() - usize::from(dimension.folded > 0)
}

fn counts(d: &DimensionFigures) -> Grid<u64> {
    let of_value = |v: &ValueFigures| v.types.iter().map(|c| c.distinct).collect();
    d.values.iter().map(of_value).collect()
}

/// Where the values of a column stand among `names`, by code.
fn places(column: &Column, names: &[&str]) -> Vec<Option<u32>> {
    let place: FxHashMap<&str, u32> = names.iter().copied().zip(0..).collect();
    let places = column.values.iter().map(|v| place.get(v.as_str()).copied());
    places.collect()
}

fn grid<T: Clone>(d: &DimensionFigures, all: T) -> Grid<T> {
    let of_value = |v: &ValueFigures| vec![all.clone(); v.types.len()];
    d.values.iter().map(of_value).collect()
}
