//! How a column writes its times, where that is fixed rather than decided by its cells.

use super::forms::Order;
use super::zone::Zone;
use std::fmt;

/// What is fixed about the times of a column; what is absent is decided by its cells.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TimeFormat {
    /// The order of day, month and year in dates such as `03/05/19`.
    pub order: Option<Order>,
    /// Whether years of two or three digits are those of 民國.
    pub is_roc: Option<bool>,
    /// The zone that times which name one are converted to.
    pub zone: Option<Zone>,
}

/// The mark between the numbers of a date, and the order of these.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WrittenOrders(pub Vec<(char, Order)>);

impl Order {
    /// Its name in a description of columns.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::MonthDay => "month-day-year",
            Self::DayMonth => "day-month-year",
            Self::YearFirst => "year-month-day",
        }
    }

    /// The order called `name`.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        let all = [Self::MonthDay, Self::DayMonth, Self::YearFirst];
        all.into_iter().find(|o| o.name() == name)
    }
}

/// `day/month/year and month-day-year`.
impl fmt::Display for WrittenOrders {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, (mark, order)) in self.0.iter().enumerate() {
            let joint = if i > 0 { " and " } else { "" };
            let written = order.name().replace('-', &mark.to_string());
            write!(f, "{joint}{written}")?;
        }
        Ok(())
    }
}
