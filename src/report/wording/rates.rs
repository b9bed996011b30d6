//! What to know of rates: which part of the volume they are over.

use super::pick;
use crate::aggregate::Rates;
use crate::types::Lang;

/// Times that are named.
const NAMED: usize = 6;

/// How the times of the volume were taken.
pub(in crate::report) fn notes(rates: &Rates, lang: Lang) -> Vec<String> {
    let mut notes = Vec::new();
    if rates.months {
        notes.push(pick(
            lang,
            "基数表的日期都是各月的首日或末日，按整月计；如确为单日，请写成“2024-01-01..2024-01-01”。",
            "The dates of the volume are all firsts or lasts of months and are read as whole months; write single days as 2024-01-01..2024-01-01.",
        ).to_owned());
    }
    if !rates.unmatched.is_empty() {
        let values = listed(rates.unmatched.iter().cloned(), lang);
        notes.push(pick(
            lang,
            format!("投诉数据中没有基数表的取值 {values}，其基数未计入；如名称写法不同，请改为一致。"),
            format!("No complaint has the value {values} of the volume file, and its amount is left out. If it is spelled differently there, use the same spelling."),
        ));
    }
    if !rates.unfiltered.is_empty() {
        let conditions = listed(rates.unfiltered.iter().cloned(), lang);
        notes.push(pick(
            lang,
            format!("投诉按 {conditions} 筛选，基数表没有该列，基数未筛选。"),
            format!("Complaints are limited to {conditions}; the volume file has no such column and counts as a whole."),
        ));
    }
    if !rates.outside.is_empty() {
        let times = listed(rates.outside.iter().cloned(), lang);
        notes.push(pick(
            lang,
            format!("基数表中 {times} 没有对应的投诉数据，未计入。"),
            format!("The volume of {times} lies outside the days that the complaints cover and is left out."),
        ));
    }
    if !rates.partial.is_empty() {
        let part = |p: &crate::aggregate::PartialVolume| {
            let (name, days, of) = (&p.name, p.days, p.of);
            pick(
                lang,
                format!("{name}（{of} 天中的 {days} 天）"),
                format!("{name} ({days} of its {of} days)"),
            )
        };
        let times = listed(rates.partial.iter().map(part), lang);
        notes.push(pick(
            lang,
            format!("投诉数据只覆盖 {times}，基数按天数折算；基数若本来就只到这一天，请写明起止日期，如“2024-07-01..2024-07-18”。"),
            format!("The complaints cover {times}: the volume counts in proportion. If it is of these days alone, write them, such as 2024-07-01..2024-07-18."),
        ));
    }
    notes
}

fn listed(times: impl ExactSizeIterator<Item = String>, lang: Lang) -> String {
    let more = times.len().saturating_sub(NAMED);
    let times: Vec<String> = times.take(NAMED).collect();
    let list = times.join(pick(lang, "、", ", "));
    match more {
        0 => list,
        n => pick(
            lang,
            format!("{list} 等 {} 项", n + NAMED),
            format!("{list} and {n} more"),
        ),
    }
}
