//! Numbers: identity, bank card, mobile, landline, of China and its neighbours.

use super::kind::{Found, MaskKind};
use std::ops::Range;

/// Groups of digits that may be one number: `138-1234-5678`.
const MAX_GROUPS: usize = 12;

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
            b" " | b"-" | b")" | b") " | b")-" | b" - " | b"_" | b"." | b"(" | b" (" | b"-("
        )
    };
    1 + groups
        .windows(2)
        .take(MAX_GROUPS - 1)
        .take_while(|w| tied(w))
        .count()
}

/// Words before a telephone number.
const TELEPHONE: &str = "电话 座机 致电 固话 手机 号码 联系方式 拨打 来电 tel phone mobile cell call whatsapp тел тел. телефон тлф номер";
/// Words before a permit of digits alone.
const PERMIT: &str = "台胞证 回乡证 通行证";
/// Words before identity numbers of Kazakhstan and Russia.
const IDENTITY: &str = "иин жсн iin инн inn снилс паспорт";

/// Some groups read as one number.
struct Number<'t> {
    /// Its bytes, with `+` before and `x` after.
    range: Range<usize>,
    /// Its digits; the last may be `x`.
    digits: Vec<u8>,
    /// Digits in each group.
    lens: Vec<usize>,
    /// The text before it, without the signs that part a word from its number.
    before: &'t str,
    /// `+` stands before it.
    plus: bool,
    /// A bracket stands before it.
    bracket: bool,
}

impl<'t> Number<'t> {
    fn read(text: &'t str, groups: &[Range<usize>]) -> Self {
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
        let sign = first.checked_sub(1).map(|at| bytes[at]);
        let start = first - usize::from(sign == Some(b'+'));
        let before = text[..start].trim_end_matches([':', ' ', '(', '是', '为', '号', '码', '+']);
        Self {
            range: start..end,
            digits,
            lens,
            before,
            plus: sign == Some(b'+'),
            bracket: sign == Some(b'('),
        }
    }

    /// True where one of `words` comes right before it.
    fn follows(&self, words: &str) -> bool {
        words.split(' ').any(|word| self.before.ends_with(word))
    }

    fn kind(&self) -> Option<MaskKind> {
        if self.is_mobile() || self.is_mobile_abroad() {
            return Some(MaskKind::Mobile);
        }
        if self.is_identity_abroad() {
            return Some(MaskKind::Identity);
        }
        if self.lens.len() == 1 {
            return self.kind_of_run();
        }
        let total = self.digits.len();
        if total == 18 && self.lens == [6, 8, 4] && is_identity(&self.digits) {
            return Some(MaskKind::Identity);
        }
        let fours = self
            .lens
            .split_last()
            .is_some_and(|(last, rest)| rest.iter().all(|&n| n == 4) && (1..=4).contains(last));
        if fours && (16..=19).contains(&total) && is_card(&self.digits) {
            return Some(MaskKind::BankCard);
        }
        let telephone = self.is_landline() || self.is_american() || self.is_local();
        telephone.then_some(MaskKind::Landline)
    }

    /// One run without separators.
    fn kind_of_run(&self) -> Option<MaskKind> {
        let digits = &self.digits;
        match digits.len() {
            7 | 8 if self.is_local() => Some(MaskKind::Landline),
            8..=11 if self.follows(PERMIT) => Some(MaskKind::Passport),
            10..=12 if self.is_landline() || self.is_american() => Some(MaskKind::Landline),
            15 if is_old_identity(digits) => Some(MaskKind::Identity),
            18 if is_identity(digits) => Some(MaskKind::Identity),
            15..=19 if is_card(digits) => Some(MaskKind::BankCard),
            _ => None,
        }
    }

    /// A number without an area code, after a word for telephones.
    fn is_local(&self) -> bool {
        let grouped = matches!(self.lens[..], [7 | 8] | [4, 4] | [3, 4]);
        grouped && matches!(self.digits[0], b'2'..=b'9') && self.follows(TELEPHONE)
    }

    /// Mobile numbers of Hong Kong and Macao (852, 853), Taiwan (09 or 886 9) and Russia or Kazakhstan (7 or 8, then 9 or 7).
    fn is_mobile_abroad(&self) -> bool {
        let digits = &self.digits[..];
        let first = self.lens[0];
        match digits.len() {
            10 if digits.starts_with(b"09") => {
                matches!(self.lens[..], [4, 3, 3] | [4, 6])
                    || (first == 10 && self.follows(TELEPHONE))
            }
            11 if digits.starts_with(b"852") || digits.starts_with(b"853") => {
                matches!(digits[3], b'4'..=b'9')
                    && (self.plus || (first == 3 && self.follows(TELEPHONE)))
            }
            11 if matches!(digits, [b'7' | b'8', b'9' | b'7', ..]) => {
                let grouped = matches!(
                    self.lens[..],
                    [1, 3, 3, 2, 2] | [1, 3, 3, 4] | [1, 3, 7] | [1, 10]
                );
                (self.plus && digits[0] == b'7')
                    || grouped
                    || (first == 11 && self.follows(TELEPHONE))
            }
            12 if digits.starts_with(b"8869") => self.plus || first == 3,
            _ => false,
        }
    }

    /// `(212) 555-0147`, `+1 212 555 0147`; without bracket or country code only after a word for telephones: 400-820-1234 is
    /// a hotline.
    fn is_american(&self) -> bool {
        let (code, digits) = match &self.digits[..] {
            [b'1', rest @ ..] if rest.len() == 10 => (true, rest),
            rest if rest.len() == 10 => (false, rest),
            _ => return false,
        };
        let grouped = matches!(self.lens[..], [1, 3, 3, 4] | [3, 3, 4] | [10] | [11]);
        let valid = matches!(digits[0], b'2'..=b'9') && matches!(digits[3], b'2'..=b'9');
        let free = [b"400", b"800", b"888", b"877", b"866"]
            .iter()
            .any(|f| digits.starts_with(*f));
        let announced =
            (self.plus && code) || (self.bracket && self.lens.len() > 1) || self.follows(TELEPHONE);
        grouped && valid && announced && !free
    }

    /// US social security numbers, ИИН and ИНН (12 digits), СНИЛС, passports of Russia.
    fn is_identity_abroad(&self) -> bool {
        let digits = &self.digits;
        match self.lens[..] {
            [3, 2, 4] => {
                let area = number(&digits[..3]);
                let dashes = self.range.len() == digits.len() + 2;
                !matches!(area, 0 | 666 | 900..) && number(&digits[3..5]) > 0 && dashes
            }
            [12] => self.follows(IDENTITY),
            [3, 3, 3, 2] | [11] | [4, 6] | [2, 2, 6] | [10] => self.follows(IDENTITY),
            _ => false,
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
                self.lens.iter().all(|n| *n == 1)
                    || self.ends_in(&[3, 4, 4])
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

/// 18 digits: region, date of birth and check digit (GB 11643). Whatever the check digit, where the date is that of an adult: a
/// mistyped identity number is one, but tickets are numbered by region and day, too.
pub(super) fn is_identity(digits: &[u8]) -> bool {
    const YOUNGEST: u32 = 2015;
    is_region(digits)
        && has_date(digits)
        && (number(&digits[6..10]) <= YOUNGEST || is_checked(digits))
}

fn is_checked(digits: &[u8]) -> bool {
    const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let Some((last, body)) = digits.split_last() else {
        return false;
    };
    let sum: u32 = body
        .iter()
        .zip(WEIGHTS)
        .map(|(d, w)| u32::from(d - b'0') * w)
        .sum();
    b"10x98765432".get((sum % 11) as usize) == Some(last)
}

/// 15 digits: region and a date in the last century.
fn is_old_identity(digits: &[u8]) -> bool {
    is_region(digits) && is_date(1900 + number(&digits[6..8]), &digits[8..12])
}

pub(super) fn is_region(digits: &[u8]) -> bool {
    matches!(number(&digits[..2]), 11..=15 | 21..=23 | 31..=37 | 41..=46 | 50..=54 | 61..=65 | 71 | 81..=83)
}

/// 18 digits with a date of birth in the middle.
fn has_date(digits: &[u8]) -> bool {
    let year = number(&digits[6..10]);
    (1900..=2099).contains(&year) && is_date(year, &digits[10..14])
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
