//! How the answers of columns of yes and no were read, and what a report says where they give no figure.

use super::pick;
use crate::aggregate::{AnswerReading, ReadAnswers, ServiceFigure};
use crate::columns::{self, OneSided};
use crate::types::Lang;

/// The two states that the answers of a figure say: on time and overdue.
pub(in crate::report) fn states(figure: ServiceFigure, lang: Lang) -> (&'static str, &'static str) {
    let (zh, en) = match figure {
        ServiceFigure::OnTime => (("按期", "超期"), ("on time", "overdue")),
        ServiceFigure::Satisfied => (("满意", "不满意"), ("satisfied", "not satisfied")),
        ServiceFigure::Closed => (("办结", "未办结"), ("closed", "not closed")),
        ServiceFigure::Resolved => (("解决", "未解决"), ("resolved", "not resolved")),
        ServiceFigure::Answered => (("答复", "未答复"), ("answered", "not answered")),
        ServiceFigure::FirstContact => (
            ("一次解决", "非一次解决"),
            ("resolved at first contact", "not resolved at first contact"),
        ),
        _ => (("是", "否"), ("yes", "no")),
    };
    pick(lang, zh, en)
}

/// What an answer was read as; absent where it is not one of two states.
pub(in crate::report) fn state(
    figure: ServiceFigure,
    reading: Option<AnswerReading>,
    lang: Lang,
) -> Option<&'static str> {
    let (yes, no) = states(figure, lang);
    match reading? {
        AnswerReading::Yes => Some(yes),
        AnswerReading::No => Some(no),
        AnswerReading::NoAnswer => None,
    }
}

/// One answer alone beside many empty cells leaves a figure out.
pub(crate) fn one_sided(read: &ReadAnswers, one: &OneSided, lang: Lang) -> String {
    let (yes, no) = states(read.figure, lang);
    let (other, list) = match one.reading {
        columns::AnswerReading::Yes => (no, "no"),
        _ => (yes, "yes"),
    };
    let (column, empty, said) = (&read.column, one.empty, one.said);
    let answer = &one.answer;
    pick(
        lang,
        format!(
            "“{column}”列只填有“{answer}”一类回答（{said} 件），另有 {empty} 件空白，无法判断空白是表示“{other}”还是未填写，相应指标不予计算。如空白即“{other}”，请用 tousu inspect FILE --write columns.toml 生成列说明，在该列的 {list} 中加入 \"\"，再用 --columns columns.toml 重新生成。"
        ),
        format!(
            "Column “{column}” only ever says “{answer}” or the like ({said} complaints), and {empty} cells are empty. They may mean “{other}” or that nobody filled them in, so its figure is left out. If they mean “{other}”, describe the columns with `tousu inspect FILE --write columns.toml`, add \"\" to `{list}` of this column, and use --columns columns.toml."
        ),
    )
}

/// Answers that are neither yes nor no leave a figure out; `described`: a description of the columns says which are.
pub(crate) fn not_understood(read: &ReadAnswers, described: bool, lang: Lang) -> String {
    let unknown = read.answers.iter().filter(|a| a.reading.is_none()).take(3);
    let unknown: Vec<String> = unknown
        .map(|a| format!("“{}” × {}", a.answer, a.count))
        .collect();
    let (unknown, column) = (unknown.join(", "), &read.column);
    if described {
        return pick(
            lang,
            format!(
                "“{column}”列有列说明文件（--columns）中没有列出的回答（{unknown}），相应指标不予计算。请把这些回答补入该列的 yes、no 或 no_answer。"
            ),
            format!(
                "Column “{column}” has answers that the description of the columns (--columns) does not list ({unknown}), so its figure is left out. Add them to `yes`, `no` or `no_answer` of this column."
            ),
        );
    }
    pick(
        lang,
        format!(
            "“{column}”列有无法判读的回答（{unknown}），相应指标不予计算。统一填写口径后可重新生成，或用 --service 指定其他列。"
        ),
        format!(
            "Column “{column}” has answers that could not be read as yes or no ({unknown}), so its figure is left out. Use consistent answers, or name another column with --service."
        ),
    )
}
