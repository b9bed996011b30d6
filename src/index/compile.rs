//! Syntax tree → tantivy query, plus what proximity and highlights need to know of it.

use super::analyzer::Analyzer;
use super::column_values::ColumnValues;
use super::filter::{ColumnRef, resolve};
use super::manifest::Manifest;
use super::predicate::Predicate;
use super::query::{Expr, Leaf, Malformed, Test};
use super::schema::Fields;
use super::spelling::plain;
use super::tokens::{COLUMN_BREAK, cover};
use crate::segment::stem;
use std::collections::BTreeSet;
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
    /// Its words, where they may be apart: as the words field holds them, and as written.
    pub(super) words: Vec<(String, String)>,
}

/// How bare words match. How many complaints matched in which way is found by compiling the query twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum WordMatching {
    /// As a substring, or by all its words.
    SubstringOrWords,
    /// Only as a substring.
    Substring,
}

/// What a query is compiled against.
#[derive(Clone, Copy)]
pub(super) struct Target<'a> {
    pub(super) manifest: &'a Manifest,
    pub(super) fields: Fields,
    pub(super) analyzer: &'a Analyzer,
    pub(super) searcher: &'a tantivy::Searcher,
}

pub(super) struct Compiler<'a> {
    target: Target<'a>,
    words: WordMatching,
    /// Filled while compiling: what to look for in a hit. Negated parts are left out.
    pub(super) needles: Vec<Needle>,
    negated: bool,
}

impl<'a> Compiler<'a> {
    pub(super) fn new(target: Target<'a>, words: WordMatching) -> Self {
        Self {
            target,
            words,
            needles: Vec::new(),
            negated: false,
        }
    }

    pub(super) fn expr(&mut self, expr: &Expr) -> Result<Box<dyn Query>, Malformed> {
        Ok(match expr {
            Expr::All => everything(),
            Expr::Exact(leaf) => {
                let exact = self.target.analyzer.exact(&leaf.text);
                self.needle(&exact, Vec::new());
                self.substring(&exact)
            }
            Expr::Word(leaf) => self.word(&leaf.text),
            Expr::Column { column, test } => self.column(column, test)?,
            Expr::Not(_) => self.and(std::slice::from_ref(expr))?,
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
        let exact = self.target.analyzer.exact(text);
        let substring = self.substring(&exact);
        let words = match self.words {
            WordMatching::Substring => Vec::new(),
            WordMatching::SubstringOrWords => self.query_words(text),
        };
        self.needle(&exact, words.clone());
        let term = |word: &str| -> Box<dyn Query> {
            let term = Term::from_field_text(self.target.fields.words, word);
            Box::new(TermQuery::new(term, IndexRecordOption::WithFreqs))
        };
        let mut ways = vec![(Occur::Should, substring)];
        if !words.is_empty() {
            let terms = words.iter().map(|(word, _)| (Occur::Must, term(word)));
            ways.push((Occur::Should, Box::new(BooleanQuery::new(terms.collect()))));
        }
        let plain = plain(&exact).filter(|_| self.words == WordMatching::SubstringOrWords);
        if let Some(plain) = plain.filter(|p| *p != exact) {
            ways.push((Occur::Should, term(&stem(&plain))));
            self.needle(&plain, Vec::new());
        }
        match ways.len() {
            1 => ways.remove(0).1,
            _ => Box::new(BooleanQuery::new(ways)),
        }
    }

    /// The words of a bare word; none where the index does not hold all of them.
    fn query_words(&self, text: &str) -> Vec<(String, String)> {
        let Target {
            fields,
            searcher,
            analyzer,
            ..
        } = self.target;
        let segments = searcher.segment_readers().iter();
        let words = segments.filter_map(|s| s.inverted_index(fields.words).ok());
        let total = words.map(|w| w.total_num_tokens()).sum();
        analyzer.query_words(text, total, |word| {
            let term = Term::from_field_text(fields.words, word);
            searcher.doc_freq(&term).unwrap_or(0)
        })
    }

    /// Complaints whose exact form contains `exact`; an empty string is in all of them.
    fn substring(&self, exact: &str) -> Box<dyn Query> {
        let pair = |text: &str| Term::from_field_text(self.target.fields.pairs, text);
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
        let manifest = self.target.manifest;
        let Some(column) = resolve(manifest, &name.text) else {
            let problem = format!(
                "no column {}; columns: {}",
                name.text,
                manifest.column_names()
            );
            return Err(Malformed::new(name.at.start, problem));
        };
        if manifest.is_searched(column.at)
            && let Test::Is { value, .. } = test
        {
            let exact = self.target.analyzer.exact(&value.text);
            self.needle(&exact, Vec::new());
            return Ok(self.substring(&exact));
        }
        let query = self.column_test(column, test);
        query.map_err(|problem| Malformed::new(value_start(test).unwrap_or(name.at.end), problem))
    }

    fn column_test(&self, column: ColumnRef, test: &Test) -> Result<Box<dyn Query>, String> {
        let Target {
            manifest, analyzer, ..
        } = self.target;
        if manifest.is_searched(column.at) {
            return Err(match test {
                Test::Present => "this column is searched text, of which an index does not know whether it is empty",
                _ => "this column is searched text: write name:word to find text in it",
            }
            .into());
        }
        let predicate = Predicate::new(test, column.kind, &analyzer.normalizer)?;
        let normalizer = analyzer.normalizer.clone();
        let predicate = FunctionPredicate::from(move |segment: &SegmentReader| {
            predicate.doc_test(ColumnValues::open(segment, column.at)?, &normalizer)
        });
        Ok(unscored(Box::new(DocPredicateQuery::from(predicate))))
    }
}

fn value_start(test: &Test) -> Option<usize> {
    match test {
        Test::Is { value, .. } | Test::Compare(_, value) => Some(value.at.start),
        Test::Range { low, high } => low.as_ref().or(high.as_ref()).map(|(l, _)| l.at.start),
        Test::Present | Test::In(_) => None,
    }
}

/// The character after a single one: pairs that begin with that one sort before it.
fn after(single: &str) -> Option<String> {
    let c = single.chars().next()?;
    let next = (c..=char::MAX).nth(1)?;
    Some(next.into())
}

/// Complaints that have one of these ids.
pub(super) fn among(ids: BTreeSet<String>) -> Box<dyn Query> {
    let predicate = FunctionPredicate::from(move |segment: &SegmentReader| {
        let column = segment.fast_fields().str("id")?;
        let mut ords = Vec::new();
        // the set is sorted by bytes, as ordinals are
        for id in column.iter().flat_map(|_| &ids) {
            let known = column.as_ref().map(|c| c.dictionary().term_ord(id));
            ords.extend(known.transpose()?.flatten());
        }
        Ok(move |doc: u32| {
            let ord = column.as_ref().and_then(|c| c.ords().first(doc));
            ord.is_some_and(|o| ords.binary_search(&o).is_ok())
        })
    });
    unscored(Box::new(DocPredicateQuery::from(predicate)))
}

fn everything() -> Box<dyn Query> {
    unscored(Box::new(AllQuery))
}

pub(super) fn unscored(query: Box<dyn Query>) -> Box<dyn Query> {
    Box::new(ConstScoreQuery::new(query, 0.0))
}
