//! aggregate: given classified rows, gives a mergeable tally of integers, and from it shares, pivots and trends with
//! intervals. Counting is parallel and order-free; one place divides.

mod audit;
mod calendar;
mod cells;
mod check;
mod column_reading;
mod compare;
mod confine;
mod copies;
mod correct;
mod count;
mod covered;
mod day_counts;
mod dimension;
mod effect;
mod figures;
mod finish;
mod forecast;
mod gaps;
pub(crate) mod history;
mod holidays;
mod mentions;
mod merge;
mod model_tally;
mod model_totals;
mod numbers;
mod params;
mod period;
mod period_figures;
mod periods;
mod ppi;
mod rates;
mod rename;
mod service;
mod share_correction;
mod span;
mod split;
pub(crate) mod stats;
pub(crate) mod strata;
mod table;
mod tally;
mod templates;
#[cfg(test)]
pub(crate) mod tests;
mod trend;
mod units;
mod volume;

pub use audit::{Audit, AuditRow, AuditSample, Drawn};
pub use calendar::{Unit, date, day};
pub use cells::judge_cells;
pub(crate) use cells::upper_tail;
pub use check::check;
pub use column_reading::{ColumnReading, ColumnReadings};
pub use compare::compare;
pub use copies::Copies;
pub use correct::{
    Classified, CorrectParams, Correction, HeldOut, Quantifier, correct, most_probable,
};
pub use count::by_day;
pub use covered::Covered;
pub(crate) use covered::comparable_from;
pub use dimension::FOLDED;
pub use effect::{
    BeforeAfter, Effect, Scope, Shortfall, Treatment, Verdict, effect_of_weeks, effects,
};
pub use figures::{
    Answer, AnswerReading, Cell, Change, Compared, Corrected, CorrectionMethod, Correlation,
    Correlations, Difference, DimensionFigures, Doubt, EarlierPeriod, Expected, Field, Figures,
    Forecast, ForecastPeriod, Ledger, Mark, Mean, Measure, Mentioned, Mentions, Nps, NpsOf,
    NumberFigures, OpenComplaint, OpenComplaints, PartialVolume, Period, Point, Predicted,
    Quadrant, Rank, Rate, Rates, ReadAnswers, Repeats, ReportedPeriod, Service, ServiceFigure,
    ServiceShare, Share, Side, Split, SplitPart, Target, Together, TypeFigures, UnitFigures,
    UnitShare, Units, ValueFigures,
};
pub(crate) use gaps::{gaps, is_monthly};
pub use holidays::{Calendar, ListedDay};
pub use mentions::combined;
pub use model_tally::{ModelSums, ModelTally, WordTally};
pub use model_totals::ModelTotals;
pub use numbers::Histogram;
pub use params::{BandParams, FinishParams};
pub use period::{DayCounts, PeriodChoice, PeriodKind, ReportPeriod};
pub(crate) use periods::first_comparable;
pub use periods::years_without_holidays;
pub use ppi::{Audited, prediction_powered};
pub use rates::rates;
pub use rename::Renames;
pub use service::{Flags, RepeatMarks, ServiceRows, service};
pub use share_correction::{CorrectionSummary, ModelRow, ModelRows, TypedTable};
pub use span::Span;
pub(crate) use table::taken;
pub use table::{Column, Encoder, NO_DAY, NONE, Numbers, Table};
pub use tally::{ByType, Count, DimensionTally, NumberTally, Tally};
pub use templates::count_templates;
pub(crate) use trend::FEWEST_BEFORE;
pub use units::{OpenRow, open_rows, units};
pub use volume::{Volume, VolumeLine};
