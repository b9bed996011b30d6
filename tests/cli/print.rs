//! What is printed: the Word file through LibreOffice, the page through Chromium. Between them they say how many pages there are.
//! Skipped, and said so, where a program is not there.

use crate::programs::{converted, office, program};
use crate::world::World;
use std::io::{Cursor, Read};
use std::path::Path;
use std::process::{Command, Stdio};

const CORPUS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/corpora/complaints.csv");
/// What `demo` reports on.
const DEMO: &str = "--type 投诉类型 --by 产品,渠道,区域,门店 --time 投诉时间 --period month";

/// The text of every page of a PDF; `None` without a program that reads it.
fn pages(pdf: &Path) -> Option<Vec<String>> {
    let output = Command::new("pdftotext").arg(pdf).arg("-").output();
    let Ok(output) = output else {
        println!("SKIPPED: no pdftotext here; pages were not counted");
        return None;
    };
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let pages = text.trim_end_matches('\u{c}').split('\u{c}');
    Some(pages.map(str::to_owned).collect())
}

fn through_browser(browser: &str, world: &World, file: &str) {
    let output = Command::new(browser)
        .args(["--headless", "--no-sandbox", "--disable-gpu"])
        .args(["--no-pdf-header-footer", "--disable-background-networking"])
        .arg(format!(
            "--user-data-dir={}",
            world.path("browser").display()
        ))
        .arg(format!(
            "--print-to-pdf={}",
            world.path("page.pdf").display()
        ))
        .arg(format!("file://{}", world.path(file).display()))
        .stdin(Stdio::null())
        .output()
        .unwrap();
    assert!(output.status.success(), "{output:?}");
}

/// The forms of the report that `demo` makes: both templates in both languages.
fn forms() -> Vec<(String, &'static str)> {
    let templates = ["standard", "12345-monthly"];
    let both = templates.iter().flat_map(|t| {
        let line = move |lang| format!("{DEMO} --template {t} --lang {lang}");
        [(line("zh"), "共"), (line("en"), "of")]
    });
    both.collect()
}

/// Names of statistical methods are in the definitions, and nowhere else.
fn jargon_is_explained(markdown: &str, line: &str) {
    let words = [
        "Cramér", "Jaccard", "Wilson", "BLAKE3", "PPI", "EMQ", "Spearman", "Pearson",
    ];
    let title = if line.ends_with("zh") {
        "## 口径与台账"
    } else {
        "## Definitions"
    };
    let (before, definitions) = markdown.split_once(title).unwrap();
    for word in words {
        assert!(!before.contains(word), "{word}: {line}");
    }
    for word in &words[..4] {
        assert!(definitions.contains(word), "{word}: {line}");
    }
}

#[test]
fn a_printed_report_has_about_ten_pages() {
    let office = office("sample.txt", "文", "the Word file was not opened in it");
    let browser = program(
        &["chromium", "chromium-browser", "google-chrome"],
        "the page was not printed",
    );
    for (line, of) in forms() {
        let world = World::new();
        world
            .run(&format!(
                "report {CORPUS} {line} -o r.docx -o r.html -o r.md"
            ))
            .ok();
        jargon_is_explained(&world.read("r.md"), &line);
        let mut printed = Vec::new();
        if let Some(office) = office {
            converted(office, &world, "r.docx", "pdf");
            printed.extend(pages(&world.path("converted/r.pdf")));
        }
        if let Some(browser) = browser {
            through_browser(browser, &world, "r.html");
            printed.extend(pages(&world.path("page.pdf")));
        }
        for pages in printed {
            let n = pages.len();
            // fonts differ from machine to machine
            assert!((6..=12).contains(&n), "{n} pages: {line}");
            for (i, page) in pages.iter().enumerate() {
                let words: Vec<&str> = page.split_whitespace().collect();
                let number = format!("{} {of} {n}", i + 1);
                // the two programs set spaces in a footer differently
                let footer = words.concat().contains(&number.replace(' ', ""))
                    || words.concat().contains(&format!("{}页共{n}页", i + 1));
                assert!(footer, "page {} of {n} has no number: {line}", i + 1);
                let said = page.chars().filter(|c| c.is_alphanumeric()).count();
                assert!(said > 100, "page {} says {said} letters: {line}", i + 1);
            }
        }
    }
}

/// The document of a Word file.
fn document(bytes: Vec<u8>) -> String {
    let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut text = String::new();
    let mut part = zip.by_name("word/document.xml").unwrap();
    part.read_to_string(&mut text).unwrap();
    text
}

#[test]
fn names_are_taken_from_flags_and_from_a_file() {
    let settings = "[report]\ntemplate = \"12345-monthly\"\nprepared-by = \"张三\"\nreviewed-by = \"李四\"\nissue-no = \"11\"\n";
    let world = World::new().file("t.toml", settings);
    world
        .run(&format!(
            "report {CORPUS} {DEMO} --config t.toml --issue-no 12 --approved-by 王五 -o r.json -o r.html -o r.md -o r.docx"
        ))
        .ok();
    let json: serde_json::Value = serde_json::from_str(&world.read("r.json")).unwrap();
    let given = serde_json::json!({
        "issue_no": "12", "prepared_by": "张三", "reviewed_by": "李四", "approved_by": "王五",
    });
    assert_eq!(json["sign_off"], given);
    let word = document(world.bytes("r.docx"));
    for form in [world.read("r.html"), world.read("r.md"), word] {
        for wanted in ["第 12 期", "张三", "李四", "王五", "签发"] {
            assert!(form.contains(wanted), "{wanted}");
        }
    }
}

#[test]
fn blank_lines_are_those_of_a_hotline_and_of_word() {
    let world = World::new();
    let report = |options: &str| {
        world
            .run(&format!(
                "report {CORPUS} {DEMO} {options} -o r.md -o r.docx -o r.json"
            ))
            .ok();
        let json: serde_json::Value = serde_json::from_str(&world.read("r.json")).unwrap();
        assert!(json.get("sign_off").is_none());
        (world.read("r.md"), document(world.bytes("r.docx")))
    };
    let (markdown, word) = report("");
    assert!(!markdown.contains("签发") && word.contains("签发："));
    let (markdown, word) = report("--template 12345-monthly");
    assert!(markdown.contains("签发：") && word.contains("签发："));
}

#[test]
fn full_changes_what_is_printed_and_nothing_else() {
    let world = World::new();
    for (name, flag) in [("short", ""), ("full", "--full")] {
        let out = ["docx", "xlsx", "md"]
            .map(|e| format!("-o {name}.{e}"))
            .join(" ");
        let line = format!("report {CORPUS} {DEMO} {flag} {out} -o {name}.html");
        world.run(&line).ok();
    }
    let tables = |name: &str| document(world.bytes(name)).matches("<w:tbl>").count();
    assert!(tables("full.docx") > tables("short.docx") + 10);
    assert!(world.read("full.html").contains("<body class=\"full\""));
    // the command, which differs, is in the last lines
    let body = |name: &str| world.read(name).split("\n---\n").next().unwrap().to_owned();
    assert_eq!(body("full.md"), body("short.md"));
    let short = document(world.bytes("short.docx"));
    assert!(short.matches("本节未列：").count() > 3);
    // the workbook that has the rest is named once, by its own name
    assert_eq!(short.matches("未列出的内容见 short.xlsx").count(), 1);
    assert!(!document(world.bytes("full.docx")).contains("未列出的内容"));
}
