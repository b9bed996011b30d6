//! Cells that stand out only for what else their complaints have in common: a region that sells one product has what that product has.

use super::account::upper_tail;
use super::events::Design;
use super::{Grid, MIN_LIFT};
use crate::aggregate::figures::{DimensionFigures, ValueFigures};
use crate::aggregate::table::{Column, NONE, Table};
use rayon::prelude::*;

/// A column explains a cell only where at least this part of the value's complaints can be compared within it.
const COMPARABLE: f64 = 0.5;
/// One-sided p below which a cell still holds more within the other column.
const ALPHA: f64 = 0.01;
/// An excess that is not clear any more is explained where it has fallen to this part of its logarithm.
const FALLEN: f64 = 0.5;

/// Complaints that share a value of the other column: all, those of the cell's value, those of its type, those of both.
#[derive(Clone, Copy, Debug, Default)]
struct Stratum {
    all: f64,
    of_value: f64,
    of_type: f64,
    both: f64,
}

/// Takes back that a cell stands out where another column explains it: within the values of that column the cell holds no more than others do
/// (the expectation of Mantel and Haenszel 1959). The cell then says which column that is.
pub(super) fn explain(
    table: &Table,
    by: &mut [(String, DimensionFigures)],
    design: &[Grid<Design>],
) {
    let rows = Rows::of(table);
    by.par_iter_mut()
        .zip(design)
        .for_each(|((name, d), design)| {
            let Some(column) = rows.columns.iter().find(|c| c.name == *name) else {
                return;
            };
            let of_values = by_code(rows.typed.iter().copied(), column);
            for (value, design) in d.values.iter_mut().zip(design) {
                if let Some(of_value) = code(column, &value.value).and_then(|c| of_values.get(c)) {
                    rows.explain_value(column, of_value, value, design);
                }
            }
        });
}

/// The distinct complaints that have a type.
struct Rows<'a> {
    table: &'a Table,
    typed: Vec<u32>,
    of_type: Vec<Vec<u32>>,
    /// Columns that may explain a cell, and complaints by value in each.
    columns: Vec<&'a Column>,
    all: Vec<Vec<f64>>,
}

impl<'a> Rows<'a> {
    fn of(table: &'a Table) -> Self {
        let typed = |row: &usize| table.is_first(*row) && table.types.codes[*row] != NONE;
        let typed = (0..table.rows()).filter(typed);
        let typed: Vec<u32> = typed.filter_map(|row| u32::try_from(row).ok()).collect();
        let columns: Vec<&Column> = table.dimensions.iter().filter(|c| !c.made).collect();
        Self {
            table,
            of_type: by_code(typed.iter().copied(), &table.types),
            all: columns.iter().map(|c| counts(c, &typed)).collect(),
            typed,
            columns,
        }
    }

    /// Looks for the column that explains most of each cell of a value that stands out.
    fn explain_value(
        &self,
        column: &Column,
        of_value: &[u32],
        value: &mut ValueFigures,
        design: &[Design],
    ) {
        let cells = value.types.iter_mut().zip(design);
        for (cell, design) in cells.filter(|(cell, _)| cell.stands_out) {
            let Some(type_id) = code(&self.table.types, &cell.name) else {
                continue;
            };
            let others = self.columns.iter().zip(&self.all);
            let left = others
                .filter(|(other, _)| other.name != column.name)
                .filter_map(|(other, all)| {
                    let strata = self.strata((other, all), of_value, type_id);
                    Some((explained(&strata, design.effect)?, &other.name))
                });
            if let Some((_, name)) = left.min_by(|a, b| a.0.total_cmp(&b.0)) {
                cell.stands_out = false;
                cell.explained_by = Some(name.clone());
            }
        }
    }

    /// The complaints of a cell by value of another column.
    fn strata(
        &self,
        (other, all): (&Column, &[f64]),
        of_value: &[u32],
        type_id: usize,
    ) -> Vec<Stratum> {
        let here = |row: &u32| self.table.types.codes[*row as usize] as usize == type_id;
        let both: Vec<u32> = of_value.iter().copied().filter(here).collect();
        let counts = [of_value, &self.of_type[type_id], &both].map(|rows| counts(other, rows));
        let stratum = |o: usize| Stratum {
            all: all[o],
            of_value: counts[0][o],
            of_type: counts[1][o],
            both: counts[2][o],
        };
        (0..all.len()).map(stratum).collect()
    }
}

/// Rows by their value of a column.
fn by_code(rows: impl Iterator<Item = u32>, column: &Column) -> Vec<Vec<u32>> {
    let mut of_values = vec![Vec::new(); column.values.len()];
    for row in rows {
        if let Some(of_value) = of_values.get_mut(column.codes[row as usize] as usize) {
            of_value.push(row);
        }
    }
    of_values
}

/// How many of the rows have each value of a column; those without one come last.
fn counts(column: &Column, rows: &[u32]) -> Vec<f64> {
    let mut counts = vec![0.0; column.values.len() + 1];
    for &row in rows {
        counts[(column.codes[row as usize] as usize).min(column.values.len())] += 1.0;
    }
    counts
}

fn code(column: &Column, value: &str) -> Option<usize> {
    column.values.iter().position(|v| v == value)
}

/// What is left of the lift of a cell that holds no more than others do, where these can be compared; absent where it holds more.
fn explained(strata: &[Stratum], design: f64) -> Option<f64> {
    let sum = |of: fn(&Stratum) -> f64| -> f64 { strata.iter().map(of).sum() };
    let (mut value, mut both, mut expected, mut variance) = (0.0, 0.0, 0.0, 0.0);
    for s in strata.iter().filter(|s| s.all > s.of_value) {
        let (others, of_type) = (s.all - s.of_value, s.of_type - s.both);
        value += s.of_value;
        both += s.both;
        expected += s.of_value * of_type / others;
        variance += (s.of_value / others).powi(2) * of_type;
    }
    if value < COMPARABLE * sum(|s| s.of_value) || expected <= 0.0 {
        return None;
    }
    let lift = both / expected;
    let elsewhere = sum(|s| s.of_type - s.both) / sum(|s| s.all - s.of_value);
    let plain = sum(|s| s.both) / (sum(|s| s.of_value) * elsewhere);
    let spread = design * (expected + variance) / (expected * expected);
    let unclear = upper_tail(both, expected, spread) > ALPHA;
    let fallen = lift.ln() <= FALLEN * plain.ln();
    (fallen && (lift < MIN_LIFT || unclear)).then_some(lift)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stratum(all: f64, of_value: f64, of_type: f64, both: f64) -> Stratum {
        Stratum {
            all,
            of_value,
            of_type,
            both,
        }
    }

    #[test]
    fn what_the_mix_explains_is_told_from_what_it_does_not() {
        // Three fifths of a region's 1,000 complaints are of a product of which half are of the type; elsewhere one tenth of either.
        let mixed = [
            stratum(2000.0, 600.0, 1000.0, 300.0),
            stratum(3000.0, 400.0, 300.0, 40.0),
        ];
        assert!(explained(&mixed, 1.0).is_some());
        let own = [
            stratum(2000.0, 600.0, 700.0, 300.0),
            stratum(3000.0, 400.0, 500.0, 200.0),
        ];
        assert_eq!(explained(&own, 1.0), None);
        // A shop lies in one region: within regions it can be compared with others, within shops a region cannot.
        let shops = [
            stratum(600.0, 600.0, 300.0, 300.0),
            stratum(400.0, 0.0, 40.0, 0.0),
        ];
        assert_eq!(explained(&shops, 1.0), None);
    }
}
