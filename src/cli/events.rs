//! `tousu events`

use super::input_args::{InputArgs, TextArgs};
use super::mask_args::{KeyArgs, MaskArgs};
use super::messages::visible;
use super::terminal::{Terminal, fit, padded};
use super::{Context, Outcome};
use crate::columns::NamedColumns;
use crate::events::{Event, FEWEST, NamedEventColumns, WITHIN};
use crate::export::OutputParams;
use crate::pipeline::{EventsFound, EventsRequest, events};
use crate::types::Lang;
use crate::types::format::Format;
use crate::{Error, Result as LibResult};
use anyhow::Result;
use std::io;
use std::path::PathBuf;
use unicode_width::UnicodeWidthStr;

/// Arguments of `tousu events`.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    input: InputArgs,
    #[command(flatten)]
    columns: TextArgs,
    /// Time column. Guessed by default.
    #[arg(long, value_name = "COL", help_heading = "Columns")]
    time: Option<String>,
    /// Column of places (estates, roads, shops). Complaints about different places never belong to one event. By default, places are
    /// found in the texts.
    #[arg(long, value_name = "COL", help_heading = "Columns")]
    place: Option<String>,
    /// Column that identifies complainants. Guessed by default.
    #[arg(long, value_name = "COL", help_heading = "Columns")]
    person: Option<String>,
    /// Column of complaint types. Guessed by default.
    #[arg(long = "type", value_name = "COL", help_heading = "Columns")]
    kind: Option<String>,
    /// Columns of which each event shows the value shared by at least half of its complaints. Guessed by default; `--by ''` for none.
    #[arg(long, value_name = "COL,..", help_heading = "Columns")]
    by: Option<Vec<String>>,
    /// Columns that say how a complaint was handled, as `ROLE=COL,..`, as in `tousu report`. Guessed by default.
    #[arg(long, value_name = "ROLE=COL,..", help_heading = "Columns")]
    service: Option<Vec<String>>,
    /// A file of names of places, companies or products to find in the texts, one per line.
    #[arg(long, value_name = "FILE", help_heading = "Events")]
    names: Option<PathBuf>,
    /// Largest number of days between a complaint and the next of the same event.
    #[arg(long, value_name = "DAYS", default_value_t = WITHIN, help_heading = "Events")]
    within: u32,
    /// Smallest number of complaints that make an event.
    #[arg(long, value_name = "N", default_value_t = FEWEST, value_parser = clap::value_parser!(u64).range(2..), help_heading = "Events")]
    min: u64,
    /// Number of events to print.
    #[arg(long, value_name = "N", default_value_t = 20, help_heading = "Output")]
    show: usize,
    /// Write all events to this file, one per row; its extension sets the format.
    #[arg(short, long, value_name = "OUT", help_heading = "Output")]
    output: Option<String>,
    /// Write every row with its event appended in columns `event`, `event_name` and `event_complaints`.
    #[arg(long, value_name = "FILE", help_heading = "Output")]
    rows: Option<String>,
    /// Format of -o and --rows: csv, tsv, jsonl, xlsx, parquet or arrow.
    #[arg(long, value_name = "FORMAT", help_heading = "Output")]
    format: Option<String>,
    /// Write CSV for Excel: byte order mark, CRLF, and no cell that runs as a formula.
    #[arg(long, help_heading = "Output")]
    bom: bool,
    /// Names of events are masked by default. Source columns of --rows are written unchanged unless --mask or --mask-key is given.
    #[command(flatten)]
    mask: MaskArgs,
    #[command(flatten)]
    key: KeyArgs,
    /// Print all events as one JSON object.
    #[arg(long, help_heading = "Output")]
    json: bool,
}

/// What `--json` prints.
#[derive(Debug, serde::Serialize)]
struct Summary<'a> {
    rows_in: u64,
    rejected: u64,
    compared: u64,
    within_days: u32,
    at_least: u64,
    complaints_in_events: u64,
    events: &'a [Event],
}

pub(super) fn run(args: &Args, context: &mut Context<'_>) -> Result<Outcome> {
    let messages = args.mask.messages(&context.messages);
    let found = events(&request(args, context)?, &messages)?;
    let of_events = found.events.iter().map(|e| e.complaints).sum();
    if args.json {
        let summary = Summary {
            rows_in: found.account.rows_in,
            rejected: found.account.rejected(),
            compared: found.compared,
            within_days: args.within,
            at_least: args.min,
            complaints_in_events: of_events,
            events: &found.events,
        };
        writeln!(context.out, "{}", serde_json::to_string(&summary)?)?;
        return Ok(Outcome::of(&found.account));
    }
    let written = [&args.output, &args.rows];
    if written.iter().all(|o| o.as_deref() != Some("-")) {
        show(&found, args.show, context)?;
    }
    let (n, compared) = (found.events.len(), found.compared);
    let events = if n == 1 { "event" } else { "events" };
    context.messages.say(format!(
        "{of_events} of {compared} complaints belong to {n} {events} of at least {} complaints",
        args.min
    ));
    written
        .into_iter()
        .flatten()
        .for_each(|o| context.messages.say(o));
    Ok(Outcome::of(&found.account))
}

fn request(args: &Args, context: &Context<'_>) -> LibResult<EventsRequest> {
    let output = args.output.as_deref();
    let on_stdout = [output, args.rows.as_deref()]
        .into_iter()
        .filter(|o| *o == Some("-"));
    if on_stdout.count() + usize::from(args.json) > 1 {
        return Err(Error::usage(
            "only one of -o -, --rows - and --json can have stdout",
            "Write the others to files, or leave them out.",
        ));
    }
    let asked = args.key.keyed(args.mask.asked(&context.messages))?;
    let mask = asked.clone().unwrap_or_default();
    let mut reading = args
        .input
        .reading
        .reading(&args.input.inputs, mask.clone())?;
    if let Some(output) = output.or(args.rows.as_deref()) {
        reading.rejects = reading.rejects.for_output(output);
        // all rows are read before any is written
        reading.rejects.streaming = false;
    }
    let format = args.format.as_deref().map(Format::output).transpose()?;
    let to = |output: &Option<String>| {
        let format = OutputParams {
            format,
            bom: args.bom,
            ..OutputParams::default()
        };
        output.clone().map(|output| (output, format))
    };
    Ok(EventsRequest {
        reading,
        columns: NamedEventColumns {
            columns: NamedColumns {
                label: args.kind.clone(),
                text: args.columns.text.clone(),
                id: args.columns.id.clone(),
                time: args.time.clone(),
                by: args.by.clone(),
                numbers: Some(Vec::new()),
                service: args.service.clone(),
                place: args.place.clone(),
                ..NamedColumns::default()
            },
            person: args.person.clone(),
        },
        names: args.names.clone(),
        within: args.within,
        fewest: args.min,
        rows_mask: asked.filter(|m| m.on),
        mask,
        output: to(&args.output),
        rows: to(&args.rows),
        lang: context.lang,
    })
}

/// Prints the largest events, one a line.
fn show(found: &EventsFound, most: usize, context: &mut Context<'_>) -> io::Result<()> {
    let terminal = Terminal::new();
    let shown = found.events.iter().take(most);
    let lines: Vec<[String; 6]> = shown.map(line).collect();
    let head = match context.lang {
        Lang::En => [
            "event",
            "complaints",
            "people",
            "days",
            "4 weeks before → last 4",
            "name",
        ],
        Lang::Zh => ["事件", "件数", "人数", "起止", "前四周 → 近四周", "名称"],
    };
    let head = head.map(str::to_owned);
    let all: Vec<&[String; 6]> = std::iter::once(&head)
        .filter(|_| !lines.is_empty())
        .chain(&lines)
        .collect();
    // what no column gives has no column here
    let is_given = |column: usize| lines.iter().any(|l| !l[column].is_empty());
    let width = |column: usize| match is_given(column) {
        true => all.iter().map(|l| l[column].width()).max().unwrap_or(0),
        false => 0,
    };
    let widths: Vec<usize> = (0..5).map(width).collect();
    for line in &all {
        let cells = line.iter().zip(&widths).filter(|(_, width)| **width > 0);
        let start: String = cells.map(|(cell, width)| padded(cell, *width)).collect();
        let room = terminal
            .width
            .map_or(usize::MAX, |w| w.saturating_sub(start.width()).max(20));
        writeln!(context.out, "{start}{}", fit(&line[5], room))?;
    }
    let more = found.events.len().saturating_sub(most);
    if more > 0 {
        let more = match context.lang {
            Lang::En => format!("… {more} more; -o writes all of them"),
            Lang::Zh => format!("……另有 {more} 个，用 -o 写出全部"),
        };
        writeln!(context.out, "{more}")?;
    }
    Ok(())
}

/// Id, complaints, people, days, last four weeks and those before, name.
fn line(event: &Event) -> [String; 6] {
    let days = event.first.zip(event.last);
    let weeks = event.four_weeks_before.zip(event.last_four_weeks);
    [
        event.id.clone(),
        event.complaints.to_string(),
        event.people.map(|n| n.to_string()).unwrap_or_default(),
        days.map(|(first, last)| format!("{first}..{last}"))
            .unwrap_or_default(),
        weeks
            .map(|(before, last)| format!("{before} → {last}"))
            .unwrap_or_default(),
        visible(&event.name).replace('\n', " "),
    ]
}
