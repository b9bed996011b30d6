//! What is looked for, what counts as found, and how much is shown.

/// All settings.
#[derive(Clone, Debug, PartialEq)]
pub struct CauseParams {
    /// Distinctive words.
    pub words: WordParams,
    /// Slices that rose.
    pub scan: ScanParams,
    /// Lasting shifts.
    pub shifts: ShiftParams,
    /// Holiday rises.
    pub holidays: HolidayParams,
    /// Words that burst.
    pub bursts: BurstParams,
    /// Groups of complaints that fit no type.
    pub unknown: UnknownParams,
    /// Findings of each kind shown at most.
    pub most: usize,
}

impl Default for CauseParams {
    fn default() -> Self {
        Self {
            words: WordParams::default(),
            scan: ScanParams::default(),
            shifts: ShiftParams::default(),
            holidays: HolidayParams::default(),
            bursts: BurstParams::default(),
            unknown: UnknownParams::default(),
            most: 20,
        }
    }
}

/// What makes a word distinctive.
#[derive(Clone, Debug, PartialEq)]
pub struct WordParams {
    /// Distinct complaints of the subject that must hold it; at least 1.
    pub min_support: u32,
    /// Its share in the subject ÷ its share elsewhere must reach this.
    pub min_ratio: f64,
    /// Adjusted p must lie below this.
    pub alpha: f64,
    /// Words listed for one subject.
    pub most: usize,
}

impl Default for WordParams {
    fn default() -> Self {
        Self {
            min_support: 5,
            min_ratio: 1.5,
            alpha: 0.05,
            most: 12,
        }
    }
}

/// What counts as a rise of a cell.
#[derive(Clone, Debug, PartialEq)]
pub struct ScanParams {
    /// Columns crossed at most, 1..=3.
    pub crossing: usize,
    /// Distinct complaints a cell must hold in the period.
    pub min_support: u64,
    /// Count ÷ expected must reach this.
    pub min_ratio: f64,
    /// Adjusted p of a type must lie below this.
    pub alpha: f64,
    /// Adjusted p of a cell must lie below this: cells are many, and most findings of a quiet report would be chance.
    pub alpha_of_cells: f64,
    /// A cell must carry at least this share of the rise to be named.
    pub min_carried: f64,
    /// Cells named for one rise.
    pub most: usize,
}

impl Default for ScanParams {
    fn default() -> Self {
        Self {
            crossing: 3,
            min_support: 5,
            min_ratio: 1.3,
            alpha: 0.05,
            alpha_of_cells: 0.01,
            min_carried: 0.2,
            most: 3,
        }
    }
}

/// What counts as a shift.
#[derive(Clone, Debug, PartialEq)]
pub struct ShiftParams {
    /// Complete periods needed on either side.
    pub min_periods: usize,
    /// Share after ÷ share before must reach this, or its inverse.
    pub min_ratio: f64,
    /// Adjusted p must lie below this.
    pub alpha: f64,
}

impl Default for ShiftParams {
    fn default() -> Self {
        Self {
            min_periods: 4,
            min_ratio: 1.25,
            alpha: 0.05,
        }
    }
}

/// What counts as a holiday rise.
#[derive(Clone, Debug, PartialEq)]
pub struct HolidayParams {
    /// Days after the last free day that still belong to the holiday: complaints follow parcels and visits.
    pub days_after: i32,
    /// Days on either side that ordinary days are taken from.
    pub days_around: i32,
    /// Distinct complaints needed in the holiday.
    pub min_support: u64,
    /// Count ÷ expected must reach this.
    pub min_ratio: f64,
    /// Adjusted p must lie below this.
    pub alpha: f64,
}

impl Default for HolidayParams {
    fn default() -> Self {
        Self {
            days_after: 3,
            days_around: 35,
            min_support: 10,
            min_ratio: 1.25,
            alpha: 0.05,
        }
    }
}

/// What counts as a burst.
#[derive(Clone, Debug, PartialEq)]
pub struct BurstParams {
    /// Distinct complaints that must hold the word there.
    pub min_support: u32,
    /// Count ÷ expected must reach this.
    pub min_ratio: f64,
    /// p, times all words, cells and periods tried, must lie below this.
    pub alpha: f64,
}

impl Default for BurstParams {
    fn default() -> Self {
        Self {
            min_support: 8,
            min_ratio: 2.0,
            alpha: 0.01,
        }
    }
}

/// How the unknown is grouped.
#[derive(Clone, Debug, PartialEq)]
pub struct UnknownParams {
    /// Rows looked at; of more, so many are drawn with a fixed seed.
    pub most: usize,
    /// One group for so many rows.
    pub rows_per_group: usize,
    /// Groups made at most.
    pub groups: usize,
    /// Complaints that a group must hold.
    pub min_rows: usize,
    /// Dimensions that words are reduced to.
    pub dimensions: usize,
}

impl Default for UnknownParams {
    fn default() -> Self {
        Self {
            most: 20_000,
            rows_per_group: 25,
            groups: 20,
            min_rows: 8,
            dimensions: 20,
        }
    }
}
