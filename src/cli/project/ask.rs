//! The questions of `tousu init`, where a person is there to answer and no flag has.

use crate::types::listed;
use std::io::{self, BufRead, IsTerminal, Write};

/// What a person answered.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Answers {
    pub(super) inputs: Vec<String>,
    /// Column of types; absent where a model gives them.
    pub(super) kind: Option<String>,
    pub(super) model: Option<String>,
    /// Columns to break complaints down by; none to let them be guessed.
    pub(super) by: Vec<String>,
}

/// Whether a person can be asked.
pub(super) fn someone_is_there() -> bool {
    io::stdin().is_terminal() && io::stderr().is_terminal()
}

/// Asks; an empty line is the answer in brackets.
pub(super) fn ask(input: &mut dyn BufRead, out: &mut dyn Write) -> io::Result<Answers> {
    let mut answer = |question: &str, default: &str| {
        write!(out, "{question} [{default}]: ")?;
        out.flush()?;
        let mut line = String::new();
        input.read_line(&mut line)?;
        let given = line.trim();
        Ok::<_, io::Error>(if given.is_empty() { default } else { given }.to_owned())
    };
    const MODEL: &str = "none: a model gives them";
    const GUESSED: &str = "guessed";
    let inputs = answer("Where the exports lie, separated by commas", "exports")?;
    let kind = answer("Column of complaint types in them", MODEL)?;
    let kind = Some(kind).filter(|k| k != MODEL);
    let model = match kind {
        Some(_) => None,
        None => Some(answer("Model file", "demo")?),
    };
    let by = answer(
        "Columns to break complaints down by, separated by commas",
        GUESSED,
    )?;
    Ok(Answers {
        inputs: all(&inputs),
        kind,
        model,
        by: if by == GUESSED { Vec::new() } else { all(&by) },
    })
}

fn all(line: &str) -> Vec<String> {
    listed(line).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(lines: &str) -> (Answers, String) {
        let mut out = Vec::new();
        let answers = ask(&mut lines.as_bytes(), &mut out).unwrap();
        (answers, String::from_utf8(out).unwrap())
    }

    #[test]
    fn empty_lines_and_a_closed_input_are_the_defaults() {
        let (answers, questions) = asked("\n\n");
        assert_eq!(answers.inputs, ["exports"]);
        assert_eq!(
            (answers.kind, answers.model.as_deref()),
            (None, Some("demo"))
        );
        assert!(answers.by.is_empty());
        assert_eq!(questions.matches("]: ").count(), 4, "{questions}");
    }

    #[test]
    fn a_column_of_types_needs_no_model() {
        let (answers, questions) = asked("in, more\n投诉类型\n区域，渠道\n");
        assert_eq!(answers.inputs, ["in", "more"]);
        assert_eq!(
            (answers.kind.as_deref(), answers.model),
            (Some("投诉类型"), None)
        );
        assert_eq!(answers.by, ["区域", "渠道"]);
        assert!(!questions.contains("Model"), "{questions}");
    }
}
