//! The line of an issue: what, how many, where, how it stands to the time before.

use super::pick;
use crate::causes::{Finding, IssueStatus};
use crate::report::number::count;
use crate::types::Lang;

/// Words named.
const NAMED: usize = 3;

/// One line: `2024-11 华东 物流配送：42 件反映“停车位、地锁”，上月 30 件，预期约 3 件，最早 2024-11-04。`
pub(super) fn sentence(finding: &Finding, lang: Lang) -> String {
    let (place, n) = (place(finding, lang), count(finding.count));
    let words = finding.words.iter().take(NAMED).map(|w| w.word.as_str());
    let words = words.collect::<Vec<_>>().join(pick(lang, "、", ", "));
    let mut parts = vec![match words.is_empty() {
        true => pick(
            lang,
            format!("{n} 件内容相近"),
            format!("{n} similar complaints"),
        ),
        false => pick(
            lang,
            format!("{n} 件反映“{words}”"),
            format!("{n} complaints about “{words}”"),
        ),
    }];
    parts.extend(status(finding, lang));
    parts.push(expected(finding.expected.unwrap_or(0.0), lang));
    if let Some(history) = &finding.history {
        let since = history.since;
        parts.push(pick(
            lang,
            format!("最早 {since}"),
            format!("since {since}"),
        ));
    }
    let line = parts.join(pick(lang, "，", "; "));
    pick(lang, format!("{place}{line}。"), format!("{place}{line}."))
}

/// The period, the values and the type, with a colon behind.
fn place(finding: &Finding, lang: Lang) -> String {
    let to = pick(lang, " 至 ", " to ");
    let period = finding.subject.period.as_deref();
    let period = period.map(|p| p.replace("..", to));
    let values = finding
        .subject
        .slice
        .iter()
        .map(|(_, value)| value.as_str());
    let narrowed = values.chain(finding.subject.name.as_deref());
    let mut parts: Vec<&str> = period.as_deref().into_iter().collect();
    for value in narrowed {
        // two columns may name a place by the same word
        if !parts.contains(&value) {
            parts.push(value);
        }
    }
    match parts.is_empty() {
        true => String::new(),
        false => pick(lang, parts.join(" ") + "：", parts.join(", ") + ": "),
    }
}

fn status(finding: &Finding, lang: Lang) -> Option<String> {
    let history = finding.history.as_ref()?;
    let last = count(history.before.first().copied().unwrap_or(0));
    let most = count(history.before.iter().max().copied().unwrap_or(0));
    Some(match history.status? {
        IssueStatus::New => pick(lang, "新出现".to_owned(), "new".to_owned()),
        IssueStatus::Growing => pick(
            lang,
            format!("持续上升（相近内容上期 {last} 件）"),
            format!("growing, {last} like them the period before"),
        ),
        IssueStatus::Continuing => pick(
            lang,
            format!("持续（相近内容上期 {last} 件）"),
            format!("continuing, {last} like them the period before"),
        ),
        IssueStatus::Back => pick(
            lang,
            format!("再次出现（相近内容上期 {last} 件，此前一期最多 {most} 件）"),
            format!("back, {last} like them the period before and up to {most} in earlier ones"),
        ),
    })
}

fn expected(expected: f64, lang: Lang) -> String {
    let about = format!("{expected:.0}");
    match expected < 0.95 {
        true => pick(
            lang,
            "预期不足 1 件".to_owned(),
            "fewer than 1 expected".to_owned(),
        ),
        false => pick(
            lang,
            format!("预期约 {about} 件"),
            format!("about {about} expected"),
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
            history: Some(IssueHistory {
                status: Some(IssueStatus::Growing),
                since: "2024-11-04".parse().unwrap(),
                before: vec![30, 0, 45],
            }),
            ..Finding::default()
        };
        assert_eq!(
            sentence(&issue, Lang::Zh),
            "2024-11 华东 物流配送：1,042 件反映“停车位、地锁”，持续上升（相近内容上期 30 件），预期约 3 件，最早 2024-11-04。"
        );
        assert_eq!(
            sentence(&issue, Lang::En),
            "2024-11, 华东, 物流配送: 1,042 complaints about “停车位, 地锁”; growing, 30 like them the period before; about 3 expected; since 2024-11-04."
        );
        issue.subject = Subject::default();
        issue.expected = Some(0.2);
        let history = issue.history.as_mut().unwrap();
        history.status = Some(IssueStatus::Back);
        assert_eq!(
            sentence(&issue, Lang::Zh),
            "1,042 件反映“停车位、地锁”，再次出现（相近内容上期 30 件，此前一期最多 45 件），预期不足 1 件，最早 2024-11-04。"
        );
        issue.history.as_mut().unwrap().status = None;
        assert_eq!(
            sentence(&issue, Lang::En),
            "1,042 complaints about “停车位, 地锁”; fewer than 1 expected; since 2024-11-04."
        );
    }
}
