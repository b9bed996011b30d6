//! Classified complaints → a report: reads rows, counts them, looks for causes, says what happened.

mod audit;
#[cfg(test)]
mod chance;
mod corrected;
mod given;
mod intake;
mod merged;
mod params;
mod rows;
mod service;
mod source;
mod strings;
mod summary;
mod sums;
mod words;

use crate::Result;
use crate::aggregate::{self, Copies, Encoder, Numbers, Table, Tally, Volume};
use crate::bundle::Bundle;
use crate::causes::{self, Complaints};
use crate::columns::ReportColumns;
use crate::ingest::{Chunk, FileRead};
use crate::normalize::{NormalizeParams, Normalizer};
use crate::report::wording::{self, findings::SearchColumns};
use crate::report::{InputFile, Provenance, Report};
use crate::score::Scorer;
use crate::similar;
use crate::types::cell::cell_text;
use arrow::datatypes::Schema;
use arrow::record_batch::RecordBatch;
use audit::{Answers, Drawer};
use corrected::Said;
pub use merged::merged;
pub use params::{REPEAT_DAYS, ReportParams, TallyUse};
use rows::{Kept, Rows};
use std::collections::BTreeMap;
use std::path::Path;
use strings::Strings;
use sums::Sums;

/// Takes rows in and gives a [`Report`].
#[derive(Debug)]
pub struct Reporter {
    params: ReportParams,
    columns: ReportColumns,
    schema_names: Vec<String>,
    model: Option<(Bundle, Scorer)>,
    normalizer: Normalizer,
    /// The id column holds personal numbers: rows are named by their place.
    ids_name_people: bool,
    targets: Vec<(String, f64)>,
    volume: Option<Volume>,
    drawer: Option<Drawer>,
    answers: Option<Answers>,
    sums: Option<Sums>,
    rows: Rows,
}

/// What a report is made of, before and after counting.
#[derive(Debug)]
pub struct Reported {
    /// The report, checked.
    pub report: Report,
    /// Its tally, to be merged with others.
    pub tally: Tally,
}

impl Reporter {
    /// For a table of these columns; `sample` is its first chunk. With a `bundle` and no type column the bundle gives the
    /// types.
    ///
    /// # Errors
    /// Where a column named is not there, or nothing says which type a complaint has.
    pub fn new(
        schema: &Schema,
        sample: Option<&Chunk>,
        bundle: Option<&Bundle>,
        params: ReportParams,
    ) -> Result<Self> {
        let batch = sample.map(|c| &c.batch);
        let columns = ReportColumns::choose(schema, batch, &params.columns, bundle.is_some())?;
        if params.compare.is_some() && columns.time.is_none() {
            return Err(crate::Error::usage(
                "--compare needs times, and no column looks like one",
                "Name the column with --time.",
            ));
        }
        let name = |c: &usize| schema.field(*c).name().clone();
        let rows = Rows {
            types: Encoder::new(
                columns
                    .label
                    .as_ref()
                    .map(name)
                    .as_deref()
                    .unwrap_or("predicted"),
            ),
            by: columns
                .by
                .iter()
                .map(|by| Encoder::new(&by.name).made(by.is_derived()))
                .collect(),
            numbers: columns
                .numbers
                .iter()
                .map(|c| Numbers {
                    name: name(c),
                    values: Vec::new(),
                })
                .collect(),
            said: Said::of(bundle.map_or(0, |b| b.types().len())),
            ..Rows::default()
        };
        let normalizer = Normalizer::new(NormalizeParams {
            mask: params.mask.clone(),
        });
        let ids = columns.id.zip(sample).map(|(at, chunk)| {
            let array = chunk.batch.column(at);
            (0..chunk.batch.num_rows()).filter_map(|row| cell_text(array.as_ref(), row))
        });
        let names: Vec<&str> = columns.by.iter().map(|b| b.name.as_str()).collect();
        let time = columns.time.map(|t| name(&t));
        let volume = params.volume.as_deref();
        let volume = volume.map(|file| given::volume(file, &names, time.as_deref()));
        let kind = columns.label.as_ref().map(name);
        let targets = params.target.as_deref();
        let targets =
            targets.map(|file| given::targets(file, kind.as_deref().unwrap_or("predicted")));
        let answers = params.audited.as_deref().map(|file| {
            let kind = kind.as_deref().unwrap_or("predicted");
            Answers::read(file, kind, params.audit_is_random)
        });
        Ok(Self {
            ids_name_people: ids.is_some_and(|ids| normalizer.names_people(ids)),
            answers: answers.transpose()?,
            drawer: params.draw_audit.map(Drawer::new),
            volume: volume.transpose()?,
            targets: targets.transpose()?.unwrap_or_default(),
            sums: bundle
                .filter(|_| params.tally != TallyUse::Inside)
                .map(|b| Sums::of(b.types().len(), columns.by.len())),
            model: bundle.map(|b| (b.clone(), Scorer::new(b))),
            schema_names: schema.fields().iter().map(|f| f.name().clone()).collect(),
            normalizer,
            params,
            columns,
            rows,
        })
    }

    /// What was guessed, one line a column.
    #[must_use]
    pub fn guessed(&self) -> &[String] {
        &self.columns.guessed
    }

    /// The order in which dates such as `03/05/2019` are read, where there are any, decided by the rows so far.
    #[must_use]
    pub fn order_of_dates(&self) -> Option<String> {
        self.rows.days.0.doubt()
    }

    /// The rows drawn for an audit.
    ///
    /// # Errors
    /// Where no row has a type, or none was to be drawn.
    pub fn drawn(self) -> Result<RecordBatch> {
        let types = self.rows.types.finish();
        let drawer = self.drawer.unwrap_or_else(|| Drawer::new(0));
        drawer.finish(&types, &types.name)
    }

    /// Counts, looks for causes, and proves that the figures reconcile.
    ///
    /// # Errors
    /// Settings outside their range; figures that do not reconcile, which would be a fault of this program.
    pub fn finish(self, files: &[FileRead], rejected: &BTreeMap<&str, u64>) -> Result<Reported> {
        let Self {
            params,
            columns,
            model,
            targets,
            volume,
            answers,
            sums,
            mut rows,
            ..
        } = self;
        let sums = sums.map(|sums| sums.finish(&rows.by, &self.normalizer));
        let said = std::mem::take(&mut rows.said);
        let days = params.repeat_days.unwrap_or(REPEAT_DAYS);
        let gathered = std::mem::take(&mut rows.service);
        let dealt = gathered.finish(&columns.service, &mut rows.numbers, (days, params.lang));
        let (table, kept) = rows.table(&columns, &self.normalizer);
        let mut tally = Tally::of(&table);
        for (reason, n) in rejected {
            tally.rejected.insert((*reason).to_owned(), *n);
            tally.rows_in += n;
        }
        if let Some((sums, (bundle, _))) = sums.zip(model.as_ref()) {
            tally.models.insert(bundle.hash().to_owned(), sums);
        }
        if params.tally != TallyUse::Inside && !kept.normalized.is_empty() {
            mergeable(&mut tally, &table, &kept.normalized, params.no_causes);
        }
        let mut figures = tally.finish(&params.finish)?;
        figures.compare = params
            .compare
            .map(|(a, b)| aggregate::compare(&table, a, b));
        figures.rates = volume.map(|v| aggregate::rates(&table, &v));
        aggregate::service(&table, &dealt.0, &mut figures);
        figures.ledger.rules = wording::rules::rules(&figures, params.lang);
        let missing: Vec<&str> = targets
            .iter()
            .filter(|(name, goal)| !figures.aim(name, *goal))
            .map(|(name, _)| name.as_str())
            .collect();
        let notes = match (answers, &model) {
            (Some(answers), _) => Some(corrected::audited(&mut figures, answers, params.lang)?),
            (None, Some((bundle, _))) if params.tally != TallyUse::Alone => {
                let asked = said.asked(&table);
                Some(corrected::fill(
                    &mut figures,
                    &said.whole(),
                    &asked,
                    (bundle, params.lang),
                    &params.correct,
                ))
            }
            (None, _) => None,
        };
        aggregate::check(&figures)?;
        let mut report = Report {
            lang: params.lang,
            template: params.template,
            figures,
            notes: notes.into_iter().flatten().chain(dealt.1).collect(),
            provenance: provenance(&params, &columns, &self.schema_names, model.as_ref(), files),
            ..Report::default()
        };
        if !params.mask.on {
            report.notes.push(summary::unmasked(params.lang));
        }
        if params.no_causes {
            report.notes.push(summary::no_causes(params.lang));
        } else if params.looks_for_causes() {
            report.findings = find(&table, &report, &kept, &params, &self.normalizer);
            let most = params.causes.unknown.most;
            let unsure = kept.more_unsure_than(most, &table);
            let note = unsure.map(|n| summary::drawn(n, most, params.lang));
            report.notes.extend(note);
        }
        summary::fill(&mut report, &params, &columns);
        report
            .notes
            .extend(summary::no_such_types(&missing, params.lang));
        Ok(Reported { report, tally })
    }
}

/// What a tally needs besides counts to be merged with others: what the distinct texts were, and their words.
fn mergeable(tally: &mut Tally, table: &Table, texts: &Strings, no_words: bool) {
    let signature = |row: usize| {
        let text = texts.get(row);
        (!text.trim().is_empty()).then(|| similar::signature(text))
    };
    tally.copies = Some(Copies::of(table, signature));
    tally.words = (!no_words).then(|| words::tally(table, texts));
}

fn find(
    table: &Table,
    report: &Report,
    kept: &Kept,
    params: &ReportParams,
    normalizer: &Normalizer,
) -> Vec<causes::Finding> {
    let terms = (!kept.normalized.is_empty())
        .then(|| words::terms(table, &kept.normalized, params.causes.words.min_support));
    let source = source::Texts {
        kept,
        normalizer,
        lang: params.lang,
    };
    let complaints = Complaints {
        table,
        figures: &report.figures,
        terms: terms.as_ref(),
        source: &source,
        unsure: &kept.unsure,
    };
    let mut findings = causes::find(&complaints, &params.causes);
    let columns = SearchColumns {
        types: table.types.name.clone(),
        unsure: kept
            .by_decision
            .then(|| ("decision".to_owned(), "review".to_owned())),
    };
    wording::findings::put_in_words(&mut findings, params.lang);
    wording::findings::name_searches(&mut findings, &columns);
    findings
}

fn provenance(
    params: &ReportParams,
    columns: &ReportColumns,
    names: &[String],
    model: Option<&(Bundle, Scorer)>,
    files: &[FileRead],
) -> Provenance {
    let base = |name: &str| {
        let base = Path::new(name).file_name();
        base.map_or_else(|| name.to_owned(), |b| b.to_string_lossy().into_owned())
    };
    Provenance {
        command: params.command.clone(),
        inputs: files
            .iter()
            .map(|f| InputFile {
                name: base(&f.name),
                rows: f.rows,
                hash: f.hash.clone(),
            })
            .collect(),
        bundle: model.map(|(b, _)| b.hash().to_owned()),
        type_column: columns.label.and_then(|c| names.get(c).cloned()),
        version: env!("CARGO_PKG_VERSION").to_owned(),
    }
}
