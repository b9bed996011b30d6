//! The types of rows that may have several.

/// For every row the places of its types, rising.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TypeSets {
    /// Where the types of every row begin, and where those of the last end.
    starts: Vec<usize>,
    types: Vec<u32>,
}

impl TypeSets {
    /// Rows without a type.
    #[must_use]
    pub fn new() -> Self {
        Self {
            starts: vec![0],
            types: Vec::new(),
        }
    }

    /// Appends a row; a type named twice counts once.
    pub fn push(&mut self, types: impl IntoIterator<Item = u32>) {
        if self.starts.is_empty() {
            self.starts.push(0);
        }
        let mut of_row: Vec<u32> = types.into_iter().collect();
        of_row.sort_unstable();
        of_row.dedup();
        self.types.extend(of_row);
        self.starts.push(self.types.len());
    }

    /// Number of rows.
    #[must_use]
    pub fn len(&self) -> usize {
        self.starts.len().saturating_sub(1)
    }

    /// True where there is no row.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The types of a row, rising.
    #[inline]
    #[must_use]
    pub fn row(&self, row: usize) -> &[u32] {
        match self.starts.get(row..row + 2) {
            Some(&[from, to]) => &self.types[from..to],
            _ => &[],
        }
    }

    /// The types of all rows, one after another.
    #[must_use]
    pub fn all(&self) -> &[u32] {
        &self.types
    }

    /// Rows of every type below `n_types`.
    #[must_use]
    pub fn sizes(&self, n_types: usize) -> Vec<u64> {
        let mut sizes = vec![0; n_types];
        for &t in &self.types {
            if let Some(n) = sizes.get_mut(t as usize) {
                *n += 1;
            }
        }
        sizes
    }

    /// Some of the rows, in this order.
    #[must_use]
    pub fn select(&self, rows: &[u32]) -> Self {
        let sets = rows.iter().map(|&i| self.row(i as usize).iter().copied());
        sets.collect()
    }

    /// Every row with every type of it, as two lists.
    #[must_use]
    pub fn pairs(&self) -> (Vec<u32>, Vec<u32>) {
        let rows = (0_u32..).zip(0..self.len());
        let pairs = rows.flat_map(|(name, row)| self.row(row).iter().map(move |&t| (name, t)));
        pairs.unzip()
    }
}

/// Rows of one type each.
impl From<Vec<u32>> for TypeSets {
    fn from(types: Vec<u32>) -> Self {
        Self {
            starts: (0..=types.len()).collect(),
            types,
        }
    }
}

impl<S: IntoIterator<Item = u32>> FromIterator<S> for TypeSets {
    fn from_iter<I: IntoIterator<Item = S>>(sets: I) -> Self {
        let mut out = Self::new();
        for set in sets {
            out.push(set);
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_keep_their_types() {
        let sets: TypeSets = [vec![2, 0, 2], vec![], vec![1]].into_iter().collect();
        assert_eq!(
            (sets.len(), sets.row(0), sets.row(1)),
            (3, &[0, 2][..], &[][..])
        );
        assert_eq!(sets.sizes(4), [1, 1, 1, 0]);
        assert_eq!(sets.pairs(), (vec![0, 0, 2], vec![0, 2, 1]));
        assert_eq!(sets.select(&[2, 0]).all(), [1, 0, 2]);
        assert_eq!(TypeSets::from(vec![3, 1]).row(1), [1]);
        assert!(TypeSets::default().is_empty());
    }
}
