//! The command that lists the complaints of a finding.

use crate::causes::{Finding, FindingKind};
use crate::types::shell::quoted;

/// Words searched for, at most.
const SEARCHED: usize = 3;

/// Names of the columns a search needs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct SearchColumns {
    /// The column of the type.
    pub(crate) types: String,
    /// Column and value of complaints that no type fits well, where a column says so.
    pub(crate) unsure: Option<(String, String)>,
    /// Conditions that all rows of the report fulfil, as they were given.
    pub(crate) conditions: Vec<String>,
}

/// Fills in the search command of every finding.
pub(crate) fn name_searches(findings: &mut [Finding], columns: &SearchColumns) {
    for finding in findings {
        finding.search = search(finding, columns);
    }
}

/// The `tousu search` command that lists the complaints of `finding`.
fn search(finding: &Finding, columns: &SearchColumns) -> String {
    let exact: Vec<String> = finding
        .words
        .iter()
        .take(SEARCHED)
        .map(|w| format!("\"{}\"", w.word.replace('"', " ")))
        .collect();
    let query = if exact.is_empty() || finding.kind == FindingKind::Shift {
        "*".to_owned()
    } else {
        exact.join(" OR ")
    };
    let mut command = format!("tousu search {}", quoted(&query));
    for condition in &columns.conditions {
        command += &format!(" --where {}", quoted(condition));
    }
    let is_unknown = finding.kind == FindingKind::Unknown;
    let unsure = columns.unsure.iter().filter(|_| is_unknown);
    let name = finding
        .subject
        .name
        .iter()
        .map(|name| (&columns.types, name));
    let values = finding.subject.slice.iter().chain(unsure);
    for (column, value) in name.chain(values.map(|(c, v)| (c, v))) {
        command += &format!(" --where {}", quoted(&format!("{column}={value}")));
    }
    if let Some((since, until)) = finding.days {
        command += &format!(" --since {since}");
        command += &until.map_or_else(String::new, |until| format!(" --until {until}"));
    }
    command
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::causes::{Subject, Word};

    #[cfg(unix)]
    #[test]
    fn the_search_is_one_shell_line() {
        let columns = SearchColumns {
            types: "投诉 类型".into(),
            ..SearchColumns::default()
        };
        let word = |word: &str| Word {
            word: word.into(),
            ..Word::default()
        };
        let rise = Finding {
            kind: FindingKind::Rise,
            subject: Subject {
                name: Some("物流配送".into()),
                ..Subject::default()
            },
            words: vec![word("爆仓"), word("滞留")],
            days: "2024-10-01"
                .parse()
                .ok()
                .zip(Some("2024-10-31".parse().ok())),
            ..Finding::default()
        };
        assert_eq!(
            search(&rise, &columns),
            r#"tousu search '"爆仓" OR "滞留"' --where '投诉 类型=物流配送' --since 2024-10-01 --until 2024-10-31"#
        );
    }
}
