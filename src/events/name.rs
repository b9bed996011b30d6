//! What an event is called: the place or thing that its complaints name, and the words that most of them hold.

use super::features::{Reader, word_hash};
use super::space::Rarity;
use super::{Complaints, Group};
use crate::types::is_han;
use std::collections::BTreeMap;

/// Complaints read for a name, spread over the event.
const READ: usize = 60;
/// Words beside the place, at most.
const WORDS: usize = 4;
/// Words of fewer complaints than one in so many do not speak for the event.
const ONE_IN: usize = 3;
/// Of the writings of a name the longest is taken that this part of those hold that hold the commonest.
const NEARLY: (usize, usize) = (3, 5);

/// A word, and in how many complaints.
#[derive(Debug, Default)]
struct Held {
    shown: String,
    complaints: usize,
}

impl Held {
    fn see(&mut self, shown: &str) {
        self.complaints += 1;
        // one spelling, whatever the order
        if self.shown.is_empty() || *shown < *self.shown {
            shown.clone_into(&mut self.shown);
        }
    }
}

type Counts = BTreeMap<String, Held>;

/// The place that most of the complaints name, if they do, and the words that tell best what it is about.
pub(super) fn name(
    complaints: &Complaints<'_>,
    group: &Group,
    reader: &mut Reader<'_>,
    rarity: &Rarity,
) -> String {
    let read: Vec<usize> = spread(&group.rows, READ).map(|row| row as usize).collect();
    let (mut words, mut names) = (Counts::new(), Counts::new());
    for &row in &read {
        let (text, raw) = (complaints.texts.get(row), complaints.raw.get(row));
        let (mut own_words, mut own_names) = (BTreeMap::new(), BTreeMap::new());
        let see = |own: &mut BTreeMap<String, String>, shown: &str, key: &str| {
            own.insert(key.to_owned(), shown.to_owned());
        };
        reader.each_name(text, raw, &mut |shown, name| {
            see(&mut own_names, shown, name)
        });
        reader.each_word(text, &mut |shown, word| see(&mut own_words, shown, word));
        for (counts, own) in [(&mut words, own_words), (&mut names, own_names)] {
            own.into_iter()
                .for_each(|(key, shown)| counts.entry(key).or_default().see(&shown));
        }
    }
    let place = place(&names, read.len());
    let words = telling(&words, read.len(), place.as_deref(), rarity);
    let words = as_written(words, &read, complaints);
    place.into_iter().chain(words).collect::<Vec<_>>().join(" ")
}

/// At most so many of these, evenly spread, the first among them.
pub(super) fn spread<T: Copy>(all: &[T], most: usize) -> impl Iterator<Item = T> {
    let n = all.len().min(most);
    (0..n).map(move |i| all[i * all.len() / n])
}

/// The name that at least half of the complaints hold.
fn place(names: &Counts, complaints: usize) -> Option<String> {
    let most = names.values().map(|h| h.complaints).max()?;
    if most * 2 < complaints {
        return None;
    }
    let (part, whole) = NEARLY;
    let nearly = names
        .values()
        .filter(|h| h.complaints * whole >= most * part);
    let longest = nearly.max_by_key(|h| {
        let chars = h.shown.chars().count();
        (chars, h.complaints, std::cmp::Reverse(h.shown.clone()))
    });
    longest.map(|h| h.shown.clone())
}

/// The words that tell most: held by many of the complaints and by few others. What the place says is left out.
fn telling<'a>(
    words: &'a Counts,
    complaints: usize,
    place: Option<&str>,
    rarity: &Rarity,
) -> Vec<&'a str> {
    let place = place.unwrap_or_default();
    let fits = |held: &&Held| {
        let word = &held.shown;
        held.complaints * ONE_IN >= complaints
            && !word.chars().all(|c| c.is_ascii_digit() || c == '.')
            && !overlaps(word, place)
    };
    let weighed = words
        .iter()
        .filter(|(_, held)| fits(held))
        .map(|(key, held)| {
            let share = held.complaints as f64 / complaints as f64;
            (share * rarity.of(word_hash(key)), held.shown.as_str())
        });
    let mut weighed: Vec<(f64, &str)> = weighed.collect();
    weighed.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(b.1)));
    weighed.into_iter().take(WORDS).map(|w| w.1).collect()
}

/// Whether two neighbouring characters of a Chinese word, or the whole of another, are in the place.
fn overlaps(word: &str, place: &str) -> bool {
    let chars: Vec<char> = word.chars().collect();
    let pair = |pair: &[char]| place.contains(&String::from_iter(pair));
    place.contains(word) || (chars.iter().any(|c| is_han(*c)) && chars.windows(2).any(pair))
}

/// These words in the order of the complaint that holds most of them.
fn as_written(words: Vec<&str>, read: &[usize], complaints: &Complaints<'_>) -> Vec<String> {
    let texts = read.iter().map(|&row| complaints.texts.get(row));
    let held = |text: &str| words.iter().filter(|w| text.contains(**w)).count();
    let best = texts.max_by_key(|text| (held(text), std::cmp::Reverse(*text)));
    let best = best.unwrap_or_default();
    let mut placed: Vec<(usize, &str)> = words
        .iter()
        .map(|w| (best.find(*w).unwrap_or(usize::MAX), *w))
        .collect();
    placed.sort_unstable();
    placed.into_iter().map(|w| w.1.to_owned()).collect()
}
