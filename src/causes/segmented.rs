//! Normalised texts → words for causes.

use super::from_counts::count_words;
use super::piece::{Piece, PieceKind};
use super::stop_words::StopWords;
use super::terms::Terms;
use crate::aggregate::{NONE, Table, WordTally};
use crate::segment::{Kind, Segmenter, Token};
use crate::types::Span;
use crate::types::arena::StringArena;
use std::cell::RefCell;

/// The base list; it holds no negations.
const STOP_WORDS: &str = include_str!("../../corpora/stopwords.txt");

/// Words and phrases of every distinct complaint; copies have none.
#[must_use]
pub fn terms_of(table: &Table, normalized: &StringArena, min_support: u32) -> Terms {
    Terms::of(
        normalized.len(),
        min_support,
        &stops(),
        pieces(table, normalized),
    )
}

/// The words of every distinct complaint, counted by type.
#[must_use]
pub fn word_tally(table: &Table, normalized: &StringArena) -> WordTally {
    let codes = &table.types.codes;
    let kind = |row: usize| codes.get(row).copied().unwrap_or(NONE);
    let words = count_words(normalized.len(), &stops(), pieces(table, normalized), kind);
    let name = |code: u32| {
        let name = table.types.values.get(code as usize);
        name.cloned().unwrap_or_default()
    };
    let mut tally = WordTally::default();
    for row in (0..table.rows()).filter(|&row| table.is_first(row)) {
        *tally.complaints.entry(name(kind(row))).or_default() += 1;
    }
    for (word, kinds) in words {
        let kinds = kinds.into_iter().map(|(code, n)| (name(code), n));
        tally.words.insert(word, kinds.collect());
    }
    tally
}

fn stops() -> StopWords {
    let mut stops = StopWords::default();
    stops.extend(STOP_WORDS.split_whitespace().map(str::to_owned));
    stops
}

/// Hands out what the segmenter makes of a row, Chinese characters uncut, and nothing of one that is a copy.
fn pieces<'a>(
    table: &'a Table,
    normalized: &'a StringArena,
) -> impl Fn(usize, &mut dyn FnMut(Piece<'_>)) + Sync + 'a {
    thread_local! {
        static TOKENS: RefCell<Vec<Token>> = const { RefCell::new(Vec::new()) };
    }
    let segmenter = Segmenter::default();
    let uncut = |run: &str, at: usize, out: &mut Vec<Token>| {
        out.push(Token {
            span: Span::new(at..at + run.len()),
            kind: Kind::Han,
        });
    };
    move |row, take| {
        if !table.is_first(row) {
            return;
        }
        let text = normalized.get(row);
        TOKENS.with_borrow_mut(|tokens| {
            tokens.clear();
            segmenter.segment_by(text, tokens, uncut);
            for token in tokens.iter() {
                let Some(piece) = text.get(token.span.range()) else {
                    continue;
                };
                let kind = match token.kind {
                    Kind::Han => PieceKind::Run,
                    kind => PieceKind::of(kind, piece),
                };
                take(Piece { text: piece, kind });
            }
        });
    }
}
