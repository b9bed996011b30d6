//! `tousu man`: manual pages, made from the same definitions as `--help`.

use super::{Cli, Context, Outcome};
use crate::Error;
use anyhow::Result;
use clap::CommandFactory;
use std::path::{Path, PathBuf};

/// Arguments of `tousu man`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Command whose page to print, such as `train` or `dict check`. By default the page of `tousu` itself.
    #[arg(value_name = "COMMAND")]
    command: Vec<String>,
    /// Write the pages of all commands into this folder: tousu.1, tousu-train.1, …
    #[arg(long, value_name = "DIR", conflicts_with = "command")]
    all: Option<PathBuf>,
}

pub(super) fn run(args: &Args, context: &mut Context<'_>) -> Result<Outcome> {
    let mut root = Cli::command().disable_help_subcommand(true);
    root.build();
    if let Some(dir) = &args.all {
        write_all(root, dir)?;
        let dir = dir.display();
        context.messages.say(format!(
            "manual pages written to {dir}; try: man {dir}/tousu.1"
        ));
        return Ok(Outcome::Done);
    }
    let mut command = &root;
    for name in &args.command {
        command = command.find_subcommand(name).ok_or_else(|| {
            Error::usage(
                format!("there is no command `{}`", args.command.join(" ")),
                "`tousu --help` lists the commands.",
            )
        })?;
    }
    // in one piece: a reader that leaves early is not a failure
    let mut page = Vec::new();
    clap_mangen::Man::new(command.clone()).render(&mut page)?;
    context.out.write_all(&page)?;
    Ok(Outcome::Done)
}

fn write_all(root: clap::Command, dir: &Path) -> crate::Result<()> {
    std::fs::create_dir_all(dir).map_err(|e| Error::io(dir, "create", e))?;
    clap_mangen::generate_to(root, dir).map_err(|e| Error::io(dir, "write to", e))
}
