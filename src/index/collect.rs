//! One pass over the matching complaints: how many, the best of them, and counts by value.

use super::check::Values;
use super::filter::Target;
use super::period::from_micros;
use std::cmp::Ordering;
use std::collections::BTreeMap;
use tantivy::collector::{Collector, SegmentCollector};
use tantivy::columnar::Column;
use tantivy::index::SegmentReader;
use tantivy::{DocId, Score, SegmentOrdinal};

/// What a pass must bring back.
#[derive(Clone, Debug)]
pub(super) struct Pass {
    /// Keep so many of the first; `None` keeps all, 0 only counts.
    pub(super) keep: Option<usize>,
    /// The order.
    pub(super) order: Order,
    /// What decides between equals.
    pub(super) tie: Tie,
    /// Columns to count the values of.
    pub(super) facets: Vec<Target>,
}

/// The order of results; every one ends with the id.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Order {
    /// Best score first.
    Score,
    /// As they lie on disk.
    Unordered,
    /// By a column; complaints without a value come last either way.
    Column { at: usize, descending: bool },
}

/// What decides between complaints that are equal in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tie {
    /// The id: its ordinal in the segment.
    Id,
    /// The hash of the content: the same in all segments, so that the best of all can be told without reading ids.
    Hash,
}

/// One complaint of a segment, with what orders it inside that segment.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Place {
    pub(super) segment: SegmentOrdinal,
    pub(super) doc: DocId,
    pub(super) score: Score,
    /// As [`Tie`] says.
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
pub(super) struct Gathered {
    pub(super) total: u64,
    /// The first of every segment, segment by segment, each part in order.
    pub(super) places: Vec<Place>,
    pub(super) facets: Vec<BTreeMap<String, u64>>,
    pub(super) without: Vec<u64>,
}

impl Tie {
    pub(super) fn column(self, reader: &SegmentReader) -> tantivy::Result<Option<Column<u64>>> {
        Ok(match self {
            Self::Id => reader.fast_fields().str("id")?.map(|c| c.ords().clone()),
            Self::Hash => Some(reader.fast_fields().u64("hash")?),
        })
    }
}

impl Collector for Pass {
    type Fruit = Gathered;
    type Child = Segment;

    fn for_segment(
        &self,
        segment: SegmentOrdinal,
        reader: &SegmentReader,
    ) -> tantivy::Result<Segment> {
        let key = match self.order {
            Order::Score | Order::Unordered => None,
            Order::Column { at, .. } => Some(Values::open(reader, at)?),
        };
        let tally = |t: &Target| Ok(Tally::new(Values::open(reader, t.at)?));
        Ok(Segment {
            segment,
            keep: self.keep,
            order: self.order,
            tie: self.tie.column(reader)?,
            key,
            total: 0,
            worst: None,
            places: Vec::new(),
            tallies: self
                .facets
                .iter()
                .map(tally)
                .collect::<tantivy::Result<_>>()?,
        })
    }

    fn requires_scoring(&self) -> bool {
        self.order == Order::Score && self.keep != Some(0)
    }

    fn merge_fruits(&self, parts: Vec<tantivy::Result<Gathered>>) -> tantivy::Result<Gathered> {
        let mut out = Gathered {
            facets: vec![BTreeMap::new(); self.facets.len()],
            without: vec![0; self.facets.len()],
            ..Gathered::default()
        };
        for part in parts {
            let part = part?;
            out.total += part.total;
            out.places.extend(part.places);
            for (sum, counts) in out.facets.iter_mut().zip(part.facets) {
                for (value, n) in counts {
                    *sum.entry(value).or_insert(0) += n;
                }
            }
            for (sum, n) in out.without.iter_mut().zip(part.without) {
                *sum += n;
            }
        }
        Ok(out)
    }
}

pub(super) struct Segment {
    segment: SegmentOrdinal,
    keep: Option<usize>,
    order: Order,
    tie: Option<Column<u64>>,
    key: Option<Values>,
    total: u64,
    /// With as many places as wanted at hand, the last of them.
    worst: Option<Place>,
    places: Vec<Place>,
    tallies: Vec<Tally>,
}

impl Segment {
    fn order(&self) -> impl Fn(&Place, &Place) -> Ordering + use<> {
        let order = self.order;
        move |a, b| {
            match order {
                Order::Score => b.score.total_cmp(&a.score),
                Order::Unordered => return a.doc.cmp(&b.doc),
                Order::Column { descending, .. } => a.key.order(b.key, descending),
            }
            .then(a.tie.cmp(&b.tie))
        }
    }

    fn shrink(&mut self, keep: usize) {
        let order = self.order();
        if self.places.len() > keep {
            self.places.select_nth_unstable_by(keep - 1, &order);
            self.places.truncate(keep);
            self.worst = self.places.last().copied();
        }
    }

    fn place(&mut self, doc: DocId, score: Score) {
        if let (Order::Score, Some(worst)) = (self.order, &self.worst)
            && score < worst.score
        {
            return;
        }
        let place = Place {
            segment: self.segment,
            doc,
            score,
            tie: self.tie.as_ref().and_then(|c| c.first(doc)).unwrap_or(0),
            key: self.key.as_ref().map_or(Key::None, |v| key(v, doc)),
        };
        if let Some(worst) = &self.worst
            && self.order()(&place, worst) == Ordering::Greater
        {
            return;
        }
        self.places.push(place);
        if let Some(keep) = self.keep
            && self.places.len() / 2 > keep.saturating_add(32)
        {
            self.shrink(keep);
        }
    }
}

#[expect(
    clippy::cast_precision_loss,
    reason = "microseconds of any real date are below 2^53"
)]
fn key(values: &Values, doc: DocId) -> Key {
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

impl SegmentCollector for Segment {
    type Fruit = tantivy::Result<Gathered>;

    fn collect(&mut self, doc: DocId, score: Score) {
        self.total += 1;
        if self.keep != Some(0) {
            self.place(doc, score);
        }
        for tally in &mut self.tallies {
            tally.add(doc);
        }
    }

    fn harvest(mut self) -> Self::Fruit {
        if let Some(keep) = self.keep.filter(|k| *k > 0) {
            self.shrink(keep);
        }
        let order = self.order();
        self.places.sort_unstable_by(&order);
        let mut out = Gathered {
            total: self.total,
            places: self.places,
            ..Gathered::default()
        };
        for tally in self.tallies {
            out.without.push(tally.without);
            out.facets.push(tally.finish()?);
        }
        Ok(out)
    }
}

/// Counts by value of one column in one segment.
struct Tally {
    values: Values,
    /// By ordinal of the text.
    texts: Vec<u32>,
    /// By bits of the number.
    numbers: BTreeMap<u64, u64>,
    times: BTreeMap<i64, u64>,
    without: u64,
}

impl Tally {
    fn new(values: Values) -> Self {
        let terms = values.text.as_ref().map_or(0, |c| c.num_terms());
        Self {
            values,
            texts: vec![0; terms],
            numbers: BTreeMap::new(),
            times: BTreeMap::new(),
            without: 0,
        }
    }

    fn add(&mut self, doc: DocId) {
        let text = self.values.text.as_ref().and_then(|c| c.ords().first(doc));
        if let Some(ord) = text {
            if let Some(n) = usize::try_from(ord)
                .ok()
                .and_then(|o| self.texts.get_mut(o))
            {
                *n += 1;
            }
        } else if let Some(n) = self.values.number.as_ref().and_then(|c| c.first(doc)) {
            *self.numbers.entry(n.to_bits()).or_insert(0) += 1;
        } else if let Some(t) = self.values.time.as_ref().and_then(|c| c.first(doc)) {
            *self.times.entry(t).or_insert(0) += 1;
        } else {
            self.without += 1;
        }
    }

    fn finish(self) -> tantivy::Result<BTreeMap<String, u64>> {
        let mut out = BTreeMap::new();
        let mut name = String::new();
        if let Some(column) = &self.values.text {
            for (ord, n) in self.texts.iter().enumerate().filter(|(_, n)| **n > 0) {
                name.clear();
                column.ord_to_str(ord as u64, &mut name)?;
                *out.entry(name.clone()).or_insert(0) += u64::from(*n);
            }
        }
        for (bits, n) in self.numbers {
            *out.entry(f64::from_bits(bits).to_string()).or_insert(0) += n;
        }
        for (time, n) in self.times {
            *out.entry(show_time(time)).or_insert(0) += n;
        }
        Ok(out)
    }
}

/// A time as results show it: a date, with its clock unless midnight.
pub(super) fn show_time(at: i64) -> String {
    match from_micros(at) {
        Some(t) if t.time() == chrono::NaiveTime::MIN => t.format("%F").to_string(),
        Some(t) => t.format("%F %T%.f").to_string(),
        None => at.to_string(),
    }
}
