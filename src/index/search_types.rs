//! What to search for, and the results.

use super::filter::Filter;
use super::highlight::Highlight;
use super::row::Cell;

/// What to bring back for a query.
#[derive(Clone, Debug)]
pub struct SearchParams {
    /// At most so many hits, [`usize::MAX`] for all; 0 brings facets and the total alone.
    pub limit: usize,
    /// Skip so many first.
    pub offset: usize,
    /// Another order than by score.
    pub sort: Option<Sort>,
    /// Further conditions, all of which must hold.
    pub filters: Vec<Filter>,
    /// Only complaints with these ids.
    pub ids: Option<Vec<String>>,
    /// From the start of this date, month, quarter or year.
    pub since: Option<String>,
    /// To the end of this date, month, quarter or year.
    pub until: Option<String>,
    /// Count the values of these columns.
    pub facets: Vec<String>,
    /// Show near-duplicates once, with their number.
    pub collapse: bool,
}

impl SearchParams {
    /// So many must be put in order; `None` for all.
    pub(super) fn need(&self) -> Option<usize> {
        match (self.limit, self.offset.saturating_add(self.limit)) {
            (0, _) => Some(0),
            (_, usize::MAX) => None,
            (_, need) => Some(need),
        }
    }
}

impl Default for SearchParams {
    fn default() -> Self {
        Self {
            limit: 10,
            offset: 0,
            sort: None,
            filters: Vec::new(),
            ids: None,
            since: None,
            until: None,
            facets: Vec::new(),
            collapse: false,
        }
    }
}

/// Order by a column; complaints without a value come last; ties by id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sort {
    /// The column.
    pub column: String,
    /// Largest, latest first.
    pub descending: bool,
}

impl Sort {
    /// Reads `COL` or `-COL`; `known` says whether a name is a column.
    #[must_use]
    pub fn parse(column: String, known: impl Fn(&str) -> bool) -> Self {
        let rest = column.strip_prefix('-').filter(|_| !known(&column));
        Self {
            descending: rest.is_some(),
            column: rest.map_or_else(|| column.clone(), str::to_owned),
        }
    }
}

/// One complaint found.
#[derive(Clone, Debug)]
pub struct Hit {
    /// Its id.
    pub id: String,
    /// How well it fits; only the order of scores of one query means anything.
    pub score: f32,
    /// All its cells, in the order of [`Searcher::columns`](super::Searcher::columns).
    pub cells: Vec<Cell>,
    /// The searched columns, joined by line breaks, masks in place.
    pub text: String,
    /// What matched, in bytes of `text`, in order, without overlap.
    pub highlights: Vec<Highlight>,
    /// A short piece of the text.
    pub snippet: String,
    /// Complaints this one represents, itself included; 1 unless near-duplicates are collapsed.
    pub alike: u64,
}

/// Complaints by value of a column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facet {
    /// The column.
    pub column: String,
    /// Value and number, the largest first, then by value.
    pub counts: Vec<(String, u64)>,
    /// Complaints without a value.
    pub without: u64,
    /// True where times are counted by month, `2024-03`, in order.
    pub by_month: bool,
}

/// The results of a query.
#[derive(Clone, Debug)]
pub struct SearchResults {
    /// Complaints that match.
    pub total: u64,
    /// Of these, those in which every bare word is a substring; `None` without bare words.
    pub as_substring: Option<u64>,
    /// Groups of near-duplicates among them, where they were collapsed.
    pub groups: Option<u64>,
    /// The hits asked for.
    pub hits: Vec<Hit>,
    /// One for every column asked for.
    pub facets: Vec<Facet>,
}
