//! `tousu label`: draws the rows to label next, takes answers back, and says where labelling stands.

mod add;
mod draw;
mod status;

use super::{Context, Outcome};
use crate::bundle::Bundle;
use crate::types::listed;
use anyhow::Result;
use std::path::PathBuf;

/// Arguments of `tousu label`.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Example: tousu label draw export.xlsx --model my.tousu -n 50 -o next.xlsx\n         \
                  tousu label add next.xlsx --to labels.csv\n         \
                  tousu label status labels.csv"
)]
pub struct Args {
    /// What to do.
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    /// Draw the rows from which a model would learn most, as a sheet to fill in
    Draw(draw::Args),
    /// Add the answers from filled-in sheets to a file of labels
    Add(add::Args),
    /// Count the labels of every type, and estimate the gain from more
    Status(Box<status::Args>),
}

pub(super) fn run(args: &Args, context: &mut Context<'_>) -> Result<Outcome> {
    match &args.command {
        Command::Draw(args) => draw::run(args, context),
        Command::Add(args) => add::run(args, context),
        Command::Status(args) => status::run(args, context),
    }
}

/// Types that a flag lists.
fn types_listed(lists: &[String]) -> Vec<String> {
    let types = lists.iter().flat_map(|l| listed(l));
    types.map(str::to_owned).collect()
}

/// The model that a flag names.
fn model(path: Option<&PathBuf>) -> crate::Result<Option<Bundle>> {
    path.map(Bundle::load).transpose()
}
