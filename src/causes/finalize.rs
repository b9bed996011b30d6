//! Candidates → findings: distinctive words, whole phrases, exemplars.

use super::candidate::Candidate;
use super::cell;
use super::context::Context;
use super::exemplar;
use super::finding::{Exemplar, Finding, FindingKind};
use super::members::Members;
use super::phrase;
use super::rows::{Part, Scope};
use super::terms::Terms;
use super::words::{self, Contrast, RankedWord};
use crate::aggregate::day;
use rayon::prelude::*;
use rustc_hash::FxHashMap;
use std::collections::{BTreeMap, BTreeSet};

/// The complaints that hold each of some terms, ascending.
type Holding = FxHashMap<u32, Vec<u32>>;

/// Every candidate with its words and exemplars.
pub(super) fn finalize(context: &Context<'_>, candidates: Vec<Candidate>) -> Vec<Finding> {
    let rows: Vec<Vec<u32>> = candidates
        .par_iter()
        .map(|c| context.part(&c.scope, &c.part))
        .collect();
    let Some(terms) = context.complaints.terms else {
        let each = candidates.into_par_iter().zip(rows);
        let bare = |(mut candidate, rows): (Candidate, Vec<u32>)| {
            let members = Members::of(context, &candidate, rows);
            candidate.finding.distinct = members.distinct(context.table());
            members.attach(context, &mut candidate.finding, &[]);
            candidate.finding
        };
        return each.map(bare).collect();
    };
    let words = distinctive(context, terms, &candidates, &rows);
    let mut wanted: Vec<u32> = words.iter().flatten().map(|c| c.term).collect();
    wanted.sort_unstable();
    wanted.dedup();
    let holding = terms.holding(&wanted);
    candidates
        .into_par_iter()
        .zip(rows)
        .zip(words)
        .map(|((candidate, rows), words)| {
            with_words(context, terms, candidate, (rows, words), &holding)
        })
        .collect()
}

/// The distinctive words of every candidate.
fn distinctive(
    context: &Context<'_>,
    terms: &Terms,
    candidates: &[Candidate],
    rows: &[Vec<u32>],
) -> Vec<Vec<RankedWord>> {
    let scopes: BTreeSet<&Scope> = candidates.iter().map(|c| &c.scope).collect();
    let scopes: BTreeMap<&Scope, (Vec<u32>, u64)> = scopes
        .into_par_iter()
        .map(|scope| {
            let counts = terms.count_in(context.scope(scope));
            (scope, (counts, context.scope(scope).count() as u64))
        })
        .collect();
    let contrasts: Vec<Contrast<'_>> = candidates
        .par_iter()
        .zip(rows)
        .filter_map(|(candidate, rows)| {
            let (all, all_rows) = scopes.get(&candidate.scope)?;
            Some(Contrast {
                here: terms.count_in(rows.iter().copied()),
                rows: rows.len() as u64,
                all,
                all_rows: *all_rows,
                only: match &candidate.part {
                    Part::Burst(_, terms) | Part::Rows(_, terms) => Some(terms),
                    _ => None,
                },
            })
        })
        .collect();
    words::distinctive(terms, &contrasts)
}

fn with_words(
    context: &Context<'_>,
    terms: &Terms,
    mut candidate: Candidate,
    (rows, words): (Vec<u32>, Vec<RankedWord>),
    holding: &Holding,
) -> Finding {
    let (source, table) = (context.complaints.source, context.table());
    let words = whole_words(context, &candidate, rows.len(), words, holding);
    let rows = match (&candidate.part, words.first()) {
        (Part::Burst(..), Some(first)) => {
            let finding = &mut candidate.finding;
            finding.expected = Some(first.word.share_elsewhere * rows.len() as f64);
            finding.count = first.word.count;
            held_by(context, &candidate, first, holding)
        }
        _ => rows,
    };
    let members = Members::of(context, &candidate, rows.clone());
    let Candidate {
        mut finding,
        scope,
        part,
        ..
    } = candidate;
    finding.distinct = members.distinct(table);
    // Exemplars of a rise come from the cell that carries it.
    let slice = finding.slices.first();
    let carrier = slice.and_then(|s| cell::key(table, &s.cell));
    let in_carrier = |row| match &carrier {
        Some(key) => cell::holds(table, key, row),
        None => true,
    };
    // Those of words that burst are among the complaints that hold the first.
    let is_counted =
        |row: &u32| !matches!(part, Part::Burst(..)) || rows.binary_search(row).is_ok();
    let shown = |row: u32| {
        context.holds(&scope, &part, row) && in_carrier(row as usize) && is_counted(&row)
    };
    finding.exemplars = exemplar::exemplars(source, terms, (&rows, &shown), &words, holding);
    if let Some(row) = most_copied(context, &finding) {
        let names: Vec<&str> = words.iter().map(|c| c.word.word.as_str()).collect();
        let exemplar = Exemplar::of(source, row, &names);
        finding.exemplars.retain(|e| e.id != exemplar.id);
        finding.exemplars.truncate(exemplar::SHOWN - 1);
        finding.exemplars.insert(0, exemplar);
    }
    let held = words.iter().filter_map(|c| holding.get(&c.term));
    let held: Vec<&[u32]> = held.map(Vec::as_slice).collect();
    finding.words = words.iter().map(|c| c.word.clone()).collect();
    members.attach(context, &mut finding, &held);
    finding
}

/// The complaints of a part that hold a word, ascending.
fn held_by(
    context: &Context<'_>,
    candidate: &Candidate,
    word: &RankedWord,
    holding: &Holding,
) -> Vec<u32> {
    let held = holding.get(&word.term).into_iter().flatten().copied();
    let in_part = held.filter(|&row| context.holds(&candidate.scope, &candidate.part, row));
    let source = context.complaints.source;
    // a term may have grown to a phrase; of words apart it stays a term
    let grown =
        context.complaints.terms.map(|t| t.name(word.term)) != Some(word.word.word.as_str());
    let says = |row: &u32| !grown || phrase::holds(source, *row, &word.word.word);
    in_part.filter(says).collect()
}

/// Where copies make up a rise: the text that was copied most in those days, by its first row.
fn most_copied(context: &Context<'_>, finding: &Finding) -> Option<usize> {
    if finding.kind != FindingKind::Rise || !finding.is_mostly_copies() {
        return None;
    }
    let (first, last) = finding.days?;
    let days = day(first)..=day(last?);
    let table = context.table();
    let name = finding.subject.name.as_deref();
    let type_id = name.and_then(|n| context.type_id(n));
    let mut copies: BTreeMap<u32, u64> = BTreeMap::new();
    for row in 0..table.rows() {
        let here = table.day(row).is_some_and(|d| days.contains(&d));
        if here && type_id.is_none_or(|t| table.types.codes[row] == t) {
            *copies.entry(*table.group.get(row)?).or_default() += 1;
        }
    }
    let most = |&(row, n): &(u32, u64)| (n, std::cmp::Reverse(row));
    let (row, n) = copies.into_iter().max_by_key(most)?;
    (n > 2).then_some(row as usize)
}

/// The words as they are shown: grown to whole phrases and counted again, without the names of the slices themselves and
/// without those that lie inside another.
fn whole_words(
    context: &Context<'_>,
    candidate: &Candidate,
    rows: usize,
    words: Vec<RankedWord>,
    holding: &Holding,
) -> Vec<RankedWord> {
    let (source, finding) = (context.complaints.source, &candidate.finding);
    let cells = finding.slices.iter().flat_map(|s| &s.cell);
    let values = finding.subject.slice.iter().chain(cells);
    let names: Vec<String> = values.map(|(_, value)| value.to_lowercase()).collect();
    let named = |word: &str| names.iter().any(|n| n.contains(word));
    let others = context.scope(&candidate.scope).count() - rows;
    let mut whole: Vec<RankedWord> = Vec::new();
    for mut c in words {
        let held = holding.get(&c.term).map_or(&[][..], Vec::as_slice);
        let in_part = |row: &u32| context.holds(&candidate.scope, &candidate.part, *row);
        let here = || held.iter().copied().filter(in_part);
        if named(&c.word.word) {
            continue;
        }
        let phrase = phrase::whole(source, here(), &c.word.word);
        let inside = |w: &RankedWord| phrase::repeats(&w.word.word, &phrase);
        if !words::is_whole(&phrase) || whole.iter().any(inside) || named(&phrase) {
            continue;
        }
        if phrase != c.word.word {
            let in_scope = |row: &u32| {
                let rows = &context.rows;
                rows.in_scope(context.table(), &candidate.scope, *row)
            };
            let hits = phrase::count(source, here(), &phrase);
            let all = phrase::count(source, held.iter().copied().filter(in_scope), &phrase);
            c.recount(phrase, (hits, all - hits), (rows as u64, others as u64));
        }
        let shown = here().take(exemplar::SHOWN);
        c.word.examples = shown.map(|row| source.id(row as usize)).collect();
        whole.push(c);
    }
    whole
}
