//! The demonstration corpus: made by the generator to the byte, with what its README says is in it.

use std::collections::BTreeMap;

#[path = "../../examples/generate/mod.rs"]
mod generate;

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/corpora");

fn committed(name: &str) -> String {
    std::fs::read_to_string(format!("{FOLDER}/{name}")).unwrap()
}

/// A table as one map a row.
fn table(name: &str) -> Vec<BTreeMap<String, String>> {
    let reader = csv::Reader::from_path(format!("{FOLDER}/{name}")).unwrap();
    reader.into_deserialize().map(Result::unwrap).collect()
}

/// Rows of `complaints.csv` whose columns hold these values; `投诉时间` is matched by its beginning.
fn count(rows: &[BTreeMap<String, String>], wanted: &[(&str, &str)]) -> usize {
    let holds = |row: &BTreeMap<String, String>, column: &str, value: &str| match column {
        "投诉时间" => row[column].starts_with(value),
        _ => row[column] == value,
    };
    rows.iter()
        .filter(|row| wanted.iter().all(|(c, v)| holds(row, c, v)))
        .count()
}

#[test]
fn the_generator_gives_the_committed_bytes() {
    for (name, content) in generate::files() {
        assert!(
            content == committed(name),
            "corpora/{name} is not what the generator gives; run `cargo run --example generate`"
        );
    }
}

#[test]
fn size_types_and_texts_are_as_promised() {
    let rows = table("complaints.csv");
    assert_eq!(rows.len(), 8000);
    assert!(committed("complaints.csv").len() < 4_000_000);
    let mut types = BTreeMap::<&str, usize>::new();
    for row in &rows {
        *types.entry(&row["投诉类型"]).or_default() += 1;
    }
    assert_eq!(types.len(), 12);
    assert!(types.values().all(|n| *n >= 250), "{types:?}");
    let mut ids: Vec<_> = rows.iter().map(|r| &r["工单号"]).collect();
    ids.dedup();
    assert_eq!(ids.len(), rows.len());
    assert!(
        rows.windows(2)
            .all(|w| w[0]["投诉时间"] <= w[1]["投诉时间"])
    );

    let length = |row: &BTreeMap<String, String>| row["投诉内容"].chars().count();
    let share = |test: &dyn Fn(usize) -> bool| {
        rows.iter().filter(|r| test(length(r))).count() * 1000 / rows.len()
    };
    assert!((20..120).contains(&share(&|n| n < 10)), "short");
    assert!(share(&|n| n >= 200) >= 25, "long");
    let blank = rows.iter().filter(|r| r["投诉内容"].trim().is_empty());
    assert!((10..60).contains(&blank.count()));
    for row in &rows {
        let text = &row["投诉内容"];
        assert!(!text.contains(['{', '}', '|']), "unexpanded: {text}");
    }
}

/// Numbers that look like somebody's must be nobody's.
#[test]
fn personal_numbers_are_invented() {
    let phone = regex::Regex::new(r"(?:^|\D)(1[3-9]\d{9})(?:\D|$)").unwrap();
    let identity = regex::Regex::new(r"(?:^|\D)(\d{17}[\dX])(?:\D|$)").unwrap();
    let mut seen = 0;
    for name in ["complaints.csv", "export.csv"] {
        for row in table(name) {
            let text = &row["投诉内容"];
            for found in phone.captures_iter(text) {
                assert!(found[1].starts_with("199000"), "{text}");
                seen += 1;
            }
            for found in identity.captures_iter(text) {
                assert!(found[1].starts_with("11000019000101"), "{text}");
            }
        }
    }
    assert!(seen > 500);
}

/// Months as `2023-01`, of both years.
fn months() -> Vec<String> {
    (2023..=2024)
        .flat_map(|year| (1..=12).map(move |month| format!("{year}-{month:02}")))
        .collect()
}

/// Every truth by plain counting; `corpora/README.md` says the same numbers.
#[test]
fn planted_truths_are_there_and_the_readme_says_so() {
    let rows = table("complaints.csv");
    let readme = committed("README.md");
    let says = |line: String| {
        assert!(readme.contains(&line), "corpora/README.md lacks: {line}");
    };
    let month = |m: &str, kind: &str| count(&rows, &[("投诉时间", m), ("投诉类型", kind)]);

    let holidays = ["2023-01", "2023-10", "2024-02", "2024-10"];
    let mut calm: Vec<usize> = months()
        .iter()
        .filter(|m| !holidays.contains(&m.as_str()) && *m != "2024-08")
        .map(|m| month(m, "物流配送"))
        .collect();
    calm.sort_unstable();
    let median = calm[calm.len() / 2];
    let rises = holidays.map(|m| month(m, "物流配送"));
    assert!(
        rises.iter().all(|n| *n * 10 > median * 17),
        "{rises:?} {median}"
    );
    let [a, b, c, d] = rises;
    says(format!(
        "{a}, {b}, {c} and {d} complaints of 物流配送 against a median of {median}"
    ));

    let wave = [
        ("投诉类型", "质量问题"),
        ("产品", "X5手机"),
        ("区域", "西南"),
    ];
    let (june, all) = (
        count(&rows, &[&wave[..], &[("投诉时间", "2024-06")]].concat()),
        count(&rows, &wave),
    );
    assert!(june >= 40 && all - june <= 40);
    says(format!(
        "{june} in 2024-06, {} in the other 23 months",
        all - june
    ));

    let hotline = count(&rows, &[("渠道", "电话热线")]);
    assert!((4720..=4880).contains(&hotline));
    says(format!("{hotline} of {} complaints", rows.len()));

    let (before, after): (Vec<_>, Vec<_>) = rows
        .iter()
        .cloned()
        .partition(|row| row["投诉时间"].as_str() < "2024-04");
    let refund = [("投诉类型", "退款退货")];
    let (x, y) = (count(&before, &refund), count(&after, &refund));
    assert!(y * before.len() * 10 > x * after.len() * 15);
    says(format!(
        "{x} of {} before, {y} of {} since",
        before.len(),
        after.len()
    ));

    let store = |name: &str| {
        let rude = count(&rows, &[("门店", name), ("投诉类型", "服务态度")]);
        (rude, count(&rows, &[("门店", name)]))
    };
    let (rude, total) = store("南塘店");
    assert!(rude * 4 > total);
    let all_rude = count(&rows, &[("投诉类型", "服务态度")]);
    says(format!(
        "{rude} of {total}, everywhere else {} of {}",
        all_rude - rude,
        rows.len() - total
    ));

    let jam = [
        ("投诉类型", "物流配送"),
        ("承运商", "捷骆物流"),
        ("区域", "华中"),
    ];
    let (august, all) = (
        count(&rows, &[&jam[..], &[("投诉时间", "2024-08")]].concat()),
        count(&rows, &jam),
    );
    assert!(august >= 40 && all - august <= 50);
    says(format!(
        "{august} in 2024-08, {} in the other 23 months",
        all - august
    ));

    let (mut counter, mut others) = (Vec::new(), Vec::new());
    for row in rows.iter().filter(|r| !r["满意度"].is_empty()) {
        let mark: f64 = row["满意度"].parse().unwrap();
        if row["渠道"] == "门店受理" {
            &mut counter
        } else {
            &mut others
        }
        .push(mark);
    }
    let mean = |marks: &[f64]| marks.iter().sum::<f64>() / marks.len() as f64;
    assert!(mean(&counter) > mean(&others) + 0.6);
    says(format!(
        "{:.2} over {} marks, elsewhere {:.2} over {}",
        mean(&counter),
        counter.len(),
        mean(&others),
        others.len()
    ));
}

#[test]
fn export_has_no_types_and_its_truth_stands_beside_it() {
    let export = table("export.csv");
    assert_eq!(export.len(), 1500);
    assert!(!export[0].contains_key("投诉类型"));
    assert!(export.iter().all(|r| r["投诉时间"].starts_with("2025-0")));
    let truth = table("export_types.csv");
    assert!(
        export
            .iter()
            .zip(&truth)
            .all(|(a, b)| a["工单号"] == b["工单号"])
    );
}

#[test]
fn dictionary_and_stop_words_are_well_formed() {
    let mut words = std::collections::BTreeSet::new();
    for line in committed("aftersales.dict.txt").lines() {
        let [word, frequency, tag] = line.split(' ').collect::<Vec<_>>()[..] else {
            panic!("not three fields: {line}")
        };
        assert!(frequency.parse::<u64>().unwrap() > 0, "{line}");
        assert!(word.chars().count() > 1 && !tag.is_empty(), "{line}");
        assert!(words.insert(word.to_owned()), "twice: {word}");
    }
    assert!(words.len() >= 300);
    let stop: Vec<_> = committed("stopwords.txt")
        .lines()
        .map(str::to_owned)
        .collect();
    let kept = [
        "不", "没", "未", "无", "别", "坏", "差", "慢", "退", "not", "no", "не", "нет", "без",
    ];
    assert!(kept.iter().all(|word| !stop.iter().any(|s| s == word)));
}
