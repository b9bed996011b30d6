//! Merging the candidates of all segments, each in its own order. Terms are read only where ordinals cannot decide.

use super::collector::{Candidate, Key, Order};
use super::schema::Fast;
use super::term_reader::TermReader;
use std::cmp::Ordering;
use std::collections::VecDeque;
use tantivy::Searcher;

/// Terms read at a time at most.
const BATCH: usize = 1_024;

/// The first `need` candidates of all segments in order; `candidates` holds segment after segment, each part in order.
pub(super) fn merged(
    candidates: &[Candidate],
    order: Order,
    need: usize,
    searcher: &Searcher,
) -> tantivy::Result<Vec<Candidate>> {
    let key_path = match order {
        Order::Column { at, .. } => Fast::Text.path(at),
        Order::Score | Order::Unordered => String::new(),
    };
    let mut readers = [
        TermReader::new(searcher, "id"),
        TermReader::new(searcher, &key_path),
    ];
    let by_segment = candidates.chunk_by(|a, b| a.segment == b.segment);
    let mut heads: Vec<SegmentHead<'_>> = by_segment.map(SegmentHead::new).collect();
    let mut out = Vec::with_capacity(need.min(candidates.len()));
    while out.len() < need {
        let mut best: Option<usize> = None;
        for i in 0..heads.len() {
            let is_first = match best {
                _ if heads[i].rest.is_empty() => false,
                None => true,
                Some(b) => compare(&mut heads, (i, b), order, &mut readers)? == Ordering::Less,
            };
            if is_first {
                best = Some(i);
            }
        }
        let Some(best) = best else { break };
        out.extend(heads[best].take());
    }
    Ok(out)
}

/// The next candidate of a segment, those after it, and the terms read ahead of them.
struct SegmentHead<'p> {
    rest: &'p [Candidate],
    /// Ids, and texts sorted by.
    terms: [VecDeque<String>; 2],
    batch: usize,
}

/// Which terms: ids, or the texts sorted by.
const ID: usize = 0;
const TEXT: usize = 1;

impl<'p> SegmentHead<'p> {
    fn new(rest: &'p [Candidate]) -> Self {
        Self {
            rest,
            terms: Default::default(),
            batch: 1,
        }
    }

    fn take(&mut self) -> Option<Candidate> {
        let first = self.rest.split_off_first()?;
        for terms in &mut self.terms {
            terms.pop_front();
        }
        Some(*first)
    }

    /// Makes sure that the term of the next candidate is there.
    fn read(&mut self, which: usize, reader: &mut TermReader<'_>) -> tantivy::Result<()> {
        if !self.terms[which].is_empty() {
            return Ok(());
        }
        let next = &self.rest[..self.batch.min(self.rest.len())];
        self.batch = (self.batch * 2).min(BATCH);
        let ord = |c: &Candidate| match c.key {
            _ if which == ID => c.tie,
            Key::Text(ord) => ord,
            Key::Number(_) | Key::None => 0,
        };
        if let Some(first) = next.first() {
            let ords: Vec<u64> = next.iter().map(ord).collect();
            self.terms[which] = reader.read(first.segment, &ords)?.into();
        }
        Ok(())
    }
}

fn compare(
    heads: &mut [SegmentHead<'_>],
    (a, b): (usize, usize),
    order: Order,
    readers: &mut [TermReader<'_>; 2],
) -> tantivy::Result<Ordering> {
    let (x, y) = (heads[a].rest[0], heads[b].rest[0]);
    let mut by_term = |which: usize| -> tantivy::Result<Ordering> {
        for head in [a, b] {
            heads[head].read(which, &mut readers[which])?;
        }
        Ok(heads[a].terms[which]
            .front()
            .cmp(&heads[b].terms[which].front()))
    };
    let by_value = match (order, x.key, y.key) {
        (Order::Column { descending, .. }, Key::Text(_), Key::Text(_)) => {
            let by_text = by_term(TEXT)?;
            if descending {
                by_text.reverse()
            } else {
                by_text
            }
        }
        (Order::Column { descending, .. }, ..) => x.key.order(y.key, descending),
        (Order::Score | Order::Unordered, ..) => y.score.total_cmp(&x.score),
    };
    match by_value {
        Ordering::Equal => by_term(ID),
        decided => Ok(decided),
    }
}
