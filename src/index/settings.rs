//! How an index is filled, and what it keeps of that: asked for again and different is refused.

use super::meta::{Meta, Versions, rebuild};
use crate::normalize::MaskParams;
use crate::{Error, Result};
use std::path::Path;
use std::time::Duration;

/// How to fill an index.
#[derive(Clone, Debug)]
pub struct IndexParams {
    /// Names of the searched columns, in order; an index keeps those it was made with.
    pub text: Vec<String>,
    /// The column that names a complaint; without it, the hash of all columns does.
    pub id: Option<String>,
    /// The column of `--since` and `--until`.
    pub time: Option<String>,
    /// Hash of the model whose types will stand in the rows.
    pub model: Option<String>,
    /// How personal numbers are masked in everything stored and searched; `None`: as the index has it, masked in a new one.
    pub mask: Option<MaskParams>,
    /// Memory for the part of the index not yet on disk, in bytes, all threads together; at least 15 MB a thread.
    pub memory: usize,
    /// Threads, half of them writing; 0 means all cores.
    pub threads: usize,
    /// Commit at the latest after this long.
    pub commit_every: Duration,
}

impl Default for IndexParams {
    fn default() -> Self {
        Self {
            text: Vec::new(),
            id: None,
            time: None,
            model: None,
            mask: None,
            memory: 256 << 20,
            threads: 0,
            commit_every: Duration::from_secs(10),
        }
    }
}

pub(super) fn fresh_meta(params: &IndexParams) -> Result<Meta> {
    if params.text.is_empty() {
        return Err(Error::Param {
            name: "--text",
            got: "no column".into(),
            wanted: "at least one column to search",
        });
    }
    let mask = params.mask.clone().unwrap_or_default();
    Ok(Meta {
        versions: Versions::current(),
        text: params.text.clone(),
        id: params.id.clone(),
        time: params.time.clone(),
        model: params.model.clone(),
        mask: mask.name().into(),
        mask_key: mask.key_check(),
        columns: Vec::new(),
    })
}

/// An index keeps what it was made with; what is asked for and differs is refused.
pub(super) fn settle(mut meta: Meta, params: &IndexParams, dir: &Path) -> Result<Meta> {
    let differs = |what: &str, had: &str, got: &str| {
        Error::data(
            dir.display().to_string(),
            format!("an index made with {what} {had}"),
            format!("{what} {got}"),
            format!(
                "Leave {what} as it was, or {}",
                rebuild(dir).replacen('R', "r", 1)
            ),
        )
    };
    if !params.text.is_empty() && params.text != meta.text {
        return Err(differs(
            "--text",
            &meta.text.join(","),
            &params.text.join(","),
        ));
    }
    if let Some(id) = &params.id
        && meta.id.as_ref() != Some(id)
    {
        let had = meta
            .id
            .as_deref()
            .unwrap_or("(none: the hash of all columns)");
        return Err(differs("--id", had, id));
    }
    if let Some(mask) = &params.mask {
        let (had, got) = (
            meta.mask_flags(),
            mask_flags(mask.name(), mask.key.is_some()),
        );
        if meta.mask != mask.name() || meta.mask_key.is_some() != mask.key.is_some() {
            return Err(differs("masks", had, got));
        }
        if meta.mask_key != mask.key_check() {
            return Err(differs("--mask-key", "of another secret", "FILE"));
        }
    }
    if meta.time.is_none() {
        meta.time.clone_from(&params.time);
    }
    if params.model.is_some() {
        meta.model.clone_from(&params.model);
    }
    Ok(meta)
}

/// Rows or numbers without the key of an index of pseudonyms.
pub(super) fn key_wanted(dir: &Path) -> Error {
    Error::data(
        dir.display().to_string(),
        "an index of pseudonyms",
        "the key it was made with",
        "Name it with --mask-key.",
    )
}

/// The flags that ask for these masks.
pub(super) fn mask_flags(name: &str, keyed: bool) -> &'static str {
    match (name, keyed) {
        ("off", _) => "--no-mask",
        ("orders", true) => "--mask orders --mask-key",
        ("orders", false) => "--mask orders",
        (_, true) => "--mask-key",
        (_, false) => "and no flags for them",
    }
}
