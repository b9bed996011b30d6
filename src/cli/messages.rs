//! Messages on stderr, cleaned of control characters and of personal numbers first: a message may quote a row.

use crate::normalize::Normalizer;
use crate::types::{Level, Observer, Progress};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::io::IsTerminal;
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// Says things on stderr, as loudly as asked.
#[derive(Clone, Debug)]
pub struct Messages {
    quiet: bool,
    verbose: bool,
    readable: bool,
    /// Paths, each with the one that is printed for it.
    shown: Arc<[(String, String)]>,
    /// The bar on the screen.
    bar: Arc<Mutex<Option<ProgressBar>>>,
}

impl Messages {
    /// Quiet wins over verbose.
    #[must_use]
    pub fn new(quiet: bool, verbose: bool) -> Self {
        Self {
            quiet,
            verbose,
            readable: false,
            shown: Arc::default(),
            bar: Arc::default(),
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

    /// The same, with other paths printed for some: files that are moved once all is done.
    #[must_use]
    pub fn showing(&self, paths: Vec<(String, String)>) -> Self {
        Self {
            shown: paths.into(),
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
        let shown = self.shown.iter();
        let line = &shown.fold(line.to_owned(), |line, (path, to)| line.replace(path, to));
        let line = if self.readable {
            visible(line)
        } else {
            printable(line).into()
        };
        match self.bar.lock().ok().as_deref() {
            Some(Some(bar)) => bar.suspend(|| anstream::eprintln!("{line}")),
            _ => anstream::eprintln!("{line}"),
        }
    }
}

impl Observer for Messages {
    fn message(&self, level: Level, line: &str) {
        match level {
            Level::Detail => self.detail(line),
            Level::Say => self.say(line),
            Level::Warn => self.warn(line),
        }
    }

    /// Draws a bar, on a terminal only.
    fn progress(&self, progress: Progress<'_>) {
        let Ok(mut shown) = self.bar.lock() else {
            return;
        };
        match progress {
            Progress::Done => {
                if let Some(bar) = shown.take() {
                    bar.finish_and_clear();
                }
            }
            _ if self.quiet || !std::io::stderr().is_terminal() => {}
            Progress::Bytes { step, read, total } => {
                let bar = shown.get_or_insert_with(|| bytes_bar(total).with_message(step));
                bar.set_position(read);
            }
            Progress::Step { text, done, total } => {
                let bar = shown.get_or_insert_with(|| step_bar(total));
                bar.set_message(text.to_owned());
                bar.set_position(done);
            }
        }
    }
}

fn bytes_bar(total: Option<u64>) -> ProgressBar {
    let template = if total.is_some() {
        "{msg} {wide_bar} {percent} % {bytes_per_sec} {eta} left"
    } else {
        "{msg} {spinner} {bytes} {bytes_per_sec}"
    };
    bar(total, template)
}

/// Steps take long: the time shown moves between them.
fn step_bar(total: u64) -> ProgressBar {
    let bar = bar(Some(total), "{bar:20} {elapsed} {wide_msg}");
    bar.enable_steady_tick(Duration::from_millis(500));
    bar
}

fn bar(total: Option<u64>, template: &str) -> ProgressBar {
    let bar = ProgressBar::with_draw_target(total, ProgressDrawTarget::stderr_with_hz(4));
    if let Ok(style) = ProgressStyle::with_template(template) {
        bar.set_style(style);
    }
    bar
}

/// `line` as it may be printed: personal numbers masked, control characters made visible.
#[must_use]
pub fn printable(line: &str) -> String {
    visible(&Normalizer::default().shown(line)).into_owned()
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
