//! tantivy's view of our texts: character pairs with positions, single characters, and words that were cut beforehand.

use tantivy::tokenizer::{TextAnalyzer, Token, TokenStream, Tokenizer, TokenizerManager};

/// Stands between two text columns, so that no string is found across them.
pub(super) const COLUMN_BREAK: char = '\u{fdd0}';
/// Stands between two words of the words field.
pub(super) const WORD_BREAK: char = '\u{1f}';

pub(super) const PAIRS: &str = "tousu_pairs";
pub(super) const CHARS: &str = "tousu_chars";
pub(super) const WORDS: &str = "tousu_words";

pub(super) fn register(manager: &TokenizerManager) {
    manager.register(PAIRS, TextAnalyzer::builder(Pairs::default()).build());
    manager.register(CHARS, TextAnalyzer::builder(Chars::default()).build());
    manager.register(WORDS, TextAnalyzer::builder(Words::default()).build());
}

/// Every two neighbouring characters, at the position of the first.
#[derive(Clone, Default)]
struct Pairs {
    token: Token,
}

struct PairStream<'a> {
    chars: std::str::Chars<'a>,
    before: Option<char>,
    token: &'a mut Token,
}

impl Tokenizer for Pairs {
    type TokenStream<'a> = PairStream<'a>;
    fn token_stream<'a>(&'a mut self, text: &'a str) -> PairStream<'a> {
        self.token.reset();
        let mut chars = text.chars();
        PairStream {
            before: chars.next(),
            chars,
            token: &mut self.token,
        }
    }
}

impl TokenStream for PairStream<'_> {
    fn advance(&mut self) -> bool {
        loop {
            let (Some(a), Some(b)) = (self.before, self.chars.next()) else {
                return false;
            };
            self.before = Some(b);
            self.token.position = self.token.position.wrapping_add(1);
            if a != COLUMN_BREAK && b != COLUMN_BREAK {
                self.token.text.clear();
                self.token.text.push(a);
                self.token.text.push(b);
                return true;
            }
        }
    }

    fn token(&self) -> &Token {
        self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        self.token
    }
}

/// Every character.
#[derive(Clone, Default)]
struct Chars {
    token: Token,
}

struct CharStream<'a> {
    chars: std::str::Chars<'a>,
    token: &'a mut Token,
}

impl Tokenizer for Chars {
    type TokenStream<'a> = CharStream<'a>;
    fn token_stream<'a>(&'a mut self, text: &'a str) -> CharStream<'a> {
        self.token.reset();
        CharStream {
            chars: text.chars(),
            token: &mut self.token,
        }
    }
}

impl TokenStream for CharStream<'_> {
    fn advance(&mut self) -> bool {
        let Some(c) = self.chars.by_ref().find(|c| *c != COLUMN_BREAK) else {
            return false;
        };
        self.token.position = self.token.position.wrapping_add(1);
        self.token.text.clear();
        self.token.text.push(c);
        true
    }

    fn token(&self) -> &Token {
        self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        self.token
    }
}

/// Pieces between word breaks.
#[derive(Clone, Default)]
struct Words {
    token: Token,
}

struct WordStream<'a> {
    words: std::str::Split<'a, char>,
    token: &'a mut Token,
}

impl Tokenizer for Words {
    type TokenStream<'a> = WordStream<'a>;
    fn token_stream<'a>(&'a mut self, text: &'a str) -> WordStream<'a> {
        self.token.reset();
        WordStream {
            words: text.split(WORD_BREAK),
            token: &mut self.token,
        }
    }
}

impl TokenStream for WordStream<'_> {
    fn advance(&mut self) -> bool {
        let Some(word) = self.words.by_ref().find(|w| !w.is_empty()) else {
            return false;
        };
        self.token.position = self.token.position.wrapping_add(1);
        self.token.text.clear();
        self.token.text.push_str(word);
        true
    }

    fn token(&self) -> &Token {
        self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        self.token
    }
}

/// The pairs that, found at these distances from each other, prove that `text` stands there: every second one, and the last.
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
    fn pairs_have_the_position_of_their_first_character_and_stop_at_a_column() {
        assert_eq!(run(PAIRS, "拒开票"), owned(&[(0, "拒开"), (1, "开票")]));
        assert_eq!(run(PAIRS, "ab\u{fdd0}cd"), owned(&[(0, "ab"), (3, "cd")]));
        assert_eq!(run(PAIRS, "a"), []);
        assert_eq!(run(PAIRS, ""), []);
    }

    #[test]
    fn single_characters_and_words() {
        assert_eq!(run(CHARS, "a\u{fdd0}😀"), owned(&[(0, "a"), (1, "😀")]));
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
