//! Limits on what a file may ask for, and libraries that panic on a hostile one: both become errors like any other.

use crate::types::panics::catch;
use crate::{Error, Result};
use std::fmt::Display;

/// Columns of a table, as many as Excel has.
const MAX_COLUMNS: usize = 16_384;

/// A file that contradicts its own format.
pub(super) fn broken(file: &str, e: &dyn Display) -> Error {
    Error::invalid(
        file,
        format!("the file is damaged, or its name has the wrong ending: {e}"),
        "Export it again, or name its format with --input-format.",
    )
}

/// A file too long to be read at once.
pub(super) fn too_long(file: &str, limit: &str) -> Error {
    let next = "Split it, or convert it to CSV or JSON Lines.";
    Error::invalid(file, format!("the file is longer than {limit}"), next)
}

/// What `read` gives; a panic inside is an error about `file`.
pub(super) fn guarded<T>(file: &str, read: impl FnOnce() -> Result<T>) -> Result<T> {
    catch(read).unwrap_or_else(|| Err(broken(file, &"its contents contradict each other")))
}

/// Rows of a batch of so many columns: a wide table goes in smaller batches.
pub(super) fn batch_rows(wanted: usize, columns: usize) -> usize {
    const CELLS: usize = 1 << 22;
    wanted.min(CELLS / columns.max(1)).max(1)
}

/// Refuses a table of more than [`MAX_COLUMNS`] columns.
pub(super) fn check_width(file: &str, columns: usize) -> Result<()> {
    if columns <= MAX_COLUMNS {
        return Ok(());
    }
    Err(Error::invalid(
        file,
        format!("{columns} columns or more; a table has at most 16,384"),
        "Check --delimiter and --input-format, or leave columns out of the export.",
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[expect(clippy::panic, reason = "libraries may")]
    fn a_panic_is_an_error_of_one_line() {
        let e = guarded::<()>("a.xls", || panic!("index out of bounds")).unwrap_err();
        assert!(
            e.to_string().starts_with("a.xls: the file is damaged"),
            "{e}"
        );
        assert_eq!(e.to_string().lines().count(), 1);
        assert!(guarded("a.xls", || Ok(1)).is_ok());
    }
}
