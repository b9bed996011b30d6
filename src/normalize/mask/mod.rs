//! Masks: personal data replaced by its kind.
//!
//! A mask is `U+E000`, one character for the kind (`U+E010`…), with a key ten characters of pseudonym
//! (`U+E020`…`U+E02F`, a hexadecimal digit each), `U+E001`. Private-use characters that stand elsewhere in a source
//! are dropped by the normaliser, so nothing a person types matches a mask. [`render`] writes masks for people:
//! `[手机号]`, with a key `[手机号 3fa9c21b07]`.

mod digits;
mod other;

pub(super) use other::NAME_ENDS;

use super::edits::Edit;
use crate::types::Lang;
use std::borrow::Cow;
use std::ops::Range;

const OPEN: char = '\u{e000}';
const CLOSE: char = '\u{e001}';
const KINDS: u32 = 0xe010;
const NIBBLES: u32 = 0xe020;
/// Hexadecimal digits of a pseudonym: 40 bits.
const PSEUDONYM: usize = 10;

/// What a mask stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum MaskKind {
    /// Chinese identity number, 18 digits with a right checksum or 15 digits with a date.
    Identity,
    /// Any other run of 15 to 18 digits: a mistyped identity number is still one.
    LongNumber,
    /// Mobile telephone number.
    Mobile,
    /// Fixed-line telephone number.
    Landline,
    /// Bank card number that passes Luhn's test.
    BankCard,
    /// Vehicle registration.
    Plate,
    /// E-mail address.
    Email,
    /// Passport or travel permit.
    Passport,
    /// A person's name.
    Name,
    /// Order or courier number; only where asked for.
    Order,
}

const ALL: [(MaskKind, &str, &str); 10] = [
    (MaskKind::Identity, "身份证号", "ID number"),
    (MaskKind::LongNumber, "长号码", "long number"),
    (MaskKind::Mobile, "手机号", "mobile"),
    (MaskKind::Landline, "座机号", "telephone"),
    (MaskKind::BankCard, "银行卡号", "bank card"),
    (MaskKind::Plate, "车牌号", "plate"),
    (MaskKind::Email, "邮箱", "e-mail"),
    (MaskKind::Passport, "护照号", "passport"),
    (MaskKind::Name, "姓名", "name"),
    (MaskKind::Order, "单号", "order number"),
];

impl MaskKind {
    /// The kind in Chinese, as [`render`] writes it.
    #[must_use]
    pub fn name(self) -> &'static str {
        ALL[self as usize].1
    }

    /// The kind in English.
    #[must_use]
    pub fn english(self) -> &'static str {
        ALL[self as usize].2
    }

    fn of(c: char) -> Option<Self> {
        let at = (c as u32).checked_sub(KINDS)?;
        Some(ALL.get(usize::try_from(at).ok()?)?.0)
    }

    fn char(self) -> char {
        char::from_u32(KINDS + self as u32).unwrap_or(OPEN)
    }
}

/// Which personal data is masked, and how.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MaskParams {
    /// False: nothing is masked.
    pub on: bool,
    /// Order and courier numbers too.
    pub orders: bool,
    /// With a key, the same number gets the same pseudonym; see [`MaskParams::keyed`].
    pub key: Option<[u8; 32]>,
}

/// What [`MaskParams::name`] calls the settings that are not the default ones.
const OFF: &str = "off";
const ORDERS: &str = "orders";

impl Default for MaskParams {
    fn default() -> Self {
        Self {
            on: true,
            orders: false,
            key: None,
        }
    }
}

impl MaskParams {
    /// Nothing is masked.
    #[must_use]
    pub fn off() -> Self {
        Self {
            on: false,
            ..Self::default()
        }
    }

    /// What is masked, in a word: empty for the default, `orders` with order numbers too, `off` for nothing.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match (self.on, self.orders) {
            (false, _) => OFF,
            (true, true) => ORDERS,
            (true, false) => "",
        }
    }

    /// The settings that [`MaskParams::name`] gave `name` to, without a key.
    #[must_use]
    pub fn named(name: &str) -> Self {
        Self {
            on: name != OFF,
            orders: name == ORDERS,
            key: None,
        }
    }

    /// Whether texts come out as with the settings that [`MaskParams::name`] called `name`.
    #[must_use]
    pub fn is_named(&self, name: &str) -> bool {
        self.name() == name && (self.key.is_none() || !self.on)
    }

    /// Tells one key from another without giving it away; `None` without a key.
    #[must_use]
    pub fn key_check(&self) -> Option<String> {
        let hash = blake3::keyed_hash(self.key.as_ref()?, b"which key");
        Some(hash.to_hex().chars().take(16).collect())
    }

    /// Masks carry pseudonyms made with the secret in `secret` (a key file's bytes).
    #[must_use]
    pub fn keyed(self, secret: &[u8]) -> Self {
        Self {
            key: Some(blake3::derive_key("tousu 2026 mask pseudonyms", secret)),
            ..self
        }
    }
}

/// Personal data found: where, and of what kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// Bytes of the text searched.
    pub range: Range<usize>,
    /// What stands there.
    pub kind: MaskKind,
}

/// Personal data in `text` (normalised to [`super::Depth::Exact`]), in order, not overlapping.
pub(super) fn find(text: &str, params: &MaskParams) -> Vec<Found> {
    if !params.on {
        return Vec::new();
    }
    until_none(text, |text| look(text, params))
}

/// What `look` finds in `text`, and in what is left of it, until it finds nothing more: a mask is an edge, and what ends at it may be
/// somebody's number too.
pub(super) fn until_none(text: &str, look: impl Fn(&str) -> Vec<Found>) -> Vec<Found> {
    let mut new = joined(look(text));
    if new.is_empty() {
        return new;
    }
    let (mut found, mut rest) = (Vec::new(), text.to_owned());
    while !new.is_empty() {
        for f in &new {
            rest.replace_range(f.range.clone(), &"|".repeat(f.range.len()));
        }
        found.append(&mut new);
        new = joined(look(&rest));
    }
    joined(found)
}

/// What one look finds, in any order.
fn look(text: &str, params: &MaskParams) -> Vec<Found> {
    let mut found = Vec::new();
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    if digits >= 7 {
        digits::find(text, params, &mut found);
    }
    if digits >= 3 {
        other::plates_and_passports(text, &mut found);
    }
    other::emails(text, &mut found);
    other::names(text, &mut found);
    if params.orders {
        other::orders(text, &mut found);
    }
    found
}

/// In order, and those that overlap as one, which is of the kind of the first: no part of either is left.
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

/// Edits that drop those characters where they are no mask: only the normaliser writes masks.
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

/// As [`render`], in the language asked for, moving `spans` (bytes of `text`) to where they come to stand.
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

/// Where offset `at` comes to stand, the mask at `mask` having become `from..to`.
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
