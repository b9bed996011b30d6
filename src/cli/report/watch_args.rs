//! What a report looks for among complaints, besides counting them.

use crate::Result;
use crate::cli::Messages;
use crate::cli::watch::WINDOW;
use crate::columns::Received;
use crate::types::Lang;
use crate::watch::{Budget, WatchParams};
use std::path::PathBuf;

/// Warnings and events.
#[derive(Debug, clap::Args)]
pub(in crate::cli) struct WatchArgs {
    /// Add warnings: types, values and words above what the days before predict, up to the end of the reported period. N/TIME is how
    /// many false warnings you accept, such as 2/month (see `tousu watch`); `none` adds none.
    #[arg(
        long,
        value_name = "N/TIME",
        conflicts_with = "merge",
        help_heading = "Figures"
    )]
    pub(in crate::cli) watch: Option<String>,
    /// Column of the time at which a complaint came in, if --time is when it happened, as in `tousu watch`. Guessed if there are
    /// warnings; `--received ''` for none.
    #[arg(long, value_name = "COL", requires = "watch", help_heading = "Columns")]
    pub(in crate::cli) received: Option<String>,
    /// Add events: complaints about the same thing at the same place, and types by complaints, by events and by people (see `tousu events`).
    #[arg(long, conflicts_with = "merge", help_heading = "Figures")]
    pub(in crate::cli) events: bool,
    /// Column of places (estates, roads, shops) for --events: complaints about different places never belong to one event. By
    /// default, places are found in the texts.
    #[arg(long, value_name = "COL", help_heading = "Columns")]
    pub(in crate::cli) place: Option<String>,
    /// A file of names of places, companies or products for --events to find in the texts, one per line.
    #[arg(long, value_name = "FILE", help_heading = "Figures")]
    pub(in crate::cli) names: Option<PathBuf>,
}

/// Instead of a budget.
pub(in crate::cli) const NO_WARNINGS: &str = "none";

/// The budget given, unless it is [`NO_WARNINGS`].
///
/// # Errors
/// As [`Budget::parse`].
pub(in crate::cli) fn budget(given: &str) -> Result<Option<Budget>> {
    match given {
        NO_WARNINGS => Ok(None),
        given => Budget::parse(given).map(Some),
    }
}

impl WatchArgs {
    /// Says what has no effect without events: a project may name places and leave events out.
    pub(in crate::cli) fn warn_unused(&self, messages: &Messages) {
        let given = [
            ("--place", self.place.is_some()),
            ("--names", self.names.is_some()),
        ];
        for (flag, _) in given.iter().filter(|(_, given)| *given && !self.events) {
            messages.warn(format!("{flag} has no effect without --events"));
        }
    }

    /// The column that says when complaints came in; only warnings need it.
    pub(in crate::cli) fn received(&self) -> Received {
        match self.watch.as_deref() {
            None | Some(NO_WARNINGS) => Received::Unused,
            Some(_) => Received::asked(self.received.as_deref()),
        }
    }

    pub(in crate::cli) fn watch(&self, lang: Lang) -> Result<Option<WatchParams>> {
        let given = self.watch.as_deref().map(budget).transpose()?;
        Ok(given.flatten().map(|budget| WatchParams {
            budget,
            window: WINDOW as usize,
            as_of: None,
            with_later: true,
            lang,
        }))
    }
}
