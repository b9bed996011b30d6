//! One dimension: its values, the types within each, and the cells that stand out.

use super::cells;
use super::figures::{Cell, DimensionFigures, NumberFigures, Share, ValueFigures};
use super::merge::Merge;
use super::stats;
use super::tally::{ByType, Count, DimensionTally, NumberTally, Tally};
use std::collections::BTreeMap;

/// Name of the line that holds the values too rare to list.
pub const FOLDED: &str = "…";

/// All dimensions, in the order asked for. The tests of all their cells are adjusted together.
pub(super) fn figures(
    tally: &Tally,
    types: &[String],
    max_values: usize,
) -> Vec<(String, DimensionFigures)> {
    let mut named: Vec<(&String, &DimensionTally)> = tally.dimensions.iter().collect();
    named.sort_by(|a, b| a.1.place.cmp(&b.1.place).then_with(|| a.0.cmp(b.0)));
    let mut all: Vec<(String, DimensionFigures)> = named
        .into_iter()
        .map(|(name, d)| (name.clone(), one(tally, name, d, types, max_values)))
        .collect();
    cells::judge(&mut all);
    all
}

/// A line of a dimension: a value, or those too rare to list added up.
struct Line<'a> {
    name: &'a str,
    counts: ByType,
    members: Vec<&'a str>,
}

fn one<'t>(
    tally: &Tally,
    name: &str,
    dimension: &'t DimensionTally,
    types: &[String],
    max_values: usize,
) -> DimensionFigures {
    let named = dimension
        .values
        .iter()
        .filter(|(value, _)| !value.is_empty());
    let mut values: Vec<(&String, &ByType)> = named.collect();
    values.sort_by(|a, b| rows(b.1).cmp(&rows(a.1)).then_with(|| a.0.cmp(b.0)));
    let folds = values.len() > max_values + 1;
    let listed = if folds { max_values } else { values.len() };
    let (listed, rest) = values.split_at(listed);
    let line = |&(name, counts): &(&'t String, &ByType)| Line {
        name,
        counts: counts.clone(),
        members: vec![name],
    };
    let mut lines: Vec<Line<'t>> = listed.iter().map(line).collect();
    if folds {
        let mut counts = ByType::new();
        rest.iter()
            .for_each(|(_, more)| counts.add((*more).clone()));
        lines.push(Line {
            name: FOLDED,
            counts,
            members: rest.iter().map(|(value, _)| value.as_str()).collect(),
        });
    }
    let distinct = |line: &Line<'_>| -> Vec<u64> {
        let of = |t| line.counts.get(t).map_or(0, |c: &Count| c.distinct);
        types.iter().map(of).collect()
    };
    DimensionFigures {
        without: dimension.values.get("").map_or(0, rows),
        cramers_v: stats::cramers_v(&lines.iter().map(distinct).collect::<Vec<_>>()),
        values: values_of(tally, name, types, &lines),
        folded: rest.len() as u64,
    }
}

fn rows(counts: &ByType) -> u64 {
    Count::sum(counts.values()).rows
}

/// The lines with their types. Denominators of a cell: the typed complaints of its value, and of all values.
fn values_of(tally: &Tally, name: &str, types: &[String], lines: &[Line<'_>]) -> Vec<ValueFigures> {
    let with: u64 = lines.iter().map(|l| rows(&l.counts)).sum();
    let of_type = |t| Count::sum(lines.iter().filter_map(|l| l.counts.get(t))).rows;
    let of_types: Vec<u64> = types.iter().map(of_type).collect();
    let typed: u64 = of_types.iter().sum();
    let value = |line: &Line<'_>| {
        let here = Count::sum(types.iter().filter_map(|t| line.counts.get(t))).rows;
        let all = Count::sum(line.counts.values());
        let cell = |(t, &of_type): (&String, &u64)| {
            let count = line.counts.get(t).copied().unwrap_or_default();
            let within = stats::ratio(count.rows, here);
            let elsewhere = stats::ratio(of_type - count.rows, typed - here);
            let elsewhere = elsewhere.filter(|&e| e > 0.0);
            Cell {
                name: t.clone(),
                count: count.rows,
                distinct: count.distinct,
                share_within: within,
                share_of_total: stats::ratio(count.rows, typed),
                lift: within
                    .zip(elsewhere)
                    .map(|(within, elsewhere)| within / elsewhere),
                ..Cell::default()
            }
        };
        ValueFigures {
            value: line.name.to_owned(),
            share: Share::of(all.rows, with),
            distinct: all.distinct,
            types: types.iter().zip(&of_types).map(cell).collect(),
            numbers: value_numbers(tally, name, &line.members),
            too_few_to_correct: false,
        }
    };
    lines.iter().map(value).collect()
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
