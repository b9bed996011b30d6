//! Asking an index.

use super::closeness;
use super::collect::{Gathered, Order, Pass, Place, Tie};
use super::compile::Needle;
use super::filter::resolve;
use super::found::{Facet, Found, Hit, SearchParams};
use super::meta::{Column, Meta};
use super::order::merged;
use super::plan::Plan;
use super::schema::{Fields, schema};
use super::text::Analyst;
use super::{failed, open_folder};
use crate::normalize::{MaskParams, mask};
use crate::{Error, Result};
use std::path::{Path, PathBuf};
use tantivy::Executor;
use tantivy::collector::{Collector, Count};
use tantivy::query::{EnableScoring, Query};

/// So many of the best by BM25 are looked at for closeness; the rest follow by BM25 alone.
const RESCORED: usize = 3_000;
/// Rows fetched at a time when all hits are wanted.
const CHUNK: usize = 4_096;

/// A view of an index at its last commit. Share it between threads; open another to see later commits.
///
/// ```
/// use tousu::index::{Cell, IndexParams, Kind, Row, SearchParams, Searcher, Storage, Writer};
/// let dir = tempfile::tempdir().unwrap();
/// let params = IndexParams { text: vec!["内容".into()], ..Default::default() };
/// let mut writer = Writer::open(dir.path(), &params)?;
/// writer.column("内容", Kind::Text, Storage::Text, false)?;
/// let rows = ["商家拒开发票", "快递三天没到"].map(|t| Row { cells: vec![Cell::Text(t.into())], times: vec![] });
/// let fresh = writer.sift(&rows);
/// writer.write(rows.into(), &fresh)?;
/// writer.finish()?;
/// let found = Searcher::open(dir.path())?.search("\"开发票\"", &SearchParams::default())?;
/// assert_eq!(found.total, 1);
/// let hit = &found.hits[0];
/// assert_eq!(&hit.text[hit.highlights[0].start..hit.highlights[0].end], "开发票");
/// # Ok::<(), tousu::Error>(())
/// ```
#[derive(Clone)]
pub struct Searcher {
    dir: PathBuf,
    pub(super) meta: Meta,
    pub(super) fields: Fields,
    pub(super) tantivy: tantivy::Searcher,
    executor: Executor,
    pub(super) analyst: Analyst,
}

impl std::fmt::Debug for Searcher {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Searcher")
            .field("dir", &self.dir)
            .finish_non_exhaustive()
    }
}

impl Searcher {
    /// Opens the index at `dir`.
    ///
    /// # Errors
    /// No index there, one of other versions, or a damaged one; the message names the command that rebuilds.
    pub fn open(dir: &Path) -> Result<Self> {
        let missing = || {
            Error::data(
                dir.display().to_string(),
                if dir.exists() {
                    "no index"
                } else {
                    "no such folder"
                },
                "a folder made by `tousu index`",
                format!("Make it: tousu index INPUT... --index {}", dir.display()),
            )
        };
        let meta = Meta::load(dir)?.ok_or_else(missing)?;
        // an index killed in its first second has an account and nothing else: it is empty
        let index = open_folder(dir, !dir.join("meta.json").exists())?;
        let reader = index
            .reader_builder()
            .reload_policy(tantivy::ReloadPolicy::Manual);
        let reader = reader.try_into().map_err(|e| failed(dir, "open", e))?;
        let (_, fields) = schema();
        let searcher = reader.searcher();
        let threads = rayon::current_num_threads().min(searcher.segment_readers().len());
        let executor = match threads {
            0 | 1 => Executor::single_thread(),
            n => Executor::multi_thread(n, "search").map_err(|e| failed(dir, "open", e))?,
        };
        Ok(Self {
            dir: dir.to_path_buf(),
            meta,
            fields,
            tantivy: searcher,
            executor,
            analyst: Analyst::default(),
        })
    }

    /// With the key of its pseudonyms: a number asked for is looked up as its pseudonym.
    ///
    /// # Errors
    /// The index has no pseudonyms, or those of another key.
    pub fn with_key(self, secret: &[u8]) -> Result<Self> {
        let mask = MaskParams::named(&self.meta.mask).keyed(secret);
        if self.meta.mask_key != mask.key_check() {
            let found = match self.meta.mask_key {
                Some(_) => "an index of pseudonyms made with another key",
                None => "an index without pseudonyms",
            };
            return Err(Error::data(
                self.dir.display().to_string(),
                found,
                "one made with this --mask-key",
                "Leave --mask-key out, or name the right file.",
            ));
        }
        Ok(Self {
            analyst: Analyst::masking(mask),
            ..self
        })
    }

    /// The columns, in the order of [`Hit::cells`].
    #[must_use]
    pub fn columns(&self) -> &[Column] {
        &self.meta.columns
    }

    /// Name of the column of times, where there is one.
    #[must_use]
    pub fn time_column(&self) -> Option<&str> {
        self.meta.time.as_deref()
    }

    /// True where `name` is a column, or stands for one (`time`, `type`).
    #[must_use]
    pub fn knows(&self, name: &str) -> bool {
        resolve(&self.meta, name).is_some()
    }

    /// Complaints in the index.
    #[must_use]
    pub fn complaints(&self) -> u64 {
        self.tantivy.num_docs()
    }

    /// Asks a query; see [`super::query`] for the language.
    ///
    /// # Errors
    /// A malformed query (with a caret under the place), an unknown column, a damaged index.
    pub fn search(&self, query: &str, params: &SearchParams) -> Result<Found> {
        let plan = self.plan(query, params)?;
        if params.collapse {
            return self.collapsed(&plan, params);
        }
        let (gathered, places) = self.places(&plan, params.need())?;
        let page = places.get(params.offset..).unwrap_or_default();
        let hits = self.hits(&page[..page.len().min(params.limit)], &plan.needles)?;
        self.found(&plan, gathered, hits, None)
    }

    /// The number of complaints that match, and nothing else.
    ///
    /// # Errors
    /// As [`Searcher::search`].
    pub fn count(&self, query: &str, params: &SearchParams) -> Result<u64> {
        let plan = self.plan(query, params)?;
        self.counted(&*plan.query)
    }

    /// Ids of all complaints that match, in no order that means anything.
    ///
    /// # Errors
    /// As [`Searcher::search`].
    pub fn ids(&self, query: &str, params: &SearchParams) -> Result<Vec<String>> {
        let mut plan = self.plan(query, params)?;
        plan.order = Order::Unordered;
        let (_, places) = self.places(&plan, None)?;
        self.names(&places)
    }

    /// Gives the hits, in order and some thousand at a time, to `take`, which may stop with an error; gives the total.
    /// All of them with a `limit` of [`usize::MAX`].
    ///
    /// # Errors
    /// As [`Searcher::search`], and what `take` gives.
    pub fn each(
        &self,
        query: &str,
        params: &SearchParams,
        mut take: impl FnMut(Vec<Hit>) -> Result<()>,
    ) -> Result<Found> {
        let plan = self.plan(query, params)?;
        if params.collapse {
            let mut found = self.collapsed(&plan, params)?;
            take(std::mem::take(&mut found.hits))?;
            return Ok(found);
        }
        let (gathered, places) = self.places(&plan, params.need())?;
        let wanted = places.get(params.offset..).unwrap_or_default();
        for chunk in wanted.chunks(CHUNK) {
            take(self.hits(chunk, &plan.needles)?)?;
        }
        self.found(&plan, gathered, Vec::new(), None)
    }

    pub(super) fn account(&self) -> (&Meta, usize) {
        (&self.meta, self.tantivy.segment_readers().len())
    }

    pub(super) fn found(
        &self,
        plan: &Plan,
        gathered: Gathered,
        hits: Vec<Hit>,
        groups: Option<u64>,
    ) -> Result<Found> {
        let as_substring = match &plan.substring {
            Some(q) => Some(self.counted(&**q)?),
            None => None,
        };
        let facets = plan
            .facets
            .iter()
            .zip(gathered.facets)
            .zip(gathered.without);
        let facets = facets.map(|((target, counts), without)| {
            let shown = |(value, n): (String, u64)| (mask::render(&value).into_owned(), n);
            let mut counts: Vec<_> = counts.into_iter().map(shown).collect();
            counts.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
            Facet {
                column: self.meta.columns[target.at].name.clone(),
                counts,
                without,
            }
        });
        Ok(Found {
            total: gathered.total,
            as_substring,
            groups,
            hits,
            facets: facets.collect(),
        })
    }

    fn counted(&self, query: &dyn Query) -> Result<u64> {
        let n = self.collect(query, &Count).map_err(|e| self.failed(e))?;
        Ok(n as u64)
    }

    /// Segments side by side, except inside somebody's thread pool: a thread of it would take up its next query while it waits
    /// for this one, on top of it, and run out of stack.
    fn collect<C: Collector>(&self, query: &dyn Query, collector: &C) -> tantivy::Result<C::Fruit> {
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

    pub(super) fn failed(&self, e: tantivy::TantivyError) -> Error {
        failed(&self.dir, "read", e)
    }

    /// The matching complaints in order, the first `need` of them; `None` brings them all.
    pub(super) fn places(
        &self,
        plan: &Plan,
        need: Option<usize>,
    ) -> Result<(Gathered, Vec<Place>)> {
        let close =
            plan.order == Order::Score && need != Some(0) && closeness::matters(&plan.needles);
        let pass = Pass {
            keep: need.map(|n| if close { n.max(RESCORED) } else { n }),
            order: plan.order,
            tie: if close { Tie::Hash } else { Tie::Id },
            facets: plan.facets.clone(),
        };
        let search = || -> tantivy::Result<(Gathered, Vec<Place>)> {
            let mut gathered = self.collect(&*plan.query, &pass)?;
            let mut places = std::mem::take(&mut gathered.places);
            if need == Some(0) || plan.order == Order::Unordered {
                return Ok((gathered, places));
            }
            let need = need.unwrap_or(places.len());
            if close {
                self.bring_close(&mut places, &plan.needles, need)?;
            }
            let places = merged(&places, plan.order, need, &self.tantivy)?;
            Ok((gathered, places))
        };
        search().map_err(|e| self.failed(e))
    }

    /// Scores the best [`RESCORED`] places anew by closeness, and puts every segment's part in order.
    fn bring_close(
        &self,
        places: &mut Vec<Place>,
        needles: &[Needle],
        need: usize,
    ) -> tantivy::Result<()> {
        let segments = self.tantivy.segment_readers();
        let mut far = Vec::new();
        if places.len() > RESCORED {
            places.select_nth_unstable_by(RESCORED - 1, |a, b| {
                b.score.total_cmp(&a.score).then(a.tie.cmp(&b.tie))
            });
            far = places.split_off(RESCORED);
        }
        let best = places.iter().map(|p| p.score).fold(0.0f32, f32::max);
        closeness::rescore(places, needles, self.fields, segments)?;
        if need > RESCORED {
            for place in &mut far {
                place.score = closeness::rest(place.score, best);
            }
            places.append(&mut far);
        }
        places.sort_unstable_by_key(|p| (p.segment, p.doc));
        for part in places.chunk_by_mut(|a, b| a.segment == b.segment) {
            let ids = match part.first().and_then(|p| segments.get(p.segment as usize)) {
                Some(segment) => Tie::Id.column(segment)?,
                None => None,
            };
            for place in part.iter_mut() {
                place.tie = ids.as_ref().and_then(|c| c.first(place.doc)).unwrap_or(0);
            }
            part.sort_unstable_by(|a, b| b.score.total_cmp(&a.score).then(a.tie.cmp(&b.tie)));
        }
        Ok(())
    }
}
