//! `tousu label add`

use super::super::mask_args::MaskArgs;
use super::super::messages::visible;
use super::super::{Context, Messages, Outcome};
use crate::label::{AddParams, Added, Agreement, Kappa, LABEL, add};
use crate::types::shell::command;
use anyhow::Result;
use std::path::PathBuf;

/// Arguments of `tousu label add`.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example: tousu label add next-li.xlsx next-wang.xlsx --to labels.csv")]
pub(super) struct Args {
    /// Sheets that were filled in; those of several people may share rows.
    #[arg(required = true, value_name = "SHEET")]
    sheets: Vec<String>,
    /// File of labels (CSV) to add to; created if missing.
    #[arg(long, value_name = "LABELS.csv", help_heading = "Output")]
    to: String,
    /// Column of answers.
    #[arg(long, value_name = "COL", default_value = LABEL, help_heading = "Columns")]
    label: String,
    /// Column that identifies a complaint. `id` or guessed by default.
    #[arg(long, value_name = "COL", help_heading = "Columns")]
    id: Option<String>,
    /// Text column. `text` or guessed by default.
    #[arg(long, value_name = "COL", help_heading = "Columns")]
    text: Option<String>,
    /// Model whose types are allowed as answers, in addition to those of the labels and of the sheets' lists.
    #[arg(long, short, value_name = "M.tousu", help_heading = "Types")]
    model: Option<PathBuf>,
    /// Types that are allowed as answers, separated by commas.
    #[arg(long, value_name = "A,B,..", help_heading = "Types")]
    types: Vec<String>,
    /// A new type to allow. Repeat it for more.
    #[arg(long, value_name = "NAME", help_heading = "Types")]
    new_type: Vec<String>,
    /// Let an answer replace the existing label of a row.
    #[arg(long, help_heading = "Answers")]
    replace: bool,
    /// If answers differ, take those of this sheet.
    #[arg(long, value_name = "SHEET", help_heading = "Answers")]
    prefer: Option<String>,
    #[command(flatten)]
    mask: MaskArgs,
    /// Print the summary as one JSON object.
    #[arg(long, help_heading = "Output")]
    json: bool,
}

pub(super) fn run(args: &Args, context: &mut Context<'_>) -> Result<Outcome> {
    let messages = args.mask.messages(&context.messages);
    let bundle = super::model(args.model.as_ref())?;
    let mut types = bundle.map(|b| b.types().to_vec()).unwrap_or_default();
    types.extend(super::types_listed(&args.types));
    let added = add(&AddParams {
        files: args.sheets.clone(),
        to: args.to.clone(),
        label: args.label.clone(),
        id: args.id.clone(),
        text: args.text.clone(),
        types,
        new_types: args.new_type.clone(),
        replace: args.replace,
        prefer: args.prefer.clone(),
        mask: args.mask.params(&messages),
        lang: context.lang,
    })?;
    tell(&added, args, &messages);
    if args.json {
        writeln!(context.out, "{}", serde_json::to_string(&added)?)?;
    } else {
        show(&added, context)?;
    }
    Ok(match added.lacks_rows() {
        true => Outcome::Rejected,
        false => Outcome::Done,
    })
}

fn tell(added: &Added, args: &Args, messages: &Messages) {
    let parts = [
        (added.added, "added"),
        (added.replaced, "replaced"),
        (added.repeated, "repeated"),
        (added.empty, "without an answer"),
        (added.kept.len() as u64, "labelled otherwise"),
        (added.refused.len() as u64, "refused"),
        (added.conflicting, "in conflict"),
    ];
    let parts = parts
        .into_iter()
        .filter(|(n, what)| *n > 0 || *what == "added");
    let parts: Vec<String> = parts.map(|(n, what)| format!("{n} {what}")).collect();
    messages.say(format!("{} rows in = {}", added.rows_in, parts.join(" + ")));
    if !added.refused.is_empty() {
        messages.warn("answers that name an unknown type were not added; correct them in the sheet and add it again, or name a new type with --new-type");
    }
    if !added.kept.is_empty() {
        messages.warn("rows that have another label kept it; --replace takes the answers instead");
    }
    if !added.contradicting.is_empty() {
        messages.warn(format!(
            "{} added rows have exactly the text of a row with another label; where these are the same complaints, make their ids agree (Excel drops the zeros \
             that an id begins with) and correct the labels in {}",
            added.contradicting.len(),
            args.to
        ));
    }
    if !added.conflicts.is_empty() {
        messages.warn("rows on which answers differ were not added; make the sheets agree, or name the one that counts with --prefer");
    }
    if added.labels == 0 {
        messages.say("nothing is labelled yet: fill in the sheets and add them again");
        return;
    }
    let next = command([
        "tousu", "train", &args.to, "--label", LABEL, "-o", "M.tousu",
    ]);
    messages.say(format!("{}: {} rows. Next: {next}", args.to, added.labels));
}

/// What a person has to look at.
fn show(added: &Added, context: &mut Context<'_>) -> std::io::Result<()> {
    let out = &mut context.out;
    if let Some(agreement) = &added.agreement {
        writeln!(out, "{}", spoken(agreement))?;
    }
    for r in &added.refused {
        let (id, label) = (visible(&r.id), visible(&r.label));
        write!(
            out,
            "{}, row {} (id {id}): `{label}` is not a known type",
            r.file, r.row
        )?;
        match &r.nearest[..] {
            [] => writeln!(out)?,
            near => writeln!(out, "; the nearest is {}", visible(&near.join(", ")))?,
        }
    }
    for c in &added.kept {
        let [id, there, given] = [&c.id, &c.there, &c.given].map(|t| visible(t));
        writeln!(out, "id {id}: labelled {there}, the answer is {given}")?;
    }
    for c in &added.contradicting {
        let [id, given, other, there] =
            [&c.id, &c.given, &c.other_id, &c.there].map(|t| visible(t));
        writeln!(
            out,
            "id {id}: added as {given}; the same text is id {other}, labelled {there}"
        )?;
    }
    for c in &added.conflicts {
        let answers = c
            .answers
            .iter()
            .map(|a| format!("{} ({})", a.label, a.file));
        let answers: Vec<String> = answers.collect();
        writeln!(
            out,
            "id {}: {}",
            visible(&c.id),
            visible(&answers.join(", "))
        )?;
    }
    Ok(())
}

fn spoken(agreement: &Agreement) -> String {
    let name = match agreement.measure {
        Kappa::Cohen => "Cohen's κ",
        Kappa::Fleiss => "Fleiss' κ",
    };
    let kappa = agreement
        .kappa
        .map_or("–".to_owned(), |k| format!("{k:.3}"));
    let (agreed, rows, n) = (agreement.agreed, agreement.rows, agreement.annotators.len());
    format!("{n} annotators agree on {agreed} of {rows} rows; {name} {kappa}")
}
