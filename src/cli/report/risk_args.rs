//! A yes-or-no question about every complaint.

use crate::columns::YesNoValues;
use crate::risk::RiskParams;

/// The column that answers it, and how its cells are read.
#[derive(Debug, clap::Args)]
pub(in crate::cli) struct RiskArgs {
    /// Add how often the answer of a yes-or-no column is yes (escalated, reopened, refunded, left), by type and value, where it is so more often than
    /// chance lets expect, how well the texts tell, and in which words; `--outcome ''` adds nothing.
    #[arg(
        long,
        value_name = "COL",
        conflicts_with = "merge",
        help_heading = "Figures"
    )]
    outcome: Option<String>,
    /// Cells that count as yes, where they do not say so by themselves; all other answers are then no.
    #[arg(
        long,
        value_name = "VALUE,..",
        value_delimiter = ',',
        requires = "outcome",
        help_heading = "Figures"
    )]
    outcome_yes: Vec<String>,
    /// Cells that count as no; with --outcome-yes, what is neither is not known.
    #[arg(
        long,
        value_name = "VALUE,..",
        value_delimiter = ',',
        requires = "outcome",
        help_heading = "Figures"
    )]
    outcome_no: Vec<String>,
}

impl RiskArgs {
    pub(super) fn column(&self) -> Option<String> {
        self.outcome.clone().filter(|column| !column.is_empty())
    }

    pub(super) fn params(&self, no_texts: bool) -> RiskParams {
        RiskParams {
            values: YesNoValues {
                yes: self.outcome_yes.clone(),
                no: self.outcome_no.clone(),
            },
            no_texts,
        }
    }
}
