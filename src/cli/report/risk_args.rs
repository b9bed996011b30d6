//! A yes-or-no question about every complaint.

use crate::columns::YesNoValues;
use crate::risk::RiskParams;
use crate::{Error, Result};

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

    /// What is asked.
    ///
    /// # Errors
    /// Where a value is to count as both.
    pub(super) fn params(&self, no_texts: bool) -> Result<RiskParams> {
        let both = self
            .outcome_yes
            .iter()
            .find(|v| self.outcome_no.contains(v));
        if let Some(value) = both {
            return Err(Error::usage(
                format!("`{value}` is named by --outcome-yes and by --outcome-no"),
                "Name every value once.",
            ));
        }
        Ok(RiskParams {
            values: YesNoValues {
                yes: self.outcome_yes.clone(),
                no: self.outcome_no.clone(),
            },
            no_texts,
        })
    }
}
