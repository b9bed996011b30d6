//! Whether the files of an index are still as they were written, by their checksums.
//!
//! A damaged file can make its reader ask for any amount of memory, which ends the process. The files of an index never change,
//! so each is verified once and then known by its size and time, in a list beside it.

use super::errors::{inconsistent, tantivy_error};
use super::manifest::write_json;
use crate::Result;
use std::collections::BTreeMap;
use std::fs::Metadata;
use std::path::Path;
use std::time::UNIX_EPOCH;
use tantivy::index::SegmentComponent;

/// The list of files whose checksums held.
const LIST: &str = "sound.json";

/// The files that a segment can have.
pub(super) const COMPONENTS: [SegmentComponent; 7] = [
    SegmentComponent::Terms,
    SegmentComponent::Postings,
    SegmentComponent::Positions,
    SegmentComponent::FastFields,
    SegmentComponent::FieldNorms,
    SegmentComponent::Store,
    SegmentComponent::Delete,
];

/// Size in bytes, and nanoseconds of the last change since 1970.
type FileStamp = (u64, u64);

/// Verifies the files of the index that were not verified as they are now.
///
/// # Errors
/// A file was changed or cut.
pub(super) fn verify(dir: &Path, index: &tantivy::Index) -> Result<()> {
    let segments = index
        .searchable_segment_metas()
        .map_err(|e| tantivy_error(dir, "open", e))?;
    let list = std::fs::read(dir.join(LIST)).unwrap_or_default();
    let known: BTreeMap<String, FileStamp> = serde_json::from_slice(&list).unwrap_or_default();
    let mut valid = BTreeMap::new();
    let components = |s: &tantivy::index::SegmentMeta| COMPONENTS.map(|c| s.relative_path(c));
    for file in segments.iter().flat_map(components) {
        // a segment lacks the components it has no need of
        let Ok(metadata) = std::fs::metadata(dir.join(&file)) else {
            continue;
        };
        let name = file.to_string_lossy().into_owned();
        let stamp = stamp(&metadata);
        if known.get(&name) != Some(&stamp) {
            match index.directory().validate_checksum(&file) {
                Ok(true) => {}
                // merged away by a writer meanwhile
                Err(_) if !dir.join(&file).exists() => continue,
                Ok(false) => return Err(inconsistent(dir)),
                Err(e) => return Err(tantivy_error(dir, "open", e.into())),
            }
        }
        valid.insert(name, stamp);
    }
    if valid != known {
        // a folder that may only be read is verified every time
        write_json(&dir.join(LIST), &valid).ok();
    }
    Ok(())
}

fn stamp(metadata: &Metadata) -> FileStamp {
    let changed = metadata.modified().ok();
    let changed = changed.and_then(|t| t.duration_since(UNIX_EPOCH).ok());
    let nanoseconds = changed.map_or(0, |t| u64::try_from(t.as_nanos()).unwrap_or(0));
    (metadata.len(), nanoseconds)
}

#[cfg(test)]
mod tests {
    use crate::index::{Cell, ColumnKind, IndexParams, Row, Searcher, Storage, Writer};

    #[test]
    fn a_changed_byte_in_any_file_of_an_index_is_refused() {
        let dir = tempfile::tempdir().unwrap();
        let params = IndexParams {
            text: vec!["text".into()],
            ..IndexParams::default()
        };
        let mut writer = Writer::open(dir.path(), &params).unwrap();
        writer
            .column("text", ColumnKind::Text, Storage::Text, false)
            .unwrap();
        let row = |i| Row {
            cells: vec![Cell::Text(format!("快递{i}天没到"))],
            times: Vec::new(),
        };
        let rows: Vec<Row> = (0..50).map(row).collect();
        let upserts = writer.diff(&rows);
        writer.write(rows, &upserts).unwrap();
        writer.finish().unwrap();
        let mut struck = 0;
        for entry in std::fs::read_dir(dir.path()).unwrap() {
            let path = entry.unwrap().path();
            let name = path.to_string_lossy();
            if name.ends_with("json") || name.ends_with("lock") || name.ends_with("toml") {
                continue;
            }
            assert!(Searcher::open(dir.path()).is_ok());
            let whole = std::fs::read(&path).unwrap();
            let mut changed = whole.clone();
            changed[whole.len() / 3] ^= 1;
            std::fs::write(&path, changed).unwrap();
            let e = Searcher::open(dir.path()).unwrap_err().to_string();
            assert!(
                e.contains("the index is damaged"),
                "{}: {e}",
                path.display()
            );
            std::fs::write(&path, whole).unwrap();
            struck += 1;
        }
        assert!(struck >= 5, "{struck}");
    }
}
