//! Conditions such as `COL>=VALUE`, and the columns that they name.

use super::manifest::{Column, ColumnKind, Manifest};
use super::query::{Comparison, Expr, Leaf, Test, comparison};
use crate::types::{EVENT_COLUMN, listed};
use crate::{Error, Result};
use std::path::Path;

/// A condition on the value of one column; see [`parse_filter`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filter(pub(super) Expr);

/// Reads `COL=VALUE`, with `=`, `!=`, `<`, `<=`, `>`, `>=` or ` IN a,b`. `known` says whether a name is a column: where
/// several signs could split the condition, the longest known name wins. An empty VALUE means "no value"; `!=` also holds
/// where there is no value.
///
/// # Errors
/// There is no sign in the condition.
pub fn parse_filter(condition: &str, known: impl Fn(&str) -> bool) -> Result<Filter> {
    let splits = splits(condition);
    let known = splits.iter().filter(|s| known(s.column));
    let split = known.max_by_key(|s| s.column.len()).or(splits.first());
    let Some(split) = split else {
        return Err(Error::usage(
            format!("the condition `{condition}` has no comparison sign"),
            "Write COL=VALUE, COL!=VALUE, COL<VALUE, COL>=VALUE or 'COL IN a,b'.",
        ));
    };
    Ok(Filter(split.expr()))
}

/// The complaints of an event. `known` says whether a name is a column of the index in `folder`.
///
/// # Errors
/// The rows of the index have no events.
pub fn of_event(id: &str, folder: &Path, known: impl Fn(&str) -> bool) -> Result<Filter> {
    if known(EVENT_COLUMN) {
        return parse_filter(&format!("{EVENT_COLUMN}={id}"), |name| name == EVENT_COLUMN);
    }
    Err(Error::invalid(
        folder.display().to_string(),
        format!("its complaints have no column `{EVENT_COLUMN}`"),
        "Let `tousu events EXPORT --rows WITH-EVENTS.csv` write every row with its event, and index that file.",
    ))
}

/// One way to split a condition at a sign; `None` is IN.
struct Split<'c> {
    column: &'c str,
    sign: Option<Comparison>,
    value: &'c str,
}

impl Split<'_> {
    fn expr(&self) -> Expr {
        let column = Leaf::untyped(self.column);
        let values = match self.sign {
            Some(sign) if !self.value.is_empty() || matches!(sign, Comparison::Ordered(_)) => {
                return sign.test(column, Leaf::untyped(self.value));
            }
            Some(_) => Vec::new(),
            None => in_list(self.value),
        };
        let is_empty = values.is_empty();
        let test = if is_empty {
            Test::Present
        } else {
            Test::In(values)
        };
        let expr = Expr::Column { column, test };
        // "no value" is the opposite of "any value"
        match is_empty && self.sign != Some(Comparison::Unequal) {
            true => Expr::Not(Box::new(expr)),
            false => expr,
        }
    }
}

fn in_list(value: &str) -> Vec<String> {
    let inner = value.trim();
    let inner = inner.strip_prefix(['(', '（']).unwrap_or(inner);
    let inner = inner.strip_suffix([')', '）']).unwrap_or(inner);
    let parts = listed(inner)
        .flat_map(|part| part.split('、'))
        .map(unquoted);
    parts.filter(|p| !p.is_empty()).map(str::to_owned).collect()
}

fn unquoted(text: &str) -> &str {
    let text = text.trim();
    for (open, close) in [("\"", "\""), ("'", "'"), ("“", "”")] {
        if let Some(inner) = text.strip_prefix(open).and_then(|t| t.strip_suffix(close)) {
            return inner;
        }
    }
    text
}

/// Every way to split a condition at a sign.
fn splits(condition: &str) -> Vec<Split<'_>> {
    let mut splits = Vec::new();
    let mut skip_to = 0;
    for (at, _) in condition.char_indices() {
        if at < skip_to {
            continue;
        }
        let (column, rest) = (condition[..at].trim(), &condition[at..]);
        if let Some((sign, meaning)) = comparison(rest) {
            splits.push(Split {
                column,
                sign: Some(meaning),
                value: unquoted(&rest[sign.len()..]),
            });
            skip_to = at + sign.len();
        } else if let Some(word) = rest.get(..4)
            && [" IN ", " IN("]
                .iter()
                .any(|w| word.eq_ignore_ascii_case(w))
        {
            splits.push(Split {
                column,
                sign: None,
                value: &rest[3..],
            });
        }
    }
    splits.retain(|s| !s.column.is_empty());
    splits
}

/// A column of an index, by its position.
#[derive(Clone, Copy, Debug)]
pub(super) struct ColumnRef {
    pub(super) at: usize,
    pub(super) kind: ColumnKind,
}

/// Finds a column by name; `time`/`时间` and `type`/`类型` stand for the columns that have these roles.
pub(super) fn resolve(manifest: &Manifest, name: &str) -> Option<ColumnRef> {
    let of = |name: &str| {
        let at = manifest.position(name)?;
        Some(ColumnRef {
            at,
            kind: manifest.columns[at].kind,
        })
    };
    let same = |c: &Column| c.name.trim().eq_ignore_ascii_case(name.trim());
    of(name)
        .or_else(|| of(&manifest.columns.iter().find(|c| same(c))?.name))
        .or_else(|| match name {
            "time" | "时间" => of(manifest.roles.time.as_deref()?),
            "type" | "类型" => of("predicted_tousu").or_else(|| of("predicted")),
            _ => None,
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::index::query::Op;

    #[test]
    fn conditions_are_split_at_their_sign() {
        let known = |name: &str| matches!(name, "a" | "满意度" | "a=b" | "Submitted via");
        let not = |e: Expr| Expr::Not(Box::new(e));
        let column = |name: &str, test| Expr::Column {
            column: Leaf::untyped(name),
            test,
        };
        let one = |name: &str, v: &str| column(name, Test::In(vec![v.into()]));
        for (condition, expr) in [
            ("a=1", one("a", "1")),
            ("a = x=y", one("a", "x=y")),
            ("a=b=1", one("a=b", "1")),
            ("a!=1", not(one("a", "1"))),
            ("a＝1", one("a", "1")),
            ("a=", not(column("a", Test::Present))),
            ("a!=", column("a", Test::Present)),
            (
                "Submitted via IN Web, \"Phone\"",
                column(
                    "Submitted via",
                    Test::In(vec!["Web".into(), "Phone".into()]),
                ),
            ),
            (
                "满意度>=2",
                column("满意度", Test::Compare(Op::AtLeast, Leaf::untyped("2"))),
            ),
        ] {
            assert_eq!(
                parse_filter(condition, known).unwrap().0,
                expr,
                "{condition}"
            );
        }
        assert!(parse_filter("nothing", known).is_err());
    }
}
