//! Turns what "I" said into what the call-taker noted, or into how it is said at home.

use super::rng::{Rng, pick};
use super::world::{CENTRAL, SOUTHWEST};

/// `我` becomes the caller, `你们` the company.
pub(crate) fn third_person(text: &str, rng: &mut Rng) -> String {
    let caller = *rng.pick(&["客户", "客户", "用户", "来电人"]);
    let company = *rng.pick(&["商家", "商家", "我司", "公司", "厂家"]);
    // Quoted speech keeps its 你.
    let text = text
        .replace("我们单位", "其单位")
        .replace("我们", caller)
        .replace("我妈", "其母亲")
        .replace("我爸", "其父亲")
        .replace("我的", "其")
        .replace('我', caller)
        .replace("你们家", company)
        .replace("你们", company)
        .replace("你家", company);
    text.replace(&format!("{caller}{caller}"), caller)
}

const NORTH: &[(&str, &str)] = &[
    ("为什么", "为啥"),
    ("什么", "啥"),
    ("怎么", "咋"),
    ("没有", "没"),
    ("特别", "忒"),
    ("很", "老"),
    ("根本", "压根儿"),
    ("一点", "一丁点儿"),
    ("我", "俺"),
    ("昨天", "昨儿"),
    ("不行", "不中"),
];
const SOUTHWESTERN: &[(&str, &str)] = &[
    ("为什么", "为啥子"),
    ("什么", "啥子"),
    ("怎么", "咋个"),
    ("没有", "没得"),
    ("特别", "硬是"),
    ("很", "好"),
    ("根本", "硬是"),
    ("不知道", "晓不得"),
    ("知道", "晓得"),
    ("说", "讲"),
    ("坏了", "坏求了"),
    ("昨天", "昨日"),
];
const SOUTHERN: &[(&str, &str)] = &[
    ("什么时候", "几时"),
    ("什么", "咩"),
    ("怎么", "点解"),
    ("没有", "冇"),
    ("不知道", "唔知"),
    ("漂亮", "靓"),
    ("特别", "好"),
    ("很", "好"),
    ("今天", "今日"),
    ("昨天", "琴日"),
    ("现在", "而家"),
];
const EASTERN: &[(&str, &str)] = &[
    ("什么", "啥"),
    ("怎么", "哪能"),
    ("特别", "交关"),
    ("很", "蛮"),
    ("我们", "阿拉"),
    ("不知道", "勿晓得"),
    ("没有", "呒没"),
    ("现在", "现在么"),
    ("东西", "物事"),
];

/// A few words of the region, and its particle at the end.
pub(crate) fn dialect(text: &str, region: usize, rng: &mut Rng) -> String {
    let (words, particles): (&[(&str, &str)], &[&str]) = match region {
        SOUTHWEST | CENTRAL => (SOUTHWESTERN, &["噻", "嘛", "咯", "哦", ""]),
        0 => (EASTERN, &["呀", "伐啦", "哦", ""]),
        1 => (SOUTHERN, &["啦", "咯", "喔", "㗎", ""]),
        _ => (NORTH, &["呗", "啊", "咧", "呢", ""]),
    };
    let mut out = text.to_owned();
    for (plain, local) in words {
        if rng.chance(700) {
            out = out.replace(plain, local);
        }
    }
    let ended = out.ends_with('。');
    let mut out = out.trim_end_matches('。').to_owned();
    out.push_str(pick(rng, particles));
    if ended {
        out.push('。');
    }
    out
}
