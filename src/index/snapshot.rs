//! An index at its last commit: its manifest, its segments, and the threads that read them.

use super::analyzer::Analyzer;
use super::compile::Target;
use super::errors::{CREATE, index_error, tantivy_error};
use super::folder;
use super::manifest::Manifest;
use super::plan::Plan;
use super::schema::{Fields, schema};
use super::search_types::SearchParams;
use crate::normalize::MaskParams;
use crate::types::Lang;
use crate::{Error, Result};
use std::path::{Path, PathBuf};
use tantivy::collector::{Collector, Count};
use tantivy::query::{EnableScoring, Query};
use tantivy::{Executor, ReloadPolicy};

/// An index at its last commit. Cheap to clone.
#[derive(Clone)]
pub(super) struct Snapshot {
    pub(super) dir: PathBuf,
    pub(super) manifest: Manifest,
    pub(super) fields: Fields,
    pub(super) tantivy: tantivy::Searcher,
    executor: Executor,
    pub(super) analyzer: Analyzer,
    /// Language of the masks that people read.
    pub(super) lang: Lang,
}

impl Snapshot {
    pub(super) fn open(dir: &Path) -> Result<Self> {
        let manifest = Manifest::load(dir)?;
        let manifest = manifest.ok_or_else(|| {
            let message = match dir.exists() {
                true => "the folder is not an index",
                false => "no such folder",
            };
            index_error(dir, message, CREATE)
        })?;
        let failed = |e| tantivy_error(dir, "open", e);
        // an index killed in its first second has a manifest and nothing else: it is empty
        let index = folder::open(dir, !folder::is_started(dir))?;
        let reader = index.reader_builder().reload_policy(ReloadPolicy::Manual);
        let searcher = reader.try_into().map_err(failed)?.searcher();
        let threads = rayon::current_num_threads().min(searcher.segment_readers().len());
        let executor = match threads {
            0 | 1 => Executor::single_thread(),
            n => Executor::multi_thread(n, "search").map_err(failed)?,
        };
        Ok(Self {
            dir: dir.to_path_buf(),
            manifest,
            fields: schema().1,
            tantivy: searcher,
            executor,
            analyzer: Analyzer::default(),
            lang: Lang::Zh,
        })
    }

    /// The same, with the key of its pseudonyms.
    pub(super) fn with_key(self, secret: &[u8]) -> Result<Self> {
        let mask = MaskParams::named(&self.manifest.mask).keyed(secret);
        if self.manifest.mask_key != mask.key_check() {
            let message = match self.manifest.mask_key {
                Some(_) => "the pseudonyms of the index were made with another key",
                None => "the index has no pseudonyms, so there is nothing to use the key for",
            };
            return Err(index_error(&self.dir, message, ""));
        }
        Ok(Self {
            analyzer: Analyzer::masking(mask),
            ..self
        })
    }

    pub(super) fn plan(&self, query: &str, params: &SearchParams) -> Result<Plan> {
        let target = Target {
            manifest: &self.manifest,
            fields: self.fields,
            analyzer: &self.analyzer,
            searcher: &self.tantivy,
        };
        Plan::new(target, query, params)
    }

    pub(super) fn count(&self, query: &dyn Query) -> Result<u64> {
        let n = self.collect(query, &Count);
        Ok(n.map_err(|e| self.read_error(e))? as u64)
    }

    /// Segments side by side, except inside somebody's thread pool: a thread of it would take up its next query while it waits
    /// for this one, on top of it, and run out of stack.
    pub(super) fn collect<C: Collector>(
        &self,
        query: &dyn Query,
        collector: &C,
    ) -> tantivy::Result<C::Fruit> {
        let scoring = match collector.requires_scoring() {
            true => EnableScoring::enabled_from_searcher(&self.tantivy),
            false => EnableScoring::disabled_from_searcher(&self.tantivy),
        };
        let alone = Executor::single_thread();
        let executor = match rayon::current_thread_index() {
            Some(_) => &alone,
            None => &self.executor,
        };
        self.tantivy
            .search_with_executor(query, collector, executor, scoring)
    }

    pub(super) fn read_error(&self, e: tantivy::TantivyError) -> Error {
        tantivy_error(&self.dir, "read", e)
    }
}
