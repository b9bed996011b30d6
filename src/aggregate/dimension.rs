//! One dimension: its values, the types within each, and the cells that stand out.

use super::figures::{Cell, DimensionFigures, NumberFigures, Share, ValueFigures};
use super::merge::Merge;
use super::params::FinishParams;
use super::stats;
use super::tally::{ByType, Count, DimensionTally, NumberTally, Tally};
use std::collections::BTreeMap;

/// Name of the line that holds the values too rare to list.
pub const FOLDED: &str = "…";

/// All dimensions, in the order asked for. The tests of all their cells are adjusted together.
pub(super) fn figures(
    tally: &Tally,
    types: &[String],
    params: &FinishParams,
) -> Vec<(String, DimensionFigures)> {
    let mut named: Vec<(&String, &DimensionTally)> = tally.dimensions.iter().collect();
    named.sort_by(|a, b| a.1.place.cmp(&b.1.place).then_with(|| a.0.cmp(b.0)));
    let mut all: Vec<(String, DimensionFigures)> = named
        .into_iter()
        .map(|(name, d)| (name.clone(), one(tally, name, d, types, params.max_values)))
        .collect();
    test_cells(&mut all, params);
    all
}

fn one(
    tally: &Tally,
    name: &str,
    dimension: &DimensionTally,
    types: &[String],
    max_values: usize,
) -> DimensionFigures {
    let without = dimension.values.get("").map_or(0, rows);
    let mut values: Vec<(&String, &ByType)> = dimension
        .values
        .iter()
        .filter(|(value, _)| !value.is_empty())
        .collect();
    values.sort_by(|a, b| rows(b.1).cmp(&rows(a.1)).then_with(|| a.0.cmp(b.0)));
    let with: u64 = values.iter().map(|(_, counts)| rows(counts)).sum();
    let mut lines: Vec<(String, ByType, Vec<&str>)> = Vec::new();
    let folded = if values.len() > max_values + 1 {
        values.len() - max_values
    } else {
        0
    };
    for (i, (value, counts)) in values.iter().enumerate() {
        match lines.get_mut(max_values) {
            Some(rest) if folded > 0 => {
                rest.1.add((*counts).clone());
                rest.2.push(value);
            }
            _ => {
                let label = if folded > 0 && i == max_values {
                    FOLDED
                } else {
                    value.as_str()
                };
                lines.push((label.to_owned(), (*counts).clone(), vec![value]));
            }
        }
    }
    let distinct: Vec<Vec<u64>> = lines
        .iter()
        .map(|(_, counts, _)| {
            types
                .iter()
                .map(|t| counts.get(t).map_or(0, |c| c.distinct))
                .collect()
        })
        .collect();
    DimensionFigures {
        without,
        cramers_v: stats::cramers_v(&distinct),
        values: cells(tally, name, types, lines, with),
        folded: folded as u64,
    }
}

fn rows(counts: &ByType) -> u64 {
    Count::sum(counts.values()).rows
}

/// The lines with their types. Denominators of a cell: the typed complaints of its value, and of all values.
fn cells(
    tally: &Tally,
    name: &str,
    types: &[String],
    lines: Vec<(String, ByType, Vec<&str>)>,
    with: u64,
) -> Vec<ValueFigures> {
    let of_type: Vec<u64> = types
        .iter()
        .map(|t| Count::sum(lines.iter().filter_map(|l| l.1.get(t))).rows)
        .collect();
    let typed: u64 = of_type.iter().sum();
    lines
        .into_iter()
        .map(|(value, counts, members)| {
            let here = Count::sum(types.iter().filter_map(|t| counts.get(t))).rows;
            let all = Count::sum(counts.values());
            let cells = types.iter().zip(&of_type).map(|(t, &of_type)| {
                let count = counts.get(t).copied().unwrap_or_default();
                let within = stats::ratio(count.rows, here);
                let elsewhere = stats::ratio(of_type - count.rows, typed - here);
                Cell {
                    name: t.clone(),
                    count: count.rows,
                    distinct: count.distinct,
                    share_within: within,
                    share_of_total: stats::ratio(count.rows, typed),
                    lift: within
                        .zip(elsewhere.filter(|&e| e > 0.0))
                        .map(|(within, elsewhere)| within / elsewhere),
                    corrected: None,
                    p_adjusted: None,
                    stands_out: false,
                }
            });
            ValueFigures {
                share: Share::of(all.rows, with),
                distinct: all.distinct,
                too_few_to_correct: false,
                types: cells.collect(),
                numbers: value_numbers(tally, name, &members),
                value,
            }
        })
        .collect()
}

fn value_numbers(
    tally: &Tally,
    dimension: &str,
    members: &[&str],
) -> BTreeMap<String, NumberFigures> {
    let of = |n: &NumberTally| {
        let values = n.dimensions.get(dimension)?;
        let figures = NumberFigures::of(members.iter().filter_map(|m| values.get(*m)));
        (figures.count > 0).then_some(figures)
    };
    tally
        .numbers
        .iter()
        .filter_map(|(column, n)| Some((column.clone(), of(n)?)))
        .collect()
}

/// Fisher's exact test, one-sided, of every cell against the other values, on distinct complaints, adjusted
/// over every cell of every dimension; the folded line is not tested.
fn test_cells(all: &mut [(String, DimensionFigures)], params: &FinishParams) {
    let mut p = Vec::new();
    for (_, dimension) in all.iter() {
        for_cells(dimension, |n| p.push(n.p()));
    }
    let adjusted = stats::benjamini_hochberg(&p, p.len());
    let mut next = adjusted.into_iter();
    for (_, dimension) in all.iter_mut() {
        let folded = dimension.folded > 0;
        for value in &mut dimension.values {
            if folded && value.value == FOLDED {
                continue;
            }
            for cell in &mut value.types {
                cell.p_adjusted = next.next();
                let far = cell.lift.is_none_or(|l| l >= params.min_lift);
                cell.stands_out = far
                    && cell.distinct >= params.min_support
                    && cell.p_adjusted.is_some_and(|p| p < params.alpha);
            }
        }
    }
}

/// The four numbers of one cell's test, in distinct complaints.
struct FourFold {
    here: u64,
    value: u64,
    kind: u64,
    all: u64,
}

impl FourFold {
    fn p(&self) -> f64 {
        stats::hypergeometric_upper(self.here, self.value, self.kind, self.all)
    }
}

fn for_cells(dimension: &DimensionFigures, mut each: impl FnMut(FourFold)) {
    let kinds = dimension.values.first().map_or(0, |v| v.types.len());
    let of_kind: Vec<u64> = (0..kinds)
        .map(|k| dimension.values.iter().map(|v| v.types[k].distinct).sum())
        .collect();
    let all = of_kind.iter().sum();
    for value in &dimension.values {
        if dimension.folded > 0 && value.value == FOLDED {
            continue;
        }
        let of_value = value.types.iter().map(|c| c.distinct).sum();
        for (cell, &kind) in value.types.iter().zip(&of_kind) {
            each(FourFold {
                here: cell.distinct,
                value: of_value,
                kind,
                all,
            });
        }
    }
}
