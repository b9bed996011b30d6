//! Values that are written in several ways: `物流`, `物流 `, `ＡＢＣ` and `abc`.

use rustc_hash::FxHashMap;
use unicode_normalization::UnicodeNormalization;

/// The form under which variants of a value are one: without width, case, white space and characters that cannot be seen.
/// No other character is dropped: `C` and `C++`, `1.0` and `10` stay apart.
#[must_use]
pub fn folded(value: &str) -> String {
    let visible = value
        .nfkc()
        .filter(|c| !c.is_whitespace() && !is_invisible(*c));
    visible.flat_map(char::to_lowercase).collect()
}

/// The form under which variants of a label are one: [`folded`], and a whole number whatever its decimals (`1.0` is `1`).
#[must_use]
pub fn folded_label(label: &str) -> String {
    let label = folded(label);
    let whole = label.split_once('.').filter(|(whole, zeros)| {
        let digits = whole.strip_prefix('-').unwrap_or(whole);
        !digits.is_empty()
            && digits.bytes().all(|b| b.is_ascii_digit())
            && !zeros.is_empty()
            && zeros.bytes().all(|b| b == b'0')
    });
    match whole {
        Some((whole, _)) => whole.to_owned(),
        None => label,
    }
}

/// For every value the place of the one it is shown as: the variant of most rows; of several such, the first in the order of
/// their characters, so that the order of rows and files changes nothing.
///
/// `values` are distinct, `rows[i]` counts `values[i]`; `fold` is [`folded`] or [`folded_label`].
#[must_use]
pub fn commonest_variants(values: &[String], rows: &[u64], fold: fn(&str) -> String) -> Vec<usize> {
    let mut best: FxHashMap<String, usize> = FxHashMap::default();
    let keys: Vec<String> = values.iter().map(|v| fold(v)).collect();
    let count = |at: usize| rows.get(at).copied().unwrap_or(0);
    for (at, key) in keys.iter().enumerate() {
        let known = best.entry(key.clone()).or_insert(at);
        let order = count(*known).cmp(&count(at));
        if order.then_with(|| values[at].cmp(&values[*known])).is_lt() {
            *known = at;
        }
    }
    keys.iter().map(|key| best[key]).collect()
}

pub(super) fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2064}' | '\u{feff}' | '\u{ad}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variants_are_one_and_nothing_else_is() {
        for (a, b) in [
            ("物流", " 物流\u{200b}"),
            ("ＡＢＣ", "abc"),
            ("质量（屏幕）", "质量(屏幕)"),
            ("Late delivery", "late  Delivery"),
        ] {
            assert_eq!(folded(a), folded(b), "{a} {b}");
        }
        for (a, b) in [
            ("C", "C++"),
            ("1.0", "10"),
            ("A-1", "A1"),
            ("物流", "物 流量"),
        ] {
            assert_ne!(folded(a), folded(b), "{a} {b}");
        }
        assert_eq!(folded_label("1.0"), folded_label("1"));
        assert_ne!(folded_label("1.5"), folded_label("1"));
        assert_ne!(folded_label("v1.0"), folded_label("v1"));
    }

    #[test]
    fn the_commonest_variant_is_shown() {
        let values = ["物流 ", "物流", "退款"].map(str::to_owned);
        assert_eq!(commonest_variants(&values, &[1, 5, 2], folded), [1, 1, 2]);
        let turned = ["物流", "物流 "].map(str::to_owned);
        assert_eq!(commonest_variants(&turned, &[3, 3], folded), [0, 0]);
        let turned = ["物流 ", "物流"].map(str::to_owned);
        assert_eq!(commonest_variants(&turned, &[3, 3], folded), [1, 1]);
    }
}
