//! The folder `.tousu` of a project: its runs, one at a time.

use super::files::{copy, hash, make_folder, remove_folder};
use super::manifest::{Actions, InputFile, Output, Revision, Run};
use crate::bundle::Bundle;
use crate::export::AtomicFile;
use crate::{Error, Result};
use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};

const STATE: &str = ".tousu";
const MANIFEST: &str = "run.json";
/// Where the reports of every month are found.
const REPORTS: &str = "reports";

/// A project, held for one command at a time: its folder is the current one.
#[derive(Debug)]
pub struct Project {
    /// Finished runs, in their order.
    pub runs: Vec<Run>,
    /// Released when this goes.
    _lock: File,
}

/// The folder of a run.
#[derive(Clone, Debug)]
pub struct Staged {
    /// Its number.
    pub number: u32,
    folder: PathBuf,
}

/// What undoing a run did.
#[derive(Clone, Debug)]
pub struct Undone {
    /// The run.
    pub run: Run,
    /// Where it is kept.
    pub kept: String,
    /// Files that were changed by hand since, and stay.
    pub left: Vec<String>,
}

impl Project {
    /// Opens the state of the current folder and removes what a broken run left.
    ///
    /// # Errors
    /// Where another command holds it, or a file of it cannot be read.
    pub fn open() -> Result<Self> {
        make_folder(&runs_folder())?;
        let path = Path::new(STATE).join("lock");
        let lock = File::create(&path).map_err(|e| Error::io(&path, "create", e))?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                return Err(Error::usage(
                    "another command is at work in this project",
                    "Wait until it has ended.",
                ));
            }
            Err(TryLockError::Error(e)) => return Err(Error::io(&path, "lock", e)),
        }
        let mut runs = Vec::new();
        for folder in folders(&runs_folder())? {
            let manifest = folder.join(MANIFEST);
            if !manifest.exists() {
                remove_folder(&folder)?;
                continue;
            }
            let bytes = std::fs::read(&manifest).map_err(|e| Error::io(&manifest, "read", e))?;
            let run: Run = serde_json::from_slice(&bytes).map_err(|e| {
                let next = "Put the folder .tousu back from a copy.";
                Error::invalid(manifest.display().to_string(), e.to_string(), next)
            })?;
            runs.push(run);
        }
        runs.sort_by_key(|r| r.number);
        let project = Self { runs, _lock: lock };
        if let Some(last) = project.runs.last() {
            project.publish(last, false)?;
        }
        Ok(project)
    }

    /// The run that took in a file of this hash.
    #[must_use]
    pub fn taken_in(&self, hash: &str) -> Option<&Run> {
        let holds = |r: &&Run| r.inputs.iter().any(|i| i.hash == hash);
        self.runs.iter().find(holds)
    }

    /// The last run that reported a month.
    #[must_use]
    pub fn reported(&self, month: &str) -> Option<&Run> {
        self.runs.iter().rev().find(|r| r.month == month)
    }

    /// Begins a run.
    ///
    /// # Errors
    /// Where its folder cannot be made.
    pub fn stage(&self) -> Result<Staged> {
        let number = self.runs.last().map_or(1, |r| r.number + 1);
        let staged = Staged {
            number,
            folder: run_folder(number),
        };
        for folder in ["inputs", REPORTS] {
            make_folder(&staged.folder.join(folder))?;
        }
        Ok(staged)
    }

    /// Ends a run: it counts from here on. Its reports go to `reports/MONTH`; those that were changed by hand there are kept beside them, under
    /// the names that are given.
    ///
    /// # Errors
    /// Where a file cannot be written; before that, nothing has changed.
    pub fn finish(&mut self, staged: &Staged, run: Run) -> Result<Vec<String>> {
        let bytes = serde_json::to_vec_pretty(&run).unwrap_or_default();
        AtomicFile::replace(staged.folder.join(MANIFEST), &bytes)?;
        let kept = self.publish(&run, true)?;
        self.runs.push(run);
        Ok(kept)
    }

    /// Takes the last run back: its folder is kept aside, and the reports of its month are those of the run before, if there was one.
    ///
    /// # Errors
    /// Where there is no run, or a file cannot be moved.
    pub fn undo(&mut self) -> Result<Undone> {
        let Some(run) = self.runs.pop() else {
            return Err(Error::usage(
                "there is no run to undo",
                "`tousu log` lists the runs.",
            ));
        };
        let aside = Path::new(STATE).join("undone");
        make_folder(&aside)?;
        let name = |n: usize| aside.join(format!("{:04}-{n}", run.number));
        let kept = (1..).map(name).find(|p| !p.exists()).unwrap_or(aside);
        let folder = run_folder(run.number);
        std::fs::rename(&folder, &kept).map_err(|e| Error::io(&folder, "rename", e))?;
        let mut left = Vec::new();
        for output in &run.outputs {
            let path = published(&run.month).join(&output.name);
            if !path.exists() {
                continue;
            }
            if hash(&path)? == output.hash {
                std::fs::remove_file(&path).map_err(|e| Error::io(&path, "remove", e))?;
            } else {
                left.push(path.display().to_string());
            }
        }
        match self.reported(&run.month) {
            Some(before) => drop(self.publish(before, false)?),
            // gone where nothing else lies in it
            None => drop(std::fs::remove_dir(published(&run.month))),
        }
        Ok(Undone {
            kept: kept.display().to_string(),
            run,
            left,
        })
    }

    /// Puts the reports of a run where people look for them: those that are missing there, and in the place of those of an earlier run, which a
    /// run that was broken off here left. What was changed by hand stays; `anew` moves it aside. Gives the names of what was.
    fn publish(&self, run: &Run, anew: bool) -> Result<Vec<String>> {
        let to = published(&run.month);
        make_folder(&to)?;
        let mut kept = Vec::new();
        if let Some(actions) = &run.actions {
            publish_actions(actions, &Staged::of(run))?;
        }
        for output in &run.outputs {
            let target = to.join(&output.name);
            if target.exists() {
                let found = Output {
                    name: output.name.clone(),
                    hash: hash(&target)?,
                };
                let of_month = self.runs.iter().filter(|r| r.month == run.month);
                let mut earlier = of_month.filter(|r| r.number < run.number);
                let is_earlier = earlier.any(|r| r.outputs.contains(&found));
                if found.hash == output.hash || !(is_earlier || anew) {
                    continue;
                }
                if !is_earlier {
                    kept.push(set_aside(&target, run.number)?);
                }
            }
            let from = run_folder(run.number).join(REPORTS).join(&output.name);
            copy(&from, &target)?;
        }
        Ok(kept)
    }
}

/// Puts the list of measures of a run in the place of the one before it, unless that was changed since.
fn publish_actions(actions: &Actions, of_run: &Staged) -> Result<()> {
    let now = hash_of(&actions.file)?;
    match now == actions.before && now.as_ref() != Some(&actions.after) {
        true => copy(
            Path::new(&of_run.path(&actions_after(&actions.file))),
            Path::new(&actions.file),
        ),
        false => Ok(()),
    }
}

/// What the list of measures is called among the files of a run, which fills it.
#[must_use]
pub fn actions_after(file: &str) -> String {
    let name = Path::new(file).file_name().unwrap_or_default();
    name.to_string_lossy().into_owned()
}

/// Gives a file another name, `report-before-run-3.docx`; gives that name.
fn set_aside(path: &Path, run: u32) -> Result<String> {
    let part =
        |part: Option<&std::ffi::OsStr>| part.unwrap_or_default().to_string_lossy().into_owned();
    let (stem, ending) = (part(path.file_stem()), part(path.extension()));
    let to = path.with_file_name(format!("{stem}-before-run-{run}.{ending}"));
    std::fs::rename(path, &to).map_err(|e| Error::io(path, "rename", e))?;
    Ok(to.display().to_string())
}

impl Staged {
    /// That of a finished run.
    #[must_use]
    pub fn of(run: &Run) -> Self {
        Self {
            number: run.number,
            folder: run_folder(run.number),
        }
    }

    /// A file of the run, from the project's folder.
    #[must_use]
    pub fn path(&self, name: &str) -> String {
        self.folder.join(name).display().to_string()
    }

    /// Copies an export into the run. Of two of one name the second gets another.
    ///
    /// # Errors
    /// Where it cannot be read or copied.
    pub fn take_in(&self, file: &Path) -> Result<InputFile> {
        let base = file.file_name().unwrap_or_default().to_string_lossy();
        let names = std::iter::once(base.to_string()).chain((2..).map(|n| format!("{n}-{base}")));
        let inputs = self.folder.join("inputs");
        let mut free = names.filter(|n| !inputs.join(n).exists());
        let name = free.next().unwrap_or_default();
        let to = inputs.join(&name);
        copy(file, &to)?;
        Ok(InputFile {
            hash: hash(&to)?,
            name,
        })
    }

    /// Keeps a copy of a file of settings, if it is there.
    ///
    /// # Errors
    /// Where it cannot be copied.
    pub fn keep(&self, file: &str, name: &str) -> Result<()> {
        match Path::new(file).exists() {
            true => copy(Path::new(file), &self.folder.join(name)),
            false => Ok(()),
        }
    }

    /// Writes how earlier months are revised, among the reports (CSV).
    ///
    /// # Errors
    /// Where the file cannot be written.
    pub fn write_revisions(&self, revisions: &[Revision]) -> Result<()> {
        let path = self.folder.join(REPORTS).join("revisions.csv");
        let fail = |e: csv::Error| Error::io(&path, "write", e.into());
        let mut out = csv::Writer::from_writer(AtomicFile::create(&path)?);
        for revision in revisions {
            out.serialize(revision).map_err(fail)?;
        }
        let file = out.into_inner();
        file.map_err(|e| Error::io(&path, "write", e.into_error()))?
            .commit()
    }

    /// The reports written so far.
    ///
    /// # Errors
    /// Where one cannot be read.
    pub fn outputs(&self) -> Result<Vec<Output>> {
        outputs(&self.folder.join(REPORTS))
    }
}

/// Hash of the bytes of a file; absent where it is not there.
///
/// # Errors
/// Where it cannot be read.
pub fn hash_of(file: &str) -> Result<Option<String>> {
    let path = Path::new(file);
    path.exists().then(|| hash(path)).transpose()
}

/// The files of a folder with their hashes, by name.
///
/// # Errors
/// Where one cannot be read.
pub fn outputs(folder: &Path) -> Result<Vec<Output>> {
    let fail = |e| Error::io(folder, "read", e);
    let mut outputs = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(fail)? {
        let path = entry.map_err(fail)?.path();
        if path.is_file() {
            outputs.push(Output {
                name: path
                    .file_name()
                    .unwrap_or_default()
                    .to_string_lossy()
                    .into_owned(),
                hash: hash(&path)?,
            });
        }
    }
    outputs.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(outputs)
}

/// Where a model of this hash is kept.
#[must_use]
pub fn model_file(hash: &str) -> String {
    let path = Path::new(STATE)
        .join("models")
        .join(format!("{hash}.tousu"));
    path.display().to_string()
}

/// Keeps a model, once.
///
/// # Errors
/// Where it cannot be written.
pub fn keep_model(model: &Bundle) -> Result<()> {
    make_folder(&Path::new(STATE).join("models"))?;
    let to = model_file(model.hash());
    match Path::new(&to).exists() {
        true => Ok(()),
        false => model.save(to),
    }
}

/// An empty folder for a run that is done again.
///
/// # Errors
/// Where it cannot be made.
pub fn scratch() -> Result<PathBuf> {
    let folder = Path::new(STATE).join("again");
    remove_folder(&folder)?;
    make_folder(&folder)?;
    Ok(folder)
}

/// Where a report of a month is found, from the project's folder.
#[must_use]
pub fn found_at(month: &str, name: &str) -> String {
    published(month).join(name).display().to_string()
}

fn runs_folder() -> PathBuf {
    Path::new(STATE).join("runs")
}

fn run_folder(number: u32) -> PathBuf {
    runs_folder().join(format!("{number:04}"))
}

/// Where the reports of a month are found.
fn published(month: &str) -> PathBuf {
    Path::new(REPORTS).join(month)
}

fn folders(of: &Path) -> Result<Vec<PathBuf>> {
    let fail = |e| Error::io(of, "read", e);
    let mut found = Vec::new();
    for entry in std::fs::read_dir(of).map_err(fail)? {
        let path = entry.map_err(fail)?.path();
        if path.is_dir() {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}
