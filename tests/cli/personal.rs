//! Ten thousand planted personal numbers: none of them stands in index, report, tallies, model or messages, looked for in
//! what these files hold once decoded; with `--no-mask` the same search finds them all.

use crate::world::World;
use aho_corasick::AhoCorasick;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::io::Read;
use std::path::Path;
use tousu::bundle::{Bundle, row_hash};
use tousu::normalize::{Depth, MaskParams, NormalizeParams, Normalizer};
use tousu::types::SplitMix;

/// Rolls the digits of planted numbers.
struct Dice(SplitMix);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0.below(sides)
    }

    fn digits(&mut self, n: usize) -> String {
        (0..n)
            .map(|_| char::from(b'0' + u8::try_from(self.roll(10)).unwrap()))
            .collect()
    }
}

fn identity(dice: &mut Dice) -> String {
    let regions = ["11", "31", "44", "51", "65", "33"];
    let region = regions[dice.roll(6)];
    let (year, month, day) = (1940 + dice.roll(75), 1 + dice.roll(12), 1 + dice.roll(28));
    let (county, order) = (dice.digits(4), dice.digits(3));
    let body = format!("{region}{county}{year}{month:02}{day:02}{order}");
    let weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let digits = body.chars().filter_map(|c| c.to_digit(10));
    let sum: u32 = digits.zip(weights).map(|(d, w)| d * w).sum();
    let check = ["1", "0", "X", "9", "8", "7", "6", "5", "4", "3", "2"];
    format!("{body}{}", check[(sum % 11) as usize])
}

fn card(dice: &mut Dice, len: usize) -> String {
    let body = format!("62{}", dice.digits(len - 3));
    let digits = body.chars().rev().filter_map(|c| c.to_digit(10));
    let doubled = digits
        .enumerate()
        .map(|(i, d)| match d * (2 - i as u32 % 2) {
            n if n > 9 => n - 9,
            n => n,
        });
    format!("{body}{}", (10 - doubled.sum::<u32>() % 10) % 10)
}

/// The `i`th number and what its mask reads.
fn number(dice: &mut Dice, i: usize) -> (String, &'static str) {
    match i % 6 {
        0 => (identity(dice), "[身份证号]"),
        1 => {
            let mut wrong = identity(dice);
            let last = if wrong.pop() == Some('1') { '2' } else { '1' };
            wrong.push(last);
            (wrong, "[身份证号]")
        }
        2 => (
            format!("1{}{}", 3 + dice.roll(7), dice.digits(9)),
            "[手机号]",
        ),
        3 => (card(dice, if i % 4 == 3 { 16 } else { 19 }), "[银行卡号]"),
        4 => {
            let (area, first) = (311 + dice.roll(600), 2 + dice.roll(8));
            (format!("0{area}-{first}{}", dice.digits(6)), "[座机号]")
        }
        _ => (format!("+79{}", dice.digits(9)), "[手机号]"),
    }
}

fn numbers() -> Vec<(String, &'static str)> {
    let mut dice = Dice(SplitMix::new(88_172_645_463_325_252));
    let mut met = BTreeSet::new();
    let all = (0..).map(|i| number(&mut dice, i % 6));
    all.filter(|(n, _)| met.insert(n.clone()))
        .take(10_000)
        .collect()
}

const ABOUT: [(&str, &str); 3] = [
    ("物流", "快递三天没到，客服不回"),
    ("退款", "退款一直没有到账"),
    ("发票", "商家拒开发票，税号不认"),
];

/// The text of row `i`.
fn text(i: usize, number: &str) -> String {
    format!("{}，我的号码是{number}，请尽快联系", ABOUT[i % 3].1)
}

/// JSON Lines with every number twice: in the text, and in a column of its own, as a JSON number where it is one. One
/// more line is no object, so that a message has something to quote.
fn table(numbers: &[(String, &str)]) -> String {
    let mut out = String::new();
    for (i, (number, _)) in numbers.iter().enumerate() {
        let plain = number.bytes().all(|b| b.is_ascii_digit()) && !number.starts_with('0');
        let cell = if plain && number.len() < 16 {
            number.clone()
        } else {
            format!("\"{number}\"")
        };
        let (kind, text) = (ABOUT[i % 3].0, text(i, number));
        let line =
            format!(r#"{{"编号":"T{i}","类型":"{kind}","内容":"{text}","联系方式":{cell}}}"#);
        writeln!(out, "{line}").unwrap();
    }
    writeln!(out, "\"13812345678\"").unwrap();
    out
}

/// Looks for the numbers in whatever bytes it is shown, in every form they may have.
struct Search {
    forms: AhoCorasick,
    of: Vec<usize>,
    values: BTreeMap<u64, usize>,
    met: BTreeSet<usize>,
}

impl Search {
    fn of(numbers: &[(String, &str)]) -> Self {
        let (mut forms, mut of, mut values) = (Vec::new(), Vec::new(), BTreeMap::new());
        for (i, (number, _)) in numbers.iter().enumerate() {
            let mut add = |form: Vec<u8>| {
                forms.push(form);
                of.push(i);
            };
            add(number.to_lowercase().into_bytes());
            add(number.replace('-', "").to_lowercase().into_bytes());
            if let Ok(n) = number.parse::<i64>() {
                add(n.to_le_bytes().to_vec());
                #[expect(
                    clippy::cast_precision_loss,
                    reason = "as a column of numbers keeps it"
                )]
                let bits = (n as f64).to_bits() | 1 << 63;
                add(bits.to_string().into_bytes());
                values.insert((n as f64).to_bits(), i);
            }
        }
        Self {
            forms: AhoCorasick::builder()
                .ascii_case_insensitive(true)
                .build(forms)
                .unwrap(),
            of,
            values,
            met: BTreeSet::new(),
        }
    }

    fn look(&mut self, bytes: impl AsRef<[u8]>) {
        let found = self.forms.find_overlapping_iter(bytes.as_ref());
        self.met
            .extend(found.map(|m| self.of[m.pattern().as_usize()]));
    }

    fn value(&mut self, value: f64) {
        self.met.extend(self.values.get(&value.to_bits()));
    }

    /// How many were met since the last time it was asked.
    fn found(&mut self) -> usize {
        std::mem::take(&mut self.met).len()
    }
}

/// Every stored document, and the dictionary of every indexed and every fast field.
fn walk_index(dir: &Path, search: &mut Search) {
    use tantivy::columnar::DynamicColumn;
    use tantivy::schema::Value;
    let index = tantivy::Index::open_in_dir(dir).unwrap();
    let reader = index.reader().unwrap().searcher();
    for segment in reader.segment_readers() {
        let store = segment.get_store_reader(1).unwrap();
        for document in store.iter::<tantivy::TantivyDocument>(None) {
            for (_, value) in document.unwrap().field_values() {
                search.look(value.as_bytes().unwrap());
            }
        }
        for (field, entry) in index.schema().fields() {
            if entry.is_indexed() {
                let inverted = segment.inverted_index(field).unwrap();
                let mut terms = inverted.terms().stream().unwrap();
                while terms.advance() {
                    search.look(terms.key());
                }
            }
        }
        let fast = segment.fast_fields();
        let mut columns = fast.dynamic_column_handles("id").unwrap();
        columns.extend(fast.dynamic_subpath_column_handles("cells").unwrap());
        assert!(columns.len() >= 3, "{}", columns.len());
        for column in columns {
            match column.open().unwrap() {
                DynamicColumn::Str(column) => {
                    let mut terms = column.dictionary().stream().unwrap();
                    while terms.advance() {
                        search.look(terms.key());
                    }
                }
                DynamicColumn::F64(column) => {
                    for doc in segment.doc_ids_alive() {
                        column.first(doc).into_iter().for_each(|v| search.value(v));
                    }
                }
                DynamicColumn::I64(_) => {}
                other => panic!("a column of a kind that is not looked into: {other:?}"),
            }
        }
    }
    let json = std::fs::read(dir.join("tousu.json")).unwrap();
    search.look(json);
}

/// The exact strings that the character pairs of an index hold.
fn ask_index(dir: &Path, numbers: &[(String, &str)]) -> usize {
    let searcher = tousu::index::Searcher::open(dir).unwrap();
    let asked = |number: &String| {
        let query = format!("\"{number}\"");
        searcher.count(&query, &Default::default()).unwrap() > 0
    };
    numbers.iter().filter(|(n, _)| asked(n)).count()
}

/// Everything in a ZIP file, unpacked.
fn unzipped(bytes: &[u8]) -> Vec<u8> {
    let short = |at: usize| usize::from(u16::from_le_bytes([bytes[at], bytes[at + 1]]));
    let long = |at: usize| short(at) | short(at + 2) << 16;
    let end = bytes.windows(4).rposition(|w| w == b"PK\x05\x06").unwrap();
    let (mut at, mut out) = (long(end + 16), Vec::new());
    for _ in 0..short(end + 10) {
        let (method, packed, header) = (short(at + 10), long(at + 20), long(at + 42));
        let from = header + 30 + short(header + 26) + short(header + 28);
        let content = &bytes[from..from + packed];
        match method {
            0 => out.extend_from_slice(content),
            8 => {
                flate2::read::DeflateDecoder::new(content)
                    .read_to_end(&mut out)
                    .unwrap();
            }
            other => panic!("compression method {other}"),
        }
        at += 46 + short(at + 28) + short(at + 30) + short(at + 32);
    }
    out
}

/// Texts that a model can be shown to have been trained on: it keeps their hashes.
fn known_texts(bundle: &Bundle, numbers: &[(String, &str)]) -> usize {
    let plain = Normalizer::new(NormalizeParams {
        mask: MaskParams::off(),
    });
    let known = |(i, (number, _)): &(usize, &(String, &str))| {
        bundle.trained_on(row_hash(&plain.text(&text(*i, number), Depth::Words)))
    };
    numbers.iter().enumerate().filter(known).count()
}

/// How many of the numbers each artefact holds.
fn leaks(numbers: &[(String, &str)], flag: &str) -> BTreeMap<&'static str, usize> {
    let world = World::new().file("in.jsonl", table(numbers));
    let mut search = Search::of(numbers);
    let mut leaks = BTreeMap::new();
    let mut said = String::new();
    let run = |line: &str, said: &mut String| {
        let ran = world
            .run(&format!("{line} {flag} --verbose --allow-rejects"))
            .ok();
        said.push_str(&ran.stderr());
    };

    run(
        "train in.jsonl --label 类型 --text 内容 --model bayes -o m.tousu --rejects t.csv",
        &mut said,
    );
    let bundle = Bundle::load(world.path("m.tousu")).unwrap();
    search.look(serde_json::to_vec(bundle.card()).unwrap());
    search.look(bundle.dictionary());
    search.look(bundle.stop_words());
    leaks.insert("model", search.found() + known_texts(&bundle, numbers));

    run(
        "index in.jsonl --index i --text 内容 --id 编号 --rejects i.csv",
        &mut said,
    );
    walk_index(&world.path("i"), &mut search);
    leaks.insert("index", search.found());
    leaks.insert("index, asked", ask_index(&world.path("i"), numbers));

    let report = "report in.jsonl --type 类型 --text 内容 --by 联系方式 --numbers 联系方式 --max-values 20000";
    run(
        &format!("{report} -o r.json -o r.xlsx --partial p.json"),
        &mut said,
    );
    search.look(world.bytes("r.json"));
    leaks.insert("report", search.found());
    search.look(unzipped(&world.bytes("r.xlsx")));
    leaks.insert("report as Excel", search.found());
    search.look(world.bytes("p.json"));
    leaks.insert("tally", search.found());
    run(
        "report in.jsonl --type 类型 --text 内容 --by 类型 -o r.html -o r.md",
        &mut said,
    );
    search.look(world.bytes("r.html"));
    search.look(world.bytes("r.md"));
    leaks.insert("report as a page", search.found());

    let (first, _) = &numbers[0];
    for more in ["", "--json"] {
        let line = format!("explain '{}' --model m.tousu {flag} {more}", text(0, first));
        said.push_str(&world.run(&line).ok().stdout());
    }
    search.look(&said);
    let quoted = usize::from(said.contains("13812345678"));
    leaks.insert("messages", search.found() + quoted);
    for name in ["t.csv", "i.csv", "r.rejects.csv"] {
        let quoted = usize::from(world.read(name).contains("13812345678"));
        *leaks.entry("rejected rows").or_default() += quoted;
    }
    leaks
}

#[test]
fn no_planted_number_is_found_and_without_masks_all_are() {
    let numbers = numbers();
    let masked = leaks(&numbers, "");
    assert!(masked.values().all(|n| *n == 0), "{masked:?}");
    let readable = leaks(&numbers, "--no-mask");
    for (place, n) in &readable {
        let least = match *place {
            "messages" | "report as a page" | "rejected rows" => 1,
            _ => numbers.len(),
        };
        assert!(*n >= least, "{place}: {n} of {least}; {readable:?}");
    }
}

#[test]
fn every_planted_number_gets_its_mask() {
    let numbers = numbers();
    let world = crate::classify::trained().file("in.jsonl", table(&numbers));
    world
        .run("classify in.jsonl --model m.tousu -o out.jsonl --text 内容 --mask --allow-rejects")
        .ok();
    let out = world.read("out.jsonl");
    for (line, (number, mask)) in out.lines().zip(&numbers) {
        let row: serde_json::Value = serde_json::from_str(line).unwrap();
        assert!(
            row["内容"].as_str().unwrap().contains(mask),
            "{number}: {line}"
        );
        assert_eq!(row["联系方式"], *mask, "{number}");
    }
    assert_eq!(out.lines().count(), numbers.len());
}

#[test]
fn the_users_own_columns_are_masked_only_where_asked() {
    let world = crate::classify::trained()
        .file("key", "a secret of more than sixteen bytes")
        .file("short", "secret")
        .file(
            "in.csv",
            "工单号,内容,电话\n20240105123456789,快递没到 13812345678,13812345678\n",
        );
    let run = |flags: &str| {
        let line = format!("classify in.csv --model m.tousu -o - --text 内容 {flags}");
        world.run(&line).ok().stdout()
    };
    assert!(run("").contains(",快递没到 13812345678,13812345678,"));
    assert!(run("--mask").contains("20240105123456789,快递没到 [手机号],[手机号],"));
    let keyed = run("--mask-key key");
    let at = keyed.find("[手机号 ").unwrap();
    let pseudonym = &keyed[at..at + keyed[at..].find(']').unwrap() + 1];
    assert_eq!(keyed.matches(pseudonym).count(), 2, "{keyed}");
    world
        .run("classify in.csv --model m.tousu -o - --mask --no-mask")
        .exits(2);
    world
        .run("classify in.csv --model m.tousu -o - --no-mask")
        .ok()
        .says("personal numbers stay readable");
    world
        .run("classify in.csv --model m.tousu -o - --mask-key short")
        .exits(1)
        .says("Fill it with random characters");
}

#[test]
fn pseudonyms_find_the_same_person_again() {
    let text = "编号,内容,电话\n1,快递没到 138 1234 5678,13812345678\n2,退款没到,13812345678\n3,发票没开,13900001111\n";
    let world = World::new()
        .file("in.csv", text)
        .file("key", "a secret of more than sixteen bytes")
        .file("other", "another secret of as many bytes");
    world
        .run("index in.csv --index i --text 内容 --id 编号 --mask-key key")
        .ok();
    let count = |what: &str| {
        let line = format!("search {what} --index i --mask-key key --count");
        world.run(&line).ok().stdout().trim().to_owned()
    };
    assert_eq!(count("13812345678"), "1");
    assert_eq!(count("--where 电话=13812345678"), "2");
    assert_eq!(count("电话:13812345678"), "2");
    let plain = world.run("search 13812345678 --index i --count").ok();
    assert_eq!(plain.stdout().trim(), "0");
    world
        .run("search 1 --index i --mask-key other")
        .exits(1)
        .says("another key");
    world
        .run("index in.csv --index i --mask-key other")
        .exits(1)
        .says("pseudonyms of another key");
    world.run("index in.csv --index i --no-mask").exits(1);
    // no flag: the index has a key, and rows need it
    let more = world.file("more.csv", "编号,内容,电话\n4,包裹丢了,13812345678\n");
    more.run("index more.csv --index i").exits(1).says("key");
    let json = more
        .run("report in.csv --type 编号 --by 电话 --text 内容 --mask-key key --json")
        .ok()
        .json();
    let values = json["by"][0][1]["values"].as_array().unwrap();
    assert!(
        values
            .iter()
            .any(|v| v["count"] == 2 && v["value"].as_str().unwrap().starts_with("[手机号 ")),
        "{values:?}"
    );
}

#[test]
fn ids_that_name_people_are_refused_by_an_index() {
    let world = World::new().file(
        "in.csv",
        "电话,内容\n13812345678,快递没到\n13912345678,退款没到\n",
    );
    world
        .run("index in.csv --index i --text 内容 --id 电话")
        .exits(1)
        .says("--no-mask");
    world
        .run("index in.csv --index j --text 内容 --id 电话 --no-mask")
        .ok();
}
