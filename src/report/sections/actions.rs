//! The list of measures, with the verdict on each that has begun.

use super::super::Report;
use super::super::document::{Block, Cell, Section, Table, figure, interval, retain, table, text};
use super::super::wording::{Words, actions as wording, pick};
use super::slice_name;
use crate::aggregate::BeforeAfter;
use crate::causes::Action;

pub(super) fn make<'a>(report: &'a Report, w: &'static Words) -> Vec<Section<'a>> {
    let Some(rows) = report.actions.as_deref().filter(|r| !r.is_empty()) else {
        return Vec::new();
    };
    let mut section = Section::new("actions", w.actions);
    section.lead.push(wording::lead(rows, w.lang));
    section.blocks.push(Block::Table(list(rows, w)));
    let judged = effects(rows, w);
    if !judged.rows.is_empty() {
        section.blocks.push(Block::Table(judged));
    }
    vec![section]
}

fn number(at: usize, row: &Action) -> Cell {
    Cell::text(match row.number.as_str() {
        "" => (at + 1).to_string(),
        number => number.to_owned(),
    })
}

/// Type, values and words.
fn place(row: &Action, w: &Words) -> String {
    let matter = &row.matter;
    let values = Some(slice_name(&matter.scope.values, w));
    let words = Some(matter.words.join(w.list_sep));
    let parts = [matter.scope.name.clone(), values, words];
    let parts = parts.into_iter().flatten().filter(|p| !p.is_empty());
    parts.collect::<Vec<_>>().join(pick(w.lang, "；", "; "))
}

fn state(row: &Action, w: &Words) -> String {
    let overdue = row
        .overdue
        .then(|| pick(w.lang, "逾期", "overdue").to_owned());
    let parts = overdue.into_iter().chain([row.status.clone()]);
    let parts: Vec<String> = parts.filter(|p| !p.is_empty()).collect();
    parts.join(w.list_sep)
}

fn list(rows: &[Action], w: &'static Words) -> Table {
    let day = |day: Option<chrono::NaiveDate>| day.map_or(Cell::Empty, Cell::Date);
    let table = table!("actions", w.actions; (at, row) in rows.iter().enumerate() => {
        text(w.number) => number(at, row),
        text(w.problem) => Cell::text(&row.problem),
        text(pick(w.lang, "针对", "For")) => Cell::text(place(row, w)),
        text(w.measure) => Cell::text(&row.measure),
        text(w.units) => Cell::text(&row.unit),
        text(pick(w.lang, "责任人", "Person")) => Cell::text(&row.person),
        text(pick(w.lang, "开始日期", "Start")) => day(row.start),
        text(w.due) => day(row.due),
        text(w.complete) => Cell::text(state(row, w)),
        text(pick(w.lang, "成效", "Effect")) => Cell::text(row.effect.as_ref().map(|e| wording::effect(e, w.lang)).unwrap_or_default()),
        text(pick(w.lang, "备注", "Remark")) => Cell::text(&row.remark),
    });
    let mut table = keep_columns_to_fill_in(table, w);
    if rows.iter().any(|r| r.measure.is_empty()) {
        table.notes.push(w.actions_note.to_owned());
    }
    table
}

/// Takes out the columns in which no row has anything, but for those that somebody is to fill in.
fn keep_columns_to_fill_in(mut table: Table, w: &Words) -> Table {
    let asked = [w.measure, w.units, w.due];
    let is_kept = |at: usize| {
        let is_empty = table.rows.iter().all(|r| matches!(r[at], Cell::Empty));
        !is_empty || asked.contains(&table.columns[at].head.as_str())
    };
    let keep: Vec<bool> = (0..table.columns.len()).map(is_kept).collect();
    retain(&mut table.columns, &keep);
    for row in &mut table.rows {
        retain(row, &keep);
    }
    table
}

fn counts(of: BeforeAfter) -> Cell {
    match of == BeforeAfter::default() {
        true => Cell::Empty,
        false => Cell::text(wording::before_after(of)),
    }
}

/// The numbers behind the verdicts.
fn effects(rows: &[Action], w: &'static Words) -> Table {
    let judged = rows.iter().enumerate();
    let judged = judged.filter_map(|(at, row)| Some((at, row, row.effect.as_ref()?)));
    let title = pick(w.lang, "整改成效", "Effects of the measures");
    let less = |x: Option<f64>| x.map(|x| x - 1.0);
    let mut table = table!("effects", title; (at, row, e) in judged => {
        text(w.number) => number(at, row),
        text(w.measure) => Cell::text(match row.measure.is_empty() { true => &row.problem, false => &row.measure }),
        text(pick(w.lang, "判定", "Verdict")) => Cell::text(wording::verdict(e.verdict, w.lang)),
        figure(pick(w.lang, "变化", "Change")) => Cell::change(less(e.ratio)),
        interval(w.interval) => Cell::changes(less(e.low), less(e.high)),
        text(pick(w.lang, "针对的投诉（前 → 后）", "Concerned, before → since")) => counts(e.treated),
        text(pick(w.lang, "对照（前 → 后）", "Compared with")) => counts(e.control),
        text(pick(w.lang, "周数（前 → 后）", "Weeks")) => counts(e.weeks),
        text(pick(w.lang, "说明", "Remark")) => Cell::text(wording::warnings(e, w.lang)),
    });
    table.notes.push(wording::rule(w.lang).to_owned());
    table.tidy_columns()
}
