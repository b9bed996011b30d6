//! The files that all pages speak of, made from the demonstration corpus once a language.
//!
//! `labelled.xlsx` (types known) · `several.xlsx` (up to two types in a cell) · `export.xlsx`, `export.csv` (GB18030, as Excel saves it) · `my.tousu` · `typed.xlsx`
//! (the export with its types) · `2025-01.csv` … `2025-03.csv` (the export, a file a month) · `complaints.idx` ·
//! `audited.xlsx` (rows drawn from `typed.xlsx`, filled in) · `next-li.xlsx`, `next-wang.xlsx` (rows drawn to be labelled, filled in)

use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Command, Stdio};

type Table = Vec<Vec<String>>;

pub(super) struct Shelf {
    files: tempfile::TempDir,
    tools: tempfile::TempDir,
}

/// Headers and regions of the corpus, and what English pages call them.
const ENGLISH: [(&str, &str); 19] = [
    ("工单号", "ticket"),
    ("投诉内容", "complaint"),
    ("投诉类型", "category"),
    ("产品", "product"),
    ("渠道", "channel"),
    ("区域", "region"),
    ("门店", "shop"),
    ("承运商", "carrier"),
    ("投诉时间", "time"),
    ("满意度", "satisfaction"),
    ("首次响应分钟", "response_minutes"),
    ("解决小时", "resolution_hours"),
    ("华东", "East"),
    ("华南", "South"),
    ("华北", "North"),
    ("华中", "Central"),
    ("西南", "Southwest"),
    ("西北", "Northwest"),
    ("东北", "Northeast"),
];

/// Every twentieth row of the two labelled years: a dozen of every type, enough to learn from in a test.
const LABELLED_STEP: usize = 20;

impl Shelf {
    pub(super) fn chinese() -> Self {
        Self::new(&BTreeMap::new())
    }

    pub(super) fn english() -> Self {
        Self::new(&BTreeMap::from(ENGLISH))
    }

    fn new(names: &BTreeMap<&str, &str>) -> Self {
        let shelf = Self {
            files: tempfile::tempdir().unwrap(),
            tools: tempfile::tempdir().unwrap(),
        };
        let binary = env!("CARGO_BIN_EXE_tousu");
        std::os::unix::fs::symlink(binary, shelf.tools.path().join("tousu")).unwrap();
        let name = |n: &'static str| names.get(n).copied().unwrap_or(n);
        let at = |n: &str| shelf.files.path().join(n);

        let mut labelled = corpus("complaints.csv", names);
        let head = labelled.remove(0);
        let some = labelled.into_iter().step_by(LABELLED_STEP);
        let labelled: Table = std::iter::once(head).chain(some).collect();
        workbook(&at("labelled.xlsx"), &labelled);
        let (text, label) = (name("投诉内容"), name("投诉类型"));
        workbook(&at("several.xlsx"), &several(&labelled, text, label));
        let export = corpus("export.csv", names);
        workbook(&at("export.xlsx"), &export);
        std::fs::write(at("export.csv"), gb18030(&export)).unwrap();
        let model = concat!(env!("CARGO_MANIFEST_DIR"), "/models/demo.tousu");
        std::fs::copy(model, at("my.tousu")).unwrap();

        let make = |line: &str| shelf.run(shelf.files.path(), "the shelf", line);
        make("tousu classify export.xlsx --model my.tousu -o typed.xlsx");
        let id = name("工单号");
        make(&format!(
            "tousu index typed.xlsx --index complaints.idx --id {id}"
        ));
        make("tousu report typed.xlsx --type predicted --draw-audit 200 -o drawn.csv");
        workbook(
            &at("audited.xlsx"),
            &agreed(read(&at("drawn.csv")), "audited_type"),
        );
        std::fs::remove_file(at("drawn.csv")).unwrap();
        make("tousu label draw export.xlsx --model my.tousu -n 40 --show-prediction -o next.csv");
        let next = agreed(read(&at("next.csv")), "label");
        workbook(&at("next-li.xlsx"), &next);
        workbook(&at("next-wang.xlsx"), &next);
        std::fs::remove_file(at("next.csv")).unwrap();
        by_month(&export, name("投诉时间"), shelf.files.path());
        shelf
    }

    /// A folder with all the files in it.
    pub(super) fn lend(&self) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        copy(self.files.path(), folder.path());
        folder
    }

    /// Runs a block of a page.
    pub(super) fn run(&self, folder: &Path, at: &str, script: &str) {
        let tools = self.tools.path().display();
        let path = std::env::var("PATH").unwrap_or_default();
        let output = Command::new("sh")
            .args(["-e", "-c", script])
            .current_dir(folder)
            .env("PATH", format!("{tools}:{path}"))
            .env("NO_COLOR", "1")
            .stdin(Stdio::null())
            .output()
            .unwrap();
        assert!(
            output.status.success(),
            "{at} fails with {:?}\n{script}\n--- stdout\n{}\n--- stderr\n{}",
            output.status.code(),
            String::from_utf8_lossy(&output.stdout),
            String::from_utf8_lossy(&output.stderr),
        );
    }
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let target = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy(&path, &target);
        } else {
            std::fs::copy(&path, &target).unwrap();
        }
    }
}

fn read(path: &Path) -> Table {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .from_path(path)
        .unwrap();
    reader.deserialize().map(Result::unwrap).collect()
}

/// A table of the demonstration corpus under the names of a language.
fn corpus(file: &str, names: &BTreeMap<&str, &str>) -> Table {
    let folder = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/corpora"));
    let mut table = read(&folder.join(file));
    for cell in table.iter_mut().flatten() {
        if let Some(name) = names.get(cell.as_str()) {
            *cell = (*name).to_owned();
        }
    }
    table
}

fn workbook(path: &Path, table: &Table) {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    for (r, row) in (0..).zip(table) {
        for (c, cell) in (0..).zip(row) {
            sheet.write_string(r, c, cell).unwrap();
        }
    }
    book.save(path).unwrap();
}

fn delimited(table: &[Vec<String>]) -> Vec<u8> {
    let mut writer = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .from_writer(Vec::new());
    for row in table {
        writer.write_record(row).unwrap();
    }
    writer.into_inner().unwrap()
}

fn gb18030(table: &[Vec<String>]) -> Vec<u8> {
    let text = String::from_utf8(delimited(table)).unwrap();
    encoding_rs::GB18030.encode(&text).0.into_owned()
}

/// A sheet as a person gives it back who agrees with the model in the column `answer`.
fn agreed(mut table: Table, answer: &str) -> Table {
    let column = |name: &str| table[0].iter().position(|h| h == name).unwrap();
    let (answer, predicted) = (column(answer), column("predicted"));
    for row in &mut table[1..] {
        row[answer] = row[predicted].clone();
    }
    table
}

/// Every other row with the text and the type of the next one besides.
fn several(table: &Table, text: &str, label: &str) -> Table {
    let column = |name: &str| table[0].iter().position(|h| h == name).unwrap();
    let (text, label) = (column(text), column(label));
    let mut out = table.clone();
    for at in (1..table.len() - 1).step_by(2) {
        let next = &table[at + 1];
        if next[label] != table[at][label] {
            out[at][text] = format!("{}。{}", table[at][text], next[text]);
            out[at][label] = format!("{};{}", table[at][label], next[label]);
        }
    }
    out
}

/// `2025-01.csv` and so on, rows by the month of their time.
fn by_month(table: &Table, time: &str, folder: &Path) {
    let at = table[0].iter().position(|h| h == time).unwrap();
    let mut months = BTreeMap::<String, Table>::new();
    for row in &table[1..] {
        let month = months.entry(row[at][..7].to_owned());
        month
            .or_insert_with(|| vec![table[0].clone()])
            .push(row.clone());
    }
    for (month, rows) in months {
        std::fs::write(folder.join(format!("{month}.csv")), delimited(&rows)).unwrap();
    }
}
