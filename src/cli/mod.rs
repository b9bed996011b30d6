//! cli: arguments in, pipeline run, exit code out. One file for each subcommand; only this room and `main` print.

mod classify;
mod completions;
mod config;
mod demo;
mod dict;
mod evaluate;
mod events;
mod explain;
mod index;
mod input_args;
mod inspect;
mod interrupt;
mod label;
mod labelled;
mod ledger_args;
mod man;
mod mask_args;
mod messages;
mod output_args;
mod overwrite;
mod period_args;
mod project;
mod report;
mod search;
mod terminal;
mod train;
mod watch;

pub use messages::{Messages, printable};

use crate::pipeline::Account;
use crate::report::Lang;
use anyhow::Result;
use clap::{CommandFactory, FromArgMatches, Parser, Subcommand};
use std::io::Write;
use std::path::Path;
use std::process::ExitCode;

/// Classify, search and count free-text complaints, offline.
///
/// Train a model on labelled complaints, classify an export, search it, and report the share of each
/// type, where and when it changes, and why. Nothing leaves this machine.
#[derive(Debug, Parser)]
#[command(
    name = "tousu",
    version,
    max_term_width = 100,
    after_help = "New here? `tousu demo` runs every step on built-in data. `tousu COMMAND --help` explains a command."
)]
pub struct Cli {
    /// The subcommand.
    #[command(subcommand)]
    pub command: Command,
    /// Settings that every command takes.
    #[command(flatten)]
    pub global: Global,
}

/// Settings that every command takes.
#[derive(Clone, Debug, Default, clap::Args)]
#[command(next_help_heading = "Global options")]
pub struct Global {
    /// Print nothing but errors on stderr.
    #[arg(long, short, global = true)]
    pub quiet: bool,
    /// Print more on stderr, such as why each column was chosen.
    #[arg(long, short, global = true)]
    pub verbose: bool,
    /// Number of threads; 0 uses all cores.
    #[arg(long, global = true, default_value_t = 0, value_name = "N")]
    pub threads: usize,
    /// Language of reports.
    #[arg(long, global = true, value_enum, default_value_t = LangArg::Zh)]
    pub lang: LangArg,
    /// Read flags from a TOML file; flags on the command line take precedence.
    ///
    /// A line is a flag without its dashes: `text = "投诉内容"`, `by = ["产品", "区域"]`, `no-causes = true`. Flags of one command
    /// go into a table named after it, such as `[report]`.
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
    /// Run every step on built-in data
    Demo(demo::Args),
    /// Train a model on labelled complaints
    Train(train::Args),
    /// Measure how well a model, or the training itself, does on labelled complaints
    Evaluate(evaluate::Args),
    /// Give each complaint a type
    Classify(classify::Args),
    /// Build or update a search index
    Index(index::Args),
    /// Search an index
    Search(search::Args),
    /// Report shares, trends and causes
    Report(Box<report::Args>),
    /// Warn where complaints exceed what was expected, within a budget of false warnings
    Watch(Box<watch::Args>),
    /// Group complaints about the same thing at the same place into events
    Events(Box<events::Args>),
    /// Explain the type of one text
    Explain(explain::Args),
    /// Show how the columns of a file are read, or what a model or an index contains
    Inspect(Box<inspect::Args>),
    /// Draw the rows to label next, collect the answers, and track progress
    Label(label::Args),
    /// Start a project: a folder in which a month is one command
    Init(project::init::Args),
    /// Take in new exports and report the last month, in a project folder
    Month(project::month::Args),
    /// List the runs of a project
    Log(project::history::LogArgs),
    /// Undo the last run of a project
    Undo(project::history::UndoArgs),
    /// Make the report of a month again, and compare it byte for byte
    Rerun(project::history::RerunArgs),
    /// Check a user dictionary, or find words for one
    Dict(dict::Args),
    /// Print a shell completion script
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
    /// Done, and there is a warning, which the caller asked to hear of: exit code 4.
    Warned,
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
            Outcome::Warned => Self::from(4),
        }
    }
}

/// What every command gets besides its own arguments.
pub struct Context<'a> {
    /// Data goes here (stdout).
    pub out: &'a mut dyn Write,
    /// Messages go here (stderr).
    pub messages: Messages,
    /// Language of reports.
    pub lang: Lang,
}

/// Reads the command line, and the file that `--config` names.
///
/// # Errors
/// [`crate::Error`] where the configuration file is at fault, or an output is also an input. A wrong flag ends the process with exit code 2, as clap does.
pub fn parse() -> Result<Cli> {
    let args = config::expand(std::env::args_os().collect())?;
    let matches = Cli::command().get_matches_from(search::separate_query(args));
    overwrite::refuse(&matches)?;
    let cli = Cli::from_arg_matches(&matches);
    Ok(cli.unwrap_or_else(|e| e.format(&mut Cli::command()).exit()))
}

/// Runs one command.
///
/// # Errors
/// Whatever the command meets; see [`crate::Error`].
pub fn run(cli: Cli, out: &mut dyn Write) -> Result<Outcome> {
    let threads = rayon::ThreadPoolBuilder::new().num_threads(cli.global.threads);
    if let Err(e) = threads.build_global()
        // there already, as in tests, is not a failure
        && std::error::Error::source(&e).is_some()
    {
        return Err(anyhow::Error::new(e).context("no threads can be started; try --threads 1"));
    }
    interrupt::remove_unfinished_on_interrupt();
    let mut context = Context {
        out,
        messages: Messages::new(cli.global.quiet, cli.global.verbose),
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
        Some(folder) => crate::types::panics::catch(|| dispatch(cli.command, &mut context))
            .unwrap_or_else(|| Err(crate::index::inconsistent(&folder).into()))
            .map_err(|e| index::with_command(e, &folder)),
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
        Command::Watch(a) => watch::run(*a, context),
        Command::Events(a) => events::run(&a, context),
        Command::Explain(a) => explain::run(&a, context),
        Command::Inspect(a) => inspect::run(&a, context),
        Command::Label(a) => label::run(&a, context),
        Command::Init(a) => project::init::run(&a, context),
        Command::Month(a) => project::month::run(&a, context),
        Command::Log(a) => project::history::log(&a, context),
        Command::Undo(a) => project::history::undo(&a, context),
        Command::Rerun(a) => project::history::rerun(&a, context),
        Command::Dict(a) => dict::run(&a, context),
        Command::Completions(a) => completions::run(&a, context),
        Command::Man(a) => man::run(&a, context),
    }
}
