//! Where renderings go: files, or a folder of CSVs. A file appears whole or not at all.

use super::{Report, ReportFormat, render, render_csvs};
use crate::error::{Error, Result};
use std::path::Path;

/// Writes the report to every target; without `format` the ending of each target decides. A folder target is made
/// where it is missing. Standard output (`-`) is the command line's to write: render and print.
///
/// # Errors
/// [`Error::Usage`] for a target whose format is unknown, before anything is written; [`Error::Io`] afterwards.
pub fn write(report: &Report, targets: &[String], format: Option<ReportFormat>) -> Result<()> {
    let mut files = Vec::new();
    for target in targets {
        let format = match format {
            Some(f) => f,
            None => ReportFormat::from_ending(target)?,
        };
        if format == ReportFormat::Csv {
            check_folder(target)?;
            let folder = Path::new(target);
            let tables = render_csvs(report);
            files.extend(tables.into_iter().map(|(name, b)| (folder.join(name), b)));
        } else {
            files.push((Path::new(target).to_path_buf(), render(report, format)?));
        }
    }
    for (path, bytes) in files {
        publish(&path, &bytes)?;
    }
    Ok(())
}

/// `--format csv` with a name that looks like a file is a mistake worth a word: a folder `x.csv` surprises everyone.
fn check_folder(target: &str) -> Result<()> {
    let named_file = !target.ends_with('/') && target.to_ascii_lowercase().ends_with(".csv");
    if named_file && !Path::new(target).is_dir() {
        return Err(Error::usage(
            format!("{target}: a report as CSV is one file a table"),
            "Name a folder: `-o DIR/ --format csv`.",
        ));
    }
    Ok(())
}

fn publish(path: &Path, bytes: &[u8]) -> Result<()> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).map_err(|e| Error::io(folder, "create", e))?;
    }
    std::fs::write(path, bytes).map_err(|e| Error::io(path, "write", e))
}
