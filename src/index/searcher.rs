//! Asking an index.

use super::closeness;
use super::collect::{Gathered, Order, Pass, Place};
use super::compile::{Compiler, Needle, Words, unknown_column, unscored};
use super::filter::{Target, resolve};
use super::found::{Facet, Found, Hit, SearchParams};
use super::highlight::{Highlight, highlights, snippet};
use super::meta::{Column, Kind, Meta};
use super::order::Names;
use super::query::{Expr, Leaf, Malformed, Op, Test, parse};
use super::row::{Cell, decode};
use super::schema::{Fields, schema};
use super::text::Analyst;
use super::{Filter, failed, open_folder};
use crate::normalize::mask;
use crate::{Error, Result};
use std::path::{Path, PathBuf};
use tantivy::collector::Count;
use tantivy::query::{BooleanQuery, Occur, Query};
use tantivy::schema::Value;
use tantivy::{DocAddress, TantivyDocument};

/// So many of the best by BM25 are looked at for closeness; the rest follow by BM25 alone.
const RESCORED: usize = 3_000;
/// Terminal columns of a snippet: 80 Chinese characters.
const SNIPPET: usize = 160;
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
    meta: Meta,
    fields: Fields,
    tantivy: tantivy::Searcher,
    analyst: Analyst,
}

impl std::fmt::Debug for Searcher {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Searcher")
            .field("dir", &self.dir)
            .finish_non_exhaustive()
    }
}

/// A query made ready.
struct Plan {
    query: Box<dyn Query>,
    /// The same, bare words as substrings only; `None` where that is no different.
    substring: Option<Box<dyn Query>>,
    needles: Vec<Needle>,
    order: Order,
    facets: Vec<Target>,
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
        Ok(Self {
            dir: dir.to_path_buf(),
            meta,
            fields,
            tantivy: reader.searcher(),
            analyst: Analyst::default(),
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
        let need = params.offset.saturating_add(params.limit);
        if params.collapse {
            return self.collapsed(&plan, params);
        }
        let (gathered, places) =
            self.places(&plan, Some(if params.limit == 0 { 0 } else { need }))?;
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
        let mut names = Names::new(self);
        let name = |p: &Place| names.text(p.segment, "id".into(), p.id);
        let ids: tantivy::Result<_> = places.iter().map(name).collect();
        ids.map_err(|e| self.failed(e))
    }

    /// Gives every hit, in order and some thousand at a time, to `take`, which may stop with an error; gives the total.
    /// `limit` does not apply.
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
            let all = SearchParams {
                limit: usize::MAX,
                ..params.clone()
            };
            let mut found = self.collapsed(&plan, &all)?;
            take(std::mem::take(&mut found.hits))?;
            return Ok(found);
        }
        let (gathered, places) = self.places(&plan, None)?;
        for chunk in places
            .get(params.offset..)
            .unwrap_or_default()
            .chunks(CHUNK)
        {
            take(self.hits(chunk, &plan.needles)?)?;
        }
        self.found(&plan, gathered, Vec::new(), None)
    }

    pub(super) fn account(&self) -> (&Meta, usize) {
        (&self.meta, self.tantivy.segment_readers().len())
    }

    pub(super) fn tantivy(&self) -> &tantivy::Searcher {
        &self.tantivy
    }

    fn found(
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
        let n = self
            .tantivy
            .search(query, &Count)
            .map_err(|e| self.failed(e))?;
        Ok(n as u64)
    }

    fn failed(&self, e: tantivy::TantivyError) -> Error {
        failed(&self.dir, "read", e)
    }

    fn plan(&self, query: &str, params: &SearchParams) -> Result<Plan> {
        let expr = parse(query).map_err(|e| e.explain(query))?;
        let build = |words| -> Result<(Box<dyn Query>, Vec<Needle>)> {
            let mut c = Compiler::new(&self.meta, self.fields, &self.analyst, words);
            let main = c.expr(&expr).map_err(|e: Malformed| e.explain(query))?;
            let mut clauses = vec![(Occur::Must, main)];
            for f in params.filters.iter().chain(&self.time_filters(params)?) {
                clauses.push((Occur::Must, c.filter(f)?));
            }
            let needles = std::mem::take(&mut c.needles);
            Ok(match clauses.len() {
                1 => (clauses.remove(0).1, needles),
                _ => (Box::new(BooleanQuery::new(clauses)), needles),
            })
        };
        let (query, needles) = build(Words::Allowed)?;
        let substring = if has_words(&expr) {
            Some(unscored(build(Words::SubstringOnly)?.0))
        } else {
            None
        };
        let order = match &params.sort {
            None => Order::Score,
            Some(sort) => Order::Column {
                at: self.short_column(&sort.column, "sorted by")?.at,
                descending: sort.descending,
            },
        };
        let facets = params
            .facets
            .iter()
            .map(|f| self.short_column(f, "counted"));
        Ok(Plan {
            query,
            substring,
            needles,
            order,
            facets: facets.collect::<Result<_>>()?,
        })
    }

    fn short_column(&self, name: &str, doing: &str) -> Result<Target> {
        let target = resolve(&self.meta, name).ok_or_else(|| unknown_column(&self.meta, name))?;
        let column = &self.meta.columns[target.at];
        if target.kind == Kind::Text && self.meta.text.contains(&column.name) {
            return Err(Error::usage(
                format!("column {name} is searched text and cannot be {doing}"),
                format!("Choose another of: {}", super::compile::columns(&self.meta)),
            ));
        }
        Ok(target)
    }

    fn time_filters(&self, params: &SearchParams) -> Result<Vec<Filter>> {
        let ends = [(&params.since, Op::AtLeast), (&params.until, Op::AtMost)];
        let mut out = Vec::new();
        for (text, op) in ends {
            let Some(text) = text else { continue };
            let Some(column) = self.meta.time.clone() else {
                return Err(Error::usage(
                    "this index has no time column for --since and --until",
                    "Name one when indexing: tousu index … --time COL",
                ));
            };
            let value = Leaf {
                text: text.clone(),
                at: 0..0,
            };
            out.push(Filter {
                column,
                test: Test::Compare(op, value),
                negated: false,
            });
        }
        Ok(out)
    }

    /// The matching complaints in order; the first `need` of them at least are in their final place.
    fn places(&self, plan: &Plan, need: Option<usize>) -> Result<(Gathered, Vec<Place>)> {
        let close =
            plan.order == Order::Score && need != Some(0) && closeness::matters(&plan.needles);
        let pass = Pass {
            keep: if close {
                need.map(|n| n.max(RESCORED))
            } else {
                need
            },
            order: plan.order,
            facets: plan.facets.clone(),
        };
        let mut gathered = self
            .tantivy
            .search(&*plan.query, &pass)
            .map_err(|e| self.failed(e))?;
        let mut places = std::mem::take(&mut gathered.places);
        if need == Some(0) || plan.order == Order::Unordered {
            return Ok((gathered, places));
        }
        let need = need.unwrap_or(places.len());
        if close {
            self.settle(&mut places, plan.order, RESCORED)
                .map_err(|e| self.failed(e))?;
            let split = places.len().min(RESCORED);
            let best = places.first().map_or(0.0, |p| p.score);
            let (near, far) = places.split_at_mut(split);
            closeness::rescore(
                near,
                &plan.needles,
                self.fields,
                self.tantivy.segment_readers(),
            )
            .map_err(|e| self.failed(e))?;
            for place in far {
                place.score = closeness::rest(place.score, best);
            }
        }
        self.settle(&mut places, plan.order, need)
            .map_err(|e| self.failed(e))?;
        Ok((gathered, places))
    }

    /// Hits with their texts; rows are read in the order they lie on disk.
    fn hits(&self, places: &[Place], needles: &[Needle]) -> Result<Vec<Hit>> {
        let mut by_disk: Vec<usize> = (0..places.len()).collect();
        by_disk.sort_by_key(|i| (places[*i].segment, places[*i].doc));
        let mut out: Vec<Option<Hit>> = vec![None; places.len()];
        let mut names = Names::new(self);
        let text = self.meta.text_positions();
        for i in by_disk {
            let place = places[i];
            let id = names
                .text(place.segment, "id".into(), place.id)
                .map_err(|e| self.failed(e))?;
            let cells = self.cells(place)?;
            out[i] = Some(self.hit(id, place.score, cells, &text, needles));
        }
        Ok(out.into_iter().flatten().collect())
    }

    fn cells(&self, place: Place) -> Result<Vec<Cell>> {
        let address = DocAddress::new(place.segment, place.doc);
        let document: TantivyDocument = self.tantivy.doc(address).map_err(|e| self.failed(e))?;
        let bytes = document
            .get_first(self.fields.row)
            .and_then(|v| v.as_bytes());
        let mut cells = decode(bytes.unwrap_or_default());
        cells.resize(self.meta.columns.len(), Cell::Null);
        Ok(cells)
    }

    fn hit(
        &self,
        id: String,
        score: f32,
        mut cells: Vec<Cell>,
        text: &[usize],
        needles: &[Needle],
    ) -> Hit {
        let (mut joined, mut marks) = (String::new(), Vec::new());
        for cell in text.iter().filter_map(|t| cells.get(*t)) {
            let Some(part) = cell.text() else { continue };
            if !joined.is_empty() {
                joined.push('\n');
            }
            let shift = joined.len();
            let here = highlights(&part, needles, &self.analyst.normalizer);
            marks.extend(here.iter().map(|h| Highlight {
                start: h.start + shift,
                end: h.end + shift,
            }));
            joined.push_str(&part);
        }
        // masks are written for people last, so that they cannot be searched for
        let mut spans: Vec<_> = marks.iter().map(|m| m.start..m.end).collect();
        if let std::borrow::Cow::Owned(shown) = mask::render_spans(&joined, &mut spans) {
            joined = shown;
            marks = spans.into_iter().map(Highlight::of).collect();
        }
        for cell in &mut cells {
            if let Cell::Text(text) = cell
                && let std::borrow::Cow::Owned(shown) = mask::render(text)
            {
                *text = shown;
            }
        }
        let (snippet, _) = snippet(&joined, &marks, SNIPPET);
        Hit {
            id,
            score,
            cells,
            text: joined,
            highlights: marks,
            snippet,
            alike: 1,
        }
    }

    /// Near-duplicates shown once: groups are made over all hits, in order, so that the best of each stands for it.
    fn collapsed(&self, plan: &Plan, params: &SearchParams) -> Result<Found> {
        let (gathered, places) = self.places(plan, None)?;
        let mut texts = Vec::with_capacity(places.len());
        let text = self.meta.text_positions();
        for place in &places {
            let cells = self.cells(*place)?;
            let parts = text.iter().filter_map(|t| cells.get(*t)?.text());
            let joined = parts.collect::<Vec<_>>().join("\n");
            texts.push(self.analyst.comparable(&joined));
        }
        let groups = crate::similar::groups(&texts);
        let mut sizes = vec![0u64; places.len()];
        for first in &groups {
            sizes[*first as usize] += 1;
        }
        let firsts: Vec<usize> = (0..places.len()).filter(|i| sizes[*i] > 0).collect();
        let page = firsts.get(params.offset..).unwrap_or_default();
        let page = &page[..page.len().min(params.limit)];
        let chosen: Vec<Place> = page.iter().map(|i| places[*i]).collect();
        let mut hits = self.hits(&chosen, &plan.needles)?;
        for (hit, i) in hits.iter_mut().zip(page) {
            hit.alike = sizes[*i];
        }
        self.found(plan, gathered, hits, Some(firsts.len() as u64))
    }

    /// Keys of the complaints that fulfil all conditions; for deleting them.
    pub(super) fn keys_where(&self, conditions: &[Filter]) -> Result<Vec<u64>> {
        let params = SearchParams {
            filters: conditions.to_vec(),
            ..SearchParams::default()
        };
        let mut plan = self.plan("*", &params)?;
        plan.order = Order::Unordered;
        let (_, places) = self.places(&plan, None)?;
        let mut keys = Vec::with_capacity(places.len());
        for group in places.chunk_by(|a, b| a.segment == b.segment) {
            let Some(first) = group.first() else { continue };
            let fast = self.tantivy.segment_reader(first.segment).fast_fields();
            let column = fast.u64("key").map_err(|e| self.failed(e))?;
            keys.extend(group.iter().filter_map(|p| column.first(p.doc)));
        }
        Ok(keys)
    }
}

fn has_words(expr: &Expr) -> bool {
    match expr {
        Expr::Word(_) => true,
        Expr::Not(inner) => has_words(inner),
        Expr::And(parts) | Expr::Or(parts) => parts.iter().any(has_words),
        Expr::All | Expr::Exact(_) | Expr::Column { .. } => false,
    }
}
