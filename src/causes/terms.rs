//! Words and phrases of every distinct complaint, as numbers.

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::stop::Stops;

/// Complaints handled at once by one thread. Fixed, so that numbers given to words do not depend on threads.
const BATCH: usize = 4_096;

/// A piece of a normalised text: what the segmenter gave.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Piece<'a> {
    /// The piece.
    pub text: &'a str,
    /// What it is.
    pub kind: PieceKind,
}

/// What a piece is to phrases.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PieceKind {
    /// A word.
    Word,
    /// White space: a phrase may run across it.
    Space,
    /// A number, a mask, punctuation: a phrase ends here.
    Break,
}

/// Which complaints' words to keep.
#[derive(Clone, Debug, Default)]
pub struct Terms {
    /// Words and phrases by number.
    names: Vec<String>,
    /// For phrases, the numbers of their two words.
    parts: FxHashMap<u32, (u32, u32)>,
    /// Complaint `i` holds `terms[starts[i]..starts[i + 1]]`, ascending, each once.
    starts: Vec<usize>,
    terms: Vec<u32>,
    /// Words, counted with repeats, of complaint `i`.
    lengths: Vec<u32>,
    /// Complaints that hold each term.
    df: Vec<u32>,
}

/// The words of a few complaints, in a vocabulary of their own.
#[derive(Default)]
struct Local {
    names: Vec<String>,
    numbers: FxHashMap<String, u32>,
    /// Complaints one after the other; [`END`] after each, [`BREAK`] between phrases.
    words: Vec<u32>,
}

const END: u32 = u32::MAX;
const BREAK: u32 = u32::MAX - 1;

impl Terms {
    /// Words, and phrases of two that at least `min_support` complaints hold, of complaints `0..count`;
    /// `pieces(i, take)` hands the pieces of complaint `i` to `take`.
    pub fn of(
        count: usize,
        min_support: u32,
        stops: &Stops,
        pieces: impl Fn(usize, &mut dyn FnMut(Piece<'_>)) + Sync,
    ) -> Self {
        let starts: Vec<usize> = (0..count).step_by(BATCH).collect();
        let locals: Vec<Local> = starts
            .into_par_iter()
            .map(|start| {
                let mut local = Local::default();
                for i in start..(start + BATCH).min(count) {
                    local.read(stops, |take| pieces(i, take));
                }
                local
            })
            .collect();
        let (names, batches) = one_vocabulary(locals);
        Self::count(names, &batches, min_support)
    }

    fn count(mut names: Vec<String>, batches: &[Vec<u32>], min_support: u32) -> Self {
        let kept = phrases(batches, min_support);
        let mut parts = FxHashMap::default();
        let mut numbers = FxHashMap::default();
        for (first, second) in kept {
            let number = number(names.len());
            names.push(join(&names[first as usize], &names[second as usize]));
            parts.insert(number, (first, second));
            numbers.insert((first, second), number);
        }
        let listed: Vec<Vec<(Vec<u32>, u32)>> = batches
            .par_iter()
            .map(|batch| {
                batch
                    .split_inclusive(|&w| w == END)
                    .map(|words| terms_of(words, &numbers))
                    .collect()
            })
            .collect();
        let mut all = Self {
            df: vec![0; names.len()],
            names,
            parts,
            starts: vec![0],
            ..Self::default()
        };
        for (terms, length) in listed.into_iter().flatten() {
            for &t in &terms {
                all.df[t as usize] += 1;
            }
            all.terms.extend(terms);
            all.starts.push(all.terms.len());
            all.lengths.push(length);
        }
        all
    }

    /// Terms there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.names.len()
    }

    /// True where no complaint has a word.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.names.is_empty()
    }

    /// Complaints there are.
    #[must_use]
    pub fn complaints(&self) -> usize {
        self.lengths.len()
    }

    /// The terms of complaint `i`, ascending.
    #[must_use]
    pub fn terms(&self, i: usize) -> &[u32] {
        let (Some(&from), Some(&to)) = (self.starts.get(i), self.starts.get(i + 1)) else {
            return &[];
        };
        self.terms.get(from..to).unwrap_or_default()
    }

    /// Words of complaint `i`, repeats counted.
    #[must_use]
    pub fn length(&self, i: usize) -> u32 {
        self.lengths.get(i).copied().unwrap_or(0)
    }

    /// The word or phrase.
    #[must_use]
    pub fn name(&self, term: u32) -> &str {
        self.names.get(term as usize).map_or("", String::as_str)
    }

    /// The two words of a phrase; absent for a word.
    #[must_use]
    pub fn parts(&self, term: u32) -> Option<(u32, u32)> {
        self.parts.get(&term).copied()
    }

    /// Complaints among `rows` that hold each term.
    #[must_use]
    pub(crate) fn count_in(&self, rows: &[u32]) -> Vec<u32> {
        let mut counts = vec![0_u32; self.names.len()];
        for &row in rows {
            for &t in self.terms(row as usize) {
                counts[t as usize] += 1;
            }
        }
        counts
    }

    /// Complaints that hold each term.
    #[must_use]
    pub(crate) fn df(&self) -> &[u32] {
        &self.df
    }
}

fn number(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(BREAK - 1).min(BREAK - 1)
}

impl Local {
    fn read(&mut self, stops: &Stops, pieces: impl FnOnce(&mut dyn FnMut(Piece<'_>))) {
        // A negation waits for the word it negates.
        let mut negation = String::new();
        pieces(&mut |piece: Piece<'_>| match piece.kind {
            PieceKind::Space => {}
            PieceKind::Break => {
                negation.clear();
                self.words.push(BREAK);
            }
            PieceKind::Word if stops.negates(piece.text) => negation = piece.text.to_owned(),
            PieceKind::Word if !negation.is_empty() => {
                let word = join(&negation, piece.text);
                negation.clear();
                self.push(&word);
            }
            PieceKind::Word if stops.holds(piece.text) => self.words.push(BREAK),
            PieceKind::Word => self.push(piece.text),
        });
        self.words.push(END);
    }

    fn push(&mut self, word: &str) {
        let number = if let Some(&n) = self.numbers.get(word) {
            n
        } else {
            let n = number(self.names.len());
            self.names.push(word.to_owned());
            self.numbers.insert(word.to_owned(), n);
            n
        };
        self.words.push(number);
    }
}

/// Renumbers all batches into one vocabulary, in the order of the batches.
fn one_vocabulary(locals: Vec<Local>) -> (Vec<String>, Vec<Vec<u32>>) {
    let mut names = Vec::new();
    let mut numbers: FxHashMap<String, u32> = FxHashMap::default();
    let mut maps = Vec::with_capacity(locals.len());
    let mut words = Vec::with_capacity(locals.len());
    for local in locals {
        let map: Vec<u32> = local
            .names
            .into_iter()
            .map(|name| {
                *numbers.entry(name).or_insert_with_key(|name| {
                    names.push(name.clone());
                    number(names.len() - 1)
                })
            })
            .collect();
        maps.push(map);
        words.push(local.words);
    }
    words.par_iter_mut().zip(&maps).for_each(|(words, map)| {
        for w in words.iter_mut().filter(|w| **w < BREAK) {
            *w = map.get(*w as usize).copied().unwrap_or(BREAK);
        }
    });
    (names, words)
}

fn pairs(words: &[u32]) -> impl Iterator<Item = (u32, u32)> {
    words
        .windows(2)
        .map(|w| (w[0], w[1]))
        .filter(|&(a, b)| a < BREAK && b < BREAK && a != b)
}

/// The pairs of words that at least `min_support` complaints hold, in ascending order.
fn phrases(batches: &[Vec<u32>], min_support: u32) -> Vec<(u32, u32)> {
    let count = |batch: &Vec<u32>| {
        let mut counts: FxHashMap<(u32, u32), u32> = FxHashMap::default();
        let mut seen = Vec::new();
        for words in batch.split(|&w| w == END) {
            seen.clear();
            seen.extend(pairs(words));
            seen.sort_unstable();
            seen.dedup();
            for &pair in &seen {
                *counts.entry(pair).or_default() += 1;
            }
        }
        counts
    };
    let counts = batches
        .par_iter()
        .map(count)
        .reduce(FxHashMap::default, |a, b| {
            let (mut large, small) = if a.len() >= b.len() { (a, b) } else { (b, a) };
            for (pair, n) in small {
                *large.entry(pair).or_default() += n;
            }
            large
        });
    let mut kept: Vec<(u32, u32)> = counts
        .into_iter()
        .filter(|&(_, n)| n >= min_support)
        .map(|(pair, _)| pair)
        .collect();
    kept.sort_unstable();
    kept
}

fn terms_of(words: &[u32], phrases: &FxHashMap<(u32, u32), u32>) -> (Vec<u32>, u32) {
    let mut terms: Vec<u32> = words.iter().copied().filter(|&w| w < BREAK).collect();
    let length = number(terms.len());
    terms.extend(pairs(words).filter_map(|pair| phrases.get(&pair).copied()));
    terms.sort_unstable();
    terms.dedup();
    (terms, length)
}

/// Two neighbouring words as one: with a space where both sides are Latin letters or digits.
fn join(first: &str, second: &str) -> String {
    let latin = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() && !han(c));
    let space = latin(first.chars().next_back()) && latin(second.chars().next());
    format!("{first}{}{second}", if space { " " } else { "" })
}

fn han(c: char) -> bool {
    matches!(c, '\u{2e80}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn terms(texts: &[&str], min_support: u32) -> Terms {
        let stops = Stops::default();
        Terms::of(texts.len(), min_support, &stops, |i, take| {
            for text in texts[i].split(' ') {
                let kind = if text == "，" {
                    PieceKind::Break
                } else {
                    PieceKind::Word
                };
                take(Piece { text, kind });
            }
        })
    }

    fn names(t: &Terms, i: usize) -> Vec<&str> {
        let mut names: Vec<&str> = t.terms(i).iter().map(|&n| t.name(n)).collect();
        names.sort_unstable();
        names
    }

    #[test]
    fn negation_stays_with_what_it_negates() {
        let t = terms(&["快递 没有 送到", "不 给 退款"], 9);
        assert_eq!(names(&t, 0), ["快递", "没有送到"]);
        assert_eq!(names(&t, 1), ["不给", "退款"]);
    }

    #[test]
    fn phrases_do_not_cross_punctuation_or_stop_words() {
        let t = terms(&["仓库 爆仓 ， 快递 的 网点", "仓库 爆仓"], 2);
        assert_eq!(names(&t, 0), ["仓库", "仓库爆仓", "快递", "爆仓", "网点"]);
        let phrase = t
            .terms(1)
            .iter()
            .find(|&&n| t.name(n) == "仓库爆仓")
            .unwrap();
        assert!(t.parts(*phrase).is_some());
        assert_eq!(t.df()[*phrase as usize], 2);
    }
}
