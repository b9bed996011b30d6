//! Proofs of search on files of your own: ignored unless asked for.
//!
//! ```text
//! TOUSU_PROOF=a.csv:内容,a_traditional.csv:内容 cargo test --release --test search_proof -- --ignored --nocapture
//! ```
//! `TOUSU_PROOF_STRINGS` (100,000) and `TOUSU_PROOF_SEED` split a long proof into parts.
//! - Exact search is a scan: for every file, substrings of 1 to 8 characters from its texts, from the other files' texts,
//!   and strings that do not occur, are compared with a scan of the character-local text; every highlight is cut and
//!   compared with the query.
//! - Words near each other come first: two-word queries on the first file.
//! - Killed at any moment, indexing is completed by the same command; needs no file.

#![allow(
    clippy::print_stdout,
    clippy::cast_possible_truncation,
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test: prints what it measured, and may stop"
)]

use rayon::prelude::*;
use std::collections::BTreeMap;
use std::time::{Duration, Instant};
use tousu::index::{Cell, ColumnKind, IndexParams, Row, SearchParams, Searcher, Storage, Writer};
use tousu::normalize::{Depth, MaskParams, NormalizeParams, Normalizer};
use tousu::types::SplitMix;

fn column(path: &str, name: &str) -> Vec<String> {
    let mut reader = csv::Reader::from_path(path).unwrap();
    let at = reader
        .headers()
        .unwrap()
        .iter()
        .position(|h| h.trim_start_matches('\u{feff}') == name);
    let at = at.unwrap_or_else(|| panic!("{path}: no column {name}"));
    reader
        .records()
        .map(|r| r.unwrap()[at].to_owned())
        .collect()
}

fn substring(text: &str, draw: &mut SplitMix, lengths: (usize, usize)) -> Option<String> {
    let chars: Vec<char> = text.chars().collect();
    let length = lengths.0 + draw.below(lengths.1 - lengths.0 + 1);
    let starts = (chars.len() + 1).checked_sub(length).filter(|n| *n > 0)?;
    let at = draw.below(starts);
    Some(chars[at..at + length].iter().collect())
}

fn build(texts: &[String]) -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    let params = IndexParams {
        text: vec!["text".into()],
        id: Some("id".into()),
        mask: Some(MaskParams::off()),
        ..IndexParams::default()
    };
    let mut writer = Writer::open(dir.path(), &params).unwrap();
    writer
        .column("id", ColumnKind::Category, Storage::Text, false)
        .unwrap();
    writer
        .column("text", ColumnKind::Text, Storage::Text, false)
        .unwrap();
    for (c, chunk) in texts.chunks(5_000).enumerate() {
        let rows: Vec<Row> = chunk
            .iter()
            .enumerate()
            .map(|(i, t)| Row {
                cells: vec![
                    Cell::Text((c * 5_000 + i).to_string()),
                    Cell::Text(t.clone()),
                ],
                times: Vec::new(),
            })
            .collect();
        let upserts = writer.diff(&rows);
        writer.write(rows, &upserts).unwrap();
    }
    writer.finish().unwrap();
    dir
}

/// Ids that a scan finds, by an index of single characters so that 100,000 scans end the same day: the candidates are the
/// texts with the rarest character, and `contains` decides.
fn scan(exact: &[String], by_char: &BTreeMap<char, Vec<u32>>, wanted: &str) -> Vec<u32> {
    let lists = wanted
        .chars()
        .map(|c| by_char.get(&c).map_or(&[][..], Vec::as_slice));
    match lists.min_by_key(|l| l.len()) {
        None => (0..u32::try_from(exact.len()).unwrap()).collect(),
        Some(list) => list
            .iter()
            .copied()
            .filter(|i| exact[*i as usize].contains(wanted))
            .collect(),
    }
}

#[derive(Default, Clone, Copy)]
struct Sum {
    queries: u64,
    hits: u64,
    wrong: u64,
    highlights: u64,
    highlights_wrong: u64,
    partly: u64,
}

impl Sum {
    fn plus(self, o: Self) -> Self {
        Self {
            queries: self.queries + o.queries,
            hits: self.hits + o.hits,
            wrong: self.wrong + o.wrong,
            highlights: self.highlights + o.highlights,
            highlights_wrong: self.highlights_wrong + o.highlights_wrong,
            partly: self.partly + o.partly,
        }
    }
}

struct Proof<'a> {
    searcher: Searcher,
    exact: &'a [String],
    by_char: BTreeMap<char, Vec<u32>>,
    normalizer: Normalizer,
}

impl Proof<'_> {
    fn ask(&self, string: &str) -> Sum {
        let wanted = self.normalizer.text(string, Depth::Exact);
        let should = scan(self.exact, &self.by_char, &wanted);
        let query = format!("\"{}\"", string.replace('\\', r"\\").replace('"', "\\\""));
        let params = SearchParams {
            limit: 50,
            ..SearchParams::default()
        };
        let mut ids: Vec<u32> = self
            .searcher
            .ids(&query, &params)
            .unwrap()
            .iter()
            .map(|i| i.parse().unwrap())
            .collect();
        ids.sort_unstable();
        let mut sum = Sum {
            queries: 1,
            hits: should.len() as u64,
            wrong: u64::from(ids != should),
            ..Sum::default()
        };
        if ids != should && std::env::var_os("TOUSU_PROOF_SHOW").is_some() {
            println!(
                "{string:?} as {wanted:?}: found {}, scan {}",
                ids.len(),
                should.len()
            );
        }
        for hit in self.searcher.search(&query, &params).unwrap().hits {
            for h in &hit.highlights {
                sum.highlights += 1;
                let cut = self
                    .normalizer
                    .text(&hit.text[h.start..h.end], Depth::Exact);
                if cut != wanted {
                    // inside one source character (㎏ holds g) nothing smaller can be marked
                    let counter = if cut.contains(&wanted) {
                        &mut sum.partly
                    } else {
                        &mut sum.highlights_wrong
                    };
                    *counter += 1;
                }
            }
            let unmarked = !wanted.is_empty() && hit.highlights.is_empty();
            sum.highlights_wrong += u64::from(unmarked);
        }
        sum
    }

    fn run(&self, name: &str, strings: &[String]) {
        let started = Instant::now();
        let s = strings
            .par_iter()
            .map(|s| self.ask(s))
            .reduce(Sum::default, Sum::plus);
        println!(
            "  {name}: {} strings, {} complaints to find, {} wrong answers; {} highlights (first 50 hits), {} wrong, {} inside one source character; {:.1} s",
            s.queries,
            s.hits,
            s.wrong,
            s.highlights,
            s.highlights_wrong,
            s.partly,
            started.elapsed().as_secs_f64()
        );
        assert_eq!((s.wrong, s.highlights_wrong), (0, 0));
    }
}

fn number(name: &str, default: usize) -> usize {
    let value = std::env::var(name).ok();
    value.and_then(|v| v.parse().ok()).unwrap_or(default)
}

/// Texts of the files named in `TOUSU_PROOF`.
fn files() -> Vec<(String, Vec<String>)> {
    let files = std::env::var("TOUSU_PROOF").expect("TOUSU_PROOF=file.csv:column,…");
    let read = |file: &str| {
        let (path, name) = file.rsplit_once(':').expect("file.csv:column");
        (path.to_owned(), column(path, name))
    };
    files.split(',').map(read).collect()
}

fn exact_forms(texts: &[String]) -> (Normalizer, Vec<String>) {
    let normalizer = Normalizer::new(NormalizeParams {
        mask: MaskParams::off(),
    });
    let exact = |t: &String| normalizer.text(t, Depth::Exact);
    let forms = texts.par_iter().map(exact).collect();
    (normalizer, forms)
}

#[test]
#[ignore = "needs files: see the head of this file"]
fn exact_search_is_a_scan() {
    let wanted = number("TOUSU_PROOF_STRINGS", 100_000);
    let files = files();
    for (at, (path, texts)) in files.iter().enumerate() {
        let dir = build(texts);
        let (normalizer, exact) = exact_forms(texts);
        let mut by_char: BTreeMap<char, Vec<u32>> = BTreeMap::new();
        for (i, text) in (0u32..).zip(&exact) {
            for c in text.chars() {
                let list = by_char.entry(c).or_default();
                if list.last() != Some(&i) {
                    list.push(i);
                }
            }
        }
        println!("{} complaints of {path}", texts.len());
        let proof = Proof {
            searcher: Searcher::open(dir.path()).unwrap(),
            exact: &exact,
            by_char,
            normalizer,
        };
        let mut draw = SplitMix::new(number("TOUSU_PROOF_SEED", 7) as u64);
        let mut drawn = |from: &[String], n: usize, lengths| -> Vec<String> {
            let mut out = Vec::with_capacity(n);
            while out.len() < n {
                let at = draw.below(from.len());
                out.extend(substring(&from[at], &mut draw, lengths));
            }
            out
        };
        let strings = drawn(texts, wanted, (2, 8));
        let singles = drawn(texts, wanted / 50, (1, 1));
        let backwards = drawn(texts, wanted, (4, 8)).into_iter();
        let absent: Vec<String> = backwards
            .map(|s| s.chars().rev().collect::<String>())
            .filter(|s| {
                let wanted = proof.normalizer.text(s, Depth::Exact);
                scan(&exact, &proof.by_char, &wanted).is_empty()
            })
            .take(wanted / 10)
            .collect();
        proof.run("2 to 8 characters", &strings);
        proof.run("single characters", &singles);
        proof.run("that do not occur", &absent);
        for (other, (path, texts)) in files.iter().enumerate() {
            if other != at {
                proof.run(&format!("of {path}"), &drawn(texts, wanted / 10, (2, 8)));
            }
        }
    }
}

/// Characters between two words where they stand closest in `text`.
fn gap(text: &str, words: &[String; 2]) -> Option<usize> {
    let places = |word: &str| -> Vec<(usize, usize)> {
        let ends = |(at, w): (usize, &str)| {
            let start = text[..at].chars().count();
            (start, start + w.chars().count())
        };
        text.match_indices(word).map(ends).collect()
    };
    let (first, second) = (places(&words[0]), places(&words[1]));
    let pairs = first
        .iter()
        .flat_map(|a| second.iter().map(move |b| (a, b)));
    let gaps = pairs.map(|(a, b)| {
        if a.0 <= b.0 {
            b.0.saturating_sub(a.1)
        } else {
            a.0.saturating_sub(b.1)
        }
    });
    gaps.min()
}

#[test]
#[ignore = "needs files: see the head of this file"]
fn words_near_each_other_come_first() {
    const NEAR: usize = 8;
    const FAR: usize = 40;
    let texts = files().swap_remove(0).1;
    let dir = build(&texts);
    let searcher = Searcher::open(dir.path()).unwrap();
    let (_, exact) = exact_forms(&texts);
    let jieba = jieba_rs::Jieba::new();
    let mut draw = SplitMix::new(21);
    let (mut asked, mut sane, mut pairs, mut wrong) = (0, 0, 0u64, 0u64);
    while asked < 200 {
        let text = &exact[draw.below(exact.len())];
        let words: Vec<&str> = jieba
            .cut(text, true)
            .into_iter()
            .map(|t| t.word)
            .filter(|w| w.chars().count() > 1 && w.chars().all(char::is_alphabetic))
            .collect();
        if words.len() < 2 {
            continue;
        }
        let pick = [
            words[draw.below(words.len())],
            words[draw.below(words.len())],
        ];
        let pick = pick.map(str::to_owned);
        let query = format!("{} {}", pick[0], pick[1]);
        let params = SearchParams {
            limit: 100_000,
            ..SearchParams::default()
        };
        let found = searcher.search(&query, &params).unwrap();
        let at = |id: &str| id.parse::<usize>().unwrap();
        let gaps = found.hits.iter().map(|h| gap(&exact[at(&h.id)], &pick));
        let gaps: Vec<usize> = gaps.flatten().collect();
        let far = gaps.iter().filter(|g| **g >= FAR).count();
        let near = gaps.iter().filter(|g| **g <= NEAR).count();
        if pick[0] == pick[1] || near == 0 || far == 0 {
            continue;
        }
        let (mut far_before, mut inverted) = (0u64, 0u64);
        for g in gaps {
            far_before += u64::from(g >= FAR);
            inverted += if g <= NEAR { far_before } else { 0 };
        }
        asked += 1;
        sane += u32::from(inverted == 0);
        pairs += (near * far) as u64;
        wrong += inverted;
    }
    println!(
        "{asked} two-word queries: in {sane} every complaint with both words at most {NEAR} characters apart comes before \
         every one with {FAR} or more between; {wrong} of {pairs} pairs stand the other way round"
    );
    assert!(sane >= 190 && wrong * 100 <= pairs);
}

/// A file of 60,000 rows, in one of two versions.
fn many_rows(path: &std::path::Path, version: usize) {
    let mut writer = csv::Writer::from_path(path).unwrap();
    writer.write_record(["id", "text"]).unwrap();
    for i in 0..60_000 {
        let text = format!("第{i}条投诉，第{version}版，说快递和退款都没有人处理，客服电话打不通");
        writer.write_record([&format!("k{i:05}"), &text]).unwrap();
    }
    writer.flush().unwrap();
}

#[test]
#[ignore = "takes minutes"]
fn killed_at_any_moment_and_completed() {
    let moments = number("TOUSU_PROOF_KILLS", 50);
    let dir = tempfile::tempdir().unwrap();
    let files = [1, 2].map(|version| {
        let file = dir.path().join(format!("v{version}.csv"));
        many_rows(&file, version);
        file
    });
    let index = dir.path().join("index");
    let start = |file: &std::path::Path| {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_tousu"));
        command.arg("index").arg(file).arg("--index").arg(&index);
        command.args(["--id", "id", "--text", "text", "--quiet"]);
        command.spawn().unwrap()
    };
    // how long each kind of run takes: from nothing, and every row replaced; the latest run of its kind says it
    let mut whole = [Duration::ZERO; 2];
    for (kind, file) in files.iter().enumerate() {
        let began = Instant::now();
        assert!(start(file).wait().unwrap().success());
        whole[kind] = began.elapsed();
    }
    let mut draw = SplitMix::new(5);
    let (mut killed, mut partly) = (0, 0);
    for round in 0..moments {
        // every other time from nothing; else every row replaces one of the version before
        if round % 2 == 0 {
            std::fs::remove_dir_all(&index).unwrap();
        }
        let kind = round % 2;
        let file = &files[kind];
        let began = Instant::now();
        let mut child = start(file);
        let moment = whole[kind].mul_f64(draw.below(1_000) as f64 / 1_000.0);
        while began.elapsed() < moment && child.try_wait().unwrap().is_none() {
            std::thread::sleep(Duration::from_millis(1));
        }
        match child.try_wait().unwrap() {
            None => killed += 1,
            // the run was quicker than the last one: draw nearer next time
            Some(_) => whole[kind] = began.elapsed().min(whole[kind]),
        }
        child.kill().unwrap();
        child.wait().unwrap();
        let open = || Searcher::open(&index).map(|s| s.complaints());
        if index.join("tousu.json").exists() {
            partly += u32::from((1..60_000).contains(&open().unwrap()));
        }
        assert!(start(file).wait().unwrap().success());
        let searcher = Searcher::open(&index).unwrap();
        let mut rows: Vec<(String, String)> = Vec::new();
        let every = SearchParams {
            limit: usize::MAX,
            ..SearchParams::default()
        };
        let take = |hits: Vec<tousu::index::Hit>| {
            rows.extend(hits.into_iter().map(|h| (h.id, h.text)));
            Ok(())
        };
        searcher.each("*", &every, take).unwrap();
        rows.sort_unstable();
        let version = format!("第{}版", kind + 1);
        let right = |(i, (id, text)): (usize, &(String, String))| {
            *id == format!("k{i:05}") && text.contains(&version)
        };
        assert_eq!(rows.len(), 60_000, "moment {round}");
        assert!(rows.iter().enumerate().all(right), "moment {round}");
    }
    println!(
        "{moments} moments within {:.1} s (from nothing) and {:.1} s (every row replaced): {killed} killed at work, {partly} \
         opened with a part; completed, each holds exactly the 60,000 rows of the file",
        whole[0].as_secs_f64(),
        whole[1].as_secs_f64()
    );
}
