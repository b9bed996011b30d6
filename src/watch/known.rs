//! What had come in of every series on every day, of the days up to it.

use super::arrival::{Arrival, Delays};

/// Complaints as they were known.
#[derive(Clone, Debug)]
pub(super) struct Known {
    pub(super) arrival: Arrival,
    /// By window, series and day: complaints of the window that ends on the day that had come in on it.
    pub(super) windows: Vec<Vec<Vec<u32>>>,
}

/// Fills a [`Known`], complaint by complaint.
pub(super) struct Knowing {
    delays: Delays,
    lengths: Vec<usize>,
    /// By window, series and day: how many more there are than on the day before.
    steps: Vec<Vec<Vec<i32>>>,
}

impl Knowing {
    /// Of so many series and days; `lengths`: days of the windows.
    pub(super) fn new(lengths: &[usize], series: usize, days: usize) -> Self {
        Self {
            delays: Delays::new(days),
            lengths: lengths.to_vec(),
            steps: vec![vec![vec![0; days]; series]; lengths.len()],
        }
    }

    /// A complaint tells how long complaints take.
    pub(super) fn note(&mut self, place: usize, delay: u32) {
        self.delays.add(place, delay);
    }

    /// A complaint of a series, of the day at `place`, that came in `delay` days later.
    pub(super) fn add(&mut self, series: usize, place: usize, delay: u32) {
        let delay = usize::try_from(delay).unwrap_or(usize::MAX);
        for (length, steps) in self.lengths.iter().zip(&mut self.steps) {
            // it is in the window until the day at `place` leaves it
            if delay >= *length {
                continue;
            }
            let line = &mut steps[series];
            if let Some(step) = line.get_mut(place + delay) {
                *step += 1;
            }
            if let Some(step) = line.get_mut(place + length) {
                *step -= 1;
            }
        }
    }

    pub(super) fn finish(self) -> Known {
        let summed = |line: Vec<i32>| {
            let mut sum = 0;
            let days = line.into_iter().map(|step| {
                sum += step;
                u32::try_from(sum).unwrap_or(0)
            });
            days.collect()
        };
        let window = |of: Vec<Vec<i32>>| of.into_iter().map(summed).collect();
        let longest = self.lengths.iter().copied().max().unwrap_or(1);
        Known {
            arrival: Arrival::of(self.delays, longest),
            windows: self.steps.into_iter().map(window).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::types::SplitMix;

    #[test]
    fn a_window_holds_what_had_come_in() {
        let mut draw = SplitMix::new(1);
        let complaints: Vec<(usize, u32)> = (0..400)
            .map(|_| (draw.below(60), u32::try_from(draw.below(12)).unwrap()))
            .collect();
        let lengths = [1, 7, 28];
        let mut knowing = Knowing::new(&lengths, 1, 60);
        for &(place, delay) in &complaints {
            knowing.add(0, place, delay);
        }
        let known = knowing.finish();
        for (length, lines) in lengths.iter().zip(&known.windows) {
            for (day, &found) in lines[0].iter().enumerate() {
                let is_there = |&&(place, delay): &&(usize, u32)| {
                    place <= day && place + length > day && place + delay as usize <= day
                };
                let wanted = complaints.iter().filter(is_there).count();
                assert_eq!(found as usize, wanted, "{length} {day}");
            }
        }
    }
}
