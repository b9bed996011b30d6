//! Filling an index: rows in, counts of upserts out.

use super::analyzer::{Analyzer, Forms};
use super::document::{FastCells, FastKeys, IndexedRow};
use super::errors::{GIVE_KEY, index_error, tantivy_error};
use super::filter::Filter;
use super::folder;
use super::manifest::{Column, ColumnKind, Manifest, Roles, Storage};
use super::merge_policy::BoundedMerges;
use super::params::{IndexParams, new_manifest, reconcile};
use super::row::{Cell, Row, encode};
use super::schema::{Fields, schema};
use super::searcher::Searcher;
use super::upsert::{KnownRows, Upsert, UpsertCounts};
use crate::normalize::MaskParams;
use crate::segment::{Segmenter, Token};
use crate::{Error, Result};
use rayon::prelude::*;
use rustc_hash::FxHashSet;
use std::borrow::Cow;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};
use tantivy::directory::error::LockError::LockBusy;
use tantivy::index::SegmentReader;
use tantivy::indexer::IndexWriterOptions;
use tantivy::query::doc_predicate_query::{DocPredicateQuery, FunctionPredicate};
use tantivy::{IndexWriter, TantivyError};

/// The one writer of an index.
pub struct Writer {
    dir: PathBuf,
    manifest: Manifest,
    fields: Fields,
    tantivy: IndexWriter<IndexedRow>,
    analyzer: Analyzer,
    segmenter: Segmenter,
    known: KnownRows,
    committed: Instant,
    dirty: bool,
    /// Rows have come, or the index is new: it is complete once this writer has finished.
    fills: bool,
    commit_every: Duration,
}

impl std::fmt::Debug for Writer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Writer")
            .field("dir", &self.dir)
            .field("counts", &self.known.counts)
            .finish_non_exhaustive()
    }
}

impl Writer {
    /// Opens the index at `dir`, or creates it.
    ///
    /// # Errors
    /// Another writer is at work; the folder is not an index, or one of other versions or settings.
    pub fn open(dir: &Path, params: &IndexParams) -> Result<Self> {
        let existing = Manifest::load(dir)?;
        std::fs::create_dir_all(dir).map_err(|e| Error::io(dir, "create", e))?;
        let is_new = existing.is_none();
        let manifest = match existing {
            Some(manifest) => reconcile(manifest, params, dir)?,
            None => new_manifest(params)?,
        };
        // the manifest first: a folder killed right after this is known as an index
        if !folder::is_started(dir) {
            manifest.save(dir)?;
        }
        let index = folder::open(dir, true)?;
        let tantivy = tantivy_writer(&index, params).map_err(|e| busy_or(dir, e))?;
        let policy = BoundedMerges { dir: dir.into() };
        tantivy.set_merge_policy(Box::new(policy));
        remove_abandoned(dir);
        manifest.save(dir)?;
        let known = KnownRows::load(&index).map_err(|e| tantivy_error(dir, "read", e))?;
        let mask = params.mask.clone();
        let mask = mask.unwrap_or_else(|| MaskParams::named(&manifest.mask));
        Ok(Self {
            dir: dir.to_path_buf(),
            manifest,
            fields: schema().1,
            tantivy,
            analyzer: Analyzer::masking(mask),
            segmenter: Segmenter::default(),
            known,
            committed: Instant::now(),
            dirty: false,
            fills: is_new,
            commit_every: params.commit_every,
        })
    }

    /// Position of a column, which is added where it is new. `kind` counts only then; `storage` falls back to text where
    /// sources disagree.
    ///
    /// # Errors
    /// The folder cannot be written.
    pub fn column(
        &mut self,
        name: &str,
        kind: ColumnKind,
        storage: Storage,
        derived: bool,
    ) -> Result<usize> {
        if let Some(at) = self.manifest.position(name) {
            if self.manifest.columns[at].storage != storage {
                self.manifest.columns[at].storage = Storage::Text;
                self.manifest.save(&self.dir)?;
            }
            return Ok(at);
        }
        let is_text = self.manifest.roles.text.iter().any(|t| t == name);
        self.manifest.columns.push(Column {
            name: name.to_owned(),
            kind: if is_text { ColumnKind::Text } else { kind },
            storage,
            derived,
        });
        self.manifest.save(&self.dir)?;
        Ok(self.manifest.columns.len() - 1)
    }

    /// The columns known so far.
    #[must_use]
    pub fn columns(&self) -> &[Column] {
        &self.manifest.columns
    }

    /// What the columns are for.
    #[must_use]
    pub fn roles(&self) -> &Roles {
        &self.manifest.roles
    }

    /// True where personal numbers are masked.
    #[must_use]
    pub fn is_masked(&self) -> bool {
        self.manifest.is_masked()
    }

    /// What became of the rows so far.
    #[must_use]
    pub fn counts(&self) -> UpsertCounts {
        self.known.counts
    }

    /// Counts the rows and says which must be written; the index has the others already, equal in every column.
    pub fn diff(&mut self, rows: &[Row]) -> Vec<Upsert> {
        self.known.diff(rows, &self.manifest)
    }

    /// Writes the rows that [`Writer::diff`] asked for; `rows[i]` belongs to `upserts[i]`. Commits when it is time. From then on, and
    /// until [`Writer::finish`], the index is incomplete.
    ///
    /// # Errors
    /// The rows need the key of the index; the disk refuses.
    pub fn write(&mut self, rows: Vec<Row>, upserts: &[Upsert]) -> Result<()> {
        self.fills = true;
        if !upserts.is_empty() {
            self.set_filling(true)?;
        }
        if self.manifest.mask_key.is_some() && !self.analyzer.has_key() {
            return Err(index_error(&self.dir, "the index has pseudonyms", GIVE_KEY));
        }
        let columns = 0..self.manifest.columns.len();
        let not_searched = columns.filter(|at| !self.manifest.is_searched(*at));
        let columns = RowColumns {
            text: self.manifest.text_positions(),
            id: self.manifest.id_position(),
            keys: Arc::new(FastKeys::new(not_searched)),
        };
        self.remove(upserts.iter().filter_map(|u| u.replaces).collect())?;
        let mut seen = FxHashSet::default();
        let mut is_last: Vec<bool> = upserts.iter().rev().map(|u| seen.insert(u.key)).collect();
        is_last.reverse();
        let documents: Vec<IndexedRow> = rows
            .into_par_iter()
            .zip(upserts)
            .zip(is_last)
            .filter(|(_, is_last)| *is_last)
            .map_init(Vec::new, |tokens, ((row, upsert), _)| {
                self.document(row, upsert, &columns, tokens)
            })
            .collect();
        for document in documents {
            self.tantivy
                .add_document(document)
                .map_err(|e| tantivy_error(&self.dir, "write", e))?;
        }
        self.dirty |= !upserts.is_empty();
        if self.dirty && self.committed.elapsed() >= self.commit_every {
            self.commit()?;
        }
        Ok(())
    }

    fn document(
        &self,
        mut row: Row,
        upsert: &Upsert,
        columns: &RowColumns,
        tokens: &mut Vec<Token>,
    ) -> IndexedRow {
        let id = upsert.id(columns.id.and_then(|i| row.cells.get(i)));
        let mut forms = Forms::default();
        for at in &columns.text {
            if let Some(cell) = row.cells.get_mut(*at) {
                mask_cell(cell, |shown| {
                    self.analyzer
                        .add(shown, &self.segmenter, tokens, &mut forms)
                });
            }
        }
        for (at, cell) in row.cells.iter_mut().enumerate() {
            if !columns.text.contains(&at) && Some(at) != columns.id {
                mask_cell(cell, |shown| self.analyzer.mask(shown));
            }
        }
        IndexedRow {
            fields: self.fields,
            id,
            hash: upsert.content,
            forms,
            stored: encode(&row.cells),
            cells: FastCells::new(&row, columns.keys.clone()),
        }
    }

    /// Removes the complaints that fulfil all conditions; gives their number.
    ///
    /// # Errors
    /// An unknown column; the disk refuses.
    pub fn delete_where(&mut self, conditions: &[Filter]) -> Result<u64> {
        self.commit()?;
        let (ids, contents) = Searcher::open(&self.dir)?.rows_where(conditions)?;
        self.known.forget(&ids);
        let n = contents.len() as u64;
        self.remove(contents.into_iter().collect())?;
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
        removed.map_err(|e| tantivy_error(&self.dir, "write", e))?;
        Ok(())
    }

    /// Puts everything written so far on disk; a run killed later leaves the index as of this moment.
    ///
    /// # Errors
    /// The disk refuses.
    pub fn commit(&mut self) -> Result<()> {
        let committed = self.tantivy.commit();
        committed.map_err(|e| tantivy_error(&self.dir, "write", e))?;
        self.committed = Instant::now();
        self.dirty = false;
        Ok(())
    }

    fn set_filling(&mut self, filling: bool) -> Result<()> {
        if self.manifest.filling == filling {
            return Ok(());
        }
        self.manifest.filling = filling;
        self.manifest.save(&self.dir)
    }

    /// Commits, waits for the merging of segments, and closes. The index is then complete, unless nothing was done but to remove
    /// complaints from one that was not.
    ///
    /// # Errors
    /// The disk refuses.
    pub fn finish(mut self) -> Result<UpsertCounts> {
        self.commit()?;
        if self.fills {
            self.set_filling(false)?;
        }
        let merged = self.tantivy.wait_merging_threads();
        merged.map_err(|e| tantivy_error(&self.dir, "write", e))?;
        Ok(self.known.counts)
    }
}

/// What the columns of a batch of rows are for.
struct RowColumns {
    text: Vec<usize>,
    id: Option<usize>,
    keys: Arc<FastKeys>,
}

/// Replaces the text of a cell by its masked form, where there is anything to mask.
fn mask_cell(cell: &mut Cell, mask: impl FnOnce(&str) -> Cow<'_, str>) {
    let masked = match cell.text().as_deref().map(mask) {
        Some(Cow::Owned(masked)) => masked,
        Some(Cow::Borrowed(_)) | None => return,
    };
    *cell = Cell::Text(masked);
}

fn tantivy_writer(
    index: &tantivy::Index,
    params: &IndexParams,
) -> tantivy::Result<IndexWriter<IndexedRow>> {
    // rows are made in as much time, by all cores
    let threads = match params.threads {
        0 => std::thread::available_parallelism().map_or(1, |n| n.get().div_ceil(2)),
        n => n,
    };
    let threads = threads.min(8);
    let memory = (params.memory / threads).clamp(15_000_000, 1 << 30);
    let options = IndexWriterOptions::builder()
        .num_worker_threads(threads)
        .memory_budget_per_thread(memory)
        .num_merge_threads(1);
    index.writer_with_options(options.build())
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
        TantivyError::LockFailure(LockBusy, _) => index_error(
            dir,
            "another process is writing to the index; it takes one writer at a time",
            "Wait until that one has ended, then run the same command again.",
        ),
        e => tantivy_error(dir, "open", e),
    }
}
