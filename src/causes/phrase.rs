//! Whole phrases: a word that has the same neighbours nearly everywhere is shown with them (骆 → 捷骆物流).

use super::exemplar::Source;
use crate::segment::Segmenter;

/// A text, and where in it the phrase begins and ends.
type Place<'a> = (&'a str, usize, usize);

/// Complaints looked at for one word.
const LOOKED_AT: usize = 80;
/// Share of the places that must agree on the next character.
const AGREE: f64 = 0.9;
/// Characters of a phrase, at most.
const LONGEST: usize = 12;

/// Places whose words are cut, to see whether a phrase ends where words do, and characters looked at on either side.
const CUT: usize = 20;
const AROUND: usize = 12;

/// `word` grown to both sides while nine in ten of its places in `rows` (those that hold it) go on alike. Never across
/// punctuation or white space, and only as far as words are whole: most of its places have words that begin and end where it does.
pub(super) fn whole(source: &dyn Source, rows: impl Iterator<Item = u32>, word: &str) -> String {
    let texts: Vec<&str> = rows
        .take(LOOKED_AT)
        .map(|row| source.normalized(row as usize))
        .collect();
    let mut places: Vec<Place<'_>> = texts
        .iter()
        .filter_map(|t| t.find(word).map(|at| (*t, at, at + word.len())))
        .collect();
    if places.is_empty() || (places.len() as f64) < AGREE * texts.len() as f64 {
        return word.to_owned();
    }
    let enough = places.len() as f64 * AGREE;
    let mut whole = word.to_owned();
    let mut grown: Vec<(String, Vec<Place<'_>>)> = Vec::new();
    while whole.chars().count() < LONGEST {
        let before = |p: &Place<'_>| p.0.get(..p.1)?.chars().next_back();
        let after = |p: &Place<'_>| p.0.get(p.2..)?.chars().next();
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
        grown.push((whole.clone(), places.clone()));
    }
    let mut longest_first = grown.into_iter().rev();
    let found = longest_first.find(|(_, places)| are_whole(places));
    found.map_or_else(|| word.to_owned(), |(whole, _)| whole)
}

/// Whether words begin and end at both ends of more than half of the places.
fn are_whole(places: &[Place<'_>]) -> bool {
    let segmenter = Segmenter::default();
    let mut tokens = Vec::new();
    let mut is_whole = |&(text, from, to): &Place<'_>| {
        let before = text[..from].char_indices().rev().nth(AROUND - 1);
        let start = before.map_or(0, |(at, _)| at);
        let after = text[to..].char_indices().nth(AROUND);
        let end = after.map_or(text.len(), |(at, _)| to + at);
        tokens.clear();
        segmenter.segment(&text[start..end], &mut tokens);
        let ends =
            |at: usize| at == end || tokens.iter().any(|t| start + t.span.range().start == at);
        ends(from) && ends(to)
    };
    let looked_at = places.iter().take(CUT);
    let whole = looked_at.clone().filter(|p| is_whole(p)).count();
    2 * whole > looked_at.len()
}

/// The letter or digit that at least `enough` of the neighbours are.
fn agreed(neighbours: impl Iterator<Item = Option<char>> + Clone, enough: f64) -> Option<char> {
    let mut seen: Vec<char> = neighbours.clone().flatten().collect();
    seen.sort_unstable();
    let middle = *seen.get(seen.len() / 2)?;
    let same = neighbours.flatten().filter(|&c| c == middle).count();
    (middle.is_alphanumeric() && same as f64 >= enough).then_some(middle)
}

/// Whether two phrases of one list would repeat one another: one holds the other, or they share a run of two thirds of the shorter one
/// (丽发新城小区, A2区丽发新城).
pub(super) fn repeats(a: &str, b: &str) -> bool {
    let [a, b]: [Vec<char>; 2] = [a, b].map(|p| p.chars().collect());
    let (short, long) = if a.len() < b.len() { (a, b) } else { (b, a) };
    let run = (2 * short.len()).div_ceil(3);
    run > 0
        && short
            .windows(run)
            .any(|part| long.windows(run).any(|p| p == part))
}

/// Complaints of `rows` whose text holds `phrase`.
pub(super) fn count(source: &dyn Source, rows: impl Iterator<Item = u32>, phrase: &str) -> u64 {
    rows.filter(|&row| holds(source, row, phrase)).count() as u64
}

/// Whether the text of a row holds `phrase`.
pub(super) fn holds(source: &dyn Source, row: u32, phrase: &str) -> bool {
    source.normalized(row as usize).contains(phrase)
}

#[cfg(test)]
mod tests {
    use super::repeats;

    #[test]
    fn a_name_is_not_told_twice() {
        for (a, b) in [
            ("丽发新城小区", "a2区丽发新城"),
            ("搅拌站", "水泥搅拌站"),
            ("refund", "refunds"),
            ("噪", "噪音"),
        ] {
            assert!(repeats(a, b) && repeats(b, a), "{a} {b}");
        }
        for (a, b) in [
            ("新城小区", "丽发新城"),
            ("学校乱收费", "幼儿园乱收费"),
            ("", "噪音"),
        ] {
            assert!(!repeats(a, b), "{a} {b}");
        }
    }
}
