//! What an event is called: the place or thing that its complaints name, and the clause of one of them that says most of what all say.

use super::features::{Reader, word_hash};
use super::space::Rarity;
use super::{Complaints, Group};
use crate::normalize::Depth;
use crate::types::is_han;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::RangeInclusive;

/// Complaints read for a name, spread over the event.
const READ: usize = 60;
/// Words beside the place, at most, where no clause says what they say.
const WORDS: usize = 4;
/// Words that a clause must hold.
const HELD: usize = 2;
/// How long a clause may be; a Chinese character counts for two.
const LENGTHS: RangeInclusive<usize> = 12..=48;
/// The same of one without Chinese characters: other scripts take more of them to say as much.
const SPELT_OUT: RangeInclusive<usize> = 12..=80;
/// A clause that says as much in fewer characters is the better one, but not where it is much shorter than this.
const SHORT: usize = 24;
/// Words of fewer complaints than one in so many do not speak for the event.
const ONE_IN: usize = 3;
/// What a clause gains that comes first: a title, or the first words of a complaint, mostly says what it is about.
const LEAD: f64 = 1.5;
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
    let told = telling(&words, read.len(), place.as_deref(), rarity);
    if let Some(clause) = clause(complaints, &read, (&told, &names, &words), reader) {
        let is_named = |place: &String| !clause.to_lowercase().contains(&place.to_lowercase());
        let place = place.filter(is_named);
        return place
            .into_iter()
            .chain([clause])
            .collect::<Vec<_>>()
            .join(" ");
    }
    let words = as_written(&told, &read, complaints);
    place.into_iter().chain(words).collect::<Vec<_>>().join(" ")
}

/// At most so many of these, evenly spread, the first among them.
pub(super) fn spread<T: Copy>(all: &[T], most: usize) -> impl Iterator<Item = T> {
    let n = all.len().min(most);
    (0..n).map(move |i| all[i * all.len() / n])
}

/// The name that at least half of the complaints hold; a number alone is none.
fn place(names: &Counts, complaints: usize) -> Option<String> {
    let is_name = |h: &&Held| h.shown.chars().any(char::is_alphabetic);
    let names = || names.values().filter(is_name);
    let most = names().map(|h| h.complaints).max()?;
    if most * 2 < complaints {
        return None;
    }
    let (part, whole) = NEARLY;
    let nearly = names().filter(|h| h.complaints * whole >= most * part);
    let longest = nearly.max_by_key(|h| {
        let chars = h.shown.chars().count();
        (chars, h.complaints, std::cmp::Reverse(h.shown.clone()))
    });
    longest.map(|h| h.shown.clone())
}

/// A word that is written so, and how much it tells.
struct Telling<'a> {
    key: &'a str,
    shown: &'a str,
    weight: f64,
}

/// The words held by many of the complaints, those that few others hold first. What the place says is left out.
fn telling<'a>(
    words: &'a Counts,
    complaints: usize,
    place: Option<&str>,
    rarity: &Rarity,
) -> Vec<Telling<'a>> {
    let place = place.unwrap_or_default();
    let fits = |held: &&Held| {
        let word = &held.shown;
        held.complaints * ONE_IN >= complaints
            && !word.chars().all(|c| c.is_ascii_digit() || c == '.')
            && !overlaps(word, place)
    };
    let fitting = words.iter().filter(|(_, held)| fits(held));
    let mut told: Vec<Telling<'_>> = fitting
        .map(|(key, held)| Telling {
            key,
            shown: &held.shown,
            // squared: what nearly all of them hold tells more than what few others do
            weight: (held.complaints as f64 / complaints as f64).powi(2)
                * rarity.of(word_hash(key)),
        })
        .collect();
    told.sort_by(|a, b| b.weight.total_cmp(&a.weight).then(a.shown.cmp(b.shown)));
    told
}

/// The clause of one of the complaints that tells most for its length, personal numbers masked; absent where none holds the first of these words and enough
/// others. A name that most complaints lack is not part of it.
fn clause(
    complaints: &Complaints<'_>,
    read: &[usize],
    (told, names, words): (&[Telling<'_>], &Counts, &Counts),
    reader: &mut Reader<'_>,
) -> Option<String> {
    let is_rare = |name: &str| {
        names
            .get(name)
            .is_some_and(|h| h.complaints * 2 < read.len())
    };
    let is_common = |key: &str| {
        let held = words.get(key).map_or(0, |h| h.complaints);
        held * ONE_IN >= read.len()
    };
    let first = told.first()?.key;
    let weights: BTreeMap<&str, f64> = told.iter().map(|t| (t.key, t.weight)).collect();
    let mut seen: BTreeSet<&str> = BTreeSet::new();
    let mut best: Option<(f64, &str)> = None;
    for &row in read {
        for (at, clause) in clauses(complaints.raw.get(row)).enumerate() {
            let Some(clause) = without_rare_names(complaints, clause, reader, &is_rare) else {
                continue;
            };
            let clause = from_common_word(complaints, clause, reader, &is_common);
            let length = clause.chars().map(|c| 1 + usize::from(is_han(c))).sum();
            let lengths = match clause.chars().any(is_han) {
                true => LENGTHS,
                false => SPELT_OUT,
            };
            if !lengths.contains(&length) || !seen.insert(clause) {
                continue;
            }
            let text = complaints.normalizer.text(clause, Depth::Words);
            reader.each_name(&text, clause, &mut |_, _| {});
            let mut held: BTreeMap<String, f64> = BTreeMap::new();
            reader.each_word(&text, &mut |_, key| {
                held.extend(weights.get(key).map(|weight| (key.to_owned(), *weight)));
            });
            let lead = if at == 0 { LEAD } else { 1.0 };
            let score = lead * held.values().sum::<f64>() / (length + SHORT) as f64;
            let is_better = best.is_none_or(|(most, of)| (score, of) > (most, clause));
            if held.len() >= HELD && held.contains_key(first) && is_better {
                best = Some((score, clause));
            }
        }
    }
    best.map(|(_, clause)| complaints.normalizer.shown(clause).into_owned())
}

/// A clause behind the rare names that it begins with; absent where it holds one elsewhere, which cannot be left out.
fn without_rare_names<'t>(
    complaints: &Complaints<'_>,
    clause: &'t str,
    reader: &mut Reader<'_>,
    is_rare: &impl Fn(&str) -> bool,
) -> Option<&'t str> {
    let text = complaints.normalizer.text(clause, Depth::Words);
    let mut rare: Vec<String> = Vec::new();
    reader.each_name(&text, clause, &mut |shown, name| {
        rare.extend(is_rare(name).then(|| shown.to_owned()));
    });
    // the longest first: one name may begin with another
    rare.sort_by_key(|name| std::cmp::Reverse(name.len()));
    let mut rest = clause;
    while let Some(after) = rare
        .iter()
        .find_map(|name| rest.strip_prefix(name.as_str()))
    {
        rest = after.trim_start();
    }
    let is_free = !rare.iter().any(|name| rest.contains(name.as_str()));
    is_free.then_some(rest)
}

/// A Chinese clause from the first word that many of the complaints hold, where only words that few hold stand before it: mostly a place of one of them.
fn from_common_word<'t>(
    complaints: &Complaints<'_>,
    clause: &'t str,
    reader: &mut Reader<'_>,
    is_common: &impl Fn(&str) -> bool,
) -> &'t str {
    if !clause.starts_with(is_han) {
        return clause;
    }
    let text = complaints.normalizer.text(clause, Depth::Words);
    reader.each_name(&text, clause, &mut |_, _| {});
    let (mut common, mut rare) = (None, 0);
    reader.each_word(&text, &mut |shown, key| match (&common, is_common(key)) {
        (None, true) => common = Some(shown.to_owned()),
        (None, false) => rare += 1,
        _ => {}
    });
    let at = common
        .filter(|_| rare > 0)
        .and_then(|word| clause.find(&word));
    at.map_or(clause, |at| &clause[at..])
}

/// The parts of a text between punctuation marks; a mark between two digits belongs to a number.
fn clauses(text: &str) -> impl Iterator<Item = &str> {
    let is_digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
    let mut from = 0;
    let ends = text.char_indices().filter(move |(at, c)| {
        let in_number = is_digit(text[..*at].chars().next_back())
            && is_digit(text[at + c.len_utf8()..].chars().next());
        ends_clause(*c) && !in_number
    });
    let ends = ends.map(|(at, c)| (at, at + c.len_utf8()));
    let parts = ends
        .chain([(text.len(), text.len())])
        .map(move |(to, next)| {
            let part = &text[from..to];
            from = next;
            part.trim()
        });
    parts.filter(|part| !part.is_empty())
}

fn ends_clause(c: char) -> bool {
    c.is_control() || "，。！？；：、…,.!?;:（）()“”\"《》【】~～".contains(c)
}

/// Whether two neighbouring characters of a Chinese word, or the whole of another, are in the place.
fn overlaps(word: &str, place: &str) -> bool {
    let chars: Vec<char> = word.chars().collect();
    let pair = |pair: &[char]| place.contains(&String::from_iter(pair));
    place.contains(word) || (chars.iter().any(|c| is_han(*c)) && chars.windows(2).any(pair))
}

/// The first of these words in the order of the complaint that holds most of them.
fn as_written(told: &[Telling<'_>], read: &[usize], complaints: &Complaints<'_>) -> Vec<String> {
    let words = || told.iter().take(WORDS).map(|t| t.shown);
    let texts = read.iter().map(|&row| complaints.texts.get(row));
    let held = |text: &str| words().filter(|w| text.contains(w)).count();
    let best = texts.max_by_key(|text| (held(text), std::cmp::Reverse(*text)));
    let best = best.unwrap_or_default();
    let mut placed: Vec<(usize, &str)> = words()
        .map(|w| (best.find(w).unwrap_or(usize::MAX), w))
        .collect();
    placed.sort_unstable();
    placed.into_iter().map(|w| w.1.to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clauses_end_at_marks_but_not_within_numbers() {
        let all = |text| clauses(text).collect::<Vec<_>>();
        assert_eq!(all("高度差有1.5米，大。"), ["高度差有1.5米", "大"]);
        assert_eq!(all("于3:30到，等了1,000秒"), ["于3:30到", "等了1,000秒"]);
        assert_eq!(all("共2.好"), ["共2", "好"]);
        assert_eq!(all("；。"), [""; 0]);
    }

    #[test]
    fn a_number_is_no_place() {
        let mut names = Counts::new();
        for name in ["226960", "226960", "翠堤湾"] {
            names.entry(name.to_owned()).or_default().see(name);
        }
        assert_eq!(place(&names, 2).as_deref(), Some("翠堤湾"));
        names.remove("翠堤湾");
        assert_eq!(place(&names, 2), None);
    }
}
