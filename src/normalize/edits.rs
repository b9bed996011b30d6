//! Replaced pieces of a text, and the map back to the source they leave.

use std::ops::Range;

/// One piece of a text replaced.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Edit {
    /// Bytes replaced; on character boundaries, after those of the edit before.
    pub(super) range: Range<usize>,
    /// What replaces it.
    pub(super) with: String,
}

impl Edit {
    pub(super) fn new(range: Range<usize>, with: impl Into<String>) -> Self {
        Self {
            range,
            with: with.into(),
        }
    }
}

/// `text` with `edits` made.
pub(super) fn apply(text: &str, edits: &[Edit]) -> String {
    let mut out = String::with_capacity(text.len());
    let mut done = 0;
    for edit in edits {
        out.push_str(&text[done..edit.range.start]);
        out.push_str(&edit.with);
        done = edit.range.end;
    }
    out.push_str(&text[done..]);
    out
}

/// A text under way, with the source bytes behind each of its bytes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Mapped {
    pub(super) text: String,
    /// For every byte of `text`: the source byte its piece starts at.
    pub(super) starts: Vec<u32>,
    /// For every byte of `text`: the source byte after its piece.
    pub(super) ends: Vec<u32>,
}

impl Mapped {
    /// `source`, nothing changed yet.
    pub(super) fn of(source: &str) -> Self {
        let mut mapped = Self::default();
        for (i, c) in source.char_indices() {
            mapped.push(c, i..i + c.len_utf8());
        }
        mapped
    }

    pub(super) fn push(&mut self, c: char, from: Range<usize>) {
        self.text.push(c);
        self.note(c.len_utf8(), from);
    }

    fn note(&mut self, bytes: usize, from: Range<usize>) {
        self.starts
            .extend(std::iter::repeat_n(small(from.start), bytes));
        self.ends
            .extend(std::iter::repeat_n(small(from.end), bytes));
    }

    pub(super) fn truncate(&mut self, len: usize) {
        self.text.truncate(len);
        self.starts.truncate(len);
        self.ends.truncate(len);
    }

    /// The source bytes behind `range` of the text.
    pub(super) fn source(&self, range: Range<usize>) -> Range<usize> {
        let starts = self.starts.get(range.clone()).unwrap_or_default();
        let ends = self.ends.get(range.clone()).unwrap_or_default();
        match (starts.iter().min(), ends.iter().max()) {
            (Some(&a), Some(&b)) => a as usize..b as usize,
            _ => {
                let before = range.start.checked_sub(1).and_then(|i| self.ends.get(i));
                let at = self.starts.get(range.start).or(before).copied();
                let at = at.unwrap_or(0) as usize;
                at..at
            }
        }
    }

    /// The text with `edits` made; each new piece comes from all of what it replaces.
    pub(super) fn edited(&self, edits: &[Edit]) -> Self {
        let mut out = Self::default();
        let mut done = 0;
        for edit in edits {
            out.copy(self, done..edit.range.start);
            out.text.push_str(&edit.with);
            out.note(edit.with.len(), self.source(edit.range.clone()));
            done = edit.range.end;
        }
        out.copy(self, done..self.text.len());
        out
    }

    /// The text after a pass over it that kept its own map, `pass`, to this text.
    pub(super) fn then(&self, pass: Self) -> Self {
        let spans = pass.starts.iter().zip(&pass.ends);
        let (starts, ends) = spans
            .map(|(&a, &b)| {
                let from = self.source(a as usize..b as usize);
                (small(from.start), small(from.end))
            })
            .unzip();
        Self {
            text: pass.text,
            starts,
            ends,
        }
    }

    fn copy(&mut self, other: &Self, range: Range<usize>) {
        self.text.push_str(&other.text[range.clone()]);
        self.starts.extend_from_slice(&other.starts[range.clone()]);
        self.ends.extend_from_slice(&other.ends[range]);
    }
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "ingest refuses cells of 4 GiB"
)]
fn small(at: usize) -> u32 {
    at as u32
}
