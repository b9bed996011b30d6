//! The column of types of a report: the one named, `predicted`, or none where a model gives them.

use super::dimensions::names;
use super::names::resolve_one;
use crate::types::TAKEN;
use crate::types::shell::quoted;
use crate::{Error, Result};
use arrow_schema::Schema;

/// What follows `predicted` in the name of a column that classifying wrote.
fn suffix(name: &str) -> Option<&str> {
    let rest = name.strip_prefix("predicted")?;
    rest.replace(TAKEN, "").is_empty().then_some(rest)
}

/// What the columns that classifying wrote beside the types in `label` have after their names.
fn suffix_of(schema: &Schema, label: Option<usize>) -> &str {
    let name = label.map(|c| schema.field(c).name());
    name.and_then(|n| suffix(n)).unwrap_or("")
}

/// The column `name` that classifying wrote beside the types in `label`, else the one that is called so.
pub(super) fn beside(schema: &Schema, label: Option<usize>, name: &str) -> Option<usize> {
    let own = schema.index_of(&format!("{name}{}", suffix_of(schema, label)));
    own.or_else(|_| schema.index_of(name)).ok()
}

/// Columns of probabilities with their types, first those that classifying wrote beside the types in `label`.
pub(super) fn probabilities(schema: &Schema, label: Option<usize>) -> Vec<(usize, String)> {
    let suffix = suffix_of(schema, label);
    let fields = schema.fields().iter().enumerate();
    let types = fields.filter_map(|(at, f)| Some((at, f.name().strip_prefix("p:")?)));
    let (own, others): (Vec<_>, Vec<_>) =
        types.partition(|(_, name)| !suffix.is_empty() && name.ends_with(suffix));
    let own = own
        .into_iter()
        .filter_map(|(at, name)| Some((at, name.strip_suffix(suffix)?)));
    let all = own.chain(others);
    all.map(|(at, name)| (at, name.to_owned())).collect()
}

/// The columns of types that classifying wrote, the newest last: it found the names of those before taken.
fn predicted(schema: &Schema) -> Vec<usize> {
    let length = |c: &usize| suffix(schema.field(*c).name()).map(str::len);
    let all = 0..schema.fields().len();
    let mut predicted: Vec<usize> = all.filter(|c| length(c).is_some()).collect();
    predicted.sort_by_key(length);
    predicted
}

/// The column of types that classifying wrote last.
pub(super) fn newest(schema: &Schema) -> Option<usize> {
    predicted(schema).pop()
}

/// What to say of `label` where classifying wrote several columns of types: which of them it is, unless the newest one was named.
pub(super) fn among_several(
    schema: &Schema,
    label: Option<usize>,
    is_named: bool,
) -> Option<String> {
    let all = predicted(schema);
    let label = label.filter(|c| all.len() > 1 && all.contains(c))?;
    let name = |columns: &[usize]| names(schema, columns);
    let [older @ .., last] = &all[..] else {
        return None;
    };
    match (label == *last, is_named) {
        (true, true) => None,
        (true, false) => Some(format!(
            "the types are those in `{}`, the newest that `tousu classify` wrote; older ones are in {}",
            name(&[*last]),
            name(older)
        )),
        (false, _) => Some(format!(
            "`{}` holds older types; the newest that `tousu classify` wrote are in `{newest}`: --type {newest}",
            name(&[label]),
            newest = name(&[*last])
        )),
    }
}

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
    newest(schema).map(Some).ok_or_else(|| {
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
