//! report: given figures and findings, gives the one [`Report`] value and its renderings: JSON, Markdown, HTML, XLSX, DOCX, CSVs.
//! Every rendering says the same numbers; none of them counts.

mod chart;
mod csvs;
mod document;
mod docx;
mod escape;
mod events;
#[cfg(test)]
mod fixture;
mod format;
mod html;
mod markdown;
mod number;
mod read_back;
mod risk;
mod sections;
mod sign_off;
mod sink;
#[cfg(test)]
mod tests;
mod warnings;
pub(crate) mod wording;
mod xlsx;

pub use events::{Closed, Event, EventFigures, ReportedEvent, TypeEvents, Value};
pub use format::ReportFormat;
pub(crate) use number::{count as thousands, decimals};
pub use read_back::Listed;
pub use risk::{
    OutcomeRisk, RiskCell, RiskGroup, RiskRefusal, RiskScore, RiskSplit, RiskWord, YesRate,
};
pub use sign_off::SignOff;
pub use sink::write;
pub use warnings::{ArrivalSoFar, Budget, Fired, Replay, Severity, Warning, Watch};

use crate::aggregate::Figures;
use crate::causes::{Action, Exemplar, Finding, Known, TypeThemes};
use crate::error::{Error, Result};
pub use crate::types::Lang;
use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde::{Deserialize, Serialize};
use wording::requests::vocabulary;

/// Where the report came from. No time of making: the same input gives the same bytes.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Provenance {
    /// The command, as typed.
    pub command: String,
    /// Input files and their rows.
    pub inputs: Vec<InputFile>,
    /// Hash of the bundle that gave the types; absent for given labels.
    pub bundle: Option<String>,
    /// Name of the column whose values are the types, or `None` where the model scored the rows.
    pub type_column: Option<String>,
    /// The column whose cells are the ids of complaints; absent where these are named by row.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id_column: Option<String>,
    /// The command that makes the index which the searches of the findings need; absent where they have none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub index: Option<String>,
    /// Version of this program.
    pub version: String,
}

/// One input.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct InputFile {
    /// File name without its folder.
    pub name: String,
    /// Rows read from it.
    pub rows: u64,
    /// BLAKE3 of its bytes, 16 hex digits.
    pub hash: String,
}

/// Which sections a report has, and in what order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum Template {
    /// Shares, trend, causes, dimensions, service figures, ledger.
    #[default]
    #[serde(rename = "standard")]
    Standard,
    /// The monthly report of a government hotline.
    #[serde(rename = "12345-monthly")]
    Monthly12345,
}

/// The whole report; its JSON is this value.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Report {
    /// Title, in the report's language.
    pub title: String,
    /// Language of titles, sentences and rules.
    pub lang: Lang,
    /// Which sections its renderings have; the figures are the same.
    #[serde(default)]
    pub template: Template,
    /// Its number in a series and who answers for it.
    #[serde(default, skip_serializing_if = "SignOff::is_empty")]
    pub sign_off: SignOff,
    /// The Word file and the page, when printed, hold everything; by default they hold what fits about ten pages.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub full: bool,
    /// The figures.
    #[serde(flatten)]
    pub figures: Figures,
    /// What happened: three to five sentences for the first screen.
    pub summary: Vec<String>,
    /// Causes.
    pub findings: Vec<Finding>,
    /// What the complaints of each larger type are about.
    #[serde(default)]
    pub themes: Vec<TypeThemes>,
    /// The list of measures, with a row for every line of the first page; absent where none was given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub actions: Option<Vec<Action>>,
    /// What is known and accepted; absent where no list was given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub known: Option<Vec<Known>>,
    /// What is above what the days before let expect; absent where nothing was watched.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub watch: Option<Watch>,
    /// Complaints about the same thing at the same place; absent where they were not looked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub events: Option<EventFigures>,
    /// The answer to a yes-or-no question about every complaint; absent where none was asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outcome_risk: Option<OutcomeRisk>,
    /// Things the reader should know before trusting a number.
    pub notes: Vec<String>,
    /// Where it came from.
    pub provenance: Provenance,
    /// Name of the workbook that is written beside the Word file and the page; absent where there is none.
    #[serde(skip)]
    pub workbook: Option<String>,
}

/// The bytes of one rendering.
///
/// # Errors
/// [`Error::Usage`] for [`ReportFormat::Csv`], which is a folder of files ([`render_csvs`]); [`Error::Io`] where the
/// workbook or the Word file cannot be put together; [`Error::Invalid`] where a printed percentage is not its fraction, which would be a fault of
/// this program.
pub fn render(report: &Report, format: ReportFormat) -> Result<Vec<u8>> {
    let w = vocabulary(&report.figures, report.lang);
    let document = || sections::document(report, w, sections::of(report.template));
    document::check(&document(), w)?;
    match format {
        ReportFormat::Json => json(report),
        ReportFormat::Markdown => Ok(markdown::render(report, &document(), w).into_bytes()),
        ReportFormat::Html => Ok(html::render(report, &document(), w).into_bytes()),
        ReportFormat::Xlsx => xlsx::render(report, &document(), w),
        ReportFormat::Docx => docx::render(report, &document(), w),
        ReportFormat::Csv => Err(ReportFormat::needs_folder("render")),
    }
}

/// One CSV a table: file name and bytes (UTF-8 with a byte order mark, so that Excel opens it as it is).
#[must_use]
pub fn render_csvs(report: &Report) -> Vec<(String, Vec<u8>)> {
    let w = vocabulary(&report.figures, report.lang);
    csvs::render(
        &sections::document(report, w, sections::of(report.template)),
        w,
    )
}

/// The JSON Schema of a report as JSON.
#[must_use]
pub fn schema() -> serde_json::Value {
    let settings = SchemaSettings::draft2020_12().for_serialize();
    let mut schema = settings.into_generator().into_root_schema_for::<Report>();
    schema.insert("title".to_owned(), "tousu report".into());
    schema.to_value()
}

fn json(report: &Report) -> Result<Vec<u8>> {
    let mut bytes = serde_json::to_vec_pretty(report)
        .map_err(|e| Error::io("report.json", "write", std::io::Error::other(e)))?;
    bytes.push(b'\n');
    Ok(bytes)
}

/// What stands before what was done about a complaint.
fn said(w: &wording::Words) -> String {
    format!("{}{}", w.outcome, w.sep)
}

/// An exemplar cut at its highlights: text, and whether it is marked. Ranges that overlap, leave the text or cut a
/// character are passed over.
fn pieces(e: &Exemplar) -> Vec<(&str, bool)> {
    let mut ranges = e.highlights.clone();
    ranges.sort_unstable();
    let (mut out, mut at) = (Vec::new(), 0);
    for (start, end) in ranges {
        if start < at || start >= end {
            continue;
        }
        let (Some(before), Some(hit)) = (e.text.get(at..start), e.text.get(start..end)) else {
            continue;
        };
        if !before.is_empty() {
            out.push((before, false));
        }
        match out.last_mut() {
            // two that touch are one
            Some((last, true)) if before.is_empty() => {
                let from = start - last.len();
                *last = e.text.get(from..end).unwrap_or(last);
            }
            _ => out.push((hit, true)),
        }
        at = end;
    }
    if let Some(rest) = e.text.get(at..).filter(|r| !r.is_empty()) {
        out.push((rest, false));
    }
    out
}
