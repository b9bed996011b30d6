//! Numbers as people read them. Rounding happens here and nowhere else; the values behind stay as they are.

use crate::types::Lang;
use unicode_width::UnicodeWidthStr;

/// Decimals of a percentage that was given.
const MOST_DECIMALS: usize = 6;

/// `12,345`.
pub(crate) fn count(n: u64) -> String {
    grouped(&n.to_string())
}

/// `12.3%`; ordinary rounding.
pub(super) fn percent(share: f64) -> String {
    format!("{}%", one_decimal(share))
}

/// A share as a percentage with one decimal.
fn one_decimal(share: f64) -> String {
    plain_zero(half_up(share * 100.0, 1))
}

/// A share that was given, as a percentage with all its decimals: `25.0%`, `12.35%`.
pub(super) fn percent_as_given(share: f64) -> String {
    let percent = share * 100.0;
    let is_enough = |digits: &usize| {
        let scaled = percent * 10_f64.powi(i32::try_from(*digits).unwrap_or(0));
        (scaled - scaled.round()).abs() < 1e-6
    };
    let digits = (1..=MOST_DECIMALS).find(is_enough);
    format!("{}%", half_up(percent, digits.unwrap_or(MOST_DECIMALS)))
}

/// Halves go up, as in Excel, which sees 15 digits of a number: 113 ÷ 400 is 28.3 %, though the nearest float lies below .2825.
fn half_up(x: f64, digits: usize) -> String {
    let text = format!("{:.14e}", x.abs());
    let parts = text.split_once('e').and_then(|(mantissa, exponent)| {
        let seen: u64 = mantissa.replace('.', "").parse().ok()?;
        let places = 14 - exponent.parse::<i32>().ok()? - i32::try_from(digits).ok()?;
        Some((seen, u32::try_from(places).ok().filter(|p| *p > 0)?))
    });
    let Some((seen, dropped)) = parts else {
        return format!("{x:.digits$}");
    };
    let unit = 10_u64.checked_pow(dropped);
    let rounded = unit.map_or(0, |unit| (seen + unit / 2) / unit);
    let mut text = format!("{rounded:0>width$}", width = digits + 1);
    if digits > 0 {
        text.insert(text.len() - digits, '.');
    }
    let sign = if x < 0.0 { "-" } else { "" };
    format!("{sign}{text}")
}

/// A tick of an axis: `5%`, `2.5%`.
pub(super) fn percent_tick(share: f64) -> String {
    percent(share).replace(".0%", "%")
}

/// `+12.3%`, `−4.0%`, `0.0%`.
pub(super) fn signed_percent(change: f64) -> String {
    let text = one_decimal(change);
    match text.strip_prefix('-') {
        Some(rest) => format!("−{}%", group_decimal(rest)),
        None if text == "0.0" => "0.0%".to_owned(),
        None => format!("+{}%", group_decimal(&text)),
    }
}

/// Percentage points: `+1.2 pp`, `+1.2 个百分点`.
pub(super) fn points(difference: f64, lang: Lang) -> String {
    let number = signed_percent(difference);
    format!("{}{}", number.trim_end_matches('%'), points_unit(lang))
}

/// Ends of an interval of shares: `20.7–28.6%`, `20.7%–28.6%`.
pub(super) fn shares_between(low: f64, high: f64, lang: Lang) -> String {
    let (low, high) = (percent(low), percent(high));
    match lang {
        Lang::Zh => format!("{low}–{high}"),
        Lang::En => format!("{}–{high}", low.trim_end_matches('%')),
    }
}

/// Between the ends of an interval that may have signs: a dash beside a minus would not be read.
pub(super) fn to(lang: Lang) -> &'static str {
    match lang {
        Lang::Zh => " 至 ",
        Lang::En => " to ",
    }
}

/// Ends of an interval of relative changes: `−9.6% to +21.4%`, `−9.6% 至 +21.4%`.
pub(super) fn changes_between(low: f64, high: f64, lang: Lang) -> String {
    format!(
        "{}{}{}",
        signed_percent(low),
        to(lang),
        signed_percent(high)
    )
}

/// Ends of an interval of percentage points: `−2.7 to +18.5 pp`.
pub(super) fn points_between(low: f64, high: f64, lang: Lang) -> String {
    let low = signed_percent(low);
    format!(
        "{}{}{}",
        low.trim_end_matches('%'),
        to(lang),
        points(high, lang)
    )
}

fn points_unit(lang: Lang) -> &'static str {
    match lang {
        Lang::Zh => " 个百分点",
        Lang::En => " pp",
    }
}

/// A measured number: no decimals where it is whole or large, one or two otherwise.
pub(super) fn decimal(x: f64) -> String {
    decimals(x, digits(x))
}

/// Decimals worth showing of a number of this size.
pub(super) fn digits(x: f64) -> usize {
    match x.abs() {
        a if a >= 100.0 || a.fract() == 0.0 => 0,
        a if a >= 10.0 => 1,
        _ => 2,
    }
}

/// `1,234.50` for 2 decimals.
pub(crate) fn decimals(x: f64, digits: usize) -> String {
    let text = plain_zero(half_up(x, digits));
    match text.strip_prefix('-') {
        Some(rest) => format!("−{}", group_decimal(rest)),
        None => group_decimal(&text),
    }
}

/// A probability: `<0.001`, `0.012`.
pub(super) fn p_value(p: f64) -> String {
    if p < 0.001 {
        "<0.001".to_owned()
    } else {
        half_up(p, 3)
    }
}

/// Whether the printed percentages of a list that exhausts its denominator add up to something else than 100.0.
pub(super) fn adds_otherwise(counts: &[u64], denominator: u64) -> bool {
    let tenths = |&n: &u64| {
        let printed = percent(n as f64 / denominator as f64);
        let digits: String = printed.chars().filter(char::is_ascii_digit).collect();
        digits.parse().unwrap_or(0_u64)
    };
    let total: u128 = counts.iter().map(|&c| u128::from(c)).sum();
    let is_whole = denominator > 0 && total == u128::from(denominator);
    is_whole && counts.iter().map(tenths).sum::<u64>() != 1000
}

/// Columns a text takes where a Chinese character takes two.
pub(super) fn width(text: &str) -> usize {
    text.width_cjk()
}

/// `text` cut to `columns`, with `…` where something was cut.
pub(super) fn cut(text: &str, columns: usize) -> String {
    if width(text) <= columns {
        return text.to_owned();
    }
    let mut out = String::new();
    for c in text.chars() {
        if width(&out) + width(c.encode_utf8(&mut [0; 4])) + 2 > columns {
            break;
        }
        out.push(c);
    }
    out.push('…');
    out
}

fn plain_zero(text: String) -> String {
    match text.strip_prefix('-') {
        Some(rest) if rest.bytes().all(|b| b == b'0' || b == b'.') => rest.to_owned(),
        _ => text,
    }
}

fn group_decimal(text: &str) -> String {
    match text.split_once('.') {
        Some((whole, rest)) => format!("{}.{rest}", grouped(whole)),
        None => grouped(text),
    }
}

fn grouped(digits: &str) -> String {
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (i, c) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(c);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_well() {
        assert_eq!(count(1_234_567), "1,234,567");
        assert_eq!(percent(0.1234), "12.3%");
        assert_eq!(percent(113.0 / 400.0), "28.3%");
        assert_eq!(percent_as_given(0.25), "25.0%");
        assert_eq!(percent_as_given(0.1235), "12.35%");
        assert_eq!(percent_as_given(0.0005), "0.05%");
        assert_eq!(percent_as_given(1.0 / 3.0), "33.333333%");
        assert_eq!(signed_percent(-0.0004), "0.0%");
        assert_eq!(signed_percent(-0.25), "−25.0%");
        assert_eq!(signed_percent(12.5), "+1,250.0%");
        assert_eq!(decimal(1234.5), "1,235");
        assert_eq!(decimal(24.0), "24");
        assert_eq!(decimal(3.456), "3.46");
        assert_eq!(p_value(0.0), "<0.001");
        assert_eq!(cut("快递三天没到", 7), "快递…");
    }

    #[test]
    fn halves_go_up() {
        assert_eq!(decimals(47.65, 1), "47.7");
        assert_eq!(decimals(47.649_999_999_999_99, 1), "47.7");
        assert_eq!(decimals(47.649_999_999_999, 1), "47.6");
        assert_eq!(decimals(f64::midpoint(33.5, 33.6), 1), "33.6");
        assert_eq!(decimals(-0.075, 2), "−0.08");
        assert_eq!(decimals(2.5, 0), "3");
        assert_eq!(decimals(0.05, 1), "0.1");
        assert_eq!(decimals(9.995, 2), "10.00");
        assert_eq!(decimals(1e-30, 2), "0.00");
        assert_eq!(decimals(-0.001, 2), "0.00");
        assert_eq!(decimals(1e18, 1), "1,000,000,000,000,000,000.0");
        assert_eq!(decimals(f64::INFINITY, 1), "inf");
        assert_eq!(p_value(0.0125), "0.013");
    }

    #[test]
    fn thirds_do_not_add_up_to_one_hundred() {
        assert!(adds_otherwise(&[1, 1, 1], 3));
        assert!(!adds_otherwise(&[1, 3], 4));
        // not exhaustive
        assert!(!adds_otherwise(&[1, 1], 3));
        assert!(!adds_otherwise(&[], 0));
    }
}
