//! Words that burst: in one period, or in one cell of it, more complaints hold them than its volume explains.

use super::candidate::Candidate;
use super::cell;
use super::context::Context;
use super::contingency::{Contingency, Place, number};
use super::finding::{FindingKind, Subject};
use super::rows::{Part, Scope};
use super::terms::Terms;
use crate::aggregate::NONE;
use crate::aggregate::stats::{self, log_likelihood_ratio};
use rayon::prelude::*;
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;

/// Distinct complaints that must hold the word there.
const MIN_SUPPORT: u32 = 8;
/// Count ÷ expected must reach this.
const MIN_RATIO: f64 = 2.0;
/// p, times all words, cells and periods tried, must lie below this.
const ALPHA: f64 = 0.01;
/// Of what one cell's words burst in, the share that another cell must tell of, to be said in its place.
const NEARLY: f64 = 0.8;
/// A word that bursts in more periods is a season, or has come to stay: it is named once.
const PERIODS: usize = 2;
/// Terms handled at once by one thread.
const BATCH: usize = 512;

/// A word in a cell in a period.
#[derive(Clone, Copy, Debug)]
struct Hit {
    period: u32,
    term: u32,
    cell: u32,
    /// Log-likelihood ratio against what is expected: largest for the cell that holds the whole burst and little else.
    strength: f64,
    p: f64,
}

/// Words that burst, where they do. Rows of types with a finding among `known` are left out.
pub(super) fn bursts(context: &Context<'_>, known: &[Candidate]) -> Vec<Candidate> {
    let Some(terms) = context.complaints.terms else {
        return Vec::new();
    };
    let table = Contingency::of(context, &covered(context, known), MIN_SUPPORT);
    let periods = (0..number(table.periods)).map(|p| context.is_news(p));
    let (mut hits, tried) = hits(&table, terms, &periods.collect::<Vec<_>>());
    hits.iter_mut().for_each(|h| h.p *= tried as f64);
    hits.retain(|h| h.p < ALPHA);
    let mut groups: Vec<Vec<Hit>> = once_each(hits)
        .chunk_by(|a, b| a.period == b.period)
        .flat_map(gathered)
        .collect();
    groups.sort_by(|a, b| b[0].strength.total_cmp(&a[0].strength));
    groups.truncate(context.params.most.max(1));
    groups
        .par_iter()
        .filter_map(|group| burst(context, &table, terms, group))
        .collect()
}

/// Which rows some finding about a type is about.
fn covered(context: &Context<'_>, known: &[Candidate]) -> Vec<bool> {
    let mut covered = vec![false; context.table().rows()];
    let of_types = known.iter().filter(|c| c.finding.subject.name.is_some());
    for row in of_types.flat_map(|c| context.part(&c.scope, &c.part)) {
        covered[row as usize] = true;
    }
    covered
}

fn burst(
    context: &Context<'_>,
    table: &Contingency,
    terms: &Terms,
    group: &[Hit],
) -> Option<Candidate> {
    let lead = group.first()?;
    let period = context.period(lead.period)?;
    let mut scope = Scope::in_periods(None);
    for place in table.narrowed(terms, lead.cell, lead.period, lead.term) {
        match place {
            Place::All => {}
            Place::Type(type_id) => scope.type_id = Some(type_id),
            Place::Value(column, code) => scope.cell.push((column, code)),
        }
    }
    scope.cell.sort_unstable();
    let name = scope.type_id.and_then(|t| context.type_name(t));
    let subject = Subject {
        slice: cell::named(context.table(), &scope.cell),
        ..Subject::in_period(name, period)
    };
    let p = group.iter().map(|hit| (hit.term, hit.p)).collect();
    let part = Part::Burst(lead.period, p);
    let steady = is_steady(context, &scope, lead.period);
    let of = (scope, part);
    // Its complaints are counted with its words.
    let mut candidate = Candidate::new(FindingKind::Burst, subject, (0, None), of, lead.strength);
    candidate.finding.days = Some((period.start, Some(period.end)));
    candidate.finding.steady = steady;
    Some(candidate)
}

/// Whether a period holds no more complaints of a scope, copies included, than the one before, nor more a day than all others.
fn is_steady(context: &Context<'_>, scope: &Scope, at: u32) -> bool {
    let table = context.table();
    let of_type = |row: usize| scope.type_id.is_none_or(|t| table.types.codes[row] == t);
    let mut counts: BTreeMap<u32, u64> = BTreeMap::new();
    for (row, &period) in context.rows.period.iter().enumerate() {
        if period != NONE {
            let is_here = of_type(row) && cell::holds(table, &scope.cell, row);
            *counts.entry(period).or_default() += u64::from(is_here);
        }
    }
    let here = counts.remove(&at).unwrap_or(0);
    let before = at.checked_sub(1).and_then(|p| counts.get(&p));
    let days = |p: u32| context.period(p).map_or(0, |p| u64::from(p.days));
    let (elsewhere, elsewhere_days) = counts
        .iter()
        .fold((0, 0), |(n, d), (p, count)| (n + count, d + days(*p)));
    before.is_some_and(|n| here <= *n) && here * elsewhere_days <= elsewhere * days(at)
}

/// Every word that may burst in a period that is `news`, with its raw p, and how many (word, cell, period) were tried: those whose total over
/// all periods is enough.
fn hits(table: &Contingency, terms: &Terms, news: &[bool]) -> (Vec<Hit>, u64) {
    let postings = table.postings(terms, MIN_SUPPORT);
    let found: Vec<(Vec<Hit>, u64)> = postings
        .terms
        .par_chunks(BATCH)
        .map(|batch| {
            let mut counted = Counted::of(table.volume.len());
            let (mut found, mut tried) = (Vec::new(), 0);
            for &term in batch {
                let rows = postings.rows(term);
                tried += of_term(table, (term, rows), &mut counted, &mut found);
            }
            found.retain(|h: &Hit| news[h.period as usize]);
            (found, tried)
        })
        .collect();
    let tried: u64 = found.iter().map(|f| f.1).sum();
    let tried = tried * news.iter().filter(|n| **n).count() as u64;
    (found.into_iter().flat_map(|f| f.0).collect(), tried)
}

/// Complaints that hold a word, by cell and period: zero for every one before and after a word.
struct Counted {
    counts: Vec<u32>,
    /// A bit for every one that is not zero.
    touched: Vec<u64>,
}

impl Counted {
    fn of(slots: usize) -> Self {
        Self {
            counts: vec![0; slots],
            touched: vec![0; slots.div_ceil(64)],
        }
    }

    fn add(&mut self, slot: usize) {
        self.counts[slot] += 1;
        self.touched[slot / 64] |= 1 << (slot % 64);
    }

    /// Those that are not zero, ascending; forgets which they are.
    fn take_touched(&mut self) -> Vec<usize> {
        let mut slots = Vec::new();
        for (word, bits) in self.touched.iter_mut().enumerate() {
            let mut left = std::mem::take(bits);
            while left != 0 {
                slots.push(word * 64 + left.trailing_zeros() as usize);
                left &= left - 1;
            }
        }
        slots
    }
}

/// One word. Gives the cells that were looked at.
fn of_term(
    table: &Contingency,
    (term, rows): (u32, &[u32]),
    counted: &mut Counted,
    found: &mut Vec<Hit>,
) -> u64 {
    for &row in rows {
        table.slots(row).for_each(|slot| counted.add(slot));
    }
    let touched = counted.take_touched();
    let counts = &mut counted.counts;
    let mut tried = 0;
    for slots in touched.chunk_by(|a, b| a / table.periods == b / table.periods) {
        let cell = slots[0] / table.periods;
        let of_cell: u64 = slots.iter().map(|&s| u64::from(counts[s])).sum();
        if of_cell < u64::from(MIN_SUPPORT) {
            continue;
        }
        tried += 1;
        for &slot in slots.iter().filter(|&&s| counts[s] >= MIN_SUPPORT) {
            let count = u64::from(counts[slot]);
            let period = slot % table.periods;
            let all_here = u64::from(counts[period]);
            let elsewhere = (rows.len() as u64 - all_here, table.rows_outside(period));
            let expected = table.expected(slot, of_cell - count, elsewhere);
            if (count as f64) < MIN_RATIO * expected {
                continue;
            }
            let volume = u64::from(table.volume[slot]);
            let p = stats::hypergeometric_upper(count, volume, of_cell, table.total[cell]);
            if p < 1e-4 {
                found.push(Hit {
                    period: number(period),
                    term,
                    cell: number(cell),
                    strength: log_likelihood_ratio(count, expected),
                    p,
                });
            }
        }
    }
    touched.into_iter().for_each(|slot| counts[slot] = 0);
    tried
}

/// By period, then term, strongest first; of words that burst in many periods only the strongest.
fn once_each(mut hits: Vec<Hit>) -> Vec<Hit> {
    let mut of_term: FxHashMap<u32, BTreeMap<u32, f64>> = FxHashMap::default();
    for h in &hits {
        let strongest = of_term.entry(h.term).or_default().entry(h.period);
        let strongest = strongest.or_default();
        *strongest = strongest.max(h.strength);
    }
    hits.retain(|h| {
        let periods = &of_term[&h.term];
        let here = periods[&h.period];
        let stronger = |(&p, &s): (&u32, &f64)| s > here || s >= here && p < h.period;
        periods.len() <= PERIODS || !periods.iter().any(stronger)
    });
    hits.sort_by(|a, b| {
        (a.period, a.term)
            .cmp(&(b.period, b.term))
            .then(b.strength.total_cmp(&a.strength))
            .then(a.cell.cmp(&b.cell))
    });
    hits
}

/// The words of one period by cell: the strongest word takes its cell, and with it all words of which that cell tells nearly as much as
/// their own best cell does; and so on.
fn gathered(hits: &[Hit]) -> Vec<Vec<Hit>> {
    let mut left: Vec<&[Hit]> = hits.chunk_by(|a, b| a.term == b.term).collect();
    let mut groups = Vec::new();
    loop {
        let first = |words: &&[Hit]| words[0];
        let stronger = |a: &Hit, b: &Hit| {
            a.strength
                .total_cmp(&b.strength)
                .then(b.cell.cmp(&a.cell))
                .then(b.term.cmp(&a.term))
        };
        let Some(lead) = left.iter().map(first).max_by(stronger) else {
            return groups;
        };
        let here = |words: &[Hit]| {
            let of_cell = words.iter().find(|h| h.cell == lead.cell).copied();
            of_cell.filter(|h| h.strength >= NEARLY * words[0].strength)
        };
        let mut group: Vec<Hit> = left.iter().filter_map(|w| here(w)).collect();
        group.sort_by(|a, b| stronger(b, a));
        left.retain(|words| here(words).is_none());
        groups.push(group);
    }
}
