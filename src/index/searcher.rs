//! Searching an index.

use super::collector::{Collected, Order};
use super::errors::index_error;
use super::filter::{Filter, resolve};
use super::folder;
use super::hits;
use super::manifest::{Column, Roles};
use super::plan::Plan;
use super::ranking::ranked;
use super::search_types::{Hit, SearchParams, SearchResults};
use super::snapshot::Snapshot;
use crate::Result;
use crate::normalize::{MaskParams, NormalizeParams, Normalizer, mask};
use crate::types::Lang;
use crate::types::shell::quoted;
use std::collections::BTreeSet;
use std::path::Path;

/// Rows fetched at a time when all hits are wanted.
const CHUNK: usize = 4_096;

/// A view of an index at its last commit. Share it between threads; open another to see later commits.
///
/// ```
/// use tousu::index::{Cell, ColumnKind, IndexParams, Row, SearchParams, Searcher, Storage, Writer};
/// let dir = tempfile::tempdir().unwrap();
/// let params = IndexParams { text: vec!["内容".into()], ..Default::default() };
/// let mut writer = Writer::open(dir.path(), &params)?;
/// writer.column("内容", ColumnKind::Text, Storage::Text, false)?;
/// let rows = ["商家拒开发票", "快递三天没到"].map(|t| Row { cells: vec![Cell::Text(t.into())], times: vec![] });
/// let upserts = writer.diff(&rows);
/// writer.write(rows.into(), &upserts)?;
/// writer.finish()?;
/// let results = Searcher::open(dir.path())?.search("\"开发票\"", &SearchParams::default())?;
/// assert_eq!(results.total, 1);
/// let hit = &results.hits[0];
/// assert_eq!(&hit.text[hit.highlights[0].start..hit.highlights[0].end], "开发票");
/// # Ok::<(), tousu::Error>(())
/// ```
#[derive(Clone)]
pub struct Searcher {
    snapshot: Snapshot,
}

impl std::fmt::Debug for Searcher {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Searcher")
            .field("dir", &self.snapshot.dir)
            .finish_non_exhaustive()
    }
}

impl Searcher {
    /// Opens the index at `dir`.
    ///
    /// # Errors
    /// There is no index, one of other versions, or a damaged one.
    pub fn open(dir: &Path) -> Result<Self> {
        let snapshot = Snapshot::open(dir)?;
        Ok(Self { snapshot })
    }

    /// The same with the key of its pseudonyms: a personal number in a query is looked up as its pseudonym.
    ///
    /// # Errors
    /// The index has no pseudonyms, or those of another key.
    pub fn with_key(self, secret: &[u8]) -> Result<Self> {
        let snapshot = self.snapshot.with_key(secret)?;
        Ok(Self { snapshot })
    }

    /// The same with its masks written in this language.
    #[must_use]
    pub fn with_lang(mut self, lang: Lang) -> Self {
        self.snapshot.lang = lang;
        self
    }

    /// The columns, in the order of [`Hit::cells`].
    #[must_use]
    pub fn columns(&self) -> &[Column] {
        &self.snapshot.manifest.columns
    }

    /// What the columns are for.
    #[must_use]
    pub fn roles(&self) -> &Roles {
        &self.snapshot.manifest.roles
    }

    /// Why complaints may be missing, and the next step: filling the index has begun and has not ended.
    #[must_use]
    pub fn incomplete(&self) -> Option<String> {
        if !self.snapshot.manifest.filling {
            return None;
        }
        let dir = self.snapshot.dir.display();
        Some(match folder::is_being_written(&self.snapshot.dir) {
            true => {
                format!("{dir} is being filled; complaints may be missing until that has ended")
            }
            false => {
                format!(
                    "{dir} is incomplete. Run the same `tousu index` command again to complete it."
                )
            }
        })
    }

    /// Where the index was masked by the rules of an earlier version, which left data readable that is personal: what to do.
    #[must_use]
    pub fn masked_before(&self) -> Option<String> {
        let manifest = &self.snapshot.manifest;
        let is_old = MaskParams::named(&manifest.mask).on && manifest.mask_version < mask::VERSION;
        is_old.then(|| {
            format!(
                "{} was masked by an earlier version, which left some names and addresses readable. Fill it again with --rebuild.",
                self.snapshot.dir.display()
            )
        })
    }

    /// Where nothing matches because what is asked for is masked in the index: why, and the way out.
    #[must_use]
    pub fn hidden_by_masks(&self, query: &str) -> Option<String> {
        let manifest = &self.snapshot.manifest;
        let mask = MaskParams::named(&manifest.mask);
        // the first rules masked all long numbers
        let is_first = manifest.mask_version < 2;
        if !mask.on {
            return None;
        }
        let normalizer = Normalizer::new(NormalizeParams { mask });
        if let Some(found) = normalizer.personal(query).first() {
            return Some(format!(
                "the index holds masks in place of personal numbers, and the query asks for one ({}). An index with pseudonyms finds \
                 it with --mask-key, one filled with --no-mask as it is written",
                found.kind.english()
            ));
        }
        let digits = query.split(|c: char| !c.is_ascii_digit());
        let order = digits.map(str::len).any(|n| (15..=18).contains(&n));
        (is_first && order).then(|| {
            "the index was filled by an earlier version, which masked all numbers of 15 to 18 digits. Fill it again with --rebuild \
             to find order numbers"
                .to_owned()
        })
    }

    /// The column that `name` names or stands for (`time`, `type`).
    #[must_use]
    pub fn column(&self, name: &str) -> Option<&Column> {
        let column = resolve(&self.snapshot.manifest, name)?;
        self.columns().get(column.at)
    }

    /// Complaints in the index.
    #[must_use]
    pub fn complaints(&self) -> u64 {
        self.snapshot.tantivy.num_docs()
    }

    pub(super) fn snapshot(&self) -> &Snapshot {
        &self.snapshot
    }

    /// Asks a query; see [`super::query`] for the language.
    ///
    /// # Errors
    /// A malformed query (with a caret under the place), an unknown column, a damaged index.
    pub fn search(&self, query: &str, params: &SearchParams) -> Result<SearchResults> {
        let mut hits = Vec::new();
        let results = self.each(query, params, |mut some| {
            hits.append(&mut some);
            Ok(())
        })?;
        Ok(SearchResults { hits, ..results })
    }

    /// The number of complaints that match, and nothing else.
    ///
    /// # Errors
    /// As [`Searcher::search`].
    pub fn count(&self, query: &str, params: &SearchParams) -> Result<u64> {
        let plan = self.snapshot.plan(query, params)?;
        self.snapshot.count(&*plan.query)
    }

    /// Ids of all complaints that match, in no particular order.
    ///
    /// # Errors
    /// As [`Searcher::search`].
    pub fn ids(&self, query: &str, params: &SearchParams) -> Result<Vec<String>> {
        let mut plan = self.snapshot.plan(query, params)?;
        plan.order = Order::Unordered;
        let (_, candidates) = ranked(&self.snapshot, &plan, None)?;
        hits::ids(&self.snapshot, &candidates)
    }

    /// Those of `ids`, taken from `column`, that the index does not have.
    ///
    /// # Errors
    /// The ids of the index come from another column; a damaged index.
    pub fn lacking(&self, column: &str, ids: &[String]) -> Result<Vec<String>> {
        let own = self.roles().id.as_deref();
        if own.map(str::trim) != Some(column.trim()) {
            let by = match own {
                Some(other) => format!("column {other}"),
                None => "a hash of their cells".to_owned(),
            };
            let problem =
                format!("the index names complaints by {by}, the report by column {column}");
            let next = format!(
                "Index them again: `tousu index … --index DIR --id {} --rebuild`.",
                quoted(column)
            );
            return Err(index_error(&self.snapshot.dir, problem, &next));
        }
        let params = SearchParams {
            ids: Some(ids.to_vec()),
            ..SearchParams::default()
        };
        let held: BTreeSet<String> = self.ids("*", &params)?.into_iter().collect();
        let lacking = ids.iter().filter(|id| !held.contains(*id));
        Ok(lacking.cloned().collect())
    }

    /// The complaint with this id, whole; `None` where there is none.
    ///
    /// # Errors
    /// A damaged index.
    pub fn get(&self, id: &str) -> Result<Option<Hit>> {
        hits::by_id(&self.snapshot, id)
    }

    /// Gives the hits, in order and some thousand at a time, to `take`, which may stop with an error; gives the rest of the
    /// results. All hits with a `limit` of [`usize::MAX`].
    ///
    /// # Errors
    /// As [`Searcher::search`], and what `take` gives.
    pub fn each(
        &self,
        query: &str,
        params: &SearchParams,
        mut take: impl FnMut(Vec<Hit>) -> Result<()>,
    ) -> Result<SearchResults> {
        let plan = self.snapshot.plan(query, params)?;
        let need = if params.collapse { None } else { params.need() };
        let (collected, mut candidates) = ranked(&self.snapshot, &plan, need)?;
        let mut groups = None;
        let mut sizes = Vec::new();
        if params.collapse {
            (candidates, sizes) = hits::collapsed(&self.snapshot, &candidates)?;
            groups = Some(candidates.len() as u64);
        }
        let first = params.offset.min(candidates.len());
        let last = params
            .offset
            .saturating_add(params.limit)
            .min(candidates.len());
        for start in (first..last).step_by(CHUNK) {
            let end = (start + CHUNK).min(last);
            let mut hits = hits::read(&self.snapshot, &candidates[start..end], &plan.needles)?;
            for (hit, size) in hits.iter_mut().zip(sizes.iter().skip(start)) {
                hit.alike = *size;
            }
            take(hits)?;
        }
        self.results(&plan, collected, groups)
    }

    /// The results without hits.
    fn results(
        &self,
        plan: &Plan,
        collected: Collected,
        groups: Option<u64>,
    ) -> Result<SearchResults> {
        let substring = plan.substring.as_ref();
        let as_substring = substring.map(|q| self.snapshot.count(&**q)).transpose()?;
        let names = plan
            .facets
            .iter()
            .map(|f| self.columns()[f.at].name.clone());
        let facets = names.zip(collected.facets);
        Ok(SearchResults {
            total: collected.total,
            as_substring,
            groups,
            hits: Vec::new(),
            facets: facets
                .map(|(name, counts)| counts.facet(name, self.snapshot.lang))
                .collect(),
        })
    }

    /// Ids and content hashes of the complaints that fulfil all conditions; for deleting them.
    pub(super) fn rows_where(&self, conditions: &[Filter]) -> Result<(Vec<String>, Vec<u64>)> {
        let params = SearchParams {
            filters: conditions.to_vec(),
            ..SearchParams::default()
        };
        let mut plan = self.snapshot.plan("*", &params)?;
        plan.order = Order::Unordered;
        let (_, candidates) = ranked(&self.snapshot, &plan, None)?;
        let contents = hits::contents(&self.snapshot, &candidates)?;
        Ok((hits::ids(&self.snapshot, &candidates)?, contents))
    }
}
