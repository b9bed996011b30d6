//! The exact split of a change of a type's share over the values of a column: another mix of values, or other shares within them.

use super::dimension::FOLDED;
use super::figures::{Split, SplitPart};
use super::stats;
use super::tally::{ByType, DimensionTally, Tally};
use std::collections::BTreeSet;

/// Values listed; the others are added up in one.
const LISTED: usize = 20;

/// Typed complaints of a value in both spans, and those of the type among them.
struct Counts {
    value: String,
    all: (u64, u64),
    hits: (u64, u64),
}

/// Every type over every column, the largest changes first.
pub(super) fn splits(before: &Tally, after: &Tally) -> Vec<Split> {
    let names: BTreeSet<&String> = before.types.keys().chain(after.types.keys()).collect();
    let columns: BTreeSet<&String> = before
        .dimensions
        .keys()
        .chain(after.dimensions.keys())
        .collect();
    let mut found: Vec<Split> = columns
        .into_iter()
        .flat_map(|column| {
            let of = |tally: &Tally| tally.dimensions.get(column).cloned().unwrap_or_default();
            let (before, after) = (of(before), of(after));
            let names = names.iter().filter(|n| !n.is_empty());
            names
                .filter_map(move |name| split(name, column, &before, &after))
                .collect::<Vec<_>>()
        })
        .collect();
    found.sort_by(|a, b| {
        let order = b.difference.abs().total_cmp(&a.difference.abs());
        order.then_with(|| (&a.name, &a.column).cmp(&(&b.name, &b.column)))
    });
    found
}

/// One type over one column; absent where a span has no typed complaint that carries a value.
fn split(
    name: &str,
    column: &str,
    before: &DimensionTally,
    after: &DimensionTally,
) -> Option<Split> {
    let values: BTreeSet<&String> = before.values.keys().chain(after.values.keys()).collect();
    let typed = |of: Option<&ByType>| -> u64 {
        let named = of
            .into_iter()
            .flatten()
            .filter(|(kind, _)| !kind.is_empty());
        named.map(|(_, c)| c.rows).sum()
    };
    let hits = |of: Option<&ByType>| of.and_then(|t| t.get(name)).map_or(0, |c| c.rows);
    let counts: Vec<Counts> = values
        .into_iter()
        .filter(|v| !v.is_empty())
        .map(|value| {
            let (b, a) = (before.values.get(value), after.values.get(value));
            Counts {
                value: value.clone(),
                all: (typed(b), typed(a)),
                hits: (hits(b), hits(a)),
            }
        })
        .collect();
    let sum = |of: fn(&Counts) -> u64| counts.iter().map(of).sum::<u64>();
    let all = (sum(|c| c.all.0), sum(|c| c.all.1));
    let old = stats::ratio(sum(|c| c.hits.0), all.0)?;
    let new = stats::ratio(sum(|c| c.hits.1), all.1)?;
    let middle = f64::midpoint(old, new);
    let parts: Vec<SplitPart> = counts.iter().filter_map(|c| part(c, all, middle)).collect();
    let difference = new - old;
    let within: f64 = parts.iter().map(|p| p.within).sum();
    let against = |p: &&SplitPart| {
        let moved = p
            .share_after
            .zip(p.share_before)
            .map_or(0.0, |(a, b)| a - b);
        moved * difference < 0.0
    };
    let weight = |p: &SplitPart| f64::midpoint(p.weight_before, p.weight_after);
    let opposed: f64 = parts.iter().filter(against).map(weight).sum();
    Some(Split {
        name: name.to_owned(),
        column: column.to_owned(),
        difference,
        mix: parts.iter().map(|p| p.mix).sum(),
        within,
        reversed: within * difference < 0.0 && opposed >= 0.9,
        parts: listed(parts),
    })
}

/// Weights and shares at their midpoints: nothing is left over. A value met in one span alone has changed the mix, not its share.
fn part(c: &Counts, all: (u64, u64), middle: f64) -> Option<SplitPart> {
    let weights = (stats::ratio(c.all.0, all.0)?, stats::ratio(c.all.1, all.1)?);
    let shares = (
        stats::ratio(c.hits.0, c.all.0),
        stats::ratio(c.hits.1, c.all.1),
    );
    let (old, new) = (shares.0.or(shares.1)?, shares.1.or(shares.0)?);
    Some(SplitPart {
        value: c.value.clone(),
        mix: (weights.1 - weights.0) * (f64::midpoint(old, new) - middle),
        within: f64::midpoint(weights.0, weights.1) * (new - old),
        weight_before: weights.0,
        weight_after: weights.1,
        share_before: shares.0,
        share_after: shares.1,
    })
}

/// The largest parts, the rest added up.
fn listed(mut parts: Vec<SplitPart>) -> Vec<SplitPart> {
    let size = |p: &SplitPart| (p.mix + p.within).abs();
    parts.sort_by(|a, b| {
        size(b)
            .total_cmp(&size(a))
            .then_with(|| a.value.cmp(&b.value))
    });
    if parts.len() > LISTED + 1 {
        let rest = parts.split_off(LISTED);
        let sum = |of: fn(&SplitPart) -> f64| rest.iter().map(of).sum::<f64>();
        parts.push(SplitPart {
            value: FOLDED.to_owned(),
            mix: sum(|p| p.mix),
            within: sum(|p| p.within),
            weight_before: sum(|p| p.weight_before),
            weight_after: sum(|p| p.weight_after),
            share_before: None,
            share_after: None,
        });
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::aggregate::{Encoder, Table};

    fn tally(cells: &[(&str, &str, usize)]) -> Tally {
        let (mut types, mut channel) = (Encoder::new("t"), Encoder::new("渠道"));
        for &(kind, value, n) in cells {
            for _ in 0..n {
                types.push(Some(kind));
                channel.push(Some(value));
            }
        }
        Tally::of(&Table {
            types: types.finish(),
            dimensions: vec![channel.finish()],
            ..Table::default()
        })
    }

    // By hand: by phone 20 of 100, then 88 of 400; by web 240 of 400, then 65 of 100; overall 260 of 500, then 153 of 500.
    #[test]
    fn a_reversal_is_seen_and_nothing_is_left_over() {
        let few = tally(&[
            ("物流", "电话", 20),
            ("退款", "电话", 80),
            ("物流", "网站", 240),
            ("退款", "网站", 160),
        ]);
        let many = tally(&[
            ("物流", "电话", 88),
            ("退款", "电话", 312),
            ("物流", "网站", 65),
            ("退款", "网站", 35),
        ]);
        let found = splits(&few, &many);
        let parcel = found.iter().find(|s| s.name == "物流").unwrap();
        assert!((parcel.difference - (153.0 / 500.0 - 0.52)).abs() < 1e-12);
        assert!((parcel.mix + parcel.within - parcel.difference).abs() < 1e-12);
        // 电话 .20 → .22, 网站 .60 → .65: both rose, the whole fell.
        assert!(
            parcel.reversed && parcel.within > 0.0 && parcel.mix < -0.2,
            "{parcel:?}"
        );
        let within = parcel.parts.iter().map(|p| p.within).sum::<f64>();
        assert!((within - (0.5 * 0.02 + 0.5 * 0.05)).abs() < 1e-12);
    }
}
