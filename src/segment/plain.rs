//! Tokens of everything but Chinese: words, numbers, spaces, masks, signs.

use super::token::{Kind, Token, push};
use crate::types::is_han;

/// Words of the base dictionary that mix letters or digits with Chinese characters, in lower case.
const MIXED: [&str; 47] = [
    "1号店", "4s店", "aa制", "ab型", "a型", "a座", "a股", "a轮", "b型", "b座", "b股", "b超", "b轮",
    "cd机", "c座", "c盘", "c语言", "d座", "d版", "d盘", "e座", "e盘", "e通", "f座", "f盘", "g盘",
    "h股", "ic卡", "ip卡", "ip地址", "ip电话", "k歌", "o型", "pc机", "ph值", "qq号", "q版",
    "sim卡", "t台", "t型台", "t恤", "t恤衫", "u盘", "visa卡", "x光", "x光线", "x射线",
];
/// Begins and ends a mask; see `normalize::mask`.
const MASK: (char, char) = ('\u{e000}', '\u{e001}');
/// Longest mask, in bytes.
const MASK_BYTES: usize = 39;

/// Appends the token that `rest` begins with, at byte `at`; gives its length.
pub(super) fn token(rest: &str, at: usize, out: &mut Vec<Token>) -> usize {
    let Some(first) = rest.chars().next() else {
        return 0;
    };
    let (len, kind) = if first.is_ascii_alphanumeric() || is_letter(first) || first.is_numeric() {
        word(rest)
    } else if first.is_whitespace() {
        (run(rest, char::is_whitespace), Kind::Space)
    } else if first == MASK.0 {
        mask(rest)
    } else {
        (first.len_utf8(), Kind::Symbol)
    };
    push(out, at..at + len, kind);
    len
}

fn run(rest: &str, belongs: impl Fn(char) -> bool) -> usize {
    rest.char_indices()
        .find(|&(_, c)| !belongs(c))
        .map_or(rest.len(), |(i, _)| i)
}

/// Letters and their marks.
fn is_letter(c: char) -> bool {
    !is_han(c) && (c.is_alphabetic() || is_mark(c))
}

fn is_mark(c: char) -> bool {
    c >= '\u{300}' && unicode_normalization::char::is_combining_mark(c)
}

/// A word of letters and digits, or a number.
fn word(rest: &str) -> (usize, Kind) {
    let mut letters = false;
    let mut len = 0;
    let mut last = ' ';
    for (i, c) in rest.char_indices() {
        let joins = || {
            let next = rest[i + c.len_utf8()..].chars().next().unwrap_or(' ');
            match c {
                '.' | ',' => last.is_ascii_digit() && next.is_ascii_digit(),
                '\'' | '’' => is_letter(last) && is_letter(next),
                '_' => last.is_alphanumeric() && next.is_alphanumeric() && !is_han(next),
                _ => false,
            }
        };
        if is_letter(c) {
            letters = true;
        } else if (!c.is_numeric() || is_han(c)) && !joins() {
            break;
        }
        len = i + c.len_utf8();
        last = c;
    }
    let after = &rest[len..];
    if letters && len == 1 && (after.starts_with("++") || after.starts_with('#')) {
        return (
            len + if after.starts_with('#') { 1 } else { 2 },
            Kind::Letters,
        );
    }
    if after.starts_with(is_han)
        && let Some(mixed) = MIXED
            .iter()
            .filter(|w| w.len() > len && rest.starts_with(**w))
            .max_by_key(|w| w.len())
    {
        return (mixed.len(), Kind::Han);
    }
    (len, if letters { Kind::Letters } else { Kind::Number })
}

/// A mask is one token; its sign alone is a symbol.
fn mask(rest: &str) -> (usize, Kind) {
    let close = rest
        .char_indices()
        .take_while(|(i, _)| *i < MASK_BYTES)
        .find(|(_, c)| *c == MASK.1);
    match close {
        Some((i, c)) => (i + c.len_utf8(), Kind::Mask),
        None => (MASK.0.len_utf8(), Kind::Symbol),
    }
}
