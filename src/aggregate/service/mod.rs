//! How complaints were dealt with: times, marks, promoters, shares, repeats; what is important and what satisfies; and how the
//! shares of types go with all that.

mod correlate;
mod figures;
mod relate;
mod repeat;
mod rules;
#[cfg(test)]
mod tests;

pub use figures::{
    Correlation, Correlations, Field, Mean, Measure, Nps, NpsOf, Point, Quadrant, Repeats, Service,
    ServiceFigure, ServiceShare,
};

use super::figures::{Figures, NumberFigures, Share, TypeFigures};
use super::finish::share;
use super::stats::Z95;
use super::table::{NONE, Table};
use crate::types::Lang;

/// Answers below which a score of a type has no interval, and a type no place in the quadrant.
const FEW: u64 = 10;

/// Columns that say how complaints were dealt with, beside a [`Table`] of the same rows.
#[derive(Clone, Debug, Default)]
pub struct ServiceRows {
    /// Figures whose numbers stand in a column of [`Table::numbers`], by its name.
    pub measures: Vec<(ServiceFigure, String)>,
    /// Columns of yes and no.
    pub flags: Vec<Flags>,
    /// Column that tells complainants apart: its name, and a code for every row, or [`NONE`].
    pub complainant: Option<(String, Vec<u32>)>,
    /// Days within which a complaint repeats an earlier one.
    pub repeat_days: u32,
}

/// A column of yes and no.
#[derive(Clone, Debug)]
pub struct Flags {
    /// What yes means.
    pub figure: ServiceFigure,
    /// Name of the column.
    pub column: String,
    /// The column is no yes or no: a value counts as yes, an empty cell as no.
    pub filled: bool,
    /// For every row its answer, where it has one.
    pub values: Vec<Option<bool>>,
}

/// Puts the service figures beside the others, and their rules into the ledger; nothing where no column gives one and no
/// complaint repeats.
pub fn service(table: &Table, rows: &ServiceRows, figures: &mut Figures, lang: Lang) {
    let kinds = Kinds::of(table, figures);
    let mut service = Service {
        measures: measures(rows, figures),
        nps: nps(table, rows, &kinds),
        shares: rows.flags.iter().map(|f| shares(f, &kinds)).collect(),
        repeats: repeat::repeats(table, rows, &kinds),
        ..Service::default()
    };
    service.quadrant = quadrant(&service, figures);
    service.correlations = correlate::correlations(table, rows, figures, &kinds);
    let repeats = service.repeats.as_ref().is_some_and(|r| r.all.count > 0);
    let bare = service.measures.is_empty() && service.nps.is_none() && service.shares.is_empty();
    if bare && !repeats {
        return;
    }
    figures.ledger.rules.extend(rules::rules(&service, lang));
    figures.service = Some(service);
}

/// For every row the place of its type among the figures' types.
struct Kinds<'a> {
    codes: &'a [u32],
    places: Vec<usize>,
    count: usize,
}

impl<'a> Kinds<'a> {
    fn of(table: &'a Table, figures: &Figures) -> Self {
        let place = |name: &String| figures.types.iter().position(|t| &t.name == name);
        let names = table.types.values.iter();
        Self {
            codes: &table.types.codes,
            places: names.map(|n| place(n).unwrap_or(usize::MAX)).collect(),
            count: figures.types.len(),
        }
    }

    fn place(&self, row: usize) -> Option<usize> {
        let code = *self.codes.get(row).filter(|c| **c != NONE)?;
        let place = *self.places.get(code as usize)?;
        (place < self.count).then_some(place)
    }
}

/// Counts yes of those who answered, over all and by type.
#[derive(Default, Clone, Copy)]
struct Yes {
    yes: u64,
    of: u64,
}

impl Yes {
    fn add(&mut self, yes: bool) {
        self.yes += u64::from(yes);
        self.of += 1;
    }

    fn share(self) -> Share {
        share(self.yes, self.of)
    }
}

/// Shares of yes over all rows that have an answer, and of every type.
fn counted(answers: impl Iterator<Item = Option<bool>>, kinds: &Kinds<'_>) -> (Share, Vec<Share>) {
    let (mut all, mut types) = (Yes::default(), vec![Yes::default(); kinds.count]);
    for (row, answer) in answers.enumerate() {
        let Some(yes) = answer else { continue };
        all.add(yes);
        if let Some(of_type) = kinds.place(row).and_then(|p| types.get_mut(p)) {
            of_type.add(yes);
        }
    }
    (all.share(), types.into_iter().map(Yes::share).collect())
}

fn shares(flags: &Flags, kinds: &Kinds<'_>) -> ServiceShare {
    let (all, types) = counted(flags.values.iter().copied(), kinds);
    ServiceShare {
        figure: flags.figure,
        column: flags.column.clone(),
        filled: flags.filled,
        all,
        types,
    }
}

fn measures(rows: &ServiceRows, figures: &Figures) -> Vec<Measure> {
    let wanted = rows.measures.iter().filter(|m| m.0 != ServiceFigure::Nps);
    wanted
        .filter_map(|(figure, column)| {
            let of_type = |t: &TypeFigures| t.numbers.get(column).map(mean).unwrap_or_default();
            Some(Measure {
                figure: *figure,
                column: column.clone(),
                all: mean(figures.numbers.get(column)?),
                types: figures.types.iter().map(of_type).collect(),
            })
        })
        .collect()
}

fn mean(n: &NumberFigures) -> Mean {
    let interval = n.mean.zip(n.sd);
    let interval = interval.and_then(|(mean, sd)| relate::mean_interval(mean, sd, n.count));
    Mean {
        count: n.count,
        mean: n.mean,
        low: interval.map(|i| i.0),
        high: interval.map(|i| i.1),
    }
}

/// The numbers of a figure, row by row; NaN where there is none.
fn values<'a>(table: &'a Table, column: &str) -> Option<&'a [f64]> {
    let numbers = table.numbers.iter().find(|n| n.name == column);
    numbers.map(|n| n.values.as_slice())
}

impl NpsOf {
    fn add(&mut self, mark: f64) {
        if !(0.0..=10.0).contains(&mark) {
            return;
        }
        self.count += 1;
        self.promoters += u64::from(mark >= 9.0);
        self.detractors += u64::from(mark < 7.0);
    }

    /// The score of what was counted; its variance is that of +1, 0 and −1.
    fn scored(mut self) -> Self {
        if self.count == 0 {
            return self;
        }
        let n = self.count as f64;
        let score = (self.promoters as f64 - self.detractors as f64) / n;
        self.nps = Some(score * 100.0);
        if self.count >= FEW {
            let apart = (self.promoters + self.detractors) as f64 / n;
            let half = Z95 * ((apart - score * score).max(0.0) / n).sqrt();
            self.low = Some((score - half).max(-1.0) * 100.0);
            self.high = Some((score + half).min(1.0) * 100.0);
        }
        self
    }
}

fn nps(table: &Table, rows: &ServiceRows, kinds: &Kinds<'_>) -> Option<Nps> {
    let (_, column) = rows.measures.iter().find(|m| m.0 == ServiceFigure::Nps)?;
    let mut all = NpsOf::default();
    let mut types = vec![NpsOf::default(); kinds.count];
    for (row, &mark) in values(table, column)?.iter().enumerate() {
        all.add(mark);
        if let Some(of_type) = kinds.place(row).and_then(|p| types.get_mut(p)) {
            of_type.add(mark);
        }
    }
    Some(Nps {
        column: column.clone(),
        all: all.scored(),
        types: types.into_iter().map(NpsOf::scored).collect(),
    })
}

/// Count, value and interval of one type's satisfaction.
type Satisfied = (u64, Option<f64>, Option<f64>, Option<f64>);

fn quadrant(service: &Service, figures: &Figures) -> Option<Quadrant> {
    let marks = service
        .measures
        .iter()
        .find(|m| m.figure == ServiceFigure::Satisfaction);
    let yes = service
        .shares
        .iter()
        .find(|s| s.figure == ServiceFigure::Satisfied);
    let of_mean = |m: &Mean| (m.count, m.mean, m.low, m.high);
    let of_share = |s: &Share| (s.denominator, s.share, s.low, s.high);
    let (figure, column, all, types): (_, _, _, Vec<Satisfied>) = match (marks, yes) {
        (Some(m), _) => {
            let types = m.types.iter().map(of_mean).collect();
            (m.figure, &m.column, m.all.mean?, types)
        }
        (None, Some(s)) => {
            let types = s.types.iter().map(of_share).collect();
            (s.figure, &s.column, s.all.share?, types)
        }
        (None, None) => return None,
    };
    let mut quadrant = Quadrant {
        figure,
        column: column.clone(),
        importance: 1.0 / figures.types.len().max(1) as f64,
        satisfaction: all,
        types: Vec::new(),
        too_few: Vec::new(),
    };
    for (t, (count, value, low, high)) in figures.types.iter().zip(types) {
        let (Some(importance), Some(satisfaction), Some(low), Some(high), true) =
            (t.share.share, value, low, high, count >= FEW)
        else {
            quadrant.too_few.push(t.name.clone());
            continue;
        };
        let field = match (low > all, high < all, importance > quadrant.importance) {
            (true, _, true) => Some(Field::KeepUp),
            (true, _, false) => Some(Field::Maintain),
            (_, true, true) => Some(Field::Concentrate),
            (_, true, false) => Some(Field::LowPriority),
            _ => None,
        };
        quadrant.types.push(Point {
            name: t.name.clone(),
            importance,
            count,
            satisfaction,
            low,
            high,
            field,
        });
    }
    (quadrant.types.len() >= 2).then_some(quadrant)
}
