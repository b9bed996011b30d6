//! Shares of one list: bars, and what rounding does to their sum.

use super::super::document::{Bar, Chart, Figure};
use super::super::number::{adds_otherwise, count, percent};
use super::super::wording::{Words, fill};
use crate::aggregate::Share;

/// Bars that a picture still holds.
pub(super) const BARS: usize = 25;

/// A bar of the printed share.
pub(super) fn bar(label: &str, share: &Share) -> Bar {
    Bar {
        label: label.to_owned(),
        count: share.count,
        share: share.share.unwrap_or(0.0),
        printed: share.share.map(percent).unwrap_or_default(),
        low: share.low,
        high: share.high,
        cumulative: None,
    }
}

/// Says so where the printed shares of a whole list add up to something else than 100 %.
pub(super) fn note<'a>(shares: impl Iterator<Item = &'a Share>, w: &Words) -> Option<String> {
    let shares: Vec<&Share> = shares.collect();
    let counts: Vec<u64> = shares.iter().map(|s| s.count).collect();
    let denominator = shares.first()?.denominator;
    adds_otherwise(&counts, denominator).then(|| w.rounded_note.to_owned())
}

/// A picture of the first of `all` bars.
pub(super) fn chart(id: String, title: &str, all: Vec<Bar>, w: &Words) -> Chart {
    let spoken = all.iter().take(5);
    let spoken = spoken.map(|b| format!("{} {} ({})", b.label, b.printed, count(b.count)));
    let cut = (all.len() > BARS).then(|| fill(w.cut_note, &[&BARS.to_string()]));
    Chart {
        id,
        title: title.to_owned(),
        spoken: spoken.collect::<Vec<_>>().join(w.list_sep),
        notes: cut.into_iter().collect(),
        figure: Figure::Bars(all.into_iter().take(BARS).collect()),
        printed: true,
    }
}
