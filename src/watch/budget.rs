//! How many false warnings are accepted.

pub use crate::report::Budget;
use crate::{Error, Result};

/// Days of a month.
pub(super) const MONTH: f64 = 365.25 / 12.0;

/// Times and their months.
const TIMES: [(&str, f64); 4] = [
    ("week", 7.0 / MONTH),
    ("month", 1.0),
    ("quarter", 3.0),
    ("year", 12.0),
];

impl Budget {
    /// Reads `2/month`.
    ///
    /// # Errors
    /// [`Error::Usage`] for anything else.
    pub fn parse(text: &str) -> Result<Self> {
        let read = || {
            let (warnings, per) = text.split_once('/')?;
            let warnings: f64 = warnings.trim().parse().ok()?;
            let per = per.trim().to_lowercase();
            let is_time = TIMES.iter().any(|t| t.0 == per);
            let budget = Self { warnings, per };
            let a_month = budget.a_month();
            (is_time && a_month > 0.0 && a_month <= 100.0).then_some(budget)
        };
        read().ok_or_else(|| {
            Error::usage(
                format!("`{text}` is not a budget of false warnings"),
                "Write it as 2/month (also /week, /quarter, /year), above 0 and at most 100 a month.",
            )
        })
    }

    /// Warnings a month.
    pub(super) fn a_month(&self) -> f64 {
        let time = TIMES.iter().find(|t| t.0 == self.per);
        self.warnings / time.map_or(1.0, |t| t.1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn budgets_as_people_write_them() {
        let a_month = |text| Budget::parse(text).map(|b| b.a_month()).ok();
        assert_eq!(a_month("2/month"), Some(2.0));
        assert_eq!(a_month(" 6 / Year "), Some(0.5));
        assert!((a_month("1/week").unwrap() - 4.348).abs() < 1e-3);
        for text in [
            "2",
            "2/fortnight",
            "-1/month",
            "0/month",
            "x/month",
            "NaN/week",
        ] {
            assert_eq!(a_month(text), None, "{text}");
        }
    }
}
