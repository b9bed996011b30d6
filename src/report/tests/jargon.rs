//! Words of statistics that an official does not know are explained under "Definitions", and are found nowhere else.

use super::super::document::Section;
use super::super::fixture::fixture;
use super::super::wording::{Words, rules};
use super::super::{Lang, Report, ReportFormat, SignOff, Template, render, render_csvs, sections};
use super::{monthly, text};
use crate::aggregate::{CorrectionMethod, Split};
use calamine::{Reader as _, Xlsx};
use regex::Regex;
use std::io::{Cursor, Read as _};

/// The words.
const JARGON: &str = r"(?i)Cram[ée]r|Jaccard|BLAKE|(?-i:\b(?:PPI|EMQ|P?ACC|PCC|F1|FDR)\b)|Wilson|Spearman|Pearson|Fisher|Benjamini|Simpson|辛普森|Poisson|泊松|[n5]-gram|macro|宏平均|binomial|二项|bootstrap|最大余额|largest remainder";

fn found(text: &str) -> Vec<String> {
    let words = Regex::new(JARGON).unwrap();
    words
        .find_iter(text)
        .map(|m| {
            let from = text[..m.start()].char_indices().rev().nth(20);
            let to = text[m.end()..].char_indices().nth(20);
            let from = from.map_or(0, |(at, _)| at);
            let to = to.map_or(text.len(), |(at, _)| m.end() + at);
            text[from..to].replace('\n', " ")
        })
        .collect()
}

/// What lies between the heading of the definitions and the end of their section, taken out.
fn without(text: &str, start: &str, end: &str) -> String {
    let from = text.find(start).unwrap_or_else(|| panic!("no {start}"));
    let to = text[from..].find(end).map_or(text.len(), |at| from + at);
    format!("{}{}", &text[..from], &text[to..])
}

fn docx(report: &Report) -> String {
    let bytes = render(report, ReportFormat::Docx).unwrap();
    let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut text = String::new();
    let mut file = zip.by_name("word/document.xml").unwrap();
    file.read_to_string(&mut text).unwrap();
    text
}

/// Every sheet but those of the definitions, and every cell of it.
fn workbook(report: &Report, w: &Words) -> String {
    let bytes = render(report, ReportFormat::Xlsx).unwrap();
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).unwrap();
    let names = book.sheet_names().to_vec();
    let mut all = String::new();
    let definitions = [w.ledger, w.inputs, rules::title(w.lang)];
    for name in names.iter().filter(|n| !definitions.contains(&n.as_str())) {
        let sheet = book.worksheet_range(name).unwrap();
        for cell in sheet.rows().flatten() {
            all += &format!("{cell}\n");
        }
    }
    all
}

/// Reports with everything that a report can have.
fn reports() -> Vec<Report> {
    let mut all = Vec::new();
    for lang in [Lang::Zh, Lang::En] {
        for template in [Template::Standard, Template::Monthly12345] {
            for method in [CorrectionMethod::Emq, CorrectionMethod::Ppi] {
                let mut report = monthly(fixture(12, 24, 3));
                (report.lang, report.template, report.full) = (lang, template, true);
                report.sign_off = SignOff {
                    issue_no: Some("3".to_owned()),
                    ..SignOff::default()
                };
                for t in &mut report.figures.types {
                    t.corrected.iter_mut().for_each(|c| c.method = method);
                }
                let compared = report.figures.compare.get_or_insert_default();
                compared.splits.push(Split {
                    reversed: true,
                    ..Split::default()
                });
                report.figures.ledger.rules = rules::rules(&report.figures, &report.findings, lang);
                all.push(report);
            }
        }
    }
    all
}

fn ledger_text(document: &[Section<'_>]) -> String {
    let of = document.iter().filter(|s| s.id == "ledger");
    let blocks = of.flat_map(|s| &s.blocks);
    let lines = blocks.filter_map(|b| match b {
        super::Block::Lines(l) => Some(l.lines.join("\n")),
        super::Block::Table(t) => Some(t.notes.join("\n")),
        _ => None,
    });
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
fn jargon_is_found_under_definitions_alone() {
    for report in reports() {
        let w = Words::of(report.lang);
        let page = text(&report, ReportFormat::Html);
        let page = without(&page, "<section id=\"ledger\"", "</section>");
        let markdown = text(&report, ReportFormat::Markdown);
        let markdown = without(&markdown, &format!("## {}", w.ledger), "\n---\n");
        let word = without(
            &docx(&report),
            &format!("{}</w:t>", w.ledger),
            "\"SignRule\"",
        );
        let files = render_csvs(&report).into_iter();
        let files = files.filter(|(name, _)| {
            !["ledger.csv", "inputs.csv", "definitions.csv"].contains(&name.as_str())
        });
        let files: Vec<u8> = files.flat_map(|(_, bytes)| bytes).collect();
        for (form, text) in [
            ("page", page),
            ("Markdown", markdown),
            ("Word", word),
            ("workbook", workbook(&report, w)),
            ("CSV", String::from_utf8(files).unwrap()),
        ] {
            let found = found(&text);
            let place = (form, report.lang, report.template);
            assert!(found.is_empty(), "{place:?}: {found:#?}");
        }
    }
}

#[test]
fn the_workbook_has_every_definition() {
    for report in reports() {
        let bytes = render(&report, ReportFormat::Xlsx).unwrap();
        let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).unwrap();
        let sheet = book.worksheet_range(rules::title(report.lang)).unwrap();
        let cells: Vec<String> = sheet.rows().flatten().map(ToString::to_string).collect();
        for (name, rule) in &report.figures.ledger.rules {
            assert!(cells.contains(rule), "{name} is not in the workbook");
        }
    }
}

#[test]
fn what_is_explained_is_named_there() {
    for report in reports() {
        let w = Words::of(report.lang);
        let document = sections::document(&report, w, sections::of(report.template));
        let ledger = ledger_text(&document);
        let method = match report.figures.types[0].corrected.as_ref().unwrap().method {
            CorrectionMethod::Ppi => "PPI",
            _ => "EMQ",
        };
        for word in ["Cramér", "Jaccard", "Wilson", method] {
            assert!(ledger.contains(word), "{word}: {ledger}");
        }
    }
}

#[test]
fn a_word_that_slips_in_is_seen() {
    assert_eq!(found("占比按 EMQ 校正，Cramér’s V 0.1").len(), 2);
    assert!(found("account, program, vaccine, 5 克").is_empty());
}
