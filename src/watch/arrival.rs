//! Which part of the complaints of a day has come in so many days later, as the complaints before each day tell it: hazards in reverse time
//! (Kalbfleisch & Lawless 1989, Lawless 1994), which are the chain ladder of insurers, one curve for every day of the week.

/// Days after which a complaint is taken to have come in.
const MOST_DELAY: usize = 182;
/// Weeks whose complaints tell the delays.
const WEEKS: usize = 26;
/// Complaints that what all days of the week say is worth for one of them, and what all series say for one.
const PRIOR: f64 = 20.0;
/// Of a day of which this part is there nearly all has come in.
const NEARLY: f64 = 0.95;
/// Days after which what came in of a series counts half.
const HALF_LIFE: f64 = 120.0;

const WEEK: usize = 7;

/// Complaints by day and delay.
pub(super) struct Delays {
    /// By delay and day.
    counts: Vec<Vec<u32>>,
}

impl Delays {
    /// None yet, of so many days.
    pub(super) fn new(days: usize) -> Self {
        let longest = MOST_DELAY.min(days.saturating_sub(1));
        Self {
            counts: vec![vec![0; days]; longest + 1],
        }
    }

    /// Adds a complaint of the day at `place` that came in `delay` days later; those that took longer than any that is watched tell nothing.
    pub(super) fn add(&mut self, place: usize, delay: u32) {
        let of = usize::try_from(delay).ok();
        let of = of.and_then(|d| self.counts.get_mut(d)?.get_mut(place));
        if let Some(n) = of {
            *n += 1;
        }
    }
}

/// Parts that have come in.
#[derive(Clone, Debug)]
pub(super) struct Arrival {
    /// By day and age: of the complaints of the day so many days before, the part that has come in, and its variance in units of its square.
    by_age: Vec<Vec<(f32, f32)>>,
    /// Of every day, the part that has come in by the last one.
    pub(super) by_now: Vec<f64>,
    /// Days after which nearly all of a day has come in.
    pub(super) lag: usize,
    /// By day of the week and age: the curves of the last day.
    curves: [Vec<f64>; WEEK],
}

impl Arrival {
    /// As told by `delays`; `longest`: days of the longest window.
    pub(super) fn of(delays: Delays, longest: usize) -> Self {
        let sums = Sums::of(delays.counts);
        let days = sums.days;
        let mut by_age = Vec::with_capacity(days);
        let mut last = Curves::default();
        for day in 0..days {
            last = sums.curves(day);
            let of_age = |age: usize| {
                let (part, variance) = last.at((day - age) % WEEK, age);
                (small(part), small(variance))
            };
            by_age.push((0..longest.min(day + 1)).map(of_age).collect());
        }
        let by_now = (0..days).map(|day| last.at(day % WEEK, days - 1 - day).0);
        let mean = |age: usize| (0..WEEK).map(|w| last.at(w, age).0).sum::<f64>() / WEEK as f64;
        Self {
            by_now: by_now.collect(),
            lag: (0..=MOST_DELAY)
                .find(|age| mean(*age) >= NEARLY)
                .unwrap_or(MOST_DELAY),
            curves: last.parts,
            by_age,
        }
    }

    /// Of the days up to `day`, each counting for so much, the part that has come in, and its variance in units of its square.
    pub(super) fn part(&self, day: usize, counting: &[f64]) -> (f64, f64) {
        let ages = counting.iter().rev().zip(&self.by_age[day]);
        let (mut all, mut there, mut deviation) = (0.0, 0.0, 0.0);
        for (weight, &(part, variance)) in ages {
            let part = f64::from(part);
            all += weight;
            there += weight * part;
            // days of one curve stray together
            deviation += weight * part * f64::from(variance).sqrt();
        }
        if there <= 0.0 {
            return (0.0, 0.0);
        }
        (there / all, (deviation / there).powi(2))
    }

    /// The delay at `u` in 0..1 of the curve of a day's weekday.
    pub(super) fn delay(&self, day: usize, u: f64) -> u32 {
        let curve = &self.curves[day % WEEK];
        u32::try_from(curve.partition_point(|part| *part <= u)).unwrap_or(0)
    }

    /// How much more or less of one series comes in than of all, by the days before each: complaints that had come in at the ends of
    /// windows against the part that is usually there (`parts`) of those there are in the end (`whole`).
    pub(super) fn pace(
        &self,
        known: &[u32],
        whole: &[f64],
        parts: &[(f64, f64)],
        length: usize,
    ) -> Vec<f64> {
        let keep = (-(2.0_f64.ln()) / HALF_LIFE).exp();
        let gap = self.lag.max(length);
        let length = length as f64;
        let (mut came, mut usual) = (0.0, 0.0);
        let of_day = |day: usize| {
            if let Some(before) = day.checked_sub(gap) {
                came = keep * came + f64::from(known[before]) / length;
                usual = keep * usual + parts[before].0 * whole[before] / length;
            }
            (came + PRIOR) / (usual + PRIOR)
        };
        (0..known.len()).map(of_day).collect()
    }
}

/// Sums over the same days of the weeks up to a day: by delay and day, of complaints of that delay, and of those of none longer.
struct Sums {
    days: usize,
    of: Vec<Vec<u32>>,
    within: Vec<Vec<u32>>,
}

impl Sums {
    fn of(mut counts: Vec<Vec<u32>>) -> Self {
        let days = counts.first().map_or(0, Vec::len);
        for line in &mut counts {
            for day in WEEK..days {
                line[day] += line[day - WEEK];
            }
        }
        let mut sum = vec![0; days];
        let within = counts.iter().map(|line| {
            sum.iter_mut().zip(line).for_each(|(s, n)| *s += n);
            sum.clone()
        });
        Self {
            days,
            within: within.collect(),
            of: counts,
        }
    }

    /// The sum of a line over the last weeks up to `day`.
    fn recent(line: &[u32], day: usize) -> f64 {
        let before = day.checked_sub(WEEK * WEEKS).map_or(0, |d| line[d]);
        f64::from(line[day] - before)
    }

    /// The curves that the complaints come in by `day` tell.
    fn curves(&self, day: usize) -> Curves {
        let mut curves = Curves::default();
        let mut now = [(1.0, 0.0); WEEK];
        let mut back = Vec::with_capacity(self.of.len());
        for delay in (1..self.of.len()).rev() {
            back.push(now);
            // of each day of the week the last one of which this delay can have been seen
            let mut seen = [(0.0, 0.0); WEEK];
            for day in (0..WEEK).filter_map(|before| day.checked_sub(delay + before)) {
                let of = Self::recent(&self.of[delay], day);
                seen[day % WEEK] = (of, Self::recent(&self.within[delay], day));
            }
            let all = seen
                .iter()
                .fold((0.0, 0.0), |s, of| (s.0 + of.0, s.1 + of.1));
            let usual = if all.1 > 0.0 { all.0 / all.1 } else { 0.0 };
            for ((part, variance), (of, within)) in now.iter_mut().zip(seen) {
                let hazard = (of + PRIOR * usual) / (within + PRIOR);
                *part *= 1.0 - hazard;
                // Greenwood's variance of the logarithm
                *variance += hazard / ((within + PRIOR) * (1.0 - hazard).max(1e-3));
            }
        }
        back.push(now);
        for at in back.into_iter().rev() {
            for (weekday, (part, variance)) in at.into_iter().enumerate() {
                curves.parts[weekday].push(part);
                curves.variances[weekday].push(variance);
            }
        }
        curves
    }
}

/// By day of the week and age: the part that has come in, and its variance in units of its square.
#[derive(Default)]
struct Curves {
    parts: [Vec<f64>; WEEK],
    variances: [Vec<f64>; WEEK],
}

impl Curves {
    fn at(&self, weekday: usize, age: usize) -> (f64, f64) {
        let of = |line: &[Vec<f64>; WEEK]| line[weekday].get(age).copied();
        of(&self.parts)
            .zip(of(&self.variances))
            .unwrap_or((1.0, 0.0))
    }
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "seven digits are enough for a part"
)]
fn small(x: f64) -> f32 {
    x as f32
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::types::SplitMix;

    /// 300 days of `a_day` complaints; one comes in on each next day at the odds given by the day it was made on.
    fn drawn(a_day: usize, seed: u64, odds: impl Fn(usize) -> f64) -> Arrival {
        let mut draw = SplitMix::new(seed);
        let mut delays = Delays::new(300);
        for day in 0..300 {
            for _ in 0..a_day {
                let mut delay = 0_u32;
                while draw.unit() >= odds(day) {
                    delay += 1;
                }
                // what has not come in is not there
                if day + delay as usize <= 299 {
                    delays.add(day, delay);
                }
            }
        }
        Arrival::of(delays, 28)
    }

    #[test]
    fn the_curve_by_hand() {
        // ten complaints a day, six at once, three a day later, one two days later; without what has not come in by the last day
        let mut delays = Delays::new(200);
        for day in 0..200_usize {
            for (delay, n) in [(0, 6), (1, 3), (2, 1)] {
                for _ in 0..n {
                    if day + delay < 200 {
                        delays.add(day, u32::try_from(delay).unwrap());
                    }
                }
            }
        }
        let arrival = Arrival::of(delays, 7);
        for (age, part) in [0.6, 0.9, 1.0, 1.0].into_iter().enumerate() {
            let found = arrival.by_now[199 - age];
            assert!((found - part).abs() < 1e-9, "{age}: {found}");
        }
        assert_eq!(arrival.lag, 2);
        let (part, _) = arrival.part(199, &[1.0; 4]);
        assert!((part - 3.5 / 4.0).abs() < 1e-6, "{part}");
        assert_eq!([0.1, 0.7, 0.95].map(|u| arrival.delay(0, u)), [0, 1, 2]);
    }

    #[test]
    fn the_part_is_unbiased_with_geometric_delays() {
        // mean delay of five days
        let odds = 1.0 / 6.0;
        for (a_day, within) in [(20, 0.02), (3, 0.03)] {
            for age in [0_usize, 3, 6, 13] {
                let part = |seed| drawn(a_day, seed, |_| odds).by_now[299 - age];
                let mean = (1..=24).map(part).sum::<f64>() / 24.0;
                let truth = 1.0 - (1.0 - odds).powi(i32::try_from(age).unwrap() + 1);
                assert!(
                    (mean - truth).abs() < within,
                    "{a_day} a day, {age}: {mean} {truth}"
                );
            }
        }
    }

    #[test]
    fn days_of_the_week_have_curves_of_their_own() {
        let slow = |day: usize| if day % WEEK == 5 { 0.1 } else { 0.5 };
        let arrival = drawn(40, 3, slow);
        let today = |day: usize| f64::from(arrival.by_age[day][0].0);
        assert!((today(299 - 299 % 7 + 5 - 7) - 0.1).abs() < 0.04);
        assert!((today(299 - 299 % 7 - 7) - 0.5).abs() < 0.05);
    }

    #[test]
    fn each_day_knows_only_what_had_come_in() {
        // delays grow from day 200 on
        let arrival = drawn(40, 4, |day| if day < 200 { 0.5 } else { 0.1 });
        let today = |day: usize| f64::from(arrival.by_age[day][0].0);
        assert!((today(199) - 0.5).abs() < 0.04, "{}", today(199));
        assert!(today(299) < 0.4, "{}", today(299));
    }

    #[test]
    fn a_slow_series_has_a_pace_of_its_own() {
        let arrival = drawn(20, 5, |_| 0.5);
        let parts = vec![(0.5, 0.0); 300];
        let pace = arrival.pace(&[25; 300], &[100.0; 300], &parts, 7);
        assert!((pace[0] - 1.0).abs() < 1e-9);
        assert!((0.5..0.55).contains(&pace[299]), "{}", pace[299]);
    }
}
