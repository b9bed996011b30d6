//! The interval of a share in a sentence.

use super::pick;
use crate::report::number::{count, shares_between};
use crate::types::Lang;

/// `95% 区间 13.5%–15.0%`
pub(super) fn interval((low, high): (f64, f64), lang: Lang) -> String {
    let name = pick(lang, "95% 区间", "95% interval");
    format!("{name} {}", shares_between(low, high, lang))
}

pub(super) fn in_brackets(text: String, lang: Lang) -> String {
    pick(lang, format!("（{text}）"), format!(" ({text})"))
}

pub(super) fn complaints(n: u64, lang: Lang) -> String {
    let n = count(n);
    pick(lang, format!("{n} 件"), format!("{n} complaints"))
}

/// `（1,137 件，95% 区间 13.5%–15.0%）`
pub(super) fn of_share(n: u64, ends: (f64, f64), lang: Lang) -> String {
    let (n, ends, and) = (
        complaints(n, lang),
        interval(ends, lang),
        pick(lang, "，", "; "),
    );
    in_brackets(format!("{n}{and}{ends}"), lang)
}
