//! New words as a dictionary file that a person reads before it is used.

use super::suggest::NewWord;
use crate::normalize::mask;

/// One word a line, with its evidence in a comment above it. `texts` are those the words were found in.
#[must_use]
pub fn suggested_file(words: &[NewWord], texts: &[&str]) -> String {
    let entries = words.iter().map(|word| {
        let example = surroundings(word, texts);
        format!(
            "# {} 次 · 凝聚 {:.2} · 自由 {:.2} · 例 …{example}…\n{}\n",
            word.count, word.cohesion, word.freedom, word.word
        )
    });
    entries.collect()
}

fn surroundings(word: &NewWord, texts: &[&str]) -> String {
    const AROUND: usize = 10;
    let text = texts.get(word.example).copied().unwrap_or_default();
    let at = text.find(&word.word).unwrap_or(0);
    let before: Vec<char> = text[..at].chars().rev().take(AROUND).collect();
    let near: String = before
        .into_iter()
        .rev()
        .chain(text[at..].chars().take(AROUND + word.word.chars().count()))
        .collect();
    mask::render(&near)
        .chars()
        .filter(|c| !c.is_control() && !part_of_mask(*c))
        .collect()
}

/// Part of a mask cut in two by the ends of an example.
fn part_of_mask(c: char) -> bool {
    matches!(c, '\u{e000}'..='\u{e02f}')
}
