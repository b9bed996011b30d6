//! `tousu inspect`

use super::talk::visible;
use super::{Context, Outcome};
use crate::bundle::Bundle;
use crate::index::IndexCard;
use anyhow::Result;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Arguments of `tousu inspect`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// A model file, `demo`, or an index folder.
    #[arg(value_name = "M.tousu | DIR")]
    what: PathBuf,
    /// Print everything as one JSON object.
    #[arg(long)]
    json: bool,
}

impl Args {
    /// The index, where it is one.
    pub(super) fn folder(&self) -> Option<&Path> {
        self.what.is_dir().then_some(self.what.as_path())
    }
}

pub(super) fn run(args: &Args, context: &mut Context<'_>) -> Result<Outcome> {
    if args.what.is_dir() {
        let card = crate::index::describe(&args.what)?;
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

/// Prints what `write` writes, names of columns and types among it, control characters made visible.
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

fn index(card: IndexCard, out: &mut impl Write) -> io::Result<()> {
    let none = "(none)".to_owned();
    writeln!(out, "complaints  {}", card.complaints)?;
    writeln!(
        out,
        "size        {} bytes in {} segments",
        card.bytes, card.segments
    )?;
    writeln!(out, "searched    {}", card.text.join(", "))?;
    writeln!(
        out,
        "id          {}",
        card.id.unwrap_or_else(|| "(hash of all columns)".into())
    )?;
    writeln!(
        out,
        "time        {}",
        card.time.unwrap_or_else(|| none.clone())
    )?;
    writeln!(out, "model       {}", card.model.unwrap_or(none))?;
    writeln!(
        out,
        "masks       {}",
        if card.masked { "on" } else { "off" }
    )?;
    for column in card.columns {
        let kind = format!("{:?}", column.kind).to_lowercase();
        writeln!(out, "column      {kind:<9} {}", column.name)?;
    }
    Ok(())
}

fn model(bundle: &Bundle, out: &mut impl Write) -> io::Result<()> {
    let card = bundle.card();
    let s = &card.settings;
    writeln!(
        out,
        "model {} · tousu {}",
        bundle.hash(),
        card.crate_version
    )?;
    writeln!(
        out,
        "{} rows ({} left out), hash {} · {} types · label {} · text {}",
        card.rows,
        card.left_out,
        card.rows_hash,
        card.types.len(),
        card.label.join(">"),
        card.text.join(",")
    )?;
    writeln!(
        out,
        "{} · C {} · balance {} · {} of {} terms kept · seed {}",
        s.model, s.c, s.balance, s.kept, s.terms, s.seed
    )?;
    let h = &card.held_out;
    let show = |v: Option<f64>| v.map_or_else(|| "–".to_owned(), |v| format!("{v:.4}"));
    writeln!(
        out,
        "held out ({} folds, {} rows): accuracy {} · macro-F1 {} · log-loss {} · ECE {}",
        h.folds,
        h.rows,
        show(h.accuracy),
        show(h.macro_f1),
        show(h.log_loss),
        show(h.ece)
    )?;
    for (what, score) in &card.tried {
        writeln!(out, "tried {what}: {score:.4}")?;
    }
    for t in &card.types {
        let terms: Vec<&str> = t.strongest.iter().take(12).map(|t| t.0.as_str()).collect();
        writeln!(out, "{} · {} rows · {}", t.name, t.rows, terms.join(" | "))?;
    }
    Ok(())
}
