//! Words as numbers: every complaint read once, in parallel, into one vocabulary.

use super::piece::{Piece, PieceKind};
use super::stop_words::StopWords;
use super::word_map::WordMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

/// Complaints handled at once by one thread.
pub(super) const BATCH: usize = 4_096;
/// Stands after each complaint.
pub(super) const END: u32 = u32::MAX;
/// Stands where a phrase ends.
pub(super) const BREAK: u32 = u32::MAX - 1;
/// In the vocabulary alone: the word turns the next one round.
const NEGATION: u32 = u32::MAX - 2;

/// Some complaints one after the other, each as its words, [`BREAK`]s between and [`END`] after.
pub(super) type Words = Vec<u32>;

/// Words by number. Which number a word gets depends on threads; [`super::Terms`] numbers anew.
#[derive(Default)]
struct Vocabulary {
    names: Vec<Box<str>>,
    numbers: WordMap,
}

impl Vocabulary {
    fn number(&mut self, word: &str) -> u32 {
        if let Some(n) = self.numbers.get(word) {
            return n;
        }
        let n = number(self.names.len());
        self.names.push(word.into());
        self.numbers.insert(word, n);
        n
    }
}

pub(super) fn number(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(NEGATION - 1).min(NEGATION - 1)
}

/// The words of complaints `0..count` in batches of [`BATCH`], with their names by number.
pub(super) fn read(
    count: usize,
    stops: &StopWords,
    pieces: impl Fn(usize, &mut dyn FnMut(Piece<'_>)) + Sync,
) -> (Vec<Box<str>>, Vec<Words>) {
    let (shared, next) = (Mutex::new(Vocabulary::default()), AtomicUsize::new(0));
    let mut batches: Vec<(usize, Words)> = rayon::broadcast(|_| {
        let mut reader = Reader {
            stops,
            shared: &shared,
            known: WordMap::default(),
            words: Vec::new(),
        };
        let mut read = Vec::new();
        loop {
            let batch = next.fetch_add(1, Ordering::Relaxed);
            let first = batch * BATCH;
            if first >= count {
                return read;
            }
            for i in first..(first + BATCH).min(count) {
                reader.read(|take| pieces(i, take));
            }
            read.push((batch, std::mem::take(&mut reader.words)));
        }
    })
    .into_iter()
    .flatten()
    .collect();
    batches.sort_unstable_by_key(|b| b.0);
    let shared = shared.into_inner().unwrap_or_else(PoisonError::into_inner);
    (shared.names, batches.into_iter().map(|b| b.1).collect())
}

/// One thread's reader, with the words it has met so far.
struct Reader<'a> {
    stops: &'a StopWords,
    shared: &'a Mutex<Vocabulary>,
    known: WordMap,
    words: Words,
}

impl Reader<'_> {
    fn read(&mut self, pieces: impl FnOnce(&mut dyn FnMut(Piece<'_>))) {
        // A negation waits for the word it negates.
        let mut negation = String::new();
        pieces(&mut |piece: Piece<'_>| match piece.kind {
            PieceKind::Space => {}
            PieceKind::Break => {
                negation.clear();
                self.words.push(BREAK);
            }
            PieceKind::Word => match self.number(piece.text) {
                NEGATION => piece.text.clone_into(&mut negation),
                _ if !negation.is_empty() => {
                    let number = self.shared_number(&join(&negation, piece.text));
                    negation.clear();
                    self.words.push(number);
                }
                number => self.words.push(number),
            },
        });
        self.words.push(END);
    }

    fn number(&mut self, word: &str) -> u32 {
        if let Some(n) = self.known.get(word) {
            return n;
        }
        let n = if self.stops.negates(word) {
            NEGATION
        } else if self.stops.holds(word) {
            BREAK
        } else {
            self.shared_number(word)
        };
        self.known.insert(word, n);
        n
    }

    fn shared_number(&self, word: &str) -> u32 {
        let mut shared = self.shared.lock().unwrap_or_else(PoisonError::into_inner);
        shared.number(word)
    }
}

/// Two neighbouring words as one: with a space where both sides are Latin letters or digits.
pub(super) fn join(first: &str, second: &str) -> String {
    let latin = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() && !han(c));
    let space = latin(first.chars().next_back()) && latin(second.chars().next());
    format!("{first}{}{second}", if space { " " } else { "" })
}

fn han(c: char) -> bool {
    matches!(c, '\u{2e80}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}
