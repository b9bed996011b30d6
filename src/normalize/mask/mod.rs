//! Masks: personal data replaced by its kind.
//!
//! A mask is `U+E000`, one character for the kind (`U+E010`…), with a key ten characters of pseudonym
//! (`U+E020`…`U+E02F`, a hexadecimal digit each), `U+E001`. Private-use characters elsewhere in a source are dropped
//! by the normaliser, so nothing a person types matches a mask. [`render`] writes masks for people:
//! `[手机号]`, with a key `[手机号 3fa9c21b07]`.

mod digits;
mod disguised;
mod kind;
mod other;
mod params;

pub use kind::{Found, MaskKind};
pub use params::MaskParams;

use super::edits::Edit;
use super::table::{Table, class};
use crate::types::{Lang, is_han};
use std::borrow::Cow;
use std::ops::Range;

/// Rises whenever other data is masked than before. 2: numbers of 15 to 18 digits that are nobody's stay readable. 3: names before a blank,
/// addresses and plates before further characters. An index keeps the masks it was filled with; what is written to it from now on is masked
/// by the new rules.
pub const VERSION: u32 = 3;

const OPEN: char = '\u{e000}';
const CLOSE: char = '\u{e001}';
const NIBBLES: u32 = 0xe020;
/// Hexadecimal digits of a pseudonym: 40 bits.
const PSEUDONYM: usize = 10;

/// Personal data in `text` (normalised to [`super::Depth::Exact`]), in order, not overlapping.
pub(super) fn find(text: &str, params: &MaskParams) -> Vec<Found> {
    if !params.on {
        return Vec::new();
    }
    until_none(text, |text| search(text, params))
}

/// What `search` finds in `text`, and in what is left of it, until it finds nothing more: a mask is an edge, and what ends at it may be
/// personal, too.
pub(super) fn until_none(text: &str, search: impl Fn(&str) -> Vec<Found>) -> Vec<Found> {
    let mut new = joined(search(text));
    if new.is_empty() {
        return new;
    }
    let (mut found, mut rest) = (Vec::new(), text.to_owned());
    while !new.is_empty() {
        for f in &new {
            rest.replace_range(f.range.clone(), &"|".repeat(f.range.len()));
        }
        found.append(&mut new);
        new = joined(search(&rest));
    }
    joined(found)
}

/// Names that `text` announces, in order.
pub(super) fn names(text: &str) -> Vec<Found> {
    let mut found = Vec::new();
    if Hints::of(text).name {
        other::names(text, &mut found);
    }
    joined(found)
}

/// The edits that make white space between Chinese characters, which would be dropped, an edge for names.
pub(super) fn marked_blanks(source: &str) -> Vec<Edit> {
    let (mut edits, mut before, mut blank) = (Vec::new(), ' ', None);
    for (at, c) in source.char_indices() {
        if c.is_whitespace() {
            blank = blank.or_else(|| is_han(before).then_some(at));
            continue;
        }
        if let Some(from) = blank.take().filter(|_| is_han(c)) {
            edits.push(Edit::new(from..at, "|"));
        }
        before = c;
    }
    edits
}

/// What one pass finds, in any order.
fn search(text: &str, params: &MaskParams) -> Vec<Found> {
    let mut found = Vec::new();
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    let Hints { spelled, name } = Hints::of(text);
    if digits >= 7 {
        digits::find(text, params.orders, &mut found);
    }
    if digits >= 3 {
        other::plates_and_passports(text, &mut found);
        other::accounts(text, &mut found);
    }
    if digits >= 5 {
        other::island_identities(text, &mut found);
        disguised::half_hidden(text, &mut found);
    }
    if spelled >= 5 {
        disguised::spelled_out(text, &mut found);
    }
    other::emails(text, &mut found);
    if name {
        other::names(text, &mut found);
    }
    if params.orders {
        other::orders(text, &mut found);
    }
    found
}

/// What the characters of a text tell: most texts need not be searched for what is disguised, nor for names.
struct Hints {
    /// Digits written as words.
    spelled: u32,
    /// A name may be announced.
    name: bool,
}

impl Hints {
    fn of(text: &str) -> Self {
        let table = Table::get();
        let (mut spelled, mut name, mut before) = (0, false, 0);
        for c in text.chars() {
            let class = table.class(c);
            spelled += u32::from(class & class::SPELLED != 0);
            name |= class & class::NAME != 0 && before & class::BEFORE_NAME != 0;
            before = class;
        }
        Self { spelled, name }
    }
}

/// In order, those that overlap as one of the kind of the first: no part of either is left.
fn joined(mut found: Vec<Found>) -> Vec<Found> {
    found.sort_by_key(|f| (f.range.start, std::cmp::Reverse(f.range.end), f.kind));
    found.dedup_by(|next, last| {
        let overlaps = next.range.start < last.range.end;
        if overlaps {
            last.range.end = last.range.end.max(next.range.end);
        }
        overlaps
    });
    found
}

/// The edits that put masks in place of `found`.
pub(super) fn edits(text: &str, found: &[Found], params: &MaskParams) -> Vec<Edit> {
    let edit = |f: &Found| {
        Edit::new(
            f.range.clone(),
            write(f.kind, &text[f.range.clone()], params),
        )
    };
    found.iter().map(edit).collect()
}

/// The mask of `value`; separators in a number do not count.
pub(super) fn write(kind: MaskKind, value: &str, params: &MaskParams) -> String {
    let mut mask = String::from_iter([OPEN, kind.char()]);
    if let Some(key) = &params.key {
        let mut hasher = blake3::Hasher::new_keyed(key);
        hasher.update(kind.name().as_bytes());
        let canonical: String = value
            .chars()
            .filter(|c| c.is_alphanumeric() || *c == '@')
            .collect();
        hasher.update(canonical_digits(kind, &canonical).as_bytes());
        let hash = hasher.finalize();
        let nibbles = hash.as_bytes().iter().flat_map(|b| [b >> 4, b & 15]);
        mask.extend(
            nibbles
                .take(PSEUDONYM)
                .filter_map(|n| char::from_u32(NIBBLES + u32::from(n))),
        );
    }
    mask.push(CLOSE);
    mask
}

/// `+86 138…` and `138…` are one number.
fn canonical_digits(kind: MaskKind, value: &str) -> &str {
    match kind {
        MaskKind::Mobile => &value[value.len().saturating_sub(11)..],
        _ => value,
    }
}

/// True for the characters masks are written with.
pub(crate) fn is_mask_char(c: char) -> bool {
    matches!(c, '\u{e000}'..='\u{e02f}')
}

/// First byte of every one of them in UTF-8.
pub(super) const FIRST_BYTE: u8 = 0xee;

/// Edits that drop those characters outside masks: only the normaliser writes masks.
pub(super) fn strays(text: &str) -> Vec<Edit> {
    let mut edits = Vec::new();
    let mut masked = 0;
    for (at, c) in text.char_indices() {
        if at < masked || !is_mask_char(c) {
            continue;
        }
        match mask_len(&text[at..]) {
            Some(len) => masked = at + len,
            None => edits.push(Edit::new(at..at + c.len_utf8(), "")),
        }
    }
    edits
}

/// The length in bytes of the mask that `text` begins with.
#[must_use]
pub fn mask_len(text: &str) -> Option<usize> {
    let mut chars = text.chars();
    if chars.next() != Some(OPEN) {
        return None;
    }
    MaskKind::of(chars.next()?)?;
    let mut len = 2;
    for c in chars {
        len += 1;
        match c {
            CLOSE if len == 3 || len == 3 + PSEUDONYM => return Some(len * OPEN.len_utf8()),
            '\u{e020}'..='\u{e02f}' if len < 3 + PSEUDONYM => {}
            _ => return None,
        }
    }
    None
}

/// `text` with its masks written for people: `[手机号]`.
///
/// ```
/// use tousu::normalize::{Normalizer, mask};
/// let masked = Normalizer::default().mask_source("请回电13812345678").into_owned();
/// assert_eq!(mask::render(&masked), "请回电[手机号]");
/// ```
#[must_use]
pub fn render(text: &str) -> Cow<'_, str> {
    render_spans(text, &mut [], Lang::Zh)
}

/// As [`render`], in the language asked for, moving `spans` (bytes of `text`) along.
#[must_use]
pub fn render_spans<'a>(text: &'a str, spans: &mut [Range<usize>], lang: Lang) -> Cow<'a, str> {
    if !text.contains(OPEN) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut moved: Vec<Range<usize>> = spans.to_vec();
    let mut done = 0;
    while let Some(at) = text[done..].find(OPEN).map(|i| done + i) {
        out.push_str(&text[done..at]);
        let Some(len) = mask_len(&text[at..]) else {
            out.push(OPEN);
            done = at + OPEN.len_utf8();
            continue;
        };
        let from = out.len();
        visible(&text[at..at + len], &mut out, lang);
        done = at + len;
        for (span, to) in spans.iter().zip(&mut moved) {
            shift(span.start, &mut to.start, at..done, from, out.len(), false);
            shift(span.end, &mut to.end, at..done, from, out.len(), true);
        }
    }
    out.push_str(&text[done..]);
    spans.clone_from_slice(&moved);
    Cow::Owned(out)
}

/// The new place of offset `at`, the mask at `mask` having become `from..to`.
fn shift(at: usize, moved: &mut usize, mask: Range<usize>, from: usize, to: usize, end: bool) {
    if at >= mask.end {
        *moved = to + (at - mask.end);
    } else if at > mask.start {
        *moved = if end { to } else { from };
    }
}

fn visible(mask: &str, out: &mut String, lang: Lang) {
    out.push('[');
    for c in mask.chars() {
        if let Some(kind) = MaskKind::of(c) {
            out.push_str(match lang {
                Lang::Zh => kind.name(),
                Lang::En => kind.english(),
            });
        } else if let Some(digit) = (c as u32).checked_sub(NIBBLES).filter(|&d| d < 16) {
            if !out.ends_with(|c: char| c.is_ascii_alphanumeric()) {
                out.push(' ');
            }
            out.extend(char::from_digit(digit, 16));
        }
    }
    out.push(']');
}

#[cfg(test)]
mod tests;
