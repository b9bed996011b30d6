//! The list of measures and what came of them; what is known and accepted.

use super::period::interval;
use super::pick;
use crate::aggregate::{BeforeAfter, Effect, Shortfall, Verdict};
use crate::causes::{Action, Known};
use crate::report::number::{count, decimals, signed_percent};
use crate::types::Lang;
use chrono::NaiveDate;

/// Words as a cell lists them.
pub(crate) fn row_words(words: &[&str], lang: Lang) -> String {
    words.join(pick(lang, "、", ", "))
}

/// The sentence of a finding that is known: `…（已知：道路施工，至 2025-06-30）`.
pub(crate) fn known(sentence: &str, known: &Known, lang: Lang) -> String {
    let until = known
        .until
        .map(|day| pick(lang, format!("至 {day}"), format!("until {day}")));
    let note = Some(known.note.clone()).filter(|n| !n.is_empty());
    let parts: Vec<String> = note.into_iter().chain(until).collect();
    let parts = parts.join(pick(lang, "，", ", "));
    match (parts.is_empty(), lang) {
        (true, Lang::Zh) => format!("{sentence}（已知）"),
        (true, Lang::En) => format!("{sentence} (known)"),
        (false, Lang::Zh) => format!("{sentence}（已知：{parts}）"),
        (false, Lang::En) => format!("{sentence} (known: {parts})"),
    }
}

/// What an entry is about: type, values, words.
fn matter(known: &Known, lang: Lang) -> String {
    let matter = &known.matter;
    let values = matter.scope.values.iter().map(|(_, value)| value.as_str());
    let parts = matter.scope.name.as_deref().into_iter().chain(values);
    let parts = parts.chain(matter.words.iter().map(String::as_str));
    parts.collect::<Vec<_>>().join(pick(lang, " ", " "))
}

/// How many findings what is known silences, and what of it has ended; absent where there is nothing to say.
pub(crate) fn known_note(known: &[Known], lang: Lang) -> Option<String> {
    let silenced: u64 = known.iter().map(|k| k.silenced).sum();
    let expired = known.iter().filter(|k| k.expired);
    let expired = expired.map(|k| {
        let (what, until) = (matter(k, lang), k.until.unwrap_or_default());
        pick(
            lang,
            format!("{what}（{until}）"),
            format!("{what} ({until})"),
        )
    });
    let expired: Vec<String> = expired.collect();
    let mut parts = Vec::new();
    if silenced > 0 {
        let n = count(silenced);
        parts.push(pick(
            lang,
            format!("{n} 条结论属于已知事项，不列入首页，在原因分析中标注“已知”"),
            format!("{n} findings are known and accepted: they are not on the first page, and are marked “known” among the causes"),
        ));
    }
    if !expired.is_empty() {
        let listed = expired.join(pick(lang, "、", ", "));
        parts.push(pick(
            lang,
            format!("已过截止日期、不再作为已知事项：{listed}"),
            format!("no longer accepted, because the end date has passed: {listed}"),
        ));
    }
    (!parts.is_empty()).then(|| sentence(&parts, lang))
}

fn sentence(parts: &[String], lang: Lang) -> String {
    let text = parts.join(pick(lang, "；", "; "));
    let mut letters = text.chars();
    let first = letters
        .next()
        .map_or(String::new(), |c| c.to_uppercase().to_string());
    format!("{first}{}{}", letters.as_str(), pick(lang, "。", "."))
}

/// The measures that are overdue; absent where none is.
pub(crate) fn overdue_note(rows: &[Action], until: NaiveDate, lang: Lang) -> Option<String> {
    let named = |(at, row): (usize, &Action)| match row.number.as_str() {
        "" => (at + 1).to_string(),
        number => number.to_owned(),
    };
    let overdue = rows.iter().enumerate().filter(|(_, r)| r.overdue);
    let overdue: Vec<String> = overdue.map(named).collect();
    let (n, listed) = (overdue.len(), overdue.join(pick(lang, "、", ", ")));
    (n > 0).then(|| {
        pick(
            lang,
            format!("截至 {until}，整改清单中逾期未完成的有 {n} 项：第 {listed} 项。"),
            format!("Measures overdue on {until}: {n} (no. {listed})."),
        )
    })
}

/// Complaints have no day.
pub(crate) fn no_days(lang: Lang) -> String {
    pick(
        lang,
        "没有可用的投诉日期，因此不判断整改成效，也不处理已知事项。",
        "Complaints have no usable time, so measures are not judged, and nothing is treated as known.",
    )
    .to_owned()
}

/// A verdict by name.
pub(crate) fn verdict(verdict: Verdict, lang: Lang) -> &'static str {
    match verdict {
        Verdict::Effective => pick(lang, "有效", "effective"),
        Verdict::NotEffective => pick(lang, "未见效", "no effect seen"),
        Verdict::Insufficient => pick(lang, "数据不足", "too little data"),
    }
}

/// `有效：下降 38.0%（95% 区间 −52.0% 至 −20.0%）`
pub(crate) fn effect(effect: &Effect, lang: Lang) -> String {
    let change = effect
        .ratio
        .zip(effect.low.zip(effect.high))
        .map(|(ratio, (low, high))| {
            let ends = interval((low - 1.0, high - 1.0), lang);
            let shown = signed_percent(ratio - 1.0);
            let moved = match shown.strip_prefix('−') {
                Some(fall) => pick(lang, format!("下降 {fall}"), format!("down {fall}")),
                None if shown == "0.0%" => pick(lang, "持平", "unchanged").to_owned(),
                None => {
                    let rise = shown.trim_start_matches('+');
                    pick(lang, format!("上升 {rise}"), format!("up {rise}"))
                }
            };
            format!("{moved}{ends}")
        });
    let why = effect.reason.map(|r| reason(r, lang).to_owned());
    let parts: Vec<String> = why.into_iter().chain(change).collect();
    let verdict = verdict(effect.verdict, lang);
    match parts.is_empty() {
        true => verdict.to_owned(),
        false => format!(
            "{verdict}{}{}",
            pick(lang, "：", ": "),
            parts.join(pick(lang, "，", "; "))
        ),
    }
}

fn reason(reason: Shortfall, lang: Lang) -> &'static str {
    match reason {
        Shortfall::NoScope => pick(lang, "未写明类型或范围", "no type or value is named"),
        Shortfall::Unknown => pick(
            lang,
            "数据中没有这一类型或取值",
            "no complaint has this type or value",
        ),
        Shortfall::NoTime => pick(lang, "投诉没有日期", "complaints have no day"),
        Shortfall::Before => pick(lang, "开始之前的完整周太少", "too few whole weeks before"),
        Shortfall::After => pick(lang, "开始之后的完整周太少", "too few whole weeks since"),
        Shortfall::Control => pick(
            lang,
            "可供对照的投诉太少",
            "too few complaints to compare with",
        ),
        Shortfall::Complaints => pick(lang, "涉及的投诉太少", "too few complaints concerned"),
        Shortfall::Precision => pick(
            lang,
            "区间过宽，下降三成也难以分辨",
            "a fall by 30% could not be told from chance",
        ),
    }
}

/// `612 → 220`
pub(crate) fn before_after(counts: BeforeAfter) -> String {
    format!("{} → {}", count(counts.before), count(counts.after))
}

/// What a reader should know of a verdict.
pub(crate) fn warnings(effect: &Effect, lang: Lang) -> String {
    let times = |x: f64| decimals(x, 2);
    let mut parts = Vec::new();
    if let Some(high) = effect.high_before.map(times) {
        parts.push(pick(
            lang,
            format!("开始前四周偏高（为此前的 {high} 倍），已剔除，以免把自然回落算作成效"),
            format!("the four weeks before the start were a high ({high} times the earlier level) and are left out: after one, counts fall anyway"),
        ));
    }
    if let Some(season) = effect.year_before.map(times) {
        parts.push(pick(
            lang,
            format!("上年同期也有变化（为之前的 {season} 倍），已扣除"),
            format!(
                "a year before, the same weeks changed as well ({season} times), which is taken out"
            ),
        ));
    }
    if effect.concurrent {
        parts.push(
            pick(
                lang,
                "同期另有措施针对这些投诉，成效无法分开",
                "another measure for the same complaints began in these weeks: their effects cannot be told apart",
            )
            .to_owned(),
        );
    }
    match parts.is_empty() {
        true => String::new(),
        false => sentence(&parts, lang),
    }
}

/// How verdicts come about.
pub(crate) fn rule(lang: Lang) -> &'static str {
    pick(
        lang,
        "成效判定：以措施针对的投诉为一组，以同类型的其他取值（只写类型的，以其他类型）为对照，比较开始前 26 周以内与开始以来 52 周以内每周件数的变化之差\
         （双重差分）；开始的当周不计。区间整体低于 0 为“有效”；下降三成本应看得出而未见下降为“未见效”；其余为“数据不足”。前提是没有措施时两组变化一致。",
        "Verdicts set the complaints a measure is meant for against the same type at other values (for a whole type, against all other types): \
         weekly counts in up to 26 weeks before it began and up to 52 since, as a difference in differences; the week in which it began is left \
         out. “Effective”: the interval lies below 0. “No effect seen”: a fall by 30% would have shown. Both would have changed alike \
         without the measure: that is assumed.",
    )
}

/// One sentence on the whole list.
pub(crate) fn lead(rows: &[Action], lang: Lang) -> String {
    let of = |wanted: Verdict| {
        let effects = rows.iter().filter_map(|r| r.effect.as_ref());
        count(effects.filter(|e| e.verdict == wanted).count() as u64)
    };
    let [yes, no, open] = [
        Verdict::Effective,
        Verdict::NotEffective,
        Verdict::Insufficient,
    ]
    .map(of);
    let waiting = rows.iter().filter(|r| r.effect.is_none()).count() as u64;
    let (all, waiting) = (count(rows.len() as u64), count(waiting));
    let overdue = count(rows.iter().filter(|r| r.overdue).count() as u64);
    pick(
        lang,
        format!(
            "共 {all} 项：有效 {yes} 项，未见效 {no} 项，数据不足 {open} 项，未开始或未填开始日期 {waiting} 项；逾期 {overdue} 项。"
        ),
        format!(
            "Rows: {all}. Effective: {yes}; no effect seen: {no}; too little data: {open}; not begun, or without a start: {waiting}. Overdue: {overdue}."
        ),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_verdict_in_words() {
        let mut e = Effect {
            verdict: Verdict::Effective,
            ratio: Some(0.62),
            low: Some(0.48),
            high: Some(0.8),
            ..Effect::default()
        };
        assert_eq!(
            effect(&e, Lang::Zh),
            "有效：下降 38.0%（95% 区间 −52.0% 至 −20.0%）"
        );
        assert_eq!(
            effect(&e, Lang::En),
            "effective: down 38.0% (95% interval −52.0% to −20.0%)"
        );
        (e.verdict, e.reason) = (Verdict::Insufficient, Some(Shortfall::Precision));
        e.high = Some(1.2);
        assert_eq!(
            effect(&e, Lang::Zh),
            "数据不足：区间过宽，下降三成也难以分辨，下降 38.0%（95% 区间 −52.0% 至 +20.0%）"
        );
        let none = Effect {
            reason: Some(Shortfall::NoScope),
            ..Effect::default()
        };
        assert_eq!(effect(&none, Lang::Zh), "数据不足：未写明类型或范围");
        assert_eq!(warnings(&none, Lang::Zh), "");
        e.high_before = Some(1.6);
        assert!(warnings(&e, Lang::Zh).contains("1.60 倍"));
    }

    #[test]
    fn what_is_known_says_why_and_until_when() {
        let mut k = Known {
            note: "道路施工".into(),
            until: "2025-06-30".parse().ok(),
            silenced: 2,
            ..Known::default()
        };
        assert_eq!(
            known("华东 42 件。", &k, Lang::Zh),
            "华东 42 件。（已知：道路施工，至 2025-06-30）"
        );
        let note = known_note(std::slice::from_ref(&k), Lang::En).unwrap();
        assert!(note.starts_with("2 findings are known"), "{note}");
        (k.silenced, k.expired) = (0, true);
        k.matter.scope.name = Some("噪声".into());
        let note = known_note(std::slice::from_ref(&k), Lang::Zh).unwrap();
        assert_eq!(note, "已过截止日期、不再作为已知事项：噪声（2025-06-30）。");
        k.expired = false;
        assert_eq!(known_note(&[k], Lang::Zh), None);
    }
}
