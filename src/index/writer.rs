//! Filling an index: rows in, the ledger out.

use super::meta::{Column, Kind, Meta, Storage};
use super::row::{Cell, encode};
use super::schema::{Fast, Fields, schema, shortened};
use super::settings::{IndexParams, fresh_meta, settle};
use super::sift::{Fresh, Ledger, Sieve};
use super::text::{Analyst, Forms};
use super::{failed, open_folder};
use crate::normalize::MaskParams;
use crate::segment::Segmenter;
use crate::{Error, Result};
use rayon::prelude::*;
use rustc_hash::FxHashSet;
use std::borrow::Cow;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};
use tantivy::index::SegmentReader;
use tantivy::query::doc_predicate_query::{DocPredicateQuery, FunctionPredicate};
use tantivy::schema::OwnedValue;
use tantivy::{IndexWriter, TantivyDocument, TantivyError};

/// One row on its way into the index.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Row {
    /// Cells in the order of the index's columns; missing ones at the end are empty.
    pub cells: Vec<Cell>,
    /// Times read from cells, as (column, microseconds); see [`super::period::micros`].
    pub times: Vec<(usize, i64)>,
}

/// The one writer of an index.
pub struct Writer {
    dir: PathBuf,
    meta: Meta,
    fields: Fields,
    tantivy: IndexWriter,
    analyst: Analyst,
    segmenter: Segmenter,
    sieve: Sieve,
    committed: Instant,
    dirty: bool,
    commit_every: Duration,
}

impl std::fmt::Debug for Writer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Writer")
            .field("dir", &self.dir)
            .field("ledger", &self.sieve.ledger)
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
        remove_abandoned(dir);
        meta.save(dir)?;
        let sieve = Sieve::of(&index).map_err(|e| failed(dir, "read", e))?;
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
            sieve,
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
        self.sieve.ledger
    }

    /// Counts the rows and says which must be written; the others stand in the index already, equal in every column.
    pub fn sift(&mut self, rows: &[Row]) -> Vec<Fresh> {
        self.sieve.sift(rows, &self.meta)
    }

    /// Writes rows that [`Writer::sift`] asked for; `rows[i]` belongs to `fresh[i]`. Commits when it is time.
    ///
    /// # Errors
    /// The disk refuses.
    pub fn write(&mut self, rows: Vec<Row>, fresh: &[Fresh]) -> Result<()> {
        if self.meta.mask_key.is_some() && !self.analyst.has_key() {
            return Err(super::settings::key_wanted(&self.dir));
        }
        let text = self.meta.text_positions();
        let id = self.meta.id.as_deref().and_then(|n| self.meta.position(n));
        self.remove(fresh.iter().filter_map(|f| f.replaces).collect())?;
        let mut met = FxHashSet::default();
        let mut last: Vec<bool> = fresh.iter().rev().map(|f| met.insert(f.key)).collect();
        last.reverse();
        let documents: Vec<TantivyDocument> = rows
            .into_par_iter()
            .zip(fresh)
            .zip(last)
            .filter(|(_, last)| *last)
            .map(|((row, fresh), _)| self.document(row, fresh, &text, id))
            .collect();
        for document in documents {
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
        text: &[usize],
        id: Option<usize>,
    ) -> TantivyDocument {
        let f = &self.fields;
        let name = fresh.name(id.and_then(|i| row.cells.get(i)));
        let mut forms = Forms::default();
        for at in text {
            let Some(cell) = row.cells.get_mut(*at) else {
                continue;
            };
            let masked = match cell.text() {
                Some(shown) => match self.analyst.add(&shown, &self.segmenter, &mut forms) {
                    Cow::Owned(masked) => masked,
                    Cow::Borrowed(_) => continue,
                },
                None => continue,
            };
            *cell = Cell::Text(masked);
        }
        for (at, cell) in row.cells.iter_mut().enumerate() {
            let kept = text.contains(&at) || Some(at) == id;
            let Some(shown) = cell.text().filter(|_| !kept) else {
                continue;
            };
            if let Cow::Owned(masked) = self.analyst.mask(&shown) {
                *cell = Cell::Text(masked);
            }
        }
        let mut d = TantivyDocument::default();
        d.add_u64(f.hash, fresh.content);
        d.add_text(f.id, name);
        d.add_text(f.words, forms.words);
        d.add_text(f.pairs, forms.exact);
        let object = self.fast_cells(&row);
        if !object.is_empty() {
            d.add_field_value(f.cells, &OwnedValue::Object(object));
        }
        d.add_bytes(f.row, &encode(&row.cells));
        d
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
        let (names, contents) = searcher.named_where(conditions)?;
        names.iter().for_each(|name| self.sieve.forget(name));
        let n = contents.len() as u64;
        self.remove(contents.into_iter().collect())?;
        self.dirty = true;
        self.commit()?;
        Ok(n)
    }

    /// Removes the rows with these contents.
    fn remove(&self, contents: FxHashSet<u64>) -> Result<()> {
        if contents.is_empty() {
            return Ok(());
        }
        let gone = Arc::new(contents);
        let predicate = FunctionPredicate::from(move |segment: &SegmentReader| {
            let (column, gone) = (segment.fast_fields().u64("hash")?, gone.clone());
            Ok(move |doc| column.first(doc).is_some_and(|c| gone.contains(&c)))
        });
        let query = Box::new(DocPredicateQuery::from(predicate));
        let removed = self.tantivy.delete_query(query);
        removed.map_err(|e| failed(&self.dir, "write", e))?;
        Ok(())
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
        Ok(self.sieve.ledger)
    }
}

fn tantivy_writer(index: &tantivy::Index, params: &IndexParams) -> tantivy::Result<IndexWriter> {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let threads = match params.threads {
        0 => cores,
        n => n,
    };
    let threads = threads.min(8);
    let memory = (params.memory / threads).clamp(15_000_000, 1 << 30);
    index.writer_with_num_threads(threads, memory * threads)
}

/// Removes what tantivy leaves of a small file where a run is killed while it writes one; the one writer calls this.
fn remove_abandoned(dir: &Path) {
    for entry in std::fs::read_dir(dir).into_iter().flatten().flatten() {
        if entry.file_name().to_string_lossy().starts_with(".tmp") {
            std::fs::remove_file(entry.path()).ok();
        }
    }
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
