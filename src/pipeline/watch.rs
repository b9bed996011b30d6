//! `watch`: complaints → the series that are above what was to be expected.

use super::report::{choose_columns, collected};
use super::watched::judged;
use super::{Account, REPEAT_DAYS, Reading, ReadingParams};
use crate::bundle::Bundle;
use crate::collect::{
    Bridge, CalendarChoice, CollectParams, LedgerFiles, Ledgers, check_types, settle_columns,
};
use crate::columns::NamedColumns;
use crate::index::FilterRoles;
use crate::normalize::MaskParams;
use crate::types::Observer;
use crate::watch::{Watch, WatchParams};
use crate::{Error, Result};

/// What to watch, and how.
#[derive(Clone, Debug, Default)]
pub struct WatchRequest {
    /// Columns by name; guessed where absent.
    pub columns: NamedColumns,
    /// What is masked in values and ids.
    pub mask: MaskParams,
    /// Conditions that rows must fulfil.
    pub conditions: Vec<String>,
    /// The calendar of holidays.
    pub calendar: CalendarChoice,
    /// The list of what is known and accepted.
    pub known: Option<String>,
    /// A table of types and the types to count them under.
    pub bridge: Option<String>,
    /// Texts are not read: no words are watched, and no complaints that repeat a text.
    pub no_words: bool,
    /// The one column of numbers says how many complaints a row stands for.
    pub counted: bool,
    /// Budget, window, day and language.
    pub params: WatchParams,
}

/// Reads the rows of `input` and judges the last days. With a `bundle` and no type column the bundle gives the types.
///
/// # Errors
/// Where a column named is not there, no column holds times, or nothing says which type a complaint has; where the list of what is
/// known cannot be read; where the day asked for lies before all complaints; as [`Reading`].
pub fn watch(
    input: &ReadingParams,
    bundle: Option<&Bundle>,
    request: &WatchRequest,
    observer: &dyn Observer,
) -> Result<(Watch, Account)> {
    let mut reading = Reading::open(input, "reading", observer)?;
    let columns = choose_columns(&reading, &request.columns, bundle, observer)?;
    let Some(time) = columns.time else {
        return Err(Error::invalid(
            "header",
            "no column holds times, and without times nothing can be watched",
            "Name the column with --time.",
        ));
    };
    let roles = FilterRoles {
        time: Some(time),
        label: columns.label,
    };
    reading.select(&request.conditions, roles)?;
    let label = columns.label;
    let label = label.map(|c| reading.schema().field(c).name().clone());
    let lists = LedgerFiles {
        actions: None,
        known: request.known.clone(),
    };
    let bridge = request.bridge.as_deref().map(Bridge::read).transpose()?;
    let lists = Ledgers::read(&lists, reading.schema(), &columns)?;
    let collect = CollectParams {
        mask: request.mask.clone(),
        lang: request.params.lang,
        for_causes: true,
        for_merging: false,
        without_texts: request.no_words && bundle.is_none(),
    };
    let was_named = request.columns.time.is_some();
    let (collector, account) =
        collected(reading, (columns, was_named), bundle, &collect, observer)?;
    let mut rows = collector.finish(REPEAT_DAYS);
    let bridged = bridge.and_then(|b| rows.bridge(&b, request.params.lang, observer));
    if request.counted {
        rows = rows.counted()?;
    }
    rows.table.calendar = request.calendar.of_rows(&rows)?;
    if let Some(name) = &label {
        check_types(name, &rows.table.types, observer)?;
    }
    if let Some(covered) = rows.table.covered() {
        rows.table.keep_days(covered);
    }
    let known = bundle.map_or(&[][..], Bundle::types);
    let mut notes = settle_columns(&mut rows.table, known, request.params.lang);
    let mut watch = judged(&rows, &request.params, request.no_words || request.counted)?;
    watch.notes.append(&mut notes);
    watch.notes.extend(bridged);
    if let Some(last) = watch.last {
        watch.silence(&lists.known_on(last, &rows.table, observer));
    }
    Ok((watch, account))
}
