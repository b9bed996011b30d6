//! The first screen: a title, up to five sentences, and the lines of the latest period, and what the next one is expected to hold.

use super::forecast;
use super::lines::Lines;
use super::period::{compared, interval as change_interval};
use super::requests::{Renaming, complaints_among, noun};
use super::shares::{complaints, in_brackets, interval, of_share};
use super::values::singular;
use super::{period, pick, service};
use crate::aggregate::{Compared, CorrectionMethod, Figures, Period, PeriodKind};
use crate::causes::{Finding, FindingKind};
use crate::report::Template;
use crate::report::number::{count, decimals, percent, signed_percent};
use crate::types::Lang;
use chrono::NaiveDate;

/// Sentences at most, those of the latest period not counted.
const MOST: usize = 5;

fn span(figures: &Figures) -> Option<(&Period, &Period)> {
    figures.periods.first().zip(figures.periods.last())
}

/// First and last day of what the report is about, as its first sentence has them; absent without times.
pub(crate) fn days(figures: &Figures) -> Option<(NaiveDate, NaiveDate)> {
    match &figures.period {
        Some(reported) => Some(period::days(reported)),
        None => span(figures).map(|(first, last)| (first.covered_from, last.covered_to)),
    }
}

/// The title of a report that was given none.
pub(crate) fn title(figures: &Figures, template: Template, lang: Lang) -> String {
    if let Some(period) = &figures.period {
        return period_title(
            name_of(template, Some(period.kind), lang),
            &period.title,
            lang,
        );
    }
    let name = name_of(template, None, lang);
    match span(figures) {
        None => name.to_owned(),
        Some((first, last)) if first.period == last.period => format!("{name} {}", first.period),
        Some((first, last)) => {
            let to = pick(lang, "至", "to");
            format!("{name} {} {to} {}", first.period, last.period)
        }
    }
}

fn period_title(name: &str, period: &str, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("{name}（{period}）"),
        Lang::En => format!("{name}, {period}"),
    }
}

/// What a report is called; that of the hotline after the length of its period.
fn name_of(template: Template, kind: Option<PeriodKind>, lang: Lang) -> &'static str {
    match (template, kind) {
        (Template::Standard, _) => pick(lang, "投诉分析报告", "Complaint report"),
        (_, Some(PeriodKind::Month)) => {
            pick(lang, "12345 热线诉求月报", "12345 hotline monthly report")
        }
        (_, Some(PeriodKind::Week)) => {
            pick(lang, "12345 热线诉求周报", "12345 hotline weekly report")
        }
        (_, Some(PeriodKind::Quarter)) => {
            pick(lang, "12345 热线诉求季报", "12345 hotline quarterly report")
        }
        (_, Some(PeriodKind::Year)) => {
            pick(lang, "12345 热线诉求年报", "12345 hotline annual report")
        }
        (_, Some(PeriodKind::Span) | None) => {
            pick(lang, "12345 热线诉求报告", "12345 hotline report")
        }
    }
}

/// What happened: volume, largest types, latest period, service; then the issues and rises of that period or, without any, the first finding
/// of each urgent kind.
pub(crate) fn sentences(figures: &Figures, findings: &[Finding], lang: Lang) -> Vec<String> {
    let mut all = Vec::new();
    if let Some(compared) = &figures.compare {
        all.push(two_spans(compared, lang));
        let moved = findings.iter().filter(|f| f.kind == FindingKind::Compare);
        all.extend(moved.take(2).map(|f| f.sentence.clone()));
    }
    all.push(volume(figures, lang));
    all.extend(top(figures, lang));
    match &figures.period {
        Some(reported) => all.extend(period::sentence(reported, noun(figures, lang), lang)),
        None if figures.compare.is_some() => {}
        None => all.extend(latest(figures, lang)),
    }
    all.extend(service::rates(figures, lang));
    let lines = Lines::of(figures, findings);
    if lines.findings.is_empty() {
        all.extend(lines.elsewhere().map(|f| f.sentence.clone()));
        all.truncate(MOST);
    }
    if all.len() < MOST {
        all.extend(service::sentence(figures, lang));
    }
    all.extend(lines.told(lang));
    all.extend(forecast::sentence(figures, lang));
    of_requests(all, figures, findings, lang)
}

/// The sentences with singulars, and about requests where rows are requests; the volume says how many of them are complaints, and findings know.
fn of_requests(
    mut all: Vec<String>,
    figures: &Figures,
    findings: &[Finding],
    lang: Lang,
) -> Vec<String> {
    if lang == Lang::En {
        all.iter_mut().for_each(|s| *s = singular(s));
    }
    let Some(renaming) = Renaming::of(figures) else {
        return all;
    };
    let volume = [volume(figures, lang)].map(|s| singular(&s));
    let stays = |s: &String| volume.contains(s) || findings.iter().any(|f| f.sentence == *s);
    for sentence in all.iter_mut().filter(|s| !stays(s)) {
        *sentence = renaming.of_text(sentence);
    }
    all
}

/// Puts more sentences before the outlook, which stays last.
pub(crate) fn tell(summary: &mut Vec<String>, more: Option<String>, figures: &Figures, lang: Lang) {
    let outlook = forecast::sentence(figures, lang);
    let has_outlook = outlook.is_some() && summary.last() == outlook.as_ref();
    let at = summary.len() - usize::from(has_outlook);
    summary.splice(at..at, more);
}

/// What two spans that are compared hold, and how the second differs.
fn two_spans(c: &Compared, lang: Lang) -> String {
    let [before, after] = [&c.before, &c.after].map(|s| (s.start, s.end, count(s.count)));
    let change = c.total.relative.map(signed_percent);
    let change = change.map(|relative| match c.total.low.zip(c.total.high) {
        Some(ends) => format!("{relative}{}", change_interval(ends, lang)),
        None => relative,
    });
    let zh = change
        .as_ref()
        .map_or(String::new(), |c| format!("，按工作日折算日均变化 {c}"));
    let en = change.map_or(String::new(), |c| format!(", {c} per ordinary day"));
    let ((b1, b2, b), (a1, a2, a)) = (before, after);
    pick(
        lang,
        format!("后段（{a1} 至 {a2}）{a} 件，前段（{b1} 至 {b2}）{b} 件{zh}。"),
        format!("{a} complaints from {a1} to {a2}, after {b} from {b1} to {b2}{en}."),
    )
}

fn volume(figures: &Figures, lang: Lang) -> String {
    if let Some(reported) = &figures.period {
        return period::volume(figures, reported, lang);
    }
    let (total, distinct) = (count(figures.total), count(figures.distinct));
    let (noun, among) = (noun(figures, lang), complaints_among(figures, lang));
    let dated: u64 = figures.periods.iter().map(|p| p.count).sum();
    match days(figures) {
        Some((start, end)) => {
            let days: u32 = figures.periods.iter().map(|p| p.covered_days).sum();
            let mean = decimals(dated as f64 / f64::from(days.max(1)), 1);
            if dated < figures.total {
                let dated = count(dated);
                return pick(
                    lang,
                    format!(
                        "共受理{noun} {total} 件（去重后 {distinct} 件），其中 {dated} 件的日期在 {start} 至 {end} 之间，日均 {mean} 件{among}。"
                    ),
                    format!(
                        "{total} {noun} ({distinct} distinct), of which {dated} are dated {start} to {end}, {mean} a day{among}."
                    ),
                );
            }
            let dates = period::span(start, end, lang);
            let on = if start == end { "on" } else { "from" };
            pick(
                lang,
                format!(
                    "{dates} 共受理{noun} {total} 件（去重后 {distinct} 件），日均 {mean} 件{among}。"
                ),
                format!("{total} {noun} ({distinct} distinct) {on} {dates}, {mean} a day{among}."),
            )
        }
        None => pick(
            lang,
            format!("共受理{noun} {total} 件（去重后 {distinct} 件）{among}。"),
            format!("{total} {noun} ({distinct} distinct){among}."),
        ),
    }
}

fn top(figures: &Figures, lang: Lang) -> Option<String> {
    let types = figures.by_quoted_share();
    let is_corrected = types
        .iter()
        .any(|t| t.share.method != CorrectionMethod::Raw);
    let is_audited = types
        .iter()
        .any(|t| t.share.method == CorrectionMethod::Ppi);
    let named = types.into_iter().take(3).map(|t| {
        let (n, quoted) = (t.count, &t.share);
        let evidence = match quoted.low.zip(quoted.high) {
            Some(ends) if is_corrected => in_brackets(interval(ends, lang), lang),
            Some(ends) => of_share(n, ends, lang),
            None => in_brackets(complaints(n, lang), lang),
        };
        format!("{} {}{evidence}", t.name, percent(quoted.share))
    });
    let named: Vec<String> = named.collect();
    let listed = named.join(pick(lang, "、", ", "));
    let (zh, en) = match (figures.predicted, is_corrected) {
        (_, true) if is_audited => (
            "占比居前的类型（已按人工复核推算）",
            "Largest types, as the audit lets infer",
        ),
        (_, true) => (
            "占比居前的类型（已按模型误差校正）",
            "Largest types, corrected for the model’s errors",
        ),
        (true, false) => ("模型判定居前的类型", "Types predicted most often"),
        (false, false) if figures.mentions.is_some() => (
            "涉及较多的类型（一件可涉及多个类型）",
            "Most common types (a complaint may have several)",
        ),
        (false, false) => ("占比居前的类型", "Largest types"),
    };
    let sentence = pick(
        lang,
        format!("{zh}：{listed}。"),
        format!("{en}: {listed}."),
    );
    (!named.is_empty()).then_some(sentence)
}

fn latest(figures: &Figures, lang: Lang) -> Option<String> {
    let last = figures.periods.iter().rfind(|p| p.complete)?;
    last.change.as_ref()?;
    let names = [
        (
            &last.change,
            pick(lang, "环比 ", "change from the previous period"),
        ),
        (
            &last.year_on_year,
            pick(lang, "同比 ", "from a year before"),
        ),
    ];
    let parts = names.into_iter().filter_map(|(change, name)| {
        let (relative, interval) = compared(change.as_ref()?, lang)?;
        Some(pick(
            lang,
            format!("{name}{relative}{interval}"),
            format!("{name} {relative}{interval}"),
        ))
    });
    let parts: Vec<String> = parts.collect();
    if parts.is_empty() {
        return None;
    }
    let (period, n) = (&last.period, count(last.count));
    Some(pick(
        lang,
        format!("{period} 受理 {n} 件，按工作日折算{}。", parts.join("，")),
        format!(
            "{period}: {n} {}; adjusted for working days, {}.",
            noun(figures, lang),
            parts.join(", ")
        ),
    ))
}
