//! Whether every output can be written, before any slow work.

use super::Args;
use crate::Error;
use crate::report::ReportFormat;
use crate::types::format::Format;
use anyhow::Result;
use std::path::Path;

impl Args {
    /// Finds out whether every output can be written.
    pub(super) fn check(&self) -> Result<()> {
        if self.draw_audit.is_some() {
            let next = "Name it: `--draw-audit 200 -o audit.xlsx` (also .csv, .jsonl, .parquet).";
            let [target] = &self.output[..] else {
                return Err(Error::usage("--draw-audit writes one table", next).into());
            };
            return match (target.as_str(), Format::of_output(target), &self.format) {
                ("-", _, _) | (_, Some(_), None) => Ok(()),
                _ => Err(Error::usage(
                    format!("{target}: this ending names no table format"),
                    next,
                )
                .into()),
            };
        }
        let formats: Vec<Option<ReportFormat>> = match &self.format {
            Some(name) => vec![Some(ReportFormat::from_name(name)?)],
            None => self.output.iter().map(|_| None).collect(),
        };
        if self.output.is_empty() && !self.json && self.partial.is_none() {
            let next = "Name one: `-o report.html` (also .xlsx, .docx, .md, .json, or a folder `DIR/` for CSVs), or --json.";
            return Err(Error::usage("there is no output", next).into());
        }
        let counts_out = self.partial.as_deref() == Some(Path::new("-"));
        if counts_out && (self.json || self.output.iter().any(|o| o == "-")) {
            let next = "Write one of them to a file.";
            return Err(Error::usage("--partial - and the report both go to stdout", next).into());
        }
        for (i, target) in self.output.iter().enumerate() {
            if target == "-" {
                let format = formats.first().copied().flatten();
                let one = format.is_some_and(|f| f != ReportFormat::Csv);
                if !one || self.json {
                    let next = "Add --format html, xlsx, docx, md or json, and leave out --json.";
                    return Err(Error::usage("`-o -` needs one format", next).into());
                }
            } else if formats.get(i).copied().flatten().is_none() && self.format.is_none() {
                ReportFormat::from_ending(target)?;
            }
        }
        Ok(())
    }
}
