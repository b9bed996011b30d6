//! Short lists of numbers, remembered by the text that they were made of.

use xxhash_rust::xxh3::xxh3_128;

/// Numbers of a list that is remembered; longer ones are made whenever they are asked for.
const LONGEST: usize = 11;
/// Lists that there is room for at first, and at most: 8 MB.
const FIRST: usize = 1 << 8;
const MOST: usize = 1 << 17;

/// Lists by the text they were made of, in bounded memory: of two texts that need the same place the later one has it.
#[derive(Debug)]
pub(crate) struct Memo {
    places: Vec<Place>,
    /// Lists entered since there was more room.
    entered: usize,
}

/// One list: a line of the processor's cache.
#[derive(Clone, Copy, Debug, Default)]
#[repr(align(64))]
struct Place {
    hash: u128,
    length: u32,
    numbers: [u32; LONGEST],
}

impl Default for Memo {
    fn default() -> Self {
        Self {
            places: vec![Place::default(); FIRST],
            entered: 0,
        }
    }
}

impl Memo {
    /// Appends the list of `text` to `out`: the one remembered, else what `make` appends.
    pub(crate) fn read(
        &mut self,
        text: &str,
        out: &mut Vec<u32>,
        make: impl FnOnce(&mut Vec<u32>),
    ) {
        let hash = xxh3_128(text.as_bytes());
        let place = &self.places[place_of(hash, self.places.len())];
        if place.hash == hash {
            out.extend_from_slice(&place.numbers[..place.length as usize]);
            return;
        }
        let from = out.len();
        make(out);
        self.enter(hash, &out[from..]);
    }

    fn enter(&mut self, hash: u128, list: &[u32]) {
        let mut numbers = [0; LONGEST];
        let head = numbers.get_mut(..list.len());
        let (Some(head), Ok(length)) = (head, u32::try_from(list.len())) else {
            return;
        };
        head.copy_from_slice(list);
        self.entered += 1;
        if self.entered > self.places.len() && self.places.len() < MOST {
            self.grow();
        }
        let at = place_of(hash, self.places.len());
        self.places[at] = Place {
            hash,
            length,
            numbers,
        };
    }

    fn grow(&mut self) {
        self.entered = 0;
        let more = (4 * self.places.len()).min(MOST);
        let before = std::mem::replace(&mut self.places, vec![Place::default(); more]);
        for place in before {
            self.places[place_of(place.hash, more)] = place;
        }
    }
}

/// Where a list is, of so many places, which are a power of two.
fn place_of(hash: u128, places: usize) -> usize {
    hash as usize & (places - 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_those_that_were_made() {
        let mut memo = Memo::default();
        let list = |i: u32| (0..i % 14).map(move |n| n * i);
        for i in (0..3).flat_map(|_| 0..5_000) {
            let mut out = vec![7];
            memo.read(&format!("text {i}"), &mut out, |out| out.extend(list(i)));
            assert!(out.iter().copied().eq([7].into_iter().chain(list(i))));
        }
        assert!((5_000..MOST).contains(&memo.places.len()));
    }

    #[test]
    fn a_list_is_made_once_unless_it_is_long() {
        let mut memo = Memo::default();
        let mut made = [0; 2];
        for _ in 0..3 {
            for (made, length) in made.iter_mut().zip([LONGEST, LONGEST + 1]) {
                memo.read(&"件".repeat(length), &mut Vec::new(), |out| {
                    *made += 1;
                    out.extend(0..u32::try_from(length).unwrap());
                });
            }
        }
        assert_eq!(made, [1, 3]);
    }
}
