//! The tantivy folder of an index, opened with this crate's tokenizers once its checksums hold.

use super::errors::tantivy_error;
use super::{checksums, schema, tokens};
use crate::Result;
use std::path::Path;
use tantivy::directory::MmapDirectory;

/// Opens the folder; with `create` an empty one becomes an index.
pub(super) fn open(dir: &Path, create: bool) -> Result<tantivy::Index> {
    let open = || -> tantivy::Result<tantivy::Index> {
        let folder = MmapDirectory::open(dir)?;
        let index = if create {
            tantivy::Index::open_or_create(folder, schema::schema().0)?
        } else {
            tantivy::Index::open(folder)?
        };
        tokens::register(index.tokenizers());
        Ok(index)
    };
    let index = open().map_err(|e| tantivy_error(dir, "open", e))?;
    checksums::verify(dir, &index)?;
    Ok(index)
}

/// True once tantivy has written to the folder.
pub(super) fn is_started(dir: &Path) -> bool {
    dir.join("meta.json").exists()
}
