//! What a model or an index contains.

use crate::bundle::Bundle;
use crate::index::IndexSummary;
use std::io::{self, Write};

pub(super) fn index(card: IndexSummary, out: &mut impl Write) -> io::Result<()> {
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

pub(super) fn model(bundle: &Bundle, out: &mut impl Write) -> io::Result<()> {
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
