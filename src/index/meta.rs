//! What an index folder says about itself: versions, columns, settings. Written by temporary file and rename.

use crate::export::AtomicFile;
use crate::normalize::MaskParams;
use crate::{Error, Result};
use serde::{Deserialize, Serialize};
use std::io::Write;
use std::path::{Path, PathBuf};

/// Rises whenever fields, tokens or the stored form change.
pub(super) const FORMAT: u32 = 2;
const FILE: &str = "tousu.json";

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// Searched text, or any other long text: not sortable, no facet; filters compare it whole.
    Text,
    /// Numbers; a cell that is none is kept as a category.
    Number,
    /// Times; a cell that is none is kept as a category.
    Date,
    /// Short texts: facets, sorts, comparisons by code points.
    Category,
}

/// How a typed source stored a column; mixed sources fall back to text.
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
    pub kind: Kind,
    /// How it came.
    pub storage: Storage,
    /// True for a column that a model added; such columns do not make a row's identity.
    #[serde(default)]
    pub derived: bool,
}

/// The versions an index depends on; any difference means other tokens.
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
            segmenter: super::text::segmenter_version(),
        }
    }
}

/// The folder's own account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Meta {
    pub(super) versions: Versions,
    /// Names of the searched columns, in order.
    pub(super) text: Vec<String>,
    /// The column that names a complaint; none means the hash of its columns.
    pub(super) id: Option<String>,
    /// The column of `--since`, `--until` and `time:`.
    pub(super) time: Option<String>,
    /// Hash of the model whose types stand in the rows.
    pub(super) model: Option<String>,
    /// What is masked, as [`MaskParams::name`] says it.
    #[serde(default)]
    pub(super) mask: String,
    /// Tells the key of pseudonyms from another; absent without one.
    #[serde(default)]
    pub(super) mask_key: Option<String>,
    pub(super) columns: Vec<Column>,
}

impl Meta {
    /// True where personal numbers are masked.
    pub(super) fn is_masked(&self) -> bool {
        MaskParams::named(&self.mask).on
    }

    /// The flags that asked for its masks.
    pub(super) fn mask_flags(&self) -> &'static str {
        super::settings::mask_flags(&self.mask, self.mask_key.is_some())
    }

    pub(super) fn position(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|c| c.name == name)
    }

    /// Positions of the searched columns.
    pub(super) fn text_positions(&self) -> Vec<usize> {
        self.text.iter().filter_map(|n| self.position(n)).collect()
    }

    /// Reads the account of `dir`; `None` where the folder holds nothing of ours yet and may become an index.
    pub(super) fn load(dir: &Path) -> Result<Option<Self>> {
        let path = dir.join(FILE);
        let text = match std::fs::read_to_string(&path) {
            Ok(text) => text,
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => {
                return refuse_foreign(dir).map(|()| None);
            }
            Err(e) => return Err(Error::io(&path, "read", e)),
        };
        let damaged = |what: String| {
            Error::data(
                path.display().to_string(),
                what,
                "the account that `tousu index` writes",
                rebuild(dir),
            )
        };
        let value: serde_json::Value =
            serde_json::from_str(&text).map_err(|e| damaged(format!("damaged JSON ({e})")))?;
        let versions: Versions = serde_json::from_value(value["versions"].clone())
            .map_err(|_| damaged("no versions".into()))?;
        versions.check(dir)?;
        serde_json::from_value(value)
            .map(Some)
            .map_err(|e| damaged(e.to_string()))
    }

    pub(super) fn save(&self, dir: &Path) -> Result<()> {
        let path = dir.join(FILE);
        let text = serde_json::to_vec_pretty(self)
            .map_err(|e| Error::io(&path, "write", std::io::Error::other(e)))?;
        let mut file = AtomicFile::create(&path)?;
        file.write_all(&text)
            .map_err(|e| Error::io(&path, "write", e))?;
        file.commit()
    }
}

impl Versions {
    fn check(&self, dir: &Path) -> Result<()> {
        let now = Self::current();
        let (what, found, wanted) = if self.format != now.format {
            (
                "index format",
                self.format.to_string(),
                now.format.to_string(),
            )
        } else if self.normalizer != now.normalizer {
            (
                "normaliser",
                self.normalizer.to_string(),
                now.normalizer.to_string(),
            )
        } else if self.segmenter != now.segmenter {
            ("dictionary", self.segmenter.clone(), now.segmenter)
        } else {
            return Ok(());
        };
        Err(Error::data(
            dir.display().to_string(),
            format!("an index made with {what} {found}"),
            format!("{what} {wanted}, which this tousu uses"),
            rebuild(dir),
        ))
    }
}

/// What the columns of an index are for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Roles {
    /// The searched columns, in order.
    pub text: Vec<String>,
    /// The column that names a complaint; none means the hash of all columns.
    pub id: Option<String>,
    /// The column of times.
    pub time: Option<String>,
    /// Hash of the model whose types stand in the rows.
    pub model: Option<String>,
}

/// The roles of an index; `None` where `dir` is empty or missing and may become one.
///
/// # Errors
/// A foreign folder, or an index of other versions.
pub fn roles(dir: &Path) -> Result<Option<Roles>> {
    Ok(Meta::load(dir)?.map(|m| Roles {
        text: m.text,
        id: m.id,
        time: m.time,
        model: m.model,
    }))
}

/// The sentence that says how to start over.
pub(super) fn rebuild(dir: &Path) -> String {
    format!(
        "Rebuild it: tousu index INPUT... --index {} --rebuild",
        dir.display()
    )
}

/// A folder without our account must be empty, or hold only what an interrupted start leaves.
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
            return Err(Error::data(
                dir.display().to_string(),
                format!("a folder with other files in it ({name})"),
                "an index of tousu, or an empty or new folder",
                "Name another folder with --index",
            ));
        }
    }
    Ok(())
}

/// Removes an index, and only an index: a folder whose account is ours, of whatever version.
///
/// # Errors
/// A folder that is not an index of tousu; the system's refusal.
pub fn remove(dir: &Path) -> Result<()> {
    if !dir.join(FILE).exists() {
        return refuse_foreign(dir);
    }
    let mut files: Vec<PathBuf> = std::fs::read_dir(dir)
        .map_err(|e| Error::io(dir, "open", e))?
        .filter_map(|e| Some(e.ok()?.path()))
        .collect();
    // the account goes last: a folder half removed is still known as ours
    files.sort_by_key(|p| p.ends_with(FILE));
    for file in files {
        std::fs::remove_file(&file).map_err(|e| Error::io(&file, "remove", e))?;
    }
    Ok(())
}
