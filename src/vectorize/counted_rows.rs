//! Rows as they were counted, in two or three bytes an entry: a million complaints hold a hundred million of them.

/// A term of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The term.
    pub id: u32,
    /// How often the row holds it, at least 1.
    pub count: u16,
    /// How many of these occurrences stand in the row's lead.
    pub leading: u8,
}

/// For every row the terms it holds, by rising id.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CountedRows {
    bytes: Vec<u8>,
    /// Where each row ends.
    ends: Vec<usize>,
    columns: usize,
    entries: usize,
}

/// What the two lowest bits of an entry say: one occurrence outside the lead, or in it, or the numbers follow.
const OUTSIDE: u64 = 0;
const INSIDE: u64 = 1;
const NUMBERS: u64 = 2;

impl CountedRows {
    /// No rows yet, of ids below `columns`.
    #[must_use]
    pub fn new(columns: usize) -> Self {
        Self {
            columns,
            ..Self::default()
        }
    }

    /// Appends a row; ids rise.
    pub fn push(&mut self, row: impl IntoIterator<Item = Entry>) {
        self.entries += write(&mut self.bytes, row);
        self.ends.push(self.bytes.len());
    }

    /// Appends the rows of another, of the same columns.
    pub fn append(&mut self, other: &Self) {
        let before = self.bytes.len();
        self.bytes.extend_from_slice(&other.bytes);
        self.ends.extend(other.ends.iter().map(|end| before + end));
        self.entries += other.entries;
    }

    /// Number of rows.
    #[must_use]
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// True where there is no row.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// Number of columns.
    #[must_use]
    pub fn columns(&self) -> usize {
        self.columns
    }

    /// Number of entries.
    #[must_use]
    pub fn entries(&self) -> usize {
        self.entries
    }

    /// The entries of row `i`; none where there is no such row.
    #[inline]
    #[must_use]
    pub fn row(&self, i: usize) -> Entries<'_> {
        let from = i.checked_sub(1).and_then(|b| self.ends.get(b)).copied();
        let to = self.ends.get(i).copied().unwrap_or(0);
        let bytes = self.bytes.get(from.unwrap_or(0)..to);
        Entries::of(bytes.unwrap_or_default())
    }
}

/// Appends a row to `bytes`; gives the number of its entries.
pub(super) fn write(bytes: &mut Vec<u8>, row: impl IntoIterator<Item = Entry>) -> usize {
    let (mut before, mut entries) = (0, 0);
    for Entry { id, count, leading } in row {
        let kind = match (count, leading) {
            (1, 0) => OUTSIDE,
            (1, 1) => INSIDE,
            _ => NUMBERS,
        };
        number(bytes, u64::from(id - before) << 2 | kind);
        if kind == NUMBERS {
            number(bytes, count.into());
            bytes.push(leading);
        }
        (before, entries) = (id, entries + 1);
    }
    entries
}

/// Seven bits a byte, the lowest first; the highest bit says that more follow.
pub(super) fn number(bytes: &mut Vec<u8>, mut n: u64) {
    while n >= 0x80 {
        bytes.push(n.to_le_bytes()[0] | 0x80);
        n >>= 7;
    }
    bytes.push(n.to_le_bytes()[0]);
}

/// The entries of a row, one after another.
#[derive(Clone, Debug)]
pub struct Entries<'a> {
    bytes: &'a [u8],
    id: u32,
}

impl<'a> Entries<'a> {
    pub(super) fn of(bytes: &'a [u8]) -> Self {
        Self { bytes, id: 0 }
    }

    /// Begins a row of a stream in which the number of entries stands before every row; gives this number.
    pub(super) fn begin_row(&mut self) -> usize {
        self.id = 0;
        let n = self.number().and_then(|n| usize::try_from(n).ok());
        n.unwrap_or(0)
    }

    #[inline]
    fn number(&mut self) -> Option<u64> {
        let (&first, rest) = self.bytes.split_first()?;
        self.bytes = rest;
        if first < 0x80 {
            return Some(first.into());
        }
        let mut n = u64::from(first & 0x7f);
        for shift in (7..64).step_by(7) {
            let (&byte, rest) = self.bytes.split_first()?;
            self.bytes = rest;
            n |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                break;
            }
        }
        Some(n)
    }
}

impl Iterator for Entries<'_> {
    type Item = Entry;

    #[inline]
    fn next(&mut self) -> Option<Entry> {
        let n = self.number()?;
        self.id = self.id.wrapping_add(low(n >> 2));
        let (count, leading) = match n & 3 {
            OUTSIDE => (1, 0),
            INSIDE => (1, 1),
            _ => {
                let count = self.number()?;
                let (&leading, rest) = self.bytes.split_first()?;
                self.bytes = rest;
                (u16::try_from(count).unwrap_or(u16::MAX), leading)
            }
        };
        Some(Entry {
            id: self.id,
            count,
            leading,
        })
    }
}

#[inline]
fn low(n: u64) -> u32 {
    u32::try_from(n & u64::from(u32::MAX)).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    proptest! {
        #[test]
        fn rows_come_back_as_they_went_in(
            rows in prop::collection::vec(prop::collection::btree_map(0_u32..3_000_000, (1_u16.., 0_u8..), 0..20), 0..10),
            cut in 0_usize..10,
        ) {
            let entries = |row: &BTreeMap<u32, (u16, u8)>| -> Vec<Entry> {
                row.iter().map(|(&id, &(count, leading))| Entry { id, count, leading }).collect()
            };
            let (mut whole, mut end) = (CountedRows::new(3_000_000), CountedRows::new(3_000_000));
            for (i, row) in rows.iter().enumerate() {
                let into = if i < cut { &mut whole } else { &mut end };
                into.push(entries(row));
            }
            whole.append(&end);
            prop_assert_eq!(whole.len(), rows.len());
            prop_assert_eq!(whole.entries(), rows.iter().map(BTreeMap::len).sum::<usize>());
            for (i, row) in rows.iter().enumerate() {
                prop_assert_eq!(whole.row(i).collect::<Vec<_>>(), entries(row));
            }
            prop_assert_eq!(whole.row(rows.len()).next(), None);
        }
    }
}
