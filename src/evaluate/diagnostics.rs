//! Where a model is wrong: accuracy by confidence, pairs of types that are confused, levels of paths.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What is right among the rows the model is surest of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Coverage {
    /// Least confidence taken.
    pub threshold: f32,
    /// Share of rows taken.
    pub coverage: f64,
    /// Share of these that are right.
    pub accuracy: f64,
}

/// The risk–coverage curve at every twentieth of the rows, surest first.
#[must_use]
pub fn risk_coverage(confidence: &[f32], right: &[bool]) -> Vec<Coverage> {
    let mut rows: Vec<(f32, bool)> = confidence
        .iter()
        .copied()
        .zip(right.iter().copied())
        .collect();
    rows.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    let n = rows.len();
    let take = |step: usize| {
        let count = (n * step).div_ceil(20);
        let (last, hits) = (rows.get(count.checked_sub(1)?)?, &rows[..count]);
        Some(Coverage {
            threshold: last.0,
            coverage: count as f64 / n as f64,
            accuracy: hits.iter().filter(|r| r.1).count() as f64 / count as f64,
        })
    };
    (1..=20).filter_map(take).collect()
}

/// A pair of types that are taken for each other.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pair {
    /// The type given.
    pub truth: String,
    /// The type predicted.
    pub predicted: String,
    /// Rows.
    pub rows: u64,
    /// Ids of up to three of them.
    pub examples: Vec<String>,
}

/// The `limit` pairs with the most rows.
#[must_use]
pub fn worst_pairs(
    types: &[String],
    truth: &[u32],
    predicted: &[u32],
    ids: &[String],
    limit: usize,
) -> Vec<Pair> {
    let mut found: BTreeMap<(u32, u32), Pair> = BTreeMap::new();
    for ((&t, &p), id) in truth.iter().zip(predicted).zip(ids) {
        if t == p {
            continue;
        }
        let name = |k: u32| types.get(k as usize).cloned().unwrap_or_default();
        let pair = found.entry((t, p)).or_insert_with(|| Pair {
            truth: name(t),
            predicted: name(p),
            ..Pair::default()
        });
        pair.rows += 1;
        if pair.examples.len() < 3 {
            pair.examples.push(id.clone());
        }
    }
    let mut pairs: Vec<Pair> = found.into_values().collect();
    pairs.sort_by(|a, b| {
        b.rows
            .cmp(&a.rows)
            .then_with(|| (&a.truth, &a.predicted).cmp(&(&b.truth, &b.predicted)))
    });
    pairs.truncate(limit);
    pairs
}

/// Scores of paths: every step from the top counts.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct PathScores {
    /// Share of rows right down to each level, of those that have it.
    pub levels: Vec<f64>,
    /// Right steps ÷ predicted steps.
    pub precision: f64,
    /// Right steps ÷ true steps.
    pub recall: f64,
    /// Harmonic mean of both.
    pub f: f64,
}

/// Scores paths whose parts are joined by `>`; absent where no type is a path.
#[must_use]
pub fn path_scores(types: &[String], truth: &[u32], predicted: &[u32]) -> Option<PathScores> {
    let parts: Vec<Vec<&str>> = types.iter().map(|t| t.split('>').collect()).collect();
    let depth = parts.iter().map(Vec::len).max().filter(|d| *d > 1)?;
    let (mut right, mut given, mut wanted) = (0_u64, 0_u64, 0_u64);
    let mut levels = vec![(0_u64, 0_u64); depth];
    for (&t, &p) in truth.iter().zip(predicted) {
        let (t, p) = (&parts[t as usize], &parts[p as usize]);
        let same = t.iter().zip(p).take_while(|e| e.0 == e.1).count();
        right += same as u64;
        given += p.len() as u64;
        wanted += t.len() as u64;
        for (level, (hit, all)) in levels.iter_mut().enumerate().take(t.len()) {
            *all += 1;
            *hit += u64::from(same > level);
        }
    }
    let share = |a: u64, b: u64| if b == 0 { 0.0 } else { a as f64 / b as f64 };
    Some(PathScores {
        levels: levels.iter().map(|l| share(l.0, l.1)).collect(),
        precision: share(right, given),
        recall: share(right, wanted),
        f: share(2 * right, given + wanted),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_count_every_step() {
        let types: Vec<String> = ["a>x", "a>y", "b>x"].map(str::to_owned).to_vec();
        let s = path_scores(&types, &[0, 0, 2], &[0, 1, 0]).unwrap();
        assert_eq!(s.levels, [2.0 / 3.0, 1.0 / 3.0]);
        assert_eq!(s.f, 3.0 / 6.0);
        assert!(path_scores(&["a".to_owned()], &[0], &[0]).is_none());
    }

    #[test]
    fn the_surest_come_first() {
        let curve = risk_coverage(&[0.9, 0.8, 0.2, 0.1], &[true, true, false, false]);
        assert_eq!((curve[0].accuracy, curve[19].accuracy), (1.0, 0.5));
    }
}
