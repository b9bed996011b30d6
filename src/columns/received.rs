//! The column that says when a complaint came in, beside the one that says when it was made.

use super::description::Readings;
use super::headers;
use super::names::resolve_one;
use super::profile::Profile;
use super::role::Role;
use super::time::TimeColumn;
use crate::Result;
use crate::types::header_line;
use arrow_array::RecordBatch;
use arrow_schema::Schema;
use chrono::NaiveDate;

/// Which column it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Received {
    /// None is looked for.
    #[default]
    Unused,
    /// The one that its header and its cells speak for.
    Guessed,
    /// The one of this name.
    Named(String),
}

/// The column chosen, and why where it was guessed.
#[derive(Debug, Default)]
pub(super) struct Chosen {
    pub(super) column: Option<usize>,
    pub(super) evidence: Option<String>,
}

impl Received {
    /// What a flag asks for: a name, nothing for a guess, the empty name for none.
    #[must_use]
    pub fn asked(name: Option<&str>) -> Self {
        match name {
            None => Self::Guessed,
            Some("") => Self::Unused,
            Some(name) => Self::Named(name.to_owned()),
        }
    }

    /// The column of a table of which `sample` is the first chunk; `time` says when complaints were made.
    ///
    /// # Errors
    /// Where the column named is not there.
    pub(super) fn choose(
        &self,
        schema: &Schema,
        (sample, profiles): (Option<&RecordBatch>, &[Profile]),
        time: Option<usize>,
        readings: &Readings,
    ) -> Result<Chosen> {
        let named = match self {
            Self::Unused => return Ok(Chosen::default()),
            Self::Named(name) => Some(resolve_one(schema, name, Role::Received.flag())?),
            Self::Guessed => None,
        };
        if let Some(column) = named {
            // the time itself: nothing comes in later
            return Ok(Chosen {
                column: Some(column).filter(|c| Some(*c) != time),
                evidence: None,
            });
        }
        let found = time.zip(sample).and_then(|(time, sample)| {
            let made = profiles.get(time)?;
            if headers::is_received(&made.header) {
                return None;
            }
            let is_one = |(c, p): &(usize, &Profile)| {
                *c != time && headers::is_received(&p.header) && p.most(p.times, 9)
            };
            let mut found = profiles.iter().enumerate().filter(is_one);
            let (column, _) = found.next()?;
            let later = not_before(sample, time, column, readings)?;
            let name = header_line(schema.field(column).name());
            let after = header_line(schema.field(time).name());
            let flag = Role::Received.flag();
            let line = format!("{flag} {name} (by its header; {later} rows not before {after})");
            Some((column, line))
        });
        let (column, evidence) = found.unzip();
        Ok(Chosen { column, evidence })
    }
}

/// `498 of 500`: rows whose second time is not before the day of the first; absent where that is fewer than 19 of 20.
fn not_before(
    sample: &RecordBatch,
    made: usize,
    received: usize,
    readings: &Readings,
) -> Option<String> {
    let days = |column: usize| -> Vec<Option<NaiveDate>> {
        let mut days = TimeColumn::new(|t| t.map(|t| t.date())).fixed(readings.time(column));
        days.add(sample.column(column).as_ref());
        days.finish()
    };
    let (made, received) = (days(made), days(received));
    let dated = made.iter().zip(&received);
    let dated = dated.filter(|(made, _)| made.is_some());
    let (rows, later) = dated.fold((0_usize, 0_usize), |(rows, later), (made, received)| {
        (rows + 1, later + usize::from(received >= made))
    });
    (later > 0 && later * 20 >= rows * 19).then(|| format!("{later} of {rows}"))
}

#[cfg(test)]
mod tests {
    use crate::columns::{NamedColumns, Readings, Received, ReportColumns};
    use arrow_array::{ArrayRef, RecordBatch, StringArray};
    use std::sync::Arc;

    fn received(headers: [&str; 2], cells: &[[&str; 2]], named: Received) -> Option<usize> {
        let column = |at: usize| {
            let cells: Vec<&str> = cells.iter().map(|c| c[at]).collect();
            Arc::new(StringArray::from(cells)) as ArrayRef
        };
        let types = StringArray::from(vec!["噪声"; cells.len()]);
        let table = RecordBatch::try_from_iter([
            (headers[0], column(0)),
            (headers[1], column(1)),
            ("predicted", Arc::new(types) as ArrayRef),
        ]);
        let table = table.unwrap();
        let named = NamedColumns {
            time: Some(headers[0].into()),
            received: named,
            ..NamedColumns::default()
        };
        let readings = Readings::default();
        let chosen =
            ReportColumns::choose(table.schema_ref(), Some(&table), &named, None, readings);
        chosen.unwrap().received
    }

    #[test]
    fn it_is_guessed_by_its_header_and_never_before_the_complaint() {
        let later = [
            ["2024-03-01", "2024-03-04"],
            ["2024-03-02", "2024-03-02 9:00"],
        ];
        let earlier = [["2024-03-01", "2024-02-04"], ["2024-03-02", "2024-03-02"]];
        let guessed = |headers, cells: &[[&str; 2]]| received(headers, cells, Received::Guessed);
        assert_eq!(guessed(["发生时间", "登记时间"], &later), Some(1));
        assert_eq!(guessed(["Incident date", "Date received"], &later), Some(1));
        assert_eq!(guessed(["发生时间", "登记时间"], &earlier), None);
        assert_eq!(guessed(["发生时间", "办结时间"], &later), None);
        // the time is that of the receipt already
        assert_eq!(guessed(["受理时间", "登记时间"], &later), None);
        let named = |name: &str| Received::Named(name.into());
        let headers = ["发生时间", "到达"];
        assert_eq!(received(headers, &later, named("到达")), Some(1));
        assert_eq!(received(headers, &later, named("发生时间")), None);
        assert_eq!(
            received(["发生时间", "登记时间"], &later, Received::Unused),
            None
        );
    }
}
