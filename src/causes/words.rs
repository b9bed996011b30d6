//! Distinctive words: which terms some complaints hold more often than others do.

use super::finding::Word;
use super::terms::Terms;
use crate::aggregate::stats;
use crate::segment::Segmenter;
use crate::types::is_han;
use rayon::prelude::*;
use rustc_hash::FxHashMap;

/// Distinct complaints of the subject that must hold a word.
pub const MIN_SUPPORT: u32 = 5;
/// Its share in the subject ÷ its share elsewhere must reach this.
pub(super) const MIN_RATIO: f64 = 1.5;
/// Adjusted p must lie below this.
pub(super) const ALPHA: f64 = 0.05;
/// Words listed for one subject.
const MOST: usize = 12;

/// Some complaints, and those they are set against.
pub(super) struct Contrast<'a> {
    /// Complaints of the subject that hold each term.
    pub(super) here: Vec<u32>,
    /// Complaints of the subject.
    pub(super) rows: u64,
    /// Complaints of the subject and of the others that hold each term.
    pub(super) all: &'a [u32],
    /// Complaints of the subject and of the others.
    pub(super) all_rows: u64,
    /// Terms that were found before, with their adjusted p; no others are looked at.
    pub(super) only: Option<&'a FxHashMap<u32, f64>>,
}

/// A term that may be distinctive.
#[derive(Clone, Debug)]
pub(super) struct RankedWord {
    pub(super) term: u32,
    pub(super) word: Word,
    /// What it is ranked by.
    score: f64,
}

impl RankedWord {
    /// The same word as a longer phrase, with its own counts; p stays that of the word it grew from.
    pub(super) fn recount(
        &mut self,
        phrase: String,
        (here, there): (u64, u64),
        (rows, others): (u64, u64),
    ) {
        if rows == 0 || others == 0 {
            return;
        }
        self.word.word = phrase;
        self.word.count = here;
        (self.word.of, self.word.of_elsewhere) = (rows, others);
        self.word.share = here as f64 / rows as f64;
        self.word.share_elsewhere = there as f64 / others as f64;
        self.word.z = log_odds_z(here, rows, here + there, rows + others);
    }
}

/// The candidates of every contrast, their p adjusted over every term of every contrast.
pub(super) fn distinctive(terms: &Terms, contrasts: &[Contrast<'_>]) -> Vec<Vec<RankedWord>> {
    let tested: Vec<(Vec<RankedWord>, usize)> =
        contrasts.par_iter().map(|c| candidates(terms, c)).collect();
    let open = || contrasts.iter().map(|c| c.only.is_none());
    let p: Vec<f64> = tested
        .iter()
        .zip(open())
        .filter(|(_, open)| *open)
        .flat_map(|((c, _), _)| c.iter().map(|c| c.word.p_adjusted))
        .collect();
    let tried = tested.iter().map(|(_, n)| n).sum();
    let mut adjusted = stats::benjamini_hochberg(&p, tried).into_iter();
    tested
        .into_iter()
        .zip(open())
        .map(|((mut candidates, _), open)| {
            for c in candidates.iter_mut().filter(|_| open) {
                c.word.p_adjusted = adjusted.next().unwrap_or(1.0);
            }
            candidates.retain(|c| c.word.p_adjusted < ALPHA);
            candidates.sort_by(|a, b| {
                b.score
                    .total_cmp(&a.score)
                    .then_with(|| a.word.word.cmp(&b.word.word))
            });
            whole_phrases(terms, candidates, |c| (c.term, c.word.count))
        })
        .collect()
}

/// The distinctive terms of one contrast, with their adjusted p.
pub(super) fn telling(terms: &Terms, contrast: &Contrast<'_>) -> FxHashMap<u32, f64> {
    let (found, tried) = candidates(terms, contrast);
    let p: Vec<f64> = found.iter().map(|c| c.word.p_adjusted).collect();
    let adjusted = stats::benjamini_hochberg(&p, tried);
    let found = found.iter().map(|c| c.term).zip(adjusted);
    found.filter(|(_, p)| *p < ALPHA).collect()
}

/// Terms with enough support and a high enough ratio, with their raw p (Fisher's exact test, one-sided), and how many
/// terms were there to be tried.
fn candidates(terms: &Terms, c: &Contrast<'_>) -> (Vec<RankedWord>, usize) {
    let tried = match c.only {
        Some(_) => 0,
        None => c.all.iter().filter(|&&n| n >= MIN_SUPPORT).count(),
    };
    let others = c.all_rows - c.rows;
    if c.rows == 0 || others == 0 {
        return (Vec::new(), tried);
    }
    let found = (0..terms.len())
        .filter(|&t| c.here[t] >= MIN_SUPPORT)
        .filter_map(|t| {
            let term = u32::try_from(t).ok()?;
            if !may_name(terms.name(term)) {
                return None;
            }
            let found = c.only.map(|only| only.get(&term).copied());
            if found == Some(None) {
                return None;
            }
            let (here, all) = (u64::from(c.here[t]), u64::from(c.all[t]));
            let share = here as f64 / c.rows as f64;
            let elsewhere = (all - here) as f64 / others as f64;
            if share < MIN_RATIO * elsewhere {
                return None;
            }
            let z = log_odds_z(here, c.rows, all, c.all_rows);
            let p = || stats::hypergeometric_upper(here, c.rows, all, c.all_rows);
            let word = Word {
                word: terms.name(term).to_owned(),
                count: here,
                of: c.rows,
                share,
                share_elsewhere: elsewhere,
                of_elsewhere: others,
                z,
                p_adjusted: found.flatten().unwrap_or_else(p),
                examples: Vec::new(),
            };
            // z alone ranks a word that everybody uses, and these a little more, above the one that names the cause.
            let contrast = (share - elsewhere) / (share + elsewhere);
            Some(RankedWord {
                term,
                word,
                score: z * contrast * single(terms.name(term)),
            })
        })
        .collect();
    (found, tried)
}

/// Characters of a run of letters that can be a word of its own; of Chinese characters two are enough.
const LETTERS: usize = 3;

/// Whether `word` alone tells a reader something: it has two Chinese characters or a run of three letters.
pub(super) fn is_whole(word: &str) -> bool {
    let letters = word.split(|c: char| !c.is_alphabetic() || is_han(c));
    word.chars().filter(|&c| is_han(c)).count() >= 2
        || letters
            .into_iter()
            .any(|run| run.chars().count() >= LETTERS)
}

/// Whether `word` may name something: it is whole and no function word, or it is a Chinese character that may grow to a phrase (骆 →
/// 捷骆物流).
pub(super) fn may_name(word: &str) -> bool {
    let single = word.chars().all(is_han) && word.chars().nth(1).is_none();
    (single || is_whole(word))
        && !(word.chars().all(is_han) && Segmenter::default().is_function_word(word))
}

/// One Chinese character says less than a word: 修 against 维修点.
fn single(word: &str) -> f64 {
    if word.chars().nth(1).is_none() {
        0.5
    } else {
        1.0
    }
}

/// z of the log-odds ratio with an informative Dirichlet prior (Monroe, Colaresi & Quinn 2008, eq. 22), on complaints
/// that hold the word. The prior is the word's share over both sides, as strong as the smaller side.
pub(super) fn log_odds_z(here: u64, rows: u64, all: u64, all_rows: u64) -> f64 {
    let others = all_rows - rows;
    let strength = rows.min(others) as f64;
    let prior = strength * all as f64 / all_rows as f64;
    let odds = |hits: u64, of: u64| {
        let hits = hits as f64 + prior;
        (hits / (of as f64 + strength - hits)).ln()
    };
    let there = all - here;
    let delta = odds(here, rows) - odds(there, others);
    let variance = 1.0 / (here as f64 + prior) + 1.0 / (there as f64 + prior);
    delta / variance.sqrt()
}

/// Resolves overlaps: a word that mostly occurs inside one listed phrase gives way to it; a phrase that is only some
/// of the uses of a listed word gives way to the word. `of` gives the term of an item and the complaints that hold it.
pub(super) fn whole_phrases<T>(
    terms: &Terms,
    ranked: Vec<T>,
    of: impl Fn(&T) -> (u32, u64),
) -> Vec<T> {
    let mostly = |part: u64, whole: u64| part as f64 >= 0.7 * whole as f64;
    let phrases: Vec<(u32, u32, u64)> = ranked
        .iter()
        .filter_map(|item| {
            let (term, count) = of(item);
            terms.parts(term).map(|(a, b)| (a, b, count))
        })
        .collect();
    let mut kept: Vec<T> = Vec::new();
    for item in ranked {
        if kept.len() == MOST {
            break;
        }
        let (term, count) = of(&item);
        let fragment = phrases
            .iter()
            .any(|&(a, b, n)| (a == term || b == term) && mostly(n, count));
        let covered = terms.parts(term).is_some_and(|(a, b)| {
            kept.iter().any(|k| {
                let listed = of(k).0;
                let shares_word = terms
                    .parts(listed)
                    .is_some_and(|(x, y)| a == y || b == x || a == x || b == y);
                listed == a || listed == b || shares_word
            })
        });
        if !fragment && !covered {
            kept.push(item);
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_words_name_something() {
        for word in [
            "发票",
            "骆",
            "捷骆物流",
            "tax",
            "no refund",
            "шум",
            "t恤衫",
            "擅自改变",
        ] {
            assert!(may_name(word), "{word}");
        }
        for word in ["b", "a7", "a市", "因为", "他们", "不得不", "tv"] {
            assert!(!may_name(word), "{word}");
        }
        assert!(!is_whole("骆") && !is_whole("持") && !is_whole("b 2") && is_whole("有效期"));
    }

    // By hand: 30 of 100 here, 10 of 100 there; prior 20 on each side of strength 100:
    // ln(50/150) − ln(30/170) = .6361, variance 1/50 + 1/30.
    #[test]
    fn log_odds_by_hand() {
        let z = log_odds_z(30, 100, 40, 200);
        assert!(
            (z - 0.636_06 / (0.02_f64 + 1.0 / 30.0).sqrt()).abs() < 1e-3,
            "{z}"
        );
        assert!(log_odds_z(10, 100, 20, 200).abs() < 1e-12);
    }
}
