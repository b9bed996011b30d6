//! Splits that keep near-duplicates on one side and types in proportion.

use std::collections::BTreeMap;

/// The fold of every row, 0..`k`. Rows of one group (see [`crate::similar`]) share a fold; each type is spread over the folds as
/// evenly as its groups allow. `k` below 2 gives one fold.
#[must_use]
pub fn folds(types: &[u32], groups: &[u32], k: u32, seed: u64) -> Vec<u32> {
    let k = k.max(1);
    let mut members: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
    for (i, g) in groups.iter().enumerate().take(types.len()) {
        members.entry(*g).or_default().push(i);
    }
    let mut order: Vec<(u64, &Vec<usize>)> = members
        .iter()
        .map(|(g, rows)| (mix(u64::from(*g), seed), rows))
        .collect();
    // Large groups first: small ones then even out what they leave.
    order.sort_by(|a, b| {
        b.1.len()
            .cmp(&a.1.len())
            .then(a.0.cmp(&b.0))
            .then(a.1.cmp(b.1))
    });
    let mut sizes: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
    let mut all = vec![0_usize; k as usize];
    let mut out = vec![0; types.len()];
    for (_, rows) in order {
        let type_id = types[rows[0]];
        let of_type = sizes.entry(type_id).or_insert_with(|| vec![0; k as usize]);
        let fold = (0..k as usize)
            .min_by_key(|&f| (of_type[f], all[f], f))
            .unwrap_or(0);
        of_type[fold] += rows.len();
        all[fold] += rows.len();
        for &i in rows {
            out[i] = u32::try_from(fold).unwrap_or(0);
        }
    }
    out
}

fn mix(value: u64, seed: u64) -> u64 {
    let h = (value ^ seed.rotate_left(32)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    (h ^ (h >> 29)).wrapping_mul(0xbf58_476d_1ce4_e5b9)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn groups_stay_together_and_types_spread(types in prop::collection::vec(0_u32..3, 30..80), k in 2_u32..6) {
            let n = u32::try_from(types.len()).unwrap();
            let alone: Vec<u32> = (0..n).collect();
            let f = folds(&types, &alone, k, 7);
            for type_id in 0..3 {
                let sizes: Vec<usize> = (0..k).map(|j| (0..types.len()).filter(|&i| types[i] == type_id && f[i] == j).count()).collect();
                prop_assert!(sizes.iter().max().unwrap() - sizes.iter().min().unwrap() <= 1, "{sizes:?}");
            }
            let pairs: Vec<u32> = (0..n).map(|i| i / 2 * 2).collect();
            let f = folds(&types, &pairs, k, 7);
            for i in (0..types.len() - 1).step_by(2) {
                prop_assert_eq!(f[i], f[i + 1]);
            }
        }
    }
}
