//! Measures of known effect in drawn histories, and the verdicts on them.

use super::draw::Draw;
use tousu::aggregate::{Verdict, effect_of_weeks};

/// Places that the measure was not meant for, each as large as the one it was.
const OTHERS: usize = 5;
/// Weeks drawn before the first of those.
const EARLIER: usize = 86;
/// Weeks among which a start is chosen.
const STARTS: usize = 26;
/// Negative-binomial size of every day.
const SIZE: f64 = 5.0;

/// When a measure begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Start {
    /// Whenever.
    Random,
    /// Just after the four highest weeks of half a year.
    AfterHigh,
}

/// How a history is drawn.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Case {
    /// Complaints a week that the measure is meant for.
    pub(crate) level: f64,
    /// Whole weeks since.
    pub(crate) after: usize,
    /// What the measure multiplies complaints by.
    pub(crate) ratio: f64,
    pub(crate) start: Start,
    /// Amplitude of a yearly sine that all places share,
    pub(crate) season: f64,
    /// and of one that only the place treated has.
    pub(crate) own_season: f64,
    /// Standard deviation of a log level of the place treated that wanders, with a correlation of .7 from week to week.
    pub(crate) wander: f64,
}

impl Default for Case {
    fn default() -> Self {
        Self {
            level: 40.0,
            after: 26,
            ratio: 1.0,
            start: Start::Random,
            season: 0.3,
            own_season: 0.0,
            wander: 0.0,
        }
    }
}

/// How verdicts came out.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Told {
    pub(crate) runs: u64,
    pub(crate) effective: u64,
    pub(crate) not_effective: u64,
    /// Intervals that hold the truth, where there is one.
    pub(crate) held: u64,
    /// A high before the start was left out.
    pub(crate) high: u64,
}

impl Told {
    /// Verdicts other than that data do not suffice.
    pub(crate) fn given(self) -> u64 {
        self.effective + self.not_effective
    }

    /// Those that are right.
    pub(crate) fn right(self, ratio: f64) -> u64 {
        if ratio < 1.0 {
            self.effective
        } else {
            self.not_effective
        }
    }
}

/// Complaints by week: of the place treated, and of the others.
fn weeks(case: &Case, draw: &mut Draw) -> Vec<[u64; 2]> {
    let phase = draw.unit() * std::f64::consts::TAU;
    let own_phase = draw.unit() * std::f64::consts::TAU;
    let levels: Vec<f64> = {
        let mut level = case.wander * draw.normal();
        let step = case.wander * (1.0_f64 - 0.49).sqrt();
        let next = |_| {
            level = 0.7 * level + step * draw.normal();
            level.exp()
        };
        (0..EARLIER + STARTS + 1 + case.after).map(next).collect()
    };
    let mut day = |mean: f64| {
        let rate = mean * draw.gamma(SIZE) / SIZE;
        draw.poisson(rate)
    };
    let week = |week: usize| {
        let angle = week as f64 / 52.18 * std::f64::consts::TAU;
        let shared = 1.0 + case.season * (angle + phase).sin();
        let own = (1.0 + case.own_season * (angle + own_phase).sin()) * levels[week];
        let mut counts = [0; 2];
        for weekday in 0..7 {
            let mean = case.level / 7.0 * shared * if weekday < 5 { 1.16 } else { 0.6 };
            counts[0] += day(mean * own);
            counts[1] += (0..OTHERS).map(|_| day(mean)).sum::<u64>();
        }
        counts
    };
    (0..levels.len()).map(week).collect()
}

/// Draws `runs` histories and judges the measure in each.
pub(crate) fn told(case: &Case, runs: u64, seed: u64) -> Told {
    let mut told = Told::default();
    for run in 0..runs {
        let mut draw = Draw::new(seed.wrapping_mul(1_000_003).wrapping_add(run));
        let mut weeks = weeks(case, &mut draw);
        let start = match case.start {
            Start::Random => EARLIER + draw.below(STARTS),
            Start::AfterHigh => {
                let high = |s: &usize| weeks[s - 4..*s].iter().map(|w| w[0]).sum::<u64>();
                (EARLIER..EARLIER + STARTS)
                    .max_by_key(high)
                    .unwrap_or(EARLIER)
            }
        };
        for week in &mut weeks[start..] {
            week[0] = (0..week[0]).filter(|_| draw.unit() < case.ratio).count() as u64;
        }
        let effect = effect_of_weeks(&weeks[..start], &weeks[start + 1..=start + case.after]);
        told.runs += 1;
        told.effective += u64::from(effect.verdict == Verdict::Effective);
        told.not_effective += u64::from(effect.verdict == Verdict::NotEffective);
        let ends = effect.low.zip(effect.high);
        told.held += u64::from(ends.is_some_and(|(l, h)| (l..=h).contains(&case.ratio)));
        told.high += u64::from(effect.high_before.is_some());
    }
    told
}

/// Names and cases of the table.
pub(crate) fn cases() -> Vec<(String, Case)> {
    let mut all = Vec::new();
    for start in [Start::Random, Start::AfterHigh] {
        for (level, after) in [
            (5.0, 12),
            (10.0, 26),
            (20.0, 12),
            (40.0, 12),
            (40.0, 26),
            (100.0, 26),
        ] {
            for ratio in [1.0, 0.7, 0.5] {
                let begun = if start == Start::Random {
                    ""
                } else {
                    ", after a high"
                };
                let name = format!("{level} a week, {after} weeks{begun}");
                let case = Case {
                    level,
                    after,
                    ratio,
                    start,
                    ..Case::default()
                };
                all.push((name, case));
            }
        }
    }
    for (name, wander, own_season) in [
        ("level that wanders by 15 %, 40 a week, 26 weeks", 0.15, 0.0),
        ("season of its own of ±30 %, 40 a week, 26 weeks", 0.0, 0.3),
    ] {
        let case = |ratio| Case {
            ratio,
            wander,
            own_season,
            ..Case::default()
        };
        all.extend([1.0, 0.7, 0.5].map(|ratio| (name.to_owned(), case(ratio))));
    }
    all
}

/// Prints the table.
pub(crate) fn run(runs: u64, seed: u64) {
    println!(
        "| history | effect | verdict given | of these right | effective | interval holds the truth | high left out |"
    );
    println!("|---|---:|---:|---:|---:|---:|---:|");
    for (name, case) in cases() {
        let t = told(&case, runs, seed);
        let percent = |n: u64, of: u64| match of {
            0 => "–".to_owned(),
            of => format!("{:.1} %", 100.0 * n as f64 / of as f64),
        };
        let effect = match case.ratio {
            1.0 => "none".to_owned(),
            ratio => format!("−{:.0} %", 100.0 * (1.0 - ratio)),
        };
        println!(
            "| {name} | {effect} | {} | {} | {} | {} | {} |",
            percent(t.given(), t.runs),
            percent(t.right(case.ratio), t.given()),
            percent(t.effective, t.runs),
            percent(t.held, t.runs),
            percent(t.high, t.runs),
        );
    }
}
