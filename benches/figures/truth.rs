//! What a report says of histories in which nothing happens, how often its intervals hold the truth, and how often it finds a planted month.

use super::histories::{History, Scenario};
use super::scenarios::scenarios;
use chrono::{Days, NaiveDate};
use rayon::prelude::*;
use std::ops::Range;
use tousu::aggregate::{
    Change, Column, Figures, FinishParams, Span, Table, Tally, Unit, compare, day, judge_cells,
};
use tousu::causes::{CauseParams, Complaints, Finding, FindingKind, Source, find};

type Failure = Box<dyn std::error::Error>;

/// Complaints without texts.
pub(crate) struct NoTexts;

impl Source for NoTexts {
    fn id(&self, row: usize) -> String {
        row.to_string()
    }
    fn normalized(&self, _: usize) -> &str {
        ""
    }
    fn show(&self, _: usize, _: &[&str]) -> (String, Vec<(usize, usize)>) {
        (String::new(), Vec::new())
    }
}

/// What one report says.
#[derive(Clone, Debug, Default)]
pub(crate) struct Told {
    pub(crate) marks: usize,
    /// Marks above the band: type (absent for all) and period.
    pub(crate) above: Vec<(Option<usize>, usize)>,
    pub(crate) rise: bool,
    pub(crate) rise_of_cell: bool,
    shift: bool,
    holiday: bool,
    compare: bool,
    cells: Vec<(String, String, String)>,
    /// Intervals that hold the truth, and all: 环比, 同比, of two spans.
    pub(crate) held: [(usize, usize); 3],
}

/// The table of `runs` histories a line, seeds from `first`; `only` names a part of the lines wanted.
pub(crate) fn run(unit: Unit, runs: u64, first: u64, only: &str) -> Result<(), Failure> {
    println!("{runs} histories a line, period {}", unit.name());
    println!(
        "| history | marks | rise | of a cell | shift | holiday | compare | cells | 环比 | 同比 | spans | band |"
    );
    println!("|---|---|---|---|---|---|---|---|---|---|---|---|");
    for (name, scenario) in scenarios().iter().filter(|s| s.0.contains(only)) {
        let told = all(scenario, unit, first..first + runs)?;
        let n = told.len() as f64;
        let share = |of: &dyn Fn(&Told) -> bool| told.iter().filter(|t| of(t)).count() as f64 / n;
        let held = |at: usize| {
            let (of, all) = told
                .iter()
                .fold((0, 0), |s, t| (s.0 + t.held[at].0, s.1 + t.held[at].1));
            if all == 0 {
                "–".to_owned()
            } else {
                format!("{:.3}", of as f64 / all as f64)
            }
        };
        let above = told.iter().map(|t| t.above.len()).sum::<usize>() as f64 / n;
        println!(
            "| {name} | {:.2} | {:.2} | {:.2} | {:.2} | {:.2} | {:.2} | {:.2} | {} | {} | {} | {above:.2} above |",
            told.iter().map(|t| t.marks).sum::<usize>() as f64 / n,
            share(&|t| t.rise),
            share(&|t| t.rise_of_cell),
            share(&|t| t.shift),
            share(&|t| t.holiday),
            share(&|t| t.compare),
            told.iter().map(|t| t.cells.len()).sum::<usize>() as f64 / n,
            held(0),
            held(1),
            held(2),
        );
    }
    Ok(())
}

/// How often a planted month of the most frequent type is marked as above its band.
pub(crate) fn detection(runs: u64, first: u64) -> Result<(), Failure> {
    println!("| history | a month | planted | ×1 | ×1.3 | ×1.5 | ×2 |");
    println!("|---|---|---|---|---|---|---|");
    for (name, size) in [("Poisson", None), ("size 5", Some(5.0))] {
        for (level, a_month) in [(15.0, 168), (60.0, 671)] {
            for (month, place) in [(12, "middle"), (23, "newest")] {
                let mut line = format!("| {name} | {a_month} | {place} |");
                for factor in [1.0, 1.3, 1.5, 2.0] {
                    let scenario = Scenario {
                        size,
                        level,
                        plant: Some((month, 0, factor)),
                        ..Scenario::default()
                    };
                    let told = marks(&scenario, first..first + runs)?;
                    let found = told
                        .iter()
                        .filter(|t| t.above.contains(&(Some(0), month)))
                        .count();
                    line += &format!(" {:.2} |", found as f64 / told.len() as f64);
                }
                println!("{line}");
            }
        }
    }
    Ok(())
}

pub(crate) fn marks(scenario: &Scenario, seeds: Range<u64>) -> Result<Vec<Told>, String> {
    let one = |seed| {
        let history = scenario.history(seed);
        let figures = finished(&counted(&history), Unit::Month)?;
        Ok(Told {
            above: above(&figures),
            ..Told::default()
        })
    };
    seeds.into_par_iter().map(one).collect()
}

pub(crate) fn all(scenario: &Scenario, unit: Unit, seeds: Range<u64>) -> Result<Vec<Told>, String> {
    seeds
        .into_par_iter()
        .map(|seed| one(scenario, unit, seed))
        .collect()
}

fn finished(tally: &Tally, unit: Unit) -> Result<Figures, String> {
    let params = FinishParams {
        unit: Some(unit),
        ..FinishParams::default()
    };
    tally.finish(&params).map_err(|e| e.to_string())
}

fn name_of(kind: usize) -> String {
    format!("T{kind:02}")
}

fn kind_of(name: &str) -> Option<usize> {
    name.strip_prefix('T')?.parse().ok()
}

/// The counts of a history, without rows.
fn counted(history: &History) -> Tally {
    let mut tally = Tally::default();
    let days = tally.days.insert(Default::default());
    for (date, of_day) in history.start.iter_days().zip(&history.counts) {
        let types = days.entry(day(date)).or_default();
        for (kind, &n) in of_day.iter().enumerate().filter(|(_, n)| **n > 0) {
            let count = tousu::aggregate::Count {
                rows: n,
                distinct: n,
            };
            types.insert(name_of(kind), count);
            let of_type = tally.types.entry(name_of(kind)).or_default();
            of_type.rows += n;
            of_type.distinct += n;
            tally.total.rows += n;
            tally.total.distinct += n;
        }
    }
    tally.rows_in = tally.total.rows;
    tally
}

/// The rows of a history.
pub(crate) fn table(scenario: &Scenario, history: &History, seed: u64) -> Table {
    let rows = scenario.rows(history, seed);
    let column = |name: &str, values: Vec<String>, codes: Vec<u32>| Column {
        name: name.to_owned(),
        values,
        codes,
        ..Column::default()
    };
    let small = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    Table {
        types: column(
            "type",
            (0..scenario.types).map(name_of).collect(),
            rows.iter().map(|r| small(r.kind)).collect(),
        ),
        dimensions: vec![
            column(
                "region",
                (0..scenario.regions).map(|r| format!("R{r:02}")).collect(),
                rows.iter().map(|r| small(r.region)).collect(),
            ),
            column(
                "product",
                (0..5).map(|p| format!("P{p}")).collect(),
                rows.iter().map(|r| small(r.product)).collect(),
            ),
        ],
        days: Some(
            rows.iter()
                .map(|r| day(history.start) + i32::try_from(r.day).unwrap_or(0))
                .collect(),
        ),
        ..Table::default()
    }
}

/// The half year at the end, and the one before it.
fn halves(history: &History) -> Option<(Span, Span)> {
    let days = u64::try_from(history.counts.len()).ok()?;
    let date = |back: u64| {
        history
            .start
            .checked_add_days(Days::new(days.checked_sub(back)?))
    };
    let span = |from: u64, to: u64| Span::parse(&format!("{}..{}", date(from)?, date(to)?)).ok();
    Some((span(364, 183)?, span(182, 1)?))
}

fn one(scenario: &Scenario, unit: Unit, seed: u64) -> Result<Told, String> {
    let history = scenario.history(seed);
    let table = table(scenario, &history, seed);
    let mut figures = finished(&Tally::of(&table), unit)?;
    let halves = halves(&history);
    figures.compare = halves.map(|(before, after)| compare(&table, before, after));
    judge_cells(&table, &mut figures);
    let complaints = Complaints {
        table: &table,
        figures: &figures,
        terms: None,
        unsure: &[],
        source: &NoTexts,
    };
    let findings = find(&complaints, None, &CauseParams::default()).findings;
    let any = |kind: FindingKind, cell: bool| {
        let of = |f: &&Finding| f.kind == kind && f.subject.slice.is_empty() != cell;
        findings.iter().any(|f| of(&f))
    };
    let cell = |f: &Finding| {
        let (column, value) = f.subject.slice.first().cloned().unwrap_or_default();
        (column, value, f.subject.name.clone().unwrap_or_default())
    };
    let mut told = Told {
        marks: figures.periods.iter().map(|p| p.marks.len()).sum(),
        above: above(&figures),
        rise: any(FindingKind::Rise, false),
        rise_of_cell: any(FindingKind::Rise, true),
        shift: any(FindingKind::Shift, false),
        holiday: any(FindingKind::Holiday, false),
        compare: any(FindingKind::Compare, false),
        cells: findings
            .iter()
            .filter(|f| f.kind == FindingKind::Cell)
            .map(cell)
            .collect(),
        held: [(0, 0); 3],
    };
    held(&history, &figures, &mut told);
    Ok(told)
}

fn above(figures: &Figures) -> Vec<(Option<usize>, usize)> {
    let mut above = Vec::new();
    for (at, period) in figures.periods.iter().enumerate() {
        for mark in period.marks.iter().filter(|m| m.count as f64 > m.high) {
            above.push((mark.name.as_deref().and_then(kind_of), at));
        }
    }
    above
}

/// Expected complaints per day of exposure between two days; of one type, or of all.
fn rate(history: &History, (first, last): (NaiveDate, NaiveDate), kind: Option<usize>) -> f64 {
    let at = |d: NaiveDate| usize::try_from((d - history.start).num_days()).unwrap_or(0);
    let days = at(first)..(at(last) + 1).min(history.mean.len());
    let mean = |d: usize| kind.map_or_else(|| history.mean[d].iter().sum(), |k| history.mean[d][k]);
    let expected: f64 = days.clone().map(mean).sum();
    expected / days.map(|d| history.exposure[d]).sum::<f64>()
}

fn held(history: &History, figures: &Figures, told: &mut Told) {
    let bounds = |label: &str| {
        let period = figures.periods.iter().find(|p| p.period == label)?;
        Some((period.start, period.end))
    };
    let mut check =
        |at: usize, change: &Change, here: (NaiveDate, NaiveDate), kind: Option<usize>| {
            if let (Some(before), Some(low), Some(high)) =
                (bounds(&change.against), change.low, change.high)
            {
                let truth = rate(history, here, kind) / rate(history, before, kind) - 1.0;
                told.held[at].0 += usize::from(low <= truth && truth <= high);
                told.held[at].1 += 1;
            }
        };
    for period in &figures.periods {
        let here = (period.start, period.end);
        for (at, change) in [&period.change, &period.year_on_year]
            .into_iter()
            .enumerate()
        {
            if let Some(change) = change {
                check(at, change, here, None);
            }
        }
    }
    if let Some(last) = figures.periods.iter().rfind(|p| p.complete) {
        let here = (last.start, last.end);
        for of_type in &figures.types {
            if let Some(change) = &of_type.change {
                check(0, change, here, kind_of(&of_type.name));
            }
        }
    }
    if let Some(compared) = &figures.compare {
        let span = |side: &tousu::aggregate::Side| (side.start, side.end);
        let (before, after) = (span(&compared.before), span(&compared.after));
        for d in compared.types.iter().chain([&compared.total]) {
            if let (Some(low), Some(high)) = (d.low, d.high) {
                let truth = rate(history, after, kind_of(&d.name))
                    / rate(history, before, kind_of(&d.name))
                    - 1.0;
                told.held[2].0 += usize::from(low <= truth && truth <= high);
                told.held[2].1 += 1;
            }
        }
    }
}
