//! How a column writes its numbers: decimal comma or point, thousands separators, units, percent. Decided by all its cells,
//! never by one alone: `4,5` beside `12,25` is 4.5, `1,234` beside `12,345,678` is 1234.

use std::collections::BTreeMap;

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
    /// Cells carry different units.
    Units(Vec<String>),
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

/// Evidence of a column's cells, added one by one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct NumberVotes {
    comma: u64,
    point: u64,
    open_comma: u64,
    open_point: u64,
    units: BTreeMap<String, u64>,
}

impl NumberVotes {
    /// Takes in one filled cell.
    pub(super) fn add(&mut self, cell: &str) {
        let cell = cell.trim();
        if !cell.is_empty() && cell.bytes().all(|b| b.is_ascii_digit()) {
            return;
        }
        let Some(parts) = Parts::of(cell) else {
            return;
        };
        match parts.marks() {
            Marks::Plain => {}
            Marks::DecimalComma => self.comma += 1,
            Marks::DecimalPoint => self.point += 1,
            Marks::OpenComma => self.open_comma += 1,
            Marks::OpenPoint => self.open_point += 1,
        }
        if !parts.unit.is_empty() {
            *self.units.entry(parts.unit).or_default() += 1;
        }
    }

    /// The one unit that cells carry; empty without one.
    pub(super) fn unit(&self) -> &str {
        match self.units.len() {
            1 => self.units.keys().next().map_or("", String::as_str),
            _ => "",
        }
    }

    /// The format that all cells agree on.
    ///
    /// Where every comma could be either, a comma groups thousands and a point is decimal, as Chinese and English write them.
    /// `decimal_comma` decides where it is given.
    ///
    /// # Errors
    /// Where some cells contradict others, or `decimal_comma`.
    pub(super) fn format(&self, decimal_comma: Option<bool>) -> Result<NumberFormat, MixedNumbers> {
        if self.units.len() > 1 {
            return Err(MixedNumbers::Units(self.units.keys().cloned().collect()));
        }
        let (comma, point) = (self.comma > 0, self.point > 0);
        let contradicts = match decimal_comma {
            Some(true) => point,
            Some(false) => comma,
            None => false,
        };
        if contradicts || (comma && point) {
            return Err(MixedNumbers::Decimals);
        }
        let is_open = !comma && !point;
        Ok(NumberFormat {
            decimal_comma: decimal_comma.unwrap_or(comma),
            unit: self.units.keys().next().cloned().unwrap_or_default(),
            ambiguous: decimal_comma.is_none() && is_open && self.open_comma + self.open_point > 0,
            is_written: !is_open
                || decimal_comma.is_some()
                || self.open_comma + self.open_point > 0,
        })
    }
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
