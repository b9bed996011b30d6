//! One pass over the matching complaints: how many there are, the first of them in order, and counts by value.

use super::column_values::ColumnValues;
use super::facets::{FacetCounter, FacetCounts};
use super::filter::ColumnRef;
use std::cmp::Ordering;
use tantivy::collector::{Collector, SegmentCollector};
use tantivy::columnar::Column;
use tantivy::index::SegmentReader;
use tantivy::{DocId, Score, SegmentOrdinal};

/// Collects hits in order and counts facets.
#[derive(Clone, Debug)]
pub(super) struct HitCollector {
    /// Keep so many of the first; `None` keeps all, 0 only counts.
    pub(super) keep: Option<usize>,
    /// The order.
    pub(super) order: Order,
    /// What decides between equals.
    pub(super) tie: TieBreak,
    /// Columns to count the values of.
    pub(super) facets: Vec<ColumnRef>,
}

/// The order of results; every one ends with the id.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Order {
    /// Best score first.
    Score,
    /// As they are on disk.
    Unordered,
    /// By a column; complaints without a value come last either way.
    Column { at: usize, descending: bool },
}

impl Order {
    /// The order inside one segment.
    pub(super) fn compare(self, a: &Candidate, b: &Candidate) -> Ordering {
        let by_value = match self {
            Self::Score => b.score.total_cmp(&a.score),
            Self::Unordered => a.doc.cmp(&b.doc),
            Self::Column { descending, .. } => a.key.order(b.key, descending),
        };
        by_value.then(a.tie.cmp(&b.tie))
    }
}

/// What decides between complaints that are equal in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TieBreak {
    /// The id: its ordinal in the segment.
    Id,
    /// The hash of the content: the same in all segments, so that the best of all can be told without reading ids.
    Hash,
}

/// One complaint of a segment, with what orders it inside that segment.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Candidate {
    pub(super) segment: SegmentOrdinal,
    pub(super) doc: DocId,
    pub(super) score: Score,
    /// The value that [`TieBreak`] names.
    pub(super) tie: u64,
    pub(super) key: Key,
}

/// A value to sort by, as one segment knows it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Key {
    Number(f64),
    /// Ordinal in the segment's dictionary.
    Text(u64),
    None,
}

impl Key {
    /// Ascending; nothing last.
    pub(super) fn order(self, other: Self, descending: bool) -> Ordering {
        let turn = |o: Ordering| if descending { o.reverse() } else { o };
        match (self, other) {
            (Self::None, Self::None) => Ordering::Equal,
            (Self::None, _) => Ordering::Greater,
            (_, Self::None) => Ordering::Less,
            (Self::Number(a), Self::Number(b)) => turn(a.total_cmp(&b)),
            (Self::Text(a), Self::Text(b)) => turn(a.cmp(&b)),
            (Self::Number(_), Self::Text(_)) => turn(Ordering::Less),
            (Self::Text(_), Self::Number(_)) => turn(Ordering::Greater),
        }
    }
}

/// The result of a pass.
#[derive(Debug, Default)]
pub(super) struct Collected {
    pub(super) total: u64,
    /// The first of every segment, segment by segment, each part in no order.
    pub(super) candidates: Vec<Candidate>,
    pub(super) facets: Vec<FacetCounts>,
}

impl TieBreak {
    pub(super) fn column(self, reader: &SegmentReader) -> tantivy::Result<Option<Column<u64>>> {
        Ok(match self {
            Self::Id => reader.fast_fields().str("id")?.map(|c| c.ords().clone()),
            Self::Hash => Some(reader.fast_fields().u64("hash")?),
        })
    }
}

impl Collector for HitCollector {
    type Fruit = Collected;
    type Child = SegmentHits;

    fn for_segment(
        &self,
        segment: SegmentOrdinal,
        reader: &SegmentReader,
    ) -> tantivy::Result<SegmentHits> {
        let key = match self.order {
            Order::Score | Order::Unordered => None,
            Order::Column { at, .. } => Some(ColumnValues::open(reader, at)?),
        };
        let facets = self.facets.iter().map(|f| FacetCounter::open(reader, *f));
        Ok(SegmentHits {
            segment,
            keep: self.keep,
            order: self.order,
            tie: self.tie.column(reader)?,
            key,
            total: 0,
            worst: None,
            candidates: Vec::new(),
            facets: facets.collect::<tantivy::Result<_>>()?,
        })
    }

    fn requires_scoring(&self) -> bool {
        self.order == Order::Score && self.keep != Some(0)
    }

    fn merge_fruits(&self, parts: Vec<tantivy::Result<Collected>>) -> tantivy::Result<Collected> {
        let mut out = Collected {
            facets: vec![FacetCounts::default(); self.facets.len()],
            ..Collected::default()
        };
        for part in parts {
            let part = part?;
            out.total += part.total;
            out.candidates.extend(part.candidates);
            for (sum, counts) in out.facets.iter_mut().zip(part.facets) {
                sum.add(counts);
            }
        }
        Ok(out)
    }
}

pub(super) struct SegmentHits {
    segment: SegmentOrdinal,
    keep: Option<usize>,
    order: Order,
    tie: Option<Column<u64>>,
    key: Option<ColumnValues>,
    total: u64,
    /// Once there are as many candidates as wanted: the last of them.
    worst: Option<Candidate>,
    candidates: Vec<Candidate>,
    facets: Vec<FacetCounter>,
}

impl SegmentHits {
    fn shrink(&mut self, keep: usize) {
        let order = self.order;
        if self.candidates.len() > keep {
            let by_order = |a: &Candidate, b: &Candidate| order.compare(a, b);
            self.candidates.select_nth_unstable_by(keep - 1, by_order);
            self.candidates.truncate(keep);
            self.worst = self.candidates.last().copied();
        }
    }

    fn offer(&mut self, doc: DocId, score: Score) {
        if let (Order::Score, Some(worst)) = (self.order, &self.worst)
            && score < worst.score
        {
            return;
        }
        let candidate = Candidate {
            segment: self.segment,
            doc,
            score,
            tie: self.tie.as_ref().and_then(|c| c.first(doc)).unwrap_or(0),
            key: self.key.as_ref().map_or(Key::None, |v| key(v, doc)),
        };
        if let Some(worst) = &self.worst
            && self.order.compare(&candidate, worst) == Ordering::Greater
        {
            return;
        }
        self.candidates.push(candidate);
        if let Some(keep) = self.keep
            && self.candidates.len() / 2 > keep.saturating_add(32)
        {
            self.shrink(keep);
        }
    }
}

#[expect(
    clippy::cast_precision_loss,
    reason = "microseconds of any real date are below 2^53"
)]
fn key(values: &ColumnValues, doc: DocId) -> Key {
    if let Some(n) = values.number.as_ref().and_then(|c| c.first(doc)) {
        return Key::Number(n);
    }
    if let Some(t) = values.time.as_ref().and_then(|c| c.first(doc)) {
        return Key::Number(t as f64);
    }
    match values.text.as_ref().and_then(|c| c.ords().first(doc)) {
        Some(ord) => Key::Text(ord),
        None => Key::None,
    }
}

impl SegmentCollector for SegmentHits {
    type Fruit = tantivy::Result<Collected>;

    fn collect(&mut self, doc: DocId, score: Score) {
        self.total += 1;
        if self.keep != Some(0) {
            self.offer(doc, score);
        }
        for facet in &mut self.facets {
            facet.add(doc);
        }
    }

    fn harvest(mut self) -> Self::Fruit {
        if let Some(keep) = self.keep.filter(|k| *k > 0) {
            self.shrink(keep);
        }
        let facets = self.facets.into_iter().map(FacetCounter::finish);
        Ok(Collected {
            total: self.total,
            candidates: self.candidates,
            facets: facets.collect::<tantivy::Result<_>>()?,
        })
    }
}
