//! Plates, passports, e-mail addresses, names, order numbers.

use super::kind::{Found, MaskKind};
use crate::normalize::table::{Table, class};
use crate::types::is_han;
use std::ops::Range;

const PROVINCES: &str = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼使";

/// Plates (`京a·12345`, new energy `沪ad12345`) and passports (`e12345678`; other letters only where a word says so).
pub(super) fn plates_and_passports(text: &str, found: &mut Vec<Found>) {
    let bytes = text.as_bytes();
    for (i, b) in bytes.iter().enumerate() {
        if !b.is_ascii_lowercase()
            || bytes
                .get(i.wrapping_sub(1))
                .is_some_and(u8::is_ascii_alphanumeric)
        {
            continue;
        }
        if let Some(range) = plate(text, i) {
            found.push(Found {
                range,
                kind: MaskKind::Plate,
            });
        } else if let Some(range) = passport(text, i) {
            found.push(Found {
                range,
                kind: MaskKind::Passport,
            });
        }
    }
}

/// The plate whose letter is at `at`.
fn plate(text: &str, at: usize) -> Option<Range<usize>> {
    let before = text[..at].trim_end_matches(' ');
    let province = before.chars().next_back()?;
    if !PROVINCES.contains(province) || matches!(text.as_bytes()[at], b'i' | b'o') {
        return None;
    }
    let rest = &text[at + 1..];
    let body = rest.trim_start_matches(['·', '・', '•', '.', '-', ' ']);
    if rest.len() - body.len() > 3 {
        return None;
    }
    let len = plate_body(body.as_bytes());
    let digits = body[..len].bytes().filter(u8::is_ascii_digit).count();
    let mut end = text.len() - body.len() + len;
    let special = text[end..]
        .chars()
        .next()
        .filter(|c| "挂学警港澳使领".contains(*c));
    let enough = len == 5 || len == 6 || (len == 4 && special.is_some());
    if !enough || digits < 3 || body[..len].contains(['i', 'o']) {
        return None;
    }
    end += if len == 4 {
        special.map_or(0, char::len_utf8)
    } else {
        0
    };
    Some(before.len() - province.len_utf8()..end)
}

/// How many bytes may be the letters and digits of a plate: all up to another sign, or five digits (six signs where the last says
/// new energy) before a word in letters.
fn plate_body(body: &[u8]) -> usize {
    let len = body
        .iter()
        .take_while(|b| b.is_ascii_alphanumeric())
        .count();
    let digits = body.iter().take_while(|b| b.is_ascii_digit()).count();
    match body.get(5) {
        Some(b'd' | b'f') if digits == 5 && len > 6 => 6,
        Some(b) if digits == 5 && len > 6 && b.is_ascii_lowercase() => 5,
        _ => len,
    }
}

/// The passport or permit whose letter is at `at`.
fn passport(text: &str, at: usize) -> Option<Range<usize>> {
    let bytes = text.as_bytes();
    let len = bytes[at..]
        .iter()
        .take_while(|b| b.is_ascii_alphanumeric())
        .count();
    let digits = bytes[at..at + len]
        .iter()
        .filter(|b| b.is_ascii_digit())
        .count();
    let one = digits + 1 == len;
    let two = digits + 2 == len && bytes[at + 1].is_ascii_lowercase();
    let sure = (matches!(bytes[at], b'e' | b'g') && one && digits == 8)
        || (bytes[at] == b'e' && two && digits == 7);
    let before = text[..at].trim_end_matches([':', ' ', '是', '为', '号', '码', '(']);
    let said = ["护照", "通行证", "台胞证", "回乡证", "passport"]
        .iter()
        .any(|word| before.ends_with(word));
    let likely = said && (one || two) && (7..=10).contains(&digits);
    (sure || likely).then_some(at..at + len)
}

/// Domains that an address may end in where `#` replaces its `@`.
const TOPS: &str = " com cn net org edu gov ru kz hk tw io ";

/// E-mail addresses, also those with `#` in place of `@`.
pub(super) fn emails(text: &str, found: &mut Vec<Found>) {
    let bytes = text.as_bytes();
    for at in memchr::memchr2_iter(b'@', b'#', bytes) {
        let local = bytes[..at]
            .iter()
            .rev()
            .take_while(|b| b.is_ascii_alphanumeric() || b"._%+-".contains(b))
            .count();
        let domain = bytes[at + 1..]
            .iter()
            .take_while(|b| b.is_ascii_alphanumeric() || b".-".contains(b))
            .count();
        let domain = text[at + 1..at + 1 + domain].trim_end_matches(['.', '-']);
        // a number or quantity may follow without a space
        let domain = domain.trim_end_matches(|c: char| c.is_ascii_digit());
        let top = domain.rsplit_once('.').map(|(_, top)| top);
        let real = bytes[at] == b'@';
        let well = top.is_some_and(|t| {
            t.len() >= 2
                && t.bytes().all(|b| b.is_ascii_lowercase())
                && (real || (local >= 3 && TOPS.contains(&format!(" {t} "))))
        });
        if local > 0 && well && !domain.starts_with('.') {
            found.push(Found {
                range: at - local..at + 1 + domain.len(),
                kind: MaskKind::Email,
            });
        }
    }
}

/// Identity cards of Hong Kong, `a123456(7)`, and of Taiwan, `a123456789` with its check digit.
pub(super) fn island_identities(text: &str, found: &mut Vec<Found>) {
    let bytes = text.as_bytes();
    for at in (0..bytes.len()).filter(|&at| bytes[at].is_ascii_lowercase()) {
        if at > 0 && bytes[at - 1].is_ascii_alphanumeric() {
            continue;
        }
        let letters = bytes[at..]
            .iter()
            .take_while(|b| b.is_ascii_lowercase())
            .count();
        let from = at + letters;
        let digits = bytes[from..]
            .iter()
            .take_while(|b| b.is_ascii_digit())
            .count();
        let after = &bytes[from + digits..];
        let end = match (letters, digits) {
            (1 | 2, 6) if matches!(after, [b'(', b'0'..=b'9' | b'a', b')', ..]) => from + 9,
            (1, 9) if is_taiwanese(&bytes[at..from + 9]) => from + 9,
            _ => continue,
        };
        found.push(Found {
            range: at..end,
            kind: MaskKind::Identity,
        });
    }
}

/// One letter, 1 or 2 (8 or 9 for residents), eight digits of which the last checks the others.
fn is_taiwanese(card: &[u8]) -> bool {
    // the two-digit number of every letter, in the order of its own
    const LETTERS: [u32; 26] = [
        10, 11, 12, 13, 14, 15, 16, 17, 34, 18, 19, 20, 21, 22, 35, 23, 24, 25, 26, 27, 28, 29, 32,
        30, 31, 33,
    ];
    let Some(letter) = LETTERS.get(usize::from(card[0] - b'a')) else {
        return false;
    };
    let digits = card[1..].iter().map(|b| u32::from(b - b'0'));
    let weights = [8, 7, 6, 5, 4, 3, 2, 1, 1];
    let sum: u32 = digits.zip(weights).map(|(d, w)| d * w).sum();
    matches!(card[1], b'1' | b'2' | b'8' | b'9')
        && (letter / 10 + letter % 10 * 9 + sum).is_multiple_of(10)
}

/// What announces the account of a messenger.
const MESSENGERS: [&str; 8] = [
    "微信号",
    "微信",
    "wechat",
    "weixin",
    "薇信",
    "vx",
    "qq号",
    "qq",
];

/// Accounts of WeChat and QQ that a word announces, and `wxid_…` by itself.
pub(super) fn accounts(text: &str, found: &mut Vec<Found>) {
    // every word for one has such a letter, or 信
    let bytes = text.as_bytes();
    if memchr::memchr3(b'q', b'w', b'x', bytes).is_none()
        && memchr::memmem::find(bytes, "信".as_bytes()).is_none()
    {
        return;
    }
    let mut add = |range: Range<usize>| {
        found.push(Found {
            range,
            kind: MaskKind::Account,
        });
    };
    let name = |from: usize| {
        let of_name = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-');
        text.as_bytes()[from..]
            .iter()
            .take_while(|b| of_name(b))
            .count()
    };
    for (at, _) in text.match_indices("wxid_") {
        add(at..at + name(at));
    }
    for word in MESSENGERS {
        for (at, _) in text.match_indices(word) {
            let after = at + word.len();
            let rest = text[after..].trim_start_matches([':', ' ', '是', '为', '号', '码', '加']);
            let from = text.len() - rest.len();
            let len = name(from);
            let account = &rest[..len];
            let digits = account.bytes().filter(u8::is_ascii_digit).count();
            let signs = account.bytes().filter(|b| matches!(b, b'_' | b'-')).count();
            let fits = match word.starts_with("qq") {
                true => digits == len && (5..=11).contains(&len),
                false => (6..=20).contains(&len) && (digits + signs > 0) && digits < len,
            };
            let parted = !text[..at].ends_with(|c: char| c.is_ascii_alphanumeric());
            if fits && parted {
                add(from..from + len);
            }
        }
    }
}

/// Words before a number of an order or a parcel.
#[rustfmt::skip]
const ORDER_WORDS: [&str; 12] = [
    "订单号", "订单编号", "运单号", "快递单号", "物流单号", "单号", "订单", "工单号", "工单编号", "运单",
    "快递号", "order no",
];

/// Order and courier numbers that a word announces.
pub(super) fn orders(text: &str, found: &mut Vec<Found>) {
    for word in ORDER_WORDS {
        for (at, _) in text.match_indices(word) {
            let after = at + word.len();
            let start = text.len()
                - text[after..]
                    .trim_start_matches([':', ' ', '是', '为', '.'])
                    .len();
            let len = text[start..]
                .bytes()
                .take_while(|b| b.is_ascii_alphanumeric() || *b == b'-')
                .count();
            let number = text[start..start + len].trim_end_matches('-');
            if number.len() >= 8 && number.bytes().filter(u8::is_ascii_digit).count() >= 6 {
                found.push(Found {
                    range: start..start + number.len(),
                    kind: MaskKind::Order,
                });
            }
        }
    }
}

/// What announces a name: with a colon or 是/为/叫 after it.
#[rustfmt::skip]
const LABELS: [&str; 24] = [
    "姓名", "联系人", "投诉人", "收件人", "收货人", "寄件人", "发件人", "经办人", "户主", "当事人",
    "报案人", "举报人", "反映人", "来电人", "诉求人", "申请人", "被保险人", "患者", "持卡人", "购买人",
    "下单人", "法人", "负责人", "名字",
];
/// What announces a name by itself.
const SAYS: [&str; 3] = ["我叫", "名叫", "本人叫"];
/// What announces a name only where a number follows soon.
const PERHAPS: [&str; 2] = ["我是", "本人"];

const SURNAMES: &str = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏窦章苏潘葛范彭郎鲁韦马苗\
    凤方俞任袁柳鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐于傅皮卞齐康伍余元顾孟黄穆萧尹姚邵汪祁毛狄米贝臧计伏成戴谈宋庞熊纪舒屈项祝董\
    梁杜阮蓝闵席季麻强贾路娄江童颜郭梅盛林刁钟徐邱骆高夏蔡田樊胡凌霍虞万支柯管卢莫房裘缪解应宗丁宣邓郁单杭洪包诸左石崔吉龚程邢裴陆荣翁\
    荀甄曲封储靳汲段富巫乌焦巴牧车侯班仰秋仲伊宫宁仇栾甘厉祖武符刘景詹龙叶司黎薄白蒲卓池乔阴胥苍双闻莘党翟谭劳冉桑桂牛寿边扈燕冀尚温庄\
    晏柴瞿阎连习艾容向古易廖终步都耿满弘匡文寇广东欧沃利蔚越师巩聂晁勾敖融冷辛那简饶曾沙养关查游权盖益肖代付闫佟覃";
/// Surnames that begin many other words: not enough after 我叫.
const DOUBTFUL: &str =
    "车房时常师安成乐计方应高强东广都权利满向都养终步双劳连单路文于包那易温冷边关何";
const COMPOUND: [&str; 14] = [
    "欧阳", "上官", "司马", "诸葛", "东方", "皇甫", "尉迟", "公孙", "慕容", "令狐", "司徒", "夏侯",
    "端木", "南宫",
];
/// What may follow a name that a label announced.
#[rustfmt::skip]
const FOLLOWS: [&str; 16] = [
    "先生", "女士", "电话", "手机", "联系", "身份", "住", "性别", "男", "女", "地址", "号码", "本人",
    "证件", "同志", "小姐",
];

/// Names, where a word announces them and nothing else can follow.
pub(super) fn names(text: &str, found: &mut Vec<Found>) {
    let table = Table::get();
    let mut before = 0;
    for (at, c) in text.char_indices() {
        let class = table.class(c);
        let may_end = class & class::NAME != 0 && before & class::BEFORE_NAME != 0;
        before = class;
        if !may_end {
            continue;
        }
        let end = at + c.len_utf8();
        let before = &text[..end];
        let ends = |word: &&str| before.ends_with(*word);
        let label = LABELS.iter().any(ends);
        if !label && !SAYS.iter().chain(&PERHAPS).any(ends) {
            continue;
        }
        let rest = &text[end..];
        let body = rest.trim_start_matches([':', ' ', '是', '为', '叫', '(']);
        let gap = rest.len() - body.len();
        if label && rest[..gap].trim().is_empty() {
            continue;
        }
        let Some(len) = name_len(body, !label) else {
            continue;
        };
        let perhaps = !label && PERHAPS.iter().any(ends);
        if perhaps && !number_soon(&body[len..]) {
            continue;
        }
        found.push(Found {
            range: end + gap..end + gap + len,
            kind: MaskKind::Name,
        });
    }
}

/// The length of the name `text` begins with: a surname, one or two characters, and then something else.
fn name_len(text: &str, strict: bool) -> Option<usize> {
    let compound = COMPOUND.iter().find(|c| text.starts_with(**c));
    let surname = match compound {
        Some(c) => c.len(),
        None => {
            let c = text.chars().next()?;
            let known = SURNAMES.contains(c) && !(strict && DOUBTFUL.contains(c));
            known.then_some(c.len_utf8())?
        }
    };
    let mut end = surname;
    for (n, c) in text[surname..].chars().enumerate() {
        let rest = &text[end..];
        let follows = !strict && FOLLOWS.iter().any(|f| rest.starts_with(f));
        if n > 0 && (!is_han(c) || follows) {
            return Some(end);
        }
        if n == 2 || !is_han(c) {
            return None;
        }
        end += c.len_utf8();
    }
    (end > surname).then_some(end)
}

/// True where a number, or a word for one, stands within the next few characters.
fn number_soon(rest: &str) -> bool {
    let near: String = rest.chars().take(16).collect();
    ["电话", "手机", "身份证", "联系方式", "微信"]
        .iter()
        .any(|w| near.contains(w))
        || near.bytes().filter(u8::is_ascii_digit).count() >= 7
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_that_announce_names_are_told_by_their_last_two_characters() {
        let table = Table::get();
        for word in LABELS.iter().chain(&SAYS).chain(&PERHAPS) {
            let mut classes = word.chars().rev().map(|c| table.class(c));
            let (end, before) = (classes.next().unwrap(), classes.next().unwrap());
            assert!(end & class::NAME != 0, "{word}");
            assert!(before & class::BEFORE_NAME != 0, "{word}");
        }
    }

    #[test]
    fn words_that_announce_accounts_are_told_by_one_letter() {
        for word in MESSENGERS.iter().chain(&["wxid_"]) {
            assert!(word.contains(['q', 'w', 'x', '信']), "{word}");
        }
    }
}
