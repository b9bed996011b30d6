//! Delimited text → rows: finds the delimiter, splits records without trusting their quotes.

use super::guard::{batch_rows, check_width};
use super::header::{self, Header};
use super::note::TableNote;
use super::text::TextSource;
use super::{InputParams, Part, Reason, Rejected, RowReader};
use crate::{Error, Result};
use arrow::array::{ArrayRef, StringBuilder};
use arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use memchr::{memchr, memchr2};
use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

/// A record longer than this (bytes) has a quote that was never closed.
const MAX_RECORD: usize = 32 << 20;
/// A batch is handed over at this many bytes of text, whatever its rows.
const MAX_BATCH_BYTES: usize = 32 << 20;
/// Stands for no delimiter: a control character that text does not hold.
const NO_DELIMITER: u8 = 0x1F;
/// Text looked at to find delimiter and header, bytes.
const SAMPLE: usize = 128 * 1024;

/// How fields and records end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Dialect {
    pub(super) delimiter: u8,
    /// Records end with a lone carriage return (old Macintosh files).
    pub(super) carriage_return: bool,
}

/// Where a field stands in the text of its record.
#[derive(Clone, Debug, PartialEq, Eq)]
struct FieldAt {
    range: Range<usize>,
    /// The range includes quotes that must be taken out.
    quoted: bool,
}

/// One step of the splitter.
#[derive(Debug, PartialEq, Eq)]
enum Scan {
    /// A record of this many bytes, its end included.
    Record(usize),
    /// The text ends inside the record.
    More,
    /// A quote opens that nothing closes, or that closes in the middle of a later line.
    BadQuote,
}

impl Dialect {
    fn newline(self) -> u8 {
        if self.carriage_return { b'\r' } else { b'\n' }
    }

    /// Splits the first record of `text`. `at_end`: no more text follows. `quotes`: whether quotes mean anything.
    fn scan(self, text: &[u8], at_end: bool, quotes: bool, fields: &mut Vec<FieldAt>) -> Scan {
        fields.clear();
        let mut at = 0;
        loop {
            let start = at;
            let quoted = quotes && text.get(at) == Some(&b'"');
            if quoted {
                match self.skip_quoted(text, at, at_end) {
                    Ok(end) => at = end,
                    Err(scan) => return scan,
                }
            }
            let rest = text.get(at..).unwrap_or_default();
            let Some(step) = memchr2(self.delimiter, self.newline(), rest) else {
                if !at_end {
                    return Scan::More;
                }
                fields.push(FieldAt {
                    range: start..text.len(),
                    quoted,
                });
                return Scan::Record(text.len());
            };
            let end = at + step;
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

/// The text of a field, quotes taken out.
fn field_text<'a>(record: &'a str, field: &FieldAt) -> Cow<'a, str> {
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
    };
    if let Some(delimiter) = asked {
        return dialect(delimiter);
    }
    let candidates = [fallback, b',', b'\t', b';', b'|', 1];
    let best = candidates
        .into_iter()
        .map(|d| (agreement(sample, dialect(d)), d))
        .reduce(|best, next| if next.0 > best.0 { next } else { best });
    dialect(best.map_or(fallback, |(_, d)| d))
}

/// True where a text of no telling name is a table all the same.
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
    let usual = header::most_common(&widths);
    if usual < 2 || widths.is_empty() {
        return (0, 0);
    }
    let same = widths.iter().filter(|w| **w == usual).count();
    (same * 1000 / widths.len(), usual)
}

/// Reads one delimited file.
pub(super) struct DelimitedReader {
    source: TextSource,
    dialect: Dialect,
    schema: SchemaRef,
    width: usize,
    row: u64,
    batch_rows: usize,
    lossy: bool,
    notes: TableNote,
    fields: Vec<FieldAt>,
}

/// One record, taken off the source.
struct Record {
    length: usize,
    bad_quote: bool,
}

impl DelimitedReader {
    pub(super) fn open(mut source: TextSource, params: &InputParams, fallback: u8) -> Result<Self> {
        let enough = |text: &str| {
            text.len() > MAX_RECORD || (text.len() >= SAMPLE && text.contains(['\n', '\r']))
        };
        while !enough(source.pending()) && source.more()? {}
        let mut asked = params.delimiter;
        if let Some(rest) = source.pending().strip_prefix("sep=") {
            // Excel's own way to name the delimiter
            let end = rest.find('\n').map_or(rest.len(), |n| n + 1);
            asked = asked.or(rest.bytes().next());
            source.consume(end + 4);
        }
        let sample = clip(source.pending(), SAMPLE);
        let mut dialect = sniff(sample, asked, fallback);
        let header = Self::find_header(&source, dialect, params)?;
        if header.names.len() == 1 && asked.is_none() {
            // one column: a comma below its header is text, quoted or not
            dialect.delimiter = NO_DELIMITER;
        }
        let mut reader = Self {
            source,
            dialect,
            width: header.names.len(),
            schema: Arc::new(Schema::new(
                header
                    .names
                    .iter()
                    .map(|n| Field::new(n, DataType::Utf8, true))
                    .collect::<Vec<_>>(),
            )),
            row: 0,
            batch_rows: batch_rows(params.batch_rows, header.names.len()),
            lossy: params.lossy,
            notes: TableNote::default(),
            fields: Vec::new(),
        };
        reader.notes.header(&reader.source.name.clone(), &header);
        for _ in 0..header.records {
            if let Some(record) = reader.next_record()? {
                reader.source.consume(record.length);
            }
        }
        Ok(reader)
    }

    fn find_header(source: &TextSource, dialect: Dialect, params: &InputParams) -> Result<Header> {
        let (mut rows, mut fields) = (Vec::new(), Vec::new());
        let mut rest = source.pending();
        while rows.len() < header::ROWS && !rest.is_empty() {
            let scanned = dialect.scan(rest.as_bytes(), true, true, &mut fields);
            let length = match scanned {
                Scan::Record(n) => n,
                _ => match dialect.scan(rest.as_bytes(), true, false, &mut fields) {
                    Scan::Record(n) => n,
                    _ => break,
                },
            };
            check_width(&source.name, fields.len())?;
            rows.push(
                fields
                    .iter()
                    .map(|f| field_text(rest, f).into_owned())
                    .collect(),
            );
            rest = rest.get(length..).unwrap_or_default();
        }
        header::find(&source.name, &rows, &[], params.no_header)
    }

    /// A line that is longer than any row.
    fn endless(&self) -> Error {
        Error::data(
            format!("{}, row {}", self.source.name, self.row + 1),
            "a line of more than 32 MiB",
            "rows",
            "Check --delimiter, --encoding and --input-format.",
        )
    }

    /// Splits the next record without taking it; `None` at the end.
    fn next_record(&mut self) -> Result<Option<Record>> {
        let mut at_end = false;
        let mut quotes = true;
        loop {
            let text = self.source.pending();
            if text.is_empty() {
                if at_end || !self.source.more()? {
                    return Ok(None);
                }
                continue;
            }
            match self
                .dialect
                .scan(text.as_bytes(), at_end, quotes, &mut self.fields)
            {
                Scan::Record(length) => {
                    return Ok(Some(Record {
                        length,
                        bad_quote: !quotes,
                    }));
                }
                Scan::More if text.len() > MAX_RECORD => return Err(self.endless()),
                Scan::More => at_end = !self.source.more()?,
                Scan::BadQuote => quotes = false,
            }
        }
    }
}

/// Why a record cannot be used, if so. Empty fields past the header's width are dropped.
fn misfit(
    text: &str,
    fields: &mut Vec<FieldAt>,
    width: usize,
    bad_quote: bool,
    notes: &mut TableNote,
) -> Option<(Reason, String)> {
    let found = fields.len();
    let extra = fields.get(width..).unwrap_or_default();
    if found > width && extra.iter().all(|f| field_text(text, f).trim().is_empty()) {
        fields.truncate(width);
        notes.trimmed += 1;
        return None;
    }
    let fits = format!("{found} fields where the header has {width}");
    if bad_quote && found != width {
        return Some((
            Reason::Quote,
            format!("a quote that nothing closes; {fits}"),
        ));
    }
    if found > width {
        return Some((Reason::Ragged, fits));
    }
    notes.short += u64::from(found < width);
    None
}

fn clip(text: &str, at: usize) -> &str {
    let mut end = at.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.get(..end).unwrap_or(text)
}

impl RowReader for DelimitedReader {
    fn schema(&self) -> SchemaRef {
        self.schema.clone()
    }

    fn next_part(&mut self) -> Result<Option<Part>> {
        let mut columns: Vec<StringBuilder> = (0..self.width)
            .map(|_| StringBuilder::with_capacity(self.batch_rows, self.batch_rows * 16))
            .collect();
        let (mut rows, mut rejected, mut bytes) = (Vec::new(), Vec::new(), 0);
        let mut ended = true;
        while let Some(Record { length, bad_quote }) = self.next_record()? {
            ended = false;
            let text = self.source.pending().get(..length).unwrap_or_default();
            let blank = |f: &FieldAt| !f.quoted && f.range.is_empty();
            if self.fields.len() == 1 && self.fields.first().is_some_and(blank) {
                self.source.consume(length);
                continue;
            }
            self.row += 1;
            let bad = self.source.undecodable(length);
            let wrong = misfit(
                text,
                &mut self.fields,
                self.width,
                bad_quote,
                &mut self.notes,
            )
            .or_else(|| self.notes.undecodable(bad, self.lossy));
            if let Some((reason, detail)) = wrong {
                let raw = text.trim_end_matches(['\r', '\n']);
                rejected.push(Rejected::new(
                    &self.source.name,
                    self.row,
                    reason,
                    detail,
                    raw,
                ));
            } else {
                let mut fields = self.fields.iter();
                for column in &mut columns {
                    column.append_option(fields.next().map(|f| field_text(text, f)));
                }
                rows.push(self.row);
            }
            bytes += length;
            self.source.consume(length);
            if rows.len() >= self.batch_rows || bytes >= MAX_BATCH_BYTES {
                break;
            }
        }
        if ended {
            return Ok(None);
        }
        let columns: Vec<ArrayRef> = columns
            .iter_mut()
            .map(|c| Arc::new(c.finish()) as _)
            .collect();
        let batch = super::batch(&self.source.name, self.schema.clone(), columns)?;
        Ok(Some(Part {
            rows,
            batch,
            rejected,
        }))
    }

    fn source(&self) -> Option<&TextSource> {
        Some(&self.source)
    }

    fn notes(&mut self) -> &mut TableNote {
        &mut self.notes
    }
}
