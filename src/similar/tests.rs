use super::groups;
use proptest::prelude::*;
use std::collections::BTreeSet;

/// The definition, word for word.
fn set(text: &str) -> BTreeSet<String> {
    let chars: Vec<char> = text
        .chars()
        .map(|c| if c.is_ascii_digit() { '0' } else { c })
        .collect();
    if chars.len() < 5 {
        return BTreeSet::from([chars.iter().collect()]);
    }
    chars.windows(5).map(|w| w.iter().collect()).collect()
}

fn brute(texts: &[String]) -> Vec<u32> {
    let sets: Vec<_> = texts.iter().map(|t| set(t)).collect();
    let mut group = Vec::new();
    for i in 0..texts.len() {
        let first = (0..i).find(|&j| {
            let both = sets[i].intersection(&sets[j]).count();
            let either = sets[i].len() + sets[j].len() - both;
            group[j] == u32::try_from(j).unwrap() && 10 * both >= 8 * either
        });
        group.push(u32::try_from(first.unwrap_or(i)).unwrap());
    }
    group
}

#[test]
fn equal_empty_and_short_texts() {
    let texts = [
        "",
        "退款",
        "退款",
        "",
        "退货",
        "号12",
        "号34",
        "a",
        "退款退款退",
    ];
    assert_eq!(groups(&texts), [0, 1, 1, 0, 4, 5, 5, 7, 8]);
    assert_eq!(groups::<&str>(&[]), Vec::<u32>::new());
}

#[test]
fn chains_do_not_grow() {
    // each differs from its neighbour by a little, the last from the first by a lot
    let base: Vec<char> = ('\u{4e00}'..'\u{4e50}').collect();
    let texts: Vec<String> = (0..12)
        .map(|k| {
            base.iter()
                .enumerate()
                .map(|(i, &c)| if i < k * 3 { 'x' } else { c })
                .collect()
        })
        .collect();
    let found = groups(&texts);
    assert_eq!(found, brute(&texts));
    assert!(found.iter().collect::<BTreeSet<_>>().len() > 1);
}

#[test]
fn more_than_one_block() {
    let texts: Vec<String> = (0..super::BLOCK * 2 + 7)
        .map(|i| match i % 3 {
            0 => format!("快递{i}一直没有送到家里，客服也不回"),
            1 => format!("{}号柜台态度恶劣", ["甲", "乙", "丙", "丁"][i % 4]),
            _ => ('\u{4e00}'..).skip(i).take(12).collect(),
        })
        .collect();
    let found = groups(&texts);
    for (i, &g) in found.iter().enumerate() {
        assert!(g as usize <= i && found[g as usize] == g, "text {i}");
    }
    assert!(found.iter().step_by(3).all(|&g| g % 3 == 0));
    let one = rayon::ThreadPoolBuilder::new()
        .num_threads(1)
        .build()
        .unwrap();
    assert_eq!(one.install(|| groups(&texts)), found);
}

proptest! {
    #[test]
    fn same_as_the_definition(
        seeds in prop::collection::vec("[甲乙丙丁戊0-9]{0,30}", 1..12),
        edits in prop::collection::vec((0_usize..12, 0_usize..40, "[甲子丑5]{0,2}"), 0..60),
    ) {
        let mut texts = seeds.clone();
        for (pick, at, put) in edits {
            let mut chars: Vec<char> = texts[pick % texts.len()].chars().collect();
            let at = at.min(chars.len());
            chars.splice(at..(at + 1).min(chars.len()), put.chars());
            texts.push(chars.into_iter().collect());
        }
        prop_assert_eq!(groups(&texts), brute(&texts));
    }

    #[test]
    fn same_as_the_definition_on_long_texts(
        seed in "[甲乙丙丁戊己庚辛]{60,160}",
        edits in prop::collection::vec((0_usize..20, 0_usize..160), 0..40),
    ) {
        let mut texts = vec![seed];
        for (pick, at) in edits {
            let mut chars: Vec<char> = texts[pick % texts.len()].chars().collect();
            let at = at % chars.len();
            chars[at] = '癸';
            texts.push(chars.into_iter().collect());
        }
        prop_assert_eq!(groups(&texts), brute(&texts));
    }
}
