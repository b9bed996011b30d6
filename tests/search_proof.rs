//! The proof of exact search on files of your own: ignored unless asked for.
//!
//! ```text
//! TOUSU_PROOF=a.csv:内容,b.csv:text cargo test --release --test search_proof -- --ignored --nocapture
//! ```
//! Draws substrings of 1 to 8 characters from the original texts (and from texts of the file named in
//! `TOUSU_PROOF_MORE`, say their traditional forms) and compares the ids found with a scan of the character-local text;
//! cuts every highlight and compares it with the query.

#![allow(
    clippy::print_stdout,
    clippy::cast_possible_truncation,
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test: prints what it measured, and may stop"
)]

use rayon::prelude::*;
use std::collections::BTreeMap;
use std::time::Instant;
use tousu::index::{Cell, IndexParams, Kind, Row, SearchParams, Searcher, Storage, Writer};
use tousu::normalize::{Depth, MaskParams, NormalizeParams, Normalizer};

/// A generator with a fixed seed (splitmix64).
struct Draw(u64);

impl Draw {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((z ^ (z >> 31)) % n.max(1) as u64).unwrap()
    }
}

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

fn substring(text: &str, draw: &mut Draw, lengths: (usize, usize)) -> Option<String> {
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
        .column("id", Kind::Category, Storage::Text, false)
        .unwrap();
    writer
        .column("text", Kind::Text, Storage::Text, false)
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
        let fresh = writer.sift(&rows);
        writer.write(rows, &fresh).unwrap();
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
            limit: 200,
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
            "  {name}: {} strings, {} complaints to find, {} wrong answers; {} highlights (first 200 hits), {} wrong, {} inside one source character; {:.1} s",
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

#[test]
#[ignore = "needs files: see the head of this file"]
fn exact_search_is_a_scan() {
    let number = |name: &str, default: usize| {
        std::env::var(name)
            .ok()
            .and_then(|v| v.parse().ok())
            .unwrap_or(default)
    };
    let wanted = number("TOUSU_PROOF_STRINGS", 100_000);
    let more: Vec<String> = std::env::var("TOUSU_PROOF_MORE").map_or_else(
        |_| Vec::new(),
        |p| {
            std::fs::read_to_string(p)
                .unwrap()
                .lines()
                .map(str::to_owned)
                .collect()
        },
    );
    for file in std::env::var("TOUSU_PROOF")
        .expect("TOUSU_PROOF=file.csv:column,…")
        .split(',')
    {
        let (path, name) = file.rsplit_once(':').expect("file.csv:column");
        let texts = column(path, name);
        let dir = build(&texts);
        let normalizer = Normalizer::new(NormalizeParams {
            mask: MaskParams::off(),
        });
        let exact: Vec<String> = texts
            .par_iter()
            .map(|t| normalizer.text(t, Depth::Exact))
            .collect();
        let mut by_char: BTreeMap<char, Vec<u32>> = BTreeMap::new();
        for (i, text) in (0u32..).zip(&exact) {
            for c in text.chars() {
                let list = by_char.entry(c).or_default();
                if list.last() != Some(&i) {
                    list.push(i);
                }
            }
        }
        let searcher = Searcher::open(dir.path()).unwrap();
        println!("{} complaints of {path}", texts.len());
        let proof = Proof {
            searcher,
            exact: &exact,
            by_char,
            normalizer,
        };
        let mut draw = Draw(7);
        let mut drawn = |from: &[String], n: usize, lengths| -> Vec<String> {
            let mut out = Vec::with_capacity(n);
            while out.len() < n {
                let at = draw.below(from.len());
                out.extend(substring(&from[at], &mut draw, lengths));
            }
            out
        };
        let strings = drawn(&texts, wanted, (2, 8));
        let singles = drawn(&texts, wanted / 50, (1, 1));
        let absent: Vec<String> = drawn(&texts, wanted, (4, 8))
            .into_iter()
            .map(|s| s.chars().rev().collect::<String>())
            .filter(|s| {
                scan(
                    &exact,
                    &proof.by_char,
                    &proof.normalizer.text(s, Depth::Exact),
                )
                .is_empty()
            })
            .take(wanted / 10)
            .collect();
        proof.run("2 to 8 characters", &strings);
        proof.run("single characters", &singles);
        proof.run("that do not occur", &absent);
        if !more.is_empty() {
            proof.run("from other texts", &drawn(&more, wanted / 4, (2, 8)));
        }
    }
}
