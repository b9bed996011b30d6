//! What the figures are worth: corrected shares under shift, and slices that were put into generated complaints.
//!
//! `cargo bench --bench figures -- quantify M.tousu TEST.csv TEXT LABEL FOLDER [CHOSEN]` draws 1,000 samples of 500 rows of TEST.csv with
//! prevalences drawn uniformly and 1,000 at random, estimates the shares of each by every method (and in the first CHOSEN samples of each
//! kind by the one that a report would choose), and writes FOLDER/{heldout,test,estimates}.csv, which `quantify.py` sets beside QuaPy.
//!
//! `cargo bench --bench figures -- words FILE.csv TEXT LABEL [RUNS]` puts a phrase into 150 rows of one region and month, both drawn, of a copy of
//! the file, 100 times, and counts how often a report names it there.
//!
//! `cargo bench --bench figures -- hidden FILE.csv TEXT LABEL [settings]` leaves each type in turn out of training and says which share of a group of
//! the unknown it makes up, among the rows whose `split` is not `train`; with `settings` among training rows alone.
//!
//! `cargo bench --bench figures -- histories [day|week|month] [RUNS] [SEED] [LINE]` draws histories in which nothing happens and says what a report marks
//! and finds in them nevertheless, and how often its intervals hold the truth; `-- detection [RUNS] [SEED]` how often a planted month is
//! marked.
//!
//! `cargo bench --bench figures -- cells [RUNS] [SEED]` generates complaints in which one cell of a region and a type is planted, or none, or a
//! region's mix of products, or events, and says which cells were named.
//!
//! `cargo bench --bench figures -- actions [RUNS] [SEED]` draws histories with a measure of known effect and counts the verdicts on it.
//!
//! `cargo bench --bench figures -- watch [RUNS] [SEED] [LINE]` counts the warnings of `tousu watch` on histories in which nothing happens, and says
//! how many planted events it finds, and how soon, beside a Farrington-like rule and a negative-binomial CUSUM at the same false rate.
//!
//! `cargo bench --bench figures -- slices` generates 200 tables in which one or two cells rise, and 200 with less in them, and says how
//! many were named.

#![allow(
    clippy::print_stdout,
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a bench counts and prints"
)]

#[path = "figures/actions.rs"]
mod actions;
#[path = "figures/cells.rs"]
mod cells;
#[path = "figures/draw.rs"]
mod draw;
#[path = "figures/hidden.rs"]
mod hidden;
#[path = "figures/histories.rs"]
mod histories;
#[path = "figures/salted.rs"]
mod salted;
#[path = "figures/scenarios.rs"]
mod scenarios;
#[path = "figures/truth.rs"]
mod truth;
#[path = "figures/watch.rs"]
mod watch;

use ndarray::{Array2, ArrayView2, Axis};
use std::borrow::Cow;
use std::fmt::Write as _;
use std::path::Path;
use tousu::aggregate::CorrectionMethod as Method;
use tousu::aggregate::{Classified, CorrectParams, HeldOut, Quantifier, correct, most_probable};
use tousu::aggregate::{Encoder, FinishParams, Span, Split, Table, Tally, Unit, compare};
use tousu::bundle::Bundle;
use tousu::causes::{CauseParams, Complaints, find};
use tousu::score::Model;
use tousu::types::SplitMix;
use truth::NoTexts;

type Failure = Box<dyn std::error::Error>;

/// Method, and whether on calibrated posteriors.
const METHODS: [(Method, bool); 8] = [
    (Method::Raw, false),
    (Method::Acc, false),
    (Method::Pacc, false),
    (Method::Emq, false),
    (Method::Pcc, false),
    (Method::Pacc, true),
    (Method::Emq, true),
    (Method::Pcc, true),
];
const SAMPLES: usize = 1_000;
const ROWS: usize = 500;

fn main() -> Result<(), Failure> {
    let args: Vec<String> = std::env::args()
        .skip(1)
        .filter(|a| a != "--bench")
        .collect();
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    match args[..] {
        ["quantify", model, test, text, label, folder, ref rest @ ..] => {
            let chosen = rest.iter().find_map(|n| n.parse().ok()).unwrap_or(0);
            quantify(
                &Bundle::load(model)?,
                (test, text, label),
                Path::new(folder),
                chosen,
            )
        }
        ["slices"] => slices(),
        ["histories", ref rest @ ..] => {
            let unit = match rest.first() {
                Some(&"day") => Unit::Day,
                Some(&"week") => Unit::Week,
                _ => Unit::Month,
            };
            let only = rest.get(3).copied().unwrap_or_default();
            truth::run(unit, number(rest, 1, 100), number(rest, 2, 1), only)
        }
        ["detection", ref rest @ ..] => truth::detection(number(rest, 0, 100), number(rest, 1, 1)),
        ["cells", ref rest @ ..] => {
            cells::run(number(rest, 0, 100), number(rest, 1, 1));
            Ok(())
        }
        ["actions", ref rest @ ..] => {
            actions::run(number(rest, 0, 1_000), number(rest, 1, 1));
            Ok(())
        }
        ["watch", ref rest @ ..] => {
            let only = rest.get(2).copied().unwrap_or_default();
            watch::run(number(rest, 0, 20), number(rest, 1, 1), only);
            Ok(())
        }
        ["hidden", file, text, label, ref rest @ ..] => {
            hidden::run(file, text, label, rest.contains(&"settings"))
        }
        ["words", file, text, label, ref rest @ ..] => {
            let runs = rest.iter().find_map(|n| n.parse().ok()).unwrap_or(100);
            salted::run((file, text, label), runs)
        }
        _ => {
            println!(
                "modes: histories [day|week|month] [RUNS] [SEED] [LINE] | detection [RUNS] [SEED] | slices | cells [RUNS] [SEED] | actions [RUNS] [SEED] | watch [RUNS] [SEED] [LINE] | hidden FILE.csv TEXT LABEL [settings] | words FILE.csv TEXT LABEL [RUNS] | quantify M.tousu TEST.csv TEXT LABEL FOLDER [CHOSEN]"
            );
            Ok(())
        }
    }
}

fn number(arguments: &[&str], at: usize, default: u64) -> u64 {
    let given = arguments.get(at).and_then(|n| n.parse().ok());
    given.unwrap_or(default)
}

fn quantify(
    bundle: &Bundle,
    (file, text, label): (&str, &str, &str),
    folder: &Path,
    chosen: usize,
) -> Result<(), Failure> {
    std::fs::create_dir_all(folder)?;
    let types = bundle.types();
    let (texts, truth) = read(file, text, label, types)?;
    let posteriors = score(bundle, &texts);
    let held_out = bundle.out_of_fold();
    let held = HeldOut {
        truth: &held_out.truth,
        probabilities: held_out.probabilities.view(),
    };
    write(&folder.join("heldout.csv"), held.truth, held.probabilities)?;
    write(&folder.join("test.csv"), &truth, posteriors.view())?;
    let (plain, scaled) = (Quantifier::new(held, false), Quantifier::new(held, true));
    let mut of_type = vec![Vec::new(); types.len()];
    for (row, &t) in truth.iter().enumerate() {
        of_type[t as usize].push(row);
    }
    let mut draws = SplitMix::new(7);
    let mut out = "protocol,method,rows,estimate\n".to_owned();
    for protocol in ["uniform", "natural"] {
        for n in 0..SAMPLES {
            let rows = match protocol {
                "uniform" => uniform(&mut draws, &of_type),
                _ => (0..ROWS).map(|_| draws.below(truth.len())).collect(),
            };
            let sample = posteriors.select(Axis(0), &rows);
            let places: Vec<String> = rows.iter().map(usize::to_string).collect();
            let mut line = |method: &str, estimate: &[f64]| {
                let shares: Vec<String> = estimate.iter().map(|s| format!("{s:.9}")).collect();
                let places = if method == "raw" {
                    places.join(" ")
                } else {
                    String::new()
                };
                writeln!(out, "{protocol},{method},{places},{}", shares.join(" "))
            };
            for (method, calibrated) in METHODS {
                let (quantifier, suffix) = if calibrated {
                    (&scaled, "-vs")
                } else {
                    (&plain, "")
                };
                line(
                    &format!("{}{suffix}", method.name()),
                    &quantifier.estimate(method, sample.view()),
                )?;
            }
            if n < chosen {
                line(
                    "chosen",
                    &by_report(held, sample.view()).ok_or("no estimate")?,
                )?;
            }
        }
    }
    std::fs::write(folder.join("estimates.csv"), out)?;
    Ok(())
}

/// What a report would say of these rows.
fn by_report(held: HeldOut<'_>, sample: ArrayView2<'_, f32>) -> Option<Vec<f64>> {
    let mut counts = vec![0; sample.ncols()];
    for row in sample.rows() {
        counts[most_probable(row.as_slice()?)] += 1;
    }
    let rows = Classified {
        counts: &counts,
        probabilities: sample.view(),
        known: &[],
        is_mean: false,
    };
    let found = correct(held, rows, &[], &CorrectParams::default())?;
    Some(found.shares.iter().map(|s| s.share).collect())
}

/// Rows of a prevalence drawn uniformly from the simplex, with replacement.
fn uniform(draws: &mut SplitMix, of_type: &[Vec<usize>]) -> Vec<usize> {
    let parts: Vec<f64> = of_type.iter().map(|_| -(1.0 - draws.unit()).ln()).collect();
    let sum: f64 = parts.iter().sum();
    let mut rows = Vec::new();
    for (part, of) in parts.iter().zip(of_type) {
        let n = (part / sum * ROWS as f64).round() as usize;
        rows.extend((0..n).map(|_| of[draws.below(of.len())]));
    }
    rows
}

/// Places of the columns of these names.
fn columns<const N: usize>(
    reader: &mut csv::Reader<std::fs::File>,
    names: [&str; N],
) -> Result<[usize; N], Failure> {
    let headers = reader.headers()?.clone();
    let mut places = [0; N];
    for (place, name) in places.iter_mut().zip(names) {
        let at = headers.iter().position(|h| h == name);
        *place = at.ok_or_else(|| format!("no column {name}"))?;
    }
    Ok(places)
}

fn read(
    file: &str,
    text: &str,
    label: &str,
    types: &[String],
) -> Result<(Vec<String>, Vec<u32>), Failure> {
    let mut reader = csv::Reader::from_path(file)?;
    let [text, label] = columns(&mut reader, [text, label])?;
    let (mut texts, mut truth) = (Vec::new(), Vec::new());
    for record in reader.records() {
        let record = record?;
        let Some(t) = types.iter().position(|t| *t == record[label]) else {
            continue;
        };
        texts.push(record[text].to_owned());
        truth.push(u32::try_from(t)?);
    }
    Ok((texts, truth))
}

fn score(bundle: &Bundle, texts: &[String]) -> Array2<f32> {
    let cells: Vec<Option<Cow<'_, str>>> = texts
        .iter()
        .map(|t| Some(Cow::Borrowed(t.as_str())))
        .collect();
    let rows = Model::new(bundle).probabilities(&cells);
    let mut all = Array2::zeros((texts.len(), bundle.types().len()));
    for (mut line, found) in all.rows_mut().into_iter().zip(rows) {
        for (x, p) in line.iter_mut().zip(found.unwrap_or_default()) {
            *x = p;
        }
    }
    all
}

fn write(path: &Path, truth: &[u32], of: ArrayView2<'_, f32>) -> Result<(), Failure> {
    let mut out = String::new();
    for (t, row) in truth.iter().zip(of.rows()) {
        write!(out, "{t}")?;
        row.iter().try_for_each(|p| write!(out, ",{p}"))?;
        out.push('\n');
    }
    Ok(std::fs::write(path, out)?)
}

/// A cell of one type in one month: columns and values.
type Risen = (String, String, Vec<(String, String)>);

/// How many rows a generated table has before anything rises: 300 and 30 complaints in the smallest cell that rises.
const SIZES: [usize; 2] = [108_000, 10_800];
const TABLES: u64 = 200;
const MONTHS: usize = 6;
const TYPES: usize = 2;
/// Values of each column.
const COLUMNS: [(&str, usize); 3] = [("product", 6), ("region", 5), ("channel", 4)];

/// One or two cells of one or two columns rise by half to one and a half in one type and month; everything else is drawn evenly.
fn slices() -> Result<(), Failure> {
    let cells = COLUMNS.iter().map(|c| c.1 + 1).product::<usize>() - 1;
    let smallest = COLUMNS[0].1 * COLUMNS[1].1;
    println!(
        "{TABLES} tables of {TYPES} types, {MONTHS} months, columns of 6, 5 and 4 values: {cells} cells, {} with type and month",
        cells * TYPES * MONTHS
    );
    let mut remainder = 0.0_f64;
    for rows in SIZES {
        let (mut named, mut planted, mut right) = (0, 0, 0);
        for seed in 0..TABLES {
            let (table, truth) = generated(rows, seed);
            let found = told(&table)?;
            right += found.iter().filter(|f| truth.contains(f)).count();
            named += found.len();
            planted += truth.len();
            remainder = remainder.max(left_over(&table)?);
        }
        let (precision, recall) = (right as f64 / named as f64, right as f64 / planted as f64);
        let f1 = 2.0 * precision * recall / (precision + recall);
        println!(
            "{rows} rows, {} or more in a cell before it rises: {planted} planted, {named} named, {right} right; precision {precision:.3}, recall {recall:.3}, F1 {f1:.3}",
            rows / TYPES / MONTHS / smallest
        );
    }
    println!("change of a share less its parts, at most: {remainder:e}");
    Ok(())
}

/// What the split of a change between January to March and April to June leaves over, at most.
fn left_over(table: &Table) -> Result<f64, Failure> {
    let compared = compare(
        table,
        Span::parse("2024-01..2024-03")?,
        Span::parse("2024-04..2024-06")?,
    );
    let over = |s: &Split| {
        let parts: f64 = s.parts.iter().map(|p| p.mix + p.within).sum();
        let sums = (s.mix + s.within - s.difference).abs();
        sums.max((parts - s.difference).abs())
    };
    Ok(compared.splits.iter().map(over).fold(0.0, f64::max))
}

fn generated(rows: usize, seed: u64) -> (Table, Vec<Risen>) {
    let mut draws = SplitMix::new(seed * 1_000 + 17);
    let mut all: Vec<[usize; 5]> = (0..rows)
        .map(|_| {
            let of = [TYPES, MONTHS, COLUMNS[0].1, COLUMNS[1].1, COLUMNS[2].1];
            of.map(|n| draws.below(n))
        })
        .collect();
    let mut truth: Vec<Risen> = Vec::new();
    for _ in 0..=draws.below(2) {
        let (kind, month) = (draws.below(TYPES), draws.below(MONTHS));
        let (kind_name, month_name) = (format!("t{kind}"), format!("2024-{:02}", month + 1));
        // A second rise of the same type and month would be one with the first.
        if truth.iter().any(|t| t.0 == kind_name && t.1 == month_name) {
            continue;
        }
        let first = draws.below(2);
        let columns: Vec<usize> = if draws.below(2) == 0 {
            vec![first]
        } else {
            vec![first, 2 - draws.below(2)]
        };
        let mut columns = columns;
        columns.dedup();
        let cell: Vec<(usize, usize)> = columns
            .iter()
            .map(|&c| (c, draws.below(COLUMNS[c].1)))
            .collect();
        let holds = |r: &[usize; 5]| {
            r[0] == kind && r[1] == month && cell.iter().all(|&(c, v)| r[2 + c] == v)
        };
        let inside: Vec<[usize; 5]> = all.iter().copied().filter(holds).collect();
        let more = (inside.len() as f64 * (0.5 + draws.unit())).round() as usize;
        all.extend((0..more).map(|_| inside[draws.below(inside.len())]));
        let named = cell
            .iter()
            .map(|&(c, v)| (COLUMNS[c].0.to_owned(), format!("{}{v}", COLUMNS[c].0)));
        truth.push((kind_name, month_name, named.collect()));
    }
    let column = |name: &str, stem: &str, at: usize| {
        let mut encoder = Encoder::new(name);
        all.iter()
            .for_each(|r| encoder.push(Some(&format!("{stem}{}", r[at]))));
        encoder.finish()
    };
    // First day and days of January to June 2024.
    let month = |month: usize| {
        [
            (19_723, 31),
            (19_754, 29),
            (19_783, 31),
            (19_814, 30),
            (19_844, 31),
            (19_875, 30),
        ][month]
    };
    let table = Table {
        types: column("type", "t", 0),
        dimensions: COLUMNS
            .iter()
            .zip(2..)
            .map(|(c, at)| column(c.0, c.0, at))
            .collect(),
        days: Some(
            all.iter()
                .enumerate()
                .map(|(i, r)| month(r[1]).0 + (i % month(r[1]).1) as i32)
                .collect(),
        ),
        ..Table::default()
    };
    (table, truth)
}

/// The cells that a report names.
fn told(table: &Table) -> Result<Vec<Risen>, Failure> {
    let params = FinishParams {
        unit: Some(Unit::Month),
        ..FinishParams::default()
    };
    let figures = Tally::of(table).finish(&params)?;
    let complaints = Complaints {
        table,
        figures: &figures,
        terms: None,
        unsure: &[],
        source: &NoTexts,
    };
    let findings = find(&complaints, None, &CauseParams::default()).findings;
    let cells = findings.into_iter().flat_map(|f| {
        let subject = f.subject.name.zip(f.subject.period);
        f.slices.into_iter().filter_map(move |s| {
            let (name, period) = subject.clone()?;
            Some((name, period, s.cell))
        })
    });
    Ok(cells.collect())
}
