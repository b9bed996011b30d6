//! How complaints were handled: times, marks, shares, repeats; importance and satisfaction; what goes with what; and every
//! numeric column.

mod numbers;
mod related;

use super::super::Report;
use super::super::document::{
    Block, Cell, Chart, Dot, Figure, Plot, Print, Section, Table, figure, interval, table, text,
};
use super::super::wording::answers::state;
use super::super::wording::service::figure_name;
use super::super::wording::{Words, fill};
use super::units;
use crate::aggregate::{
    Field, Figures, Measure, NpsOf, Point, Quadrant, Service, ServiceFigure, Share,
};

pub(super) fn make<'a>(report: &'a Report, w: &'static Words) -> Vec<Section<'a>> {
    let f = &report.figures;
    let mut section = Section::new("service", w.service);
    if let Some(s) = &f.service {
        section.blocks.push(Block::Table(overview(f, s, w)));
        section.blocks.extend(by_type(f, s, w).map(Block::Table));
        section.blocks.extend(scores(f, s, w).map(Block::Table));
        section.blocks.extend(answers(s, w).map(Block::Table));
        if let Some(q) = &s.quadrant {
            section.blocks.push(Block::Chart(quadrant_chart(q, w)));
            section.blocks.push(Block::Table(quadrant(q, w)));
        }
        section.blocks.extend(related::blocks(s, w));
    }
    let open = f.open.as_ref().map(|o| units::open(o, w));
    section.blocks.extend(open.map(Block::Table));
    section.blocks.extend(numbers::blocks(f, w));
    if section.blocks.is_empty() {
        return Vec::new();
    }
    vec![section]
}

/// Every share with its column: those from columns, then repeats.
fn shares<'a>(s: &'a Service, w: &Words) -> Vec<(ServiceFigure, &'a str, &'a Share, &'a [Share])> {
    let listed = s.shares.iter();
    let mut all: Vec<_> = listed
        .map(|x| (x.figure, x.column.as_str(), &x.all, x.types.as_slice()))
        .collect();
    if let Some(r) = &s.repeats {
        let column = r.complainant.as_deref().unwrap_or(w.near_text);
        all.push((ServiceFigure::Repeat, column, &r.all, r.types.as_slice()));
    }
    all
}

/// One figure of the overview.
struct Line<'a> {
    label: String,
    column: &'a str,
    filled: u64,
    numerator: Cell,
    value: Cell,
    p90: Cell,
    interval: Cell,
}

impl<'a> Line<'a> {
    fn new(label: String, column: &'a str, filled: u64, value: Cell) -> Self {
        Self {
            label,
            column,
            filled,
            value,
            numerator: Cell::Empty,
            p90: Cell::Empty,
            interval: Cell::Empty,
        }
    }

    fn of_measure(m: &'a Measure, f: &Figures, w: &Words) -> Self {
        let is_time = m.figure != ServiceFigure::Satisfaction;
        let of = if is_time { w.median } else { w.mean };
        let label = fill(w.figure_of, &[figure_name(m.figure, w), of]);
        if is_time {
            let n = f.numbers.get(&m.column);
            let median = Cell::number(n.and_then(|n| n.median));
            return Self {
                p90: Cell::number(n.and_then(|n| n.p90)),
                ..Self::new(label, &m.column, m.all.count, median)
            };
        }
        Self {
            interval: Cell::band(m.all.low, m.all.high),
            ..Self::new(label, &m.column, m.all.count, Cell::number(m.all.mean))
        }
    }
}

/// How every answer was read.
fn answers(s: &Service, w: &'static Words) -> Option<Table> {
    let columns = vec![
        text(w.metric),
        text(w.column),
        text(w.answer),
        text(w.read_as),
        figure(w.count),
    ];
    let mut table = Table::new("service_answers", w.answers_read, columns);
    for read in &s.answers {
        for a in &read.answers {
            let neither = match a.reading {
                Some(_) => w.no_answer,
                None => w.not_understood,
            };
            let reading = state(read.figure, a.reading, w.lang).unwrap_or(neither);
            table.rows.push(vec![
                Cell::text(figure_name(read.figure, w)),
                Cell::text(read.column.as_str()),
                Cell::text(a.answer.as_str()),
                Cell::text(reading),
                Cell::Count(a.count),
            ]);
        }
    }
    table.print = Print::None;
    (!table.rows.is_empty()).then_some(table)
}

/// One row a figure.
fn overview(f: &Figures, s: &Service, w: &'static Words) -> Table {
    let mut measures: Vec<&Measure> = s.measures.iter().collect();
    measures.sort_by_key(|m| m.figure);
    let mut lines: Vec<Line<'_>> = measures
        .into_iter()
        .map(|m| Line::of_measure(m, f, w))
        .collect();
    lines.extend(s.nps.as_ref().map(|n| Line {
        interval: Cell::band(n.all.low, n.all.high),
        ..Line::new(w.nps.to_owned(), &n.column, n.all.count, score(&n.all))
    }));
    lines.extend(
        shares(s, w)
            .into_iter()
            .map(|(figure, column, all, _)| Line {
                numerator: Cell::Count(all.count),
                interval: Cell::shares(all.low, all.high),
                ..Line::new(
                    figure_name(figure, w).to_owned(),
                    column,
                    all.denominator,
                    Cell::percent(all.share),
                )
            }),
    );
    let mut table = table!("service", w.service_overview; line in lines => {
        text(w.metric) => Cell::text(line.label),
        text(w.column) => Cell::text(line.column),
        figure(w.filled) => Cell::Count(line.filled),
        figure(w.numerator) => line.numerator,
        figure(w.figure_value) => line.value,
        figure(w.p90) => line.p90,
        interval(w.interval) => line.interval,
    });
    table.notes = overview_notes(s, w);
    table.tidy_columns()
}

fn score(n: &NpsOf) -> Cell {
    n.nps.map_or(Cell::Empty, |x| Cell::Number(x, 1))
}

fn overview_notes(s: &Service, w: &'static Words) -> Vec<String> {
    let mut notes = Vec::new();
    if let Some(r) = &s.repeats
        && let (Some(person), Some(text)) = (r.by_complainant, r.by_text)
    {
        notes.push(fill(
            w.repeat_parts,
            &[&person.to_string(), &text.to_string()],
        ));
    }
    notes.push(w.rules_below.to_owned());
    notes
}

/// Shares of every type, side by side.
fn by_type(f: &Figures, s: &Service, w: &'static Words) -> Option<Table> {
    let shares = shares(s, w);
    let rows = shares.iter().any(|x| x.2.count > 0) && !f.types.is_empty();
    if !rows {
        return None;
    }
    let mut columns = vec![text(w.complaint_type)];
    for (figure_of, ..) in &shares {
        let name = figure_name(*figure_of, w);
        columns.push(figure(&fill(w.figure_of, &[name, w.denominator])));
        columns.push(figure(&fill(w.figure_of, &[name, w.count])).files_only());
        columns.push(figure(name));
        columns.push(interval(&fill(w.figure_of, &[name, w.interval])));
    }
    let mut table = Table::new("service_types", w.service_types, columns);
    let cells = |share: &Share| {
        [
            Cell::Count(share.denominator),
            Cell::Count(share.count),
            Cell::percent(share.share),
            Cell::shares(share.low, share.high),
        ]
    };
    let mut all = vec![Cell::text(w.all)];
    all.extend(shares.iter().flat_map(|x| cells(x.2)));
    table.rows.push(all);
    for (i, t) in f.types.iter().enumerate() {
        let mut row = vec![Cell::text(t.name.clone())];
        for (.., types) in &shares {
            row.extend(types.get(i).map_or([const { Cell::Empty }; 4], &cells));
        }
        table.rows.push(row);
    }
    table.plot = Plot::Bars(figure_name(shares[0].0, w));
    Some(table)
}

/// Promoter scores of every type.
fn scores(f: &Figures, s: &Service, w: &'static Words) -> Option<Table> {
    let nps = s.nps.as_ref()?;
    let types = f.types.iter().map(|t| t.name.as_str()).zip(&nps.types);
    let rows = [(w.all, &nps.all)].into_iter().chain(types);
    let mut table = table!("nps", fill(w.nps_of, &[&nps.column]); (name, n) in rows => {
        text(w.complaint_type) => Cell::text(name),
        figure(w.filled) => Cell::Count(n.count),
        figure(w.promoters) => Cell::Count(n.promoters),
        figure(w.detractors) => Cell::Count(n.detractors),
        figure(w.nps) => score(n),
        interval(w.interval) => Cell::band(n.low, n.high),
    });
    table.plot = Plot::Bars(w.nps);
    table.print = Print::None;
    Some(table)
}

fn field(point: &Point, w: &Words) -> &'static str {
    match point.field {
        Some(Field::Concentrate) => w.concentrate,
        Some(Field::KeepUp) => w.keep_up,
        Some(Field::LowPriority) => w.low_priority,
        Some(Field::Maintain) => w.maintain,
        None => w.no_field,
    }
}

fn is_share(q: &Quadrant) -> bool {
    q.figure == ServiceFigure::Satisfied
}

fn quadrant_chart(q: &Quadrant, w: &'static Words) -> Chart {
    let dots = q.types.iter().map(|p| Dot {
        label: p.name.clone(),
        x: p.importance,
        y: p.satisfaction,
        low: p.low,
        high: p.high,
        tip: format!(
            "{}{}{} {}, {} {}, {}",
            p.name,
            w.sep,
            w.importance,
            Cell::percent(Some(p.importance)).show(w),
            figure_name(q.figure, w),
            satisfaction(q, p.satisfaction).show(w),
            field(p, w)
        ),
        sure: p.field.is_some(),
        alert: p.field == Some(Field::Concentrate),
    });
    let urgent = q
        .types
        .iter()
        .filter(|p| p.field == Some(Field::Concentrate));
    let urgent: Vec<&str> = urgent.map(|p| p.name.as_str()).collect();
    let urgent = if urgent.is_empty() {
        w.none_to_concentrate.to_owned()
    } else {
        fill(w.to_concentrate, &[&urgent.join(w.list_sep)])
    };
    Chart {
        id: "chart-quadrant".to_owned(),
        title: w.chart_quadrant.to_owned(),
        spoken: urgent.clone(),
        notes: vec![urgent, w.quadrant_note.to_owned()],
        figure: Figure::Quadrant {
            dots: dots.collect(),
            x: q.importance,
            y: q.satisfaction,
            y_label: q.column.clone(),
            percent: is_share(q),
        },
        printed: true,
    }
}

fn satisfaction(q: &Quadrant, x: f64) -> Cell {
    if is_share(q) {
        Cell::percent(Some(x))
    } else {
        Cell::Number(x, 2)
    }
}

fn quadrant(q: &Quadrant, w: &'static Words) -> Table {
    let ends = |p: &Point| {
        if is_share(q) {
            Cell::Shares(p.low, p.high)
        } else {
            Cell::Band(p.low, p.high)
        }
    };
    let mut table = table!("quadrant", w.quadrant; p in &q.types => {
        text(w.complaint_type) => Cell::text(&p.name),
        figure(w.importance) => Cell::percent(Some(p.importance)),
        figure(w.filled) => Cell::Count(p.count),
        figure(figure_name(q.figure, w)) => satisfaction(q, p.satisfaction),
        interval(w.interval) => ends(p),
        text(w.field) => Cell::text(field(p, w)),
    });
    table.notes.push(fill(
        w.quadrant_cuts,
        &[
            &Cell::percent(Some(q.importance)).show(w),
            &satisfaction(q, q.satisfaction).show(w),
        ],
    ));
    if !q.too_few.is_empty() {
        let few = q.too_few.join(w.list_sep);
        table.notes.push(fill(w.quadrant_few, &[&few]));
    }
    table.plot = Plot::Scatter(w.importance, figure_name(q.figure, w));
    table.print = Print::None;
    table
}
