//! The whole room, on small indexes made in the test: laws that a scan proves, and single cases.

mod case_tests;
mod law_tests;

use super::*;
use crate::normalize::MaskParams;
use std::collections::BTreeSet;
use std::path::Path;
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
            times: date.iter().map(|d| (4, micros(*d))).collect(),
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

fn add_columns(writer: &mut Writer) {
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
    add_columns(&mut writer);
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
