//! tantivy's view of our texts: character pairs with positions, and words that were cut beforehand.

use tantivy::tokenizer::{TextAnalyzer, Token, TokenStream, Tokenizer, TokenizerManager};

/// Separates text columns, so that no string is found across them, and pairs with the last character of each.
pub(super) const COLUMN_BREAK: char = '\u{fdd0}';
/// Separates the words of the words field.
pub(super) const WORD_BREAK: char = '\u{1f}';

pub(super) const PAIRS: &str = "tousu_pairs";
pub(super) const WORDS: &str = "tousu_words";

pub(super) fn register(manager: &TokenizerManager) {
    for (name, next) in [(PAIRS, next_pair as Next), (WORDS, next_word as Next)] {
        let cut = Cut {
            next,
            token: Token::default(),
        };
        manager.register(name, TextAnalyzer::builder(cut).build());
    }
}

/// Takes the next token from the front of a text; false at the end.
type Next = fn(&mut &str, &mut Token) -> bool;

/// A tokenizer that takes one token after the other from the front of a text.
#[derive(Clone)]
struct Cut {
    next: Next,
    token: Token,
}

struct CutStream<'a> {
    rest: &'a str,
    cut: &'a mut Cut,
}

impl Tokenizer for Cut {
    type TokenStream<'a> = CutStream<'a>;
    fn token_stream<'a>(&'a mut self, text: &'a str) -> CutStream<'a> {
        self.token.reset();
        CutStream {
            rest: text,
            cut: self,
        }
    }
}

impl TokenStream for CutStream<'_> {
    fn advance(&mut self) -> bool {
        (self.cut.next)(&mut self.rest, &mut self.cut.token)
    }

    fn token(&self) -> &Token {
        &self.cut.token
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.cut.token
    }
}

/// Every character with the one after it, at its position; the last one of a column with [`COLUMN_BREAK`]: so every character
/// begins a pair, and strings of one character need no field of their own.
fn next_pair(rest: &mut &str, token: &mut Token) -> bool {
    let mut chars = rest.chars();
    while let Some(first) = chars.next() {
        *rest = chars.as_str();
        token.position = token.position.wrapping_add(1);
        if first != COLUMN_BREAK {
            token.text.clear();
            token.text.push(first);
            token.text.push(chars.next().unwrap_or(COLUMN_BREAK));
            return true;
        }
    }
    false
}

/// What is between word breaks.
fn next_word(rest: &mut &str, token: &mut Token) -> bool {
    let trimmed = rest.trim_start_matches(WORD_BREAK);
    let (word, after) = trimmed.split_once(WORD_BREAK).unwrap_or((trimmed, ""));
    *rest = after;
    token.position = token.position.wrapping_add(1);
    token.text.clear();
    token.text.push_str(word);
    !word.is_empty()
}

/// The pairs that, found at these distances from each other, prove that `text` is there: every second one, and the last.
/// Empty for a text of fewer than two characters.
pub(super) fn cover(text: &str) -> Vec<(usize, String)> {
    let chars: Vec<char> = text.chars().collect();
    let Some(last) = chars.len().checked_sub(2) else {
        return Vec::new();
    };
    let pair = |at: usize| (at, chars[at..at + 2].iter().collect::<String>());
    let mut out: Vec<_> = (0..last).step_by(2).map(pair).collect();
    out.push(pair(last));
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(name: &str, text: &str) -> Vec<(usize, String)> {
        let manager = TokenizerManager::default();
        register(&manager);
        let mut analyzer = manager.get(name).unwrap();
        let mut stream = analyzer.token_stream(text);
        let mut out = Vec::new();
        while let Some(t) = stream.next() {
            out.push((t.position, t.text.clone()));
        }
        out
    }

    fn owned(pairs: &[(usize, &str)]) -> Vec<(usize, String)> {
        pairs.iter().map(|(p, t)| (*p, (*t).to_owned())).collect()
    }

    #[test]
    fn pairs_have_the_position_of_their_first_character_and_end_with_a_column() {
        let pairs = [(0, "拒开"), (1, "开票"), (2, "票\u{fdd0}")];
        assert_eq!(run(PAIRS, "拒开票"), owned(&pairs));
        let pairs = [(0, "a\u{fdd0}"), (2, "b\u{fdd0}")];
        assert_eq!(run(PAIRS, "a\u{fdd0}b"), owned(&pairs));
        assert_eq!(run(PAIRS, ""), []);
    }

    #[test]
    fn words_are_what_stands_between_breaks() {
        assert_eq!(
            run(WORDS, "退款\u{1f}\u{1f}refund"),
            owned(&[(0, "退款"), (1, "refund")])
        );
    }

    #[test]
    fn a_cover_holds_every_character() {
        assert_eq!(cover("甲"), []);
        assert_eq!(cover("甲乙"), owned(&[(0, "甲乙")]));
        assert_eq!(cover("甲乙丙"), owned(&[(0, "甲乙"), (1, "乙丙")]));
        assert_eq!(cover("甲乙丙丁"), owned(&[(0, "甲乙"), (2, "丙丁")]));
        assert_eq!(cover("abcde"), owned(&[(0, "ab"), (2, "cd"), (3, "de")]));
    }
}
