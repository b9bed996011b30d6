//! Exemplars as they are shown: masked, shortened, with the words marked.

use super::exemplar::Source;
use crate::normalize::{Depth, Normalizer, mask};
use crate::types::arena::StringArena;
use crate::types::{Lang, is_han};

/// Characters of an exemplar, at most.
const LONGEST: usize = 160;

/// Bytes of a word at an end of an exemplar, at most: a longer one is cut.
const WORD: usize = 40;

/// Ids and texts, row by row.
#[derive(Clone, Debug, Default)]
pub struct ComplaintTexts {
    /// Ids, or what a row is called without one.
    pub ids: StringArena,
    /// Texts as they came.
    pub raw: StringArena,
    /// Texts normalised.
    pub normalized: StringArena,
    /// What was done, or answered; empty where no column says so.
    pub outcomes: StringArena,
}

impl ComplaintTexts {
    /// Those of these rows.
    #[must_use]
    pub fn taken(&self, rows: &[u32]) -> Self {
        Self {
            ids: self.ids.taken(rows),
            raw: self.raw.taken(rows),
            normalized: self.normalized.taken(rows),
            outcomes: self.outcomes.taken(rows),
        }
    }
}

/// Texts as they came, to show from.
#[derive(Clone, Copy, Debug)]
pub struct ExemplarText<'a> {
    /// The texts.
    pub texts: &'a ComplaintTexts,
    /// What masks them.
    pub normalizer: &'a Normalizer,
    /// Language of the masks.
    pub lang: Lang,
}

impl Source for ExemplarText<'_> {
    fn id(&self, row: usize) -> String {
        self.texts.ids.get(row).to_owned()
    }

    fn normalized(&self, row: usize) -> &str {
        self.texts.normalized.get(row)
    }

    fn show(&self, row: usize, words: &[&str]) -> (String, Vec<(usize, usize)>) {
        let masked = self.normalizer.mask_source(self.texts.raw.get(row));
        let line: Vec<&str> = masked.split_whitespace().collect();
        let line = line.join(" ");
        let places = self.places(&line, words);
        let mut spans: Vec<_> = places.iter().map(|&(from, to)| from..to).collect();
        let shown = mask::render_spans(&line, &mut spans, self.lang);
        let hits: Vec<_> = spans.iter().map(|s| (s.start, s.end)).collect();
        shorten(&shown, &hits)
    }

    fn outcome(&self, row: usize) -> String {
        let masked = self.normalizer.mask_source(self.texts.outcomes.get(row));
        let line: Vec<&str> = masked.split_whitespace().collect();
        let line = line.join(" ");
        let shown = mask::render_spans(&line, &mut [], self.lang);
        shorten(&shown, &[]).0
    }
}

impl ExemplarText<'_> {
    /// Where the words stand in `text`, in ascending order, without overlaps.
    fn places(&self, text: &str, words: &[&str]) -> Vec<(usize, usize)> {
        let normalized = self.normalizer.map(text, Depth::Words);
        let mut hits: Vec<(usize, usize)> = words
            .iter()
            .filter(|w| !w.is_empty())
            .flat_map(|word| {
                normalized
                    .text
                    .match_indices(word)
                    .map(|(at, found)| normalized.source(at..at + found.len()))
                    .collect::<Vec<_>>()
            })
            .filter_map(|range| whole_words(text, range.start, range.end))
            .collect();
        hits.sort_by(|a, b| a.0.cmp(&b.0).then(b.1.cmp(&a.1)));
        let mut end = 0;
        hits.retain(|&(from, to)| {
            let keep = from >= end && to > from;
            end = if keep { to } else { end };
            keep
        });
        hits
    }
}

/// A letter of a script that puts spaces between words.
fn is_spaced(c: char) -> bool {
    let without = matches!(c,
        '\u{0e00}'..='\u{0eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' | '\u{3040}'..='\u{30ff}');
    c.is_alphabetic() && !is_han(c) && !without
}

/// A hit within `text` as it is marked: a stem goes on to the end of its word; one that begins inside a word, or is the smaller part of it, is
/// left out.
fn whole_words(text: &str, from: usize, to: usize) -> Option<(usize, usize)> {
    let (hit, rest) = (text.get(from..to)?, text.get(to..)?);
    let is_letter = |c: Option<char>| c.is_some_and(is_spaced);
    if is_letter(hit.chars().next()) && is_letter(text.get(..from)?.chars().next_back()) {
        return None;
    }
    if !is_letter(hit.chars().next_back()) {
        return Some((from, to));
    }
    let ending = rest.find(|c| !is_spaced(c)).unwrap_or(rest.len());
    let stem = hit.len() - hit.trim_end_matches(is_spaced).len();
    (ending <= stem).then_some((from, to + ending))
}

/// At most [`LONGEST`] characters of `text` around its first hit, with `…` where something is left out.
fn shorten(text: &str, hits: &[(usize, usize)]) -> (String, Vec<(usize, usize)>) {
    let starts: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
    if starts.len() <= LONGEST {
        return (text.to_owned(), hits.to_vec());
    }
    let first = hits
        .first()
        .map_or(0, |h| starts.partition_point(|&s| s < h.0));
    let from = first
        .saturating_sub(LONGEST / 4)
        .min(starts.len() - LONGEST);
    let to = from + LONGEST;
    let (from_byte, to_byte) = at_spaces(
        text,
        starts.get(from).copied().unwrap_or(0),
        starts.get(to).copied().unwrap_or(text.len()),
    );
    let before = if from > 0 { "…" } else { "" };
    let after = if to < starts.len() { "…" } else { "" };
    let inside = text.get(from_byte..to_byte).unwrap_or(text);
    let hits = hits
        .iter()
        .filter(|h| h.0 >= from_byte && h.1 <= to_byte)
        .map(|h| {
            (
                h.0 - from_byte + before.len(),
                h.1 - from_byte + before.len(),
            )
        })
        .collect();
    (format!("{before}{inside}{after}"), hits)
}

/// The range without the parts of words at its ends.
fn at_spaces(text: &str, from: usize, to: usize) -> (usize, usize) {
    let is_cut = |at: usize| {
        let (before, after) = text.split_at(at);
        let ends = [before.chars().next_back(), after.chars().next()];
        ends.iter().all(|c| c.is_some_and(is_spaced))
    };
    let inside = text.get(from..to).unwrap_or_default();
    let whole = match is_cut(from) {
        true => inside.trim_start_matches(is_spaced),
        false => inside,
    };
    let start = match inside.len() - whole.len() {
        0..WORD => to - whole.trim_start().len(),
        _ => from,
    };
    let whole = match is_cut(to) {
        true => inside.trim_end_matches(is_spaced),
        false => inside,
    };
    let end = match inside.len() - whole.len() {
        0..WORD => from + whole.trim_end().len(),
        _ => to,
    };
    if start < end {
        (start, end)
    } else {
        (from, to)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_texts_are_cut_around_the_first_hit() {
        let text = format!("{}爆仓{}", "甲".repeat(300), "乙".repeat(300));
        let mut texts = ComplaintTexts::default();
        texts.raw.push(&text);
        let source = ExemplarText {
            texts: &texts,
            normalizer: &Normalizer::default(),
            lang: Lang::Zh,
        };
        let (shown, hits) = source.show(0, &["爆仓"]);
        assert_eq!(shown.chars().count(), LONGEST + 2);
        assert_eq!(hits.len(), 1);
        assert_eq!(&shown[hits[0].0..hits[0].1], "爆仓");
    }

    #[test]
    fn whole_words_are_marked_where_words_stand_apart() {
        let marked = |text: &str, word: &str| {
            let mut texts = ComplaintTexts::default();
            texts.raw.push(text);
            let source = ExemplarText {
                texts: &texts,
                normalizer: &Normalizer::default(),
                lang: Lang::En,
            };
            let (shown, hits) = source.show(0, &[word]);
            let hits = hits.iter().map(|h| shown[h.0..h.1].to_owned());
            hits.collect::<Vec<_>>()
        };
        assert_eq!(marked("It was already ready to ship", "ready"), ["ready"]);
        assert_eq!(marked("My AirPhone drains a phone", "phone"), ["phone"]);
        assert_eq!(marked("The battery drains fast", "drain"), ["drains"]);
        assert_eq!(marked("They allowed all", "all"), ["all"]);
        assert_eq!(
            marked("Деньги за доставку не вернули", "доставк"),
            ["доставку"]
        );
        assert_eq!(marked("手机APP打不开", "app"), ["APP"]);
        assert_eq!(marked("小区停车位不够", "停车"), ["停车"]);
    }

    #[test]
    fn words_are_not_cut_at_the_ends() {
        let text = format!(
            "{}the refund never came {}",
            "waited ".repeat(40),
            "again and ".repeat(40)
        );
        let mut texts = ComplaintTexts::default();
        texts.raw.push(&text);
        let source = ExemplarText {
            texts: &texts,
            normalizer: &Normalizer::default(),
            lang: Lang::En,
        };
        let (shown, hits) = source.show(0, &["refund"]);
        let words = shown.trim_matches('…').split(' ');
        let known = ["waited", "the", "refund", "never", "came", "again", "and"];
        assert!(words.clone().all(|w| known.contains(&w)), "{shown}");
        assert!(shown.starts_with('…') && shown.ends_with('…'), "{shown}");
        assert_eq!(&shown[hits[0].0..hits[0].1], "refund");
    }

    #[test]
    fn masks_are_in_the_language_of_the_report() {
        let mut texts = ComplaintTexts::default();
        texts.raw.push("call 13812345678 about the refund");
        let source = ExemplarText {
            texts: &texts,
            normalizer: &Normalizer::default(),
            lang: Lang::En,
        };
        let (shown, hits) = source.show(0, &["refund"]);
        assert_eq!(shown, "call [mobile] about the refund");
        assert_eq!(&shown[hits[0].0..hits[0].1], "refund");
    }
}
