//! Names on the command line → inputs: files, globs, folders, stdin.

use super::input::{Input, Place};
use crate::types::format::{Format, ending};
use crate::{Error, Result};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

/// Names → inputs: `-` is stdin, a folder is the files in it, a name that is not a file is taken as a glob.
pub(super) fn expand(names: &[String], counter: &Arc<AtomicU64>) -> Result<Vec<Input>> {
    let mut inputs = Vec::new();
    for name in names {
        if name == "-" {
            if inputs.iter().any(Input::is_stdin) {
                return Err(Error::usage(
                    "stdin (`-`) can be read only once",
                    "Name it once.",
                ));
            }
            inputs.push(Input::new("-".into(), Place::Stdin, None, counter));
            continue;
        }
        let path = Path::new(name);
        if path.is_dir() {
            inputs.extend(folder(path, counter)?);
        } else if path.exists() {
            inputs.push(Input::file(path, counter)?);
        } else {
            let found = globbed(name)?;
            if found.is_empty() {
                let missing = io::Error::new(io::ErrorKind::NotFound, "no such file");
                return Err(Error::io(path, "open", missing));
            }
            for path in found {
                inputs.push(Input::file(&path, counter)?);
            }
        }
    }
    if inputs.is_empty() {
        return Err(Error::usage(
            "no input is given",
            "Name files, or `-` for stdin.",
        ));
    }
    Ok(inputs)
}

/// Files that the pattern matches, sorted; hidden ones left out.
fn globbed(pattern: &str) -> Result<Vec<PathBuf>> {
    if !pattern.contains(['*', '?', '[']) {
        return Ok(Vec::new());
    }
    let options = glob::MatchOptions {
        require_literal_leading_dot: true,
        ..Default::default()
    };
    let paths = glob::glob_with(pattern, options).map_err(|e| {
        Error::usage(
            format!("`{pattern}` is not a valid pattern: {e}"),
            "Quote the name of a file that contains * ? or [.",
        )
    })?;
    let mut found = Vec::new();
    for path in paths {
        let path =
            path.map_err(|e| Error::io(e.path(), "read", io::Error::from(e.error().kind())))?;
        if path.is_file() {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

/// The tables of a folder, sorted by name, or else its `.txt` files as one table; hidden files and folders left out.
fn folder(folder: &Path, counter: &Arc<AtomicU64>) -> Result<Vec<Input>> {
    let (mut tables, mut texts) = (Vec::new(), Vec::new());
    for entry in std::fs::read_dir(folder).map_err(|e| Error::io(folder, "read", e))? {
        let path = entry.map_err(|e| Error::io(folder, "read", e))?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if !path.is_file() || name.starts_with('.') {
            continue;
        }
        if Format::of_input(&name).is_some() {
            tables.push(path);
        } else if ending(&name).is_some_and(|e| e.eq_ignore_ascii_case("txt")) {
            texts.push(path);
        }
    }
    tables.sort();
    texts.sort();
    let message = match (tables.is_empty(), texts.is_empty()) {
        (false, true) => return tables.iter().map(|p| Input::file(p, counter)).collect(),
        (true, false) => {
            let size = |p: &PathBuf| std::fs::metadata(p).map_or(0, |m| m.len());
            let bytes = texts.iter().map(size).sum();
            let (name, place) = (folder.display().to_string(), Place::Texts(texts));
            return Ok(vec![Input::new(name.into(), place, Some(bytes), counter)]);
        }
        (true, true) => "the folder holds neither tables (.csv, .xlsx, …) nor texts (.txt)",
        (false, false) => "the folder holds both tables and texts (.txt)",
    };
    Err(Error::invalid(
        folder.display().to_string(),
        message,
        "Name the files you mean, or a glob such as 'DIR/*.csv'.",
    ))
}
