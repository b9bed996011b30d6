//! Which cells a report names where one, or none, was planted: complaints of types, regions and products that are independent but for what was
//! put in. `cargo bench --bench figures -- cells [RUNS] [SEED]`; a few runs of it are a test.

#![allow(
    clippy::print_stdout,
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::cast_sign_loss,
    reason = "draws, counts and prints"
)]

use tousu::aggregate::{Encoder, FinishParams, Table, Tally, judge_cells};
use tousu::similar::{groups, templates};
use tousu::types::SplitMix;

const DAYS: usize = 731;
const PRODUCTS: usize = 5;
/// Complaints of one event, on average; they come within a week.
const EVENT: f64 = 7.0;
/// Edited copies of one text, on average; they come at any time.
const COPIES: f64 = 5.0;
/// One character in so many of a copy is edited.
const EDITED: usize = 20;
/// What the texts of complaints are drawn from.
const CORPUS: &str = include_str!("../../corpora/complaints.csv");

/// When region 0 sells mostly product 0, which has 2.5 times as much of type 0: it then has more of it for no reason of its own.
#[derive(Clone, Copy, PartialEq)]
enum Mix {
    Never,
    Always,
    /// In the second half.
    Late,
}

/// What is drawn.
#[derive(Clone, Copy)]
struct Scenario {
    name: &'static str,
    /// Complaints a day.
    level: f64,
    types: usize,
    regions: usize,
    /// Days of every type vary as a gamma variate of shape 5.
    overdispersed: bool,
    /// A region and a type that are 2.5 times as frequent together.
    cell: Option<(usize, usize)>,
    mix: Mix,
    /// The share of complaints that belong to events: of one type and region, within a week.
    events: f64,
    /// The share of complaints that are edited copies of a text, each text in one type and region. Complaints have texts where there are any.
    copies: f64,
}

const NOTHING: Scenario = Scenario {
    name: "nothing",
    level: 60.0,
    types: 8,
    regions: 8,
    overdispersed: false,
    cell: None,
    mix: Mix::Never,
    events: 0.0,
    copies: 0.0,
};
const MANY: Scenario = Scenario {
    types: 80,
    regions: 31,
    ..NOTHING
};

const SCENARIOS: [Scenario; 16] = [
    NOTHING,
    Scenario {
        name: "overdispersed, size 5",
        overdispersed: true,
        ..NOTHING
    },
    Scenario {
        name: "a cell, its region ½",
        regions: 3,
        cell: Some((0, 2)),
        ..NOTHING
    },
    Scenario {
        name: "a cell, its region ⅕",
        cell: Some((1, 2)),
        ..NOTHING
    },
    Scenario {
        name: "a cell, its region 1/20",
        cell: Some((7, 2)),
        ..NOTHING
    },
    Scenario {
        name: "a cell of 30 expected",
        level: 11.0,
        cell: Some((7, 2)),
        ..NOTHING
    },
    Scenario {
        name: "confounded mix",
        mix: Mix::Always,
        ..NOTHING
    },
    Scenario {
        name: "changed mix",
        mix: Mix::Late,
        ..NOTHING
    },
    Scenario {
        name: "events .4",
        events: 0.4,
        ..NOTHING
    },
    Scenario {
        name: "events .4, a cell, its region ⅕",
        events: 0.4,
        cell: Some((1, 2)),
        ..NOTHING
    },
    Scenario {
        name: "edited copies .4",
        level: 12.0,
        copies: 0.4,
        ..NOTHING
    },
    Scenario {
        name: "edited copies .4, a cell, its region ⅕",
        level: 12.0,
        copies: 0.4,
        cell: Some((1, 2)),
        ..NOTHING
    },
    Scenario {
        name: "80 × 31",
        ..MANY
    },
    Scenario {
        name: "80 × 31, a cell",
        cell: Some((4, 2)),
        ..MANY
    },
    Scenario {
        name: "80 × 31, a cell of 30 expected",
        cell: Some((8, 7)),
        ..MANY
    },
    Scenario {
        name: "80 × 31, events .4",
        events: 0.4,
        ..MANY
    },
];

/// One complaint.
#[derive(Clone, Copy)]
struct Row {
    day: usize,
    of_type: usize,
    region: usize,
    product: usize,
    /// The text that it is a copy of; absent where it has its own.
    copied: Option<usize>,
}

/// Cells named in some reports.
#[derive(Clone, Copy, Default)]
pub(crate) struct Named {
    /// That were not planted.
    pub(crate) wrong: usize,
    /// Reports that name the planted one.
    pub(crate) found: usize,
    /// Reports that say of the region's cell that the product explains it.
    pub(crate) explained: usize,
}

pub(crate) fn run(runs: u64, first: u64) {
    println!("| complaints | wrong cells a report | the true one found | explained |");
    println!("|---|---|---|---|");
    for scenario in &SCENARIOS {
        let named = scenario.named(first..first + runs);
        let a_run = |n: usize| n as f64 / runs as f64;
        let name = scenario.name;
        let (wrong, found, explained) = (
            a_run(named.wrong),
            a_run(named.found),
            a_run(named.explained),
        );
        println!("| {name} | {wrong:.3} | {found:.2} | {explained:.2} |");
    }
}

/// What reports of the scenario of this name name; for the test.
#[allow(dead_code, reason = "the bench prints all scenarios")]
pub(crate) fn named(name: &str, runs: u64) -> Named {
    let scenario = SCENARIOS.iter().find(|s| s.name == name);
    scenario.map_or_else(Named::default, |s| s.named(1..1 + runs))
}

impl Scenario {
    fn named(&self, seeds: std::ops::Range<u64>) -> Named {
        let mut named = Named::default();
        for seed in seeds {
            let table = self.table(seed);
            let Ok(mut figures) = Tally::of(&table).finish(&FinishParams::default()) else {
                continue;
            };
            judge_cells(&table, &mut figures);
            for (column, dimension) in &figures.by {
                for value in &dimension.values {
                    for cell in &value.types {
                        let true_one = self.is_true(column, &value.value, &cell.name);
                        named.found += usize::from(true_one && cell.stands_out);
                        named.wrong += usize::from(!true_one && cell.stands_out);
                        named.explained += usize::from(cell.explained_by.is_some());
                    }
                }
            }
        }
        named
    }

    fn is_true(&self, column: &str, value: &str, of_type: &str) -> bool {
        let of_cell = self.cell.is_some_and(|(region, t)| {
            (value, of_type) == (&*format!("R{region}"), &*format!("T{t}"))
        });
        let of_mix = self.mix != Mix::Never && (column, value, of_type) == ("product", "P0", "T0");
        of_cell || of_mix
    }

    fn table(&self, seed: u64) -> Table {
        let rows = self.rows(seed);
        let column = |name: &str, stem: &str, of: fn(&Row) -> usize| {
            let mut encoder = Encoder::new(name);
            for row in &rows {
                encoder.push(Some(&format!("{stem}{}", of(row))));
            }
            encoder.finish()
        };
        Table {
            types: column("type", "T", |r| r.of_type),
            dimensions: vec![
                column("region", "R", |r| r.region),
                column("product", "P", |r| r.product),
            ],
            days: Some(rows.iter().map(|r| 19_358 + r.day as i32).collect()),
            ..self.grouped(&rows, seed)
        }
    }

    /// Near-duplicates and templates, where complaints have texts.
    fn grouped(&self, rows: &[Row], seed: u64) -> Table {
        if self.copies == 0.0 {
            return Table::default();
        }
        let mut draw = Draw(SplitMix::new(seed ^ 0x7e57));
        let stories: Vec<&str> = CORPUS
            .lines()
            .skip(1)
            .filter_map(|l| l.split(',').nth(1))
            .collect();
        let mut own = draw.0.below(stories.len());
        let texts: Vec<String> = rows
            .iter()
            .map(|row| match row.copied {
                Some(story) => draw.edited(stories[story % stories.len()]),
                None => {
                    own = (own + 7) % stories.len();
                    stories[own].to_owned()
                }
            })
            .collect();
        let group = groups(&texts);
        Table {
            template: templates(&texts, &group),
            group,
            ..Table::default()
        }
    }

    fn rows(&self, seed: u64) -> Vec<Row> {
        let mut draw = Draw(SplitMix::new(seed.wrapping_mul(0x5851_f42d_4c95_7f2d)));
        let (types, regions) = (falling(self.types), falling(self.regions));
        let mut rows = Vec::new();
        for day in 0..DAYS {
            for (of_type, share) in types.iter().enumerate() {
                let mean = self.level * (1.0 - self.events - self.copies) * share;
                let factor = if self.overdispersed {
                    draw.gamma()
                } else {
                    1.0
                };
                for _ in 0..draw.poisson(mean * factor) {
                    let region = draw.one_of(&regions);
                    rows.push(row(day, of_type, region));
                }
            }
        }
        let events = self.events * self.level * DAYS as f64 / EVENT;
        for _ in 0..events as usize {
            let first = draw.0.below(DAYS);
            let (of_type, region) = (draw.one_of(&types), draw.one_of(&regions));
            for _ in 0..=draw.geometric(1.0 / (EVENT - 1.0)) {
                let day = (first + draw.0.below(7)).min(DAYS - 1);
                rows.push(row(day, of_type, region));
            }
        }
        let copied = self.copies * self.level * DAYS as f64 / COPIES;
        for story in 0..copied as usize {
            let (of_type, region) = (draw.one_of(&types), draw.one_of(&regions));
            for _ in 0..draw.geometric(1.0 / COPIES) {
                rows.push(Row {
                    copied: Some(11 * story + seed as usize),
                    ..row(draw.0.below(DAYS), of_type, region)
                });
            }
        }
        if let Some((region, of_type)) = self.cell {
            let mean = 1.5 * self.level * DAYS as f64 * types[of_type] * regions[region];
            for _ in 0..draw.poisson(mean) {
                rows.push(row(draw.0.below(DAYS), of_type, region));
            }
        }
        self.sell(&mut draw, &mut rows);
        rows
    }

    /// Gives every complaint a product.
    fn sell(&self, draw: &mut Draw, rows: &mut Vec<Row>) {
        for row in rows.iter_mut() {
            let mixed = match self.mix {
                Mix::Never => false,
                Mix::Always => true,
                Mix::Late => row.day >= DAYS / 2,
            };
            row.product = draw.0.below(PRODUCTS);
            if mixed && row.region == 0 && draw.0.unit() < 0.625 {
                row.product = 0;
            }
        }
        if self.mix != Mix::Never {
            draw.again(rows, |r| (r.product, r.of_type) == (0, 0));
        }
    }
}

fn row(day: usize, of_type: usize, region: usize) -> Row {
    Row {
        day,
        of_type,
        region,
        product: 0,
        copied: None,
    }
}

/// Shares that fall as 1, ½, ⅓, …
fn falling(n: usize) -> Vec<f64> {
    let sum: f64 = (1..=n).map(|k| 1.0 / k as f64).sum();
    (1..=n).map(|k| 1.0 / k as f64 / sum).collect()
}

/// Random numbers of some distributions.
struct Draw(SplitMix);

impl Draw {
    /// Adds rows drawn from those chosen: there are 2.5 times as many then.
    fn again(&mut self, rows: &mut Vec<Row>, chosen: impl Fn(&Row) -> bool) {
        let inside: Vec<Row> = rows.iter().copied().filter(|r| chosen(r)).collect();
        let more = inside.len() * 3 / 2;
        rows.extend((0..more).map(|_| inside[self.0.below(inside.len())]));
    }

    /// A place, by its share.
    fn one_of(&mut self, shares: &[f64]) -> usize {
        let mut left = self.0.unit();
        let at = shares.iter().position(|share| {
            left -= share;
            left < 0.0
        });
        at.unwrap_or(0)
    }

    fn exponential(&mut self) -> f64 {
        -(1.0 - self.0.unit()).ln()
    }

    /// Of shape 5 and mean 1.
    fn gamma(&mut self) -> f64 {
        (0..5).map(|_| self.exponential()).sum::<f64>() / 5.0
    }

    fn poisson(&mut self, mean: f64) -> usize {
        let (mut n, mut sum) = (0, self.exponential());
        while sum < mean {
            n += 1;
            sum += self.exponential();
        }
        n
    }

    /// A text in which characters were replaced, left out or doubled here and there.
    fn edited(&mut self, text: &str) -> String {
        let mut chars: Vec<char> = text.chars().collect();
        for _ in 0..chars.len().div_ceil(EDITED) {
            let at = self.0.below(chars.len());
            match self.0.below(3) {
                0 => chars[at] = ['的', '了', '在', '我'][self.0.below(4)],
                1 => {
                    chars.remove(at);
                }
                _ => chars.insert(at, chars[at]),
            }
        }
        chars.into_iter().collect()
    }

    /// Trials until the first success, 1 at least.
    fn geometric(&mut self, p: f64) -> usize {
        1 + (self.exponential() / -(1.0 - p).ln()) as usize
    }
}
