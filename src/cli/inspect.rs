//! `tousu inspect`: what a model or an index contains.

use super::messages::visible;
use super::{Context, Outcome};
use crate::bundle::Bundle;
use crate::index::IndexSummary;
use anyhow::Result;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Arguments of `tousu inspect`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Model file or index folder; `demo` is the built-in model.
    #[arg(value_name = "M.tousu | DIR")]
    what: PathBuf,
    /// Print everything as one JSON object.
    #[arg(long)]
    json: bool,
}

impl Args {
    /// The folder of an index, if it is one.
    pub(super) fn folder(&self) -> Option<&Path> {
        self.what.is_dir().then_some(self.what.as_path())
    }
}

pub(super) fn run(args: &Args, context: &mut Context<'_>) -> Result<Outcome> {
    if args.what.is_dir() {
        let card = crate::index::summary(&args.what)?;
        if args.json {
            writeln!(context.out, "{}", serde_json::to_string(&card)?)?;
            return Ok(Outcome::Done);
        }
        return show(context, |out| index(card, out));
    }
    let bundle = Bundle::load(&args.what)?;
    if args.json {
        let mut value = serde_json::to_value(bundle.card())?;
        if let Some(o) = value.as_object_mut() {
            o.insert("hash".into(), bundle.hash().into());
        }
        writeln!(context.out, "{value}")?;
        return Ok(Outcome::Done);
    }
    show(context, |out| model(&bundle, out))
}

/// Prints what `write` writes, with control characters made visible: names of columns and types come from data.
fn show(
    context: &mut Context<'_>,
    write: impl FnOnce(&mut Vec<u8>) -> io::Result<()>,
) -> Result<Outcome> {
    let mut text = Vec::new();
    write(&mut text)?;
    let text = String::from_utf8_lossy(&text);
    context.out.write_all(visible(&text).as_bytes())?;
    Ok(Outcome::Done)
}

fn index(card: IndexSummary, out: &mut impl Write) -> io::Result<()> {
    let or = |value: Option<String>, none: &str| value.unwrap_or_else(|| none.to_owned());
    let masks = if card.masked { "on" } else { "off" };
    writeln!(out, "complaints  {}", card.complaints)?;
    writeln!(
        out,
        "size        {} bytes in {} segments",
        card.bytes, card.segments
    )?;
    writeln!(out, "text        {}", card.roles.text.join(", "))?;
    writeln!(
        out,
        "id          {}",
        or(card.roles.id, "(hash of all columns)")
    )?;
    writeln!(out, "time        {}", or(card.roles.time, "(none)"))?;
    writeln!(out, "model       {}", or(card.roles.model, "(none)"))?;
    writeln!(out, "masks       {masks}")?;
    for column in card.columns {
        let kind = format!("{:?}", column.kind).to_lowercase();
        writeln!(out, "column      {kind:<9} {}", column.name)?;
    }
    Ok(())
}

fn model(bundle: &Bundle, out: &mut impl Write) -> io::Result<()> {
    const TERMS: usize = 12;
    let card = bundle.card();
    let (s, h) = (&card.settings, &card.held_out);
    let score = |v: Option<f64>| v.map_or_else(|| "–".to_owned(), |v| format!("{v:.4}"));
    writeln!(
        out,
        "model       {} (tousu {})",
        bundle.hash(),
        card.crate_version
    )?;
    writeln!(
        out,
        "rows        {} ({} left out), hash {}",
        card.rows, card.left_out, card.rows_hash
    )?;
    writeln!(out, "label       {}", card.label.join(">"))?;
    writeln!(out, "text        {}", card.text.join(", "))?;
    writeln!(
        out,
        "classifier  {}, C {}, balance {}, seed {}",
        s.model, s.c, s.balance, s.seed
    )?;
    writeln!(out, "terms       {} of {} kept", s.kept, s.terms)?;
    writeln!(
        out,
        "held out    accuracy {}, macro-F1 {}, log-loss {}, ECE {} ({} rows, {} folds)",
        score(h.accuracy),
        score(h.macro_f1),
        score(h.log_loss),
        score(h.ece),
        h.rows,
        h.folds
    )?;
    for (what, score) in &card.tried {
        writeln!(out, "tried       macro-F1 {score:.4}: {what}")?;
    }
    writeln!(
        out,
        "\n{} types, each with its rows and its strongest terms:",
        card.types.len()
    )?;
    for t in &card.types {
        let terms = t.strongest.iter().take(TERMS);
        let terms: Vec<&str> = terms.map(|t| t.0.as_str()).collect();
        writeln!(out, "{} · {} · {}", t.name, t.rows, terms.join(" | "))?;
    }
    Ok(())
}
