//! The report as a list of sections, before it takes any form: tables of typed cells, charts, findings. Every rendering
//! walks the same document, so all of them say the same numbers.

use super::number;
use super::wording::Words;
use crate::causes::Finding;
use crate::error::{Error, Result};

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
    /// Findings in full; the number is their place in the report, from 1.
    Findings(String, Vec<(usize, &'a Finding)>),
    /// A heading of its own and some lines.
    Lines(String, Vec<String>),
}

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
    pub(super) plot: Plot,
    pub(super) shown: Shown,
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
            plot: Plot::None,
            shown: Shown::Everywhere,
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

    /// The same, and gives every column of numbers one count of decimals.
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

fn retain<T>(list: &mut Vec<T>, keep: &[bool]) {
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
        kind,
    }
}

impl Column {
    pub(super) fn files_only(mut self) -> Self {
        self.files_only = true;
        self
    }

    pub(super) fn page_only(mut self) -> Self {
        self.page_only = true;
        self
    }
}

/// One cell: the unrounded value and what kind of value it is.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Cell {
    Empty,
    Text(String),
    /// Text that is a command: shown in a fixed-width face.
    Code(String),
    Count(u64),
    /// A measured number and the decimals its column shows.
    Number(f64, usize),
    /// A share 0..=1; the text where another rounding than the ordinary one was used.
    Percent(f64, Option<String>),
    /// A relative change.
    Change(f64),
    /// A difference of shares.
    Points(f64),
    P(f64),
    /// Ends of an interval of shares.
    Shares(f64, f64),
    /// Ends of an interval of changes.
    Changes(f64, f64),
    /// Ends of an interval of counts.
    Band(f64, f64),
    /// A share in a heat map.
    Heat(Heat),
    /// A small line.
    Spark(Vec<u64>),
    Flag(bool),
}

/// A cell of a heat map.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Heat {
    pub(super) share: Option<f64>,
    pub(super) count: u64,
    pub(super) lift: Option<f64>,
    pub(super) p: Option<f64>,
    /// −3 far below everywhere else … 3 far above; beyond ±1 only where the difference is significant.
    pub(super) level: i8,
    pub(super) stands_out: bool,
}

impl Cell {
    pub(super) fn text(t: impl Into<String>) -> Self {
        let t = t.into();
        if t.is_empty() {
            Self::Empty
        } else {
            Self::Text(t)
        }
    }

    pub(super) fn number(x: Option<f64>) -> Self {
        x.map_or(Self::Empty, |x| Self::Number(x, number::digits(x)))
    }

    pub(super) fn percent(x: Option<f64>) -> Self {
        x.map_or(Self::Empty, |x| Self::Percent(x, None))
    }

    pub(super) fn count(n: Option<u64>) -> Self {
        n.map_or(Self::Empty, Self::Count)
    }

    pub(super) fn change(x: Option<f64>) -> Self {
        x.map_or(Self::Empty, Self::Change)
    }

    pub(super) fn points(x: Option<f64>) -> Self {
        x.map_or(Self::Empty, Self::Points)
    }

    pub(super) fn p(p: Option<f64>) -> Self {
        p.map_or(Self::Empty, Self::P)
    }

    pub(super) fn shares(low: Option<f64>, high: Option<f64>) -> Self {
        low.zip(high)
            .map_or(Self::Empty, |(l, h)| Self::Shares(l, h))
    }

    /// Ends of an interval of measured numbers.
    pub(super) fn band(low: Option<f64>, high: Option<f64>) -> Self {
        low.zip(high).map_or(Self::Empty, |(l, h)| Self::Band(l, h))
    }

    pub(super) fn changes(low: Option<f64>, high: Option<f64>) -> Self {
        low.zip(high)
            .map_or(Self::Empty, |(l, h)| Self::Changes(l, h))
    }

    /// As people read it; empty where there is nothing to say.
    pub(super) fn show(&self, words: &Words) -> String {
        use number::{count, decimal, p_value, percent, signed_percent};
        match self {
            Self::Empty | Self::Spark(_) => String::new(),
            Self::Text(t) | Self::Code(t) => t.clone(),
            Self::Count(n) => count(*n),
            Self::Number(x, digits) => number::decimals(*x, *digits),
            Self::Percent(x, printed) => printed.clone().unwrap_or_else(|| percent(*x)),
            Self::Change(x) => signed_percent(*x),
            Self::Points(x) => number::points(*x),
            Self::P(p) => p_value(*p),
            Self::Shares(l, h) => format!("{}–{}", percent(*l).trim_end_matches('%'), percent(*h)),
            Self::Changes(l, h) => format!("{} ~ {}", signed_percent(*l), signed_percent(*h)),
            // a dash beside a minus would not be read
            Self::Band(l, h) if *l < 0.0 => format!("{} ~ {}", decimal(*l), decimal(*h)),
            Self::Band(l, h) => format!("{}–{}", decimal(*l), decimal(*h)),
            Self::Heat(h) => {
                let mark = if h.stands_out { "▲ " } else { "" };
                h.share
                    .map_or(String::new(), |s| format!("{mark}{}", percent(s)))
            }
            Self::Flag(b) => if *b { words.yes } else { words.no }.to_owned(),
        }
    }

    /// The value to sort by and to check against the JSON: one number, or the lower end of an interval.
    pub(super) fn value(&self) -> Option<f64> {
        match self {
            Self::Count(n) => Some(*n as f64),
            Self::Number(x, _)
            | Self::Percent(x, _)
            | Self::Change(x)
            | Self::Points(x)
            | Self::P(x)
            | Self::Shares(x, _)
            | Self::Changes(x, _)
            | Self::Band(x, _) => Some(*x),
            Self::Heat(h) => h.share,
            Self::Flag(b) => Some(f64::from(u8::from(*b))),
            Self::Empty | Self::Text(_) | Self::Code(_) | Self::Spark(_) => None,
        }
    }
}

/// Proves that every printed percentage lies within one unit (0.1 %) of its fraction.
///
/// # Errors
/// [`Error::Data`] with the place and both numbers.
pub(super) fn check(sections: &[Section<'_>], words: &Words) -> Result<()> {
    let blocks = sections.iter().flat_map(|s| &s.blocks);
    for block in blocks {
        let (place, shares): (&str, Vec<(f64, String)>) = match block {
            Block::Table(t) => (&t.name, percentages(t, words)),
            Block::Chart(Chart {
                id,
                figure: Figure::Bars(bars),
                ..
            }) => (
                id,
                bars.iter().map(|b| (b.share, b.printed.clone())).collect(),
            ),
            _ => continue,
        };
        for (share, printed) in shares.iter().filter(|s| !s.1.is_empty()) {
            let number = printed
                .trim_start_matches("▲ ")
                .trim_end_matches(['%', '*']);
            let near = |x: f64| (x - share * 100.0).abs() <= 0.1 + 1e-9;
            if !number.parse().is_ok_and(near) {
                return Err(Error::data(
                    format!("report, {place}"),
                    printed.clone(),
                    format!("{share} as a percentage"),
                    "Nothing was written; please report this with the command.",
                ));
            }
        }
    }
    Ok(())
}

fn percentages(table: &Table, words: &Words) -> Vec<(f64, String)> {
    let shares = table.rows.iter().flatten().filter_map(|cell| match cell {
        Cell::Percent(share, _) => Some((*share, cell.show(words))),
        Cell::Heat(heat) => Some((heat.share?, cell.show(words))),
        _ => None,
    });
    shares.collect()
}

/// What the workbook draws from a table; columns by their heading, over the first column.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Plot {
    None,
    /// Bars of one column and, on a second axis, the line of a running share.
    Pareto(&'static str, &'static str),
    Bars(&'static str),
    Line(&'static str),
    /// Stacked columns: every column but the first.
    Stacked,
    /// Cells filled by how far they lie from the rest.
    Heat,
    /// A point a row: one column over another.
    Scatter(&'static str, &'static str),
}

/// A picture.
pub(super) struct Chart {
    pub(super) id: String,
    pub(super) title: String,
    /// What a listener hears instead of the picture.
    pub(super) spoken: String,
    pub(super) notes: Vec<String>,
    pub(super) figure: Figure,
}

/// What is drawn.
pub(super) enum Figure {
    /// Horizontal bars with their interval, and the running share where there is one.
    Bars(Vec<Bar>),
    Trend(Vec<Point>),
    /// One small line a series, all over the same periods.
    Small(Vec<String>, Vec<Series>),
    /// Shares of the whole, period by period: labels, whether complete, series; the last may be the rest.
    Stacked(Vec<(String, bool)>, Vec<Series>),
    /// Median to 90th percentile.
    Ranges(Vec<Range>),
    /// Points in four fields, parted at `x` and `y`.
    Quadrant {
        dots: Vec<Dot>,
        x: f64,
        y: f64,
        y_label: String,
        /// Whether y is a share.
        percent: bool,
    },
}

/// One bar.
pub(super) struct Bar {
    pub(super) label: String,
    pub(super) count: u64,
    pub(super) share: f64,
    pub(super) printed: String,
    pub(super) low: Option<f64>,
    pub(super) high: Option<f64>,
    pub(super) cumulative: Option<f64>,
}

/// One period of the trend.
pub(super) struct Point {
    pub(super) label: String,
    pub(super) count: u64,
    pub(super) complete: bool,
    /// Expected count and the ends of its band.
    pub(super) band: Option<(f64, f64, f64)>,
    /// The count lies outside its band.
    pub(super) marked: bool,
    pub(super) holidays: Vec<String>,
}

/// One line.
pub(super) struct Series {
    pub(super) name: String,
    pub(super) counts: Vec<u64>,
    /// Periods where it leaves its band.
    pub(super) marks: Vec<usize>,
}

/// One point of a quadrant, with its interval upwards and downwards.
pub(super) struct Dot {
    pub(super) label: String,
    pub(super) x: f64,
    pub(super) y: f64,
    pub(super) low: f64,
    pub(super) high: f64,
    pub(super) tip: String,
    /// It surely lies in its field.
    pub(super) sure: bool,
    /// It asks to be looked at first.
    pub(super) alert: bool,
}

/// One numeric column over one type.
pub(super) struct Range {
    pub(super) label: String,
    pub(super) median: f64,
    pub(super) p90: f64,
    pub(super) whole: bool,
}
