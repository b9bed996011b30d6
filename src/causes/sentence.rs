//! The sentence of a finding, and the command that lists its complaints. Every number stands in the finding's fields.

use super::finding::{Finding, Slice};
use crate::types::Lang;

/// Names of the columns a search needs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SearchColumns {
    /// The column of the type.
    pub kind: String,
    /// Column and value of complaints that no type holds firmly, where a column says so.
    pub unsure: Option<(String, String)>,
}

/// One line about `finding`, whose other fields are filled.
pub(crate) fn sentence(finding: &Finding, lang: Lang) -> String {
    let zh = lang == Lang::Zh;
    let head = match finding.kind.as_str() {
        "rise" | "holiday" => rise(finding, zh),
        "shift" => shift(finding, zh),
        "cell" => cell(finding, zh),
        "compare" => change(finding, zh),
        "burst" => burst(finding, zh),
        "unknown" => unknown(finding, zh),
        _ => kind(finding, zh),
    };
    let mut parts = vec![head];
    // A finding about a cell is not said to come from that cell.
    if finding.subject.slice.is_empty() {
        parts.extend(slices(&finding.slices, zh));
    }
    parts.extend(words(finding, zh));
    if zh {
        parts.join("，").replace("，特征词", "；特征词") + "。"
    } else {
        parts.join("; ") + "."
    }
}

fn subject(finding: &Finding, zh: bool) -> String {
    let s = &finding.subject;
    let cell = values(&s.slice);
    let name = s
        .name
        .clone()
        .unwrap_or_else(|| if zh { "全部投诉" } else { "all complaints" }.to_owned());
    [
        s.period.clone(),
        s.holiday.clone(),
        (!cell.is_empty()).then_some(cell),
        Some(name),
    ]
    .into_iter()
    .flatten()
    .collect::<Vec<_>>()
    .join(" ")
}

fn values(cell: &[(String, String)]) -> String {
    let values: Vec<&str> = cell.iter().map(|(_, v)| v.as_str()).collect();
    values.join(" × ")
}

/// `+86%（+412 件）`.
fn excess(finding: &Finding, zh: bool) -> String {
    let expected = finding.expected.unwrap_or(0.0);
    let more = finding.count as f64 - expected;
    let sign = if more < 0.0 { "−" } else { "+" };
    let relative = if expected > 0.0 {
        format!("{sign}{:.0}%", (more / expected * 100.0).abs())
    } else if zh {
        "此前没有".to_owned()
    } else {
        "none before".to_owned()
    };
    if zh {
        format!("{relative}（{sign}{:.0} 件）", more.abs())
    } else {
        format!("{relative} ({sign}{:.0})", more.abs())
    }
}

fn rise(finding: &Finding, zh: bool) -> String {
    let (expected, count) = (finding.expected.unwrap_or(0.0), finding.count);
    let head = format!("{} {}", subject(finding, zh), excess(finding, zh));
    let copied = finding.distinct > 0 && finding.distinct * 10 < count * 6;
    let distinct = finding.distinct;
    match (zh, copied) {
        (true, true) => format!(
            "{head}：{count} 件（内容去重后 {distinct} 件，疑为同文投诉），预期 {expected:.0} 件"
        ),
        (true, false) => format!("{head}：{count} 件，预期 {expected:.0} 件"),
        (false, true) => {
            format!("{head}: {count} ({distinct} distinct: copied texts), expected {expected:.0}")
        }
        (false, false) => format!("{head}: {count}, expected {expected:.0}"),
    }
}

fn shift(finding: &Finding, zh: bool) -> String {
    let s = &finding.subject;
    let name = s.name.as_deref().unwrap_or_default();
    let period = s.period.as_deref().unwrap_or_default();
    let (expected, count) = (finding.expected.unwrap_or(0.0), finding.count);
    let excess = excess(finding, zh);
    if zh {
        format!(
            "自 {period} 起 {name} 占比持续改变 {excess}：{count} 件，按此前占比应为 {expected:.0} 件"
        )
    } else {
        format!(
            "{name} has held another share since {period} {excess}: {count}, at the share of before {expected:.0}"
        )
    }
}

fn change(finding: &Finding, zh: bool) -> String {
    let (expected, count) = (finding.expected.unwrap_or(0.0), finding.count);
    let head = format!("{} {}", subject(finding, zh), excess(finding, zh));
    if zh {
        format!("{head}：{count} 件，按前段的日均应为 {expected:.0} 件")
    } else {
        format!("{head}: {count}, at the daily count of before {expected:.0}")
    }
}

fn unknown(finding: &Finding, zh: bool) -> String {
    let count = finding.count;
    if zh {
        format!("没有类型能确定归入的投诉中，{count} 件内容相近")
    } else {
        format!("Of the complaints that no type holds firmly, {count} are alike")
    }
}

fn burst(finding: &Finding, zh: bool) -> String {
    let head = subject(finding, zh);
    let Some(first) = finding.words.first() else {
        return head;
    };
    let (here, elsewhere) = (percent(first.share), percent(first.share_elsewhere));
    let (word, count) = (&first.word, first.count);
    if zh {
        format!(
            "{head}：“{word}”见于 {here} 的投诉（{count} 件），其他时段为 {elsewhere}，投诉总量未见同样变化"
        )
    } else {
        format!(
            "{head}: “{word}” in {here} ({count}), {elsewhere} in other periods, while complaints as a whole did not rise so"
        )
    }
}

fn cell(finding: &Finding, zh: bool) -> String {
    let (expected, count) = (finding.expected.unwrap_or(0.0), finding.count);
    let head = format!("{} {}", subject(finding, zh), excess(finding, zh));
    if zh {
        format!("{head}：{count} 件，按其余取值的占比应为 {expected:.0} 件")
    } else {
        format!("{head}: {count}, at the share of all other values {expected:.0}")
    }
}

fn kind(finding: &Finding, zh: bool) -> String {
    let name = finding.subject.name.as_deref().unwrap_or_default();
    let count = finding.count;
    let head = if zh {
        format!("{name}（{count} 件）")
    } else {
        format!("{name} ({count})")
    };
    let Some(first) = finding.words.first() else {
        return head;
    };
    let (here, elsewhere) = (percent(first.share), percent(first.share_elsewhere));
    if zh {
        format!(
            "{head}：{here} 的投诉提到“{}”，其他类型为 {elsewhere}",
            first.word
        )
    } else {
        format!(
            "{head}: {here} mention “{}”, {elsewhere} of the other types",
            first.word
        )
    }
}

/// `40%`, with one decimal below 10%.
fn percent(share: f64) -> String {
    let p = share * 100.0;
    if p < 10.0 {
        format!("{p:.1}%")
    } else {
        format!("{p:.0}%")
    }
}

fn slices(slices: &[Slice], zh: bool) -> Option<String> {
    let named: Vec<String> = slices
        .iter()
        .map(|s| {
            let share = format!("{:.0}%", s.carries * 100.0);
            if zh {
                format!("{} 占增量 {share}", values(&s.cell))
            } else {
                format!("{} {share}", values(&s.cell))
            }
        })
        .collect();
    (!named.is_empty()).then(|| {
        if zh {
            format!("其中 {}", named.join("、"))
        } else {
            format!("of the rise {}", named.join(", "))
        }
    })
}

fn words(finding: &Finding, zh: bool) -> Option<String> {
    let fell = finding.kind == "compare" && finding.expected > Some(finding.count as f64);
    let named: Vec<&str> = finding
        .words
        .iter()
        .take(5)
        .map(|w| w.word.as_str())
        .collect();
    (!named.is_empty()).then(|| match (zh, fell) {
        (true, false) => format!("特征词：{}", named.join("、")),
        (true, true) => format!("特征词（前段）：{}", named.join("、")),
        (false, false) => format!("words: {}", named.join(", ")),
        (false, true) => format!("words (before): {}", named.join(", ")),
    })
}

/// The `tousu search` command that lists the complaints of `finding`; `days` are its first and last.
pub(crate) fn search(
    finding: &Finding,
    columns: &SearchColumns,
    days: Option<(&str, &str)>,
) -> String {
    let exact: Vec<String> = finding
        .words
        .iter()
        .take(3)
        .map(|w| format!("\"{}\"", w.word.replace('"', " ")))
        .collect();
    let query = if exact.is_empty() || finding.kind == "shift" {
        "*".to_owned()
    } else {
        exact.join(" OR ")
    };
    let mut command = format!("tousu search {}", quoted(&query));
    let unsure = columns.unsure.iter().filter(|_| finding.kind == "unknown");
    let filters = finding
        .subject
        .name
        .iter()
        .map(|name| (columns.kind.as_str(), name.as_str()))
        .chain(
            finding
                .subject
                .slice
                .iter()
                .chain(unsure)
                .map(|(c, v)| (c.as_str(), v.as_str())),
        );
    for (column, value) in filters {
        command += &format!(" --where {}", quoted(&format!("{column}={value}")));
    }
    if let Some((since, until)) = days {
        command += &format!(" --since {since}");
        if !until.is_empty() {
            command += &format!(" --until {until}");
        }
    }
    command
}

/// As one word of a POSIX shell.
fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || "=_-.:/".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::causes::{Subject, Word};

    fn finding() -> Finding {
        Finding {
            kind: "rise".into(),
            subject: Subject {
                name: Some("物流配送".into()),
                period: Some("2024-10".into()),
                ..Subject::default()
            },
            count: 892,
            expected: Some(480.0),
            slices: vec![Slice {
                cell: vec![
                    ("区域".into(), "华东".into()),
                    ("承运商".into(), "某快递".into()),
                ],
                carries: 0.71,
                ..Slice::default()
            }],
            words: ["爆仓", "滞留"]
                .map(|w| Word {
                    word: w.into(),
                    ..Word::default()
                })
                .into(),
            ..Finding::default()
        }
    }

    #[test]
    fn a_rise_in_both_languages() {
        assert_eq!(
            sentence(&finding(), Lang::Zh),
            "2024-10 物流配送 +86%（+412 件）：892 件，预期 480 件，其中 华东 × 某快递 占增量 71%；特征词：爆仓、滞留。"
        );
        assert_eq!(
            sentence(&finding(), Lang::En),
            "2024-10 物流配送 +86% (+412): 892, expected 480; of the rise 华东 × 某快递 71%; words: 爆仓, 滞留."
        );
    }

    #[test]
    fn the_search_is_one_shell_line() {
        let columns = SearchColumns {
            kind: "type's".into(),
            unsure: None,
        };
        assert_eq!(
            search(&finding(), &columns, Some(("2024-10-01", "2024-10-31"))),
            r#"tousu search '"爆仓" OR "滞留"' --where 'type'\''s=物流配送' --since 2024-10-01 --until 2024-10-31"#
        );
    }
}
