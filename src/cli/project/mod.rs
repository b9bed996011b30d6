//! The commands of a project folder: `init`, `month`, `log`, `undo`, `rerun`, and `watch` without an input. They type the commands that a person would.

mod ask;
pub(super) mod history;
pub(super) mod init;
pub(super) mod month;
pub(super) mod typed;
pub(super) mod watch;
