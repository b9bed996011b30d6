//! An index and a query → hits, one complaint, or rows written to a file.

use crate::export::{OutputParams, Writer, Written};
use crate::index::{
    self, Hit, SearchParams, SearchResults, Searcher, Sort, of_event, parse_filter,
};
use crate::report::Listed;
use crate::types::Lang;
use crate::{Error, Result};
use std::path::{Path, PathBuf};

/// What is searched for, as a person writes it.
#[derive(Clone, Debug, Default)]
pub struct SearchRequest {
    /// Folder of the index.
    pub index: PathBuf,
    /// The query; see [`crate::index::query`] for the language.
    pub query: String,
    /// Conditions as [`parse_filter`] reads them, all of which must hold.
    pub conditions: Vec<String>,
    /// Only the complaints of the event with this id.
    pub event: Option<String>,
    /// Only the complaints of a finding: the JSON of a report, and the number of the finding in it, from 1.
    pub finding: Option<(PathBuf, usize)>,
    /// Order by this column, `-COL` from the largest; by score without it.
    pub sort: Option<String>,
    /// Language of the masks.
    pub lang: Lang,
    /// The secret of the index's pseudonyms.
    pub key: Option<Vec<u8>>,
    /// Everything else; its filters and its order are replaced by those above.
    pub params: SearchParams,
}

/// A search ready to run.
#[derive(Debug)]
pub struct Search {
    /// The index.
    pub searcher: Searcher,
    /// The query, as it was written.
    pub query: String,
    /// Ids of the finding that the index does not have.
    pub missing: Vec<String>,
    params: SearchParams,
}

impl Search {
    /// Opens the index and reads the conditions.
    ///
    /// # Errors
    /// As [`Searcher::open`], [`Searcher::with_key`], [`parse_filter`], [`Listed::read`] and [`Searcher::lacking`].
    pub fn open(request: SearchRequest) -> Result<Self> {
        let searcher = open(&request.index, request.key.as_deref())?.with_lang(request.lang);
        let finding = request.finding.as_ref();
        let listed = finding.map(|(report, number)| {
            let json = std::fs::read(report).map_err(|e| Error::io(report, "read", e))?;
            Listed::read(&report.to_string_lossy(), &json, *number)
        });
        let listed = listed.transpose()?;
        let missing = match &listed {
            Some(listed) => searcher.lacking(&listed.id_column, &listed.ids)?,
            None => Vec::new(),
        };
        let known = |name: &str| searcher.column(name).is_some();
        let conditions = request.conditions.iter().map(|c| parse_filter(c, known));
        let event = request
            .event
            .iter()
            .map(|id| of_event(id, &request.index, known));
        let params = SearchParams {
            filters: conditions.chain(event).collect::<Result<_>>()?,
            sort: request.sort.map(|column| Sort::parse(column, known)),
            ids: listed.map(|listed| listed.ids),
            ..request.params
        };
        Ok(Self {
            searcher,
            query: request.query,
            missing,
            params,
        })
    }

    /// How many complaints match.
    ///
    /// # Errors
    /// As [`Searcher::search`].
    pub fn count(&self) -> Result<u64> {
        self.searcher.count(&self.query, &self.params)
    }

    /// The hits asked for.
    ///
    /// # Errors
    /// As [`Searcher::search`].
    pub fn results(&self) -> Result<SearchResults> {
        self.searcher.search(&self.query, &self.params)
    }

    /// Writes the hits asked for to `target` (`-` is stdout), with the columns of the source, the id where no column has it
    /// (`_id`), and the number of near-duplicates where they are collapsed (`_alike`).
    ///
    /// # Errors
    /// As [`Searcher::search`] and [`Writer::create`].
    pub fn export(&self, target: &str, output: &OutputParams) -> Result<(SearchResults, Written)> {
        let columns = self.searcher.columns();
        let schema = index::schema(
            columns,
            self.searcher.roles().id.is_none(),
            self.params.collapse,
        );
        let mut writer = Writer::create(target, schema.clone(), output)?;
        let results = self.searcher.each(&self.query, &self.params, |hits| {
            writer.write(&index::batch(&hits, columns, &schema)?)
        })?;
        Ok((results, writer.finish()?))
    }
}

/// The complaint with this id, whole.
///
/// # Errors
/// As [`Search::open`]; there is no complaint with this id.
pub fn complaint(
    index: &Path,
    key: Option<&[u8]>,
    id: &str,
    lang: Lang,
) -> Result<(Searcher, Hit)> {
    let searcher = open(index, key)?.with_lang(lang);
    match searcher.get(id)? {
        Some(hit) => Ok((searcher, hit)),
        None => Err(Error::invalid(
            index.display().to_string(),
            format!("no complaint has the id {id}"),
            "Search for its words, or by a column that holds its number: COLUMN:VALUE.",
        )),
    }
}

fn open(index: &Path, key: Option<&[u8]>) -> Result<Searcher> {
    let searcher = Searcher::open(index)?;
    match key {
        Some(secret) => searcher.with_key(secret),
        None => Ok(searcher),
    }
}
