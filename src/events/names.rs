//! Names of places, companies and products, and numbers of roads, lines and orders, found in a text by their form.

use crate::normalize::{Depth, Normalizer};
use crate::segment::{Kind, Segmenter, Token};
use crate::types::is_han;
use rustc_hash::{FxHashMap, FxHashSet};

/// What names end in, the longest first.
#[rustfmt::skip]
const ENDINGS: [&str; 65] = [
    "幼儿园", "工业园", "产业园",
    "小区", "花园", "花苑", "家园", "公寓", "大厦", "广场", "社区", "街道", "大道", "公司", "集团", "学校", "中学", "小学", "学院", "大学",
    "医院", "楼盘", "项目", "新城", "国际", "中心", "酒店", "公园", "市场", "商场", "超市", "银行", "物业", "地产", "置业", "驾校", "车站",
    "苑", "园", "城", "府", "湾", "村", "镇", "乡", "路", "街", "巷", "桥", "站", "厂", "店", "馆", "院", "校", "组", "里", "郡", "庭", "岸",
    "洲", "湖", "山", "号线", "线",
];
/// Behind one of these the next name begins.
const CLOSING: [&str; 10] = [
    "小区", "社区", "街道", "大道", "路", "街", "公司", "集团", "村", "镇",
];
/// Of these a name may be made of known words alone: 人民东路, 青山村.
const OF_KNOWN_WORDS: [&str; 6] = ["路", "街", "大道", "村", "镇", "乡"];
/// Districts: names of places begin behind them.
const DISTRICTS: [char; 4] = ['省', '市', '县', '区'];
/// Of these, known words alone make a name where the number of a house follows: 光明小区23号.
const HOUSED: [&str; 18] = [
    "小区", "花园", "花苑", "家园", "公寓", "大厦", "新城", "大道", "苑", "园", "城", "府", "湾",
    "村", "路", "街", "巷", "里",
];
/// Behind the number of a house.
const HOUSES: [&str; 4] = ["号", "栋", "幢", "弄"];
/// What a number in front makes a name of: 805路, 107国道.
const NUMBERED: [&str; 6] = ["路", "号线", "国道", "省道", "线", "区间"];
/// Words of complaints that no name holds.
#[rustfmt::skip]
const OTHERS: [&str; 26] = [
    "附近", "旁边", "周边", "业主", "位于", "领导", "我们", "居民", "开发商", "政府", "问题", "严重", "请", "投诉", "举报", "反映", "关于",
    "尊敬", "城管", "有限公司", "目前", "整个", "购房", "配套", "影响", "物业公司",
];
/// Characters of a name, at most: what is before is rarely a part of it.
const LONGEST: usize = 8;
/// A word with a capital in more than one of so many words says nothing.
const ONE_IN: usize = 2;

/// The names of a file, one a line, normalised; one character alone is not a name.
#[must_use]
pub fn listed_names(file: &str) -> FxHashSet<String> {
    let normalizer = Normalizer::default();
    let names = file
        .lines()
        .map(|line| normalizer.text(line.trim(), Depth::Words));
    names.filter(|name| name.chars().nth(1).is_some()).collect()
}

/// Finds names; remembers what the dictionary says of words.
#[derive(Debug)]
pub(super) struct Names<'a> {
    segmenter: &'a Segmenter,
    may_name: FxHashMap<String, bool>,
    /// Names given beside the complaints, normalised; each is found as it is.
    listed: &'a FxHashSet<String>,
}

impl<'a> Names<'a> {
    pub(super) fn new(segmenter: &'a Segmenter, listed: &'a FxHashSet<String>) -> Self {
        Self {
            segmenter,
            may_name: FxHashMap::default(),
            listed,
        }
    }

    /// Hands every name in the normalised `text`, which has these words, to `found`; a name may come several times.
    pub(super) fn each(&mut self, text: &str, tokens: &[Token], found: &mut dyn FnMut(&str)) {
        let mut run: Vec<&str> = Vec::new();
        for (at, token) in tokens.iter().enumerate() {
            let word = &text[token.span.range()];
            match token.kind {
                Kind::Space | Kind::Symbol | Kind::Mask => run.clear(),
                Kind::Letters => {
                    if is_code(word) {
                        found(word);
                    }
                    run.push(word);
                }
                Kind::Number => {
                    if is_long_number(word) {
                        found(word);
                    }
                    let next = tokens.get(at + 1).map(|t| &text[t.span.range()]);
                    if let Some(name) = next.and_then(|next| numbered(word, next)) {
                        found(&name);
                    }
                    let unit = next.and_then(house);
                    let street = |unit| Some((self.housed(text, &tokens[..at])?, unit));
                    if let Some((street, unit)) = unit.and_then(street) {
                        found(&street);
                        found(&format!("{street}{word}{unit}"));
                    }
                    run.push(word);
                }
                Kind::Han => self.take_word(word, &mut run, found),
            }
        }
        self.each_listed(text, found);
    }

    fn take_word<'t>(
        &mut self,
        word: &'t str,
        run: &mut Vec<&'t str>,
        found: &mut dyn FnMut(&str),
    ) {
        if !self.may_be_part(word) {
            run.clear();
            return;
        }
        run.push(word);
        if word.ends_with(DISTRICTS) && !word.ends_with("小区") && !word.ends_with("社区") {
            run.clear();
            return;
        }
        if let Some(name) = self.ended(run) {
            found(&name);
        }
        if CLOSING.iter().any(|c| word.ends_with(c)) {
            run.clear();
        }
    }

    fn may_be_part(&mut self, word: &str) -> bool {
        if let Some(known) = self.may_name.get(word) {
            return *known;
        }
        let may = !OTHERS.contains(&word) && self.segmenter.may_name(word);
        self.may_name.insert(word.to_owned(), may);
        may
    }

    /// The name that ends with the last of these words, if one does.
    fn ended(&self, run: &[&str]) -> Option<String> {
        let mut from = run.len();
        let mut chars = 0;
        for word in run.iter().rev() {
            chars += word.chars().count();
            if chars > LONGEST {
                break;
            }
            from -= 1;
        }
        let words = &run[from..];
        let whole = words.concat();
        let ending = ENDINGS.iter().find(|e| whole.ends_with(**e))?;
        let before = whole.chars().count() - ending.chars().count();
        let proper = before >= 2 && self.is_proper(&whole, words, ending);
        proper.then(|| without_district(whole))
    }

    /// Whether these words are a name and no common noun: 丽水新城, but not 物业公司.
    fn is_proper(&self, whole: &str, words: &[&str], ending: &str) -> bool {
        if self.segmenter.knows(whole) {
            return false;
        }
        let is_coined = |word: &&str| {
            let mut chars = word.chars();
            match (chars.next(), chars.next()) {
                (Some(c), None) => is_han(c) && !ending.contains(c),
                (Some(c), _) => !c.is_numeric() && !self.segmenter.knows(word),
                _ => false,
            }
        };
        let before = whole.chars().count() - ending.chars().count();
        words.iter().any(is_coined) || (OF_KNOWN_WORDS.contains(&ending) && before >= 2)
    }

    /// The place that the last of these words name where the number of a house follows: a verb may be a part of it (团结巷).
    fn housed(&self, text: &str, before: &[Token]) -> Option<String> {
        let mut whole = String::new();
        for token in before.iter().rev() {
            let word = &text[token.span.range()];
            let is_part = token.kind == Kind::Han
                && (whole.is_empty() || (self.segmenter.means_something(word) && !is_other(word)));
            if !is_part || whole.chars().count() + word.chars().count() > LONGEST {
                break;
            }
            whole.insert_str(0, word);
            let ending = HOUSED.iter().find(|e| whole.ends_with(**e))?;
            if whole.chars().count() >= ending.chars().count() + 2 {
                return Some(without_district(whole));
            }
        }
        None
    }

    fn each_listed(&self, text: &str, found: &mut dyn FnMut(&str)) {
        for name in self.listed.iter().filter(|name| text.contains(*name)) {
            found(name);
        }
    }
}

/// `whole` without the end of a district that it begins with, and what is before that in Latin letters: 丽水路, from a7县丽水路.
fn without_district(whole: String) -> String {
    let before = |c: char| c.is_ascii_alphanumeric();
    match whole.trim_start_matches(before).strip_prefix(DISTRICTS) {
        Some(rest) if rest.chars().count() >= 3 => rest.to_owned(),
        _ => whole,
    }
}

/// Whether no name begins with a word: one of complaints, or a district.
fn is_other(word: &str) -> bool {
    OTHERS.contains(&word) || word.ends_with(DISTRICTS)
}

/// What the number of a house ends in: 号, but not 号线.
fn house(next: &str) -> Option<&'static str> {
    let unit = HOUSES.iter().find(|unit| next.starts_with(**unit))?;
    (!next.starts_with("号线")).then_some(unit)
}

/// Whether a name is the number of a house at a place: 幸福路26号.
pub(super) fn is_address(name: &str) -> bool {
    let unit = HOUSES.iter().find_map(|unit| name.strip_suffix(unit));
    unit.is_some_and(|rest| rest.ends_with(|c: char| c.is_ascii_digit()))
}

/// 805路, from 805 and what comes next.
fn numbered(number: &str, next: &str) -> Option<String> {
    let fits = (2..=4).contains(&number.len()) && number.bytes().all(|b| b.is_ascii_digit());
    let unit = NUMBERED.iter().find(|u| fits && next.starts_with(**u))?;
    Some(format!("{number}{unit}"))
}

/// A number of an order, an account, a document: of five digits or more, neither round nor that of a hotline.
fn is_long_number(word: &str) -> bool {
    let digits = word.bytes().all(|b| b.is_ascii_digit());
    let hotline = word.len() == 5 && word.starts_with('1');
    digits && word.len() >= 5 && !hotline && !word.ends_with("000")
}

/// A number of a model, a road, a bus: letters with two digits at least.
fn is_code(word: &str) -> bool {
    word.bytes().filter(u8::is_ascii_digit).count() >= 2 && word.len() >= 3
}

/// Hands every word that is written with a capital inside a sentence of `source` to `found`: names in scripts that have capitals. A text of
/// capitals has none.
pub(super) fn capitalised(source: &str, found: &mut dyn FnMut(&str)) {
    let mut names: Vec<&str> = Vec::new();
    let (mut words, mut capitals, mut starts) = (0_usize, 0_usize, true);
    let mut at = 0;
    while at < source.len() {
        let rest = &source[at..];
        let len = word_length(rest);
        if len == 0 {
            let c = rest.chars().next().unwrap_or(' ');
            starts |= matches!(c, '.' | '!' | '?' | '。' | '！' | '？' | '\n');
            at += c.len_utf8();
            continue;
        }
        let word = &rest[..len];
        words += 1;
        let capital = word.chars().next().is_some_and(char::is_uppercase);
        capitals += usize::from(capital);
        if capital && !starts && word.chars().count() >= 3 {
            names.push(word);
        }
        starts = false;
        at += len;
    }
    if capitals * ONE_IN <= words {
        names.into_iter().for_each(found);
    }
}

/// Bytes of the letters that `text` begins with, Chinese characters aside.
fn word_length(text: &str) -> usize {
    let ends = |c: char| !c.is_alphabetic() || is_han(c);
    text.find(ends).unwrap_or(text.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(text: &str, listed: &[&str]) -> Vec<String> {
        let segmenter = Segmenter::default();
        let listed = listed.iter().map(|n| (*n).to_owned()).collect();
        let mut tokens = Vec::new();
        segmenter.segment(text, &mut tokens);
        let mut out = Vec::new();
        Names::new(&segmenter, &listed).each(text, &tokens, &mut |name| out.push(name.to_owned()));
        out.sort();
        out.dedup();
        out
    }

    #[test]
    fn names_end_in_what_names_end_in() {
        let found = names("我是望月街道翠堤湾小区的业主,人民东路的搅拌站噪音扰民", &[]);
        for name in ["翠堤湾小区", "人民东路"] {
            assert!(found.iter().any(|f| f.ends_with(name)), "{name}: {found:?}");
        }
        for text in [
            "物业公司不作为",
            "附近的公园没有路灯",
            "小区门口的超市",
            "我们村",
        ] {
            assert_eq!(names(text, &[]), Vec::<String>::new(), "{text}");
        }
    }

    #[test]
    fn numbers_of_lines_and_orders_are_names() {
        assert_eq!(names("805路公交车改道", &[]), ["805路"]);
        assert_eq!(names("订单226960迟迟不发", &[]), ["226960"]);
        for text in ["拨打12345没有用", "交了18000元", "2019年", "一共30路费"] {
            let found = names(text, &[]);
            assert!(found.iter().all(|f| f == "30路"), "{text}: {found:?}");
        }
    }

    #[test]
    fn the_number_of_a_house_makes_names_of_known_words() {
        assert_eq!(
            names("光明小区23号,电梯坏了", &[]),
            ["光明小区", "光明小区23号"]
        );
        assert_eq!(names("团结巷58号半夜施工", &[]), ["团结巷", "团结巷58号"]);
        for text in ["小区20号停水", "光明小区的电梯坏了", "乘坐地铁3号线"] {
            let found = names(text, &[]);
            let is_new = |f: &String| is_address(f) || f == "光明小区";
            assert!(!found.iter().any(is_new), "{text}: {found:?}");
        }
        assert!(is_address("幸福路26号") && !is_address("幸福路"));
    }

    #[test]
    fn listed_names_are_found_as_they_are() {
        assert_eq!(names("在老地方吃饭", &["老地方"]), ["老地方"]);
    }

    #[test]
    fn capitals_inside_a_sentence_are_names() {
        let found = |text: &str| {
            let mut out = Vec::new();
            capitalised(text, &mut |n| out.push(n.to_owned()));
            out
        };
        let text = "They closed my account. The branch in Springfield of Wells Fargo refused.";
        assert_eq!(found(text), ["Springfield", "Wells", "Fargo"]);
        assert_eq!(found("THIS IS ALL IN CAPITALS"), Vec::<String>::new());
    }
}
