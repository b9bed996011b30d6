//! Stems of English and Russian words.

use rust_stemmers::{Algorithm, Stemmer};
use std::borrow::Cow;

/// The stem of a lower-case word: Porter2 for words of English letters, Snowball's for Russian ones; any other word as it is.
///
/// ```
/// use tousu::segment::stem;
/// assert_eq!(stem("complaints"), "complaint");
/// assert_eq!(stem("жалобы"), "жалоб");
/// assert_eq!(stem("5g"), "5g");
/// ```
#[must_use]
pub fn stem(word: &str) -> Cow<'_, str> {
    let algorithm = match word.chars().next() {
        Some('a'..='z') => Algorithm::English,
        Some('а'..='я' | 'ё') => Algorithm::Russian,
        _ => return Cow::Borrowed(word),
    };
    if word.chars().any(|c| c.is_numeric()) {
        return Cow::Borrowed(word);
    }
    Stemmer::create(algorithm).stem(word)
}
