//! The last word on the order of places from all segments: names are read only where ordinals cannot decide.

use super::Searcher;
use super::collect::{Key, Order, Place};
use super::schema::Fast;
use std::cmp::Ordering;

impl Searcher {
    /// Sorts places of all segments. Ids are read only where they decide, and only for the first `need`.
    pub(super) fn settle(
        &self,
        places: &mut [Place],
        order: Order,
        need: usize,
    ) -> tantivy::Result<()> {
        let mut keyed = Vec::with_capacity(places.len());
        let mut names = Names::new(self);
        for place in places.iter() {
            let text = match (order, place.key) {
                (Order::Column { at, .. }, Key::Text(ord)) => {
                    Some(names.text(place.segment, Fast::Text.path(at), ord)?)
                }
                _ => None,
            };
            keyed.push((*place, text));
        }
        let compare = |a: &(Place, Option<String>), b: &(Place, Option<String>)| match order {
            Order::Score => b.0.score.total_cmp(&a.0.score),
            Order::Unordered => Ordering::Equal,
            Order::Column { descending, .. } => match (&a.1, &b.1) {
                (Some(x), Some(y)) if descending => y.cmp(x),
                (Some(x), Some(y)) => x.cmp(y),
                _ => a.0.key.order(b.0.key, descending),
            },
        };
        keyed.sort_by(|a, b| {
            compare(a, b).then_with(|| (a.0.segment, a.0.id).cmp(&(b.0.segment, b.0.id)))
        });
        let mut from = 0;
        for run in keyed.chunk_by_mut(|a, b| compare(a, b) == Ordering::Equal) {
            if from >= need {
                break;
            }
            from += run.len();
            let mixed = run.iter().any(|p| p.0.segment != run[0].0.segment);
            if mixed {
                let mut named = Vec::with_capacity(run.len());
                for p in run.iter() {
                    named.push((names.text(p.0.segment, "id".into(), p.0.id)?, p.clone()));
                }
                named.sort_by(|a, b| a.0.cmp(&b.0));
                for (slot, (_, p)) in run.iter_mut().zip(named) {
                    *slot = p;
                }
            }
        }
        for (slot, (place, _)) in places.iter_mut().zip(keyed) {
            *slot = place;
        }
        Ok(())
    }
}

/// Reads names behind ordinals, keeping the columns open.
pub(super) struct Names<'s> {
    searcher: &'s Searcher,
    open: Vec<(u32, String, Option<tantivy::columnar::StrColumn>)>,
}

impl<'s> Names<'s> {
    pub(super) fn new(searcher: &'s Searcher) -> Self {
        Self {
            searcher,
            open: Vec::new(),
        }
    }

    pub(super) fn text(&mut self, segment: u32, path: String, ord: u64) -> tantivy::Result<String> {
        let at = match self
            .open
            .iter()
            .position(|(s, p, _)| *s == segment && *p == path)
        {
            Some(at) => at,
            None => {
                let fast = self
                    .searcher
                    .tantivy()
                    .segment_reader(segment)
                    .fast_fields();
                let column = fast.str(&path)?;
                self.open.push((segment, path, column));
                self.open.len() - 1
            }
        };
        let mut out = String::new();
        if let Some(column) = &self.open[at].2 {
            column.ord_to_str(ord, &mut out)?;
        }
        Ok(out)
    }
}
