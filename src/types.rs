//! types: the few words every room shares.

pub mod arena;
pub mod cell;
pub(crate) mod entities;
pub mod format;
mod header;
pub(crate) mod memo;
mod missing;
mod observer;
pub(crate) mod panics;
mod random;
mod separator;
pub(crate) mod shell;
pub(crate) mod svd;
mod type_sets;
mod typed_text;

pub use header::{header_key, header_line, header_words};
pub use missing::is_missing;
pub(crate) use observer::Recorder;
pub use observer::{Level, Observer, Progress, Silent};
pub(crate) use random::Random;
#[doc(hidden)]
pub use random::SplitMix;
pub use separator::Separator;
pub use type_sets::TypeSets;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::ops::Range;

/// The column that holds the event of a row.
pub const EVENT_COLUMN: &str = "event";

/// What the name of a column that is added gets where it is taken.
pub const TAKEN: &str = "_tousu";

/// The language of a report.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Lang {
    /// Chinese.
    #[default]
    Zh,
    /// English.
    En,
}

/// The cells of a complaint's text columns as one text: one a line, all but the last closed as sentences, those left out that only
/// mark that there is no value; `None` where no cell says anything. Line ends do not outlive normalising; a closed title stays the first sentence, and its last
/// word no neighbour of the body's first.
pub(crate) fn joined<'a>(cells: impl IntoIterator<Item = Cow<'a, str>>) -> Option<Cow<'a, str>> {
    let mut cells = cells.into_iter().filter(|c| !is_missing(c, false));
    let mut text = cells.next()?;
    for cell in cells {
        let text = text.to_mut();
        if !text.trim_end().ends_with(['。', '！', '？', '!', '?', '.']) {
            text.push('。');
        }
        text.push('\n');
        text.push_str(&cell);
    }
    Some(text)
}

/// What a list with commas between holds, without outer space and empty parts.
pub(crate) fn listed(list: &str) -> impl Iterator<Item = &str> {
    let parts = list.split([',', '，']).map(str::trim);
    parts.filter(|p| !p.is_empty())
}

/// A half-open range of bytes in some text; always on character boundaries.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Span {
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// The span `range`; texts are below 4 GiB.
    #[must_use]
    #[expect(
        clippy::cast_possible_truncation,
        reason = "ingest refuses cells of 4 GiB"
    )]
    pub fn new(range: Range<usize>) -> Self {
        Self {
            start: range.start as u32,
            end: range.end as u32,
        }
    }

    /// As a range, to slice with.
    #[must_use]
    pub fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }

    /// Length in bytes.
    #[must_use]
    pub fn len(self) -> usize {
        (self.end - self.start) as usize
    }

    /// True for a span of no bytes.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }
}

/// True for the characters Chinese words are made of: ideographs, and the signs that stand for one (々 〆 〇).
#[must_use]
pub fn is_han(c: char) -> bool {
    matches!(c,
        '\u{4e00}'..='\u{9fff}'
        | '\u{3400}'..='\u{4dbf}'
        | '\u{3005}'..='\u{3007}'
        | '\u{f900}'..='\u{faff}'
        | '\u{20000}'..='\u{323af}')
}
