//! The files read, as a report names them.

use crate::ingest::FileRead;
use crate::report::InputFile;
use std::path::Path;

/// The files read, without their folders.
#[must_use]
pub fn input_files(files: &[FileRead]) -> Vec<InputFile> {
    let name = |path: &str| {
        let name = Path::new(path).file_name();
        name.map_or_else(|| path.to_owned(), |n| n.to_string_lossy().into_owned())
    };
    let input = |f: &FileRead| InputFile {
        name: name(&f.name),
        rows: f.rows,
        hash: f.hash.clone(),
    };
    files.iter().map(input).collect()
}
