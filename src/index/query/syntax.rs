//! The syntax tree of a query.

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

impl Leaf {
    /// A piece that was not typed in a query.
    pub(crate) fn untyped(text: &str) -> Self {
        Self {
            text: text.to_owned(),
            at: 0..0,
        }
    }
}
