//! Rows a second of every room, on generated complaints: `cargo bench`. The time of jieba's `cut` alone is listed for comparison.
//!
//! Search has its own bench, `search.rs`. Each figure is the median of three runs, on all cores.
//!
//! `cargo bench --bench rooms -- whole SET.csv COLUMN MODEL.tousu ROWS` instead compares `tousu classify`, CSV to CSV, the whole process,
//! with cutting the same texts by jieba-rs alone (its dictionary loaded in that time), in turns.

#![allow(
    clippy::print_stdout,
    clippy::cast_precision_loss,
    reason = "a bench prints its table"
)]

mod demo;

use demo::{Failure, complaints, repeated};
use rayon::prelude::*;
use std::borrow::Cow;
use std::hint::black_box;
use std::time::Instant;
use tousu::aggregate::{Encoder, Table, Tally};
use tousu::normalize::{Depth, Normalizer};
use tousu::score::Model;
use tousu::segment::Segmenter;
use tousu::train::{LabelledRows, ModelKind, TrainParams, train};
use tousu::types::Silent;
use tousu::vectorize::{Terms, VectorizeParams};

fn main() -> Result<(), Failure> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    if let ["whole", set, column, model, rows, ..] = args[..] {
        return whole_process(set, column, model, rows.parse()?);
    }
    println!("{:<46} {:>9} {:>12}", "room", "rows", "rows/s");
    for rows in [10_000, 100_000] {
        measure(rows)?;
    }
    Ok(())
}

fn measure(rows: usize) -> Result<(), Failure> {
    let (texts, labels) = complaints(rows)?;
    let cut = time("jieba-rs cut, HMM (yardstick)", rows, || {
        let jieba = jieba();
        texts
            .par_iter()
            .for_each(|t| drop(black_box(jieba.cut(t, true))));
    });
    time("normalize + segment", rows, || segment_all(&texts));
    time("normalize + segment + vectorize", rows, || {
        vectorize_all(&texts)
    });
    let training = LabelledRows {
        texts: texts.clone(),
        labels: labels.clone(),
        ..LabelledRows::default()
    };
    let params = TrainParams {
        model: ModelKind::Svm,
        c: Some(0.3),
        ..TrainParams::default()
    };
    let start = Instant::now();
    let bundle = train(&training, &params, &Silent)?;
    line(
        "train --model svm --c 0.3",
        rows,
        start.elapsed().as_secs_f64(),
    );
    let model = Model::new(&bundle);
    let cells: Vec<Option<Cow<'_, str>>> = texts
        .iter()
        .map(|t| Some(Cow::Borrowed(t.as_str())))
        .collect();
    let score = time("classify (normalize to probability)", rows, || {
        drop(black_box(model.score(&cells)))
    });
    println!(
        "{:<46} {:>9} {:>11.2}x",
        "  … against jieba-rs cut",
        rows,
        score / cut
    );
    aggregate(&labels);
    Ok(())
}

/// Times the command and jieba alone on `rows` rows made of those of `set`.
fn whole_process(set: &str, column: &str, model: &str, rows: usize) -> Result<(), Failure> {
    let folder = tempfile::tempdir()?;
    let (file, out) = (folder.path().join("in.csv"), folder.path().join("out.csv"));
    let texts = repeated(set, column, rows)?;
    let mut writer = csv::Writer::from_path(&file)?;
    writer.write_record(["id", "text"])?;
    for (i, text) in texts.iter().enumerate() {
        writer.write_record([&i.to_string(), text])?;
    }
    writer.flush()?;
    let (mut cuts, mut commands) = (Vec::new(), Vec::new());
    for _ in 0..3 {
        let start = Instant::now();
        let jieba = jieba_rs::Jieba::new();
        texts
            .par_iter()
            .for_each(|t| drop(black_box(jieba.cut(t, true))));
        cuts.push(start.elapsed().as_secs_f64());
        let start = Instant::now();
        let done = std::process::Command::new(env!("CARGO_BIN_EXE_tousu"))
            .args(["classify", "-q", "--text", "text", "--model", model])
            .arg(&file)
            .arg("-o")
            .arg(&out)
            .status()?;
        commands.push(start.elapsed().as_secs_f64());
        if !done.success() {
            return Err("tousu classify failed".into());
        }
    }
    for seconds in [&mut cuts, &mut commands] {
        seconds.sort_by(f64::total_cmp);
    }
    line("jieba-rs cut, HMM (yardstick)", rows, cuts[1]);
    line("tousu classify, CSV to CSV", rows, commands[1]);
    println!(
        "{:<46} {rows:>9} {:>11.2}x",
        "  … against jieba-rs cut",
        commands[1] / cuts[1]
    );
    Ok(())
}

fn jieba() -> &'static jieba_rs::Jieba {
    static JIEBA: std::sync::OnceLock<jieba_rs::Jieba> = std::sync::OnceLock::new();
    JIEBA.get_or_init(jieba_rs::Jieba::new)
}

/// Median seconds of three runs, printed as rows a second.
fn time(what: &str, rows: usize, mut run: impl FnMut()) -> f64 {
    run();
    let mut seconds: Vec<f64> = (0..3)
        .map(|_| {
            let start = Instant::now();
            run();
            start.elapsed().as_secs_f64()
        })
        .collect();
    seconds.sort_by(f64::total_cmp);
    line(what, rows, seconds[1]);
    seconds[1]
}

fn line(what: &str, rows: usize, seconds: f64) {
    println!("{what:<46} {rows:>9} {:>12.0}", rows as f64 / seconds);
}

fn segment_all(texts: &[String]) {
    let (normalizer, segmenter) = (Normalizer::default(), Segmenter::default());
    texts.par_iter().for_each_init(Vec::new, |tokens, text| {
        let text = normalizer.text(text, Depth::Words);
        tokens.clear();
        segmenter.segment(&text, tokens);
        black_box(&tokens);
    });
}

fn vectorize_all(texts: &[String]) {
    let (normalizer, segmenter) = (Normalizer::default(), Segmenter::default());
    let fresh = || (Vec::new(), Terms::new(VectorizeParams::default()));
    texts
        .par_iter()
        .for_each_init(fresh, |(tokens, terms), text| {
            let text = normalizer.text(text, Depth::Words);
            tokens.clear();
            segmenter.segment(&text, tokens);
            let mut sum = 0_u64;
            terms.each(&text, tokens, |hash, _, _| sum = sum.wrapping_add(hash));
            black_box(sum);
        });
}

fn aggregate(labels: &[String]) {
    let rows = labels.len();
    let column = |name: &str, values: &mut dyn Iterator<Item = String>| {
        let mut encoder = Encoder::new(name);
        values.for_each(|v| encoder.push(Some(&v)));
        encoder.finish()
    };
    let table = Table {
        types: column("type", &mut labels.iter().cloned()),
        dimensions: [7_usize, 11, 30, 50]
            .iter()
            .map(|&k| {
                column(
                    &format!("d{k}"),
                    &mut (0..rows).map(|i| format!("v{}", i * 31 % k)),
                )
            })
            .collect(),
        days: Some(
            (0..rows)
                .map(|i| 19_358 + i32::try_from(i % 730).unwrap_or(0))
                .collect(),
        ),
        ..Table::default()
    };
    time("aggregate: 4 dimensions, 24 months", rows, || {
        drop(black_box(Tally::of(&table)))
    });
}
