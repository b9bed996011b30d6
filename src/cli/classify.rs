//! `tousu classify`

use super::common::{InputArgs, OutputArgs, TextArgs};
use super::masking::{KeyArgs, MaskArgs};
use super::{Context, Outcome};
use crate::bundle::Bundle;
use crate::columns::Role;
use crate::export::Writer;
use crate::normalize::MaskParams;
use crate::pipeline::classify::{self, Classifier, ClassifyParams, Counts};
use crate::pipeline::{Account, Reading};
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
    /// The model: a .tousu file, or `demo` for the built-in demonstration.
    #[arg(long, short, value_name = "M.tousu")]
    model: String,
    /// Mark rows of a lower confidence for review (0 to 1).
    #[arg(long, value_name = "P", conflicts_with = "target_precision")]
    review_below: Option<f32>,
    /// Mark rows for review so that the others are right this often (0 to 1), as measured when the model was trained.
    #[arg(long, value_name = "P")]
    target_precision: Option<f64>,
    /// Append the probability of every type, as columns `p:<type>`.
    #[arg(long)]
    probabilities: bool,
    /// Your own columns come out as they are unless --mask or --mask-key says otherwise.
    #[command(flatten)]
    mask: MaskArgs,
    #[command(flatten)]
    key: KeyArgs,
    /// Print the summary as JSON on stdout.
    #[arg(long)]
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
    seconds: f64,
}

pub(super) fn run(args: &Args, context: &mut Context<'_>) -> Result<Outcome> {
    let start = Instant::now();
    check(args)?;
    let output = args.output.params()?;
    let mask = args.key.keyed(args.mask.asked(&context.talk))?;
    let mask = mask.filter(|m| m.on);
    let to = &args.output.output;
    let mut reading = args.input.reading.reading(
        &args.input.inputs,
        mask.clone().unwrap_or_else(MaskParams::off),
    )?;
    reading.rejects = reading.rejects.for_output(to);
    // a part of a table may hold no rows
    reading.may_be_empty = reading.rejects.streaming;
    let mut reading = Reading::open(&reading, "classifying", &context.talk)?;
    let bundle = Bundle::load(&args.model)?;
    let review_below = threshold(args, &bundle, context)?;
    let params = ClassifyParams {
        text: texts(args, &reading)?,
        review_below,
        probabilities: args.probabilities,
        id: match mask {
            Some(_) => id_column(args, &reading)?,
            None => None,
        },
        mask,
    };
    let classifier = Classifier::new(&bundle, reading.schema(), reading.sample(), params);
    let writer = Writer::create(to, classifier.schema(), &output)?;
    let (writer, counts) = classify::classify(reading.by_ref(), &classifier, writer)?;
    let mut account = reading.finish()?;
    let written = writer.finish()?;
    for note in &written.notes {
        context.talk.say(note);
    }
    account.close(&context.talk)?;
    let review = counts.review;
    context.talk.say(format!(
        "{} accepted, {review} for review: {}",
        written.rows - review,
        args.output.output
    ));
    if args.json {
        let summary = summary(&account, &counts, &bundle, written.rows, start);
        serde_json::to_writer(&mut context.out, &summary)?;
        writeln!(context.out)?;
    }
    Ok(Outcome::of(&account))
}

/// The text columns. A stream without rows has nothing to guess by, and none without columns has one to name: it is still
/// a table, as an empty partition is.
fn texts(args: &Args, reading: &Reading<'_>) -> LibResult<Vec<usize>> {
    let named = &args.columns.text;
    if reading.schema().fields().is_empty() || (reading.sample().is_none() && named.is_empty()) {
        return Ok(Vec::new());
    }
    reading.text_columns(named)
}

/// The id column: it is not masked unless it names people.
fn id_column(args: &Args, reading: &Reading<'_>) -> LibResult<Option<usize>> {
    let named: Vec<String> = args.columns.id.iter().cloned().collect();
    Ok(reading.columns(&named, Role::Id)?.first().copied())
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

/// The confidence below which rows are for review, as asked or as measured.
fn threshold(args: &Args, bundle: &Bundle, context: &Context<'_>) -> LibResult<Option<f32>> {
    let Some(target) = args.target_precision else {
        return Ok(args.review_below);
    };
    if bundle.out_of_fold().truth.is_empty() {
        return Err(Error::data(
            &*args.model,
            "no measured predictions",
            "some, for --target-precision",
            "Use --review-below, or train the model again.",
        ));
    }
    let Some(found) = classify::threshold_for(bundle.out_of_fold(), target) else {
        let line = format!(
            "no confidence of this model is right {target} of the time: every row is for review"
        );
        context.talk.warn(line);
        return Ok(Some(f32::INFINITY));
    };
    context.talk.say(format!(
        "review below {:.4}: of {} rows measured in training, {:.1} % are above it and {:.1} % of these right",
        found.confidence,
        found.rows,
        found.coverage * 100.0,
        found.precision * 100.0
    ));
    Ok(Some(found.confidence))
}

fn summary<'a>(
    account: &'a Account,
    counts: &Counts,
    bundle: &Bundle,
    rows_out: u64,
    start: Instant,
) -> Summary<'a> {
    let types = bundle
        .types()
        .iter()
        .cloned()
        .zip(counts.types.iter().map(|n| (*n).into()));
    Summary {
        rows_in: account.rows_in,
        rows_out,
        rejected: account.rejected(),
        rejected_by_reason: &account.by_reason,
        types: types.collect(),
        review: counts.review,
        without_text: counts.untyped,
        seconds: start.elapsed().as_secs_f64(),
    }
}
