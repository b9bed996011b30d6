//! The vocabulary to look terms up in: open addressing over one contiguous array, so that a miss costs one cache line.

/// Hash of a term → its id. Ids are the places in the slice it was made from.
#[derive(Clone, Debug, Default)]
pub struct Table {
    /// Id + 1 of a slot's term and the low half of its hash; id 0 marks a free slot.
    slots: Vec<(u32, u32)>,
    shift: u32,
}

impl Table {
    /// Of these hashes, fewer than 2^31 and all different.
    #[must_use]
    pub fn new(hashes: &[u64]) -> Self {
        let size = (hashes.len() * 3 / 2 + 2).next_power_of_two();
        let mut table = Self {
            slots: vec![(0, 0); size],
            shift: 64 - size.trailing_zeros(),
        };
        for (id, &h) in (1_u32..).zip(hashes) {
            let mut at = table.home(h);
            while table.slots[at].0 != 0 {
                at = (at + 1) & (size - 1);
            }
            table.slots[at] = (id, half(h));
        }
        table
    }

    /// The id of the term with this hash.
    #[inline]
    #[must_use]
    pub fn get(&self, hash: u64) -> Option<u32> {
        let mut at = self.home(hash);
        loop {
            let &(id, key) = self.slots.get(at)?;
            if id == 0 {
                return None;
            }
            if key == half(hash) {
                return Some(id - 1);
            }
            at = (at + 1) & (self.slots.len() - 1);
        }
    }

    /// Gives the ids of those of the hashes that are known, in their order. The slots of a block are read before any is looked
    /// at, so that their cache misses overlap.
    #[inline]
    pub fn each(&self, hashes: &[u64], mut found: impl FnMut(u32)) {
        let mut read = [(0, 0); BLOCK];
        for block in hashes.chunks(BLOCK) {
            for (slot, &h) in read.iter_mut().zip(block) {
                *slot = self.slots.get(self.home(h)).copied().unwrap_or_default();
            }
            for (&(id, key), &h) in read.iter().zip(block) {
                if id == 0 {
                    continue;
                }
                if key == half(h) {
                    found(id - 1);
                } else if let Some(id) = self.get(h) {
                    found(id);
                }
            }
        }
    }

    #[inline]
    #[expect(clippy::cast_possible_truncation, reason = "shifted below the size")]
    fn home(&self, hash: u64) -> usize {
        (hash >> self.shift) as usize
    }
}

/// Hashes looked up together.
const BLOCK: usize = 32;

/// The low half: with the slot it is found near, it tells more than 48 bits of the hash.
#[inline]
#[expect(clippy::cast_possible_truncation, reason = "the low half is meant")]
fn half(hash: u64) -> u32 {
    hash as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_what_is_there_and_nothing_else() {
        let hashes: Vec<u64> = (0..5000_u64)
            .map(|i| i.wrapping_mul(0x9e37_79b9_7f4a_7c15))
            .collect();
        let table = Table::new(&hashes);
        for (id, &h) in (0_u32..).zip(&hashes) {
            assert_eq!(table.get(h), Some(id));
        }
        for i in 5000..9000_u64 {
            assert_eq!(table.get(i.wrapping_mul(0x9e37_79b9_7f4a_7c15)), None);
        }
        let mut found = Vec::new();
        let asked: Vec<u64> = (4900..5100_u64)
            .map(|i| i.wrapping_mul(0x9e37_79b9_7f4a_7c15))
            .collect();
        table.each(&asked, |id| found.push(id));
        assert_eq!(found, (4900..5000).collect::<Vec<u32>>());
        Table::default().each(&asked, |_| panic!("nothing is known"));
        assert_eq!(Table::new(&[]).get(7), None);
        assert_eq!(Table::default().get(7), None);
    }
}
