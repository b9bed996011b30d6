//! `tousu explain`

use super::masking::MaskArgs;
use super::{Context, Outcome};
use crate::bundle::Bundle;
use crate::normalize::{NormalizeParams, Normalizer, mask};
use crate::pipeline::{Explanation, Scorer};
use crate::{Error, Result};
use std::io::{IsTerminal, Write};
use std::path::PathBuf;

/// Arguments of `tousu explain`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The text to explain.
    #[arg(value_name = "TEXT")]
    text: String,
    /// The model; `demo` is the built-in one.
    #[arg(long, value_name = "M.tousu")]
    model: PathBuf,
    /// Contributions to list.
    #[arg(long, default_value_t = 15, value_name = "N")]
    limit: usize,
    #[command(flatten)]
    mask: MaskArgs,
    /// Print everything as one JSON object.
    #[arg(long)]
    json: bool,
}

pub(super) fn run(args: &Args, context: &mut Context<'_>) -> anyhow::Result<Outcome> {
    let scorer = Scorer::new(&Bundle::load(&args.model)?);
    let Some(found) = scorer.explain(&args.text) else {
        return Err(Error::usage("the text is empty", "Give a text to explain.").into());
    };
    let normalizer = Normalizer::new(NormalizeParams {
        mask: args.mask.params(&args.mask.talk(&context.talk)),
    });
    let found = masked(found, &normalizer);
    if args.json {
        writeln!(context.out, "{}", serde_json::to_string(&found)?)?;
    } else {
        let colour = std::io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none();
        show(args, &found, &normalizer, colour, context.out)?;
    }
    Ok(Outcome::Done)
}

/// The explanation with its terms as people may read them.
fn masked(mut e: Explanation, normalizer: &Normalizer) -> Explanation {
    for c in &mut e.contributions {
        c.term = mask::render(&normalizer.mask_source(&c.term)).into_owned();
    }
    e
}

fn show(
    args: &Args,
    e: &Explanation,
    normalizer: &Normalizer,
    colour: bool,
    out: &mut dyn Write,
) -> Result<()> {
    let wrong = |x| Error::io("stdout", "write", x);
    let name = super::talk::visible;
    let mut lines = format!(
        "{} ({:.3}), not {} ({:.3}): {:+.3} logits\n",
        name(&e.best),
        e.confidence,
        name(&e.runner_up),
        e.runner_up_confidence,
        e.difference
    );
    lines.push_str(&marked(&args.text, &e.bytes, normalizer, colour));
    lines.push('\n');
    for c in e.contributions.iter().take(args.limit) {
        lines.push_str(&format!(
            "{:+.4}  {}  ({})\n",
            c.value,
            name(&c.term),
            c.kind
        ));
    }
    let rest = e.contributions.iter().skip(args.limit);
    let (count, sum) = rest.fold((0, 0.0), |a, c| (a.0 + 1, a.1 + c.value));
    lines.push_str(&format!(
        "{sum:+.4}  {count} more terms\n{:+.4}  bias\n",
        e.bias
    ));
    out.write_all(lines.as_bytes()).map_err(wrong)
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
        let shown = super::talk::visible(c.encode_utf8(&mut [0; 4])).into_owned();
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
