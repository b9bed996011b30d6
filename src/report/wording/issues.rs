//! The line of an issue: what, how many, where, how it stands to the time before.

use super::pick;
use super::values::value;
use crate::causes::{Finding, IssueStatus, written};
use crate::report::number::count;
use crate::types::Lang;

/// Words named.
const NAMED: usize = 3;

/// One line: `2024-11 华东 物流配送：42 件反映“停车位、地锁”，持续上升，此前 30 天 30 件，往常约 3 件，最早 2024-11-04。` Where some are of
/// another type or value, it says how many are of this one.
pub(super) fn sentence(finding: &Finding, noun: &str, lang: Lang) -> String {
    let (place, n) = (place(finding, lang), count(finding.count));
    let words = finding.words.iter().take(NAMED);
    let words = words.map(|w| written(&w.word, &finding.exemplars));
    let words = words.collect::<Vec<_>>().join(pick(lang, "、", ", "));
    let within = within(finding, lang);
    let mut parts = vec![match words.is_empty() {
        true => pick(
            lang,
            format!("{n} 件内容相近{within}"),
            format!("{n} similar {noun}{within}"),
        ),
        false => pick(
            lang,
            format!("{n} 件反映“{words}”{within}"),
            format!("{n} {noun} about “{words}”{within}"),
        ),
    }];
    match is_risen(finding) {
        true => parts.push(risen(finding, lang)),
        false => {
            parts.extend(status(finding, lang));
            parts.push(usual(finding, lang));
        }
    }
    parts.extend(since(finding, lang));
    let line = parts.join(pick(lang, "，", "; "));
    pick(lang, format!("{place}{line}。"), format!("{place}{line}."))
}

/// The values and the type; two columns may name a place by the same word.
fn named(finding: &Finding, lang: Lang) -> Vec<String> {
    let subject = &finding.subject;
    let values = subject.slice.iter().map(|v| value(v, lang));
    let mut parts: Vec<String> = Vec::new();
    for value in values.chain(subject.name.clone()) {
        if !parts.contains(&value) {
            parts.push(value);
        }
    }
    parts
}

/// The period, and where all complaints have them the values and the type, with a colon behind.
fn place(finding: &Finding, lang: Lang) -> String {
    let to = pick(lang, " 至 ", " to ");
    let period = finding.subject.period.as_deref();
    let period = period.map(|p| p.replace("..", to));
    let mut parts: Vec<String> = period.into_iter().collect();
    if finding.within.is_none() {
        parts.extend(named(finding, lang));
    }
    match parts.is_empty() {
        true => String::new(),
        false => pick(lang, parts.join(" ") + "：", parts.join(", ") + ": "),
    }
}

/// `（其中环境保护 22 件）`
fn within(finding: &Finding, lang: Lang) -> String {
    let Some(n) = finding.within.map(count) else {
        return String::new();
    };
    let named = named(finding, lang).join(pick(lang, " ", ", "));
    pick(
        lang,
        format!("（其中{named} {n} 件）"),
        format!(" ({n} of them {named})"),
    )
}

/// The days reported.
fn span(finding: &Finding) -> Option<i64> {
    let (first, last) = finding.days?;
    Some((last? - first).num_days() + 1)
}

/// `此前 30 天`: as many days as are reported.
fn stretch(finding: &Finding, lang: Lang) -> String {
    match span(finding) {
        Some(days) => pick(
            lang,
            format!("此前 {days} 天"),
            format!("in the {days} days before"),
        ),
        None => pick(lang, "上期", "the period before").to_owned(),
    }
}

fn is_status(finding: &Finding, status: IssueStatus) -> bool {
    let history = finding.history.as_ref();
    history.and_then(|h| h.status) == Some(status)
}

/// None of the periods before had many of them, yet some come up as a rule: they have risen and are not new.
fn is_risen(finding: &Finding) -> bool {
    is_status(finding, IssueStatus::New) && !is_hardly_any(finding)
}

/// `较往常明显增多（往常约 11 件）`
fn risen(finding: &Finding, lang: Lang) -> String {
    let about = about(finding);
    let usual = match span(finding) {
        Some(7) => "in a usual week".to_owned(),
        Some(28..=31) => "in a usual month".to_owned(),
        Some(90..=92) => "in a usual quarter".to_owned(),
        Some(365 | 366) => "in a usual year".to_owned(),
        Some(days) if days > 1 => format!("in {days} usual days"),
        _ => "on a usual day".to_owned(),
    };
    pick(
        lang,
        format!("较往常明显增多（往常约 {about} 件）"),
        format!("up from about {about} {usual}"),
    )
}

/// `最早 2024-11-04`; of one that is not new the first day in the period.
fn since(finding: &Finding, lang: Lang) -> Option<String> {
    let since = finding.history.as_ref()?.since;
    let (zh, en) = match () {
        () if is_risen(finding) => ("本期最早", "first in the period on"),
        () if is_status(finding, IssueStatus::New) => ("最早", "first on"),
        () => ("最早", "since"),
    };
    Some(pick(lang, format!("{zh} {since}"), format!("{en} {since}")))
}

fn status(finding: &Finding, lang: Lang) -> Option<String> {
    let history = finding.history.as_ref()?;
    let last = count(history.before.first().copied().unwrap_or(0));
    let most = count(history.before.iter().max().copied().unwrap_or(0));
    let stretch = stretch(finding, lang);
    Some(match history.status? {
        IssueStatus::New => pick(lang, "新出现".to_owned(), "new".to_owned()),
        IssueStatus::Growing => pick(
            lang,
            format!("持续上升，{stretch} {last} 件"),
            format!("growing, {last} {stretch}"),
        ),
        IssueStatus::Continuing => pick(
            lang,
            format!("持续出现，{stretch} {last} 件"),
            format!("continuing, {last} {stretch}"),
        ),
        IssueStatus::Back => pick(
            lang,
            format!("再次出现，{stretch} {last} 件，更早同样天数内最多 {most} 件"),
            format!("back, {last} {stretch} and up to {most} in as many days earlier"),
        ),
    })
}

/// Less than one of them comes up as a rule.
fn is_hardly_any(finding: &Finding) -> bool {
    finding.expected.unwrap_or(0.0) < 0.95
}

/// What the level before it began lets expect, rounded.
fn about(finding: &Finding) -> String {
    format!("{:.0}", finding.expected.unwrap_or(0.0))
}

fn usual(finding: &Finding, lang: Lang) -> String {
    let about = about(finding);
    match is_hardly_any(finding) {
        true => pick(
            lang,
            "往常不足 1 件".to_owned(),
            "usually fewer than 1".to_owned(),
        ),
        false => pick(
            lang,
            format!("往常约 {about} 件"),
            format!("usually about {about}"),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::causes::{FindingKind, IssueHistory, Subject, Word};

    #[test]
    fn a_line_says_what_where_and_since_when() {
        let word = |word: &str| Word {
            word: word.into(),
            ..Word::default()
        };
        let mut issue = Finding {
            kind: FindingKind::Issue,
            subject: Subject {
                name: Some("物流配送".into()),
                period: Some("2024-11".into()),
                slice: vec![("区域".into(), "华东".into())],
                ..Subject::default()
            },
            count: 1_042,
            expected: Some(3.2),
            words: vec![word("停车位"), word("地锁")],
            days: Some(("2024-11-01".parse().unwrap(), "2024-11-30".parse().ok())),
            history: Some(IssueHistory {
                status: Some(IssueStatus::Growing),
                since: "2024-11-04".parse().unwrap(),
                before: vec![30, 0, 45],
            }),
            ..Finding::default()
        };
        assert_eq!(
            sentence(&issue, "投诉", Lang::Zh),
            "2024-11 华东 物流配送：1,042 件反映“停车位、地锁”，持续上升，此前 30 天 30 件，往常约 3 件，最早 2024-11-04。"
        );
        assert_eq!(
            sentence(&issue, "complaints", Lang::En),
            "2024-11, 华东, 物流配送: 1,042 complaints about “停车位, 地锁”; growing, 30 in the 30 days before; usually about 3; since 2024-11-04."
        );
        issue.within = Some(800);
        assert_eq!(
            sentence(&issue, "投诉", Lang::Zh),
            "2024-11：1,042 件反映“停车位、地锁”（其中华东 物流配送 800 件），持续上升，此前 30 天 30 件，往常约 3 件，最早 2024-11-04。"
        );
        assert!(sentence(&issue, "complaints", Lang::En).starts_with(
            "2024-11: 1,042 complaints about “停车位, 地锁” (800 of them 华东, 物流配送); growing"
        ));
        issue.within = None;
        issue.subject = Subject::default();
        issue.expected = Some(0.2);
        let history = issue.history.as_mut().unwrap();
        history.status = Some(IssueStatus::Back);
        assert_eq!(
            sentence(&issue, "投诉", Lang::Zh),
            "1,042 件反映“停车位、地锁”，再次出现，此前 30 天 30 件，更早同样天数内最多 45 件，往常不足 1 件，最早 2024-11-04。"
        );
        issue.history.as_mut().unwrap().status = None;
        assert_eq!(
            sentence(&issue, "complaints", Lang::En),
            "1,042 complaints about “停车位, 地锁”; usually fewer than 1; since 2024-11-04."
        );
    }

    #[test]
    fn what_comes_up_as_a_rule_is_not_called_new() {
        let mut issue = Finding {
            kind: FindingKind::Issue,
            count: 79,
            expected: Some(11.2),
            days: Some(("2025-06-01".parse().unwrap(), "2025-06-30".parse().ok())),
            history: Some(IssueHistory {
                status: Some(IssueStatus::New),
                since: "2025-06-02".parse().unwrap(),
                before: vec![10, 12],
            }),
            ..Finding::default()
        };
        assert_eq!(
            sentence(&issue, "诉求", Lang::Zh),
            "79 件内容相近，较往常明显增多（往常约 11 件），本期最早 2025-06-02。"
        );
        assert_eq!(
            sentence(&issue, "complaints", Lang::En),
            "79 similar complaints; up from about 11 in a usual month; first in the period on 2025-06-02."
        );
        issue.expected = Some(0.4);
        assert_eq!(
            sentence(&issue, "诉求", Lang::Zh),
            "79 件内容相近，新出现，往常不足 1 件，最早 2025-06-02。"
        );
        assert_eq!(
            sentence(&issue, "complaints", Lang::En),
            "79 similar complaints; new; usually fewer than 1; first on 2025-06-02."
        );
    }
}
