//! A query made ready to run: the tantivy query, the order, the columns to count.

use super::collector::Order;
use super::compile::{Compiler, Needle, Target, WordMatching, among, unscored};
use super::date_range::date_range;
use super::errors::NAME_TIME;
use super::filter::{ColumnRef, resolve};
use super::manifest::Manifest;
use super::pseudonym;
use super::query::{Expr, Leaf, Op, Test, parse};
use super::search_types::SearchParams;
use crate::{Error, Result};
use std::collections::BTreeSet;
use tantivy::query::{BooleanQuery, Occur, Query};

/// A query made ready to run.
pub(super) struct Plan {
    pub(super) query: Box<dyn Query>,
    /// The same, bare words as substrings only; `None` where that is the same.
    pub(super) substring: Option<Box<dyn Query>>,
    pub(super) needles: Vec<Needle>,
    pub(super) order: Order,
    pub(super) facets: Vec<ColumnRef>,
}

impl Plan {
    /// # Errors
    /// A malformed query or condition, an unknown column, a time range without times.
    pub(super) fn new(target: Target<'_>, query: &str, params: &SearchParams) -> Result<Self> {
        let expr = parse(query).map_err(|e| e.explain(query))?;
        let expr = pseudonym::expr(expr, target.analyzer);
        let mut conditions: Vec<Expr> = params.filters.iter().map(|f| f.0.clone()).collect();
        conditions.extend(time_range(target.manifest, params)?);
        let ids: Option<BTreeSet<String>> =
            params.ids.as_ref().map(|ids| ids.iter().cloned().collect());
        let compile = |words| -> Result<(Box<dyn Query>, Vec<Needle>)> {
            let mut compiler = Compiler::new(target, words);
            let main = compiler.expr(&expr).map_err(|e| e.explain(query))?;
            let needles = std::mem::take(&mut compiler.needles);
            let mut clauses = vec![(Occur::Must, main)];
            for condition in &conditions {
                let condition = pseudonym::expr(condition.clone(), target.analyzer);
                let compiled = compiler.expr(&condition).map_err(|e| {
                    Error::usage(e.problem, "Correct the condition on that column.")
                })?;
                clauses.push((Occur::Must, compiled));
            }
            clauses.extend(ids.clone().map(|ids| (Occur::Must, among(ids))));
            Ok(match clauses.len() {
                1 => (clauses.remove(0).1, needles),
                _ => (Box::new(BooleanQuery::new(clauses)), needles),
            })
        };
        let (main, needles) = compile(WordMatching::SubstringOrWords)?;
        let substring = match has_words(&expr) {
            true => Some(unscored(compile(WordMatching::Substring)?.0)),
            false => None,
        };
        let order = match &params.sort {
            None => Order::Score,
            Some(sort) => Order::Column {
                at: short_column(target.manifest, &sort.column, "sorted by")?.at,
                descending: sort.descending,
            },
        };
        let facets = params.facets.iter();
        let facets = facets.map(|f| short_column(target.manifest, f, "counted"));
        Ok(Self {
            query: main,
            substring,
            needles,
            order,
            facets: facets.collect::<Result<_>>()?,
        })
    }
}

/// A column that is not searched text.
fn short_column(manifest: &Manifest, name: &str, doing: &str) -> Result<ColumnRef> {
    let problem = match resolve(manifest, name) {
        Some(column) if manifest.is_searched(column.at) => {
            format!("column {name} is searched text and cannot be {doing}")
        }
        Some(column) => return Ok(column),
        None => format!("the index has no column {name}"),
    };
    let names = manifest.column_names();
    Err(Error::usage(problem, format!("Choose one of: {names}.")))
}

fn time_range(manifest: &Manifest, params: &SearchParams) -> Result<Vec<Expr>> {
    let ends = [
        ("--since", &params.since, Op::AtLeast),
        ("--until", &params.until, Op::AtMost),
    ];
    let mut conditions = Vec::new();
    for (name, text, op) in ends {
        let Some(text) = text else { continue };
        let Some(column) = &manifest.roles.time else {
            return Err(Error::usage("the index has no time column", NAME_TIME));
        };
        if date_range(text).is_none() {
            return Err(Error::Param {
                name,
                got: format!("`{text}`"),
                wanted: "a date such as 2024-03-05, 2024-03, 2024-Q1 or 2024",
            });
        }
        conditions.push(Expr::Column {
            column: Leaf::untyped(column),
            test: Test::Compare(op, Leaf::untyped(text)),
        });
    }
    Ok(conditions)
}

fn has_words(expr: &Expr) -> bool {
    match expr {
        Expr::Word(_) => true,
        Expr::Not(inner) => has_words(inner),
        Expr::And(parts) | Expr::Or(parts) => parts.iter().any(has_words),
        Expr::All | Expr::Exact(_) | Expr::Column { .. } => false,
    }
}
