//! Rows to train on or to score on.

use crate::bundle::SampleOf;
use crate::error::{Error, Result};
use crate::types::Separator;
use std::collections::BTreeMap;

/// Labelled rows, in their order: one text and one label a row.
#[derive(Clone, Debug, Default)]
pub struct LabelledRows {
    /// The texts.
    pub texts: Vec<String>,
    /// The type of each; the levels of a path are joined by `>`, several types by the separator.
    pub labels: Vec<String>,
    /// What stands between several types of a row; absent where every row has one.
    pub separator: Option<Separator>,
    /// What tells the rows apart; they are numbered from 1 where this is empty.
    pub ids: Vec<String>,
    /// The time of each, in seconds, where it has one; empty without a time column.
    pub times: Vec<Option<i64>>,
    /// Names of the text columns.
    pub text_columns: Vec<String>,
    /// The text columns were guessed, not named.
    pub text_guessed: bool,
    /// Names of the label columns, from the broadest to the narrowest.
    pub label_columns: Vec<String>,
    /// Rows left out because they lacked a label or a text.
    pub left_out: u64,
    /// What they are a sample of; absent where they are all rows.
    pub sample: Option<SampleOf>,
}

impl LabelledRows {
    /// Number of rows.
    #[must_use]
    pub fn len(&self) -> usize {
        self.texts.len()
    }

    /// True where there is no row.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.texts.is_empty()
    }

    /// What tells row `i` apart.
    #[must_use]
    pub fn id(&self, i: usize) -> String {
        let id = self.ids.get(i).cloned();
        id.unwrap_or_else(|| (i + 1).to_string())
    }

    /// An error unless every text has a label and there is one at all.
    pub(super) fn check(&self) -> Result<()> {
        let (n_texts, n_labels, n_times) = (self.len(), self.labels.len(), self.times.len());
        if n_texts > 0 && n_labels == n_texts && (n_times == 0 || n_times == n_texts) {
            return Ok(());
        }
        let message =
            format!("there are {n_texts} texts with {n_labels} labels and {n_times} times");
        let next = "Give at least one text, a label for each, and a time for each or none.";
        Err(Error::invalid("labelled rows", message, next))
    }

    /// An error unless there are types to tell apart: two, of two rows each.
    pub(super) fn check_types(&self) -> Result<()> {
        let mut sizes: BTreeMap<&str, usize> = BTreeMap::new();
        for label in &self.labels {
            *sizes.entry(label).or_default() += 1;
        }
        let (n_rows, n_types) = (self.len(), sizes.len());
        let learnable = sizes.values().filter(|n| **n > 1).count();
        let message = match (n_types, learnable) {
            (0 | 1, _) => format!("all {n_rows} rows have one type, and a model tells types apart"),
            (_, 0 | 1) => format!(
                "of the {n_types} types of {n_rows} rows, {learnable} has more than one row"
            ),
            _ => return Ok(()),
        };
        let next =
            "Give at least two types two rows each; some dozens of rows each make a useful model.";
        Err(Error::invalid("labelled rows", message, next))
    }

    /// Texts and labels of the rows named.
    pub(super) fn select(&self, rows: &[usize]) -> Self {
        Self {
            texts: rows.iter().map(|&i| self.texts[i].clone()).collect(),
            labels: rows.iter().map(|&i| self.labels[i].clone()).collect(),
            separator: self.separator,
            ..Self::default()
        }
    }
}

/// From texts with the type of each.
impl<T: Into<String>, L: Into<String>> FromIterator<(T, L)> for LabelledRows {
    fn from_iter<I: IntoIterator<Item = (T, L)>>(rows: I) -> Self {
        let rows = rows.into_iter();
        let (texts, labels) = rows
            .map(|(text, label)| (text.into(), label.into()))
            .unzip();
        Self {
            texts,
            labels,
            ..Self::default()
        }
    }
}
