//! `tousu label status`

use super::super::input_args::{InputArgs, TextArgs};
use super::super::mask_args::MaskArgs;
use super::super::messages::visible;
use super::super::train::{FitArgs, ModelArg};
use super::super::{Context, Messages, Outcome};
use crate::collect::trained_columns;
use crate::label::{
    Curve, Gain, LABEL, LEAST_ROWS, Stability, Status, StatusParams, UNCHANGED, compare, counted,
    status,
};
use crate::normalize::MaskParams;
use crate::pipeline::{Account, LabelledParams, Reading, read_labelled};
use crate::score::Model;
use crate::types::shell::command;
use crate::{Error, Result as LibResult};
use anyhow::Result;
use std::io::Write;
use std::path::PathBuf;

/// Arguments of `tousu label status`.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Example: tousu label status labels.csv --export export.xlsx --before old.tousu --model new.tousu"
)]
pub(super) struct Args {
    #[command(flatten)]
    input: InputArgs,
    #[command(flatten)]
    columns: TextArgs,
    /// Column of labels.
    #[arg(long, value_name = "COL", default_value = LABEL, help_heading = "Labels")]
    label: String,
    /// Number of folds, each held out in turn.
    #[arg(long, value_name = "K", default_value_t = 5, value_parser = clap::value_parser!(u32).range(2..=100), help_heading = "Labels")]
    folds: u32,
    /// Unlabelled complaints whose predictions are compared. Repeat it for more files.
    #[arg(
        long,
        value_name = "EXPORT",
        requires = "model",
        help_heading = "Predictions"
    )]
    export: Vec<String>,
    /// Model from before the last batch of labels. Repeat it for the batches before, the oldest first.
    #[arg(
        long,
        value_name = "OLD.tousu",
        requires = "model",
        help_heading = "Predictions"
    )]
    before: Vec<PathBuf>,
    /// Model trained on all labels.
    #[arg(long, value_name = "NEW.tousu", requires_all = ["export", "before"], help_heading = "Predictions")]
    model: Option<PathBuf>,
    /// Kind of model to train.
    #[arg(long, value_enum, default_value_t = ModelArg::Auto, value_name = "KIND", help_heading = "Model")]
    kind: ModelArg,
    #[command(flatten)]
    fit: FitArgs,
    #[command(flatten)]
    mask: MaskArgs,
    /// Print everything as one JSON object.
    #[arg(long, help_heading = "Output")]
    json: bool,
}

/// What `--json` prints.
#[derive(Debug, serde::Serialize)]
struct Summary<'a> {
    #[serde(flatten)]
    status: &'a Status,
    predictions: Option<&'a Stability>,
}

pub(super) fn run(args: &Args, context: &mut Context<'_>) -> Result<Outcome> {
    let messages = args.mask.messages(&context.messages);
    let mask = args.mask.params(&messages);
    let reading = args
        .input
        .reading
        .reading(&args.input.inputs, mask.clone())?;
    let columns = LabelledParams {
        axes: vec![args.label.clone()],
        text: args.columns.text.clone(),
        id: args.columns.id.clone(),
        ..LabelledParams::default()
    };
    let (rows, account) = read_labelled(&reading, &columns, None, &messages)?;
    let params = StatusParams {
        train: args.fit.params(args.kind, mask.clone(), &messages)?,
        folds: args.folds,
    };
    let status = match status(&rows, &params, &messages) {
        Ok(status) => status,
        Err(e) => {
            // what cannot be measured can still be counted
            if !args.json {
                show(&counted(&rows), context.out)?;
            }
            return Err(e.into());
        }
    };
    let stability = args
        .model
        .as_ref()
        .map(|new| stability(args, new, &mask, &messages));
    let (stability, _) = stability.transpose()?.unzip();
    if args.json {
        let summary = Summary {
            status: &status,
            predictions: stability.as_ref(),
        };
        writeln!(context.out, "{}", serde_json::to_string(&summary)?)?;
    } else {
        show(&status, context.out)?;
        if let Some(stability) = &stability {
            show_stability(stability, context.out)?;
        }
    }
    if status.curve.is_none() {
        refuse(&status, args, &messages);
    }
    Ok(Outcome::of(&account))
}

/// Says why there is no score, and what to do.
fn refuse(status: &Status, args: &Args, messages: &Messages) {
    let labels = args
        .input
        .inputs
        .first()
        .map_or("labels.csv", String::as_str);
    let next = command([
        "tousu",
        "label",
        "draw",
        "EXPORT",
        "--labels",
        labels,
        "-o",
        "next.xlsx",
    ]);
    messages.warn(format!(
        "{} labelled rows tell nothing of a score or a curve; at least {LEAST_ROWS} are needed. Next: {next}",
        status.rows
    ));
}

fn stability(
    args: &Args,
    new: &PathBuf,
    mask: &MaskParams,
    messages: &Messages,
) -> LibResult<(Stability, Account)> {
    let paths = args.before.iter().chain([new]);
    let models: Vec<Model> = paths.map(Model::load).collect::<LibResult<_>>()?;
    let Some(newest) = models.last() else {
        return Err(Error::usage("there is no model", "Name one with --model."));
    };
    let trained = trained_columns(newest.bundle());
    let params = args.input.reading.reading(&args.export, mask.clone())?;
    let mut reading = Reading::open(&params, "comparing", messages)?;
    let text = reading.text_columns(&args.columns.text, Some(&trained));
    // the labels and the export need not name their texts alike
    let text = match text {
        Ok(text) => text,
        Err(_) => reading.text_columns(&[], None)?,
    };
    let stability = compare(reading.by_ref(), &text.columns, &models)?;
    let mut account = reading.finish()?;
    account.close(messages)?;
    Ok((stability, account))
}

fn show(status: &Status, out: &mut dyn Write) -> std::io::Result<()> {
    writeln!(out, "labels  type")?;
    for t in &status.types {
        writeln!(out, "{:>6}  {}", t.rows, visible(&t.name))?;
    }
    writeln!(out, "{:>6}  in all", status.rows)?;
    if let Some(f1) = status.macro_f1 {
        let range = status.macro_f1_interval;
        let range = range.map_or_else(String::new, |i| format!(" ({:.3}–{:.3})", i.low, i.high));
        writeln!(out, "\nmacro-F1 on held-out rows {f1:.3}{range}")?;
    }
    match &status.curve {
        Some(curve) => show_curve(curve, out),
        None => Ok(()),
    }
}

fn show_curve(curve: &Curve, out: &mut dyn Write) -> std::io::Result<()> {
    writeln!(out, "\ntrain rows  macro-F1")?;
    for point in &curve.measured {
        let f1 = point
            .macro_f1
            .map_or_else(|| "–".to_owned(), |v| format!("{v:.3}"));
        writeln!(out, "{:>10}  {f1:>8}", point.rows)?;
    }
    if curve.gains.is_empty() {
        return writeln!(out, "too few rows a type to foretell what more would bring");
    }
    for gain in &curve.gains {
        writeln!(out, "{}", spoken(gain))?;
    }
    Ok(())
}

fn spoken(gain: &Gain) -> String {
    let points = match gain.points {
        1 => "+1 point".to_owned(),
        n => format!("+{n} points"),
    };
    match (gain.rows, gain.low, gain.high) {
        (Some(rows), Some(low), Some(high)) => {
            format!("about {rows} more rows for {points} ({low} to {high})")
        }
        (Some(rows), Some(low), None) => {
            format!("about {rows} more rows for {points} ({low} or more)")
        }
        (Some(rows), None, _) => format!("about {rows} more rows for {points}, or never"),
        (None, Some(low), _) => format!("{points}: not foretold; at best with {low} more rows"),
        (None, None, _) => format!("{points}: not foretold with any number of rows"),
    }
}

fn show_stability(stability: &Stability, out: &mut dyn Write) -> std::io::Result<()> {
    writeln!(
        out,
        "\npredictions for {} rows, from model to model:",
        stability.rows
    )?;
    for share in &stability.unchanged {
        match share {
            Some(s) => writeln!(out, "{:.1} % unchanged", s * 100.0)?,
            None => writeln!(out, "–")?,
        }
    }
    let least = UNCHANGED * 100.0;
    match stability.stop {
        Some(true) => writeln!(
            out,
            "two batches left at least {least:.0} % unchanged: you may stop labelling"
        ),
        Some(false) => writeln!(
            out,
            "go on: it takes two batches in a row that leave at least {least:.0} % unchanged"
        ),
        None => writeln!(
            out,
            "one batch does not tell: after the next one, name both models before it (--before FIRST --before SECOND --model NEW); \
             two batches in a row that leave at least {least:.0} % unchanged are the time to stop"
        ),
    }
}
