//! Columns in which only one of yes and no is ever written, and the other may be what the empty cells mean.

use super::{Answer, AnswerReading};
use crate::types::is_missing;

/// Of so many rows, one being empty leaves open what emptiness means.
const ONE_IN: u64 = 5;

/// What a column says alone, beside many empty cells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OneSided {
    /// How all answers are read.
    pub reading: AnswerReading,
    /// The answer that most of the rows give.
    pub answer: String,
    /// Rows that answer.
    pub said: u64,
    /// Rows whose cells are empty, or a mark for it.
    pub empty: u64,
}

/// Whether the answers of a column of `rows` cells all say yes, or all no, and at least a fifth of the cells are empty: these may be
/// the other answer, or none, and a share of the answers would be 0 or 1 in either case.
#[must_use]
pub fn one_sided(answers: &[Answer], rows: u64) -> Option<OneSided> {
    let is_said = |a: &&Answer| a.reading.is_some_and(|r| r != AnswerReading::NoAnswer);
    let says = answers.iter().filter(is_said);
    let first = says.clone().max_by_key(|a| a.rows)?;
    let reading = first.reading?;
    let is_all = says.clone().all(|a| a.reading == Some(reading));
    // 未评价 is an answer, a dash is none
    let is_mark = |text: &str| is_missing(text, true) || !text.chars().any(char::is_alphanumeric);
    let words = answers.iter().filter(|a| is_said(a) || !is_mark(&a.text));
    let empty = rows.saturating_sub(words.map(|a| a.rows).sum());
    (is_all && empty * ONE_IN >= rows).then(|| OneSided {
        reading,
        answer: first.text.clone(),
        said: says.map(|a| a.rows).sum(),
        empty,
    })
}

#[cfg(test)]
mod tests {
    use super::super::read_answers;
    use super::*;
    use crate::columns::ServiceRole;

    fn empty(answers: &[(&str, u64)], rows: u64) -> Option<u64> {
        let answers: Vec<(String, u64)> = answers.iter().map(|a| (a.0.to_owned(), a.1)).collect();
        let read = read_answers(ServiceRole::Satisfied, "是否满意", &answers);
        one_sided(&read, rows).map(|o| o.empty)
    }

    #[test]
    fn one_answer_beside_many_empty_cells_leaves_the_other_open() {
        assert_eq!(empty(&[("是", 6)], 120), Some(114));
        assert_eq!(empty(&[("否", 6), ("-", 100)], 120), Some(114));
        assert_eq!(empty(&[("是", 80), ("满意", 10)], 120), Some(30));
        assert_eq!(empty(&[("是", 97)], 120), None);
        assert_eq!(empty(&[("是", 120)], 120), None);
        assert_eq!(empty(&[("是", 6), ("否", 1)], 120), None);
        assert_eq!(empty(&[("满意", 30), ("未评价", 90)], 120), None);
        assert_eq!(empty(&[("未评价", 90)], 120), None);
    }
}
