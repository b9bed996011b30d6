//! Shares of one list: printed so that they add to 100 %, as cells and as bars.

use super::super::document::{Bar, Cell, Chart, Figure};
use super::super::number::{count, exhaustive, percent};
use super::super::wording::{Words, fill};
use crate::aggregate::Share;

/// Bars that a picture still holds.
pub(super) const BARS: usize = 25;

/// The printed shares of a list, where it exhausts its denominator; the flag says that one was moved.
pub(super) struct Printed(Option<Vec<(String, bool)>>);

impl Printed {
    pub(super) fn of<'a>(shares: impl Iterator<Item = &'a Share>) -> Self {
        let shares: Vec<&Share> = shares.collect();
        let counts: Vec<u64> = shares.iter().map(|s| s.count).collect();
        Self(
            shares
                .first()
                .and_then(|s| exhaustive(&counts, s.denominator)),
        )
    }

    fn at(&self, i: usize) -> Option<&(String, bool)> {
        self.0.as_ref()?.get(i)
    }

    /// The share of item `i`, with an asterisk where it was moved.
    pub(super) fn cell(&self, i: usize, share: &Share) -> Cell {
        let mark =
            |(text, moved): &(String, bool)| format!("{text}{}", if *moved { "*" } else { "" });
        let printed = self.at(i).map(mark);
        share
            .share
            .map_or(Cell::Empty, |s| Cell::Percent(s, printed))
    }

    pub(super) fn bar(&self, i: usize, label: &str, share: &Share) -> Bar {
        let ordinary = || share.share.map(percent).unwrap_or_default();
        Bar {
            label: label.to_owned(),
            count: share.count,
            share: share.share.unwrap_or(0.0),
            printed: self.at(i).map_or_else(ordinary, |(text, _)| text.clone()),
            low: share.low,
            high: share.high,
            cumulative: None,
        }
    }

    /// What the asterisks mean, where there are any.
    pub(super) fn note(&self, w: &Words) -> Option<String> {
        let moved = self.0.iter().flatten().any(|c| c.1);
        moved.then(|| w.rounded_note.to_owned())
    }
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
