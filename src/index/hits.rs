//! Candidates → hits: rows read back, highlights marked, near-duplicates shown once.

use super::collector::{Candidate, Key};
use super::compile::Needle;
use super::highlight::{Highlight, highlights, snippet};
use super::row::{Cell, decode};
use super::search_types::Hit;
use super::snapshot::Snapshot;
use super::term_reader::TermReader;
use crate::Result;
use crate::normalize::mask;
use rayon::prelude::*;
use std::borrow::Cow;
use tantivy::schema::Value;
use tantivy::{DocAddress, TantivyDocument};

/// Rows read by one thread at a time.
const CHUNK: usize = 1_024;
/// Terminal columns of a snippet: 80 Chinese characters.
const SNIPPET: usize = 160;

/// Reads the candidates as hits, in their order; rows are read in the order they lie on disk.
pub(super) fn read(
    snapshot: &Snapshot,
    candidates: &[Candidate],
    needles: &[Needle],
) -> Result<Vec<Hit>> {
    let mut ids = ids(snapshot, candidates)?;
    let text = snapshot.manifest.text_positions();
    let mut hits: Vec<Option<Hit>> = vec![None; candidates.len()];
    for i in by_disk(candidates) {
        let mut hit = hit(snapshot, &candidates[i], &text, needles)?;
        hit.id = std::mem::take(&mut ids[i]);
        hits[i] = Some(hit);
    }
    Ok(hits.into_iter().flatten().collect())
}

/// The order in which candidates lie on disk.
fn by_disk(candidates: &[Candidate]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..candidates.len()).collect();
    order.sort_by_key(|i| (candidates[*i].segment, candidates[*i].doc));
    order
}

/// Ids of candidates, in their order.
pub(super) fn ids(snapshot: &Snapshot, candidates: &[Candidate]) -> Result<Vec<String>> {
    let mut terms = TermReader::new(&snapshot.tantivy, "id");
    let mut ids = vec![String::new(); candidates.len()];
    let same_segment = |a: &usize, b: &usize| candidates[*a].segment == candidates[*b].segment;
    for part in by_disk(candidates).chunk_by(same_segment) {
        let ords: Vec<u64> = part.iter().map(|i| candidates[*i].tie).collect();
        let names = terms.read(candidates[part[0]].segment, &ords);
        for (i, name) in part.iter().zip(names.map_err(|e| snapshot.read_error(e))?) {
            ids[*i] = name;
        }
    }
    Ok(ids)
}

/// The complaint with this id.
pub(super) fn by_id(snapshot: &Snapshot, id: &str) -> Result<Option<Hit>> {
    let find = || -> tantivy::Result<Option<Candidate>> {
        for (segment, reader) in (0..).zip(snapshot.tantivy.segment_readers()) {
            let Some(ids) = reader.fast_fields().str("id")? else {
                continue;
            };
            let Some(ord) = ids.dictionary().term_ord(id.as_bytes())? else {
                continue;
            };
            let mut docs = reader.doc_ids_alive();
            if let Some(doc) = docs.find(|doc| ids.ords().first(*doc) == Some(ord)) {
                return Ok(Some(Candidate {
                    segment,
                    doc,
                    score: 0.0,
                    tie: ord,
                    key: Key::None,
                }));
            }
        }
        Ok(None)
    };
    match find().map_err(|e| snapshot.read_error(e))? {
        Some(candidate) => Ok(read(snapshot, &[candidate], &[])?.pop()),
        None => Ok(None),
    }
}

/// Content hashes of candidates, in the order they lie on disk.
pub(super) fn contents(snapshot: &Snapshot, candidates: &[Candidate]) -> Result<Vec<u64>> {
    let mut contents = Vec::with_capacity(candidates.len());
    for part in candidates.chunk_by(|a, b| a.segment == b.segment) {
        let fast = snapshot
            .tantivy
            .segment_reader(part[0].segment)
            .fast_fields();
        let column = fast.u64("hash").map_err(|e| snapshot.read_error(e))?;
        contents.extend(part.iter().filter_map(|c| column.first(c.doc)));
    }
    Ok(contents)
}

fn cells(snapshot: &Snapshot, candidate: &Candidate) -> Result<Vec<Cell>> {
    let address = DocAddress::new(candidate.segment, candidate.doc);
    let document: TantivyDocument = snapshot
        .tantivy
        .doc(address)
        .map_err(|e| snapshot.read_error(e))?;
    let row = document.get_first(snapshot.fields.row);
    let mut cells = decode(row.and_then(|v| v.as_bytes()).unwrap_or_default());
    cells.resize(snapshot.manifest.columns.len(), Cell::Null);
    Ok(cells)
}

/// A hit without its id.
fn hit(
    snapshot: &Snapshot,
    candidate: &Candidate,
    text: &[usize],
    needles: &[Needle],
) -> Result<Hit> {
    let mut cells = cells(snapshot, candidate)?;
    let (mut joined, mut marks) = (String::new(), Vec::new());
    for part in text.iter().filter_map(|t| cells.get(*t)?.text()) {
        if !joined.is_empty() {
            joined.push('\n');
        }
        let here = highlights(&part, needles, &snapshot.analyzer.normalizer);
        let shift = joined.len();
        marks.extend(here.iter().map(|h| h.start + shift..h.end + shift));
        joined.push_str(&part);
    }
    // masks are written for people last, so that they cannot be searched for
    if let Cow::Owned(shown) = mask::render_spans(&joined, &mut marks, snapshot.lang) {
        joined = shown;
    }
    let highlights: Vec<Highlight> = marks.into_iter().map(Highlight::from).collect();
    for cell in &mut cells {
        if let Cell::Text(text) = cell
            && let Cow::Owned(shown) = mask::render_spans(text, &mut [], snapshot.lang)
        {
            *text = shown;
        }
    }
    Ok(Hit {
        id: String::new(),
        score: candidate.score,
        cells,
        snippet: snippet(&joined, &highlights, SNIPPET).0,
        text: joined,
        highlights,
        alike: 1,
    })
}

/// The first of every group of near-duplicates, and the sizes of the groups, both in order.
pub(super) fn collapsed(
    snapshot: &Snapshot,
    candidates: &[Candidate],
) -> Result<(Vec<Candidate>, Vec<u64>)> {
    let columns = snapshot.manifest.text_positions();
    let order = by_disk(candidates);
    let read = |at: &usize| {
        let cells = cells(snapshot, &candidates[*at])?;
        let parts = columns.iter().filter_map(|t| cells.get(*t)?.text());
        let joined = parts.collect::<Vec<_>>().join("\n");
        Ok((*at, snapshot.analyzer.comparable(&joined)))
    };
    let read: Result<Vec<_>> = order.par_iter().with_min_len(CHUNK).map(read).collect();
    let mut texts = vec![String::new(); candidates.len()];
    for (at, text) in read? {
        texts[at] = text;
    }
    let mut sizes = vec![0u64; candidates.len()];
    for first in crate::similar::groups(&texts) {
        sizes[first as usize] += 1;
    }
    let groups = candidates.iter().copied().zip(sizes);
    Ok(groups.filter(|(_, size)| *size > 0).unzip())
}
