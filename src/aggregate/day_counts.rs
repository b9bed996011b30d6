//! Complaints by day, of rows and of counts.

use super::covered::Covered;
use super::period::DayCounts;
use super::table::Table;
use super::tally::{Count, Tally};

impl Table {
    /// Complaints by day, where those outside `covered` have none; absent without times.
    #[must_use]
    pub fn day_counts(&self, covered: Option<Covered>) -> Option<DayCounts> {
        let days = self.days.as_ref()?;
        Some(DayCounts::of(days.iter().map(|day| (*day, 1)), |day| {
            covered.is_none_or(|c| c.has(day))
        }))
    }
}

impl Tally {
    /// As [`Table::day_counts`].
    #[must_use]
    pub fn day_counts(&self, covered: Option<Covered>) -> Option<DayCounts> {
        let days = self.days.as_ref()?.iter();
        let rows = days.map(|(day, types)| (*day, Count::sum(types.values()).rows));
        Some(DayCounts::of(rows, |day| {
            covered.is_none_or(|c| c.has(day))
        }))
    }
}
