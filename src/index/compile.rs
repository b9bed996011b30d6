//! Query tree → tantivy query, plus what closeness and highlights need to know of it.

use super::Filter;
use super::check::{Values, check};
use super::filter::{Target, resolve};
use super::meta::{Kind, Meta};
use super::query::{Expr, Leaf, Malformed, Test};
use super::schema::Fields;
use super::text::Analyst;
use super::tokens::{COLUMN_BREAK, cover};
use crate::{Error, Result};
use std::ops::Bound;
use tantivy::index::SegmentReader;
use tantivy::query::doc_predicate_query::{DocPredicateQuery, FunctionPredicate};
use tantivy::query::{
    AllQuery, BooleanQuery, ConstScoreQuery, EmptyQuery, Occur, PhraseQuery, Query, RangeQuery,
    TermQuery,
};
use tantivy::schema::{IndexRecordOption, Term};

/// A word or string that a matching complaint holds, in its exact form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Needle {
    /// The whole string.
    pub(super) exact: String,
    /// Its words, where they may stand apart: as written, and as the words field holds them.
    pub(super) words: Vec<(String, String)>,
}

/// How many complaints matched in which way is asked by running the query with words switched off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Words {
    /// A bare word matches as a substring or by its words.
    Allowed,
    /// Only as a substring.
    SubstringOnly,
}

pub(super) struct Compiler<'a> {
    pub(super) meta: &'a Meta,
    pub(super) fields: Fields,
    pub(super) analyst: &'a Analyst,
    pub(super) searcher: &'a tantivy::Searcher,
    pub(super) words: Words,
    /// Filled while compiling: what to look for in a hit. Negated parts are left out.
    pub(super) needles: Vec<Needle>,
    negated: bool,
}

impl<'a> Compiler<'a> {
    pub(super) fn new(
        meta: &'a Meta,
        fields: Fields,
        analyst: &'a Analyst,
        searcher: &'a tantivy::Searcher,
        words: Words,
    ) -> Self {
        Self {
            meta,
            fields,
            analyst,
            searcher,
            words,
            needles: Vec::new(),
            negated: false,
        }
    }

    pub(super) fn expr(&mut self, expr: &Expr) -> Result<Box<dyn Query>, Malformed> {
        Ok(match expr {
            Expr::All => everything(),
            Expr::Exact(leaf) => {
                let exact = self.analyst.exact(&leaf.text);
                self.needle(&exact, Vec::new());
                self.substring(&exact)
            }
            Expr::Word(leaf) => self.word(&leaf.text),
            Expr::Column { column, test } => self.column(column, test)?,
            Expr::Not(inner) => {
                self.negated = !self.negated;
                let inner = self.expr(inner);
                self.negated = !self.negated;
                not(inner?)
            }
            Expr::And(parts) => self.and(parts)?,
            Expr::Or(parts) => {
                let parts = parts.iter().map(|p| Ok((Occur::Should, self.expr(p)?)));
                Box::new(BooleanQuery::new(parts.collect::<Result<_, Malformed>>()?))
            }
        })
    }

    fn and(&mut self, parts: &[Expr]) -> Result<Box<dyn Query>, Malformed> {
        let mut clauses = Vec::with_capacity(parts.len() + 1);
        for part in parts {
            if let Expr::Not(inner) = part {
                self.negated = !self.negated;
                let inner = self.expr(inner);
                self.negated = !self.negated;
                clauses.push((Occur::MustNot, inner?));
            } else {
                clauses.push((Occur::Must, self.expr(part)?));
            }
        }
        if clauses.iter().all(|(occur, _)| *occur == Occur::MustNot) {
            clauses.push((Occur::Must, everything()));
        }
        Ok(Box::new(BooleanQuery::new(clauses)))
    }

    fn needle(&mut self, exact: &str, words: Vec<(String, String)>) {
        if !self.negated && !exact.is_empty() {
            let needle = Needle {
                exact: exact.to_owned(),
                words,
            };
            if !self.needles.contains(&needle) {
                self.needles.push(needle);
            }
        }
    }

    fn word(&mut self, text: &str) -> Box<dyn Query> {
        let exact = self.analyst.exact(text);
        let substring = self.substring(&exact);
        if self.words == Words::SubstringOnly {
            self.needle(&exact, Vec::new());
            return substring;
        }
        let frequency = |word: &str| {
            let term = Term::from_field_text(self.fields.words, word);
            self.searcher.doc_freq(&term).unwrap_or(0)
        };
        let words = self
            .analyst
            .query_words(text, self.total_words(), frequency);
        self.needle(&exact, words.clone());
        if words.is_empty() {
            return substring;
        }
        let terms = words.iter().map(|(term, _)| {
            let term = Term::from_field_text(self.fields.words, term);
            let query: Box<dyn Query> =
                Box::new(TermQuery::new(term, IndexRecordOption::WithFreqs));
            (Occur::Must, query)
        });
        let by_words: Box<dyn Query> = Box::new(BooleanQuery::new(terms.collect()));
        Box::new(BooleanQuery::new(vec![
            (Occur::Should, substring),
            (Occur::Should, by_words),
        ]))
    }

    /// Words in all complaints together.
    fn total_words(&self) -> u64 {
        let segments = self.searcher.segment_readers().iter();
        let words = segments.filter_map(|s| s.inverted_index(self.fields.words).ok());
        words.map(|w| w.total_num_tokens()).sum()
    }

    /// Complaints whose exact form contains `exact`; an empty string is in all of them.
    pub(super) fn substring(&self, exact: &str) -> Box<dyn Query> {
        let pair = |text: &str| Term::from_field_text(self.fields.pairs, text);
        let cover = cover(exact);
        match cover.as_slice() {
            [] if exact.is_empty() => everything(),
            _ if exact.contains(COLUMN_BREAK) => Box::new(EmptyQuery),
            [] => {
                let end = after(exact).map_or(Bound::Unbounded, |c| Bound::Excluded(pair(&c)));
                Box::new(RangeQuery::new(Bound::Included(pair(exact)), end))
            }
            [(_, only)] => Box::new(TermQuery::new(pair(only), IndexRecordOption::WithFreqs)),
            _ => {
                let terms = cover.iter().map(|(at, text)| (*at, pair(text)));
                Box::new(PhraseQuery::new_with_offset(terms.collect()))
            }
        }
    }

    fn column(&mut self, name: &Leaf, test: &Test) -> Result<Box<dyn Query>, Malformed> {
        let Some(target) = resolve(self.meta, &name.text) else {
            return Err(Malformed::new(
                name.at.start,
                format!("no column {}; columns: {}", name.text, self.columns()),
            ));
        };
        if self.is_searched(target)
            && let Test::Is { value, .. } = test
        {
            let exact = self.analyst.exact(&value.text);
            self.needle(&exact, Vec::new());
            return Ok(self.substring(&exact));
        }
        self.tested(target, test)
            .map_err(|problem| Malformed::new(value_place(test).unwrap_or(name.at.end), problem))
    }

    fn is_searched(&self, target: Target) -> bool {
        target.kind == Kind::Text && self.meta.text.contains(&self.meta.columns[target.at].name)
    }

    fn tested(&self, target: Target, test: &Test) -> Result<Box<dyn Query>, String> {
        if self.is_searched(target) && !matches!(test, Test::Present) {
            return Err(
                "this column is searched text: name:word finds text in it; it has no order".into(),
            );
        }
        let check = check(test, target, &self.analyst.normalizer)?;
        let normalizer = self.analyst.normalizer.clone();
        let predicate = FunctionPredicate::from(move |segment: &SegmentReader| {
            check.judge(Values::open(segment, target.at)?, &normalizer)
        });
        Ok(unscored(Box::new(DocPredicateQuery::from(predicate))))
    }

    /// A `--where`, as a query that does not score.
    pub(super) fn filter(&self, f: &Filter) -> Result<Box<dyn Query>> {
        let Some(target) = resolve(self.meta, &f.column) else {
            return Err(unknown_column(self.meta, &f.column));
        };
        let inner = self.tested(target, &f.test).map_err(|problem| {
            Error::usage(format!("{}: {problem}", f.column), "Mend the condition")
        })?;
        Ok(if f.negated { not(inner) } else { inner })
    }

    fn columns(&self) -> String {
        columns(self.meta)
    }
}

pub(super) fn columns(meta: &Meta) -> String {
    let names: Vec<&str> = meta.columns.iter().map(|c| c.name.as_str()).collect();
    names.join(", ")
}

pub(super) fn unknown_column(meta: &Meta, name: &str) -> Error {
    Error::usage(
        format!("no column {name} in this index"),
        format!("Choose one of: {}", columns(meta)),
    )
}

fn value_place(test: &Test) -> Option<usize> {
    match test {
        Test::Is { value, .. } | Test::Compare(_, value) => Some(value.at.start),
        Test::Range { low, high } => low.as_ref().or(high.as_ref()).map(|(l, _)| l.at.start),
        Test::Present | Test::In(_) => None,
    }
}

/// The character after a single one: pairs that begin with that one stand before it.
fn after(single: &str) -> Option<String> {
    let c = single.chars().next()?;
    let next = (c..=char::MAX).nth(1)?;
    Some(next.into())
}

fn everything() -> Box<dyn Query> {
    unscored(Box::new(AllQuery))
}

pub(super) fn unscored(query: Box<dyn Query>) -> Box<dyn Query> {
    Box::new(ConstScoreQuery::new(query, 0.0))
}

fn not(inner: Box<dyn Query>) -> Box<dyn Query> {
    Box::new(BooleanQuery::new(vec![
        (Occur::Must, everything()),
        (Occur::MustNot, inner),
    ]))
}
