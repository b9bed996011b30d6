//! Places → hits: rows read back, highlights marked, near-duplicates shown once.

use super::collect::{Order, Place};
use super::compile::Needle;
use super::found::{Found, Hit, SearchParams};
use super::highlight::{Highlight, highlights, snippet};
use super::order::Names;
use super::plan::Plan;
use super::row::{Cell, decode};
use super::{Filter, Searcher};
use crate::Result;
use crate::normalize::mask;
use crate::types::Lang;
use rayon::prelude::*;
use tantivy::schema::Value;
use tantivy::{DocAddress, TantivyDocument};

/// Rows read by one thread at a time.
const CHUNK: usize = 1_024;
/// Terminal columns of a snippet: 80 Chinese characters.
const SNIPPET: usize = 160;

impl Searcher {
    /// Hits with their texts; rows are read in the order they lie on disk.
    pub(super) fn hits(&self, places: &[Place], needles: &[Needle]) -> Result<Vec<Hit>> {
        let mut by_disk: Vec<usize> = (0..places.len()).collect();
        by_disk.sort_by_key(|i| (places[*i].segment, places[*i].doc));
        let mut out: Vec<Option<Hit>> = vec![None; places.len()];
        let mut ids = self.names(places)?;
        let text = self.meta.text_positions();
        for i in by_disk {
            let cells = self.cells(places[i])?;
            let id = std::mem::take(&mut ids[i]);
            out[i] = Some(self.hit(id, places[i].score, cells, &text, needles));
        }
        Ok(out.into_iter().flatten().collect())
    }

    /// Ids of places, in their order.
    pub(super) fn names(&self, places: &[Place]) -> Result<Vec<String>> {
        let mut names = Names::new(&self.tantivy, "id");
        let mut by_segment: Vec<usize> = (0..places.len()).collect();
        by_segment.sort_by_key(|i| places[*i].segment);
        let mut out = vec![String::new(); places.len()];
        for part in by_segment.chunk_by(|a, b| places[*a].segment == places[*b].segment) {
            let ords: Vec<u64> = part.iter().map(|i| places[*i].tie).collect();
            let read = names.of(places[part[0]].segment, &ords);
            for (i, name) in part.iter().zip(read.map_err(|e| self.failed(e))?) {
                out[*i] = name;
            }
        }
        Ok(out)
    }

    fn cells(&self, place: Place) -> Result<Vec<Cell>> {
        let address = DocAddress::new(place.segment, place.doc);
        let document: TantivyDocument = self.tantivy.doc(address).map_err(|e| self.failed(e))?;
        let bytes = document
            .get_first(self.fields.row)
            .and_then(|v| v.as_bytes());
        let mut cells = decode(bytes.unwrap_or_default());
        cells.resize(self.meta.columns.len(), Cell::Null);
        Ok(cells)
    }

    fn hit(
        &self,
        id: String,
        score: f32,
        mut cells: Vec<Cell>,
        text: &[usize],
        needles: &[Needle],
    ) -> Hit {
        let (mut joined, mut marks) = (String::new(), Vec::new());
        for cell in text.iter().filter_map(|t| cells.get(*t)) {
            let Some(part) = cell.text() else { continue };
            if !joined.is_empty() {
                joined.push('\n');
            }
            let shift = joined.len();
            let here = highlights(&part, needles, &self.analyst.normalizer);
            marks.extend(here.iter().map(|h| Highlight {
                start: h.start + shift,
                end: h.end + shift,
            }));
            joined.push_str(&part);
        }
        // masks are written for people last, so that they cannot be searched for
        let mut spans: Vec<_> = marks.iter().map(|m| m.start..m.end).collect();
        if let std::borrow::Cow::Owned(shown) = mask::render_spans(&joined, &mut spans, Lang::Zh) {
            joined = shown;
            marks = spans.into_iter().map(Highlight::of).collect();
        }
        for cell in &mut cells {
            if let Cell::Text(text) = cell
                && let std::borrow::Cow::Owned(shown) = mask::render(text)
            {
                *text = shown;
            }
        }
        let (snippet, _) = snippet(&joined, &marks, SNIPPET);
        Hit {
            id,
            score,
            cells,
            text: joined,
            highlights: marks,
            snippet,
            alike: 1,
        }
    }

    /// Near-duplicates shown once: groups are made over all hits, in order, so that the best of each stands for it.
    pub(super) fn collapsed(&self, plan: &Plan, params: &SearchParams) -> Result<Found> {
        let (gathered, places) = self.places(plan, None)?;
        let texts = self.comparable(&places)?;
        let groups = crate::similar::groups(&texts);
        let mut sizes = vec![0u64; places.len()];
        for first in &groups {
            sizes[*first as usize] += 1;
        }
        let firsts: Vec<usize> = (0..places.len()).filter(|i| sizes[*i] > 0).collect();
        let page = firsts.get(params.offset..).unwrap_or_default();
        let page = &page[..page.len().min(params.limit)];
        let chosen: Vec<Place> = page.iter().map(|i| places[*i]).collect();
        let mut hits = self.hits(&chosen, &plan.needles)?;
        for (hit, i) in hits.iter_mut().zip(page) {
            hit.alike = sizes[*i];
        }
        self.found(plan, gathered, hits, Some(firsts.len() as u64))
    }

    /// The texts of places as near-duplicates are compared, read in the order they lie on disk.
    fn comparable(&self, places: &[Place]) -> Result<Vec<String>> {
        let columns = self.meta.text_positions();
        let mut by_disk: Vec<(&Place, usize)> = places.iter().zip(0..).collect();
        by_disk.sort_by_key(|(p, _)| (p.segment, p.doc));
        let read = |(place, at): &(&Place, usize)| {
            let cells = self.cells(**place)?;
            let parts = columns.iter().filter_map(|t| cells.get(*t)?.text());
            let joined = parts.collect::<Vec<_>>().join("\n");
            Ok((*at, self.analyst.comparable(&joined)))
        };
        let parts: Result<Vec<_>> = by_disk.par_iter().with_min_len(CHUNK).map(read).collect();
        let mut texts = vec![String::new(); places.len()];
        for (at, text) in parts? {
            texts[at] = text;
        }
        Ok(texts)
    }

    /// Ids and content hashes of the complaints that fulfil all conditions; for deleting them.
    pub(super) fn named_where(&self, conditions: &[Filter]) -> Result<(Vec<String>, Vec<u64>)> {
        let params = SearchParams {
            filters: conditions.to_vec(),
            ..SearchParams::default()
        };
        let mut plan = self.plan("*", &params)?;
        plan.order = Order::Unordered;
        let (_, places) = self.places(&plan, None)?;
        let mut contents = Vec::with_capacity(places.len());
        for group in places.chunk_by(|a, b| a.segment == b.segment) {
            let Some(first) = group.first() else { continue };
            let fast = self.tantivy.segment_reader(first.segment).fast_fields();
            let column = fast.u64("hash").map_err(|e| self.failed(e))?;
            contents.extend(group.iter().filter_map(|p| column.first(p.doc)));
        }
        Ok((self.names(&places)?, contents))
    }
}
