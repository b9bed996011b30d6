//! The renderings against one another and against the value they render.

use super::fixture::fixture;
use super::{Lang, Report, ReportFormat, render, render_csvs};

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
    ] {
        for ending in ["html", "xlsx", "md", "json"] {
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
