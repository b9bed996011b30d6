//! A made-up report of any size, for snapshots and for looking at. Its figures agree with one another as real ones do.

use super::{InputFile, Lang, Provenance, Report, Template};
use crate::aggregate::{
    Cell, Change, Corrected, DimensionFigures, Expected, Figures, Ledger, Mark, NumberFigures,
    Period, Share, TypeFigures, ValueFigures,
};
use crate::causes::{Exemplar, Finding, Slice, Subject, Word};
use std::collections::BTreeMap;

const TYPES: [&str; 12] = [
    "物流配送",
    "质量问题",
    "退款退货",
    "服务态度",
    "维修售后",
    "价格费用",
    "虚假宣传",
    "系统故障",
    "发票问题",
    "安装调试",
    "信息安全",
    "其他",
];
const DIMENSIONS: [(&str, &[&str]); 4] = [
    (
        "产品",
        &["空调", "洗衣机", "热水器", "扫地机器人", "电饭煲", "净水器"],
    ),
    (
        "渠道",
        &["电商平台", "400 热线", "门店", "微信公众号", "邮件"],
    ),
    (
        "区域",
        &["华东", "华南", "华北", "西南", "华中", "东北", "西北"],
    ),
    (
        "门店",
        &[
            "解放路店",
            "人民广场店",
            "江北店",
            "高新店",
            "滨湖店",
            "东门店",
            "城南店",
            "火车站店",
            "大学城店",
            "开发区店",
        ],
    ),
];

/// Numbers that look random and are always the same.
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % n.max(1)
    }
}

pub(super) fn share(count: u64, denominator: u64) -> Share {
    if denominator == 0 {
        return Share {
            count,
            ..Share::default()
        };
    }
    let (n, p, z) = (
        denominator as f64,
        count as f64 / denominator as f64,
        1.959_964,
    );
    let centre = (p + z * z / (2.0 * n)) / (1.0 + z * z / n);
    let half = z / (1.0 + z * z / n) * (p * (1.0 - p) / n + z * z / (4.0 * n * n)).sqrt();
    Share {
        count,
        denominator,
        share: Some(p),
        low: Some((centre - half).max(0.0)),
        high: Some(centre + half),
    }
}

fn type_name(i: usize) -> String {
    TYPES
        .get(i)
        .map_or_else(|| format!("细分类型{:02}", i + 1), ToString::to_string)
}

fn change(against: &str, before: u64, after: u64) -> Change {
    let relative = (before > 0).then(|| after as f64 / before as f64 - 1.0);
    Change {
        against: against.to_owned(),
        before,
        after,
        relative,
        low: relative.map(|r| r - 0.11),
        high: relative.map(|r| r + 0.13),
        share_difference: Some((after as f64 - before as f64) / 4000.0),
        ..Change::default()
    }
}

fn month(i: usize) -> (String, u32) {
    const DAYS: [u32; 12] = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    (format!("{}-{:02}", 2022 + i / 12, i % 12 + 1), DAYS[i % 12])
}

fn periods(types: usize, months: usize, dice: &mut Dice) -> Vec<Period> {
    let mut list: Vec<Period> = Vec::new();
    for i in 0..months {
        let (name, days) = month(i);
        let rise = if i % 12 == 9 { 160 } else { 100 };
        let counts: Vec<u64> = (0..types)
            .map(|t| {
                (90 / (t as u64 + 2) + 4) * (88 + dice.below(25)) / 100
                    * if t == 0 { rise } else { 100 }
                    / 100
            })
            .collect();
        let count: u64 = counts.iter().sum();
        let before = |k: usize| list.len().checked_sub(k).and_then(|j| list.get(j));
        let compare = |k| {
            before(k)
                .filter(|_| i + 1 < months)
                .map(|p: &Period| change(&p.period, p.count, count))
        };
        let holidays: &[&str] = match i % 12 {
            0 => &["元旦", "春节"],
            3 => &["清明节"],
            4 => &["劳动节"],
            9 => &["国庆节", "中秋节"],
            _ => &[],
        };
        let mark = |name: Option<&str>, count: u64| Mark {
            name: name.map(str::to_owned),
            count,
            expected: if name.is_none() { 232.0 } else { 49.0 },
            low: if name.is_none() { 204.0 } else { 36.5 },
            high: if name.is_none() { 259.0 } else { 62.4 },
            p_adjusted: Some(0.003),
        };
        let marks = if i % 12 == 9 {
            vec![mark(None, count), mark(Some(TYPES[0]), counts[0])]
        } else {
            Vec::new()
        };
        list.push(Period {
            start: format!("{name}-01"),
            end: format!("{name}-{days}"),
            days,
            complete: i + 1 < months,
            count,
            distinct: count * 96 / 100,
            daily_mean: Some(count as f64 / f64::from(days)),
            change: compare(1),
            year_on_year: compare(12),
            period: name,
            types: counts,
            holidays: holidays.iter().map(ToString::to_string).collect(),
            marks,
            band: (i > 2 && i + 1 < months).then_some(Expected {
                expected: 232.0,
                low: 204.0,
                high: 259.0,
            }),
        });
    }
    list
}

fn numbers(scale: f64) -> BTreeMap<String, NumberFigures> {
    let of = |mean: f64, sd: f64, p90: f64| NumberFigures {
        count: 812,
        mean: Some(mean),
        sd: Some(sd),
        median: Some(mean * 0.83),
        mode: None,
        p90: Some(p90),
    };
    BTreeMap::from([
        (
            "处理时长（小时）".to_owned(),
            of(31.4 * scale, 22.07, 66.5 * scale),
        ),
        ("满意度".to_owned(), of(3.62 / scale.sqrt(), 1.134, 5.0)),
    ])
}

fn dimension(
    place: usize,
    types: &[TypeFigures],
    total: u64,
    dice: &mut Dice,
) -> (String, DimensionFigures) {
    let (name, values) = DIMENSIONS[place % DIMENSIONS.len()];
    let mut left = total - total / 50;
    let denominator = left;
    let mut list = Vec::new();
    for (i, value) in values.iter().enumerate() {
        let count = if i + 1 == values.len() {
            left
        } else {
            left * (38 + dice.below(10)) / 100
        };
        left -= count;
        let cells = types.iter().enumerate().map(|(t, figures)| {
            let within = figures.share.share.unwrap_or(0.0) * (0.7 + dice.below(60) as f64 / 100.0);
            let out = (i + t * 2 + place) % 17 == 3;
            Cell {
                name: figures.name.clone(),
                count: count * figures.share.count / total,
                share_within: Some(within),
                share_of_total: Some(within * count as f64 / denominator as f64),
                lift: Some(if out {
                    1.9
                } else {
                    0.7 + dice.below(60) as f64 / 100.0
                }),
                p_adjusted: Some(if out { 0.000_2 } else { 0.31 }),
                stands_out: out,
                ..Cell::default()
            }
        });
        list.push(ValueFigures {
            value: (*value).to_owned(),
            types: cells.collect(),
            share: share(count, denominator),
            distinct: count * 97 / 100,
            numbers: BTreeMap::new(),
            too_few_to_correct: false,
        });
    }
    let figures = DimensionFigures {
        without: total - denominator,
        cramers_v: Some(0.087),
        values: list,
        folded: 0,
    };
    (name.to_owned(), figures)
}

fn word(word: &str, count: u64, share: f64, share_elsewhere: f64) -> Word {
    Word {
        word: word.to_owned(),
        count,
        share,
        share_elsewhere,
        z: share * 40.0,
        p_adjusted: 0.000_4,
        examples: vec!["C-01842".to_owned(), "C-02007".to_owned()],
    }
}

fn exemplar(id: &str, text: &str, marks: &[&str]) -> Exemplar {
    let place = |m: &&str| text.find(*m).map(|at| (at, at + m.len()));
    Exemplar {
        id: id.to_owned(),
        text: text.to_owned(),
        highlights: marks.iter().filter_map(place).collect(),
    }
}

fn findings(types: &[TypeFigures]) -> Vec<Finding> {
    let mut list = vec![Finding {
        kind: "rise".to_owned(),
        subject: Subject {
            name: Some(TYPES[0].to_owned()),
            period: Some("2023-10".to_owned()),
            slice: Vec::new(),
            holiday: None,
        },
        count: 78,
        distinct: 76,
        expected: Some(46.2),
        sentence: "2023-10 物流配送 +68.8%（+32 件），其中 区域=华东 × 渠道=电商平台 占增量 71.4%，特征词：爆仓、滞留。".to_owned(),
        search: "tousu search '爆仓 OR 滞留' --where predicted=物流配送 --where 区域=华东 --since 2023-10-01 --until 2023-10-31".to_owned(),
        words: vec![
            word("爆仓", 31, 0.41, 0.012),
            word("滞留", 24, 0.316, 0.02),
            word("中转站", 19, 0.24, 0.031),
            word("物流不更新", 15, 0.19, 0.044),
        ],
        slices: vec![
            Slice {
                cell: vec![("区域".to_owned(), "华东".to_owned()), ("渠道".to_owned(), "电商平台".to_owned())],
                before: 11.4,
                after: 34,
                carries: 0.714,
                p_adjusted: 0.000_01,
            },
            Slice {
                cell: vec![("区域".to_owned(), "华南".to_owned())],
                before: 9.0,
                after: 14,
                carries: 0.157,
                p_adjusted: 0.04,
            },
        ],
        exemplars: vec![
            exemplar("C-01842", "国庆前买的电饭煲，显示在杭州中转站滞留了九天，客服只说爆仓，问什么时候能发没人答得上来。", &["中转站", "滞留", "爆仓"]),
            exemplar("C-02007", "快递一直卡着物流不更新，打了三次电话都说再等等，<script>alert('x')</script>太敷衍了！", &["物流不更新"]),
        ],
    }];
    for t in types {
        list.push(Finding {
            kind: "type".to_owned(),
            subject: Subject { name: Some(t.name.clone()), ..Subject::default() },
            count: t.share.count,
            distinct: 0,
            expected: None,
            sentence: format!("{} 的投诉更常说到：不制冷、异响、没人修。", t.name),
            search: format!("tousu search '不制冷 OR 异响' --where predicted={}", t.name),
            words: vec![word("不制冷", 212, 0.231, 0.004), word("异响", 180, 0.19, 0.02), word("没人修", 77, 0.08, 0.03)],
            slices: Vec::new(),
            exemplars: vec![exemplar(
                "C-00311",
                "空调装上第二天就不制冷，师傅来看过一次说是缺氟，加完又有异响，现在约不到人，已经等了快两个星期。",
                &["不制冷", "异响"],
            )],
        });
    }
    list
}

fn ledger(total: u64) -> Ledger {
    Ledger {
        rows_in: total + 7,
        rows_out: total,
        rejected: BTreeMap::from([("时间无法识别".to_owned(), 7)]),
        rules: BTreeMap::from([("占比".to_owned(), "该类型的投诉 ÷ 有类型的投诉".to_owned())]),
    }
}

/// A report of `types` types over `months` months and `dimensions` dimensions (up to 4).
pub(super) fn fixture(types: usize, months: usize, dimensions: usize) -> Report {
    let mut dice = Dice(7);
    let periods = periods(types, months, &mut dice);
    let counts: Vec<u64> = (0..types)
        .map(|t| periods.iter().map(|p| p.types[t]).sum())
        .collect();
    let typed: u64 = counts.iter().sum();
    let last = periods.len().saturating_sub(2);
    let types: Vec<TypeFigures> = counts
        .iter()
        .enumerate()
        .map(|(i, &count)| {
            let share = share(count, typed);
            TypeFigures {
                name: type_name(i),
                distinct: count * 96 / 100,
                review: Some(count / 19),
                corrected: share.share.map(|s| Corrected {
                    method: "emq".to_owned(),
                    share: s * 1.02,
                    low: share.low.map(|l| l * 0.98),
                    high: share.high.map(|h| h * 1.05),
                }),
                change: (months > 2).then(|| {
                    change(
                        &periods[last - 1].period,
                        periods[last - 1].types[i],
                        periods[last].types[i],
                    )
                }),
                numbers: numbers(0.8 + i as f64 * 0.06),
                share,
                ..TypeFigures::default()
            }
        })
        .collect();
    let total = typed + 23;
    let by = (0..dimensions)
        .map(|i| dimension(i, &types, typed, &mut dice))
        .collect();
    Report {
        title: "家电售后投诉分析".to_owned(),
        lang: Lang::Zh,
        template: Template::Standard,
        summary: summary(&types),
        findings: findings(&types),
        notes: vec![
            "类型由模型给出；分组交叉验证宏平均 F1 0.932，占比已按 EMQ 校正并与原始值并列。"
                .to_owned(),
        ],
        provenance: Provenance {
            command: "tousu report 投诉.csv --model m.tousu --by 产品,渠道,区域 -o 报告.html"
                .to_owned(),
            inputs: vec![InputFile {
                name: "投诉.csv".to_owned(),
                rows: total + 7,
                hash: "5f2c9b7712aa03de".to_owned(),
            }],
            bundle: Some("90c1be3fd2a47761".to_owned()),
            type_column: Some("predicted".to_owned()),
            version: "0.1.0".to_owned(),
        },
        figures: Figures {
            total,
            distinct: total * 96 / 100,
            rows_without: BTreeMap::from([("type".to_owned(), 23), ("产品".to_owned(), 139)]),
            types,
            by,
            periods,
            period_unit: Some("month".to_owned()),
            numbers: numbers(1.0),
            ledger: ledger(total),
            ..Figures::default()
        },
    }
}

fn summary(types: &[TypeFigures]) -> Vec<String> {
    let mut lines: Vec<String> = types
        .first()
        .map(|t| {
            format!(
                "{} 最多：{} 条，占 {:.1}%（95% 区间 {:.1}%–{:.1}%）。",
                t.name,
                t.share.count,
                t.share.share.unwrap_or(0.0) * 100.0,
                t.share.low.unwrap_or(0.0) * 100.0,
                t.share.high.unwrap_or(0.0) * 100.0
            )
        })
        .into_iter()
        .collect();
    lines.extend(findings(types).first().map(|f| f.sentence.clone()));
    lines.push(
        "最近完整月 2023-11 共 301 条，环比 −22.4%，同比 +3.1%；没有类型超出预期区间。".to_owned(),
    );
    lines.push(
        "电商平台一个渠道占 41.8% 的投诉；空调的维修售后占比是其他产品的 1.9 倍。".to_owned(),
    );
    lines
}
