//! query: given what a person typed, gives a tree of conditions, or an error with a caret under the place.
//!
//! ```text
//! *                      everything
//! 退款 发票               both; each as a substring, or by all its words
//! "拒开发票"              exactly these characters, wherever they stand; \" and \\ inside
//! -快递  NOT 快递         not this
//! a OR b  a | b  a 或 b   one of them; binds looser than a space
//! (a OR b) c              brackets
//! 区域:朝阳  "Sub Co":x   the column's value; * inside stands for anything; 列:* any value at all
//! 满意度:[1 TO 2]         from 1 to 2; {1 TO 2} leaves the ends out; * is an open end
//! time:>=2024-03          > >= < <= != ; a date stands for its whole day, month or year
//! 区域:(朝阳 OR 海淀)      several tests of one column
//! ```
//! Full-width quotes, colons, brackets and signs work like the plain ones.

mod column;
mod parse;
#[cfg(test)]
mod tests;

pub use parse::parse;

use std::ops::Range;

/// A condition on complaints.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Expr {
    /// Every complaint.
    All,
    /// A bare word: as a substring, or by all its words.
    Word(Leaf),
    /// A quoted string: exactly these characters.
    Exact(Leaf),
    /// A test of one column.
    Column {
        /// The column's name as typed.
        column: Leaf,
        /// What its value must be.
        test: Test,
    },
    /// The complaints that the inner condition leaves out.
    Not(Box<Expr>),
    /// All of these.
    And(Vec<Expr>),
    /// At least one of these.
    Or(Vec<Expr>),
}

/// A piece of the query and where it was typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leaf {
    /// The piece, quotes and escapes taken off.
    pub text: String,
    /// Bytes of the query, for a caret.
    pub at: Range<usize>,
}

/// What a column's value must be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Test {
    /// Any value but an empty one.
    Present,
    /// Equal after normalisation; `*` matches anything unless `literal`. A date means its whole period.
    Is {
        /// The value.
        value: Leaf,
        /// Quoted: `*` is only a star.
        literal: bool,
    },
    /// One of these, compared strictly (`--where COL IN a,b`; `=` is one value).
    In(Vec<String>),
    /// Ordered comparison; numbers as numbers, dates as periods, else text by code points.
    Compare(Op, Leaf),
    /// Between two ends; `None` is an open end, the flag says whether the end itself belongs.
    Range {
        /// Lower end.
        low: Option<(Leaf, bool)>,
        /// Upper end.
        high: Option<(Leaf, bool)>,
    },
}

/// An ordered comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Op {
    /// `<`
    Less,
    /// `<=`
    AtMost,
    /// `>`
    More,
    /// `>=`
    AtLeast,
}

/// A query that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Malformed {
    /// Where, in bytes of the query.
    pub at: usize,
    /// What is wrong there and what was expected.
    pub problem: String,
}

impl Malformed {
    pub(super) fn new(at: usize, problem: impl Into<String>) -> Self {
        Self {
            at,
            problem: problem.into(),
        }
    }

    /// As the library's error: the query with a caret under the place.
    #[must_use]
    pub fn explain(&self, query: &str) -> crate::Error {
        const BEFORE: usize = 40;
        const AFTER: usize = 40;
        let at = floor_boundary(query, self.at);
        let (head, tail) = query.split_at(at);
        let skipped = head.chars().count().saturating_sub(BEFORE);
        let head = plain(head.chars().skip(skipped));
        let tail = plain(tail.chars().take(AFTER));
        let pad = " ".repeat(unicode_width::UnicodeWidthStr::width(head.as_str()));
        crate::Error::usage(
            format!(
                "query not understood\n  {head}{tail}\n  {pad}^ {}",
                self.problem
            ),
            "Quotes search for text as it stands: '\"10:30\"'",
        )
    }
}

fn plain(chars: impl Iterator<Item = char>) -> String {
    chars
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect()
}

fn floor_boundary(text: &str, mut at: usize) -> usize {
    at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}
