//! What a report is about: a period, and conditions on its rows; and its calendar.

use crate::Result;
use crate::aggregate::{PeriodChoice, PeriodKind, ReportPeriod, Unit};
use crate::collect::CalendarChoice;
use clap::builder::{PossibleValuesParser, TypedValueParser};

/// `--month`, `--quarter`, `--week`, `--year`, `--since`, `--until`, `--where`
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Period and rows")]
pub(super) struct PeriodArgs {
    /// What the report is about: this month (2024-12). Earlier rows serve only comparisons and expected ranges; later ones are left
    /// out.
    #[arg(long, value_name = "YYYY-MM", group = "period_named")]
    month: Option<String>,
    /// The same: this quarter (2024-Q4).
    #[arg(long, value_name = "YYYY-Qn", group = "period_named")]
    quarter: Option<String>,
    /// The same: this ISO week (2024-W50).
    #[arg(long, value_name = "YYYY-Wnn", group = "period_named")]
    week: Option<String>,
    /// The same: this year (2024).
    #[arg(long, value_name = "YYYY", group = "period_named")]
    year: Option<String>,
    /// The same: from the start of this date, month, quarter or year.
    #[arg(long, value_name = "T", conflicts_with = "period_named")]
    since: Option<String>,
    /// The same: to the end of this date, month, quarter or year.
    #[arg(long, value_name = "T", conflicts_with = "period_named")]
    until: Option<String>,
    /// Only rows with COL=VALUE (also != < <= > >=, 'COL IN a,b'; COL= is "no value"), as in `search`. Several conditions must all
    /// hold.
    #[arg(long = "where", value_name = "COL=VALUE", conflicts_with = "merge")]
    pub(super) conditions: Vec<String>,
    /// Holidays: `cn`, `none`, or a file of dates and names. By default those of China for complaints in Chinese, none for others.
    #[arg(long, value_name = "cn|none|FILE")]
    calendar: Option<String>,
}

/// The flags that name a period, for those that do not go with one.
pub(super) const NAMED: [&str; 6] = ["month", "quarter", "week", "year", "since", "until"];

impl PeriodArgs {
    /// The calendar that they choose.
    pub(super) fn calendar(&self) -> CalendarChoice {
        calendar(self.calendar.as_deref())
    }

    /// What they choose.
    pub(super) fn choice(&self) -> Result<PeriodChoice> {
        let kinds = [
            (PeriodKind::Month, &self.month),
            (PeriodKind::Quarter, &self.quarter),
            (PeriodKind::Week, &self.week),
            (PeriodKind::Year, &self.year),
        ];
        let named = kinds
            .into_iter()
            .find_map(|(kind, text)| Some((kind, text.as_ref()?)));
        if let Some((kind, text)) = named {
            return Ok(PeriodChoice::Of(ReportPeriod::parse(kind, text)?));
        }
        match (self.since.as_deref(), self.until.as_deref()) {
            (None, None) => Ok(PeriodChoice::Whole),
            (since, until) => PeriodChoice::between(since, until),
        }
    }
}

/// `--calendar`
pub(super) fn calendar(named: Option<&str>) -> CalendarChoice {
    match named {
        None => CalendarChoice::ByLanguage,
        Some("cn") => CalendarChoice::China,
        Some("none") => CalendarChoice::None,
        Some(file) => CalendarChoice::File(file.to_owned()),
    }
}

/// `--period`
pub(super) fn unit() -> impl TypedValueParser<Value = Unit> {
    let names = ["day", "week", "month", "quarter", "year"];
    PossibleValuesParser::new(names).map(|name| match name.as_str() {
        "day" => Unit::Day,
        "week" => Unit::Week,
        "month" => Unit::Month,
        "quarter" => Unit::Quarter,
        _ => Unit::Year,
    })
}
