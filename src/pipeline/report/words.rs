//! Normalised texts → words for causes.

use super::strings::Strings;
use crate::aggregate::Table;
use crate::causes::{Piece, PieceKind, Stops, Terms};
use crate::segment::{Kind, Segmenter};
use std::cell::RefCell;

/// The base list; it holds no negations.
const STOP_WORDS: &str = include_str!("../../../corpora/stopwords.txt");

/// Words and phrases of every distinct complaint; copies have none.
pub(super) fn terms(table: &Table, normalized: &Strings, min_support: u32) -> Terms {
    let segmenter = Segmenter::default();
    thread_local! {
        static TOKENS: RefCell<Vec<crate::segment::Token>> = const { RefCell::new(Vec::new()) };
    }
    let mut stops = Stops::default();
    stops.extend(STOP_WORDS.split_whitespace().map(str::to_owned));
    Terms::of(normalized.len(), min_support, &stops, |row, take| {
        if !table.is_first(row) {
            return;
        }
        let text = normalized.get(row);
        TOKENS.with_borrow_mut(|tokens| {
            tokens.clear();
            segmenter.segment(text, tokens);
            for token in tokens.iter() {
                let Some(piece) = text.get(token.span.range()) else {
                    continue;
                };
                take(Piece {
                    text: piece,
                    kind: kind(token.kind, piece),
                });
            }
        });
    })
}

fn kind(kind: Kind, piece: &str) -> PieceKind {
    match kind {
        Kind::Han | Kind::Letters if piece.chars().any(char::is_alphabetic) => PieceKind::Word,
        Kind::Space => PieceKind::Space,
        _ => PieceKind::Break,
    }
}
