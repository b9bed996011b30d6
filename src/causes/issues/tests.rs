//! Months of the demonstration corpus whose times and places are shuffled, so that nothing happens in them, and events put into them.

use super::super::{ComplaintTexts, ExemplarText, terms_of};
use super::*;
use crate::aggregate::{Encoder, Figures, PeriodKind, ReportedPeriod, Table, date, day};
use crate::normalize::{Depth, Normalizer};
use crate::types::{Lang, SplitMix};
use chrono::NaiveDate;
use std::collections::BTreeSet;
use std::ops::RangeInclusive;

/// What an event is about: each complaint says it in one of these ways.
const THINGS: [[&str; 5]; 8] = [
    [
        "充电口冒烟，吓得赶紧拔了",
        "充电的时候接口冒烟烧黑",
        "一插充电线充电口就发烫冒烟",
        "充电口烧焦，有糊味冒烟",
        "晚上充电冒烟，充电口都化了",
    ],
    [
        "收银台多刷了一笔会员卡",
        "会员卡被多刷一笔",
        "会员卡余额莫名少了，说是多刷",
        "结账时会员卡多刷了钱",
        "会员卡重复刷卡，多刷的没退",
    ],
    [
        "包装里有虫子爬出来",
        "打开包装全是虫子",
        "虫子在包装袋里爬",
        "包装密封着却有虫子",
        "发现虫子，包装里一层",
    ],
    [
        "优惠券到期前突然作废",
        "优惠券被作废，没通知",
        "领的优惠券显示作废",
        "还没到期优惠券就作废了",
        "优惠券无故作废，客服不认",
    ],
    [
        "门禁卡刷不开，进不了仓库自提点",
        "自提点门禁坏了取不了货",
        "自提点门禁打不开",
        "门禁没人管，自提点进不去",
        "去自提点门禁刷卡没反应",
    ],
    [
        "安装师傅索要高空作业费",
        "临时要收高空作业费",
        "高空作业费没写在单子上",
        "不给高空作业费就不装",
        "多收高空作业费不开收据",
    ],
    [
        "升级之后指纹锁失灵",
        "指纹锁升级完打不开",
        "指纹锁识别不了，升级后的事",
        "系统升级把指纹锁弄失灵了",
        "指纹锁失灵，半夜进不了门",
    ],
    [
        "保温杯掉漆，水里有黑点",
        "保温杯内胆生锈有黑点",
        "杯里有黑点，保温杯生锈",
        "保温杯用三天就生锈",
        "保温杯水有铁锈味和黑点",
    ],
];
/// What complaints of the corpus say besides.
const BEFORE: [&str; 6] = [
    "",
    "你好，",
    "急！",
    "反映一下，",
    "之前投诉过两次，",
    "麻烦帮我看下，",
];
const AFTER: [&str; 6] = [
    "",
    "，请尽快回访",
    "，要求赔偿",
    "，给个说法",
    "，忍无可忍",
    "，一直没有解决",
];

struct World {
    table: Table,
    texts: ComplaintTexts,
    normalizer: Normalizer,
    /// For every row the event it belongs to.
    event: Vec<Option<usize>>,
    reported: RangeInclusive<i32>,
}

/// The corpus with its days and the values of every column shuffled, cut after a drawn month, with `events` of so many complaints each in it.
fn world(draws: &mut SplitMix, events: &[usize]) -> World {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/corpora/complaints.csv");
    let mut reader = csv::Reader::from_path(path).unwrap();
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    let mut shuffled = |column: usize| -> Vec<String> {
        let mut values: Vec<String> = rows.iter().map(|r| r[column].to_owned()).collect();
        for at in (1..values.len()).rev() {
            values.swap(at, draws.below(at + 1));
        }
        values
    };
    let columns = [3, 5, 6].map(&mut shuffled);
    let days: Vec<i32> = shuffled(8)
        .iter()
        .map(|d| day(d[..10].parse().unwrap()))
        .collect();
    let month = 6 + u32::try_from(draws.below(18)).unwrap();
    let first: NaiveDate = format!("{}-{:02}-01", 2023 + month / 12, month % 12 + 1)
        .parse()
        .unwrap();
    let last = day(first + chrono::Months::new(1)) - 1;
    let mut of = ["产品", "区域", "门店"].map(Encoder::new);
    let (mut types, mut kept, mut event) = (Encoder::new("投诉类型"), Vec::new(), Vec::new());
    let mut texts = ComplaintTexts::default();
    let normalizer = Normalizer::default();
    let mut push = |text: &str| {
        texts.raw.push(text);
        texts.ids.push(&texts.raw.len().to_string());
        texts.normalized.push(&normalizer.text(text, Depth::Words));
    };
    for at in (0..rows.len()).filter(|&at| days[at] <= last) {
        push(&rows[at][1]);
        types.push(Some(&rows[at][2]));
        of.iter_mut()
            .zip(&columns)
            .for_each(|(of, c)| of.push(Some(&c[at])));
        kept.push(days[at]);
        event.push(None);
    }
    let first_thing = draws.below(THINGS.len());
    for (number, &n) in events.iter().enumerate() {
        let thing = THINGS[(first_thing + 3 * number) % THINGS.len()];
        let (column, like) = (draws.below(3), draws.below(rows.len()));
        for _ in 0..n {
            let pick = |draws: &mut SplitMix, of: &[&str]| of[draws.below(of.len())].to_owned();
            let text = [&BEFORE[..], &thing, &AFTER]
                .map(|part| pick(draws, part))
                .concat();
            push(&text);
            let any = draws.below(rows.len());
            types.push(Some(&rows[like][2]));
            for (c, of) in of.iter_mut().enumerate() {
                of.push(Some(&columns[c][if c == column { like } else { any }]));
            }
            kept.push(day(first) + i32::try_from(draws.below(28)).unwrap());
            event.push(Some(number));
        }
    }
    World {
        table: Table {
            types: types.finish(),
            dimensions: of.into_iter().map(Encoder::finish).collect(),
            days: Some(kept),
            ..Table::default()
        },
        texts,
        normalizer,
        event,
        reported: day(first)..=last,
    }
}

fn found(world: &World) -> Vec<Finding> {
    let terms = terms_of(&world.table, &world.texts.normalized, 5);
    let source = ExemplarText {
        texts: &world.texts,
        normalizer: &world.normalizer,
        lang: Lang::Zh,
    };
    let [from, until] = [world.reported.start(), world.reported.end()].map(|d| date(*d).unwrap());
    let figures = Figures {
        period: Some(ReportedPeriod {
            kind: PeriodKind::Month,
            from,
            until,
            ..ReportedPeriod::default()
        }),
        ..Figures::default()
    };
    let complaints = Complaints {
        table: &world.table,
        figures: &figures,
        terms: Some(&terms),
        unsure: &[],
        source: &source,
    };
    issues(&complaints, 0)
}

/// The event that at least four fifths of the complaints of an issue belong to.
fn event_of(world: &World, issue: &Finding) -> Option<usize> {
    let events = issue
        .members
        .iter()
        .map(|id| world.event[id.parse::<usize>().unwrap() - 1]);
    let events: Vec<Option<usize>> = events.collect();
    let known: BTreeSet<usize> = events.iter().flatten().copied().collect();
    let count = |event: usize| events.iter().filter(|e| **e == Some(event)).count();
    known
        .into_iter()
        .find(|&event| count(event) * 10 >= 8 * events.len())
}

/// Counts of planted events by whether they were found, of lines, of false lines, of quiet months with a line.
fn tally(months: u64) -> [usize; 7] {
    let [mut large, mut large_found, mut small, mut small_found] = [0; 4];
    let [mut lines, mut wrong, mut noisy] = [0; 3];
    for seed in 0..months {
        let mut draws = SplitMix::new(seed);
        let sizes: Vec<usize> = (0..draws.below(4)).map(|_| 8 + draws.below(53)).collect();
        let world = world(&mut draws, &sizes);
        let issues = found(&world);
        let told: Vec<Option<usize>> = issues.iter().map(|i| event_of(&world, i)).collect();
        for (number, &n) in sizes.iter().enumerate() {
            let found = usize::from(told.contains(&Some(number)));
            if n >= 12 {
                (large, large_found) = (large + 1, large_found + found);
            } else {
                (small, small_found) = (small + 1, small_found + found);
            }
        }
        lines += issues.len();
        let false_lines = told.iter().filter(|t| t.is_none()).count();
        wrong += false_lines;
        noisy += usize::from(sizes.is_empty() && false_lines > 0);
    }
    [large, large_found, small, small_found, lines, wrong, noisy]
}

#[test]
fn planted_events_are_told_of_and_nothing_else() {
    let [large, large_found, _, _, lines, wrong, noisy] = tally(8);
    assert!(
        large > 3 && large_found * 10 >= large * 9,
        "{large_found} of {large}"
    );
    assert!(
        wrong * 10 <= lines && noisy == 0,
        "{wrong} of {lines}, {noisy}"
    );
}

#[test]
#[ignore = "200 months; run with --release -- --ignored --nocapture"]
#[allow(clippy::print_stdout, reason = "figures to write down")]
fn two_hundred_months() {
    let [large, large_found, small, small_found, lines, wrong, noisy] = tally(200);
    println!("events of 12 or more: {large_found} of {large}; smaller: {small_found} of {small}");
    println!("lines: {lines}, false {wrong}; quiet months with a line: {noisy}");
    assert!(large_found * 10 >= large * 9 && wrong * 10 <= lines);
}
