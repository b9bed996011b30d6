//! How the columns of a table are read, written down: what a later file is held to.

mod file;
mod fit;
mod of_survey;
mod readings;
#[cfg(test)]
mod tests;

pub use readings::{FixedAnswers, Readings};

use super::column_use::ColumnUse;
use super::kind::Kind;
use super::label_column::newest;
use super::names::find;
use super::received::Received;
use super::report_columns::NamedColumns;
use super::role::Role;
use super::time::TimeFormat;
use arrow_schema::Schema;

/// How one column is read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ColumnDescription {
    /// Its header.
    pub name: String,
    /// Other headers that it has in some files.
    pub also: Vec<String>,
    /// What its cells are.
    pub kind: Kind,
    /// What it is used for; empty for nothing.
    pub uses: Vec<ColumnUse>,
    /// A file may lack it.
    pub is_optional: bool,
    /// How its times are written.
    pub time: TimeFormat,
    /// Whether the mark before a fraction is a comma; absent where no cell has one.
    pub decimal_comma: Option<bool>,
    /// The unit its numbers carry; empty without one.
    pub unit: String,
    /// How its answers are read; absent where that is decided by the words of each.
    pub answers: Option<FixedAnswers>,
}

impl ColumnDescription {
    /// A column of which nothing is fixed but its name and kind.
    #[must_use]
    pub fn new(name: impl Into<String>, kind: Kind) -> Self {
        Self {
            name: name.into(),
            also: Vec::new(),
            kind,
            uses: Vec::new(),
            is_optional: false,
            time: TimeFormat::default(),
            decimal_comma: None,
            unit: String::new(),
            answers: None,
        }
    }
}

/// How the columns of a table are read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Description {
    /// Where it was read from; empty for none.
    pub source: String,
    /// The columns described; a table may have more, which are used for nothing.
    pub columns: Vec<ColumnDescription>,
}

impl Description {
    /// The description of the column at `place` of `schema`.
    #[must_use]
    pub fn column(&self, schema: &Schema, place: usize) -> Option<&ColumnDescription> {
        let mut columns = self.columns.iter();
        columns.find(|c| find(schema, &c.name) == Some(place))
    }

    /// The names of the columns of a role, in order.
    #[must_use]
    pub fn names(&self, role: Role) -> Vec<String> {
        self.used(ColumnUse::Role(role))
    }

    fn used(&self, as_what: ColumnUse) -> Vec<String> {
        let columns = self.columns.iter().filter(|c| c.uses.contains(&as_what));
        columns.map(|c| c.name.clone()).collect()
    }

    /// `named` with what it leaves open as it is described here, for a table of `schema`; nothing is left to be guessed.
    ///
    /// Types that a model has given (`predicted`) go before those described.
    #[must_use]
    pub fn complete(&self, schema: &Schema, named: &NamedColumns, has_model: bool) -> NamedColumns {
        let here = |name: &String| find(schema, name).is_some();
        let used = |as_what| self.used(as_what).into_iter().filter(here);
        let one = |given: &Option<String>, role| {
            given.clone().or_else(|| used(ColumnUse::Role(role)).next())
        };
        let list = |given: &Option<Vec<String>>, as_what| {
            given.clone().or_else(|| Some(used(as_what).collect()))
        };
        let has_types = has_model || newest(schema).is_some();
        NamedColumns {
            label: match has_types {
                true => named.label.clone(),
                false => one(&named.label, Role::Label),
            },
            text: match named.text.is_empty() {
                true => used(ColumnUse::Role(Role::Text)).collect(),
                false => named.text.clone(),
            },
            id: one(&named.id, Role::Id),
            time: one(&named.time, Role::Time),
            received: match &named.received {
                Received::Guessed => used(ColumnUse::Role(Role::Received))
                    .next()
                    .map_or(Received::Unused, Received::Named),
                given => given.clone(),
            },
            by: list(&named.by, ColumnUse::Role(Role::Dimension)),
            numbers: list(&named.numbers, ColumnUse::Number),
            service: named.service.clone().or_else(|| Some(self.service(schema))),
            separator: named.separator,
            yes_no: named.yes_no.clone(),
            place: named.place.clone(),
            with_units: named.with_units,
            described_by: Some(used(ColumnUse::Role(Role::Dimension)).collect()),
            is_complete: true,
        }
    }

    /// `ROLE=COLUMN` for every column that says how complaints were handled.
    fn service(&self, schema: &Schema) -> Vec<String> {
        let columns = self
            .columns
            .iter()
            .filter(|c| find(schema, &c.name).is_some());
        let uses = columns.flat_map(|c| c.uses.iter().map(move |u| (c, u)));
        let service = uses.filter_map(|(c, u)| match u {
            ColumnUse::Service(role) => Some(format!("{}={}", role.name(), c.name)),
            _ => None,
        });
        service.collect()
    }
}
