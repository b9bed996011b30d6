//! `tousu.toml`: the settings of a project, which are the flags of its commands.

use super::files::make_folder;
use super::template::{Told, template};
use crate::export::AtomicFile;
use crate::types::Lang;
use crate::{Error, Result};
use std::path::{Path, PathBuf};

/// The file of settings, in the project's folder.
pub const SETTINGS: &str = "tousu.toml";
/// Where exports lie, unless the settings say otherwise.
pub const EXPORTS: &str = "exports";

/// What a run needs to know of the settings; the rest goes to the commands as it stands.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Settings {
    /// The model that gives the types; absent where the exports have labels.
    pub model: Option<String>,
    /// The list of measures.
    pub actions: Option<String>,
    /// The report names the column of types.
    pub has_type: bool,
    /// Further files that the report reads, by flag.
    pub beside: Vec<(&'static str, String)>,
    /// All that the file holds.
    table: toml::Table,
}

/// Flags of the report that name files which are read and not changed.
const BESIDE: [&str; 6] = ["known", "target", "volume", "calendar", "names", BRIDGE];
const BRIDGE: &str = "bridge";

impl Settings {
    /// Of the folder at hand.
    ///
    /// # Errors
    /// Where there is no file of settings, or it is not TOML.
    pub fn read() -> Result<Self> {
        Self::read_from(SETTINGS)
    }

    /// Of a run, which keeps the settings as they were.
    ///
    /// # Errors
    /// As [`Settings::read`].
    pub fn read_from(file: &str) -> Result<Self> {
        let missing = |e| match Path::new(file).exists() {
            true => Error::io(file, "read", e),
            false => Error::usage(
                format!("there is no {SETTINGS} in this folder"),
                "Make one with `tousu init`, or go to the folder that has it.",
            ),
        };
        let text = std::fs::read_to_string(file).map_err(missing)?;
        let table: toml::Table = toml::from_str(&text).map_err(|e| {
            let next = "Write one flag a line, such as: text = \"投诉内容\"";
            Error::invalid(file, format!("invalid TOML: {e}"), next)
        })?;
        let value =
            |command: &str, key: &str| find(&table, command, key)?.as_str().map(str::to_owned);
        Ok(Self {
            model: value("classify", "model"),
            actions: value("report", "actions"),
            has_type: value("report", "type").is_some(),
            beside: BESIDE
                .into_iter()
                .filter_map(|flag| Some((flag, value("report", flag)?)))
                .collect(),
            table,
        })
    }

    /// Refuses a model that is not there, and says what its path would have to be.
    ///
    /// # Errors
    /// [`Error::Usage`].
    pub fn check_model(&self) -> Result<()> {
        let Some(model) = self
            .model
            .as_deref()
            .filter(|m| !is_model(m, Path::new("")))
        else {
            return Ok(());
        };
        let above = format!("../{model}");
        let next = match is_model(&above, Path::new("")) {
            true => format!("Write {above}."),
            false => "Correct the path, or train a model: `tousu train`.".to_owned(),
        };
        let folder = std::env::current_dir().ok();
        let folder = folder.as_deref().and_then(Path::file_name);
        let folder = folder.map_or(".".into(), |name| name.to_string_lossy());
        let what = format!(
            "{SETTINGS}, [classify] model: there is no {model} in {folder}/ (paths are relative to that folder)"
        );
        Err(Error::usage(what, next))
    }

    /// The values of a flag of a command; absent where the file does not name it.
    #[must_use]
    pub fn values(&self, command: &str, flag: &str) -> Option<Vec<String>> {
        let value = find(&self.table, command, flag)?;
        let values = value
            .as_array()
            .map_or(std::slice::from_ref(value), Vec::as_slice);
        let values = values.iter().filter_map(toml::Value::as_str);
        Some(values.map(str::to_owned).collect())
    }

    /// The one value of a flag of a command, where the file names it.
    #[must_use]
    pub fn value(&self, command: &str, flag: &str) -> Option<String> {
        self.values(command, flag)?.into_iter().next()
    }

    /// The table of old and new types.
    #[must_use]
    pub fn bridge(&self) -> Option<&str> {
        let mut beside = self.beside.iter();
        let found = beside.find(|(flag, _)| *flag == BRIDGE);
        found.map(|(_, file)| file.as_str())
    }
}

/// What stands for a flag in the table of its command, else at the top.
fn find<'a>(table: &'a toml::Table, command: &str, flag: &str) -> Option<&'a toml::Value> {
    let of_command = table.get(command).and_then(|t| t.get(flag));
    of_command.or_else(|| table.get(flag))
}

/// Whether a path from `folder` names a model: the built-in one, a file, or an axis of one.
fn is_model(path: &str, folder: &Path) -> bool {
    let axis = path.rsplit_once('#').map(|(file, _)| file);
    let is_file = |p: &str| within(folder, p).is_file();
    path == "demo" || is_file(path) || axis.is_some_and(is_file)
}

/// A path from `folder`, which may not be there yet: then `..` leads out of its name.
fn within(folder: &Path, path: &str) -> PathBuf {
    let (mut folder, mut path) = (folder.to_path_buf(), Path::new(path));
    while let Ok(rest) = path.strip_prefix("..")
        && !folder.is_dir()
        && folder.file_name().is_some()
    {
        folder.pop();
        path = rest;
    }
    folder.join(path)
}

/// The path of a model, as the settings of a project in `folder` name it; one that is there as typed is named from that folder.
///
/// # Errors
/// [`Error::Usage`] where there is no such model.
pub fn model_from(folder: &str, model: &str) -> Result<String> {
    if is_model(model, Path::new("")) && model != "demo" {
        return Ok(from_folder(folder, model));
    }
    if is_model(model, Path::new(folder)) {
        return Ok(model.to_owned());
    }
    Err(Error::usage(
        format!("{model}: no such file"),
        format!(
            "Train a model first (`tousu train FILE --label COL -o {model}`), or give --model demo, the built-in one."
        ),
    ))
}

/// A path that is there as typed, as the settings of a project in `folder` name it; any other is one from that folder already.
#[must_use]
pub fn path_from(folder: &str, path: &str) -> String {
    match Path::new(path).exists() && !within(Path::new(folder), path).exists() {
        true => from_folder(folder, path),
        false => path.to_owned(),
    }
}

/// A path from here, as one from `folder`.
fn from_folder(folder: &str, path: &str) -> String {
    use std::path::Component;
    if Path::new(path).is_absolute() {
        return path.to_owned();
    }
    let (mut up, mut here) = (String::new(), true);
    for part in Path::new(folder).components() {
        match part {
            Component::CurDir => {}
            Component::Normal(_) => up.push_str("../"),
            _ => here = false,
        }
    }
    if here {
        return format!("{up}{}", path.strip_prefix("./").unwrap_or(path));
    }
    let here = std::env::current_dir().unwrap_or_default();
    here.join(path).display().to_string()
}

/// Checks that a project can begin in this folder.
///
/// # Errors
/// Where there is a file of settings already.
pub fn check_new(folder: &str) -> Result<()> {
    let path = Path::new(folder).join(SETTINGS);
    if !path.exists() {
        return Ok(());
    }
    let next = "Change it in an editor, or begin in another folder.";
    Err(Error::invalid(
        path.display().to_string(),
        "it is there already",
        next,
    ))
}

/// Begins a project: its file of settings, and a folder for exports.
///
/// # Errors
/// Where there is a file of settings already, or a file or folder cannot be made.
pub fn start(folder: &str, told: &Told<'_>, lang: Lang) -> Result<()> {
    check_new(folder)?;
    let folder = Path::new(folder);
    let path = folder.join(SETTINGS);
    make_folder(folder)?;
    let inputs = told.iter().filter(|t| t.1 == "inputs");
    for input in inputs.flat_map(|t| &t.2) {
        if !input.contains(['*', '?', '.']) {
            make_folder(&folder.join(input))?;
        }
    }
    AtomicFile::replace(&path, template(told, lang).as_bytes())
}
