//! What is found, filtered, counted and sorted is what a scan of the rows gives.

use super::*;
use crate::normalize::{Depth, NormalizeParams, Normalizer};
use proptest::prelude::*;
use std::collections::BTreeMap;

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
            |c| c.date().map(|d| d.format("%Y-%m").to_string()),
        ];
        let params = SearchParams { facets: vec!["kind".into(), "n".into(), "time".into()], ..Default::default() };
        for (query, least) in [("*", i32::MIN), ("n:>=0", 0)] {
            let found = world.searcher().search(query, &params).unwrap();
            let with: Vec<_> = world.rows.iter().filter(|c| c.n.unwrap_or(i32::MIN) >= least).collect();
            for (facet, value) in found.facets.iter().zip(values) {
                let mut counts: BTreeMap<String, u64> = BTreeMap::new();
                with.iter().filter_map(|c| value(c)).for_each(|v| *counts.entry(v).or_default() += 1);
                let mut should: Vec<_> = counts.into_iter().collect();
                if facet.column != "time" {
                    should.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(&b.0)));
                }
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
