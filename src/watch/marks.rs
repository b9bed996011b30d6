//! Shares of complaints that went badly, or came again: series of counts among those of which that is known.

use super::dates::Dates;
use super::series::Key;
use super::words::Words;
use crate::aggregate::{ServiceFigure, ServiceRows, Table};

/// Degrees of freedom that the belief in chance alone is worth where the dispersion of a share is measured.
const BELIEF: f64 = 15.0;
/// Residuals count at most so many standard deviations.
const CAP: f64 = 2.5;
/// Days of which fewer are expected tell nothing of the dispersion.
const LEAST: f64 = 1.0;
/// Degrees of freedom that the dispersion of a share is taken to be known with.
pub(super) const FREEDOM: f64 = 30.0;

/// What may go badly, and of which complaints that is known as soon as they come in or are answered. What is still open says nothing yet: of
/// the last days more is open than of others.
const WATCHED: [ServiceFigure; 3] = [
    ServiceFigure::OnTime,
    ServiceFigure::Satisfied,
    ServiceFigure::FirstContact,
];

/// Complaints by figure: those that went badly, and those of which it is known.
#[derive(Clone, Debug, Default)]
pub(super) struct Marks {
    pub(super) figures: Vec<ServiceFigure>,
    /// By figure, in the order of days.
    pub(super) bad: Words,
    pub(super) known: Words,
}

impl Marks {
    /// Those that the columns of `service` tell, and repeats, of the rows of these days.
    pub(super) fn of(service: &ServiceRows, table: &Table, dates: &Dates) -> Self {
        let mut marks = Self::default();
        let mut add = |figure, is_bad: &dyn Fn(usize) -> Option<bool>| {
            let rows = |wanted: &dyn Fn(bool) -> bool| {
                let rows = (0..table.rows()).filter(|&row| is_bad(row).is_some_and(wanted));
                let placed = rows.filter_map(|row| {
                    let place = u32::try_from(dates.place(table, row)?).ok()?;
                    Some((place, u32::try_from(row).ok()?))
                });
                let mut placed: Vec<(u32, u32)> = placed.collect();
                placed.sort_unstable();
                placed
            };
            marks.figures.push(figure);
            marks.bad.push(String::new(), rows(&|bad| bad));
            marks.known.push(String::new(), rows(&|_| true));
        };
        let flags = service.flags.iter().filter(|f| !f.filled);
        for flags in flags.filter(|f| WATCHED.contains(&f.figure)) {
            add(flags.figure, &|row| {
                flags.values.get(row)?.map(|good| !good)
            });
        }
        if let Some(repeated) = service.repeated(table) {
            add(ServiceFigure::Repeat, &|row| *repeated.get(row)?);
        }
        marks
    }

    /// The figure of a series of one.
    pub(super) fn figure(&self, key: Key) -> Option<ServiceFigure> {
        match key {
            Key::Mark(mark, _) => self.figures.get(mark as usize).copied(),
            _ => None,
        }
    }
}

/// Variance of a count in units of that of a binomial one, at least 1: by how far counts strayed from the shares of the days before.
/// `windows`: count, count known, share expected and its relative variance, day by day over windows of `length` days, which overlap.
pub(super) fn dispersion(
    windows: impl Iterator<Item = (f64, f64, f64, f64)>,
    length: usize,
) -> f64 {
    let (mut sum, mut n) = (0.0, 0.0);
    for (count, of, share, variance) in windows {
        let mean = of * share;
        if mean < LEAST {
            continue;
        }
        let expected = mean * (1.0 - share) + variance * mean * mean;
        sum += ((count - mean).powi(2) / expected.max(1e-9)).min(CAP * CAP);
        n += 1.0;
    }
    let length = length as f64;
    ((BELIEF + sum / length) / (BELIEF + n / length)).max(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::types::SplitMix;

    #[test]
    fn the_dispersion_of_chance_is_one_and_that_of_lots_their_size() {
        let mut draw = SplitMix::new(1);
        let mut windows = |lot: usize| -> Vec<(f64, f64, f64, f64)> {
            (0..800)
                .map(|_| {
                    let bad = (0..60 / lot).filter(|_| draw.unit() < 0.2).count() * lot;
                    (bad as f64, 60.0, 0.2, 0.0)
                })
                .collect()
        };
        let alone = dispersion(windows(1).into_iter(), 1);
        assert!((1.0..1.15).contains(&alone), "{alone}");
        let lots = dispersion(windows(3).into_iter(), 1);
        assert!((2.2..3.2).contains(&lots), "{lots}");
        assert_eq!(dispersion(std::iter::empty(), 7), 1.0);
    }
}
