//! Input files → an index: complaints removed, rows added, in the order of the work.

use crate::Result;
use crate::bundle::Bundle;
use crate::collect::Account;
use crate::collect::trained_columns;
use crate::columns::time::shortfall;
use crate::columns::{Guess, Role, TextColumns, find, guess, resolve_one};
use crate::index::{
    self, Feeder, IndexParams, IndexSummary, Searcher, UpsertCounts, Writer, id_fault, parse_filter,
};
use crate::normalize::MaskParams;
use crate::reading::{Reading, ReadingParams, judge_times};
use crate::types::{Level, Observer};
use std::path::PathBuf;

/// What to do to an index.
#[derive(Clone, Debug, Default)]
pub struct IndexRequest<'m> {
    /// Folder of the index; created where it is missing.
    pub index: PathBuf,
    /// Remove the index first.
    pub rebuild: bool,
    /// Remove the complaints that fulfil all of these conditions.
    pub delete_where: Vec<String>,
    /// The rows to add; without inputs none.
    pub reading: ReadingParams,
    /// Searched columns; as the index has them, else guessed, where there are none.
    pub text: Vec<String>,
    /// Column of ids; as the index has it, else guessed.
    pub id: Option<String>,
    /// Column of times; as the index has it, else guessed.
    pub time: Option<String>,
    /// How personal numbers are masked; as the index has it, else masked.
    pub mask: Option<MaskParams>,
    /// Gives every row its type.
    pub model: Option<&'m Bundle>,
}

/// What was done to an index.
#[derive(Debug)]
pub struct Indexed {
    /// Complaints removed by conditions.
    pub deleted: u64,
    /// Rows read and rejected.
    pub account: Account,
    /// What became of the rows.
    pub counts: UpsertCounts,
    /// The index now.
    pub summary: IndexSummary,
}

/// Fills an index.
///
/// # Errors
/// As [`Writer::open`] and [`Reading::open`]; a condition on an unknown column; no text column.
pub fn index(request: &IndexRequest<'_>, observer: &dyn Observer) -> Result<Indexed> {
    if request.rebuild {
        index::remove(&request.index)?;
    }
    let deleted = delete(request)?;
    if !request.delete_where.is_empty() {
        observer.message(Level::Say, &format!("{deleted} complaints removed"));
    }
    let (mut account, mut counts) = Default::default();
    if !request.reading.inputs.is_empty() {
        let reading = Reading::open(&request.reading, "indexing", observer)?;
        (account, counts) = fill(request, reading, observer)?;
    }
    Ok(Indexed {
        deleted,
        account,
        counts,
        summary: index::summary(&request.index)?,
    })
}

fn delete(request: &IndexRequest<'_>) -> Result<u64> {
    if request.delete_where.is_empty() {
        return Ok(0);
    }
    let searcher = Searcher::open(&request.index)?;
    let known = |name: &str| searcher.column(name).is_some();
    let conditions = request.delete_where.iter().map(|c| parse_filter(c, known));
    let conditions = conditions.collect::<Result<Vec<_>>>()?;
    let mut writer = Writer::open(&request.index, &IndexParams::default())?;
    let deleted = writer.delete_where(&conditions)?;
    writer.finish()?;
    Ok(deleted)
}

fn fill(
    request: &IndexRequest<'_>,
    mut reading: Reading<'_>,
    observer: &dyn Observer,
) -> Result<(Account, UpsertCounts)> {
    let params = params(request, &reading, observer)?;
    let counts = match reading.sample() {
        None => Writer::open(&request.index, &params)?.finish()?,
        Some(sample) => {
            let model = match request.model {
                Some(bundle) => Some((bundle, model_text(bundle, &params, &reading, observer)?)),
                None => None,
            };
            let (dir, readings) = (&request.index, reading.readings());
            let mut feeder = Feeder::open(dir, &params, sample, model, &readings)?;
            if feeder.has_text_dates()
                && let Some(chunks) = reading.look_ahead()?
            {
                for chunk in chunks {
                    feeder.learn_dates(&chunk?.batch);
                }
            }
            for line in feeder.orders_of_dates() {
                observer.message(Level::Say, &line);
            }
            for chunk in reading.by_ref() {
                feeder.feed(&chunk?.batch)?;
            }
            feeder.finish()?
        }
    };
    let mut account = reading.finish()?;
    account.close(observer)?;
    Ok((account, counts))
}

/// The columns that the model reads: those it was trained on, else those that are searched.
fn model_text(
    bundle: &Bundle,
    params: &IndexParams,
    reading: &Reading<'_>,
    observer: &dyn Observer,
) -> Result<Vec<usize>> {
    let trained = trained_columns(bundle);
    let schema = reading.schema();
    let same = trained.names.iter().map(|n| find(schema, n));
    let same: Option<Vec<usize>> = same.collect();
    if let Some(same) = same.filter(|s| !s.is_empty()) {
        return Ok(same);
    }
    let chosen = TextColumns::choose(schema, &Guess::default(), &params.text, Some(&trained))?;
    if let Some((level, line)) = &chosen.message {
        observer.message(*level, line);
    }
    Ok(chosen.columns)
}

/// Judges the column of times by the first rows.
fn judge_time(
    request: &IndexRequest<'_>,
    reading: &Reading<'_>,
    time: Option<&str>,
    observer: &dyn Observer,
) -> Result<()> {
    let schema = reading.schema();
    let at = time.and_then(|t| schema.index_of(t).ok());
    let Some((sample, at)) = reading.sample().zip(at) else {
        return Ok(());
    };
    let shortfall = shortfall(sample.column(at).as_ref());
    judge_times(
        schema.field(at).name(),
        shortfall,
        request.time.is_some(),
        observer,
    )
}

/// The column that looks like ids, where its cells can name rows.
fn guessed_id(
    request: &IndexRequest<'_>,
    reading: &Reading<'_>,
    observer: &dyn Observer,
) -> Result<Option<String>> {
    let at = reading.sample().and_then(|s| guess(s).of(Role::Id));
    let name = |at: usize| reading.schema().field(at).name().clone();
    let usable = at.and_then(|at| usable_id(request, reading, name(at), observer));
    if usable.is_some() {
        // tells the guess
        reading.columns(&[], Role::Id)?;
    }
    Ok(usable)
}

/// The column, where its cells can name rows; tells where they cannot.
fn usable_id(
    request: &IndexRequest<'_>,
    reading: &Reading<'_>,
    id: String,
    observer: &dyn Observer,
) -> Option<String> {
    let at = reading.schema().index_of(&id).ok()?;
    let was_named = request.id.is_some();
    let sample = reading.sample();
    let fault = sample.and_then(|s| id_fault(s, at, request.mask.as_ref(), was_named));
    match fault {
        None => Some(id),
        Some(fault) => {
            observer.message(Level::Warn, &fault);
            None
        }
    }
}

/// What was asked for, else what the index has, else what the first rows look like.
fn params(
    request: &IndexRequest<'_>,
    reading: &Reading<'_>,
    observer: &dyn Observer,
) -> Result<IndexParams> {
    let roles = index::roles(&request.index)?;
    let schema = reading.schema();
    let name = |at: usize| schema.field(at).name().clone();
    let named = |column: &Option<String>, role: Role| -> Result<Option<String>> {
        let column = column.as_deref();
        let at = column
            .map(|c| resolve_one(schema, c, role.flag()))
            .transpose()?;
        Ok(at.map(name))
    };
    let guessed = |role| -> Result<Option<String>> {
        Ok(reading.columns(&[], role)?.first().map(|at| name(*at)))
    };
    let text = match &roles {
        Some(roles) if request.text.is_empty() => roles.text.clone(),
        _ => {
            let found = reading.text_columns(&request.text, None)?;
            found.columns.into_iter().map(name).collect()
        }
    };
    let id = match (named(&request.id, Role::Id)?, &roles) {
        (Some(id), _) => usable_id(request, reading, id, observer),
        (None, Some(roles)) => roles.id.clone(),
        (None, None) => guessed_id(request, reading, observer)?,
    };
    let known_time = roles.as_ref().and_then(|r| r.time.clone());
    let time = match named(&request.time, Role::Time)?.or(known_time) {
        Some(time) => Some(time),
        None => guessed(Role::Time)?,
    };
    judge_time(request, reading, time.as_deref(), observer)?;
    if request.model.is_none() && roles.is_some_and(|r| r.model.is_some()) {
        let line = "the rows of this index have types from a model; those added now get none without --model";
        observer.message(Level::Warn, line);
    }
    Ok(IndexParams {
        text,
        id,
        time,
        mask: request.mask.clone(),
        threads: rayon::current_num_threads(),
        ..IndexParams::default()
    })
}
