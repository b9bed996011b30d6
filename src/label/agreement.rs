//! How far annotators agree beyond chance: Cohen's κ for two, Fleiss' κ for more.

use std::collections::BTreeMap;

/// Which measure of agreement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Kappa {
    /// Cohen's, of two annotators.
    Cohen,
    /// Fleiss', of three or more.
    Fleiss,
}

/// How far annotators agree on the rows that all of them labelled.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct Agreement {
    /// Their files.
    pub annotators: Vec<String>,
    /// Rows that all of them labelled.
    pub rows: u64,
    /// Rows on which all say the same.
    pub agreed: u64,
    /// Which κ it is.
    pub measure: Kappa,
    /// Agreement beyond chance: 1 where all agree, 0 where chance would do as well; absent without a row, and where all rows have one
    /// type, so that chance agrees on everything.
    pub kappa: Option<f64>,
}

impl Agreement {
    /// Of annotators whose labels of the same rows are given row by row, each row with a label from every annotator; `None` for fewer
    /// than two annotators.
    #[must_use]
    pub fn of(annotators: &[String], rows: &[Vec<&str>]) -> Option<Self> {
        let n = annotators.len();
        if n < 2 {
            return None;
        }
        let agreed = rows.iter().filter(|r| r.iter().all(|l| *l == r[0]));
        let (measure, kappa) = match n {
            2 => (Kappa::Cohen, cohen(rows)),
            _ => (Kappa::Fleiss, fleiss(rows, n)),
        };
        Some(Self {
            annotators: annotators.to_vec(),
            rows: rows.len() as u64,
            agreed: agreed.count() as u64,
            measure,
            kappa,
        })
    }
}

/// (observed − expected) ÷ (1 − expected).
fn beyond_chance(observed: f64, expected: f64) -> Option<f64> {
    (expected < 1.0).then(|| (observed - expected) / (1.0 - expected))
}

/// Cohen (1960): chance takes each annotator's own shares of the types.
fn cohen(rows: &[Vec<&str>]) -> Option<f64> {
    let n = rows.len() as f64;
    let mut counts: BTreeMap<&str, [f64; 2]> = BTreeMap::new();
    for row in rows {
        for (by, label) in row.iter().enumerate().take(2) {
            counts.entry(label).or_default()[by] += 1.0;
        }
    }
    let same = rows.iter().filter(|r| r.first() == r.get(1)).count() as f64;
    let expected: f64 = counts.values().map(|[a, b]| a / n * (b / n)).sum();
    (n > 0.0).then(|| beyond_chance(same / n, expected))?
}

/// Fleiss (1971): chance takes the shares of the types among all labels.
fn fleiss(rows: &[Vec<&str>], annotators: usize) -> Option<f64> {
    let (n, m) = (rows.len() as f64, annotators as f64);
    let mut shares: BTreeMap<&str, f64> = BTreeMap::new();
    let mut observed = 0.0;
    for row in rows {
        let mut counts: BTreeMap<&str, f64> = BTreeMap::new();
        for label in row {
            *counts.entry(label).or_default() += 1.0;
            *shares.entry(label).or_default() += 1.0 / (n * m);
        }
        let pairs: f64 = counts.values().map(|c| c * (c - 1.0)).sum();
        observed += pairs / (m * (m - 1.0)) / n;
    }
    let expected: f64 = shares.values().map(|s| s * s).sum();
    // the sum of shares is 1 but for rounding
    (n > 0.0).then(|| beyond_chance(observed, expected.min(1.0)).filter(|_| shares.len() > 1))?
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kappa(n: usize, rows: &[&[&str]]) -> Option<f64> {
        let names: Vec<String> = (0..n).map(|i| format!("{i}.csv")).collect();
        let rows: Vec<Vec<&str>> = rows.iter().map(|r| r.to_vec()).collect();
        Agreement::of(&names, &rows).unwrap().kappa
    }

    #[test]
    fn cohens_kappa_of_the_textbook_table() {
        // both yes 20, yes/no 5, no/yes 10, both no 15: observed .7; expected .5 × .6 + .5 × .4 = .5; κ = .2 / .5
        let table: [(&[&str], usize); 4] = [
            (&["yes", "yes"], 20),
            (&["yes", "no"], 5),
            (&["no", "yes"], 10),
            (&["no", "no"], 15),
        ];
        let rows: Vec<&[&str]> = table
            .iter()
            .flat_map(|(r, n)| std::iter::repeat_n(*r, *n))
            .collect();
        assert!((kappa(2, &rows).unwrap() - 0.4).abs() < 1e-12);
    }

    #[test]
    fn fleiss_kappa_by_hand() {
        let rows: [&[&str]; 4] = [
            &["a", "a", "a"],
            &["a", "a", "b"],
            &["b", "b", "a"],
            &["a", "b", "b"],
        ];
        // pairs that agree: 1, 1/3, 1/3, 1/3, so observed 1/2; a 7 of 12, b 5 of 12, so expected 37/72; κ = (36/72 − 37/72) / (35/72) = −1/35
        assert!((kappa(3, &rows).unwrap() + 1.0 / 35.0).abs() < 1e-12);
        let rows: [&[&str]; 2] = [&["a", "a", "a"], &["b", "b", "b"]];
        assert!((kappa(3, &rows).unwrap() - 1.0).abs() < 1e-12);
    }

    #[test]
    fn what_chance_explains_has_no_kappa() {
        assert_eq!(kappa(2, &[&["a", "a"], &["a", "a"]]), None);
        assert_eq!(kappa(3, &[&["a", "a", "a"]]), None);
        assert_eq!(kappa(2, &[]), None);
        assert!(Agreement::of(&["one".into()], &[]).is_none());
    }
}
