//! A file of types and their words, and texts without labels.

use super::small_table::SmallTable;
use crate::Result;
use crate::ingest::{Chunk, read_text};
use crate::train::Taxonomy;
use crate::types::cell::cell_text;
use crate::types::joined;

/// Reads a taxonomy: one that is built in by its name, TOML, or a table in any format.
///
/// # Errors
/// Where the file cannot be read; as [`Taxonomy::from_table`].
pub fn read_taxonomy(file: &str) -> Result<Taxonomy> {
    if let Some(taxonomy) = Taxonomy::built_in(file) {
        return Ok(taxonomy);
    }
    if !file.to_ascii_lowercase().ends_with(".toml") {
        let table = SmallTable::read(file)?;
        return Taxonomy::from_table(file, &table.header, &table.rows);
    }
    Taxonomy::from_toml(file, &read_text(file)?)
}

/// Takes in the texts of a chunk; rows without one are left out.
pub fn take_texts(chunk: &Chunk, columns: &[usize], texts: &mut Vec<String>) {
    for row in 0..chunk.batch.num_rows() {
        let cells = columns
            .iter()
            .filter_map(|&c| cell_text(chunk.batch.column(c), row));
        let text = joined(cells);
        texts.extend(text.map(std::borrow::Cow::into_owned));
    }
}
