//! Whether the values of a column can be types of complaints.

use super::variants::folded_label;
use crate::types::is_han;
use rustc_hash::FxHashSet;

/// Rows from which on a column can be judged.
const ENOUGH: u64 = 50;
/// Words, and Chinese characters, that no name of a type has.
const MOST_WORDS: usize = 20;
const MOST_HAN: usize = 40;

/// Why `values` (distinct, `rows[i]` rows each) cannot be labels; absent where they may be. Holds no value: these may be complaints.
#[must_use]
pub fn label_fault(values: &[String], rows: &[u64]) -> Option<String> {
    let n_rows: u64 = rows.iter().sum();
    if n_rows < ENOUGH {
        return None;
    }
    let once = rows.iter().filter(|n| **n == 1).count();
    if once * 2 > values.len() && values.len() as u64 * 4 > n_rows {
        return Some(format!(
            "{once} of its {} values occur once in {n_rows} rows, so they are not types",
            values.len()
        ));
    }
    let sentences = values.iter().zip(rows).filter(|(v, _)| is_sentence(v));
    let in_rows: u64 = sentences.map(|(_, n)| n).sum();
    (in_rows * 4 > n_rows).then(|| {
        format!("{in_rows} of {n_rows} rows hold sentences in it, and types are a few words")
    })
}

fn is_sentence(value: &str) -> bool {
    let han = value.chars().filter(|c| is_han(*c)).count();
    let step = value.rsplit('>').next().unwrap_or(value);
    let ends = step.ends_with(['。', '！', '？', '!', '?']) || step.contains(['。', '；']);
    han > MOST_HAN || value.split_whitespace().count() > MOST_WORDS || (ends && han > 4)
}

/// Values that look like several types in one cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JoinedLabels {
    /// What stands between them.
    pub mark: char,
    /// Rows that hold several.
    pub rows: u64,
    /// The value of most such rows.
    pub example: String,
}

/// Marks that stand between the types of a cell.
const MARKS: [char; 10] = [';', '；', '|', '、', ',', '，', '/', '+', '&', '\n'];

/// Whether some of `values` are several of the others, put together with a mark: `物流;质量` beside `物流` and `质量`.
#[must_use]
pub fn joined_labels(values: &[String], rows: &[u64]) -> Option<JoinedLabels> {
    let single: FxHashSet<String> = values.iter().map(|v| folded_label(v)).collect();
    let of_mark = |mark: char| {
        let parts = |v: &str| -> Vec<String> { v.split(mark).map(folded_label).collect() };
        let joined = |v: &&(&String, &u64)| {
            let parts = parts(v.0);
            parts.len() > 1 && parts.iter().all(|p| single.contains(p))
        };
        let all: Vec<(&String, &u64)> = values.iter().zip(rows).collect();
        let joined: Vec<(&String, &u64)> = all.iter().filter(joined).copied().collect();
        let commonest = joined
            .iter()
            .max_by(|a, b| a.1.cmp(b.1).then_with(|| b.0.cmp(a.0)))?;
        Some(JoinedLabels {
            mark,
            rows: joined.iter().map(|j| j.1).sum(),
            example: commonest.0.clone(),
        })
    };
    let found = MARKS.into_iter().filter_map(of_mark);
    found.max_by_key(|j| j.rows)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn counted(values: &[(&str, u64)]) -> (Vec<String>, Vec<u64>) {
        values.iter().map(|(v, n)| ((*v).to_owned(), *n)).unzip()
    }

    #[test]
    fn texts_ids_and_names_are_no_labels() {
        let ids: Vec<(String, u64)> = (0..60).map(|i| (format!("GD{i}"), 1)).collect();
        let (ids, rows): (Vec<_>, Vec<_>) = ids.into_iter().unzip();
        let fault = label_fault(&ids, &rows).unwrap();
        assert!(!fault.contains("GD"), "{fault}");
        assert_eq!(
            label_fault(&ids[..40], &rows[..40]),
            None,
            "too few rows to judge"
        );
        let (values, rows) = counted(&[
            ("您好，问题已经转给承办单位，请耐心等待。", 40),
            (
                "The parcel that I ordered on Monday has not been delivered although the shop told me twice that it was on its way",
                20,
            ),
            ("物流", 10),
        ]);
        let fault = label_fault(&values, &rows).unwrap();
        assert!(
            fault.contains("60 of 70 rows") && !fault.contains("您好"),
            "{fault}"
        );
        for types in [
            &[
                ("物流", 30),
                ("售后服务", 30),
                ("其他", 1),
                ("质量", 1),
                ("价格", 1),
            ][..],
            &[
                (
                    "Credit reporting, credit repair services, or other personal consumer reports",
                    90,
                ),
                ("Mortgage", 10),
            ],
            &[
                ("城乡建设>国土资源>农村征地补偿安置标准", 25),
                ("城乡建设>住房保障与房地产>保障性住房", 30),
            ],
        ] {
            let (values, rows) = counted(types);
            assert_eq!(label_fault(&values, &rows), None, "{values:?}");
        }
    }

    #[test]
    fn several_types_in_a_cell_are_seen() {
        for mark in MARKS {
            let both = format!("物流{mark} 质量");
            let (values, rows) = counted(&[("物流", 5), ("质量", 3), (&both, 2), ("退款", 1)]);
            let found = joined_labels(&values, &rows).unwrap();
            assert_eq!((found.mark, found.rows, found.example), (mark, 2, both));
        }
        let (values, rows) = counted(&[
            ("退货/退款", 5),
            ("C++", 3),
            ("R&D", 2),
            ("交通>公交、地铁", 4),
        ]);
        assert_eq!(joined_labels(&values, &rows), None);
    }

    proptest! {
        #[test]
        fn few_types_of_many_rows_are_labels(rows in prop::collection::vec(2_u64..200, 2..40)) {
            let values: Vec<String> = (0..rows.len()).map(|i| format!("类型{i}")).collect();
            prop_assert_eq!(label_fault(&values, &rows), None);
        }
    }
}
