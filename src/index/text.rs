//! The searched text of a row in its two comparable forms, made the same way when indexing and when asking.

use super::tokens::{COLUMN_BREAK, WORD_BREAK};
use crate::normalize::{Depth, MaskParams, NormalizeParams, Normalizer};
use crate::segment::{Kind, Segmenter, Token};
use rust_stemmers::{Algorithm, Stemmer};
use std::ops::Range;

/// Longest word kept, in bytes: tantivy drops terms of 64 KB, and nobody asks for such a word.
const MAX_WORD: usize = 256;

/// What the words of an index depend on besides the normaliser.
pub(super) fn segmenter_version() -> String {
    format!("{}/{FORMAT}", crate::segment::VERSION)
}

/// Rises when words are chosen or stemmed differently.
const FORMAT: u32 = 1;

/// Makes comparable forms. Cheap to clone; the dictionary loads when first needed.
#[derive(Clone, Debug)]
pub(super) struct Analyst {
    /// Masks nothing: texts are masked before they come here, and a question is taken as it is.
    pub(super) normalizer: Normalizer,
    masker: Normalizer,
}

impl Default for Analyst {
    fn default() -> Self {
        Self {
            normalizer: Normalizer::new(NormalizeParams {
                mask: MaskParams::off(),
            }),
            masker: Normalizer::default(),
        }
    }
}

/// The two forms of one row, as its fields take them.
#[derive(Debug, Default)]
pub(super) struct Forms {
    pub(super) exact: String,
    pub(super) words: String,
}

impl Analyst {
    pub(super) fn exact(&self, text: &str) -> String {
        self.normalizer.text(text, Depth::Exact)
    }

    /// The form in which near-duplicates are compared.
    pub(super) fn comparable(&self, text: &str) -> String {
        self.normalizer.text(text, Depth::Words)
    }

    /// The text with personal numbers masked.
    pub(super) fn mask<'t>(&self, text: &'t str) -> std::borrow::Cow<'t, str> {
        self.masker.mask_source(text)
    }

    /// Both forms of a row with these searched columns.
    pub(super) fn forms<T: AsRef<str>>(
        &self,
        columns: impl Iterator<Item = T>,
        segmenter: &Segmenter,
    ) -> Forms {
        let mut forms = Forms::default();
        let mut tokens = Vec::new();
        for (i, text) in columns.enumerate() {
            let text = text.as_ref();
            if i > 0 {
                forms.exact.push(COLUMN_BREAK);
            }
            forms.exact.push_str(&self.exact(text));
            let normal = self.normalizer.text(text, Depth::Words);
            tokens.clear();
            segmenter.segment_for_search(&normal, &mut tokens);
            for_each_word(&normal, &tokens, |word, _| {
                forms.words.push_str(word);
                forms.words.push(WORD_BREAK);
            });
        }
        forms
    }

    /// The words of a bare query word: what the field holds, and how it is written (for closeness and highlights).
    /// Loads the dictionary only for Chinese.
    pub(super) fn query_words(&self, text: &str) -> Vec<(String, String)> {
        let normal = self.normalizer.text(text, Depth::Words);
        let mut tokens = Vec::new();
        if normal.chars().any(is_han) {
            Segmenter::default().segment(&normal, &mut tokens);
        }
        let mut out = Vec::new();
        for_each_word(&normal, &tokens, |term, written| {
            out.push((term.to_owned(), written.to_owned()));
        });
        out
    }
}

fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

/// Calls `give` with every word of the text as the field holds it, and as it is written. Tokens with Chinese characters are
/// words as they are (those made for searching overlap); between them, letters and digits in a row are one word, stemmed.
fn for_each_word(text: &str, tokens: &[Token], mut give: impl FnMut(&str, &str)) {
    let mut plain_from = 0;
    for token in tokens {
        let piece = &text[token.span.range()];
        if token.kind == Kind::Han || piece.chars().any(is_han) {
            let Range { start, end } = token.span.range();
            if start > plain_from {
                plain_words(&text[plain_from..start], &mut give);
            }
            if piece.len() <= MAX_WORD {
                give(piece, piece);
            }
            plain_from = plain_from.max(end);
        }
    }
    plain_words(&text[plain_from..], &mut give);
}

fn plain_words(text: &str, give: &mut impl FnMut(&str, &str)) {
    for word in text.split(|c: char| !c.is_alphanumeric() && !is_mark(c)) {
        if !word.is_empty() && word.len() <= MAX_WORD {
            give(&stem(word), word);
        }
    }
}

/// Combining marks belong to the letter before them.
fn is_mark(c: char) -> bool {
    unicode_normalization::char::is_combining_mark(c)
}

/// The stem of an English or Russian word; any other word as it is.
pub(super) fn stem(word: &str) -> std::borrow::Cow<'_, str> {
    let algorithm = if word.bytes().all(|b| b.is_ascii_alphabetic()) {
        Algorithm::English
    } else if word.chars().all(|c| matches!(c, '\u{400}'..='\u{4ff}')) {
        Algorithm::Russian
    } else {
        return word.into();
    };
    Stemmer::create(algorithm).stem(word)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<String> {
        let forms = Analyst::default().forms(std::iter::once(text), &Segmenter::default());
        let pieces = forms.words.split(WORD_BREAK).filter(|w| !w.is_empty());
        pieces.map(str::to_owned).collect()
    }

    #[test]
    fn letters_are_stemmed_and_signs_are_no_words() {
        assert_eq!(words("Refunds, refunded!"), ["refund", "refund"]);
        assert_eq!(words("жалобы на доставку"), ["жалоб", "на", "доставк"]);
        assert_eq!(words("iPhone 13 Pro，5G"), ["iphon", "13", "pro", "5g"]);
        assert_eq!(words("， 。 "), [""; 0]);
    }

    #[test]
    fn a_question_is_cut_like_the_text() {
        let asked = |text: &str| -> Vec<String> {
            let pairs = Analyst::default().query_words(text);
            pairs.into_iter().map(|(term, _)| term).collect()
        };
        for text in ["Refunds", "доставку", "a1-b2"] {
            assert_eq!(asked(text), words(text), "{text}");
        }
        for text in ["商家拒开发票", "iPhone13手机壳", "中华人民共和国"] {
            let held = words(text);
            assert!(
                asked(text).iter().all(|w| held.contains(w)),
                "{text}: {held:?}"
            );
        }
    }

    #[test]
    fn columns_stay_apart_in_the_exact_form() {
        let columns = ["停车", "费用"];
        let forms = Analyst::default().forms(columns.into_iter(), &Segmenter::default());
        assert_eq!(forms.exact, "停车\u{fdd0}费用");
    }
}
