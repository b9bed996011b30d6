//! The rows to count: columnar, every text value replaced by a code.

use super::holidays::Calendar;
use rustc_hash::FxHashMap;

/// The code of a value that is absent.
pub const NONE: u32 = u32::MAX;
/// The day of a row without a readable time.
pub const NO_DAY: i32 = i32::MIN;

/// A column of values as codes into a dictionary.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Column {
    /// Name of the column.
    pub name: String,
    /// The values, in the order they were first met.
    pub values: Vec<String>,
    /// For every row its value, or [`NONE`].
    pub codes: Vec<u32>,
    /// Made from other columns (a crossing, a level of a path): counted, but no cause is looked for in it twice.
    pub made: bool,
}

impl Column {
    /// These rows, in this order; values that none of them has are left out.
    #[must_use]
    pub fn taken(&self, rows: &[u32]) -> Self {
        let mut encoder = Encoder::new(&self.name).made(self.made);
        let mut new = vec![NONE; self.values.len()];
        for &row in rows {
            let old = self.codes.get(row as usize).copied().unwrap_or(NONE);
            let code = match new.get_mut(old as usize) {
                None => NONE,
                Some(code) => {
                    if *code == NONE {
                        *code = encoder.code(&self.values[old as usize]);
                    }
                    *code
                }
            };
            encoder.column.codes.push(code);
        }
        encoder.finish()
    }

    /// The value of `row`; absent where it has none.
    #[must_use]
    pub fn value(&self, row: usize) -> Option<&str> {
        let code = *self.codes.get(row)?;
        self.values.get(code as usize).map(String::as_str)
    }
}

impl Table {
    /// Looks for no cause in these dimensions any more.
    pub fn set_aside(&mut self, names: &[String]) {
        let columns = self.dimensions.iter_mut();
        let named = columns.filter(|c| names.contains(&c.name));
        named.for_each(|c| c.made = true);
    }
}

/// Fills a [`Column`] row by row.
#[derive(Clone, Debug, Default)]
pub struct Encoder {
    column: Column,
    codes: FxHashMap<String, u32>,
}

impl Encoder {
    /// An empty column.
    #[must_use]
    pub fn new(name: &str) -> Self {
        Self {
            column: Column {
                name: name.to_owned(),
                ..Column::default()
            },
            codes: FxHashMap::default(),
        }
    }

    /// Says whether the column is made from others.
    #[must_use]
    pub fn made(mut self, made: bool) -> Self {
        self.column.made = made;
        self
    }

    /// Appends a row. White space around a value does not make it another; an empty value is absent.
    pub fn push(&mut self, value: Option<&str>) {
        self.push_unless(value, |_| false);
    }

    /// The same; a value that `is_missing` is absent as well, which is asked once of every value.
    pub fn push_unless(&mut self, value: Option<&str>, is_missing: impl Fn(&str) -> bool) {
        let code = match value.map(str::trim) {
            None | Some("") => NONE,
            Some(value) => match self.codes.get(value) {
                Some(&code) => code,
                None if is_missing(value) => {
                    self.codes.insert(value.to_owned(), NONE);
                    NONE
                }
                None => self.code(value),
            },
        };
        self.column.codes.push(code);
    }

    /// The codes of the rows so far.
    #[must_use]
    pub fn codes(&self) -> &[u32] {
        &self.column.codes
    }

    /// The name of the column.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.column.name
    }

    /// The values so far, by code.
    #[must_use]
    pub fn values(&self) -> &[String] {
        &self.column.values
    }

    fn code(&mut self, value: &str) -> u32 {
        if let Some(&code) = self.codes.get(value) {
            return code;
        }
        let code = u32::try_from(self.column.values.len()).unwrap_or(NONE);
        if code != NONE {
            self.column.values.push(value.to_owned());
            self.codes.insert(value.to_owned(), code);
        }
        code
    }

    /// The column.
    #[must_use]
    pub fn finish(self) -> Column {
        self.column
    }
}

/// A column of numbers.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Numbers {
    /// Name of the column.
    pub name: String,
    /// For every row its number, or NaN where it has none.
    pub values: Vec<f64>,
}

/// Rows to count. All columns have [`Table::rows`] entries.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Table {
    /// The type of every row.
    pub types: Column,
    /// All types of every row as [`combined`](super::combined), of which `types` has the first; absent where every row has one type.
    pub combinations: Option<Column>,
    /// Columns to slice by.
    pub dimensions: Vec<Column>,
    /// For every row its day since 1970-01-01, or [`NO_DAY`]; absent without a time column.
    pub days: Option<Vec<i32>>,
    /// For every row the day it came in, or [`NO_DAY`]; absent without a column that says so.
    pub received: Option<Vec<i32>>,
    /// Columns to take means of.
    pub numbers: Vec<Numbers>,
    /// For every row whether a person should look at it; absent where nobody decided that.
    pub review: Option<Vec<bool>>,
    /// For every row the first row of its near-duplicate group; empty where every row is its own.
    pub group: Vec<u32>,
    /// For every row the first row of its template; empty where nobody looked for templates.
    pub template: Vec<u32>,
    /// Which days are holidays where the complaints come from.
    pub calendar: Calendar,
}

impl Table {
    /// Rows it has.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.types.codes.len()
    }

    /// These rows, in this order, each the only one of its near-duplicates and its template.
    #[must_use]
    pub fn taken(&self, rows: &[u32]) -> Self {
        let numbers = |n: &Numbers| Numbers {
            name: n.name.clone(),
            values: taken(&n.values, rows),
        };
        Self {
            types: self.types.taken(rows),
            combinations: self.combinations.as_ref().map(|c| c.taken(rows)),
            dimensions: self.dimensions.iter().map(|d| d.taken(rows)).collect(),
            days: self.days.as_ref().map(|days| taken(days, rows)),
            received: self.received.as_ref().map(|days| taken(days, rows)),
            numbers: self.numbers.iter().map(numbers).collect(),
            review: self.review.as_ref().map(|review| taken(review, rows)),
            group: Vec::new(),
            template: Vec::new(),
            calendar: self.calendar.clone(),
        }
    }

    /// Whether `row` is the first of its near-duplicate group: such rows are the distinct complaints.
    #[must_use]
    pub fn is_first(&self, row: usize) -> bool {
        self.group.get(row).is_none_or(|&g| g as usize == row)
    }

    /// The first row of the near-duplicate group of `row`.
    #[must_use]
    pub fn first_of(&self, row: u32) -> u32 {
        self.group.get(row as usize).copied().unwrap_or(row)
    }

    /// The day of `row`; absent where it has none.
    #[must_use]
    pub fn day(&self, row: usize) -> Option<i32> {
        let day = *self.days.as_ref()?.get(row)?;
        (day != NO_DAY).then_some(day)
    }
}

/// The values of these rows; those beyond the end are left out.
pub(crate) fn taken<T: Copy>(values: &[T], rows: &[u32]) -> Vec<T> {
    let value = |&row: &u32| values.get(row as usize).copied();
    rows.iter().filter_map(value).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_taken_with_the_values_they_have() {
        let mut e = Encoder::new("渠道");
        for v in [Some("电话"), None, Some("网站"), Some("微信"), Some("网站")] {
            e.push(v);
        }
        let column = e.finish().taken(&[4, 1, 3]);
        assert_eq!(column.values, ["网站", "微信"]);
        assert_eq!(column.codes, [0, NONE, 1]);
    }

    #[test]
    fn blanks_are_absent_and_codes_are_given_in_order() {
        let mut e = Encoder::new("渠道");
        for v in [Some("电话"), None, Some("  "), Some(" 网站 "), Some("电话")] {
            e.push(v);
        }
        let column = e.finish();
        assert_eq!(column.values, ["电话", "网站"]);
        assert_eq!(column.codes, [0, NONE, NONE, 1, 0]);
        assert_eq!(column.value(3), Some("网站"));
        assert_eq!(column.value(1), None);
    }
}
