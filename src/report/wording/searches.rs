//! The command that lists the complaints of a finding: by their ids, or by conditions that hold of exactly these.

use crate::causes::{Finding, FindingKind};
use crate::types::shell::command;
use std::collections::BTreeSet;

/// The folder of the index that printed commands search.
pub(crate) const INDEX: &str = "complaints.idx";

/// What a printed search rests on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Searchable {
    /// The report's JSON file.
    pub(crate) report: String,
    /// Name of the column of types.
    pub(crate) types: String,
    /// Columns whose values an index holds as the report counts them.
    pub(crate) as_written: BTreeSet<String>,
    /// Ids by which an index does not find the complaint: those of several rows, and names given to rows without one.
    pub(crate) ambiguous: BTreeSet<String>,
    /// Conditions that all rows of the report fulfil, as they were given.
    pub(crate) conditions: Vec<String>,
    /// Name of the column of times.
    pub(crate) time: Option<String>,
    /// An index keeps the later one of rows that were exported twice with other cells; the report counts the first.
    pub(crate) keeps_others: bool,
}

impl Searchable {
    /// Whether a search reads a condition on rows as the report does: on values as they are written, or on times.
    fn reads(&self, condition: &str) -> bool {
        let names = self.time.iter().map(String::as_str);
        let mut names = names.chain(["time", "时间"]);
        let is_sign = |c: char| "=<>≥≤＝＜＞".contains(c) || c.is_whitespace();
        if names.any(|n| {
            condition
                .strip_prefix(n)
                .is_some_and(|r| r.starts_with(is_sign))
        }) {
            return true;
        }
        let equal = condition
            .split_once('=')
            .filter(|(column, _)| !column.ends_with('!'));
        equal.is_some_and(|(column, value)| self.is_exact(column.trim(), value.trim()))
    }

    /// Whether `column=value` finds what the report counts under that value.
    fn is_exact(&self, column: &str, value: &str) -> bool {
        let are_plain = is_plain(column) && is_plain(value) && !value.is_empty();
        let may_be_number = value.starts_with(|c: char| c.is_numeric());
        self.as_written.contains(column) && are_plain && !may_be_number
    }
}

/// Fills in the search command of every finding that has one.
pub(crate) fn name_searches(findings: &mut [Finding], searchable: &Searchable) {
    for (number, finding) in (1..).zip(findings) {
        let search = match finding.members.is_empty() {
            true => by_conditions(finding, searchable),
            false => by_ids(finding, number, searchable),
        };
        finding.search = search.unwrap_or_default();
    }
}

fn by_ids(finding: &Finding, number: usize, searchable: &Searchable) -> Option<String> {
    let ambiguous = |id: &String| searchable.ambiguous.contains(id);
    if finding.members.iter().any(ambiguous) {
        return None;
    }
    let (report, number) = (searchable.report.as_str(), number.to_string());
    Some(command([
        "tousu",
        "search",
        "--report",
        report,
        "--finding",
        &number,
        "--index",
        INDEX,
    ]))
}

/// Of findings that count all complaints of a type, of values, of days; where distinct ones are counted no condition tells them from
/// their copies.
fn by_conditions(finding: &Finding, searchable: &Searchable) -> Option<String> {
    let subject = &finding.subject;
    match finding.kind {
        FindingKind::Type | FindingKind::Cell => {}
        FindingKind::Compare => finding.days.map(drop)?,
        FindingKind::Rise if subject.slice.is_empty() => finding.days.map(drop)?,
        _ => return None,
    }
    if searchable.keeps_others || !searchable.conditions.iter().all(|c| searchable.reads(c)) {
        return None;
    }
    let mut words: Vec<String> = vec!["tousu".into(), "search".into()];
    for condition in &searchable.conditions {
        words.extend(["--where".into(), condition.clone()]);
    }
    let name = subject.name.iter().map(|name| (&searchable.types, name));
    let values = subject.slice.iter().map(|(column, value)| (column, value));
    for (column, value) in name.chain(values) {
        if !searchable.is_exact(column, value) {
            return None;
        }
        words.extend(["--where".into(), format!("{column}={value}")]);
    }
    if let Some((since, until)) = finding.days {
        words.extend(["--since".into(), since.to_string()]);
        words.extend(["--until".into(), until?.to_string()]);
    }
    words.extend(["--index".into(), INDEX.into()]);
    Some(command(words))
}

/// Whether a condition reads `text` as it stands: without signs of comparison, quotes at its ends, and masks.
fn is_plain(text: &str) -> bool {
    let special = |c: char| "=<>!≥≤≠＝＞＜！‹›[]".contains(c) || c.is_control();
    let quote = |c: char| "\"'“”「」".contains(c);
    let holds_in = text.to_lowercase().contains(" in");
    !text.contains(special) && !text.starts_with(quote) && !text.ends_with(quote) && !holds_in
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::causes::Subject;

    fn searchable() -> Searchable {
        let columns = ["投诉 类型", "区域"].map(str::to_owned);
        Searchable {
            report: "out/r 1.json".into(),
            types: "投诉 类型".into(),
            as_written: BTreeSet::from(columns),
            ambiguous: BTreeSet::from(["第 7 行".to_owned()]),
            ..Searchable::default()
        }
    }

    fn rise(name: &str) -> Finding {
        Finding {
            kind: FindingKind::Rise,
            subject: Subject {
                name: Some(name.into()),
                ..Subject::default()
            },
            days: "2024-10-01"
                .parse()
                .ok()
                .zip(Some("2024-10-31".parse().ok())),
            ..Finding::default()
        }
    }

    fn search(finding: Finding) -> String {
        let mut findings = [Finding::default(), finding];
        name_searches(&mut findings, &searchable());
        findings[1].search.clone()
    }

    #[cfg(unix)]
    #[test]
    fn ids_where_there_are_some_else_exact_conditions() {
        let by_conditions = "tousu search --where '投诉 类型=物流配送' --since 2024-10-01 --until 2024-10-31 --index complaints.idx";
        assert_eq!(search(rise("物流配送")), by_conditions);
        let listed = Finding {
            members: vec!["a".into()],
            ..rise("物流配送")
        };
        assert_eq!(
            search(listed),
            "tousu search --report 'out/r 1.json' --finding 2 --index complaints.idx"
        );
    }

    #[test]
    fn conditions_are_printed_where_a_search_reads_them_alike() {
        let under = |condition: &str, keeps_others: bool| {
            let mut findings = [rise("物流配送")];
            let searchable = Searchable {
                conditions: vec![condition.to_owned()],
                time: Some("受理时间".into()),
                keeps_others,
                ..searchable()
            };
            name_searches(&mut findings, &searchable);
            !findings[0].search.is_empty()
        };
        assert!(under("区域=华东", false) && under("受理时间>=2024-03", false));
        assert!(!under("区域=华东", true));
        for condition in [
            "金额>=1000",
            "区域!=华东",
            "金额=25000",
            "门店=南塘店",
            "区域=",
        ] {
            assert!(!under(condition, false), "{condition}");
        }
    }

    #[test]
    fn no_command_where_none_is_exact() {
        let lost = Finding {
            members: vec!["a".into(), "第 7 行".into()],
            ..rise("物流配送")
        };
        let mut of_a_cell = rise("物流配送");
        of_a_cell.subject.slice = vec![("区域".into(), "华东".into())];
        let mut elsewhere = rise("物流配送");
        elsewhere.kind = FindingKind::Cell;
        elsewhere.subject.slice = vec![("门店".into(), "南塘店".into())];
        let mut open = rise("物流配送");
        open.kind = FindingKind::Shift;
        for finding in [lost, of_a_cell, elsewhere, open, rise("a=b"), rise("12")] {
            assert_eq!(search(finding), "");
        }
    }
}
