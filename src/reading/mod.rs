//! reading: given input files, gives their chunks in order, each entered into the account of rows, which it closes.

use crate::collect::{Account, RejectParams};
use crate::columns::time::{TimeDoubt, Zone};
use crate::columns::{self, Description, Guess, Readings, Role, TextColumns, TrainedColumns};
use crate::index::{FilterRoles, RowFilter};
use crate::ingest::{self, Chunk, InputParams, ReadAhead, Rows};
use crate::normalize::Normalizer;
use crate::types::{Level, Observer, Progress};
use crate::{Error, Result};
use arrow_array::RecordBatch;
use arrow_schema::{Schema, SchemaRef};
use std::cell::OnceCell;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// What to read, and how.
#[derive(Clone, Debug, Default)]
pub struct ReadingParams {
    /// Files, globs or folders; `-` is stdin.
    pub inputs: Vec<String>,
    /// How they are read.
    pub input: InputParams,
    /// What to do about rows that cannot be used.
    pub rejects: RejectParams,
    /// An input without rows is not an error, as for a part of a table.
    pub may_be_empty: bool,
    /// How the columns are read; what it leaves open is not guessed.
    pub columns: Option<Arc<Description>>,
    /// The zone that times which name one are converted to.
    pub time_zone: Option<Zone>,
}

impl ReadingParams {
    /// For these inputs, with every other setting as it is by default.
    pub fn of<I: Into<String>>(inputs: impl IntoIterator<Item = I>) -> Self {
        Self {
            inputs: inputs.into_iter().map(Into::into).collect(),
            ..Self::default()
        }
    }
}

/// An input being read: an iterator of its chunks, in order, each entered into the account.
pub struct Reading<'a> {
    schema: SchemaRef,
    first: Option<Chunk>,
    guess: OnceCell<Guess>,
    /// The file whose cells were last held against the description.
    checked: Option<Arc<str>>,
    ahead: ReadAhead,
    account: Account,
    params: ReadingParams,
    step: &'static str,
    bytes_read: Arc<AtomicU64>,
    bytes_total: Option<u64>,
    observer: &'a dyn Observer,
    filter: Option<RowFilter>,
}

impl std::fmt::Debug for Reading<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Reading")
            .field("schema", &self.schema)
            .field("account", &self.account)
            .finish_non_exhaustive()
    }
}

impl<'a> Reading<'a> {
    /// Opens the inputs and reads their first rows. `step` says in a word what the rows are read for.
    ///
    /// # Errors
    /// As [`ingest::open`]; [`Error::Invalid`] for an input without rows that may not be empty.
    pub fn open(
        params: &ReadingParams,
        step: &'static str,
        observer: &'a dyn Observer,
    ) -> Result<Self> {
        let mut rows = ingest::open(&params.inputs, &params.input)?;
        let first = rows.next().transpose()?;
        tell_notes(&mut rows, observer);
        if let Some(description) = &params.columns {
            check_headers(description, &rows)?;
        }
        if first.is_none() && !params.may_be_empty {
            return Err(Error::invalid(
                params.inputs.join(" "),
                "there are no rows",
                "Check that the export holds more than its header, and --sheet for a workbook.",
            ));
        }
        Ok(Self {
            schema: rows.schema(),
            guess: OnceCell::new(),
            checked: None,
            bytes_read: rows.bytes_read(),
            bytes_total: rows.bytes_total(),
            ahead: ReadAhead::new(rows)?,
            account: Account::new(params.rejects.clone()),
            params: params.clone(),
            first,
            step,
            observer,
            filter: None,
        })
    }

    /// Leaves out, and counts, the rows that do not fulfil all `conditions`.
    ///
    /// # Errors
    /// As [`RowFilter::new`].
    pub fn select(&mut self, conditions: &[String], roles: FilterRoles) -> Result<()> {
        let sample = self.sample().filter(|_| !conditions.is_empty());
        let readings = self.readings();
        let filter = sample.map(|sample| RowFilter::new(conditions, sample, roles, &readings));
        self.filter = filter.transpose()?;
        Ok(())
    }

    /// The conditions on rows, where there are any.
    #[must_use]
    pub fn conditions(&self) -> Option<&RowFilter> {
        self.filter.as_ref()
    }

    /// The inputs as they were named.
    #[must_use]
    pub fn inputs(&self) -> String {
        self.params.inputs.join(" ")
    }

    /// The columns of every chunk.
    #[must_use]
    pub fn schema(&self) -> &Schema {
        &self.schema
    }

    /// The first rows, until they are taken: what columns are guessed by.
    #[must_use]
    pub fn sample(&self) -> Option<&RecordBatch> {
        self.first.as_ref().map(|c| &c.batch)
    }

    /// The first chunk, until it is taken.
    #[must_use]
    pub fn first(&self) -> Option<&Chunk> {
        self.first.as_ref()
    }

    /// The same inputs opened once more, past their first rows; `None` where they can be read once only, or hold no more.
    ///
    /// # Errors
    /// As [`ingest::open`].
    pub fn look_ahead(&self) -> Result<Option<impl Iterator<Item = Result<Chunk>> + use<>>> {
        let read = self.sample().map_or(0, RecordBatch::num_rows);
        if read < self.params.input.batch_rows {
            return Ok(None);
        }
        Ok(self.again()?.map(|rows| rows.skip(1)))
    }

    /// The same inputs opened once more; `None` where one is a stream, which can be read once only.
    ///
    /// # Errors
    /// As [`ingest::open`].
    pub fn again(&self) -> Result<Option<impl Iterator<Item = Result<Chunk>> + use<>>> {
        // a pipe under a name (`<(…)`, /dev/stdin) is a stream too
        let is_pipe = |i: &String| {
            let found = Path::new(i).metadata();
            found.is_ok_and(|m| !m.is_file() && !m.is_dir())
        };
        if self.params.inputs.iter().any(|i| i == "-" || is_pipe(i)) {
            return Ok(None);
        }
        ingest::open(&self.params.inputs, &self.params.input).map(Some)
    }

    /// How the columns are read, where that is described.
    #[must_use]
    pub fn description(&self) -> Option<&Description> {
        self.params.columns.as_deref()
    }

    /// What is fixed about how the columns are read.
    #[must_use]
    pub fn readings(&self) -> Readings {
        Readings::new(&self.schema, self.description(), self.params.time_zone)
    }

    /// The columns of `role`, which is not the text: those named, else those described, else the one guessed from the first rows,
    /// which is told.
    ///
    /// # Errors
    /// Where a column named is not there.
    pub fn columns(&self, named: &[String], role: Role) -> Result<Vec<usize>> {
        if !named.is_empty() {
            return columns::resolve(&self.schema, named, role.flag());
        }
        if let Some(description) = self.description() {
            let names = description.names(role);
            let places = names.iter().filter_map(|n| columns::find(&self.schema, n));
            return Ok(places.collect());
        }
        let Some(sample) = self.sample() else {
            return Ok(Vec::new());
        };
        let guess = self.guess.get_or_init(|| columns::guess(sample));
        let Some(at) = guess.of(role) else {
            return Ok(Vec::new());
        };
        if let Some(line) = guess.evidence(role) {
            self.observer
                .message(Level::Say, &format!("guessed {line}"));
        }
        Ok(vec![at])
    }

    /// The text columns: those named, else those described, else those that a model was `trained` on, else guessed; there must be
    /// one.
    ///
    /// # Errors
    /// Where a column named is not there, or none is named and none looks like text.
    pub fn text_columns(
        &self,
        named: &[String],
        trained: Option<&TrainedColumns>,
    ) -> Result<TextColumns> {
        let described = self.description().filter(|_| named.is_empty());
        let described = described.map(|d| d.names(Role::Text)).unwrap_or_default();
        let named = if named.is_empty() { &described } else { named };
        let sample = self.sample().filter(|_| self.description().is_none());
        let none = Guess::default();
        let guess = sample.map_or(&none, |s| self.guess.get_or_init(|| columns::guess(s)));
        let found = TextColumns::choose(&self.schema, guess, named, trained)?;
        if found.columns.is_empty() {
            let fields = self.schema.fields().iter();
            let names: Vec<&str> = fields.map(|f| f.name().as_str()).collect();
            return Err(Error::invalid(
                "header",
                format!(
                    "none of these columns looks like text: {}",
                    names.join(", ")
                ),
                "Name the text column with --text.",
            ));
        }
        if let Some((level, line)) = &found.message {
            self.observer.message(*level, line);
        }
        Ok(found)
    }

    /// Ends the reading and judges it; to be called before any output is put in place.
    ///
    /// # Errors
    /// Where too many rows were rejected (a stream is judged on its first rows only), or the reading broke off.
    pub fn finish(self) -> Result<Account> {
        let mut account = self.account;
        let Some(mut rows) = self.ahead.finish() else {
            let place = self.params.inputs.join(" ");
            let next = "Please report this as a bug.";
            return Err(Error::invalid(place, "reading broke off", next));
        };
        self.observer.progress(Progress::Done);
        tell_notes(&mut rows, self.observer);
        account.files = rows.files().to_vec();
        account.judge_at_end()?;
        for (condition, unread) in self.filter.iter().flat_map(RowFilter::unread) {
            let line = format!(
                "--where {condition}: {unread} cells cannot be read as numbers, so their rows are left out; see the column with `tousu inspect`"
            );
            self.observer.message(Level::Warn, &line);
        }
        let none_left = account.rows_in > 0 && account.rows_out() == 0;
        if let Some(filter) = self
            .filter
            .filter(|_| none_left && !self.params.may_be_empty)
        {
            return Err(filter.nothing_left(&self.params.inputs.join(" ")));
        }
        Ok(account)
    }

    /// Holds the first rows of every file against the description.
    fn check_cells(&mut self, chunk: &Chunk) -> Result<()> {
        if let Some(description) = &self.params.columns
            && self.checked.as_ref() != Some(&chunk.file)
        {
            description.check_cells(&chunk.file, &chunk.batch)?;
            self.checked = Some(chunk.file.clone());
        }
        Ok(())
    }
}

impl Iterator for Reading<'_> {
    type Item = Result<Chunk>;

    fn next(&mut self) -> Option<Self::Item> {
        let chunk = match self.first.take() {
            Some(first) => Ok(first),
            None => self.ahead.chunks.recv().ok()?,
        };
        self.observer.progress(Progress::Bytes {
            step: self.step,
            read: self.bytes_read.load(Ordering::Relaxed),
            total: self.bytes_total,
        });
        Some(chunk.and_then(|mut chunk| {
            self.check_cells(&chunk)?;
            self.account.enter(&chunk)?;
            if let Some(filter) = &mut self.filter {
                self.account.unselected += chunk.keep(filter.passed(&chunk.batch));
            }
            Ok(chunk)
        }))
    }
}

/// Fails where a column of times that was named holds too few of them; where it was guessed, warns. `shortfall` is what
/// [`columns::time::TimeColumn::shortfall`] says; personal numbers in it are masked.
pub(crate) fn judge_times(
    column: &str,
    shortfall: Option<String>,
    was_named: bool,
    observer: &dyn Observer,
) -> Result<()> {
    let Some(shortfall) = shortfall else {
        return Ok(());
    };
    let shortfall = Normalizer::default().shown(&shortfall).into_owned();
    let next = "Name another column of times.";
    if was_named {
        return Err(Error::invalid(format!("column {column}"), shortfall, next));
    }
    observer.message(Level::Warn, &format!("{column}: {shortfall}. {next}"));
    Ok(())
}

/// Tells what a column of times left to decide.
pub(crate) fn tell_times(doubts: &[TimeDoubt], observer: &dyn Observer) {
    for doubt in doubts {
        let is_fault = doubt.is_fault();
        let level = if is_fault { Level::Warn } else { Level::Say };
        observer.message(level, &doubt.to_string());
    }
}

/// Holds the columns of every file against the description; a stream without a column is a part without rows.
fn check_headers(description: &Description, rows: &Rows) -> Result<()> {
    let tables = rows.tables().iter();
    let mut tables = tables.filter(|(_, schema)| !schema.fields().is_empty());
    tables.try_for_each(|(file, schema)| description.check_header(file, schema))
}

fn tell_notes(rows: &mut Rows, observer: &dyn Observer) {
    for note in rows.notes() {
        observer.message(note.level, &note.text);
    }
}
