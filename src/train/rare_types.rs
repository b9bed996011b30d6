//! Types with very few rows: named to the user, then kept, folded or dropped by an explicit rule.

use super::labelled::LabelledRows;
use crate::types::{Level, Observer};
use std::borrow::Cow;
use std::collections::BTreeMap;

/// What becomes of types with few rows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum RareRule {
    /// Trained like any other.
    #[default]
    Keep,
    /// Merged into the type above in the path; at the top into 其他.
    Fold,
    /// Left out.
    Drop,
}

/// What a rare type without one above it is folded into.
const OTHER: &str = "其他";
/// Rare types named in the message.
const NAMED: usize = 8;

/// The rows with the labels they are trained with; names the rare types.
pub(super) fn apply_rare_rule<'a>(
    rows: &'a LabelledRows,
    rule: RareRule,
    min_rows: u64,
    observer: &dyn Observer,
) -> Cow<'a, LabelledRows> {
    let rare = rare_types(&rows.labels, min_rows);
    if rare.is_empty() {
        return Cow::Borrowed(rows);
    }
    let mut names: Vec<String> = rare.iter().map(|(l, n)| format!("{l} ({n})")).collect();
    if names.len() > NAMED {
        names.truncate(NAMED);
        names.push("…".to_owned());
    }
    let done = match rule {
        RareRule::Keep => "kept (see --rare fold, --rare drop)",
        RareRule::Fold => "merged into the type above, or into 其他",
        RareRule::Drop => "left out",
    };
    let have = match rare.len() {
        1 => "1 type has".to_owned(),
        n => format!("{n} types have"),
    };
    let line = format!(
        "{have} fewer than {min_rows} rows: {}; {done}",
        names.join(", ")
    );
    observer.message(Level::Say, &line);
    if rule == RareRule::Keep {
        return Cow::Borrowed(rows);
    }
    let mut out = rows.clone();
    match rule {
        RareRule::Keep => {}
        RareRule::Fold => fold(&mut out.labels, min_rows),
        RareRule::Drop => {
            let keep = (0..rows.len()).filter(|&i| !rare.contains_key(&rows.labels[i]));
            let kept = rows.select(&keep.collect::<Vec<usize>>());
            out.left_out += (rows.len() - kept.len()) as u64;
            (out.texts, out.labels) = (kept.texts, kept.labels);
        }
    }
    Cow::Owned(out)
}

/// Types of fewer than `min_rows` rows, with their rows.
fn rare_types(labels: &[String], min_rows: u64) -> BTreeMap<String, u64> {
    let mut sizes: BTreeMap<String, u64> = BTreeMap::new();
    for label in labels {
        *sizes.entry(label.clone()).or_default() += 1;
    }
    sizes.retain(|_, n| *n < min_rows);
    sizes
}

/// Shortens the paths of rare types level by level, the longest first, until none is rare or all are at the top.
fn fold(labels: &mut [String], min_rows: u64) {
    loop {
        let mut rare = rare_types(labels, min_rows);
        rare.remove(OTHER);
        let depth = |l: &String| l.matches('>').count();
        let Some(deepest) = rare.keys().map(depth).max() else {
            return;
        };
        for label in labels.iter_mut() {
            if rare.contains_key(label) && depth(label) == deepest {
                *label = label.rsplit_once('>').map_or(OTHER, |p| p.0).to_owned();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::types::Silent;

    fn labels(given: &[&str], rule: RareRule) -> Vec<String> {
        let rows = LabelledRows {
            texts: given.iter().map(|_| String::new()).collect(),
            labels: given.iter().map(|l| (*l).to_owned()).collect(),
            ..LabelledRows::default()
        };
        apply_rare_rule(&rows, rule, 2, &Silent).labels.clone()
    }

    #[test]
    fn each_rule_does_what_it_says() {
        let given = ["a>b", "a>c", "a>c", "d", "e>f", "e>g"];
        assert_eq!(labels(&given, RareRule::Keep), given);
        assert_eq!(
            labels(&given, RareRule::Fold),
            ["其他", "a>c", "a>c", "其他", "e", "e"]
        );
        assert_eq!(labels(&given, RareRule::Drop), ["a>c", "a>c"]);
    }
}
