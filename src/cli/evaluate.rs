//! `tousu evaluate`

use super::labelled::LabelledArgs;
use super::mask_args::MaskArgs;
use super::messages::visible;
use super::train::{FitArgs, ModelArg};
use super::{Context, Outcome};
use crate::bundle::Bundle;
use crate::evaluate::{Evaluation, Interval, MultiScores, PerType};
use crate::pipeline::{EvaluateRequest, Subject, evaluate, evaluate_multi};
use crate::train::Split;
use anyhow::Result;
use std::io::Write;
use std::path::PathBuf;

/// Arguments of `tousu evaluate`.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    rows: LabelledArgs,
    /// Model to evaluate; `demo` is the built-in one.
    #[arg(
        long,
        value_name = "M.tousu",
        required_unless_present_any = ["folds", "split_by_time", "learning_curve", "suspects", "kind"],
        conflicts_with_all = ["folds", "split_by_time"], help_heading = "Evaluation")]
    model: Option<PathBuf>,
    /// Evaluate the training instead, by cross-validation with K folds. Near-duplicates, and copies with a few characters edited,
    /// stay in one fold; if there are such copies, the scores with only near-duplicates kept together are printed as well. 5 with
    /// --learning-curve, --suspects or --kind alone.
    #[arg(long, value_name = "K", value_parser = clap::value_parser!(u32).range(2..=100), help_heading = "Evaluation")]
    folds: Option<u32>,
    /// Evaluate the training instead: train on the earlier rows by this column, and score the latest fifth.
    #[arg(
        long,
        value_name = "COL",
        conflicts_with = "folds",
        help_heading = "Evaluation"
    )]
    split_by_time: Option<String>,
    /// Evaluate the training, and also train on an eighth, a quarter and half of the rows, to see whether more rows would help.
    #[arg(long, conflicts_with = "model", help_heading = "Evaluation")]
    learning_curve: bool,
    /// Without --model: kind of model to train.
    #[arg(long, value_enum, default_value_t = ModelArg::Auto, value_name = "KIND", help_heading = "Model")]
    kind: ModelArg,
    #[command(flatten)]
    fit: FitArgs,
    #[command(flatten)]
    mask: MaskArgs,
    /// Without --model: write the rows whose label is probably wrong to this CSV file, the most suspect first.
    #[arg(
        long,
        value_name = "FILE",
        conflicts_with = "model",
        help_heading = "Output"
    )]
    suspects: Option<PathBuf>,
    /// Print all scores as one JSON object.
    #[arg(long, help_heading = "Output")]
    json: bool,
}

/// Folds by default.
const FOLDS: u32 = 5;

pub(super) fn run(args: &Args, context: &mut Context<'_>) -> Result<Outcome> {
    let messages = args.mask.messages(&context.messages);
    let mask = args.mask.params(&messages);
    let time = args.split_by_time.as_deref();
    let (reading, mut columns) = args.rows.of_one_axis(time, mask.clone())?;
    columns.guess_id = true;
    let bundle = args.model.as_ref().map(Bundle::load).transpose()?;
    let several = |b: &&Bundle| b.card().multi.is_some() || columns.separator.is_some();
    if let Some(bundle) = bundle.as_ref().filter(several) {
        let (scores, account) = evaluate_multi(bundle, (&reading, &columns), &messages)?;
        match args.json {
            true => writeln!(context.out, "{}", serde_json::to_string(&scores)?)?,
            false => show_multi(&scores, context.out)?,
        }
        return Ok(Outcome::of(&account));
    }
    let subject = match bundle {
        Some(bundle) => Subject::Model(bundle),
        None => Subject::Training {
            params: Box::new(args.fit.params(args.kind, mask, &messages)?),
            split: match time {
                Some(_) => Split::Time,
                None => Split::Folds(args.folds.unwrap_or(FOLDS)),
            },
            with_curve: args.learning_curve,
        },
    };
    let request = EvaluateRequest {
        reading,
        columns,
        subject,
        suspects: args.suspects.clone(),
    };
    let (evaluation, account) = evaluate(&request, &messages)?;
    if args.json {
        writeln!(context.out, "{}", serde_json::to_string(&evaluation)?)?;
    } else {
        show(&evaluation, context.out)?;
    }
    Ok(Outcome::of(&account))
}

fn number(v: Option<f64>) -> String {
    v.map_or_else(|| "–".to_owned(), |v| format!("{v:.4}"))
}

fn range(v: Option<Interval>) -> String {
    v.map_or_else(String::new, |i| format!(" ({:.4}–{:.4})", i.low, i.high))
}

fn show(e: &Evaluation, out: &mut dyn Write) -> std::io::Result<()> {
    let s = &e.scores;
    let [accuracy, macro_f1, weighted_f1] = [s.accuracy, s.macro_f1, s.weighted_f1].map(number);
    let [log_loss, brier, ece] = [s.log_loss, s.brier, s.ece].map(number);
    writeln!(out, "rows         {}", s.rows)?;
    writeln!(out, "accuracy     {accuracy}{}", range(e.accuracy_interval))?;
    writeln!(out, "macro-F1     {macro_f1}{}", range(e.macro_f1_interval))?;
    writeln!(out, "weighted F1  {weighted_f1}")?;
    writeln!(out, "log-loss     {log_loss}   Brier {brier}   ECE {ece}")?;
    for b in &e.baselines {
        let [accuracy, f1] = [b.accuracy, b.macro_f1].map(number);
        writeln!(
            out,
            "baseline {}: accuracy {accuracy}, macro-F1 {f1}",
            b.name
        )?;
    }
    if let Some(apart) = &e.edited_copies_apart {
        let [accuracy, f1] = [apart.accuracy, apart.macro_f1].map(number);
        writeln!(
            out,
            "with edited copies in other folds: accuracy {accuracy}, macro-F1 {f1}"
        )?;
    }
    if !e.learning_curve.is_empty() {
        writeln!(out, "\ntrain rows  accuracy  macro-F1")?;
        for point in &e.learning_curve {
            let [accuracy, f1] = [point.accuracy, point.macro_f1].map(number);
            writeln!(out, "{:>10}  {accuracy:>8}  {f1:>8}", point.rows)?;
        }
        writeln!(out)?;
    }
    if let Some(p) = &e.paths {
        let levels: Vec<String> = p.levels.iter().map(|l| format!("{l:.4}")).collect();
        let levels = levels.join(" / ");
        let (precision, recall, f) = (p.precision, p.recall, p.f);
        write!(out, "paths: right down to level {levels}; ")?;
        writeln!(
            out,
            "precision {precision:.4}, recall {recall:.4}, F {f:.4}"
        )?;
    }
    show_types(e, out)
}

fn show_multi(s: &MultiScores, out: &mut dyn Write) -> std::io::Result<()> {
    let [micro, macro_f1, exact] = [s.micro_f1, s.macro_f1, s.exact].map(number);
    let [precision, recall] = [s.micro_precision, s.micro_recall].map(number);
    let [hamming, ece] = [s.hamming_loss, s.ece].map(number);
    let [true_types, given] = [s.types_per_row, s.predicted_per_row].map(number);
    writeln!(out, "rows             {}", s.rows)?;
    writeln!(out, "types a row      {true_types}, predicted {given}")?;
    writeln!(
        out,
        "micro-F1         {micro}   precision {precision}, recall {recall}"
    )?;
    writeln!(out, "macro-F1         {macro_f1}")?;
    writeln!(out, "all types right  {exact}")?;
    writeln!(out, "Hamming loss     {hamming}   ECE {ece}")?;
    show_per_type(&s.per_type, out)
}

fn show_types(e: &Evaluation, out: &mut dyn Write) -> std::io::Result<()> {
    show_per_type(&e.scores.per_type, out)?;
    if !e.worst_pairs.is_empty() {
        writeln!(out, "\nconfused most often (given → predicted)")?;
    }
    for p in &e.worst_pairs {
        let ids = p.examples.join(", ");
        let [truth, predicted, ids] = [&p.truth, &p.predicted, &ids].map(|t| visible(t));
        writeln!(out, "{:>5}  {truth} → {predicted}  (ids {ids})", p.rows)?;
    }
    writeln!(out, "\nmost confident  accuracy  lowest confidence")?;
    let fifths = e.risk_coverage.iter().skip(3).step_by(4);
    for c in fifths {
        let (percent, accuracy, least) = (c.coverage * 100.0, c.accuracy, c.threshold);
        writeln!(out, "{percent:>13.0}%  {accuracy:>8.4}  {least:>17.3}")?;
    }
    Ok(())
}

fn show_per_type(types: &[PerType], out: &mut dyn Write) -> std::io::Result<()> {
    writeln!(out, "\nprecision  recall      F1    rows  type")?;
    for t in types {
        let [precision, recall] = [t.precision, t.recall].map(number);
        let (f1, rows, name) = (t.f1, t.support, visible(&t.name));
        writeln!(
            out,
            "{precision:>9}  {recall:>6}  {f1:.4}  {rows:>6}  {name}"
        )?;
    }
    Ok(())
}
