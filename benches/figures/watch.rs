//! Warnings: how many fire on histories in which nothing happens, against the budget; and how many planted events are found, and when, beside
//! two rules of the literature at the same false rate.

use super::draw::Draw;
use super::histories::{History, Scenario};
use super::scenarios::scenarios;
use super::truth::table;
use rayon::prelude::*;
use std::ops::Range;
use tousu::aggregate::{Scope, Table, day};
use tousu::watch::{Budget, Judge, WatchParams};

/// Days at the end that are judged.
const JUDGED: usize = 182;
const MONTH: f64 = 365.25 / 12.0;
/// Warnings a month.
const BUDGET: f64 = 2.0;
/// Shapes in which events are planted.
const SHAPES: [&str; 4] = [
    "Poisson, 60 a day",
    "size 20, 60 a day",
    "Chinese calendar, 36 months",
    "events .4",
];
/// None tells how often a warning is about the place of an event by chance.
const RISES: [f64; 4] = [0.0, 0.3, 0.5, 1.0];
const WEEKS: [usize; 3] = [1, 2, 4];
/// Types with the region where the event is planted; none for the whole type.
const PLACES: [(usize, Option<usize>); 4] = [(0, None), (1, None), (0, Some(1)), (2, Some(0))];

/// Gives the days on which a series reaches a limit.
type Rule = fn(&[f64], f64) -> Vec<usize>;

/// Days of an event by place, where it is, and how much more of it there is.
#[derive(Clone, Copy)]
struct Event {
    first: usize,
    last: usize,
    kind: usize,
    region: Option<usize>,
    more: f64,
}

/// The table of warnings a month, and of events; `only` names a part of the shapes wanted.
pub(crate) fn run(runs: u64, first: u64, only: &str) {
    println!("{runs} histories a line, budget {BUDGET} a month, the last {JUDGED} days judged");
    println!("| history | warnings a month | complaints five days late |\n|---|---|---|");
    let shapes = scenarios();
    for (name, scenario) in shapes.iter().filter(|s| s.0.contains(only)) {
        let seeds: Vec<u64> = (first..first + runs).collect();
        let of = |&seed: &u64| {
            let history = scenario.history(seed);
            let table = table(scenario, &history, seed);
            let late = late(&table, seed);
            [&table, &late].map(|t| told(t, judged(&history)).len())
        };
        let fired: Vec<[usize; 2]> = seeds.par_iter().map(of).collect();
        let days = JUDGED.min(scenario.days / 2) as f64;
        let months = runs as f64 * days / MONTH;
        let a_month = |at: usize| fired.iter().map(|f| f[at]).sum::<usize>() as f64 / months;
        println!("| {name} | {:.2} | {:.2} |", a_month(0), a_month(1));
    }
    println!(
        "\n| history | planted | found | days | five days late | days | Farrington-like | days | NB-CUSUM | days |"
    );
    println!("|---|---|---|---|---|---|---|---|---|---|");
    for (name, scenario) in shapes.iter().filter(|s| s.0.contains(only)) {
        if SHAPES.contains(name) {
            detection(name, scenario, first..first + runs);
        }
    }
}

fn judged(history: &History) -> usize {
    JUDGED.min(history.counts.len() / 2)
}

/// Day by place, and series, of every warning.
fn told(table: &Table, days: usize) -> Vec<(i32, Scope)> {
    let params = WatchParams {
        budget: Budget::parse(&format!("{BUDGET}/month")).unwrap_or_default(),
        window: 7,
        ..WatchParams::default()
    };
    let id = |row: usize| row.to_string();
    let told = Judge::new(table, &params, &id).rehearse(days);
    let told = told.unwrap_or_default().into_iter();
    told.map(|t| (day(t.date), t.scope)).collect()
}

/// The same complaints, each coming in some days after it was made: geometric, five days on average. What had not come in by the last day is not
/// there.
fn late(table: &Table, seed: u64) -> Table {
    let mut draw = Draw::new(seed ^ 0x1a7e);
    let days = table.days.clone().unwrap_or_default();
    let last = days.iter().copied().max().unwrap_or(0);
    let received = days.iter().map(|&day| {
        let mut received = day;
        while draw.unit() >= 1.0 / 6.0 {
            received += 1;
        }
        received
    });
    let received: Vec<i32> = received.collect();
    let rows = (0..).zip(&received).filter(|(_, r)| **r <= last);
    let rows: Vec<u32> = rows.map(|r| r.0).collect();
    let mut table = table.clone();
    table.received = Some(received);
    table.taken(&rows)
}

fn detection(name: &str, scenario: &Scenario, seeds: Range<u64>) {
    let calm: Vec<Vec<Vec<f64>>> = seeds
        .clone()
        .map(|seed| {
            let history = scenario.history(seed);
            lines(&table(scenario, &history, seed), &history)
        })
        .collect();
    let rules: [Rule; 2] = [farrington, cusum];
    let limits = rules.map(|rule| calibrated(&calm, rule));
    for more in RISES {
        for weeks in WEEKS {
            let all: Vec<[Option<usize>; 4]> = seeds
                .clone()
                .into_par_iter()
                .flat_map_iter(|seed| {
                    PLACES.map(|(kind, region)| {
                        let history = scenario.history(seed);
                        let first = history.counts.len() - judged(&history) + 45;
                        let last = first + 7 * weeks - 1;
                        let event = Event {
                            first,
                            last,
                            kind,
                            region,
                            more,
                        };
                        let table = planted(scenario, &history, seed, event);
                        let at_once = ours(&table, &history, event);
                        let in_parts = ours(&late(&table, seed), &history, event);
                        let lines = lines(&table, &history);
                        let [a, b] = [0, 1].map(|r| {
                            let about = about(scenario, event);
                            let days = about.map(|at| rules[r](&lines[at], limits[r]));
                            first_within(days.flatten(), event)
                        });
                        [at_once, in_parts, a, b]
                    })
                })
                .collect();
            let mut line = format!("| {name} | +{:.0} %, {weeks} weeks |", more * 100.0);
            for rule in 0..4 {
                let mut days: Vec<usize> = all.iter().filter_map(|a| a[rule]).collect();
                days.sort_unstable();
                let median = days.get(days.len() / 2);
                let median = median.map_or("–".to_owned(), ToString::to_string);
                line += &format!(" {:.2} | {median} |", days.len() as f64 / all.len() as f64);
            }
            println!("{line}");
        }
    }
}

/// Days after its first until a warning is about an event, a week after its end at the latest.
fn first_within(days: impl Iterator<Item = usize>, event: Event) -> Option<usize> {
    let within = days.filter(|d| (event.first..=event.last + 7).contains(d));
    within.min().map(|day| day - event.first)
}

fn ours(table: &Table, history: &History, event: Event) -> Option<usize> {
    let start = day(history.start);
    let is_about = |scope: &Scope| {
        let kind = scope
            .name
            .as_ref()
            .is_none_or(|n| *n == format!("T{:02}", event.kind));
        let region = event.region.map(|r| format!("R{r:02}"));
        let mut values = scope.values.iter().filter(|(column, _)| column == "region");
        kind && region.is_none_or(|r| values.all(|(_, value)| *value == r))
    };
    let told = told(table, judged(history)).into_iter();
    let days = told.filter(|(_, scope)| is_about(scope));
    first_within(
        days.filter_map(|(d, _)| usize::try_from(d - start).ok()),
        event,
    )
}

/// The complaints of a history with an event: as many more of those that are there, drawn from them.
fn planted(scenario: &Scenario, history: &History, seed: u64, event: Event) -> Table {
    let mut table = table(scenario, history, seed);
    let mut draw = Draw::new(seed ^ 0x77);
    let start = day(history.start);
    let is_inside = |row: &usize| {
        let at = table
            .day(*row)
            .and_then(|d| usize::try_from(d - start).ok());
        at.is_some_and(|at| (event.first..=event.last).contains(&at))
            && table.types.codes[*row] as usize == event.kind
            && event
                .region
                .is_none_or(|r| table.dimensions[0].codes[*row] as usize == r)
    };
    let inside: Vec<usize> = (0..table.rows()).filter(is_inside).collect();
    let more = draw.poisson(inside.len() as f64 * event.more);
    for _ in 0..more {
        let row = inside[draw.below(inside.len())];
        let code = table.types.codes[row];
        table.types.codes.push(code);
        for dimension in &mut table.dimensions {
            let code = dimension.codes[row];
            dimension.codes.push(code);
        }
        if let Some(days) = &mut table.days {
            days.push(days[row]);
        }
    }
    table
}

/// Complaints by day of all, of every type, of every type in every region.
fn lines(table: &Table, history: &History) -> Vec<Vec<f64>> {
    let types = table.types.values.len();
    let regions = table.dimensions[0].values.len();
    let mut lines = vec![vec![0.0; history.counts.len()]; 1 + types + types * regions];
    for row in 0..table.rows() {
        let at = table
            .day(row)
            .and_then(|d| usize::try_from(d - day(history.start)).ok());
        let Some(at) = at else { continue };
        let kind = table.types.codes[row] as usize;
        let region = table.dimensions[0].codes[row] as usize;
        for line in [0, 1 + kind, 1 + types + kind * regions + region] {
            lines[line][at] += 1.0;
        }
    }
    lines
}

/// Places of the lines that an event shows in.
fn about(scenario: &Scenario, event: Event) -> impl Iterator<Item = usize> {
    let (types, regions) = (scenario.types, scenario.regions);
    let cells = (0..regions).filter(move |r| event.region.is_none_or(|e| e == *r));
    let cells = cells.map(move |r| 1 + types + event.kind * regions + r);
    [0, 1 + event.kind].into_iter().chain(cells)
}

/// The limit at which a rule fires [`BUDGET`] warnings a month, over all series of histories in which nothing happens.
fn calibrated(calm: &[Vec<Vec<f64>>], rule: Rule) -> f64 {
    let (mut low, mut high) = (0.5, 40.0);
    for _ in 0..12 {
        let limit = f64::midpoint(low, high);
        let fired = |line: &Vec<f64>| {
            let from = line.len() - JUDGED.min(line.len() / 2);
            rule(line, limit).iter().filter(|d| **d >= from).count()
        };
        let all: Vec<&Vec<f64>> = calm.iter().flatten().collect();
        let fired: usize = all.par_iter().map(|line| fired(line)).sum();
        let days = calm.iter().map(|c| JUDGED.min(c[0].len() / 2));
        let months = days.sum::<usize>() as f64 / MONTH;
        if fired as f64 / months > BUDGET {
            low = limit;
        } else {
            high = limit;
        }
    }
    high
}

/// Days on which a score is at the limit, none within two weeks of the last such day.
fn fired(scores: impl Iterator<Item = (usize, f64)>, limit: f64) -> Vec<usize> {
    let mut last = None;
    let mut fired = Vec::new();
    for (day, _) in scores.filter(|s| s.1 >= limit) {
        if last.is_none_or(|last| day > last + 14) {
            fired.push(day);
        }
        last = Some(day);
    }
    fired
}

/// Seven days against the weeks before, as Noufaily et al. (2013): quasi-Poisson with a trend, past events weighed down, the last three weeks left
/// out, a ⅔ power for the limit. A yearly season is not in it.
fn farrington(line: &[f64], limit: f64) -> Vec<usize> {
    let from = line.len() - (JUDGED + 30).min(line.len() / 2);
    let week = |end: usize| line[end + 1 - 7..=end].iter().sum::<f64>();
    let score = |day: usize| {
        let weeks = (4..=56).take_while(|k| 7 * k + 6 <= day);
        let past: Vec<(f64, f64)> = weeks.map(|k| (-(k as f64), week(day - 7 * k))).collect();
        let (mean, known, dispersion) = trend(&past);
        let y = week(day);
        let power = |x: f64| x.powf(2.0 / 3.0);
        let deviation = (4.0 / 9.0 * mean.cbrt() * (dispersion + known * mean)).sqrt();
        if y < 5.0 {
            0.0
        } else {
            (power(y) - power(mean)) / deviation
        }
    };
    fired((from..line.len()).map(|day| (day, score(day))), limit)
}

/// Mean at time 0 by a log-linear trend, variance of its logarithm, dispersion.
fn trend(past: &[(f64, f64)]) -> (f64, f64, f64) {
    let mut weights = vec![1.0; past.len()];
    let mut found = (0.1, 1.0, 1.0);
    for _ in 0..3 {
        let sum =
            |of: &dyn Fn(usize) -> f64| (0..past.len()).map(|i| weights[i] * of(i)).sum::<f64>();
        let (n, y) = (sum(&|_| 1.0), sum(&|i| past[i].1));
        let mut fit = ((y / n).max(0.1).ln(), 0.0);
        let mut inverse = 1.0;
        for _ in 0..6 {
            let mu = |i: usize| (fit.0 + fit.1 * past[i].0).exp();
            let (a, b, c) = (
                sum(&mu),
                sum(&|i| mu(i) * past[i].0),
                sum(&|i| mu(i) * past[i].0.powi(2)),
            );
            let (u, v) = (
                sum(&|i| past[i].1 - mu(i)),
                sum(&|i| (past[i].1 - mu(i)) * past[i].0),
            );
            let determinant = (a * c - b * b).max(1e-9);
            fit = (
                fit.0 + (c * u - b * v) / determinant,
                fit.1 + (a * v - b * u) / determinant,
            );
            fit = (fit.0.clamp(-5.0, 12.0), fit.1.clamp(-0.2, 0.2));
            inverse = c / determinant;
        }
        let mu = |i: usize| (fit.0 + fit.1 * past[i].0).exp().max(1e-3);
        let pearson = sum(&|i| (past[i].1 - mu(i)).powi(2) / mu(i));
        let dispersion = (pearson / (n - 2.0).max(1.0)).max(1.0);
        found = (fit.0.exp(), inverse * dispersion, dispersion);
        weights = (0..past.len())
            .map(|i| {
                let residual =
                    1.5 * (past[i].1.powf(2.0 / 3.0) * mu(i).powf(-1.0 / 6.0) - mu(i).sqrt());
                let far = residual / dispersion.sqrt() / 2.58;
                if far > 1.0 { far.powi(-2) } else { 1.0 }
            })
            .collect();
    }
    found
}

/// A negative-binomial CUSUM by day for a rise by half, against the mean of the half year before last week by day of the week.
fn cusum(line: &[f64], limit: f64) -> Vec<usize> {
    let from = line.len() - (JUDGED + 30).min(line.len() / 2);
    let mut sum = 0.0_f64;
    let mut last: Option<usize> = None;
    let mut fired = Vec::new();
    for day in from..line.len() {
        let past = &line[day.saturating_sub(189)..day - 7];
        let n = past.len() as f64;
        let all = (past.iter().sum::<f64>() / n).max(0.01);
        let same: Vec<f64> = (1..=26)
            .filter_map(|k| line.get(day.checked_sub(7 * k + 7)?))
            .copied()
            .collect();
        let mean = ((same.iter().sum::<f64>() + all) / (same.len() as f64 + 1.0)).max(0.01);
        let variance = past.iter().map(|x| (x - all).powi(2)).sum::<f64>() / n;
        let size = mean / (variance / all - 1.0).max(0.02);
        let risen = 1.5 * mean;
        let y = line[day];
        let ratio = y * (1.5 * (size + mean) / (size + risen)).ln()
            - size * ((size + risen) / (size + mean)).ln();
        sum = (sum + ratio).max(0.0);
        if sum >= limit {
            if last.is_none_or(|last| day > last + 14) {
                fired.push(day);
            }
            last = Some(day);
            sum = 0.0;
        }
    }
    fired
}
