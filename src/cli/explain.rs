//! `tousu explain`

use super::mask_args::MaskArgs;
use super::messages::visible;
use super::{Context, Outcome};
use crate::bundle::Bundle;
use crate::normalize::{NormalizeParams, Normalizer};
use crate::pipeline::explain;
use crate::score::Explanation;
use std::collections::BTreeMap;
use std::io::{IsTerminal, Write};
use std::path::PathBuf;

/// Arguments of `tousu explain`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Text to explain.
    #[arg(value_name = "TEXT")]
    text: String,
    /// Model file; `demo` is the built-in one.
    #[arg(long, value_name = "M.tousu")]
    model: PathBuf,
    /// Number of contributions to list.
    #[arg(long, default_value_t = 15, value_name = "N")]
    limit: usize,
    #[command(flatten)]
    mask: MaskArgs,
    /// Print everything as one JSON object.
    #[arg(long, help_heading = "Output")]
    json: bool,
}

pub(super) fn run(args: &Args, context: &mut Context<'_>) -> anyhow::Result<Outcome> {
    let messages = args.mask.messages(&context.messages);
    let normalizer = Normalizer::new(NormalizeParams {
        mask: args.mask.params(&messages),
    });
    let bundle = Bundle::load(&args.model)?;
    let explanation = explain(&bundle, &args.text, &normalizer, &messages)?;
    if args.json {
        writeln!(context.out, "{}", serde_json::to_string(&explanation)?)?;
    } else {
        let colour = std::io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none();
        let text = marked(&args.text, &explanation.bytes, &normalizer, colour);
        show(&explanation, &text, args.limit, context.out)?;
    }
    Ok(Outcome::Done)
}

fn show(e: &Explanation, text: &str, limit: usize, out: &mut dyn Write) -> std::io::Result<()> {
    let (best, runner_up) = (visible(&e.best), visible(&e.runner_up));
    writeln!(
        out,
        "{best} ({:.3}), then {runner_up} ({:.3})\n\n{text}\n",
        e.confidence, e.runner_up_confidence
    )?;
    writeln!(out, "weight   for {best} (+) or {runner_up} (-)")?;
    let terms = spelled_once(e);
    for (term, value) in terms.iter().take(limit) {
        writeln!(out, "{value:+.4}  {}", visible(term))?;
    }
    let rest = terms.get(limit..).unwrap_or_default();
    if !rest.is_empty() {
        let sum: f64 = rest.iter().map(|t| t.1).sum();
        writeln!(out, "{sum:+.4}  {} more terms", rest.len())?;
    }
    writeln!(
        out,
        "{:+.4}  the types themselves, without any term",
        e.bias
    )?;
    writeln!(out, "{:+.4}  in all", e.difference)
}

/// What each spelling gives, whatever it was counted as (a word, a run of characters); by falling size.
fn spelled_once(e: &Explanation) -> Vec<(&str, f64)> {
    let mut sums: BTreeMap<&str, f64> = BTreeMap::new();
    for c in &e.contributions {
        *sums.entry(&c.term).or_default() += c.value;
    }
    let mut terms: Vec<(&str, f64)> = sums.into_iter().collect();
    terms.sort_by(|a, b| b.1.abs().total_cmp(&a.1.abs()).then(a.0.cmp(b.0)));
    terms
}

/// The text with what speaks for the best type in green and what speaks against it in red.
fn marked(text: &str, bytes: &[f64], normalizer: &Normalizer, colour: bool) -> String {
    let personal = normalizer.personal(text);
    let most = bytes.iter().fold(0.0_f64, |a, b| a.max(b.abs()));
    let mut out = String::new();
    for (at, c) in text.char_indices() {
        if let Some(found) = personal.iter().find(|f| f.range.contains(&at)) {
            if at == found.range.start {
                out.push_str(&format!("[{}]", found.kind.name()));
            }
            continue;
        }
        let part = bytes.get(at..at + c.len_utf8()).unwrap_or(&[]);
        let value = part.iter().sum::<f64>() / part.len().max(1) as f64;
        let shown = visible(c.encode_utf8(&mut [0; 4])).into_owned();
        let style = match value / most.max(1e-12) {
            v if !colour || v.abs() < 0.15 => None,
            v if v > 0.0 => Some("\u{1b}[32m"),
            _ => Some("\u{1b}[31m"),
        };
        match style {
            Some(style) => {
                out.push_str(style);
                out.push_str(&shown);
                out.push_str("\u{1b}[0m");
            }
            None => out.push_str(&shown),
        }
    }
    out
}
