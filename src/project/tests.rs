//! Revisions add up; settings are TOML.

use super::*;
use crate::types::Lang;

fn months(counts: &[(&str, &[(&str, u64)])]) -> Months {
    let of_month = |types: &[(&str, u64)]| Counts {
        all: types.iter().map(|t| t.1).sum(),
        types: types.iter().map(|t| (t.0.to_owned(), t.1)).collect(),
    };
    let months = counts.iter();
    months
        .map(|(month, types)| ((*month).to_owned(), of_month(types)))
        .collect()
}

fn table(run: u32, counted: Months) -> Table {
    Table {
        path: format!("{run}"),
        run,
        counted,
    }
}

fn run(number: u32, month: &str, tables: Vec<Table>, counted: Months) -> Run {
    Run {
        number,
        month: month.to_owned(),
        tables,
        counted,
        ..Run::default()
    }
}

#[test]
fn a_month_that_counts_otherwise_is_explained() {
    let first = months(&[("2024-01", &[("物流", 10), ("退款", 5)])]);
    let runs = [run(1, "2024-01", vec![table(1, first.clone())], first)];
    // another model gives two of them another type; three came late, and one of these is in both exports
    let again = months(&[("2024-01", &[("物流", 8), ("退款", 7)])]);
    let late = months(&[("2024-01", &[("物流", 3)]), ("2024-02", &[("物流", 9)])]);
    let counted = months(&[
        ("2024-01", &[("物流", 10), ("退款", 7)]),
        ("2024-02", &[("物流", 9)]),
    ]);
    let found = revisions(&runs, &[table(1, again), table(2, late)], &counted);
    let told: Vec<_> = found
        .iter()
        .map(|r| {
            let parts = (r.arrived, r.relabelled, r.repeated);
            (r.name.as_deref(), r.published, r.now, parts)
        })
        .collect();
    assert_eq!(
        told,
        [
            (None, 15, 17, (3, 0, -1)),
            (Some("物流"), 10, 10, (3, -2, -1)),
            (Some("退款"), 5, 7, (0, 2, 0)),
        ]
    );
}

#[test]
fn what_was_published_last_counts_and_nothing_is_said_where_nothing_changed() {
    let counted = months(&[("2024-01", &[("物流", 10)])]);
    let of = |n| {
        run(
            n,
            "2024-01",
            vec![table(1, counted.clone())],
            counted.clone(),
        )
    };
    assert_eq!(
        revisions(&[of(1), of(2)], &[table(1, counted.clone())], &counted),
        []
    );
    let more = months(&[("2024-01", &[("物流", 12)])]);
    let late = months(&[("2024-01", &[("物流", 2)])]);
    let found = revisions(
        &[of(1), of(2)],
        &[table(1, counted.clone()), table(3, late)],
        &more,
    );
    assert!(found.iter().all(|r| r.run == 2 && r.arrived == 2));
    assert_eq!(found.len(), 2);
}

#[test]
fn a_project_begins_with_settings_that_can_be_read() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path().join("a").display().to_string();
    let told = [
        ("month", "inputs", vec!["exports".to_owned()]),
        ("report", "by", vec!["区域".to_owned(), "渠\"道".to_owned()]),
    ];
    start(&at, &told, Lang::Zh).unwrap();
    let path = folder.path().join("a").join(SETTINGS);
    let text = std::fs::read_to_string(&path).unwrap();
    let table: toml::Table = toml::from_str(&text).unwrap();
    assert_eq!(
        table["report"]["by"].as_array().unwrap()[1].as_str(),
        Some("渠\"道")
    );
    assert!(folder.path().join("a/exports").is_dir());
    // the lines that are not in force can be put in force
    let all = text.lines().map(|l| match l.strip_prefix("# ") {
        Some(line) if line.contains(" = ") => line,
        _ => l,
    });
    let all = all.collect::<Vec<_>>().join("\n");
    assert!(toml::from_str::<toml::Table>(&all).is_ok(), "{all}");
    let said = start(&at, &told, Lang::Zh).unwrap_err().to_string();
    assert!(said.contains("it is there already"), "{said}");
}

#[test]
fn settings_in_english_have_no_chinese_examples() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path().display().to_string();
    start(&at, &[], Lang::En).unwrap();
    let text = std::fs::read_to_string(folder.path().join(SETTINGS)).unwrap();
    assert!(text.is_ascii(), "{text}");
    assert!(text.contains("Lines that start with # are comments."));
    let line = text.lines().find(|l| l.contains("target-precision"));
    assert!(
        line.is_some_and(
            |l| l.ends_with("# share of the rows not sent to review that must be right")
        )
    );
}
