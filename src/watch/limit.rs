//! The limit: the score at which so many warnings fire by chance as the budget allows, found by replaying the history day by day.

use super::panel::{FLOOR, Hit, Panel};
use super::rows::Rows;
use super::rule::{Firing, Limits, Rule};
use std::ops::Range;

/// Scores that no count needs to reach.
const HIGHEST: f64 = 40.0;
/// The limit of words is never lower: few words would warn for nothing.
const LEAST_OF_WORDS: f64 = 2.0;
/// Halvings of the range in which the limit lies.
const HALVINGS: usize = 18;

/// A history that is replayed.
#[derive(Clone)]
pub(super) struct Replay<'p> {
    pub(super) panel: &'p Panel,
    pub(super) rows: Option<Rows<'p>>,
    pub(super) hits: &'p [Vec<Hit>],
    pub(super) days: Range<usize>,
}

/// The lowest limit of series, or of words, with at most `wanted` warnings over all replays, events left out.
pub(super) fn limit(replays: &[Replay<'_>], wanted: f64, of_words: bool) -> f64 {
    let least = if of_words { LEAST_OF_WORDS } else { FLOOR };
    let (mut low, mut high) = (least, HIGHEST);
    for _ in 0..HALVINGS {
        let limit = f64::midpoint(low, high);
        let peaks: Vec<f64> = replays
            .iter()
            .flat_map(|r| peaks(r, limit, of_words))
            .collect();
        if by_chance(peaks, limit) as f64 > wanted {
            low = limit;
        } else {
            high = limit;
        }
    }
    high
}

fn peaks(replay: &Replay<'_>, limit: f64, of_words: bool) -> Vec<f64> {
    let (series, words) = match of_words {
        false => (limit, f64::INFINITY),
        true => (f64::INFINITY, limit),
    };
    let rule = Rule {
        panel: replay.panel,
        rows: replay.rows,
        limits: Limits { series, words },
    };
    let fired = rule.run(replay.hits, replay.days.clone());
    fired.iter().map(|f: &Firing| f.peak).collect()
}

/// How many warnings are chance: scores fall off exponentially above the limit, and those too far beyond it for that are events.
fn by_chance(mut peaks: Vec<f64>, limit: f64) -> usize {
    peaks.sort_by(f64::total_cmp);
    let Some(median) = peaks.get(peaks.len() / 2) else {
        return 0;
    };
    let falls = ((median - limit) / 2.0_f64.ln()).max(0.1);
    let far = limit + falls * ((peaks.len() as f64).ln() + 3.0);
    peaks.iter().filter(|p| **p <= far).count()
}
