//! Readers and writers of others that meet a hostile file or a full disk: a panic becomes an error like any other, and sizes
//! have limits.

use crate::{Error, Result};
use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Once;

/// Columns of a table, as many as Excel has.
pub(super) const MAX_COLUMNS: usize = 16_384;

thread_local! {
    static GUARDED: Cell<bool> = const { Cell::new(false) };
}

/// What `read` gives; a panic inside is an error about `file`.
pub(super) fn guarded<T>(file: &str, read: impl FnOnce() -> Result<T>) -> Result<T> {
    quietly(read)
        .unwrap_or_else(|| Err(super::broken(file, &"contents that contradict each other")))
}

/// What `work` gives; `None` where it panics, which says nothing on stderr.
pub(crate) fn quietly<T>(work: impl FnOnce() -> T) -> Option<T> {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let before = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| {
            if !GUARDED.get() {
                before(info);
            }
        }));
    });
    let outer = GUARDED.replace(true);
    let outcome = catch_unwind(AssertUnwindSafe(work));
    GUARDED.set(outer);
    outcome.ok()
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
    Err(Error::data(
        file,
        format!("{columns} columns or more"),
        "at most 16,384",
        "Check --delimiter and --input-format, or leave columns out of the export.",
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[expect(clippy::panic, reason = "it is what a reader of others may do")]
    fn a_panic_is_an_error_of_one_line() {
        let e = guarded::<()>("a.xls", || panic!("index out of bounds")).unwrap_err();
        assert!(e.to_string().starts_with("a.xls: found contents"), "{e}");
        assert_eq!(e.to_string().lines().count(), 1);
        assert!(guarded("a.xls", || Ok(1)).is_ok());
    }
}
