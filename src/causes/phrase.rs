//! Whole phrases: a word that has the same neighbours nearly everywhere is shown with them (骆 → 捷骆物流).

use super::exemplar::Source;

/// Complaints looked at for one word.
const LOOKED_AT: usize = 80;
/// Share of the places that must agree on the next character.
const AGREE: f64 = 0.9;
/// Characters of a phrase, at most.
const LONGEST: usize = 12;

/// `word` grown to both sides while nine in ten of its places in `rows` (those that hold it) go on alike. Never across
/// punctuation or white space.
pub(super) fn whole(source: &dyn Source, rows: impl Iterator<Item = u32>, word: &str) -> String {
    let texts: Vec<&str> = rows
        .take(LOOKED_AT)
        .map(|row| source.normalized(row as usize))
        .collect();
    let mut places: Vec<(&str, usize, usize)> = texts
        .iter()
        .filter_map(|t| t.find(word).map(|at| (*t, at, at + word.len())))
        .collect();
    if places.is_empty() || (places.len() as f64) < AGREE * texts.len() as f64 {
        return word.to_owned();
    }
    let enough = places.len() as f64 * AGREE;
    let mut whole = word.to_owned();
    while whole.chars().count() < LONGEST {
        let before = |p: &(&str, usize, usize)| p.0.get(..p.1)?.chars().next_back();
        let after = |p: &(&str, usize, usize)| p.0.get(p.2..)?.chars().next();
        if let Some(c) = agreed(places.iter().map(before), enough) {
            places.retain(|p| before(p) == Some(c));
            places.iter_mut().for_each(|p| p.1 -= c.len_utf8());
            whole.insert(0, c);
        } else if let Some(c) = agreed(places.iter().map(after), enough) {
            places.retain(|p| after(p) == Some(c));
            places.iter_mut().for_each(|p| p.2 += c.len_utf8());
            whole.push(c);
        } else {
            break;
        }
    }
    whole
}

/// The letter or digit that at least `enough` of the neighbours are.
fn agreed(neighbours: impl Iterator<Item = Option<char>> + Clone, enough: f64) -> Option<char> {
    let mut seen: Vec<char> = neighbours.clone().flatten().collect();
    seen.sort_unstable();
    let middle = *seen.get(seen.len() / 2)?;
    let same = neighbours.flatten().filter(|&c| c == middle).count();
    (middle.is_alphanumeric() && same as f64 >= enough).then_some(middle)
}

/// Complaints of `rows` in whose text `phrase` stands.
pub(super) fn count(source: &dyn Source, rows: impl Iterator<Item = u32>, phrase: &str) -> u64 {
    rows.filter(|&row| source.normalized(row as usize).contains(phrase))
        .count() as u64
}
