//! The dialect of delimited text: where records and fields end, and which delimiter explains a sample best.

use super::header::most_common;
use memchr::{memchr, memchr2};
use std::borrow::Cow;
use std::ops::Range;

/// A record longer than this (bytes) has a quote that was never closed.
pub(super) const MAX_RECORD: usize = 32 << 20;
/// Stands for no delimiter: a control character that text does not contain.
pub(super) const NO_DELIMITER: u8 = 0x1F;
/// Text examined to find delimiter and header, bytes.
pub(super) const SAMPLE: usize = 128 * 1024;

/// How fields and records end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Dialect {
    pub(super) delimiter: u8,
    /// Records end with a lone carriage return (old Macintosh files).
    pub(super) carriage_return: bool,
    /// Fields may be in quotes.
    pub(super) quotes: bool,
    /// A backslash takes the meaning of what follows it, and `\N` stands for an absent value, as MySQL writes.
    pub(super) escapes: bool,
}

/// Where a field is in the text of its record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct FieldAt {
    pub(super) range: Range<usize>,
    /// The range includes quotes that must be taken out.
    pub(super) quoted: bool,
}

/// One step of the splitter.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Scan {
    /// A record of this many bytes, its end included.
    Record(usize),
    /// The text ends inside the record.
    More,
    /// A quote is never closed, or closes in the middle of a later line.
    BadQuote,
}

impl Dialect {
    fn newline(self) -> u8 {
        if self.carriage_return { b'\r' } else { b'\n' }
    }

    /// Splits the first record of `text`. `at_end`: no more text follows. `quotes`: whether quotes mean anything.
    pub(super) fn scan(
        self,
        text: &[u8],
        at_end: bool,
        quotes: bool,
        fields: &mut Vec<FieldAt>,
    ) -> Scan {
        fields.clear();
        let mut at = 0;
        loop {
            let start = at;
            let quoted = quotes && self.quotes && text.get(at) == Some(&b'"');
            if quoted {
                match self.skip_quoted(text, at, at_end) {
                    Ok(end) => at = end,
                    Err(scan) => return scan,
                }
            }
            let Some(end) = self.field_end(text, at) else {
                if !at_end {
                    return Scan::More;
                }
                fields.push(FieldAt {
                    range: start..text.len(),
                    quoted,
                });
                return Scan::Record(text.len());
            };
            if text.get(end) == Some(&self.delimiter) {
                fields.push(FieldAt {
                    range: start..end,
                    quoted,
                });
                at = end + 1;
            } else {
                let cr = end > start && text.get(end - 1) == Some(&b'\r') && !self.carriage_return;
                fields.push(FieldAt {
                    range: start..end - usize::from(cr),
                    quoted,
                });
                return Scan::Record(end + 1);
            }
        }
    }

    /// The next delimiter or end of a line.
    pub(super) fn field_end(self, text: &[u8], mut at: usize) -> Option<usize> {
        loop {
            let end = at + memchr2(self.delimiter, self.newline(), text.get(at..)?)?;
            if !self.is_escaped(text, at, end) {
                return Some(end);
            }
            at = end + 1;
        }
    }

    /// True where an odd number of backslashes precedes the byte at `at`.
    fn is_escaped(self, text: &[u8], from: usize, at: usize) -> bool {
        let before = text.get(from..at).unwrap_or_default();
        self.escapes && before.iter().rev().take_while(|b| **b == b'\\').count() % 2 == 1
    }

    /// The byte after the closing quote of the field that opens at `at`.
    fn skip_quoted(self, text: &[u8], at: usize, at_end: bool) -> Result<usize, Scan> {
        let mut from = at + 1;
        loop {
            let rest = text.get(from..).unwrap_or_default();
            let Some(step) = memchr(b'"', rest) else {
                return Err(if at_end || rest.len() > MAX_RECORD {
                    Scan::BadQuote
                } else {
                    Scan::More
                });
            };
            let close = from + step;
            if self.is_escaped(text, from, close) {
                from = close + 1;
                continue;
            }
            match text.get(close + 1) {
                Some(b'"') => from = close + 2,
                Some(b'\r' | b'\n') => return Ok(close + 1),
                Some(c) if *c == self.delimiter => return Ok(close + 1),
                None => {
                    return if at_end {
                        Ok(close + 1)
                    } else {
                        Err(Scan::More)
                    };
                }
                Some(_) => {
                    // `"a" b,`: tolerable on one line; over several lines the opening quote was none
                    let inside = text.get(at..close).unwrap_or_default();
                    if memchr(self.newline(), inside).is_some() {
                        return Err(Scan::BadQuote);
                    }
                    return Ok(close + 1);
                }
            }
        }
    }
}

/// What a field says in its dialect; `None` for MySQL's `\N`.
pub(super) fn cell<'a>(record: &'a str, field: &FieldAt, dialect: Dialect) -> Option<Cow<'a, str>> {
    if !dialect.escapes {
        return Some(field_text(record, field));
    }
    let raw = record.get(field.range.clone()).unwrap_or_default();
    if raw == "\\N" {
        return None;
    }
    let text = match field.quoted {
        true => raw
            .strip_prefix('"')
            .map_or(raw, |r| r.strip_suffix('"').unwrap_or(r)),
        false => raw,
    };
    if !(text.contains('\\') || field.quoted && text.contains('"')) {
        return Some(Cow::Borrowed(text));
    }
    let (mut out, mut chars) = (String::with_capacity(text.len()), text.chars().peekable());
    while let Some(c) = chars.next() {
        match c {
            '\\' => out.push(match chars.next() {
                Some('n') => '\n',
                Some('t') => '\t',
                Some('r') => '\r',
                Some('0') => '\0',
                Some(c) => c,
                None => '\\',
            }),
            '"' if field.quoted && chars.peek() == Some(&'"') => {
                chars.next();
                out.push('"');
            }
            c => out.push(c),
        }
    }
    Some(Cow::Owned(out))
}

/// The text of a field, quotes taken out.
pub(super) fn field_text<'a>(record: &'a str, field: &FieldAt) -> Cow<'a, str> {
    let raw = record.get(field.range.clone()).unwrap_or_default();
    if !field.quoted {
        return Cow::Borrowed(raw);
    }
    let inner = raw.get(1..).unwrap_or_default();
    let Some(close) = memchr(b'"', inner.as_bytes()) else {
        return Cow::Borrowed(inner);
    };
    if close + 1 == inner.len() {
        return Cow::Borrowed(inner.get(..close).unwrap_or_default());
    }
    // text goes on behind the first quote and ends in one: quotes inside were not doubled
    if let Some(whole) = inner
        .strip_suffix('"')
        .filter(|w| w.replace("\"\"", "").contains('"'))
    {
        return Cow::Owned(whole.replace("\"\"", "\""));
    }
    let mut out = String::with_capacity(inner.len());
    let mut rest = inner;
    while let Some(at) = memchr(b'"', rest.as_bytes()) {
        out.push_str(rest.get(..at).unwrap_or_default());
        rest = rest.get(at + 1..).unwrap_or_default();
        if let Some(after) = rest.strip_prefix('"') {
            out.push('"');
            rest = after;
        } else {
            // closed; what follows up to the delimiter is kept as it stands
            break;
        }
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// Finds delimiter and line end from a sample; `asked` wins.
pub(super) fn sniff(sample: &str, asked: Option<u8>, fallback: u8) -> Dialect {
    let carriage_return = !sample.contains('\n') && sample.contains('\r');
    let dialect = |delimiter| Dialect {
        delimiter,
        carriage_return,
        quotes: true,
        escapes: false,
    };
    if let Some(delimiter) = asked {
        return with_escapes(sample, dialect(delimiter));
    }
    let candidates = [fallback, b',', b'\t', b';', b'|', 1];
    let best = candidates
        .into_iter()
        .map(|d| (agreement(sample, dialect(d)), d))
        .reduce(|best, next| if next.0 > best.0 { next } else { best });
    with_escapes(sample, dialect(best.map_or(fallback, |(_, d)| d)))
}

/// The dialect, with backslashes that mean something where the sample shows that they do.
fn with_escapes(sample: &str, plain: Dialect) -> Dialect {
    let mysql = Dialect {
        escapes: true,
        ..plain
    };
    if !sample.contains("\\N") && !sample.contains("\\\"") {
        return plain;
    }
    let (mut nulls, mut quotes, mut fields, mut rest) = (0, 0, Vec::new(), sample);
    while let Scan::Record(length) = mysql.scan(rest.as_bytes(), false, true, &mut fields) {
        for field in &fields {
            let raw = rest.get(field.range.clone()).unwrap_or_default();
            nulls += usize::from(raw == "\\N");
            quotes += usize::from(field.quoted && raw.contains("\\\""));
        }
        rest = rest.get(length..).unwrap_or_default();
    }
    let (with, without) = (agreement(sample, mysql).0, agreement(sample, plain).0);
    let shown = (nulls > 0 && with >= without)
        || (quotes > 0 && with > without)
        || (quotes > 1 && with == without);
    match shown && has_only_escapes(sample, plain.delimiter) {
        true => mysql,
        false => plain,
    }
}

/// False where a backslash stands before a sign that MySQL would not have escaped, as in `C:\data`: then backslashes are data.
fn has_only_escapes(sample: &str, delimiter: u8) -> bool {
    let mut bytes = sample.bytes();
    while let Some(b) = bytes.next() {
        if b != b'\\' {
            continue;
        }
        let Some(escaped) = bytes.next() else { break };
        if !b"N0bnrtZ'\"\\\n\r".contains(&escaped) && escaped != delimiter {
            return false;
        }
    }
    true
}

/// True where a text whose name does not say so is a table.
pub(super) fn is_table(text: &str) -> bool {
    let sample = clip(text, SAMPLE);
    let dialect = sniff(sample, None, b'\t');
    let (share, _) = agreement(sample, dialect);
    share >= 900 && sample.lines().nth(1).is_some()
}

/// How well a delimiter explains the sample: rows of the usual width, in 1/1000, and the width.
fn agreement(sample: &str, dialect: Dialect) -> (usize, usize) {
    let (mut widths, mut fields, mut rest) = (Vec::new(), Vec::new(), sample.as_bytes());
    while widths.len() < 100 && !rest.is_empty() {
        let length = match dialect.scan(rest, false, true, &mut fields) {
            Scan::Record(n) => n,
            Scan::BadQuote => match dialect.scan(rest, false, false, &mut fields) {
                Scan::Record(n) => n,
                _ => break,
            },
            Scan::More if widths.is_empty() => {
                dialect.scan(rest, true, false, &mut fields);
                rest.len()
            }
            Scan::More => break,
        };
        if fields.len() > 1 || length > 2 {
            widths.push(fields.len());
        }
        rest = rest.get(length..).unwrap_or_default();
    }
    let usual = most_common(&widths);
    if usual < 2 || widths.is_empty() {
        return (0, 0);
    }
    let same = widths.iter().filter(|w| **w == usual).count();
    (same * 1000 / widths.len(), usual)
}

/// The start of `text`, at most `at` bytes.
pub(super) fn clip(text: &str, at: usize) -> &str {
    let mut end = at.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.get(..end).unwrap_or(text)
}
