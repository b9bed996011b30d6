//! Numbers: identity, bank card, mobile, landline, and runs of 15 to 18 digits that are none of them.

use super::kind::{Found, MaskKind};
use std::ops::Range;

/// Groups of digits that may be one number: `138-1234-5678`.
const MAX_GROUPS: usize = 6;

pub(super) fn find(text: &str, orders: bool, found: &mut Vec<Found>) {
    let groups = groups(text.as_bytes());
    let mut g = 0;
    while g < groups.len() {
        let joined = joined(text.as_bytes(), &groups[g..]);
        let hit = (1..=joined).rev().find_map(|k| {
            let number = Number::read(text, &groups[g..g + k]);
            Some((k, number.kind()?, number.range))
        });
        let Some((k, kind, range)) = hit else {
            if orders && groups[g].len() >= 10 {
                found.push(Found {
                    range: groups[g].clone(),
                    kind: MaskKind::Order,
                });
            }
            g += 1;
            continue;
        };
        found.push(Found { range, kind });
        g += k;
    }
}

/// Runs of digits.
fn groups(text: &[u8]) -> Vec<Range<usize>> {
    let mut all = Vec::new();
    let mut i = 0;
    while i < text.len() {
        if !text[i].is_ascii_digit() {
            i += 1;
            continue;
        }
        let start = i;
        while text.get(i).is_some_and(u8::is_ascii_digit) {
            i += 1;
        }
        all.push(start..i);
    }
    all
}

/// How many of `groups` are tied by one separator each (or `)` and space, `) `).
fn joined(text: &[u8], groups: &[Range<usize>]) -> usize {
    let tied = |pair: &[Range<usize>]| {
        matches!(
            &text[pair[0].end..pair[1].start],
            b" " | b"-" | b")" | b") " | b")-" | b" - " | b"_" | b"."
        )
    };
    1 + groups
        .windows(2)
        .take(MAX_GROUPS - 1)
        .take_while(|w| tied(w))
        .count()
}

/// Some groups read as one number.
struct Number {
    /// Its bytes, with `+` before and `x` after.
    range: Range<usize>,
    /// Its digits; the last may be `x`.
    digits: Vec<u8>,
    /// Digits in each group.
    lens: Vec<usize>,
    /// A word for telephones comes right before it.
    telephone: bool,
}

impl Number {
    fn read(text: &str, groups: &[Range<usize>]) -> Self {
        let bytes = text.as_bytes();
        let first = groups.first().map_or(0, |g| g.start);
        let mut end = groups.last().map_or(first, |g| g.end);
        let mut digits: Vec<u8> = groups
            .iter()
            .flat_map(|g| &bytes[g.clone()])
            .copied()
            .collect();
        let mut lens: Vec<usize> = groups.iter().map(Range::len).collect();
        let after = bytes.get(end + 1).is_some_and(u8::is_ascii_alphanumeric);
        if digits.len() == 17 && bytes.get(end) == Some(&b'x') && !after {
            digits.push(b'x');
            end += 1;
            if let Some(last) = lens.last_mut() {
                *last += 1;
            }
        }
        let plus = first > 0 && bytes[first - 1] == b'+';
        let start = first - usize::from(plus);
        let before = text[..start].trim_end_matches([':', ' ', '(', '是', '为', '号', '码']);
        let telephone = ["电话", "座机", "致电", "固话", "tel", "phone"]
            .iter()
            .any(|word| before.ends_with(word));
        Self {
            range: start..end,
            digits,
            lens,
            telephone,
        }
    }

    fn kind(&self) -> Option<MaskKind> {
        if self.is_mobile() {
            return Some(MaskKind::Mobile);
        }
        if self.lens.len() == 1 {
            return self.kind_of_run();
        }
        let total = self.digits.len();
        if total == 18 && self.lens == [6, 8, 4] {
            return Some(if is_identity(&self.digits) {
                MaskKind::Identity
            } else {
                MaskKind::LongNumber
            });
        }
        let fours = self
            .lens
            .split_last()
            .is_some_and(|(last, rest)| rest.iter().all(|&n| n == 4) && (1..=4).contains(last));
        if fours && (16..=19).contains(&total) && is_card(&self.digits) {
            return Some(MaskKind::BankCard);
        }
        self.is_landline().then_some(MaskKind::Landline)
    }

    /// One run without separators.
    fn kind_of_run(&self) -> Option<MaskKind> {
        let digits = &self.digits;
        match digits.len() {
            7 | 8 if self.telephone && matches!(digits[0], b'2'..=b'9') => Some(MaskKind::Landline),
            10..=12 if self.is_landline() => Some(MaskKind::Landline),
            15 if is_old_identity(digits) => Some(MaskKind::Identity),
            18 if is_identity(digits) => Some(MaskKind::Identity),
            18 if has_date(digits) => Some(MaskKind::LongNumber),
            15..=19 if is_card(digits) => Some(MaskKind::BankCard),
            15..=18 => Some(MaskKind::LongNumber),
            _ => None,
        }
    }

    fn is_mobile(&self) -> bool {
        let digits = &self.digits;
        let Some(at) = digits.len().checked_sub(11) else {
            return false;
        };
        let (prefix, number) = digits.split_at(at);
        let grouped = match self.lens.len() {
            1 => true,
            _ => {
                self.ends_in(&[3, 4, 4])
                    || self.ends_in(&[3, 8])
                    || self.ends_in(&[7, 4])
                    || self.ends_in(&[11])
            }
        };
        grouped
            && matches!(prefix, b"" | b"0" | b"86" | b"086" | b"0086")
            && number[0] == b'1'
            && matches!(number[1], b'3'..=b'9')
    }

    /// True where the last groups have these lengths, with at most one group (a prefix) before.
    fn ends_in(&self, lens: &[usize]) -> bool {
        self.lens.ends_with(lens) && self.lens.len() <= lens.len() + 1
    }

    fn is_landline(&self) -> bool {
        let digits = match self.digits.strip_prefix(b"86") {
            Some(rest) if rest.first() == Some(&b'0') => rest,
            _ => &self.digits[..],
        };
        let area = match digits {
            [b'0', b'1' | b'2', ..] => 3,
            [b'0', b'3'..=b'9', ..] => 4,
            _ => return false,
        };
        let local = digits.len().saturating_sub(area);
        let starts_well = matches!(digits.get(area), Some(b'2'..=b'9'));
        let grouped = match self.lens[..] {
            [_] => true,
            [a, b] => a == area && (7..=8).contains(&b),
            [a, b, c] => {
                a == area && ((matches!(b, 3 | 4) && c == 4) || ((7..=8).contains(&b) && c <= 6))
            }
            _ => false,
        };
        let enough = match self.lens[..] {
            [_] if area == 3 => local == 8,
            [_, 7 | 8, _] => true,
            _ => (7..=8).contains(&local),
        };
        starts_well && grouped && enough
    }
}

/// 18 digits: region, date and check digit (GB 11643).
fn is_identity(digits: &[u8]) -> bool {
    const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let (Some((last, body)), true) = (digits.split_last(), has_date(digits)) else {
        return false;
    };
    let sum: u32 = body
        .iter()
        .zip(WEIGHTS)
        .map(|(d, w)| u32::from(d - b'0') * w)
        .sum();
    is_region(digits) && b"10x98765432".get((sum % 11) as usize) == Some(last)
}

/// 15 digits: region and a date in the last century.
fn is_old_identity(digits: &[u8]) -> bool {
    is_region(digits) && is_date(1900 + number(&digits[6..8]), &digits[8..12])
}

fn is_region(digits: &[u8]) -> bool {
    matches!(number(&digits[..2]), 11..=15 | 21..=23 | 31..=37 | 41..=46 | 50..=54 | 61..=65 | 71 | 81..=83)
}

/// 18 digits with a date of birth in the middle.
fn has_date(digits: &[u8]) -> bool {
    let year = number(&digits[6..10]);
    (1850..=2099).contains(&year) && is_date(year, &digits[10..14])
}

fn is_date(year: u32, month_day: &[u8]) -> bool {
    let (month, day) = (number(&month_day[..2]), number(&month_day[2..]));
    let year = i32::try_from(year).unwrap_or(0);
    chrono::NaiveDate::from_ymd_opt(year, month, day).is_some()
}

fn number(digits: &[u8]) -> u32 {
    digits
        .iter()
        .fold(0, |n, d| n * 10 + u32::from(d.saturating_sub(b'0')))
}

/// 15 to 19 digits of an issuer known here, with Luhn's check digit.
fn is_card(digits: &[u8]) -> bool {
    let issued = match digits.len() {
        15 => matches!(digits, [b'3', b'4' | b'7', ..]),
        16 => matches!(digits[0], b'2'..=b'6' | b'9'),
        17 | 18 => matches!(digits[0], b'4'..=b'6' | b'9'),
        19 => matches!(digits[0], b'6' | b'9'),
        _ => false,
    };
    issued && luhn(digits)
}

fn luhn(digits: &[u8]) -> bool {
    let mut sum = 0;
    for (i, d) in digits.iter().rev().enumerate() {
        let Some(n) = d.checked_sub(b'0').filter(|&n| n < 10) else {
            return false;
        };
        let n = u32::from(n) * if i % 2 == 1 { 2 } else { 1 };
        sum += n / 10 + n % 10;
    }
    sum % 10 == 0
}
