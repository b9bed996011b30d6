//! The account of rows and denominators, and where it all came from.

use super::super::Report;
use super::super::document::{Block, Cell, Lines, Section, Shown, Table, figure, table, text};
use super::super::number::count;
use super::super::wording::forecast::name as forecast;
use super::super::wording::{Words, fill, quality, rules};

pub(super) fn make<'a>(report: &'a Report, w: &'static Words) -> Vec<Section<'a>> {
    let mut section = Section::new("ledger", w.ledger);
    section.blocks.push(Block::Table(rows(report, w)));
    let rules = &report.figures.ledger.rules;
    for (title, printed) in [(w.rules, true), (w.more_rules, false)] {
        let listed = rules
            .iter()
            .filter(|(name, _)| MAIN.contains(&name.as_str()) == printed);
        let line =
            |(name, rule): (&String, &String)| format!("{}{}{rule}", rule_name(name, w), w.sep);
        let lines: Vec<String> = listed.map(line).collect();
        if !lines.is_empty() {
            section.blocks.push(Block::Lines(Lines {
                printed,
                ..Lines::new(title, lines)
            }));
        }
    }
    section.blocks.push(Block::Table(definitions(report, w)));
    section.blocks.push(Block::Table(inputs(report, w)));
    vec![section]
}

/// The same rules as a sheet of the workbook and as CSV, those of the first page first.
fn definitions(report: &Report, w: &'static Words) -> Table {
    let rules = &report.figures.ledger.rules;
    let is_main = |name: &str| MAIN.contains(&name);
    let (main, more): (Vec<_>, Vec<_>) = rules.iter().partition(|(name, _)| is_main(name));
    let title = rules::title(w.lang);
    let mut table = table!("definitions", title; (name, rule) in main.into_iter().chain(more) => {
        text(w.metric) => Cell::text(rule_name(name, w)),
        text(title) => Cell::text(rule),
    });
    table.shown = Shown::Files;
    table
}

/// The rules of the figures that a first page quotes.
const MAIN: [&str; 5] = [
    "share",
    "corrected",
    "distinct",
    "periods.change",
    "periods.band",
];

/// What a rule is about, in words; one this version does not know keeps its name.
fn rule_name<'a>(name: &'a str, w: &'static Words) -> &'a str {
    match name {
        "share" => w.rule_share,
        "distinct" => w.rule_distinct,
        "templates" => w.templates,
        "forecast" => forecast(w.lang),
        "periods.change" => w.rule_change,
        "periods.band" => w.rule_band,
        "compare.relative" => w.daily_change,
        "findings.count" => w.findings,
        "findings.words" => w.distinctive,
        "findings.holiday" => w.kind_holiday,
        "by.share" => w.rule_by,
        "by.share_within" => w.share_within,
        "by.share_of_total" => w.share_of_total,
        "by.lift" => w.lift,
        "by.association" => w.rule_association,
        "corrected" => w.corrected,
        "corrected.method" => w.method,
        "service.response_time" => w.response_time,
        "service.resolution_time" => w.resolution_time,
        "service.satisfaction" => w.satisfaction,
        "service.nps" => w.nps,
        "service.answered" => w.answered,
        "service.closed" => w.closed,
        "service.resolved" => w.resolved,
        "service.on_time" => w.on_time,
        "service.first_contact" => w.first_contact,
        "service.satisfied" => w.satisfied,
        "service.repeat" => w.repeat,
        "service.quadrant" => w.quadrant,
        "service.correlation" => w.related,
        other => other,
    }
}

fn rows(report: &Report, w: &Words) -> Table {
    let f = &report.figures;
    let mut table = Table::new("ledger", w.ledger, vec![text(w.item), figure(w.rows)]);
    let mut push = |item: &str, n: u64| table.rows.push(vec![Cell::text(item), Cell::Count(n)]);
    push(w.rows_in, f.ledger.rows_in);
    for (reason, &n) in &f.ledger.rejected {
        push(&fill(w.rejected, &[reason]), n);
    }
    for (why, &n) in &f.ledger.left_out {
        let why = match why.as_str() {
            "where" => w.left_where,
            "before" => w.left_before,
            "after" => w.left_after,
            "apart" => quality::apart(report.lang),
            _ => w.left_undated,
        };
        push(why, n);
    }
    if f.ledger.repeated > 0 {
        push(w.repeated_rows, f.ledger.repeated);
    }
    push(w.rows_out, f.ledger.rows_out);
    push(w.total, f.total);
    push(w.distinct, f.distinct);
    if let Some(templates) = f.templates {
        push(w.templates, templates);
    }
    for (role, &n) in &f.rows_without {
        if role == "apart" {
            push(quality::apart(report.lang), n);
            continue;
        }
        let role = match role.as_str() {
            "type" => w.without_type,
            "time" => w.without_time,
            other => other,
        };
        push(&fill(w.without, &[role]), n);
    }
    table
}

fn inputs(report: &Report, w: &Words) -> Table {
    let mut table = table!("inputs", w.inputs; i in &report.provenance.inputs => {
        text(w.file) => Cell::text(&i.name),
        figure(w.rows) => Cell::Count(i.rows),
        text(w.hash) => Cell::text(&i.hash),
    });
    if !table.rows.is_empty() {
        table.notes.push(w.hash_note.to_owned());
    }
    table
}

/// Where the report came from: label and value, for the foot of every rendering.
pub(in crate::report) fn provenance(
    report: &Report,
    w: &'static Words,
) -> Vec<(&'static str, String)> {
    let p = &report.provenance;
    let mut lines = vec![(w.command, p.command.clone())];
    for i in &p.inputs {
        let rows = format!(
            "{} · {} {} · {}",
            i.name,
            count(i.rows),
            w.rows_unit,
            i.hash
        );
        lines.push((w.inputs, rows));
    }
    if let Some(bundle) = &p.bundle {
        lines.push((w.model, bundle.clone()));
    }
    if let Some(column) = &p.type_column {
        lines.push((w.type_column, column.clone()));
    }
    lines.push((w.version, format!("tousu {}", p.version)));
    lines
}
