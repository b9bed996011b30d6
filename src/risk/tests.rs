//! Simulated answers with planted risks: how often something is named that was not planted, how often what was planted is, and whether intervals
//! hold the rate.

use super::answers::rate;
use super::cells::Compared;
use super::dispersion;
use super::judged::Judged;
use super::score::score;
use crate::aggregate::{Encoder, Table};
use crate::report::RiskCell;
use crate::types::SplitMix;

/// What is simulated.
#[derive(Clone, Copy)]
struct Setting {
    rows: usize,
    /// Complaints of an event, which have one answer.
    event: usize,
    /// A type at a value of the first column with so high a rate.
    planted: Option<(usize, usize, f64)>,
}

const TYPES: usize = 6;
const VALUES: [usize; 2] = [8, 5];

/// Rate of a type: .06 to .36.
fn base(type_id: usize) -> f64 {
    0.06 * (type_id + 1) as f64
}

/// Complaints in events of one type, week and values. Types are unevenly spread over values, whose rates are those of their types.
fn simulated(setting: Setting, seed: u64) -> (Table, Vec<Option<bool>>) {
    let mut random = SplitMix::new(seed);
    let (mut types, mut days, mut answers) = (Encoder::new("类型"), Vec::new(), Vec::new());
    let mut columns = VALUES.map(|n| Encoder::new(&format!("列{n}")));
    while answers.len() < setting.rows {
        let type_id = random.below(TYPES);
        // of each type one value in three complaints is its own
        let mut value = |n: usize| match random.below(3) {
            0 => type_id % n,
            _ => random.below(n),
        };
        let values = VALUES.map(&mut value);
        let planted = setting
            .planted
            .filter(|p| (p.0, p.1) == (type_id, values[0]));
        let p = planted.map_or(base(type_id), |p| p.2);
        let week = i32::try_from(random.below(40)).unwrap();
        let yes = random.unit() < p;
        for i in 0..=random.below(2 * setting.event - 1) {
            types.push(Some(&format!("类{type_id}")));
            for (column, value) in columns.iter_mut().zip(values) {
                column.push(Some(&format!("值{value}")));
            }
            days.push(7 * week + i32::try_from(i).unwrap() % 7);
            answers.push(Some(yes));
        }
    }
    let table = Table {
        types: types.finish(),
        dimensions: columns.into_iter().map(Encoder::finish).collect(),
        days: Some(days),
        ..Table::default()
    };
    (table, answers)
}

fn compared(table: &Table, answers: &[Option<bool>]) -> (Compared, f64) {
    let judged = Judged::of(table, answers, |_| true);
    let dispersion = dispersion::of(&judged);
    (Compared::of(&judged, &[0, 1], dispersion, None), dispersion)
}

/// How often the interval of a type holds its rate, and in how many of the histories something is named.
fn histories(setting: Setting, runs: u64) -> (f64, u64) {
    let (mut held, mut all, mut named) = (0, 0, 0);
    for seed in 0..runs {
        let (table, answers) = simulated(setting, seed);
        let (found, _) = compared(&table, &answers);
        named += u64::from(!found.cells.is_empty());
        for t in &found.types {
            let id: usize = t.scope.name.as_deref().unwrap()[3..].parse().unwrap();
            let (low, high) = t.rate.low.zip(t.rate.high).unwrap();
            held += u32::from((low..=high).contains(&base(id)));
            all += 1;
        }
    }
    (f64::from(held) / f64::from(all), named)
}

#[test]
fn where_nothing_is_planted_next_to_nothing_is_named() {
    let setting = Setting {
        rows: 1500,
        event: 1,
        planted: None,
    };
    let (held, named) = histories(setting, 100);
    assert!(held > 0.93, "{held}");
    assert!(named <= 8, "{named} of 100 histories");
}

#[test]
fn answers_of_events_widen_intervals_and_name_nothing() {
    let setting = Setting {
        rows: 1500,
        event: 4,
        planted: None,
    };
    let (held, named) = histories(setting, 100);
    assert!(held > 0.9, "{held}");
    assert!(named <= 12, "{named} of 100 histories");
    let (table, answers) = simulated(setting, 1);
    let dispersion = compared(&table, &answers).1;
    // events of 1 to 8 of one answer: E n² ÷ E n = 5.7
    assert!((3.5..8.0).contains(&dispersion), "{dispersion}");
}

#[test]
fn what_is_planted_is_named_and_little_else() {
    let setting = Setting {
        rows: 1500,
        event: 1,
        planted: Some((2, 4, 0.7)),
    };
    let (mut found, mut others, mut all) = (0, 0, 0);
    for seed in 0..60 {
        let (table, answers) = simulated(setting, seed);
        let cells = compared(&table, &answers).0.cells;
        let is_planted = |c: &&RiskCell| {
            c.scope.name.as_deref() == Some("类2")
                && c.scope.values == [("列8".into(), "值4".into())]
        };
        // its value, and what its type lacks elsewhere, follow from it
        let follows = |c: &&RiskCell| c.scope.values == [("列8".into(), "值4".into())];
        found += u32::from(cells.iter().any(|c| is_planted(&c)));
        others += cells.iter().filter(|c| !follows(c)).count();
        all += cells.len();
    }
    assert!(found >= 50, "{found} of 60");
    assert!(others * 12 <= all, "{others} of {all}");
}

#[test]
fn copies_are_one_complaint_with_the_first_answer_known() {
    let mut types = Encoder::new("类型");
    (0..5).for_each(|_| types.push(Some("a")));
    let table = Table {
        types: types.finish(),
        group: vec![0, 0, 2, 0, 4],
        ..Table::default()
    };
    let answers = [None, Some(true), Some(false), Some(false), None];
    let judged = Judged::of(&table, &answers, |_| true);
    assert_eq!((judged.rows, judged.yes), (vec![0, 2], vec![true, false]));
}

/// By numpy: `p = np.array([.1, .2, .3, .4, .6, .7]); y = np.array([0, 0, 1, 0, 1, 1])`
#[test]
fn skill_is_beside_the_base_rate() {
    let rows = [0.1, 0.2, 0.3, 0.4, 0.6, 0.7]
        .into_iter()
        .zip([false, false, true, false, true, true]);
    let rows: Vec<(f64, bool)> = rows.collect();
    let s = score(&rows, 0.5, 1.0).unwrap();
    assert!((s.auc - 8.0 / 9.0).abs() < 1e-12);
    // (.01 + .04 + .49 + .16 + .16 + .09) ÷ 6
    assert!((s.brier - 0.95 / 6.0).abs() < 1e-12);
    assert!((s.skill - (1.0 - 0.95 / 6.0 / 0.25)).abs() < 1e-12);
    assert!((s.observed_to_expected - 3.0 / 2.3).abs() < 1e-12);
    // .0917 ± np.sqrt((.25-(p-y)**2).var(ddof=1)/6)*1.959964 = .1389: six rows tell nothing
    let (low, high) = s.skill_interval;
    assert!((low + 0.188_956).abs() < 1e-5 && (high - 0.922_289).abs() < 1e-5);
    assert!(!s.tells);
    assert_eq!(s.groups.len(), 1);
    assert_eq!(s.judged, rate(3, 6, 1.0));
    let many: Vec<(f64, bool)> = rows.iter().copied().cycle().take(240).collect();
    assert!(score(&many, 0.5, 1.0).unwrap().tells);
    // as many that are alike tell less
    assert!(!score(&many, 0.5, 40.0).unwrap().tells);
    assert!(score(&rows[..2], 0.5, 1.0).is_none());
}
