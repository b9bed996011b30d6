//! What is odd about the days that warnings rest on, Chinese and English side by side.

use super::pick;
use crate::report::{ArrivalSoFar, decimals, thousands};
use crate::types::Lang;
use chrono::NaiveDate;

/// `37%`
pub(super) fn percent(part: f64) -> String {
    format!("{}%", decimals(100.0 * part, 0))
}

/// The history is too short for a limit.
pub(crate) fn too_short(days: usize, least: usize, lang: Lang) -> String {
    pick(
        lang,
        format!("预警：历史只有 {days} 天，不足 {least} 天，未作判断。"),
        format!(
            "Warnings: the complaints cover {days} days; {least} are needed, so nothing was judged."
        ),
    )
}

/// Simulated histories were added.
pub(crate) fn simulated(days: usize, lang: Lang) -> String {
    pick(
        lang,
        format!(
            "可供回放的历史只有 {days} 天，限值部分来自模拟的历史，未计年度规律，误报可能多于预算。"
        ),
        format!(
            "Only {days} days could be replayed: limits are partly simulated and ignore seasons, so false warnings may exceed the budget."
        ),
    )
}

/// The date asked for lies behind the data.
pub(crate) fn ends_before(asked: NaiveDate, last: NaiveDate, lang: Lang) -> String {
    pick(
        lang,
        format!("数据只到 {last}，没有 {asked} 的投诉，按 {last} 判断。"),
        format!("The data end on {last}, before {asked}; {last} is judged."),
    )
}

/// Complaints without a day are not counted.
pub(crate) fn without_day(rows: usize, lang: Lang) -> String {
    let n = thousands(rows as u64);
    pick(
        lang,
        format!("{n} 件没有可用的日期，未计入。"),
        format!("{n} complaints have no usable day and are not counted."),
    )
}

/// Complaints come in later than they were made.
pub(crate) fn arrival(arrival: &ArrivalSoFar, window: usize, lang: Lang) -> String {
    let (part, until) = (percent(arrival.part), arrival.complete_until);
    pick(
        lang,
        format!(
            "投诉陆续收到：近 {window} 天发生的约已收到 {part}，{until} 及以前的基本收齐。预计件数和限值均按各日当时已收到的部分计算。"
        ),
        format!(
            "Complaints come in later than they were made: about {part} of those of the last {window} days have come in, and nearly all of those up to {until}. What is expected and the limit refer to what had come in by each day."
        ),
    )
}

/// Complaints of which it is not known when they came in.
pub(crate) fn not_received(rows: usize, lang: Lang) -> String {
    let n = thousands(rows as u64);
    pick(
        lang,
        format!("{n} 件没有可用的收到日期，按发生当天收到计算。"),
        format!(
            "{n} complaints do not say on which day they came in; they count as received on their own day."
        ),
    )
}

/// Cells were left out.
pub(crate) fn left_out(cells: usize, lang: Lang) -> String {
    let n = thousands(cells as u64);
    pick(
        lang,
        format!("组合过多，件数最少的 {n} 个组合未监测；可用 --by 少选几列。"),
        format!(
            "There are too many cells: the {n} smallest are not watched. Name fewer columns with --by."
        ),
    )
}
