//! `tousu train`

use super::common::{InputArgs, TextArgs, leave_nothing_on_interrupt};
use super::labelled::{self, LabelArgs};
use super::masking::MaskArgs;
use super::{Context, Outcome};
use crate::bundle::Bundle;
use crate::export::AtomicFile;
use crate::pipeline::{Model, Rare, TrainParams, Training, train};
use crate::{Error, Result};
use std::io::Write;
use std::path::PathBuf;
use std::time::Instant;

/// Arguments of `tousu train`.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    input: InputArgs,
    #[command(flatten)]
    labels: LabelArgs,
    #[command(flatten)]
    text: TextArgs,
    /// Which model; `auto` tries several on rows held out.
    #[arg(long, value_enum, default_value_t = ModelArg::Auto, value_name = "KIND", help_heading = "Model")]
    model: ModelArg,
    #[command(flatten)]
    fit: FitArgs,
    #[command(flatten)]
    mask: MaskArgs,
    /// Where the model goes.
    #[arg(short, long, value_name = "M.tousu", help_heading = "Output")]
    output: PathBuf,
    /// Print the summary as one JSON object.
    #[arg(long, help_heading = "Output")]
    json: bool,
}

/// How a model is fitted; shared with `tousu evaluate --folds`.
#[derive(Clone, Debug, clap::Args)]
#[command(next_help_heading = "Model")]
pub(super) struct FitArgs {
    /// Cost of an error, above 0; chosen on rows held out by default. Larger follows the rows more closely.
    #[arg(long, value_name = "X", allow_negative_numbers = true)]
    pub c: Option<f32>,
    /// User dictionary, in jieba's format.
    #[arg(long, value_name = "FILE")]
    pub dict: Option<PathBuf>,
    /// Words that make no terms, one a line.
    #[arg(long, value_name = "FILE")]
    pub stop_words: Option<PathBuf>,
    /// What to do with types of fewer rows than --min-rows: keep, fold (into the type above, or 其他) or drop.
    #[arg(long, value_enum, default_value_t = RareArg::Keep, value_name = "RULE")]
    pub rare: RareArg,
    /// Types of fewer rows are rare.
    #[arg(long, default_value_t = 5, value_name = "N")]
    pub min_rows: u64,
    /// Terms to keep at most, those that decide most: fewer make a smaller and faster model.
    #[arg(long, default_value_t = TrainParams::default().keep_terms, value_name = "N")]
    pub keep_terms: usize,
    /// Seed of every shuffle.
    #[arg(long, default_value_t = 1, value_name = "N")]
    pub seed: u64,
}

/// `--model` of `train`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum ModelArg {
    /// Whatever does best on rows held out
    Auto,
    /// Linear support vector machine
    Svm,
    /// Multinomial logistic regression
    Logistic,
    /// Complement naive Bayes
    Bayes,
}

/// `--rare`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum RareArg {
    /// Learn them like any other type
    Keep,
    /// Learn them as the type above in the path, or as 其他
    Fold,
    /// Leave their rows out
    Drop,
}

impl FitArgs {
    /// As the library wants them. Reads the files named.
    ///
    /// # Errors
    /// Where a file cannot be read.
    pub(super) fn params(&self, model: ModelArg) -> Result<TrainParams> {
        let read = |path: &Option<PathBuf>| match path {
            None => Ok(String::new()),
            Some(p) => std::fs::read_to_string(p).map_err(|e| Error::io(p, "read", e)),
        };
        Ok(TrainParams {
            model: match model {
                ModelArg::Auto => Model::Auto,
                ModelArg::Svm => Model::Svm,
                ModelArg::Logistic => Model::Logistic,
                ModelArg::Bayes => Model::Bayes,
            },
            c: self.c,
            dictionary: read(&self.dict)?,
            stop_words: read(&self.stop_words)?,
            rare: match self.rare {
                RareArg::Keep => Rare::Keep,
                RareArg::Fold => Rare::Fold,
                RareArg::Drop => Rare::Drop,
            },
            min_rows: self.min_rows,
            keep_terms: self.keep_terms.max(1),
            seed: self.seed,
            ..TrainParams::default()
        })
    }
}

pub(super) fn run(args: &Args, context: &mut Context<'_>) -> anyhow::Result<Outcome> {
    let start = Instant::now();
    leave_nothing_on_interrupt();
    let talk = args.mask.talk(&context.talk);
    let params = TrainParams {
        mask: args.mask.params(&talk),
        ..args.fit.params(args.model)?
    };
    let mut file = AtomicFile::create(&args.output)?;
    let (rows, account) = labelled::read(
        &args.input,
        &args.labels,
        &args.text,
        None,
        &params.mask,
        &talk,
    )?;
    let training = Training {
        texts: rows.texts,
        labels: rows.labels,
        text_columns: rows.text_columns,
        label_columns: rows.label_columns,
        left_out: rows.left_out,
    };
    let bundle = train(&training, &params, &|line| talk.say(line))?;
    let bytes = bundle.to_bytes();
    file.write_all(&bytes)
        .map_err(|e| Error::io(&args.output, "write", e))?;
    file.commit()?;
    talk.say(format!(
        "{}: {:.1} MB, {:.1} s. Try: tousu classify INPUT --model {} -o OUT.csv",
        args.output.display(),
        bytes.len() as f64 / 1e6,
        start.elapsed().as_secs_f64(),
        args.output.display(),
    ));
    if args.json {
        summary(context, &bundle, bytes.len(), start)?;
    }
    Ok(Outcome::of(&account))
}

fn summary(
    context: &mut Context<'_>,
    bundle: &Bundle,
    bytes: usize,
    start: Instant,
) -> anyhow::Result<()> {
    let mut value = serde_json::to_value(bundle.card())?;
    if let Some(o) = value.as_object_mut() {
        o.insert("hash".into(), bundle.hash().into());
        o.insert("bytes".into(), bytes.into());
        o.insert("seconds".into(), start.elapsed().as_secs_f64().into());
    }
    writeln!(context.out, "{value}")?;
    Ok(())
}
