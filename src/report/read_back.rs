//! A report read back from its JSON: the ids of the complaints that a finding counts.

use crate::causes::FindingKind;
use crate::error::{Error, Result};
use serde::Deserialize;

/// What a report says of the complaints of one finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// Their ids.
    pub ids: Vec<String>,
    /// The column that holds them.
    pub id_column: String,
}

/// What is read of a report.
#[derive(Deserialize)]
struct ReadBack {
    findings: Vec<FindingIds>,
    provenance: IdColumn,
}

#[derive(Deserialize)]
struct FindingIds {
    kind: FindingKind,
    #[serde(default)]
    members: Vec<String>,
    #[serde(default)]
    search: String,
}

#[derive(Deserialize)]
struct IdColumn {
    #[serde(default)]
    id_column: Option<String>,
}

impl Listed {
    /// The complaints of finding `number`, from 1 as reports print it, of the report in `json`; `name` is what messages call that.
    ///
    /// # Errors
    /// [`Error::Invalid`] where it is not a report, has no ids, or does not list those of this finding;
    /// [`Error::Usage`] where it has no such finding.
    pub fn read(name: &str, json: &[u8], number: usize) -> Result<Self> {
        let report: ReadBack = serde_json::from_slice(json).map_err(|e| {
            let next = "Write it with `tousu report … -o report.json`.";
            Error::invalid(name, format!("this is not a report in JSON: {e}"), next)
        })?;
        let findings = report.findings.len();
        let place = number.checked_sub(1);
        let Some(finding) = place.and_then(|at| report.findings.into_iter().nth(at)) else {
            let next = match findings {
                0 => "It has no findings at all.".to_owned(),
                n => format!("Choose one of 1 to {n}."),
            };
            return Err(Error::usage(
                format!("{name} has no finding {number}"),
                next,
            ));
        };
        let Some(id_column) = report.provenance.id_column else {
            let next = "Name the column of ids: `tousu report … --id COL -o report.json`.";
            return Err(Error::invalid(
                name,
                "the report has no ids of complaints",
                next,
            ));
        };
        if finding.members.is_empty() {
            let what = match finding.kind {
                FindingKind::Type => "is about a whole type",
                _ => "counts too many complaints",
            };
            let next = match finding.search.as_str() {
                "" => "Search for its words and its type.".to_owned(),
                search => format!("List them with `{search}`."),
            };
            let problem = format!("finding {number} {what}, so that the report keeps no ids of it");
            return Err(Error::invalid(name, problem, next));
        }
        Ok(Self {
            ids: finding.members,
            id_column,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_or_the_reason_why_there_are_none() {
        let report = |id_column: &str| {
            let json = format!(
                r#"{{"title": "t", "findings": [{{"kind": "rise", "members": ["a", "b"]}},
                {{"kind": "type", "search": "tousu search '*'"}}], "provenance": {{{id_column}}}}}"#
            );
            move |n| Listed::read("r.json", json.as_bytes(), n)
        };
        let named = report(r#""id_column": "no""#);
        let listed = named(1).unwrap();
        assert_eq!((listed.ids.len(), listed.id_column.as_str()), (2, "no"));
        for (result, says) in [
            (named(0), "no finding 0"),
            (named(3), "Choose one of 1 to 2."),
            (named(2), "List them with `tousu search '*'`."),
            (report("")(1), "--id COL"),
            (Listed::read("r.json", b"[]", 1), "not a report"),
        ] {
            let error = result.unwrap_err().to_string();
            assert!(error.contains(says), "{error}");
        }
    }
}
