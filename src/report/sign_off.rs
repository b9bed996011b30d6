//! The number of a report in its series, and who answers for it.

use super::wording::{Words, print};
use super::{Report, Template};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Number in a series, and names; what is absent is filled in by hand.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SignOff {
    /// Number of the issue (期号), as it was given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub issue_no: Option<String>,
    /// Who prepared the report (编制).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prepared_by: Option<String>,
    /// Who reviewed it (审核).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reviewed_by: Option<String>,
    /// Who approved it for issue (签发).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub approved_by: Option<String>,
}

impl SignOff {
    /// Nothing was given.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// The number of the issue and the lines to sign as one text; empty where there is none of them.
pub(super) fn text(report: &Report, w: &Words) -> (String, String) {
    let (issue, names) = lines(report, false, w);
    let issue = issue.map(|(_, given)| print::issue(given, w.lang));
    let names: Vec<String> = names
        .iter()
        .map(|(name, by)| format!("{name}{}{by}", w.sep))
        .collect();
    (issue.unwrap_or_default(), names.join("　　"))
}

/// A line to sign, or the number of the issue: its name and what was given, which may be nothing.
pub(super) type Line<'a> = (&'static str, &'a str);

/// The number of the issue and the lines to sign. Those left empty are there where `always`, and in the report of a hotline.
pub(super) fn lines<'a>(
    report: &'a Report,
    always: bool,
    w: &Words,
) -> (Option<Line<'a>>, Vec<Line<'a>>) {
    let blank = always || report.template == Template::Monthly12345;
    let given = &report.sign_off;
    let line = |name: &'static str, value: &'a Option<String>| {
        let value = value.as_deref().unwrap_or_default();
        (blank || !value.is_empty()).then_some((name, value))
    };
    let names = [
        line(w.prepared_by, &given.prepared_by),
        line(w.reviewed_by, &given.reviewed_by),
        line(w.approved_by, &given.approved_by),
    ];
    (
        line(w.issue_no, &given.issue_no),
        names.into_iter().flatten().collect(),
    )
}
