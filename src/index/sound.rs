//! Whether the files of an index are still what was written: their checksums, looked at once for every file.
//!
//! A damaged file can make its reader ask for any amount of memory, which ends the process. Files of an index never change, so one whose
//! checksum held is known by its size and time from then on, in a list beside it.

use super::{broken, failed};
use crate::export::AtomicFile;
use crate::{Error, Result};
use std::collections::BTreeMap;
use std::fs::Metadata;
use std::io::Write;
use std::path::Path;
use std::time::UNIX_EPOCH;
use tantivy::index::SegmentComponent;

/// The list of files whose checksums held.
const LIST: &str = "sound.json";

const COMPONENTS: [SegmentComponent; 7] = [
    SegmentComponent::Terms,
    SegmentComponent::Postings,
    SegmentComponent::Positions,
    SegmentComponent::FastFields,
    SegmentComponent::FieldNorms,
    SegmentComponent::Store,
    SegmentComponent::Delete,
];

/// Size in bytes, and nanoseconds of the last change since 1970.
type Look = (u64, u64);

/// Checks the files of the index that were not checked as they stand.
///
/// # Errors
/// A file that was changed or cut.
pub(super) fn check(dir: &Path, index: &tantivy::Index) -> Result<()> {
    let segments = index.searchable_segment_metas();
    let segments = segments.map_err(|e| failed(dir, "open", e))?;
    let files = segments
        .iter()
        .flat_map(|s| COMPONENTS.map(|c| s.relative_path(c)));
    let known = known(dir);
    let mut sound = BTreeMap::new();
    for file in files {
        // of a kind that this segment does without
        let Ok(data) = std::fs::metadata(dir.join(&file)) else {
            continue;
        };
        let name = file.to_string_lossy().into_owned();
        let look = look(&data);
        if known.get(&name) != Some(&look) {
            let held = index.directory().validate_checksum(&file);
            match held {
                Ok(true) => {}
                // merged away by a writer meanwhile
                Err(_) if !dir.join(&file).exists() => continue,
                Ok(false) => return Err(broken(dir)),
                Err(e) => return Err(failed(dir, "open", e.into())),
            }
        }
        sound.insert(name, look);
    }
    if sound != known {
        // a folder that may only be read is checked every time
        remember(dir, &sound).ok();
    }
    Ok(())
}

fn look(data: &Metadata) -> Look {
    let changed = data
        .modified()
        .ok()
        .and_then(|t| t.duration_since(UNIX_EPOCH).ok());
    let nanoseconds = changed.map_or(0, |t| u64::try_from(t.as_nanos()).unwrap_or(0));
    (data.len(), nanoseconds)
}

fn known(dir: &Path) -> BTreeMap<String, Look> {
    let bytes = std::fs::read(dir.join(LIST)).unwrap_or_default();
    serde_json::from_slice(&bytes).unwrap_or_default()
}

fn remember(dir: &Path, sound: &BTreeMap<String, Look>) -> Result<()> {
    let path = dir.join(LIST);
    let bytes = serde_json::to_vec(sound).unwrap_or_default();
    let mut file = AtomicFile::create(&path)?;
    file.write_all(&bytes)
        .map_err(|e| Error::io(&path, "write", e))?;
    file.commit()
}

#[cfg(test)]
mod tests {
    use crate::index::{Cell, IndexParams, Kind, Row, Searcher, Storage, Writer};

    #[test]
    fn a_changed_byte_in_any_file_of_an_index_is_refused() {
        let dir = tempfile::tempdir().unwrap();
        let params = IndexParams {
            text: vec!["text".into()],
            ..IndexParams::default()
        };
        let mut writer = Writer::open(dir.path(), &params).unwrap();
        writer
            .column("text", Kind::Text, Storage::Text, false)
            .unwrap();
        let row = |i| Row {
            cells: vec![Cell::Text(format!("快递{i}天没到"))],
            times: Vec::new(),
        };
        let rows: Vec<Row> = (0..50).map(row).collect();
        let fresh = writer.sift(&rows);
        writer.write(rows, &fresh).unwrap();
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
            assert!(e.contains("a damaged index"), "{}: {e}", path.display());
            std::fs::write(&path, whole).unwrap();
            struck += 1;
        }
        assert!(struck >= 5, "{struck}");
    }
}
