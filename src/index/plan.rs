//! A question made ready to run: the tantivy query, the order, the columns to count.

use super::collect::Order;
use super::compile::{Compiler, Needle, Words, columns, unknown_column, unscored};
use super::filter::{Target, resolve};
use super::meta::Kind;
use super::pseudonym;
use super::query::{Expr, Leaf, Malformed, Op, Test, parse};
use super::{Filter, SearchParams, Searcher};
use crate::{Error, Result};
use tantivy::query::{BooleanQuery, Occur, Query};

/// A query made ready.
pub(super) struct Plan {
    pub(super) query: Box<dyn Query>,
    /// The same, bare words as substrings only; `None` where that is no different.
    pub(super) substring: Option<Box<dyn Query>>,
    pub(super) needles: Vec<Needle>,
    pub(super) order: Order,
    pub(super) facets: Vec<Target>,
}

impl Searcher {
    pub(super) fn plan(&self, query: &str, params: &SearchParams) -> Result<Plan> {
        let expr = parse(query).map_err(|e| e.explain(query))?;
        let expr = pseudonym::expr(expr, &self.analyst);
        let build = |words| -> Result<(Box<dyn Query>, Vec<Needle>)> {
            let mut c = Compiler::new(&self.meta, self.fields, &self.analyst, &self.tantivy, words);
            let main = c.expr(&expr).map_err(|e: Malformed| e.explain(query))?;
            let mut clauses = vec![(Occur::Must, main)];
            for f in params.filters.iter().chain(&self.time_filters(params)?) {
                let f = pseudonym::filter(f, &self.analyst);
                clauses.push((Occur::Must, c.filter(&f)?));
            }
            let needles = std::mem::take(&mut c.needles);
            Ok(match clauses.len() {
                1 => (clauses.remove(0).1, needles),
                _ => (Box::new(BooleanQuery::new(clauses)), needles),
            })
        };
        let (query, needles) = build(Words::Allowed)?;
        let substring = if has_words(&expr) {
            Some(unscored(build(Words::SubstringOnly)?.0))
        } else {
            None
        };
        let order = match &params.sort {
            None => Order::Score,
            Some(sort) => Order::Column {
                at: self.short_column(&sort.column, "sorted by")?.at,
                descending: sort.descending,
            },
        };
        let facets = params
            .facets
            .iter()
            .map(|f| self.short_column(f, "counted"));
        Ok(Plan {
            query,
            substring,
            needles,
            order,
            facets: facets.collect::<Result<_>>()?,
        })
    }

    fn short_column(&self, name: &str, doing: &str) -> Result<Target> {
        let target = resolve(&self.meta, name).ok_or_else(|| unknown_column(&self.meta, name))?;
        let column = &self.meta.columns[target.at];
        if target.kind == Kind::Text && self.meta.text.contains(&column.name) {
            return Err(Error::usage(
                format!("column {name} is searched text and cannot be {doing}"),
                format!("Choose another of: {}", columns(&self.meta)),
            ));
        }
        Ok(target)
    }

    fn time_filters(&self, params: &SearchParams) -> Result<Vec<Filter>> {
        let ends = [(&params.since, Op::AtLeast), (&params.until, Op::AtMost)];
        let mut out = Vec::new();
        for (text, op) in ends {
            let Some(text) = text else { continue };
            let Some(column) = self.meta.time.clone() else {
                return Err(Error::usage(
                    "this index has no time column for --since and --until",
                    "Name one when indexing: tousu index … --time COL",
                ));
            };
            let value = Leaf {
                text: text.clone(),
                at: 0..0,
            };
            out.push(Filter {
                column,
                test: Test::Compare(op, value),
                negated: false,
            });
        }
        Ok(out)
    }
}

fn has_words(expr: &Expr) -> bool {
    match expr {
        Expr::Word(_) => true,
        Expr::Not(inner) => has_words(inner),
        Expr::And(parts) | Expr::Or(parts) => parts.iter().any(has_words),
        Expr::All | Expr::Exact(_) | Expr::Column { .. } => false,
    }
}
