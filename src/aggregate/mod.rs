//! aggregate: given classified rows, gives a mergeable tally of integers, and from it shares, pivots and trends with
//! intervals. Counting is parallel and order-free; one place divides.

mod calendar;
mod check;
mod compare;
mod copies;
mod correct;
mod dimension;
mod figures;
mod finish;
mod periods;
mod ppi;
mod rates;
mod rules;
mod service;
mod split;
pub(crate) mod stats;
mod sums;
mod table;
mod tally;
#[cfg(test)]
pub(crate) mod tests;
mod trend;

pub use calendar::{Unit, date, day, holiday};
pub use check::check;
pub use compare::{Span, compare};
pub use copies::Copies;
pub use correct::{
    Classified, CorrectParams, Correction, Doubt, HeldOut, Quantifier, correct, most_probable,
};
pub use dimension::FOLDED;
pub use figures::{
    Cell, Change, Compared, Corrected, Difference, DimensionFigures, Expected, Figures, Ledger,
    Mark, NumberFigures, Period, Rate, Rates, Share, Side, Split, SplitPart, Target, TypeFigures,
    ValueFigures,
};
pub use finish::FinishParams;
pub use periods::years_without_holidays;
pub use ppi::{Audited, prediction_powered};
pub use rates::{Volume, VolumeLine, rates};
pub use service::{
    Correlation, Correlations, Field, Flags, Mean, Measure, Nps, NpsOf, Point, Quadrant, Repeats,
    Service, ServiceFigure, ServiceRows, ServiceShare, service,
};
pub use sums::{ModelSums, ModelTally, WordTally};
pub use table::{Column, Encoder, NO_DAY, NONE, Numbers, Table};
pub use tally::{ByType, Count, DimensionTally, Histogram, NumberTally, Tally};
pub use trend::BandParams;
