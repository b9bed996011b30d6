//! What only a printed report says: numbers of headings, tables and pages, and what was left out.

use super::pick;
use crate::report::document::Print;
use crate::report::number::count;
use crate::types::Lang;

/// Titles of what was left out that a line names, at most.
const NAMED: usize = 6;

/// `第 12 期`; an issue that is not a bare number is printed as it was given, and without one there is room to write it.
pub(in crate::report) fn issue(given: &str, lang: Lang) -> String {
    let bare = given.chars().all(|c| c.is_ascii_digit());
    match (lang, bare) {
        (_, false) => given.to_owned(),
        (Lang::Zh, _) if given.is_empty() => "第　　　期".to_owned(),
        (Lang::Zh, _) => format!("第 {given} 期"),
        (Lang::En, _) if given.is_empty() => "Issue ______".to_owned(),
        (Lang::En, _) => format!("Issue {given}"),
    }
}

/// Room for the day on which the report is signed: nobody but the signer knows it.
pub(in crate::report) fn day_of_issue(lang: Lang) -> &'static str {
    pick(lang, "　　　　年　　月　　日", "Date: ____________")
}

/// Room for a name.
pub(in crate::report) fn blank(lang: Lang) -> &'static str {
    pick(lang, "＿＿＿＿＿＿", "____________")
}

/// The days that the report covers.
pub(in crate::report) fn covered(first: &str, last: &str, lang: Lang) -> String {
    pick(
        lang,
        format!("统计时段：{first} 至 {last}"),
        format!("Period: {first} to {last}"),
    )
}

/// Text before the number of the page, before the number of pages, and behind it.
pub(in crate::report) fn page_of(lang: Lang) -> [&'static str; 3] {
    pick(lang, ["第 ", " 页 共 ", " 页"], ["Page ", " of ", ""])
}

/// `一、` from 1; the number alone elsewhere.
pub(in crate::report) fn section_number(n: usize, lang: Lang) -> String {
    pick(lang, format!("{}、", numeral(n)), format!("{n}. "))
}

/// `（一）` from 1.
pub(in crate::report) fn part_number(n: usize, lang: Lang) -> String {
    pick(lang, format!("（{}）", numeral(n)), String::new())
}

/// `表 3　标题`
pub(in crate::report) fn table(n: usize, title: &str, lang: Lang) -> String {
    pick(
        lang,
        format!("表 {n}　{title}"),
        format!("Table {n}. {title}"),
    )
}

/// `图 3　标题`
pub(in crate::report) fn figure(n: usize, title: &str, lang: Lang) -> String {
    pick(
        lang,
        format!("图 {n}　{title}"),
        format!("Figure {n}. {title}"),
    )
}

/// A Chinese numeral below 100; digits from there on.
fn numeral(n: usize) -> String {
    const DIGITS: [&str; 10] = ["", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
    match (n / 10, n % 10) {
        (0, 0) => "〇".to_owned(),
        (0, one) => DIGITS[one].to_owned(),
        (1, one) => format!("十{}", DIGITS[one]),
        (ten @ 2..=9, one) => format!("{}十{}", DIGITS[ten], DIGITS[one]),
        _ => n.to_string(),
    }
}

/// Rows of a table that are not printed.
pub(in crate::report) fn cut_rows(how: &Print, shown: usize, all: usize, lang: Lang) -> String {
    let (shown, all) = (count(shown as u64), count(all as u64));
    let (zh, en) = match how {
        Print::Last(_) => ("最近 ", "Last "),
        Print::Only(_) => (" ", ""),
        Print::First(_) | Print::None => ("前 ", "First "),
    };
    pick(
        lang,
        format!("本表共 {all} 行，此处列{zh}{shown} 行。"),
        format!("{en}{shown} of {all} rows."),
    )
}

/// Findings that are not printed.
pub(in crate::report) fn cut_findings(shown: usize, all: usize, lang: Lang) -> String {
    let (shown, all) = (count(shown as u64), count(all as u64));
    pick(
        lang,
        format!("共 {all} 条，此处列前 {shown} 条。"),
        format!("The first {shown} of {all}."),
    )
}

/// Tables, charts and lists of a section that are not printed at all.
pub(in crate::report) fn left_out(titles: &[&str], lang: Lang) -> String {
    let more = titles.len().saturating_sub(NAMED);
    let named = &titles[..titles.len() - more];
    let named = named.join(pick(lang, "、", "; "));
    let more = match (lang, more) {
        (_, 0) => String::new(),
        (Lang::Zh, _) => format!(" 等 {} 项", titles.len()),
        (Lang::En, n) => format!("; and {n} more"),
    };
    pick(
        lang,
        format!("本节未列：{named}{more}。"),
        format!("Not printed here: {named}{more}."),
    )
}

/// Where everything is that is not printed: said once, at the end.
pub(in crate::report) fn rest(workbook: Option<&str>, lang: Lang) -> String {
    match workbook {
        Some(name) => pick(
            lang,
            format!("未列出的内容见 {name}；加 --full 可全部列出。"),
            format!("What is not printed is in {name}; --full prints everything."),
        ),
        None => pick(
            lang,
            "未列出的内容加 --full 可全部列出。",
            "--full prints what is left out here.",
        )
        .to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numerals() {
        let spoken: Vec<String> = [1, 9, 10, 11, 20, 35, 99, 100].map(numeral).into();
        assert_eq!(
            spoken,
            ["一", "九", "十", "十一", "二十", "三十五", "九十九", "100"]
        );
    }

    #[test]
    fn issues_are_numbered_or_named() {
        let issues = ["12", "2024 年第 3 期", ""].map(|given| issue(given, Lang::Zh));
        assert_eq!(issues, ["第 12 期", "2024 年第 3 期", "第　　　期"]);
        assert_eq!(issue("12", Lang::En), "Issue 12");
    }

    #[test]
    fn what_is_left_out_is_named() {
        let titles = ["甲", "乙", "丙", "丁", "戊", "己", "庚"];
        assert_eq!(left_out(&titles[..2], Lang::Zh), "本节未列：甲、乙。");
        assert!(left_out(&titles, Lang::Zh).contains("己 等 7 项"));
        assert!(rest(Some("a.xlsx"), Lang::Zh).contains("见 a.xlsx"));
        assert!(!rest(None, Lang::En).contains("xlsx"));
        assert!(left_out(&titles, Lang::En).contains("己; and 1 more"));
    }
}
