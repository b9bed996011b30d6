//! How a column writes its numbers: decimal comma or point, thousands separators, units, percent. Decided by all its cells,
//! never by one alone: `4,5` beside `12,25` is 4.5, `1,234` beside `12,345,678` is 1234.

mod votes;

use super::duration;
pub(super) use votes::NumberVotes;

/// How the cells of a column write numbers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NumberFormat {
    /// The mark before the fraction is a comma, not a point.
    pub decimal_comma: bool,
    /// The unit that cells carry (`元`, `单`, `%`); empty without one.
    pub unit: String,
    /// True where comma and point were both possible and the usual reading was taken.
    pub ambiguous: bool,
    /// True where some cell writes a comma or a point, or the format was given.
    pub is_written: bool,
}

impl NumberFormat {
    /// The number that a cell of the column writes; `None` for anything else.
    #[must_use]
    pub fn read(&self, cell: &str) -> Option<f64> {
        parse_number(cell, self.decimal_comma)
    }
}

/// Why the numbers of a column cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MixedNumbers {
    /// Some cells write a decimal comma, others a decimal point.
    Decimals,
    /// Cells carry different units; an empty one is that of cells that carry none.
    Units(Vec<String>),
    /// Some cells are parts of 1, others of 100.
    Fractions,
    /// More than a tenth of the filled cells are not numbers.
    Unread(UnreadCells),
}

/// Filled cells of a column that could not be read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UnreadCells {
    /// How many these are.
    pub cells: u64,
    /// Filled cells of the column, those included.
    pub filled: u64,
    /// The first of them that differ.
    pub examples: Vec<String>,
}

/// What a cell of digits says of the marks in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Marks {
    /// No comma and no point, or one of them as a thousands mark for certain.
    Plain,
    /// The comma stands before the fraction for certain.
    DecimalComma,
    /// The point does.
    DecimalPoint,
    /// `1,234`: thousands, or three decimals.
    OpenComma,
    /// `1.234`.
    OpenPoint,
}

/// The number a cell writes, read with a decimal comma or a decimal point; `None` for anything else.
///
/// 万, 亿, 千, 百万, тыс and млн are multiplied out; a percentage stays as it is written (95% is 95), a known unit is dropped.
#[must_use]
pub(super) fn parse_number(cell: &str, decimal_comma: bool) -> Option<f64> {
    if let Some(number) = plain(cell).filter(|_| !decimal_comma) {
        return Some(number);
    }
    let parts = Parts::of(cell)?;
    let (decimal, thousands) = if decimal_comma {
        (',', '.')
    } else {
        ('.', ',')
    };
    let mut digits = String::with_capacity(parts.digits.len());
    for c in parts.digits.chars().filter(|c| *c != thousands) {
        digits.push(if c == decimal { '.' } else { c });
    }
    let number = digits.parse::<f64>().ok()? * parts.factor;
    let signed = if parts.negative { -number } else { number };
    signed.is_finite().then_some(signed)
}

/// The hours of the unit of time that a number carries.
pub(super) fn hours_carried(cell: &str) -> Option<f64> {
    if plain(cell).is_some() {
        return None;
    }
    hours_of(&Parts::of(cell)?.unit)
}

/// Hours of a unit of time that has so many for certain: a working day and a month have not, 分 may be points, and m metres.
fn hours_of(unit: &str) -> Option<f64> {
    let is_open = ["工作日", "月", "分", "m"].contains(&unit.trim_start_matches('个'));
    duration::hours_of(unit.trim_end_matches('.')).filter(|_| !is_open)
}

/// The number of `5w` and `5k`, tens of thousands and thousands in the way people type them; what they are only other cells tell.
pub(super) fn typed_short(cell: &str) -> Option<f64> {
    let cell = cell.trim();
    let number = cell.strip_suffix(['w', 'W', 'k', 'K'])?;
    let factor = if cell.ends_with(['w', 'W']) { 1e4 } else { 1e3 };
    plain(number).map(|n| n * factor)
}

/// Digits with at most one point and a minus: what most cells are.
fn plain(cell: &str) -> Option<f64> {
    let cell = cell.trim();
    let digits = cell.strip_prefix('-').unwrap_or(cell);
    let is_plain = digits.bytes().all(|b| b.is_ascii_digit() || b == b'.')
        && digits.starts_with(|c: char| c.is_ascii_digit())
        && digits.ends_with(|c: char| c.is_ascii_digit());
    is_plain.then(|| cell.parse().ok()).flatten()
}

/// A cell taken apart: sign, digits with their marks, factor, unit.
#[derive(Debug, PartialEq)]
struct Parts {
    negative: bool,
    digits: String,
    factor: f64,
    unit: String,
}

/// Words behind a number that multiply it.
const FACTORS: &[(&str, f64)] = &[
    ("百万", 1e6),
    ("千万", 1e7),
    ("亿", 1e8),
    ("万", 1e4),
    ("千", 1e3),
    ("тыс", 1e3),
    ("млн", 1e6),
];
/// Units that a number may carry.
#[rustfmt::skip]
const UNITS: &[&str] = &[
    "%", "‰", "元", "角", "分", "单", "件", "个", "次", "条", "人", "户", "台", "套", "份", "起", "宗", "笔", "项", "票", "元整", "人民币", "小时", "个小时", "分钟", "秒", "秒钟", "天", "日",
    "个工作日", "工作日", "周", "个月", "月", "年", "岁", "米", "公里", "千米", "公斤", "千克", "克", "吨", "平方米", "星", "颗星", "元/月", "h", "hr", "hrs", "hour", "hours", "min", "mins", "minute",
    "minutes", "s", "sec", "secs", "second", "seconds", "d", "day", "days", "week", "weeks", "month", "months", "year", "years", "kg", "g", "km", "m", "cm",
    "mm", "pcs", "pieces", "orders", "usd", "cny", "rmb", "hkd", "twd", "eur", "gbp", "rub", "руб", "руб.", "р.", "р", "шт", "шт.", "ч", "час", "часа", "часов", "мин", "мин.", "дн", "дн.", "дней", "дня", "день", "stars", "star", "points", "pts",
];
/// Marks of money before or behind a number; they are its unit.
const MONEY: &[char] = &['¥', '￥', '$', '€', '£', '₽', '₩'];

impl Parts {
    fn of(cell: &str) -> Option<Self> {
        let cell = to_ascii(cell);
        let mut text = cell.trim();
        // what Excel needs to leave a number alone: ="0012", '0012
        text = text
            .strip_prefix("=\"")
            .and_then(|t| t.strip_suffix('"'))
            .unwrap_or(text);
        text = text.strip_prefix('\'').unwrap_or(text).trim();
        let bracketed = text.strip_prefix('(').and_then(|t| t.strip_suffix(')'));
        let mut negative = bracketed.is_some();
        text = bracketed.unwrap_or(text).trim();
        let mut unit = String::new();
        loop {
            let mut chars = text.chars();
            match chars.next() {
                Some('-') if !negative => negative = true,
                Some('+') => {}
                Some(c) if MONEY.contains(&c) && unit.is_empty() => unit.push(c),
                _ => break,
            }
            text = chars.as_str().trim_start();
        }
        let end = text
            .char_indices()
            .find(|(_, c)| !(c.is_ascii_digit() || matches!(c, '.' | ',' | ' ' | '\'' | 'e' | 'E')))
            .map_or(text.len(), |(at, _)| at);
        let (number, rest) = exponent(text, end);
        let digits = ungrouped(number.trim())?;
        let mut rest = rest.trim();
        let mut factor = 1.0;
        if let Some((word, by)) = FACTORS.iter().find(|(w, _)| rest.starts_with(w)) {
            factor = *by;
            rest = rest[word.len()..].trim_start_matches(['.', ' ']);
        }
        if !rest.is_empty() {
            let lower = rest.to_lowercase();
            if !UNITS.contains(&lower.as_str()) {
                return None;
            }
            if unit.is_empty() {
                unit = lower;
            }
        }
        Some(Self {
            negative,
            digits,
            factor,
            unit,
        })
    }

    fn marks(&self) -> Marks {
        let commas = self.digits.matches(',').count();
        let points = self.digits.matches('.').count();
        let last = |mark| self.digits.rfind(mark).unwrap_or(0);
        match (commas, points) {
            (0, 0) => Marks::Plain,
            (0, 1) => self.one('.', Marks::OpenPoint, Marks::DecimalPoint),
            (1, 0) => self.one(',', Marks::OpenComma, Marks::DecimalComma),
            // several of one mark group thousands
            (0, _) => Marks::DecimalComma,
            (_, 0) => Marks::DecimalPoint,
            _ if last(',') > last('.') => Marks::DecimalComma,
            _ => Marks::DecimalPoint,
        }
    }

    /// One mark alone: it groups thousands only before exactly three digits and behind one to three, the first no 0.
    fn one(&self, mark: char, open: Marks, decimal: Marks) -> Marks {
        let Some((whole, rest)) = self.digits.split_once(mark) else {
            return Marks::Plain;
        };
        let groups = rest.len() == 3 && (1..=3).contains(&whole.len()) && !whole.starts_with('0');
        if groups { open } else { decimal }
    }
}

/// The number and what stands behind it; an `e` is part of the number only before an exponent.
fn exponent(text: &str, end: usize) -> (&str, &str) {
    let (number, rest) = text.split_at(end);
    match number.find(['e', 'E']) {
        Some(at)
            if !number[at + 1..].chars().all(|c| c.is_ascii_digit()) || at + 1 == number.len() =>
        {
            // 1e-5: the sign ended the run of digits
            let signed = rest.strip_prefix('-').or_else(|| rest.strip_prefix('+'));
            let digits = signed.map_or(0, |r| r.chars().take_while(char::is_ascii_digit).count());
            if digits > 0 && at + 1 == number.len() {
                text.split_at(end + 1 + digits)
            } else {
                text.split_at(at)
            }
        }
        _ => (number, rest),
    }
}

/// Digits without blanks and apostrophes that group them; `None` where the marks group nothing sensible (`1,2,3`, `1..2`, `1,23,4`).
fn ungrouped(number: &str) -> Option<String> {
    let first = number.chars().next()?;
    if !number.chars().any(|c| c.is_ascii_digit()) || matches!(first, 'e' | 'E' | '\'' | ' ') {
        return None;
    }
    if number.contains([' ', '\'']) {
        let whole = number.split(['.', ',']).next().unwrap_or_default();
        let mut groups = whole.split([' ', '\'']);
        let head = groups.next()?;
        if !(1..=3).contains(&head.len()) || !groups.all(|g| g.len() == 3) {
            return None;
        }
    }
    let digits: String = number
        .chars()
        .filter(|c| !matches!(c, ' ' | '\''))
        .collect();
    for (mark, other) in [(',', '.'), ('.', ',')] {
        if digits.matches(mark).count() > 1 {
            let whole = digits.split(other).next().unwrap_or_default();
            let mut groups = whole.split(mark);
            let head = groups.next()?;
            if !(1..=3).contains(&head.len())
                || !groups.all(|g| g.len() == 3)
                || digits.matches(other).count() > 1
            {
                return None;
            }
        }
    }
    digits
        .ends_with(|c: char| c.is_ascii_digit())
        .then_some(digits)
}

/// Full-width digits and marks, thin and hard spaces, and the minus sign as their plain forms.
fn to_ascii(cell: &str) -> String {
    let plain = |c: char| match c {
        '０'..='９' | '，' | '．' | '％' | '－' | '＋' | '（' | '）' => {
            char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c)
        }
        '\u{2212}' | '\u{2010}' | '\u{2011}' => '-',
        '\u{a0}' | '\u{2007}' | '\u{2009}' | '\u{200a}' | '\u{202f}' | '\u{3000}' => ' ',
        '’' => '\'',
        c => c,
    };
    cell.chars()
        .filter(|c| !matches!(c, '\u{200b}'..='\u{200f}' | '\u{feff}' | '\u{2060}'))
        .map(plain)
        .collect()
}

#[cfg(test)]
mod tests;
