//! The period that a report is about, in words.

use super::pick;
use super::requests::{complaints_among, noun};
use crate::aggregate::{
    Change, EarlierPeriod, Figures, PeriodKind, ReportPeriod, ReportedPeriod, Tally,
};
use crate::report::number::{count, decimals, signed_percent};
use crate::types::Lang;
use chrono::{Datelike, NaiveDate};

/// Names the period of `figures`, and those it is compared with.
pub(crate) fn name_period(figures: &mut Figures, lang: Lang) {
    let Some(period) = &mut figures.period else {
        return;
    };
    let kind = period.kind;
    period.title = title(kind, (period.from, period.until), lang);
    let earlier = period.previous.iter_mut().chain(&mut period.year_before);
    for e in earlier {
        e.title = title(kind, (e.from, e.until), lang);
    }
}

/// `2024 年 12 月`, `December 2024`.
fn title(kind: PeriodKind, (from, until): (NaiveDate, NaiveDate), lang: Lang) -> String {
    let (year, month) = (from.year(), from.month());
    match (kind, lang) {
        (PeriodKind::Year, Lang::Zh) => format!("{year} 年"),
        (PeriodKind::Year, Lang::En) => year.to_string(),
        (PeriodKind::Quarter, Lang::Zh) => {
            let quarters = ["一", "二", "三", "四"];
            let quarter = quarters.get(from.month0() as usize / 3).copied();
            format!("{year} 年第{}季度", quarter.unwrap_or_default())
        }
        (PeriodKind::Quarter, Lang::En) => format!("Q{} {year}", (month - 1) / 3 + 1),
        (PeriodKind::Month, Lang::Zh) => format!("{year} 年 {month} 月"),
        (PeriodKind::Month, Lang::En) => from.format("%B %Y").to_string(),
        (PeriodKind::Week, _) => {
            let (week, days) = (from.iso_week(), span(from, until, lang));
            pick(
                lang,
                format!("{} 年第 {} 周（{days}）", week.year(), week.week()),
                format!("week {} of {} ({days})", week.week(), week.year()),
            )
        }
        (PeriodKind::Span, _) => span(from, until, lang),
    }
}

/// `2024-03-01 至 2024-05-31`, or the one day.
pub(super) fn span(from: NaiveDate, until: NaiveDate, lang: Lang) -> String {
    match (from == until, lang) {
        (true, _) => from.to_string(),
        (false, Lang::Zh) => format!("{from} 至 {until}"),
        (false, Lang::En) => format!("{from} to {until}"),
    }
}

/// What the account of rows says of a period, while the report is made.
pub(crate) fn told(tally: &Tally, period: ReportPeriod) -> String {
    let counts = tally.day_counts(None).unwrap_or_default();
    let [before, after, undated] = counts.outside(period.span);
    let label = period.label().replace("..", " to ");
    let mut line = format!(
        "{} of these rows are of {label}, {before} before it are history",
        tally.total.rows
    );
    if after > 0 {
        line += &format!(", {after} after it are left out");
    }
    if undated > 0 {
        line += &format!(", {undated} without a time are left out");
    }
    line
}

/// What one of the periods compared with is called.
pub(crate) fn earlier_name(period: &ReportedPeriod, is_year: bool, lang: Lang) -> &'static str {
    if is_year {
        return pick(lang, "去年同期", "Same period last year");
    }
    match period.kind {
        PeriodKind::Week => pick(lang, "上周", "Previous week"),
        PeriodKind::Month => pick(lang, "上月", "Previous month"),
        PeriodKind::Quarter => pick(lang, "上季度", "Previous quarter"),
        PeriodKind::Year => pick(lang, "上年", "Previous year"),
        PeriodKind::Span => pick(lang, "上期", "Previous period"),
    }
}

/// Notes about what a period leaves out, and where its data end.
pub(crate) fn notes(figures: &Figures, lang: Lang) -> Vec<String> {
    let Some(period) = &figures.period else {
        return Vec::new();
    };
    let mut notes = Vec::new();
    if !period.complete {
        let (title, days) = (&period.title, span(period.first, period.last, lang));
        notes.push(pick(
            lang,
            format!("{title}的数据不完整（{days}），不作环比、同比。"),
            format!(
                "{title} is incomplete (data from {days}) and is not compared with other periods."
            ),
        ));
    }
    let left_out = |name: &str| {
        figures
            .ledger
            .left_out
            .get(name)
            .copied()
            .filter(|n| *n > 0)
    };
    if let Some(n) = left_out("after").map(count) {
        notes.push(pick(
            lang,
            format!("本期之后的 {n} 件不计入。"),
            format!("{n} complaints after the period are left out."),
        ));
    }
    if let Some(n) = left_out("undated").map(count) {
        notes.push(pick(
            lang,
            format!("{n} 件没有可用的时间，无法判断是否属于本期，不计入。"),
            format!("{n} complaints have no usable time and are left out: they cannot be placed."),
        ));
    }
    notes
}

/// The sentence about the period against the earlier ones.
pub(crate) fn sentence(period: &ReportedPeriod, noun: &str, lang: Lang) -> Option<String> {
    let parts = [(&period.previous, false), (&period.year_before, true)];
    let parts = parts.into_iter().filter_map(|(earlier, is_year)| {
        let earlier = earlier.as_ref()?;
        Some(match lang {
            Lang::Zh => against_zh(earlier, earlier_name(period, is_year, lang)),
            Lang::En => against_en(earlier, noun),
        })
    });
    let parts: Vec<String> = parts.filter(|_| period.complete).collect();
    let listed = parts.join(pick(lang, "；", ". "));
    let sentence = pick(
        lang,
        format!("{}：{listed}。", period.title),
        format!("{listed}."),
    );
    (!parts.is_empty()).then_some(sentence)
}

/// `按工作日折算较上月（412 件）+12.3%（95% 区间 +2.0% 至 +23.4%）`
fn against_zh(earlier: &EarlierPeriod, name: &str) -> String {
    let Some(change) = &earlier.change else {
        return format!("{name}无可比数据");
    };
    let before = count(change.before);
    match compared(change, Lang::Zh) {
        None => format!("{name} {before} 件"),
        Some((relative, interval)) => {
            format!("按工作日折算较{name}（{before} 件）{relative}{interval}")
        }
    }
}

/// `Change from May 2025 (300 complaints), adjusted for working days: +3.3% (95% interval −14.7% to +25.1%)`
fn against_en(earlier: &EarlierPeriod, noun: &str) -> String {
    let title = &earlier.title;
    let Some(change) = &earlier.change else {
        return format!("No comparable data for {title}");
    };
    let before = count(change.before);
    match compared(change, Lang::En) {
        None => format!("{}: {before} {noun}", capital(title)),
        Some((relative, interval)) => format!(
            "Change from {title} ({before} {noun}), adjusted for working days: {relative}{interval}"
        ),
    }
}

/// A relative change and its interval.
pub(super) fn compared(change: &Change, lang: Lang) -> Option<(String, String)> {
    let ends = change.low.zip(change.high);
    let interval = ends.map(|ends| interval(ends, lang));
    Some((
        signed_percent(change.relative?),
        interval.unwrap_or_default(),
    ))
}

/// Its interval of 95%.
pub(super) fn interval((low, high): (f64, f64), lang: Lang) -> String {
    let (low, high) = (signed_percent(low), signed_percent(high));
    pick(
        lang,
        format!("（95% 区间 {low} 至 {high}）"),
        format!(" (95% interval {low} to {high})"),
    )
}

/// With a capital first letter.
pub(super) fn capital(text: &str) -> String {
    let mut chars = text.chars();
    let first = chars.next().map(|c| c.to_uppercase().to_string());
    first.unwrap_or_default() + chars.as_str()
}

/// The days of a period, or those of them that the data covers.
pub(super) fn days(period: &ReportedPeriod) -> (NaiveDate, NaiveDate) {
    match period.complete {
        true => (period.from, period.until),
        false => (period.first, period.last),
    }
}

/// The first sentence: how many complaints, from which day to which, how many a day.
pub(crate) fn volume(figures: &Figures, period: &ReportedPeriod, lang: Lang) -> String {
    let (total, distinct) = (count(figures.total), count(figures.distinct));
    let (noun, among) = (noun(figures, lang), complaints_among(figures, lang));
    let (from, until) = days(period);
    let days = (until - from).num_days() + 1;
    let mean = decimals(figures.total as f64 / days as f64, 1);
    let days = span(from, until, lang);
    // the names of weeks and spans say the days
    let when = match (period.title.contains(&days), lang) {
        (true, _) => period.title.clone(),
        (false, Lang::Zh) => format!("{}（{days}）", period.title),
        (false, Lang::En) => format!("{} ({days})", period.title),
    };
    pick(
        lang,
        format!("{when}共受理{noun} {total} 件（去重后 {distinct} 件），日均 {mean} 件{among}。"),
        format!(
            "{}: {total} {noun} ({distinct} distinct), {mean} a day{among}.",
            capital(&when)
        ),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::aggregate::Span;

    #[test]
    fn periods_have_the_names_people_give_them() {
        use PeriodKind::{Month, Quarter, Span as Days, Week, Year};
        let named = |kind, text| {
            let dates = Span::parse(text).unwrap().dates();
            [Lang::Zh, Lang::En].map(|lang| title(kind, dates, lang))
        };
        assert_eq!(named(Month, "2024-12"), ["2024 年 12 月", "December 2024"]);
        assert_eq!(named(Quarter, "2024-Q4"), ["2024 年第四季度", "Q4 2024"]);
        assert_eq!(named(Year, "2024"), ["2024 年", "2024"]);
        assert_eq!(
            named(Week, "2024-W50"),
            [
                "2024 年第 50 周（2024-12-09 至 2024-12-15）",
                "week 50 of 2024 (2024-12-09 to 2024-12-15)"
            ]
        );
        assert_eq!(
            named(Days, "2024-03..2024-05"),
            ["2024-03-01 至 2024-05-31", "2024-03-01 to 2024-05-31"]
        );
    }
}
