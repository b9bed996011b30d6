//! Probabilities and answers → how good the probabilities are.

use super::answers::rate;
use crate::aggregate::stats::Z95;
use crate::evaluate::{auc, brier};
use crate::report::{RiskGroup, RiskScore};

/// Groups of like probability, and complaints of each at least.
const GROUPS: usize = 10;
const OF_GROUP: usize = 30;

/// How good probabilities are, each with its answer, beside those of `base_rate`, of complaints of which `dispersion` count as one; absent without
/// two answers of each kind.
pub(super) fn score(rows: &[(f64, bool)], base_rate: f64, dispersion: f64) -> Option<RiskScore> {
    let (auc, brier_score) = (auc(rows)?, brier(rows)?);
    let of_base: Vec<(f64, bool)> = rows.iter().map(|r| (base_rate, r.1)).collect();
    let brier_of_base_rate = brier(&of_base)?;
    let yes = rows.iter().filter(|r| r.1).count();
    let expected: f64 = rows.iter().map(|r| r.0).sum();
    let (low, high) = gain(rows, base_rate, dispersion);
    let auc_interval = interval(auc.value, auc.variance * dispersion);
    Some(RiskScore {
        judged: rate(yes as u64, rows.len() as u64, dispersion),
        auc: auc.value,
        auc_interval,
        brier: brier_score,
        brier_of_base_rate,
        skill: 1.0 - brier_score / brier_of_base_rate,
        skill_interval: (low / brier_of_base_rate, high / brier_of_base_rate),
        observed_to_expected: yes as f64 / expected,
        groups: groups(rows, dispersion),
        tells: low > 0.0 && auc_interval.is_none_or(|(low, _)| low > 0.5),
        ..RiskScore::default()
    })
}

/// 95 % interval of an area on the scale of log-odds (Pepe 2003), which keeps it within 0 and 1; absent at either.
fn interval(value: f64, variance: f64) -> Option<(f64, f64)> {
    if value <= 0.0 || value >= 1.0 {
        return None;
    }
    let (centre, half) = (
        (value / (1.0 - value)).ln(),
        Z95 * variance.sqrt() / (value * (1.0 - value)),
    );
    let end = |x: f64| 1.0 / (1.0 + (-x).exp());
    Some((end(centre - half), end(centre + half)))
}

/// 95 % interval of how much smaller the Brier score is than that of the base rate, from the differences of all rows.
fn gain(rows: &[(f64, bool)], base_rate: f64, dispersion: f64) -> (f64, f64) {
    let n = rows.len() as f64;
    let gains = || {
        rows.iter().map(|&(p, yes)| {
            let yes = f64::from(u8::from(yes));
            (base_rate - yes).powi(2) - (p - yes).powi(2)
        })
    };
    let mean = gains().sum::<f64>() / n;
    let squares: f64 = gains().map(|g| (g - mean).powi(2)).sum();
    let half = Z95 * (squares / (n - 1.0) / n * dispersion).sqrt();
    (mean - half, mean + half)
}

/// Rows by rising probability, in groups whose counts differ by at most one.
fn groups(rows: &[(f64, bool)], dispersion: f64) -> Vec<RiskGroup> {
    let mut sorted = rows.to_vec();
    sorted.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    let n = (sorted.len() / OF_GROUP).clamp(1, GROUPS);
    let group = |g: usize| {
        let of_group = &sorted[g * sorted.len() / n..(g + 1) * sorted.len() / n];
        let yes = of_group.iter().filter(|r| r.1).count();
        RiskGroup {
            predicted: of_group.iter().map(|r| r.0).sum::<f64>() / of_group.len() as f64,
            rate: rate(yes as u64, of_group.len() as u64, dispersion),
        }
    };
    (0..n).map(group).collect()
}
