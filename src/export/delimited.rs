//! Record batches → CSV and TSV.

use super::OutputParams;
use super::sink::{RowWriter, Sink, failed};
use crate::Result;
use crate::types::cell::written_text;
use arrow_array::Array;
use arrow_array::RecordBatch;
use arrow_array::cast::AsArray;
use arrow_schema::{DataType, SchemaRef};
use memchr::memchr3;
use std::io::{self, Write};

/// Writes delimited text; quotes a cell only where it must be.
pub(super) struct Delimited {
    sink: Sink,
    delimiter: u8,
    /// As Excel reads it.
    bom: bool,
    neutralised: u64,
    line: Vec<u8>,
}

impl Delimited {
    pub(super) fn new(
        sink: Sink,
        schema: &SchemaRef,
        delimiter: u8,
        params: &OutputParams,
    ) -> Result<Self> {
        let mut writer = Self {
            sink,
            delimiter,
            bom: params.bom,
            neutralised: 0,
            line: Vec::new(),
        };
        if params.bom {
            writer.line.extend_from_slice("\u{FEFF}".as_bytes());
        }
        if params.no_header {
            writer.flush_line().map_err(failed)?;
            return Ok(writer);
        }
        let alone = schema.fields().len() == 1;
        for (i, field) in schema.fields().iter().enumerate() {
            if i > 0 {
                writer.line.push(delimiter);
            }
            writer.cell(field.name(), alone);
        }
        writer.end_line();
        writer.flush_line().map_err(failed)?;
        Ok(writer)
    }

    fn end_line(&mut self) {
        self.line
            .extend_from_slice(if self.bom { b"\r\n" } else { b"\n" });
    }

    fn flush_line(&mut self) -> io::Result<()> {
        self.sink.write_all(&self.line)?;
        self.line.clear();
        Ok(())
    }

    /// Appends one cell. `alone`: the only one of its line, where an empty one would make a blank line, which is not a row.
    fn cell(&mut self, text: &str, alone: bool) {
        let bytes = text.as_bytes();
        let formula = self.bom && is_formula(text);
        let quote = memchr3(b'"', b'\n', b'\r', bytes).is_some()
            || memchr::memchr(self.delimiter, bytes).is_some()
            || (alone && bytes.is_empty())
            || bytes.starts_with(b"\xEF\xBB\xBF")
            || bytes.starts_with(b"sep=");
        if quote {
            self.line.push(b'"');
        }
        if formula {
            self.line.push(b'\'');
            self.neutralised += 1;
        }
        if quote {
            for (i, part) in bytes.split(|b| *b == b'"').enumerate() {
                if i > 0 {
                    self.line.extend_from_slice(b"\"\"");
                }
                self.line.extend_from_slice(part);
            }
            self.line.push(b'"');
        } else {
            self.line.extend_from_slice(bytes);
        }
    }

    fn row(&mut self, batch: &RecordBatch, row: usize) {
        let alone = batch.num_columns() == 1;
        for (i, column) in batch.columns().iter().enumerate() {
            if i > 0 {
                self.line.push(self.delimiter);
            }
            match column.data_type() {
                DataType::Float32 | DataType::Float64 | DataType::Int32 | DataType::Int64 => {
                    number(&mut self.line, column.as_ref(), row);
                    if alone && column.is_null(row) {
                        self.line.extend_from_slice(b"\"\"");
                    }
                }
                _ => self.cell(
                    &written_text(column.as_ref(), row).unwrap_or_default(),
                    alone,
                ),
            }
        }
        self.end_line();
    }
}

/// Writes a number without quotes or thoughts of formulas.
fn number(line: &mut Vec<u8>, column: &dyn Array, row: usize) {
    use arrow_array::types::{Float32Type, Float64Type, Int32Type, Int64Type};
    if column.is_null(row) {
        return;
    }
    // writing to a Vec cannot fail
    let _ = match column.data_type() {
        DataType::Float32 => write!(line, "{}", column.as_primitive::<Float32Type>().value(row)),
        DataType::Float64 => write!(line, "{}", column.as_primitive::<Float64Type>().value(row)),
        DataType::Int32 => write!(line, "{}", column.as_primitive::<Int32Type>().value(row)),
        _ => write!(line, "{}", column.as_primitive::<Int64Type>().value(row)),
    };
}

/// True for text that a spreadsheet would run: it begins with `= + - @`, a tab or a line end, and is not a plain number.
fn is_formula(text: &str) -> bool {
    if !text.starts_with(['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠']) {
        return false;
    }
    let plain = text.strip_prefix('-').unwrap_or(text);
    let digits = |t: &str| !t.is_empty() && t.bytes().all(|b| b.is_ascii_digit());
    let number = match plain.split_once('.') {
        Some((whole, part)) => digits(whole) && digits(part),
        None => digits(plain),
    };
    !number
}

impl RowWriter for Delimited {
    fn write(&mut self, batch: &RecordBatch) -> Result<()> {
        for row in 0..batch.num_rows() {
            self.row(batch, row);
            if self.line.len() >= 1 << 16 {
                self.flush_line().map_err(failed)?;
            }
        }
        self.flush_line().map_err(failed)
    }

    fn finish(self: Box<Self>) -> Result<(Sink, Vec<String>)> {
        let mut notes = Vec::new();
        if self.neutralised > 0 {
            notes.push(format!(
                "{} cells begin with = + - or @ and were given an apostrophe, so that a spreadsheet does not run them (--bom)",
                self.neutralised
            ));
        }
        Ok((self.sink, notes))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_are_told_from_numbers() {
        for text in [
            "=1+1",
            "+86 138",
            "-x",
            "@SUM(A1)",
            "\tx",
            "-1-2",
            "=cmd|' /C calc'!A0",
        ] {
            assert!(is_formula(text), "{text}");
        }
        for text in ["", "-5", "-5.25", "5", "坏了", "a=b"] {
            assert!(!is_formula(text), "{text}");
        }
    }
}
