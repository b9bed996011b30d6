//! Further axes of a model: other columns of types for the same texts, each with a model of its own in the same file.

use super::bytes::{Reader, broken};
use super::{Bundle, Parts};
use crate::error::{Error, Result};
use std::path::Path;

/// Stands between a model file and an axis of it: `m.tousu#部门`.
const MARK: char = '#';

impl Bundle {
    /// One model of several: the first gives its columns their plain names, the others are its further axes.
    ///
    /// # Errors
    /// [`Error::Invalid`] where there is none, or two have one name.
    pub fn of_axes(axes: Vec<Self>) -> Result<Self> {
        let mut names: Vec<String> = axes.iter().map(Self::axis_name).collect();
        names.sort();
        if let Some(twice) = names.windows(2).find(|w| w[0] == w[1]) {
            let message = format!("two axes are called `{}`", twice[0]);
            return Err(Error::invalid("model", message, "Name each label once."));
        }
        let mut axes = axes.into_iter();
        let next = "Train it on at least one label.";
        let first = axes.next();
        let first = first.ok_or_else(|| Error::invalid("model", "it has no axis", next))?;
        let rest: Vec<Self> = axes.collect();
        if rest.is_empty() {
            return Ok(first);
        }
        Ok(Self::new(Parts {
            axes: rest,
            ..Parts::clone(&first.inner)
        }))
    }

    /// Further axes, which have none themselves.
    #[must_use]
    pub fn axes(&self) -> &[Self] {
        &self.inner.axes
    }

    /// This axis and the further ones.
    pub fn all_axes(&self) -> impl Iterator<Item = &Self> {
        std::iter::once(self).chain(self.axes())
    }

    /// The columns of types that it was trained on, the levels of a path joined by `>`.
    #[must_use]
    pub fn axis_name(&self) -> String {
        self.card().label.join(">")
    }

    /// The axis of this name as a model of its own.
    fn axis(&self, name: &str, place: &str) -> Result<Self> {
        let mut axes = self.all_axes();
        if let Some(axis) = axes.find(|a| a.axis_name() == name) {
            return Ok(Self::new(Parts {
                axes: Vec::new(),
                ..Parts::clone(&axis.inner)
            }));
        }
        let names: Vec<String> = self.all_axes().map(Self::axis_name).collect();
        let next = format!("It has {}.", names.join(", "));
        let message = format!("the model has no axis `{name}`");
        Err(Error::invalid(place, message, next))
    }

    /// The axis that `path` names after a `#`, where no file is called so.
    pub(super) fn load_axis(path: &Path) -> Result<Option<Self>> {
        let Some((file, name)) = path.to_str().and_then(|p| p.rsplit_once(MARK)) else {
            return Ok(None);
        };
        if path.exists() || name.is_empty() {
            return Ok(None);
        }
        Self::load(file)?.axis(name, file).map(Some)
    }
}

/// The axes as one section: the length of each and its bytes.
pub(super) fn section(axes: &[Bundle]) -> Vec<u8> {
    let mut out = Vec::new();
    for axis in axes {
        let bytes = axis.to_bytes();
        out.extend_from_slice(&(bytes.len() as u64).to_le_bytes());
        out.extend_from_slice(&bytes);
    }
    out
}

/// The axes in a section.
pub(super) fn axes(section: &[u8], place: &str) -> Result<Vec<Bundle>> {
    let mut reader = Reader::new(section, place);
    let mut axes = Vec::new();
    while !reader.is_empty() {
        let length = reader.length()?;
        axes.push(Bundle::read_one(reader.take(length)?, place, false)?);
    }
    if axes.is_empty() {
        return Err(broken(place, "its axes are missing"));
    }
    Ok(axes)
}
