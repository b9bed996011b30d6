//! The tantivy folder of an index, opened with this crate's postings once its checksums hold.

use super::errors::tantivy_error;
use super::postings::PostingsPlugin;
use super::{checksums, schema};
use crate::Result;
use std::fs::TryLockError;
use std::path::Path;
use std::sync::Arc;
use tantivy::directory::MmapDirectory;

/// Opens the folder; with `create` an empty one becomes an index.
pub(super) fn open(dir: &Path, create: bool) -> Result<tantivy::Index> {
    let open = || -> tantivy::Result<tantivy::Index> {
        let folder = MmapDirectory::open(dir)?;
        let (schema, fields) = schema::schema();
        let mut index = if create {
            tantivy::Index::open_or_create(folder, schema)?
        } else {
            tantivy::Index::open(folder)?
        };
        index.register_plugin(Arc::new(PostingsPlugin { fields }));
        Ok(index)
    };
    let index = open().map_err(|e| tantivy_error(dir, "open", e))?;
    checksums::verify(dir, &index)?;
    Ok(index)
}

/// True while a writer is at work there.
pub(super) fn is_being_written(dir: &Path) -> bool {
    let lock = std::fs::File::open(dir.join(".tantivy-writer.lock"));
    lock.is_ok_and(|lock| matches!(lock.try_lock_shared(), Err(TryLockError::WouldBlock)))
}

/// True once tantivy has written to the folder.
pub(super) fn is_started(dir: &Path) -> bool {
    dir.join("meta.json").exists()
}
