//! What stands beside the scores: intervals, risk against coverage, worst pairs, paths.

use super::macro_f1;
use serde::{Deserialize, Serialize};

/// A 95 % interval from resampled rows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Interval {
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

/// 95 % percentile intervals of accuracy and macro-F1 over `draws` resamples of the rows; absent without rows.
#[must_use]
pub fn bootstrap(
    kinds: usize,
    truth: &[u32],
    predicted: &[u32],
    draws: u32,
    seed: u64,
) -> Option<(Interval, Interval)> {
    let n = truth.len().min(predicted.len());
    if n == 0 || draws == 0 {
        return None;
    }
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let (mut t, mut p) = (vec![0; n], vec![0; n]);
    let (mut right, mut f1) = (Vec::new(), Vec::new());
    for _ in 0..draws {
        for (t, p) in t.iter_mut().zip(&mut p) {
            state ^= state >> 12;
            state ^= state << 25;
            state ^= state >> 27;
            let mixed = state.wrapping_mul(0x2545_f491_4f6c_dd1d);
            let at = usize::try_from((u128::from(mixed) * n as u128) >> 64).unwrap_or(0);
            (*t, *p) = (truth[at], predicted[at]);
        }
        right.push(t.iter().zip(&p).filter(|e| e.0 == e.1).count() as f64 / n as f64);
        f1.push(macro_f1(kinds, &t, &p).unwrap_or(0.0));
    }
    Some((interval(right), interval(f1)))
}

fn interval(mut values: Vec<f64>) -> Interval {
    values.sort_by(f64::total_cmp);
    let at = |q: usize| values[(values.len() - 1) * q / 1000];
    Interval {
        low: at(25),
        high: at(975),
    }
}

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
    let mut found: std::collections::BTreeMap<(u32, u32), Pair> = std::collections::BTreeMap::new();
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
    fn the_surest_come_first_and_intervals_hold_the_score() {
        let curve = risk_coverage(&[0.9, 0.8, 0.2, 0.1], &[true, true, false, false]);
        assert_eq!((curve[0].accuracy, curve[19].accuracy), (1.0, 0.5));
        let truth: Vec<u32> = (0..200).map(|i| i % 2).collect();
        let predicted: Vec<u32> = (0..200)
            .map(|i| if i % 10 == 0 { 1 } else { i % 2 })
            .collect();
        let (accuracy, _) = bootstrap(2, &truth, &predicted, 200, 1).unwrap();
        assert!(accuracy.low < 0.9 && 0.9 < accuracy.high, "{accuracy:?}");
        assert!(bootstrap(2, &[], &[], 200, 1).is_none());
    }
}
