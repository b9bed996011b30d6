//! What a reader should know before trusting a number.

pub(crate) use super::corrections::{audit, correction};
use super::{period, pick};
use crate::aggregate::{Calendar, Figures, Period, Tally, years_without_holidays};
use crate::columns::ReportColumns;
use crate::report::number::count;
use crate::types::Lang;

/// Columns that are missing.
fn missing_columns(columns: &ReportColumns, lang: Lang) -> Vec<String> {
    let notes = [
        (
            columns.text.is_empty(),
            "没有文本列，因此不去重，也不列特征词和典型投诉。",
            "There is no text column, so near-duplicates are not detected and there are no words or examples.",
        ),
        (
            columns.time.is_none(),
            "没有时间列，因此没有趋势和环比。",
            "There is no time column, so there are no trends and no comparisons between periods.",
        ),
        (
            columns.by.is_empty(),
            "没有可供分组的列，可用 --by 指定。",
            "There is no column to break the complaints down by; name one with --by.",
        ),
    ];
    let missing = notes.into_iter().filter(|n| n.0);
    let mut notes: Vec<String> = missing
        .map(|(_, zh, en)| pick(lang, zh, en).to_owned())
        .collect();
    let coarse = columns.coarse_times.iter();
    let coarse = coarse.filter(|_| columns.time.is_none());
    notes.extend(coarse.map(|name| {
        pick(
            lang,
            format!("“{name}”列只写到周或季度，没有具体日期，不能作为时间列；改写成日期后即可分析趋势。"),
            format!("Column “{name}” holds weeks or quarters without a day and is not read as times; write dates for trends."),
        )
    }));
    notes
}

/// Causes were left out.
pub(crate) fn no_causes(lang: Lang) -> String {
    let (zh, en) = (
        "按要求未分析原因（--no-causes）。",
        "Causes were not analysed (--no-causes).",
    );
    pick(lang, zh, en).to_owned()
}

/// Masks were left out.
pub(crate) fn unmasked(lang: Lang) -> String {
    let (zh, en) = (
        "按要求未遮盖个人号码（--no-mask）。",
        "Personal numbers are not masked (--no-mask).",
    );
    pick(lang, zh, en).to_owned()
}

/// Complaints that fit no type were too many to be grouped whole.
pub(crate) fn sampled(unsure: usize, most: usize, lang: Lang) -> String {
    let (unsure, most) = (count(unsure as u64), count(most as u64));
    pick(
        lang,
        format!("难以归类的投诉共 {unsure} 件（去重后），按固定种子抽取其中 {most} 件聚类。"),
        format!(
            "{unsure} distinct complaints fit no type well; a random sample of {most} of them was grouped."
        ),
    )
}

/// What a report of merged tallies holds, and what it leaves out.
pub(crate) fn merged(tally: &Tally, lang: Lang) -> String {
    let copies = match tally.copies {
        Some(_) => pick(
            lang,
            "数字以外完全相同的文本跨份去重，近似文本只在每份之内去重",
            "Texts that differ only in digits are deduplicated across parts, near-duplicates only within each part",
        ),
        None => pick(lang, "未去重", "Nothing is deduplicated"),
    };
    let words = match tally.words {
        Some(_) => pick(
            lang,
            "特征词按各份去重后的投诉计数",
            "Words are counted over the distinct complaints of each part",
        ),
        None => pick(lang, "不列特征词", "Words are left out"),
    };
    let ids = pick(
        lang,
        "重复导出的行只在每份之内识别",
        "Rows exported twice are recognised only within each part",
    );
    pick(
        lang,
        format!(
            "本报告由多份部分计数合并而成：{copies}；{ids}；{words}。服务指标总览、上升与分组的原因、短语和典型投诉不在其中。"
        ),
        format!(
            "This report merges partial tallies. {copies}. {ids}. {words}. It has no service figures beyond means and quantiles, no causes of \
             rises, no phrases and no examples."
        ),
    )
}

/// The monthly template found no month that the parts tell from other times.
pub(crate) fn month_not_apart(month: &str, lang: Lang) -> String {
    pick(
        lang,
        format!(
            "有的部分计数把 {month} 与其他时间合在一起，本报告因此覆盖全部时间；请按月分别计数，或在计数时加上 --month {month}。"
        ),
        format!(
            "Some parts count {month} and other times together, so this report is about all of them. Count each month in a part of its own, or count with --month {month}."
        ),
    )
}

/// A model gave the types, and it is not at hand.
pub(crate) fn uncorrected(lang: Lang) -> String {
    pick(
        lang,
        "类型由模型给出，所列占比是模型的判定结果，未经校正，也没有区间；加上 --model（给出这些类型的模型）可得到校正占比及其区间。",
        "The types come from a model, so these are the shares predicted: not corrected, and without intervals. Add --model with the model \
         that gave the types for corrected shares and their intervals.",
    )
    .to_owned()
}

/// Guessed dimensions in which no cause is looked for.
pub(crate) fn mirrors(names: &[String], lang: Lang) -> Option<String> {
    let named = names
        .iter()
        .map(|n| pick(lang, format!("“{n}”"), format!("“{n}”")));
    let listed = named.collect::<Vec<_>>().join(pick(lang, "、", ", "));
    (!names.is_empty()).then(|| {
        pick(
            lang,
            format!("{listed}与类型基本对应，原因分析不按其展开；如需展开，请用 --by 指定。"),
            match names.len() {
                1 => format!("No causes are looked for in {listed}, which largely repeats the types; name it with --by if they should be."),
                _ => format!("No causes are looked for in {listed}, which largely repeat the types; name them with --by if they should be."),
            },
        )
    })
}

/// Targets of types that no complaint has.
fn no_such_types(names: &[String], lang: Lang) -> Option<String> {
    let listed = names.join(pick(lang, "、", ", "));
    let note = pick(
        lang,
        format!("目标文件中的这些类型没有投诉：{listed}。"),
        format!("No complaint has these types of the target file: {listed}."),
    );
    (!names.is_empty()).then_some(note)
}

/// Times before the complaint.
pub(crate) fn earlier(n: usize, column: &str, lang: Lang) -> String {
    let n = count(n as u64);
    pick(
        lang,
        format!("{n} 件的“{column}”早于投诉时间，不计入时长。"),
        format!(
            "In {n} complaints “{column}” is earlier than the complaint itself; these are left out of durations."
        ),
    )
}

/// Those of a report on rows that come last: about its figures, its columns, and types of the target file that no complaint has.
pub(crate) fn at_last(
    figures: &Figures,
    (calendar, columns): (&Calendar, &ReportColumns),
    missing: &[String],
    lang: Lang,
) -> Vec<String> {
    let mut notes = of_figures(figures, calendar, lang);
    notes.extend(missing_columns(columns, lang));
    notes.extend(no_such_types(missing, lang));
    notes
}

/// What figures leave out.
pub(crate) fn of_figures(figures: &Figures, calendar: &Calendar, lang: Lang) -> Vec<String> {
    // those apart are told with their days
    let without = figures.rows_without.iter();
    let without = without.filter(|(role, n)| **n > 0 && *role != "apart");
    let mut notes: Vec<String> = without
        .map(|(role, n)| rows_without(role, *n, lang))
        .collect();
    notes.extend(period::notes(figures, lang));
    let told = figures.period.as_ref().map(|p| p.from);
    let is_told = |p: &Period| p.complete || Some(p.start) == told;
    let names = ranges(&figures.periods, |p| !is_told(p), lang);
    if !names.is_empty() {
        let names = names.join(pick(lang, "、", ", "));
        notes.push(pick(
            lang,
            format!("{names} 数据不完整，不参与环比、同比和异常判断。"),
            format!("{names}: incomplete; excluded from comparisons and alerts."),
        ));
    }
    let years = years_without_holidays(figures, calendar);
    if let (Some(first), Some(last)) = (years.first(), years.last()) {
        let years = if first == last {
            first.to_string()
        } else {
            format!("{first}–{last}")
        };
        notes.push(pick(
            lang,
            format!("节假日历不含 {years} 年，这些年份按没有节假日计算；可用 --calendar 文件给出。"),
            format!(
                "The holiday calendar does not cover {years}: days there count as if there were no holidays. Give yours with --calendar FILE."
            ),
        ));
    }
    notes
}

/// The periods chosen, three or more in a row as a range.
fn ranges(periods: &[Period], is_chosen: impl Fn(&Period) -> bool, lang: Lang) -> Vec<String> {
    let mut names = Vec::new();
    for run in periods.chunk_by(|a, b| is_chosen(a) == is_chosen(b)) {
        match run {
            [first, ..] if !is_chosen(first) => {}
            [first, _, .., last] => {
                let to = pick(lang, " 至 ", " to ");
                names.push(format!("{}{to}{}", first.period, last.period));
            }
            few => names.extend(few.iter().map(|p| p.period.clone())),
        }
    }
    names
}

fn rows_without(role: &str, n: u64, lang: Lang) -> String {
    let n = count(n);
    let zh = match role {
        "type" => format!("{n} 件没有类型，不计入占比的分母。"),
        "time" => format!("{n} 件没有可用的时间，不计入趋势。"),
        column => format!("{n} 件的“{column}”为空，不计入该列的占比。"),
    };
    let en = match role {
        "type" => format!("{n} complaints have no type and are excluded from all shares."),
        "time" => format!("{n} complaints have no usable time and are excluded from trends."),
        column => {
            format!("{n} complaints have no value in “{column}” and are excluded from its shares.")
        }
    };
    pick(lang, zh, en)
}
