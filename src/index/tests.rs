//! Laws of the whole room, on small indexes made in the test.

use super::*;
use crate::normalize::{Depth, MaskParams, NormalizeParams, Normalizer};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

/// A small index: columns `id`, `text`, `kind`, `n`, `time`.
struct Small {
    dir: tempfile::TempDir,
    rows: Vec<Complaint>,
}

#[derive(Clone, Debug)]
struct Complaint {
    id: String,
    text: String,
    kind: String,
    n: Option<i32>,
    day: Option<u32>,
}

impl Complaint {
    fn new(id: usize, text: &str) -> Self {
        Self {
            id: format!("c{id:04}"),
            text: text.to_owned(),
            kind: ["甲", "乙", "丙", ""][id % 4].to_owned(),
            n: (!id.is_multiple_of(5)).then(|| i32::try_from(id * 7 % 11).unwrap_or(0) - 3),
            day: (!id.is_multiple_of(7)).then(|| u32::try_from(id * 5 % 90).unwrap_or(0)),
        }
    }

    fn date(&self) -> Option<chrono::NaiveDateTime> {
        let start = chrono::NaiveDate::from_ymd_opt(2024, 1, 1)?.and_hms_opt(0, 0, 0)?;
        Some(start + chrono::TimeDelta::hours(i64::from(self.day?) * 24 + 5))
    }

    fn row(&self) -> Row {
        let text = |s: &str| {
            if s.is_empty() {
                Cell::Null
            } else {
                Cell::Text(s.to_owned())
            }
        };
        let date = self.date();
        Row {
            cells: vec![
                text(&self.id),
                text(&self.text),
                text(&self.kind),
                self.n.map_or(Cell::Null, |n| Cell::Text(n.to_string())),
                date.map_or(Cell::Null, |d| Cell::Text(d.to_string())),
            ],
            times: date.iter().map(|d| (4, period::micros(*d))).collect(),
        }
    }
}

fn params() -> IndexParams {
    IndexParams {
        text: vec!["text".into()],
        id: Some("id".into()),
        time: Some("time".into()),
        mask: Some(MaskParams::off()),
        threads: 2,
        memory: 30 << 20,
        ..IndexParams::default()
    }
}

fn columns(writer: &mut Writer) {
    for (name, kind) in [
        ("id", ColumnKind::Category),
        ("text", ColumnKind::Text),
        ("kind", ColumnKind::Category),
        ("n", ColumnKind::Number),
        ("time", ColumnKind::Date),
    ] {
        writer.column(name, kind, Storage::Text, false).unwrap();
    }
}

fn add(dir: &Path, params: &IndexParams, rows: &[Complaint], batch: usize) -> UpsertCounts {
    let mut writer = Writer::open(dir, params).unwrap();
    columns(&mut writer);
    for chunk in rows.chunks(batch) {
        let all: Vec<Row> = chunk.iter().map(Complaint::row).collect();
        let upserts = writer.diff(&all);
        let wanted = upserts.iter().map(|u| all[u.at].clone()).collect();
        writer.write(wanted, &upserts).unwrap();
    }
    writer.finish().unwrap()
}

impl Small {
    fn of<S: AsRef<str>>(texts: &[S]) -> Self {
        let rows: Vec<_> = texts
            .iter()
            .enumerate()
            .map(|(i, t)| Complaint::new(i, t.as_ref()))
            .collect();
        let dir = tempfile::tempdir().unwrap();
        // several commits make several segments
        let often = IndexParams {
            commit_every: Duration::ZERO,
            ..params()
        };
        add(dir.path(), &often, &rows, 37);
        Self { dir, rows }
    }

    fn searcher(&self) -> Searcher {
        Searcher::open(self.dir.path()).unwrap()
    }

    fn ids(&self, query: &str) -> Vec<String> {
        self.ids_with(query, &SearchParams::default())
    }

    fn ids_with(&self, query: &str, params: &SearchParams) -> Vec<String> {
        let all = SearchParams {
            limit: 100_000,
            ..params.clone()
        };
        let found = self.searcher().search(query, &all).unwrap();
        assert_eq!(found.total, found.hits.len() as u64);
        assert_eq!(found.total, self.searcher().count(query, params).unwrap());
        found.hits.into_iter().map(|h| h.id).collect()
    }

    fn set(&self, query: &str) -> BTreeSet<String> {
        self.ids(query).into_iter().collect()
    }

    /// Ids by value, then id; those without a value last.
    fn order<T: Ord>(
        &self,
        descending: bool,
        value: impl Fn(&Complaint) -> Option<T>,
    ) -> Vec<String> {
        let mut all: Vec<&Complaint> = self.rows.iter().collect();
        all.sort_by(|a, b| {
            let (x, y) = (value(a), value(b));
            let by_value = if descending && x.is_some() && y.is_some() {
                y.cmp(&x)
            } else {
                (x.is_none(), &x).cmp(&(y.is_none(), &y))
            };
            by_value.then_with(|| a.id.cmp(&b.id))
        });
        all.into_iter().map(|c| c.id.clone()).collect()
    }

    fn scan(&self, fits: impl Fn(&Complaint) -> bool) -> BTreeSet<String> {
        let rows = self.rows.iter().filter(|c| fits(c));
        rows.map(|c| c.id.clone()).collect()
    }
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', r"\\").replace('"', "\\\""))
}

/// Texts from a small alphabet, so that pairs repeat and overlap.
fn texts() -> impl Strategy<Value = Vec<String>> {
    let piece = prop_oneof![
        "[甲乙丙哈，。 ]{1,8}",
        "[abAB12Ａ１ ]{1,6}",
        "[退款發票发票開]{1,6}",
        "[жалоб ]{1,5}",
        "[😀é\u{301}\u{200b}ﬁ㎏\n\t\u{3000}\"\\\\]{1,4}",
    ];
    let text = prop::collection::vec(piece, 0..5).prop_map(|p| p.concat());
    prop::collection::vec(text, 1..60)
}

fn substrings(text: &str, start: usize, length: usize) -> String {
    let chars: Vec<char> = text.chars().collect();
    let start = start % chars.len().max(1);
    chars.iter().skip(start).take(length).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn an_exact_string_is_found_exactly_where_a_scan_finds_it(
        texts in texts(),
        candidates in prop::collection::vec((0usize..60, 0usize..40, 1usize..9), 60),
        strangers in prop::collection::vec("[甲乙丙哈ab退款Ж ]{1,5}", 20),
    ) {
        let world = Small::of(&texts);
        let normalizer = Normalizer::new(NormalizeParams { mask: MaskParams::off() });
        let exact = |s: &str| normalizer.text(s, Depth::Exact);
        let searcher = world.searcher();
        let drawn = candidates.iter().map(|(t, s, l)| substrings(&texts[t % texts.len()], *s, *l));
        for string in drawn.chain(strangers) {
            let wanted = exact(&string);
            let should = world.scan(|c| exact(&c.text).contains(&wanted));
            let query = quoted(&string);
            let found = searcher.search(&query, &SearchParams { limit: 1000, ..Default::default() }).unwrap();
            let ids: BTreeSet<String> = found.hits.iter().map(|h| h.id.clone()).collect();
            prop_assert_eq!(&ids, &should, "{:?} as {:?}", string, wanted);
            for hit in &found.hits {
                prop_assert!(wanted.is_empty() || !hit.highlights.is_empty(), "{:?} in {:?}", wanted, hit.text);
                for h in &hit.highlights {
                    let cut = exact(&hit.text[h.start..h.end]);
                    prop_assert!(cut == wanted || cut.contains(&wanted) && cut.chars().count() <= 4 + wanted.chars().count(),
                        "{:?} cut for {:?}", cut, wanted);
                }
            }
        }
    }

    #[test]
    fn filters_facets_ranges_and_sorts_are_those_of_a_scan(
        rows in 1usize..200,
        low in -4i32..9, width in 0i32..8,
        from in 0u32..90, descending: bool,
    ) {
        let texts: Vec<String> = (0..rows).map(|i| format!("第{i}条")).collect();
        let world = Small::of(&texts);
        let high = low + width;
        prop_assert_eq!(
            world.set(&format!("n:[{low} TO {high}]")),
            world.scan(|c| c.n.is_some_and(|n| (low..=high).contains(&n)))
        );
        prop_assert_eq!(world.set(&format!("n:>{low}")), world.scan(|c| c.n.is_some_and(|n| n > low)));
        prop_assert_eq!(world.set(&format!("-n:{low}")), world.scan(|c| c.n != Some(low)));
        prop_assert_eq!(world.set("kind:甲 OR kind:丙"), world.scan(|c| c.kind == "甲" || c.kind == "丙"));
        prop_assert_eq!(world.set("kind:*"), world.scan(|c| !c.kind.is_empty()));
        let day = chrono::NaiveDate::from_ymd_opt(2024, 1, 1).unwrap() + chrono::Days::new(u64::from(from));
        prop_assert_eq!(
            world.set(&format!("time:>={day}")),
            world.scan(|c| c.day.is_some_and(|d| d >= from))
        );
        prop_assert_eq!(world.set(&format!("time:<={day}")), world.scan(|c| c.day.is_some_and(|d| d <= from)));
        prop_assert_eq!(world.set(&format!("time:{day}")), world.scan(|c| c.day == Some(from)));

        let sorted = |column: &str| {
            let sort = Some(Sort { column: column.into(), descending });
            world.ids_with("*", &SearchParams { sort, ..Default::default() })
        };
        prop_assert_eq!(sorted("n"), world.order(descending, |c| c.n));
        prop_assert_eq!(sorted("time"), world.order(descending, |c| c.day));
        prop_assert_eq!(sorted("kind"), world.order(descending, |c| (!c.kind.is_empty()).then(|| c.kind.clone())));
        prop_assert_eq!(sorted("id"), world.order(descending, |c| Some(c.id.clone())));

        let values: [fn(&Complaint) -> Option<String>; 3] = [
            |c| (!c.kind.is_empty()).then(|| c.kind.clone()),
            |c| c.n.map(|n| n.to_string()),
            |c| c.date().map(|d| d.to_string()),
        ];
        let params = SearchParams { facets: vec!["kind".into(), "n".into(), "time".into()], ..Default::default() };
        for (query, least) in [("*", i32::MIN), ("n:>=0", 0)] {
            let found = world.searcher().search(query, &params).unwrap();
            let with: Vec<_> = world.rows.iter().filter(|c| c.n.unwrap_or(i32::MIN) >= least).collect();
            for (facet, value) in found.facets.iter().zip(values) {
                let mut counts: BTreeMap<String, u64> = BTreeMap::new();
                with.iter().filter_map(|c| value(c)).for_each(|v| *counts.entry(v).or_default() += 1);
                let mut should: Vec<_> = counts.into_iter().collect();
                should.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(&b.0)));
                prop_assert_eq!(&facet.counts, &should);
                prop_assert_eq!(facet.without, with.iter().filter(|c| value(c).is_none()).count() as u64);
            }
        }
    }

    #[test]
    fn conditions_spans_of_time_and_their_sums_are_those_of_a_scan(
        rows in 1usize..200,
        low in -4i32..9, since in 0u32..90, length in 0u32..60,
        op in prop::sample::select(vec!["=", "!=", "<", "<=", ">", ">="]),
    ) {
        let texts: Vec<String> = (0..rows).map(|i| format!("第{i}条，退款{}", i % 3)).collect();
        let world = Small::of(&texts);
        let of = |conditions: &[String]| SearchParams {
            filters: conditions.iter().map(|c| parse_filter(c, |_| true).unwrap()).collect(),
            ..Default::default()
        };
        let set = |query: &str, params: &SearchParams| -> BTreeSet<String> {
            world.ids_with(query, params).into_iter().collect()
        };
        let compares = |n: i32| match op {
            "=" => n == low,
            "!=" => n != low,
            "<" => n < low,
            "<=" => n <= low,
            ">" => n > low,
            _ => n >= low,
        };
        // != also holds where there is no value
        let n_fits = |c: &Complaint| c.n.map_or(op == "!=", compares);
        prop_assert_eq!(set("*", &of(&[format!("n{op}{low}")])), world.scan(n_fits));
        let kind_fits = |c: &Complaint| c.kind == "甲" || c.kind == "乙";
        let both = of(&[format!("n{op}{low}"), "kind IN 甲,乙".into()]);
        prop_assert_eq!(set("*", &both), world.scan(|c| n_fits(c) && kind_fits(c)));
        prop_assert_eq!(set("\"退款1\"", &both), world.scan(|c| n_fits(c) && kind_fits(c) && c.text.contains("退款1")));
        prop_assert_eq!(set("*", &of(&["kind=".into()])), world.scan(|c| c.kind.is_empty()));
        prop_assert_eq!(set("*", &of(&["kind!=".into()])), world.scan(|c| !c.kind.is_empty()));
        prop_assert_eq!(
            set("-kind:丙 (kind:甲 OR n:>0)", &SearchParams::default()),
            world.scan(|c| c.kind != "丙" && (c.kind == "甲" || c.n.is_some_and(|n| n > 0)))
        );
        let day = |n: u32| (chrono::NaiveDate::from_ymd_opt(2024, 1, 1).unwrap() + chrono::Days::new(u64::from(n))).to_string();
        let until = since + length;
        let within = |c: &Complaint| c.day.is_some_and(|d| (since..=until).contains(&d));
        let span = SearchParams { since: Some(day(since)), until: Some(day(until)), ..both };
        prop_assert_eq!(set("*", &span), world.scan(|c| n_fits(c) && kind_fits(c) && within(c)));
        prop_assert_eq!(
            set(&format!("time:[{} TO {}]", day(since), day(until)), &SearchParams::default()),
            world.scan(within)
        );
    }

    #[test]
    fn pages_together_are_the_whole(rows in 1usize..150, page in 1usize..40) {
        let texts: Vec<String> = (0..rows).map(|i| "退款 ".repeat(i % 5) + "发票").collect();
        let world = Small::of(&texts);
        for query in ["退款 发票", "*", "\"票\""] {
            let whole = world.ids(query);
            let mut pages = Vec::new();
            for offset in (0..rows + page).step_by(page) {
                let params = SearchParams { limit: page, offset, ..Default::default() };
                pages.extend(world.searcher().search(query, &params).unwrap().hits.into_iter().map(|h| h.id));
            }
            prop_assert_eq!(&pages, &whole);
            let mut each = Vec::new();
            for limit in [usize::MAX, page] {
                let params = SearchParams { limit, offset: 1, ..Default::default() };
                each.clear();
                world.searcher().each(query, &params, |hits| {
                    each.extend(hits.into_iter().map(|h| h.id));
                    Ok(())
                }).unwrap();
                let wanted = whole.iter().skip(1).take(limit);
                prop_assert!(each.iter().eq(wanted));
            }
        }
    }

    #[test]
    fn no_query_panics(query in r#"[ab款票"“:：|*\-\[\]{}<>=()ORTN 1-9.]{0,25}"#) {
        thread_local! {
            static WORLD: Small = Small::of(&["退款ab", "票 12"]);
        }
        WORLD.with(|w| { w.searcher().search(&query, &SearchParams::default()).ok(); });
    }
}

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
        said.contains("--text") && said.contains("--rebuild"),
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
        .replacen("\"format\": 2", "\"format\": 0", 1);
    std::fs::write(path.join("tousu.json"), old).unwrap();
    let said = Searcher::open(path).unwrap_err().to_string();
    assert!(
        said.contains("index format 0") && said.contains("--rebuild"),
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
