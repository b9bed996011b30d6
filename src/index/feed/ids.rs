//! Which columns may be ids.

use super::cells::texts;
use crate::columns::Profile;
use crate::index::Writer;
use crate::normalize::{MaskParams, Normalizer};
use crate::{Error, Result};
use arrow_array::RecordBatch;

/// Rows from which on ids are judged.
const ENOUGH: usize = 20;

/// Why a column may not name rows: what a person should know. Absent where its cells in the sample may.
pub(crate) fn id_fault(
    sample: &RecordBatch,
    column: usize,
    mask: Option<&MaskParams>,
    was_named: bool,
) -> Option<String> {
    let name = sample.schema_ref().field(column).name();
    let profile = Profile::of(sample.column(column).as_ref(), name);
    let named_by = "the hash of all its cells names a row";
    let is_masked = mask.is_none_or(|m| m.on);
    if !was_named && is_masked && names_people(sample, column) {
        return Some(format!(
            "column {name} holds personal numbers, so it does not name rows; {named_by}"
        ));
    }
    let again = profile.filled - profile.distinct.min(profile.filled);
    let many = match was_named {
        true => profile.filled >= ENOUGH && again * 20 > profile.filled,
        false => again > 0 || profile.filled < profile.rows,
    };
    many.then(|| {
        let empty = profile.rows - profile.filled;
        format!(
            "{again} of the first {} rows repeat a value of column {name}, and {empty} have none (a spreadsheet keeps 15 digits of a \
             longer number), so it does not name rows and none is lost: {named_by}",
            profile.rows
        )
    })
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
