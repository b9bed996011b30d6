//! What the searches that a report prints rest on.

use super::Args;
use crate::collect::SearchUse;
use crate::project::found_at;
use crate::report::ReportFormat;
use std::path::Path;

impl Args {
    /// The report as JSON, and how its rows are indexed; without such a file there are no searches.
    pub(super) fn searches(&self) -> Option<SearchUse> {
        let is_json = |target: &&String| {
            let format = match &self.format {
                Some(name) => ReportFormat::from_name(name),
                None => ReportFormat::from_ending(target),
            };
            format.is_ok_and(|f| f == ReportFormat::Json)
        };
        let mut files = self.output.iter().filter(|o| *o != "-");
        let report = files.find(is_json)?;
        let report = match (&self.of_month, Path::new(report).file_name()) {
            (Some(month), Some(name)) => found_at(month, &name.to_string_lossy()),
            _ => report.clone(),
        };
        let mut index = vec!["tousu".to_owned(), "index".to_owned()];
        index.extend(self.inputs.iter().cloned());
        index.extend(self.reading.words());
        // a model that gave the types gives them in the index too
        let model = self.model.iter().filter(|_| self.kind.is_none());
        index.extend(model.flat_map(|m| ["--model".to_owned(), m.clone()]));
        let text = Some(self.text.join(",")).filter(|t| !t.is_empty());
        index.extend(text.into_iter().flat_map(|t| ["--text".to_owned(), t]));
        Some(SearchUse {
            report,
            index,
            conditions: self.about.conditions.clone(),
        })
    }
}
