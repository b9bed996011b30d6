//! An index whose filling was interrupted says so.

use super::world::World;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

const FILL: [&str; 8] = [
    "index", "a.csv", "--index", "i", "--id", "编号", "--text", "内容",
];
const AGAIN: &str = "Run the same `tousu index` command again to complete it.";

fn rows(of: std::ops::Range<u32>) -> String {
    let rows = of.map(|i| format!("k{i:05},第{i}条投诉说快递和退款都没有处理\n"));
    std::iter::once("编号,内容\n".to_owned())
        .chain(rows)
        .collect()
}

/// Fills the index and interrupts that once the index says that it is being filled; gives what was printed.
fn interrupted(world: &World) -> String {
    let child = Command::new(env!("CARGO_BIN_EXE_tousu"))
        .args(FILL)
        .current_dir(world.path("."))
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let began = Instant::now();
    let filling = || {
        let manifest = std::fs::read_to_string(world.path("i/tousu.json"));
        manifest.is_ok_and(|m| m.contains("\"filling\": true") && m.contains("\"name\": \"内容\""))
    };
    while !filling() {
        assert!(began.elapsed() < Duration::from_secs(60));
        std::thread::sleep(Duration::from_millis(2));
    }
    let id = child.id().to_string();
    Command::new("kill").args(["-INT", &id]).status().unwrap();
    let ended = child.wait_with_output().unwrap();
    assert_eq!(ended.status.code(), Some(130));
    String::from_utf8(ended.stderr).unwrap()
}

#[test]
#[cfg(unix)]
fn an_interrupted_index_says_that_it_is_incomplete() {
    let world = World::new().file("a.csv", rows(0..40_000));
    let said = interrupted(&world);
    let line = "interrupted: i is incomplete. Run the same command again to complete it.\n";
    assert!(said.ends_with(line), "{said}");
    let warning = format!("warning: i is incomplete. {AGAIN}");
    world.run("search * --index i").ok().says(&warning);
    world.run("search * --index i --count").ok().says(&warning);
    // removing complaints does not complete it
    world.run("index --index i --delete-where 编号=k00001").ok();
    world.run("search * --index i").ok().says(&warning);
    world.run(&FILL.join(" ")).ok();
    let complete = world.run("search * --index i --count").ok();
    assert_eq!(complete.stdout(), "40000\n");
    assert_eq!(complete.stderr(), "");

    // a complete index that is extended
    let world = world.file("a.csv", rows(0..80_000));
    interrupted(&world);
    world.run("search * --index i").ok().says(&warning);
}

#[test]
fn an_index_that_is_being_filled_says_so() {
    let world = World::new().file("a.csv", rows(0..3));
    world.run(&FILL.join(" ")).ok();
    let manifest = world.read("i/tousu.json");
    let filling = manifest.replace("\"filling\": false", "\"filling\": true");
    let world = world.file("i/tousu.json", &filling);
    let lock = std::fs::File::open(world.path("i/.tantivy-writer.lock")).unwrap();
    lock.lock().unwrap();
    let line = "warning: i is being filled; complaints may be missing until that has ended";
    world.run("search * --index i").ok().says(line);
    lock.unlock().unwrap();
    world.run("search * --index i").ok().says(AGAIN);
}

#[test]
fn an_index_masked_by_older_rules_says_so() {
    let world = World::new().file("a.csv", rows(0..3));
    let complete = world.run(&FILL.join(" ")).ok();
    assert!(!complete.stderr().contains("earlier version"));
    let manifest = world.read("i/tousu.json");
    let older = manifest.replace("\"mask_version\": 3", "\"mask_version\": 2");
    assert_ne!(manifest, older);
    let world = world.file("i/tousu.json", &older);
    let line = "i was masked by an earlier version, which left some names and addresses readable. Fill it again with --rebuild.";
    world.run("search * --index i").ok().says(line);
    world.run(&FILL.join(" ")).ok().says(line);
    world.run(&format!("{} --rebuild", FILL.join(" "))).ok();
    let again = world.run("search * --index i").ok();
    assert!(!again.stderr().contains("earlier version"));
}
