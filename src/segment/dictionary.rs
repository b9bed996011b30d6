//! The user dictionary: a strict reader of jieba's format, and cutting with its words.

use super::token::{Kind, Token, cut, cut_for_search, push};
use crate::error::{Error, Result};
use crate::types::is_han;
use aho_corasick::{AhoCorasick, MatchKind};
use jieba_rs::Jieba;
use rustc_hash::FxHashSet;

/// Longest word, in characters.
const LONGEST: usize = 40;
/// A new word without a frequency outweighs its own parts this many times: neighbours seldom tear it apart then.
const MARGIN: usize = 200;
/// Lines named in one message.
const NAMED: usize = 20;

/// One word of a user dictionary.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UserWord {
    /// The word.
    pub word: String,
    /// Its frequency, where the file gives one.
    pub frequency: Option<usize>,
    /// Its part of speech, where the file gives one.
    pub tag: Option<String>,
    /// Its line in the file, from 1.
    pub line: usize,
}

/// A line that is not an entry.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct BadLine {
    /// Its number, from 1.
    pub line: usize,
    /// The line, or its beginning.
    pub text: String,
    /// What is wrong with it.
    pub reason: &'static str,
}

/// The part of a line that a message shows.
fn beginning(line: &str) -> String {
    const SHOWN: usize = 60;
    match line.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line.to_owned(),
    }
}

/// Words that must not be cut.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UserDictionary {
    words: Vec<UserWord>,
}

impl UserDictionary {
    /// Reads jieba's format: `词`, `词 频`, `词 词性` or `词 频 词性` a line; `#` begins a comment. `name` is for messages.
    ///
    /// # Errors
    /// [`Error::Invalid`] names every bad line (the first 20 of them), its number and what is wrong.
    pub fn parse(name: &str, text: &str) -> Result<Self> {
        let (dictionary, bad) = Self::read(text);
        if bad.is_empty() {
            return Ok(dictionary);
        }
        let mut message = format!("{} lines are not dictionary entries:", bad.len());
        for line in bad.iter().take(NAMED) {
            let BadLine { line, text, reason } = line;
            message.push_str(&format!("\n  line {line}: {text:?} ({reason})"));
        }
        if bad.len() > NAMED {
            message.push_str(&format!("\n  and {} more", bad.len() - NAMED));
        }
        message
            .push_str("\nA line holds one word, then optionally a frequency and a part of speech");
        let next = format!("Correct them and check again with `tousu dict check {name}`.");
        Err(Error::invalid(name, message, next))
    }

    /// As [`UserDictionary::parse`], with the bad lines beside the good ones.
    #[must_use]
    pub fn read(text: &str) -> (Self, Vec<BadLine>) {
        let (mut words, mut bad) = (Vec::new(), Vec::new());
        let mut seen = FxHashSet::default();
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        for (i, raw) in text.lines().enumerate() {
            match entry(raw, i + 1) {
                Ok(None) => {}
                Ok(Some(word)) if !seen.insert(word.word.clone()) => {
                    bad.push(BadLine {
                        line: i + 1,
                        text: beginning(raw),
                        reason: "the word is already listed above",
                    });
                }
                Ok(Some(word)) => words.push(word),
                Err(reason) => bad.push(BadLine {
                    line: i + 1,
                    text: beginning(raw),
                    reason,
                }),
            }
        }
        (Self { words }, bad)
    }

    /// The words in the order of the file.
    #[must_use]
    pub fn words(&self) -> &[UserWord] {
        &self.words
    }

    /// The dictionary with every word as `normalize` makes it (use the normaliser of the texts, at depth `Words`).
    #[must_use]
    pub fn normalized(&self, normalize: impl Fn(&str) -> String) -> Self {
        let words = self.words.iter().map(|w| UserWord {
            word: normalize(&w.word),
            ..w.clone()
        });
        Self {
            words: words.filter(|w| !w.word.is_empty()).collect(),
        }
    }

    /// 16 hexadecimal digits over words and frequencies; comments and order of lines do not count.
    #[must_use]
    pub fn hash(&self) -> String {
        let mut lines: Vec<String> = self
            .words
            .iter()
            .map(|w| format!("{} {}", w.word, w.frequency.unwrap_or(0)))
            .collect();
        lines.sort();
        blake3::hash(lines.join("\n").as_bytes()).to_hex()[..16].to_owned()
    }
}

/// One line: an entry, nothing (blank or comment), or what is wrong.
fn entry(raw: &str, line: usize) -> Result<Option<UserWord>, &'static str> {
    let text = raw.split_once(" #").map_or(raw, |(before, _)| before);
    if text.trim_start().starts_with('#') {
        return Ok(None);
    }
    let fields: Vec<&str> = text.split_whitespace().collect();
    let (word, frequency, tag) = match fields[..] {
        [] => return Ok(None),
        [word] => (word, None, None),
        [word, number] if number.starts_with(|c: char| c.is_ascii_digit() || c == '-') => {
            (word, Some(number), None)
        }
        [word, tag] => (word, None, Some(tag)),
        [word, number, tag] => (word, Some(number), Some(tag)),
        _ => return Err("more than three fields; a word contains no spaces"),
    };
    let frequency = match frequency.map(str::parse::<usize>) {
        None => None,
        Some(Ok(0)) => return Err("with frequency 0 the word would never be found"),
        Some(Ok(n)) if n <= 1_000_000_000 => Some(n),
        Some(_) => return Err("the frequency is not a whole number up to 1,000,000,000"),
    };
    if tag.is_some_and(|t| !t.bytes().all(|b| b.is_ascii_alphanumeric())) {
        return Err("the part of speech is not Latin letters; a word contains no spaces");
    }
    if word.chars().any(|c| c.is_control() || c == '\u{fffd}') {
        return Err("control or undecodable characters; is the file UTF-8?");
    }
    if !word.chars().any(char::is_alphanumeric) {
        return Err("no letter or digit in the word");
    }
    if word.chars().count() > LONGEST {
        return Err("the word is longer than 40 characters");
    }
    Ok(Some(UserWord {
        word: word.to_owned(),
        frequency,
        tag: tag.map(str::to_owned),
        line,
    }))
}

/// A dictionary in use. jieba's own tables stay untouched: a second jieba, with the words added, only decides which of
/// them occur in a run; what lies between is cut by the first. So text without such words is cut as before.
pub(super) struct Loaded {
    hash: String,
    /// Words of Chinese characters alone.
    words: FxHashSet<String>,
    han: Option<AhoCorasick>,
    /// Words with other characters: found before anything is cut.
    mixed: Option<AhoCorasick>,
    jieba: Jieba,
}

impl Loaded {
    pub(super) fn new(base: &Jieba, dictionary: &UserDictionary) -> Self {
        let is_pure = |w: &&UserWord| w.word.chars().all(is_han);
        let mut pure: Vec<&UserWord> = dictionary.words.iter().filter(is_pure).collect();
        pure.sort_by_key(|w| (w.word.chars().count(), &w.word));
        let mut jieba = base.clone();
        for word in &pure {
            let enough = jieba.suggest_freq(&word.word);
            let known = base.has_word(&word.word);
            let weight = match word.frequency {
                Some(given) => given.max(enough),
                None if known => enough,
                None => enough.saturating_mul(MARGIN).min(1_000_000).max(enough),
            };
            jieba.add_word(&word.word, Some(weight), None);
        }
        let mixed = dictionary.words.iter().filter(|w| !is_pure(w));
        Self {
            hash: dictionary.hash(),
            words: pure.iter().map(|w| w.word.clone()).collect(),
            han: finder(pure.iter().map(|w| w.word.as_str())),
            mixed: finder(mixed.map(|w| w.word.as_str())),
            jieba,
        }
    }

    pub(super) fn hash(&self) -> &str {
        &self.hash
    }

    /// Calls `word` for each word of ours in `run`, and `between` for what lies between, in order.
    fn split(
        &self,
        run: &str,
        mut word: impl FnMut(usize, &str),
        mut between: impl FnMut(usize, &str),
    ) {
        let any = self.han.as_ref().is_some_and(|f| f.is_match(run));
        let mut done = 0;
        if any {
            for token in self.jieba.cut(run, true) {
                if self.words.contains(token.word) {
                    if done < token.byte_start {
                        between(done, &run[done..token.byte_start]);
                    }
                    word(token.byte_start, token.word);
                    done = token.byte_end;
                }
            }
        }
        if done < run.len() {
            between(done, &run[done..]);
        }
    }

    pub(super) fn cut(&self, base: &Jieba, run: &str, at: usize, out: &mut Vec<Token>) {
        let out = std::cell::RefCell::new(out);
        self.split(
            run,
            |i, word| {
                push(
                    &mut out.borrow_mut(),
                    at + i..at + i + word.len(),
                    Kind::Han,
                )
            },
            |i, gap| cut(base, gap, at + i, &mut out.borrow_mut()),
        );
    }

    pub(super) fn cut_for_search(&self, base: &Jieba, run: &str, at: usize, out: &mut Vec<Token>) {
        let out = std::cell::RefCell::new(out);
        self.split(
            run,
            |i, word| cut_for_search(&self.jieba, word, at + i, &mut out.borrow_mut()),
            |i, gap| cut_for_search(base, gap, at + i, &mut out.borrow_mut()),
        );
    }

    /// The length of the longest mixed word at `at`; letters and digits around it must not run on.
    pub(super) fn mixed_len(&self, text: &str, at: usize) -> Option<usize> {
        let input = aho_corasick::Input::new(text)
            .range(at..)
            .anchored(aho_corasick::Anchored::Yes);
        let hit = self.mixed.as_ref()?.find(input)?;
        stands_alone(text, hit.range()).then_some(hit.len())
    }

    /// Where the next mixed word after `at` begins, at most `end`.
    pub(super) fn next_mixed(&self, text: &str, at: usize, end: usize) -> usize {
        let Some(mixed) = &self.mixed else { return end };
        let input = aho_corasick::Input::new(text).range(at..);
        mixed
            .find_iter(input)
            .take_while(|hit| hit.start() < end)
            .find(|hit| stands_alone(text, hit.range()))
            .map_or(end, |hit| hit.start())
    }
}

fn stands_alone(text: &str, range: std::ops::Range<usize>) -> bool {
    let plain = |c: char| c.is_alphanumeric() && !is_han(c);
    let word = &text[range.clone()];
    let runs_on = |inside: Option<char>, outside: Option<char>| {
        inside.is_some_and(plain) && outside.is_some_and(plain)
    };
    !runs_on(word.chars().next(), text[..range.start].chars().next_back())
        && !runs_on(word.chars().next_back(), text[range.end..].chars().next())
}

fn finder<'w>(words: impl Iterator<Item = &'w str>) -> Option<AhoCorasick> {
    let words: Vec<&str> = words.collect();
    if words.is_empty() {
        return None;
    }
    AhoCorasick::builder()
        .match_kind(MatchKind::LeftmostLongest)
        .start_kind(aho_corasick::StartKind::Both)
        .build(words)
        .ok()
}
