//! Many short strings end to end: a million boxes would cost their heads, and time to free.

/// Strings by number.
#[derive(Clone, Debug, Default)]
pub(super) struct Strings {
    text: String,
    /// Where each ends.
    ends: Vec<usize>,
}

impl Strings {
    pub(super) fn push(&mut self, text: &str) {
        self.text.push_str(text);
        self.ends.push(self.text.len());
    }

    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// String `i`; empty where there is none.
    pub(super) fn get(&self, i: usize) -> &str {
        let from = i.checked_sub(1).and_then(|b| self.ends.get(b)).copied();
        let to = self.ends.get(i).copied();
        to.and_then(|to| self.text.get(from.unwrap_or(0)..to))
            .unwrap_or_default()
    }

    /// All of them, in order.
    pub(super) fn all(&self) -> Vec<&str> {
        (0..self.len()).map(|i| self.get(i)).collect()
    }
}
