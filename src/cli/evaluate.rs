//! `tousu evaluate`

use super::labelled::LabelledArgs;
use super::mask_args::MaskArgs;
use super::messages::visible;
use super::train::{FitArgs, ModelArg};
use super::{Context, Outcome};
use crate::bundle::Bundle;
use crate::evaluate::{Evaluation, Interval};
use crate::pipeline::evaluate::{self, EvaluateJob, Subject};
use crate::train::{Split, TrainParams};
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
        required_unless_present_any = ["folds", "split_by_time"],
        conflicts_with_all = ["folds", "split_by_time"]
    )]
    model: Option<PathBuf>,
    /// Evaluate the training instead, by cross-validation with K folds. Near-duplicates stay in one fold.
    #[arg(long, value_name = "K", value_parser = clap::value_parser!(u32).range(2..=100))]
    folds: Option<u32>,
    /// Evaluate the training instead: train on the earlier rows by this column and score the latest fifth.
    #[arg(long, value_name = "COL", conflicts_with = "folds")]
    split_by_time: Option<String>,
    /// Also train on an eighth, a quarter and half of the rows, to see whether more rows would help.
    #[arg(long, conflicts_with = "model")]
    learning_curve: bool,
    /// Without --model: kind of model to train.
    #[arg(long, value_enum, default_value_t = ModelArg::Auto, value_name = "KIND", help_heading = "Model")]
    kind: ModelArg,
    #[command(flatten)]
    fit: FitArgs,
    #[command(flatten)]
    mask: MaskArgs,
    /// Without --model: write the rows whose label is probably wrong to this CSV file, the most suspect first.
    #[arg(long, value_name = "FILE", conflicts_with = "model")]
    suspects: Option<PathBuf>,
    /// Print all scores as one JSON object.
    #[arg(long)]
    json: bool,
}

/// Folds by default.
const FOLDS: u32 = 5;

pub(super) fn run(args: &Args, context: &mut Context<'_>) -> Result<Outcome> {
    let messages = args.mask.messages(&context.messages);
    let mask = args.mask.params(&messages);
    let time = args.split_by_time.as_deref();
    let (reading, columns) = args.rows.params(time, mask.clone())?;
    let subject = match &args.model {
        Some(path) => Subject::Model(Bundle::load(path)?),
        None => Subject::Training {
            params: Box::new(TrainParams {
                mask,
                ..args.fit.params(args.kind)?
            }),
            split: match time {
                Some(_) => Split::Time,
                None => Split::Folds(args.folds.unwrap_or(FOLDS)),
            },
            with_curve: args.learning_curve,
        },
    };
    let job = EvaluateJob {
        reading,
        columns,
        subject,
        suspects: args.suspects.clone(),
    };
    let (evaluation, account) = evaluate::run(&job, &messages)?;
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
    writeln!(out, "rows         {}", s.rows)?;
    writeln!(
        out,
        "accuracy     {}{}",
        number(s.accuracy),
        range(e.accuracy_interval)
    )?;
    writeln!(
        out,
        "macro-F1     {}{}",
        number(s.macro_f1),
        range(e.macro_f1_interval)
    )?;
    writeln!(out, "weighted F1  {}", number(s.weighted_f1))?;
    writeln!(
        out,
        "log-loss     {}   Brier {}   ECE {}",
        number(s.log_loss),
        number(s.brier),
        number(s.ece)
    )?;
    for b in &e.baselines {
        writeln!(
            out,
            "baseline {}: accuracy {}, macro-F1 {}",
            b.name,
            number(b.accuracy),
            number(b.macro_f1)
        )?;
    }
    if !e.learning_curve.is_empty() {
        writeln!(out, "\ntrain rows  accuracy  macro-F1")?;
        for l in &e.learning_curve {
            let (accuracy, f1) = (number(l.accuracy), number(l.macro_f1));
            writeln!(out, "{:>10}  {accuracy:>8}  {f1:>8}", l.rows)?;
        }
        writeln!(out)?;
    }
    if let Some(p) = &e.paths {
        let levels: Vec<String> = p.levels.iter().map(|l| format!("{l:.4}")).collect();
        writeln!(
            out,
            "paths: right down to level {}; precision {:.4}, recall {:.4}, F {:.4}",
            levels.join(" / "),
            p.precision,
            p.recall,
            p.f
        )?;
    }
    show_types(e, out)
}

fn show_types(e: &Evaluation, out: &mut dyn Write) -> std::io::Result<()> {
    writeln!(out, "\nprecision  recall      F1    rows  type")?;
    for t in &e.scores.per_type {
        writeln!(
            out,
            "{:>9}  {:>6}  {:.4}  {:>6}  {}",
            number(t.precision),
            number(t.recall),
            t.f1,
            t.support,
            visible(&t.name)
        )?;
    }
    writeln!(out, "\nconfused most often (given → predicted)")?;
    for p in &e.worst_pairs {
        writeln!(
            out,
            "{:>5}  {} → {}  (ids {})",
            p.rows,
            visible(&p.truth),
            visible(&p.predicted),
            visible(&p.examples.join(", "))
        )?;
    }
    writeln!(out, "\nsurest rows  right  at confidence")?;
    for c in e
        .risk_coverage
        .iter()
        .filter(|c| (c.coverage * 20.0).round() % 4.0 == 0.0)
    {
        writeln!(
            out,
            "{:>10.0}%  {:.4}  {:.3}",
            c.coverage * 100.0,
            c.accuracy,
            c.threshold
        )?;
    }
    Ok(())
}
