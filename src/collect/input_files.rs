//! The files read, as a report names them.

use crate::ingest::FileRead;
use crate::report::InputFile;
use std::path::Path;

/// A file without its folders.
pub(super) fn bare_name(path: &str) -> String {
    let name = Path::new(path).file_name();
    name.map_or_else(|| path.to_owned(), |n| n.to_string_lossy().into_owned())
}

/// The files read, without their folders.
#[must_use]
pub fn input_files(files: &[FileRead]) -> Vec<InputFile> {
    let input = |f: &FileRead| InputFile {
        name: bare_name(&f.name),
        rows: f.rows,
        hash: f.hash.clone(),
    };
    files.iter().map(input).collect()
}
