//! Upserts: which rows are new, changed or known. Ids are looked up in memory, so that only real replacements delete.

use super::known_contents::KnownContents;
use super::manifest::{Column, Manifest};
use super::row::{Cell, Row, content_hash, key_of};
use rayon::prelude::*;
use rustc_hash::FxHashMap;
use xxhash_rust::xxh3::xxh3_64;

/// What became of the rows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct UpsertCounts {
    /// Rows whose id was new to the index.
    pub added: u64,
    /// Rows whose id the index had with other content.
    pub replaced: u64,
    /// Rows the index had already, equal in every column.
    pub unchanged: u64,
    /// Among all rows: those whose id came before in this run. The last one is kept.
    pub duplicate_ids: u64,
    /// Among all rows: those with an empty id; the hash of their cells names them.
    pub without_id: u64,
}

/// A row that must be written, found by [`Writer::diff`](super::Writer::diff).
#[derive(Clone, Copy, Debug)]
pub struct Upsert {
    /// Place in the rows given to [`Writer::diff`](super::Writer::diff).
    pub at: usize,
    pub(super) key: u64,
    /// What the index remembers of the row's content.
    pub(super) content: u64,
    /// The content that it replaces.
    pub(super) replaces: Option<u64>,
    hash: u64,
    /// Part of the id of a row without one.
    ordinal: u32,
    named: bool,
}

impl Upsert {
    /// The id, given the cell of the id column.
    pub(super) fn id(&self, cell: Option<&Cell>) -> String {
        match cell.filter(|_| self.named).and_then(Cell::text) {
            Some(id) => id.trim().to_owned(),
            None => hash_id(self.hash, self.ordinal),
        }
    }
}

/// Spreads small numbers over 64 bits.
const SPREAD: u64 = 0x9e37_79b9_7f4a_7c15;

/// The rows that the index holds, and those that came in this run.
#[derive(Debug, Default)]
pub(super) struct KnownRows {
    /// Key → content; the lowest bit says whether the id came in this run.
    contents: KnownContents,
    /// How many equal rows without id came in this run, by hash.
    equal: FxHashMap<u64, u32>,
    pub(super) counts: UpsertCounts,
}

impl KnownRows {
    /// Reads every id of the index.
    pub(super) fn load(index: &tantivy::Index) -> tantivy::Result<Self> {
        let searcher = index.reader()?.searcher();
        let size = usize::try_from(searcher.num_docs()).unwrap_or(0);
        let mut known = Vec::with_capacity(size);
        for segment in searcher.segment_readers() {
            let Some(ids) = segment.fast_fields().str("id")? else {
                continue;
            };
            let mut keys = Vec::with_capacity(ids.num_terms());
            let mut names = ids.dictionary().stream()?;
            while names.advance() {
                keys.push(xxh3_64(names.key()));
            }
            let contents = segment.fast_fields().u64("hash")?;
            for doc in segment.doc_ids_alive() {
                let id = ids.ords().first(doc).and_then(|o| usize::try_from(o).ok());
                let key = id.and_then(|o| keys.get(o));
                if let (Some(key), Some(content)) = (key, contents.first(doc)) {
                    known.push((*key, content & !1));
                }
            }
        }
        Ok(Self {
            contents: KnownContents::new(known),
            ..Self::default()
        })
    }

    pub(super) fn forget(&mut self, ids: &[String]) {
        self.contents
            .remove(&ids.iter().map(|id| key_of(id)).collect());
    }

    /// Counts the rows and says which must be written.
    pub(super) fn diff(&mut self, rows: &[Row], manifest: &Manifest) -> Vec<Upsert> {
        let columns = manifest.columns.iter().enumerate();
        let mut columns: Vec<_> = columns.filter(|(_, c)| !c.derived).collect();
        columns.sort_by_key(|(_, c)| &c.name);
        let name_hash = |(at, c): (usize, &Column)| (at, xxh3_64(c.name.as_bytes()));
        let names: Vec<(usize, u64)> = columns.into_iter().map(name_hash).collect();
        // another model gives other types: the same row is then a changed one
        let model = manifest.roles.model.as_deref();
        let salt = model.map_or(0, |m| xxh3_64(m.as_bytes()));
        let id = manifest.id_position();
        let hashed = rows.par_iter().map(|row| {
            let key = id.and_then(|i| id_key(row.cells.get(i)?));
            (content_hash(&names, &row.cells, 0), key)
        });
        let hashes: Vec<(u64, Option<u64>)> = hashed.collect();
        let mut upserts = Vec::with_capacity(rows.len());
        for (at, (hash, key)) in hashes.into_iter().enumerate() {
            self.counts.without_id += u64::from(key.is_none() && id.is_some());
            upserts.extend(self.upsert(at, hash, key, salt));
        }
        upserts
    }

    fn upsert(&mut self, at: usize, hash: u64, id_key: Option<u64>, salt: u64) -> Option<Upsert> {
        let mut ordinal = 0;
        let key = id_key.unwrap_or_else(|| {
            let seen = self.equal.entry(hash).or_insert(0);
            ordinal = *seen;
            *seen += 1;
            key_of(&hash_id(hash, ordinal))
        });
        // equal rows without id have contents of their own, too
        let content = (hash ^ salt ^ u64::from(ordinal).wrapping_mul(SPREAD)) & !1;
        let before = self.contents.insert(key, content | 1);
        self.counts.duplicate_ids += before.map_or(0, |b| b & 1);
        let replaces = before.map(|b| b & !1);
        match replaces {
            None => self.counts.added += 1,
            Some(before) if before == content => {
                self.counts.unchanged += 1;
                return None;
            }
            Some(_) => self.counts.replaced += 1,
        }
        Some(Upsert {
            at,
            key,
            content,
            replaces,
            hash,
            ordinal,
            named: id_key.is_some(),
        })
    }
}

fn id_key(cell: &Cell) -> Option<u64> {
    let text = cell.text()?;
    let text = text.trim();
    (!text.is_empty()).then(|| key_of(text))
}

/// The id of a row that has none: its hash, and which of the equal rows it is.
fn hash_id(hash: u64, ordinal: u32) -> String {
    match ordinal {
        0 => format!("{hash:016x}"),
        n => format!("{hash:016x}-{}", n + 1),
    }
}
