//! What one character becomes, and what the steps must know about it. Made once a process from the libraries'
//! tables (NFKC and case from Unicode, traditional→simplified from `OpenCC`).

use crate::types::is_han;
use encoding_rs::GBK;
use ferrous_opencc::{OpenCC, config::BuiltinConfig};
use std::sync::OnceLock;
use unicode_normalization::char::{canonical_combining_class, decompose_compatible};
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

/// In [`Table::simple`], a character that is not one plain character in, one out.
const NOT_SIMPLE: u16 = 0;
const BMP: usize = 0x1_0000;

/// Characters that some phrase of the library's table converts differently from the character alone.
const BY_PHRASE: &str = "乾俱吒噁彷徵於昇沈濛牴畫瞭薹藉衹覆鉅鍊鍾麼麽";
/// Last characters of the words that announce a name, and the characters before these.
const NAME_ENDS: &str = "名人主者字叫是";
const BEFORE_NAME_ENDS: &str = "姓系诉件货办户事案报映电求请险患卡买单法责名我人本";
/// Digits written as words; on the telephone 幺 means 一.
#[rustfmt::skip]
pub(super) const SPELLED: [(char, u8); 13] = [
    ('零', b'0'), ('〇', b'0'), ('一', b'1'), ('幺', b'1'), ('壹', b'1'), ('二', b'2'), ('三', b'3'), ('四', b'4'), ('五', b'5'),
    ('六', b'6'), ('七', b'7'), ('八', b'8'), ('九', b'9'),
];

/// What a character may call for.
pub(super) mod class {
    /// An ideograph outside everyday Chinese, in either script.
    pub(in super::super) const RARE: u8 = 1;
    /// Converted to simplified script by the phrase it is part of.
    pub(in super::super) const SCRIPT: u8 = 2;
    /// May begin a tag or an entity.
    pub(in super::super) const HTML: u8 = 4;
    /// May begin a gloss.
    pub(in super::super) const BRACKET: u8 = 8;
    /// Seldom seen but in garbled text.
    pub(in super::super) const GARBLED: u8 = 16;
    /// May end a word that announces a name.
    pub(in super::super) const NAME: u8 = 32;
    /// May stand before that end.
    pub(in super::super) const BEFORE_NAME: u8 = 64;
    /// A digit written as a word.
    pub(in super::super) const SPELLED: u8 = 128;
}

/// What one character becomes.
pub(super) struct Table {
    /// By code point: the one character it becomes, where that depends on nothing else.
    simple: Box<[u16]>,
    /// By code point: see the constants of [`class`].
    class: Box<[u8]>,
    /// Phrase-aware conversion to simplified script; absent only were the library's own table broken.
    opencc: Option<OpenCC>,
}

impl Table {
    /// The table of this process; the first call makes it (some 10 ms).
    pub(super) fn get() -> &'static Self {
        static TABLE: OnceLock<Table> = OnceLock::new();
        TABLE.get_or_init(Self::new)
    }

    fn new() -> Self {
        let mut table = Self {
            simple: vec![NOT_SIMPLE; BMP].into_boxed_slice(),
            class: vec![0; BMP].into_boxed_slice(),
            opencc: OpenCC::from_config(BuiltinConfig::T2s).ok(),
        };
        table.fill_han();
        let mut unit = String::new();
        for code in 1..u16::MAX {
            let Some(c) = char::from_u32(u32::from(code)) else {
                continue;
            };
            if is_han_block(c) || !is_plain(c) {
                continue;
            }
            unit.clear();
            table.unit(c.encode_utf8(&mut [0; 4]), &mut unit);
            let mut became = unit.chars();
            if let (Some(one), None) = (became.next(), became.next()) {
                table.simple[usize::from(code)] =
                    u16::try_from(u32::from(one)).unwrap_or(NOT_SIMPLE);
            }
        }
        table.classify();
        table
    }

    fn classify(&mut self) {
        // the 3,755 characters of everyday Chinese: rows 16 to 55 of GB 2312
        let codes: Vec<u8> = (0xb0..=0xd7_u8)
            .flat_map(|row| (0xa1..=0xfe_u8).flat_map(move |cell| [row, cell]))
            .collect();
        let everyday = GBK.decode_without_bom_handling(&codes).0;
        let mut common = vec![false; BMP];
        for c in everyday.chars() {
            if let Some(place) = common.get_mut(c as usize) {
                *place = true;
            }
        }
        for c in ('\u{3400}'..='\u{9fff}').filter(|&c| is_han_block(c)) {
            let plain = self.simple(c).unwrap_or(c) as usize;
            if !common.get(plain).copied().unwrap_or(false) {
                self.class[c as usize] |= class::RARE;
            }
        }
        for (signs, bit) in [
            (BY_PHRASE, class::SCRIPT),
            ("<&", class::HTML),
            (NAME_ENDS, class::NAME),
            (BEFORE_NAME_ENDS, class::BEFORE_NAME),
            ("(（", class::BRACKET),
            ("\u{fffd}锟", class::GARBLED),
        ] {
            for c in signs.chars() {
                self.class[c as usize] |= bit;
            }
        }
        for (c, _) in SPELLED {
            self.class[c as usize] |= class::SPELLED;
        }
        for c in '\u{80}'..='\u{f4}' {
            if !('\u{a0}'..'\u{c2}').contains(&c) {
                self.class[c as usize] |= class::GARBLED;
            }
        }
    }

    /// What the contextual steps must know of `c`.
    #[inline]
    pub(super) fn class(&self, c: char) -> u8 {
        self.class.get(c as usize).copied().unwrap_or(0)
    }

    /// Ideographs: nothing but script conversion. One call converts them all; line ends keep phrases apart.
    fn fill_han(&mut self) {
        let all: Vec<char> = ('\u{3400}'..='\u{9fff}')
            .filter(|&c| is_han_block(c))
            .collect();
        let lines: String = all.iter().flat_map(|&c| [c, '\n']).collect();
        let once = self.convert(&lines).unwrap_or_default();
        let twice = self.convert(&once).unwrap_or_default();
        let ends: Vec<&str> = twice.lines().collect();
        for (i, c) in all.into_iter().enumerate() {
            let mut became = ends.get(i).unwrap_or(&"").chars();
            let one = match (became.next(), became.next()) {
                (Some(one), None) => one,
                _ => c,
            };
            self.simple[c as usize] = u16::try_from(u32::from(one)).unwrap_or(NOT_SIMPLE);
        }
    }

    /// The one character `c` becomes, where that is plain.
    #[inline]
    pub(super) fn simple(&self, c: char) -> Option<char> {
        let code = *self.simple.get(c as usize)?;
        if code == NOT_SIMPLE {
            return None;
        }
        char::from_u32(u32::from(code))
    }

    /// True where `c` becomes itself.
    #[inline]
    pub(super) fn is_self(&self, c: char) -> bool {
        self.simple
            .get(c as usize)
            .is_some_and(|&code| u32::from(code) == c as u32 && code != NOT_SIMPLE)
    }

    /// `text` in simplified script by the library, phrases and all.
    pub(super) fn convert(&self, text: &str) -> Option<String> {
        Some(self.opencc.as_ref()?.convert(text))
    }

    /// Appends what `unit` (one character with its combining marks) becomes: NFKC, case, NFKC, script.
    pub(super) fn unit(&self, unit: &str, out: &mut String) {
        let mut rest = unit.chars();
        let unit = match rest.next() {
            Some(c) if is_spaced_accent(c) => {
                out.push(c);
                rest.as_str()
            }
            _ => unit,
        };
        let folded: String = unit
            .nfkc()
            .flat_map(char::to_lowercase)
            .flat_map(char::to_uppercase)
            .flat_map(char::to_lowercase)
            .collect();
        for c in folded.nfkc() {
            match self.simple(c) {
                Some(one) => out.push(one),
                None => out.push(self.simplified(c)),
            }
        }
    }

    /// One character beyond the table, in simplified script.
    fn simplified(&self, c: char) -> char {
        if !is_han(c) {
            return c;
        }
        let converted = self.convert(c.encode_utf8(&mut [0; 4]));
        let mut became = converted.as_deref().unwrap_or_default().chars();
        match (became.next(), became.next()) {
            (Some(one), None) => one,
            _ => c,
        }
    }
}

fn is_han_block(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}')
}

/// Neither space, nor removed, nor tied to the character before.
fn is_plain(c: char) -> bool {
    !c.is_whitespace() && !is_removed(c) && !is_combining(c)
}

/// True for what is dropped: controls, zero-width and direction marks, fillers, variation selectors.
pub(super) fn is_removed(c: char) -> bool {
    match c {
        '\t'..='\r' | '\u{85}' => false,
        '\0'..='\u{1f}' | '\u{7f}'..='\u{9f}' => true,
        _ => matches!(c,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
            | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}'
            | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}' | '\u{1bca0}'..='\u{1bca3}'
            | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}'),
    }
}

/// True for a character that may change or be changed by the one before it.
pub(super) fn is_combining(c: char) -> bool {
    if c < '\u{300}' || is_han_block(c) {
        return false;
    }
    let mut first = None;
    decompose_compatible(c, |d| {
        first.get_or_insert(d);
    });
    let first = first.unwrap_or(c);
    canonical_combining_class(first) != 0
        || is_nfc_quick(std::iter::once(first)) == IsNormalized::Maybe
}

/// `´ ¨ ゛` and their like: NFKC would make a space and a mark of them.
fn is_spaced_accent(c: char) -> bool {
    if c < '\u{a8}' || c.is_whitespace() {
        return false;
    }
    let mut made = [None; 2];
    let mut n = 0;
    decompose_compatible(c, |d| {
        if let Some(place) = made.get_mut(n) {
            *place = Some(d);
        }
        n += 1;
    });
    made[0] == Some(' ') && n > 1
}
