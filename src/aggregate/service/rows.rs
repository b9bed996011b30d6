//! What is known of how complaints were handled, row by row.

use crate::aggregate::figures::{Answer, Figures, ReadAnswers, ServiceFigure, Share};
use crate::aggregate::table::{Column, NONE, Table, taken};
use std::cmp::Reverse;

/// Columns that tell how complaints were handled, beside a [`Table`] of the same rows.
#[derive(Clone, Debug, Default)]
pub struct ServiceRows {
    /// Figures whose numbers stand in a column of [`Table::numbers`], by its name.
    pub measures: Vec<(ServiceFigure, String)>,
    /// Columns of yes and no.
    pub flags: Vec<Flags>,
    /// How the answers of every column of answers were read.
    pub answers: Vec<ReadAnswers>,
    /// For each of these the answer of every row, by its place in the list; [`NONE`] for none.
    pub given: Vec<Vec<u32>>,
    /// Column that tells complainants apart: its name, and a code for every row, or [`NONE`].
    pub complainant: Option<(String, Vec<u32>)>,
    /// Days within which a complaint repeats an earlier one.
    pub repeat_days: u32,
    /// Which rows repeat an earlier one, where that lies among rows that are not here; else it is found among these.
    pub repeats: Option<RepeatMarks>,
}

/// Rows that repeat an earlier one.
#[derive(Clone, Debug, Default)]
pub struct RepeatMarks {
    /// By the same complainant; absent where no column tells complainants apart.
    pub(super) person: Option<Vec<bool>>,
    /// Of near-same text; absent without texts.
    pub(super) text: Option<Vec<bool>>,
}

impl RepeatMarks {
    fn taken(&self, rows: &[u32]) -> Self {
        let these = |marks: &Option<Vec<bool>>| marks.as_ref().map(|m| taken(m, rows));
        Self {
            person: these(&self.person),
            text: these(&self.text),
        }
    }
}

impl ServiceRows {
    /// These rows, ascending.
    #[must_use]
    pub fn taken(&self, rows: &[u32]) -> Self {
        let flags = |f: &Flags| Flags {
            column: f.column.clone(),
            values: taken(&f.values, rows),
            ..*f
        };
        let person = self.complainant.as_ref();
        let given: Vec<Vec<u32>> = self.given.iter().map(|g| taken(g, rows)).collect();
        let counted = |(read, given): (&ReadAnswers, &Vec<u32>)| {
            let mut read = read.clone();
            for (at, answer) in (0..).zip(&mut read.answers) {
                answer.count = given.iter().filter(|g| **g == at).count() as u64;
            }
            read.answers.retain(|a| a.count > 0);
            let order = |a: &Answer| (a.reading.is_some(), Reverse(a.count));
            read.answers.sort_by_key(order);
            read
        };
        Self {
            measures: self.measures.clone(),
            flags: self.flags.iter().map(flags).collect(),
            answers: self.answers.iter().zip(&given).map(counted).collect(),
            given,
            complainant: person.map(|(name, codes)| (name.clone(), taken(codes, rows))),
            repeat_days: self.repeat_days,
            repeats: self.repeats.as_ref().map(|r| r.taken(rows)),
        }
    }
}

/// A column of yes and no.
#[derive(Clone, Debug)]
pub struct Flags {
    /// What yes means.
    pub figure: ServiceFigure,
    /// Name of the column.
    pub column: String,
    /// The column does not hold yes or no: a value counts as yes, an empty cell as no.
    pub filled: bool,
    /// For every row its answer, where it has one.
    pub values: Vec<Option<bool>>,
}

/// For every row the place of its value in a list: of its type among the figures' types, of its unit among the units.
pub(in crate::aggregate) struct Places<'a> {
    codes: &'a [u32],
    places: Vec<usize>,
    pub(super) count: usize,
}

impl<'a> Places<'a> {
    pub(super) fn of_types(table: &'a Table, figures: &Figures) -> Self {
        let names: Vec<&str> = figures.types.iter().map(|t| t.name.as_str()).collect();
        Self::of(&table.types, &names)
    }

    /// Those of the values of `column` in `names`.
    pub(in crate::aggregate) fn of(column: &'a Column, names: &[&str]) -> Self {
        let place = |value: &String| names.iter().position(|n| n == value);
        let values = column.values.iter();
        Self {
            codes: &column.codes,
            places: values.map(|v| place(v).unwrap_or(usize::MAX)).collect(),
            count: names.len(),
        }
    }

    pub(in crate::aggregate) fn place(&self, row: usize) -> Option<usize> {
        let code = *self.codes.get(row).filter(|c| **c != NONE)?;
        let place = *self.places.get(code as usize)?;
        (place < self.count).then_some(place)
    }
}

/// Counts yes of those who answered, over all and by type.
#[derive(Default, Clone, Copy)]
struct YesCount {
    yes: u64,
    of: u64,
}

impl YesCount {
    fn add(&mut self, yes: bool) {
        self.yes += u64::from(yes);
        self.of += 1;
    }

    fn share(self) -> Share {
        Share::of(self.yes, self.of)
    }
}

/// Shares of yes over all rows that have an answer, and of every type.
pub(in crate::aggregate) fn shares_of_yes(
    answers: impl Iterator<Item = Option<bool>>,
    places: &Places<'_>,
) -> (Share, Vec<Share>) {
    let (mut all, mut types) = (YesCount::default(), vec![YesCount::default(); places.count]);
    for (row, answer) in answers.enumerate() {
        let Some(yes) = answer else { continue };
        all.add(yes);
        if let Some(of_type) = places.place(row).and_then(|p| types.get_mut(p)) {
            of_type.add(yes);
        }
    }
    (
        all.share(),
        types.into_iter().map(YesCount::share).collect(),
    )
}

/// The numbers of a figure, row by row; NaN where there is none.
pub(super) fn numbers_of<'a>(table: &'a Table, column: &str) -> Option<&'a [f64]> {
    let numbers = table.numbers.iter().find(|n| n.name == column);
    numbers.map(|n| n.values.as_slice())
}
