//! Delimited text → rows: finds the header, splits records without trusting their quotes.

use super::dialect::{Dialect, FieldAt, MAX_RECORD, NO_DELIMITER, SAMPLE, Scan, cell, clip, sniff};
use super::edges::{Edges, RowKind};
use super::header::{self, Header};
use super::limits::check_width;
use super::notes::{Level, TableNotes};
use super::params::InputParams;
use super::quotes::repair;
use super::reader::{Part, PartBuilder, Progress, RowReader};
use super::rejected::Reason;
use super::text_source::TextSource;
use crate::{Error, Result};
use arrow_schema::{DataType, Field, SchemaRef};
use memchr::memchr;
use std::borrow::Cow;

/// Reads one delimited file.
pub(super) struct DelimitedReader {
    source: TextSource,
    dialect: Dialect,
    progress: Progress,
    width: usize,
    lossy: bool,
    notes: TableNotes,
    fields: Vec<FieldAt>,
    edges: Option<Edges>,
    /// Rows that are left out unless data follow.
    feet: Vec<Vec<Option<String>>>,
}

/// One record, not yet taken off the source.
struct Record {
    length: usize,
    bad_quote: bool,
}

/// How the splitter takes quotes.
#[derive(Clone, Copy)]
enum Mode {
    /// One that opens a field closes it, doubled inside.
    Strict,
    /// Some inside a field may not be doubled. `ragged`: taken strictly, the record has too many fields.
    Repair { ragged: bool },
    /// Whatever comes of it.
    Last { quotes: bool },
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
        let mut reader = Self::new(source, dialect, &header.names, params);
        reader.notes.header(&reader.source.name, &header);
        let has_delimiter = dialect.delimiter != NO_DELIMITER;
        reader.notes.layout.delimiter = has_delimiter.then(|| dialect.delimiter.into());
        if dialect.escapes {
            let line = format!(
                "{}: backslashes are read as MySQL writes them, \\N as no value",
                reader.source.name
            );
            reader.notes.push(Level::Say, line);
        }
        reader.edges =
            (!params.no_header).then(|| Edges::new(&header.names).doubtful(header.doubtful));
        for _ in 0..header.records {
            if let Some(record) = reader.next_record()? {
                reader.source.consume(record.length);
            }
        }
        Ok(reader)
    }

    /// Reads a text of one complaint a line, in a column `text`.
    pub(super) fn lines(source: TextSource, params: &InputParams) -> Self {
        let dialect = Dialect {
            delimiter: NO_DELIMITER,
            carriage_return: false,
            quotes: false,
            escapes: false,
        };
        Self::new(source, dialect, &["text".to_owned()], params)
    }

    fn new(source: TextSource, dialect: Dialect, names: &[String], params: &InputParams) -> Self {
        let field = |n: &String| Field::new(n, DataType::Utf8, true);
        let fields = names.iter().map(field).collect();
        Self {
            progress: Progress::new(source.name.clone(), fields, params),
            source,
            dialect,
            width: names.len(),
            lossy: params.lossy,
            notes: TableNotes::default(),
            fields: Vec::new(),
            edges: None,
            feet: Vec::new(),
        }
    }

    /// Takes a record in, as what it is.
    fn take(&mut self, record: &Record, part: &mut PartBuilder) -> Result<()> {
        let text = self.source.pending().get(..record.length);
        let (text, dialect) = (text.unwrap_or_default(), self.dialect);
        let cells = || self.fields.iter().map(|f| cell(text, f, dialect));
        let is_blank = |c: Option<Cow<'_, str>>| c.is_none_or(|c| c.trim().is_empty());
        if self.fields.len() > 1 && cells().all(is_blank) {
            self.edges.iter_mut().for_each(Edges::skip_blank);
            part.skip();
            return Ok(());
        }
        if let Some(edges) = &mut self.edges {
            // the commonest row by far is told by its first cell alone
            let all = || {
                self.fields.iter().map(|f| {
                    text.get(f.range.clone())
                        .unwrap_or_default()
                        .trim_matches('"')
                })
            };
            let row = part.next_row() + self.feet.len() as u64;
            match edges.judge(all()) {
                RowKind::Data => {}
                RowKind::Foot => {
                    self.feet
                        .push(cells().map(|c| c.map(Cow::into_owned)).collect());
                    return Ok(());
                }
                RowKind::Reordered => {
                    return Err(edges.reordered((&self.source.name, row), all()));
                }
                kind => {
                    edges.leave_out((kind, row), all());
                    part.skip();
                    return Ok(());
                }
            }
        }
        for foot in self.feet.drain(..) {
            part.push(foot);
        }
        match misfit(
            &mut self.fields,
            &mut self.notes,
            (text, dialect),
            (self.width, record.bad_quote),
        ) {
            Some(why) => part.reject(why, text.trim_end_matches(['\r', '\n'])),
            None => {
                let bad = self.source.undecodable(record.length);
                match self.notes.undecodable(bad, self.lossy) {
                    Some(why) => part.reject(why, text.trim_end_matches(['\r', '\n'])),
                    None => part.push(self.fields.iter().map(|f| cell(text, f, dialect))),
                }
            }
        }
        Ok(())
    }

    /// Notes what was left out, now that the file has ended.
    fn end(&mut self) {
        let Some(mut edges) = self.edges.take() else {
            return;
        };
        for foot in self.feet.drain(..) {
            edges.leave_out(
                (RowKind::Foot, 0),
                foot.iter().map(|c| c.as_deref().unwrap_or_default()),
            );
        }
        edges.note(&self.source.name, &mut self.notes);
    }

    /// Splits the next record without taking it; `None` at the end.
    fn next_record(&mut self) -> Result<Option<Record>> {
        let (mut at_end, mut mode) = (false, Mode::Strict);
        loop {
            let text = self.source.pending();
            if text.is_empty() {
                if at_end || !self.source.more()? {
                    return Ok(None);
                }
                continue;
            }
            let (bytes, fields) = (text.as_bytes(), &mut self.fields);
            let scan = match mode {
                Mode::Strict => self.dialect.scan(bytes, at_end, true, fields),
                Mode::Repair { .. } => repair(self.dialect, bytes, at_end, self.width, fields),
                Mode::Last { quotes } => self.dialect.scan(bytes, at_end, quotes, fields),
            };
            let quoted = |length| {
                bytes
                    .get(..length)
                    .is_some_and(|r| memchr(b'"', r).is_some())
            };
            match (scan, mode) {
                (Scan::Record(length), Mode::Strict)
                    if self.fields.len() > self.width && quoted(length) =>
                {
                    mode = Mode::Repair { ragged: true };
                }
                (Scan::Record(length), mode) => {
                    self.notes.undoubled += u64::from(matches!(mode, Mode::Repair { .. }));
                    let bad_quote = matches!(mode, Mode::Last { quotes: false });
                    return Ok(Some(Record { length, bad_quote }));
                }
                (Scan::More, _) if text.len() > MAX_RECORD => {
                    return Err(Error::invalid(
                        format!("{}, row {}", self.source.name, self.progress.next_row()),
                        "a row is longer than 32 MiB",
                        "Check --delimiter, --encoding and --input-format.",
                    ));
                }
                (Scan::More, _) => at_end = !self.source.more()?,
                (Scan::BadQuote, Mode::Strict) => mode = Mode::Repair { ragged: false },
                (Scan::BadQuote, Mode::Repair { ragged }) => mode = Mode::Last { quotes: ragged },
                (Scan::BadQuote, Mode::Last { .. }) => mode = Mode::Last { quotes: false },
            }
        }
    }
}

/// Why a record cannot be used, if so. Empty fields past the header's width are dropped.
fn misfit(
    fields: &mut Vec<FieldAt>,
    notes: &mut TableNotes,
    (text, dialect): (&str, Dialect),
    (width, bad_quote): (usize, bool),
) -> Option<(Reason, String)> {
    let found = fields.len();
    let blank = |f: &FieldAt| cell(text, f, dialect).is_none_or(|c| c.trim().is_empty());
    let fits = format!("{found} fields where the header has {width}");
    if found > width && fields.get(width..).unwrap_or_default().iter().all(blank) {
        fields.truncate(width);
        notes.trimmed += 1;
        return None;
    }
    if bad_quote && found != width {
        return Some((Reason::Quote, format!("a quote is never closed; {fits}")));
    }
    if found > width {
        return Some((Reason::Ragged, fits));
    }
    notes.short += u64::from(found < width);
    None
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
        let text = |f: &FieldAt| cell(rest, f, dialect).unwrap_or_default().into_owned();
        rows.push(fields.iter().map(text).collect());
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
                self.take(&record, &mut part)?;
            }
            self.source.consume(record.length);
            if part.is_full(record.length) {
                break;
            }
        }
        let part = self.progress.finish(part)?;
        if part.is_none() {
            self.end();
        }
        Ok(part)
    }

    fn source(&self) -> Option<&TextSource> {
        Some(&self.source)
    }

    fn notes(&mut self) -> &mut TableNotes {
        &mut self.notes
    }
}
