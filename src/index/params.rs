//! How an index is filled. An index keeps the settings it was created with; other ones are refused.

use super::errors::{KEEP_OR_REBUILD, index_error};
use super::manifest::{Manifest, Roles, Versions};
use crate::normalize::{MaskParams, mask};
use crate::{Error, Result};
use std::path::Path;
use std::time::Duration;

/// How to fill an index.
#[derive(Clone, Debug)]
pub struct IndexParams {
    /// Names of the searched columns, in order; an index keeps those it was created with.
    pub text: Vec<String>,
    /// The column of ids; without one, rows are named by the hash of their cells.
    pub id: Option<String>,
    /// The column of times, for time ranges.
    pub time: Option<String>,
    /// Hash of the model whose types the rows will have.
    pub model: Option<String>,
    /// How personal numbers are masked in everything stored and searched; `None`: as the index has it, masked in a new one.
    pub mask: Option<MaskParams>,
    /// Memory for the part of the index not yet on disk, in bytes, all threads together; at least 15 MB a thread.
    pub memory: usize,
    /// Writing threads, at most 8; 0 means one for every two cores, since making rows takes the other half.
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
            memory: 128 << 20,
            threads: 0,
            commit_every: Duration::from_secs(30),
        }
    }
}

/// The manifest of a new index.
pub(super) fn new_manifest(params: &IndexParams) -> Result<Manifest> {
    if params.text.is_empty() {
        return Err(Error::usage(
            "a new index needs a text column",
            "Name at least one column to search.",
        ));
    }
    let mask = params.mask.clone().unwrap_or_default();
    Ok(Manifest {
        versions: Versions::current(),
        roles: Roles {
            text: params.text.clone(),
            id: params.id.clone(),
            time: params.time.clone(),
            model: params.model.clone(),
        },
        mask: mask.name().into(),
        mask_key: mask.key_check(),
        mask_version: mask::VERSION,
        columns: Vec::new(),
        filling: true,
    })
}

/// The manifest with what `params` may still add; what contradicts the index is refused.
pub(super) fn reconcile(
    mut manifest: Manifest,
    params: &IndexParams,
    dir: &Path,
) -> Result<Manifest> {
    if let Some(message) = contradiction(&manifest, params) {
        return Err(index_error(dir, message, KEEP_OR_REBUILD));
    }
    let roles = &mut manifest.roles;
    if roles.time.is_none() {
        roles.time.clone_from(&params.time);
    }
    if params.model.is_some() {
        roles.model.clone_from(&params.model);
    }
    Ok(manifest)
}

fn contradiction(manifest: &Manifest, params: &IndexParams) -> Option<String> {
    let roles = &manifest.roles;
    if !params.text.is_empty() && params.text != roles.text {
        let [had, got] = [&roles.text, &params.text].map(|names| names.join(", "));
        return Some(format!("the index searches {had}, not {got}"));
    }
    if let Some(id) = &params.id
        && roles.id.as_ref() != Some(id)
    {
        return Some(match &roles.id {
            Some(had) => format!("the index takes its ids from column {had}, not {id}"),
            None => format!("the index was created without ids, not with column {id}"),
        });
    }
    let mask = params.mask.as_ref()?;
    let key = mask.key_check();
    if manifest.mask != mask.name() || manifest.mask_key.is_some() != key.is_some() {
        let had = masks(&manifest.mask, manifest.mask_key.is_some());
        let got = masks(mask.name(), key.is_some());
        return Some(format!("the index was created with {had}, not with {got}"));
    }
    (manifest.mask_key != key).then(|| "the index has pseudonyms of another key".into())
}

/// What these masks do, in words.
fn masks(name: &str, has_key: bool) -> &'static str {
    match (name, has_key) {
        ("off", _) => "readable personal numbers",
        ("orders", true) => "pseudonyms for personal and order numbers",
        ("orders", false) => "masked personal and order numbers",
        (_, true) => "pseudonyms for personal numbers",
        (_, false) => "masked personal numbers",
    }
}
