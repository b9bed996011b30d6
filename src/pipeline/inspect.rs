//! `inspect`: a file → what it was understood as, column by column; and the description of columns that other commands are held to.

use crate::collect::Account;
use crate::columns::{
    ColumnDescription, Description, InspectedColumn, NamedColumns, ReportColumns, Surveys,
};
use crate::export::AtomicFile;
use crate::index;
use crate::ingest::FileRead;
use crate::normalize::Normalizer;
use crate::reading::{Reading, ReadingParams};
use crate::types::{Lang, Level, Observer, Recorder};
use crate::{Error, Result};
use std::path::Path;

/// What a file was understood as.
#[derive(Debug)]
pub struct Inspection {
    /// The rows read, and the files.
    pub account: Account,
    /// What was noticed about the files: what was left out and why.
    pub notes: Vec<(Level, String)>,
    /// The columns, in their order.
    pub columns: Vec<InspectedColumn>,
    /// What a report uses each column for.
    pub report: ReportColumns,
    /// Whether the column of ids may name the rows of an index.
    pub ids_are_unique: bool,
}

impl Inspection {
    /// The files that were read.
    #[must_use]
    pub fn files(&self) -> &[FileRead] {
        &self.account.files
    }

    /// The description of the columns as a file with comments in `lang`; `made_by` says which command made it.
    #[must_use]
    pub fn to_toml(&self, made_by: &str, lang: Lang) -> String {
        let columns = self.columns.iter().map(|c| c.description.clone());
        let description = Description {
            source: String::new(),
            columns: columns.collect(),
        };
        let evidence = self.columns.iter().map(|c| c.evidence(lang));
        let evidence: Vec<String> = evidence.collect();
        description.to_toml(made_by, &evidence, lang)
    }
}

/// Reads all rows of an input and tells what every column is. The uses of columns are chosen as every command does.
///
/// # Errors
/// As [`Reading`].
pub fn inspect(params: &ReadingParams, observer: &dyn Observer) -> Result<Inspection> {
    let recorder = Recorder::new(observer);
    let mut reading = Reading::open(params, "inspecting", &recorder)?;
    let (schema, sample) = (reading.schema().clone(), reading.sample().cloned());
    let named = NamedColumns::guessed();
    let described = reading.description();
    let described = described.map(|d| d.complete(&schema, &named, false));
    let named = described.unwrap_or(named);
    let report =
        ReportColumns::with_guessed_label(&schema, sample.as_ref(), &named, reading.readings())?;
    let mut surveys = Surveys::new(&schema);
    for chunk in reading.by_ref() {
        surveys.add(&chunk?.batch);
    }
    let description = params.columns.clone();
    let account = reading.finish()?;
    let normalizer = Normalizer::default();
    let shown = |cell: &str| normalizer.shown(cell).into_owned();
    let fields = schema.fields().iter().zip(surveys.finish()).enumerate();
    let columns = fields.map(|(place, (field, survey))| {
        let found = ColumnDescription::of(field.name(), place, &survey, &report);
        let described = description.as_ref().and_then(|d| d.column(&schema, place));
        let reading = described.cloned().unwrap_or(found);
        InspectedColumn::new(reading, &survey, &shown)
    });
    Ok(Inspection {
        columns: columns.collect(),
        account,
        notes: recorder.finish(),
        ids_are_unique: sample
            .zip(report.id)
            .is_some_and(|(sample, id)| index::id_fault(&sample, id, None, false).is_none()),
        report,
    })
}

/// Reads a description of columns.
///
/// # Errors
/// Where the file cannot be read, or is not such a description.
pub fn read_description(path: &Path) -> Result<Description> {
    let text = std::fs::read_to_string(path).map_err(|e| Error::io(path, "read", e))?;
    Description::parse(&text, &path.display().to_string())
}

/// Writes a description of columns; one that a person may have edited is not replaced unless `replaces` says so.
///
/// # Errors
/// Where the file exists or cannot be written.
pub fn write_description(toml: &str, path: &Path, replaces: bool) -> Result<()> {
    if path.exists() && !replaces {
        return Err(Error::invalid(
            path.display().to_string(),
            "the file exists and may have been edited, so it was not replaced",
            "Delete it, or write to another file.",
        ));
    }
    AtomicFile::replace(path, toml.as_bytes())
}
