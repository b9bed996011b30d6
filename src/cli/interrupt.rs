//! What an interrupted run leaves behind: nothing.

/// On Ctrl-C, or a request to end, removes unfinished output and exits with code 130.
#[expect(clippy::exit, reason = "the only way out of a signal")]
pub(super) fn remove_unfinished_on_interrupt() {
    // a second call, as in tests, finds the handler in place
    ctrlc::set_handler(|| {
        crate::export::abandon_all();
        std::process::exit(130);
    })
    .ok();
}
