//! What a user dictionary changes in a collection of texts.

use super::{Segmenter, Token, UserDictionary};
use crate::normalize::mask;
use rayon::prelude::*;
use serde::Serialize;
use std::collections::BTreeMap;

/// What a dictionary changes in some texts.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Changes {
    /// Texts looked at.
    pub texts: usize,
    /// Texts that are cut differently.
    pub changed: usize,
    /// Words of the dictionary that are kept whole more or less often than before, those that change most first.
    pub words: Vec<WordUse>,
    /// The first texts that are cut differently.
    pub examples: Vec<Example>,
}

/// How often a word is kept whole.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct WordUse {
    /// The word.
    pub word: String,
    /// Without the dictionary.
    pub before: u64,
    /// With it.
    pub now: u64,
}

/// The place of a text that is cut differently, some words around it, `/` between words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Example {
    /// Without the dictionary.
    pub before: String,
    /// With it.
    pub now: String,
}

/// Cuts normalised texts with and without `dictionary`; keeps at most `examples` examples.
#[must_use]
pub fn compare(texts: &[String], dictionary: &UserDictionary, examples: usize) -> Changes {
    let plain = Segmenter::default();
    let mine = plain.with_dictionary(dictionary);
    let both: Vec<(Vec<Token>, Vec<Token>)> = texts
        .par_iter()
        .map(|text| (cut(&plain, text), cut(&mine, text)))
        .collect();
    let own = dictionary.words().iter();
    let mut words: BTreeMap<&str, (u64, u64)> = own.map(|w| (w.word.as_str(), (0, 0))).collect();
    let mut changes = Changes {
        texts: texts.len(),
        ..Changes::default()
    };
    for (text, (before, now)) in texts.iter().zip(&both) {
        for token in before {
            if let Some(n) = words.get_mut(&text[token.span.range()]) {
                n.0 += 1;
            }
        }
        for token in now {
            if let Some(n) = words.get_mut(&text[token.span.range()]) {
                n.1 += 1;
            }
        }
        if before != now {
            changes.changed += 1;
            if changes.examples.len() < examples {
                changes.examples.push(example(text, before, now));
            }
        }
    }
    let differing = words.into_iter().filter(|(_, (before, now))| before != now);
    changes.words = differing
        .map(|(word, (before, now))| WordUse {
            word: word.to_owned(),
            before,
            now,
        })
        .collect();
    changes
        .words
        .sort_by_key(|w| (std::cmp::Reverse(w.now.abs_diff(w.before)), w.word.clone()));
    changes
}

fn cut(segmenter: &Segmenter, text: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    segmenter.segment(text, &mut tokens);
    tokens
}

/// Where two cuttings of a text first differ, some words around it.
fn example(text: &str, before: &[Token], now: &[Token]) -> Example {
    const AROUND: usize = 3;
    let same = before.iter().zip(now).take_while(|(a, b)| a == b).count();
    let tail = before.iter().rev().zip(now.iter().rev());
    let most = before.len().min(now.len()) - same;
    let same_after = tail.take(most).take_while(|(a, b)| a == b).count();
    let show = |tokens: &[Token]| {
        let to = (tokens.len() - same_after + AROUND).min(tokens.len());
        let pieces = tokens[same.saturating_sub(AROUND)..to].iter();
        let words: Vec<_> = pieces
            .map(|t| mask::render(&text[t.span.range()]))
            .collect();
        words.join("/")
    };
    Example {
        before: show(before),
        now: show(now),
    }
}
