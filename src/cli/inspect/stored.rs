//! What a model or an index contains.

use crate::bundle::{Bundle, HeldOut, Origin};
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
    let s = &card.settings;
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
    if let Some(sample) = &card.sample {
        let points = |loss: f64| format!("{:.1}", 100.0 * loss);
        let loss = sample.loss.map(|(loss, low, high)| {
            let (loss, low, high) = (points(loss), points(low), points(high));
            format!("; macro-F1 about {loss} points below that of all ({low} to {high})")
        });
        let loss = loss.unwrap_or_default();
        writeln!(out, "sample      of {} rows{loss}", sample.rows)?;
    }
    let label = match card.label.is_empty() {
        true => "(none: words of a taxonomy)".to_owned(),
        false => card.label.join(">"),
    };
    writeln!(out, "label       {label}")?;
    writeln!(out, "text        {}", card.text.join(", "))?;
    writeln!(
        out,
        "classifier  {}, C {}, balance {}, seed {}",
        s.model, s.c, s.balance, s.seed
    )?;
    writeln!(out, "terms       {} of {} kept", s.kept, s.terms)?;
    if let Some(origin) = &card.origin {
        origin_of(origin, out)?;
    }
    held_out(&card.held_out, out)?;
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

/// What a model learnt from besides labelled rows.
fn origin_of(origin: &Origin, out: &mut impl Write) -> io::Result<()> {
    let learnt = if origin.helped {
        ""
    } else {
        ", not used: no gain"
    };
    writeln!(
        out,
        "unlabelled  {} of {} rows{learnt}",
        origin.used, origin.unlabelled
    )?;
    if let (Some(before), Some(after)) =
        (origin.supervised_macro_f1, origin.with_unlabelled_macro_f1)
    {
        writeln!(
            out,
            "gain        macro-F1 {before:.4} without and {after:.4} with unlabelled rows (held-out rows)"
        )?;
    }
    if let Some(taxonomy) = &origin.taxonomy {
        writeln!(out, "taxonomy    {taxonomy}")?;
    }
    for t in &origin.words {
        writeln!(
            out,
            "words       {}: {} of {} found, {} rows, {} with words of another type too",
            t.name, t.found, t.words, t.rows, t.conflicts
        )?;
    }
    Ok(())
}

/// How good a model is on rows held out.
fn held_out(h: &HeldOut, out: &mut impl Write) -> io::Result<()> {
    let score = |v: Option<f64>| v.map_or_else(|| "–".to_owned(), |v| format!("{v:.4}"));
    if h.rows == 0 {
        writeln!(
            out,
            "held out    nothing: how often it is right is unknown until a sample is audited (`tousu report … --draw-audit 300`)"
        )?;
    } else {
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
    }
    Ok(())
}
