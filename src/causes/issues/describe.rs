//! A group of complaints → an issue: where, since when, in which words, how it stands to the time before.

use super::super::cell;
use super::super::finding::{
    Exemplar, Finding, FindingKind, IssueHistory, IssueStatus, Subject, Word,
};
use super::super::members::evidence;
use super::super::words::log_odds_z;
use super::super::{exemplar, phrase};
use super::crowd::Crowd;
use super::group::Group;
use crate::aggregate::{NONE, Table, date};
use std::collections::BTreeMap;

/// Words shown.
const WORDS: usize = 3;
/// Ids kept.
const MOST_IDS: usize = 10_000;
/// Exemplars shown.
const SHOWN: usize = 3;
/// Earlier stretches told of.
const BEFORE: usize = 12;
/// A type or value is named where this share of the complaints has it,
const MOSTLY: f64 = 0.7;
/// and so many times the share among all reported complaints.
const LIFT: f64 = 1.5;
/// An earlier stretch had the issue with so many complaints, or this share of those now.
const THERE: f64 = 3.0;
const THERE_SHARE: f64 = 0.3;
/// Growing: so many times the stretch before.
const GROWING: f64 = 1.5;

/// The issue, and how much it asks for an answer: complaints beyond expectation, more for a narrow place and for texts that are alike.
/// One that nothing but its own place or type names comes last.
pub(super) fn described(crowd: &Crowd<'_>, group: &Group, period: &str) -> Option<(f64, Finding)> {
    let source = crowd.complaints.source;
    let subject = Subject {
        period: Some(period.to_owned()),
        ..subject(crowd, &group.rows)
    };
    let words = words(crowd, group, &subject);
    let count = group.rows.len() as u64;
    let within = within(crowd, &group.rows, &subject);
    let excess = count as f64 - group.expected;
    let score = excess * narrow(crowd, &subject) * alike(crowd, group);
    let ids = group.rows.iter().take(MOST_IDS);
    let last = date(crowd.first + crowd.days - 1)?;
    let finding = Finding {
        kind: FindingKind::Issue,
        count,
        distinct: count,
        expected: Some(group.expected),
        days: Some((date(crowd.first)?, Some(last))),
        members: ids.map(|&row| source.id(row as usize)).collect(),
        history: Some(history(crowd, group)?),
        within: Some(within).filter(|n| *n < count),
        words,
        subject,
        ..Finding::default()
    };
    let is_named = !finding.words.is_empty();
    Some((if is_named { score } else { -1.0 / score }, finding))
}

/// The type and the values that most of the rows share, and more of them than of all reported complaints.
fn subject(crowd: &Crowd<'_>, rows: &[u32]) -> Subject {
    let table = crowd.complaints.table;
    let common = |codes: &[u32]| -> Option<u32> {
        let mut counts: BTreeMap<u32, u32> = BTreeMap::new();
        for &row in rows {
            *counts.entry(codes[row as usize]).or_default() += 1;
        }
        let (code, n) = counts
            .into_iter()
            .max_by_key(|&(code, n)| (n, std::cmp::Reverse(code)))?;
        let share = f64::from(n) / rows.len() as f64;
        let all = crowd
            .here
            .iter()
            .filter(|&&row| codes[row as usize] == code)
            .count();
        let of_all = all as f64 / crowd.here.len() as f64;
        (code != NONE && share >= MOSTLY && share >= LIFT * of_all).then_some(code)
    };
    let key: Vec<(usize, u32)> = crowd
        .columns()
        .iter()
        .filter_map(|&c| Some((c, common(&table.dimensions[c].codes)?)))
        .collect();
    let name = common(&table.types.codes).and_then(|t| table.types.values.get(t as usize).cloned());
    Subject {
        name,
        slice: cell::named(table, &key),
        ..Subject::default()
    }
}

/// Those of the rows that have the type and the values of the subject.
fn within(crowd: &Crowd<'_>, rows: &[u32], subject: &Subject) -> u64 {
    let table = crowd.complaints.table;
    let key = cell::key(table, &subject.slice).unwrap_or_default();
    let of_type = |row: usize| {
        let name = table.types.values.get(table.types.codes[row] as usize);
        subject.name.is_none() || name == subject.name.as_ref()
    };
    let inside = rows.iter().map(|&row| row as usize);
    let inside = inside.filter(|&row| of_type(row) && cell::holds(table, &key, row));
    inside.count() as u64
}

/// How the group stands to the stretches before, and since when it has been there.
fn history(crowd: &Crowd<'_>, group: &Group) -> Option<IssueHistory> {
    let now = f64::from(group.counts[0]);
    let there = |n: &u32| f64::from(*n) >= THERE.max(THERE_SHARE * now);
    let earlier = group.counts.get(1..).unwrap_or_default();
    let run = earlier.iter().take_while(|n| there(n)).count();
    let status = match (earlier, run) {
        ([], _) => None,
        ([last, ..], 1..) if now >= GROWING * f64::from(*last) => Some(IssueStatus::Growing),
        (_, 1..) => Some(IssueStatus::Continuing),
        (earlier, 0) if earlier.iter().any(there) => Some(IssueStatus::Back),
        _ => Some(IssueStatus::New),
    };
    let from = crowd.first - crowd.days * i32::try_from(run).unwrap_or(0);
    let rows = group.earlier.iter().chain(&group.rows);
    let days = rows.filter_map(|&row| crowd.complaints.table.day(row as usize));
    let since = days.filter(|d| *d >= from).min().unwrap_or(crowd.first);
    Some(IssueHistory {
        status,
        since: date(since)?,
        before: earlier.iter().take(BEFORE).map(|&n| n.into()).collect(),
    })
}

/// The words as they are shown: whole phrases, without those that the place or the type says already, or another word.
fn words(crowd: &Crowd<'_>, group: &Group, subject: &Subject) -> Vec<Word> {
    let source = crowd.complaints.source;
    let values = subject.slice.iter().map(|(_, value)| value);
    let names: Vec<String> = values
        .chain(&subject.name)
        .map(|v| v.to_lowercase())
        .collect();
    let mut shown: Vec<Word> = Vec::new();
    for &word in &group.words {
        let name = crowd.terms.name(word);
        let holds = |row: &u32| source.normalized(*row as usize).contains(name);
        let rows: Vec<u32> = group.rows.iter().copied().filter(holds).collect();
        let phrase = phrase::whole(source, rows.iter().copied(), name);
        let said = |w: &Word| phrase::repeats(&w.word, &phrase);
        // a word that few of the complaints hold does not name them
        if rows.len() * 4 < group.rows.len()
            || names.iter().any(|n| n.contains(&phrase))
            || shown.iter().any(said)
        {
            continue;
        }
        shown.push(counted(crowd, group, phrase));
        if shown.len() == WORDS {
            break;
        }
    }
    shown
}

/// A phrase with the reported complaints that hold it, in the group and outside.
fn counted(crowd: &Crowd<'_>, group: &Group, phrase: String) -> Word {
    let source = crowd.complaints.source;
    let here = phrase::count(source, group.rows.iter().copied(), &phrase);
    let all = phrase::count(source, crowd.here.iter().copied(), &phrase);
    let (rows, all_rows) = (group.rows.len() as u64, crowd.here.len() as u64);
    let others = (all_rows - rows).max(1);
    let holding = group
        .rows
        .iter()
        .filter(|r| source.normalized(**r as usize).contains(&phrase));
    Word {
        count: here,
        of: rows,
        share: here as f64 / rows as f64,
        share_elsewhere: (all - here) as f64 / others as f64,
        of_elsewhere: all_rows - rows,
        z: if all_rows > rows {
            log_odds_z(here, rows, all, all_rows)
        } else {
            0.0
        },
        p_adjusted: group.p,
        examples: holding
            .take(SHOWN)
            .map(|&row| source.id(row as usize))
            .collect(),
        word: phrase,
    }
}

/// How many of the words a complaint holds.
fn held(crowd: &Crowd<'_>, group: &Group, row: u32) -> usize {
    let terms = crowd.terms.terms(row as usize);
    let held = group
        .words
        .iter()
        .filter(|w| terms.binary_search(w).is_ok());
    held.count()
}

/// Gives the issue three complaints that show it, unlike one another, and up to `most` to read, those that hold most of the words first.
pub(super) fn add_evidence(crowd: &Crowd<'_>, group: &Group, issue: &mut Finding, most: usize) {
    let complaints = crowd.complaints;
    let words: Vec<&str> = issue.words.iter().map(|w| w.word.as_str()).collect();
    let rows = group.rows.iter();
    let mut rows: Vec<(usize, u32)> = rows.map(|&row| (held(crowd, group, row), row)).collect();
    let typical = |&(held, row): &(usize, u32)| {
        let length = crowd.terms.length(row as usize);
        (exemplar::typical(length, held as f64), row)
    };
    let shown = exemplar::unlike(crowd.terms, rows.iter().map(typical).collect());
    let shown = shown.into_iter();
    issue.exemplars = shown
        .map(|row| Exemplar::of(complaints.source, row as usize, &words))
        .collect();
    rows.sort_unstable_by_key(|&(held, row)| (std::cmp::Reverse(held), row));
    rows.truncate(most);
    let mut copies: BTreeMap<u32, u64> = rows.iter().map(|&(_, row)| (row, 1)).collect();
    for (row, first) in (0..).zip(&complaints.table.group) {
        let n = copies.get_mut(first).filter(|_| row != *first);
        n.into_iter().for_each(|n| *n += 1);
    }
    let read = rows.into_iter().map(|(_, row)| {
        let copies = copies.get(&row).copied().unwrap_or(1);
        evidence(complaints, row, &words, copies)
    });
    issue.evidence = read.collect();
}

/// More for a place of few complaints: 1 for all, and one more for every half that is left out.
fn narrow(crowd: &Crowd<'_>, subject: &Subject) -> f64 {
    let table: &Table = crowd.complaints.table;
    let Some(key) = cell::key(table, &subject.slice) else {
        return 1.0;
    };
    let inside = crowd
        .here
        .iter()
        .filter(|&&row| cell::holds(table, &key, row as usize));
    let share = inside.count().max(1) as f64 / crowd.here.len() as f64;
    1.0 - share.log2()
}

/// Share of the strongest words that a complaint holds, on average.
fn alike(crowd: &Crowd<'_>, group: &Group) -> f64 {
    let words = &group.words[..group.words.len().min(5)];
    let held = |&row: &u32| {
        let terms = crowd.terms.terms(row as usize);
        words
            .iter()
            .filter(|w| terms.binary_search(w).is_ok())
            .count()
    };
    let held: usize = group.rows.iter().map(held).sum();
    held as f64 / (words.len() * group.rows.len()).max(1) as f64
}
