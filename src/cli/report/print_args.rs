//! The form of a report, and what only its print needs.

use crate::report::{Report, SignOff, Template};
use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};

/// `--full`, `--issue-no`, `--prepared-by`, `--reviewed-by`, `--approved-by`
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Print")]
pub(super) struct PrintArgs {
    /// Print every table, chart and list in the Word file and the printed page. By default they contain what fits about ten pages;
    /// the other formats are always complete.
    #[arg(long)]
    full: bool,
    /// Issue number (期号), such as 12 or '2025 年第 3 期'.
    #[arg(long, value_name = "TEXT")]
    issue_no: Option<String>,
    /// Who prepared the report (编制). In the Word file and the hotline report, this line and the next two are left blank by default,
    /// to be signed by hand.
    #[arg(long, value_name = "NAME")]
    prepared_by: Option<String>,
    /// Who reviewed it (审核).
    #[arg(long, value_name = "NAME")]
    reviewed_by: Option<String>,
    /// Who approved it for issue (签发).
    #[arg(long, value_name = "NAME")]
    approved_by: Option<String>,
}

impl PrintArgs {
    /// Puts them into a report.
    pub(super) fn enter(&self, report: &mut Report) {
        let given = |text: &Option<String>| {
            let text = text.as_deref().map(str::trim);
            text.filter(|t| !t.is_empty()).map(str::to_owned)
        };
        report.full = self.full;
        report.sign_off = SignOff {
            issue_no: given(&self.issue_no),
            prepared_by: given(&self.prepared_by),
            reviewed_by: given(&self.reviewed_by),
            approved_by: given(&self.approved_by),
        };
    }
}

/// The monthly template by name.
const MONTHLY: &str = "12345-monthly";

/// `--template`
pub(super) fn template() -> impl TypedValueParser<Value = Template> {
    let names = [
        PossibleValue::new("standard")
            .help("Shares, trend, causes, dimensions, service figures, definitions"),
        PossibleValue::new(MONTHLY).help(
            "What a government hotline publishes each month, with a list of actions to fill in",
        ),
    ];
    PossibleValuesParser::new(names).map(|name| match name.as_str() {
        MONTHLY => Template::Monthly12345,
        _ => Template::Standard,
    })
}
