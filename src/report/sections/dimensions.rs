//! Where the complaints come from: one section a dimension, its values, and the heat map against the types.

use super::super::Report;
use super::super::document::{
    Block, Cell, Chart, Heat, Plot, Print, Section, Shown, Table, figure, interval, table, text,
};
use super::super::number::{adds_otherwise, count, decimals};
use super::super::wording::methods::method_name;
use super::super::wording::{Words, fill};
use super::{shares, slug, units};
use crate::aggregate::{self, DimensionFigures, Figures, ValueFigures};
use crate::columns::headers::Topic;
use crate::types::Lang;
use std::collections::BTreeMap;

/// Values, and combinations, that are printed.
const PRINTED: usize = 8;

pub(super) fn make<'a>(report: &'a Report, w: &'static Words) -> Vec<Section<'a>> {
    some(report, w, |_| true)
}

/// Those of the dimensions whose place is wanted.
pub(super) fn some<'a>(
    report: &'a Report,
    w: &'static Words,
    wanted: impl Fn(usize) -> bool,
) -> Vec<Section<'a>> {
    let f = &report.figures;
    f.by.iter()
        .enumerate()
        .filter(|(place, (name, d))| {
            // units were not asked for either, but their template was
            let is_listed = !f.unlisted.contains(name) || Topic::of(name) == Topic::Unit;
            wanted(*place) && !d.values.is_empty() && is_listed
        })
        .map(|(i, (name, d))| section(f, i, name, d, w))
        .collect()
}

fn section<'a>(
    f: &Figures,
    place: usize,
    name: &str,
    d: &DimensionFigures,
    w: &'static Words,
) -> Section<'a> {
    let mut section = Section::new(format!("by-{}", place + 1), name);
    let blocks = &mut section.blocks;
    blocks.push(Block::Chart(chart(place, d, w)));
    let mut values = values(name, d, w);
    if let Some(mut units) = units::of_column(f, name, w) {
        // it repeats what the values say, and says more
        values.shown = Shown::Files;
        units.notes.append(&mut values.notes.clone());
        units.details.clone_from(&values.details);
        blocks.push(Block::Table(units));
    }
    blocks.push(Block::Table(values));
    if !f.types.is_empty() && d.values.iter().any(|v| !v.types.is_empty()) {
        blocks.push(Block::Table(heat(f, name, d, w)));
        blocks.push(Block::Table(standing_out(name, d, w)));
        blocks.push(Block::Table(cells(name, d, w)));
    }
    section
}

fn chart(place: usize, d: &DimensionFigures, w: &Words) -> Chart {
    let bars = d.values.iter().map(|v| shares::bar(&v.value, &v.share));
    let id = format!("chart-by-{}", place + 1);
    Chart {
        printed: false,
        ..shares::chart(id, w.chart_values, bars.collect(), w)
    }
}

fn values(name: &str, d: &DimensionFigures, w: &'static Words) -> Table {
    let file = format!("by_{}", slug(name));
    let mut table = table!(file, name; v in &d.values => {
        text(name) => Cell::text(&v.value),
        figure(w.count).summed() => Cell::Count(v.share.count),
        figure(w.denominator).files_only() => Cell::Count(v.share.denominator),
        figure(w.share) => Cell::percent(v.share.share),
        interval(w.interval) => Cell::shares(v.share.low, v.share.high),
        figure(w.distinct_count) => Cell::Count(v.distinct),
    });
    if let Some(v) = d.values.first() {
        let of = count(v.share.denominator);
        table.notes.push(fill(w.value_note, &[&of, name]));
    }
    if let Some(v) = d.cramers_v {
        let v = decimals(v, 3);
        table.details.push(fill(w.association_note, &[&v]));
    }
    if d.without > 0 {
        table.notes.push(fill(w.without_note, &[&count(d.without)]));
    }
    if d.folded > 0 {
        table.notes.push(fill(w.folded_note, &[&count(d.folded)]));
    }
    table
        .notes
        .extend(shares::note(d.values.iter().map(|v| &v.share), w));
    table.plot = Plot::Bars(w.share);
    table.print = Print::First(PRINTED);
    table
}

/// Values against types; the longer list becomes the rows, so that the map is read downwards.
fn heat(f: &Figures, name: &str, d: &DimensionFigures, w: &Words) -> Table {
    let title = fill(w.heat, &[name]);
    let types_down = f.types.len() >= d.values.len();
    let (first, across): (&str, Vec<&str>) = if types_down {
        (
            w.complaint_type,
            d.values.iter().map(|v| v.value.as_str()).collect(),
        )
    } else {
        (name, f.types.iter().map(|t| t.name.as_str()).collect())
    };
    let mut columns = vec![text(first)];
    columns.extend(across.into_iter().map(figure));
    let mut table = Table::new(format!("by_{}_heat", slug(name)), title, columns);
    if types_down {
        for (i, t) in f.types.iter().enumerate() {
            let mut row = vec![Cell::text(t.name.clone())];
            row.extend(d.values.iter().map(|v| cell(v, i)));
            table.rows.push(row);
        }
    } else {
        for v in &d.values {
            let mut row = vec![Cell::text(v.value.clone())];
            row.extend((0..f.types.len()).map(|i| cell(v, i)));
            table.rows.push(row);
        }
    }
    let legend = if types_down {
        w.heat_legend
    } else {
        w.heat_legend_rows
    };
    table.notes = vec![legend.to_owned()];
    let is_rounded = d.values.iter().any(|v| {
        let counts: Vec<u64> = v.types.iter().map(|c| c.count).collect();
        adds_otherwise(&counts, counts.iter().sum())
    });
    table
        .notes
        .extend(is_rounded.then(|| w.rounded_note.to_owned()));
    table.plot = Plot::Heat;
    table.print = Print::None;
    table.shown = Shown::NotCsv;
    table
}

fn cell(v: &ValueFigures, place: usize) -> Cell {
    v.types.get(place).map_or(Cell::Empty, |c| {
        Cell::Heat(Heat {
            share: c.share_within,
            count: c.count,
            lift: c.lift,
            p: c.p_adjusted,
            level: level(c),
            stands_out: c.stands_out,
        })
    })
}

/// How loud a cell is: by lift, but no louder than a whisper where the difference may be chance.
fn level(c: &aggregate::Cell) -> i8 {
    let Some(lift) = c.lift else { return 0 };
    let level = match lift {
        l if l >= 2.0 => 3,
        l if l >= 1.5 => 2,
        l if l >= 1.15 => 1,
        l if l > 0.87 => 0,
        l if l > 0.67 => -1,
        l if l > 0.5 => -2,
        _ => -3,
    };
    if c.stands_out || c.p_adjusted.is_some_and(|p| p < 0.05) {
        level
    } else {
        level.clamp(-1, 1)
    }
}

/// Every cell with its value.
fn all_cells(d: &DimensionFigures) -> impl Iterator<Item = (&ValueFigures, &aggregate::Cell)> {
    let values = d.values.iter();
    values.flat_map(|v| v.types.iter().map(move |c| (v, c)))
}

fn standing_out(name: &str, d: &DimensionFigures, w: &Words) -> Table {
    let mut out: Vec<_> = all_cells(d).filter(|(_, c)| c.stands_out).collect();
    out.sort_by(|a, b| b.1.lift.unwrap_or(0.0).total_cmp(&a.1.lift.unwrap_or(0.0)));
    let (file, title) = (
        format!("by_{}_out", slug(name)),
        format!("{name} · {}", w.standing_out),
    );
    let mut table = table!(file, title; (v, c) in out => {
        text(name) => Cell::text(&v.value),
        text(w.complaint_type) => Cell::text(&c.name),
        figure(w.count) => Cell::Count(c.count),
        figure(w.share_within) => Cell::percent(c.share_within),
        figure(w.lift) => Cell::number(c.lift),
        figure(w.p) => Cell::p(c.p_adjusted),
    });
    if table.rows.is_empty() {
        table.notes.push(w.none_stands_out.to_owned());
    }
    table.notes.extend(explained(d, w));
    table.shown = Shown::NotCsv;
    table.print = Print::First(PRINTED);
    table.tidy()
}

/// Combinations named that another column explains, at most.
const EXPLAINED: usize = 6;

/// Which combinations are higher only because of another column, a sentence for each such column.
fn explained(d: &DimensionFigures, w: &Words) -> Vec<String> {
    let mut by_column: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for (v, c) in all_cells(d) {
        if let Some(column) = &c.explained_by {
            let cells = by_column.entry(column).or_default();
            cells.push(format!("{} × {}", v.value, c.name));
        }
    }
    let sentence = |(column, mut cells): (&str, Vec<String>)| {
        let (all, shown) = (cells.len(), cells.len().min(EXPLAINED));
        cells.truncate(shown);
        let mut named = cells.join(w.list_sep);
        if all > shown {
            let counted = match w.lang {
                Lang::Zh => all,
                Lang::En => all - shown,
            };
            named += &fill(w.explained_more, &[&counted.to_string()]);
        }
        fill(w.explained_note, &[column, &named])
    };
    by_column.into_iter().map(sentence).collect()
}

/// Every cell, one a row: for the one who pivots.
fn cells(name: &str, d: &DimensionFigures, w: &Words) -> Table {
    let (file, title) = (format!("by_{}_types", slug(name)), fill(w.heat, &[name]));
    let mut table = table!(file, title; (v, c) in all_cells(d) => {
        text(name) => Cell::text(&v.value),
        text(w.complaint_type) => Cell::text(&c.name),
        figure(w.count) => Cell::Count(c.count),
        figure(w.share_within) => Cell::percent(c.share_within),
        figure(w.share_of_total) => Cell::percent(c.share_of_total),
        figure(w.corrected) => Cell::percent(c.corrected.as_ref().map(|c| c.share)),
        interval(w.corrected_interval) => c.corrected.as_ref().map_or(Cell::Empty, |c| Cell::shares(c.low, c.high)),
        text(w.method) => method(v, c, w),
        figure(w.lift) => Cell::number(c.lift),
        figure(w.p) => Cell::p(c.p_adjusted),
        figure(w.stands_out) => Cell::Flag(c.stands_out),
        text(w.explained_by) => c.explained_by.as_deref().map_or(Cell::Empty, Cell::text),
    });
    table.shown = Shown::Csv;
    table.tidy()
}

/// By which method a cell's share was corrected, or that it was not.
fn method(v: &ValueFigures, c: &aggregate::Cell, w: &Words) -> Cell {
    match &c.corrected {
        Some(c) => Cell::text(method_name(c.method, w.lang)),
        None if v.too_few_to_correct => Cell::text(w.too_few),
        None => Cell::Empty,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fmt::Write as _;

    /// A region of which `n` types are explained by its products, and one of which none is.
    fn regions(n: usize) -> DimensionFigures {
        let cell = |t: usize| aggregate::Cell {
            name: format!("类型{t}"),
            explained_by: (t < n).then(|| "产品".to_owned()),
            ..aggregate::Cell::default()
        };
        let value = |value: &str, types: Vec<aggregate::Cell>| ValueFigures {
            value: value.to_owned(),
            types,
            ..ValueFigures::default()
        };
        DimensionFigures {
            values: vec![
                value("区0", (0..9).map(cell).collect()),
                value("区1", vec![cell(9)]),
            ],
            ..DimensionFigures::default()
        }
    }

    #[test]
    fn what_another_column_explains_is_told() {
        let mut all = String::new();
        for n in [0, 1, 8] {
            for lang in [Lang::Zh, Lang::En] {
                for line in explained(&regions(n), Words::of(lang)) {
                    writeln!(all, "{line}").unwrap();
                }
            }
        }
        insta::assert_snapshot!(all, @r"
        偏高系产品构成所致、不列入上表：区0 × 类型0。
        Higher only because of the mix of 产品, so not listed: 区0 × 类型0.
        偏高系产品构成所致、不列入上表：区0 × 类型0、区0 × 类型1、区0 × 类型2、区0 × 类型3、区0 × 类型4、区0 × 类型5 等 8 个组合。
        Higher only because of the mix of 产品, so not listed: 区0 × 类型0, 区0 × 类型1, 区0 × 类型2, 区0 × 类型3, 区0 × 类型4, 区0 × 类型5 and 2 more.
        ");
    }
}
