//! A column whose cells say yes or no to a question: 是, N, true, 已升级 beside 未升级, or the values that a person names.

use super::answers::{
    Answer, AnswerReading, BARE_NO, BARE_YES, DEGREES, NO_ANSWER, bare_with_rest, is_state, simple,
};
use crate::types::is_missing;

/// What counts as yes and as no, where a person says so.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct YesNoValues {
    /// Cells that say yes; where none is named for no, every other cell that answers says no.
    pub yes: Vec<String>,
    /// Cells that say no; where none is named for yes, every other cell that answers says yes.
    pub no: Vec<String>,
}

impl YesNoValues {
    /// Reads every distinct answer of a column, which are given with their rows. Answers are compared without case, width and outer space.
    ///
    /// Where nobody names values, 是, yes, 1 and their opposites are read, and a state beside its negation (已升级 and 未升级). What is neither is not
    /// understood.
    #[must_use]
    pub fn read(&self, answers: &[(String, u64)]) -> Vec<Answer> {
        let texts: Vec<String> = answers.iter().map(|a| simple(&a.0)).collect();
        let state = state(&texts);
        let given = answers.iter().zip(&texts);
        given
            .map(|((text, rows), simple)| Answer {
                text: text.clone(),
                reading: match self.is_empty() {
                    true => recognised(simple, state),
                    false => self.named(simple),
                },
                rows: *rows,
            })
            .collect()
    }

    /// What empty cells mean, where a person names them.
    #[must_use]
    pub fn empty(&self) -> Option<AnswerReading> {
        let holds = |values: &[String]| values.iter().any(|v| v.trim().is_empty());
        match (holds(&self.yes), holds(&self.no)) {
            (true, _) => Some(AnswerReading::Yes),
            (_, true) => Some(AnswerReading::No),
            _ => None,
        }
    }

    /// Whether no value is named but that of empty cells.
    fn is_empty(&self) -> bool {
        let mut values = self.yes.iter().chain(&self.no);
        values.all(|v| v.trim().is_empty())
    }

    fn named(&self, answer: &str) -> Option<AnswerReading> {
        let holds = |values: &[String]| values.iter().any(|v| simple(v) == answer);
        let is_any = |value: &str| BARE_YES.contains(&value) || BARE_NO.contains(&value);
        match (holds(&self.yes), holds(&self.no)) {
            (true, _) => Some(AnswerReading::Yes),
            (_, true) => Some(AnswerReading::No),
            _ if answers_nothing(answer) && !is_any(answer) => Some(AnswerReading::NoAnswer),
            _ if self.no.is_empty() => Some(AnswerReading::No),
            _ if self.yes.is_empty() => Some(AnswerReading::Yes),
            _ => None,
        }
    }
}

fn answers_nothing(answer: &str) -> bool {
    let is_mark = |c: char| !c.is_alphanumeric() && !"√✓✔×✗✘".contains(c);
    answer.chars().all(is_mark) || NO_ANSWER.contains(&answer) || is_missing(answer, true)
}

fn recognised(answer: &str, state: Option<&str>) -> Option<AnswerReading> {
    let of = |yes| match yes {
        true => AnswerReading::Yes,
        false => AnswerReading::No,
    };
    match answer {
        a if BARE_YES.contains(&a) => Some(AnswerReading::Yes),
        a if BARE_NO.contains(&a) => Some(AnswerReading::No),
        a if answers_nothing(a) => Some(AnswerReading::NoAnswer),
        a => state
            .and_then(|word| is_state(a, word))
            .or_else(|| bare_with_rest(a))
            .map(of),
    }
}

/// The state that some of the answers name and others negate: 升级 of 已升级 and 未升级. Where there are two, neither is the question.
fn state(answers: &[String]) -> Option<&str> {
    let is_named = |word: &&str| {
        let says = |so| answers.iter().any(|a| is_state(a, word) == Some(so));
        word.chars().nth(1).is_some() && says(true) && says(false)
    };
    let mut states: Vec<&str> = answers.iter().map(|a| without_degrees(a)).collect();
    states.retain(is_named);
    states.sort_unstable();
    states.dedup();
    match states[..] {
        [one] => Some(one),
        _ => None,
    }
}

/// 升级 of 已升级.
fn without_degrees(answer: &str) -> &str {
    let mut rest = answer;
    while let Some(degree) = DEGREES
        .iter()
        .filter(|d| rest.starts_with(**d) && rest.len() > d.len())
        .max_by_key(|d| d.len())
    {
        rest = rest[degree.len()..].trim_start();
    }
    rest
}

#[cfg(test)]
mod tests {
    use super::*;

    const YES: Option<AnswerReading> = Some(AnswerReading::Yes);
    const NO: Option<AnswerReading> = Some(AnswerReading::No);
    const NONE: Option<AnswerReading> = Some(AnswerReading::NoAnswer);

    fn read(values: &YesNoValues, answers: &[&str]) -> Vec<Option<AnswerReading>> {
        let answers: Vec<(String, u64)> = answers.iter().map(|a| ((*a).to_owned(), 1)).collect();
        let read = values.read(&answers).into_iter();
        read.map(|a| a.reading).collect()
    }

    #[test]
    fn what_says_yes_or_no_by_itself_is_read_and_nothing_else() {
        let plain = YesNoValues::default();
        let cases: &[(&[&str], &[Option<AnswerReading>])] = &[
            (&["是", "否", "", "不详"], &[YES, NO, NONE, NONE]),
            (&["Ｙ", " n ", "N/A", "maybe"], &[YES, NO, NONE, None]),
            (&["1", "0", "2", "0.0"], &[YES, NO, None, NO]),
            (
                &["TRUE", "false", "是（已核实）", "—"],
                &[YES, NO, YES, NONE],
            ),
            (&["已升级", "未升级", "处理中"], &[YES, NO, None]),
            (&["升级", "尚未升级"], &[YES, NO]),
            (&["Escalated", "Not escalated"], &[YES, NO]),
            (&["已退款", "已换货"], &[None, None]),
            // two states: which of them is asked for is not known
            (&["已退款", "未退款", "已升级", "未升级"], &[None; 4]),
        ];
        for (answers, wanted) in cases {
            assert_eq!(read(&plain, answers), *wanted, "{answers:?}");
        }
    }

    #[test]
    fn named_values_decide_and_what_is_left_is_no_only_where_no_value_is_named_no() {
        let values = |yes: &[&str], no: &[&str]| {
            let all = |v: &[&str]| v.iter().map(|v| (*v).to_owned()).collect();
            YesNoValues {
                yes: all(yes),
                no: all(no),
            }
        };
        let answers = ["已退款", "已解释", "处理中", "", "未知", "否"];
        let refunded = values(&["已退款"], &[]);
        assert_eq!(read(&refunded, &answers), [YES, NO, NO, NONE, NONE, NO]);
        let both = values(&["已退款"], &["已解释", "否"]);
        assert_eq!(read(&both, &answers), [YES, NO, None, NONE, NONE, NO]);
        let no = values(&[], &["已解释"]);
        assert_eq!(read(&no, &answers), [YES, NO, YES, NONE, NONE, YES]);
        assert_eq!(read(&values(&["Y"], &[]), &["ｙ", "x"]), [YES, NO]);
        // what empty cells are leaves the others as they are
        let empty = values(&[], &[""]);
        assert_eq!(read(&empty, &["是", "否", "maybe"]), [YES, NO, None]);
        assert_eq!((empty.empty(), both.empty()), (NO, None));
    }
}
