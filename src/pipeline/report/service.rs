//! What is kept of the service columns while rows pass by.

use super::rows::Hours;
use crate::aggregate::{Flags, NONE, Numbers, ServiceFigure, ServiceRows};
use crate::columns::{Reading, ServiceColumns, ServiceRole, names_someone, yes_no};
use crate::types::Lang;
use crate::types::cell::cell_text;
use arrow::record_batch::RecordBatch;
use rustc_hash::FxHashMap;

/// A time this long, in hours, and longer on the median is told in days.
const LONG_HOURS: f64 = 72.0;

/// What is kept of the service columns, row by row.
#[derive(Debug, Default)]
pub(super) struct Gathered {
    /// When complaints were made; kept where another column of times is set against it.
    made: Hours,
    times: FxHashMap<usize, Hours>,
    flags: FxHashMap<usize, Vec<Option<bool>>>,
    people: FxHashMap<[u8; 32], u32>,
    codes: Vec<u32>,
}

impl Gathered {
    /// Takes the rows of a batch in; `time` is the column of complaint times.
    pub(super) fn add(
        &mut self,
        batch: &RecordBatch,
        columns: &ServiceColumns,
        time: Option<usize>,
    ) {
        for (place, found) in columns.columns.iter().enumerate() {
            let array = batch.column(found.column);
            let rows = 0..batch.num_rows();
            let text = |row| cell_text(array.as_ref(), row);
            match found.reading {
                Reading::Number => {}
                Reading::Time => self.times.entry(place).or_default().0.add(array.as_ref()),
                Reading::YesNo { inverted } => {
                    let list = self.flags.entry(place).or_default();
                    list.extend(rows.map(|row| yes_no(&text(row)?).map(|yes| yes != inverted)));
                }
                Reading::Filled => {
                    let list = self.flags.entry(place).or_default();
                    list.extend(
                        rows.map(|row| Some(text(row).is_some_and(|c| !c.trim().is_empty()))),
                    );
                }
            }
        }
        if let Some(time) = time.filter(|_| !self.times.is_empty()) {
            self.made.0.add(batch.column(time).as_ref());
        }
        let Some((column, _)) = &columns.complainant else {
            return;
        };
        let array = batch.column(*column);
        for row in 0..batch.num_rows() {
            let cell = cell_text(array.as_ref(), row).unwrap_or_default();
            let code = if names_someone(cell.trim()) {
                self.code(cell.trim())
            } else {
                NONE
            };
            self.codes.push(code);
        }
    }

    /// The same number however it is written; only its hash is kept.
    fn code(&mut self, cell: &str) -> u32 {
        let mut hasher = blake3::Hasher::new();
        for c in cell
            .chars()
            .filter(|c| c.is_alphanumeric())
            .flat_map(char::to_lowercase)
        {
            hasher.update(c.encode_utf8(&mut [0; 4]).as_bytes());
        }
        let hash = *hasher.finalize().as_bytes();
        let next = u32::try_from(self.people.len()).unwrap_or(NONE);
        *self.people.entry(hash).or_insert(next)
    }

    /// The rows to count, columns of hours made from times appended to `numbers`, and what the reader should know.
    pub(super) fn finish(
        mut self,
        columns: &ServiceColumns,
        numbers: &mut Vec<Numbers>,
        (repeat_days, lang): (u32, Lang),
    ) -> (ServiceRows, Vec<String>) {
        let mut notes = Vec::new();
        let made = std::mem::take(&mut self.made).0.finish();
        let mut rows = ServiceRows {
            complainant: columns
                .complainant
                .as_ref()
                .map(|(_, name)| (name.clone(), self.codes)),
            repeat_days,
            ..ServiceRows::default()
        };
        for (place, found) in columns.columns.iter().enumerate() {
            let Some(figure) = figure(found.role) else {
                continue;
            };
            match found.reading {
                Reading::Number => rows.measures.push((figure, found.name.clone())),
                Reading::Time => {
                    let times = self.times.remove(&place).unwrap_or_default().0.finish();
                    let hours = times
                        .iter()
                        .zip(&made)
                        .map(|(to, from)| to - from)
                        .collect();
                    let made = durations(&found.name, hours, numbers, lang, &mut notes);
                    rows.measures.push((figure, made));
                }
                Reading::YesNo { .. } | Reading::Filled => {
                    let filled = found.reading == Reading::Filled;
                    let values = self.flags.remove(&place).unwrap_or_default();
                    // all filled: an export of what was answered says nothing of how much was
                    if filled && values.iter().all(|v| *v == Some(true)) {
                        continue;
                    }
                    let column = found.name.clone();
                    rows.flags.push(Flags {
                        figure,
                        column,
                        filled,
                        values,
                    });
                }
            }
        }
        (rows, notes)
    }
}

/// The figure that a column gives; a complainant gives none.
fn figure(role: ServiceRole) -> Option<ServiceFigure> {
    Some(match role {
        ServiceRole::FirstContact => ServiceFigure::FirstContact,
        ServiceRole::OnTime => ServiceFigure::OnTime,
        ServiceRole::Nps => ServiceFigure::Nps,
        ServiceRole::Satisfaction => ServiceFigure::Satisfaction,
        ServiceRole::Satisfied => ServiceFigure::Satisfied,
        ServiceRole::Response => ServiceFigure::ResponseTime,
        ServiceRole::Resolution => ServiceFigure::ResolutionTime,
        ServiceRole::Answered => ServiceFigure::Answered,
        ServiceRole::Closed => ServiceFigure::Closed,
        ServiceRole::Complainant => return None,
    })
}

/// A column of durations made from times: its name, after it was appended to `numbers`. Times before the complaint are none.
fn durations(
    column: &str,
    mut hours: Vec<f64>,
    numbers: &mut Vec<Numbers>,
    lang: Lang,
    notes: &mut Vec<String>,
) -> String {
    let before = hours.iter().filter(|h| **h < 0.0).count();
    for h in hours.iter_mut().filter(|h| **h < 0.0) {
        *h = f64::NAN;
    }
    let mut known: Vec<f64> = hours.iter().copied().filter(|h| h.is_finite()).collect();
    known.sort_by(f64::total_cmp);
    let in_days = known.get(known.len() / 2).is_some_and(|h| *h >= LONG_HOURS);
    if in_days {
        hours.iter_mut().for_each(|h| *h /= 24.0);
    }
    let name = match (lang, in_days) {
        (Lang::Zh, true) => format!("{column}（距投诉，天）"),
        (Lang::Zh, false) => format!("{column}（距投诉，小时）"),
        (Lang::En, true) => format!("{column} (days after the complaint)"),
        (Lang::En, false) => format!("{column} (hours after the complaint)"),
    };
    if before > 0 {
        notes.push(match lang {
            Lang::Zh => format!("{before} 件的“{column}”早于投诉时间，不计入用时。"),
            Lang::En => format!("In {before} complaints “{column}” lies before the complaint; they are in no duration."),
        });
    }
    let values = hours;
    numbers.push(Numbers {
        name: name.clone(),
        values,
    });
    name
}
