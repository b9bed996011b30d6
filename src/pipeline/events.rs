//! `events`: rows → groups of complaints about the same thing at the same place, as a table; and the rows with the event of each.

use super::dictionary::read_word_file;
use crate::Result;
use crate::collect::{Account, CollectParams, Collected, Collector};
use crate::events::{
    ClosingDays, Complaints, Described, Event, EventColumns, KeptRows, NamedEventColumns, groups,
    listed_names, write_events,
};
use crate::export::OutputParams;
use crate::normalize::MaskParams;
use crate::reading::{Reading, ReadingParams, judge_times, tell_times};
use crate::types::{Lang, Observer};
use rustc_hash::FxHashSet;
use std::path::{Path, PathBuf};

/// What to group, how, and where the events go.
#[derive(Clone, Debug)]
pub struct EventsRequest {
    /// The input.
    pub reading: ReadingParams,
    /// Its columns.
    pub columns: NamedEventColumns,
    /// A file of names, one a line, that are found in texts as they are.
    pub names: Option<PathBuf>,
    /// Days between two complaints of an event, at most.
    pub within: u32,
    /// Complaints of an event, at least.
    pub fewest: u64,
    /// What is masked in what is compared and shown.
    pub mask: MaskParams,
    /// How the columns that came are masked in the file of rows; `None` lets these through as they are.
    pub rows_mask: Option<MaskParams>,
    /// Where the events go.
    pub output: Option<(String, OutputParams)>,
    /// Where the rows go.
    pub rows: Option<(String, OutputParams)>,
    /// Language of headings.
    pub lang: Lang,
}

/// Events, and the rows they are made of.
#[derive(Debug)]
pub struct EventsFound {
    /// The account of the rows read.
    pub account: Account,
    /// The events, the largest first.
    pub events: Vec<Event>,
    /// Rows compared: those with a text and a time, counted once each.
    pub compared: u64,
}

/// Finds the events of the rows.
///
/// # Errors
/// The first that reading or writing meets; then the outputs are as they were.
pub fn events(request: &EventsRequest, observer: &dyn Observer) -> Result<EventsFound> {
    let names = names_of(request.names.as_deref(), observer)?;
    let mut reading = Reading::open(&request.reading, "reading", observer)?;
    let (collected, closing, kept) = collect(request, &mut reading, observer)?;
    let mut account = reading.finish()?;
    account.repeated = collected.equal_ids.repeated;
    account.close(observer)?;
    collected.equal_ids.tell(observer);
    let (table, texts) = (&collected.table, &collected.texts);
    let complaints = complaints(&collected, &names);
    let (mut groups, rarity) = groups(&complaints, request.within);
    groups.retain(|g| g.rows.len() as u64 >= request.fewest);
    let described = Described::new(complaints, table, &collected.service, closing.as_deref());
    let events = described.events(&groups, &rarity);
    if let Some((output, format)) = &request.output {
        write_events(&events, (output, format), request.lang)?;
    }
    if let Some((kept, (output, format))) = kept.zip(request.rows.as_ref()) {
        let kept = kept.with_repeated(&texts.ids, collected.columns.id);
        kept.write(&groups, &events, (output, format))?;
    }
    Ok(EventsFound {
        account,
        events,
        compared: complaints.compared(),
    })
}

/// The rows as they are grouped; `names` are found in texts as they are.
pub(super) fn complaints<'a>(rows: &'a Collected, names: &'a FxHashSet<String>) -> Complaints<'a> {
    Complaints {
        texts: &rows.texts.normalized,
        raw: &rows.texts.raw,
        ids: &rows.texts.ids,
        days: rows.table.days.as_deref(),
        places: rows.places.as_ref(),
        names,
        normalizer: &rows.normalizer,
    }
}

/// The names in a file, one a line; none without a file.
pub(super) fn names_of(file: Option<&Path>, observer: &dyn Observer) -> Result<FxHashSet<String>> {
    let text = file.map(|f| read_word_file(f, observer)).transpose()?;
    Ok(listed_names(&text.unwrap_or_default()))
}

type Taken = (Collected, Option<Vec<i32>>, Option<KeptRows>);

/// All rows taken in, the days on which they were closed, and the rows themselves where they are to be written.
fn collect(
    request: &EventsRequest,
    reading: &mut Reading<'_>,
    observer: &dyn Observer,
) -> Result<Taken> {
    let (schema, sample, readings) = (reading.schema(), reading.sample(), reading.readings());
    let mut named = request.columns.clone();
    if let Some(description) = reading.description() {
        named.columns = description.complete(schema, &named.columns, false);
    }
    let chosen = EventColumns::choose(schema, sample, &named, &readings, observer)?;
    let params = CollectParams {
        mask: request.mask.clone(),
        lang: request.lang,
        for_causes: true,
        for_merging: false,
        without_texts: false,
    };
    let columns = chosen.columns.clone();
    let mask = request.rows_mask.clone();
    let kept = || KeptRows::new(schema, sample, columns.id, mask);
    let mut kept = request.rows.is_some().then(kept);
    let time = columns.time.map(|at| schema.field(at).name().clone());
    let mut collector = Collector::new(columns, schema, reading.first(), None, &params);
    let closing = chosen.closing;
    let mut closing = closing.map(|column| ClosingDays::new(column, &readings));
    for chunk in reading.by_ref() {
        let chunk = chunk?;
        let fresh = collector.add(&chunk);
        if let Some(closing) = &mut closing {
            closing.add(&chunk.batch, &fresh);
        }
        if let Some(kept) = &mut kept {
            kept.add(chunk.batch, &fresh);
        }
    }
    tell_times(&collector.doubts_of_times(), observer);
    if let Some(time) = &time {
        let was_named = request.columns.columns.time.is_some();
        judge_times(time, collector.unread_times(), was_named, observer)?;
    }
    let closing = closing.map(ClosingDays::finish);
    Ok((collector.finish(super::REPEAT_DAYS), closing, kept))
}
