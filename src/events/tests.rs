//! Complaints written anew in many ways: about the same thing at one place, about other things there, about the same thing elsewhere.

use super::*;
use crate::aggregate::{Encoder, NO_DAY};
use crate::normalize::Depth;
use crate::types::SplitMix;
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

const PLACES: [&str; 12] = [
    "翠堤湾小区",
    "澜溪苑",
    "云麓新城",
    "望月街道锦麓家园",
    "枫桦路",
    "沁柠广场",
    "泽恒公司",
    "沁岚湖公园",
    "柳浔村",
    "瑾瑜幼儿园",
    "御澜府",
    "玺樾大厦",
];

/// What happens; each complaint says it in one of these ways.
const THINGS: [[&str; 5]; 6] = [
    [
        "旁边的搅拌站日夜开工，噪音和扬尘让人睡不着",
        "搅拌站灰尘很大，噪音扰民，窗户都不敢开",
        "大型搅拌站离居民楼不到百米，扬尘和噪音严重",
        "混凝土搅拌站噪音吵了一夜，粉尘飘进家里",
        "恳请撤走搅拌站，粉尘、噪音影响孩子休息",
    ],
    [
        "楼下烧烤店油烟直排，夜里熏得人头晕",
        "烧烤店没有烟道，油烟天天往楼上飘",
        "油烟扰民，烧烤店开到凌晨没人管",
        "一到晚上烧烤油烟呛人，投诉多次无果",
        "烧烤摊油烟大，要求加装烟道",
    ],
    [
        "买房时被强制捆绑车位，不买不签合同",
        "捆绑销售车位，一个十二万，不买取消购房资格",
        "开发商捆绑车位才肯卖房，合理吗",
        "购房要搭一个车位，属于捆绑销售",
        "车位与房子捆绑，职工有苦难言",
    ],
    [
        "电梯坏了半个月，老人下不了楼",
        "电梯频繁故障，昨天又困住人",
        "电梯停运无人维修，高层住户天天爬楼",
        "多次困人的电梯到现在没有修好",
        "电梯按键失灵，故障报修没有回音",
    ],
    [
        "自来水发黄，有铁锈味",
        "水龙头出来的水又黄又浑，不敢喝",
        "水质发黄，洗澡皮肤发痒",
        "自来水有异味，水质太差",
        "二次供水水质差，水里有杂质",
    ],
    [
        "学位不够，孩子今年入学没有着落",
        "学区突然调整，孩子上不了家门口的小学",
        "入学摸底后学位被取消，家长着急",
        "买的学区房，入学却被调剂到远处",
        "小学学位紧张，入学名额没有公示",
    ],
];
const BEFORE: [&str; 5] = [
    "",
    "尊敬的领导，您好！",
    "我要投诉，",
    "再次反映，",
    "麻烦处理一下：",
];
const AFTER: [&str; 5] = [
    "",
    "，请尽快回复",
    "，希望有关部门重视",
    "，一直没有解决",
    "，谢谢",
];

/// Complaints in the making; the event of each, where it belongs to one.
#[derive(Clone, Debug, Default)]
struct World {
    rows: Vec<(String, String, i32, Option<String>)>,
    event: BTreeMap<String, usize>,
}

impl World {
    /// Events of 3 to 12 complaints, each a thing at a place within some weeks of 300 days, among complaints about one thing each.
    fn new(seed: u64, events: usize, others: usize) -> Self {
        let mut draws = SplitMix::new(seed);
        let mut world = Self::default();
        let mut taken: BTreeSet<(usize, usize)> = BTreeSet::new();
        let spread = |draws: &mut SplitMix, n: usize| i32::try_from(draws.below(n)).unwrap();
        for event in 0..events {
            let at = (draws.below(PLACES.len()), draws.below(THINGS.len()));
            if !taken.insert(at) {
                continue;
            }
            let start = spread(&mut draws, 300);
            for _ in 0..3 + draws.below(10) {
                let day = start + spread(&mut draws, 40);
                world.push(&mut draws, at, day, Some(event));
            }
        }
        for _ in 0..others {
            let at = (draws.below(PLACES.len()), draws.below(THINGS.len()));
            let day = spread(&mut draws, 340);
            if taken.insert(at) {
                world.push(&mut draws, at, day, None);
            }
        }
        world
    }

    fn push(
        &mut self,
        draws: &mut SplitMix,
        (place, thing): (usize, usize),
        day: i32,
        event: Option<usize>,
    ) {
        let id = format!("C{}", self.rows.len());
        let (place, way) = (PLACES[place], THINGS[thing][draws.below(5)]);
        let [before, after] = [BEFORE, AFTER].map(|all| all[draws.below(5)]);
        let text = match draws.below(3) {
            0 => format!("{before}{place}{way}{after}。"),
            1 => format!("{before}我是{place}的业主，{way}{after}。"),
            _ => format!("{before}{way}。地点在{place}{after}"),
        };
        if let Some(event) = event {
            self.event.insert(id.clone(), event);
        }
        self.rows.push((id, text, day, None));
    }

    /// What `ask` says of the complaints.
    fn ask<T>(&self, ask: impl FnOnce(&Complaints<'_>) -> T) -> T {
        let normalizer = Normalizer::default();
        let [mut texts, mut raw, mut ids] = [(); 3].map(|()| StringArena::default());
        let mut places = Encoder::new("place");
        let mut days = Vec::new();
        for (id, text, day, place) in &self.rows {
            texts.push(&normalizer.text(text, Depth::Words));
            raw.push(text);
            ids.push(id);
            days.push(*day);
            places.push(place.as_deref());
        }
        let places = places.finish();
        ask(&Complaints {
            texts: &texts,
            raw: &raw,
            ids: &ids,
            days: Some(&days),
            places: Some(&places),
            names: &FxHashSet::default(),
            normalizer: &normalizer,
        })
    }

    /// The groups, as ids.
    fn groups(&self, within: u32) -> Vec<(String, Vec<String>)> {
        self.ask(|complaints| {
            let name = |row: &u32| complaints.ids.get(*row as usize).to_owned();
            let (groups, _) = groups(complaints, within);
            let named = |g: Group| (g.id, g.rows.iter().map(name).collect());
            groups.into_iter().map(named).collect()
        })
    }

    fn shuffled(&self, draws: &mut SplitMix) -> Self {
        let mut world = self.clone();
        for at in (1..world.rows.len()).rev() {
            world.rows.swap(at, draws.below(at + 1));
        }
        world
    }
}

/// Pairs of complaints in one group, and those that belong together.
fn pairs(world: &World, groups: &[(String, Vec<String>)]) -> (usize, usize, usize) {
    let (mut found, mut right, mut wanted) = (0, 0, 0);
    for (_, ids) in groups {
        for (at, a) in ids.iter().enumerate() {
            for b in &ids[at + 1..] {
                found += 1;
                let of = |id: &String| world.event.get(id);
                right += usize::from(of(a).is_some() && of(a) == of(b));
            }
        }
    }
    let mut sizes: BTreeMap<usize, usize> = BTreeMap::new();
    world
        .event
        .values()
        .for_each(|e| *sizes.entry(*e).or_default() += 1);
    wanted += sizes.values().map(|n| n * (n - 1) / 2).sum::<usize>();
    (found, right, wanted)
}

#[test]
fn complaints_about_one_thing_at_one_place_are_one_event_whatever_their_words() {
    let (mut found, mut right, mut wanted) = (0, 0, 0);
    for seed in 0..12 {
        let world = World::new(seed, 14, 30);
        let of = pairs(&world, &world.groups(WITHIN));
        (found, right, wanted) = (found + of.0, right + of.1, wanted + of.2);
    }
    let (precision, recall) = (right as f64 / found as f64, right as f64 / wanted as f64);
    let f = 1.25 * precision * recall / (0.25 * precision + recall);
    assert!(
        f >= 0.85,
        "F0.5 {f:.3}, precision {precision:.3}, recall {recall:.3}"
    );
}

#[test]
fn the_same_words_elsewhere_or_much_later_are_another_event() {
    let mut world = World::default();
    for (n, day) in [0, 3, 9, 200, 204, 208].into_iter().enumerate() {
        let text = format!("翠堤湾小区{}", THINGS[0][n % 5]);
        world.rows.push((format!("a{n}"), text, day, None));
    }
    for (n, way) in THINGS[0].iter().enumerate() {
        let text = format!("澜溪苑{way}");
        world.rows.push((format!("b{n}"), text, 4, None));
    }
    let groups = world.groups(WITHIN);
    let of = |id: &str| {
        groups
            .iter()
            .position(|(_, ids)| ids.iter().any(|i| i == id))
    };
    assert!(of("a0").is_some() && of("a0") == of("a2"), "{groups:?}");
    assert_ne!(of("a0"), of("a3"));
    assert_ne!(of("a0"), of("b0"));
}

#[test]
fn short_complaints_in_the_same_words_at_different_places_are_no_event() {
    let mut world = World::default();
    let places = ["光明小区", "团结巷", "幸福路", "龙湖苑", "建设街", "和平里"];
    for n in 0..600 {
        let (place, house) = (places[n % 6], n / 6 + 1);
        let text = format!("{place}{house}号，物业不作为电梯坏了一周没人修，请尽快处理");
        world.rows.push((format!("a{n}"), text, 4, None));
    }
    assert_eq!(world.groups(WITHIN), []);
    // one house, in three ways
    for (n, end) in ["。", "，谢谢", "，多次反映无果"].into_iter().enumerate() {
        let text = format!("光明小区198号，物业不作为电梯坏了一周没人修{end}");
        world.rows.push((format!("b{n}"), text, 5, None));
    }
    let groups = world.groups(WITHIN);
    let ids: Vec<&[String]> = groups.iter().map(|g| &g.1[..]).collect();
    assert_eq!(ids.len(), 1, "{ids:?}");
    assert!(
        ["b0", "b1", "b2"]
            .iter()
            .all(|b| ids[0].iter().any(|i| i == b))
    );
}

#[test]
fn an_event_keeps_its_id_when_complaints_are_added() {
    let mut world = World::default();
    for (n, way) in THINGS[1].iter().enumerate() {
        let day = i32::try_from(n).unwrap();
        world
            .rows
            .push((format!("a{n}"), format!("沁柠广场{way}"), day, None));
    }
    let before = world.groups(WITHIN);
    let text = "沁柠广场的烧烤店又在排油烟".to_owned();
    world.rows.push(("late".to_owned(), text, 30, None));
    let after = world.groups(WITHIN);
    assert_eq!(before.len(), 1);
    assert_eq!(before[0].0, after[0].0);
    assert_eq!(after[0].1.len(), before[0].1.len() + 1);
}

#[test]
fn complaints_without_a_text_or_a_day_belong_to_no_event() {
    let mut world = World::default();
    for n in 0..4 {
        world.rows.push((format!("a{n}"), String::new(), 1, None));
        world
            .rows
            .push((format!("b{n}"), "电梯坏了".to_owned(), NO_DAY, None));
    }
    assert_eq!(world.groups(WITHIN), []);
}

#[test]
fn as_many_copies_as_there_are_make_one_event() {
    let mut world = World::default();
    for n in 0..3_000 {
        let text = "坚决反对在诺澜山林门口设置医院".to_owned();
        world.rows.push((format!("a{n}"), text, n % 30, None));
    }
    let groups = world.groups(WITHIN);
    assert_eq!((groups.len(), groups[0].1.len()), (1, 3_000));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn neither_order_nor_how_they_came_in_changes_the_events(seed in 0_u64..1 << 40) {
        let world = World::new(seed, 8, 30);
        let mut draws = SplitMix::new(seed ^ 1);
        let at_once = world.groups(WITHIN);
        prop_assert_eq!(&world.shuffled(&mut draws).groups(WITHIN), &at_once);
        // month by month, the last first
        let mut monthly = world.clone();
        monthly.rows.sort_by_key(|row| -(row.2 / 30));
        prop_assert_eq!(&monthly.groups(WITHIN), &at_once);
        let alone = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
        prop_assert_eq!(&alone.install(|| world.groups(WITHIN)), &at_once);
    }

    #[test]
    fn parts_that_no_link_connects_are_grouped_as_all_at_once(seed in 0_u64..1 << 40) {
        World::new(seed, 14, 30).ask(|complaints| {
            let (nodes, space, links) = linked(complaints, WITHIN);
            let all: Vec<u32> = (0..).take(nodes.len()).collect();
            let mut at_once = merge::part(&space, &nodes, &all, &links);
            at_once.sort_unstable();
            assert_eq!(merge::merged(&space, &nodes, &links), at_once);
        });
    }

    #[test]
    fn an_event_is_at_one_place_and_without_a_long_break(seed in 0_u64..1 << 40, within in 1_u32..90) {
        let mut world = World::new(seed, 8, 30);
        let mut draws = SplitMix::new(seed ^ 2);
        for row in &mut world.rows {
            row.3 = Some(["东", "西"][draws.below(2)].to_owned()).filter(|_| draws.below(3) > 0);
        }
        let of: BTreeMap<&str, (i32, Option<&str>)> = world
            .rows
            .iter()
            .map(|row| (row.0.as_str(), (row.2, row.3.as_deref())))
            .collect();
        for (_, ids) in world.groups(within) {
            let rows: Vec<_> = ids.iter().map(|id| of[id.as_str()]).collect();
            let places: BTreeSet<&str> = rows.iter().filter_map(|row| row.1).collect();
            prop_assert!(places.len() <= 1, "{:?}", places);
            for pair in rows.windows(2) {
                let apart = pair[1].0 - pair[0].0;
                prop_assert!((0..=i32::try_from(within).unwrap()).contains(&apart));
            }
        }
    }
}
