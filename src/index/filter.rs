//! Conditions of `--where`, and the columns that conditions name.

use super::meta::{Kind, Meta};
use super::query::{Op, Test};
use crate::{Error, Result};

/// A condition of `--where`: a column, a test, and whether its opposite is meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filter {
    /// The column's name.
    pub column: String,
    /// What its value must be.
    pub test: Test,
    /// True for `!=`: every complaint the test leaves out, those without a value among them.
    pub negated: bool,
}

/// Reads `COL=VALUE`, with `=`, `!=`, `<`, `<=`, `>`, `>=` or ` IN a,b`. `known` says whether a name is a column: where
/// several signs could split the condition, the longest known name wins. An empty VALUE means "no value".
///
/// # Errors
/// No sign, or no column of that name.
pub fn parse_filter(condition: &str, known: impl Fn(&str) -> bool) -> Result<Filter> {
    let splits = splits(condition);
    let best = splits
        .iter()
        .filter(|s| known(s.0))
        .max_by_key(|s| s.0.len());
    let Some((column, sign, value)) = best.or(splits.first()).copied() else {
        return Err(Error::usage(
            format!("--where {condition}: no sign between column and value"),
            "Write COL=VALUE, COL!=VALUE, COL<VALUE, COL>=VALUE or 'COL IN a,b'",
        ));
    };
    let leaf = |text: &str| super::query::Leaf {
        text: text.to_owned(),
        at: 0..0,
    };
    let (test, negated) = match sign {
        "IN" => (Test::In(in_list(value)), false),
        "=" | "==" => (equal(value), false),
        "!=" | "<>" | "≠" => (equal(value), true),
        "<" => (Test::Compare(Op::Less, leaf(value)), false),
        "<=" | "≤" => (Test::Compare(Op::AtMost, leaf(value)), false),
        ">" => (Test::Compare(Op::More, leaf(value)), false),
        _ => (Test::Compare(Op::AtLeast, leaf(value)), false),
    };
    // "no value" is the opposite of "any value"
    let (test, negated) = match test {
        Test::In(v) if v.is_empty() => (Test::Present, !negated),
        test => (test, negated),
    };
    Ok(Filter {
        column: column.to_owned(),
        test,
        negated,
    })
}

fn equal(value: &str) -> Test {
    Test::In(if value.is_empty() {
        Vec::new()
    } else {
        vec![value.to_owned()]
    })
}

fn in_list(value: &str) -> Vec<String> {
    let inner = value.trim();
    let inner = inner.strip_prefix(['(', '（']).unwrap_or(inner);
    let inner = inner.strip_suffix([')', '）']).unwrap_or(inner);
    let parts = inner.split([',', '，', '、']).map(unquoted);
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

/// Every way to split a condition at a sign: column, sign, value.
fn splits(condition: &str) -> Vec<(&str, &str, &str)> {
    const SIGNS: [&str; 11] = ["!=", "<>", "<=", ">=", "==", "≠", "≤", "≥", "=", "<", ">"];
    let mut out = Vec::new();
    let mut skip_to = 0;
    for (at, _) in condition.char_indices() {
        if at < skip_to {
            continue;
        }
        let rest = &condition[at..];
        if let Some(sign) = SIGNS.iter().find(|s| rest.starts_with(**s)) {
            out.push((condition[..at].trim(), *sign, unquoted(&rest[sign.len()..])));
            skip_to = at + sign.len();
        } else if rest
            .get(..4)
            .is_some_and(|r| r.eq_ignore_ascii_case(" IN "))
            || rest
                .get(..4)
                .is_some_and(|r| r.eq_ignore_ascii_case(" IN("))
        {
            out.push((condition[..at].trim(), "IN", &rest[3..]));
        }
    }
    out.retain(|s| !s.0.is_empty());
    out
}

/// A column of an index, as a test needs it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Target {
    pub(super) at: usize,
    pub(super) kind: Kind,
}

/// Finds a column by name; `id`, `time`/`时间`, `type`/`类型` stand for what the index knows under these roles.
pub(super) fn resolve(meta: &Meta, name: &str) -> Option<Target> {
    let of = |name: &str| {
        let at = meta.position(name)?;
        Some(Target {
            at,
            kind: meta.columns[at].kind,
        })
    };
    let same = |c: &super::Column| c.name.trim().eq_ignore_ascii_case(name.trim());
    of(name)
        .or_else(|| of(&meta.columns.iter().find(|c| same(c))?.name))
        .or_else(|| match name {
            "time" | "时间" => of(meta.time.as_deref()?),
            "type" | "类型" => of("predicted_tousu").or_else(|| of("predicted")),
            _ => None,
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn conditions_are_split_at_their_sign() {
        let known = |name: &str| matches!(name, "a" | "满意度" | "a=b" | "Submitted via");
        let show = |c: &str| {
            let f = parse_filter(c, known).unwrap();
            (f.column, f.test, f.negated)
        };
        let one = |v: &str| Test::In(vec![v.into()]);
        assert_eq!(show("a=1"), ("a".into(), one("1"), false));
        assert_eq!(show("a = x=y"), ("a".into(), one("x=y"), false));
        assert_eq!(show("a=b=1"), ("a=b".into(), one("1"), false));
        assert_eq!(show("a!=1"), ("a".into(), one("1"), true));
        assert_eq!(show("a="), ("a".into(), Test::Present, true));
        assert_eq!(show("a!="), ("a".into(), Test::Present, false));
        assert_eq!(
            show("Submitted via IN Web, \"Phone\""),
            (
                "Submitted via".into(),
                Test::In(vec!["Web".into(), "Phone".into()]),
                false
            )
        );
        assert!(matches!(show("满意度>=2").1, Test::Compare(Op::AtLeast, l) if l.text == "2"));
        assert!(parse_filter("nothing", known).is_err());
    }
}
