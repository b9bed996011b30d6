//! What the next periods are expected to hold.

use super::super::document::{Block, Cell, Print, Shown, Table, figure, interval, table, text};
use super::super::wording::{Words, forecast, holiday};
use crate::aggregate::Figures;

/// Types that are printed.
const PRINTED: usize = 10;

/// All complaints by period, and the types in the first of these.
pub(super) fn blocks<'a>(f: &Figures, w: &'static Words) -> Vec<Block<'a>> {
    let Some(forecast) = &f.forecast else {
        return Vec::new();
    };
    let Some(next) = forecast.periods.first() else {
        return Vec::new();
    };
    let [title, of_types] = forecast::titles(&next.period, w.lang);
    let [half, most, nearly_all] = forecast::intervals(w.lang);
    let band = |(low, high): (f64, f64)| Cell::Band(low, high);
    let holidays = |names: &[String]| {
        let names: Vec<&str> = names.iter().map(|h| holiday(h, w.lang)).collect();
        names.join(w.list_sep)
    };
    let mut table = table!("forecast", title; p in &forecast.periods => {
        text(w.period) => Cell::period(&p.period),
        text(w.start).files_only() => Cell::Date(p.start),
        text(w.end).files_only() => Cell::Date(p.end),
        figure(forecast::so_far(w.lang)) => Cell::count((p.so_far > 0).then_some(p.so_far)),
        figure(w.expected) => Cell::number(Some(p.all.expected)),
        interval(half) => band(p.all.interval_50),
        interval(most) => band(p.all.interval_80),
        interval(nearly_all) => band(p.all.interval_95),
        text(w.holidays) => Cell::text(holidays(&p.holidays)),
    });
    table.notes = forecast::notes(forecast, w.lang);
    let mut blocks = vec![Block::Table(table.tidy())];
    if f.types.is_empty() {
        return blocks;
    }
    let types = f.types.iter().zip(&next.types);
    let mut table = table!("forecast_types", of_types; (t, p) in types => {
        text(w.complaint_type) => Cell::text(&t.name),
        figure(w.expected).summed() => Cell::number(Some(p.expected)),
        interval(half).files_only() => band(p.interval_50),
        interval(most) => band(p.interval_80),
        interval(nearly_all) => band(p.interval_95),
    });
    table.shown = Shown::Folded;
    table.print = Print::First(PRINTED);
    blocks.push(Block::Table(table.tidy()));
    blocks
}
