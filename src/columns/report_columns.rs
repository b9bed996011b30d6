//! Which columns a report counts: named, or guessed from headers and profiles.

use super::description::Readings;
use super::dimensions::{self, Dimension, names};
use super::guess::Guess;
use super::headers;
use super::label_column::{among_several, beside, label_column, newest, probabilities};
use super::names::{resolve, resolve_one};
use super::profile::Profile;
use super::received::Received;
use super::role::Role;
use super::service_roles::ServiceColumns;
use super::text_columns::{TextColumns, TrainedColumns};
use crate::types::{Level, Observer, Separator};
use crate::{Error, Result};
use arrow_array::RecordBatch;
use arrow_schema::Schema;
use std::collections::BTreeSet;

/// Columns by name; what is absent is guessed.
#[derive(Clone, Debug, Default)]
pub struct NamedColumns {
    /// Column that holds the types; without it `predicted`, or the model.
    pub label: Option<String>,
    /// What stands between several types of a cell; absent where every cell holds one.
    pub separator: Option<Separator>,
    /// Text columns; guessed where empty.
    pub text: Vec<String>,
    /// Column that tells complaints apart.
    pub id: Option<String>,
    /// Time column.
    pub time: Option<String>,
    /// Column of the time at which a complaint came in.
    pub received: Received,
    /// Columns to slice by.
    pub by: Option<Vec<String>>,
    /// Numeric columns.
    pub numbers: Option<Vec<String>>,
    /// Columns that say how a complaint was handled, each as `ROLE=COLUMN`.
    pub service: Option<Vec<String>>,
    /// Column of yes and no that is asked about; never guessed.
    pub yes_no: Option<String>,
    /// Column of the place that keeps events apart; never guessed.
    pub place: Option<String>,
    /// The column of the unit in charge is counted though `by` lacks it, but not listed.
    pub with_units: bool,
    /// Columns that a description says to slice by; absent without one.
    pub described_by: Option<Vec<String>>,
    /// Nothing is guessed: what is absent is not there.
    pub is_complete: bool,
}

impl NamedColumns {
    /// Nothing is named, and everything is looked for.
    #[must_use]
    pub fn guessed() -> Self {
        Self {
            received: Received::Guessed,
            ..Self::default()
        }
    }
}

/// Columns of the input, by place.
#[derive(Clone, Debug)]
pub struct ReportColumns {
    /// The complaint; several are joined.
    pub text: Vec<usize>,
    /// What tells complaints apart.
    pub id: Option<usize>,
    /// When they were made.
    pub time: Option<usize>,
    /// When they came in.
    pub received: Option<usize>,
    /// The types; absent where a model gives them.
    pub label: Option<usize>,
    /// Which of several columns of types this is.
    pub label_warning: Option<String>,
    /// What stands between several types of a cell; absent where every cell holds one.
    pub separator: Option<Separator>,
    /// What they are sliced by.
    pub by: Vec<Dimension>,
    /// Amounts.
    pub numbers: Vec<usize>,
    /// `accepted` or `review`, as classifying writes it.
    pub decision: Option<usize>,
    /// The probability of the type, as classifying writes it.
    pub confidence: Option<usize>,
    /// How complaints were handled.
    pub service: ServiceColumns,
    /// The column of yes and no that is asked about.
    pub yes_no: Option<usize>,
    /// The place that keeps events apart.
    pub place: Option<usize>,
    /// Text columns in which, by their headers, somebody else than the complainant speaks.
    pub late_texts: Vec<String>,
    /// Columns that name weeks or quarters, which have no day to count by.
    pub coarse_times: Vec<String>,
    /// `p:<type>` columns, with their types.
    pub probabilities: Vec<(usize, String)>,
    /// What was guessed, one line each, as flags; the text is not among them.
    pub guessed: Vec<String>,
    /// Why the text is what it is.
    pub text_message: Option<(Level, String)>,
    /// What is fixed about how the columns are read.
    pub readings: Readings,
}

impl ReportColumns {
    /// Chooses among the columns of a table of which `sample` is the first chunk.
    ///
    /// # Errors
    /// Where a column named is not there; where there is neither a type column nor a model. `trained` are the text columns
    /// of the model, where there is one.
    pub fn choose(
        schema: &Schema,
        sample: Option<&RecordBatch>,
        named: &NamedColumns,
        trained: Option<&TrainedColumns>,
        readings: Readings,
    ) -> Result<Self> {
        let has_model = trained.is_some();
        let label = |text: &[usize], guess: &Guess| {
            label_column(
                schema,
                named.label.as_deref(),
                has_model,
                (text, guess.of(Role::Label)),
            )
        };
        Self::with_label(schema, sample, named, trained, readings, label)
    }

    /// What a report would choose if the column that looks like types were named; of types there may be none.
    ///
    /// # Errors
    /// Where a column named is not there.
    pub fn with_guessed_label(
        schema: &Schema,
        sample: Option<&RecordBatch>,
        named: &NamedColumns,
        readings: Readings,
    ) -> Result<Self> {
        let label = |_: &[usize], guess: &Guess| match &named.label {
            Some(name) => resolve_one(schema, name, "--type").map(Some),
            None if named.is_complete => Ok(newest(schema)),
            None => Ok(newest(schema).or_else(|| guess.of(Role::Label))),
        };
        Self::with_label(schema, sample, named, None, readings, label)
    }

    /// Says why the text and the types are what they are, and what was guessed.
    pub fn tell(&self, observer: &dyn Observer) {
        if let Some((level, line)) = &self.text_message {
            observer.message(*level, line);
        }
        if let Some(line) = &self.label_warning {
            observer.message(Level::Warn, line);
        }
        for line in &self.guessed {
            observer.message(Level::Say, &format!("guessed {line}"));
        }
    }

    fn with_label(
        schema: &Schema,
        sample: Option<&RecordBatch>,
        named: &NamedColumns,
        trained: Option<&TrainedColumns>,
        readings: Readings,
        label: impl FnOnce(&[usize], &Guess) -> Result<Option<usize>>,
    ) -> Result<Self> {
        let profiles = sample.map(Profile::of_all).unwrap_or_default();
        let guess = match named.is_complete {
            true => Guess::default(),
            false => Guess::of_profiles(schema, &profiles, sample),
        };
        let mut guessed = Vec::new();
        let mut one = |name: Option<&String>, role: Role| -> Result<Option<usize>> {
            if let Some(name) = name {
                return resolve_one(schema, name, role.flag()).map(Some);
            }
            guessed.extend(guess.evidence(role).map(str::to_owned));
            Ok(guess.of(role))
        };
        let id = one(named.id.as_ref(), Role::Id)?;
        let time = one(named.time.as_ref(), Role::Time)?;
        let text = TextColumns::choose(schema, &guess, &named.text, trained)?;
        let label = label(&text.columns, &guess)?;
        let received = named
            .received
            .choose(schema, (sample, &profiles), time, &readings)?;
        guessed.extend(received.evidence);
        let yes_no = yes_no_column(schema, named, label)?;
        let is_text = |t: &usize| Some(*t) != label && Some(*t) != yes_no;
        let mut columns = Self {
            text: text.columns.into_iter().filter(is_text).collect(),
            text_message: text.message,
            id,
            time,
            received: received.column,
            label,
            label_warning: among_several(schema, label, named.label.is_some()),
            separator: named.separator,
            by: Vec::new(),
            numbers: Vec::new(),
            decision: beside(schema, label, "decision"),
            service: ServiceColumns::default(),
            yes_no,
            place: place_column(schema, named)?,
            late_texts: Vec::new(),
            coarse_times: Vec::new(),
            confidence: beside(schema, label, "confidence"),
            probabilities: probabilities(schema, label),
            guessed,
            readings,
        };
        columns.late_texts = late_texts(schema, &columns.text);
        columns.coarse_times = coarse_times(&profiles, schema);
        columns.choose_numbers(schema, &profiles, named)?;
        columns.choose_service(schema, &profiles, named)?;
        columns.choose_dimensions(schema, &profiles, named)?;
        Ok(columns)
    }

    fn choose_numbers(
        &mut self,
        schema: &Schema,
        profiles: &[Profile],
        named: &NamedColumns,
    ) -> Result<()> {
        if let Some(names) = &named.numbers {
            self.numbers = resolve(schema, names, "--numbers")?;
            return Ok(());
        }
        let by = match &named.by {
            Some(names) => dimensions::named(schema, names, Role::Dimension.flag())?,
            None => Vec::new(),
        };
        let mut taken = self.taken();
        taken.extend(by.into_iter().flat_map(|b| b.columns));
        let columns = profiles.iter().enumerate();
        let amounts = columns.filter(|(c, p)| !taken.contains(c) && is_amount(p));
        self.numbers = amounts.map(|(c, _)| c).collect();
        if !self.numbers.is_empty() {
            let names = names(schema, &self.numbers);
            self.guessed
                .push(format!("--numbers {names} (columns of numbers)"));
        }
        Ok(())
    }

    fn choose_dimensions(
        &mut self,
        schema: &Schema,
        profiles: &[Profile],
        named: &NamedColumns,
    ) -> Result<()> {
        let flag = Role::Dimension.flag();
        let by = if let Some(names) = &named.by {
            dimensions::named(schema, names, flag)?
        } else {
            let found = dimensions::guessed(schema, profiles, &self.taken(), self.label);
            let columns: Vec<usize> = found.iter().flat_map(|d| d.columns.clone()).collect();
            if !columns.is_empty() {
                let names = names(schema, &columns);
                self.guessed
                    .push(format!("{flag} {names} (columns of few values)"));
            }
            found
        };
        self.by = dimensions::with_levels(by, profiles);
        if named.by.is_some() {
            let (taken, asked) = (
                self.taken(),
                (&self.by[..], named.described_by.as_ref(), named.with_units),
            );
            let more = dimensions::unlisted(schema, profiles, asked, &taken, &mut self.guessed);
            self.by.extend(more);
        }
        Ok(())
    }

    /// Columns that say how complaints were handled; those of numbers are counted as numbers, too.
    fn choose_service(
        &mut self,
        schema: &Schema,
        profiles: &[Profile],
        named: &NamedColumns,
    ) -> Result<()> {
        let places = [self.id, self.time, self.received, self.label, self.decision];
        let taken = |c: usize| {
            // columns of numbers that were named are the only ones
            let left_out = named.numbers.is_some() && !self.numbers.contains(&c);
            places.contains(&Some(c))
                || self.text.contains(&c)
                || (left_out && profiles.get(c).is_some_and(is_amount))
        };
        let readings = &self.readings;
        self.service =
            ServiceColumns::choose(schema, profiles, named.service.as_deref(), readings, taken)?;
        if self.time.is_none() {
            self.service.without_time();
        }
        let numbers = self.service.numbers().filter(|c| !self.numbers.contains(c));
        let numbers: Vec<usize> = numbers.collect();
        self.numbers.extend(numbers);
        if named.service.is_none() {
            let found = self.service.as_named();
            let line = found.map(|names| format!("--service {names} (headers and cells)"));
            self.guessed.extend(line);
        }
        Ok(())
    }

    /// Columns in use so far.
    fn taken(&self) -> BTreeSet<usize> {
        let probabilities = self.probabilities.iter().map(|p| &p.0);
        self.text
            .iter()
            .chain(&self.id)
            .chain(&self.time)
            .chain(&self.received)
            .chain(&self.label)
            .chain(&self.decision)
            .chain(self.by.iter().flat_map(|b| &b.columns))
            .chain(&self.numbers)
            .chain(self.service.places())
            .chain(probabilities)
            .copied()
            .collect()
    }
}

/// Whether a mean of the column says something: numbers, but not codes.
fn is_amount(p: &Profile) -> bool {
    p.filled * 10 >= p.rows
        && p.most(p.numbers, 9)
        && p.distinct >= 3
        && !p.is_code
        && headers::may_be_amount(&p.header)
}

/// Columns most of whose cells are weeks or quarters.
fn coarse_times(profiles: &[Profile], schema: &Schema) -> Vec<String> {
    let columns = profiles.iter().zip(schema.fields());
    let coarse = columns.filter(|(p, _)| p.coarse_times > 0 && p.coarse_times * 2 >= p.filled);
    coarse.map(|(_, field)| field.name().clone()).collect()
}

/// Text columns whose headers sound like something that was written later than the complaint.
fn late_texts(schema: &Schema, text: &[usize]) -> Vec<String> {
    let names = text.iter().map(|&c| schema.field(c).name());
    let late = names.filter(|name| headers::is_not_the_complaint(&headers::simple(name)));
    late.cloned().collect()
}

fn place_column(schema: &Schema, named: &NamedColumns) -> Result<Option<usize>> {
    let place = named.place.as_ref();
    place
        .map(|name| resolve_one(schema, name, "--place"))
        .transpose()
}

/// The column of yes and no, which is not the text, nor the types, that it is asked about.
fn yes_no_column(
    schema: &Schema,
    named: &NamedColumns,
    label: Option<usize>,
) -> Result<Option<usize>> {
    let Some(name) = &named.yes_no else {
        return Ok(None);
    };
    let place = resolve_one(schema, name, "--outcome")?;
    let text = resolve(schema, &named.text, Role::Text.flag())?;
    let other = match () {
        () if text.contains(&place) => Role::Text.flag(),
        () if label == Some(place) => "--type",
        () => return Ok(Some(place)),
    };
    let message = format!("`{name}` is the column of {other}, which cannot be its own outcome");
    let next =
        "Name a column that says yes or no of every complaint, such as whether it was escalated.";
    Err(Error::invalid("--outcome", message, next))
}
