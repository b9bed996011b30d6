//! Which calendar of holidays a report goes by: one that is named, or that of the language of the complaints.

use super::collected::Collected;
use super::small_table::{SmallTable, plain_span};
use crate::aggregate::{Calendar, ListedDay, Span, Tally};
use crate::{Error, Result};
use chrono::NaiveDate;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Texts looked at for their language.
const LOOKED_AT: usize = 2_000;

/// Words of a calendar file for a weekend day that is worked.
const WORKED: [&str; 5] = ["上班", "调休", "补班", "work", "worked"];

/// The calendar asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum CalendarChoice {
    /// That of China for complaints in Chinese, none for others.
    #[default]
    ByLanguage,
    /// The statutory holidays of China.
    China,
    /// No holidays.
    None,
    /// Days off with their names: a file of two columns.
    File(String),
}

impl CalendarChoice {
    /// The calendar of these rows.
    ///
    /// # Errors
    /// A file that cannot be read, or holds something other than dates.
    pub fn of_rows(&self, rows: &Collected) -> Result<Calendar> {
        let texts = &rows.texts.normalized;
        let texts = (0..texts.len().min(LOOKED_AT)).map(|i| texts.get(i));
        let types = rows.table.types.values.iter().map(String::as_str);
        self.settle(texts.chain(types))
    }

    /// The calendar of counts alone: the names of types tell the language.
    ///
    /// # Errors
    /// As [`CalendarChoice::of_rows`].
    pub fn of_tally(&self, tally: &Tally) -> Result<Calendar> {
        self.settle(tally.types.keys().map(String::as_str))
    }

    fn settle<'a>(&self, texts: impl Iterator<Item = &'a str>) -> Result<Calendar> {
        Ok(match self {
            Self::China => Calendar::China,
            Self::None => Calendar::None,
            Self::File(file) => listed(file)?,
            Self::ByLanguage => {
                let (mut han, mut others) = (0_u64, 0_u64);
                for c in texts.flat_map(str::chars).filter(|c| c.is_alphabetic()) {
                    let is_han = matches!(c, '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}');
                    *(if is_han { &mut han } else { &mut others }) += 1;
                }
                // a Chinese character is a syllable, about three letters
                match han * 3 > others || han + others == 0 {
                    true => Calendar::China,
                    false => Calendar::None,
                }
            }
        })
    }
}

/// A file of dates (or spans such as `2025-01-28..2025-02-04`) in its first column and names of holidays in its second.
fn listed(file: &str) -> Result<Calendar> {
    let table = SmallTable::read(file)?;
    let mut days: BTreeMap<NaiveDate, ListedDay> = BTreeMap::new();
    for (i, row) in table.rows.iter().enumerate() {
        let cell = |at: usize| row.get(at).map_or("", String::as_str);
        let span = Span::parse(&plain_span(cell(0))).map_err(|_| {
            let message = format!("`{}` is not a date", cell(0));
            let next = "Write dates in the first column, 2025-01-28 or 2025-01-28..2025-02-04, and the names of holidays in the second.";
            Error::invalid(table.line(i), message, next)
        })?;
        let (first, last) = span.dates();
        let name = cell(1);
        let day = match WORKED.contains(&name.to_lowercase().as_str()) {
            true => ListedDay::Worked,
            false if name.is_empty() => ListedDay::Off(first.to_string()),
            false => ListedDay::Off(name.to_owned()),
        };
        let dates = first.iter_days().take_while(|d| *d <= last).take(366);
        days.extend(dates.map(|date| (date, day.clone())));
    }
    Ok(Calendar::Listed(Arc::new(days)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn holidays_are_those_of_the_language() {
        let of = |texts: &[&str]| CalendarChoice::ByLanguage.settle(texts.iter().copied());
        assert_eq!(of(&["快递三天没到 iPhone"]).unwrap(), Calendar::China);
        assert_eq!(
            of(&["the bank 银行 closed my account"]).unwrap(),
            Calendar::None
        );
        assert_eq!(of(&["посылка не пришла"]).unwrap(), Calendar::None);
        assert_eq!(of(&[]).unwrap(), Calendar::China);
        let asked = CalendarChoice::China.settle(["late"].into_iter());
        assert_eq!(asked.unwrap(), Calendar::China);
    }
}
