//! The searched text of a row in its two comparable forms, made the same way when indexing and when searching.

use super::spelling;
use super::tokens::{COLUMN_BREAK, WORD_BREAK};
use super::vocabulary::cut;
use crate::normalize::{Depth, MaskParams, NormalizeParams, Normalizer};
use crate::segment::{Kind, Segmenter, Token, stem};
use crate::types::Span;
use std::borrow::Cow;

/// Longest word kept, in bytes: tantivy drops terms of 64 KB, and nobody searches for such a word.
const MAX_WORD: usize = 256;

/// What the words of an index depend on besides the normaliser.
pub(super) fn segmenter_version() -> String {
    format!("{}/{FORMAT}", crate::segment::VERSION)
}

/// Rises when words are chosen or stemmed differently.
const FORMAT: u32 = 3;

/// Makes comparable forms. Cheap to clone.
#[derive(Clone, Debug)]
pub(super) struct Analyzer {
    /// Masks nothing: texts are masked before they come here, and a query is taken as it is.
    pub(super) normalizer: Normalizer,
    masker: Normalizer,
    has_key: bool,
}

impl Default for Analyzer {
    fn default() -> Self {
        let off = MaskParams::off();
        Self {
            normalizer: Normalizer::new(NormalizeParams { mask: off }),
            masker: Normalizer::default(),
            has_key: false,
        }
    }
}

impl Analyzer {
    /// An analyzer with these masks.
    pub(super) fn masking(mask: MaskParams) -> Self {
        Self {
            has_key: mask.key.is_some(),
            masker: Normalizer::new(NormalizeParams { mask }),
            ..Self::default()
        }
    }
}

/// The two forms of one row, as its fields take them.
#[derive(Debug, Default)]
pub(super) struct Forms {
    pub(super) exact: String,
    /// Each word followed by [`WORD_BREAK`].
    pub(super) words: String,
}

impl Analyzer {
    pub(super) fn exact(&self, text: &str) -> String {
        self.normalizer.text(text, Depth::Exact)
    }

    /// The form in which near-duplicates are compared.
    pub(super) fn comparable(&self, text: &str) -> String {
        self.normalizer.text(text, Depth::Words)
    }

    /// Whether masks are pseudonyms.
    pub(super) fn has_key(&self) -> bool {
        self.has_key
    }

    /// The pseudonym of a text that is a personal number, where there is a key.
    pub(super) fn pseudonym(&self, text: &str) -> Option<String> {
        if !self.has_key {
            return None;
        }
        let found = self.masker.personal(text);
        let is_number = found.first().is_some_and(|f| f.range == (0..text.len()));
        is_number.then(|| self.masker.mask_source(text).into_owned())
    }

    /// The text with personal numbers masked.
    pub(super) fn mask<'t>(&self, text: &'t str) -> Cow<'t, str> {
        self.masker.mask_source(text)
    }

    /// Appends the forms of one more searched column; gives its text, masked. `tokens` is a buffer.
    pub(super) fn add<'t>(
        &self,
        text: &'t str,
        segmenter: &Segmenter,
        tokens: &mut Vec<Token>,
        forms: &mut Forms,
    ) -> Cow<'t, str> {
        let of_column = self.masker.forms(text);
        if forms.exact.is_empty() {
            forms.exact = of_column.exact;
        } else {
            forms.exact.push(COLUMN_BREAK);
            forms.exact.push_str(&of_column.exact);
        }
        tokens.clear();
        segmenter.segment_for_search(&of_column.words, tokens);
        forms
            .words
            .reserve(of_column.words.len() + of_column.words.len() / 2);
        for_each_word(&of_column.words, tokens, |word, _| {
            forms.words.push_str(word);
            forms.words.push(char::from(WORD_BREAK));
        });
        spelling::for_each(&of_column.words, tokens, |plain, _| {
            forms.words.push_str(&stem(plain));
            forms.words.push(char::from(WORD_BREAK));
        });
        of_column.source
    }

    /// The words of a bare query word: as the field holds them, and as written (for proximity and highlights). Chinese is cut
    /// by the words of the index, each in `frequency` complaints, `total` words in all; there are none where the index does not
    /// hold all of it.
    pub(super) fn query_words(
        &self,
        text: &str,
        total: u64,
        frequency: impl Fn(&str) -> u64,
    ) -> Vec<(String, String)> {
        let normal = self.normalizer.text(text, Depth::Words);
        let unknown = std::cell::Cell::new(false);
        let mut tokens = Vec::new();
        Segmenter::default().segment_by(&normal, &mut tokens, |run, at, out| {
            let Some(words) = cut(run, total, &frequency) else {
                return unknown.set(true);
            };
            out.extend(words.into_iter().map(|word| Token {
                span: Span::new(at + word.start..at + word.end),
                kind: Kind::Han,
            }));
        });
        let mut out = Vec::new();
        if !unknown.get() {
            for_each_word(&normal, &tokens, |term, written| {
                out.push((term.to_owned(), written.to_owned()));
            });
        }
        out
    }
}

/// Calls `give` with every word of the text as the field holds it, and as it is written.
fn for_each_word(text: &str, tokens: &[Token], mut give: impl FnMut(&str, &str)) {
    for token in tokens.iter().filter(|t| t.span.len() <= MAX_WORD) {
        let written = &text[token.span.range()];
        match token.kind {
            Kind::Letters => give(&stem(written), written),
            Kind::Han | Kind::Number => give(written, written),
            Kind::Space | Kind::Mask | Kind::Symbol => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn forms(columns: &[&str]) -> Forms {
        let mut forms = Forms::default();
        for text in columns {
            Analyzer::default().add(text, &Segmenter::default(), &mut Vec::new(), &mut forms);
        }
        forms
    }

    fn words(text: &str) -> Vec<String> {
        let forms = forms(&[text]);
        let pieces = forms
            .words
            .split(char::from(WORD_BREAK))
            .filter(|w| !w.is_empty());
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
    fn a_query_is_cut_into_words_of_the_text() {
        let cut_words = |text: &str, held: &[String]| -> Vec<String> {
            let known = |word: &str| u64::from(held.iter().any(|h| h == word));
            let pairs = Analyzer::default().query_words(text, 1, known);
            pairs.into_iter().map(|(term, _)| term).collect()
        };
        for text in ["Refunds", "доставку", "a1 b2", "wi fi 5.5"] {
            assert_eq!(cut_words(text, &[]), words(text), "{text}");
        }
        for text in ["商家拒开发票", "iPhone13手机壳", "中华人民共和国"] {
            let held = words(text);
            let got = cut_words(text, &held);
            assert!(
                !got.is_empty() && got.iter().all(|w| held.contains(w)),
                "{text}: {got:?} of {held:?}"
            );
        }
        assert_eq!(cut_words("退款", &[]), [""; 0]);
    }

    #[test]
    fn columns_stay_apart_in_the_exact_form() {
        assert_eq!(forms(&["停车", "费用"]).exact, "停车\u{fdd0}费用");
    }
}
