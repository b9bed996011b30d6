//! Faults of the machine under every command: the old output stands, or the new one is complete; nothing half-written stays.

use crate::classify::trained;
use crate::world::{Ran, World};
use std::fmt::Write;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// Commands that write files, and the files.
const WRITERS: [(&str, &[&str]); 9] = [
    (
        "train typed.csv --label 类型 --text 内容 --model svm --c 1 -o out.tousu",
        &["out.tousu"],
    ),
    ("classify rows.csv --model m.tousu -o out.csv", &["out.csv"]),
    (
        "classify rows.csv --model m.tousu -o out.csv.zst",
        &["out.csv.zst"],
    ),
    (
        "classify rows.csv --model m.tousu -o out.xlsx",
        &["out.xlsx"],
    ),
    (
        "classify rows.csv --model m.tousu -o out.parquet",
        &["out.parquet"],
    ),
    (
        "report typed.csv --type 类型 --text 内容 -o out.html -o out.xlsx -o out.json",
        &["out.html", "out.xlsx", "out.json"],
    ),
    ("search 第 --index i -o out.jsonl", &["out.jsonl"]),
    (
        "evaluate typed.csv --label 类型 --text 内容 --folds 2 --kind svm --c 1 --suspects out.csv",
        &["out.csv"],
    ),
    (
        "dict suggest corpus.csv --limit 500 -o out.txt",
        &["out.txt"],
    ),
];

/// Commands that print what they find.
const PRINTERS: [&str; 9] = [
    "classify rows.csv --model m.tousu -o -",
    "classify rows.csv --model m.tousu -o - --format arrow",
    "report typed.csv --type 类型 --text 内容 -o - --format json",
    "search 第 --index i --limit 2000",
    "search 第 --index i --json --limit 2000",
    "search 第 --index i --format csv",
    "inspect m.tousu",
    "explain 快递没到 --model m.tousu",
    "man",
];

const INDEX: &str = "index rows.csv --index i --id 编号 --text 内容";

/// A model, 2,000 rows, the same with types, and their index.
fn world() -> World {
    let subjects = [("快递", "物流"), ("退款", "退款"), ("发票", "发票")];
    let mut typed = String::from("编号,内容,渠道,类型\n");
    for i in 0..2_000 {
        let (word, right) = subjects[i % 3];
        // some are wrong, so that there are suspects
        let label = if i % 40 == 0 {
            subjects[(i + 1) % 3].1
        } else {
            right
        };
        let day = i % 28 + 1;
        writeln!(
            typed,
            "k{i:04},第{i}条说{word}一直没有处理，{day}日打过电话,网店{},{label}",
            i % 7
        )
        .unwrap();
    }
    let rows: String = typed
        .lines()
        .map(|l| l.rsplit_once(',').unwrap().0.to_owned() + "\n")
        .collect();
    let corpus = concat!(env!("CARGO_MANIFEST_DIR"), "/corpora/complaints.csv");
    let world = trained()
        .file("typed.csv", typed)
        .file("rows.csv", rows)
        .file("corpus.csv", std::fs::read(corpus).unwrap());
    world.run(INDEX).ok();
    world
}

impl World {
    /// What stands at the outputs of a writer: `old` put there before.
    fn put_old(&self, outputs: &[&str]) {
        for name in outputs {
            std::fs::write(self.path(name), "old").unwrap();
        }
    }

    fn contents(&self, outputs: &[&str]) -> Vec<Vec<u8>> {
        outputs.iter().map(|n| self.bytes(n)).collect()
    }

    /// Temporary files in the folder and in the index.
    fn litter(&self) -> Vec<String> {
        let mut all = self.names();
        let index = std::fs::read_dir(self.path("i")).unwrap();
        all.extend(index.map(|e| e.unwrap().file_name().into_string().unwrap()));
        all.retain(|n| n.starts_with(".tousu-") || n.starts_with(".tmp"));
        all
    }
}

fn calm(ran: &Ran, case: &str) {
    let said = ran.stderr();
    assert!(
        !said.contains("panicked") && !said.contains("internal error"),
        "{case}: {said}"
    );
}

#[test]
fn a_file_that_cannot_grow_leaves_the_old_one() {
    let world = world();
    for (line, outputs) in WRITERS {
        world.put_old(outputs);
        // a write beyond 1 KiB fails, as it does where a quota is used up
        let ran = world
            .shell(&format!("trap '' XFSZ; ulimit -f 2; tousu {line}"))
            .exits(1);
        calm(&ran, line);
        assert!(ran.stderr().contains("error: "), "{line}: {}", ran.stderr());
        assert_eq!(
            world.contents(outputs),
            vec![b"old"; outputs.len()],
            "{line}"
        );
        assert_eq!(world.litter(), [""; 0], "{line}");
    }
    let again = format!("{INDEX} --rebuild");
    let ran = world
        .shell(&format!("trap '' XFSZ; ulimit -f 2; tousu {again}"))
        .exits(1);
    calm(&ran, INDEX);
    world.run(&again).ok();
    assert_eq!(
        world.run("search --index i --count").ok().stdout(),
        "2000\n"
    );
}

/// Runs `script` where `full/` is a small file system of its own; `None` where nobody may mount one.
fn mounted(world: &World, size: &str, script: &str) -> Option<Ran> {
    std::fs::create_dir_all(world.path("full")).unwrap();
    let probe = "mount -t tmpfs -o size=64k tousu full && mount -o remount,ro full";
    let allowed = Command::new("unshare")
        .args(["-rm", "sh", "-c", probe])
        .current_dir(world.path(""))
        .status();
    if !allowed.is_ok_and(|s| s.success()) {
        println!("skipped: nobody may mount a file system here");
        return None;
    }
    let script = format!("mount -t tmpfs -o size={size} tousu full || exit 9; {script}");
    Some(world.shell_in(&["unshare", "-rm"], &script))
}

#[test]
fn a_full_disk_and_a_read_only_folder_leave_the_old_output() {
    const FILL: &str = "dd if=/dev/zero of=full/fill bs=1k 2>/dev/null";
    let world = world();
    for (line, outputs) in WRITERS {
        let there = |l: String, o: &&str| l.replacen(o, &format!("full/{o}"), 1);
        let line = outputs.iter().fold(line.to_owned(), there);
        let old = format!("full/{}", outputs[0]);
        for spoil in [FILL, "mount -o remount,ro full"] {
            let script = format!(
                "printf old > {old}; {spoil}; tousu {line}; echo code $?; cat {old}; ls -A full"
            );
            let Some(ran) = mounted(&world, "64k", &script) else {
                return;
            };
            calm(&ran, &line);
            let shown = ran.stdout();
            assert!(
                shown.contains("code 1\nold"),
                "{script}: {shown}{}",
                ran.stderr()
            );
            assert!(!shown.contains(".tousu-"), "{script}: {shown}");
        }
    }
    let first = INDEX.replace("--index i", "--index full/i");
    let other = first.replace("rows.csv", "typed.csv");
    let script = format!(
        "tousu {first}; echo code $?; {FILL}; tousu {other}; echo code $?; rm full/fill; tousu {other}; echo code $?; \
         tousu search --index full/i --count; tousu search 类型:* --index full/i --count"
    );
    let Some(ran) = mounted(&world, "4m", &script) else {
        return;
    };
    calm(&ran, &script);
    let shown = ran.stdout();
    assert!(
        shown.ends_with("code 0\ncode 1\ncode 0\n2000\n2000\n"),
        "{shown}{}",
        ran.stderr()
    );
}

#[test]
fn a_folder_that_takes_no_file_is_said() {
    let world = world();
    for (line, outputs) in WRITERS {
        let line = outputs.iter().fold(line.to_owned(), |l, o| {
            l.replacen(o, &format!("/proc/{o}"), 1)
        });
        let ran = world.run(&line).exits(1).says("/proc/");
        assert_eq!(
            ran.stderr().matches("error: ").count(),
            1,
            "{line}: {}",
            ran.stderr()
        );
    }
}

#[test]
fn one_unreadable_file_among_many_stops_the_run_before_any_output() {
    let world = world();
    std::os::unix::fs::symlink("gone.csv", world.path("z.csv")).unwrap();
    for (line, outputs) in WRITERS {
        if !line.contains(".csv") || line.starts_with("search") {
            continue;
        }
        world.put_old(outputs);
        let more = |l: String, name: &&str| l.replacen(name, &format!("{name} z.csv"), 1);
        let inputs = ["rows.csv", "typed.csv", "corpus.csv"];
        let line = inputs.iter().fold(line.to_owned(), more);
        world.run(&line).exits(1).says("z.csv");
        assert_eq!(
            world.contents(outputs),
            vec![b"old"; outputs.len()],
            "{line}"
        );
    }
    world
        .run(&INDEX.replace("rows.csv", "rows.csv z.csv"))
        .exits(1)
        .says("z.csv");
    assert_eq!(
        world.run("search --index i --count").ok().stdout(),
        "2000\n"
    );
}

/// A library that gets no memory may break down: one line, and nothing of the data.
fn cramped(ran: &Ran, case: &str) {
    let said = ran.stderr();
    assert!(!said.contains("panicked"), "{case}: {said}");
    assert!(said.matches("internal error").count() < 2, "{case}: {said}");
}

#[test]
fn no_handles_and_little_memory_leave_the_old_output_or_the_whole_new_one() {
    let world = world();
    let few = [4, 8, 12, 20].map(|n| format!("ulimit -n {n}"));
    let little = [60, 150, 600].map(|mb| format!("ulimit -v {}", mb * 1024));
    for (line, outputs) in WRITERS {
        // a report says how it was asked for
        let line = &format!("{line} --threads 2");
        world.run(line).ok();
        let whole = world.contents(outputs);
        for limit in few.iter().chain(&little) {
            world.put_old(outputs);
            let ran = world.shell(&format!("{limit}; tousu {line}"));
            let case = format!("{limit}; {line}");
            cramped(&ran, &case);
            let now = world.contents(outputs);
            match ran.code() {
                Some(0) => assert!(now == whole, "{case}"),
                _ => assert_eq!(now, vec![b"old"; outputs.len()], "{case}: {}", ran.stderr()),
            }
        }
    }
    for limit in few.iter().chain(&little) {
        let ran = world.shell(&format!("{limit}; tousu {INDEX} --rebuild --threads 2"));
        cramped(&ran, limit);
        world.run(INDEX).ok();
        assert_eq!(
            world.run("search --index i --count").ok().stdout(),
            "2000\n",
            "{limit}"
        );
    }
    // an allocation that fails ends the process at once: what it leaves goes with the next run
    world.run(WRITERS[1].0).ok();
    assert_eq!(world.litter(), [""; 0]);
}

#[test]
fn a_reader_that_goes_away_is_no_failure_and_a_full_stdout_is_one() {
    let world = world();
    for line in PRINTERS {
        let ran = world.shell(&format!("{{ tousu {line}; echo code $? >&2; }} | true"));
        calm(&ran, line);
        assert!(
            ran.stderr().ends_with("code 0\n"),
            "{line}: {}",
            ran.stderr()
        );
        let ran = world.shell(&format!("tousu {line} > /dev/full")).exits(1);
        calm(&ran, line);
    }
}

/// Ends `line` with `signal` after `wait`; true where it was still at work.
fn ended(world: &World, line: &str, signal: &str, wait: Duration) -> bool {
    let mut child = Command::new(env!("CARGO_BIN_EXE_tousu"))
        .args(line.split(' '))
        .current_dir(world.path("."))
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    std::thread::sleep(wait);
    let at_work = child.try_wait().unwrap().is_none();
    let id = child.id().to_string();
    Command::new("kill")
        .args([signal, &id])
        .stderr(Stdio::null())
        .status()
        .unwrap();
    let code = child.wait().unwrap().code();
    // none: on a busy machine the signal may come before the program has begun
    if signal == "-INT" {
        assert!(matches!(code, Some(0 | 130) | None), "{line}: {code:?}");
    }
    at_work
}

#[test]
fn killed_or_interrupted_it_leaves_the_old_output_or_the_whole_new_one() {
    let world = world();
    for (line, outputs) in WRITERS {
        let began = Instant::now();
        world.run(line).ok();
        let (whole, took) = (world.contents(outputs), began.elapsed());
        for signal in ["-INT", "-KILL"] {
            for part in [0.1, 0.5, 0.8, 0.95] {
                world.put_old(outputs);
                ended(&world, line, signal, took.mul_f64(part));
                let now = world.contents(outputs);
                for (now, whole) in now.iter().zip(&whole) {
                    assert!(now == b"old" || now == whole, "{line} after {signal}");
                }
                if signal == "-INT" {
                    assert_eq!(world.litter(), [""; 0], "{line}");
                }
            }
        }
        world.run(line).ok();
        assert_eq!(world.litter(), [""; 0], "{line}");
    }
}
