//! How files and times were read: what a reader should know of rows and dates before trusting a number.

use super::pick;
use crate::columns::time::{TimeDoubt, WrittenOrders, Zone};
use crate::report::number::count;
use crate::types::Lang;

/// A file, with its sheet where there are sheets.
fn place(place: &str, lang: Lang) -> String {
    match lang {
        Lang::Zh => place.replacen(", sheet ", " 的工作表 ", 1),
        Lang::En => place.to_owned(),
    }
}

fn names(names: &[String], lang: Lang) -> String {
    names.join(pick(lang, "、", ", "))
}

/// One sheet of several was read.
pub(crate) fn one_sheet(file: &str, read: &str, others: &[String], lang: Lang) -> String {
    let others = names(others, lang);
    pick(
        lang,
        format!(
            "{file} 只读取了工作表 {read}，列相同的工作表 {others} 没有读取；要全部读取请用 --sheet '*'。"
        ),
        format!(
            "Of {file} only sheet {read} was read, though these have the same columns: {others}. To read all of them, use --sheet '*'."
        ),
    )
}

/// Hidden sheets were not read.
pub(crate) fn hidden_sheets(file: &str, sheets: &[String], lang: Lang) -> String {
    let sheets = names(sheets, lang);
    pick(
        lang,
        format!("{file} 的隐藏工作表没有读取：{sheets}；需要时请用 --sheet 写出名称。"),
        format!(
            "Hidden sheets of {file} were not read: {sheets}. Name them with --sheet if they are wanted."
        ),
    )
}

/// Sheets that lack most columns were not read.
pub(crate) fn other_sheets(file: &str, sheets: &[String], lang: Lang) -> String {
    let sheets = names(sheets, lang);
    pick(
        lang,
        format!(
            "{file} 的工作表 {sheets} 缺少其他工作表的多数列，没有读取；需要时请用 --sheet 写出名称。"
        ),
        format!(
            "Sheets of {file} that lack most columns of the others were not read: {sheets}. Name them with --sheet if they are wanted."
        ),
    )
}

/// Hidden rows were read.
pub(crate) fn hidden_rows(at: &str, hidden: u64, rows: u64, lang: Lang) -> String {
    let (at, hidden, rows) = (place(at, lang), count(hidden), count(rows));
    pick(
        lang,
        format!("{at} 的 {rows} 行中有 {hidden} 行是隐藏行（可能被筛选），照常计入。"),
        format!(
            "{at}: {hidden} of {rows} rows are hidden, perhaps by a filter. They are counted like all others."
        ),
    )
}

/// Rows that are not data were left out. `what` in both languages.
pub(crate) fn left_out(
    (at, example): (&str, &str),
    rows: u64,
    (zh, en): (&str, &str),
    lang: Lang,
) -> String {
    let (at, rows) = (place(at, lang), count(rows));
    pick(
        lang,
        format!(
            "{at} 有 {rows} 行是{zh}{}，不计入。",
            in_chinese_brackets(example)
        ),
        format!("{at}: {rows} {en}{example} left out."),
    )
}

fn in_chinese_brackets(example: &str) -> String {
    let inner = example.trim().trim_matches(['(', ')', '`']);
    match inner.is_empty() {
        true => String::new(),
        false => format!("（“{inner}”）"),
    }
}

/// Little text decided the encoding.
pub(crate) fn encoding(file: &str, name: &str, lang: Lang) -> String {
    pick(
        lang,
        format!(
            "{file} 按 {name} 编码读取，但文字太少，不能确定；如有乱码，请用 --encoding 指定。"
        ),
        format!(
            "{file} was read as {name}, which so little text cannot settle. Name the encoding with --encoding if letters look wrong."
        ),
    )
}

fn orders_in_chinese(orders: &WrittenOrders) -> String {
    let english = orders.to_string().replace(" and ", "和");
    let words = [("year", "年"), ("month", "月"), ("day", "日")];
    let chinese = words.into_iter();
    chinese.fold(english, |text, (en, zh)| text.replace(en, zh))
}

/// How times were read.
pub(crate) fn times(doubt: &TimeDoubt, lang: Lang) -> String {
    if lang == Lang::En {
        let line = doubt.to_string();
        let mut chars = line.chars();
        let first = chars.next().map(|c| c.to_ascii_uppercase());
        let rest = chars.as_str();
        return first.map_or_else(String::new, |first| format!("{first}{rest}."));
    }
    match doubt {
        TimeDoubt::Undecided(orders) => format!(
            "03/05/2019 这样的日期按{}读取，但没有单元格能确定这一顺序，请核对。",
            orders_in_chinese(orders)
        ),
        TimeDoubt::FewYears(orders, years) => format!(
            "日期按{}读取（这样只落在 {years} 个年份）。",
            orders_in_chinese(orders)
        ),
        TimeDoubt::Decided {
            orders,
            day_first,
            month_first,
        } => format!(
            "日期按{}读取（{} 个单元格只能是日在前，{} 个只能是月在前）。",
            orders_in_chinese(orders),
            count(*day_first),
            count(*month_first)
        ),
        TimeDoubt::Mixed {
            day_first,
            month_first,
            open,
        } => format!(
            "日期有两种写法（{} 个单元格只能是日在前，{} 个只能是月在前），两种都读得通的 {} 个单元格因此没有时间；请按写法分开统计，或用 --columns 固定日期顺序。",
            count(*day_first),
            count(*month_first),
            count(*open)
        ),
        TimeDoubt::Swapped { dates, texts } => format!(
            "{} 个日期的日都不超过 12，而 {} 个仍是文本的日期的日都大于 12：表格软件很可能把前者的日和月对调了，这些投诉因此计入了错误的月份，各期件数不可采信。请重新导出，并以文本方式打开。",
            count(*dates),
            count(*texts)
        ),
        TimeDoubt::Roc => "年份按民國纪年读取，112 即 2023 年。".to_owned(),
        TimeDoubt::NotRoc => {
            "99年 这样的两位年份按公历读取（1999 年）；如是民國纪年，请在前面写明“民國”。"
                .to_owned()
        }
        TimeDoubt::Utc => "时间按原样采用 UTC，没有换算；要换算请用 --time-zone。".to_owned(),
        TimeDoubt::Zones(zones, to) => {
            let utc = if *to == Zone::Offset(0) { "" } else { "UTC" };
            format!("时间写有 {zones} 种时区，统一换算为 {utc}{to}。")
        }
    }
}
