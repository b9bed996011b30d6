//! Record batches → an Excel sheet, in constant memory.

use super::choices::Choices;
use super::excel_types::{Contents, in_range, serial};
use super::sink::{RowWriter, Sink, failed as io_failed, other_failed};
use crate::types::cell::{JsonCell, JsonColumn, cell_text, cell_time};
use crate::types::panics::catch;
use crate::{Error, Result};
use arrow_array::Array;
use arrow_array::RecordBatch;
use arrow_schema::{DataType, FieldRef, SchemaRef};
use chrono::NaiveDateTime;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, FormatAlign, Workbook, XlsxError};

/// Rows of a sheet, header included.
const MAX_ROWS: u32 = 1_048_576;
/// Columns of a sheet.
const MAX_COLUMNS: usize = 16_384;
/// Characters of a cell (UTF-16 units).
pub(super) const MAX_CHARS: usize = 32_767;
/// Whole numbers above this lose digits in Excel's doubles.
const MAX_WHOLE: u64 = 999_999_999_999_999;

/// Writes one sheet.
pub(super) struct Xlsx {
    sink: Sink,
    book: Workbook,
    json: Vec<Option<JsonColumn>>,
    names: Vec<String>,
    row: u32,
    day: Format,
    moment: Format,
    /// What the columns of text contain, with its format; known once rows have come.
    contents: Vec<(Contents, Format)>,
    choices: Choices,
    /// Of the columns to read.
    wrap: Format,
}

fn failed(e: XlsxError) -> Error {
    match e {
        XlsxError::IoError(e) => io_failed(e),
        e => other_failed(&e),
    }
}

fn too_much(message: impl Into<String>) -> Error {
    let next = "Write CSV or Parquet instead: end the name of -o in .csv or .parquet.";
    Error::invalid("XLSX output", message, next)
}

impl Xlsx {
    pub(super) fn new(sink: Sink, schema: &SchemaRef, choices: Option<Choices>) -> Result<Self> {
        let choices = choices.unwrap_or_default();
        let columns = schema.fields().len();
        if columns > MAX_COLUMNS {
            return Err(too_much(format!(
                "there are {columns} columns, and a sheet has at most 16,384"
            )));
        }
        let mut book = Workbook::new();
        // no time of writing: the same rows give the same bytes
        let epoch = ExcelDateTime::from_ymd(2000, 1, 1).map_err(failed)?;
        book.set_properties(&DocProperties::new().set_creation_datetime(&epoch));
        let sheet = book.add_worksheet_with_constant_memory().map_err(failed)?;
        let mut names = Vec::with_capacity(columns);
        for (column, field) in (0_u16..).zip(schema.fields()) {
            let bold = Format::new().set_bold();
            check_length(field.name(), 1, field.name())?;
            sheet
                .write_string_with_format(0, column, field.name(), &bold)
                .map_err(failed)?;
            if let Some(width) = choices.width(field.name()) {
                sheet.set_column_width(column, width).map_err(failed)?;
            }
            names.push(field.name().clone());
        }
        sheet.set_freeze_panes(1, 0).map_err(failed)?;
        Ok(Self {
            sink,
            json: schema
                .fields()
                .iter()
                .map(|f: &FieldRef| JsonColumn::of(f))
                .collect(),
            book,
            names,
            row: 0,
            day: Format::new().set_num_format("yyyy-mm-dd"),
            moment: Format::new().set_num_format("yyyy-mm-dd hh:mm:ss"),
            contents: Vec::new(),
            choices,
            wrap: Format::new().set_text_wrap().set_align(FormatAlign::Top),
        })
    }

    /// Columns that came from text have no types: their first rows decide.
    fn detect(&mut self, batch: &RecordBatch) {
        let columns = batch.columns().iter().zip(&self.json).zip(&self.names);
        let kinds = columns.map(|((array, json), name)| match json {
            Some(_) => Contents::Text,
            None => Contents::of(name, array.as_ref()),
        });
        let formats = kinds.map(|kind| {
            let plain = Format::new();
            let format = match kind.format() {
                Some(f) => plain.set_num_format(f),
                None => plain,
            };
            (kind, format)
        });
        self.contents = formats.collect();
    }

    fn cell(&mut self, column: u16, array: &dyn Array, row: usize) -> Result<()> {
        let at = usize::from(column);
        let value = value(array, row, self.json.get(at).copied().flatten());
        let sheet = self.book.worksheet_from_index(0).map_err(failed)?;
        match value {
            Value::Nothing => return Ok(()),
            Value::Number(n) => sheet.write_number(self.row, column, n),
            Value::Truth(b) => sheet.write_boolean(self.row, column, b),
            Value::Day(t) => {
                sheet.write_number_with_format(self.row, column, serial(&t), &self.day)
            }
            Value::Moment(t) => {
                sheet.write_number_with_format(self.row, column, serial(&t), &self.moment)
            }
            Value::Text(t) => {
                let held = self.contents.get(at);
                let number =
                    held.and_then(|(contents, format)| Some((contents.value(&t)?, format)));
                if let Some((n, format)) = number {
                    sheet.write_number_with_format(self.row, column, n, format)
                } else {
                    let name = self.names.get(at).map_or("", String::as_str);
                    check_length(&t, self.row + 1, name)?;
                    match self.choices.reads(name) {
                        true => sheet.write_string_with_format(self.row, column, t, &self.wrap),
                        false => sheet.write_string(self.row, column, t),
                    }
                }
            }
        }
        .map(|_| ())
        .map_err(failed)
    }
}

fn check_length(text: &str, row: u32, column: &str) -> Result<()> {
    // bytes are at least as many as UTF-16 units
    if text.len() <= MAX_CHARS || text.encode_utf16().count() <= MAX_CHARS {
        return Ok(());
    }
    let chars = text.chars().count();
    Err(too_much(format!(
        "row {row}, column {column}: the cell has {chars} characters, and Excel allows 32,767"
    )))
}

enum Value {
    Nothing,
    Number(f64),
    Truth(bool),
    Day(NaiveDateTime),
    Moment(NaiveDateTime),
    Text(String),
}

/// What the cell is to Excel. Text stays text, whatever it begins with or looks like.
fn value(array: &dyn Array, row: usize, json: Option<JsonColumn>) -> Value {
    if let Some(column) = json {
        return match column.value(array, row) {
            JsonCell::Absent | JsonCell::Null => Value::Nothing,
            JsonCell::Text(t) => Value::Text(t.to_owned()),
            JsonCell::Raw("true") => Value::Truth(true),
            JsonCell::Raw("false") => Value::Truth(false),
            JsonCell::Raw(r) => number(r),
        };
    }
    let Some(text) = cell_text(array, row) else {
        return Value::Nothing;
    };
    match array.data_type() {
        DataType::Boolean => Value::Truth(&*text == "true"),
        kind if kind.is_numeric() => number(&text),
        DataType::Date32 => cell_time(array, row)
            .filter(in_range)
            .map_or(Value::Text(text.into_owned()), Value::Day),
        DataType::Date64 | DataType::Timestamp(_, None) => cell_time(array, row)
            .filter(in_range)
            .map_or(Value::Text(text.into_owned()), Value::Moment),
        _ => Value::Text(text.into_owned()),
    }
}

/// A number where Excel's double holds all its digits, else its text.
fn number(text: &str) -> Value {
    let digits: u64 = text
        .trim_start_matches('-')
        .bytes()
        .filter(u8::is_ascii_digit)
        .fold(0, |n, b| {
            n.saturating_mul(10).saturating_add(u64::from(b - b'0'))
        });
    let whole = text.bytes().all(|b| b.is_ascii_digit() || b == b'-');
    match text.parse::<f64>() {
        Ok(n) if n.is_finite() && (!whole || digits <= MAX_WHOLE) => Value::Number(n),
        _ => Value::Text(text.to_owned()),
    }
}

/// Runs the workbook's writer, which panics where its temporary files find no room.
fn guarded<T>(work: impl FnOnce() -> Result<T>) -> Result<T> {
    catch(work).unwrap_or_else(|| {
        let folder = std::env::temp_dir();
        Err(Error::invalid(
            "output",
            format!(
                "there is no room for the parts of a workbook in {}",
                folder.display()
            ),
            "Make some, set TMPDIR to another folder, or write CSV.",
        ))
    })
}

impl Xlsx {
    fn write_rows(&mut self, batch: &RecordBatch) -> Result<()> {
        if self.contents.is_empty() && batch.num_rows() > 0 {
            self.detect(batch);
        }
        for row in 0..batch.num_rows() {
            self.row += 1;
            if self.row >= MAX_ROWS {
                return Err(too_much(
                    "there are more than 1,048,575 rows, Excel's limit",
                ));
            }
            for (column, array) in (0_u16..).zip(batch.columns()) {
                self.cell(column, array.as_ref(), row)?;
            }
        }
        Ok(())
    }

    fn save(mut self) -> Result<(Sink, Vec<String>)> {
        let filled_in = self.names.iter().position(|n| *n == self.choices.column);
        if let Some(column) = filled_in.and_then(|c| u16::try_from(c).ok()) {
            self.choices.add_to(&mut self.book, column, self.row)?;
        }
        let mut seekable = tempfile::tempfile().map_err(io_failed)?;
        self.book.save_to_writer(&mut seekable).map_err(failed)?;
        std::io::Seek::rewind(&mut seekable).map_err(io_failed)?;
        std::io::copy(&mut seekable, &mut self.sink).map_err(io_failed)?;
        Ok((self.sink, Vec::new()))
    }
}

impl RowWriter for Xlsx {
    fn write(&mut self, batch: &RecordBatch) -> Result<()> {
        guarded(|| self.write_rows(batch))
    }

    fn finish(self: Box<Self>) -> Result<(Sink, Vec<String>)> {
        guarded(|| self.save())
    }
}
