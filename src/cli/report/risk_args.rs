//! A yes-or-no question about every complaint.

use crate::columns::YesNoValues;
use crate::risk::RiskParams;

/// The column that answers it, and how its cells are read.
#[derive(Debug, clap::Args)]
pub(in crate::cli) struct RiskArgs {
    /// Analyse a yes-or-no column (escalated, reopened, refunded, left): how often it is yes by type and value, where more often than
    /// by chance, how well the texts predict it, and which words go with it; `--outcome ''` adds nothing.
    #[arg(
        long,
        value_name = "COL",
        conflicts_with = "merge",
        help_heading = "Figures"
    )]
    outcome: Option<String>,
    /// Cells that count as yes, if that is not evident; all other answers are then no. '' is an empty cell.
    #[arg(
        long,
        value_name = "VALUE,..",
        value_delimiter = ',',
        requires = "outcome",
        help_heading = "Figures"
    )]
    outcome_yes: Vec<String>,
    /// Cells that count as no; with --outcome-yes, all others are unknown. '' is an empty cell.
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
