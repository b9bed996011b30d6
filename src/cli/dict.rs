//! `tousu dict`: checks a user dictionary, or finds new words for one.

use super::input_args::{ReadArgs, TextArgs};
use super::messages::visible;
use super::{Context, Outcome};
use crate::normalize::MaskParams;
use crate::pipeline::{
    DictionaryCheck, ReadingParams, TextParams, check_dictionary, suggest_words,
};
use crate::segment::compare::Changes;
use crate::segment::suggest::SuggestParams;
use crate::types::shell::command;
use anyhow::{Result, bail};
use std::io::{self, Write};
use std::path::PathBuf;

/// Arguments of `tousu dict`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// What to do with a dictionary.
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    /// List the bad lines of a dictionary, and show what it changes
    Check(Check),
    /// Find words that the base dictionary lacks, as a file for --dict
    Suggest(Suggest),
}

/// Arguments of `tousu dict check`.
#[derive(Debug, clap::Args)]
struct Check {
    /// Dictionary with one `词`, `词 频`, `词 词性` or `词 频 词性` per line. `#` starts a comment.
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Segment the texts of these files with and without the dictionary, and show what changes.
    #[arg(long, value_name = "INPUT", num_args = 1..)]
    against: Vec<String>,
    /// Number of changed texts to show, and of changed words.
    #[arg(long, default_value_t = 10, value_name = "N")]
    show: usize,
    /// Show every changed text and word.
    #[arg(long, conflicts_with = "show")]
    all: bool,
    /// Print the summary as one JSON object.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    text: TextArgs,
    #[command(flatten)]
    reading: ReadArgs,
}

/// Arguments of `tousu dict suggest`.
#[derive(Debug, clap::Args)]
struct Suggest {
    /// Files, globs or folders; `-` is stdin.
    #[arg(required = true, value_name = "INPUT")]
    inputs: Vec<String>,
    /// Dictionary file to write; `-` is stdout.
    #[arg(short, long, default_value = "-", value_name = "FILE")]
    output: String,
    /// Smallest number of occurrences of a word; near-duplicate texts count once.
    #[arg(long, default_value_t = SuggestParams::default().min_count, value_name = "N")]
    min_count: u32,
    /// Largest number of words.
    #[arg(long, default_value_t = SuggestParams::default().limit, value_name = "N")]
    limit: usize,
    #[command(flatten)]
    text: TextArgs,
    #[command(flatten)]
    reading: ReadArgs,
}

pub(super) fn run(args: &Args, context: &mut Context<'_>) -> Result<Outcome> {
    match &args.command {
        Command::Check(args) => check(args, context),
        Command::Suggest(args) => suggest(args, context),
    }
}

fn texts(inputs: &[String], reading: &ReadArgs, text: &TextArgs) -> crate::Result<TextParams> {
    Ok(TextParams {
        reading: ReadingParams {
            may_be_empty: true,
            ..reading.reading(inputs, MaskParams::off())?
        },
        columns: text.text.clone(),
    })
}

fn check(args: &Check, context: &mut Context<'_>) -> Result<Outcome> {
    let show = if args.all { usize::MAX } else { args.show };
    let against = match args.against.as_slice() {
        [] => None,
        inputs => Some(texts(inputs, &args.reading, &args.text)?),
    };
    let (check, account) = check_dictionary(&args.file, against.as_ref(), show, &context.messages)?;
    if args.json {
        writeln!(context.out, "{}", serde_json::to_string(&check)?)?;
    } else {
        print_check(&check, show, context.out)?;
    }
    if !check.bad_lines.is_empty() {
        bail!(
            "{} has {} bad lines. Correct them first: no command takes --dict with a bad line",
            args.file.display(),
            check.bad_lines.len()
        );
    }
    Ok(Outcome::of(&account))
}

fn print_check(check: &DictionaryCheck, show: usize, out: &mut dyn Write) -> io::Result<()> {
    writeln!(
        out,
        "{} words ({} of them already in the base dictionary), hash {}",
        check.words, check.known, check.hash
    )?;
    for bad in &check.bad_lines {
        let text = visible(&bad.text);
        writeln!(out, "line {}: {}: {text}", bad.line, bad.reason)?;
    }
    match &check.against {
        Some(changes) => print_changes(changes, show, out),
        None => Ok(()),
    }
}

/// A summary and the first lines: a dictionary of a trade changes hundreds of words.
fn print_changes(changes: &Changes, show: usize, out: &mut dyn Write) -> io::Result<()> {
    let Changes {
        texts,
        changed,
        words,
        examples,
    } = changes;
    writeln!(out, "{changed} of {texts} texts are segmented differently")?;
    for example in examples {
        writeln!(out, "  {}", visible(&example.before))?;
        writeln!(out, "  → {}", visible(&example.now))?;
    }
    if words.is_empty() {
        return Ok(());
    }
    writeln!(out, "{} words change, times kept whole:", words.len())?;
    for word in words.iter().take(show) {
        let name = visible(&word.word);
        writeln!(out, "  {name} {} → {}", word.before, word.now)?;
    }
    let more = words.len().saturating_sub(show);
    if more > 0 {
        writeln!(out, "  … {more} more words; --all shows them")?;
    }
    Ok(())
}

fn suggest(args: &Suggest, context: &mut Context<'_>) -> Result<Outcome> {
    let params = SuggestParams {
        min_count: args.min_count,
        limit: args.limit,
        ..SuggestParams::default()
    };
    let texts = texts(&args.inputs, &args.reading, &args.text)?;
    let found = suggest_words(&texts, &params, &context.messages)?;
    context.messages.say(format!(
        "{} new words found in {} texts ({} without near-duplicates)",
        found.words, found.texts, found.distinct
    ));
    if args.output == "-" {
        context.out.write_all(found.file.as_bytes())?;
    } else {
        found.save(&args.output)?;
        let next = command(["tousu", "train", "INPUT", "--dict", &args.output]);
        context.messages.say(format!(
            "written to {}. Delete the lines that are not words, then use it: {next} …",
            args.output
        ));
    }
    Ok(Outcome::of(&found.account))
}
