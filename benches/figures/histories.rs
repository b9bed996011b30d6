//! Complaint histories with known structure, in which nothing happens unless it is planted: counts by day and type, the expected counts
//! they were drawn with, and the rows where columns are asked for.

use super::draw::Draw;
use chrono::{Datelike, NaiveDate};

/// Statutory days off of 2022 to 2024: first day, and last day of the same month.
const OFF: &str = "2022-01-01:03 2022-01-31:31 2022-02-01:06 2022-04-03:05 2022-04-30:30 2022-05-01:04 2022-06-03:05 2022-09-10:12 \
    2022-10-01:07 2022-12-31:31 2023-01-01:02 2023-01-21:27 2023-04-05:05 2023-04-29:30 2023-05-01:03 2023-06-22:24 2023-09-29:30 \
    2023-10-01:06 2024-01-01:01 2024-02-10:17 2024-04-04:06 2024-05-01:05 2024-06-08:10 2024-09-15:17 2024-10-01:07";
/// Weekend days that were worked instead.
const MAKE_UP: &str = "2022-01-29 2022-01-30 2022-04-02 2022-04-24 2022-05-07 2022-10-08 2022-10-09 2023-01-28 2023-01-29 2023-04-23 \
    2023-05-06 2023-06-25 2023-10-07 2023-10-08 2024-02-04 2024-02-18 2024-04-07 2024-04-28 2024-05-11 2024-09-14 2024-09-29 2024-10-12";
/// Complaints of one event, on average; they come within a week.
const EVENT: f64 = 7.0;
const WEEK: usize = 7;

/// How a history is drawn.
#[derive(Clone, Debug)]
pub(crate) struct Scenario {
    /// First day.
    pub(crate) start: NaiveDate,
    pub(crate) days: usize,
    /// Complaints a day.
    pub(crate) level: f64,
    pub(crate) types: usize,
    pub(crate) regions: usize,
    /// Negative-binomial size of every day and type; none is Poisson.
    pub(crate) size: Option<f64>,
    /// Amplitude of a yearly sine.
    pub(crate) season: f64,
    /// Relative rise from the first to the last day.
    pub(crate) growth: f64,
    /// A log level that wanders, shared by all types: correlation from day to day, and its standard deviation.
    pub(crate) wander: Option<(f64, f64)>,
    /// Weekdays differ a little.
    pub(crate) weekday: bool,
    /// Chinese weekends, statutory days off and days worked instead.
    pub(crate) cn: bool,
    /// A month (0 is the first), a type and a factor.
    pub(crate) plant: Option<(usize, usize, f64)>,
    /// A region, a type and a factor, always.
    pub(crate) cell: Option<(usize, usize, f64)>,
    /// Region 0 sells mostly product 0, and type 0 is 2.5 times as frequent for product 0: region 0 has more of it for no reason of its own.
    pub(crate) mix: bool,
    /// The share of complaints that belong to events: about seven of one type and region within a week.
    pub(crate) cluster: f64,
}

impl Default for Scenario {
    fn default() -> Self {
        Self {
            start: NaiveDate::from_ymd_opt(2023, 1, 1).unwrap_or_default(),
            days: 731,
            level: 60.0,
            types: 8,
            regions: 8,
            size: None,
            season: 0.0,
            growth: 0.0,
            wander: None,
            weekday: false,
            cn: false,
            plant: None,
            cell: None,
            mix: false,
            cluster: 0.0,
        }
    }
}

/// One complaint.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Row {
    pub(crate) day: usize,
    pub(crate) kind: usize,
    pub(crate) region: usize,
    pub(crate) product: usize,
}

/// What was drawn.
pub(crate) struct History {
    pub(crate) start: NaiveDate,
    /// Complaints by day and type.
    pub(crate) counts: Vec<Vec<u64>>,
    /// What they were expected to be; events are not in it.
    pub(crate) mean: Vec<Vec<f64>>,
    /// What a day counts for: the factor of its weekday or holiday.
    pub(crate) exposure: Vec<f64>,
    /// Complaints of events, which come with a region: (day, type, region).
    events: Vec<(usize, usize, usize)>,
}

impl Scenario {
    /// The history of a seed.
    pub(crate) fn history(&self, seed: u64) -> History {
        let mut draw = Draw::new(seed.wrapping_mul(0x5851_f42d_4c95_7f2d) ^ 0x1405_7b7e_f767_814f);
        let exposure = self.exposure();
        let level = self.levels(&mut draw);
        let share = falling(self.types);
        let mut mean: Vec<Vec<f64>> = (0..self.days)
            .map(|d| share.iter().map(|s| s * level[d] * exposure[d]).collect())
            .collect();
        if let Some((month, kind, factor)) = self.plant {
            for (date, of_day) in self.dates().zip(&mut mean) {
                let at = (date.year() - self.start.year()) * 12 + date.month0() as i32;
                if at == month as i32 {
                    of_day[kind] *= factor;
                }
            }
        }
        let mut counts: Vec<Vec<u64>> = mean
            .iter()
            .map(|of_day| of_day.iter().map(|&m| self.count(&mut draw, m)).collect())
            .collect();
        let events = self.events(&mut draw, &mean);
        if self.cluster > 0.0 {
            for count in counts.iter_mut().flatten() {
                *count = (0..*count).filter(|_| draw.unit() >= self.cluster).count() as u64;
            }
        }
        for &(day, kind, _) in &events {
            counts[day][kind] += 1;
        }
        History {
            start: self.start,
            counts,
            mean,
            exposure,
            events,
        }
    }

    fn dates(&self) -> impl Iterator<Item = NaiveDate> {
        self.start.iter_days().take(self.days)
    }

    fn exposure(&self) -> Vec<f64> {
        let listed =
            |list: &str, date: NaiveDate| list.split_whitespace().any(|d| d == date.to_string());
        let off = |date: NaiveDate| {
            OFF.split_whitespace().any(|span| {
                let (first, last) = span.split_once(':').unwrap_or((span, ""));
                let until = format!("{}{last}", &first[..8]);
                let date = date.to_string();
                (first..=until.as_str()).contains(&date.as_str())
            })
        };
        self.dates()
            .map(|date| {
                let weekday = date.weekday().num_days_from_monday() as usize;
                let of_week = [1.1, 1.1, 1.05, 1.05, 1.0, 0.85, 0.85][weekday];
                let of_calendar = if off(date) {
                    0.35
                } else if weekday < 5 || listed(MAKE_UP, date) {
                    1.16
                } else {
                    0.6
                };
                (if self.weekday { of_week } else { 1.0 })
                    * (if self.cn { of_calendar } else { 1.0 })
            })
            .collect()
    }

    /// The level of every day, weekdays and holidays aside.
    fn levels(&self, draw: &mut Draw) -> Vec<f64> {
        let mut x = self.wander.map_or(0.0, |(_, sd)| sd * draw.normal());
        self.dates()
            .enumerate()
            .map(|(i, date)| {
                let year = std::f64::consts::TAU * f64::from(date.ordinal()) / 365.25;
                let grown = 1.0 + self.growth * i as f64 / self.days as f64;
                let mut level = self.level * (1.0 + self.season * year.sin()) * grown;
                if let Some((ar, sd)) = self.wander {
                    if i > 0 {
                        x = ar * x + sd * (1.0 - ar * ar).sqrt() * draw.normal();
                    }
                    level *= (x - sd * sd / 2.0).exp();
                }
                level
            })
            .collect()
    }

    fn count(&self, draw: &mut Draw, mean: f64) -> u64 {
        match self.size {
            Some(size) => {
                let factor = draw.gamma(size) / size;
                draw.poisson(mean * factor)
            }
            None => draw.poisson(mean),
        }
    }

    fn events(&self, draw: &mut Draw, mean: &[Vec<f64>]) -> Vec<(usize, usize, usize)> {
        if self.cluster <= 0.0 {
            return Vec::new();
        }
        // those of the week before the first day reach into it, those of the last week reach beyond the last day
        let of_day = (0..WEEK - 1).chain(0..mean.len());
        let of_day: Vec<f64> = of_day.map(|d| mean[d].iter().sum()).collect();
        let (days, kinds, regions) = (
            summed(&of_day),
            summed(&falling(self.types)),
            summed(&falling(self.regions)),
        );
        let n = (self.cluster * of_day.iter().sum::<f64>() / EVENT) as usize;
        let mut events = Vec::new();
        for _ in 0..n {
            let (first, kind, region) = (
                draw.one_of(&days),
                draw.one_of(&kinds),
                draw.one_of(&regions),
            );
            for _ in 0..=draw.geometric(1.0 / (EVENT - 1.0)) {
                let day = (first + draw.below(WEEK)).checked_sub(WEEK - 1);
                if let Some(day) = day.filter(|&day| day < self.days) {
                    events.push((day, kind, region));
                }
            }
        }
        events
    }

    /// The complaints of a history, each with a region and a product.
    pub(crate) fn rows(&self, history: &History, seed: u64) -> Vec<Row> {
        let mut draw = Draw::new(seed.wrapping_mul(0x2545_f491_4f6c_dd1d) ^ 0x9e37_79b9);
        let regions = summed(&falling(self.regions));
        let mut free = history.counts.clone();
        let mut rows: Vec<Row> = Vec::new();
        for &(day, kind, region) in &history.events {
            free[day][kind] -= 1;
            rows.push(Row {
                day,
                kind,
                region,
                product: 0,
            });
        }
        for (day, of_day) in free.iter().enumerate() {
            for (kind, &n) in of_day.iter().enumerate() {
                for _ in 0..n {
                    rows.push(Row {
                        day,
                        kind,
                        region: draw.one_of(&regions),
                        product: 0,
                    });
                }
            }
        }
        if let Some((region, kind, factor)) = self.cell {
            again(&mut draw, &mut rows, factor - 1.0, |r| {
                r.region == region && r.kind == kind
            });
        }
        for row in &mut rows {
            row.product = draw.below(5);
            if self.mix && row.region == 0 && draw.unit() < 0.625 {
                row.product = 0;
            }
        }
        if self.mix {
            again(&mut draw, &mut rows, 1.5, |r| r.product == 0 && r.kind == 0);
        }
        rows
    }
}

/// `more` times as many rows of those chosen, drawn from them.
fn again(draw: &mut Draw, rows: &mut Vec<Row>, more: f64, chosen: impl Fn(&Row) -> bool) {
    let inside: Vec<Row> = rows.iter().copied().filter(|r| chosen(r)).collect();
    let n = (more * inside.len() as f64).round() as usize;
    rows.extend((0..n).map(|_| inside[draw.below(inside.len())]));
}

/// Shares that fall as 1, ½, ⅓, …
fn falling(n: usize) -> Vec<f64> {
    let sum: f64 = (1..=n).map(|k| 1.0 / k as f64).sum();
    (1..=n).map(|k| 1.0 / k as f64 / sum).collect()
}

fn summed(weights: &[f64]) -> Vec<f64> {
    let mut sum = 0.0;
    let sums = weights.iter().map(|w| {
        sum += w;
        sum
    });
    sums.collect()
}
