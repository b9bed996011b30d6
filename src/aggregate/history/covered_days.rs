//! Which days of a span the data cover.

use super::History;
use crate::aggregate::span::Span;

impl History {
    /// Days of a span for which data are missing.
    pub(crate) fn gap_days(&self, (first, last): (i32, i32)) -> i32 {
        let within = |gap: &Span| (gap.last.min(last) - gap.first.max(first) + 1).max(0);
        self.gaps.iter().map(within).sum()
    }

    /// The last day that holds a complaint; absent where nothing is kept by day.
    pub(crate) fn last_day(&self) -> Option<i32> {
        (!self.lines.is_empty()).then_some(self.last)
    }

    /// The days of a span that the data cover: to the span's end where the data end close to it, else to the end of the data.
    pub(crate) fn covered(&self, (first, last): (i32, i32)) -> Option<(i32, i32)> {
        if self.lines.is_empty() {
            return Some((first, last));
        }
        let is_near = |gap: i32| gap <= self.slack;
        let from = if is_near(self.first.saturating_sub(first)) {
            first
        } else {
            self.first
        };
        let to = if is_near(last.saturating_sub(self.last)) {
            last
        } else {
            self.last
        };
        (from <= to).then_some((from, to))
    }
}
