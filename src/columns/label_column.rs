//! The column of types of a report: the one named, `predicted`, or none where a model gives them.

use super::dimensions::names;
use super::names::resolve_one;
use crate::types::shell::quoted;
use crate::{Error, Result};
use arrow_schema::Schema;

/// The column of types; absent where the model gives them.
pub(super) fn label_column(
    schema: &Schema,
    named: Option<&str>,
    has_model: bool,
    (text, guessed): (&[usize], Option<usize>),
) -> Result<Option<usize>> {
    if let Some(name) = named {
        return resolve_one(schema, name, "--type").map(Some);
    }
    let all: Vec<usize> = (0..schema.fields().len()).collect();
    let columns = names(schema, &all);
    if has_model {
        return match text {
            [] => Err(Error::invalid(
                "",
                format!("no column looks like the text of a complaint; the columns are {columns}"),
                "Name it with --text.",
            )),
            _ => Ok(None),
        };
    }
    schema.index_of("predicted").map(Some).map_err(|_| {
        let guessed = guessed.map(|c| schema.field(c).name());
        let how = match guessed {
            Some(name) => format!(
                "`{name}` looks like one: add `--type {}`, or `--model M.tousu` for a model that gives the types.",
                quoted(name)
            ),
            None => format!(
                "Name the column that holds them (`--type COL`; the columns are {columns}), or a model that gives them \
                 (`--model M.tousu`)."
            ),
        };
        let next = format!(
            "{how} Without labels, `tousu train FILE --taxonomy types.csv -o M.tousu` makes one from words of every type \
             (docs/starting-without-labels.md)."
        );
        Error::usage(
            "nothing says which type a complaint has: there is no column `predicted`, no --type and no --model",
            next,
        )
    })
}
