//! Which state the header of a column of answers asks for: 是否未按期 asks for the opposite of 是否按期.

use super::{DEGREES, NEGATIONS};

/// Words that ask, and negate nothing, although some end like a negation: 是否, 有无.
const WHETHER: &[&str] = &["是否", "有无", "有没有", "是不是", "能否", "可否", "能不能"];
/// What may stand between a negation and the state of a header: 未在期限内, 未能按期.
const BETWEEN: &[&str] = &["在", "能够", "能", "予以", "进行"];
/// Negations in Latin letters that are parts of a word (untimely), and those that are words.
const PREFIXES: &[&str] = &["un", "dis", "in", "im", "non"];
const NOT: &[&str] = &["not", "never", "isn't", "wasn't", "non"];

/// True where bare answers to `header` mean the opposite of what the role asks: 是否超期 and 是否未按期, but not 是否未超期.
///
/// The state that the header names first is the one asked for; of two that begin together, the longer.
pub(super) fn names_opposite(header: &str, opposites: &[&str], states: &[&str]) -> bool {
    let header = &asked_once(&header.replace('_', " "));
    let opposites = opposites.iter().map(|w| (*w, true));
    let words = opposites.chain(states.iter().map(|w| (*w, false)));
    let named = words.filter_map(|(word, is_opposite)| {
        Some((place(header, word, is_opposite)?, word, is_opposite))
    });
    let asked = named.min_by_key(|(at, w, _)| (*at, std::cmp::Reverse(w.len())));
    asked.is_some_and(|(at, word, is_opposite)| {
        is_opposite != is_negated(&header[..at], word.is_ascii())
    })
}

/// 及不及时 asks what 及时 says.
fn asked_once(header: &str) -> String {
    let chars: Vec<char> = header.chars().collect();
    let is_twice = |at: usize| {
        let around = at
            .checked_sub(1)
            .and_then(|b| chars.get(b))
            .zip(chars.get(at + 1));
        matches!(chars[at], '不' | '没') && around.is_some_and(|(b, a)| a == b)
    };
    let kept =
        (0..chars.len()).filter(|&at| !(is_twice(at) || at + 1 < chars.len() && is_twice(at + 1)));
    kept.map(|at| chars[at]).collect()
}

/// Letters of an opposite that is found within longer words, too: isOverdue, but not escalated.
const LONG: usize = 5;

/// Where a header names a state; in Latin letters as a word of its own or behind a prefix. Opposites may go on: breached.
fn place(header: &str, word: &str, is_opposite: bool) -> Option<usize> {
    let is_own = |at: usize| {
        let after = header[at + word.len()..].chars().next();
        let glued = glued(&header[..at]);
        let is_begun = matches!(glued, "" | "is") || is_prefix(glued);
        match is_opposite {
            true => is_begun || word.len() >= LONG,
            false => is_begun && !after.is_some_and(|c| c.is_ascii_alphanumeric()),
        }
    };
    let mut places = header.match_indices(word).map(|(at, _)| at);
    places.find(|at| !word.is_ascii() || is_own(*at))
}

/// Whether Latin letters before a state negate it: untimely, isNotResolved.
fn is_prefix(glued: &str) -> bool {
    PREFIXES.contains(&glued) || glued.ends_with("not")
}

/// The Latin letters that end a text.
fn glued(before: &str) -> &str {
    let rest = before.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    &before[rest.len()..]
}

/// Whether an odd number of negations stands right before a state in a header.
fn is_negated(before: &str, is_latin: bool) -> bool {
    if is_latin {
        let glued = glued(before);
        let is_part = is_prefix(glued);
        let words =
            before[..before.len() - glued.len()].split(|c: char| !(c.is_alphabetic() || c == '\''));
        let mut words = words.filter(|w| !w.is_empty() && *w != "yet").rev();
        return is_part != words.next().is_some_and(|w| NOT.contains(&w));
    }
    let (mut rest, mut is_odd) = (before, false);
    loop {
        rest = rest.trim_end_matches([' ', '-', '_', '，', ',', '、', '(', '/']);
        if WHETHER.iter().any(|w| rest.ends_with(w)) {
            return is_odd;
        }
        let longest = |words: &'static [&'static str]| {
            let fits = words
                .iter()
                .filter(|w| !w.is_ascii() && rest.ends_with(**w));
            fits.map(|w| w.len()).max()
        };
        match (longest(NEGATIONS), longest(BETWEEN).max(longest(DEGREES))) {
            (Some(negation), other) if other.is_none_or(|other| negation >= other) => {
                is_odd = !is_odd;
                rest = &rest[..rest.len() - negation];
            }
            (_, Some(other)) => rest = &rest[..rest.len() - other],
            (_, None) => return is_odd,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{AnswerReading, read_answers};
    use crate::columns::ServiceRole;

    fn read(role: ServiceRole, header: &str) -> Vec<bool> {
        let answers = [("是".to_owned(), 1), ("否".to_owned(), 1)];
        let read = read_answers(role, header, &answers).into_iter();
        read.map(|a| a.reading == Some(AnswerReading::Yes))
            .collect()
    }

    #[test]
    fn a_negated_header_turns_bare_answers_round() {
        use ServiceRole as R;
        let cases: &[(R, bool, &[&str])] = &[
            (
                R::OnTime,
                true,
                &[
                    "是否未按期",
                    "是否未及时",
                    "是否不及时",
                    "是否未按时办结",
                    "是否未能及时办结",
                    "未在期限内办结",
                    "响应不及时",
                    "Not on time",
                    "is_not_on_time",
                    "untimely",
                    "是否超期",
                    "有无超期",
                    "是不是超期",
                    "是否超期（未超期填否）",
                    "isOverdue",
                    "逾期标志",
                ],
            ),
            (
                R::OnTime,
                false,
                &[
                    "是否按期",
                    "是否未超期",
                    "是否没有逾期",
                    "及不及时",
                    "是否及时",
                    "in timely manner",
                    "On time",
                    "not overdue",
                    "按期（超期填否）",
                    "有没有按时办结",
                    "Escalated on time",
                ],
            ),
            (
                R::FirstContact,
                true,
                &["是否非一次解决", "未一次性解决", "是否多次解决"],
            ),
            (R::FirstContact, false, &["是否一次解决", "first contact"]),
            (
                R::Answered,
                true,
                &[
                    "not answered",
                    "Unanswered",
                    "是否未接通",
                    "是否无法接通",
                    "是否未回复",
                ],
            ),
            (R::Answered, false, &["answered", "是否回复"]),
            (
                R::Closed,
                true,
                &["Not closed", "not yet closed", "是否未办结", "是否未结案"],
            ),
            (R::Closed, false, &["是否办结（未办结填否）", "Closed"]),
            (
                R::Resolved,
                true,
                &["Not resolved", "unresolved", "是否未解决", "не решено"],
            ),
            (R::Resolved, false, &["Resolved", "是否解决", "решено"]),
            (
                R::Satisfied,
                true,
                &[
                    "是否不满意",
                    "是否不太满意",
                    "not satisfied",
                    "dissatisfied",
                ],
            ),
            (
                R::Satisfied,
                false,
                &["是否满意", "满不满意", "是否没有不满意", "Satisfied"],
            ),
        ];
        for (role, turned, headers) in cases {
            for header in *headers {
                let wanted = [!turned, *turned];
                assert_eq!(read(*role, header), wanted, "{role:?} {header}");
            }
        }
    }
}
