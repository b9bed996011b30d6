//! The `tousu` binary: maps outcomes to exit codes and nothing else.

use std::io::{self, Write};
use std::process::ExitCode;
use tousu::cli;

fn main() -> ExitCode {
    std::panic::set_hook(Box::new(report_panic));
    std::panic::catch_unwind(run).unwrap_or(ExitCode::from(1))
}

/// A panic is one line without its message, which may quote a complaint.
#[expect(clippy::print_stderr, reason = "the last word of a failed run")]
fn report_panic(panic: &std::panic::PanicHookInfo<'_>) {
    // what follows the first is mostly its echo
    static FIRST: std::sync::Once = std::sync::Once::new();
    let place = panic
        .location()
        .map(ToString::to_string)
        .unwrap_or_default();
    FIRST.call_once(|| {
        eprintln!(
            "error: internal error at {place}; existing output was not changed. Please report this."
        );
    });
}

fn run() -> ExitCode {
    #[cfg(debug_assertions)]
    assert!(std::env::var_os("TOUSU_TEST_BUG").is_none(), "13812345678");
    let mut out = io::BufWriter::new(io::stdout().lock());
    let result = cli::parse()
        .and_then(|args| cli::run(args, &mut out))
        .and_then(|outcome| Ok(out.flush().map(|()| outcome)?));
    match result {
        Ok(outcome) => outcome.into(),
        Err(e) if is_broken_pipe(&e) => ExitCode::SUCCESS,
        Err(e) => fail(&e),
    }
}

#[expect(clippy::print_stderr, reason = "the last word of a failed run")]
fn fail(e: &anyhow::Error) -> ExitCode {
    let mut message = String::new();
    for cause in e.chain() {
        let said = cause.to_string();
        if message.is_empty() {
            message = said;
        } else if !message.contains(&said) {
            message = format!("{message}: {said}");
        }
        // it says all there is to say
        if cause.is::<tousu::Error>() {
            break;
        }
    }
    // it may quote a row
    eprintln!("error: {}", cli::printable(&message));
    let usage = e
        .downcast_ref::<tousu::Error>()
        .is_some_and(tousu::Error::is_usage);
    ExitCode::from(if usage { 2 } else { 1 })
}

/// `| head` is not a failure.
fn is_broken_pipe(e: &anyhow::Error) -> bool {
    e.chain().any(|c| {
        c.downcast_ref::<io::Error>()
            .is_some_and(|e| e.kind() == io::ErrorKind::BrokenPipe)
            || c.downcast_ref::<tousu::Error>()
                .is_some_and(tousu::Error::is_broken_pipe)
    })
}
