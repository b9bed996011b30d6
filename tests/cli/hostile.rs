//! Hostile input under every command that reads it: refused in one line or read as it is; never a panic, never a half file.

use crate::classify::trained;
use crate::world::World;
use std::fmt::Write as _;
use std::io::Write as _;

/// A ZIP file: name, method (0 stored, 8 deflated), packed bytes, size unpacked.
pub(crate) fn zip(entries: &[(&str, u16, &[u8], u32)]) -> Vec<u8> {
    let (mut out, mut directory) = (Vec::new(), Vec::new());
    for (name, method, packed, size) in entries {
        let at = u32::try_from(out.len()).unwrap();
        let mut sum = flate2::Crc::new();
        sum.update(if *method == 0 { packed } else { b"" });
        let mut common = Vec::new();
        common.extend(20u16.to_le_bytes());
        common.extend(0u16.to_le_bytes());
        common.extend(method.to_le_bytes());
        common.extend([0; 4]);
        common.extend(sum.sum().to_le_bytes());
        common.extend(u32::try_from(packed.len()).unwrap().to_le_bytes());
        common.extend(size.to_le_bytes());
        common.extend(u16::try_from(name.len()).unwrap().to_le_bytes());
        common.extend([0; 2]);
        out.extend(b"PK\x03\x04");
        out.extend(&common);
        out.extend(name.as_bytes());
        out.extend(*packed);
        directory.extend(b"PK\x01\x02\x14\0");
        directory.extend(&common);
        directory.extend([0; 10]);
        directory.extend(at.to_le_bytes());
        directory.extend(name.as_bytes());
    }
    let n = u16::try_from(entries.len()).unwrap().to_le_bytes();
    let (at, size) = (out.len() as u32, directory.len() as u32);
    out.extend(&directory);
    out.extend(b"PK\x05\x06\0\0\0\0");
    out.extend([n, n].concat());
    out.extend(size.to_le_bytes());
    out.extend(at.to_le_bytes());
    out.extend([0; 2]);
    out
}

const TYPES: &str = "<?xml version=\"1.0\"?><Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/><Override PartName=\"/xl/workbook.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml\"/></Types>";
const BOOK: &str = "<?xml version=\"1.0\"?><workbook xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"><sheets><sheet name=\"a\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>";

const PACKAGE: &str = "<?xml version=\"1.0\"?><Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"rId1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>";

/// A workbook whose relations and sheet are these.
fn workbook(target: &str, sheet: &str) -> Vec<u8> {
    let relations = format!(
        "<?xml version=\"1.0\"?><Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"rId1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet\" Target=\"{target}\"/></Relationships>"
    );
    let stored = |name, text: &'static str| (name, 0, text.as_bytes(), text.len() as u32);
    zip(&[
        stored("[Content_Types].xml", TYPES),
        stored("_rels/.rels", PACKAGE),
        stored("xl/workbook.xml", BOOK),
        (
            "xl/_rels/workbook.xml.rels",
            0,
            relations.as_bytes(),
            relations.len() as u32,
        ),
        (
            "xl/worksheets/sheet1.xml",
            0,
            sheet.as_bytes(),
            sheet.len() as u32,
        ),
    ])
}

fn sheet(dimension: &str, last_row: u32) -> String {
    let cell =
        |at: &str, text: &str| format!("<c r=\"{at}\" t=\"inlineStr\"><is><t>{text}</t></is></c>");
    format!(
        "<?xml version=\"1.0\"?><worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><dimension ref=\"{dimension}\"/><sheetData><row r=\"1\">{}{}</row><row r=\"{last_row}\">{}{}</row></sheetData></worksheet>",
        cell("A1", "编号"),
        cell("B1", "内容"),
        cell(&format!("A{last_row}"), "k1"),
        cell(&format!("B{last_row}"), "快递没到"),
    )
}

#[test]
fn a_billion_declared_rows_cost_nothing_and_paths_inside_are_not_followed() {
    let world = trained()
        .file(
            "wide.xlsx",
            workbook("worksheets/sheet1.xml", &sheet("A1:XFD1048576", 2)),
        )
        .file(
            "billion.xlsx",
            workbook("worksheets/sheet1.xml", &sheet("A1:B1000000000", 2)),
        )
        .file(
            "outside.xlsx",
            workbook("../../../../../../etc/passwd", &sheet("A1:B2", 2)),
        )
        .file("absolute.xlsx", workbook("/etc/passwd", &sheet("A1:B2", 2)))
        .file(
            "remote.xlsx",
            workbook("http://127.0.0.1:9/a.xml", &sheet("A1:B2", 2)),
        )
        .file("itself.xlsx", workbook("workbook.xml", &sheet("A1:B2", 2)));
    for name in ["wide", "billion"] {
        let ran = world.shell(&format!(
            "ulimit -v 2000000; tousu classify {name}.xlsx --model m.tousu -o - --threads 2"
        ));
        let said = ran.stderr();
        assert_eq!(ran.code(), Some(0), "{name}: {said}");
        assert!(ran.stdout().contains("k1,快递没到,物流"), "{name}: {said}");
    }
    for name in ["outside", "absolute", "remote", "itself"] {
        let ran = world
            .run(&format!("classify {name}.xlsx --model m.tousu -o out.csv"))
            .exits(1);
        assert!(
            !ran.stderr().contains("root:") && !ran.stderr().contains("panicked"),
            "{}",
            ran.stderr()
        );
        assert!(!world.exists("out.csv"));
    }
}

#[test]
fn a_workbook_that_unpacks_to_gigabytes_is_refused() {
    // 64 MiB of zeros, flushed, so that the packed bytes can stand in a row
    let mut packer = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::fast());
    packer.write_all(&vec![b' '; 64 << 20]).unwrap();
    packer.flush().unwrap();
    let mut packed = packer.get_ref().repeat(40);
    packed.extend([3, 0]);
    let bomb = zip(&[
        ("xl/workbook.xml", 0, BOOK.as_bytes(), BOOK.len() as u32),
        ("xl/worksheets/sheet1.xml", 8, &packed, 1_000),
    ]);
    let world = trained().file("bomb.xlsx", bomb);
    world
        .shell("ulimit -v 1500000; tousu classify bomb.xlsx --model m.tousu -o out.csv --threads 2")
        .exits(1)
        .says("larger than 2 GiB once unpacked");
    assert!(!world.exists("out.csv"));
}

#[test]
fn queries_of_any_length_and_depth_are_answered_in_one_line() {
    let world = World::new().file("a.csv", "编号,内容\n1,快递没到\n2,退款没到\n");
    world
        .run("index a.csv --index i --text 内容 --id 编号")
        .ok();
    let searcher = tousu::index::Searcher::open(&world.path("i")).unwrap();
    let ask = |query: &str| searcher.search(query, &Default::default()).map(|f| f.total);
    for query in [
        "退".repeat(1 << 20),
        "(".repeat(10_000),
        format!("{}退款{}", "(".repeat(5_000), ")".repeat(5_000)),
        "-".repeat(10_000) + "退款",
        "退款 OR ".repeat(10_000) + "快递",
        "\"".repeat(9_999),
        "内容:".repeat(5_000),
        "[1 TO ".repeat(5_000),
    ] {
        if let Err(e) = ask(&query) {
            let said = e.to_string();
            assert!(said.len() < 2_000, "{} bytes of message", said.len());
        }
    }
    let long = "退".repeat(40_000);
    let ran = world
        .run_with(&format!("search {long} --index i"), b"")
        .exits(2);
    assert!(ran.stderr().len() < 2_000 && ran.stderr().contains("at most"));
}

#[test]
fn odd_texts_go_the_whole_way() {
    let odd = [
        "一".repeat(1_000_000),
        "a".repeat(1_000_000),
        "😀👩‍👩‍👧‍👦🏳️‍🌈".repeat(1_000),
        "שלום العربية \u{202e}txet\u{202c} 快递没到".to_owned(),
        format!("e{}", "\u{301}".repeat(50_000)),
        "\u{200b}\u{feff}\u{2060}".repeat(1_000),
        "快递没到\u{0}\u{1}\u{7f}".to_owned(),
        "\u{fdd0}\u{e000}\u{e001}\u{10ffff}".to_owned(),
        "<script>alert(1)</script>".repeat(100),
    ];
    let mut rows = String::new();
    for (i, text) in odd.iter().enumerate() {
        let label = ["物流", "退款"][i % 2];
        let line = serde_json::json!({"编号": format!("k{i}"), "内容": text, "类型": label});
        writeln!(rows, "{line}").unwrap();
    }
    rows += "{\"编号\":\"s1\",\"内容\":\"快递\\ud800没到\\udfff\",\"类型\":\"物流\"}\n";
    let world = trained().file("odd.jsonl", rows);
    for line in [
        "classify odd.jsonl --model m.tousu -o out.csv --text 内容",
        "classify odd.jsonl --model m.tousu -o out.jsonl --text 内容 --mask",
        "classify odd.jsonl --model m.tousu -o out.parquet --text 内容",
        "index odd.jsonl --index i --text 内容 --id 编号 --model m.tousu",
        "report odd.jsonl --type 类型 --text 内容 -o out.html -o out.json --no-mask",
        "evaluate odd.jsonl --label 类型 --text 内容 --model m.tousu",
        "train odd.jsonl --label 类型 --text 内容 --model svm --c 1 --min-rows 1 -o t.tousu",
        "dict suggest odd.jsonl -o d.txt --text 内容",
        "search 没到 --index i",
        "search \"快递没到\" --index i --json",
        "search --index i --collapse",
    ] {
        let ran = world.run(line);
        assert!(
            matches!(ran.code(), Some(0 | 1 | 3)),
            "{line}: {:?} {}",
            ran.code(),
            ran.stderr()
        );
        assert!(
            !ran.stderr().contains("panicked") && !ran.stderr().contains("a bug in"),
            "{line}: {}",
            ran.stderr()
        );
    }
    assert_eq!(world.run("search --index i --count").ok().stdout(), "10\n");
    let lines = world.read("out.jsonl");
    assert!(
        lines.contains("\\ud800没到"),
        "a lone surrogate is not lost"
    );
    assert!(!world.read("out.html").contains("<script>alert"));
}

#[test]
fn odd_dictionaries_are_taken_or_refused_by_line() {
    let long = "长".repeat(5_000);
    let overlapping: String = (1..300).map(|n| "退".repeat(n) + "\n").collect();
    let many: String = (0..5_000).map(|i| format!("词{i} 1000000000\n")).collect();
    let world = trained()
        .file(
            "long.txt",
            format!("{long}\n{long} 99999999999999999999 n\n"),
        )
        .file("overlapping.txt", overlapping)
        .file("many.txt", many)
        .file("binary.txt", [0u8, 255, 254, 10, 200, 10].repeat(1_000))
        .file("empty.txt", "")
        .file(
            "typed.csv",
            "内容,类型\n快递没到,物流\n退款没到,退款\n".repeat(20),
        );
    for name in ["long", "overlapping", "many", "binary", "empty"] {
        for line in [
            format!("dict check {name}.txt"),
            format!(
                "train typed.csv --label 类型 --text 内容 --model svm --c 1 --dict {name}.txt -o d.tousu"
            ),
        ] {
            let ran = world.run(&line);
            assert!(
                matches!(ran.code(), Some(0 | 1)),
                "{line}: {:?} {}",
                ran.code(),
                ran.stderr()
            );
            assert!(
                !ran.stderr().contains("a bug in"),
                "{line}: {}",
                ran.stderr()
            );
            assert!(ran.stderr().len() < 20_000, "{line}");
        }
    }
}

#[test]
fn no_terminal_escape_of_a_complaint_is_sent() {
    let esc = "\u{1b}[31m快递没到\u{1b}]0;x\u{7}\u{9b}2J";
    let world = trained().file(
        "e.csv",
        format!("编号,内容\u{1b}[2J,渠道\nk1,{esc},{esc}\nk2,{esc}退款,\u{1b}[5m\n"),
    );
    world
        .run("index e.csv --index i --text 内容\u{1b}[2J --id 编号")
        .ok();
    for line in [
        "search 快递 --index i --facet 渠道".to_owned(),
        "search nothing:x --index i".to_owned(),
        "inspect i".to_owned(),
        format!("explain {esc} --model m.tousu"),
        "classify e.csv --model m.tousu -o out.csv --text nothing".to_owned(),
        "classify e.csv --model m.tousu -o out.csv -v".to_owned(),
        "report e.csv --type nothing -o out.html".to_owned(),
    ] {
        let ran = world.run(&line);
        for (name, text) in [("stdout", ran.stdout()), ("stderr", ran.stderr())] {
            let sent = text.chars().any(|c| c.is_control() && c != '\n');
            assert!(!sent, "{line}: {name} {text:?}");
        }
    }
}

#[test]
fn a_bug_is_one_line_that_quotes_nothing() {
    let world = trained();
    let ran = world
        .shell("TOUSU_TEST_BUG=1 tousu classify complaints.csv --model m.tousu -o out.csv")
        .exits(1)
        .says("error: internal error at src/main.rs");
    assert_eq!(ran.stderr().lines().count(), 1);
    assert!(!ran.stderr().contains("13812345678") && !ran.stderr().contains("panicked"));
}

/// Crates that speak to a network; none may come with the default build.
const NETWORK: [&str; 18] = [
    "reqwest",
    "hyper",
    "ureq",
    "curl",
    "curl-sys",
    "isahc",
    "tokio",
    "async-std",
    "mio",
    "socket2",
    "rustls",
    "native-tls",
    "openssl",
    "openssl-sys",
    "tonic",
    "surf",
    "attohttpc",
    "minreq",
];

#[test]
fn no_crate_of_the_default_build_speaks_to_a_network() {
    let tree = std::process::Command::new(env!("CARGO"))
        .args([
            "tree",
            "--locked",
            "--offline",
            "--edges",
            "normal,build",
            "--prefix",
            "none",
        ])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    let tree = String::from_utf8(tree.stdout).unwrap();
    let names: Vec<&str> = tree.lines().filter_map(|l| l.split(' ').next()).collect();
    assert!(names.contains(&"tantivy"), "no tree");
    for name in NETWORK {
        assert!(!names.contains(&name), "{name} is in the default build");
    }
}
