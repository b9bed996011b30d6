//! `tousu watch`

use super::input_args::ReadArgs;
use super::mask_args::{KeyArgs, MaskArgs};
use super::period_args::calendar;
use super::{Context, Outcome, project};
use crate::aggregate::Span;
use crate::bundle::Bundle;
use crate::columns::{NamedColumns, Received};
use crate::normalize::MaskParams;
use crate::pipeline::{ReadingParams, WatchRequest, watch};
use crate::types::{Lang, Separator};
use crate::watch::{Budget, WatchParams};
use crate::{Error, Result};
use chrono::NaiveDate;

/// Days of the window, unless said otherwise.
pub(super) const WINDOW: u32 = 7;

/// Arguments of `tousu watch`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Files, globs or folders with the complaints so far; `-` is stdin. Several inputs are read as one table, matched by column
    /// name. By default, in a project folder: the complaints of all its months and the exports that no month has taken in, with its
    /// settings.
    #[arg(value_name = "INPUT")]
    pub inputs: Vec<String>,
    #[command(flatten)]
    pub(super) reading: ReadArgs,
    #[command(flatten)]
    mask: MaskArgs,
    #[command(flatten)]
    key: KeyArgs,
    /// False warnings that you accept, over all series together: a number per week, month, quarter or year; 2/month by default. It
    /// determines the limit.
    #[arg(long, value_name = "N/TIME", help_heading = "Warnings")]
    pub budget: Option<String>,
    /// Days of the window. Single days, and windows two and four times as long, are checked as well.
    #[arg(long, value_name = "DAYS", default_value_t = WINDOW, value_parser = clap::value_parser!(u32).range(1..=91), help_heading = "Warnings")]
    pub window: u32,
    /// Judge this day (2024-12-31) and the days before it, ignoring later ones. By default the last day of the data.
    #[arg(long, value_name = "DATE", help_heading = "Warnings")]
    pub as_of: Option<String>,
    /// What is known and accepted (.csv, .xlsx or .toml), as in `report`: it is listed, but does not count as a warning until its last day.
    #[arg(long, value_name = "FILE", help_heading = "Warnings")]
    pub known: Option<String>,
    /// Do not read the texts: no words, and no complaints that repeat the text of an earlier one. Much faster for a long history.
    #[arg(long, help_heading = "Warnings")]
    pub no_words: bool,
    /// Exit with code 4 if there is a warning about something that is not known.
    #[arg(long, help_heading = "Warnings")]
    pub exit_code: bool,
    /// Column of complaint types; `predicted` by default, or the newest if a file was classified again (`predicted_tousu`).
    #[arg(
        long = "type",
        visible_alias = "types",
        value_name = "COL",
        help_heading = "Columns"
    )]
    pub kind: Option<String>,
    /// Separator between several types in a cell of --type, such as `;`; the first type counts.
    #[arg(long, value_name = "MARK", value_parser = Separator::new, help_heading = "Columns")]
    pub multi: Option<Separator>,
    /// A table of two columns: a type as in the complaints, and the type to count it under, as in `report`.
    #[arg(
        long,
        value_name = "FILE",
        conflicts_with = "model",
        help_heading = "Columns"
    )]
    pub bridge: Option<String>,
    /// Model that gives the types; `demo` is the built-in one.
    #[arg(long, value_name = "M.tousu", help_heading = "Columns")]
    pub model: Option<String>,
    /// Columns whose values are watched for every type; `A×B` (or `A*B`) crosses two or three. Guessed by default; `--by ''` for none.
    #[arg(long, value_name = "COL,..", help_heading = "Columns")]
    pub by: Option<Vec<String>>,
    /// Time column. Guessed by default.
    #[arg(long, value_name = "COL", help_heading = "Columns")]
    pub time: Option<String>,
    /// Columns that say how a complaint was handled, as `ROLE=COL,..`, as in `report`. Watched are the shares, of all complaints and
    /// of every type, of those that were not on time (on-time), left the complainant dissatisfied (satisfaction, in words), were not
    /// solved at the first contact (first-contact) or came again (complainant). Guessed by default; `--service ''` for none.
    #[arg(long, value_name = "ROLE=COL,..", help_heading = "Columns")]
    pub service: Option<Vec<String>>,
    /// Column of the time at which a complaint came in, if --time is when it happened: the last days are then judged by what has come
    /// in so far. Guessed by default; `--received ''` for none.
    #[arg(long, value_name = "COL", help_heading = "Columns")]
    pub received: Option<String>,
    /// Column of the number of complaints in each row, if rows are grouped to keep a long history small. Words, and complaints that
    /// repeat earlier ones, are then not watched.
    #[arg(long, value_name = "COL", help_heading = "Columns")]
    pub count: Option<String>,
    /// Text column, for words and the model; several, separated by commas, are joined. Guessed by default.
    #[arg(long, value_name = "COL,..", help_heading = "Columns")]
    pub text: Vec<String>,
    /// Column that identifies a complaint. Guessed by default.
    #[arg(long, value_name = "COL", help_heading = "Columns")]
    pub id: Option<String>,
    /// Only rows with COL=VALUE (also != < <= > >=, 'COL IN a,b'; COL= is "no value"), as in `search`. Several conditions must all
    /// hold.
    #[arg(long = "where", value_name = "COL=VALUE", help_heading = "Columns")]
    pub conditions: Vec<String>,
    /// Holidays: `cn`, `none`, or a file of dates and names. By default those of China for complaints in Chinese, none for others.
    #[arg(long, value_name = "cn|none|FILE", help_heading = "Columns")]
    pub calendar: Option<String>,
    /// Write the warnings to this file: as JSON if it ends in .json, otherwise as text.
    #[arg(short, long, value_name = "FILE", help_heading = "Output")]
    pub output: Option<String>,
    /// Print the warnings as one JSON object.
    #[arg(long, help_heading = "Output")]
    pub json: bool,
}

impl Args {
    fn request(&self, mask: MaskParams, lang: Lang) -> Result<WatchRequest> {
        let columns = NamedColumns {
            separator: self.multi,
            label: self.kind.clone(),
            text: self.text.clone(),
            id: self.id.clone(),
            time: self.time.clone(),
            received: Received::asked(self.received.as_deref()),
            by: self.by.clone(),
            numbers: Some(self.count.iter().cloned().collect()),
            service: self.service.clone(),
            ..NamedColumns::default()
        };
        Ok(WatchRequest {
            columns,
            mask,
            conditions: self.conditions.clone(),
            calendar: calendar(self.calendar.as_deref()),
            known: self.known.clone(),
            bridge: self.bridge.clone(),
            no_words: self.no_words,
            counted: self.count.is_some(),
            params: WatchParams {
                budget: self
                    .budget
                    .as_deref()
                    .map_or(Ok(Budget::default()), Budget::parse)?,
                window: self.window as usize,
                as_of: self.as_of.as_deref().map(day).transpose()?,
                with_later: false,
                lang,
            },
        })
    }

    fn input(&self, mask: MaskParams) -> Result<ReadingParams> {
        let mut reading = self.reading.reading(&self.inputs, mask)?;
        if let Some(output) = &self.output {
            reading.rejects = reading.rejects.for_output(output);
        }
        Ok(reading)
    }
}

/// The last day of what `text` names.
fn day(text: &str) -> Result<NaiveDate> {
    let span = Span::parse(text).ok();
    span.map(|span| span.dates().1).ok_or_else(|| {
        Error::usage(
            format!("`{text}` is not a date"),
            "Write it as `--as-of 2024-12-31`.",
        )
    })
}

pub(super) fn run(mut args: Args, context: &mut Context<'_>) -> anyhow::Result<Outcome> {
    if args.inputs.is_empty() {
        project::watch::complete(&mut args, context)?;
    }
    context.messages = args.mask.messages(&context.messages);
    let asked = args.mask.asked(&context.messages);
    let mask = args.key.keyed(asked)?.unwrap_or_default();
    let request = args.request(mask.clone(), context.lang)?;
    let bundle = args.model.as_deref().map(Bundle::load).transpose()?;
    let input = args.input(mask)?;
    let (watch, account) = watch(&input, bundle.as_ref(), &request, &context.messages)?;
    if let Some(file) = &args.output {
        watch.write(file)?;
        context.messages.say(format!("→ {file}"));
    }
    let printed = if args.json {
        watch.json()
    } else {
        watch.text()
    };
    if args.json || args.output.is_none() {
        // in one piece: a reader that leaves early is not a failure
        context.out.write_all(printed.as_bytes())?;
    }
    if args.exit_code && watch.has_warned() {
        return Ok(Outcome::Warned);
    }
    Ok(Outcome::of(&account))
}
