//! Names on the command line → inputs: files, globs, folders, archives, stdin.

use super::archive;
use super::input::{Input, Place};
use super::notes::{Level, Note};
use crate::types::format::{Format, ending};
use crate::{Error, Result};
use rustc_hash::FxHashSet;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicU64;
use std::sync::{Arc, Mutex};

/// Names → inputs: `-` is stdin, a folder is the files in it, a name that is not a file is taken as a glob. The notes name the
/// files that are left out.
pub(super) fn expand(
    names: &[String],
    counter: &Arc<AtomicU64>,
) -> Result<(Vec<Input>, Vec<Note>)> {
    let mut all = Expansion {
        inputs: Vec::new(),
        notes: Vec::new(),
        seen: FxHashSet::default(),
        counter,
    };
    for name in names {
        if name == "-" {
            if all.inputs.iter().any(Input::is_stdin) {
                return Err(Error::usage(
                    "stdin (`-`) can be read only once",
                    "Name it once.",
                ));
            }
            all.inputs
                .push(Input::new("-".into(), Place::Stdin, None, counter));
            continue;
        }
        let path = Path::new(name);
        if path.is_dir() {
            all.folder(path)?;
        } else if path.exists() {
            if is_lock_file(path) {
                return Err(Error::invalid(
                    name,
                    "this is the file by which Excel marks a workbook as open, not a table",
                    "Name the workbook itself.",
                ));
            }
            all.file(path)?;
        } else {
            let found = globbed(name)?;
            if found.is_empty() {
                let missing = io::Error::new(io::ErrorKind::NotFound, "no such file");
                return Err(Error::io(path, "open", missing));
            }
            for path in found.iter().filter(|p| !is_lock_file(p)) {
                all.file(path)?;
            }
        }
    }
    if all.inputs.is_empty() {
        return Err(Error::usage(
            "no input is given",
            "Name files, or `-` for stdin.",
        ));
    }
    Ok((all.inputs, all.notes))
}

/// Names of files, folders (the tables in them) and patterns → files, sorted in each; nothing where there is none.
///
/// # Errors
/// Where a folder cannot be read or a pattern is not valid.
pub fn files(names: &[String]) -> Result<Vec<PathBuf>> {
    let mut all = Vec::new();
    for name in names {
        let path = Path::new(name);
        if path.is_dir() {
            let fail = |e| Error::io(path, "read", e);
            let entries: io::Result<Vec<_>> = std::fs::read_dir(path).map_err(fail)?.collect();
            let paths = entries.map_err(fail)?.into_iter().map(|e| e.path());
            let is_input = |p: &PathBuf| {
                let name = p.file_name().unwrap_or_default().to_string_lossy();
                p.is_file() && !name.starts_with('.') && is_table(&name) && !is_lock_file(p)
            };
            let mut found: Vec<PathBuf> = paths.filter(is_input).collect();
            found.sort();
            all.extend(found);
        } else if path.exists() {
            all.push(path.to_path_buf());
        } else {
            all.extend(globbed(name)?.into_iter().filter(|p| !is_lock_file(p)));
        }
    }
    Ok(all)
}

/// True for `~$a.xlsx`, which Excel keeps beside an open workbook.
fn is_lock_file(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    name.starts_with("~$")
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

/// True where the name is that of a table, or of mails.
fn is_table(name: &str) -> bool {
    let ends = |with: &str| ending(name).is_some_and(|e| e.eq_ignore_ascii_case(with));
    Format::of_input(name).is_some()
        || ["eml", "mbox", "html", "htm", "mht", "mhtml"]
            .into_iter()
            .any(ends)
}

fn is_text(name: &str) -> bool {
    ending(name).is_some_and(|e| e.eq_ignore_ascii_case("txt"))
}

/// The inputs found so far, and what was left out.
struct Expansion<'c> {
    inputs: Vec<Input>,
    notes: Vec<Note>,
    /// Files taken so far, as they are named once links are followed.
    seen: FxHashSet<PathBuf>,
    counter: &'c Arc<AtomicU64>,
}

impl Expansion<'_> {
    /// A file, or the tables in it where it is an archive; nothing where it was named before.
    fn file(&mut self, path: &Path) -> Result<()> {
        let real = path.canonicalize().unwrap_or_else(|_| path.to_path_buf());
        if path.is_file() && !self.seen.insert(real) {
            let text = format!("{} is named twice and read once", path.display());
            self.notes.push(Note {
                level: Level::Warn,
                text,
            });
            return Ok(());
        }
        let Some((members, others)) = archive::members(path, is_table)? else {
            self.inputs.push(Input::file(path, self.counter)?);
            return Ok(());
        };
        let name = path.display().to_string();
        if members.is_empty() {
            let first = others
                .first()
                .map_or(String::new(), |f| format!(" ({f}, …)"));
            return Err(Error::invalid(
                name,
                format!(
                    "this archive of {} files{first} contains no table",
                    others.len()
                ),
                "Name the tables.",
            ));
        }
        self.left_out(&name, &others);
        for member in members {
            let place = Place::Copy(Arc::new(Mutex::new(member.file)));
            let input = Input::new(member.name.into(), place, Some(member.bytes), self.counter);
            self.inputs.push(input);
        }
        Ok(())
    }

    /// The tables of a folder, sorted by name, or else its `.txt` files as one table; hidden files and folders left out.
    fn folder(&mut self, folder: &Path) -> Result<()> {
        let (mut tables, mut texts, mut others) = (Vec::new(), Vec::new(), Vec::new());
        for entry in std::fs::read_dir(folder).map_err(|e| Error::io(folder, "read", e))? {
            let path = entry.map_err(|e| Error::io(folder, "read", e))?.path();
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            if !path.is_file() || name.starts_with('.') || is_lock_file(&path) {
                continue;
            }
            if is_table(&name) {
                tables.push(path);
            } else if is_text(&name) {
                texts.push(path);
            } else {
                others.push(name.into_owned());
            }
        }
        tables.sort();
        texts.sort();
        others.sort();
        let name = folder.display().to_string();
        let message = match (tables.is_empty(), texts.is_empty()) {
            (false, true) => {
                self.left_out(&name, &others);
                return tables.iter().try_for_each(|p| self.file(p));
            }
            (true, false) => {
                self.left_out(&name, &others);
                let size = |p: &PathBuf| std::fs::metadata(p).map_or(0, |m| m.len());
                let bytes = texts.iter().map(size).sum();
                let place = Place::Texts(texts);
                self.inputs
                    .push(Input::new(name.into(), place, Some(bytes), self.counter));
                return Ok(());
            }
            (true, true) => "the folder holds neither tables (.csv, .xlsx, …) nor texts (.txt)",
            (false, false) => "the folder holds both tables and texts (.txt)",
        };
        Err(Error::invalid(
            name,
            message,
            "Name the files you mean, or a glob such as 'DIR/*.csv'.",
        ))
    }

    fn left_out(&mut self, place: &str, others: &[String]) {
        if others.is_empty() {
            return;
        }
        const NAMED: usize = 8;
        let mut names: Vec<&str> = others.iter().take(NAMED).map(String::as_str).collect();
        if others.len() > NAMED {
            names.push("…");
        }
        let (count, names) = (others.len(), names.join(", "));
        let files = match count {
            1 => "1 file is".to_owned(),
            n => format!("{n} files are"),
        };
        let text =
            format!("{place}: {files} not read, because the name is not that of a table: {names}");
        self.notes.push(Note {
            level: Level::Warn,
            text,
        });
    }
}
