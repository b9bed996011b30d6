//! Which segments are merged, and when.

use super::checksums::COMPONENTS;
use std::cmp::Reverse;
use std::path::PathBuf;
use tantivy::index::SegmentMeta;
use tantivy::merge_policy::{MergeCandidate, MergePolicy};

/// Merges segments of like size, as many as make one of [`LARGEST`]: a complaint is written again once for every eightfold of the index, and
/// no merge needs more memory the larger the index is.
#[derive(Debug)]
pub(super) struct BoundedMerges {
    /// The folder of the index.
    pub(super) dir: PathBuf,
}

/// Bytes of the segments of one merge, which maps them into memory.
const LARGEST: u64 = 96 << 20;
/// Segments of like size that are merged.
const ENOUGH: usize = 8;
/// Segments of like size that are merged where one more would be too large.
const FULL: usize = 4;
/// Bytes below which all sizes are alike.
const SMALL: u64 = 1 << 20;

impl MergePolicy for BoundedMerges {
    fn compute_merge_candidates(&self, segments: &[SegmentMeta]) -> Vec<MergeCandidate> {
        let sized = segments.iter().map(|s| (self.bytes(s), s.id())).collect();
        candidates(sized).into_iter().map(MergeCandidate).collect()
    }
}

impl BoundedMerges {
    fn bytes(&self, segment: &SegmentMeta) -> u64 {
        let files = COMPONENTS.map(|c| self.dir.join(segment.relative_path(c)));
        let sizes = files.iter().filter_map(|f| std::fs::metadata(f).ok());
        sizes.map(|m| m.len()).sum()
    }
}

fn candidates<Id: Copy + Ord>(mut sized: Vec<(u64, Id)>) -> Vec<Vec<Id>> {
    sized.sort_unstable_by_key(|(bytes, id)| (Reverse(*bytes), *id));
    let mut out = Vec::new();
    let mut rest = &sized[..];
    while let Some((largest, _)) = rest.first() {
        let alike = |(bytes, _): &(u64, Id)| bytes.max(&SMALL) * 2 > *largest.max(&SMALL);
        let (tier, smaller) = rest.split_at(rest.partition_point(alike));
        rest = smaller;
        let mut sum = 0;
        let fits = |(bytes, _): &&(u64, Id)| {
            sum += bytes;
            sum <= LARGEST
        };
        let ids: Vec<Id> = tier.iter().rev().take_while(fits).map(|s| s.1).collect();
        let is_full = ids.len() < tier.len();
        if ids.len() >= ENOUGH || is_full && ids.len() >= FULL {
            out.push(ids);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    const MB: u64 = 1 << 20;

    fn merged(sizes: &[u64]) -> Vec<Vec<usize>> {
        let sized = sizes.iter().copied().zip(0..);
        candidates(sized.collect())
    }

    #[test]
    fn eight_segments_of_like_size_are_merged() {
        assert_eq!(merged(&[1; 7]), [[0; 0]; 0]);
        assert_eq!(merged(&[1; 8]), [[7, 6, 5, 4, 3, 2, 1, 0]]);
        let mut sizes = vec![100 * MB];
        sizes.extend([2 * MB; 8]);
        assert_eq!(merged(&sizes), [[8, 7, 6, 5, 4, 3, 2, 1]]);
    }

    #[test]
    fn fewer_are_merged_where_they_make_the_largest() {
        assert_eq!(merged(&[20 * MB; 4]), [[0; 0]; 0]);
        assert_eq!(merged(&[20 * MB; 5]), [[4, 3, 2, 1]]);
        assert_eq!(merged(&[40 * MB; 9]), [[0; 0]; 0]);
    }
}
