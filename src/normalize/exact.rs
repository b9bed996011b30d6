//! The character-local pass: NFKC by unit, case, script, removals, white space.
//!
//! A *unit* is a character with the combining characters after it (marks, conjoining jamo, half-width sound
//! marks). Every unit becomes something of its own, and white space between units becomes nothing or one space by
//! its two neighbours alone. Hence the law: where neither end of a substring cuts a unit in two, what the
//! substring becomes lies inside what the whole text becomes.

use super::edits::Mapped;
use super::mask::is_mask_char;
use super::table::{Table, is_combining, is_removed};
use crate::types::is_han;
use std::ops::Range;

/// Where the pass writes: text alone, or text with its map.
pub(super) trait Sink {
    /// Appends `text`, which stands unchanged at byte `at` of the source.
    fn same(&mut self, text: &str, at: usize);
    /// Appends `c`, made from `from` of the source.
    fn put(&mut self, c: char, from: Range<usize>);
    /// What was written so far.
    fn text(&self) -> &str;
    /// Takes back all but the first `len` bytes.
    fn cut(&mut self, len: usize);
}

impl Sink for String {
    fn same(&mut self, text: &str, _: usize) {
        self.push_str(text);
    }
    fn put(&mut self, c: char, _: Range<usize>) {
        self.push(c);
    }
    fn text(&self) -> &str {
        self
    }
    fn cut(&mut self, len: usize) {
        self.truncate(len);
    }
}

impl Sink for Mapped {
    fn same(&mut self, text: &str, at: usize) {
        for (i, c) in text.char_indices() {
            self.push(c, at + i..at + i + c.len_utf8());
        }
    }
    fn put(&mut self, c: char, from: Range<usize>) {
        self.push(c, from);
    }
    fn text(&self) -> &str {
        &self.text
    }
    fn cut(&mut self, len: usize) {
        self.truncate(len);
    }
}

/// Appends what `source` becomes to `sink`.
pub(super) fn run(source: &str, sink: &mut impl Sink) {
    let mut pass = Pass {
        table: Table::get(),
        source,
        sink,
        copied: 0,
        space: None,
        unit: String::new(),
    };
    pass.run();
}

struct Pass<'a, S> {
    table: &'static Table,
    source: &'a str,
    sink: &'a mut S,
    /// The source before this is written.
    copied: usize,
    /// White space seen and not yet judged.
    space: Option<Range<usize>>,
    unit: String,
}

impl<S: Sink> Pass<'_, S> {
    fn run(&mut self) {
        let bytes = self.source.as_bytes();
        let mut from = 0;
        let mut chars = self.source.char_indices();
        while let Some((i, c)) = chars.next() {
            let at = from + i;
            if self.table.is_self(c) {
                if self.space.is_some() {
                    self.judge(c);
                    self.copied = at;
                }
                continue;
            }
            if c == ' ' && at > 0 && graphic(bytes.get(at - 1)) && graphic(bytes.get(at + 1)) {
                continue;
            }
            self.copy_to(at);
            let end = at + c.len_utf8();
            self.copied = end;
            if let Some(one) = self.table.simple(c) {
                self.judge(one);
                self.sink.put(one, at..end);
            } else if c.is_whitespace() {
                let start = self.space.as_ref().map_or(at, |s| s.start);
                self.space = Some(start..end);
            } else if is_removed(c) {
                // dropped
            } else if is_combining(c) {
                let end = self.combine(at);
                self.copied = end;
                from = end;
                chars = self.source[end..].char_indices();
            } else {
                self.put_unit(at..end, at..end);
            }
        }
        self.copy_to(self.source.len());
    }

    /// Writes the unchanged source before `end`.
    fn copy_to(&mut self, end: usize) {
        if self.copied < end && self.space.is_none() {
            self.sink.same(&self.source[self.copied..end], self.copied);
        }
        self.copied = end;
    }

    /// Writes the white space seen as one space, unless it is at the start or between two Han characters.
    fn judge(&mut self, next: char) {
        let Some(space) = self.space.take() else {
            return;
        };
        let Some(last) = self.sink.text().chars().next_back() else {
            return;
        };
        if !(is_han(last) && is_han(next)) {
            self.sink.put(' ', space);
        }
    }

    /// Writes what the characters of `kept` (those not removed) become, as made from `from`.
    fn put_unit(&mut self, kept: Range<usize>, from: Range<usize>) {
        let plain: String;
        let mut unit = std::mem::take(&mut self.unit);
        unit.clear();
        let text = &self.source[kept];
        if text.chars().any(is_removed) {
            plain = text.chars().filter(|&c| !is_removed(c)).collect();
            self.table.unit(&plain, &mut unit);
        } else {
            self.table.unit(text, &mut unit);
        }
        if let Some(first) = unit.chars().next() {
            self.judge(first);
        }
        for c in unit.chars() {
            self.sink.put(c, from.clone());
        }
        self.unit = unit;
    }

    /// Writes the unit that the combining character at `at` belongs to anew; gives where it ends.
    fn combine(&mut self, at: usize) -> usize {
        let before = self.source[..at]
            .char_indices()
            .rev()
            .find(|&(_, c)| !is_removed(c));
        let mut start = at;
        if let Some((i, base)) = before
            && !base.is_whitespace()
            && !is_mask_char(base)
        {
            start = i;
            let mut unit = std::mem::take(&mut self.unit);
            unit.clear();
            self.table.unit(base.encode_utf8(&mut [0; 4]), &mut unit);
            let keep = self.sink.text().len().saturating_sub(unit.len());
            self.sink.cut(keep);
            self.unit = unit;
        }
        let mut end = at;
        for (i, c) in self.source[at..].char_indices() {
            if is_combining(c) {
                end = at + i + c.len_utf8();
            } else if !is_removed(c) {
                break;
            }
        }
        self.put_unit(start..end, start..end);
        end
    }
}

fn graphic(byte: Option<&u8>) -> bool {
    byte.is_some_and(u8::is_ascii_graphic)
}
