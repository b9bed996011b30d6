//! Where renderings go: files, or a folder of CSVs. A file appears whole or not at all.

use super::{Report, ReportFormat, render, render_csvs};
use crate::error::{Error, Result};
use crate::export::AtomicFile;
use std::io::Write;
use std::path::Path;

/// Writes the report to every target; without `format` the ending of each target decides. A folder target is made
/// where it is missing. Standard output (`-`) is the command line's to write: render and print. Everything is rendered
/// and lies beside its target before the first file is put in place.
///
/// # Errors
/// [`Error::Usage`] for a target whose format is unknown, before anything is written; [`Error::Io`] afterwards.
pub fn write(report: &Report, targets: &[String], format: Option<ReportFormat>) -> Result<()> {
    let format_of = |target: &String| match format {
        Some(f) => Ok(f),
        None => ReportFormat::from_ending(target),
    };
    let is_book = |target: &&String| matches!(format_of(target), Ok(ReportFormat::Xlsx));
    let named = targets.iter().find(is_book).and_then(|book| {
        let name = Path::new(book).file_name()?.to_str()?;
        let mut named = report.clone();
        named.workbook = Some(name.to_owned());
        Some(named)
    });
    let report = named.as_ref().unwrap_or(report);
    let mut files = Vec::new();
    for target in targets {
        let format = format_of(target)?;
        if format == ReportFormat::Csv {
            check_folder(target)?;
            let folder = Path::new(target);
            let tables = render_csvs(report);
            files.extend(tables.into_iter().map(|(name, b)| (folder.join(name), b)));
        } else {
            files.push((Path::new(target).to_path_buf(), render(report, format)?));
        }
    }
    let mut ready = Vec::with_capacity(files.len());
    for (path, bytes) in files {
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder).map_err(|e| Error::io(folder, "create", e))?;
        }
        let mut file = AtomicFile::create(&path)?;
        file.write_all(&bytes)
            .map_err(|e| Error::io(&path, "write", e))?;
        ready.push(file);
    }
    ready.into_iter().try_for_each(AtomicFile::commit)
}

/// A folder named `x.csv` would surprise everyone.
fn check_folder(target: &str) -> Result<()> {
    let named_file = !target.ends_with(['/', std::path::MAIN_SEPARATOR])
        && target.to_ascii_lowercase().ends_with(".csv");
    if named_file && !Path::new(target).is_dir() {
        return Err(ReportFormat::needs_folder(target));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn several_targets_at_once_and_a_folder() {
        let dir = tempfile::tempdir().unwrap();
        let path = |name: &str| dir.path().join(name).to_str().unwrap().to_owned();
        let report = Report::default();
        let targets = [path("a.html"), path("b.json"), path("tables/")];
        write(&report, &targets, None).unwrap();
        assert!(dir.path().join("a.html").exists() && dir.path().join("b.json").exists());
        let ledger = std::fs::read(dir.path().join("tables/ledger.csv")).unwrap();
        assert!(ledger.starts_with("\u{feff}".as_bytes()));
    }

    #[test]
    fn an_unknown_ending_writes_nothing() {
        let dir = tempfile::tempdir().unwrap();
        let path = |name: &str| dir.path().join(name).to_str().unwrap().to_owned();
        let targets = [path("a.html"), path("b.pdf")];
        assert!(
            write(&Report::default(), &targets, None)
                .unwrap_err()
                .is_usage()
        );
        let csv = [path("x.csv")];
        assert!(
            write(&Report::default(), &csv, Some(ReportFormat::Csv))
                .unwrap_err()
                .is_usage()
        );
        assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 0);
    }
}
