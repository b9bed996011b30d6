//! The sentence of every finding. Every number is in the finding's fields.

use super::excess::Excess;
use super::issues;
use super::labels::holiday;
use super::requests::noun;
use super::told_word::first_word;
use super::values::{singular, value};
use crate::aggregate::Figures;
use crate::causes::{Finding, FindingKind, Slice, written};
use crate::report::number;
use crate::types::Lang;

/// Words named in a sentence, at most.
const NAMED: usize = 5;

/// Fills in the sentence of every finding.
pub(crate) fn put_in_words(findings: &mut [Finding], figures: &Figures, lang: Lang) {
    let noun = noun(figures, lang);
    for finding in findings {
        finding.sentence = match lang {
            Lang::Zh => sentence(finding, noun, lang),
            Lang::En => singular(&sentence(finding, noun, lang)),
        };
    }
}

/// `noun` is what all rows are called.
fn sentence(finding: &Finding, noun: &str, lang: Lang) -> String {
    if finding.kind == FindingKind::Issue {
        return issues::sentence(finding, noun, lang);
    }
    let mut parts = vec![match lang {
        Lang::Zh => head_zh(finding, noun),
        Lang::En => head_en(finding, noun),
    }];
    // A finding about a cell is not said to come from that cell.
    if finding.subject.slice.is_empty() {
        parts.extend(carriers(&finding.slices, lang));
    }
    parts.extend(words(finding, lang));
    match lang {
        Lang::Zh => parts.join("；") + "。",
        Lang::En => parts.join("; ") + ".",
    }
}

fn head_zh(finding: &Finding, noun: &str) -> String {
    let (subject, count) = (subject_zh(finding, noun), number::count(finding.count));
    let Excess {
        fell,
        by,
        percent,
        is_new,
        expected,
        is_under_one,
    } = Excess::of(finding, Lang::Zh);
    let sign = if fell { "−" } else { "+" };
    let percent = match (percent, is_new) {
        (Some(percent), _) => format!("（{sign}{percent}）"),
        (None, true) => "（此前没有）".to_owned(),
        (None, false) => String::new(),
    };
    let change = format!("{} {by} 件{percent}", if fell { "减少" } else { "增加" });
    match finding.kind {
        FindingKind::Rise => {
            let copies = copies_zh(finding, noun);
            match is_under_one {
                true => format!("{subject} {count} 件{copies}，预期{expected} 件"),
                false => format!("{subject} {count} 件{copies}，较预期的 {expected} 件{change}"),
            }
        }
        FindingKind::Holiday => {
            format!("{subject}去重后 {count} 件，较前后平日同等天数的 {expected} 件{change}")
        }
        FindingKind::Shift => {
            let moved = if fell { "下降" } else { "上升" };
            format!(
                "{subject}占比持续{moved}：{count} 件，较按此前占比推算的 {expected} 件{change}"
            )
        }
        FindingKind::Compare => {
            format!("{subject} {count} 件，较前一时段按工作日折算应有的 {expected} 件{change}")
        }
        FindingKind::Cell => Excess::of(finding, Lang::Zh).of_cell_zh(finding, noun),
        FindingKind::Issue => subject,
        FindingKind::Unknown => format!("有 {count} 件{noun}内容相近，无法明确归入现有类型"),
        FindingKind::Burst => match first_word(finding) {
            None => subject,
            Some(told) => format!("{subject}{}", told.burst_zh(finding, noun)),
        },
        FindingKind::Type => match first_word(finding) {
            None => format!("{subject}（{count} 件）"),
            Some(told) => format!("{subject}（{count} 件）：{}", told.type_zh(finding, noun)),
        },
    }
}

fn copies_zh(finding: &Finding, noun: &str) -> String {
    match finding.distinct {
        0 => String::new(),
        n if finding.is_mostly_copies() => format!("（内容去重后 {n} 件，疑为同文{noun}）"),
        _ => String::new(),
    }
}

fn copies_en(finding: &Finding) -> String {
    match finding.distinct {
        0 => String::new(),
        n if finding.is_mostly_copies() => format!(" (copied texts; {n} distinct)"),
        _ => String::new(),
    }
}

fn head_en(finding: &Finding, noun: &str) -> String {
    let (subject, count) = (subject_en(finding, noun), number::count(finding.count));
    let name = finding.subject.name.as_deref().unwrap_or_default();
    let Excess {
        fell,
        by,
        percent,
        expected,
        is_under_one,
        ..
    } = Excess::of(finding, Lang::En);
    let more = if fell { "fewer" } else { "more" };
    let change = match &percent {
        Some(percent) => format!("{percent} ({by}) {more} than the {expected}"),
        None => format!("{by} more than the {expected}"),
    };
    match finding.kind {
        FindingKind::Rise => {
            let copies = copies_en(finding);
            match is_under_one {
                true => format!("{subject}: {count} {noun}{copies}; {expected} expected"),
                false => format!("{subject}: {count} {noun}{copies}, {change} expected"),
            }
        }
        FindingKind::Holiday => {
            format!(
                "{subject}: {count} distinct {noun}, {change} of as many ordinary days before and after"
            )
        }
        FindingKind::Shift => shift_en(finding, noun),
        FindingKind::Compare => {
            format!(
                "{subject}: {count} {noun}, {change} that the earlier rate per ordinary day implies"
            )
        }
        FindingKind::Cell => {
            let cell = Excess::of(finding, Lang::En).of_cell_en(finding, noun);
            format!("{subject}: {cell}")
        }
        FindingKind::Issue => subject,
        FindingKind::Unknown => format!("{count} similar {noun} fit no type well"),
        FindingKind::Burst => match first_word(finding) {
            None => subject,
            Some(told) => format!("{subject}: {}", told.burst_en(finding, noun)),
        },
        FindingKind::Type => match first_word(finding) {
            None => format!("{name} ({count} {noun})"),
            Some(told) => format!("{name} ({count} {noun}): {}", told.type_en(finding)),
        },
    }
}

fn shift_en(finding: &Finding, noun: &str) -> String {
    let Excess {
        fell,
        by,
        percent,
        is_new,
        expected,
        ..
    } = Excess::of(finding, Lang::En);
    let name = finding.subject.name.as_deref().unwrap_or_default();
    let since = period_en(finding.subject.period.as_deref().unwrap_or_default());
    let moved = match (percent, fell) {
        (Some(percent), true) => format!("has fallen {percent}"),
        (Some(percent), false) => format!("has risen {percent}"),
        (None, _) if is_new => "is new".to_owned(),
        (None, true) => format!("has fallen by {by}"),
        (None, false) => format!("has risen by {by}"),
    };
    format!(
        "Since {since} {name} {moved}: {} {noun}, where its earlier share implies {expected}",
        number::count(finding.count)
    )
}

fn values(cell: &[(String, String)], lang: Lang) -> String {
    let values: Vec<String> = cell.iter().map(|v| value(v, lang)).collect();
    values.join(" × ")
}

fn subject_zh(finding: &Finding, noun: &str) -> String {
    let s = &finding.subject;
    let when = match (&s.period, &s.holiday) {
        (Some(period), None) if finding.kind == FindingKind::Shift => format!("自 {period} 起"),
        (Some(period), None) => period.replace("..", " 至 "),
        (Some(period), Some(holiday)) => format!("{period}（含{holiday}）"),
        (None, Some(holiday)) => format!("{holiday}及节后三日"),
        (None, None) => String::new(),
    };
    let name = s.name.clone().unwrap_or_else(|| format!("全部{noun}"));
    let parts = [when, values(&s.slice, Lang::Zh), name];
    let parts: Vec<String> = parts.into_iter().filter(|p| !p.is_empty()).collect();
    parts.join(" ")
}

fn subject_en(finding: &Finding, noun: &str) -> String {
    let s = &finding.subject;
    let of = s.holiday.as_deref().map(|h| holiday(h, Lang::En));
    let when = match (s.period.as_deref().map(period_en), of) {
        (Some(period), Some(holiday)) => format!("{period} ({holiday})"),
        (Some(period), None) => period,
        (None, Some(holiday)) => format!("{holiday} and the three days after"),
        (None, None) => String::new(),
    };
    let name = s.name.clone().unwrap_or_else(|| format!("all {noun}"));
    let parts = [when, values(&s.slice, Lang::En), name];
    let parts: Vec<String> = parts.into_iter().filter(|p| !p.is_empty()).collect();
    parts.join(", ")
}

/// Two dates as `… to …`; other labels as the tables have them.
fn period_en(label: &str) -> String {
    label.replace("..", " to ")
}

/// The cells that carry a rise.
fn carriers(slices: &[Slice], lang: Lang) -> Option<String> {
    let (first, rest) = slices.split_first()?;
    let each = |s: &Slice| (values(&s.cell, lang), format!("{:.0}%", s.carries * 100.0));
    let (name, share) = each(first);
    if first.carries > 1.0 {
        return Some(match lang {
            Lang::Zh => format!("增量全部来自 {name}，其余合计有所减少"),
            Lang::En => format!("all of the rise is in {name}, while the rest fell"),
        });
    }
    let mut said = match lang {
        Lang::Zh => format!("其中 {name} 占增量的 {share}"),
        Lang::En => format!("{name} accounts for {share} of the rise"),
    };
    for (name, share) in rest.iter().map(each) {
        said += &match lang {
            Lang::Zh => format!("，{name} 占 {share}"),
            Lang::En => format!(", {name} for {share}"),
        };
    }
    Some(said)
}

fn words(finding: &Finding, lang: Lang) -> Option<String> {
    let fell =
        finding.kind == FindingKind::Compare && finding.expected > Some(finding.count as f64);
    // the sentence has told the first word
    let is_told = matches!(finding.kind, FindingKind::Type | FindingKind::Burst);
    let named = finding.words.iter().take(NAMED).skip(usize::from(is_told));
    let named: Vec<&str> = named
        .map(|w| written(&w.word, &finding.exemplars))
        .collect();
    let title = match (lang, fell) {
        (Lang::Zh, _) if is_told => "其他特征词：",
        (Lang::En, _) if is_told => "other distinctive words: ",
        (Lang::Zh, false) => "特征词：",
        (Lang::Zh, true) => "前一时段特征词：",
        (Lang::En, false) => "distinctive words: ",
        (Lang::En, true) => "distinctive words of the earlier period: ",
    };
    let comma = if lang == Lang::Zh { "、" } else { ", " };
    (!named.is_empty()).then(|| format!("{title}{}", named.join(comma)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::causes::{Subject, Word};
    use std::fmt::Write as _;

    fn word(word: &str, count: u64, share: f64, share_elsewhere: f64) -> Word {
        Word {
            word: word.into(),
            count,
            of: 896,
            share,
            share_elsewhere,
            ..Word::default()
        }
    }

    fn slice(cell: &[(&str, &str)], carries: f64) -> Slice {
        let cell = cell.iter().map(|&(c, v)| (c.to_owned(), v.to_owned()));
        Slice {
            cell: cell.collect(),
            carries,
            ..Slice::default()
        }
    }

    fn finding(kind: FindingKind, period: &str, count: u64, expected: f64) -> Finding {
        Finding {
            kind,
            subject: Subject {
                name: Some("物流配送".into()),
                period: (!period.is_empty()).then(|| period.to_owned()),
                ..Subject::default()
            },
            count,
            distinct: count,
            expected: Some(expected),
            words: vec![
                word("爆仓", 120, 0.134, 0.012),
                word("滞留", 80, 0.09, 0.004),
            ],
            ..Finding::default()
        }
    }

    /// Every kind of sentence there is.
    fn every_kind() -> Vec<Finding> {
        use FindingKind::{Burst, Cell, Compare, Holiday, Rise, Shift, Type, Unknown};
        let mut rise = finding(Rise, "2024-10", 892, 480.0);
        rise.slices = vec![
            slice(&[("区域", "华东"), ("承运商", "某快递")], 0.71),
            slice(&[("区域", "华南")], 0.21),
        ];
        let mut beyond = finding(Rise, "2024-06", 92, 44.0);
        beyond.slices = vec![slice(&[("产品", "X5手机")], 1.07)];
        let mut copied = finding(Rise, "2024-10", 300, 100.0);
        copied.distinct = 40;
        let mut of_all = finding(Rise, "2024-W10", 90, 40.0);
        of_all.subject.name = None;
        of_all.words.clear();
        let mut new = finding(Rise, "2024-Q1", 12, 0.0);
        new.subject.slice = vec![("区域".into(), "华东".into())];
        let mut in_holiday = finding(Rise, "2024-02", 66, 30.0);
        in_holiday.subject.holiday = Some("春节".into());
        let mut holiday = finding(Holiday, "", 120, 60.0);
        holiday.subject.holiday = Some("国庆节".into());
        let risen = finding(Shift, "2024-04", 605, 371.0);
        let fallen = finding(Shift, "2020-Q2", 28, 412.0);
        let span = "2024-04-01..2024-06-30";
        let more = finding(Compare, span, 90, 60.0);
        let fewer = finding(Compare, span, 30, 60.0);
        let burst = finding(Burst, "2024-08", 890, 0.0);
        let mut steady = burst.clone();
        steady.steady = true;
        let mut cell = finding(Cell, "", 246, 36.0);
        cell.subject.slice = vec![("公司".into(), "某征信".into())];
        let mut unknown = finding(Unknown, "", 62, 0.0);
        unknown.subject = Subject::default();
        let of_type = finding(Type, "", 1044, 0.0);
        let mut with_copies = of_type.clone();
        with_copies.distinct = 896;
        let mut bare = finding(Type, "", 7, 0.0);
        bare.words.clear();
        vec![
            rise,
            beyond,
            copied,
            of_all,
            new,
            in_holiday,
            holiday,
            risen,
            fallen,
            more,
            fewer,
            burst,
            steady,
            cell,
            unknown,
            of_type,
            with_copies,
            bare,
        ]
    }

    #[test]
    fn every_sentence_in_both_languages() {
        let mut all = String::new();
        for finding in every_kind() {
            for lang in [Lang::Zh, Lang::En] {
                writeln!(
                    all,
                    "{}",
                    sentence(&finding, noun(&Figures::default(), lang), lang)
                )
                .unwrap();
            }
        }
        insta::assert_snapshot!(all);
    }
}
