//! The report as a list of sections, before it takes any form: tables of typed cells, charts, findings. Every rendering
//! walks the same document, so all of them say the same numbers.

mod cell;
mod chart;
mod check;

use crate::causes::Finding;
pub(super) use cell::{Cell, Heat};
pub(super) use chart::{Bar, Chart, Dot, Figure, Point, Range, Series};
pub(super) use check::check;

/// One heading and what stands under it.
pub(super) struct Section<'a> {
    /// Anchor in the page.
    pub(super) id: String,
    pub(super) title: String,
    /// Sentences under the heading.
    pub(super) lead: Vec<String>,
    pub(super) blocks: Vec<Block<'a>>,
}

impl Section<'_> {
    /// Titles of what a reader of the page finds here and a printed report leaves out.
    pub(super) fn unprinted(&self) -> Vec<&str> {
        let mut titles: Vec<&str> = Vec::new();
        for block in &self.blocks {
            let title = match block {
                Block::Chart(c) if !c.printed => &c.title,
                Block::Table(t) if t.on_page() && !t.rows.is_empty() && t.printed().is_empty() => {
                    &t.title
                }
                Block::Findings(f) if f.printed == 0 => &f.title,
                Block::Lines(l) if !l.printed => &l.title,
                _ => continue,
            };
            if !titles.contains(&title.as_str()) {
                titles.push(title);
            }
        }
        titles
    }

    /// Whether a reader of the page finds something here that a printed report leaves out.
    pub(super) fn is_cut(&self) -> bool {
        let cut = |block: &Block<'_>| match block {
            Block::Table(t) => {
                let printed = t.printed().len();
                0 < printed && printed < t.rows.len()
            }
            Block::Findings(f) => f.printed < f.list.len(),
            _ => false,
        };
        self.blocks.iter().any(cut) || !self.unprinted().is_empty()
    }

    pub(super) fn new(id: impl Into<String>, title: impl Into<String>) -> Self {
        Self {
            id: id.into(),
            title: title.into(),
            lead: Vec::new(),
            blocks: Vec::new(),
        }
    }
}

/// A part of a section.
pub(super) enum Block<'a> {
    /// Key figures and the sentences of the first screen.
    Summary(Vec<Key>, &'a [String]),
    Chart(Chart),
    Table(Table),
    Findings(Findings<'a>),
    Lines(Lines),
}

/// Findings in full.
pub(super) struct Findings<'a> {
    pub(super) title: String,
    /// Each with its place in the report, from 1.
    pub(super) list: Vec<(usize, &'a Finding)>,
    /// How many are printed, unless everything is.
    pub(super) printed: usize,
}

/// A heading of its own and some lines.
pub(super) struct Lines {
    pub(super) title: String,
    pub(super) lines: Vec<String>,
    /// They are printed, even where not everything is.
    pub(super) printed: bool,
}

impl Lines {
    pub(super) fn new(title: &str, lines: Vec<String>) -> Self {
        Self {
            title: title.to_owned(),
            lines,
            printed: true,
        }
    }
}

/// The rows of a table that are printed, unless everything is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Print {
    First(usize),
    Last(usize),
    /// Those at these places.
    Only(Vec<usize>),
    None,
}

/// Rows of a table that are printed, unless its section says otherwise.
pub(super) const PRINTED_ROWS: usize = 15;

/// A key figure of the first screen.
pub(super) struct Key {
    pub(super) label: String,
    pub(super) value: Cell,
    pub(super) hint: String,
}

/// Where a table appears.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Shown {
    /// In every form.
    Everywhere,
    /// In page and workbook, folded up in the page.
    Folded,
    /// Only where a table is a thing of its own: workbook and CSV.
    Files,
    /// Page, Markdown and workbook, not CSV: its cells stand there in another table.
    NotCsv,
    /// CSV alone.
    Csv,
}

/// A table with a row for every item: `table!(name, title; item in items => { column: cell, … })`.
macro_rules! table {
    ($name:expr, $title:expr; $row:pat in $rows:expr => { $($column:expr => $cell:expr,)* }) => {{
        let mut table = Table::new($name, $title, vec![$($column),*]);
        for $row in $rows {
            table.rows.push(vec![$($cell),*]);
        }
        table
    }};
}
pub(super) use table;

/// A table: one list of rows with typed cells.
pub(super) struct Table {
    /// Stem of the CSV, anchor in the page.
    pub(super) name: String,
    /// Caption; name of the sheet.
    pub(super) title: String,
    pub(super) columns: Vec<Column>,
    pub(super) rows: Vec<Vec<Cell>>,
    pub(super) notes: Vec<String>,
    /// Notes for those who check the figures: not printed.
    pub(super) details: Vec<String>,
    pub(super) plot: Plot,
    pub(super) shown: Shown,
    pub(super) print: Print,
    /// Its last column is not printed: ids, which take more room than they are worth on paper.
    pub(super) trimmed: bool,
}

impl Table {
    pub(super) fn new(
        name: impl Into<String>,
        title: impl Into<String>,
        columns: Vec<Column>,
    ) -> Self {
        Self {
            name: name.into(),
            title: title.into(),
            columns,
            rows: Vec::new(),
            notes: Vec::new(),
            details: Vec::new(),
            plot: Plot::None,
            shown: Shown::Everywhere,
            print: Print::First(PRINTED_ROWS),
            trimmed: false,
        }
    }

    /// The page has it.
    pub(super) fn on_page(&self) -> bool {
        matches!(
            self.shown,
            Shown::Everywhere | Shown::Folded | Shown::NotCsv
        )
    }

    /// The places of its rows that are printed, ascending.
    pub(super) fn printed(&self) -> Vec<usize> {
        let all = self.rows.len();
        match &self.print {
            _ if !self.on_page() || self.shown == Shown::Folded => Vec::new(),
            Print::First(n) => (0..*n.min(&all)).collect(),
            Print::Last(n) => (all - n.min(&all)..all).collect(),
            Print::Only(rows) => rows.iter().copied().filter(|&r| r < all).collect(),
            Print::None => Vec::new(),
        }
    }

    /// Takes out the columns in which no row has anything.
    pub(super) fn tidy_columns(mut self) -> Self {
        let keep: Vec<bool> = (0..self.columns.len())
            .map(|i| self.rows.is_empty() || self.rows.iter().any(|r| !matches!(r[i], Cell::Empty)))
            .collect();
        retain(&mut self.columns, &keep);
        for row in &mut self.rows {
            retain(row, &keep);
        }
        self
    }

    /// Takes out the last column where no row has anything in it.
    pub(super) fn without_empty_end(mut self) -> Self {
        let is_empty = |row: &Vec<Cell>| matches!(row.last(), Some(Cell::Empty));
        if self.rows.iter().all(is_empty) {
            self.columns.pop();
            self.rows.iter_mut().for_each(|row| drop(row.pop()));
        }
        self
    }

    /// The same as [`Table::tidy_columns`], and gives every column of numbers one count of decimals.
    pub(super) fn tidy(self) -> Self {
        let mut this = self.tidy_columns();
        for i in 0..this.columns.len() {
            let most = this.rows.iter().filter_map(|r| match r[i] {
                Cell::Number(_, digits) => Some(digits),
                _ => None,
            });
            let most = most.max().unwrap_or(0);
            for row in &mut this.rows {
                if let Cell::Number(_, digits) = &mut row[i] {
                    *digits = most;
                }
            }
        }
        this
    }
}

/// Keeps the items whose flag is set.
pub(super) fn retain<T>(list: &mut Vec<T>, keep: &[bool]) {
    let mut flags = keep.iter();
    list.retain(|_| flags.next().copied().unwrap_or(true));
}

/// A column of a table.
pub(super) struct Column {
    pub(super) head: String,
    /// Left out of the page and Markdown, where the caption says it once.
    pub(super) files_only: bool,
    /// A small picture: no column in workbook and CSV.
    pub(super) page_only: bool,
    /// Each cell lists ids: none of them is broken over two lines.
    pub(super) ids: bool,
    /// Its counts add up to all that the table is about: the workbook sums them.
    pub(super) summed: bool,
    pub(super) kind: Kind,
}

/// What a column holds, for alignment and number formats.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Text,
    Number,
    Interval,
}

pub(super) fn text(head: &str) -> Column {
    column(head, Kind::Text)
}

pub(super) fn figure(head: &str) -> Column {
    column(head, Kind::Number)
}

pub(super) fn interval(head: &str) -> Column {
    column(head, Kind::Interval)
}

fn column(head: &str, kind: Kind) -> Column {
    Column {
        head: head.to_owned(),
        files_only: false,
        page_only: false,
        ids: false,
        summed: false,
        kind,
    }
}

impl Column {
    pub(super) fn files_only(mut self) -> Self {
        self.files_only = true;
        self
    }

    pub(super) fn summed(mut self) -> Self {
        self.summed = true;
        self
    }

    pub(super) fn ids(mut self) -> Self {
        self.ids = true;
        self
    }

    pub(super) fn page_only(mut self) -> Self {
        self.page_only = true;
        self
    }
}

/// What the workbook draws from a table; columns by their heading, over the first column.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Plot {
    None,
    /// Bars of one column and, on a second axis, the line of a running share.
    Pareto(&'static str, &'static str),
    Bars(&'static str),
    /// A line of one column. Its title in the workbook is that of the trend, whatever the table.
    Line(&'static str),
    /// Stacked columns: every column but the first.
    Stacked,
    /// Cells filled by how far they lie from the rest.
    Heat,
    /// A point a row: one column over another.
    Scatter(&'static str, &'static str),
}
