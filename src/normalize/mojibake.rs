//! Step: text decoded wrongly. Repaired where the bytes can only be another text; else left, and flagged.
//!
//! - UTF-8 read as GBK (鎶曡瘔 → 投诉) and UTF-8 read as Windows-1252 (æŠ•è¯‰ → 投诉);
//! - GBK read one byte late, which a lost byte causes (涸诩ち业 → 在激烈): the characters at the ends of such a
//!   piece may be lost;
//! - U+FFFD and 锟斤拷 are beyond repair.

use super::edits::Edit;
use super::table::{Table, class};
use crate::types::is_han;
use encoding_rs::{Encoding, GBK, WINDOWS_1252};
use std::ops::Range;

/// A piece of text that was decoded wrongly.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Garbled {
    /// Bytes of the text.
    pub range: Range<usize>,
    /// What it was meant to be, where that is certain.
    pub repaired: Option<String>,
}

/// Garbled pieces of `text`, in order.
pub(super) fn find(text: &str) -> Vec<Garbled> {
    let mut found = Vec::new();
    let mut start = None;
    for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
        if !c.is_ascii() {
            start.get_or_insert(at);
        } else if let Some(from) = start.take() {
            judge(text, from..at, &mut found);
        }
    }
    found
}

/// Repairs alone, as edits.
pub(super) fn edits(text: &str) -> Vec<Edit> {
    let repaired = |g: Garbled| Some(Edit::new(g.range, g.repaired?));
    find(text).into_iter().filter_map(repaired).collect()
}

/// One run without ASCII characters.
fn judge(text: &str, run: Range<usize>, found: &mut Vec<Garbled>) {
    let piece = &text[run.clone()];
    let table = Table::get();
    let (mut all, mut rare, mut odd) = (0, 0, false);
    for c in piece.chars() {
        let class = table.class(c);
        all += 1;
        rare += u32::from(class & class::RARE);
        odd |= class & class::GARBLED != 0;
    }
    if !odd && (rare < 2 || rare * 5 < all) {
        return;
    }
    if let Some((len, repaired)) = utf8_as(piece, GBK).or_else(|| utf8_as(piece, WINDOWS_1252)) {
        found.push(Garbled {
            range: run.start..run.start + len,
            repaired: Some(repaired),
        });
        return;
    }
    if let Some((extra, repaired)) = one_byte_late(piece, text[run.end..].bytes().next()) {
        found.push(Garbled {
            range: run.start..run.end + extra,
            repaired: Some(repaired),
        });
        return;
    }
    let lost = piece.contains('\u{fffd}') || piece.contains("锟斤拷") || piece.contains("锟斤");
    let quality = Quality::of(piece);
    if lost || (quality.han >= 4 && quality.common * 3 < quality.han) {
        found.push(Garbled {
            range: run,
            repaired: None,
        });
    }
}

/// The bytes of `text` in `encoding`, where every character has some.
fn bytes_in(text: &str, encoding: &'static Encoding) -> Option<Vec<u8>> {
    let (bytes, _, lossy) = encoding.encode(text);
    (!lossy).then(|| bytes.into_owned())
}

/// `piece` is UTF-8 read as `encoding`: how much of it, and the text. A last character may have lost its end.
fn utf8_as(piece: &str, encoding: &'static Encoding) -> Option<(usize, String)> {
    let whole = piece.trim_end_matches('\u{fffd}');
    let bytes = bytes_in(whole, encoding)?;
    let (text, mut lost) = match std::str::from_utf8(&bytes) {
        Ok(text) => (text, false),
        Err(e) if e.error_len().is_none() || bytes.len() - e.valid_up_to() <= 3 => {
            (std::str::from_utf8(&bytes[..e.valid_up_to()]).ok()?, true)
        }
        Err(_) => return None,
    };
    lost |= whole.len() < piece.len();
    let count = text.chars().count();
    let known = text.chars().filter(|&c| is_everyday(c)).count();
    let enough = if lost || encoding == GBK { 2 } else { 1 };
    if count < enough || known * 10 < count * 9 {
        return None;
    }
    let mut repaired = text.to_owned();
    if lost {
        repaired.push('\u{fffd}');
    }
    Some((piece.len(), repaired))
}

/// What people write: everyday ideographs, their punctuation, Latin and Cyrillic letters with and without marks.
fn is_everyday(c: char) -> bool {
    if is_han(c) {
        return Table::get().class(c) & class::RARE == 0;
    }
    matches!(c, '\u{a0}'..='\u{24f}' | '\u{400}'..='\u{45f}' | '\u{2010}'..='\u{2026}' | '\u{20ac}' | '\u{2122}'
        | '\u{3000}'..='\u{3011}' | '\u{ff01}'..='\u{ff5e}' | '\u{1f300}'..='\u{1faff}')
}

/// `piece` is GBK read one byte late: what it was, and how many of the ASCII characters after it belong to it.
fn one_byte_late(piece: &str, next: Option<u8>) -> Option<(usize, String)> {
    let before = Quality::of(piece);
    if before.all < 4 || before.common * 3 > before.all * 2 {
        return None;
    }
    let mut bytes = bytes_in(piece, GBK)?;
    if bytes.len() != piece.chars().count() * 2 {
        return None;
    }
    // a second byte below 0x80 ends the shift and shows as an ASCII character
    let ends = next.filter(|b| matches!(b, 0x40..=0x7e));
    let mut extra = 0;
    match ends {
        Some(b) if decodes(&[bytes[bytes.len() - 1], b]) => {
            bytes.push(b);
            extra = 1;
        }
        _ => {
            bytes.pop();
        }
    }
    let (text, broken) = GBK.decode_without_bom_handling(&bytes[1..]);
    let after = Quality::of(&text);
    let better = after.common * 10 >= after.all * 9 && after.common * 2 > before.common * 3;
    (!broken && better).then(|| (extra, text.into_owned()))
}

fn decodes(pair: &[u8]) -> bool {
    let (text, broken) = GBK.decode_without_bom_handling(pair);
    !broken && text.chars().count() == 1 && text.chars().all(is_everyday)
}

/// How much a text looks like Chinese.
struct Quality {
    all: usize,
    han: usize,
    common: usize,
}

impl Quality {
    fn of(text: &str) -> Self {
        let mut quality = Self {
            all: 0,
            han: 0,
            common: 0,
        };
        for c in text.chars() {
            quality.all += 1;
            quality.han += usize::from(is_han(c));
            quality.common += usize::from(is_everyday(c));
        }
        quality
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::normalize::tests::step;

    fn read_as(text: &str, encoding: &'static Encoding) -> String {
        encoding
            .decode_without_bom_handling(text.as_bytes())
            .0
            .into_owned()
    }

    #[test]
    fn utf8_read_otherwise() {
        let gbk = read_as("我要投诉快递公司", GBK);
        let latin = read_as("投诉客服", WINDOWS_1252);
        step(
            edits,
            &[
                (&gbk, "我要投诉快递公\u{fffd}"),
                ("订单 鎶曡瘔瀹㈡湇,", "订单 投诉客服,"),
                (&latin, "投诉客服"),
                ("donâ€™t cafÃ©", "don’t café"),
                ("café naïve Größe", "café naïve Größe"),
                ("彧翀婳祎暄妍", "彧翀婳祎暄妍"),
                ("沈阳的瓴甲", "沈阳的瓴甲"),
            ],
        );
    }

    #[test]
    fn one_byte_late() {
        for meant in [
            "快递公司在今天下午把我的东西弄坏了",
            "在激烈的市場競爭中非常不滿意",
        ] {
            let bytes = bytes_in(meant, GBK).unwrap();
            let shifted = GBK
                .decode_without_bom_handling(&bytes[1..bytes.len() - 1])
                .0;
            let found = find(&shifted);
            let inner: String = meant
                .chars()
                .skip(1)
                .take(meant.chars().count() - 3)
                .collect();
            let repaired: String = found.iter().filter_map(|g| g.repaired.clone()).collect();
            assert!(repaired.contains(&inner), "{shifted} became {repaired}");
        }
    }

    #[test]
    fn beyond_repair_is_flagged() {
        for text in ["屏幕锟斤拷坏了", "坏\u{fffd}\u{fffd}了"] {
            let found = find(text);
            assert_eq!(found.len(), 1);
            assert_eq!(found[0].repaired, None);
        }
        assert_eq!(find("这台洗衣机用了三天就坏了，客服不理。"), []);
    }
}
