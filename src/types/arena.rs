//! Many short strings end to end: a million boxes would cost their heads, and time to free.

/// Strings by number.
#[derive(Clone, Debug, Default)]
pub struct StringArena {
    text: String,
    /// Where each ends.
    ends: Vec<usize>,
}

impl StringArena {
    /// Appends a string.
    pub fn push(&mut self, text: &str) {
        self.text.push_str(text);
        self.ends.push(self.text.len());
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// String `i`; empty where there is none.
    #[must_use]
    pub fn get(&self, i: usize) -> &str {
        let from = i.checked_sub(1).and_then(|b| self.ends.get(b)).copied();
        let to = self.ends.get(i).copied();
        to.and_then(|to| self.text.get(from.unwrap_or(0)..to))
            .unwrap_or_default()
    }

    /// These, in this order; none where there is none at all.
    #[must_use]
    pub fn taken(&self, numbers: &[u32]) -> Self {
        let mut taken = Self::default();
        if !self.is_empty() {
            numbers
                .iter()
                .for_each(|&i| taken.push(self.get(i as usize)));
        }
        taken
    }

    /// All of them, in order.
    #[must_use]
    pub fn all(&self) -> Vec<&str> {
        (0..self.len()).map(|i| self.get(i)).collect()
    }
}
