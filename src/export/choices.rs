//! A column of a workbook that a person fills in: a drop-down list of what it may hold, and the text to read beside it.

use super::sink::other_failed;
use crate::error::{Error, Result};
use rust_xlsxwriter::{DataValidation, DataValidationErrorStyle, Formula, Workbook, XlsxError};

/// The sheet that holds the choices: the rule itself holds at most 255 characters.
pub const CHOICES_SHEET: &str = "types";

/// A column that a person fills in. Only a workbook shows a list; other formats hold the same cells without it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Choices {
    /// Name of the column to fill in.
    pub column: String,
    /// What it may hold.
    pub values: Vec<String>,
    /// Names of the columns to read: they are wide, and their lines wrap.
    pub read: Vec<String>,
}

/// Width of a column to read and of one to fill in, in characters.
const WIDE: f64 = 80.0;
const MEDIUM: f64 = 24.0;

impl Choices {
    /// The width of the column `name`, where it is not the usual one.
    pub(super) fn width(&self, name: &str) -> Option<f64> {
        if self.reads(name) {
            return Some(WIDE);
        }
        (self.column == name).then_some(MEDIUM)
    }

    /// Whether the column `name` is for reading.
    pub(super) fn reads(&self, name: &str) -> bool {
        self.read.iter().any(|r| r == name)
    }

    /// Writes the choices to a sheet of their own, and lets the cells of `column` down to `last_row` be chosen from them. Another value
    /// gets a warning and is kept: a new type has to be written somehow.
    pub(super) fn add_to(&self, book: &mut Workbook, column: u16, last_row: u32) -> Result<()> {
        if self.values.is_empty() || last_row == 0 {
            return Ok(());
        }
        let failed = |e: XlsxError| -> Error { other_failed(&e) };
        let sheet = book.add_worksheet();
        sheet.set_name(CHOICES_SHEET).map_err(failed)?;
        for (row, value) in (0..).zip(&self.values) {
            sheet.write_string(row, 0, value).map_err(failed)?;
        }
        sheet.set_hidden(true);
        let list = format!("={CHOICES_SHEET}!$A$1:$A${}", self.values.len());
        let rule = DataValidation::new()
            .allow_list_formula(Formula::new(list))
            .set_error_style(DataValidationErrorStyle::Warning)
            .set_error_title("类型 / type")
            .and_then(|rule| {
                rule.set_error_message("列表中没有这一类型。 / This type is not in the list.")
            })
            .map_err(failed)?;
        let first = book.worksheet_from_index(0).map_err(failed)?;
        first
            .add_data_validation(1, column, last_row, column, &rule)
            .map_err(failed)?;
        Ok(())
    }
}
