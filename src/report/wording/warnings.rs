//! Warnings in words, Chinese and English side by side.

use super::pick;
use super::warning_notes::percent;
pub(crate) use super::warning_notes::{
    arrival, ends_before, left_out, not_received, simulated, too_short, without_day,
};
use crate::aggregate::{Scope, ServiceFigure};
use crate::report::{Severity, Warning, Watch, decimals, thousands};
use crate::types::Lang;
use chrono::NaiveDate;

/// Dates of the last year that a sentence names at most.
const DATES: usize = 6;

/// What a warning is about: `物流配送（区域：华东）`.
fn subject(warning: &Warning, lang: Lang) -> String {
    if let Some(word) = &warning.word {
        return pick(
            lang,
            format!("提到“{word}”的投诉"),
            format!("Complaints with “{word}”"),
        );
    }
    let Some(figure) = warning.figure else {
        return scope_name(&warning.scope, lang);
    };
    let what = badly(figure, lang);
    match warning.scope.name.as_deref() {
        None => what.to_owned(),
        Some(name) => pick(
            lang,
            format!("{name}中{what}"),
            format!("{what} about {name}"),
        ),
    }
}

/// `物流配送（区域：华东）`
pub(super) fn scope_name(scope: &Scope, lang: Lang) -> String {
    let all = pick(lang, "全部投诉", "All complaints");
    let name = scope.name.as_deref().unwrap_or(all);
    let values = scope.values.iter();
    let values = values.map(|(column, value)| {
        let colon = pick(lang, "：", ": ");
        format!("{column}{colon}{value}")
    });
    let values: Vec<String> = values.collect();
    match (values.is_empty(), lang) {
        (true, _) => name.to_owned(),
        (false, Lang::Zh) => format!("{name}（{}）", values.join("，")),
        (false, Lang::En) => format!("{name} ({})", values.join(", ")),
    }
}

/// Complaints that went badly by a figure.
fn badly(figure: ServiceFigure, lang: Lang) -> &'static str {
    match figure {
        ServiceFigure::OnTime => pick(lang, "超期的投诉", "Overdue complaints"),
        ServiceFigure::Satisfied => pick(
            lang,
            "不满意的投诉",
            "Complaints with a dissatisfied complainant",
        ),
        ServiceFigure::FirstContact => pick(
            lang,
            "未一次解决的投诉",
            "Complaints not solved at the first contact",
        ),
        _ => pick(lang, "重复投诉", "Repeat complaints"),
    }
}

fn days(first: NaiveDate, last: NaiveDate, lang: Lang) -> String {
    match first == last {
        true => last.to_string(),
        false => pick(
            lang,
            format!("{first} 至 {last}"),
            format!("{first} to {last}"),
        ),
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the end of an interval of counts"
)]
fn whole(n: f64) -> String {
    thousands(n as u64)
}

/// A warning of fewer complaints expected says so: a ratio to hardly any tells nothing.
const HARDLY_ANY: f64 = 0.5;

/// What was counted, and what was expected.
fn counted(warning: &Warning, lang: Lang) -> String {
    let what = subject(warning, lang);
    let when = days(warning.start, warning.end, lang);
    let count = thousands(warning.count);
    let (zh, en, by) = if let Some(of) = warning.of {
        let share = percent(warning.count as f64 / of.max(1) as f64);
        let of = thousands(of);
        (
            format!("{what}：{when} {of} 件中有 {count} 件（{share}）"),
            format!("{what}: {count} of {of} from {when} ({share})"),
            (
                "按此前比例预计",
                "expected by their share on the days before",
            ),
        )
    } else if let Some(part) = warning.arrived.map(percent) {
        (
            format!("{what}：{when} 目前收到 {count} 件（同期投诉约已收到 {part}）"),
            format!(
                "{what}: {count} complaints from {when} so far (about {part} of them have come in)"
            ),
            ("按此前走势此时应收到", "expected by now"),
        )
    } else {
        (
            format!("{what}：{when} 共 {count} 件"),
            format!("{what}: {count} complaints from {when}"),
            ("按此前走势预计", "expected by the days before"),
        )
    };
    let fired = warning.fired;
    if warning.expected < HARDLY_ANY {
        return pick(
            lang,
            format!("{zh}，以往几乎没有，{fired} 起预警。"),
            format!("{en}, hardly any before; warned on {fired}."),
        );
    }
    let (low, high) = (whole(warning.interval.0), whole(warning.interval.1));
    let [expected, times] =
        [warning.expected, warning.ratio].map(|n| decimals(n, usize::from(n < 10.0)));
    pick(
        lang,
        format!(
            "{zh}，{} {expected} 件（95% 区间 {low}–{high}），为预计的 {times} 倍，{fired} 起预警。",
            by.0
        ),
        format!(
            "{en}, {expected} {} (95% interval {low}–{high}), {times} times as many; warned on {fired}.",
            by.1
        ),
    )
}

/// The sentences of a warning; with the days of history that were replayed where they are less than a year.
pub(crate) fn sentence(warning: &Warning, replayed: Option<usize>, lang: Lang) -> String {
    let mut text = counted(warning, lang);
    if !warning.words.is_empty() {
        let words = warning.words.join(pick(lang, "、", ", "));
        text += &pick(
            lang,
            format!("多提到：{words}。"),
            format!(" They mention: {words}."),
        );
    }
    text += &history(warning, replayed, lang);
    let (span, below) = (warning.days, thousands(warning.ends_below));
    text += &match (warning.is_above, lang) {
        (true, Lang::Zh) => format!("{span} 天内少于 {below} 件即解除。"),
        (true, Lang::En) => format!(" It ends when a {span}-day count falls below {below}."),
        (false, Lang::Zh) => "目前已回落到限值以下。".to_owned(),
        (false, Lang::En) => " It is below the limit again.".to_owned(),
    };
    text
}

fn history(warning: &Warning, replayed: Option<usize>, lang: Lang) -> String {
    let year = &warning.last_year;
    let shown = year.dates.iter().rev().take(DATES).rev();
    let shown: Vec<String> = shown.map(ToString::to_string).collect();
    let more = year.count > shown.len();
    let dates = shown.join(pick(lang, "、", ", "));
    let within = match replayed {
        Some(_) => pick(lang, "现有数据中", "in these data"),
        None => pick(lang, "近一年", "in the last year"),
    };
    match (year.count, replayed, lang) {
        (0 | 1, None, Lang::Zh) => "近一年仅此一次。".to_owned(),
        (0 | 1, None, Lang::En) => " It is the only such warning in the last year.".to_owned(),
        (0 | 1, Some(n), Lang::Zh) => format!("回放的 {n} 天内未曾预警。"),
        (0 | 1, Some(n), Lang::En) => format!(" Not warned before in the {n} days replayed."),
        (n, _, Lang::Zh) => {
            let dates = if more {
                format!("…、{dates}")
            } else {
                dates
            };
            format!("按同一规则，{within}会预警 {n} 次：{dates}。")
        }
        (n, _, Lang::En) => {
            let dates = if more { format!("…, {dates}") } else { dates };
            format!(" This rule would have fired {n} times {within}: {dates}.")
        }
    }
}

pub(crate) fn severity(severity: Severity, lang: Lang) -> &'static str {
    match severity {
        Severity::Low => pick(lang, "一般", "low"),
        Severity::Medium => pick(lang, "较重", "medium"),
        Severity::High => pick(lang, "严重", "high"),
    }
}

fn per(watch: &Watch, lang: Lang) -> String {
    let n = decimals(
        watch.budget.warnings,
        usize::from(watch.budget.warnings.fract() > 0.0),
    );
    let per = watch.budget.per.as_str();
    let warnings = if n == "1" { "warning" } else { "warnings" };
    let zh = match per {
        "week" => "周",
        "quarter" => "季度",
        "year" => "年",
        _ => "月",
    };
    pick(
        lang,
        format!("每{zh}误报 {n} 次以内"),
        format!("{n} false {warnings} a {per}"),
    )
}

/// The first line: how many warnings there are.
pub(crate) fn title(watch: &Watch, lang: Lang) -> String {
    let (series, budget) = (thousands(watch.series as u64), per(watch, lang));
    let Some((last, _)) = watch.last.zip(watch.limit) else {
        let (zh, en) = (
            "预警：没有可用的日期，未作判断。",
            "Warnings: no complaint has a usable day, so nothing was judged.",
        );
        return pick(lang, zh, en).to_owned();
    };
    let (known, new): (Vec<_>, Vec<_>) = watch.warnings.iter().partition(|w| w.known.is_some());
    let n = new.iter().filter(|w| w.is_above).count();
    let over = new.len() - n;
    let mut text = match (n, lang) {
        (0, Lang::Zh) => format!("截至 {last}，无预警"),
        (0, Lang::En) => format!("No warning on {last}"),
        (_, Lang::Zh) => format!("截至 {last}，预警 {n} 项"),
        (1, Lang::En) => format!("1 warning on {last}"),
        (_, Lang::En) => format!("{n} warnings on {last}"),
    };
    let known = known.len();
    let more = [
        (
            known,
            format!("已知事项 {known} 项"),
            format!("{known} known"),
        ),
        (
            over,
            format!("近期已回落 {over} 项"),
            format!("{over} back below the limit"),
        ),
    ];
    let more = more.into_iter().filter(|m| m.0 > 0);
    let more: Vec<String> = more.map(|(_, zh, en)| pick(lang, zh, en)).collect();
    if !more.is_empty() {
        let more = more.join(pick(lang, "、", ", "));
        text += &pick(lang, format!("（另有{more}）"), format!(" (and {more})"));
    }
    text + &pick(
        lang,
        format!("。监测 {series} 个序列，预算为{budget}。"),
        format!(". {series} series are watched; the budget is {budget}."),
    )
}

/// Everything as lines of text.
pub(crate) fn lines(watch: &Watch) -> String {
    let lang = watch.lang;
    let mut text = watch.sentence.clone() + "\n";
    for (at, warning) in (1..).zip(&watch.warnings) {
        let mark = standing(warning, lang);
        let mark = pick(lang, format!("【{mark}】"), format!("[{mark}] "));
        text += &format!("\n{at}. {mark}{}\n", warning.sentence);
        if !warning.ids.is_empty() {
            let ids = warning.ids.join(pick(lang, "、", ", "));
            text += &pick(
                lang,
                format!("   工单：{ids}\n"),
                format!("   Complaints: {ids}\n"),
            );
        }
    }
    if !watch.notes.is_empty() {
        text.push('\n');
    }
    for note in &watch.notes {
        text += &pick(lang, format!("说明：{note}\n"), format!("Note: {note}\n"));
    }
    text
}

/// The first page's sentence; absent where nothing new warns.
pub(crate) fn summary(watch: &Watch) -> Option<String> {
    let lang = watch.lang;
    let mut news = watch.warnings.iter().filter(|w| w.known.is_none());
    let first = news.next()?;
    let more = news.count();
    let what = subject(first, lang);
    let when = days(first.start, first.end, lang);
    let count = thousands(first.count);
    let expected = decimals(first.expected, usize::from(first.expected < 10.0));
    let expected = match first.expected < HARDLY_ANY {
        true => pick(lang, "以往几乎没有", "hardly any before").to_owned(),
        false => pick(
            lang,
            format!("预计 {expected} 件"),
            format!("{expected} expected"),
        ),
    };
    let n = more + 1;
    Some(match (more, lang) {
        (0, Lang::Zh) => format!("预警 1 项：{what}，{when} 共 {count} 件，{expected}。"),
        (_, Lang::Zh) => {
            format!("预警 {n} 项，首位是{what}：{when} 共 {count} 件，{expected}。")
        }
        (0, Lang::En) => format!("1 warning: {what}, {count} complaints from {when}, {expected}."),
        (_, Lang::En) => format!(
            "{n} warnings, the severest about {what}: {count} complaints from {when}, {expected}."
        ),
    })
}

/// Title of the table and heads of its columns: severity, the sentence, first and last day, 95 % interval of what was expected.
pub(crate) fn heads(lang: Lang) -> [&'static str; 6] {
    pick(
        lang,
        ["预警", "级别", "预警内容", "起", "止", "预计的 95% 区间"],
        [
            "Warnings",
            "Severity",
            "Warning",
            "From",
            "To",
            "95% interval expected",
        ],
    )
}

/// The severity, or why it is known.
pub(crate) fn standing(warning: &Warning, lang: Lang) -> String {
    match &warning.known {
        None => severity(warning.severity, lang).to_owned(),
        Some(note) if note.is_empty() => pick(lang, "已知", "known").to_owned(),
        Some(note) => pick(lang, format!("已知：{note}"), format!("known: {note}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ratio_to_hardly_any_is_not_told() {
        let mut warning = Warning {
            word: Some("老地方".into()),
            count: 8,
            expected: 0.001,
            ratio: 8_000.0,
            ..Warning::default()
        };
        let told = |w: &Warning| [Lang::Zh, Lang::En].map(|lang| counted(w, lang));
        let [zh, en] = told(&warning);
        assert!(
            zh.contains("共 8 件，以往几乎没有，") && !zh.contains("倍"),
            "{zh}"
        );
        assert!(
            en.contains("hardly any before;") && !en.contains("times"),
            "{en}"
        );
        (warning.expected, warning.ratio) = (0.5, 16.0);
        let [zh, en] = told(&warning);
        assert!(zh.contains("预计 0.5 件") && zh.contains("16 倍"), "{zh}");
        assert!(
            en.contains("0.5 expected") && en.contains("16 times"),
            "{en}"
        );
    }
}
