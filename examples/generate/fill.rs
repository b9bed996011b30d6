//! Fills the slots of a fragment: products, days, sums, numbers that look real and belong to nobody.

use super::calendar::date;
use super::plan::Case;
use super::rng::{Rng, pick};
use super::world::{ONLINE, PRODUCTS};

const SURNAMES: &[&str] = &[
    "张", "李", "王", "刘", "陈", "杨", "赵", "黄", "周", "吴", "徐", "孙", "胡", "朱", "高", "林",
    "何", "郭", "马", "罗", "梁", "宋", "郑", "谢", "韩", "唐", "冯", "于", "董", "萧",
];
const TITLES: &[&str] = &[
    "先生", "女士", "先生", "女士", "阿姨", "小姐", "大爷", "老师",
];
const DESK: &[&str] = &[
    "客服",
    "客服",
    "400客服",
    "人工客服",
    "在线客服",
    "售后客服",
    "售后",
    "话务员",
];
const YOU: &[&str] = &["你们", "商家", "卖家", "厂家", "你们家", "售后"];
const STAFF: &[&str] = &[
    "{客服|在线客服|人工客服|400客服}",
    "客服",
    "{店员|导购|销售|收银员|营业员}",
    "{店里的人|<店>的人|<店>店员}",
    "{快递员|送货师傅|配送员}",
    "{师傅|维修师傅|上门师傅|安装师傅}",
    "工号{0|1|2|3}{1|4|6|8}{0|2|5|7}{3|6|9}的{客服|}",
    "姓{张|李|王|刘|陈|杨|周|吴}的{导购|店员|客服|师傅}",
    "{店长|值班经理|主管}",
    "{一个|有个}{女|男|年轻}{客服|店员|导购}",
    "{你们|}{售后|前台|服务台}的人",
];
const SPOTS: &[&str] = &[
    "驿站",
    "快递柜",
    "代收点",
    "小区门口超市",
    "物业",
    "门卫室",
    "楼下快递架",
];
const SHOPS: &[&str] = &[
    "官网",
    "网上商城",
    "线上商城",
    "岚椿商城",
    "直播间",
    "小程序",
    "APP商城",
    "旗舰店",
];
const DAYS: &[&str] = &[
    "2", "3", "4", "5", "6", "7", "8", "10", "12", "15", "20", "两", "三", "四", "五", "七", "八",
    "十", "十几",
];
const MONTHS: &[&str] = &[
    "1", "2", "3", "4", "5", "6", "8", "两", "三", "半", "四", "五", "七", "十",
];
const TIMES: &[&str] = &[
    "2", "3", "4", "5", "两", "三", "四", "五", "好几", "八", "六", "N",
];
const NUMBERS: &[&str] = &["2", "3", "4", "5", "8", "10", "20", "30", "40", "12"];
const WHEN: &[&str] = &[
    "昨天",
    "前天",
    "上周",
    "上周三",
    "上周末",
    "上个月",
    "前几天",
    "周六",
    "大前天",
    "月初",
];

/// One slot; `None` where the name is not a slot.
pub(crate) fn fill(name: &str, case: &Case, rng: &mut Rng) -> Option<String> {
    let product = &PRODUCTS[case.product];
    let text =
        match name {
            "产品" => product.name.to_owned(),
            "机" => (*rng.pick(product.nouns)).to_owned(),
            "病" => return Some(nested(pick(rng, product.faults), case, rng)),
            "件" => (*rng.pick(product.extras)).to_owned(),
            "宣" => return Some(nested(pick(rng, product.claims), case, rng)),
            "店" => shop(case, rng),
            "快递" => carrier(case, rng),
            "站" => (*rng.pick(SPOTS)).to_owned(),
            "员" => return Some(nested(pick(rng, STAFF), case, rng)),
            "客服" => (*rng.pick(DESK)).to_owned(),
            "你们" => (*rng.pick(YOU)).to_owned(),
            "天" => (*rng.pick(DAYS)).to_owned(),
            "月" => (*rng.pick(MONTHS)).to_owned(),
            "次" => (*rng.pick(TIMES)).to_owned(),
            "数" => (*rng.pick(NUMBERS)).to_owned(),
            "时" => when(case, rng),
            "元" => (product.price - [0, 0, 100, 200, 50][rng.below(5)] * product.price / 1000)
                .to_string(),
            "价差" => [20, 30, 50, 60, 80, 100, 120, 150, 200, 260, 300, 400, 500][rng.below(13)]
                .to_string(),
            "费" => [10, 15, 20, 30, 39, 50, 60, 80, 100, 120, 150, 180, 200, 280][rng.below(14)]
                .to_string(),
            "名" => format!("{}{}", rng.pick(SURNAMES), rng.pick(TITLES)),
            _ => return number(name, case, rng),
        };
    Some(text)
}

/// Slots that are long numbers.
fn number(name: &str, case: &Case, rng: &mut Rng) -> Option<String> {
    Some(match name {
        "单号" if rng.chance(400) => {
            format!("{}{:08}", rng.between(1000, 9999), rng.below(100_000_000))
        }
        "单号" | "长单号" => order(case, rng),
        "电话" => format!("199000{:05}", rng.below(100_000)),
        "身份证" => identity(rng),
        "卡号" => card(rng),
        "邮箱" => format!(
            "user{:03}@example.{}",
            rng.below(1000),
            rng.pick(&["com", "org", "net"])
        ),
        _ => return None,
    })
}

fn nested(fragment: &str, case: &Case, rng: &mut Rng) -> String {
    let mut out = String::new();
    super::grammar::expand(
        fragment,
        rng,
        &mut |name, rng| fill(name, case, rng).unwrap_or_default(),
        &mut out,
    );
    out
}

fn shop(case: &Case, rng: &mut Rng) -> String {
    match case.store {
        Some(store) if store != ONLINE && rng.chance(600) => store.to_owned(),
        Some(store) if store != ONLINE => {
            (*rng.pick(&["店里", "门店", "实体店", "你们店里"])).to_owned()
        }
        _ => (*rng.pick(SHOPS)).to_owned(),
    }
}

fn carrier(case: &Case, rng: &mut Rng) -> String {
    match case.carrier {
        Some(carrier) if rng.chance(350) => carrier.to_owned(),
        _ => (*rng.pick(&["快递", "快递", "物流", "配送", "快递公司"])).to_owned(),
    }
}

/// A day in the near past, said one way or another.
fn when(case: &Case, rng: &mut Rng) -> String {
    if rng.chance(450) {
        return (*rng.pick(WHEN)).to_owned();
    }
    let (_, month, day) = date(case.day.saturating_sub(rng.between(2, 20)));
    match rng.below(4) {
        0 => format!("{month}月{day}日"),
        1 => format!("{month}.{day}"),
        2 => format!("{day}号"),
        _ => format!("{month}月{day}号"),
    }
}

fn order(case: &Case, rng: &mut Rng) -> String {
    let (year, month, day) = date(case.day.saturating_sub(rng.between(1, 25)));
    format!("LC{year}{month:02}{day:02}{:06}", rng.below(1_000_000))
}

/// Well formed, with a right check character, of nobody: area 110000 is no county, and the birthday is 1900-01-01.
fn identity(rng: &mut Rng) -> String {
    const WEIGHTS: [usize; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let body = format!("11000019000101{:03}", rng.below(1000));
    let sum: usize = body
        .bytes()
        .zip(WEIGHTS)
        .map(|(digit, weight)| usize::from(digit - b'0') * weight)
        .sum();
    format!("{body}{}", char::from(b"10X98765432"[sum % 11]))
}

/// Nineteen digits with a right Luhn digit; no bank issues 620000.
fn card(rng: &mut Rng) -> String {
    let body = format!("620000{:012}", rng.below(1_000_000_000_000));
    let sum: usize = body
        .bytes()
        .rev()
        .enumerate()
        .map(|(place, digit)| {
            let doubled = usize::from(digit - b'0') * if place % 2 == 0 { 2 } else { 1 };
            doubled / 10 + doubled % 10
        })
        .sum();
    format!("{body}{}", (10 - sum % 10) % 10)
}
