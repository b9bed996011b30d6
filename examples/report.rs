//! A table of complaints → a report. Run it with `cargo run --release --example report`.
#![allow(clippy::print_stdout, reason = "an example shows what it does")]

use tousu::{Bundle, ReadingParams, ReportFormat, ReportParams, Silent, render, report};

fn main() -> tousu::Result<()> {
    let corpus = concat!(env!("CARGO_MANIFEST_DIR"), "/corpora/complaints.csv");
    // the built-in demonstration model gives the types; with a column of types `None` would do
    let model = Bundle::load("demo")?;
    let params = ReportParams::default();
    let (reported, account) = report(&ReadingParams::of([corpus]), Some(&model), &params, &Silent)?;
    println!("{} rows, {} rejected", account.rows_in, account.rejected());
    for sentence in &reported.report.summary {
        println!("{sentence}");
    }
    for t in &reported.report.figures.types {
        println!("{}: {}", t.name, t.share.count);
    }
    let html = render(&reported.report, ReportFormat::Html)?;
    println!("as HTML: {} bytes", html.len());
    Ok(())
}
