//! The file read back: every part is XML, every relationship leads somewhere, every table holds the document's cells.

use super::super::document::{Block, Cell, Figure, Kind, Table};
use super::super::fixture::fixture;
use super::super::sections;
use super::super::wording::Words;
use super::super::{Lang, Report, ReportFormat, SignOff, Template, render};
use calamine::{Data, Reader as _, Xlsx};
use quick_xml::Reader;
use quick_xml::events::Event;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{Cursor, Read};

type Parts = BTreeMap<String, Vec<u8>>;

fn parts(report: &Report) -> Parts {
    let bytes = render(report, ReportFormat::Docx).unwrap();
    let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut parts = Parts::new();
    for i in 0..zip.len() {
        let mut file = zip.by_index(i).unwrap();
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).unwrap();
        assert!(
            parts
                .insert(file.name().unwrap().into_owned(), bytes)
                .is_none()
        );
    }
    parts
}

fn xml<'a>(parts: &'a Parts, name: &str) -> &'a str {
    let part = parts.get(name).unwrap_or_else(|| panic!("no part {name}"));
    std::str::from_utf8(part).unwrap()
}

fn full(mut report: Report) -> Report {
    report.full = true;
    report
}

/// Values of an attribute, wherever it is.
fn attributes(text: &str, name: &str) -> Vec<String> {
    let pattern = regex::Regex::new(&format!(r#"\s{name}="([^"]*)""#)).unwrap();
    pattern
        .captures_iter(text)
        .map(|c| c[1].to_owned())
        .collect()
}

/// Reads `text` to its end; names that are opened are closed, in order.
fn is_well_formed(name: &str, text: &str) {
    let mut reader = Reader::from_str(text);
    reader.config_mut().check_end_names = true;
    let mut open = 0;
    loop {
        match reader.read_event() {
            Ok(Event::Start(e)) => {
                open += 1;
                assert!(e.attributes().all(|a| a.is_ok()), "{name}");
            }
            Ok(Event::End(_)) => open -= 1,
            Ok(Event::Eof) => break,
            Ok(_) => {}
            Err(e) => panic!("{name} at {}: {e}", reader.buffer_position()),
        }
    }
    assert_eq!(open, 0, "{name}");
}

/// Every part is XML or a workbook, has a content type, and is reached by relationships that lead somewhere.
fn holds_together(parts: &Parts) {
    let types = xml(parts, "[Content_Types].xml");
    let typed: BTreeSet<String> = attributes(types, "PartName").into_iter().collect();
    let endings = attributes(types, "Extension");
    let mut reached = BTreeSet::from(["[Content_Types].xml".to_owned()]);
    for name in parts.keys() {
        let ending = name.rsplit('.').next().unwrap().to_owned();
        let is_typed = typed.contains(&format!("/{name}")) || endings.contains(&ending);
        assert!(is_typed || name == "[Content_Types].xml", "{name}");
        if ending != "xlsx" {
            is_well_formed(name, xml(parts, name));
        }
        if let Some((folder, of)) = name.split_once("_rels/") {
            reached.insert(name.clone());
            let source = format!("{folder}{}", of.trim_end_matches(".rels"));
            assert!(source.is_empty() || parts.contains_key(&source), "{source}");
            for target in attributes(xml(parts, name), "Target") {
                let path = match target.strip_prefix("../") {
                    Some(rest) => format!("word/{rest}"),
                    None => format!("{folder}{target}"),
                };
                assert!(parts.contains_key(&path), "{name} → {target}");
                reached.insert(path);
            }
        }
    }
    for name in &typed {
        assert!(parts.contains_key(name.trim_start_matches('/')), "{name}");
    }
    assert_eq!(reached, parts.keys().cloned().collect());
    let ids = attributes(xml(parts, "word/_rels/document.xml.rels"), "Id");
    for used in attributes(xml(parts, "word/document.xml"), "r:id") {
        assert!(ids.contains(&used), "{used}");
    }
    let known = attributes(xml(parts, "word/styles.xml"), "w:styleId");
    let used = regex::Regex::new(r#"<w:(?:pStyle|tblStyle) w:val="([^"]*)""#).unwrap();
    for style in used.captures_iter(xml(parts, "word/document.xml")) {
        assert!(known.contains(&style[1].to_owned()), "style {}", &style[1]);
    }
}

#[test]
fn every_part_is_sound() {
    let mut en = fixture(12, 24, 3);
    en.lang = Lang::En;
    let bare = Report::default();
    for report in [fixture(12, 24, 3), en, bare, fixture(60, 36, 4)] {
        holds_together(&parts(&report));
        holds_together(&parts(&full(report)));
    }
}

#[test]
fn what_came_from_the_data_stays_text() {
    let evil = "=1+1|</w:t><w:p>]]>&amp;\u{1b}\u{0}\u{ffff}\"'<!--";
    let mut report = fixture(3, 3, 1);
    evil.clone_into(&mut report.title);
    evil.clone_into(&mut report.figures.types[0].name);
    evil.clone_into(&mut report.figures.by[0].0);
    evil.clone_into(&mut report.figures.by[0].1.values[0].value);
    evil.clone_into(&mut report.findings[0].sentence);
    evil.clone_into(&mut report.findings[0].exemplars[0].text);
    evil.clone_into(&mut report.provenance.command);
    report.sign_off.prepared_by = Some(evil.to_owned());
    holds_together(&parts(&report));
    holds_together(&parts(&full(report)));
}

/// A table read back: its caption and its rows.
type ReadTable = (String, Vec<Vec<String>>);

/// Tables with a caption; one that goes on below is put together again.
fn tables(document: &str) -> Vec<ReadTable> {
    let mut reader = Reader::from_str(document);
    let (mut tables, mut caption, mut text): (Vec<ReadTable>, _, _) =
        (Vec::new(), String::new(), String::new());
    let (mut rows, mut row) = (Vec::new(), Vec::new());
    let (mut is_caption, mut of_figures) = (false, false);
    loop {
        match reader.read_event().unwrap() {
            Event::Eof => break,
            Event::Empty(e) if e.name().as_ref() == "w:pStyle" => {
                is_caption = e.attributes().flatten().any(|a| &*a.value == "Caption");
            }
            Event::Empty(e) if e.name().as_ref() == "w:tblStyle" => {
                of_figures = e.attributes().flatten().any(|a| &*a.value == "Figures");
            }
            Event::Text(t) => text += &t,
            Event::GeneralRef(r) => match r.resolve_char_ref().unwrap() {
                Some(c) => text.push(c),
                None => {
                    text += quick_xml::escape::resolve_predefined_entity(&r).unwrap();
                }
            },
            Event::Start(e) if matches!(e.name().as_ref(), "w:tc" | "w:p") => text.clear(),
            Event::End(e) => match e.name().as_ref() {
                "w:p" if is_caption => {
                    caption = std::mem::take(&mut text);
                    is_caption = false;
                }
                "w:tc" => row.push(std::mem::take(&mut text)),
                "w:tr" => rows.push(std::mem::take(&mut row)),
                "w:tbl" => {
                    let rows: Vec<Vec<String>> = std::mem::take(&mut rows);
                    match tables.last_mut() {
                        _ if !of_figures => {}
                        Some((last, whole)) if *last == caption => {
                            for (row, more) in whole.iter_mut().zip(rows) {
                                row.extend(more.into_iter().skip(1));
                            }
                        }
                        _ => tables.push((caption.clone(), rows)),
                    }
                }
                _ => {}
            },
            _ => {}
        }
    }
    tables
}

/// What the document says a table holds, heads included.
fn wanted(table: &Table, shown: &[usize], full: bool, w: &Words) -> Vec<Vec<String>> {
    let most = table.columns.len() - usize::from(table.trimmed && !full);
    let columns: Vec<usize> = (0..most)
        .filter(|&i| !table.columns[i].files_only && !table.columns[i].page_only)
        .collect();
    let heads = columns.iter().map(|&i| table.columns[i].head.clone());
    let cell = |row: &Vec<Cell>, i: usize| match row[i].show(w) {
        text if text.is_empty() && table.columns[i].kind != Kind::Text => "–".to_owned(),
        text => text,
    };
    let rows = shown
        .iter()
        .map(|&r| columns.iter().map(|&i| cell(&table.rows[r], i)).collect());
    std::iter::once(heads.collect()).chain(rows).collect()
}

#[test]
fn every_table_holds_the_cells_of_the_document() {
    let mut monthly = fixture(20, 30, 4);
    monthly.template = Template::Monthly12345;
    let mut seen = 0;
    for report in [
        fixture(12, 24, 3),
        full(fixture(12, 24, 3)),
        monthly.clone(),
        full(monthly),
        full(fixture(60, 36, 4)),
    ] {
        let w = Words::of(report.lang);
        let document = sections::document(&report, w, sections::of(report.template));
        let expected: Vec<(&str, Vec<Vec<String>>)> = document
            .iter()
            .flat_map(|s| &s.blocks)
            .filter_map(|block| {
                let Block::Table(t) = block else { return None };
                let all = (0..t.rows.len()).collect();
                let shown = if report.full && t.on_page() {
                    all
                } else {
                    t.printed()
                };
                (!shown.is_empty()).then(|| (t.title.as_str(), wanted(t, &shown, report.full, w)))
            })
            .collect();
        let parts = parts(&report);
        let read = tables(xml(&parts, "word/document.xml"));
        assert_eq!(read.len(), expected.len());
        for ((caption, rows), (title, cells)) in read.iter().zip(&expected) {
            assert!(caption.ends_with(title), "{caption}, not {title}");
            assert_eq!(rows, cells, "{title}");
            seen += rows.len();
        }
    }
    assert!(seen > 500, "{seen} rows");
}

#[test]
fn charts_hold_their_numbers() {
    let report = full(fixture(12, 24, 3));
    let w = Words::of(report.lang);
    let document = sections::document(&report, w, sections::of(report.template));
    let blocks = document.iter().flat_map(|s| &s.blocks);
    let figures = blocks.filter_map(|b| match b {
        Block::Chart(c) => Some(&c.figure),
        _ => None,
    });
    let parts = parts(&report);
    let mut n = 0;
    for figure in figures {
        let first: Vec<f64> = match figure {
            Figure::Bars(bars) => bars.iter().map(|b| b.share).collect(),
            Figure::Trend(points) => points.iter().map(|p| p.count as f64).collect(),
            Figure::Stacked(_, list) => list[0].counts.iter().map(|&c| c as f64).collect(),
            Figure::Ranges(ranges) => ranges.iter().map(|r| r.median).collect(),
            Figure::Quadrant { dots, .. } => dots.iter().map(|d| d.x).collect(),
            Figure::Small(_, list) => {
                n += list.len();
                continue;
            }
        };
        n += 1;
        let chart = xml(&parts, &format!("word/charts/chart{n}.xml"));
        assert!(
            chart.contains("<c:externalData r:id=\"rId1\">") && !chart.contains("printSettings")
        );
        let book = parts[&format!("word/embeddings/data{n}.xlsx")].clone();
        let mut book: Xlsx<_> = Xlsx::new(Cursor::new(book)).unwrap();
        let sheet = book.worksheet_range("Data").unwrap();
        let column: Vec<f64> = sheet
            .rows()
            .skip(1)
            .map(|row| match row[1] {
                Data::Float(x) => x,
                ref other => panic!("{other:?}"),
            })
            .collect();
        assert_eq!(column, first, "chart {n}");
        // the numbers that Word shows without opening the workbook
        let cached = column
            .iter()
            .all(|x| chart.contains(&format!("<c:v>{x}</c:v>")));
        assert!(cached, "chart {n}");
    }
    assert!(n > 10, "{n} charts");
    assert_eq!(
        xml(&parts, "word/document.xml")
            .matches("<c:chart ")
            .count(),
        n
    );
}

#[test]
fn a_short_report_says_what_it_leaves_out() {
    let report = fixture(12, 24, 3);
    let short = parts(&report);
    let long = parts(&full(report));
    let count = |parts: &Parts| tables(xml(parts, "word/document.xml")).len();
    assert!(count(&short) + 5 < count(&long));
    let (short, long) = (
        xml(&short, "word/document.xml"),
        xml(&long, "word/document.xml"),
    );
    assert!(short.contains("本节未列：") && short.contains("加 --full"));
    assert!(!long.contains("--full"));
}

#[test]
fn lines_to_sign_are_there_and_filled_in() {
    let mut report = fixture(3, 4, 1);
    let blank = parts(&report);
    let text = xml(&blank, "word/document.xml");
    for line in ["第　　　期", "编制：＿", "审核：＿", "签发：＿"] {
        assert!(text.contains(line), "{line}");
    }
    report.sign_off = SignOff {
        issue_no: Some("12".to_owned()),
        prepared_by: Some("张三".to_owned()),
        reviewed_by: None,
        approved_by: Some("李四".to_owned()),
    };
    let filled = parts(&report);
    let text = xml(&filled, "word/document.xml");
    for line in ["第 12 期", "编制：张三", "审核：＿", "签发：李四"] {
        assert!(text.contains(line), "{line}");
    }
    let footer = xml(&filled, "word/footer1.xml");
    assert!(footer.contains(" PAGE ") && footer.contains(" NUMPAGES "));
}
