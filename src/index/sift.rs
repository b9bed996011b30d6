//! Which rows are new, changed or known: ids are looked up in memory, so that only real replacements delete.

use super::meta::Meta;
use super::row::{Cell, content_hash, key_of};
use super::writer::Row;
use rayon::prelude::*;
use rustc_hash::FxHashMap;
use xxhash_rust::xxh3::xxh3_64;

/// What became of the rows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Ledger {
    /// Rows whose id the index did not know.
    pub added: u64,
    /// Rows whose id it knew with other content.
    pub replaced: u64,
    /// Rows it held already, equal in every column.
    pub unchanged: u64,
    /// Among all rows: those whose id had already come in this run. The last one stands.
    pub duplicate_ids: u64,
    /// Among all rows: those with an empty id, which are named by the hash of their columns.
    pub without_id: u64,
}

/// A row that must be written, after [`Writer::sift`](super::Writer::sift).
#[derive(Clone, Copy, Debug)]
pub struct Fresh {
    /// Place in the rows given to [`Writer::sift`](super::Writer::sift).
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

impl Fresh {
    /// The id, given the cell of the id column.
    pub(super) fn name(&self, id: Option<&Cell>) -> String {
        match id.filter(|_| self.named).and_then(Cell::text) {
            Some(name) => name.trim().to_owned(),
            None => hash_id(self.hash, self.ordinal),
        }
    }
}

/// Spreads small numbers over 64 bits.
const SPREAD: u64 = 0x9e37_79b9_7f4a_7c15;

/// What the index knows and what this run has met.
#[derive(Debug, Default)]
pub(super) struct Sieve {
    /// Key → content; the lowest bit says whether this run has met the id.
    known: FxHashMap<u64, u64>,
    /// How many equal rows this run has met, for rows without id.
    equal: FxHashMap<u64, u32>,
    pub(super) ledger: Ledger,
}

impl Sieve {
    /// Knows everything in the index.
    pub(super) fn of(index: &tantivy::Index) -> tantivy::Result<Self> {
        let searcher = index.reader()?.searcher();
        let size = usize::try_from(searcher.num_docs()).unwrap_or(0);
        let mut known = FxHashMap::with_capacity_and_hasher(size, Default::default());
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
                    known.insert(*key, content & !1);
                }
            }
        }
        Ok(Self {
            known,
            ..Self::default()
        })
    }

    pub(super) fn forget(&mut self, id: &str) {
        self.known.remove(&key_of(id));
    }

    /// Counts the rows and says which must be written.
    pub(super) fn sift(&mut self, rows: &[Row], meta: &Meta) -> Vec<Fresh> {
        let mut names: Vec<(usize, u64)> = meta
            .columns
            .iter()
            .enumerate()
            .filter(|(_, c)| !c.derived)
            .map(|(i, c)| (i, xxh3_64(c.name.as_bytes())))
            .collect();
        names.sort_by_key(|(i, _)| &meta.columns[*i].name);
        // another model gives other types: the same row is then a changed one
        let salt = meta.model.as_deref().map_or(0, |m| xxh3_64(m.as_bytes()));
        let id = meta.id.as_deref().and_then(|n| meta.position(n));
        let hashes: Vec<(u64, Option<u64>)> = rows
            .par_iter()
            .map(|row| {
                let named = id.and_then(|i| named_key(row.cells.get(i)?));
                (content_hash(&names, &row.cells, 0), named)
            })
            .collect();
        let mut out = Vec::with_capacity(rows.len());
        for (at, (hash, named)) in hashes.into_iter().enumerate() {
            if named.is_none() && id.is_some() {
                self.ledger.without_id += 1;
            }
            out.extend(self.judge(at, hash, named, hash ^ salt));
        }
        out
    }

    fn judge(&mut self, at: usize, hash: u64, named: Option<u64>, content: u64) -> Option<Fresh> {
        let mut ordinal = 0;
        let key = named.unwrap_or_else(|| {
            let seen = self.equal.entry(hash).or_insert(0);
            ordinal = *seen;
            *seen += 1;
            key_of(&hash_id(hash, ordinal))
        });
        // equal rows without id have contents of their own, too
        let content = (content ^ u64::from(ordinal).wrapping_mul(SPREAD)) & !1;
        let replaces = match self.known.insert(key, content | 1) {
            None => {
                self.ledger.added += 1;
                None
            }
            Some(before) => {
                if before & 1 == 1 {
                    self.ledger.duplicate_ids += 1;
                }
                if before & !1 == content {
                    self.ledger.unchanged += 1;
                    return None;
                }
                self.ledger.replaced += 1;
                Some(before & !1)
            }
        };
        Some(Fresh {
            at,
            key,
            content,
            replaces,
            hash,
            ordinal,
            named: named.is_some(),
        })
    }
}

fn named_key(cell: &Cell) -> Option<u64> {
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
