//! cli: arguments in, pipeline run, exit code out. One file a subcommand; only this room and `main` print.

mod classify;
mod common;
mod completions;
mod config;
mod demo;
mod dict;
mod evaluate;
mod explain;
mod index;
mod inspect;
mod labelled;
mod man;
mod masking;
mod report;
mod search;
mod talk;
mod train;

pub use talk::{Talk, sayable};

use crate::pipeline::Account;
use crate::report::Lang;
use anyhow::Result;
use clap::{Parser, Subcommand};
use std::io::Write;
use std::path::Path;
use std::process::ExitCode;

/// Classify, search and count free-text complaints, offline.
///
/// Train a model from labelled complaints, give an export its types, search it, and report what share
/// every type has, where and when it moves, and why. Nothing leaves this machine.
#[derive(Debug, Parser)]
#[command(name = "tousu", version, max_term_width = 100)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
    /// Settings that every command takes.
    #[command(flatten)]
    pub global: Global,
}

/// Settings that every command takes.
#[derive(Clone, Debug, Default, clap::Args)]
#[command(next_help_heading = "Everywhere")]
pub struct Global {
    /// Say nothing on stderr but errors.
    #[arg(long, short, global = true)]
    pub quiet: bool,
    /// Say more on stderr: the evidence for every guess.
    #[arg(long, short, global = true)]
    pub verbose: bool,
    /// Threads to use; 0 means all cores.
    #[arg(long, global = true, default_value_t = 0, value_name = "N")]
    pub threads: usize,
    /// Language of reports.
    #[arg(long, global = true, value_enum, default_value_t = LangArg::Zh)]
    pub lang: LangArg,
    /// Read flags from this TOML file; flags on the command line win.
    #[arg(long, global = true, value_name = "FILE")]
    pub config: Option<std::path::PathBuf>,
}

/// `--lang`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum LangArg {
    /// Chinese
    #[default]
    Zh,
    /// English
    En,
}

impl From<LangArg> for Lang {
    fn from(l: LangArg) -> Self {
        match l {
            LangArg::Zh => Self::Zh,
            LangArg::En => Self::En,
        }
    }
}

/// The subcommands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// The whole way on the built-in corpus and model
    Demo(demo::Args),
    /// Learn a model from labelled complaints
    Train(train::Args),
    /// Score a model, or the training itself, on labelled complaints
    Evaluate(evaluate::Args),
    /// Give every complaint its type
    Classify(classify::Args),
    /// Make complaints searchable
    Index(index::Args),
    /// Find complaints
    Search(search::Args),
    /// Shares, trends and causes
    Report(Box<report::Args>),
    /// Show why one text gets its type
    Explain(explain::Args),
    /// Show what a model or an index holds
    Inspect(inspect::Args),
    /// Check a user dictionary, or find new words for one
    Dict(dict::Args),
    /// Print the completion script of a shell
    Completions(completions::Args),
    /// Print a manual page, or write all of them
    Man(man::Args),
}

/// How a command ended, where it ended well.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Done: exit code 0.
    Done,
    /// Done, but rows were rejected: exit code 3.
    Rejected,
}

impl Outcome {
    /// How a command ends that read these rows.
    fn of(account: &Account) -> Self {
        if account.lacks_rows() {
            Self::Rejected
        } else {
            Self::Done
        }
    }
}

impl From<Outcome> for ExitCode {
    fn from(o: Outcome) -> Self {
        match o {
            Outcome::Done => Self::SUCCESS,
            Outcome::Rejected => Self::from(3),
        }
    }
}

/// What every command gets besides its own arguments.
pub struct Context<'a> {
    /// Data goes here (stdout).
    pub out: &'a mut dyn Write,
    /// Talk goes here (stderr).
    pub talk: Talk,
    /// Language of reports.
    pub lang: Lang,
}

/// Reads the command line, and the file that `--config` names.
///
/// # Errors
/// [`crate::Error`] where the configuration file is at fault. A wrong flag ends the process with exit code 2, as clap does.
pub fn parse() -> Result<Cli> {
    let args = config::expand(std::env::args_os().collect())?;
    Ok(Cli::parse_from(args))
}

/// Runs one command.
///
/// # Errors
/// Whatever the command meets; see [`crate::Error`].
pub fn run(cli: Cli, out: &mut dyn Write) -> Result<Outcome> {
    let threads = rayon::ThreadPoolBuilder::new().num_threads(cli.global.threads);
    if let Err(e) = threads.build_global()
        // there already, as in tests, is no failure
        && std::error::Error::source(&e).is_some()
    {
        return Err(anyhow::Error::new(e).context("no threads can be started; try --threads 1"));
    }
    common::leave_nothing_on_interrupt();
    let mut context = Context {
        out,
        talk: Talk::new(cli.global.quiet, cli.global.verbose),
        lang: cli.global.lang.into(),
    };
    let index = match &cli.command {
        Command::Index(a) => Some(a.folder().to_path_buf()),
        Command::Search(a) => Some(a.folder().to_path_buf()),
        Command::Inspect(a) => a.folder().map(Path::to_path_buf),
        _ => None,
    };
    match index {
        None => dispatch(cli.command, &mut context),
        Some(folder) => crate::ingest::quietly(|| dispatch(cli.command, &mut context))
            .unwrap_or_else(|| Err(crate::index::broken(&folder).into())),
    }
}

fn dispatch(command: Command, context: &mut Context<'_>) -> Result<Outcome> {
    match command {
        Command::Demo(a) => demo::run(&a, context),
        Command::Train(a) => train::run(&a, context),
        Command::Evaluate(a) => evaluate::run(&a, context),
        Command::Classify(a) => classify::run(&a, context),
        Command::Index(a) => index::run(&a, context),
        Command::Search(a) => search::run(&a, context),
        Command::Report(a) => report::run(&a, context),
        Command::Explain(a) => explain::run(&a, context),
        Command::Inspect(a) => inspect::run(&a, context),
        Command::Dict(a) => dict::run(&a, context),
        Command::Completions(a) => completions::run(&a, context),
        Command::Man(a) => man::run(&a, context),
    }
}
