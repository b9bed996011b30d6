//! Long proofs of `SECURITY.md`: kills, damaged files, changed inputs, millions of rows. Ignored unless asked for:
//!
//! ```text
//! cargo test --release --test endurance -- --ignored --nocapture --test-threads 1 [killed|damaged|changed|flat]
//! ```
//! `TOUSU_KILLS` (1,000), `TOUSU_DAMAGED` (200 of each kind), `TOUSU_FUZZ_SECONDS` (600 a target), `TOUSU_SOAK_ROWS` (5,000,000).
//!
//! `changed` needs no fuzzer. With one the same targets are led by coverage (`cargo install cargo-fuzz`; on a stable toolchain):
//!
//! ```text
//! RUSTC_BOOTSTRAP=1 cargo fuzz run --fuzz-dir tests/fuzz TARGET CORPUS tests/fuzz/seeds/TARGET -- -max_total_time=600
//! ```

#![cfg(target_os = "linux")]
#![allow(
    clippy::print_stdout,
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::unwrap_used,
    reason = "a test: prints what it measured, and may stop"
)]

#[allow(dead_code, reason = "fuzz targets use these one by one")]
#[path = "fuzz/bodies.rs"]
mod bodies;

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use tousu::types::SplitMix;

fn number(name: &str, default: usize) -> usize {
    let value = std::env::var(name).ok();
    value.and_then(|v| v.parse().ok()).unwrap_or(default)
}

fn tousu(dir: &Path, line: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tousu"));
    command
        .args(line.split(' '))
        .current_dir(dir)
        .env_remove("RUST_BACKTRACE");
    command
}

/// Runs `line`; gives exit code and stderr.
fn run(dir: &Path, line: &str) -> (Option<i32>, String) {
    let output = tousu(dir, line).stdin(Stdio::null()).output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    (output.status.code(), said)
}

fn ok(dir: &Path, line: &str) {
    let (code, said) = run(dir, line);
    assert_eq!(code, Some(0), "{line}: {said}");
}

/// `rows` complaints with types, written by this test.
fn table(rows: usize) -> String {
    let subjects = [
        ("快递", "物流"),
        ("退款", "退款"),
        ("发票", "发票"),
        ("电池", "质量"),
    ];
    let mut text = String::from("编号,内容,渠道,时间,类型\n");
    for i in 0..rows {
        let (word, label) = subjects[i % subjects.len()];
        let (day, channel) = (i % 28 + 1, i % 7);
        writeln!(
            text,
            "k{i:07},第{i}条说{word}一直没有处理，{day}日打过电话,网店{channel},2024-{:02}-{day:02},{label}",
            i / 28 % 12 + 1
        )
        .unwrap();
    }
    text
}

fn world(rows: usize) -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    std::fs::write(dir.path().join("a.csv"), table(rows)).unwrap();
    let small: String = table(400);
    std::fs::write(dir.path().join("small.csv"), small).unwrap();
    ok(
        dir.path(),
        "train small.csv --label 类型 --text 内容 --model svm --c 1 -o m.tousu",
    );
    dir
}

fn litter(dir: &Path) -> Vec<String> {
    let names = std::fs::read_dir(dir).unwrap();
    let names = names.map(|e| e.unwrap().file_name().into_string().unwrap());
    names
        .filter(|n| n.starts_with(".tousu-") || n.starts_with(".tmp"))
        .collect()
}

#[test]
#[ignore = "takes half an hour"]
fn killed_at_random_moments_nothing_is_lost_or_doubled() {
    let rows = 8_000;
    let dir = world(rows);
    let dir = dir.path();
    let lines = [
        (
            "classify a.csv --model m.tousu --text 内容 -o out.csv --quiet",
            "out.csv",
        ),
        ("index a.csv --index i --id 编号 --text 内容 --quiet", ""),
        (
            "train a.csv --label 类型 --text 内容 --model svm --c 1 -o t.tousu --quiet",
            "t.tousu",
        ),
        (
            "report a.csv --type 类型 --text 内容 --time 时间 -o out.json --quiet",
            "out.json",
        ),
    ];
    let mut draw = SplitMix::new(9);
    let mut struck = [0u32; 4];
    let mut left = 0;
    let kills = number("TOUSU_KILLS", 1_000);
    for (which, (line, output)) in lines.iter().enumerate() {
        let began = Instant::now();
        ok(dir, line);
        let mut whole = began.elapsed();
        let target = dir.join(output);
        let good = (!output.is_empty()).then(|| std::fs::read(&target).unwrap());
        for round in 0..kills / lines.len() {
            match &good {
                Some(_) => std::fs::write(&target, "old").unwrap(),
                None if round % 2 == 0 => std::fs::remove_dir_all(dir.join("i")).unwrap(),
                None => {}
            }
            let began = Instant::now();
            let mut child = tousu(dir, line)
                .stdout(Stdio::null())
                .stderr(Stdio::null())
                .spawn()
                .unwrap();
            let moment = whole.mul_f64(draw.below(1_000) as f64 / 1_000.0);
            while began.elapsed() < moment && child.try_wait().unwrap().is_none() {
                std::thread::sleep(Duration::from_micros(500));
            }
            match child.try_wait().unwrap() {
                None => struck[which] += 1,
                Some(_) => whole = whole.min(began.elapsed()),
            }
            child.kill().unwrap();
            child.wait().unwrap();
            if let Some(good) = &good {
                let now = std::fs::read(&target).unwrap();
                assert!(
                    now == b"old" || now == *good,
                    "{line}, round {round}: a half file"
                );
                left += litter(dir).len();
            } else {
                ok(dir, line);
                let found = tousu(dir, "search --index i --sort 编号 --format csv --quiet")
                    .output()
                    .unwrap();
                let source = std::fs::read(dir.join("a.csv")).unwrap();
                assert!(
                    found.stdout == source,
                    "round {round}: not the rows of the file"
                );
                assert_eq!(litter(&dir.join("i")), [""; 0]);
            }
        }
        ok(dir, line);
        assert_eq!(litter(dir), [""; 0]);
    }
    println!(
        "{kills} kills over classify, index, train, report: {struck:?} struck a process at work; no half file, no row lost or doubled; \
         {left} temporary files seen after a kill, none after the next run"
    );
}

/// Bytes flipped, cut off, or spliced from elsewhere in the same file.
fn damaged(whole: &[u8], turn: usize, draw: &mut SplitMix) -> Vec<u8> {
    let mut bytes = whole.to_vec();
    match turn % 4 {
        0 => bytes.truncate(draw.below(whole.len())),
        1 => {
            for _ in 0..=draw.below(20) {
                let at = draw.below(bytes.len());
                bytes[at] ^= 1 << draw.below(8);
            }
        }
        2 => {
            let (from, length) = (draw.below(whole.len()), draw.below(500));
            let piece = whole[from..(from + length).min(whole.len())].to_vec();
            let at = draw.below(bytes.len());
            bytes.splice(at..at, piece);
        }
        _ => {
            let (at, length) = (draw.below(bytes.len()), 1 + draw.below(64));
            let end = (at + length).min(bytes.len());
            bytes[at..end].fill([0, 255, b'9', b'"'][draw.below(4)]);
        }
    }
    bytes
}

#[test]
#[ignore = "takes half an hour"]
fn damaged_files_through_every_command() {
    let dir = world(300);
    let dir = dir.path();
    for ending in ["xlsx", "parquet", "arrow", "arrows", "jsonl", "csv.gz"] {
        ok(
            dir,
            &format!("classify a.csv --model m.tousu --text 内容 -o in.{ending}"),
        );
    }
    std::fs::copy(dir.join("a.csv"), dir.join("in.csv")).unwrap();
    let xls = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/small.xls");
    std::fs::copy(xls, dir.join("in.xls")).unwrap();
    ok(dir, "index a.csv --index whole --id 编号 --text 内容");
    ok(dir, "report a.csv --type 类型 --partial part.json");
    let of = number("TOUSU_DAMAGED", 200);
    let mut codes = std::collections::BTreeMap::new();
    let mut runs = 0u32;
    let mut draw = SplitMix::new(31);
    let mut check = |line: &str, output: &str| {
        if !output.is_empty() {
            std::fs::write(dir.join(output), "old").unwrap();
        }
        let (code, said) = run(dir, line);
        let shown = &said[..said.len().min(2_000)];
        assert!(matches!(code, Some(0..=3)), "{line}: {code:?} {shown}");
        assert!(
            !said.contains("panicked") && !said.contains("internal error"),
            "{line}: {shown}"
        );
        if matches!(code, Some(1 | 2)) && !output.is_empty() {
            assert_eq!(std::fs::read(dir.join(output)).unwrap(), b"old", "{line}");
        }
        assert_eq!(litter(dir), [""; 0], "{line}");
        *codes.entry(code.unwrap_or(-1)).or_insert(0u32) += 1;
        runs += 1;
    };
    let readers = [
        ("classify damaged --model m.tousu -o out.csv", "out.csv"),
        ("index damaged --index j --rebuild", ""),
        ("report damaged --type 类型 -o out.json", "out.json"),
        (
            "train damaged --label 类型 --model svm --c 1 -o out.tousu",
            "out.tousu",
        ),
        ("evaluate damaged --label 类型 --model m.tousu", ""),
        ("dict suggest damaged -o out.txt", "out.txt"),
    ];
    for kind in [
        "csv", "jsonl", "csv.gz", "xlsx", "xls", "parquet", "arrow", "arrows",
    ] {
        let whole = std::fs::read(dir.join(format!("in.{kind}"))).unwrap();
        for turn in 0..of {
            let name = format!("damaged.{kind}");
            std::fs::write(dir.join(&name), damaged(&whole, turn, &mut draw)).unwrap();
            let (line, output) = readers[turn % readers.len()];
            check(&line.replace("damaged", &name), output);
        }
    }
    let model = std::fs::read(dir.join("m.tousu")).unwrap();
    let models = [
        (
            "classify small.csv --model d.tousu --text 内容 -o out.csv",
            "out.csv",
        ),
        ("inspect d.tousu", ""),
        ("explain 快递没到 --model d.tousu", ""),
        (
            "evaluate small.csv --label 类型 --text 内容 --model d.tousu",
            "",
        ),
    ];
    for turn in 0..of {
        std::fs::write(dir.join("d.tousu"), damaged(&model, turn, &mut draw)).unwrap();
        let (line, output) = models[turn % models.len()];
        check(line, output);
    }
    let files: Vec<PathBuf> = std::fs::read_dir(dir.join("whole"))
        .unwrap()
        .map(|e| e.unwrap().path())
        .collect();
    let searches = [
        ("search 快递 --index broken", ""),
        ("search --index broken -o out.csv", "out.csv"),
        ("inspect broken", ""),
        ("index a.csv --index broken", ""),
    ];
    for turn in 0..of {
        std::fs::remove_dir_all(dir.join("broken")).ok();
        std::fs::create_dir(dir.join("broken")).unwrap();
        for file in &files {
            std::fs::copy(file, dir.join("broken").join(file.file_name().unwrap())).unwrap();
        }
        let struck = dir
            .join("broken")
            .join(files[draw.below(files.len())].file_name().unwrap());
        let bytes = std::fs::read(&struck).unwrap();
        if !bytes.is_empty() {
            std::fs::write(&struck, damaged(&bytes, turn, &mut draw)).unwrap();
        }
        let (line, output) = searches[turn % searches.len()];
        check(line, output);
    }
    for (name, line) in [
        ("part.json", "report --merge d.json -o out.json"),
        ("m.toml", "dict check d.json"),
    ] {
        let whole = std::fs::read(dir.join(name)).unwrap_or_else(|_| table(50).into_bytes());
        for turn in 0..of {
            std::fs::write(dir.join("d.json"), damaged(&whole, turn, &mut draw)).unwrap();
            check(line, if name == "part.json" { "out.json" } else { "" });
        }
    }
    println!(
        "{runs} runs over damaged files, {of} of each kind; exit codes {codes:?}; no panic, no half output"
    );
}

/// Seeds put together: pieces of them, and single bytes changed.
fn mutated(seeds: &[Vec<u8>], draw: &mut SplitMix) -> Vec<u8> {
    // one seed damaged a little, or pieces of several
    if draw.below(2) == 0 {
        let seed = &seeds[draw.below(seeds.len())];
        if !seed.is_empty() {
            let turn = draw.below(4);
            return damaged(seed, turn, draw);
        }
    }
    let mut out = Vec::new();
    for _ in 0..=draw.below(4) {
        let seed = &seeds[draw.below(seeds.len())];
        let (a, b) = (draw.below(seed.len() + 1), draw.below(seed.len() + 1));
        out.extend(&seed[a.min(b)..a.max(b)]);
    }
    for _ in 0..draw.below(6) {
        if !out.is_empty() {
            let at = draw.below(out.len());
            out[at] = draw.below(256) as u8;
        }
    }
    out
}

#[test]
#[ignore = "takes ten minutes a target"]
fn changed_inputs_never_panic_our_parsers() {
    let time = Duration::from_secs(number("TOUSU_FUZZ_SECONDS", 600) as u64);
    let seeds_of = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fuzz/seeds");
    for (name, target) in bodies::TARGETS {
        let files = std::fs::read_dir(seeds_of.join(name)).unwrap();
        let mut paths: Vec<PathBuf> = files.map(|f| f.unwrap().path()).collect();
        paths.sort();
        let seeds: Vec<Vec<u8>> = paths.iter().map(|p| std::fs::read(p).unwrap()).collect();
        let mut draw = SplitMix::new(1_234);
        let (began, mut executions) = (Instant::now(), 0u64);
        while began.elapsed() < time {
            let input = match executions.checked_sub(seeds.len() as u64) {
                None => seeds[executions as usize].clone(),
                Some(_) => mutated(&seeds, &mut draw),
            };
            let done = std::panic::catch_unwind(|| target(&input));
            let shown = || String::from_utf8_lossy(&input).into_owned();
            assert!(done.is_ok(), "{name}: {}", shown());
            executions += 1;
        }
        println!(
            "{name}: {executions} executions in {:.0} s, 0 findings",
            began.elapsed().as_secs_f64()
        );
    }
}

/// Complaints `from..from + rows` as CSV, of words drawn so that most texts differ.
fn spoken(from: usize, rows: usize) -> String {
    const SAID: [&str; 36] = [
        "等了三天没有人来",
        "客服一直占线",
        "说好的赔偿没有到",
        "师傅态度很差",
        "箱子压坏了",
        "少发了一个配件",
        "价格比宣传的高",
        "退款还没到账",
        "发票一直不开",
        "保修期内要收费",
        "电池充不进电",
        "屏幕有一条线",
        "声音特别大",
        "安装时刮花了墙",
        "快递放在门口丢了",
        "物流信息不更新",
        "换货又是坏的",
        "没有任何解释",
        "系统打不开",
        "验证码收不到",
        "重复扣费",
        "会员取消不了",
        "承诺的礼品没有给",
        "上门两次没修好",
        "配件要等一个月",
        "漏水把地板泡了",
        "指示灯不亮",
        "味道很重",
        "充电很烫",
        "日期是去年的",
        "颜色发错了",
        "地址改不了",
        "投诉没有回音",
        "要求书面道歉",
        "请尽快处理",
        "希望给个说法",
    ];
    const TYPES: [(&str, &str); 4] = [
        ("快递", "物流"),
        ("退款", "退款"),
        ("发票", "发票"),
        ("电池", "质量"),
    ];
    let mut draw = SplitMix::new(from as u64);
    let mut text = String::from("编号,内容,渠道,时间,类型\n");
    for i in from..from + rows {
        let (word, label) = TYPES[draw.below(4)];
        let (day, month, channel) = (draw.below(28) + 1, draw.below(12) + 1, draw.below(7));
        write!(text, "k{i:08},{word}").unwrap();
        for _ in 0..4 + draw.below(5) {
            write!(text, "，{}", SAID[draw.below(SAID.len())]).unwrap();
        }
        writeln!(text, ",网店{channel},2024-{month:02}-{day:02},{label}").unwrap();
    }
    text
}

/// Seconds that a command took, and its peak memory in MB by /usr/bin/time.
fn measured(dir: &Path, line: &str) -> (f64, f64) {
    let began = Instant::now();
    let mut command = Command::new("/usr/bin/time");
    command
        .args(["-f", "%M", "-o", "peak"])
        .arg(env!("CARGO_BIN_EXE_tousu"));
    let status = command
        .args(line.split(' '))
        .current_dir(dir)
        .status()
        .unwrap();
    assert!(status.success(), "{line}");
    let peak = std::fs::read_to_string(dir.join("peak")).unwrap();
    (
        began.elapsed().as_secs_f64(),
        peak.trim().parse::<f64>().unwrap() / 1024.0,
    )
}

/// A fifth of the rows at a time goes through classify, index (always the same one) and report; then all of them at once through
/// classify, and the five tallies into one report.
#[test]
#[ignore = "takes ten minutes and some GB of disk"]
fn flat_memory_and_speed_over_millions_of_rows() {
    const PARTS: usize = 5;
    let rows = number("TOUSU_SOAK_ROWS", 5_000_000) / PARTS;
    let dir = world(400);
    let dir = dir.path();
    let mut peaks: [Vec<f64>; 3] = Default::default();
    for part in 0..PARTS {
        std::fs::write(dir.join(format!("a{part}.csv")), spoken(part * rows, rows)).unwrap();
        let lines = [
            format!("classify a{part}.csv --model m.tousu --text 内容 -o typed.csv --quiet"),
            "index typed.csv --index big --id 编号 --text 内容 --quiet".to_owned(),
            format!(
                "report typed.csv --type predicted --text 内容 --by 渠道 --numbers  --time 时间 --service  --partial t{part}.json --quiet"
            ),
        ];
        for (line, peaks) in lines.iter().zip(&mut peaks) {
            let (seconds, peak) = measured(dir, line);
            let (what, speed) = (line.split(' ').next().unwrap(), rows as f64 / seconds);
            println!(
                "{what}, rows {} to {}: {speed:.0} rows/s, peak {peak:.0} MB",
                part * rows,
                (part + 1) * rows
            );
            peaks.push(peak);
        }
    }
    let (seconds, peak) = measured(
        dir,
        "classify a*.csv --model m.tousu --text 内容 -o all.csv --quiet",
    );
    let all = rows * PARTS;
    println!(
        "classify, {all} rows at once: {:.0} rows/s, peak {peak:.0} MB",
        all as f64 / seconds
    );
    peaks[0].push(peak);
    let merge = "report --merge t0.json t1.json t2.json t3.json t4.json -o all.json --quiet";
    let (seconds, peak) = measured(dir, merge);
    println!("report --merge, {all} rows: {seconds:.1} s, peak {peak:.0} MB");
    let report = std::fs::read_to_string(dir.join("all.json")).unwrap();
    let report: serde_json::Value = serde_json::from_str(&report).unwrap();
    assert_eq!(report["total"], all, "rows are missing");
    let found = tousu(dir, "search --index big --count").output().unwrap();
    assert_eq!(String::from_utf8_lossy(&found.stdout), format!("{all}\n"));
    let spread = |peaks: &[f64]| {
        let most = peaks.iter().copied().fold(0.0, f64::max);
        most / peaks.iter().copied().fold(f64::MAX, f64::min)
    };
    let [classify, index, report] = &peaks;
    assert!(spread(classify) <= 1.1, "not flat: {classify:.0?} MB");
    assert!(spread(report) <= 1.3, "not flat: {report:.0?} MB");
    // now and then the segments of an index are merged, which asks for more the larger they are
    assert!(index.iter().all(|mb| *mb < 1_000.0), "{index:.0?} MB");
}
