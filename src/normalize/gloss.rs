//! Step: pinyin glosses, 權(quán) → 權. Lossy: the reading is gone; brackets that hold anything else stay.

use super::edits::Edit;
use crate::types::is_han;

#[rustfmt::skip]
const INITIALS: [&str; 23] = [
    "zh", "ch", "sh", "b", "p", "m", "f", "d", "t", "n", "l", "g", "k", "h", "j", "q", "x", "r", "z",
    "c", "s", "y", "w",
];
const FINALS: &str = " a o e i u v ai ei ui ao ou iu ie ve ue er an en in un vn ang eng ing ong ia iao ian iang iong ua uo \
    uai uan uang van ";
/// Characters read without a tone, which alone may carry a gloss without one.
const TONELESS: &str = " 的de 地de 得de 了le 着zhe 過guo 过guo 們men 们men 子zi 麼me 么me 嗎ma 吗ma 呢ne 吧ba 啊a 個ge 个ge 嘛ma 呀ya ";
/// Longest bracket looked at, in bytes.
const LONGEST: usize = 64;

pub(super) fn edits(text: &str) -> Vec<Edit> {
    let mut edits = Vec::new();
    for (at, open) in text.match_indices(['(', '（']) {
        let inner = &text[at + open.len()..];
        let Some((end, close)) = inner
            .char_indices()
            .take_while(|(i, _)| *i < LONGEST)
            .find(|(_, c)| matches!(c, ')' | '）'))
        else {
            continue;
        };
        if is_gloss(&text[..at], &inner[..end]) {
            edits.push(Edit::new(at..at + open.len() + end + close.len_utf8(), ""));
        }
    }
    edits
}

/// True where `inner` is nothing but the readings of the last characters of `before`, one each.
fn is_gloss(before: &str, inner: &str) -> bool {
    let mut syllables = inner.split_whitespace().peekable();
    let count = inner.split_whitespace().count();
    let mut chars = before.chars().rev();
    if count == 0 || !chars.by_ref().take(count).all(is_han) || before.chars().count() < count {
        return false;
    }
    if count == 1
        && let (Some(c), Some(one)) = (before.chars().next_back(), syllables.peek())
        && TONELESS.contains(&format!(" {c}{one} "))
    {
        return true;
    }
    syllables.all(is_toned)
}

/// A syllable with exactly one tone mark.
fn is_toned(syllable: &str) -> bool {
    let mut tones = 0;
    let mut plain = String::new();
    for c in syllable.chars().flat_map(char::to_lowercase) {
        let (base, tone) = base(c);
        tones += u32::from(tone);
        plain.extend(base);
    }
    tones == 1 && is_syllable(&plain)
}

/// The plain letter and whether a tone stands over it; a combining mark is a tone without a letter.
fn base(c: char) -> (Option<char>, bool) {
    const ROWS: [(&str, char); 8] = [
        ("āáǎàăâ", 'a'),
        ("ēéěèê̄", 'e'),
        ("īíǐìĭ", 'i'),
        ("ōóǒòŏ", 'o'),
        ("ūúǔùŭ", 'u'),
        ("ǖǘǚǜ", 'v'),
        ("ńňǹ", 'n'),
        ("ḿ", 'm'),
    ];
    if let Some((_, plain)) = ROWS.iter().find(|(toned, _)| toned.contains(c)) {
        return (Some(*plain), true);
    }
    match c {
        'ɑ' => (Some('a'), false),
        'ɡ' => (Some('g'), false),
        'ü' => (Some('v'), false),
        '\u{300}' | '\u{301}' | '\u{304}' | '\u{306}' | '\u{30c}' => (None, true),
        '\u{308}' => (None, false),
        _ => (Some(c), false),
    }
}

fn is_syllable(plain: &str) -> bool {
    let has = |rest: &str| !rest.is_empty() && FINALS.contains(&format!(" {rest} "));
    let plain = plain
        .strip_suffix('r')
        .filter(|p| p.len() > 2)
        .unwrap_or(plain);
    has(plain)
        || matches!(plain, "n" | "m" | "ng" | "hm" | "hng")
        || INITIALS
            .iter()
            .any(|i| plain.strip_prefix(i).is_some_and(has))
}

#[cfg(test)]
mod tests {
    use crate::normalize::tests::step;

    #[test]
    fn glosses_go_brackets_stay() {
        step(
            super::edits,
            &[
                ("版權(quán)說明", "版權說明"),
                ("進（jìn）行認(rèn)領(lǐng)", "進行認領"),
                ("女(nǚ)重慶(chóng qìng)", "女重慶"),
                ("分解\u{28}a\u{301}\u{29}", "分解"),
                ("他們(men)的(de)", "他們的"),
                (
                    "方法(1)，钱(an)，店(de)，A(é)",
                    "方法(1)，钱(an)，店(de)，A(é)",
                ),
                ("餐厅(café)很好(né)", "餐厅(café)很好"),
                ("空()(  )（）(没有右边", "空()(  )（）(没有右边"),
            ],
        );
    }
}
