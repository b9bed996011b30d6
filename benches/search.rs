//! Search alone: filling an index beside bare tantivy, its size, and how long queries take.
//!
//! ```text
//! cargo bench --bench search                                                        # 100,000 demonstration complaints
//! TOUSU_BENCH=a.csv:内容 TOUSU_BENCH_ROWS=1000000 cargo bench --bench search         # a file of your own, repeated
//! ```
//! Bare tantivy has one text field, cut by the crate tantivy-jieba as it comes. Both read the same CSV (id, text) and end
//! with a commit; medians of three runs each, one after the other. Queries run on an index with four columns more (type,
//! region, time, number), all rows, one after another in one process.

#![allow(
    clippy::print_stdout,
    clippy::cast_precision_loss,
    reason = "a bench prints its table"
)]

mod demo;

use demo::{Failure, complaints, repeated};
use std::hint::black_box;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;
use tousu::index::{SearchParams, Searcher, Sort, parse_filter};
use tousu::pipeline::index::IndexRequest;
use tousu::pipeline::{self, ReadingParams};
use tousu::types::{Silent, SplitMix};

/// Queries asked.
const QUERIES: usize = 1_000;
/// Most rows for the comparison with bare tantivy.
const COMPARED: usize = 100_000;

fn main() -> Result<(), Failure> {
    let rows = match std::env::var("TOUSU_BENCH_ROWS") {
        Ok(rows) => rows.parse()?,
        Err(_) => 100_000,
    };
    let (texts, labels) = match std::env::var("TOUSU_BENCH") {
        Ok(file) => {
            let (path, column) = file.rsplit_once(':').ok_or("TOUSU_BENCH=file.csv:column")?;
            let labels = (0..rows).map(|i| format!("类型{}", i * 31 % 10));
            (repeated(path, column, rows)?, labels.collect())
        }
        Err(_) => complaints(rows)?,
    };
    let dir = tempfile::tempdir()?;
    let compared = &texts[..rows.min(COMPARED)];
    filling(dir.path(), compared)?;
    let (file, index) = (dir.path().join("wide.csv"), dir.path().join("wide"));
    wide(&file, &texts, &labels)?;
    let start = Instant::now();
    fill(&index, &file, Some("time"))?;
    let seconds = start.elapsed().as_secs_f64();
    println!(
        "index, seven columns: {rows} rows in {seconds:.1} s, {:.0} rows/s",
        rows as f64 / seconds
    );
    cold(&index)?;
    latency(&index, &texts)
}

/// Rows a second of both, and the size of ours.
fn filling(dir: &Path, texts: &[String]) -> Result<(), Failure> {
    let file = dir.join("narrow.csv");
    let mut writer = csv::Writer::from_path(&file)?;
    writer.write_record(["id", "text"])?;
    for (i, text) in texts.iter().enumerate() {
        writer.write_record([i.to_string().as_str(), text])?;
    }
    writer.flush()?;
    let (mut ours, mut bare) = (Vec::new(), Vec::new());
    let (mut our_work, mut bare_work) = (Vec::new(), Vec::new());
    let mut size = 0;
    for run in 0..3 {
        let folder = dir.join(format!("bare{run}"));
        let (start, work) = (Instant::now(), processor_seconds());
        fill_bare(&folder, &file)?;
        bare.push(start.elapsed().as_secs_f64());
        bare_work.push(processor_seconds() - work);
        let folder = dir.join(format!("ours{run}"));
        let (start, work) = (Instant::now(), processor_seconds());
        fill(&folder, &file, None)?;
        ours.push(start.elapsed().as_secs_f64());
        our_work.push(processor_seconds() - work);
        size = size_of(&folder)?;
    }
    for times in [&mut ours, &mut bare, &mut our_work, &mut bare_work] {
        times.sort_by(f64::total_cmp);
    }
    let rate = |seconds: &[f64]| texts.len() as f64 / seconds[1];
    println!(
        "bare tantivy, jieba, one text field: {} rows, {:.0} rows/s",
        texts.len(),
        rate(&bare)
    );
    println!(
        "index (CSV to last commit): {:.0} rows/s, {:.2} of bare tantivy, {:.2} by processor time",
        rate(&ours),
        bare[1] / ours[1],
        bare_work[1] / our_work[1]
    );
    let input = std::fs::metadata(&file)?.len();
    println!(
        "index size: {:.2} x the input's bytes",
        size as f64 / input as f64
    );
    Ok(())
}

/// Processor time of this process so far; 0 where the system does not say.
fn processor_seconds() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let after_name = stat.rsplit(')').next().unwrap_or_default();
    let ticks = after_name.split_whitespace().skip(11).take(2);
    ticks.filter_map(|t| t.parse::<f64>().ok()).sum::<f64>() / 100.0
}

fn size_of(folder: &Path) -> Result<u64, Failure> {
    let mut size = 0;
    for entry in std::fs::read_dir(folder)? {
        size += entry?.metadata()?.len();
    }
    Ok(size)
}

/// Bare tantivy with all its defaults.
fn fill_bare(folder: &Path, file: &Path) -> Result<(), Failure> {
    use tantivy::schema::{IndexRecordOption, Schema, TextFieldIndexing, TextOptions};
    std::fs::create_dir_all(folder)?;
    let mut schema = Schema::builder();
    let indexing = TextFieldIndexing::default()
        .set_tokenizer("jieba")
        .set_index_option(IndexRecordOption::WithFreqsAndPositions);
    let text = schema.add_text_field(
        "text",
        TextOptions::default().set_indexing_options(indexing),
    );
    let index = tantivy::Index::create_in_dir(folder, schema.build())?;
    index
        .tokenizers()
        .register("jieba", tantivy_jieba::JiebaTokenizer::new());
    let mut writer = index.writer(256 << 20)?;
    for record in csv::Reader::from_path(file)?.records() {
        writer.add_document(tantivy::doc!(text => &record?[1]))?;
    }
    writer.commit()?;
    Ok(())
}

fn fill(index: &Path, file: &Path, time: Option<&str>) -> Result<(), Failure> {
    let request = IndexRequest {
        index: index.to_path_buf(),
        text: vec!["text".into()],
        id: Some("id".into()),
        time: time.map(str::to_owned),
        reading: ReadingParams {
            inputs: vec![file.display().to_string()],
            ..ReadingParams::default()
        },
        ..IndexRequest::default()
    };
    pipeline::index::index(&request, &Silent)?;
    Ok(())
}

/// The rows with a type, a region, a time and a number.
fn wide(file: &Path, texts: &[String], labels: &[String]) -> Result<(), Failure> {
    let mut draw = SplitMix::new(3);
    let mut writer = csv::Writer::from_path(file)?;
    writer.write_record(["id", "text", "type", "region", "time", "score", "order"])?;
    let start = chrono::NaiveDate::from_ymd_opt(2023, 1, 1).unwrap_or_default();
    for (i, (text, label)) in texts.iter().zip(labels).enumerate() {
        let day = start + chrono::Days::new(draw.below(730) as u64);
        let most = 1 + draw.below(12);
        let (region, score) = (draw.below(most), 1 + draw.below(5));
        let (id, region, order) = (format!("r{i}"), format!("区{region}"), draw.below(1 << 30));
        let cells = [day.to_string(), score.to_string(), order.to_string()];
        let [day, score, order] = &cells;
        writer.write_record([&id, text, label, &region, day, score, order])?;
    }
    Ok(writer.flush()?)
}

/// `tousu search` from the shell, the file system's cache warm.
fn cold(index: &Path) -> Result<(), Failure> {
    for query in ["退款", "\"退款\"", "退款 快递"] {
        let mut seconds = Vec::new();
        for _ in 0..9 {
            let start = Instant::now();
            let mut command = Command::new(env!("CARGO_BIN_EXE_tousu"));
            command
                .args(["search", query, "--quiet", "--index"])
                .arg(index);
            command.stdout(Stdio::null()).status()?;
            seconds.push(start.elapsed().as_secs_f64());
        }
        seconds.sort_by(f64::total_cmp);
        println!(
            "cold `tousu search {query}`: median {:.0} ms, slowest {:.0} ms",
            seconds[4] * 1e3,
            seconds[8] * 1e3
        );
    }
    Ok(())
}

/// Draws words and strings that stand in the texts.
struct Questions<'t> {
    texts: &'t [String],
    jieba: jieba_rs::Jieba,
    draw: SplitMix,
}

const KINDS: [&str; 10] = [
    "word",
    "two words",
    "exact",
    "word -word",
    "word OR word",
    "word, where",
    "exact, since until",
    "word, two facets",
    "word, sort",
    "word, where, facet",
];

impl Questions<'_> {
    fn text(&mut self) -> String {
        self.texts[self.draw.below(self.texts.len())].clone()
    }

    fn word(&mut self) -> String {
        loop {
            let text = self.text();
            let words: Vec<&str> = self.jieba.cut(&text, true).iter().map(|t| t.word).collect();
            let word = words
                .get(self.draw.below(words.len()))
                .copied()
                .unwrap_or_default();
            if word.chars().count() > 1 && word.chars().all(char::is_alphanumeric) {
                return word.to_owned();
            }
        }
    }

    fn exact(&mut self) -> String {
        loop {
            let text: Vec<char> = self.text().chars().collect();
            let n = 2 + self.draw.below(7);
            if let Some(last) = text.len().checked_sub(n) {
                let at = self.draw.below(last + 1);
                let string: String = text[at..at + n].iter().collect();
                return format!("\"{}\"", string.replace('\\', r"\\").replace('"', "\\\""));
            }
        }
    }

    fn ask(&mut self, kind: usize) -> Result<(String, SearchParams), Failure> {
        let mut params = SearchParams::default();
        let query = match kind {
            1 => format!("{} {}", self.word(), self.word()),
            3 => format!("{} -{}", self.word(), self.word()),
            4 => format!("{} OR {}", self.word(), self.word()),
            2 | 6 => self.exact(),
            _ => self.word(),
        };
        match kind {
            5 => params.filters = vec![parse_filter("score>=4", |_| true)?],
            6 => (params.since, params.until) = (Some("2024-03".into()), Some("2024-04".into())),
            7 => params.facets = vec!["type".into(), "region".into()],
            8 => {
                params.sort = Some(Sort {
                    column: "order".into(),
                    descending: true,
                });
            }
            9 => {
                params.filters = vec![parse_filter("region=区1", |_| true)?];
                params.facets = vec!["type".into()];
            }
            _ => {}
        }
        Ok((query, params))
    }
}

fn latency(index: &Path, texts: &[String]) -> Result<(), Failure> {
    let searcher = Searcher::open(index)?;
    let mut questions = Questions {
        texts,
        jieba: jieba_rs::Jieba::new(),
        draw: SplitMix::new(11),
    };
    let mut by_kind: Vec<Vec<f64>> = vec![Vec::new(); KINDS.len()];
    for i in 0..QUERIES {
        let kind = i % KINDS.len();
        let (query, params) = questions.ask(kind)?;
        let start = Instant::now();
        black_box(searcher.search(&query, &params)?);
        by_kind[kind].push(start.elapsed().as_secs_f64() * 1e3);
    }
    let show = |name: &str, times: &mut Vec<f64>| {
        times.sort_by(f64::total_cmp);
        let at = |percent: usize| times[(times.len() * percent / 100).min(times.len() - 1)];
        println!(
            "{name:<22} {:>5} queries: median {:>6.2} ms, 99th percentile {:>6.2}, slowest {:>6.2}",
            times.len(),
            at(50),
            at(99),
            at(100)
        );
    };
    let mut all: Vec<f64> = by_kind.concat();
    show("mixed", &mut all);
    for (name, times) in KINDS.iter().zip(&mut by_kind) {
        show(name, times);
    }
    Ok(())
}
