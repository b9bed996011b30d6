//! Single cases: words and stems, upserts, settings, masks, threads, messages.

use super::*;

#[test]
fn bare_words_match_as_substring_or_by_all_their_words() {
    let world = Small::of(&[
        "商家拒绝开具发票",
        "拒绝沟通，也没有发票",
        "安装简单",
        "refunds were refused",
        "退款",
    ]);
    assert_eq!(
        world.set("拒绝发票"),
        ["c0000", "c0001"].map(String::from).into()
    );
    assert_eq!(world.set("装简"), ["c0002".to_owned()].into());
    assert_eq!(world.set("refunded"), ["c0003".to_owned()].into());
    assert_eq!(
        world.set("-退款 -发票"),
        ["c0002", "c0003"].map(String::from).into()
    );
    let found = world
        .searcher()
        .search("拒绝发票", &SearchParams::default())
        .unwrap();
    assert_eq!((found.total, found.as_substring), (2, Some(0)));
    let marks: Vec<_> = found.hits[0]
        .highlights
        .iter()
        .map(|h| &found.hits[0].text[h.start..h.end])
        .collect();
    assert_eq!(marks, ["拒绝", "发票"]);
}

#[test]
fn numbers_are_found_however_they_are_grouped() {
    let world = Small::of(&[
        "打400-820-1234没人接",
        "打4008201234没人接",
        "400 820 1234, nobody answers",
        "400-820-1235",
    ]);
    let all = ["c0000", "c0001", "c0002"].map(String::from);
    for query in ["4008201234", "400-820-1234", "400-8201234"] {
        assert_eq!(world.set(query), all.clone().into(), "{query}");
    }
    assert_eq!(world.set("\"4008201234\""), [all[1].clone()].into());
    let found = world
        .searcher()
        .search("4008201234", &SearchParams::default());
    let found = found.unwrap();
    for hit in &found.hits {
        let marks = hit.highlights.iter().map(|h| &hit.text[h.start..h.end]);
        let marks: Vec<&str> = marks.collect();
        assert_eq!(marks.len(), 1, "{marks:?}");
        assert!(marks[0].starts_with("400") && marks[0].ends_with("1234"));
    }
}

#[test]
fn words_are_found_however_they_are_spelt() {
    let world = Small::of(&[
        "Wi-Fi 连不上",
        "wifi信号差",
        "ёлка сломалась",
        "naïve café",
        "cafe",
    ]);
    for (query, want) in [
        ("wifi", &["c0000", "c0001"][..]),
        ("Wi-Fi", &["c0000", "c0001"]),
        ("\"wifi\"", &["c0001"]),
        ("елка", &["c0002"]),
        ("cafe", &["c0003", "c0004"]),
        ("Café", &["c0003", "c0004"]),
        ("naive", &["c0003"]),
    ] {
        let want = want.iter().map(|id| (*id).to_owned()).collect();
        assert_eq!(world.set(query), want, "{query}");
    }
}

#[test]
fn near_words_come_before_far_ones() {
    let far = format!("退款{}发票", "，其余的话没有关系".repeat(5));
    let near = format!(
        "{}退款和发票{}",
        "其他的话".repeat(10),
        "很长的尾巴".repeat(10)
    );
    let world = Small::of(&[far.clone(), near.clone(), far, near]);
    assert_eq!(world.ids("退款 发票"), ["c0001", "c0003", "c0000", "c0002"]);
}

#[test]
fn indexing_again_changes_nothing_and_changes_replace() {
    let world = Small::of(&["一", "二", "三"]);
    let path = world.dir.path();
    let counts = add(path, &params(), &world.rows, 2);
    assert_eq!((counts.added, counts.replaced, counts.unchanged), (0, 0, 3));
    let mut changed = world.rows.clone();
    changed[1].text = "二二".into();
    changed.push(changed[0].clone());
    let counts = add(path, &params(), &changed, 2);
    assert_eq!(
        (
            counts.added,
            counts.replaced,
            counts.unchanged,
            counts.duplicate_ids
        ),
        (0, 1, 3, 1)
    );
    assert_eq!(world.ids("二二"), ["c0001"]);
    assert_eq!(world.searcher().complaints(), 3);
}

#[test]
fn without_ids_equal_rows_stay_apart_and_do_not_multiply() {
    let dir = tempfile::tempdir().unwrap();
    let nameless = IndexParams {
        id: None,
        ..params()
    };
    let rows = vec![
        Complaint::new(1, "同"),
        Complaint::new(1, "同"),
        Complaint::new(2, "异"),
    ];
    let counts = add(dir.path(), &nameless, &rows, 2);
    assert_eq!((counts.added, counts.unchanged), (3, 0));
    let counts = add(dir.path(), &nameless, &rows, 3);
    assert_eq!(
        (counts.added, counts.unchanged, counts.duplicate_ids),
        (0, 3, 0)
    );
    assert_eq!(Searcher::open(dir.path()).unwrap().complaints(), 3);
}

#[test]
fn deleting_by_a_condition() {
    let texts: Vec<String> = (0..40).map(|i| format!("第{i}条")).collect();
    let world = Small::of(&texts);
    let mut writer = Writer::open(world.dir.path(), &params()).unwrap();
    let filter = parse_filter("kind=甲", |_| true).unwrap();
    assert_eq!(writer.delete_where(&[filter]).unwrap(), 10);
    drop(writer);
    assert_eq!(world.set("*"), world.scan(|c| c.kind != "甲"));
}

#[test]
fn other_settings_foreign_folders_and_a_second_writer_are_refused() {
    let world = Small::of(&["一"]);
    let path = world.dir.path();
    let other = IndexParams {
        text: vec!["kind".into()],
        ..params()
    };
    let said = Writer::open(path, &other).unwrap_err().to_string();
    assert!(
        said.contains("searches text, not kind") && said.contains(errors::KEEP_OR_REBUILD),
        "{said}"
    );
    let first = Writer::open(path, &params()).unwrap();
    let said = Writer::open(path, &params()).unwrap_err().to_string();
    assert!(said.contains("one writer at a time"), "{said}");
    drop(first);
    let foreign = tempfile::tempdir().unwrap();
    std::fs::write(foreign.path().join("x"), "x").unwrap();
    assert!(Writer::open(foreign.path(), &params()).is_err());
    assert!(remove(foreign.path()).is_err());
    let old = std::fs::read_to_string(path.join("tousu.json"))
        .unwrap()
        .replacen("\"format\": 3", "\"format\": 0", 1);
    std::fs::write(path.join("tousu.json"), old).unwrap();
    let said = Searcher::open(path).unwrap_err().to_string();
    assert!(
        said.contains("index format 0") && said.contains(errors::REBUILD),
        "{said}"
    );
    remove(path).unwrap();
    assert!(Writer::open(path, &params()).is_ok());
}

#[test]
fn personal_numbers_are_masked_in_all_that_is_kept() {
    let dir = tempfile::tempdir().unwrap();
    let masked = IndexParams {
        mask: None,
        ..params()
    };
    add(
        dir.path(),
        &masked,
        &[Complaint::new(1, "请回电13812345678，要退款")],
        1,
    );
    let searcher = Searcher::open(dir.path()).unwrap();
    let count = |q: &str| searcher.count(q, &SearchParams::default()).unwrap();
    assert_eq!((count("13812345678"), count("\"3812\"")), (0, 0));
    let hit = searcher
        .search("退款", &SearchParams::default())
        .unwrap()
        .hits
        .remove(0);
    assert_eq!(hit.text, "请回电[手机号]，要退款");
    let marks: Vec<_> = hit
        .highlights
        .iter()
        .map(|h| &hit.text[h.start..h.end])
        .collect();
    assert_eq!(marks, ["退款"]);
    assert_eq!(hit.cells[1], Cell::Text(hit.text.clone()));
}

#[test]
fn a_searcher_can_be_shared_between_threads() {
    fn shared<T: Send + Sync>(_: &T) {}
    let world = Small::of(&["退款", "发票"]);
    let searcher = world.searcher();
    shared(&searcher);
    let one = || assert_eq!(searcher.count("退款", &SearchParams::default()).unwrap(), 1);
    std::thread::scope(|s| {
        for _ in 0..4 {
            s.spawn(one);
        }
    });
    // a thread of a pool must not begin its next query on top of the one it waits for
    use rayon::prelude::*;
    (0..20_000).into_par_iter().for_each(|_| one());
}

#[test]
fn traditional_finds_simplified_in_columns_as_in_text() {
    let world = Small::of(&["Refund", "ＲＥＦＵＮＤ"]);
    assert_eq!(world.ids("\"refund\"").len(), 2);
}

#[test]
fn unknown_columns_and_bad_dates_are_shown_with_a_caret() {
    let world = Small::of(&["一"]);
    let said = |q: &str| {
        world
            .searcher()
            .search(q, &SearchParams::default())
            .unwrap_err()
            .to_string()
    };
    assert!(
        said("退款 店铺:a").contains("^ no column 店铺; columns: id, text"),
        "{}",
        said("退款 店铺:a")
    );
    assert!(said("time:>soon").contains("expected a date"));
    assert!(said("n:>many").contains("expected a number"));
}
