//! `tousu explain`

use super::{Context, Outcome};
use anyhow::{Result, bail};

/// Arguments of `tousu explain`.
#[derive(Debug, clap::Args)]
pub struct Args {}

pub(super) fn run(_args: &Args, _context: &mut Context<'_>) -> Result<Outcome> {
    bail!("not built yet")
}
