//! Plainer spellings of words, so that one spelling finds another: `400-820-1234` and `4008201234`, `Wi-Fi` and `wifi`, `ёлка` and
//! `елка`, `café` and `cafe`.

use crate::segment::{Kind, Token};
use std::borrow::Cow;
use std::ops::Range;
use unicode_normalization::char::decompose_canonical;

/// Digits from which on groups with spaces or hyphens between them are one number.
const DIGITS: usize = 7;
/// Longest word in parts, in bytes.
const LONGEST: usize = 40;

/// The plainer spelling of a word as it is normalised: parts put together, marks on letters left out. Absent for anything that is not one
/// word or one number.
pub(super) fn plain(text: &str) -> Option<String> {
    let parts: Vec<&str> = text.split(['-', ' ']).collect();
    let is_part = |p: &&str| !p.is_empty() && p.chars().all(char::is_alphanumeric);
    if text.len() > LONGEST || !parts.iter().all(is_part) {
        return None;
    }
    let joined = parts.concat();
    let is_number = joined.bytes().all(|b| b.is_ascii_digit());
    let is_one = match is_number {
        true => joined.len() >= DIGITS,
        false => !text.contains(' ') && !joined.contains(crate::types::is_han),
    };
    is_one.then(|| without_marks(&joined).into_owned())
}

/// Latin letters without their marks, and е for ё.
fn without_marks(word: &str) -> Cow<'_, str> {
    if word.is_ascii() {
        return Cow::Borrowed(word);
    }
    let bare = |c: char| {
        let mut base = c;
        decompose_canonical(c, |part| {
            if part.is_ascii_alphabetic() {
                base = part;
            }
        });
        if c == 'ё' { 'е' } else { base }
    };
    Cow::Owned(word.chars().map(bare).collect())
}

/// Calls `give` with the plainer spelling, and the place, of every word of the text that has one.
pub(super) fn for_each(text: &str, tokens: &[Token], mut give: impl FnMut(&str, Range<usize>)) {
    let mut flush = |whole: Range<usize>| {
        let written = text.get(whole.clone()).unwrap_or_default();
        if written.is_ascii() && !written.contains(['-', ' ']) {
            return;
        }
        if let Some(plain) = plain(written).filter(|p| p != written) {
            give(&plain, whole);
        }
    };
    let is_digits = |at: &Range<usize>| text[at.clone()].bytes().all(|b| b.is_ascii_digit());
    let mut whole: Option<(Range<usize>, bool)> = None;
    let is_word = |t: &&Token| matches!(t.kind, Kind::Number | Kind::Letters);
    for at in tokens.iter().filter(is_word).map(|t| t.span.range()) {
        let digits = is_digits(&at);
        let joins = |(of, all_digits): &(Range<usize>, bool)| match text.get(of.end..at.start) {
            Some("-") => true,
            Some(" ") => digits && *all_digits,
            _ => false,
        };
        match &mut whole {
            Some(of) if joins(of) => {
                of.0.end = at.end;
                of.1 &= digits;
            }
            _ => {
                if let Some((of, _)) = whole.replace((at, digits)) {
                    flush(of);
                }
            }
        }
    }
    if let Some((of, _)) = whole {
        flush(of);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::segment::Segmenter;

    fn plainer(text: &str) -> Vec<(String, &str)> {
        let mut tokens = Vec::new();
        Segmenter::default().segment_by(text, &mut tokens, |_, _, _| ());
        let mut found = Vec::new();
        for_each(text, &tokens, |plain, at| {
            found.push((plain.to_owned(), &text[at]));
        });
        found
    }

    #[test]
    fn parts_are_one_word_and_marks_are_left_out() {
        for (text, plain, written) in [
            ("打400-820-1234没人接", "4008201234", "400-820-1234"),
            ("call 800 555 0199, then", "8005550199", "800 555 0199"),
            ("wi-fi连不上", "wifi", "wi-fi"),
            ("型号tl-wr841n坏了", "tlwr841n", "tl-wr841n"),
            ("ёлка сломалась", "елка", "ёлка"),
            ("the café was closed", "cafe", "café"),
        ] {
            assert_eq!(plainer(text), [(plain.to_owned(), written)], "{text}");
        }
        for none in [
            "12-34",
            "4008201234",
            "3.5 1234567",
            "5 of 1234567",
            "2024--05-06",
            "мой край",
            "wi fi",
        ] {
            assert_eq!(plainer(none), [], "{none}");
        }
    }

    #[test]
    fn a_query_is_one_word_or_has_no_plainer_spelling() {
        assert_eq!(plain("400-8201234").as_deref(), Some("4008201234"));
        assert_eq!(plain("4008201234").as_deref(), Some("4008201234"));
        assert_eq!(plain("wi-fi").as_deref(), Some("wifi"));
        assert_eq!(plain("naïve").as_deref(), Some("naive"));
        for none in [
            "",
            "-",
            "12-34",
            "v400 8201 234",
            "400--8201234",
            "退款-运费",
            "a.b",
        ] {
            assert_eq!(plain(none), None, "{none}");
        }
    }
}
