//! `tousu train`

use super::labelled::LabelledArgs;
use super::mask_args::MaskArgs;
use super::{Context, Messages, Outcome};
use crate::Result;
use crate::collect::read_taxonomy;
use crate::normalize::MaskParams;
use crate::pipeline::{TrainRequest, Trained, train, with_word_files};
use crate::train::{ModelKind, RareRule, Sample, TrainParams};
use std::path::PathBuf;
use std::time::Instant;

/// Arguments of `tousu train`.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    rows: LabelledArgs,
    #[command(flatten)]
    unlabelled: UnlabelledArgs,
    /// Kind of model. `auto` tries several on held-out rows.
    #[arg(long, value_enum, default_value_t = ModelArg::Auto, value_name = "KIND", help_heading = "Model")]
    model: ModelArg,
    #[command(flatten)]
    fit: FitArgs,
    /// Train on a sample of the labelled rows, drawn by type: N rows, or `auto` for the fewest that lose less than half a point of
    /// macro-F1, by a learning curve. For a million rows or more.
    #[arg(long, value_name = "N|auto", value_parser = sample, help_heading = "Model", conflicts_with_all = ["unlabelled", "taxonomy"])]
    sample: Option<Sample>,
    #[command(flatten)]
    mask: MaskArgs,
    /// Model file to write.
    #[arg(short, long, value_name = "M.tousu", help_heading = "Output")]
    output: PathBuf,
    /// Print the summary as one JSON object.
    #[arg(long, help_heading = "Output")]
    json: bool,
}

/// What there is besides labelled rows.
#[derive(Clone, Debug, clap::Args)]
#[command(next_help_heading = "Labels")]
struct UnlabelledArgs {
    /// Texts without labels to learn from as well, such as the whole export: files, globs or folders. The model that learnt from them
    /// is dropped if it does worse on held-out labelled rows, by more than chance. Its kind and cost are fixed.
    #[arg(long, num_args = 1.., value_name = "FILE")]
    unlabelled: Vec<String>,
    /// Types defined by words: a table of types and words (CSV, XLSX), or TOML; `after-sales` and `servqual` are built in. Without
    /// --label, INPUT has no labels and the model is made from the words alone.
    #[arg(long, value_name = "FILE")]
    taxonomy: Option<String>,
}

/// How a model is fitted; shared with `tousu evaluate --folds`.
#[derive(Clone, Debug, clap::Args)]
#[command(next_help_heading = "Model")]
pub(super) struct FitArgs {
    /// Cost of an error, above 0; a larger one follows the training rows more closely. Chosen on held-out rows by
    /// default.
    #[arg(long, value_name = "X", allow_negative_numbers = true)]
    pub c: Option<f32>,
    /// User dictionary in jieba's format.
    #[arg(long, value_name = "FILE")]
    pub dict: Option<PathBuf>,
    /// File of words to ignore, one per line.
    #[arg(long, value_name = "FILE")]
    pub stop_words: Option<PathBuf>,
    /// What to do with types that have fewer rows than --min-rows.
    #[arg(long, value_enum, default_value_t = RareArg::Keep, value_name = "RULE")]
    pub rare: RareArg,
    /// Types with fewer rows are rare.
    #[arg(long, default_value_t = 5, value_name = "N")]
    pub min_rows: u64,
    /// Largest number of terms to keep, the most decisive ones first. Fewer make a smaller and faster model.
    #[arg(long, default_value_t = most_terms(), value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub keep_terms: u32,
    /// Seed of every shuffle.
    #[arg(long, default_value_t = 1, value_name = "N")]
    pub seed: u64,
}

fn most_terms() -> u32 {
    u32::try_from(TrainParams::default().keep_terms).unwrap_or(u32::MAX)
}

/// `--model` of `train`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum ModelArg {
    /// Whichever does best on held-out rows
    Auto,
    /// Linear support vector machine
    Svm,
    /// Multinomial logistic regression
    Logistic,
    /// Naive Bayes
    Bayes,
}

/// `--rare`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum RareArg {
    /// Train them like any other type
    Keep,
    /// Merge them into the type above in the path, or into 其他
    Fold,
    /// Leave their rows out
    Drop,
}

impl From<ModelArg> for ModelKind {
    fn from(m: ModelArg) -> Self {
        match m {
            ModelArg::Auto => Self::Auto,
            ModelArg::Svm => Self::Svm,
            ModelArg::Logistic => Self::Logistic,
            ModelArg::Bayes => Self::Bayes,
        }
    }
}

impl From<RareArg> for RareRule {
    fn from(r: RareArg) -> Self {
        match r {
            RareArg::Keep => Self::Keep,
            RareArg::Fold => Self::Fold,
            RareArg::Drop => Self::Drop,
        }
    }
}

impl FitArgs {
    /// As the library wants them. Reads the files named.
    ///
    /// # Errors
    /// Where a file cannot be read.
    pub(super) fn params(
        &self,
        model: ModelArg,
        mask: MaskParams,
        messages: &Messages,
    ) -> Result<TrainParams> {
        let params = TrainParams {
            model: model.into(),
            c: self.c,
            mask,
            rare: self.rare.into(),
            min_rows: self.min_rows,
            keep_terms: self.keep_terms as usize,
            seed: self.seed,
            ..TrainParams::default()
        };
        with_word_files(
            params,
            self.dict.as_deref(),
            self.stop_words.as_deref(),
            messages,
        )
    }
}

pub(super) fn run(args: &Args, context: &mut Context<'_>) -> anyhow::Result<Outcome> {
    let start = Instant::now();
    let messages = args.mask.messages(&context.messages);
    let mask = args.mask.params(&messages);
    let (reading, columns) = args.rows.params(None, mask.clone())?;
    let taxonomy = args.unlabelled.taxonomy.as_deref();
    let request = TrainRequest {
        reading,
        columns,
        unlabelled: args.unlabelled.unlabelled.clone(),
        taxonomy: taxonomy.map(read_taxonomy).transpose()?,
        params: TrainParams {
            sample: args.sample.unwrap_or_default(),
            ..args.fit.params(args.model, mask, &messages)?
        },
        output: args.output.clone(),
    };
    let trained = train(&request, &messages)?;
    let seconds = start.elapsed().as_secs_f64();
    let model = args.output.display();
    let card = trained.bundle.card();
    let next = match card.held_out.rows == 0 && card.multi.is_none() {
        true => format!(
            "How often it is right is unknown until a sample is audited. Next: tousu report EXPORT --model {model} --draw-audit 300 -o audit.xlsx; \
             fill in `audited_type`; then tousu report EXPORT --model {model} --audited audit.xlsx"
        ),
        false => format!("Next: tousu classify INPUT --model {model} -o OUT.csv"),
    };
    messages.say(format!(
        "{model}: {:.1} MB, {seconds:.1} s. {next}",
        trained.bytes as f64 / 1e6,
    ));
    if args.json {
        summary(context, &trained, seconds)?;
    }
    Ok(Outcome::of(&trained.account))
}

/// Reads `--sample`.
fn sample(given: &str) -> std::result::Result<Sample, String> {
    match given {
        "auto" => Ok(Sample::Auto),
        rows => match rows.parse() {
            Ok(0) | Err(_) => Err("give a number of rows above 0, or auto".into()),
            Ok(rows) => Ok(Sample::Rows(rows)),
        },
    }
}

fn summary(context: &mut Context<'_>, trained: &Trained, seconds: f64) -> anyhow::Result<()> {
    let mut value = serde_json::to_value(trained.bundle.card())?;
    if let Some(o) = value.as_object_mut() {
        o.insert("hash".into(), trained.bundle.hash().into());
        o.insert("bytes".into(), trained.bytes.into());
        o.insert("seconds".into(), seconds.into());
    }
    writeln!(context.out, "{value}")?;
    Ok(())
}
