//! Types with very few rows: said, then kept, folded or dropped by an explicit rule.

use std::collections::BTreeMap;

/// What becomes of types with few rows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Rare {
    /// Learnt like any other.
    #[default]
    Keep,
    /// Learnt as the type above in the path; at the top as 其他.
    Fold,
    /// Left out.
    Drop,
}

/// What a rare type without one above it is folded into.
const REST: &str = "其他";

/// The label that every row is learnt with; `None` for a row left out. Says what it does.
pub(super) fn settle(
    labels: &[String],
    rule: Rare,
    min_rows: u64,
    say: &dyn Fn(&str),
) -> Vec<Option<String>> {
    let mut out: Vec<Option<String>> = labels.iter().cloned().map(Some).collect();
    let few = rare(&out, min_rows);
    if few.is_empty() {
        return out;
    }
    let names: Vec<String> = few.iter().map(|(l, n)| format!("{l} ({n})")).collect();
    let shown = names.iter().take(8).cloned().collect::<Vec<_>>().join(", ");
    let more = if names.len() > 8 { ", …" } else { "" };
    let done = match rule {
        Rare::Keep => "kept; --rare fold or drop does otherwise",
        Rare::Fold => "folded into the type above, or 其他",
        Rare::Drop => "left out",
    };
    say(&format!(
        "{} types have fewer than {min_rows} rows: {shown}{more}; they are {done}",
        few.len()
    ));
    match rule {
        Rare::Keep => {}
        Rare::Drop => {
            for label in &mut out {
                if label.as_ref().is_some_and(|l| few.contains_key(l)) {
                    *label = None;
                }
            }
        }
        Rare::Fold => fold(&mut out, min_rows),
    }
    out
}

/// Types of fewer than `min_rows` rows, with their rows.
fn rare(labels: &[Option<String>], min_rows: u64) -> BTreeMap<String, u64> {
    let mut sizes: BTreeMap<String, u64> = BTreeMap::new();
    for label in labels.iter().flatten() {
        *sizes.entry(label.clone()).or_default() += 1;
    }
    sizes.retain(|_, n| *n < min_rows);
    sizes
}

/// Shortens the paths of rare types level by level, the longest first, until none is rare or all are at the top.
fn fold(labels: &mut [Option<String>], min_rows: u64) {
    loop {
        let mut few = rare(labels, min_rows);
        few.remove(REST);
        let depth = |l: &String| l.matches('>').count();
        let Some(deepest) = few.keys().map(depth).max() else {
            return;
        };
        for label in labels.iter_mut().flatten() {
            if few.contains_key(label) && depth(label) == deepest {
                *label = label.rsplit_once('>').map_or(REST, |p| p.0).to_owned();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(labels: &[&str], rule: Rare) -> Vec<String> {
        let labels: Vec<String> = labels.iter().map(|l| (*l).to_owned()).collect();
        let settled = settle(&labels, rule, 2, &|_| ());
        settled.into_iter().map(|l| l.unwrap_or_default()).collect()
    }

    #[test]
    fn each_rule_does_what_it_says() {
        let labels = ["a>b", "a>c", "a>c", "d", "e>f", "e>g"];
        assert_eq!(of(&labels, Rare::Keep), labels);
        assert_eq!(
            of(&labels, Rare::Fold),
            ["其他", "a>c", "a>c", "其他", "e", "e"]
        );
        assert_eq!(of(&labels, Rare::Drop), ["", "a>c", "a>c", "", "", ""]);
    }
}
