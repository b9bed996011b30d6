//! What an interrupted run leaves behind: nothing, or an index that the same command completes.

use super::messages::Messages;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// The index that is being filled.
static FILLING: Mutex<Option<(PathBuf, Messages)>> = Mutex::new(None);

fn lock() -> MutexGuard<'static, Option<(PathBuf, Messages)>> {
    FILLING.lock().unwrap_or_else(PoisonError::into_inner)
}

/// While this lives, an interrupt says that the index is incomplete.
pub(super) struct Filling;

/// Names the index that is being filled.
pub(super) fn filling(index: &Path, messages: &Messages) -> Filling {
    *lock() = Some((index.to_path_buf(), messages.clone()));
    Filling
}

impl Drop for Filling {
    fn drop(&mut self) {
        *lock() = None;
    }
}

/// On Ctrl-C, or a request to end, removes unfinished output and exits with code 130.
#[expect(clippy::exit, reason = "the only way out of a signal")]
pub(super) fn remove_unfinished_on_interrupt() {
    // a second call, as in tests, finds the handler in place
    ctrlc::set_handler(|| {
        crate::export::abandon_all();
        if let Some((index, messages)) = lock().take()
            && crate::index::is_incomplete(&index)
        {
            let index = index.display();
            messages.say(format!(
                "interrupted: {index} is incomplete. Run the same command again to complete it."
            ));
        }
        std::process::exit(130);
    })
    .ok();
}
