//! The lists that a report is given: measures, and what is known.

use super::messages::Messages;
use crate::collect::{LedgerFiles, NewRows, Saved};
use crate::{Error, Result};

/// `--actions`, `--known`
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Lists")]
pub(super) struct LedgerArgs {
    /// A list of measures (.xlsx or .csv): problem, type, columns as in --by, words, measure, unit, person, start, due. The report
    /// gives a verdict on every measure that has begun, and adds a row to the list for every issue on its first page that has none.
    /// The file is created if missing.
    #[arg(long, value_name = "FILE", conflicts_with = "draw_audit")]
    actions: Option<String>,
    /// What is known and accepted (.csv, .xlsx or .toml): type, columns as in --by, words, until, note. Issues that it names are kept
    /// off the first page until that day.
    #[arg(long, value_name = "FILE", conflicts_with = "draw_audit")]
    known: Option<String>,
    /// A table of two columns: a type as in the complaints, and the type to count it under. For rows typed by an earlier taxonomy.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["draw_audit", "merge", "model"])]
    pub(super) bridge: Option<String>,
}

impl LedgerArgs {
    /// The files.
    pub(super) fn files(&self) -> LedgerFiles {
        LedgerFiles {
            actions: self.actions.clone(),
            known: self.known.clone(),
        }
    }

    /// Refuses lists beside counts that were merged.
    pub(super) fn refuse_merged(&self) -> Result<()> {
        let flag = match (&self.actions, &self.known) {
            (None, None) => return Ok(()),
            (Some(_), _) => "--actions",
            (None, Some(_)) => "--known",
        };
        let what = format!("{flag} needs the complaints themselves, and --merge has only counts");
        Err(Error::usage(
            what,
            "Name the files of complaints instead, without --merge.",
        ))
    }
}

/// Writes the rows that a list of measures lacks, and says where.
pub(super) fn save(rows: Option<&NewRows>, messages: &Messages) -> Result<()> {
    let count = |n: usize| {
        if n == 1 {
            "1 row".to_owned()
        } else {
            format!("{n} rows")
        }
    };
    match rows.map(NewRows::save).transpose()? {
        None => {}
        Some(Saved::Begun(file, 0)) => messages.say(format!(
            "{file}: created; there is nothing to add yet"
        )),
        Some(Saved::Begun(file, n)) => messages.say(format!(
            "{file}: created with {}; fill in measure, unit and dates",
            count(n)
        )),
        Some(Saved::Added(file, n)) => {
            messages.say(format!("{file}: {} added; fill in measure, unit and dates", count(n)));
        }
        Some(Saved::Beside { list, file, rows }) => messages.warn(format!(
            "{list} is left as it is, because rows cannot be appended to it without a loss; {file} has {} to copy into it",
            count(rows)
        )),
    }
    Ok(())
}
