//! `tousu evaluate`

use super::common::{InputArgs, TextArgs};
use super::labelled::{self, LabelArgs};
use super::masking::MaskArgs;
use super::train::{FitArgs, ModelArg};
use super::{Context, Outcome, Talk};
use crate::bundle::Bundle;
use crate::columns::time::OrderVotes;
use crate::evaluate::Interval;
use crate::export::AtomicFile;
use crate::pipeline::{
    Evaluation, Questions, Split, TrainParams, evaluate_bundle, evaluate_training,
};
use anyhow::Result;
use std::io::Write;
use std::path::{Path, PathBuf};

/// Arguments of `tousu evaluate`.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    input: InputArgs,
    #[command(flatten)]
    labels: LabelArgs,
    #[command(flatten)]
    text: TextArgs,
    /// The model to score; `demo` is the built-in one.
    #[arg(
        long,
        value_name = "M.tousu",
        required_unless_present_any = ["folds", "split_by_time"],
        conflicts_with_all = ["folds", "split_by_time"]
    )]
    model: Option<PathBuf>,
    /// Score the training instead: train on all folds but one, score that one, near-duplicates on one side.
    #[arg(long, value_name = "K", value_parser = clap::value_parser!(u32).range(2..=100))]
    folds: Option<u32>,
    /// Score the training instead: train on the earlier rows by this column, score the latest fifth.
    #[arg(long, value_name = "COL", conflicts_with = "folds")]
    split_by_time: Option<String>,
    /// Score trainings on an eighth, a quarter and half of the rows as well: would more rows help?
    #[arg(long, conflicts_with = "model")]
    learning_curve: bool,
    /// Without --model: which model to train.
    #[arg(long, value_enum, default_value_t = ModelArg::Auto, value_name = "KIND", help_heading = "Model")]
    kind: ModelArg,
    #[command(flatten)]
    fit: FitArgs,
    #[command(flatten)]
    mask: MaskArgs,
    /// Without --model: list rows whose given label is probably wrong, the most suspect first (CSV).
    #[arg(long, value_name = "FILE", conflicts_with = "model")]
    suspects: Option<PathBuf>,
    /// Print all scores as one JSON object.
    #[arg(long)]
    json: bool,
}

pub(super) fn run(args: &Args, context: &mut Context<'_>) -> Result<Outcome> {
    let talk = args.mask.talk(&context.talk);
    let mask = args.mask.params(&talk);
    let bundle = args.model.as_deref().map(Bundle::load).transpose()?;
    let time = args.split_by_time.as_deref();
    let (rows, account) =
        labelled::read(&args.input, &args.labels, &args.text, time, &mask, &talk)?;
    let times = times(&rows.times, &talk);
    let questions = Questions {
        texts: rows.texts,
        labels: rows.labels,
        ids: rows.ids,
    };
    let found = match (bundle, args.folds) {
        (Some(bundle), _) => evaluate_bundle(&bundle, &questions),
        (None, folds) => {
            let params = TrainParams {
                mask,
                ..args.fit.params(args.kind)?
            };
            let split = match time {
                Some(_) => Split::Time(&times),
                None => Split::Folds(folds.unwrap_or(5)),
            };
            let say = |l: &str| talk.say(l);
            evaluate_training(&questions, &params, split, args.learning_curve, &say)?
        }
    };
    if found.trained_on > 0 {
        talk.warn(format!(
            "the model was trained on {} of these {} rows: the scores flatter",
            found.trained_on, found.scores.rows
        ));
    }
    if let Some(path) = &args.suspects {
        let count = write_suspects(&found, path)?;
        talk.say(format!("{}: {count} rows to look at", path.display()));
    }
    if args.json {
        writeln!(context.out, "{}", serde_json::to_string(&found)?)?;
    } else {
        show(&found, context.out)?;
    }
    Ok(Outcome::of(&account))
}

/// The times as seconds; says how many cannot be read, and what was guessed.
fn times(cells: &[String], talk: &Talk) -> Vec<Option<i64>> {
    let mut votes = OrderVotes::default();
    for cell in cells {
        votes.add(cell);
    }
    let reader = votes.reader();
    let read = |c: &String| reader.read(c).map(|t| t.and_utc().timestamp());
    let times: Vec<Option<i64>> = cells.iter().map(read).collect();
    let without = times.iter().filter(|t| t.is_none()).count();
    if without > 0 {
        talk.warn(format!(
            "{without} rows without a readable time were left out"
        ));
    }
    if let Some(doubt) = votes.doubt() {
        talk.say(doubt);
    }
    times
}

/// Writes the suspects as CSV; gives how many.
fn write_suspects(found: &Evaluation, path: &Path) -> Result<usize> {
    let mut out = csv::Writer::from_writer(AtomicFile::create(path)?);
    out.write_record([
        "id",
        "given",
        "predicted",
        "confidence",
        "probability_of_given",
    ])?;
    let suspects = found.suspects();
    for s in &suspects {
        let (confidence, given) = (format!("{:.4}", s.confidence), format!("{:.4}", s.of_given));
        out.write_record([&s.id, &s.given, &s.predicted, &confidence, &given])?;
    }
    let file = out
        .into_inner()
        .map_err(|e| anyhow::anyhow!("{}: {e}", path.display()))?;
    file.commit()?;
    Ok(suspects.len())
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
            super::talk::visible(&t.name)
        )?;
    }
    writeln!(out, "\ntaken for each other most often")?;
    for p in &e.worst_pairs {
        writeln!(
            out,
            "{:>5}  {} → {}  (ids {})",
            p.rows,
            super::talk::visible(&p.truth),
            super::talk::visible(&p.predicted),
            super::talk::visible(&p.examples.join(", "))
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
