//! What happens to a text on its way in: slips of the finger, other scripts, remnants of forms.

use super::frame::Register;
use super::plan::{Case, Story};
use super::rng::Rng;
use super::traditional::to_traditional;
use super::world::WEBSITE;

// Per mille of all complaints.
const EMPTY: usize = 4;
const SLIP: usize = 75;
const TRADITIONAL: usize = 30;
const WIDE: usize = 22;
const EMOJI: usize = 30;
const EMOJI_CHAT: usize = 150;
const HTML: usize = 5;
const HTML_WEBSITE: usize = 120;

/// Sound-alikes and look-alikes: what input methods and tired eyes confuse.
const SLIPS: &[(char, char)] = &[
    ('的', '得'),
    ('得', '的'),
    ('在', '再'),
    ('再', '在'),
    ('已', '以'),
    ('做', '作'),
    ('坏', '环'),
    ('退', '推'),
    ('递', '第'),
    ('修', '休'),
    ('维', '唯'),
    ('装', '状'),
    ('票', '漂'),
    ('货', '或'),
    ('款', '宽'),
    ('订', '定'),
    ('账', '帐'),
    ('收', '受'),
    ('发', '法'),
    ('查', '察'),
    ('客', '可'),
    ('服', '复'),
    ('态', '太'),
    ('度', '渡'),
    ('损', '埙'),
    ('换', '还'),
    ('费', '废'),
    ('价', '介'),
    ('安', '按'),
    ('预', '予'),
    ('约', '月'),
    ('没', '妹'),
    ('电', '点'),
    ('话', '化'),
    ('质', '只'),
    ('量', '亮'),
    ('假', '价'),
    ('宣', '喧'),
    ('传', '专'),
    ('系', '西'),
    ('统', '同'),
    ('物', '勿'),
    ('流', '留'),
    ('送', '颂'),
    ('等', '登'),
    ('漏', '露'),
    ('少', '小'),
    ('钱', '前'),
    ('登', '等'),
    ('录', '陆'),
    ('师', '是'),
    ('傅', '付'),
    ('包', '报'),
    ('裹', '果'),
    ('赔', '陪'),
    ('偿', '尝'),
    ('解', '接'),
    ('决', '绝'),
    ('为', '位'),
    ('什', '神'),
    ('么', '没'),
    ('知', '只'),
    ('道', '到'),
];
const EMOJIS: &[&str] = &[
    "😡", "😤", "🙄", "😭", "🤬", "👎", "💔", "😂", "🙏", "😅", "🤦", "💩",
];

/// The text as it arrives.
pub(crate) fn roughen(text: String, case: &Case, register: Register, rng: &mut Rng) -> String {
    if case.story == Story::Ordinary && rng.chance(EMPTY) {
        return [String::new(), " ".to_owned()][rng.below(2)].clone();
    }
    let mut text = text;
    let copied = matches!(case.story, Story::Copied(_));
    if !copied && rng.chance(SLIP) {
        for _ in 0..rng.between(1, 3) {
            text = slip(&text, rng);
        }
    }
    let emoji = if register == Register::Chat {
        EMOJI_CHAT
    } else {
        EMOJI
    };
    if !copied && register != Register::CallTaker && rng.chance(emoji) {
        let emoji = *rng.pick(EMOJIS);
        text.push_str(&emoji.repeat(rng.between(1, 3)));
    }
    if rng.chance(TRADITIONAL) {
        text = to_traditional(&text);
    }
    if rng.chance(WIDE) {
        text = widen(&text);
    }
    if rng.chance(if case.channel == WEBSITE {
        HTML_WEBSITE
    } else {
        HTML
    }) {
        text = html(&text, rng);
    }
    text
}

/// One slip: a confused character, a dropped one, or a doubled one.
fn slip(text: &str, rng: &mut Rng) -> String {
    let chars: Vec<char> = text.chars().collect();
    let han: Vec<usize> = (0..chars.len())
        .filter(|at| ('一'..='龥').contains(&chars[*at]))
        .collect();
    if han.len() < 6 {
        return text.to_owned();
    }
    let confusable: Vec<usize> = han
        .iter()
        .copied()
        .filter(|at| slipped(chars[*at]).is_some())
        .collect();
    let mut out = chars.clone();
    match rng.below(10) {
        0..=6 if !confusable.is_empty() => {
            let at = *rng.pick(&confusable);
            out[at] = slipped(chars[at]).unwrap_or(chars[at]);
        }
        7..=8 => {
            out.remove(*rng.pick(&han));
        }
        _ => {
            let at = *rng.pick(&han);
            out.insert(at, chars[at]);
        }
    }
    out.into_iter().collect()
}

fn slipped(c: char) -> Option<char> {
    SLIPS
        .iter()
        .find(|(right, _)| *right == c)
        .map(|(_, wrong)| *wrong)
}

/// Full-width digits and Latin letters, as an input method leaves them.
fn widen(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '0'..='9' | 'A'..='Z' | 'a'..='z' => char::from_u32(u32::from(c) + 0xFEE0).unwrap_or(c),
            c => c,
        })
        .collect()
}

/// What the web form leaves behind.
fn html(text: &str, rng: &mut Rng) -> String {
    match rng.below(4) {
        0 => format!("<p>{text}</p>"),
        1 => text.replacen('，', "<br/>", 2),
        2 => text.replacen('，', "&nbsp;", 3),
        _ => format!("<p>{}</p>", text.replacen('。', "。</p><p>", 1)),
    }
}
