//! Rows that were exported twice, and others.

use super::*;
use arrow_array::{ArrayRef, RecordBatch, StringArray};
use std::sync::Arc;

/// Rows of (id, text, time).
fn chunk(rows: &[[&str; 3]]) -> Chunk {
    let column = |at: usize| {
        let cells: Vec<&str> = rows.iter().map(|row| row[at]).collect();
        Arc::new(StringArray::from(cells)) as ArrayRef
    };
    let columns = [("id", column(0)), ("text", column(1)), ("time", column(2))];
    Chunk {
        file: "a.csv".into(),
        rows: (1..=rows.len() as u64).collect(),
        batch: RecordBatch::try_from_iter(columns).unwrap(),
        rejected: Vec::new(),
    }
}

const COLUMNS: (Option<usize>, &[usize], Option<usize>) = (Some(0), &[1], Some(2));

fn rows_kept(rows: &[[&str; 3]]) -> (Vec<u64>, EqualIds) {
    let chunk = chunk(rows);
    let mut filter = RepeatFilter::new(COLUMNS, Some(&chunk));
    let fresh = filter.fresh_rows(&chunk);
    (kept(&chunk, &fresh).rows.clone(), filter.seen())
}

#[test]
fn a_row_exported_twice_counts_once() {
    let (kept, seen) = rows_kept(&[
        ["1", "快递没到", "2024-01-05"],
        ["2", "屏幕碎了", "2024-01-05"],
        ["1", " 快递没到 ", "2024/1/5 00:00:00"],
        ["2", "屏幕又碎了", "2024-01-05"],
        ["1", "快递没到", "2024-01-06"],
        ["", "快递没到", "2024-01-05"],
        ["", "快递没到", "2024-01-05"],
    ]);
    assert_eq!(kept, [1, 2, 4, 5, 6, 7]);
    let counts = (seen.repeated, seen.differing, seen.rows);
    assert_eq!((counts, seen.are_ids()), ((1, 2, 5), true));
}

#[test]
fn a_later_state_of_the_same_complaint_is_told() {
    let rows = [
        ["1", "快递没到", "2024-01-05"],
        ["2", "屏幕碎了", "2024-01-05"],
        ["1", "快递没到", "2024-01-05 00:00"],
        ["2", "屏幕碎了", "2024-01-05"],
    ];
    let chunk = chunk(&rows);
    let mut filter = RepeatFilter::new(COLUMNS, Some(&chunk));
    filter.watched = vec![(1, "text".to_owned()), (2, "time".to_owned())];
    filter.fresh_rows(&chunk);
    let seen = filter.seen();
    assert_eq!((seen.repeated, seen.updated), (2, 1));
    assert_eq!(seen.updated_in, ["time"]);
}

#[test]
fn without_ids_identical_rows_are_counted() {
    let texts: Vec<String> = (0..40).map(|i| format!("第{}件", i % 30)).collect();
    let rows: Vec<[&str; 3]> = texts
        .iter()
        .map(|text| ["", text.as_str(), "2024-01-05"])
        .collect();
    let chunk = chunk(&rows);
    let mut filter = RepeatFilter::new((None, &[1], Some(2)), None);
    filter.compares_rows = true;
    assert_eq!(filter.fresh_rows(&chunk), [true; 40]);
    let seen = filter.seen();
    assert_eq!((seen.identical, seen.compared), (10, 40));
    assert!(seen.are_identical());
}

#[test]
fn rows_without_a_text_are_one_only_where_all_their_cells_are() {
    let rows = [["1", "", "2024-01-05"], ["1", "", "2024-01-06"]];
    assert_eq!(rows_kept(&rows).0, [1, 2]);
    assert_eq!(rows_kept(&[rows[0], rows[0]]).0, [1]);
}

#[test]
fn a_column_of_shops_holds_no_ids() {
    let texts: Vec<String> = (0..40).map(|i| format!("第{}件", i / 2)).collect();
    let rows: Vec<[&str; 3]> = texts
        .iter()
        .map(|text| ["海淀店", text.as_str(), "2024-01-05"])
        .collect();
    let (kept, seen) = rows_kept(&rows);
    assert_eq!((kept.len(), seen.repeated, seen.differing), (40, 0, 39));
    assert!(!seen.are_ids());
}

#[test]
fn chunks_without_repeats_are_passed_on_as_they_are() {
    let chunk = chunk(&[["1", "甲", ""], ["2", "甲", ""]]);
    let mut filter = RepeatFilter::new(COLUMNS, Some(&chunk));
    let fresh = filter.fresh_rows(&chunk);
    assert!(matches!(kept(&chunk, &fresh), Cow::Borrowed(_)));
    let fresh = filter.fresh_rows(&chunk);
    assert!(kept(&chunk, &fresh).rows.is_empty());
}
