//! What all estimators share: labelled rows, and the errors of a fit.

use crate::vectorize::Rows;
use ndarray::Array1;

/// Rows and the type of each, as linfa wants them.
pub type Labelled = linfa::DatasetBase<Rows, Array1<usize>>;

/// What stops a fit.
#[derive(Debug, thiserror::Error)]
pub enum FitError {
    /// linfa's own.
    #[error(transparent)]
    Linfa(#[from] linfa::Error),
    /// A setting outside its range.
    #[error("{name} must be {wanted}, not {got}")]
    Param {
        /// The setting.
        name: &'static str,
        /// The value given.
        got: String,
        /// The range that is allowed.
        wanted: &'static str,
    },
    /// Rows and types differ in number, or there is nothing to fit.
    #[error(
        "a fit needs as many types as rows and at least one of each, not {types} types for {rows} rows"
    )]
    Lengths {
        /// Rows given.
        rows: usize,
        /// Types given.
        types: usize,
    },
}

impl From<FitError> for crate::Error {
    fn from(e: FitError) -> Self {
        match e {
            FitError::Param { name, got, wanted } => Self::Param { name, got, wanted },
            other => Self::invalid("training rows", other.to_string(), ""),
        }
    }
}

/// Checks a labelled set; gives the types as `u32` and how many there are (the largest plus one).
pub(super) fn checked(set: &Labelled) -> Result<(Vec<u32>, usize), FitError> {
    let (rows, types) = (set.records().len(), set.targets().len());
    if rows != types || rows == 0 {
        return Err(FitError::Lengths { rows, types });
    }
    let targets = set.targets().iter();
    let y: Vec<u32> = targets
        .map(|&t| u32::try_from(t).unwrap_or(u32::MAX))
        .collect();
    let n_types = y.iter().max().map_or(0, |&m| m as usize + 1);
    Ok((y, n_types))
}

/// An error unless `value` `is_allowed`.
pub(super) fn check<T: ToString>(
    name: &'static str,
    value: T,
    is_allowed: impl Fn(&T) -> bool,
    wanted: &'static str,
) -> Result<(), FitError> {
    if is_allowed(&value) {
        return Ok(());
    }
    let got = value.to_string();
    Err(FitError::Param { name, got, wanted })
}

/// An error unless `value` is finite and above 0.
pub(super) fn check_positive(name: &'static str, value: f32) -> Result<(), FitError> {
    let allowed = |v: &f32| v.is_finite() && *v > 0.0;
    check(name, value, allowed, "a finite number above 0")
}
