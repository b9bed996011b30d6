//! A phrase put into rows of one slice and month: does the report name it there?

use crate::columns;
use serde_json::Value;
use std::path::Path;
use std::process::Command;
use tousu::types::SplitMix;

type Failure = Box<dyn std::error::Error>;

const PHRASE: &str = "包装里有白色粉末";
const SALTED: usize = 150;
const REGIONS: usize = 8;
/// Days of the months of 2024.
const MONTHS: [usize; 12] = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/// `runs` times the rows of a file, each with a region and a day drawn anew.
pub(crate) fn run((file, text, label): (&str, &str, &str), runs: u64) -> Result<(), Failure> {
    let rows = read(file, text, label)?;
    let folder = std::env::temp_dir().join(format!("tousu-salted-{}", std::process::id()));
    std::fs::create_dir_all(&folder)?;
    let (mut first_three, mut named, mut smallest) = (0, 0, usize::MAX);
    for seed in 0..runs {
        let (region, month, of) = write(&folder.join("in.csv"), &rows, seed)?;
        smallest = smallest.min(of);
        let report = report(&folder)?;
        let place = words_of(&report, &region, &month)
            .iter()
            .position(|w| *w == PHRASE);
        if place.is_none() {
            println!("not named: {region} {month} (run {seed})");
        }
        named += u64::from(place.is_some());
        first_three += u64::from(place.is_some_and(|at| at < 3));
    }
    std::fs::remove_dir_all(&folder)?;
    println!(
        "{runs} times {} rows in {REGIONS} regions and 12 months, {SALTED} of the {smallest} or more rows of one region and month salted: \
         the phrase is a word of that slice in {named}, among its first three in {first_three}",
        rows.len()
    );
    Ok(())
}

fn read(file: &str, text: &str, label: &str) -> Result<Vec<(String, String)>, Failure> {
    let mut reader = csv::Reader::from_path(file)?;
    let [text, label] = columns(&mut reader, [text, label])?;
    let rows = reader.records().map(|r| {
        let r = r?;
        Ok((r[text].to_owned(), r[label].to_owned()))
    });
    rows.collect()
}

/// Writes the salted file; gives the region, the month, and how many rows these hold.
fn write(
    to: &Path,
    rows: &[(String, String)],
    seed: u64,
) -> Result<(String, String, usize), Failure> {
    let mut draws = SplitMix::new(seed * 1_000 + 29);
    let places: Vec<[usize; 3]> = rows
        .iter()
        .map(|_| {
            let (month, day) = date(draws.below(366));
            [draws.below(REGIONS), month, day]
        })
        .collect();
    let (region, month) = (draws.below(REGIONS), draws.below(MONTHS.len()));
    let mut inside: Vec<usize> = (0..rows.len())
        .filter(|&i| places[i][..2] == [region, month])
        .collect();
    let of = inside.len();
    let salted: std::collections::BTreeSet<usize> = (0..SALTED.min(of))
        .map(|_| inside.swap_remove(draws.below(inside.len())))
        .collect();
    let mut writer = csv::Writer::from_path(to)?;
    writer.write_record(["id", "text", "label", "region", "time"])?;
    for (i, ((text, label), [r, m, day])) in rows.iter().zip(&places).enumerate() {
        let salted = salted.contains(&i);
        let text = match (salted, draws.below(2)) {
            (false, _) => text.clone(),
            (true, 0) => format!("{PHRASE}，{text}"),
            (true, _) => format!("{text}，{PHRASE}"),
        };
        let (id, region) = (i.to_string(), format!("region{r}"));
        let time = format!("2024-{:02}-{:02}", m + 1, day + 1);
        writer.write_record([&id, &text, label, &region, &time])?;
    }
    writer.flush()?;
    Ok((
        format!("region{region}"),
        format!("2024-{:02}", month + 1),
        of,
    ))
}

/// Month and day of a day of 2024, counted from 0.
fn date(mut day: usize) -> (usize, usize) {
    for (month, &days) in MONTHS.iter().enumerate() {
        if day < days {
            return (month, day);
        }
        day -= days;
    }
    (0, 0)
}

fn report(folder: &Path) -> Result<Value, Failure> {
    let done = Command::new(env!("CARGO_BIN_EXE_tousu"))
        .args("report in.csv --id id --text text --type label --by region --time time --period month --quiet -o out.json".split(' '))
        .current_dir(folder)
        .status()?;
    if !done.success() {
        return Err(format!("tousu: {done}").into());
    }
    Ok(serde_json::from_slice(&std::fs::read(
        folder.join("out.json"),
    )?)?)
}

/// The words of the finding about a region in a month, of any type or of all; strongest first.
fn words_of<'a>(report: &'a Value, region: &str, month: &str) -> Vec<&'a str> {
    let about = |f: &&Value| {
        let subject = &f["subject"];
        let slice = list_of(&subject["slice"]);
        subject["period"] == month && slice.len() == 1 && slice[0][1] == region
    };
    let finding = list_of(&report["findings"]).iter().find(about);
    let words = finding.map(|f| list_of(&f["words"])).unwrap_or_default();
    words.iter().filter_map(|w| w["word"].as_str()).collect()
}

fn list_of(value: &Value) -> &[Value] {
    value.as_array().map(Vec::as_slice).unwrap_or_default()
}
