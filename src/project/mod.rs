//! project: given a folder with settings and the exports of every month, gives its runs: what was taken in, what was reported, and what has
//! changed since.
//!
//! A run is a folder `.tousu/runs/0001` with everything it read and wrote. It counts from the moment its `run.json` is there, which is written
//! last and appears whole; a folder without one is what a broken run left, and goes with the next.

mod files;
mod folder;
mod manifest;
mod revisions;
mod settings;
mod template;
#[cfg(test)]
mod tests;

pub use files::{copy, json, make_folder, remove};
pub use folder::{
    Project, Staged, Undone, actions_after, found_at, hash_of, keep_model, model_file, outputs,
    scratch,
};
pub use manifest::{Actions, Counts, InputFile, Months, Output, Revision, Run, Table};
pub use revisions::revisions;
pub use settings::{EXPORTS, SETTINGS, Settings, check_new, model_from, path_from, start};
pub use template::Told;
