//! The renderings against one another and against the value they render.

mod jargon;
mod numbers;

use super::document::{Block, Chart, Figure};
use super::fixture::fixture;
use super::wording::Words;
use super::{Lang, Report, ReportFormat, render, render_csvs};
use crate::aggregate::{FinishParams, Span, Tally};
use numbers::monthly;
use rayon::prelude::*;
use std::collections::BTreeSet;

fn text(report: &Report, format: ReportFormat) -> String {
    String::from_utf8(render(report, format).unwrap()).unwrap()
}

/// `TOUSU_LOOK=DIR cargo test --lib report::tests::look -- --ignored` writes reports to look at.
#[test]
#[ignore = "writes files to look at"]
fn look() {
    let Some(dir) = std::env::var_os("TOUSU_LOOK").map(std::path::PathBuf::from) else {
        return;
    };
    std::fs::create_dir_all(&dir).unwrap();
    let mut en = fixture(12, 24, 3);
    en.lang = Lang::En;
    for (name, report) in [
        ("zh", fixture(12, 24, 3)),
        ("en", en),
        ("big", fixture(60, 36, 4)),
        ("bare", bare()),
        ("real", real(&dir)),
    ] {
        for ending in ["html", "xlsx", "docx", "md", "json"] {
            let path = dir.join(format!("{name}.{ending}"));
            let format = ReportFormat::from_ending(path.to_str().unwrap()).unwrap();
            std::fs::write(path, render(&report, format).unwrap()).unwrap();
        }
        for (file, bytes) in render_csvs(&report) {
            std::fs::create_dir_all(dir.join(name)).unwrap();
            std::fs::write(dir.join(name).join(file), bytes).unwrap();
        }
    }
}

/// `real.json` of that folder, where a command wrote one.
fn real(dir: &std::path::Path) -> Report {
    let json = std::fs::read(dir.join("real.json")).ok();
    json.and_then(|j| serde_json::from_slice(&j).ok())
        .unwrap_or_default()
}

/// A report with nothing in it.
fn bare() -> Report {
    Report {
        title: "空".to_owned(),
        ..Report::default()
    }
}

#[test]
fn nothing_renders_too() {
    for format in [
        ReportFormat::Json,
        ReportFormat::Markdown,
        ReportFormat::Html,
        ReportFormat::Xlsx,
        ReportFormat::Docx,
    ] {
        assert!(!render(&bare(), format).unwrap().is_empty());
    }
}

#[test]
fn json_is_the_value() {
    let report = fixture(12, 24, 3);
    let back: Report = serde_json::from_str(&text(&report, ReportFormat::Json)).unwrap();
    // the reader's floats may differ in the last bit
    assert_eq!(back.figures.types.len(), report.figures.types.len());
    for (a, b) in back.figures.types.iter().zip(&report.figures.types) {
        assert_eq!(
            (a.share.count, a.distinct, &a.name),
            (b.share.count, b.distinct, &b.name)
        );
        assert!((a.share.share.unwrap() - b.share.share.unwrap()).abs() < 1e-15);
    }
    assert_eq!(back.findings.len(), report.findings.len());
}

#[test]
fn the_page_asks_nothing_of_anyone() {
    let page = text(&fixture(12, 24, 3), ReportFormat::Html);
    for outside in [
        "http://", "https://", "src=", "@import", "url(", "style=\"", " onclick", "<iframe",
        "<object",
    ] {
        assert!(!page.contains(outside), "{outside}");
    }
    assert!(page.contains("default-src 'none'"));
    assert_eq!(
        page.matches("<script").count(),
        1,
        "a complaint became a script"
    );
    assert!(page.contains("&lt;script&gt;"));
}

#[test]
fn sixty_types_stay_small() {
    let bytes = render(&fixture(60, 36, 4), ReportFormat::Html).unwrap();
    assert!(bytes.len() < 3_000_000, "{} bytes", bytes.len());
}

/// The tables of Markdown and of the page say the same, cell by cell.
#[test]
fn markdown_says_what_the_page_says() {
    let report = fixture(12, 24, 3);
    let page = text(&report, ReportFormat::Html);
    let document = text(&report, ReportFormat::Markdown);
    let row = regex::Regex::new(r"(?s)<tr[^>]*><th scope=.row.[^>]*>(.*?)</tr>").unwrap();
    let tag = regex::Regex::new(r"<svg.*?</svg>|<i>▲</i>|</?(?:td|th|span|wbr)[^>]*>").unwrap();
    let rows: BTreeSet<String> = row
        .captures_iter(&page)
        .map(|r| {
            tag.replace_all(&r[1], " ")
                .replace("&lt;", "<")
                .split_whitespace()
                .collect()
        })
        .collect();
    let plain = |s: &str| s.replace(['▲', '–', ' ', '\\'], "");
    let lines: Vec<&str> = document.lines().collect();
    let mut seen = 0;
    // tables only: from the line under a heading to the next empty one, key figures left out
    for (i, _) in lines
        .iter()
        .enumerate()
        .filter(|(_, l)| l.starts_with("|---|"))
    {
        for line in lines[i + 1..].iter().take_while(|l| !l.is_empty()) {
            let wanted = plain(&line.replace('|', ""));
            assert!(rows.iter().any(|r| plain(r) == wanted), "{line}");
            seen += 1;
        }
    }
    assert!(seen > 60, "only {seen} rows found");
}

#[test]
fn the_monthly_report_has_what_a_hotline_publishes_in_its_order() {
    let mut report = monthly(fixture(12, 24, 3));
    for (place, name) in ["渠道", "承办单位", "是否办结"].into_iter().enumerate() {
        name.clone_into(&mut report.figures.by[place].0);
    }
    let page = text(&report, ReportFormat::Markdown);
    let wanted = [
        "受理总体情况",
        "受理总量",
        "来源渠道：渠道",
        "责任单位：承办单位",
        "前 10 类投诉及其主要内容",
        "热点问题",
        "办理情况：是否办结",
        "时间趋势",
        "整改清单",
        "整改措施",
        "口径与台账",
    ];
    let mut from = 0;
    for title in wanted {
        let at = page[from..].find(title);
        from += at.unwrap_or_else(|| panic!("no {title} after byte {from}"));
    }
}

#[test]
fn the_same_report_gives_the_same_bytes() {
    let report = fixture(5, 6, 2);
    for format in [
        ReportFormat::Json,
        ReportFormat::Markdown,
        ReportFormat::Html,
        ReportFormat::Xlsx,
        ReportFormat::Docx,
    ] {
        assert_eq!(
            render(&report, format).unwrap(),
            render(&report, format).unwrap()
        );
    }
    assert_eq!(render_csvs(&report), render_csvs(&report));
}

#[test]
fn text_stays_text_everywhere() {
    let mut report = fixture(3, 3, 1);
    let evil = "=HYPERLINK(\"x\")|<img src=x onerror=alert(1)>\u{1b}[31m\u{0}`*";
    report.title = evil.to_owned();
    report.figures.types[0].name = evil.to_owned();
    report.figures.by[0].0 = evil.to_owned();
    report.figures.by[0].1.values[0].value = evil.to_owned();
    report.findings[0].sentence = evil.to_owned();
    report.findings[0].search = evil.to_owned();
    report.findings[0].exemplars[0].text = evil.to_owned();
    report.findings[0].exemplars[0].highlights = vec![(3, 1), (0, 99_999), (2, 4), (3, 6)];
    report.notes = vec![evil.to_owned()];
    report.provenance.command = evil.to_owned();
    let page = text(&report, ReportFormat::Html);
    assert!(!page.contains("<img") && !page.contains('\u{1b}') && !page.contains('\u{0}'));
    let document = text(&report, ReportFormat::Markdown);
    assert!(
        !document.contains("<img src=x onerror=alert(1)>\u{1b}") && !document.contains('\u{1b}')
    );
    for (name, bytes) in render_csvs(&report) {
        assert!(!name.contains(['/', '\\', '=', '<']), "{name}");
        let mut rows = csv::ReaderBuilder::new()
            .has_headers(false)
            .from_reader(&bytes[3..]);
        for row in rows.records().map(Result::unwrap) {
            assert!(
                row.iter().all(|field| !field.starts_with('=')),
                "{name}: {row:?}"
            );
        }
    }
    assert!(render(&report, ReportFormat::Xlsx).is_ok());
    assert!(render(&report, ReportFormat::Docx).is_ok());
}

#[test]
fn markdown_of_a_small_report() {
    insta::assert_snapshot!(text(&fixture(3, 4, 1), ReportFormat::Markdown));
}

#[test]
fn tables_of_a_small_report() {
    let files = render_csvs(&fixture(3, 4, 1));
    let all: Vec<String> = files
        .into_iter()
        .map(|(name, bytes)| {
            format!(
                "== {name}\n{}",
                String::from_utf8(bytes)
                    .unwrap()
                    .replace('\u{feff}', "<BOM>")
            )
        })
        .collect();
    insta::assert_snapshot!(all.join("\n").replace('\r', ""));
}

/// Random tables, counted, put into a document and proved.
fn random_tables_reconcile(seeds: std::ops::Range<u64>) {
    let words = Words::of(Lang::Zh);
    seeds.into_par_iter().for_each(|seed| {
        let table = crate::aggregate::tests::random(seed, 40);
        let tally = Tally::of(&table);
        let mut figures = tally.finish(&FinishParams::default()).unwrap();
        let span = |text| Span::parse(text).unwrap();
        let (before, after) = (span("2023-12..2024-06"), span("2024-07..2024-12"));
        figures.compare = Some(crate::aggregate::compare(&table, before, after));
        let report = Report {
            figures,
            ..Report::default()
        };
        let document = super::sections::document(&report, words, super::sections::STANDARD);
        let proved = crate::aggregate::check(&report.figures);
        let proved = proved.and_then(|()| super::document::check(&document, words));
        assert!(proved.is_ok(), "seed {seed}: {proved:?}");
    });
}

#[test]
fn random_tables_reconcile_to_the_printed_percentage() {
    random_tables_reconcile(0..10_000);
}

#[test]
#[ignore = "100,000 tables take minutes"]
fn a_hundred_thousand_random_tables_reconcile() {
    random_tables_reconcile(0..100_000);
}

#[test]
fn a_wrong_printed_percentage_is_caught() {
    let report = fixture(12, 24, 3);
    let words = Words::of(Lang::Zh);
    let mut document = super::sections::document(&report, words, super::sections::STANDARD);
    super::document::check(&document, words).unwrap();
    let mut blocks = document.iter_mut().flat_map(|s| &mut s.blocks);
    let bars = blocks.find_map(|b| match b {
        Block::Chart(Chart {
            figure: Figure::Bars(bars),
            ..
        }) => Some(bars),
        _ => None,
    });
    bars.unwrap()[0].share += 0.002;
    assert!(super::document::check(&document, words).is_err());
}
