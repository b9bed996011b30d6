//! How often the answer to a yes-or-no question is yes, where, and in which words.

use super::super::Report;
use super::super::document::{
    Block, Cell, Plot, Print, Section, Shown, Table, figure, interval, table, text,
};
use super::super::wording::{Words, risk as wording};
use super::slice_name;
use crate::aggregate::AnswerReading;
use crate::report::{OutcomeRisk, RiskScore, YesRate};
use wording::heads;

pub(super) fn make<'a>(report: &'a Report, w: &'static Words) -> Vec<Section<'a>> {
    let Some(risk) = &report.outcome_risk else {
        return Vec::new();
    };
    let mut section = Section::new("outcome-risk", wording::title(risk, w.lang));
    section.lead = wording::lead(risk, w.lang);
    let mut tables = vec![types(risk, w), cells(risk, w), words(risk, w)];
    if let Some(score) = &risk.score {
        let yes = wording::yes_head(risk, w.lang);
        tables.extend([figures(score, w), groups(score, &yes, w)]);
    }
    tables.push(answers(risk, w));
    tables.retain(|t| !t.rows.is_empty());
    if let Some(first) = tables.first_mut() {
        first.notes.splice(0..0, wording::notes(risk, w.lang));
    }
    section.blocks.extend(tables.into_iter().map(Block::Table));
    vec![section]
}

fn ends(rate: &YesRate) -> Cell {
    Cell::shares(rate.low, rate.high)
}

fn types(risk: &OutcomeRisk, w: &'static Words) -> Table {
    let (h, yes) = (heads(w.lang), wording::yes_head(risk, w.lang));
    let mut table = table!("outcome_risk_types", h.by_type; t in &risk.types => {
        text(w.complaint_type) => Cell::text(t.scope.name.as_deref().unwrap_or_default()),
        figure(h.known) => Cell::Count(t.rate.known),
        figure(&yes) => Cell::Count(t.rate.yes),
        figure(h.rate) => Cell::percent(t.rate.rate),
        interval(w.interval) => ends(&t.rate),
        figure(h.of_others).files_only() => Cell::percent(Some(t.rate_elsewhere)),
        text(h.beside_others) => Cell::text(wording::beside_others(t, w.lang)),
        figure(h.of_texts) => Cell::percent(t.text_risk),
        text(h.beside_texts) => Cell::text(wording::beside(t.beside_texts(), w.lang)),
        figure(w.p).files_only() => Cell::P(t.p_adjusted),
    });
    table.plot = Plot::Bars(h.rate);
    table.tidy_columns()
}

fn cells(risk: &OutcomeRisk, w: &'static Words) -> Table {
    let (h, yes) = (heads(w.lang), wording::yes_head(risk, w.lang));
    let table = table!("outcome_risk", h.cells; c in &risk.cells => {
        text(h.place) => Cell::text(wording::place_name(&c.scope, w.lang)),
        text(w.complaint_type).files_only() => Cell::text(c.scope.name.as_deref().unwrap_or_default()),
        text(w.value).files_only() => Cell::text(slice_name(&c.scope.values, w)),
        figure(h.known) => Cell::Count(c.rate.known),
        figure(&yes) => Cell::Count(c.rate.yes),
        figure(h.rate) => Cell::percent(c.rate.rate),
        interval(w.interval) => ends(&c.rate),
        figure(h.of_types) => Cell::percent(Some(c.rate_elsewhere)),
        figure(h.of_texts) => Cell::percent(c.text_risk),
        text(h.beside_texts) => Cell::text(wording::beside(c.beside_texts(), w.lang)),
        figure(w.p).files_only() => Cell::P(c.p_adjusted),
    });
    table.tidy_columns()
}

fn words(risk: &OutcomeRisk, w: &'static Words) -> Table {
    let (h, yes) = (heads(w.lang), wording::yes_head(risk, w.lang));
    let of = |yes| wording::answer(risk, yes, w.lang);
    let more = risk.words_of_yes.iter().map(|x| (x, of(true)));
    let all = more.chain(risk.words_of_no.iter().map(|x| (x, of(false))));
    let mut table = table!("outcome_risk_words", h.words; (x, answer) in all => {
        text(w.word) => Cell::text(&x.word),
        text(h.goes_with) => Cell::text(answer),
        figure(h.holding) => Cell::Count(x.rate.known),
        figure(&yes) => Cell::Count(x.rate.yes),
        figure(h.rate) => Cell::percent(x.rate.rate),
        interval(w.interval) => ends(&x.rate),
        figure(h.without) => Cell::percent(Some(x.rate_elsewhere)),
        figure(w.p).files_only() => Cell::P(x.p_adjusted),
        text(w.examples).ids() => Cell::text(x.ids.join(w.list_sep)),
    });
    table.notes = wording::word_notes(w.lang);
    let mut table = table.tidy_columns();
    table.trimmed = table.columns.last().is_some_and(|c| c.head == w.examples);
    table
}

fn figures(score: &RiskScore, w: &'static Words) -> Table {
    let h = heads(w.lang);
    let figures = wording::figures(score, w.lang);
    let mut table = table!("outcome_risk_score", h.score; (name, value, ends) in figures => {
        text(h.figure) => Cell::text(name),
        figure(h.value) => Cell::Number(value, 3),
        interval(w.interval) => ends.map_or(Cell::Empty, |(low, high)| Cell::Band(low, high)),
    });
    table.shown = Shown::Folded;
    table
}

fn groups(score: &RiskScore, yes: &str, w: &'static Words) -> Table {
    let h = heads(w.lang);
    let mut table = table!("outcome_risk_calibration", h.groups; g in &score.groups => {
        figure(h.predicted) => Cell::percent(Some(g.predicted)),
        figure(h.known) => Cell::Count(g.rate.known),
        figure(yes) => Cell::Count(g.rate.yes),
        figure(h.rate) => Cell::percent(g.rate.rate),
        interval(w.interval) => ends(&g.rate),
    });
    table.shown = Shown::Folded;
    table
}

/// How every answer was read.
fn answers(risk: &OutcomeRisk, w: &'static Words) -> Table {
    let h = heads(w.lang);
    let mut table = table!("outcome_risk_answers", h.answers; a in &risk.answers => {
        text(w.answer) => Cell::text(&a.answer),
        text(w.read_as) => Cell::text(match a.reading {
            Some(AnswerReading::Yes) => w.yes,
            Some(AnswerReading::No) => w.no,
            Some(AnswerReading::NoAnswer) | None => h.unknown,
        }),
        figure(w.count) => Cell::Count(a.count),
    });
    table.notes.push(wording::answer_note(w.lang).to_owned());
    table.shown = Shown::Folded;
    table.print = Print::None;
    table
}
