//! Classified complaints → a report: reads rows, counts them, looks for causes, says what happened.

mod audit;
#[cfg(test)]
mod chance;
mod columns;
mod corrected;
mod days;
mod given;
mod merged;
mod rows;
mod service;
mod slices;
mod source;
mod strings;
mod summary;
mod sums;
mod words;

use crate::Result;
use crate::aggregate::{
    self, Copies, CorrectParams, Encoder, FinishParams, Numbers, Span, Table, Tally, Volume,
};
use crate::bundle::{Bundle, row_hash};
use crate::causes::{self, CauseParams, Complaints, SearchColumns};
use crate::ingest::{Chunk, FileRead};
use crate::normalize::{Depth, MaskParams, NormalizeParams, Normalizer};
use crate::pipeline::Scorer;
use crate::report::{InputFile, Provenance, Report, Template};
use crate::similar;
use crate::types::cell::cell_text;
use crate::types::{Lang, joined};
use arrow::datatypes::Schema;
use arrow::record_batch::RecordBatch;
use audit::{Answers, Drawer};
use columns::Columns;
use corrected::Said;
pub use merged::merged;
use rayon::prelude::*;
use rows::{Kept, Rows, is_personal};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::Path;
use strings::Strings;
use sums::Sums;

/// Days within which a complaint repeats an earlier one, unless said otherwise.
pub const REPEAT_DAYS: u32 = 30;

/// What to report.
#[derive(Clone, Debug, Default)]
pub struct ReportParams {
    /// Column that holds the types; without it `predicted`, or the model.
    pub kind: Option<String>,
    /// Text columns; guessed where empty.
    pub text: Vec<String>,
    /// Column that tells complaints apart; guessed by default.
    pub id: Option<String>,
    /// Time column; guessed by default.
    pub time: Option<String>,
    /// Columns to slice by; guessed by default.
    pub by: Option<Vec<String>>,
    /// Numeric columns; guessed by default.
    pub numbers: Option<Vec<String>>,
    /// Columns that say how a complaint was dealt with, each as `ROLE=COL`; guessed by default.
    pub service: Option<Vec<String>>,
    /// Days within which a complaint repeats an earlier one; 30 by default.
    pub repeat_days: Option<u32>,
    /// What is masked in words, values and examples.
    pub mask: MaskParams,
    /// Two spans of time to set side by side.
    pub compare: Option<(Span, Span)>,
    /// A file of goals: the share aimed at, type by type.
    pub target: Option<String>,
    /// A file of amounts that rates are over.
    pub volume: Option<String>,
    /// Draw so many rows for a person to label, instead of reporting.
    pub draw_audit: Option<usize>,
    /// A file of drawn rows that a person has labelled.
    pub audited: Option<String>,
    /// The audited rows were as likely to be chosen as all others: the file need not say so.
    pub audit_is_random: bool,
    /// Leave out words, rises and exemplars.
    pub no_causes: bool,
    /// What the tally is for.
    pub tally: TallyUse,
    /// Shares, periods, marks.
    pub finish: FinishParams,
    /// Causes.
    pub causes: CauseParams,
    /// Corrected shares.
    pub correct: CorrectParams,
    /// Title; one is made by default.
    pub title: Option<String>,
    /// The command, for the footer.
    pub command: String,
    /// Which sections its renderings have.
    pub template: Template,
    /// Language of titles, sentences and rules.
    pub lang: Lang,
}

/// What the tally of a report is for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TallyUse {
    /// This report alone.
    #[default]
    Inside,
    /// To be merged with others besides: it holds what the model said, the words, and what the texts were.
    Beside,
    /// Nothing but to be merged: no causes are looked for.
    Alone,
}

/// Takes rows in and gives a [`Report`].
#[derive(Debug)]
pub struct Reporter {
    params: ReportParams,
    columns: Columns,
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
        let columns = Columns::choose(schema, sample.map(|c| &c.batch), &params, bundle.is_some())?;
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
                    .kind
                    .as_ref()
                    .map(name)
                    .as_deref()
                    .unwrap_or("predicted"),
            ),
            by: columns
                .by
                .iter()
                .map(|by| Encoder::new(&by.name).made(by.made()))
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
        let kind = columns.kind.as_ref().map(name);
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
        &self.columns.said
    }

    /// The order in which dates such as `03/05/2019` are read, where there are any, decided by the rows so far.
    #[must_use]
    pub fn order_of_dates(&self) -> Option<String> {
        self.rows.days.doubt()
    }

    /// Takes the rows of a chunk in.
    pub fn add(&mut self, chunk: &Chunk) {
        let kept = self.texts(chunk);
        let posteriors = self.types(chunk, &kept);
        let batch = &chunk.batch;
        if let Some(drawer) = &mut self.drawer {
            let codes = self.rows.types.codes();
            let new = codes.len().saturating_sub(batch.num_rows());
            drawer.add(batch, codes.get(new..).unwrap_or_default());
            return;
        }
        let encoders = self.rows.by.par_iter_mut().zip(&self.columns.by);
        encoders.for_each(|(encoder, by)| {
            for row in 0..batch.num_rows() {
                encoder.push(by.value(batch, row).as_deref());
            }
        });
        if let Some(sums) = &mut self.sums {
            let rows = self.rows.said.last(batch.num_rows());
            sums.add(rows, &posteriors, &self.rows.by);
        }
        let normalizer = &self.normalizer;
        for (numbers, &column) in self.rows.numbers.iter_mut().zip(&self.columns.numbers) {
            let array = batch.column(column);
            numbers.values.extend((0..batch.num_rows()).map(|row| {
                cell_text(array.as_ref(), row)
                    .and_then(|cell| {
                        columns::number(&cell).filter(|n| !is_personal(normalizer, &cell, *n))
                    })
                    .unwrap_or(f64::NAN)
            }));
        }
        if let Some(column) = self.columns.time {
            self.rows.days.add(batch.column(column));
        }
        let time = self.columns.time;
        self.rows.service.add(batch, &self.columns.service, time);
        if let Some(column) = self.columns.decision {
            let array = batch.column(column);
            let review = |row| cell_text(array.as_ref(), row).as_deref() == Some("review");
            self.rows.review.extend((0..batch.num_rows()).map(review));
        }
        if !self.params.no_causes {
            self.ids(chunk);
            if let Some(column) = self.columns.confidence {
                self.rows.add_confidence(batch.column(column).as_ref());
            }
        }
        if !self.columns.text.is_empty() {
            for (text, normalized) in kept {
                if !self.params.no_causes {
                    self.rows.kept.texts.push(&text);
                }
                self.rows.kept.normalized.push(&normalized);
            }
        }
    }

    /// The text of every row, as it came and normalised; several columns are joined as [`joined`] does.
    fn texts(&self, chunk: &Chunk) -> Vec<(Box<str>, Box<str>)> {
        let batch = &chunk.batch;
        if self.columns.text.is_empty() {
            return Vec::new();
        }
        (0..batch.num_rows())
            .into_par_iter()
            .map(|row| {
                let columns = self.columns.text.iter();
                let cells = columns.filter_map(|&c| cell_text(batch.column(c).as_ref(), row));
                let text = joined(cells).unwrap_or_default().into_owned();
                let normalized = self.normalizer.text(&text, Depth::Words);
                (text.into_boxed_str(), normalized.into_boxed_str())
            })
            .collect()
    }

    /// Types from the column; else from the model, whose posteriors are kept to correct the shares. Gives the posteriors.
    fn types(&mut self, chunk: &Chunk, kept: &[(Box<str>, Box<str>)]) -> Vec<Option<Vec<f32>>> {
        let posteriors = self.posteriors(chunk, kept);
        let types = self.model.as_ref().map_or(&[][..], |(b, _)| b.types());
        for row in 0..chunk.batch.num_rows() {
            let posterior = posteriors.get(row).and_then(Option::as_deref);
            let cell = self
                .columns
                .kind
                .and_then(|c| cell_text(chunk.batch.column(c).as_ref(), row));
            let kind = match self.columns.kind {
                Some(_) => cell
                    .as_deref()
                    .and_then(|c| types.iter().position(|t| t == c.trim())),
                None => posterior.map(corrected::kind_of),
            };
            let name = kind.and_then(|k| types.get(k)).map(String::as_str);
            self.rows.types.push(cell.as_deref().or(name));
            if self.columns.confidence.is_none() && self.model.is_some() {
                self.rows.add_posterior(posterior);
            }
            if let Some((bundle, _)) = &self.model {
                let trained = kept
                    .get(row)
                    .is_some_and(|row| bundle.trained_on(self.hash(row)));
                self.rows.said.add(kind, posterior, trained);
            }
        }
        posteriors
    }

    /// The hash under which a model knows a text that it was trained on.
    fn hash(&self, (text, normalized): &(Box<str>, Box<str>)) -> u64 {
        let model = self.model.as_ref();
        match model.filter(|(b, _)| !self.params.mask.is_named(&b.card().settings.mask)) {
            Some((_, scorer)) => row_hash(&scorer.normalizer().text(text, Depth::Words)),
            None => row_hash(normalized),
        }
    }

    /// From the `p:` columns where there are types in a column, else by scoring.
    fn posteriors(&self, chunk: &Chunk, kept: &[(Box<str>, Box<str>)]) -> Vec<Option<Vec<f32>>> {
        let Some((bundle, scorer)) = &self.model else {
            return Vec::new();
        };
        if self.columns.kind.is_none() {
            let texts: Vec<Option<Cow<'_, str>>> = kept
                .iter()
                .map(|(text, _)| (!text.trim().is_empty()).then_some(Cow::Borrowed(&**text)))
                .collect();
            return scorer.probabilities(&texts);
        }
        let place = |name: &String| self.columns.probabilities.iter().find(|(_, t)| t == name);
        let places: Option<Vec<usize>> = bundle
            .types()
            .iter()
            .map(|t| place(t).map(|p| p.0))
            .collect();
        let Some(places) = places else {
            return Vec::new();
        };
        (0..chunk.batch.num_rows())
            .into_par_iter()
            .map(|row| {
                let one = |c: &usize| {
                    cell_text(chunk.batch.column(*c).as_ref(), row)?
                        .trim()
                        .parse()
                        .ok()
                };
                places.iter().map(one).collect()
            })
            .collect()
    }

    fn ids(&mut self, chunk: &Chunk) {
        let zh = self.params.lang == Lang::Zh;
        for (row, number) in chunk.rows.iter().enumerate() {
            let id = self
                .columns
                .id
                .and_then(|c| cell_text(chunk.batch.column(c).as_ref(), row));
            match id
                .as_deref()
                .map(str::trim)
                .filter(|id| !id.is_empty() && !self.ids_name_people)
            {
                Some(id) => self.rows.kept.ids.push(id),
                None if zh => self.rows.kept.ids.push(&format!("第 {number} 行")),
                None => self.rows.kept.ids.push(&format!("row {number}")),
            }
        }
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
        aggregate::service(&table, &dealt.0, &mut figures, params.lang);
        let missing: Vec<&str> = targets
            .iter()
            .filter(|(name, goal)| !figures.aim(name, *goal))
            .map(|(name, _)| name.as_str())
            .collect();
        let notes = match (answers, &model) {
            (Some(answers), _) => Some(corrected::audited(&mut figures, answers, params.lang)?),
            (None, Some((bundle, _))) => {
                let asked = said.asked(&table);
                Some(corrected::fill(
                    &mut figures,
                    &said.whole(),
                    &asked,
                    (bundle, params.lang),
                    &params.correct,
                ))
            }
            (None, None) => None,
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
        } else if params.tally != TallyUse::Alone {
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
        columns: &SearchColumns {
            kind: table.types.name.clone(),
            unsure: kept
                .by_decision
                .then(|| ("decision".to_owned(), "review".to_owned())),
        },
    };
    causes::find(&complaints, &params.causes)
}

fn provenance(
    params: &ReportParams,
    columns: &Columns,
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
        type_column: columns.kind.and_then(|c| names.get(c).cloned()),
        version: env!("CARGO_PKG_VERSION").to_owned(),
    }
}
