//! What is odd about the rows as a whole, looked for before they are counted.

use super::collected::{Collected, FileRows};
use super::templates::find_templates;
use crate::aggregate::{self, Calendar, Column, NO_DAY, Table, date, is_monthly};
use crate::report::wording::quality;
use crate::types::Lang;
use rayon::prelude::*;
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;

/// Days, at least, by which one day is judged;
const ENOUGH_DAYS: usize = 30;
/// it holds at least so many complaints and this share,
const CROWD: u64 = 30;
const CROWDED: f64 = 0.1;
/// and so many times those of a usual day.
const TIMES: u64 = 10;
/// Rows of a month by which its values are judged.
const ENOUGH_ROWS: u64 = 30;
/// A source moves the totals where it holds this share of all, and they are this much higher with it.
const SOURCE: f64 = 0.1;
const HIGHER: f64 = 1.3;
/// A file moves the totals where so many days from its first on have this many times as many as the days before.
const AROUND: i32 = 28;
const JUMP: f64 = 1.5;
/// Texts alike from this share on.
const ALIKE: f64 = 0.5;
/// Notes of one kind, at most.
const MOST: usize = 3;

/// Finds templates, cuts off the days that lie far from all others, unless they are to be kept, and says what is odd in the rows as a whole,
/// which a report on all of them or on a period has to know.
pub fn find_oddities(
    rows: &mut Collected,
    (keep_ends, has_period): (bool, bool),
    lang: Lang,
) -> Vec<String> {
    let mut notes = Vec::new();
    find_templates(rows);
    if let Some(covered) = rows.table.covered() {
        if keep_ends {
            notes.push(quality::kept_ends(&covered, lang));
        } else {
            notes.push(quality::ends(&covered, has_period, lang));
            rows.table.keep_days(covered);
        }
    }
    let days = day_counts(&rows.table);
    notes.extend(gaps(&days, &rows.table.calendar, lang));
    if is_monthly(days.keys().copied()) {
        notes.push(quality::months_alone(lang));
    }
    notes.extend(crowded_days(&days, lang));
    let columns = rows.table.dimensions.par_iter().filter(|d| !d.made);
    let of_column = |column: &Column| {
        let mut notes = sources(&rows.table, column, &days, lang);
        notes.extend(one_value(&rows.table, column, lang));
        notes
    };
    notes.par_extend(columns.flat_map_iter(of_column));
    notes.extend(files(rows, &days, lang));
    notes.extend(same_ids(rows, lang));
    notes.extend(alike(rows, lang));
    notes
}

fn day_counts(table: &Table) -> BTreeMap<i32, u64> {
    let mut days = table.rows_by_day();
    days.remove(&NO_DAY);
    days
}

/// The longest gaps, in the order of time, and how many more there are.
fn gaps(days: &BTreeMap<i32, u64>, calendar: &Calendar, lang: Lang) -> Vec<String> {
    let days: Vec<(i32, f64)> = days.iter().map(|(day, n)| (*day, *n as f64)).collect();
    let mut gaps = aggregate::gaps(&days, calendar);
    gaps.sort_by_key(|gap| (gap.first - gap.last, gap.first));
    let more = gaps.len().saturating_sub(MOST);
    gaps.truncate(MOST);
    gaps.sort_by_key(|gap| gap.first);
    let notes = gaps.iter().map(|g| quality::gap(g.first, g.last, lang));
    let more = (more > 0).then(|| quality::more_gaps(more, lang));
    notes.chain(more).collect()
}

fn crowded_days(days: &BTreeMap<i32, u64>, lang: Lang) -> Vec<String> {
    let mut counts: Vec<u64> = days.values().copied().collect();
    counts.sort_unstable();
    let usual = counts.get(counts.len() / 2).copied().unwrap_or(0);
    let rows: u64 = counts.iter().sum();
    let share = |n: u64| n as f64 / rows.max(1) as f64;
    let crowded = days
        .iter()
        .filter(|(_, n)| **n >= CROWD && **n >= usual * TIMES && share(**n) >= CROWDED);
    let enough = days.len() >= ENOUGH_DAYS;
    let notes = crowded.filter(|_| enough);
    notes
        .map(|(day, n)| quality::crowded_day(*day, *n, share(*n), lang))
        .take(MOST)
        .collect()
}

/// First and last day, and rows with a day, of every value.
fn spans(table: &Table, column: &Column) -> Vec<(i32, i32, u64)> {
    let mut spans = vec![(i32::MAX, i32::MIN, 0); column.values.len()];
    for (row, code) in column.codes.iter().enumerate() {
        if let Some((span, day)) = spans.get_mut(*code as usize).zip(table.day(row)) {
            *span = (span.0.min(day), span.1.max(day), span.2 + 1);
        }
    }
    spans
}

/// Values that begin or end in the midst of the data, and the totals with them.
fn sources(table: &Table, column: &Column, days: &BTreeMap<i32, u64>, lang: Lang) -> Vec<String> {
    let (Some(&from), Some(&to)) = (days.keys().next(), days.keys().next_back()) else {
        return Vec::new();
    };
    let all: u64 = days.values().sum();
    let width = to - from + 1;
    let a_day = |from: i32, to: i32| {
        let rows: u64 = days.range(from..=to).map(|d| d.1).sum();
        rows as f64 / f64::from((to - from + 1).max(1))
    };
    let spans = spans(table, column);
    let dated = column.values.iter().zip(&spans).filter(|v| v.1.2 > 0);
    let moved = |(value, &(first, last, rows)): (&String, &(i32, i32, u64))| {
        let large = rows >= ENOUGH_ROWS && rows as f64 >= SOURCE * all as f64;
        let inside = |days: i32| days * 4 >= width && days >= 14;
        let of_value = rows as f64 / f64::from((last - first + 1).max(1));
        let moves = |with: f64, without: f64| {
            with >= HIGHER * without && of_value * 2.0 >= with - without && without > 0.0
        };
        let begins = inside(first - from) && moves(a_day(first, to), a_day(from, first - 1));
        let ends = inside(to - last) && moves(a_day(from, last), a_day(last + 1, to));
        match (large && width >= 60, begins, ends) {
            (true, true, _) => Some(quality::source(&column.name, value, first, true, lang)),
            (true, _, true) => Some(quality::source(&column.name, value, last, false, lang)),
            _ => None,
        }
    };
    dated.filter_map(moved).take(MOST).collect()
}

/// Files with whose first day the totals jump.
fn files(rows: &Collected, days: &BTreeMap<i32, u64>, lang: Lang) -> Vec<String> {
    let count = |range: std::ops::Range<i32>| days.range(range).map(|d| d.1).sum::<u64>();
    let ends = rows.files.iter().skip(1).map(|f| f.first);
    let ends = ends.chain([rows.table.rows()]);
    let jump = |(file, end): (&FileRows, usize)| {
        let first = (file.first..end)
            .filter_map(|row| rows.table.day(row))
            .min()?;
        let covered = days.keys().next().is_some_and(|d| *d <= first - AROUND)
            && days
                .keys()
                .next_back()
                .is_some_and(|d| *d >= first + AROUND - 1);
        let (before, from) = (count(first - AROUND..first), count(first..first + AROUND));
        let jumps = before >= ENOUGH_ROWS && from as f64 >= JUMP * before as f64;
        (covered && jumps).then(|| quality::file_begins(&file.name, first, before, from, lang))
    };
    let jumps = rows.files.iter().zip(ends).filter_map(jump);
    jumps.take(MOST).collect()
}

/// Months in which the column holds one value, where it has several in others.
fn one_value(table: &Table, column: &Column, lang: Lang) -> Option<String> {
    let mut days: FxHashMap<i32, FxHashMap<u32, u64>> = FxHashMap::default();
    for (row, code) in column.codes.iter().enumerate() {
        if let Some(day) = table
            .day(row)
            .filter(|_| (*code as usize) < column.values.len())
        {
            *days.entry(day).or_default().entry(*code).or_default() += 1;
        }
    }
    let mut months: BTreeMap<String, FxHashMap<u32, u64>> = BTreeMap::new();
    for (day, values) in days {
        let month = date(day).map_or_else(String::new, |d| d.format("%Y-%m").to_string());
        let of_month = months.entry(month).or_default();
        for (code, n) in values {
            *of_month.entry(code).or_default() += n;
        }
    }
    months.retain(|_, values| values.values().sum::<u64>() >= ENOUGH_ROWS);
    let single = |values: &FxHashMap<u32, u64>| match values.len() {
        1 => values.keys().next().copied(),
        _ => None,
    };
    let mixed = |values: &&FxHashMap<u32, u64>| {
        let most = values.values().max().copied().unwrap_or(0);
        values.len() >= 3 && most * 10 <= values.values().sum::<u64>() * 8
    };
    let code = months.values().find_map(single)?;
    let named = months.iter().filter(|(_, v)| single(v) == Some(code));
    let named: Vec<String> = named.map(|(month, _)| month.clone()).collect();
    let others = months.values().filter(mixed).count();
    let value = column.values.get(code as usize)?;
    (others > 0 && others + named.len() == months.len())
        .then(|| quality::one_value(&column.name, value, &named, lang))
}

/// Rows exported twice, and ids given to several complaints.
fn same_ids(rows: &Collected, lang: Lang) -> Vec<String> {
    let seen = &rows.equal_ids;
    let repeated = (seen.repeated > 0).then(|| quality::repeated_rows(seen.repeated, lang));
    // where rows were left out, the column was taken for ids
    let differing = || match seen.are_ids() || seen.repeated > 0 {
        true => quality::same_ids(seen.differing, lang),
        false => quality::no_ids(seen.differing, lang),
    };
    let updated =
        (seen.updated > 0).then(|| quality::updated(seen.updated, &seen.updated_in, lang));
    let share = seen.identical as f64 / seen.compared.max(1) as f64;
    let identical = seen.are_identical();
    let identical = identical.then(|| quality::identical(seen.identical, share, lang));
    let differing = (seen.differing > 0).then(differing);
    let notes = [repeated, updated, differing, identical];
    notes.into_iter().flatten().collect()
}

fn alike(rows: &Collected, lang: Lang) -> Option<String> {
    // a group is named by its first row
    let mut sizes = vec![0_u64; rows.table.group.len()];
    for group in &rows.table.group {
        if let Some(size) = sizes.get_mut(*group as usize) {
            *size += 1;
        }
    }
    let (n, all) = (*sizes.iter().max()?, rows.table.rows() as u64);
    let share = n as f64 / all.max(1) as f64;
    (n >= ENOUGH_ROWS && share >= ALIKE).then(|| quality::alike(n, share, lang))
}
