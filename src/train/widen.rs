//! Fits to rows that lack some types, made as wide as those that show all.

use crate::model::Linear;
use ndarray::Array2;

/// Dual variables with a column a type: 0 of types that the rows did not show. A member without dual variables keeps none.
pub(super) fn widened(dual: Array2<f32>, n_types: usize) -> Array2<f32> {
    if dual.is_empty() || dual.ncols() >= n_types {
        return dual;
    }
    let mut wide = Array2::zeros((dual.nrows(), n_types));
    for (mut to, from) in wide.rows_mut().into_iter().zip(dual.rows()) {
        to.iter_mut().zip(from).for_each(|(to, from)| *to = *from);
    }
    wide
}

/// Types that the rows did not show score as low as a type can.
pub(super) fn widen(linear: &mut Linear, n_types: usize) {
    let (terms, had) = linear.weights.dim();
    if had >= n_types {
        return;
    }
    let mut wide = Linear::zeros(terms, n_types);
    for (mut to, from) in wide
        .weights
        .rows_mut()
        .into_iter()
        .zip(linear.weights.rows())
    {
        to.iter_mut().zip(from).for_each(|(to, from)| *to = *from);
    }
    wide.bias.fill(-1.0);
    wide.bias
        .iter_mut()
        .zip(&linear.bias)
        .for_each(|(to, from)| *to = *from);
    *linear = wide;
}
