//! Header words that say in what unit the numbers of a column are that carry none.

use super::{holds, holds_any};

/// What a number without a unit is in, where the header says so.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::columns) enum BareUnit {
    /// A unit of so many hours.
    Hours(f64),
    /// Working days, of which nobody knows how many hours they are.
    WorkingDays,
    /// Parts of a hundred.
    Percent,
}

/// Units of time in headers and their hours. Those of one letter, and 日, stand in brackets or at the end.
#[rustfmt::skip]
const TIMES: &[(f64, &[&str])] = &[
    (1.0 / 3600.0, &["秒", "seconds", "second", "secs", "sec", "секунд", "секунды"]),
    (1.0 / 60.0, &["分钟", "分鐘", "minutes", "minute", "mins", "min", "минут", "минуты"]),
    (1.0, &["小时", "小時", "钟头", "hours", "hour", "hrs", "hr", "часов", "часы", "часа"]),
    (24.0, &["天数", "天數", "days", "day", "дней", "дни"]),
    (168.0, &["周数", "星期", "weeks", "week"]),
];
/// The same in brackets or at the end of a header.
#[rustfmt::skip]
const SHORT_TIMES: &[(f64, &[&str])] = &[
    (1.0 / 3600.0, &["s"]),
    (1.0 / 60.0, &["分"]),
    (1.0, &["h", "时"]),
    (24.0, &["d", "天", "日"]),
    (168.0, &["周"]),
];
const WORKING_DAYS: &[&str] = &["工作日", "working", "business", "рабочих"];
/// Columns in which a `w` is a watt and a `k` what it is.
const POWER: &[&str] = &[
    "功率",
    "瓦",
    "分辨率",
    "尺码",
    "w",
    "kw",
    "watt",
    "watts",
    "power",
    "resolution",
    "size",
];

/// The unit of numbers without one; absent where the header names none, or several.
pub(in crate::columns) fn bare_unit(header: &str) -> Option<BareUnit> {
    if holds_any(header, WORKING_DAYS) {
        return Some(BareUnit::WorkingDays);
    }
    let long = TIMES
        .iter()
        .filter(|(_, words)| words.iter().any(|w| is_unit(header, w)));
    let short = SHORT_TIMES
        .iter()
        .filter(|(_, words)| words.iter().any(|w| ends(header, w)));
    let mut hours: Vec<f64> = long.chain(short).map(|(hours, _)| *hours).collect();
    hours.dedup();
    match hours[..] {
        [hours] => Some(BareUnit::Hours(hours)),
        [] if header.contains('%') || header.contains("百分") => Some(BareUnit::Percent),
        _ => None,
    }
}

/// Whether `5w` is a power, or `4k` a size, in a column of this name.
pub(in crate::columns) fn is_power(header: &str) -> bool {
    holds_any(header, POWER)
}

/// Whether a header names a unit, and no amount of it: 24小时 is one.
fn is_unit(header: &str, word: &str) -> bool {
    let is_counted = |at: usize| {
        header[..at]
            .trim_end()
            .ends_with(|c: char| c.is_numeric() || "一两二三半几".contains(c))
    };
    let mut places = header.match_indices(word);
    holds(header, word) && places.any(|(at, _)| !is_counted(at))
}

/// Whether a header ends in a unit, or has it in brackets.
fn ends(header: &str, word: &str) -> bool {
    let marks = |c: char| "()[]【】_/- ".contains(c);
    let is_alone = |(at, _): (usize, &str)| {
        let (before, after) = (&header[..at], &header[at + word.len()..]);
        before.ends_with(marks) && (after.is_empty() || after.starts_with([')', ']', '】', '/']))
    };
    header.match_indices(word).any(is_alone)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_name_the_unit_of_bare_numbers() {
        let hours = |h: f64| Some(BareUnit::Hours(h));
        for (header, wanted) in [
            ("处理时长(小时)", hours(1.0)),
            ("响应分钟数", hours(1.0 / 60.0)),
            ("办理天数", hours(24.0)),
            ("办理时长(天)", hours(24.0)),
            ("handling time (h)", hours(1.0)),
            ("response_min", hours(1.0 / 60.0)),
            ("response hours", hours(1.0)),
            ("处理时长(工作日)", Some(BareUnit::WorkingDays)),
            ("满意率(%)", Some(BareUnit::Percent)),
            ("处理时长", None),
            ("24小时响应时长", None),
            ("当天处理时长", None),
            ("超过1小时的天数", hours(24.0)),
            ("处理时长(小时/天)", None),
            ("折扣率", None),
            ("admin time", None),
        ] {
            assert_eq!(bare_unit(header), wanted, "{header}");
        }
    }
}
