//! Texts of one template: equal but for a few characters. Looser than near-duplicates, so that what was copied and then edited here and there
//! is still seen for what it is.

use super::grams::{self, ordinal};
use rayon::prelude::*;

/// Texts of fewer characters are of one template only where they are near-duplicates.
const SHORTEST: usize = 10;
/// So many characters may always differ,
const ALWAYS: usize = 2;
/// and one in so many of the longer text.
const ONE_IN: usize = 6;
/// So many of a text's grams, those of least hash, find its template: two texts share as large a part of these as of all (Broder 1997).
const SKETCH: usize = 24;
/// First texts remembered of every gram.
const REMEMBERED: usize = 16;
/// Texts that share most of these grams are compared: so many.
const COMPARED: usize = 4;
/// Characters of one remainder are taken for one when they are counted.
const REMAINDERS: usize = 512;
/// Of a full sketch, so many grams must be shared to be compared.
const SHARED: usize = 3;

/// For every text, the index of the first one of its template. `copies` are the near-duplicates that [`super::groups`] found: these are of
/// one template in any case.
///
/// Two texts are of one template where no more than a sixth of their characters (of the longer one; two at least) have to be
/// replaced, left out or put in to make one of the other, digits aside. Texts are taken in order, and each joins the template of the
/// earlier text that shares most of its sketch among those it is alike to. A template is missed where hardly any five characters in
/// a row are left of it.
///
/// ```
/// use tousu::similar::{groups, templates};
/// let texts = ["空调装好后一直漏水，师傅约了三次都没有上门", "空调装好后一只漏水，师傅约了三回都没来上门"];
/// let copies = groups(&texts);
/// assert_eq!((copies[1], templates(&texts, &copies)[1]), (1, 0));
/// ```
#[must_use]
pub fn templates<S: AsRef<str> + Sync>(normalized: &[S], copies: &[u32]) -> Vec<u32> {
    let firsts = (0..normalized.len()).filter(|&i| copies.get(i).is_none_or(|&c| c as usize == i));
    let firsts: Vec<u32> = firsts.map(ordinal).collect();
    let texts = firsts.iter().map(|&i| normalized[i as usize].as_ref());
    let texts: Vec<&str> = texts.collect();
    let mut template_of: Vec<u32> = (0..normalized.len()).map(ordinal).collect();
    for (&first, template) in firsts.iter().zip(joined(&texts)) {
        template_of[first as usize] = firsts[template as usize];
    }
    let of_copy = |i: usize| template_of[copies.get(i).map_or(i, |&c| c as usize)];
    (0..normalized.len()).map(of_copy).collect()
}

/// For every text the first one of its template, by ordinal.
fn joined(texts: &[&str]) -> Vec<u32> {
    let sketches = Sketches::of(texts);
    let room = || (Vec::new(), Vec::new());
    let alike: Vec<Option<u32>> = texts
        .par_iter()
        .enumerate()
        .map_init(room, |(this, other), (i, text)| {
            let likely = sketches.likely(ordinal(i));
            if !likely.is_empty() {
                folded(text, this);
            }
            likely.into_iter().find(|&earlier| {
                folded(texts[earlier as usize], other);
                are_alike(this, other)
            })
        })
        .collect();
    let mut template_of: Vec<u32> = Vec::with_capacity(texts.len());
    for (i, alike) in alike.into_iter().enumerate() {
        template_of.push(alike.map_or(ordinal(i), |earlier| template_of[earlier as usize]));
    }
    template_of
}

/// Which texts hold which grams of their sketches.
struct Sketches {
    /// Gram in the upper half, text in the lower one, ascending.
    entries: Vec<u64>,
    /// For every gram of a text that an earlier text holds, where its entries begin; text by text.
    lists: Vec<u32>,
    /// Where those of every text end.
    ends: Vec<u32>,
    is_full: Vec<bool>,
}

impl Sketches {
    fn of(texts: &[&str]) -> Self {
        let grams: Vec<Vec<u32>> = texts.par_iter().map(|text| sketch(text)).collect();
        let entry = |(text, grams): (usize, &Vec<u32>)| {
            let text = u64::from(ordinal(text));
            let entries = grams.iter().map(|&gram| (u64::from(gram) << 32) | text);
            entries.collect::<Vec<u64>>()
        };
        let mut entries: Vec<u64> = grams.par_iter().enumerate().flat_map_iter(entry).collect();
        entries.par_sort_unstable();
        let mut ends = vec![0; texts.len()];
        let lists = || entries.chunk_by(|a, b| a >> 32 == b >> 32);
        for entry in lists().flat_map(|list| &list[1..]) {
            ends[lower(*entry) as usize] += 1;
        }
        let total = grams::starts(&mut ends);
        let mut starts = vec![0; total as usize];
        let mut from = 0;
        for list in lists() {
            for entry in &list[1..] {
                let text = lower(*entry) as usize;
                starts[ends[text] as usize] = from;
                ends[text] += 1;
            }
            from += ordinal(list.len());
        }
        Self {
            lists: starts,
            ends,
            is_full: grams.iter().map(|grams| grams.len() == SKETCH).collect(),
            entries,
        }
    }

    /// Texts before `at` that share enough of its sketch, those that share most of it first.
    fn likely(&self, at: u32) -> Vec<u32> {
        let text = at as usize;
        let start = text.checked_sub(1).map_or(0, |before| self.ends[before]);
        let lists = &self.lists[start as usize..self.ends[text] as usize];
        // a list ends with the text itself, or after
        let before = |&start: &u32| {
            let list = self.entries[start as usize..].iter().take(REMEMBERED);
            list.map(|&e| lower(e)).take_while(|&i| i < at)
        };
        let mut found: Vec<u32> = lists.iter().flat_map(before).collect();
        found.sort_unstable();
        let least = if self.is_full[text] { SHARED } else { 1 };
        let shared = found.chunk_by(|a, b| a == b).filter(|s| s.len() >= least);
        let mut shared: Vec<(usize, u32)> = shared.map(|s| (s.len(), s[0])).collect();
        shared.sort_unstable_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
        shared.truncate(COMPARED);
        shared.into_iter().map(|s| s.1).collect()
    }
}

/// The grams of least hash, ascending.
fn sketch(text: &str) -> Vec<u32> {
    let mut grams = Vec::with_capacity(text.len() / 3 + 1);
    grams::each_gram(text, |gram| {
        grams.push(upper(gram));
        true
    });
    // grams repeat now and then
    let enough = 2 * SKETCH;
    if grams.len() > 2 * enough {
        grams.select_nth_unstable(enough);
        grams.truncate(enough);
    }
    grams.sort_unstable();
    grams.dedup();
    grams.truncate(SKETCH);
    grams.shrink_to_fit();
    grams
}

fn upper(entry: u64) -> u32 {
    (entry >> 32) as u32
}

#[expect(clippy::cast_possible_truncation, reason = "the lower half is meant")]
fn lower(entry: u64) -> u32 {
    entry as u32
}

/// The characters of a text, digits folded.
fn folded(text: &str, into: &mut Vec<char>) {
    into.clear();
    into.extend(text.chars().map(grams::folded));
}

fn are_alike(a: &[char], b: &[char]) -> bool {
    let length = a.len().max(b.len());
    if length < SHORTEST {
        return a == b;
    }
    are_within(a, b, ALWAYS.max(length / ONE_IN))
}

/// At least so many characters have to be replaced, left out or put in: each takes one surplus character of either text away.
fn fewest_edits(a: &[char], b: &[char]) -> usize {
    let mut surplus = [0_i32; REMAINDERS];
    for c in a {
        surplus[*c as usize % REMAINDERS] += 1;
    }
    for c in b {
        surplus[*c as usize % REMAINDERS] -= 1;
    }
    let of = |sign: i32| {
        surplus
            .iter()
            .map(move |n| usize::try_from(n * sign).unwrap_or(0))
    };
    of(1).sum::<usize>().max(of(-1).sum())
}

/// Whether at most so many characters have to be replaced, left out or put in: for every number of them and every diagonal, how far one
/// gets in `a` (Ukkonen 1985).
fn are_within(a: &[char], b: &[char], most: usize) -> bool {
    if fewest_edits(a, b) > most {
        return false;
    }
    // `reached[d + 1]` is how many characters of `a` are matched on the diagonal where `b` is `d − most` ahead; one more, 0 for none
    let width = 2 * most + 3;
    let mut before = vec![0_usize; width];
    let mut reached = vec![0_usize; width];
    for edits in 0..=most {
        for slot in most + 1 - edits..=most + 1 + edits {
            reached[slot] = 0;
            // the last place in `a` that the diagonal has
            let Some(last) = (b.len() + most + 1).checked_sub(slot) else {
                continue;
            };
            let last = last.min(a.len());
            let on = |n: usize, more: usize| Some(n + more).filter(|&to| n > 0 && to <= last + 1);
            let (replaced, left_out) = (on(before[slot], 1), on(before[slot + 1], 1));
            let start = match edits {
                0 => Some(1),
                _ => replaced.max(left_out).max(on(before[slot - 1], 0)),
            };
            let Some(mut i) = start.map(|n| n - 1) else {
                continue;
            };
            let mut j = i + slot - (most + 1);
            while i < a.len() && j < b.len() && a[i] == b[j] {
                (i, j) = (i + 1, j + 1);
            }
            if i == a.len() && j == b.len() {
                return true;
            }
            reached[slot] = i + 1;
        }
        std::mem::swap(&mut before, &mut reached);
    }
    false
}

#[cfg(test)]
mod tests {
    use super::super::groups;
    use super::*;
    use crate::types::SplitMix;
    use proptest::prelude::*;

    /// The distance of Levenshtein, by the table.
    fn distance(a: &[char], b: &[char]) -> usize {
        let mut row: Vec<usize> = (0..=b.len()).collect();
        for (i, x) in a.iter().enumerate() {
            let mut corner = i;
            row[0] = i + 1;
            for (j, y) in b.iter().enumerate() {
                let replaced = corner + usize::from(x != y);
                corner = row[j + 1];
                row[j + 1] = replaced.min(row[j] + 1).min(corner + 1);
            }
        }
        row[b.len()]
    }

    proptest! {
        #[test]
        fn distances_are_those_of_the_table(a in "[甲乙丙]{0,12}", b in "[甲乙丙]{0,12}", most in 0_usize..8) {
            let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
            prop_assert_eq!(are_within(&a, &b, most), distance(&a, &b) <= most, "{}", distance(&a, &b));
        }
    }

    /// `text` with one character in `one_in` replaced, left out or doubled.
    fn edited(text: &str, one_in: usize, draws: &mut SplitMix) -> String {
        let mut chars: Vec<char> = text.chars().collect();
        for _ in 0..chars.len().div_ceil(one_in) {
            let at = draws.below(chars.len());
            match draws.below(3) {
                0 => chars[at] = ['的', '了', '在', '我'][draws.below(4)],
                1 => {
                    chars.remove(at);
                }
                _ => chars.insert(at, chars[at]),
            }
        }
        chars.into_iter().collect()
    }

    #[test]
    fn four_copies_edited_by_a_twentieth_are_of_one_template() {
        let corpus = include_str!("../../corpora/complaints.csv");
        let lines = corpus.lines().skip(1).step_by(16);
        let stories: Vec<&str> = lines
            .filter_map(|line| line.split(',').max_by_key(|f| f.len()))
            .collect();
        let mut draws = SplitMix::new(5);
        let texts: Vec<String> = stories
            .iter()
            .flat_map(|story| {
                (0..4)
                    .map(|_| edited(story, 20, &mut draws))
                    .collect::<Vec<_>>()
            })
            .collect();
        let found = templates(&texts, &groups(&texts));
        let together = texts.iter().enumerate().filter(|(i, _)| {
            let mates = i / 4 * 4..i / 4 * 4 + 4;
            mates.into_iter().all(|mate| found[mate] == found[*i])
        });
        let together = together.count();
        assert!(
            together * 100 >= texts.len() * 85,
            "{together} of {}",
            texts.len()
        );
    }

    #[test]
    fn short_texts_are_of_one_template_only_where_they_are_copies() {
        let texts = ["快递太慢", "快递很慢", "快递太慢", "", ""];
        assert_eq!(templates(&texts, &groups(&texts)), [0, 1, 0, 3, 3]);
    }
}
