//! The manifest of an index: its versions, columns and settings. Written to a temporary file and renamed.

use super::errors::{REBUILD, index_error};
use crate::export::AtomicFile;
use crate::normalize::MaskParams;
use crate::{Error, Result};
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};

/// Rises whenever fields, tokens or the stored form change.
pub(super) const FORMAT: u32 = 3;
const FILE: &str = "tousu.json";

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ColumnKind {
    /// Searched text, or any other long text: no sorting, no facet; filters compare it whole.
    Text,
    /// Numbers; any other cell is kept as a category.
    Number,
    /// Times; any other cell is kept as a category.
    Date,
    /// Short texts: facets, sorting, comparison by code points.
    Category,
}

/// How the source stored a column; sources that differ fall back to text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Storage {
    /// Text.
    Text,
    /// Whole numbers.
    Int,
    /// Numbers.
    Float,
    /// Truth values.
    Bool,
}

/// One column of an index.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Column {
    /// Its name in the source.
    pub name: String,
    /// What it holds.
    pub kind: ColumnKind,
    /// How the source stored it.
    pub storage: Storage,
    /// True for a column that a model added; such columns do not count when rows are compared.
    #[serde(default)]
    pub derived: bool,
}

/// The versions an index depends on; another version means other tokens.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Versions {
    format: u32,
    normalizer: u32,
    segmenter: String,
}

impl Versions {
    pub(super) fn current() -> Self {
        Self {
            format: FORMAT,
            normalizer: crate::normalize::VERSION,
            segmenter: super::analyzer::segmenter_version(),
        }
    }

    fn named(&self) -> [(&'static str, String); 3] {
        [
            ("index format", self.format.to_string()),
            ("normalizer", self.normalizer.to_string()),
            ("dictionary", self.segmenter.clone()),
        ]
    }

    fn check(&self, dir: &Path) -> Result<()> {
        let mut pairs = self.named().into_iter().zip(Self::current().named());
        match pairs.find(|(had, now)| had != now) {
            None => Ok(()),
            Some(((what, had), (_, now))) => {
                let message = format!("the index has {what} {had}; this version uses {now}");
                Err(index_error(dir, message, REBUILD))
            }
        }
    }
}

/// What an index folder says about itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Manifest {
    pub(super) versions: Versions,
    #[serde(flatten)]
    pub(super) roles: Roles,
    /// What is masked, as [`MaskParams::name`] says it.
    #[serde(default)]
    pub(super) mask: String,
    /// Tells the key of pseudonyms from another; absent without one.
    #[serde(default)]
    pub(super) mask_key: Option<String>,
    /// By which rules rows were masked first; an index of an earlier version does not say so.
    #[serde(default)]
    pub(super) mask_version: u32,
    pub(super) columns: Vec<Column>,
    /// Filling it has begun and has not ended: complaints may be missing.
    #[serde(default)]
    pub(super) filling: bool,
}

/// What the columns of an index are for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Roles {
    /// The searched columns, in order.
    pub text: Vec<String>,
    /// The column of ids; without one, rows are named by the hash of their cells.
    pub id: Option<String>,
    /// The column of times, for time ranges.
    pub time: Option<String>,
    /// Hash of the model whose types the rows have.
    pub model: Option<String>,
}

impl Manifest {
    /// True where personal numbers are masked.
    pub(super) fn is_masked(&self) -> bool {
        MaskParams::named(&self.mask).on
    }

    pub(super) fn position(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|c| c.name == name)
    }

    /// Position of the id column.
    pub(super) fn id_position(&self) -> Option<usize> {
        self.position(self.roles.id.as_deref()?)
    }

    /// Positions of the searched columns.
    pub(super) fn text_positions(&self) -> Vec<usize> {
        let names = self.roles.text.iter();
        names.filter_map(|n| self.position(n)).collect()
    }

    /// True for a searched column.
    pub(super) fn is_searched(&self, at: usize) -> bool {
        let column = &self.columns[at];
        column.kind == ColumnKind::Text && self.roles.text.contains(&column.name)
    }

    /// The names of all columns, for messages.
    pub(super) fn column_names(&self) -> String {
        let names: Vec<&str> = self.columns.iter().map(|c| c.name.as_str()).collect();
        names.join(", ")
    }

    /// Reads the manifest of `dir`; `None` where the folder is empty or missing and may become an index.
    pub(super) fn load(dir: &Path) -> Result<Option<Self>> {
        if dir.is_file() {
            let next = "Choose an empty or new folder for the index.";
            return Err(index_error(
                dir,
                "this is a file, and an index is a folder",
                next,
            ));
        }
        let path = dir.join(FILE);
        let text = match std::fs::read_to_string(&path) {
            Ok(text) => text,
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => {
                return refuse_foreign(dir).map(|()| None);
            }
            Err(e) => return Err(Error::io(&path, "read", e)),
        };
        let damaged = |e: serde_json::Error| {
            index_error(&path, format!("the manifest is damaged ({e})"), REBUILD)
        };
        let value: serde_json::Value = serde_json::from_str(&text).map_err(damaged)?;
        let versions = Versions::deserialize(&value["versions"]).map_err(damaged)?;
        versions.check(dir)?;
        serde_json::from_value(value).map(Some).map_err(damaged)
    }

    pub(super) fn save(&self, dir: &Path) -> Result<()> {
        write_json(&dir.join(FILE), self)
    }
}

/// Writes `value` as JSON to a temporary file and renames it.
pub(super) fn write_json(path: &Path, value: &impl Serialize) -> Result<()> {
    let text = serde_json::to_vec_pretty(value).map_err(|e| Error::io(path, "write", e.into()))?;
    AtomicFile::replace(path, &text)
}

/// The roles of an index; `None` where `dir` is empty or missing and may become one.
///
/// # Errors
/// The folder holds something else, or an index of other versions.
pub fn roles(dir: &Path) -> Result<Option<Roles>> {
    Ok(Manifest::load(dir)?.map(|m| m.roles))
}

/// True where filling the index at `dir` has begun and has not ended.
#[must_use]
pub fn is_incomplete(dir: &Path) -> bool {
    Manifest::load(dir).is_ok_and(|m| m.is_some_and(|m| m.filling))
}

/// A folder without a manifest must be empty, or hold only what an interrupted start leaves.
fn refuse_foreign(dir: &Path) -> Result<()> {
    let entries = match std::fs::read_dir(dir) {
        Ok(entries) => entries,
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok(()),
        Err(e) => return Err(Error::io(dir, "open", e)),
    };
    for entry in entries {
        let name = entry.map_err(|e| Error::io(dir, "read", e))?.file_name();
        let name = name.to_string_lossy();
        if !name.starts_with(".tousu-") {
            let message = format!("the folder is not an index: it has other files in it ({name})");
            let next = "Choose an empty or new folder for the index.";
            return Err(index_error(dir, message, next));
        }
    }
    Ok(())
}

/// Removes an index of any version, and nothing but an index.
///
/// # Errors
/// The folder is not an index; the system's refusal.
pub fn remove(dir: &Path) -> Result<()> {
    if !dir.join(FILE).exists() {
        return refuse_foreign(dir);
    }
    let entries = std::fs::read_dir(dir).map_err(|e| Error::io(dir, "open", e))?;
    let mut files: Vec<PathBuf> = entries.filter_map(|e| Some(e.ok()?.path())).collect();
    // the manifest goes last: a folder half removed is still known as an index
    files.sort_by_key(|p| p.ends_with(FILE));
    for file in files {
        std::fs::remove_file(&file).map_err(|e| Error::io(&file, "remove", e))?;
    }
    Ok(())
}

/// True for a folder that is an index, or what is left of one.
#[must_use]
pub fn is_index(dir: &Path) -> bool {
    dir.is_dir() && (dir.join(FILE).exists() || super::folder::is_started(dir))
}
