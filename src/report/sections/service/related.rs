//! Shares of types against service figures.

use crate::aggregate::{Correlation, Correlations, Service};
use crate::report::document::{Block, Cell, Lines, Shown, Table, figure, interval, table, text};
use crate::report::number::{count, decimals, p_value};
use crate::report::wording::service::figure_name;
use crate::report::wording::{Words, fill};

/// Adjusted p below which a correlation is named.
const SURE: f64 = 0.05;
/// Correlations named at most.
const NAMED: usize = 8;

/// What is sure in words, and every pair in a table.
pub(super) fn blocks<'a>(s: &Service, w: &'static Words) -> Vec<Block<'a>> {
    let Some(c) = &s.correlations else {
        return if s.measures.is_empty() && s.shares.is_empty() && s.nps.is_none() {
            Vec::new()
        } else {
            vec![lines(vec![w.related_few.to_owned()], w)]
        };
    };
    vec![lines(named(c, w), w), Block::Table(pairs(c, w))]
}

fn lines<'a>(lines: Vec<String>, w: &Words) -> Block<'a> {
    Block::Lines(Lines {
        printed: false,
        ..Lines::new(w.related, lines)
    })
}

fn named(c: &Correlations, w: &'static Words) -> Vec<String> {
    let sure = c
        .pairs
        .iter()
        .filter(|p| p.p_adjusted.is_some_and(|p| p < SURE));
    let mut sure: Vec<&Correlation> = sure.collect();
    let strength = |p: &Correlation| p.spearman_prewhitened.or(p.spearman).map_or(0.0, f64::abs);
    sure.sort_by(|a, b| strength(b).total_cmp(&strength(a)));
    let over = c.over.as_deref().unwrap_or(w.related_periods);
    let tried = count(c.pairs.len() as u64);
    let mut lines = vec![fill(
        w.related_lead,
        &[over, &tried, &count(sure.len() as u64)],
    )];
    lines.extend(sure.iter().take(NAMED).map(|p| {
        let rho = |rho: Option<f64>| decimals(rho.unwrap_or(0.0), 2);
        let (n, sure) = (p.n.to_string(), p_value(p.p_adjusted.unwrap_or(1.0)));
        let of = [p.name.as_str(), figure_name(p.figure, w), &rho(p.spearman)];
        match p.spearman_prewhitened {
            None => fill(w.related_pair, &[&of[..], &[&n, &sure]].concat()),
            fresh => fill(
                w.related_moved,
                &[&of[..], &[&rho(fresh), &n, &sure]].concat(),
            ),
        }
    }));
    lines.extend(c.over.is_none().then(|| w.related_drift.to_owned()));
    lines.push(w.related_note.to_owned());
    lines
}

fn pairs(c: &Correlations, w: &'static Words) -> Table {
    let coefficient = |x: Option<f64>| x.map_or(Cell::Empty, |x| Cell::Number(x, 2));
    // periods are not independent: no interval of theirs is known
    let over_periods = c.over.is_none();
    let mut table = table!("correlations", w.related_table; p in &c.pairs => {
        text(w.complaint_type) => Cell::text(&p.name),
        text(w.metric) => Cell::text(figure_name(p.figure, w)),
        figure("n") => Cell::Count(p.n),
        figure(w.pearson) => coefficient(p.pearson),
        figure(w.spearman) => coefficient(p.spearman),
        if over_periods { figure(w.prewhitened) } else { interval(w.pearson_interval) } => match over_periods {
            true => coefficient(p.spearman_prewhitened),
            false => Cell::band(p.low, p.high),
        },
        figure(w.p) => Cell::p(p.p_adjusted),
    });
    table.shown = Shown::Folded;
    table
}
