//! `tousu dict`: looks at a user dictionary, or finds new words for one.

use super::common::{ReadArgs, TextArgs};
use super::talk::visible;
use super::{Context, Outcome, Talk};
use crate::export::AtomicFile;
use crate::ingest::{Chunk, cell_text};
use crate::normalize::{Depth, MaskParams, Normalizer, mask};
use crate::pipeline::{Account, Reading, ReadingParams};
use crate::segment::suggest::{NewWord, SuggestParams, suggest};
use crate::segment::{BadLine, Segmenter, Token, UserDictionary};
use crate::{Error, similar};
use anyhow::{Result, bail};
use encoding_rs::GB18030;
use rayon::prelude::*;
use serde::Serialize;
use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};

/// Arguments of `tousu dict`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// What to do with a dictionary.
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    /// Name every bad line, and show what the dictionary changes
    Check(Check),
    /// Find words that the base dictionary lacks; writes a file that --dict takes
    Suggest(Suggest),
}

/// Arguments of `tousu dict check`.
#[derive(Debug, clap::Args)]
struct Check {
    /// The dictionary: `词`, `词 频`, `词 词性` or `词 频 词性` a line; `#` begins a comment.
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Cut the texts of these files with and without the dictionary, and show what changes.
    #[arg(long, value_name = "INPUT", num_args = 1..)]
    against: Vec<String>,
    /// How many changed texts to show.
    #[arg(long, default_value_t = 10, value_name = "N")]
    show: usize,
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
    /// Where the dictionary goes; `-` is stdout.
    #[arg(short, long, default_value = "-", value_name = "FILE")]
    output: String,
    /// Fewest occurrences of a word, near-duplicate texts counted once.
    #[arg(long, default_value_t = SuggestParams::default().min_count, value_name = "N")]
    min_count: u32,
    /// Most words.
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
        Command::Suggest(args) => find_words(args, context),
    }
}

/// What `dict check` found.
#[derive(Debug, Serialize)]
struct Summary {
    /// Words read.
    words: usize,
    /// Words the base dictionary holds already.
    known: usize,
    /// 16 hexadecimal digits; models and indexes carry it.
    hash: String,
    bad_lines: Vec<Bad>,
    /// Absent without --against.
    #[serde(skip_serializing_if = "Option::is_none")]
    against: Option<Changes>,
}

#[derive(Debug, Serialize)]
struct Bad {
    line: usize,
    text: String,
    reason: &'static str,
}

/// What the dictionary changes in some texts.
#[derive(Debug, Default, Serialize)]
struct Changes {
    texts: usize,
    changed: usize,
    /// Words of the dictionary that stand in the texts, and how often they are kept whole now and were before.
    words: Vec<WordUse>,
    examples: Vec<Example>,
}

#[derive(Debug, Serialize)]
struct WordUse {
    word: String,
    before: u64,
    now: u64,
}

#[derive(Debug, Serialize)]
struct Example {
    before: String,
    now: String,
}

fn check(args: &Check, context: &mut Context<'_>) -> Result<Outcome> {
    let (dictionary, bad) = UserDictionary::read(&read_file(&args.file, &context.talk)?);
    let normalizer = Normalizer::default();
    let dictionary = dictionary.normalized(|w| normalizer.text(w, Depth::Words));
    let plain = Segmenter::default();
    let known = dictionary.words().iter().filter(|w| plain.knows(&w.word));
    let mut summary = Summary {
        words: dictionary.words().len(),
        known: known.count(),
        hash: dictionary.hash(),
        bad_lines: bad.into_iter().map(Bad::from).collect(),
        against: None,
    };
    let mut outcome = Outcome::Done;
    if !args.against.is_empty() {
        let (texts, account) = texts(&args.against, &args.reading, &args.text, &context.talk)?;
        summary.against = Some(changes(&texts, &plain, &dictionary, args.show));
        outcome = Outcome::of(&account);
    }
    if args.json {
        writeln!(context.out, "{}", serde_json::to_string(&summary)?)?;
    } else {
        tell(&summary, context.out)?;
    }
    if !summary.bad_lines.is_empty() {
        bail!(
            "{}: {} bad lines; the commands that take --dict refuse the file until they are mended",
            args.file.display(),
            summary.bad_lines.len()
        );
    }
    Ok(outcome)
}

impl From<BadLine> for Bad {
    fn from(bad: BadLine) -> Self {
        Self {
            line: bad.line,
            text: bad.text,
            reason: bad.reason,
        }
    }
}

fn tell(summary: &Summary, out: &mut dyn Write) -> Result<()> {
    writeln!(
        out,
        "{} words ({} of them in the base dictionary already), hash {}",
        summary.words, summary.known, summary.hash
    )?;
    for bad in &summary.bad_lines {
        writeln!(
            out,
            "line {}: {}: {}",
            bad.line,
            bad.reason,
            visible(&bad.text)
        )?;
    }
    let Some(changes) = &summary.against else {
        return Ok(());
    };
    writeln!(
        out,
        "{} of {} texts are cut otherwise",
        changes.changed, changes.texts
    )?;
    for example in &changes.examples {
        writeln!(
            out,
            "  {}\n  → {}",
            visible(&example.before),
            visible(&example.now)
        )?;
    }
    if !changes.words.is_empty() {
        writeln!(out, "kept whole, before → now:")?;
    }
    for word in &changes.words {
        writeln!(
            out,
            "  {} {} → {}",
            visible(&word.word),
            word.before,
            word.now
        )?;
    }
    Ok(())
}

/// A dictionary is read as UTF-8, else as GB18030, which is said.
fn read_file(path: &Path, talk: &Talk) -> Result<String> {
    let bytes = std::fs::read(path).map_err(|e| Error::io(path, "read", e))?;
    match String::from_utf8(bytes) {
        Ok(text) => Ok(text),
        Err(e) => {
            talk.say(format!("{}: no UTF-8, read as GB18030", path.display()));
            Ok(GB18030.decode(e.as_bytes()).0.into_owned())
        }
    }
}

/// The texts of some files, normalised for words.
fn texts(
    inputs: &[String],
    reading: &ReadArgs,
    columns: &TextArgs,
    talk: &Talk,
) -> Result<(Vec<String>, Account)> {
    let reading = ReadingParams {
        may_be_empty: true,
        ..reading.reading(inputs, MaskParams::off())?
    };
    let mut reading = Reading::open(&reading, "reading", talk)?;
    let columns = match reading.sample() {
        Some(_) => reading.text_columns(&columns.text)?,
        None => Vec::new(),
    };
    let normalizer = Normalizer::default();
    let mut all = Vec::new();
    for chunk in reading.by_ref() {
        let chunk = chunk?;
        let made: Vec<String> = (0..chunk.batch.num_rows())
            .into_par_iter()
            .map(|row| normalizer.text(&joined(&chunk, &columns, row), Depth::Words))
            .collect();
        all.extend(made.into_iter().filter(|t| !t.is_empty()));
    }
    let mut account = reading.finish()?;
    account.close(talk)?;
    Ok((all, account))
}

fn joined(chunk: &Chunk, columns: &[usize], row: usize) -> String {
    let cells: Vec<_> = columns
        .iter()
        .filter_map(|&c| cell_text(chunk.batch.column(c).as_ref(), row))
        .collect();
    cells.join("\n")
}

/// Cuts all texts both ways.
fn changes(
    texts: &[String],
    plain: &Segmenter,
    dictionary: &UserDictionary,
    show: usize,
) -> Changes {
    let mine = plain.with_dictionary(dictionary);
    let mut words: BTreeMap<&str, (u64, u64)> = dictionary
        .words()
        .iter()
        .map(|w| (w.word.as_str(), (0, 0)))
        .collect();
    let both: Vec<(Vec<Token>, Vec<Token>)> = texts
        .par_iter()
        .map(|text| {
            let (mut before, mut now) = (Vec::new(), Vec::new());
            plain.segment(text, &mut before);
            mine.segment(text, &mut now);
            (before, now)
        })
        .collect();
    let mut changes = Changes {
        texts: texts.len(),
        ..Changes::default()
    };
    for (text, (before, now)) in texts.iter().zip(&both) {
        for token in before {
            if let Some(n) = words.get_mut(&text[token.span.range()]) {
                n.0 += 1;
            }
        }
        for token in now {
            if let Some(n) = words.get_mut(&text[token.span.range()]) {
                n.1 += 1;
            }
        }
        if before != now {
            changes.changed += 1;
            if changes.examples.len() < show {
                changes.examples.push(example(text, before, now));
            }
        }
    }
    let used = words.into_iter().filter(|(_, (a, b))| a != b);
    changes.words = used
        .map(|(word, (before, now))| WordUse {
            word: word.to_owned(),
            before,
            now,
        })
        .collect();
    changes
        .words
        .sort_by_key(|w| (std::cmp::Reverse(w.now.abs_diff(w.before)), w.word.clone()));
    changes
}

/// The place where two cuttings of a text first part, some words around it.
fn example(text: &str, before: &[Token], now: &[Token]) -> Example {
    const AROUND: usize = 3;
    let same = before.iter().zip(now).take_while(|(a, b)| a == b).count();
    let tail = before.iter().rev().zip(now.iter().rev());
    let most = before.len().min(now.len()) - same;
    let same_after = tail.take(most).take_while(|(a, b)| a == b).count();
    let show = |tokens: &[Token]| {
        let to = (tokens.len() - same_after + AROUND).min(tokens.len());
        let pieces = tokens[same.saturating_sub(AROUND)..to].iter();
        let words: Vec<_> = pieces
            .map(|t| mask::render(&text[t.span.range()]))
            .collect();
        words.join("/")
    };
    Example {
        before: show(before),
        now: show(now),
    }
}

fn find_words(args: &Suggest, context: &mut Context<'_>) -> Result<Outcome> {
    let (texts, account) = texts(&args.inputs, &args.reading, &args.text, &context.talk)?;
    let groups = similar::groups(&texts);
    let firsts: Vec<&str> = texts
        .iter()
        .zip(&groups)
        .enumerate()
        .filter(|(i, (_, group))| u32::try_from(*i) == Ok(**group))
        .map(|(_, (text, _))| text.as_str())
        .collect();
    let params = SuggestParams {
        min_count: args.min_count,
        limit: args.limit,
        ..SuggestParams::default()
    };
    let words = suggest(&firsts, &Segmenter::default(), &params);
    let mut file = String::new();
    for word in &words {
        write_entry(word, &firsts, &mut file);
    }
    context.talk.say(format!(
        "{} new words from {} texts ({} without near-duplicates)",
        words.len(),
        texts.len(),
        firsts.len()
    ));
    if args.output == "-" {
        context.out.write_all(file.as_bytes())?;
        return Ok(Outcome::of(&account));
    }
    let mut target = AtomicFile::create(&args.output)?;
    target
        .write_all(file.as_bytes())
        .map_err(|e| Error::io(&args.output, "write", e))?;
    target.commit()?;
    context.talk.say(format!(
        "written to {}; read it, strike out what is no word, then `--dict {}`",
        args.output, args.output
    ));
    Ok(Outcome::of(&account))
}

/// One word with its evidence in a comment above it.
fn write_entry(word: &NewWord, texts: &[&str], file: &mut String) {
    const AROUND: usize = 10;
    let text = texts.get(word.example).copied().unwrap_or_default();
    let at = text.find(&word.word).unwrap_or(0);
    let before: Vec<char> = text[..at].chars().rev().take(AROUND).collect();
    let near: String = before
        .into_iter()
        .rev()
        .chain(text[at..].chars().take(AROUND + word.word.chars().count()))
        .collect();
    let near = mask::render(&near).into_owned();
    let near: String = near
        .chars()
        .filter(|c| !c.is_control() && !mask_part(*c))
        .collect();
    file.push_str(&format!(
        "# {} 次 · 凝聚 {:.2} · 自由 {:.2} · 例 …{near}…\n{}\n",
        word.count, word.cohesion, word.freedom, word.word
    ));
}

/// Part of a mask cut in two by the ends of an example.
fn mask_part(c: char) -> bool {
    matches!(c, '\u{e000}'..='\u{e02f}')
}
