//! Header words that say which end of a scale is the better one.

use super::simple;

/// Words of the ends of a scale, the longer before those that they hold.
const WORSE: &[&str] = &[
    "不满意",
    "不好",
    "最差",
    "差",
    "最低",
    "低",
    "dissatisfied",
    "unsatisfied",
    "not satisfied",
    "worst",
    "poor",
    "bad",
    "lowest",
    "low",
    "unhappy",
];
const BETTER: &[&str] = &[
    "满意",
    "最好",
    "好",
    "优",
    "最高",
    "高",
    "satisfied",
    "best",
    "excellent",
    "good",
    "highest",
    "high",
    "happy",
];
/// What may stand between a mark and its word.
#[rustfmt::skip]
const BETWEEN: &[&str] = &[
    "分", "星", "为", "是", "表示", "代表", "即", "最", "很", "非常", "十分", "极", "=", ":", "-", "–", "—", "~", "(", " ", "means", "is", "very", "extremely", "completely",
    "the",
];

/// True where a header says that 1 is the best mark, or the highest one the worst: 满意度（1非常满意-5非常不满意）.
#[must_use]
pub fn best_is_lowest(header: &str) -> bool {
    let header = simple(header).replace("满意度", "").replace("满意程度", "");
    let highest = ["10", "7", "5", "4", "3"]
        .into_iter()
        .find(|n| mark(&header, n).next().is_some());
    let Some(highest) = highest else {
        return false;
    };
    let is = |n: &str, better: bool| {
        mark(&header, n).any(|at| word(&header, at, n.len()) == Some(better))
    };
    is("1", true) || is(highest, false)
}

/// The places of a number in a header; Q1 is none.
fn mark<'a>(header: &'a str, number: &'a str) -> impl Iterator<Item = usize> + 'a {
    let places = header.match_indices(number).map(|(at, _)| at);
    places.filter(move |at| {
        let before = header[..*at].chars().next_back();
        let after = header[at + number.len()..].chars().next();
        !before.is_some_and(|c| c.is_ascii_alphanumeric())
            && !after.is_some_and(|c| c.is_ascii_digit())
    })
}

/// Whether the word of the mark at a place is the better one; absent where no word is near.
fn word(header: &str, at: usize, len: usize) -> Option<bool> {
    let mut rest = &header[at + len..];
    while let Some(filler) = BETWEEN.iter().find(|f| rest.starts_with(**f)) {
        rest = &rest[filler.len()..];
    }
    if let Some(found) = said(&|w| rest.starts_with(w)) {
        return Some(found);
    }
    // 非常满意=1，满意(1)
    let before = &header[..at];
    let is_closed = header[at + len..].starts_with(')');
    let before = before
        .strip_suffix(['=', ':'])
        .or_else(|| before.strip_suffix('(').filter(|_| is_closed))?;
    said(&|w| before.trim_end().ends_with(w))
}

fn said(is: &dyn Fn(&str) -> bool) -> Option<bool> {
    if WORSE.iter().any(|w| is(w)) {
        return Some(false);
    }
    BETTER.iter().any(|w| is(w)).then_some(true)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_say_which_end_of_a_scale_is_better() {
        for header in [
            "满意度(1非常满意-5非常不满意)",
            "满意度（1=非常满意，5=非常不满意）",
            "服务评分（1最好）1-5",
            "Satisfaction (1 = very satisfied, 5 = very dissatisfied)",
            "Rating (1=best, 5=worst)",
            "评分（非常满意=1，非常不满意=5）",
            "非常满意(1)-非常不满意(5)",
        ] {
            assert!(best_is_lowest(header), "{header}");
        }
        for header in [
            "满意度",
            "满意度(1-5)",
            "是否满意(1-5分)",
            "满意度（1非常不满意-5非常满意）",
            "满意度1-5，5分最满意",
            "1.满意度评分（5分制）",
            "Q1 满意度（1-5）",
            "Rating 1-5 (5 = best)",
            "Satisfaction (1 low - 5 high)",
            "评分（非常不满意=1，非常满意=5）",
        ] {
            assert!(!best_is_lowest(header), "{header}");
        }
    }
}
