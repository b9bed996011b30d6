//! `tousu completions`: made from the same definitions as `--help`.

use super::{Cli, Context, Outcome};
use anyhow::Result;
use clap::CommandFactory;

/// Arguments of `tousu completions`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Shell the script is for.
    #[arg(value_enum)]
    shell: clap_complete::Shell,
}

pub(super) fn run(args: &Args, context: &mut Context<'_>) -> Result<Outcome> {
    // in one piece: the generator panics where its writer fails, as a pipe to `head` does
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "tousu", &mut script);
    context.out.write_all(&script)?;
    Ok(Outcome::Done)
}
