//! Times and marks, and the score of promoters.

use super::relate;
use super::rows::{Places, ServiceRows, numbers_of};
use crate::aggregate::figures::{
    Figures, Mean, Measure, Nps, NpsOf, NumberFigures, ServiceFigure, TypeFigures,
};
use crate::aggregate::stats::Z95;
use crate::aggregate::table::Table;

/// Answers below which a score of a type has no interval, and a type no place in the quadrant.
pub(super) const FEW: u64 = 10;

pub(super) fn measures(rows: &ServiceRows, figures: &Figures) -> Vec<Measure> {
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

impl NpsOf {
    pub(super) fn add(&mut self, mark: f64) {
        if !(0.0..=10.0).contains(&mark) {
            return;
        }
        self.count += 1;
        self.promoters += u64::from(mark >= 9.0);
        self.detractors += u64::from(mark < 7.0);
    }

    /// The score of what was counted; its variance is that of +1, 0 and −1.
    pub(super) fn scored(mut self) -> Self {
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

pub(super) fn nps(table: &Table, rows: &ServiceRows, places: &Places<'_>) -> Option<Nps> {
    let (_, column) = rows.measures.iter().find(|m| m.0 == ServiceFigure::Nps)?;
    let mut all = NpsOf::default();
    let mut types = vec![NpsOf::default(); places.count];
    for (row, &mark) in numbers_of(table, column)?.iter().enumerate() {
        all.add(mark);
        if let Some(of_type) = places.place(row).and_then(|p| types.get_mut(p)) {
            of_type.add(mark);
        }
    }
    Some(Nps {
        column: column.clone(),
        all: all.scored(),
        types: types.into_iter().map(NpsOf::scored).collect(),
    })
}
