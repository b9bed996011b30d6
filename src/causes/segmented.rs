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

/// What numbers are followed by, longer ones first: 元 of 300元 is not a word of what follows.
#[rustfmt::skip]
const UNITS: [&str; 24] = [
    "个多小时", "个多月", "个小时", "分钟", "点钟", "点半", "小时", "个月", "万元", "块钱", "公里", "千米", "元", "块", "点", "天", "年", "周", "次", "岁",
    "米", "斤", "度", "万",
];

/// A run of Chinese characters behind the unit that it begins with.
fn without_unit(run: &str) -> &str {
    let rest = UNITS.iter().find_map(|unit| run.strip_prefix(unit));
    rest.unwrap_or(run)
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
            let mut is_counted = false;
            for token in tokens.iter() {
                let Some(piece) = text.get(token.span.range()) else {
                    continue;
                };
                let piece = match (is_counted, token.kind) {
                    (true, Kind::Han) => without_unit(piece),
                    _ => piece,
                };
                is_counted = token.kind == Kind::Number;
                if piece.is_empty() {
                    continue;
                }
                let kind = match token.kind {
                    Kind::Han => PieceKind::Run,
                    kind => PieceKind::of(kind, piece),
                };
                take(Piece { text: piece, kind });
            }
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_behind_numbers_are_no_words() {
        let texts = ["收了定金29300元不开工,22点还在施工,3次不开工"; 2];
        let mut normalized = StringArena::default();
        texts.iter().for_each(|t| normalized.push(t));
        let mut table = Table::default();
        table.types.codes = vec![NONE; texts.len()];
        let terms = terms_of(&table, &normalized, 1);
        let names: Vec<String> = terms.postings().into_iter().map(|p| p.0).collect();
        assert!(names.contains(&"不开工".to_owned()), "{names:?}");
        for unit in ["元", "点", "次"] {
            assert!(!names.iter().any(|n| n.starts_with(unit)), "{names:?}");
        }
    }
}
