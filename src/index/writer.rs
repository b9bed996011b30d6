//! Filling an index: rows in, the ledger out. Known ids are looked up in memory, so that only real replacements delete.

use super::meta::{Column, Kind, Meta, Storage};
use super::row::{Cell, content_hash, encode, key_of};
use super::schema::{Fast, Fields, schema, shortened};
use super::settings::{IndexParams, fresh_meta, settle};
use super::text::Analyst;
use super::{failed, open_folder};
use crate::normalize::MaskParams;
use crate::segment::Segmenter;
use crate::{Error, Result};
use rayon::prelude::*;
use rustc_hash::FxHashMap;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};
use tantivy::schema::{OwnedValue, Term};
use tantivy::{IndexWriter, TantivyDocument, TantivyError};
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

/// One row on its way into the index.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Row {
    /// Cells in the order of the index's columns; missing ones at the end are empty.
    pub cells: Vec<Cell>,
    /// Times read from cells, as (column, microseconds); see [`super::period::micros`].
    pub times: Vec<(usize, i64)>,
}

/// A row that must be written, after [`Writer::sift`].
#[derive(Clone, Copy, Debug)]
pub struct Fresh {
    /// Place in the rows given to [`Writer::sift`].
    pub at: usize,
    key: u64,
    hash: u64,
    /// Part of the id of a row without one.
    ordinal: u32,
    replaces: bool,
    named: bool,
}

/// The one writer of an index.
pub struct Writer {
    dir: PathBuf,
    meta: Meta,
    fields: Fields,
    tantivy: IndexWriter,
    analyst: Analyst,
    segmenter: Segmenter,
    /// Key → content hash; the lowest bit says whether this run has met the id.
    known: FxHashMap<u64, u64>,
    /// How many equal rows this run has met, for rows without id.
    equal: FxHashMap<u64, u32>,
    ledger: Ledger,
    committed: Instant,
    dirty: bool,
    commit_every: Duration,
}

impl std::fmt::Debug for Writer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Writer")
            .field("dir", &self.dir)
            .field("ledger", &self.ledger)
            .finish_non_exhaustive()
    }
}

impl Writer {
    /// Opens the index at `dir`, or makes it.
    ///
    /// # Errors
    /// Another writer is at work; the folder is no index, or one of other versions or settings.
    pub fn open(dir: &Path, params: &IndexParams) -> Result<Self> {
        let found = Meta::load(dir)?;
        std::fs::create_dir_all(dir).map_err(|e| Error::io(dir, "create", e))?;
        let meta = match found {
            Some(meta) => settle(meta, params, dir)?,
            None => fresh_meta(params)?,
        };
        // the account first: a folder killed right after this is known as ours
        if !dir.join("meta.json").exists() {
            meta.save(dir)?;
        }
        let index = open_folder(dir, true)?;
        let tantivy = tantivy_writer(&index, params).map_err(|e| busy_or(dir, e))?;
        meta.save(dir)?;
        let known = known(&index, dir)?;
        let mask = params
            .mask
            .clone()
            .unwrap_or_else(|| MaskParams::named(&meta.mask));
        let (_, fields) = schema();
        Ok(Self {
            dir: dir.to_path_buf(),
            analyst: Analyst::masking(mask),
            meta,
            fields,
            tantivy,
            segmenter: Segmenter::default(),
            known,
            equal: FxHashMap::default(),
            ledger: Ledger::default(),
            committed: Instant::now(),
            dirty: false,
            commit_every: params.commit_every,
        })
    }

    /// Position of a column, registering it when new. `kind` and `storage` count only then, except that storage falls back
    /// to text where sources disagree.
    ///
    /// # Errors
    /// The folder cannot be written.
    pub fn column(
        &mut self,
        name: &str,
        kind: Kind,
        storage: Storage,
        derived: bool,
    ) -> Result<usize> {
        if let Some(at) = self.meta.position(name) {
            if self.meta.columns[at].storage != storage {
                self.meta.columns[at].storage = Storage::Text;
                self.meta.save(&self.dir)?;
            }
            return Ok(at);
        }
        self.meta.columns.push(Column {
            name: name.to_owned(),
            kind: if self.meta.text.iter().any(|t| t == name) {
                Kind::Text
            } else {
                kind
            },
            storage,
            derived,
        });
        self.meta.save(&self.dir)?;
        Ok(self.meta.columns.len() - 1)
    }

    /// The columns known so far.
    #[must_use]
    pub fn columns(&self) -> &[Column] {
        &self.meta.columns
    }

    /// Names of the searched columns, the id column and the time column, as the index holds them.
    #[must_use]
    pub fn roles(&self) -> (&[String], Option<&str>, Option<&str>) {
        (
            &self.meta.text,
            self.meta.id.as_deref(),
            self.meta.time.as_deref(),
        )
    }

    /// True where personal numbers are masked.
    #[must_use]
    pub fn is_masked(&self) -> bool {
        self.meta.is_masked()
    }

    /// What became of the rows so far.
    #[must_use]
    pub fn ledger(&self) -> Ledger {
        self.ledger
    }

    /// Counts the rows and says which must be written; the others stand in the index already, equal in every column.
    pub fn sift(&mut self, rows: &[Row]) -> Vec<Fresh> {
        let mut names: Vec<(usize, u64)> = self
            .meta
            .columns
            .iter()
            .enumerate()
            .filter(|(_, c)| !c.derived)
            .map(|(i, c)| (i, xxh3_64(c.name.as_bytes())))
            .collect();
        names.sort_by(|a, b| {
            self.meta.columns[a.0]
                .name
                .cmp(&self.meta.columns[b.0].name)
        });
        let salt = self
            .meta
            .model
            .as_deref()
            .map_or(0, |m| xxh3_64(m.as_bytes()));
        let id = self.meta.id.as_deref().and_then(|n| self.meta.position(n));
        let hashes: Vec<(u64, Option<u64>)> = rows
            .par_iter()
            .map(|row| {
                let named = id.and_then(|i| named_key(row.cells.get(i)?));
                (content_hash(&names, &row.cells, 0), named)
            })
            .collect();
        let mut out = Vec::with_capacity(rows.len());
        for (at, (hash, named)) in hashes.into_iter().enumerate() {
            out.extend(self.judge(at, hash, named, salt));
        }
        out
    }

    fn judge(&mut self, at: usize, hash: u64, named: Option<u64>, salt: u64) -> Option<Fresh> {
        let mut ordinal = 0;
        let key = named.unwrap_or_else(|| {
            let seen = self.equal.entry(hash).or_insert(0);
            ordinal = *seen;
            *seen += 1;
            key_of(&hash_id(hash, ordinal))
        });
        if named.is_none() && self.meta.id.is_some() {
            self.ledger.without_id += 1;
        }
        // the lowest bit of what is remembered belongs to "seen"
        let content = (hash ^ salt) | 1;
        let replaces = match self.known.insert(key, content) {
            None => {
                self.ledger.added += 1;
                false
            }
            Some(before) => {
                if before & 1 == 1 {
                    self.ledger.duplicate_ids += 1;
                }
                if before | 1 == content {
                    self.ledger.unchanged += 1;
                    return None;
                }
                self.ledger.replaced += 1;
                true
            }
        };
        Some(Fresh {
            at,
            key,
            hash,
            ordinal,
            replaces,
            named: named.is_some(),
        })
    }

    /// Writes rows that [`Writer::sift`] asked for; `rows[i]` belongs to `fresh[i]`. Commits when it is time.
    ///
    /// # Errors
    /// The disk refuses.
    pub fn write(&mut self, rows: Vec<Row>, fresh: &[Fresh]) -> Result<()> {
        if self.meta.mask_key.is_some() && !self.analyst.has_key() {
            return Err(super::settings::key_wanted(&self.dir));
        }
        let salt = self
            .meta
            .model
            .as_deref()
            .map_or(0, |m| xxh3_64(m.as_bytes()));
        let text = self.meta.text_positions();
        let id = self.meta.id.as_deref().and_then(|n| self.meta.position(n));
        let documents: Vec<TantivyDocument> = rows
            .into_par_iter()
            .zip(fresh)
            .map(|(row, fresh)| self.document(row, fresh, salt, &text, id))
            .collect();
        for (document, fresh) in documents.into_iter().zip(fresh) {
            if fresh.replaces {
                self.tantivy
                    .delete_term(Term::from_field_u64(self.fields.key, fresh.key));
            }
            self.tantivy
                .add_document(document)
                .map_err(|e| failed(&self.dir, "write", e))?;
        }
        self.dirty |= !fresh.is_empty();
        if self.dirty && self.committed.elapsed() >= self.commit_every {
            self.commit()?;
        }
        Ok(())
    }

    fn document(
        &self,
        mut row: Row,
        fresh: &Fresh,
        salt: u64,
        text: &[usize],
        id: Option<usize>,
    ) -> TantivyDocument {
        let f = &self.fields;
        let name = match id.filter(|_| fresh.named).and_then(|i| row.cells.get(i)) {
            Some(cell) => cell.text().unwrap_or_default().trim().to_owned(),
            None => hash_id(fresh.hash, fresh.ordinal),
        };
        self.mask_cells(&mut row.cells, id);
        let columns = text.iter().filter_map(|t| row.cells.get(*t)?.text());
        let forms = self.analyst.forms(columns, &self.segmenter);
        let mut d = TantivyDocument::default();
        d.add_u64(f.key, fresh.key);
        d.add_u64(f.hash, (fresh.hash ^ salt) & !1);
        d.add_text(f.id, name);
        d.add_text(f.words, forms.words);
        d.add_text(f.pairs, &forms.exact);
        d.add_text(f.chars, forms.exact);
        let object = self.fast_cells(&row);
        if !object.is_empty() {
            d.add_field_value(f.cells, &OwnedValue::Object(object));
        }
        d.add_bytes(f.row, &encode(&row.cells));
        d
    }

    fn mask_cells(&self, cells: &mut [Cell], id: Option<usize>) {
        for (at, cell) in cells.iter_mut().enumerate() {
            let Some(text) = cell.text().filter(|_| Some(at) != id) else {
                continue;
            };
            if let std::borrow::Cow::Owned(masked) = self.analyst.mask(&text) {
                *cell = Cell::Text(masked);
            }
        }
    }

    /// What filters, facets and sorts see of a row.
    fn fast_cells(&self, row: &Row) -> Vec<(String, OwnedValue)> {
        let mut out = Vec::new();
        for (at, (column, cell)) in self.meta.columns.iter().zip(&row.cells).enumerate() {
            if column.kind == Kind::Text && self.meta.text.contains(&column.name) {
                continue;
            }
            if let Some((_, time)) = row.times.iter().find(|(c, _)| *c == at) {
                out.push((Fast::Time.key(at), OwnedValue::I64(*time)));
                continue;
            }
            let number = cell.number();
            if let Some(n) = number {
                out.push((Fast::Number.key(at), OwnedValue::F64(n)));
            }
            let Some(text) = cell.text() else { continue };
            let text = text.trim();
            let plain = number.is_some_and(|n| n.to_string() == text);
            if !plain && !text.is_empty() {
                out.push((
                    Fast::Text.key(at),
                    OwnedValue::Str(shortened(text).into_owned()),
                ));
            }
        }
        out
    }

    /// Removes the complaints that `condition` matches; gives their number.
    ///
    /// # Errors
    /// An unknown column; the disk refuses.
    pub fn delete_where(&mut self, conditions: &[super::Filter]) -> Result<u64> {
        self.commit()?;
        let searcher = super::Searcher::open(&self.dir)?;
        let keys = searcher.keys_where(conditions)?;
        for key in &keys {
            self.tantivy
                .delete_term(Term::from_field_u64(self.fields.key, *key));
            self.known.remove(key);
        }
        self.dirty = true;
        self.commit()?;
        Ok(keys.len() as u64)
    }

    /// Puts everything written so far on disk; from here on a killed run opens at this point.
    ///
    /// # Errors
    /// The disk refuses.
    pub fn commit(&mut self) -> Result<()> {
        self.tantivy
            .commit()
            .map_err(|e| failed(&self.dir, "write", e))?;
        self.committed = Instant::now();
        self.dirty = false;
        Ok(())
    }

    /// Commits, waits for the merging of segments, and closes.
    ///
    /// # Errors
    /// The disk refuses.
    pub fn finish(mut self) -> Result<Ledger> {
        self.commit()?;
        let dir = self.dir;
        self.tantivy
            .wait_merging_threads()
            .map_err(|e| failed(&dir, "write", e))?;
        Ok(self.ledger)
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

fn tantivy_writer(index: &tantivy::Index, params: &IndexParams) -> tantivy::Result<IndexWriter> {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let threads = if params.threads == 0 {
        cores
    } else {
        params.threads
    }
    .min(8);
    let memory = (params.memory / threads).clamp(15_000_000, 1 << 30);
    index.writer_with_num_threads(threads, memory * threads)
}

fn busy_or(dir: &Path, e: TantivyError) -> Error {
    match e {
        TantivyError::LockFailure(tantivy::directory::error::LockError::LockBusy, _) => {
            Error::data(
                dir.display().to_string(),
                "another tousu writing to this index",
                "one writer at a time",
                "Wait until it has ended, then run the same command again",
            )
        }
        e => failed(dir, "open", e),
    }
}

/// Keys and content hashes of everything in the index.
fn known(index: &tantivy::Index, dir: &Path) -> Result<FxHashMap<u64, u64>> {
    let go = || -> tantivy::Result<FxHashMap<u64, u64>> {
        let searcher = index.reader()?.searcher();
        let size = usize::try_from(searcher.num_docs()).unwrap_or(0);
        let mut known = FxHashMap::with_capacity_and_hasher(size, Default::default());
        for segment in searcher.segment_readers() {
            let keys = segment.fast_fields().u64("key")?;
            let hashes = segment.fast_fields().u64("hash")?;
            for doc in segment.doc_ids_alive() {
                if let (Some(key), Some(hash)) = (keys.first(doc), hashes.first(doc)) {
                    known.insert(key, hash & !1);
                }
            }
        }
        Ok(known)
    };
    go().map_err(|e| failed(dir, "read", e))
}
