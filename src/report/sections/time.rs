//! How the complaints move.

use super::super::Report;
use super::super::document::{
    Block, Cell, Chart, Figure, Plot, Point, Print, Section, Series, Shown, Table, figure,
    interval, table, text,
};
use super::super::number::{count, decimal};
use super::super::wording::{Words, fill, holiday};
use super::forecast;
use crate::aggregate::{Change, Figures, Period};

/// Periods that are printed: the months of a year, and the same one a year before.
const YEAR: usize = 13;
/// Small pictures on the page.
const PANELS: usize = 12;
/// Types with a colour of their own in the stacked picture.
const COLOURS: usize = 6;

pub(super) fn make<'a>(report: &'a Report, w: &'static Words) -> Vec<Section<'a>> {
    let f = &report.figures;
    if f.periods.is_empty() {
        return Vec::new();
    }
    let mut section = Section::new("time", w.time);
    section.blocks.push(Block::Chart(trend(f, w)));
    section.blocks.push(Block::Table(periods(f, w)));
    section.blocks.extend(forecast::blocks(f, w));
    if f.periods.iter().any(|p| !p.marks.is_empty()) {
        section.blocks.push(Block::Table(marks(f, w)));
    }
    if f.periods.len() > 1 && !f.types.is_empty() {
        section.blocks.push(Block::Chart(small(f, w)));
        section.blocks.push(Block::Chart(stacked(f, w)));
    }
    if !f.types.is_empty() {
        section.blocks.push(Block::Table(by_type(f, w)));
    }
    vec![section]
}

fn trend(f: &Figures, w: &Words) -> Chart {
    let points: Vec<Point> = f
        .periods
        .iter()
        .map(|p| Point {
            label: p.period.clone(),
            count: p.count,
            complete: p.complete,
            band: band(p),
            marked: p.marks.iter().any(|m| m.name.is_none()),
            holidays: p.holidays.clone(),
        })
        .collect();
    let mut notes = Vec::new();
    if points.iter().any(|p| p.band.is_some()) {
        notes.push(w.band_note.to_owned());
    }
    if f.periods.iter().any(|p| !p.complete) {
        notes.push(w.incomplete_note.to_owned());
    }
    Chart {
        id: "chart-trend".to_owned(),
        title: w.chart_trend.to_owned(),
        spoken: spoken(f, w),
        notes,
        figure: Figure::Trend(points),
        printed: true,
    }
}

/// The band of all complaints; a mark carries one too.
fn band(p: &Period) -> Option<(f64, f64, f64)> {
    let mark = p.marks.iter().find(|m| m.name.is_none());
    let band = p.band.map(|b| (b.expected, b.low, b.high));
    band.or(mark.map(|m| (m.expected, m.low, m.high)))
}

/// First, last, highest and lowest complete period in words.
fn spoken(f: &Figures, w: &Words) -> String {
    let complete: Vec<&Period> = f.periods.iter().filter(|p| p.complete).collect();
    let said = [
        complete.first(),
        complete.last(),
        complete.iter().max_by_key(|p| p.count),
        complete.iter().min_by_key(|p| p.count),
    ];
    let mut out: Vec<String> = Vec::new();
    for p in said.into_iter().flatten() {
        let part = format!("{} {}", p.period, count(p.count));
        if !out.contains(&part) {
            out.push(part);
        }
    }
    out.join(w.list_sep)
}

fn periods(f: &Figures, w: &'static Words) -> Table {
    let relative = |c: &Option<Change>| Cell::change(c.as_ref().and_then(|c| c.relative));
    let ends = |c: &Option<Change>| {
        let ends = c.as_ref().map(|c| Cell::changes(c.low, c.high));
        ends.unwrap_or(Cell::Empty)
    };
    let mut table = table!("periods", w.by_period; p in &f.periods => {
        text(w.period) => Cell::period(&p.period),
        text(w.start).files_only() => Cell::Date(p.start),
        text(w.end).files_only() => Cell::Date(p.end),
        figure(w.days).files_only() => Cell::Count(p.days.into()),
        figure(w.count).summed() => Cell::Count(p.count),
        figure(w.distinct_count) => Cell::Count(p.distinct),
        figure(w.daily_mean) => Cell::mean(p.daily_mean),
        figure(w.expected).files_only() => Cell::number(p.band.map(|b| b.expected)),
        interval(w.band).files_only() => p.band.map_or(Cell::Empty, |b| Cell::Band(b.low, b.high)),
        figure(w.change) => relative(&p.change),
        interval(w.change_interval) => ends(&p.change),
        figure(w.yoy) => relative(&p.year_on_year),
        interval(w.yoy_interval) => ends(&p.year_on_year),
        text(w.complete) => Cell::text(if p.complete { "" } else { w.incomplete }),
        text(w.holidays) => Cell::text(holidays(p, w)),
        text(w.marked) => Cell::text(marked(p, w)),
    });
    table.plot = Plot::Line(w.count);
    table.print = Print::Last(YEAR);
    adjusted(table.tidy(), w)
}

/// The table with a note on its changes, where it has any beside daily means.
pub(super) fn adjusted(mut table: Table, w: &Words) -> Table {
    let has_change = table
        .rows
        .iter()
        .flatten()
        .any(|c| matches!(c, Cell::Change(_)));
    let note = has_change.then(|| w.adjusted_note.to_owned());
    table.notes.extend(note);
    table
}

fn holidays(p: &Period, w: &Words) -> String {
    let names: Vec<&str> = p.holidays.iter().map(|h| holiday(h, w.lang)).collect();
    names.join(w.list_sep)
}

/// What leaves its band in `p`: "all" or the types.
fn marked(p: &Period, w: &Words) -> String {
    let names: Vec<&str> = p
        .marks
        .iter()
        .map(|m| m.name.as_deref().unwrap_or(w.all))
        .collect();
    names.join(w.list_sep)
}

fn marks(f: &Figures, w: &Words) -> Table {
    let marks = f
        .periods
        .iter()
        .flat_map(|p| p.marks.iter().map(move |m| (p, m)));
    let mut table = table!("marks", w.marks; (p, m) in marks => {
        text(w.period) => Cell::period(&p.period),
        text(w.object) => Cell::text(m.name.as_deref().unwrap_or(w.all)),
        figure(w.count) => Cell::Count(m.count),
        figure(w.expected) => Cell::number(Some(m.expected)),
        interval(w.band) => Cell::Band(m.low, m.high),
        text(w.holidays) => Cell::text(holidays(p, w)),
    });
    table.print = Print::Last(YEAR);
    table.tidy()
}

fn series(f: &Figures, place: usize) -> Series {
    let name = &f.types[place].name;
    let here = |p: &Period| p.marks.iter().any(|m| m.name.as_ref() == Some(name));
    let places = f.periods.iter().enumerate();
    Series {
        name: name.clone(),
        counts: f
            .periods
            .iter()
            .map(|p| p.types.get(place).copied().unwrap_or(0))
            .collect(),
        marks: places.filter(|(_, p)| here(p)).map(|(i, _)| i).collect(),
    }
}

fn small(f: &Figures, w: &Words) -> Chart {
    let series: Vec<Series> = (0..f.types.len().min(PANELS))
        .map(|i| series(f, i))
        .collect();
    let marked: Vec<String> = f
        .periods
        .iter()
        .flat_map(|p| p.marks.iter().map(move |m| (p, m)))
        .filter_map(|(p, m)| {
            let band = [m.expected, m.low, m.high].map(decimal);
            let said = fill(w.band_word, &[&band[0], &band[1], &band[2]]);
            Some(format!(
                "{} {} {}, {said}",
                p.period,
                m.name.as_ref()?,
                count(m.count)
            ))
        })
        .collect();
    let mut notes = vec![w.own_axis.to_owned()];
    if f.types.len() > PANELS {
        notes.push(fill(w.cut_note, &[&PANELS.to_string()]));
    }
    Chart {
        id: "chart-small".to_owned(),
        title: w.chart_small.to_owned(),
        spoken: marked.join("; "),
        notes,
        figure: Figure::Small(f.periods.iter().map(|p| p.period.clone()).collect(), series),
        printed: false,
    }
}

fn stacked(f: &Figures, w: &Words) -> Chart {
    let named = if f.types.len() <= COLOURS + 1 {
        f.types.len()
    } else {
        COLOURS
    };
    let mut list: Vec<Series> = (0..named).map(|i| series(f, i)).collect();
    if named < f.types.len() {
        let rest = |p: &Period| p.types.iter().skip(named).sum();
        list.push(Series {
            name: w.rest.to_owned(),
            counts: f.periods.iter().map(rest).collect(),
            marks: Vec::new(),
        });
    }
    let periods = f.periods.iter().map(|p| (p.period.clone(), p.complete));
    Chart {
        id: "chart-stacked".to_owned(),
        title: w.chart_stacked.to_owned(),
        spoken: list
            .iter()
            .map(|s| s.name.as_str())
            .collect::<Vec<_>>()
            .join(w.list_sep),
        notes: Vec::new(),
        figure: Figure::Stacked(periods.collect(), list),
        printed: false,
    }
}

fn by_type(f: &Figures, w: &Words) -> Table {
    let mut columns = vec![text(w.period)];
    columns.extend(f.types.iter().map(|t| figure(&t.name)));
    let mut table = Table::new("periods_types", w.by_period_type, columns);
    for p in &f.periods {
        let mut row = vec![Cell::period(&p.period)];
        row.extend((0..f.types.len()).map(|i| Cell::Count(p.types.get(i).copied().unwrap_or(0))));
        table.rows.push(row);
    }
    table.plot = Plot::Stacked;
    table.shown = Shown::Folded;
    table
}
