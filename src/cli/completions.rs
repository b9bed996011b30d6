//! `tousu completions` and `tousu man`: both made from the same definitions as `--help`.

use super::{Cli, Context, Outcome};
use anyhow::Result;
use clap::CommandFactory;

/// Arguments of `tousu completions`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The shell.
    #[arg(value_enum)]
    shell: clap_complete::Shell,
}

pub(super) fn run(args: &Args, context: &mut Context<'_>) -> Result<Outcome> {
    clap_complete::generate(args.shell, &mut Cli::command(), "tousu", &mut context.out);
    Ok(Outcome::Done)
}

pub(super) fn man(context: &mut Context<'_>) -> Result<Outcome> {
    clap_mangen::Man::new(Cli::command()).render(&mut context.out)?;
    Ok(Outcome::Done)
}
