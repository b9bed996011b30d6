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

/// Complaints in the making.
struct Rows {
    of: [Encoder; 3],
    types: Encoder,
    days: Vec<i32>,
    event: Vec<Option<usize>>,
    texts: ComplaintTexts,
    normalizer: Normalizer,
}

impl Rows {
    fn new() -> Self {
        Self {
            of: ["产品", "区域", "门店"].map(Encoder::new),
            types: Encoder::new("投诉类型"),
            days: Vec::new(),
            event: Vec::new(),
            texts: ComplaintTexts::default(),
            normalizer: Normalizer::default(),
        }
    }

    fn push(
        &mut self,
        (text, of_type): (&str, &str),
        values: [&str; 3],
        (day, event): (i32, Option<usize>),
    ) {
        self.texts.raw.push(text);
        self.texts.ids.push(&self.texts.raw.len().to_string());
        let normal = self.normalizer.text(text, Depth::Words);
        self.texts.normalized.push(&normal);
        self.types.push(Some(of_type));
        let columns = self.of.iter_mut().zip(values);
        columns.for_each(|(of, value)| of.push(Some(value)));
        self.days.push(day);
        self.event.push(event);
    }

    fn world(self, reported: RangeInclusive<i32>) -> World {
        World {
            table: Table {
                types: self.types.finish(),
                dimensions: self.of.into_iter().map(Encoder::finish).collect(),
                days: Some(self.days),
                ..Table::default()
            },
            texts: self.texts,
            normalizer: self.normalizer,
            event: self.event,
            reported,
        }
    }
}

/// A column of the corpus in another order.
fn shuffled(corpus: &[csv::StringRecord], column: usize, draws: &mut SplitMix) -> Vec<String> {
    let mut values: Vec<String> = corpus.iter().map(|r| r[column].to_owned()).collect();
    for at in (1..values.len()).rev() {
        values.swap(at, draws.below(at + 1));
    }
    values
}

/// The corpus with its days and the values of every column shuffled, cut after a drawn month, with `events` of so many complaints each in it.
fn world(draws: &mut SplitMix, events: &[usize]) -> World {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/corpora/complaints.csv");
    let mut reader = csv::Reader::from_path(path).unwrap();
    let corpus: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    let columns = [3, 5, 6].map(|column| shuffled(&corpus, column, draws));
    let days = shuffled(&corpus, 8, draws);
    let month = 6 + u32::try_from(draws.below(18)).unwrap();
    let first = NaiveDate::from_ymd_opt(2023 + i32::from(month > 11), month % 12 + 1, 1).unwrap();
    let reported = day(first)..=day(first + chrono::Months::new(1)) - 1;
    let mut rows = Rows::new();
    for (at, written) in days.iter().enumerate() {
        let day = day(written[..10].parse().unwrap());
        if day <= *reported.end() {
            let values = [0, 1, 2].map(|c| columns[c][at].as_str());
            rows.push((&corpus[at][1], &corpus[at][2]), values, (day, None));
        }
    }
    let first_thing = draws.below(THINGS.len());
    for (number, &n) in events.iter().enumerate() {
        let thing = THINGS[(first_thing + 3 * number) % THINGS.len()];
        let (column, like) = (draws.below(3), draws.below(corpus.len()));
        for _ in 0..n {
            let text = [&BEFORE[..], &thing, &AFTER].map(|part| part[draws.below(part.len())]);
            let any = draws.below(corpus.len());
            let values =
                [0, 1, 2].map(|c| columns[c][if c == column { like } else { any }].as_str());
            let day = reported.start() + i32::try_from(draws.below(28)).unwrap();
            rows.push(
                (&text.concat(), &corpus[like][2]),
                values,
                (day, Some(number)),
            );
        }
    }
    rows.world(reported)
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
