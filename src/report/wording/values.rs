//! Values of columns in a sentence.

use super::{Words, pick};
use crate::types::{Lang, is_han};

/// Answers that say nothing without their question.
const ANSWERS: [&str; 15] = [
    "是", "否", "有", "无", "yes", "no", "y", "n", "true", "false", "да", "нет", "是的", "不是",
    "none",
];

/// Beginnings of names of columns of places and departments that a sentence leaves out: 所属区县 is about districts.
const OF: [&str; 3] = ["所属", "所在", "事发"];

/// A value explains itself, as the name of a place or a product does.
pub(super) fn explains_itself(value: &str) -> bool {
    let lower = value.trim().to_lowercase();
    let is_number = lower.chars().all(|c| !c.is_alphabetic());
    !is_number && !ANSWERS.contains(&lower.as_str())
}

/// A value; with its column where it does not explain itself: `South`, `Escalated = Yes`.
pub(super) fn value((column, value): &(String, String), lang: Lang) -> String {
    match explains_itself(value) {
        true => value.clone(),
        false => pick(
            lang,
            format!("{column}＝{value}"),
            format!("{column} = {value}"),
        ),
    }
}

/// The other values of columns, as a sentence names them: `其他区县`.
pub(super) fn others_zh(slice: &[(String, String)], noun: &str) -> String {
    let [(column, value)] = slice else {
        return "其他取值".to_owned();
    };
    if !explains_itself(value) {
        return format!("其余{noun}");
    }
    let short = OF.iter().find_map(|of| column.strip_prefix(of));
    let column = short.filter(|c| !c.is_empty()).unwrap_or(column);
    match column.chars().all(is_han) {
        true => format!("其他{column}"),
        false => format!("“{column}”其他取值"),
    }
}

/// Words side by side, with a space except between two Chinese characters.
pub(super) fn beside(words: &[&str]) -> String {
    let mut out = String::new();
    for word in words.iter().filter(|w| !w.is_empty()) {
        let ends = [out.chars().next_back(), word.chars().next()];
        if ends[0].is_some() && !ends.iter().all(|c| c.is_some_and(is_han)) {
            out.push(' ');
        }
        out += word;
    }
    out
}

/// A name within Chinese: a space beside what is not Chinese.
pub(in crate::report) fn spaced(name: &str) -> String {
    let gap = |c: Option<char>| match c.is_some_and(is_han) {
        true => "",
        false => " ",
    };
    let ends = [gap(name.chars().next()), gap(name.chars().next_back())];
    format!("{}{name}{}", ends[0], ends[1])
}

/// Head of the complaints quoted.
pub(in crate::report) fn examples(n: usize, w: &Words) -> &'static str {
    match (n, w.lang) {
        (1, Lang::En) => "Example",
        _ => w.exemplars,
    }
}

/// Plurals, and what they are of one.
const PLURALS: [(&str, &str); 3] = [
    ("complaints", "complaint"),
    ("requests", "request"),
    ("days", "day"),
];

/// An English text with `1 complaint` where it had `1 complaints`.
pub(in crate::report) fn singular(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut is_one = false;
    for (at, word) in text.split(' ').enumerate() {
        if at > 0 {
            out.push(' ');
        }
        let plural = PLURALS
            .iter()
            .find(|(many, _)| is_one && word.starts_with(many));
        match plural {
            Some((many, one)) => out += &word.replacen(many, one, 1),
            None => out += word,
        }
        is_one = word.trim_start_matches(['(', '“']) == "1";
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_named_with_their_question() {
        let of = |column: &str, value: &str| (column.to_owned(), value.to_owned());
        assert_eq!(value(&of("Region", "South"), Lang::En), "South");
        assert_eq!(value(&of("Escalated", "Yes"), Lang::En), "Escalated = Yes");
        assert_eq!(value(&of("是否升级", "是"), Lang::Zh), "是否升级＝是");
        assert_eq!(value(&of("满意度", "1"), Lang::Zh), "满意度＝1");
        let others = |column: &str, value: &str| others_zh(&[of(column, value)], "诉求");
        assert_eq!(others("所属区县", "江北区"), "其他区县");
        assert_eq!(others("是否升级", "是"), "其余诉求");
        assert_eq!(others("region", "华东"), "“region”其他取值");
        assert_eq!(
            beside(&["江北区", "供水供气", "诉求"]),
            "江北区供水供气诉求"
        );
        assert_eq!(beside(&["APP", "退款", "诉求"]), "APP 退款诉求");
    }

    #[test]
    fn one_is_not_many() {
        assert_eq!(
            singular("June: 1 complaints (1 distinct), 21 complaints (1 days)."),
            "June: 1 complaint (1 distinct), 21 complaints (1 day)."
        );
        assert_eq!(spaced("2025-07"), " 2025-07 ");
        assert_eq!(spaced("上月"), "上月");
    }
}
