//! Names of the figures of service, and what the first screen says of them.

use super::period::capital;
use super::requests::vocabulary;
use super::shares::of_share;
use super::{Words, pick};
use crate::aggregate::{Figures, Measure, ServiceFigure};
use crate::report::number::{count, decimals, percent};
use crate::types::Lang;

/// A figure as people call it.
pub(in crate::report) fn figure_name(figure: ServiceFigure, w: &Words) -> &'static str {
    match figure {
        ServiceFigure::ResponseTime => w.response_time,
        ServiceFigure::ResolutionTime => w.resolution_time,
        ServiceFigure::Satisfaction => w.satisfaction,
        ServiceFigure::Nps => w.nps,
        ServiceFigure::Answered => w.answered,
        ServiceFigure::Closed => w.closed,
        ServiceFigure::Resolved => w.resolved,
        ServiceFigure::OnTime => w.on_time,
        ServiceFigure::FirstContact => w.first_contact,
        ServiceFigure::Satisfied => w.satisfied,
        ServiceFigure::Repeat => w.repeat,
    }
}

/// What a desk is measured by, where columns say so: `办结率 88.2%（120/136 件），按期率 83.8%（114/136 件）。`
pub(super) fn rates(figures: &Figures, lang: Lang) -> Option<String> {
    use ServiceFigure::{Closed, OnTime, Satisfied};
    let (shares, w) = (&figures.service.as_ref()?.shares, vocabulary(figures, lang));
    let rate = |wanted: ServiceFigure| {
        let found = shares.iter().find(|s| s.figure == wanted)?;
        let (share, name) = (percent(found.all.share?), figure_name(wanted, w));
        let [n, of] = [found.all.count, found.all.denominator].map(count);
        Some(pick(
            lang,
            format!("{name} {share}（{n}/{of} 件）"),
            format!("{} {share} ({n} of {of})", name.to_lowercase()),
        ))
    };
    let rates: Vec<String> = [Closed, OnTime, Satisfied]
        .into_iter()
        .filter_map(rate)
        .collect();
    let listed = rates.join(pick(lang, "，", ", "));
    (!rates.is_empty()).then(|| capital(&format!("{listed}{}", pick(lang, "。", "."))))
}

/// The first time that says how complaints were handled, and how many repeat earlier ones.
pub(super) fn sentence(figures: &Figures, lang: Lang) -> Option<String> {
    let s = figures.service.as_ref()?;
    let w = vocabulary(figures, lang);
    let time = s.measures.iter().find_map(|m| time(figures, m, w));
    let repeats = s.repeats.as_ref().map(|r| &r.all);
    let repeats = repeats.and_then(|r| {
        let share = percent(r.share?);
        let evidence = of_share(r.count, (r.low?, r.high?), lang);
        let name = pick(lang, w.repeat.to_owned(), w.repeat.to_lowercase());
        Some(format!("{name} {share}{evidence}"))
    });
    let parts: Vec<String> = time.into_iter().chain(repeats).collect();
    let (join, end) = pick(lang, ("；", "。"), ("; ", "."));
    (!parts.is_empty()).then(|| capital(&format!("{}{end}", parts.join(join))))
}

/// `办结时长中位数 6.2 天，九成不超过 10.8 天（120 件）`
fn time(figures: &Figures, m: &Measure, w: &Words) -> Option<String> {
    let is_time = m.figure != ServiceFigure::Satisfaction;
    let n = figures.numbers.get(&m.column).filter(|_| is_time)?;
    let (lang, name) = (w.lang, figure_name(m.figure, w));
    let [median, p90] = [n.median?, n.p90?].map(|x| decimals(x, 1));
    let n = count(n.count);
    Some(match (unit(&m.column, lang), lang) {
        (Some(unit), Lang::Zh) => {
            format!("{name}中位数 {median} {unit}，九成不超过 {p90} {unit}（{n} 件）")
        }
        (None, Lang::Zh) => {
            format!("“{}”中位数 {median}，九成不超过 {p90}（{n} 件）", m.column)
        }
        (Some(unit), Lang::En) => {
            let name = name.to_lowercase();
            format!("{name}: median {median} {unit}, 90% within {p90} {unit} ({n} complaints)")
        }
        (None, Lang::En) => format!(
            "“{}”: median {median}, 90% within {p90} ({n} complaints)",
            m.column
        ),
    })
}

/// The unit that the name of a column ends with, in brackets.
fn unit(column: &str, lang: Lang) -> Option<&'static str> {
    let (_, inside) = column.rsplit_once(['（', '('])?;
    let inside = inside.to_lowercase();
    let units = [
        (["天", "day"], pick(lang, "天", "days")),
        (["小时", "hour"], pick(lang, "小时", "hours")),
        (["分钟", "minute"], pick(lang, "分钟", "minutes")),
    ];
    let mut named = units.into_iter();
    let named = named.find(|(names, _)| names.iter().any(|n| inside.contains(n)));
    named.map(|(_, unit)| unit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_are_read_from_brackets() {
        for (column, wanted) in [
            ("办结时间（距受理，天）", Some("天")),
            ("处理时长(小时)", Some("小时")),
            ("closed at (days after receipt)", Some("天")),
            ("处理时长", None),
            ("今天处理", None),
        ] {
            assert_eq!(unit(column, Lang::Zh), wanted, "{column}");
        }
    }
}
