//! What is odd about the data as a whole: what a reader should know before believing a trend.

use super::pick;
use crate::aggregate::{self, Covered};
use crate::report::number::{count, percent};
use crate::types::Lang;

fn date(day: i32) -> String {
    aggregate::date(day).map_or_else(String::new, |d| d.to_string())
}

/// What the account of rows calls them.
pub(crate) fn apart(lang: Lang) -> &'static str {
    pick(lang, "时间与其余数据相隔很远", "Dated far from all others")
}

/// Complaints on both ends that lie apart from the rest, left out of trends and comparisons, and of a report about a period.
pub(crate) fn ends(covered: &Covered, has_period: bool, lang: Lang) -> String {
    let n = count(covered.apart());
    let [from, to, first, last] =
        [covered.all[0], covered.all[1], covered.first, covered.last].map(date);
    let mut outside = Vec::new();
    if covered.outside[0] > 0 {
        outside.push(pick(
            lang,
            format!("早于 {first}（最早 {from}）"),
            format!("before {first} (the first on {from})"),
        ));
    }
    if covered.outside[1] > 0 {
        outside.push(pick(
            lang,
            format!("晚于 {last}（最晚 {to}）"),
            format!("after {last} (the last on {to})"),
        ));
    }
    let outside = outside.join(pick(lang, "，或", ", or "));
    if has_period {
        return pick(
            lang,
            format!(
                "有 {n} 件的时间{outside}，与其余数据相隔很远，不属于本期，也不计入趋势与对比（--keep-ends 可计入）。"
            ),
            format!(
                "{n} complaints lie {outside}, far from all others. They count neither in the period nor in trends and comparisons (--keep-ends counts them)."
            ),
        );
    }
    pick(
        lang,
        format!(
            "有 {n} 件的时间{outside}，与其余数据相隔很远：计入总量和占比，不计入趋势与对比（--keep-ends 可计入）。"
        ),
        format!(
            "{n} complaints lie {outside}, far from all others. They count in totals and shares, not in trends and comparisons (--keep-ends counts them)."
        ),
    )
}

/// The same, where trends count them as asked.
pub(crate) fn kept_ends(covered: &Covered, lang: Lang) -> String {
    let n = count(covered.apart());
    let [first, last] = [covered.first, covered.last].map(date);
    pick(
        lang,
        format!(
            "有 {n} 件的时间在 {first} 至 {last} 之外，与其余数据相隔很远，按要求计入趋势（--keep-ends）。"
        ),
        format!(
            "{n} complaints lie far outside {first} to {last}; trends count them, as asked (--keep-ends)."
        ),
    )
}

/// Days without any complaint where many were to be expected.
pub(crate) fn gap(first: i32, last: i32, lang: Lang) -> String {
    let [first, last] = [first, last].map(date);
    pick(
        lang,
        format!("{first} 至 {last} 没有任何投诉，可能缺少数据。"),
        format!("There is no complaint from {first} to {last}; data may be missing."),
    )
}

/// Gaps that are not named, none longer than those that are.
pub(crate) fn more_gaps(n: usize, lang: Lang) -> String {
    pick(
        lang,
        format!("另有 {n} 段较短的时间也没有任何投诉，可能缺少数据。"),
        format!("{n} more stretches, none of them longer, hold no complaint; data may be missing."),
    )
}

/// Times that were written without a day.
pub(crate) fn months_alone(lang: Lang) -> String {
    pick(
        lang,
        "所有时间都是当月 1 日，视为只写了月份：按整月统计，最后一个月按完整计。",
        "All times are the first of a month and are read as whole months, the last one as complete.",
    )
    .to_owned()
}

/// Days before a gap are of no use to a watch.
pub(crate) fn watched_since(first: i32, last: i32, lang: Lang) -> String {
    let [first, last, since] = [first, last, last + 1].map(date);
    pick(
        lang,
        format!("{first} 至 {last} 没有任何投诉，可能缺少数据；只以 {since} 起的数据判断。"),
        format!(
            "There is no complaint from {first} to {last}; data may be missing, so the days since {since} alone are judged."
        ),
    )
}

/// One day that holds many of all complaints.
pub(crate) fn crowded_day(day: i32, n: u64, share: f64, lang: Lang) -> String {
    let (day, n, share) = (date(day), count(n), percent(share));
    pick(
        lang,
        format!("{day} 一天有 {n} 件（{share}），可能是批量补录的日期，而不是投诉的日期。"),
        format!(
            "{n} complaints ({share}) are dated {day}; this may be the day of an import and not of the complaints."
        ),
    )
}

/// A value that begins, or ends, in the midst of the data and moves the totals.
pub(crate) fn source(column: &str, value: &str, day: i32, begins: bool, lang: Lang) -> String {
    let day = date(day);
    match begins {
        true => pick(
            lang,
            format!("“{column}”的“{value}”自 {day} 起才有数据，此后总量的上升含有这一来源。"),
            format!(
                "“{value}” in column “{column}” begins on {day}: the rise of the totals from then on holds this source."
            ),
        ),
        false => pick(
            lang,
            format!("“{column}”的“{value}”在 {day} 之后没有数据，此后总量的下降含有这一来源。"),
            format!(
                "“{value}” in column “{column}” ends on {day}: the fall of the totals from then on holds this source."
            ),
        ),
    }
}

/// A file with whose first day the totals jump: complaints of the four weeks before and from that day on.
pub(crate) fn file_begins(file: &str, day: i32, before: u64, from: u64, lang: Lang) -> String {
    let (day, before, from) = (date(day), count(before), count(from));
    pick(
        lang,
        format!(
            "文件 {file} 的数据自 {day} 起，此后四周 {from} 件，前四周 {before} 件：请核对新增的来源或统计口径是否有变化。"
        ),
        format!(
            "{file} begins on {day}, with {from} complaints in the four weeks from then on and {before} in the four weeks before. Check whether a source was added or counting changed."
        ),
    )
}

/// A column that holds one value in some months, and many in others.
pub(crate) fn one_value(column: &str, value: &str, months: &[String], lang: Lang) -> String {
    let months = months.join(pick(lang, "、", ", "));
    pick(
        lang,
        format!("“{column}”在 {months} 只有“{value}”一个取值，而其他月份有多个，可能是默认值。"),
        format!(
            "Column “{column}” holds nothing but “{value}” in {months}, and several values in other months; it may be a default."
        ),
    )
}

/// Rows that were exported twice.
pub(crate) fn repeated_rows(n: u64, lang: Lang) -> String {
    let n = count(n);
    pick(
        lang,
        format!(
            "有 {n} 行的编号、内容和时间与前面某行完全相同，是重复导出的同一件投诉，只计一次。"
        ),
        format!(
            "{n} rows repeat the id, text and time of an earlier row. They are the same complaints, exported twice, and are not counted."
        ),
    )
}

/// Rows that were exported twice, with another state.
pub(crate) fn updated(n: u64, columns: &[String], lang: Lang) -> String {
    let n = count(n);
    let quoted: Vec<String> = columns.iter().map(|c| format!("“{c}”")).collect();
    let (zh, en) = (quoted.join("、"), quoted.join(", "));
    pick(
        lang,
        format!(
            "重复导出的行中有 {n} 行的{zh}与前面那行不同，以先读到的一行为准，最新的导出应排在最前（tousu month 即如此）。"
        ),
        format!(
            "{n} of the rows exported twice differ from the earlier one in {en}; the one read first counts, so the newest export should come first, as `tousu month` has it."
        ),
    )
}

/// Rows without an id that may have been exported twice.
pub(crate) fn identical(n: u64, share: f64, lang: Lang) -> String {
    let (n, share) = (count(n), percent(share));
    pick(
        lang,
        format!(
            "有 {n} 行（{share}）的所有单元格与前面某行完全相同，因没有编号列可供核对，仍各计一件；如属重复导出，请用 --id 指定编号列。"
        ),
        format!(
            "{n} rows ({share}) have the same cells as an earlier row. Without ids each counts; if they were exported twice, name the column of ids with --id."
        ),
    )
}

/// Complaints that share their id with another.
pub(crate) fn same_ids(n: u64, lang: Lang) -> String {
    let n = count(n);
    pick(
        lang,
        format!("有 {n} 件的编号与前面的相同，但内容或时间不同，仍各计一件；请核对编号。"),
        format!(
            "{n} complaints have an id that came before with another text or time, and each counts. Check the ids."
        ),
    )
}

/// A column of ids that holds none.
pub(crate) fn no_ids(n: u64, lang: Lang) -> String {
    let n = count(n);
    pick(
        lang,
        format!(
            "编号列有 {n} 行的值与前面的相同，超过四分之一，不像投诉编号，未据此去除重复导出的行；请用 --id 指定编号列。"
        ),
        format!(
            "In the column of ids, {n} rows, more than a quarter, hold a value that came before. It does not look like an id, and no row was left out by it; name the right column with --id."
        ),
    )
}

/// Texts that are copies of one.
pub(crate) fn alike(n: u64, share: f64, lang: Lang) -> String {
    let (n, share) = (count(n), percent(share));
    pick(
        lang,
        format!("有 {n} 件（{share}）的内容几乎相同，可能是模板或默认文字。"),
        format!(
            "The texts of {n} complaints ({share}) are almost the same; they may come from a template."
        ),
    )
}

/// Types that are counted under another name.
pub(crate) fn bridged(types: usize, complaints: u64, lang: Lang) -> String {
    pick(
        lang,
        format!("{types} 个类型按新旧类型对照表改按另一名称统计，涉及 {complaints} 件。"),
        format!(
            "{types} types are counted under another name, by the table of old and new types ({complaints} complaints)."
        ),
    )
}

/// Values put together that differ only in how they are written.
pub(crate) fn merged(column: &str, spellings: usize, values: usize, lang: Lang) -> String {
    pick(
        lang,
        format!(
            "“{column}”中有 {spellings} 种写法只差空格、大小写、全半角或不可见字符，合并为 {values} 个取值。"
        ),
        format!(
            "{spellings} spellings in column “{column}” differ only by spaces, case, width or invisible characters; they count as {values}."
        ),
    )
}
