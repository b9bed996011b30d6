//! Numbers as people read them. Rounding happens here and nowhere else; the values behind stay as they are.

use crate::types::Lang;
use unicode_width::UnicodeWidthStr;

/// `12,345`.
pub(crate) fn count(n: u64) -> String {
    grouped(&n.to_string())
}

/// `12.3%`; ordinary rounding.
pub(super) fn percent(share: f64) -> String {
    format!("{}%", plain_zero(format!("{:.1}", share * 100.0)))
}

/// A tick of an axis: `5%`, `2.5%`.
pub(super) fn percent_tick(share: f64) -> String {
    percent(share).replace(".0%", "%")
}

/// `+12.3%`, `−4.0%`, `0.0%`.
pub(super) fn signed_percent(change: f64) -> String {
    let text = plain_zero(format!("{:.1}", change * 100.0));
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

/// Ends of an interval of percentage points: `−2.7 ~ +18.5 pp`.
pub(super) fn points_between(low: f64, high: f64, lang: Lang) -> String {
    let low = signed_percent(low);
    format!("{} ~ {}", low.trim_end_matches('%'), points(high, lang))
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
    let text = plain_zero(format!("{x:.digits$}"));
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
        format!("{p:.3}")
    }
}

/// Percentages of one exhaustive list, to one decimal, that add to 100.0: largest remainder. The flag says that a cell
/// differs from ordinary rounding. `None` where the counts do not exhaust the denominator.
pub(super) fn exhaustive(counts: &[u64], denominator: u64) -> Option<Vec<(String, bool)>> {
    let total: u128 = counts.iter().map(|&c| u128::from(c)).sum();
    if total != u128::from(denominator) || denominator == 0 {
        return None;
    }
    let mut cells: Vec<(u128, u128)> = counts
        .iter()
        .map(|&c| (u128::from(c) * 1000 / total, u128::from(c) * 1000 % total))
        .collect();
    let given: u128 = cells.iter().map(|c| c.0).sum();
    let left = usize::try_from(1000 - given).unwrap_or(0);
    let mut order: Vec<usize> = (0..cells.len()).collect();
    order.sort_by(|&a, &b| cells[b].1.cmp(&cells[a].1).then(a.cmp(&b)));
    let ordinary: Vec<u128> = cells
        .iter()
        .map(|&(unit, rest)| unit + u128::from(rest * 2 >= total))
        .collect();
    for &i in order.iter().take(left) {
        cells[i].0 += 1;
    }
    let printed = cells.iter().zip(ordinary);
    Some(
        printed
            .map(|(&(units, _), plain)| (format!("{}.{}%", units / 10, units % 10), units != plain))
            .collect(),
    )
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
    use proptest::prelude::*;

    #[test]
    fn numbers_read_well() {
        assert_eq!(count(1_234_567), "1,234,567");
        assert_eq!(percent(0.1234), "12.3%");
        assert_eq!(signed_percent(-0.0004), "0.0%");
        assert_eq!(signed_percent(-0.25), "−25.0%");
        assert_eq!(signed_percent(12.5), "+1,250.0%");
        assert_eq!(decimal(1234.5), "1,234");
        assert_eq!(decimal(24.0), "24");
        assert_eq!(decimal(3.456), "3.46");
        assert_eq!(p_value(0.0), "<0.001");
        assert_eq!(cut("快递三天没到", 7), "快递…");
    }

    #[test]
    fn a_third_each_adds_to_one_hundred() {
        let cells = exhaustive(&[1, 1, 1], 3).unwrap();
        let text: Vec<_> = cells.iter().map(|c| c.0.as_str()).collect();
        assert_eq!(text, ["33.4%", "33.3%", "33.3%"]);
        assert_eq!(cells.iter().filter(|c| c.1).count(), 1);
        assert!(exhaustive(&[1, 1], 3).is_none());
    }

    proptest! {
        #[test]
        fn exhaustive_lists_add_to_one_hundred_and_stay_within_a_unit(
            counts in prop::collection::vec(0u64..1_000_000, 1..60)
        ) {
            let total: u64 = counts.iter().sum();
            prop_assume!(total > 0);
            let cells = exhaustive(&counts, total).unwrap();
            let units: Vec<u64> = cells
                .iter()
                .map(|c| c.0.trim_end_matches('%').replace('.', "").parse().unwrap())
                .collect();
            prop_assert_eq!(units.iter().sum::<u64>(), 1000);
            for (&u, &c) in units.iter().zip(&counts) {
                let exact = c as f64 / total as f64 * 1000.0;
                prop_assert!((u as f64 - exact).abs() <= 1.0);
            }
        }
    }
}
