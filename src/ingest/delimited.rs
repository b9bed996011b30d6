//! Delimited text → rows: finds the header, splits records without trusting their quotes.

use super::dialect::{
    Dialect, FieldAt, MAX_RECORD, NO_DELIMITER, SAMPLE, Scan, clip, field_text, sniff,
};
use super::header::{self, Header};
use super::limits::check_width;
use super::notes::TableNotes;
use super::params::InputParams;
use super::reader::{Part, Progress, Reason, RowReader};
use super::text_source::TextSource;
use crate::{Error, Result};
use arrow::datatypes::{DataType, Field, SchemaRef};

/// Reads one delimited file.
pub(super) struct DelimitedReader {
    source: TextSource,
    dialect: Dialect,
    progress: Progress,
    width: usize,
    lossy: bool,
    notes: TableNotes,
    fields: Vec<FieldAt>,
}

/// One record, not yet taken off the source.
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
        let header = find_header(&source, dialect, params)?;
        if header.names.len() == 1 && asked.is_none() {
            // one column: a comma below its header is text, quoted or not
            dialect.delimiter = NO_DELIMITER;
        }
        let field = |n: &String| Field::new(n, DataType::Utf8, true);
        let fields = header.names.iter().map(field).collect();
        let mut reader = Self {
            progress: Progress::new(source.name.clone(), fields, params),
            source,
            dialect,
            width: header.names.len(),
            lossy: params.lossy,
            notes: TableNotes::default(),
            fields: Vec::new(),
        };
        reader.notes.header(&reader.source.name, &header);
        for _ in 0..header.records {
            if let Some(record) = reader.next_record()? {
                reader.source.consume(record.length);
            }
        }
        Ok(reader)
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
            let scan = self
                .dialect
                .scan(text.as_bytes(), at_end, quotes, &mut self.fields);
            match scan {
                Scan::Record(length) => {
                    let bad_quote = !quotes;
                    return Ok(Some(Record { length, bad_quote }));
                }
                Scan::More if text.len() > MAX_RECORD => {
                    return Err(Error::invalid(
                        format!("{}, row {}", self.source.name, self.progress.next_row()),
                        "a row is longer than 32 MiB",
                        "Check --delimiter, --encoding and --input-format.",
                    ));
                }
                Scan::More => at_end = !self.source.more()?,
                Scan::BadQuote => quotes = false,
            }
        }
    }

    /// Why a record cannot be used, if so. Empty fields past the header's width are dropped.
    fn misfit(&mut self, record: &Record) -> Option<(Reason, String)> {
        let text = self.source.pending();
        let (found, width) = (self.fields.len(), self.width);
        let extra = self.fields.get(width..).unwrap_or_default();
        if found > width && extra.iter().all(|f| field_text(text, f).trim().is_empty()) {
            self.fields.truncate(width);
            self.notes.trimmed += 1;
        } else if record.bad_quote && found != width {
            let detail =
                format!("a quote is never closed; {found} fields where the header has {width}");
            return Some((Reason::Quote, detail));
        } else if found > width {
            let detail = format!("{found} fields where the header has {width}");
            return Some((Reason::Ragged, detail));
        }
        self.notes.short += u64::from(found < width);
        let bad = self.source.undecodable(record.length);
        self.notes.undecodable(bad, self.lossy)
    }
}

fn find_header(source: &TextSource, dialect: Dialect, params: &InputParams) -> Result<Header> {
    let (mut rows, mut fields) = (Vec::new(), Vec::new());
    let mut rest = source.pending();
    while rows.len() < header::ROWS && !rest.is_empty() {
        let mut scan = dialect.scan(rest.as_bytes(), true, true, &mut fields);
        if scan == Scan::BadQuote {
            scan = dialect.scan(rest.as_bytes(), true, false, &mut fields);
        }
        let Scan::Record(length) = scan else { break };
        check_width(&source.name, fields.len())?;
        let cell = |f: &FieldAt| field_text(rest, f).into_owned();
        rows.push(fields.iter().map(cell).collect());
        rest = rest.get(length..).unwrap_or_default();
    }
    header::find(&source.name, &rows, &[], params.no_header)
}

impl RowReader for DelimitedReader {
    fn schema(&self) -> SchemaRef {
        self.progress.schema()
    }

    fn next_part(&mut self) -> Result<Option<Part>> {
        let mut part = self.progress.part();
        while let Some(record) = self.next_record()? {
            let blank = |f: &FieldAt| !f.quoted && f.range.is_empty();
            if self.fields.len() > 1 || !self.fields.iter().all(blank) {
                let misfit = self.misfit(&record);
                let text = self.source.pending().get(..record.length);
                let text = text.unwrap_or_default();
                match misfit {
                    Some(why) => part.reject(why, text.trim_end_matches(['\r', '\n'])),
                    None => part.push(self.fields.iter().map(|f| Some(field_text(text, f)))),
                }
            }
            self.source.consume(record.length);
            if part.is_full(record.length) {
                break;
            }
        }
        self.progress.finish(part)
    }

    fn source(&self) -> Option<&TextSource> {
        Some(&self.source)
    }

    fn notes(&mut self) -> &mut TableNotes {
        &mut self.notes
    }
}
