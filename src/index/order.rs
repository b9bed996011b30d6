//! The last word on the order of places: segments, each in its own order, merged. Names are read only where ordinals cannot decide.

use super::collect::{Key, Order, Place};
use super::schema::Fast;
use std::cmp::Ordering;
use std::collections::VecDeque;
use tantivy::Searcher;
use tantivy::columnar::StrColumn;

/// Names read at a time at most.
const BATCH: usize = 1_024;

/// The first `need` places of all segments in order; `places` holds segment after segment, each part in order.
pub(super) fn merged(
    places: &[Place],
    order: Order,
    need: usize,
    searcher: &Searcher,
) -> tantivy::Result<Vec<Place>> {
    let key_path = match order {
        Order::Column { at, .. } => Fast::Text.path(at),
        Order::Score | Order::Unordered => String::new(),
    };
    let mut names = [Names::new(searcher, "id"), Names::new(searcher, &key_path)];
    let mut heads: Vec<Head<'_>> = places
        .chunk_by(|a, b| a.segment == b.segment)
        .map(Head::new)
        .collect();
    let mut out = Vec::with_capacity(need.min(places.len()));
    while out.len() < need {
        let mut best: Option<usize> = None;
        for i in 0..heads.len() {
            if heads[i].rest.is_empty() {
                continue;
            }
            let first = match best {
                None => true,
                Some(b) => compare(&mut heads, i, b, order, &mut names)? == Ordering::Less,
            };
            if first {
                best = Some(i);
            }
        }
        let Some(best) = best else { break };
        out.extend(heads[best].take());
    }
    Ok(out)
}

/// The next place of a segment, those after it, and the names read ahead of them.
struct Head<'p> {
    rest: &'p [Place],
    /// Ids, and texts sorted by.
    names: [VecDeque<String>; 2],
    batch: usize,
}

impl<'p> Head<'p> {
    fn new(rest: &'p [Place]) -> Self {
        Self {
            rest,
            names: Default::default(),
            batch: 1,
        }
    }

    fn take(&mut self) -> Option<Place> {
        let (first, rest) = self.rest.split_first()?;
        self.rest = rest;
        for names in &mut self.names {
            names.pop_front();
        }
        Some(*first)
    }

    /// Sees to it that the name of the next place is there.
    fn read(&mut self, which: usize, names: &mut Names<'_>) -> tantivy::Result<()> {
        if !self.names[which].is_empty() {
            return Ok(());
        }
        let next = &self.rest[..self.batch.min(self.rest.len())];
        self.batch = (self.batch * 2).min(BATCH);
        let ords: Vec<u64> = next
            .iter()
            .map(|p| match p.key {
                _ if which == ID => p.tie,
                Key::Text(ord) => ord,
                Key::Number(_) | Key::None => 0,
            })
            .collect();
        if let Some(first) = next.first() {
            self.names[which] = names.of(first.segment, &ords)?.into();
        }
        Ok(())
    }
}

/// Which names: of ids, or of texts sorted by.
const ID: usize = 0;
const KEY: usize = 1;

fn compare(
    heads: &mut [Head<'_>],
    a: usize,
    b: usize,
    order: Order,
    names: &mut [Names<'_>; 2],
) -> tantivy::Result<Ordering> {
    let (x, y) = (heads[a].rest[0], heads[b].rest[0]);
    let by_value = match (order, x.key, y.key) {
        (Order::Column { descending, .. }, Key::Text(_), Key::Text(_)) => {
            let by_text = compare_names(heads, a, b, KEY, names)?;
            if descending {
                by_text.reverse()
            } else {
                by_text
            }
        }
        (Order::Column { descending, .. }, ..) => x.key.order(y.key, descending),
        (Order::Score | Order::Unordered, ..) => y.score.total_cmp(&x.score),
    };
    if by_value != Ordering::Equal {
        return Ok(by_value);
    }
    compare_names(heads, a, b, ID, names)
}

fn compare_names(
    heads: &mut [Head<'_>],
    a: usize,
    b: usize,
    which: usize,
    names: &mut [Names<'_>; 2],
) -> tantivy::Result<Ordering> {
    for i in [a, b] {
        heads[i].read(which, &mut names[which])?;
    }
    Ok(heads[a].names[which]
        .front()
        .cmp(&heads[b].names[which].front()))
}

/// Reads the names behind ordinals of one text column, keeping it open.
pub(super) struct Names<'s> {
    searcher: &'s Searcher,
    path: &'s str,
    open: Vec<Option<StrColumn>>,
}

impl<'s> Names<'s> {
    pub(super) fn new(searcher: &'s Searcher, path: &'s str) -> Self {
        Self {
            searcher,
            path,
            open: vec![None; searcher.segment_readers().len()],
        }
    }

    /// The names of `ords`, in their order.
    pub(super) fn of(&mut self, segment: u32, ords: &[u64]) -> tantivy::Result<Vec<String>> {
        let mut out = vec![String::new(); ords.len()];
        let reader = self.searcher.segment_reader(segment);
        let slot = &mut self.open[segment as usize];
        if slot.is_none() {
            *slot = reader.fast_fields().str(self.path)?;
        }
        let Some(column) = slot else { return Ok(out) };
        let mut rising: Vec<usize> = (0..ords.len()).collect();
        rising.sort_unstable_by_key(|i| ords[*i]);
        let sorted: Vec<u64> = rising.iter().map(|i| ords[*i]).collect();
        let mut slots = rising.into_iter();
        column
            .dictionary()
            .sorted_ords_to_term_cb(&sorted, |name| {
                if let Some(i) = slots.next() {
                    out[i] = String::from_utf8_lossy(name).into_owned();
                }
            })?;
        Ok(out)
    }
}
