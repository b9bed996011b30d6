use super::*;
use crate::types::SplitMix;
use proptest::prelude::*;

fn column(name: &str, values: &[&str]) -> Column {
    let mut e = Encoder::new(name);
    values.iter().for_each(|v| e.push(Some(v)));
    e.finish()
}

/// 8 complaints, by hand: 物流 4, 退款 3, one without a type.
fn small() -> Table {
    let start = day(chrono::NaiveDate::from_ymd_opt(2024, 1, 1).unwrap());
    Table {
        types: column(
            "类型",
            &["物流", "退款", "物流", "物流", "退款", "", "物流", "退款"],
        ),
        dimensions: vec![column(
            "渠道",
            &["电话", "网站", "电话", "电话", "网站", "电话", "", "电话"],
        )],
        days: Some(vec![
            start,
            start + 1,
            start + 31,
            start + 32,
            start + 33,
            start + 34,
            NO_DAY,
            start + 35,
        ]),
        numbers: vec![Numbers {
            name: "满意度".into(),
            values: vec![1.0, 2.0, 3.0, f64::NAN, 5.0, 4.0, 2.0, 2.0],
        }],
        review: None,
        group: vec![0, 1, 0, 3, 4, 5, 6, 7],
        ..Table::default()
    }
}

#[test]
fn a_column_may_be_named_as_a_role_is() {
    let mut table = small();
    let mut of_role = table.dimensions[0].clone();
    table.dimensions[0].name = "type".into();
    of_role.name = "time".into();
    table.dimensions.push(of_role);
    let figures = Tally::of(&table).finish(&FinishParams::default()).unwrap();
    check(&figures).unwrap();
    assert_eq!(figures.rows_without.len(), 2);
    assert_eq!(figures.by[0].1.without, 1);
}

#[test]
fn by_hand() {
    let figures = Tally::of(&small())
        .finish(&FinishParams::default())
        .unwrap();
    check(&figures).unwrap();
    assert_eq!((figures.total, figures.distinct), (8, 7));
    assert_eq!(figures.rows_without["type"], 1);
    assert_eq!(figures.rows_without["time"], 1);
    assert_eq!(figures.rows_without["渠道"], 1);
    let first = &figures.types[0];
    assert_eq!(
        (first.name.as_str(), first.share.count, first.distinct),
        ("物流", 4, 3)
    );
    assert_eq!(first.share.denominator, 7);
    assert_eq!(first.share.share, Some(4.0 / 7.0));
    let phone = &figures.by[0].1.values[0];
    assert_eq!(
        (
            phone.value.as_str(),
            phone.share.count,
            phone.share.denominator
        ),
        ("电话", 5, 7)
    );
    // 物流 by phone: 3 of the 4 typed calls; elsewhere 0 of 2.
    assert_eq!(phone.types[0].share_within, Some(0.75));
    assert_eq!(phone.types[0].share_of_total, Some(0.5));
    assert_eq!(phone.types[0].lift, None);
    assert_eq!(phone.types[1].lift, Some(0.25));
    let all = &figures.numbers["满意度"];
    assert_eq!((all.count, all.median), (7, Some(2.0)));
    assert_eq!(first.numbers["满意度"].mean, Some(2.0));
}

#[test]
fn months_by_hand() {
    let params = FinishParams {
        unit: Some(Unit::Month),
        ..FinishParams::default()
    };
    let figures = Tally::of(&small()).finish(&params).unwrap();
    let counts: Vec<_> = figures
        .periods
        .iter()
        .map(|p| (p.period.as_str(), p.count))
        .collect();
    assert_eq!(counts, [("2024-01", 2), ("2024-02", 5)]);
    assert_eq!(figures.periods[0].holidays, ["元旦"]);
    let quarters = FinishParams {
        unit: Some(Unit::Quarter),
        ..FinishParams::default()
    };
    let quarters = Tally::of(&small()).finish(&quarters).unwrap();
    assert_eq!(quarters.periods[0].holidays, [""; 0]);
    // February ends 24 days after the last complaint, at .19 complaints a day: e^−4.6, just under 1 %.
    assert!(figures.periods[0].complete);
}

#[test]
fn a_half_month_at_the_end_is_left_out() {
    let start = day(chrono::NaiveDate::from_ymd_opt(2024, 1, 1).unwrap());
    let days: Vec<i32> = (0..75).flat_map(|d| [start + d; 3]).collect();
    let table = Table {
        types: column("t", &vec!["a"; days.len()]),
        days: Some(days),
        ..Table::default()
    };
    let params = FinishParams {
        unit: Some(Unit::Month),
        ..FinishParams::default()
    };
    let figures = Tally::of(&table).finish(&params).unwrap();
    let complete: Vec<bool> = figures.periods.iter().map(|p| p.complete).collect();
    assert_eq!(complete, [true, true, false]);
    assert_eq!(figures.periods[2].daily_mean, Some(3.0));
    assert!(figures.periods[2].change.is_none());
    assert_eq!(figures.types[0].change.as_ref().unwrap().against, "2024-01");
}

#[test]
fn a_broken_figure_is_caught() {
    let mut figures = Tally::of(&small())
        .finish(&FinishParams::default())
        .unwrap();
    figures.types[0].share.count += 1;
    assert!(
        check(&figures)
            .unwrap_err()
            .to_string()
            .contains("do not reconcile")
    );
}

#[test]
fn nothing_counted_is_no_fault() {
    let figures = Tally::of(&Table::default())
        .finish(&FinishParams::default())
        .unwrap();
    check(&figures).unwrap();
    assert_eq!(figures.total, 0);
}

#[test]
fn rare_values_are_folded_and_still_add_up() {
    let names: Vec<String> = (0..200).map(|i| format!("店{}", i % 70)).collect();
    let values: Vec<&str> = names.iter().map(String::as_str).collect();
    let table = Table {
        types: column("t", &vec!["a"; 200]),
        dimensions: vec![column("门店", &values)],
        ..Table::default()
    };
    let params = FinishParams {
        max_values: 10,
        ..FinishParams::default()
    };
    let figures = Tally::of(&table).finish(&params).unwrap();
    check(&figures).unwrap();
    assert_eq!(figures.by[0].1.values.len(), 11);
    assert_eq!(figures.by[0].1.folded, 60);
    assert_eq!(figures.by[0].1.values[10].value, FOLDED);
}

/// A table of random size, holes and duplicates.
pub(crate) fn random(seed: u64, most: usize) -> Table {
    let mut draws = SplitMix::new(seed);
    let rows = draws.below(most);
    let mut code = |of: usize| -> Vec<u32> {
        (0..rows)
            .map(|_| {
                let c = draws.below(of + 1);
                if c == of {
                    NONE
                } else {
                    u32::try_from(c).unwrap()
                }
            })
            .collect()
    };
    let names = |of: usize, stem: &str| (0..of).map(|i| format!("{stem}{i}")).collect();
    let column = |name: &str, of: usize, codes| Column {
        name: name.into(),
        values: names(of, name),
        codes,
        made: false,
    };
    let types = column("t", 5, code(5));
    let dimensions = vec![column("a", 3, code(3)), column("b", 9, code(9))];
    let days = (0..rows)
        .map(|_| {
            if draws.below(20) == 0 {
                NO_DAY
            } else {
                19_700 + i32::try_from(draws.below(400)).unwrap()
            }
        })
        .collect();
    let numbers = (0..rows)
        .map(|_| {
            if draws.below(9) == 0 {
                f64::NAN
            } else {
                draws.unit() * 10.0 - 5.0
            }
        })
        .collect();
    let group = (0..rows)
        .map(|i| u32::try_from(if draws.below(10) == 0 { 0 } else { i }).unwrap())
        .collect();
    Table {
        types,
        dimensions,
        days: Some(days),
        numbers: vec![Numbers {
            name: "n".into(),
            values: numbers,
        }],
        review: Some((0..rows).map(|_| draws.below(4) == 0).collect()),
        group,
        ..Table::default()
    }
}

proptest! {
    #[test]
    fn tallies_merge_in_any_order_to_the_same_bytes(a in 0_u64..1_000_000, b in 0_u64..1_000_000, c in 0_u64..1_000_000) {
        let tally = |seed| {
            let table = random(seed, 200);
            let mut tally = Tally::of(&table);
            // few signatures, so that many complaints of one part are copies of another's
            let signature = |row: usize| (!row.is_multiple_of(11)).then_some(row as u64 * 7 % 211);
            tally.copies = Some(Copies::of(&table, signature));
            let mut said = ModelTally {
                all: ModelSums::of(2),
                ..ModelTally::default()
            };
            said.all.add(1, false, Some(&[0.3, 0.7]));
            tally.models.insert(format!("m{}", seed % 2), said);
            let mut words = WordTally::default();
            words.words.entry(format!("w{}", seed % 3)).or_default().insert("t1".into(), seed);
            tally.words = Some(words);
            tally
        };
        let merged = |order: [u64; 3]| {
            let mut all = Tally::default();
            order.into_iter().for_each(|seed| all.merge(tally(seed)));
            serde_json::to_string(&all).unwrap()
        };
        let one = merged([a, b, c]);
        prop_assert_eq!(&one, &merged([c, a, b]));
        let mut nested = tally(b);
        nested.merge(tally(c));
        let mut outer = tally(a);
        outer.merge(nested);
        prop_assert_eq!(&one, &serde_json::to_string(&outer).unwrap());
        let back: Tally = serde_json::from_str(&one).unwrap();
        prop_assert_eq!(serde_json::to_string(&back).unwrap(), one);
    }

    #[test]
    fn numbers_survive_their_bits(x in proptest::num::f64::NORMAL, y in proptest::num::f64::NORMAL) {
        prop_assert_eq!(numbers::number(numbers::bits(x)), x);
        prop_assert_eq!(numbers::bits(x) < numbers::bits(y), x < y);
    }
}
