//! `tousu classify`

use super::input_args::{InputArgs, TextArgs};
use super::mask_args::{KeyArgs, MaskArgs};
use super::output_args::OutputArgs;
use super::{Context, Outcome};
use crate::bundle::Bundle;
use crate::normalize::MaskParams;
use crate::pipeline::{Classified, ClassifyRequest, Review, classify};
use crate::{Error, Result as LibResult};
use anyhow::Result;
use std::collections::BTreeMap;
use std::time::Instant;

/// Arguments of `tousu classify`.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    input: InputArgs,
    #[command(flatten)]
    columns: TextArgs,
    #[command(flatten)]
    output: OutputArgs,
    /// Model file; `demo` is the built-in one.
    #[arg(long, short, value_name = "M.tousu", help_heading = "Model")]
    model: String,
    /// Mark rows with a lower confidence for review (0 to 1).
    #[arg(
        long,
        value_name = "P",
        conflicts_with = "target_precision",
        help_heading = "Model"
    )]
    review_below: Option<f32>,
    /// Mark rows for review so that this share of the others is right (0 to 1), as measured in training. Files are read twice, to
    /// find the threshold for their mix of types. Streams use the mix in training.
    #[arg(long, value_name = "P", help_heading = "Model")]
    target_precision: Option<f64>,
    /// Append the probability of every type in columns `p:<type>`.
    #[arg(long, help_heading = "Model")]
    probabilities: bool,
    /// Source columns are written unchanged unless --mask or --mask-key is given.
    #[command(flatten)]
    mask: MaskArgs,
    #[command(flatten)]
    key: KeyArgs,
    /// Print the summary as one JSON object.
    #[arg(long, help_heading = "Output")]
    json: bool,
}

/// What `--json` prints.
#[derive(Debug, serde::Serialize)]
struct Summary<'a> {
    rows_in: u64,
    rows_out: u64,
    rejected: u64,
    rejected_by_reason: &'a BTreeMap<&'static str, u64>,
    types: serde_json::Map<String, serde_json::Value>,
    review: u64,
    without_text: u64,
    review_below: Option<f32>,
    /// Further columns of types.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    axes: BTreeMap<String, AxisSummary>,
    seconds: f64,
}

/// A further column of types.
#[derive(Debug, serde::Serialize)]
struct AxisSummary {
    types: serde_json::Map<String, serde_json::Value>,
    review: u64,
    review_below: Option<f32>,
}

pub(super) fn run(args: &Args, context: &mut Context<'_>) -> Result<Outcome> {
    let start = Instant::now();
    check(args)?;
    let bundle = Bundle::load(&args.model)?;
    let done = classify(&request(args, context)?, &bundle, &context.messages)?;
    for (axis, counts) in bundle.all_axes().zip(&done.counts.axes) {
        let (review, accepted) = (counts.review, done.rows_out - counts.review);
        let of = match bundle.axes() {
            [] => args.output.output.clone(),
            _ => axis.axis_name(),
        };
        context
            .messages
            .say(format!("{accepted} accepted, {review} for review: {of}"));
    }
    if !bundle.axes().is_empty() {
        context.messages.say(&args.output.output);
    }
    if args.review_below.is_none() && args.target_precision.is_none() {
        context.messages.say(no_threshold(&bundle));
    }
    if bundle.card().rows == 0 {
        context.messages.say(
            "the model was trained without labelled rows: how often its types are right is not known. Audit a sample with `tousu report … \
             --draw-audit 300 -o audit.xlsx`",
        );
    }
    if args.json {
        serde_json::to_writer(&mut context.out, &summary(&done, &bundle, start))?;
        writeln!(context.out)?;
    }
    Ok(Outcome::of(&done.account))
}

/// What to do about rows that are all accepted. A precision can be asked for where one was measured, of one type a row.
fn no_threshold(bundle: &Bundle) -> String {
    let is_measured = bundle.card().multi.is_none() && !bundle.out_of_fold().truth.is_empty();
    let flags = match is_measured {
        true => "--target-precision 0.9 or --review-below 0.6",
        false => "--review-below 0.6",
    };
    format!("no threshold: every row with a text is accepted; {flags} sets one")
}

fn request(args: &Args, context: &Context<'_>) -> LibResult<ClassifyRequest> {
    let output = &args.output.output;
    let mask = args.key.keyed(args.mask.asked(&context.messages))?;
    let mask = mask.filter(|m| m.on);
    let of_rejects = mask.clone().unwrap_or_else(MaskParams::off);
    let mut reading = args.input.reading.reading(&args.input.inputs, of_rejects)?;
    reading.rejects = reading.rejects.for_output(output);
    // an empty partition gives an empty part
    reading.may_be_empty = true;
    Ok(ClassifyRequest {
        reading,
        text: args.columns.text.clone(),
        id: args.columns.id.clone(),
        review: match (args.review_below, args.target_precision) {
            (_, Some(target)) => Review::ForPrecision(target),
            (Some(confidence), None) => Review::Below(confidence),
            (None, None) => Review::WithoutText,
        },
        probabilities: args.probabilities,
        mask,
        output: output.clone(),
        format: args.output.params()?,
    })
}

fn check(args: &Args) -> LibResult<()> {
    let fraction = |name, value: Option<f64>| match value {
        Some(v) if !(0.0..=1.0).contains(&v) => Err(Error::Param {
            name,
            got: v.to_string(),
            wanted: "a number from 0 to 1",
        }),
        _ => Ok(()),
    };
    fraction("--review-below", args.review_below.map(f64::from))?;
    fraction("--target-precision", args.target_precision)?;
    if args.json && args.output.output == "-" {
        return Err(Error::usage(
            "--json and -o - both want stdout",
            "Write the rows to a file, or leave --json out.",
        ));
    }
    Ok(())
}

fn summary<'a>(done: &'a Classified, bundle: &Bundle, start: Instant) -> Summary<'a> {
    let Classified {
        account, rows_out, ..
    } = done;
    let of_axes = bundle.all_axes().zip(&done.counts.axes).enumerate();
    let mut axes: Vec<(String, u64, AxisSummary)> = of_axes
        .map(|(at, (axis, counts))| {
            let sizes = counts.types.iter().map(|n| (*n).into());
            let summary = AxisSummary {
                types: axis.types().iter().cloned().zip(sizes).collect(),
                review: counts.review,
                review_below: done.review_below.get(at).copied().flatten(),
            };
            (axis.axis_name(), counts.untyped, summary)
        })
        .collect();
    // a model has one axis at least
    let (_, without_text, own) = axes.remove(0);
    let further = axes.into_iter().map(|(name, _, summary)| (name, summary));
    Summary {
        rows_in: account.rows_in,
        rows_out: *rows_out,
        rejected: account.rejected(),
        rejected_by_reason: &account.by_reason,
        types: own.types,
        review: own.review,
        without_text,
        review_below: own.review_below,
        axes: further.collect(),
        seconds: start.elapsed().as_secs_f64(),
    }
}
