//! aggregate: given classified rows, gives a mergeable tally of integers, and from it shares, pivots and trends with
//! intervals. Counting is parallel and order-free; one place divides.

mod figures;

pub use figures::{
    Cell, Change, Corrected, DimensionFigures, Figures, Ledger, Mark, NumberFigures, Period, Share,
    TypeFigures, ValueFigures,
};
