//! `classify`: rows → rows with their types, in the order of the rows. Reading, scoring and writing run at the same time.

use crate::bundle::Bundle;
use crate::collect::Account;
use crate::collect::{Precision, trained_columns, warn_of_foreign, warn_of_language};
use crate::columns::Role;
use crate::export::{OutputParams, Writer};
use crate::ingest::Chunk;
use crate::normalize::MaskParams;
use crate::reading::{Reading, ReadingParams};
use crate::score::{AppendCounts, AppendParams, Appender};
use crate::types::{Level, Observer};
use crate::{Error, Result};
use arrow_array::RecordBatch;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

/// What to classify, how, and where the rows go.
#[derive(Clone, Debug)]
pub struct ClassifyRequest {
    /// The input.
    pub reading: ReadingParams,
    /// Text columns; where empty, those the model was trained on, or guessed.
    pub text: Vec<String>,
    /// The id column; guessed by default.
    pub id: Option<String>,
    /// Which rows a person should look at.
    pub review: Review,
    /// Append the probability of every type.
    pub probabilities: bool,
    /// How personal numbers are masked in the columns that came; `None` lets these through as they are.
    pub mask: Option<MaskParams>,
    /// Where the rows go; `-` is stdout.
    pub output: String,
    /// In which format.
    pub format: OutputParams,
}

/// Which rows a person should look at.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum Review {
    /// Those without a text.
    #[default]
    WithoutText,
    /// Those of a lower confidence too.
    Below(f32),
    /// As many of the least sure as it takes for the others to be right this often (0..=1): as measured in training, for the mix of
    /// types of these rows where they can be read twice.
    ForPrecision(f64),
}

/// What was classified.
#[derive(Debug)]
pub struct Classified {
    /// The account of the rows read.
    pub account: Account,
    /// Rows by type, on every axis.
    pub counts: AppendCounts,
    /// Rows written.
    pub rows_out: u64,
    /// By axis, the confidence below which rows are for review; absent where none was asked for, and where no confidence reaches the
    /// precision.
    pub review_below: Vec<Option<f32>>,
}

/// Gives every row its type.
///
/// # Errors
/// The first that reading, scoring or writing meets; then the output is as it was.
pub fn classify(
    request: &ClassifyRequest,
    bundle: &Bundle,
    observer: &dyn Observer,
) -> Result<Classified> {
    let mut reading = Reading::open(&request.reading, "classifying", observer)?;
    let text = text_columns(&reading, &request.text, bundle)?;
    warn_of_language(bundle, reading.sample(), &text, observer);
    let precisions = precisions(request.review, &reading, &text, bundle)?;
    let review_below: Vec<Option<f32>> = match request.review {
        Review::ForPrecision(_) => precisions.iter().map(|p| Some(p.tell(observer))).collect(),
        Review::Below(confidence) => bundle.all_axes().map(|_| Some(confidence)).collect(),
        Review::WithoutText => Vec::new(),
    };
    let params = AppendParams {
        text,
        review_below: review_below.clone(),
        probabilities: request.probabilities,
        id: match request.mask {
            Some(_) => id_column(&reading, request.id.as_ref())?,
            None => None,
        },
        mask: request.mask.clone(),
    };
    let appender = Appender::new(bundle, reading.schema(), reading.sample(), params);
    appender.warn_of_taken(reading.schema(), observer);
    let writer = Writer::create(&request.output, appender.schema(), &request.format)?;
    let (writer, counts) = score_and_write(reading.by_ref(), &appender, writer)?;
    let mut account = reading.finish()?;
    let written = writer.finish()?;
    for note in &written.notes {
        observer.message(Level::Say, note);
    }
    account.close(observer)?;
    if counts.emptied > 0 {
        let line = format!(
            "{} personal numbers in columns of numbers were left out",
            counts.emptied
        );
        observer.message(Level::Say, &line);
    }
    for (at, (axis, counts)) in bundle.all_axes().zip(&counts.axes).enumerate() {
        let is_foreign = warn_of_foreign(axis, &name_of(bundle, axis), counts, observer);
        if let Some(precision) = precisions.get(at).filter(|_| !is_foreign) {
            precision.warn(counts, axis, observer);
        }
    }
    Ok(Classified {
        account,
        counts,
        rows_out: written.rows,
        review_below: review_below
            .into_iter()
            .map(|b| b.filter(|b| b.is_finite()))
            .collect(),
    })
}

/// How a precision is reached on every axis; none where none is asked for.
fn precisions(
    review: Review,
    reading: &Reading<'_>,
    text: &[usize],
    bundle: &Bundle,
) -> Result<Vec<Precision>> {
    let Review::ForPrecision(target) = review else {
        return Ok(Vec::new());
    };
    let of_axis = |axis: &Bundle| {
        let name = name_of(bundle, axis);
        Precision::find(target, reading.again()?, text, (&name, axis))
    };
    bundle.all_axes().map(of_axis).collect()
}

/// What the types of an axis are called; empty where there is one axis.
fn name_of(bundle: &Bundle, axis: &Bundle) -> String {
    match bundle.axes() {
        [] => String::new(),
        _ => axis.axis_name(),
    }
}

/// The text columns. A stream without rows has nothing to guess by, and one without columns has none to name: it is still a
/// table, as an empty partition is.
fn text_columns(reading: &Reading<'_>, named: &[String], bundle: &Bundle) -> Result<Vec<usize>> {
    if reading.schema().fields().is_empty() || (reading.sample().is_none() && named.is_empty()) {
        return Ok(Vec::new());
    }
    let trained = trained_columns(bundle);
    Ok(reading.text_columns(named, Some(&trained))?.columns)
}

/// The id column: it is not masked unless it names people.
fn id_column(reading: &Reading<'_>, named: Option<&String>) -> Result<Option<usize>> {
    let named: Vec<String> = named.into_iter().cloned().collect();
    Ok(reading.columns(&named, Role::Id)?.first().copied())
}

/// Scores all `chunks` and writes them, in order, each step on threads of its own.
fn score_and_write(
    chunks: impl Iterator<Item = Result<Chunk>>,
    appender: &Appender,
    writer: Writer,
) -> Result<(Writer, AppendCounts)> {
    let (send, batches) = sync_channel(crate::ingest::AHEAD);
    let writing = std::thread::Builder::new()
        .spawn(move || write_all(writer, &batches))
        .map_err(|e| Error::io("a thread", "start", e))?;
    let mut counts = appender.no_counts();
    let scored = score_all(chunks, appender, &send, &mut counts);
    drop(send);
    let broken = |_| {
        Error::invalid(
            "output",
            "writing broke off",
            "Please report this as a bug.",
        )
    };
    // a writer that failed says why; the scoring only knows that nobody listens
    let writer = writing.join().map_err(broken)??;
    scored?;
    Ok((writer, counts))
}

fn score_all(
    chunks: impl Iterator<Item = Result<Chunk>>,
    appender: &Appender,
    send: &SyncSender<RecordBatch>,
    counts: &mut AppendCounts,
) -> Result<()> {
    for chunk in chunks {
        if send.send(appender.append(&chunk?.batch, counts)?).is_err() {
            break;
        }
    }
    Ok(())
}

fn write_all(mut writer: Writer, batches: &Receiver<RecordBatch>) -> Result<Writer> {
    for batch in batches {
        writer.write(&batch)?;
    }
    Ok(writer)
}
