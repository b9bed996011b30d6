//! Names of themes: the words that stand for one, as the phrases in which they mostly stand.

use super::super::phrase;
use super::super::terms::Terms;
use super::ThemeWord;
use super::sample::is_name;
use rustc_hash::FxHashMap;

/// Words and phrases of one name.
const MOST: usize = 3;
/// A phrase takes the place of a word if it holds this share of the word's complaints.
const MOSTLY: f64 = 0.45;
/// A further word that a smaller share of the theme holds does not name it.
const NAMES: f64 = 0.1;

/// The name of the theme of `rows`, for which the words `core` stand.
pub(super) fn words(terms: &Terms, rows: &[u32], core: &[u32]) -> Vec<ThemeWord> {
    let mut counts: FxHashMap<u32, u32> = FxHashMap::default();
    for &row in rows {
        for &t in terms.terms(row as usize) {
            let part = |(a, b): (u32, u32)| core.contains(&a) || core.contains(&b);
            if core.contains(&t) || terms.parts(t).is_some_and(part) {
                *counts.entry(t).or_default() += 1;
            }
        }
    }
    let count = |t: u32| counts.get(&t).copied().unwrap_or(0);
    let mut ranked: Vec<u32> = core.to_vec();
    ranked.sort_by_key(|&t| (std::cmp::Reverse(count(t)), t));
    let mut names: Vec<ThemeWord> = Vec::new();
    for word in ranked {
        let enough = f64::from(count(word)) >= NAMES * rows.len() as f64;
        if names.len() == MOST || !(enough || names.is_empty()) {
            break;
        }
        let phrases = counts.iter().filter(|(t, n)| {
            let part = |(a, b): (u32, u32)| a == word || b == word;
            let mostly = f64::from(**n) >= MOSTLY * f64::from(count(word));
            let whole = |(a, b)| is_name(terms.name(a)) && is_name(terms.name(b));
            let parts = terms.parts(**t);
            mostly && parts.is_some_and(part) && parts.is_some_and(whole)
        });
        let best = phrases.max_by_key(|&(t, n)| (*n, std::cmp::Reverse(*t)));
        let term = best.map_or(word, |(t, _)| *t);
        let name = terms.name(term);
        let inside = |w: &ThemeWord| phrase::repeats(&w.word, name);
        if names.iter().any(inside) {
            continue;
        }
        names.push(ThemeWord {
            word: name.to_owned(),
            count: u64::from(count(term)),
        });
    }
    names
}
