//! Rows to train on or to score on.

/// Labelled rows, in their order: one text and one label a row.
#[derive(Clone, Debug, Default)]
pub struct LabelledRows {
    /// The texts.
    pub texts: Vec<String>,
    /// The type of each; the levels of a path are joined by `>`.
    pub labels: Vec<String>,
    /// What tells the rows apart; empty where nobody asks.
    pub ids: Vec<String>,
    /// The time of each, in seconds, where it has one; empty without a time column.
    pub times: Vec<Option<i64>>,
    /// Names of the text columns.
    pub text_columns: Vec<String>,
    /// Names of the label columns, from the broadest to the narrowest.
    pub label_columns: Vec<String>,
    /// Rows left out because they lacked a label or a text.
    pub left_out: u64,
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

    /// Texts and labels of the rows named.
    pub(super) fn select(&self, rows: &[usize]) -> Self {
        Self {
            texts: rows.iter().map(|&i| self.texts[i].clone()).collect(),
            labels: rows.iter().map(|&i| self.labels[i].clone()).collect(),
            ..Self::default()
        }
    }
}
