//! What the next periods are expected to hold, in words.

use super::pick;
use super::requests::noun;
use super::values::singular;
use crate::aggregate::{Figures, Forecast, ForecastPeriod, Unit};
use crate::report::number::{count, decimals};
use crate::types::{Lang, is_han};
use chrono::{Datelike, NaiveDate};

/// `按以往走势，2025-01 预计受理 95 件（80% 区间 78–114）。` Days are left to the table.
pub(super) fn sentence(figures: &Figures, lang: Lang) -> Option<String> {
    if matches!(figures.period_unit, Some(Unit::Day) | None) {
        return None;
    }
    let next = figures.forecast.as_ref()?.periods.first()?;
    let (period, all) = (named(next, figures.period_unit, lang), &next.all);
    let so_far = match next.so_far {
        0 => String::new(),
        n => pick(
            lang,
            format!("，其中已受理 {} 件", count(n)),
            format!("; {} so far", count(n)),
        ),
    };
    // Chinese characters need no space between them
    let gap = if period.ends_with(is_han) { "" } else { " " };
    let expected = decimals(all.expected, 0);
    let [low, high] = [all.interval_80.0, all.interval_80.1].map(whole);
    Some(pick(
        lang,
        format!(
            "按以往走势，{period}{gap}预计受理 {expected} 件（80% 区间 {low}–{high}）{so_far}。"
        ),
        singular(&format!(
            "Forecast for {period}: {expected} {} (80% interval {low}–{high}{so_far}), if recent levels continue.",
            noun(figures, lang)
        )),
    ))
}

/// A period as a sentence names it: weeks in Chinese by their days, months and quarters in English by their names.
fn named(next: &ForecastPeriod, unit: Option<Unit>, lang: Lang) -> String {
    let day = |date: NaiveDate| format!("{} 月 {} 日", date.month(), date.day());
    match (unit, lang) {
        (Some(Unit::Week), Lang::Zh) => format!("{}—{}当周", day(next.start), day(next.end)),
        (Some(Unit::Month), Lang::En) => next.start.format("%B %Y").to_string(),
        (Some(Unit::Quarter), Lang::En) => {
            format!("Q{} {}", next.start.month0() / 3 + 1, next.start.year())
        }
        _ => next.period.clone(),
    }
}

/// Head of the column of what has been counted of a period under way.
pub(in crate::report) fn so_far(lang: Lang) -> &'static str {
    pick(lang, "已受理", "So far")
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the end of an interval of counts"
)]
fn whole(n: f64) -> String {
    count(n as u64)
}

/// What the forecast is called among the rules.
pub(in crate::report) fn name(lang: Lang) -> &'static str {
    pick(lang, "后续预测", "Forecast")
}

/// Titles of the tables: all complaints by period, and the types in the next one.
pub(in crate::report) fn titles(period: &str, lang: Lang) -> [String; 2] {
    pick(
        lang,
        [name(lang).to_owned(), format!("各类型后续预测（{period}）")],
        [name(lang).to_owned(), format!("Forecast by type, {period}")],
    )
}

/// Heads of the columns of intervals: 50, 80 and 95 %.
pub(in crate::report) fn intervals(lang: Lang) -> [&'static str; 3] {
    pick(
        lang,
        ["50% 区间", "80% 区间", "95% 区间"],
        ["50% interval", "80% interval", "95% interval"],
    )
}

/// What to know of it.
pub(in crate::report) fn notes(forecast: &Forecast, lang: Lang) -> Vec<String> {
    let usual = pick(
        lang,
        "按以往的水平、增减趋势、年度波动和工作日天数推算，不含政策、活动、天气等外部因素。",
        "Carried on from the level, growth, yearly wave and working days so far; nothing planned or outside is in it.",
    );
    let short = pick(
        lang,
        "数据不满 14 个月，只按近期水平和工作日天数推算，未计趋势和年度波动。",
        "The data span fewer than 14 months: the level and working days are carried on, without growth or season.",
    );
    vec![if forecast.level_only { short } else { usual }.to_owned()]
}
