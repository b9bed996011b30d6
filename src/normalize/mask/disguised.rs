//! Numbers that people disguise: digits written as words, digits replaced by stars.

use super::digits::{is_identity, is_region};
use super::kind::{Found, MaskKind};
use crate::normalize::table::SPELLED;

/// A digit written as a word.
fn spelled(c: char) -> Option<u8> {
    let found = SPELLED.iter().find(|(word, _)| *word == c);
    found.map(|(_, digit)| *digit)
}

/// Mobile and identity numbers of which some or all digits are words: 一三八零零一三八零零零.
pub(super) fn spelled_out(text: &str, found: &mut Vec<Found>) {
    let (mut digits, mut start, mut end, mut words) = (Vec::new(), 0, 0, 0);
    for (at, c) in text.char_indices().chain([(text.len(), '\0')]) {
        let digit = spelled(c).or(c.is_ascii_digit().then_some(c as u8));
        if let Some(digit) = digit {
            if digits.is_empty() {
                start = at;
            }
            digits.push(digit);
            words += usize::from(!c.is_ascii());
            end = at + c.len_utf8();
            continue;
        }
        if matches!(c, '-' | ' ') && !digits.is_empty() && end == at {
            continue;
        }
        let mobile = digits.len() == 11 && digits[0] == b'1' && matches!(digits[1], b'3'..=b'9');
        let identity = digits.len() == 18 && is_identity(&digits);
        if words > 0 && (mobile || identity) {
            found.push(Found {
                range: start..end,
                kind: if mobile {
                    MaskKind::Mobile
                } else {
                    MaskKind::Identity
                },
            });
        }
        digits.clear();
        words = 0;
    }
}

/// Numbers of which somebody hid a part: `1101051949****002x`, `138****8000`.
pub(super) fn half_hidden(text: &str, found: &mut Vec<Found>) {
    let bytes = text.as_bytes();
    let mut from = 0;
    while let Some(star) = memchr::memchr(b'*', &bytes[from..]).map(|at| from + at) {
        let stars = bytes[star..].iter().take_while(|b| **b == b'*').count();
        let after = star + stars;
        let before = bytes[..star]
            .iter()
            .rev()
            .take_while(|b| b.is_ascii_digit())
            .count();
        let mut end = after
            + bytes[after..]
                .iter()
                .take_while(|b| b.is_ascii_digit())
                .count();
        let head = &bytes[star - before..star];
        if bytes.get(end) == Some(&b'x') {
            end += 1;
        }
        let kind = match before + stars + (end - after) {
            15 | 18 if before >= 6 && is_region(head) => Some(MaskKind::Identity),
            11 if before >= 3 && matches!(head, [b'1', b'3'..=b'9', ..]) => Some(MaskKind::Mobile),
            _ => None,
        };
        if let Some(kind) = kind.filter(|_| stars >= 2) {
            let range = star - before..end;
            found.push(Found { range, kind });
        }
        from = end.max(after);
    }
}
