//! What a report looks for among complaints, besides counting them.

use crate::Result;
use crate::cli::watch::WINDOW;
use crate::types::Lang;
use crate::watch::{Budget, WatchParams};

/// Warnings and events.
#[derive(Debug, clap::Args)]
pub(in crate::cli) struct WatchArgs {
    /// Add warnings: types, values and words above what the days before let expect, up to the end of what is reported. N/TIME is how many
    /// false ones are accepted, such as 2/month (see `tousu watch`); `none` adds none.
    #[arg(
        long,
        value_name = "N/TIME",
        conflicts_with = "merge",
        help_heading = "Figures"
    )]
    pub(in crate::cli) watch: Option<String>,
    /// Add events: complaints about the same thing at the same place, and types by complaints, by events and by people (see `tousu events`).
    #[arg(long, conflicts_with = "merge", help_heading = "Figures")]
    pub(in crate::cli) events: bool,
}

/// The budget given, unless it is `none`.
///
/// # Errors
/// As [`Budget::parse`].
pub(in crate::cli) fn budget(given: &str) -> Result<Option<Budget>> {
    match given {
        "none" => Ok(None),
        given => Budget::parse(given).map(Some),
    }
}

impl WatchArgs {
    pub(in crate::cli) fn watch(&self, lang: Lang) -> Result<Option<WatchParams>> {
        let given = self.watch.as_deref().map(budget).transpose()?;
        Ok(given.flatten().map(|budget| WatchParams {
            budget,
            window: WINDOW as usize,
            as_of: None,
            lang,
        }))
    }
}
