//! The short way into an index and out of it.

use super::date_range::date_range;
use super::errors::index_error;
use super::manifest::{ColumnKind, Storage, roles};
use super::params::IndexParams;
use super::row::{Cell, Row};
use super::search_types::{SearchParams, SearchResults};
use super::searcher::Searcher;
use super::upsert::UpsertCounts;
use super::writer::Writer;
use crate::Result;
use std::path::{Path, PathBuf};

/// One complaint on its way into an [`Index`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Complaint {
    id: String,
    text: String,
    time: Option<String>,
    fields: Vec<(String, String)>,
}

impl Complaint {
    /// A complaint with an id and a text; a complaint of the same id replaces it.
    pub fn new(id: impl Into<String>, text: impl Into<String>) -> Self {
        Self {
            id: id.into(),
            text: text.into(),
            time: None,
            fields: Vec::new(),
        }
    }

    /// The same with its time, such as `2024-03-05` or `2024-03-05 14:30`.
    #[must_use]
    pub fn time(mut self, time: impl Into<String>) -> Self {
        self.time = Some(time.into());
        self
    }

    /// The same with one more field, for filters, facets and sorting.
    #[must_use]
    pub fn field(mut self, column: impl Into<String>, value: impl Into<String>) -> Self {
        self.fields.push((column.into(), value.into()));
        self
    }
}

/// A folder of searchable complaints.
///
/// ```
/// use tousu::index::{Complaint, Index};
/// # let folder = tempfile::tempdir().unwrap();
/// # let dir = folder.path().join("index");
/// let mut index = Index::create(&dir)?;
/// index.add([
///     Complaint::new("a1", "包裹三天没到").time("2024-03-05").field("区域", "朝阳"),
///     Complaint::new("a2", "商家拒开发票").time("2024-04-01").field("区域", "海淀"),
/// ])?;
/// let results = index.search("\"三天\" 区域:朝阳 time:2024-03")?;
/// assert_eq!((results.total, results.hits[0].id.as_str()), (1, "a1"));
/// # Ok::<(), tousu::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Index {
    dir: PathBuf,
    searcher: Searcher,
}

impl Index {
    /// Creates an index at `dir`, an empty or new folder, with the columns `id`, `text` and `time`; personal numbers are masked
    /// in everything it stores. For other columns and settings use [`Writer`].
    ///
    /// # Errors
    /// The folder has files in it; the disk refuses.
    pub fn create(dir: impl AsRef<Path>) -> Result<Self> {
        let dir = dir.as_ref();
        if roles(dir)?.is_some() {
            let message = "the folder is an index already";
            return Err(index_error(
                dir,
                message,
                "Open it, or choose another folder.",
            ));
        }
        let params = IndexParams {
            text: vec!["text".into()],
            id: Some("id".into()),
            time: Some("time".into()),
            ..IndexParams::default()
        };
        Writer::open(dir, &params)?.finish()?;
        Self::open(dir)
    }

    /// Opens the index at `dir`.
    ///
    /// # Errors
    /// As [`Searcher::open`].
    pub fn open(dir: impl AsRef<Path>) -> Result<Self> {
        let dir = dir.as_ref().to_path_buf();
        let searcher = Searcher::open(&dir)?;
        Ok(Self { dir, searcher })
    }

    /// Adds complaints, replaces those whose id the index has, and makes them searchable. Every call reads all ids of the
    /// index, so give many complaints at a time. The text goes into the first searched column.
    ///
    /// # Errors
    /// Another writer is at work; the index has pseudonyms; the disk refuses.
    pub fn add(&mut self, complaints: impl IntoIterator<Item = Complaint>) -> Result<UpsertCounts> {
        let mut writer = Writer::open(&self.dir, &IndexParams::default())?;
        let roles = writer.roles().clone();
        let mut rows = Vec::new();
        for complaint in complaints {
            let mut row = Row::default();
            let mut put = |name: &str, kind, value: String| -> Result<usize> {
                let at = writer.column(name, kind, Storage::Text, false)?;
                let cells = row.cells.len().max(at + 1);
                row.cells.resize(cells, Cell::Null);
                row.cells[at] = Cell::Text(value);
                Ok(at)
            };
            if let Some(name) = &roles.id {
                put(name, ColumnKind::Category, complaint.id)?;
            }
            if let Some(name) = roles.text.first() {
                put(name, ColumnKind::Text, complaint.text)?;
            }
            for (name, value) in complaint.fields {
                put(&name, ColumnKind::Category, value)?;
            }
            if let (Some(name), Some(time)) = (&roles.time, complaint.time) {
                let start = date_range(&time).map(|(start, _)| start);
                let at = put(name, ColumnKind::Date, time)?;
                row.times.extend(start.map(|start| (at, start)));
            }
            rows.push(row);
        }
        let upserts = writer.diff(&rows);
        let changed = upserts.iter().map(|u| rows[u.at].clone()).collect();
        writer.write(changed, &upserts)?;
        let counts = writer.finish()?;
        self.searcher = Searcher::open(&self.dir)?;
        Ok(counts)
    }

    /// The first ten complaints that match a query, and how many there are; see [`super::query`] for the language.
    ///
    /// # Errors
    /// As [`Searcher::search`].
    pub fn search(&self, query: &str) -> Result<SearchResults> {
        self.searcher.search(query, &SearchParams::default())
    }

    /// The searcher, for filters, facets, other orders and all hits.
    #[must_use]
    pub fn searcher(&self) -> &Searcher {
        &self.searcher
    }
}
