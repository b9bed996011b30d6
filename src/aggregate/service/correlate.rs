//! The share of every type against every service figure, over complete periods or over the values of a column.

use super::relate::{interval, p_value, pearson, prewhitened, spearman};
use super::rows::{Places, ServiceRows, numbers_of};
use crate::aggregate::calendar::day;
use crate::aggregate::figures::{
    Correlation, Correlations, Figures, NpsOf, ServiceFigure, TypeFigures,
};
use crate::aggregate::stats::{benjamini_hochberg, median, ratio};
use crate::aggregate::table::Table;

/// Complaints that a period or value needs, of typed ones and of those with the figure.
const MIN_ROWS: u64 = 10;
/// Periods or values that a coefficient needs.
const MIN_UNITS: usize = 8;

/// What is compared: for every row the place of its period or value.
struct Units {
    over: Option<String>,
    of: Vec<Option<u32>>,
    /// Place → type → complaints.
    types: Vec<Vec<u64>>,
}

pub(super) fn correlations(
    table: &Table,
    rows: &ServiceRows,
    figures: &Figures,
    places: &Places<'_>,
) -> Option<Correlations> {
    if rows.measures.is_empty() && rows.flags.is_empty() {
        return None;
    }
    let units = Units::periods(table, figures, places).or_else(|| Units::values(table, places))?;
    let measured = rows.measures.iter().filter_map(|(figure, column)| {
        let numbers = numbers_of(table, column)?;
        Some((*figure, units.measured(*figure, numbers)))
    });
    let answered = rows
        .flags
        .iter()
        .map(|f| (f.figure, units.answered(&f.values)));
    let pairs: Vec<(Correlation, Option<f64>)> = measured
        .chain(answered)
        .flat_map(|(figure, of_units)| units.pairs(figure, &of_units, figures))
        .collect();
    if pairs.is_empty() {
        return None;
    }
    Some(Correlations {
        over: units.over,
        min_rows: MIN_ROWS,
        pairs: adjusted(pairs),
    })
}

impl Units {
    /// Complete periods.
    fn periods(table: &Table, figures: &Figures, places: &Places<'_>) -> Option<Self> {
        let complete = figures.periods.iter().filter(|p| p.complete);
        let spans: Vec<(i32, i32)> = complete.map(|p| (day(p.start), day(p.end))).collect();
        if spans.len() < MIN_UNITS {
            return None;
        }
        let place = |row| {
            let day = table.day(row)?;
            let at = spans.partition_point(|s| s.1 < day);
            spans.get(at).filter(|s| s.0 <= day)?;
            u32::try_from(at).ok()
        };
        let of = (0..table.rows()).map(place).collect();
        Self::counted(None, of, spans.len(), places)
    }

    /// The values of the column that has most of them with enough complaints.
    fn values(table: &Table, places: &Places<'_>) -> Option<Self> {
        let columns = table.dimensions.iter().filter(|c| !c.made);
        let units = columns.filter_map(|column| {
            let known = |&c: &u32| ((c as usize) < column.values.len()).then_some(c);
            let of = column.codes.iter().map(known).collect();
            Self::counted(Some(column.name.clone()), of, column.values.len(), places)
        });
        let enough = |u: &Self| {
            u.types
                .iter()
                .filter(|t| t.iter().sum::<u64>() >= MIN_ROWS)
                .count()
        };
        // of several the first
        units.reduce(|best, u| if enough(&u) > enough(&best) { u } else { best })
    }

    fn counted(
        over: Option<String>,
        of: Vec<Option<u32>>,
        count: usize,
        places: &Places<'_>,
    ) -> Option<Self> {
        let mut types = vec![vec![0; places.count]; count];
        for (row, unit) in of.iter().enumerate() {
            let Some((unit, type_id)) = unit.zip(places.place(row)) else {
                continue;
            };
            if let Some(n) = types
                .get_mut(unit as usize)
                .and_then(|t| t.get_mut(type_id))
            {
                *n += 1;
            }
        }
        let enough = types.iter().filter(|t| t.iter().sum::<u64>() >= MIN_ROWS);
        (enough.count() >= MIN_UNITS).then_some(Self { over, of, types })
    }

    /// One number a unit from what is known of its complaints, where it is known of enough.
    fn each<T>(
        &self,
        known: impl Iterator<Item = Option<T>>,
        number: impl Fn(Vec<T>) -> Option<f64>,
    ) -> Vec<Option<f64>> {
        let mut lists: Vec<Vec<T>> = self.types.iter().map(|_| Vec::new()).collect();
        for (unit, known) in self.of.iter().zip(known) {
            let Some((unit, known)) = unit.zip(known) else {
                continue;
            };
            if let Some(list) = lists.get_mut(unit as usize) {
                list.push(known);
            }
        }
        let enough = |list: &Vec<T>| list.len() as u64 >= MIN_ROWS;
        let of = |list: Vec<T>| if enough(&list) { number(list) } else { None };
        lists.into_iter().map(of).collect()
    }

    /// Medians of times, means of marks, scores of promoters.
    fn measured(&self, figure: ServiceFigure, numbers: &[f64]) -> Vec<Option<f64>> {
        let known = numbers.iter().map(|x| x.is_finite().then_some(*x));
        self.each(known, |mut list| match figure {
            ServiceFigure::ResponseTime | ServiceFigure::ResolutionTime => median(&mut list),
            ServiceFigure::Nps => {
                let mut score = NpsOf::default();
                list.iter().for_each(|x| score.add(*x));
                score.scored().nps
            }
            _ => Some(list.iter().sum::<f64>() / list.len() as f64),
        })
    }

    /// Shares of yes.
    fn answered(&self, answers: &[Option<bool>]) -> Vec<Option<f64>> {
        self.each(answers.iter().copied(), |list| {
            let yes = list.iter().filter(|yes| **yes).count();
            ratio(yes as u64, list.len() as u64)
        })
    }

    /// Every type with one figure, and its p.
    fn pairs(
        &self,
        figure: ServiceFigure,
        of_units: &[Option<f64>],
        figures: &Figures,
    ) -> Vec<(Correlation, Option<f64>)> {
        let typed = self.types.iter().map(|t| t.iter().sum::<u64>());
        let usable: Vec<(usize, f64, u64)> = typed
            .enumerate()
            .filter(|(_, n)| *n >= MIN_ROWS)
            .filter_map(|(unit, n)| Some((unit, (*of_units.get(unit)?)?, n)))
            .collect();
        if usable.len() < MIN_UNITS {
            return Vec::new();
        }
        let at: Vec<usize> = usable.iter().map(|u| u.0).collect();
        let measured: Vec<f64> = usable.iter().map(|u| u.1).collect();
        let pair = |(type_id, t): (usize, &TypeFigures)| {
            let count = |unit: usize| self.types[unit].get(type_id).copied().unwrap_or(0);
            let shares = usable.iter().map(|u| count(u.0) as f64 / u.2 as f64);
            let shares: Vec<f64> = shares.collect();
            let pearson = pearson(&shares, &measured);
            let spearman = spearman(&shares, &measured);
            let mut pair = Correlation {
                figure,
                name: t.name.clone(),
                n: shares.len() as u64,
                pearson,
                low: None,
                high: None,
                spearman,
                spearman_prewhitened: None,
                p_adjusted: None,
            };
            let p = if self.over.is_some() {
                let ends = pearson.and_then(|r| interval(r, shares.len()));
                (pair.low, pair.high) = ends.unzip();
                spearman.and_then(|rho| p_value(rho, shares.len()))
            } else {
                let (rho, p) = prewhitened(&at, &shares, &measured).unzip();
                pair.spearman_prewhitened = rho;
                p
            };
            (pair, p)
        };
        figures.types.iter().enumerate().map(pair).collect()
    }
}

/// Puts the p of all pairs, adjusted together, into them.
fn adjusted(pairs: Vec<(Correlation, Option<f64>)>) -> Vec<Correlation> {
    let known: Vec<f64> = pairs.iter().filter_map(|(_, p)| *p).collect();
    let mut adjusted = benjamini_hochberg(&known, known.len()).into_iter();
    let pairs = pairs.into_iter().map(|(pair, p)| Correlation {
        p_adjusted: p.and_then(|_| adjusted.next()),
        ..pair
    });
    pairs.collect()
}
