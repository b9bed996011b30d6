//! `tousu label draw`

use super::super::input_args::{InputArgs, TextArgs};
use super::super::mask_args::MaskArgs;
use super::super::output_args::OutputArgs;
use super::super::{Context, Messages, Outcome};
use crate::bundle::Bundle;
use crate::collect::trained_columns;
use crate::columns::{Role, folded_label};
use crate::label::{
    Candidate, Candidates, DrawCounts, DrawParams, LABEL, Labels, choose, refuse_answered,
    write_sheet,
};
use crate::pipeline::{Account, Reading};
use crate::score::Model;
use crate::types::Lang;
use crate::types::cell::cell_text;
use crate::types::shell::command;
use crate::{Error, Result as LibResult};
use anyhow::Result;
use std::path::{Path, PathBuf};

/// Arguments of `tousu label draw`.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Example: tousu label draw export.xlsx --model my.tousu --labels labels.csv -n 50 -o next.xlsx"
)]
pub(super) struct Args {
    #[command(flatten)]
    input: InputArgs,
    #[command(flatten)]
    columns: TextArgs,
    /// Model: the rows it is least sure of are drawn. Without one, rows are spread over all texts.
    #[arg(long, short, value_name = "M.tousu", help_heading = "Drawing")]
    model: Option<PathBuf>,
    /// Types to choose from, separated by commas, in addition to those of the model and of the labels.
    #[arg(long, value_name = "A,B,..", help_heading = "Drawing")]
    types: Vec<String>,
    /// File of labels: rows in it, by id or by text, are not drawn again.
    #[arg(long, value_name = "FILE", help_heading = "Drawing")]
    labels: Option<String>,
    /// Column of labels in that file.
    #[arg(long, value_name = "COL", default_value = LABEL, help_heading = "Drawing")]
    label: String,
    /// Number of rows to draw.
    #[arg(
        short = 'n',
        long,
        value_name = "N",
        default_value_t = 50,
        help_heading = "Drawing"
    )]
    rows: usize,
    /// Seed of the random choices.
    #[arg(long, value_name = "N", default_value_t = 1, help_heading = "Drawing")]
    seed: u64,
    /// Show the type that the model predicts. People then agree with it more often than they would on their own.
    #[arg(long, requires = "model", help_heading = "Output")]
    show_prediction: bool,
    #[command(flatten)]
    output: OutputArgs,
    #[command(flatten)]
    mask: MaskArgs,
    /// Print the summary as one JSON object.
    #[arg(long, help_heading = "Output")]
    json: bool,
}

impl Args {
    /// The file of labels that the answers go into.
    fn to(&self) -> &str {
        self.labels.as_deref().unwrap_or("labels.csv")
    }
}

/// What `--json` prints.
#[derive(Debug, serde::Serialize)]
struct Summary<'a> {
    rows_in: u64,
    rejected: u64,
    #[serde(flatten)]
    counts: DrawCounts,
    drawn: u64,
    types: &'a [String],
    output: &'a str,
}

pub(super) fn run(args: &Args, context: &mut Context<'_>) -> Result<Outcome> {
    check(args)?;
    let messages = args.mask.messages(&context.messages);
    let bundle = super::model(args.model.as_ref())?;
    let labels = labels(args, &messages)?;
    let types = types(args, bundle.as_ref(), &labels)?;
    let (drawn, counts, account) = draw(args, bundle.as_ref(), &labels, (&messages, context.lang))?;
    tell(counts, &drawn, &messages);
    if drawn.is_empty() {
        let next = "Give an export with rows that are not labelled yet.";
        return Err(Error::invalid(
            args.input.inputs.join(" "),
            "there is no row left to label",
            next,
        )
        .into());
    }
    let output = &args.output.output;
    let format = args.output.params()?;
    let written = write_sheet(&drawn, &types, args.show_prediction, output, &format)?;
    let next = command(["tousu", "label", "add", output, "--to", args.to()]);
    messages.say(format!(
        "{output}: {} rows to label. Fill in the column `{LABEL}`, then: {next}",
        written.rows
    ));
    if args.json {
        let summary = Summary {
            rows_in: account.rows_in,
            rejected: account.rejected(),
            counts,
            drawn: written.rows,
            types: &types,
            output,
        };
        serde_json::to_writer(&mut context.out, &summary)?;
        writeln!(context.out)?;
    }
    Ok(Outcome::of(&account))
}

fn check(args: &Args) -> LibResult<()> {
    if args.rows == 0 {
        return Err(Error::Param {
            name: "-n",
            got: "0".to_owned(),
            wanted: "at least 1",
        });
    }
    if args.json && args.output.output == "-" {
        return Err(Error::usage(
            "--json and -o - both want stdout",
            "Write the rows to a file, or leave --json out.",
        ));
    }
    refuse_answered(&args.output.output, args.to())
}

/// The labels there are; none where the file is yet to be made.
fn labels(args: &Args, messages: &Messages) -> LibResult<Labels> {
    match &args.labels {
        Some(file) if Path::new(file).exists() => Labels::read(file, &args.label),
        Some(file) => {
            messages.say(format!("{file} is not there yet: no row is labelled"));
            Ok(Labels::empty())
        }
        None => Ok(Labels::empty()),
    }
}

/// The types to choose from: the model's, then those of the labels, then those named; each once.
fn types(args: &Args, bundle: Option<&Bundle>, labels: &Labels) -> LibResult<Vec<String>> {
    let mut types = bundle.map(|b| b.types().to_vec()).unwrap_or_default();
    types.extend(labels.types());
    types.extend(super::types_listed(&args.types));
    let mut seen = std::collections::BTreeSet::new();
    types.retain(|t| seen.insert(folded_label(t)));
    if types.is_empty() {
        return Err(Error::usage(
            "there are no types to choose from",
            "Name them with --types A,B,C, or a model with --model M.tousu, or labelled rows with --labels FILE --label COL.",
        ));
    }
    Ok(types)
}

fn draw(
    args: &Args,
    bundle: Option<&Bundle>,
    labels: &Labels,
    (messages, lang): (&Messages, Lang),
) -> LibResult<(Vec<Candidate>, DrawCounts, Account)> {
    let mask = args.mask.params(messages);
    let mut reading = args
        .input
        .reading
        .reading(&args.input.inputs, mask.clone())?;
    reading.rejects = reading.rejects.for_output(&args.output.output);
    let mut reading = Reading::open(&reading, "drawing", messages)?;
    let trained = bundle.map(trained_columns);
    let text = reading.text_columns(&args.columns.text, trained.as_ref())?;
    let named: Vec<String> = args.columns.id.iter().cloned().collect();
    let model = bundle.map(Model::new);
    let params = DrawParams {
        rows: args.rows,
        seed: args.seed,
        mask,
        lang,
    };
    let mut candidates = Candidates::new(&params, model.as_ref(), labels);
    let mut id = reading.columns(&named, Role::Id)?.first().copied();
    if let (Some(column), Some(sample)) = (id, reading.sample()) {
        let ids =
            (0..sample.num_rows()).filter_map(|r| cell_text(sample.column(column).as_ref(), r));
        if !candidates.may_show(ids) {
            messages
                .warn("the ids are numbers of people: rows get an id made from their text instead");
            id = None;
        }
    }
    for chunk in reading.by_ref() {
        candidates.take(&chunk?, &text.columns, id);
    }
    let mut account = reading.finish()?;
    account.close(messages)?;
    let counts = candidates.counts();
    Ok((choose(candidates), counts, account))
}

fn tell(counts: DrawCounts, drawn: &[Candidate], messages: &Messages) {
    let DrawCounts {
        without_text,
        labelled,
        copies,
        open,
    } = counts;
    messages.say(format!(
        "{open} texts to draw from + {copies} copies + {labelled} labelled + {without_text} without a text"
    ));
    let margins = drawn.iter().filter(|c| c.predicted.is_some());
    let widest = margins
        .map(|c| c.margin)
        .fold(None, |a: Option<f32>, m| Some(a.map_or(m, |a| a.max(m))));
    if let Some(widest) = widest {
        messages.detail(format!(
            "of these rows the model's best two types lie at most {widest:.3} apart"
        ));
    }
}
