//! The `tousu` binary: maps outcomes to exit codes and nothing else.

use std::io::{self, Write};
use std::process::ExitCode;
use tousu::cli;

fn main() -> ExitCode {
    std::panic::set_hook(Box::new(confess));
    std::panic::catch_unwind(run).unwrap_or(ExitCode::from(1))
}

/// A bug is one line, without the message: it may quote a complaint.
#[expect(clippy::print_stderr, reason = "the last word of a failed run")]
fn confess(panic: &std::panic::PanicHookInfo<'_>) {
    // what follows a first one is mostly its echo
    static SAID: std::sync::Once = std::sync::Once::new();
    let place = panic
        .location()
        .map(ToString::to_string)
        .unwrap_or_default();
    SAID.call_once(|| {
        eprintln!(
            "error: a bug in tousu, at {place}; what stood at the output stands. Please report it."
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
    let mut said = e.to_string();
    for cause in e.chain().skip(1).map(ToString::to_string) {
        if !said.contains(&cause) {
            said = format!("{said}: {cause}");
        }
    }
    // a message may quote a row
    eprintln!("error: {}", cli::sayable(&said));
    let usage = e
        .downcast_ref::<tousu::Error>()
        .is_some_and(tousu::Error::is_usage);
    ExitCode::from(if usage { 2 } else { 1 })
}

/// `| head` is no failure.
fn is_broken_pipe(e: &anyhow::Error) -> bool {
    e.chain().any(|c| {
        c.downcast_ref::<io::Error>()
            .is_some_and(|e| e.kind() == io::ErrorKind::BrokenPipe)
            || c.downcast_ref::<tousu::Error>()
                .is_some_and(tousu::Error::is_broken_pipe)
    })
}
