//! A short text → its shape: numbers by their digits, months, marks, everything else that a date may contain set aside.

/// A text taken apart.
#[derive(Debug, Default)]
pub(super) struct Lexed {
    /// One character a part: `n` a number of one or two digits, `t` of three, `Y` of four, `S` of six, `D` of eight, `X` any
    /// other; `M` a month by name; a mark as it is; one space for spaces.
    pub(super) shape: String,
    /// Digits of every number in the shape, and the numbers of its months.
    pub(super) parts: Vec<String>,
    pub(super) half: Option<Half>,
    /// 民國: years since 1911.
    pub(super) roc: bool,
    /// Written as UTC: `Z`, `UTC`, `GMT`.
    pub(super) utc: bool,
}

/// The part of the day that the hours belong to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Half {
    Morning,
    Noon,
    Afternoon,
    Night,
}

#[rustfmt::skip]
const HALVES: [(&str, Half); 11] = [
    ("上午", Half::Morning), ("凌晨", Half::Morning), ("早上", Half::Morning), ("清晨", Half::Morning), ("午前", Half::Morning),
    ("中午", Half::Noon), ("下午", Half::Afternoon), ("午後", Half::Afternoon), ("午后", Half::Afternoon),
    ("傍晚", Half::Afternoon), ("晚上", Half::Night),
];

/// Months in English, and by their first letters in Russian.
#[rustfmt::skip]
const MONTHS: [[&str; 2]; 12] = [
    ["january", "янв"], ["february", "фев"], ["march", "мар"], ["april", "апр"], ["may", "ма"], ["june", "июн"],
    ["july", "июл"], ["august", "авг"], ["september", "сен"], ["october", "окт"], ["november", "ноя"], ["december", "дек"],
];

/// Words that a date may contain and that add nothing: weekdays, ordinals, names of time zones.
const FILLER: &str = " mon tue wed thu fri sat sun monday tuesday wednesday thursday friday saturday sunday tues thur thurs \
    пн вт ср чт пт сб вс понедельник вторник среда четверг пятница суббота воскресенье \
    st nd rd th of at г года год в cst cdt msk est edt mst mdt pst pdt hkt jst ist bst cet cest eet мск ";

/// Digits that Chinese writes.
const HAN_DIGITS: &str = "〇一二三四五六七八九";
/// Longest text that is looked into, in bytes.
const LONGEST: usize = 96;

impl Lexed {
    /// `None` where `text` contains a word that no date does.
    pub(super) fn of(text: &str) -> Option<Self> {
        if text.is_empty() || text.len() > LONGEST {
            return None;
        }
        let folded: String = text.chars().map(fold).collect();
        let mut lexed = Self::default();
        let mut rest = folded.trim();
        while let Some(c) = rest.chars().next() {
            let run = |f: fn(char) -> bool| rest.find(|c| !f(c)).unwrap_or(rest.len());
            let taken = if c.is_ascii_digit() {
                let n = run(|c| c.is_ascii_digit());
                lexed.number(rest.get(..n)?);
                n
            } else if is_han_number(c) {
                let n = run(is_han_number);
                lexed.number(&han_number(rest.get(..n)?)?);
                n
            } else if c == '(' || c == '[' {
                bracket(rest)?
            } else if c.is_alphabetic() && !"年月日时分秒".contains(c) {
                lexed.word(rest)?
            } else {
                lexed.mark(c);
                c.len_utf8()
            };
            rest = rest.get(taken..)?;
        }
        Some(lexed)
    }

    fn number(&mut self, digits: &str) {
        self.shape.push(match digits.len() {
            1 | 2 => 'n',
            3 => 't',
            4 => 'Y',
            6 => 'S',
            8 => 'D',
            _ => 'X',
        });
        self.parts.push(digits.to_owned());
    }

    fn mark(&mut self, c: char) {
        let c = match c {
            c if c.is_whitespace() => ' ',
            '\u{200e}' | '\u{200f}' | '\u{feff}' => return,
            c => c,
        };
        if c != ' ' || !(self.shape.is_empty() || self.shape.ends_with(' ')) {
            self.shape.push(c);
        }
    }

    /// Takes the word that `rest` begins with; gives its length in bytes.
    fn word(&mut self, rest: &str) -> Option<usize> {
        if let Some((word, half)) = HALVES.iter().find(|(word, _)| rest.starts_with(word)) {
            self.half = Some(*half);
            return Some(word.len());
        }
        for word in ["中華民國", "中华民国", "民國", "民国"] {
            if rest.starts_with(word) {
                self.roc = true;
                return Some(word.len());
            }
        }
        for (word, days) in [
            ("星期", "一二三四五六日天"),
            ("周", "一二三四五六日"),
            ("週", "一二三四五六日"),
        ] {
            let day = rest.strip_prefix(word).and_then(|r| r.chars().next());
            if let Some(day) = day.filter(|d| days.contains(*d)) {
                return Some(word.len() + day.len_utf8());
            }
        }
        let letters = |c: char| c.is_alphabetic() && !"年月日时分秒".contains(c);
        let n = rest.find(|c| !letters(c)).unwrap_or(rest.len());
        let (word, after) = (rest.get(..n)?.to_lowercase(), rest.get(n..)?);
        match word.as_str() {
            "am" | "pm" | "a" | "p" => {
                let morning = word.starts_with('a');
                self.half = Some(if morning {
                    Half::Morning
                } else {
                    Half::Afternoon
                });
                let points = [".m.", ".m", ".M.", ".M"]
                    .into_iter()
                    .find(|p| after.starts_with(p));
                return Some(n + points.map_or(0, str::len));
            }
            "t" => {
                self.mark(' ');
                return Some(n);
            }
            "z" | "utc" | "gmt" => {
                self.utc = true;
                return Some(n);
            }
            word if FILLER.contains(&format!(" {word} ")) => return Some(n),
            _ => {}
        }
        let month = |[english, russian]: &[&str; 2]| {
            (word.len() >= 3 && english.starts_with(&word)
                || word == "sept" && *english == "september")
                || (word.starts_with(russian) && word.chars().count() <= 8)
        };
        let at = MONTHS.iter().position(month)?;
        self.shape.push('M');
        self.parts.push((at + 1).to_string());
        // `Sept.`: the point belongs to the word
        Some(n + usize::from(after.starts_with(". ")))
    }
}

/// One form for the characters that are written in several widths or scripts.
fn fold(c: char) -> char {
    match c {
        '０'..='９' => char::from_u32(c as u32 - '０' as u32 + '0' as u32).unwrap_or(c),
        '／' => '/',
        '－' | '–' | '—' | '−' | '‐' => '-',
        '：' => ':',
        '．' => '.',
        '，' => ',',
        '（' => '(',
        '）' => ')',
        '号' | '號' => '日',
        '時' | '点' | '點' => '时',
        'Ａ'..='Ｚ' | 'ａ'..='ｚ' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
        c => c,
    }
}

fn is_han_number(c: char) -> bool {
    c == '十' || c == '零' || HAN_DIGITS.contains(c)
}

/// `十二` → 12, `二十五` → 25, `二〇二四` → 2024.
fn han_number(text: &str) -> Option<String> {
    let digit = |c: char| {
        let c = if c == '零' { '〇' } else { c };
        HAN_DIGITS.chars().position(|d| d == c)
    };
    if !text.contains('十') {
        return text
            .chars()
            .map(|c| digit(c).map(|d| d.to_string()))
            .collect();
    }
    let (tens, ones) = text.split_once('十')?;
    let one = |t: &str, absent| match t.chars().count() {
        0 => Some(absent),
        1 => digit(t.chars().next()?),
        _ => None,
    };
    Some((one(tens, 1)? * 10 + one(ones, 0)?).to_string())
}

/// The length of a bracket without digits at the front: `(中国标准时间)`, `(周五)`, `[Asia/Shanghai]`.
fn bracket(rest: &str) -> Option<usize> {
    let end = rest.find([')', ']'])? + 1;
    let inside = rest.get(1..end - 1)?;
    inside.chars().all(|c| !c.is_ascii_digit()).then_some(end)
}
