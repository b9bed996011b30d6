//! The error of a query that cannot be read.

use unicode_width::UnicodeWidthStr;

/// A query that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Malformed {
    /// Where, in bytes of the query.
    pub at: usize,
    /// What is wrong there and what was expected.
    pub problem: String,
}

impl Malformed {
    pub(crate) fn new(at: usize, problem: impl Into<String>) -> Self {
        Self {
            at,
            problem: problem.into(),
        }
    }

    /// As the library's error: the query with a caret under the place.
    #[must_use]
    pub fn explain(&self, query: &str) -> crate::Error {
        /// Characters shown on either side of the place.
        const AROUND: usize = 40;
        let (head, tail) = query.split_at(query.floor_char_boundary(self.at));
        let skipped = head.chars().count().saturating_sub(AROUND);
        let head = plain(head.chars().skip(skipped));
        let tail = plain(tail.chars().take(AROUND));
        let pad = " ".repeat(head.width());
        crate::Error::usage(
            format!(
                "the query cannot be read\n  {head}{tail}\n  {pad}^ {}",
                self.problem
            ),
            "To search for signs as they are, put the text into quotes: '\"10:30\"'.",
        )
    }
}

fn plain(chars: impl Iterator<Item = char>) -> String {
    chars
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect()
}
