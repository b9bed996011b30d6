//! A file of types and their words, and texts without labels.

use super::small_table::SmallTable;
use crate::Result;
use crate::ingest::{self, Chunk, InputParams};
use crate::train::Taxonomy;
use crate::types::cell::cell_text;
use crate::types::format::Format;
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
    let params = InputParams {
        format: Some(Format::Lines),
        ..InputParams::default()
    };
    let mut text = String::new();
    for chunk in ingest::open(&[file.to_owned()], &params)? {
        let batch = chunk?.batch;
        for row in 0..batch.num_rows() {
            let line = batch.columns().first().and_then(|c| cell_text(c, row));
            text.push_str(&line.unwrap_or_default());
            text.push('\n');
        }
    }
    Taxonomy::from_toml(file, &text)
}

/// Takes in the texts of a chunk; rows without one are left out.
pub fn take_texts(chunk: &Chunk, columns: &[usize], texts: &mut Vec<String>) {
    for row in 0..chunk.batch.num_rows() {
        let cells = columns
            .iter()
            .filter_map(|&c| cell_text(chunk.batch.column(c), row));
        let text = joined(cells).filter(|t| !t.trim().is_empty());
        texts.extend(text.map(std::borrow::Cow::into_owned));
    }
}
