use super::super::exemplar::Source;
use super::super::{Piece, PieceKind, StopWords};
use super::*;
use crate::aggregate::{Column, FinishParams, Table, Tally, Unit};
use crate::types::SplitMix;

struct Texts(Vec<String>);

impl Source for Texts {
    fn id(&self, row: usize) -> String {
        format!("n{row}")
    }
    fn normalized(&self, row: usize) -> &str {
        &self.0[row]
    }
    fn show(&self, row: usize, _: &[&str]) -> (String, Vec<(usize, usize)>) {
        (self.0[row].clone(), Vec::new())
    }
}

/// Words of four matters, each with those that stand beside it.
const MATTERS: [&[&str]; 4] = [
    &["夜间施工", "噪声", "工地", "凌晨", "机器"],
    &["电梯", "困人", "维保", "物业", "停运"],
    &["井盖", "破损", "路面", "坑洼", "摔倒"],
    &["路灯", "不亮", "漆黑", "线路", "灯杆"],
];

/// `rows` complaints of one type as words: one of four matters (with its place in the list), the last fifth none of them (4).
fn planted(seed: u64, rows: usize) -> Vec<(usize, Vec<String>)> {
    let mut draws = SplitMix::new(seed);
    let complaint = |i: usize| {
        let matter = if i % 5 == 4 { 4 } else { draws.below(4) };
        let mut words: Vec<String> = (0..6)
            .map(|_| format!("杂词{}号", draws.below(60)))
            .collect();
        if let Some(of) = MATTERS.get(matter) {
            words.push(of[0].to_owned());
            (0..2).for_each(|_| words.push(of[1 + draws.below(of.len() - 1)].to_owned()));
        }
        (matter, words)
    };
    (0..rows).map(complaint).collect()
}

fn themes_of(
    complaints: &[Vec<String>],
    in_report: impl Fn(usize) -> bool + Sync,
) -> Vec<TypeThemes> {
    let rows = complaints.len();
    let day = |i: usize| 19_723 + i32::try_from(i % 60).unwrap();
    let table = Table {
        types: Column {
            name: "类型".into(),
            values: vec!["城建".into()],
            codes: vec![0; rows],
            made: false,
        },
        days: Some((0..rows).map(day).collect()),
        ..Table::default()
    };
    let params = FinishParams {
        unit: Some(Unit::Month),
        ..FinishParams::default()
    };
    let figures = Tally::of(&table).finish(&params).unwrap();
    let terms = Terms::of(rows, 5, &StopWords::default(), |row, take| {
        for text in &complaints[row] {
            let kind = PieceKind::Word;
            take(Piece { text, kind });
            let kind = PieceKind::Break;
            take(Piece { text: "，", kind });
        }
    });
    let source = Texts(complaints.iter().map(|w| w.join("，")).collect());
    let complaints = Complaints {
        table: &table,
        figures: &figures,
        terms: Some(&terms),
        unsure: &[],
        source: &source,
    };
    themes(&complaints, &in_report)
}

fn words_of(theme: &Theme) -> Vec<&str> {
    theme.words.iter().map(|w| w.word.as_str()).collect()
}

#[test]
fn planted_matters_are_found_named_and_counted() {
    let planted = planted(3, 1_000);
    let complaints: Vec<Vec<String>> = planted.iter().map(|(_, words)| words.clone()).collect();
    let found = themes_of(&complaints, |_| true);
    assert_eq!(found.len(), 1);
    let of = &found[0];
    assert_eq!((of.name.as_deref(), of.distinct), (Some("城建"), 1_000));
    assert_eq!(of.themes.len(), 4, "{:#?}", of.themes);
    let mut matters = std::collections::BTreeSet::new();
    for theme in &of.themes {
        let is = |m: &&[&str]| m.contains(&theme.words[0].word.as_str());
        let matter = MATTERS.iter().position(is).unwrap();
        matters.insert(matter);
        assert!(words_of(theme).iter().all(|w| MATTERS[matter].contains(w)));
        let true_count = planted.iter().filter(|(m, _)| *m == matter).count() as u64;
        assert_eq!(theme.share.count, true_count);
        assert_eq!(theme.share.denominator, 1_000);
        assert_eq!(theme.examples.len(), 3);
        let change = theme.change.as_ref().unwrap();
        assert_eq!(
            (change.against.as_str(), change.before + change.after),
            ("2024-01", true_count)
        );
        assert!(change.relative.is_some());
    }
    assert_eq!((matters.len(), of.other.count), (4, 200));
}

#[test]
fn the_order_of_rows_changes_nothing() {
    let in_order = planted(5, 600);
    let words =
        |rows: Vec<(usize, Vec<String>)>| rows.into_iter().map(|(_, w)| w).collect::<Vec<_>>();
    let reversed = in_order.iter().rev().cloned().collect();
    let told = |found: Vec<TypeThemes>| {
        let themes = found.into_iter().flat_map(|of| of.themes);
        let line = |t: Theme| (t.words, t.share.count);
        themes.map(line).collect::<Vec<_>>()
    };
    let (a, b) = (
        themes_of(&words(in_order), |_| true),
        themes_of(&words(reversed), |_| true),
    );
    assert_eq!(told(a), told(b));
}

#[test]
fn words_at_random_have_no_theme() {
    let mut draws = SplitMix::new(9);
    let mut complaint = || {
        (0..8)
            .map(|_| format!("杂词{}号", draws.below(60)))
            .collect()
    };
    let complaints: Vec<Vec<String>> = (0..1_000).map(|_| complaint()).collect();
    assert!(themes_of(&complaints, |_| true).is_empty());
}

#[test]
fn only_rows_the_report_is_about_count_and_few_are_left_alone() {
    let complaints: Vec<Vec<String>> = planted(3, 1_000).into_iter().map(|(_, w)| w).collect();
    let found = themes_of(&complaints, |row| row < 500);
    assert_eq!(found[0].distinct, 500);
    assert!(themes_of(&complaints, |row| row < READABLE).is_empty());
}
