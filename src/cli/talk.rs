//! Talk: everything said on stderr, cleaned of control characters and of personal numbers first: a message may quote a row.

use crate::normalize::{Normalizer, mask};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::io::IsTerminal;

/// Says things on stderr, as loudly as asked.
#[derive(Clone, Debug)]
pub struct Talk {
    quiet: bool,
    verbose: bool,
    readable: bool,
}

impl Talk {
    /// Quiet wins over verbose.
    #[must_use]
    pub fn new(quiet: bool, verbose: bool) -> Self {
        Self {
            quiet,
            verbose,
            readable: false,
        }
    }

    /// The same, personal numbers left as they are (`--no-mask`).
    #[must_use]
    pub fn readable(&self) -> Self {
        Self {
            readable: true,
            ..self.clone()
        }
    }

    /// A line a user should read.
    pub fn say(&self, line: impl AsRef<str>) {
        if !self.quiet {
            self.print(line.as_ref());
        }
    }

    /// A line for those who ask for evidence (`--verbose`).
    pub fn detail(&self, line: impl AsRef<str>) {
        if self.verbose && !self.quiet {
            self.print(line.as_ref());
        }
    }

    /// A line that doubts something: printed even where it repeats what a summary says, but not under `--quiet`.
    pub fn warn(&self, line: impl AsRef<str>) {
        self.say(format!("warning: {}", line.as_ref()));
    }

    fn print(&self, line: &str) {
        if self.readable {
            anstream::eprintln!("{}", visible(line));
        } else {
            anstream::eprintln!("{}", sayable(line));
        }
    }

    /// A bar over `total` bytes, drawn only on a terminal.
    #[must_use]
    pub fn progress(&self, total: Option<u64>, what: &'static str) -> ProgressBar {
        if self.quiet || !std::io::stderr().is_terminal() {
            return ProgressBar::hidden();
        }
        let bar = ProgressBar::with_draw_target(total, ProgressDrawTarget::stderr_with_hz(4));
        let template = if total.is_some() {
            "{msg} {wide_bar} {percent} % {bytes_per_sec} {eta} left"
        } else {
            "{msg} {spinner} {bytes} {bytes_per_sec}"
        };
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style);
        }
        bar.with_message(what)
    }
}

/// `line` as it may be said: personal numbers masked, control characters made visible.
#[must_use]
pub fn sayable(line: &str) -> String {
    visible(&mask::render(&Normalizer::default().mask_source(line))).into_owned()
}

/// `text` with control characters (terminal escapes among them) made visible as `\u{…}`; newlines stay.
pub(super) fn visible(text: &str) -> std::borrow::Cow<'_, str> {
    if !text.chars().any(|c| c.is_control() && c != '\n') {
        return text.into();
    }
    let mut out = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        if c.is_control() && c != '\n' {
            out.extend(c.escape_unicode());
        } else {
            out.push(c);
        }
    }
    out.into()
}
