//! Words as numbers: every complaint read once, in parallel, into one vocabulary.

use super::piece::{Piece, PieceKind};
use super::stop_words::StopWords;
use super::word_map::WordMap;
use crate::segment::{Segmenter, Token};
use crate::types::memo::Memo;
use rustc_hash::FxHashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Complaints handled at once by one thread.
pub(super) const BATCH: usize = 4_096;
/// Stands after each complaint.
pub(super) const END: u32 = u32::MAX;
/// Stands where a phrase ends.
pub(super) const BREAK: u32 = u32::MAX - 1;
/// In the vocabulary alone: marks a word that names no cause, and one that turns the next one round.
const STOP: u32 = 1 << 30;
const NEGATION: u32 = 1 << 31;

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
        let n = number(self.names.len()).min(STOP - 1);
        self.names.push(word.into());
        self.numbers.insert(word, n);
        n
    }

    /// The word of a number, marked or not.
    fn name(&self, number: u32) -> &str {
        let at = number & (STOP - 1);
        self.names.get(at as usize).map_or("", |name| name)
    }
}

pub(super) fn number(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(BREAK - 1).min(BREAK - 1)
}

/// The words of complaints `0..count` in batches of [`BATCH`], with their names by number.
pub(super) fn read(
    count: usize,
    stops: &StopWords,
    pieces: impl Fn(usize, &mut dyn FnMut(Piece<'_>)) + Sync,
) -> (Vec<Box<str>>, Vec<Words>) {
    let (shared, next) = (Mutex::new(Vocabulary::default()), AtomicUsize::new(0));
    let mut batches: Vec<(usize, Words)> = rayon::broadcast(|_| {
        let mut reader = Reader::new(stops, &shared);
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

/// One thread's reader.
struct Reader<'a> {
    numbers: Numbers<'a>,
    /// The numbers of runs met lately: clauses come again and again.
    runs: Memo,
    words: Words,
    /// The words of one run.
    of_run: Words,
}

impl<'a> Reader<'a> {
    fn new(stops: &'a StopWords, shared: &'a Mutex<Vocabulary>) -> Self {
        Self {
            numbers: Numbers {
                stops,
                shared,
                known: WordMap::default(),
                turned: FxHashMap::default(),
                segmenter: Segmenter::default(),
                tokens: Vec::new(),
            },
            runs: Memo::default(),
            words: Vec::new(),
            of_run: Vec::new(),
        }
    }

    fn read(&mut self, pieces: impl FnOnce(&mut dyn FnMut(Piece<'_>))) {
        // A negation waits for the word it negates.
        let mut negation = None;
        let Self {
            numbers,
            runs,
            words,
            of_run,
        } = self;
        pieces(&mut |piece: Piece<'_>| {
            of_run.clear();
            match piece.kind {
                PieceKind::Space => {}
                PieceKind::Break => of_run.push(BREAK),
                PieceKind::Word => of_run.push(numbers.of(piece.text)),
                PieceKind::Run => runs.read(piece.text, of_run, |out| {
                    numbers.of_run(piece.text, out);
                }),
            }
            for &number in of_run.iter() {
                words.extend(match (number, negation.take()) {
                    (BREAK, _) => Some(BREAK),
                    (next, _) if next & NEGATION != 0 => {
                        negation = Some(next);
                        None
                    }
                    (next, Some(negation)) => Some(numbers.turned(negation, next)),
                    (next, None) if next & STOP != 0 => Some(BREAK),
                    (next, None) => Some(next),
                });
            }
        });
        words.push(END);
    }
}

/// The numbers of words, marked by what they are, as one thread knows them.
struct Numbers<'a> {
    stops: &'a StopWords,
    shared: &'a Mutex<Vocabulary>,
    known: WordMap,
    /// Of a negation and the word after it, as one.
    turned: FxHashMap<(u32, u32), u32>,
    segmenter: Segmenter,
    tokens: Vec<Token>,
}

impl Numbers<'_> {
    /// Appends the numbers of the words of a run of Chinese characters.
    fn of_run(&mut self, run: &str, out: &mut Words) {
        let mut tokens = std::mem::take(&mut self.tokens);
        tokens.clear();
        self.segmenter.segment(run, &mut tokens);
        for token in &tokens {
            let word = run.get(token.span.range()).unwrap_or_default();
            out.push(match PieceKind::of(token.kind, word) {
                PieceKind::Word => self.of(word),
                _ => BREAK,
            });
        }
        self.tokens = tokens;
    }

    fn of(&mut self, word: &str) -> u32 {
        if let Some(n) = self.known.get(word) {
            return n;
        }
        let mark = match (self.stops.negates(word), self.stops.holds(word)) {
            (true, _) => NEGATION,
            (false, true) => STOP,
            (false, false) => 0,
        };
        let n = self.vocabulary().number(word) | mark;
        self.known.insert(word, n);
        n
    }

    /// The number of a negation and the word after it, as one.
    fn turned(&mut self, negation: u32, word: u32) -> u32 {
        if let Some(&n) = self.turned.get(&(negation, word)) {
            return n;
        }
        let mut vocabulary = self.vocabulary();
        let joined = join(vocabulary.name(negation), vocabulary.name(word));
        let n = vocabulary.number(&joined);
        drop(vocabulary);
        self.turned.insert((negation, word), n);
        n
    }

    fn vocabulary(&self) -> MutexGuard<'_, Vocabulary> {
        self.shared.lock().unwrap_or_else(PoisonError::into_inner)
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
