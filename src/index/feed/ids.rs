//! Which columns may be ids.

use super::cells::texts;
use crate::columns::{Guess, Profile, Role};
use crate::index::Writer;
use crate::normalize::{MaskParams, Normalizer};
use crate::{Error, Result};
use arrow_array::RecordBatch;

/// Whether the column that looks like ids may name rows unasked: no two cells of the sample are equal, none is empty, and they
/// are not the numbers of people.
pub(crate) fn names_rows(sample: Option<&RecordBatch>, mask: Option<&MaskParams>) -> bool {
    let Some(sample) = sample else { return false };
    let profiles = Profile::of_all(sample);
    let guess = Guess::of_profiles(sample.schema_ref(), &profiles);
    let Some(at) = guess.of(Role::Id) else {
        return false;
    };
    let is_masked = mask.is_none_or(|m| m.on);
    let is_unique = profiles.get(at).is_some_and(|p| p.distinct == p.rows);
    is_unique && !(is_masked && names_people(sample, at))
}

/// Whether a column holds the numbers of people.
fn names_people(sample: &RecordBatch, column: usize) -> bool {
    Normalizer::default().names_people(texts(sample.column(column)))
}

/// Ids stay readable in an index that masks personal numbers, so those must not be ids.
pub(super) fn refuse_personal_ids(writer: &Writer, sample: &RecordBatch) -> Result<()> {
    let id = writer.roles().id.as_deref().filter(|_| writer.is_masked());
    let at = id.and_then(|id| sample.schema_ref().index_of(id).ok());
    match (id, at) {
        (Some(id), Some(at)) if names_people(sample, at) => Err(Error::invalid(
            format!("column {id}"),
            "personal numbers cannot be ids, which an index keeps readable",
            "Name another column with --id, leave --id out (the hash of their cells then names rows), or add --no-mask.",
        )),
        _ => Ok(()),
    }
}
