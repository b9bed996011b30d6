//! Short lists of numbers, remembered by the text that they were made of.

use std::sync::{Mutex, PoisonError};
use xxhash_rust::xxh3::xxh3_128;

/// Parts with a lock of their own, so that threads seldom wait for each other.
const PARTS: usize = 64;
/// Lists that a part has places for at first, and at most.
const FIRST_PLACES: usize = 1 << 6;
const MOST_PLACES: usize = 1 << 13;
/// Numbers that there is room for, for every place.
const ROOM: usize = 8;
/// Numbers of a list that is remembered; longer ones are made whenever they are asked for.
const LONGEST: usize = 64;

/// Lists by the text they were made of, for all threads, in at most 32 MB: the oldest are forgotten first.
#[derive(Debug)]
pub(crate) struct Memo {
    parts: Vec<Mutex<Part>>,
}

/// Some of the lists, by the hash of their text.
#[derive(Debug)]
struct Part {
    places: Vec<Place>,
    /// The numbers of the lists, one list after the other; once it is full, new ones are written over the oldest.
    numbers: Vec<u32>,
    /// Numbers written so far.
    written: usize,
    /// Lists entered since there was more room.
    entered: usize,
}

/// Where a list is.
#[derive(Clone, Copy, Debug, Default)]
struct Place {
    hash: u128,
    /// What had been written before it.
    from: usize,
    length: usize,
}

impl Default for Memo {
    fn default() -> Self {
        let part = || Mutex::new(Part::with_places(FIRST_PLACES));
        Self {
            parts: (0..PARTS).map(|_| part()).collect(),
        }
    }
}

impl Memo {
    /// Appends the list of `text` to `out`: the one remembered, else what `make` appends.
    pub(crate) fn read(&self, text: &str, out: &mut Vec<u32>, make: impl FnOnce(&mut Vec<u32>)) {
        let hash = xxh3_128(text.as_bytes());
        let part = &self.parts[upper(hash) % PARTS];
        let lock = || part.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(list) = lock().get(hash) {
            out.extend_from_slice(list);
            return;
        }
        let from = out.len();
        make(out);
        lock().enter(hash, &out[from..]);
    }
}

impl Part {
    fn with_places(places: usize) -> Self {
        Self {
            places: vec![Place::default(); places],
            numbers: vec![0; places * ROOM],
            written: 0,
            entered: 0,
        }
    }

    /// Where the place of a text is; their number is a power of two.
    fn place(&self, hash: u128) -> usize {
        lower(hash) & (self.places.len() - 1)
    }

    /// Where in `numbers` a number is, before which so many were written.
    fn room(&self, written: usize) -> usize {
        written & (self.numbers.len() - 1)
    }

    fn get(&self, hash: u128) -> Option<&[u32]> {
        let place = &self.places[self.place(hash)];
        let is_there = place.hash == hash && self.written - place.from <= self.numbers.len();
        let at = self.room(place.from);
        is_there.then(|| &self.numbers[at..at + place.length])
    }

    fn enter(&mut self, hash: u128, list: &[u32]) {
        if list.len() > LONGEST {
            return;
        }
        if self.entered == self.places.len() && self.places.len() < MOST_PLACES {
            // what is known begins anew: rarely, and soon it is known again
            *self = Self::with_places(4 * self.places.len());
        }
        let left = self.numbers.len() - self.room(self.written);
        if list.len() > left {
            // no list goes on at the beginning
            self.written += left;
        }
        let at = self.room(self.written);
        self.numbers[at..at + list.len()].copy_from_slice(list);
        let place = self.place(hash);
        self.places[place] = Place {
            hash,
            from: self.written,
            length: list.len(),
        };
        self.written += list.len();
        self.entered += 1;
    }
}

fn upper(hash: u128) -> usize {
    lower(hash >> 64)
}

#[expect(clippy::cast_possible_truncation, reason = "the lower half will do")]
fn lower(hash: u128) -> usize {
    hash as usize
}

#[cfg(test)]
mod tests {
    use super::*;
    use rayon::prelude::*;

    #[test]
    fn lists_are_those_that_were_made_on_any_thread() {
        let memo = Memo::default();
        let list = |i: u32| (0..i % 70).map(move |n| n * i);
        (0..400_000_u32).into_par_iter().for_each(|i| {
            let i = i * 7_919 % 30_011;
            let mut out = vec![7];
            memo.read(&format!("text {i}"), &mut out, |out| out.extend(list(i)));
            assert!(out.iter().copied().eq([7].into_iter().chain(list(i))));
        });
    }

    #[test]
    fn the_oldest_are_forgotten() {
        let mut part = Part::with_places(MOST_PLACES);
        let texts = 1..u128::try_from(MOST_PLACES).unwrap();
        for hash in texts.clone() {
            part.enter(hash, &[7; LONGEST]);
        }
        assert_eq!(part.get(1), None);
        let kept = texts
            .rev()
            .take_while(|&h| part.get(h) == Some(&[7; LONGEST]));
        assert_eq!(kept.count(), MOST_PLACES * ROOM / LONGEST);
    }

    #[test]
    fn a_list_is_made_once() {
        let memo = Memo::default();
        let mut made = 0;
        for _ in 0..3 {
            for text in ["快递没到", "屏幕碎了", ""] {
                memo.read(text, &mut Vec::new(), |out| {
                    made += 1;
                    out.push(1);
                });
            }
        }
        assert_eq!(made, 3);
    }
}
