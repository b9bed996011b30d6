//! Header words of a list of measures and of a list of what is known, and the words of their cells.

use super::{holds, simple};

/// What a column of such a list holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum LedgerColumn {
    /// Number of the row.
    Number,
    /// The problem, as a sentence.
    Problem,
    /// The type of complaints.
    Type,
    /// Words that complaints hold.
    Words,
    /// What is done.
    Measure,
    /// The unit in charge.
    Unit,
    /// The person in charge.
    Person,
    /// The day the measure began.
    Start,
    /// The day it is due, or until which something is accepted.
    Due,
    /// How far it has come.
    Status,
    /// A remark.
    Remark,
}

/// Words by column. The first of each, in Chinese and in English, is what a new list is given.
#[rustfmt::skip]
const WORDS: [(LedgerColumn, &[&str], &[&str]); 11] = [
    (LedgerColumn::Number, &["序号", "编号"], &["no.", "no", "number", "#", "id"]),
    (LedgerColumn::Problem, &["问题", "存在问题", "主要问题", "突出问题", "问题描述", "事项", "问题事项"], &["problem", "issue", "matter"]),
    (LedgerColumn::Type, &["类型", "投诉类型", "问题类型", "类别", "问题类别"], &["type", "category", "complaint type"]),
    (LedgerColumn::Words, &["关键词", "词", "特征词", "关键字"], &["words", "keywords", "terms"]),
    (LedgerColumn::Measure, &["整改措施", "措施", "工作措施", "改进措施", "解决措施", "处置措施"], &["measure", "measures", "action", "actions"]),
    (LedgerColumn::Unit, &["承办单位", "责任单位", "主办单位", "牵头单位", "责任部门", "单位", "部门"], &["unit", "department", "responsible unit"]),
    (LedgerColumn::Person, &["责任人", "负责人", "承办人", "经办人"], &["person", "responsible", "owner", "in charge"]),
    (LedgerColumn::Start, &["开始日期", "开始时间", "起始日期", "实施日期", "实施时间", "启动日期", "启动时间"], &["start", "start date", "started", "begun"]),
    (LedgerColumn::Due, &["完成时限", "完成期限", "整改时限", "整改期限", "办理时限", "时限", "期限", "截止日期", "截止时间", "有效期至", "到期日期"],
        &["due", "due date", "deadline", "until", "expires"]),
    (LedgerColumn::Status, &["状态", "进展", "进展情况", "完成情况", "整改情况", "进度"], &["status", "progress"]),
    (LedgerColumn::Remark, &["备注", "说明", "备注说明"], &["remark", "remarks", "note", "notes", "comment"]),
];

impl LedgerColumn {
    /// What a column of this name holds; absent where no list knows it.
    #[must_use]
    pub fn of(header: &str) -> Option<Self> {
        let header = simple(header);
        let has = |words: &[&str]| words.contains(&header.as_str());
        let found = WORDS.iter().find(|(_, zh, en)| has(zh) || has(en));
        found.map(|(column, _, _)| *column)
    }

    /// The names of the columns in a new list.
    #[must_use]
    pub fn name(self, is_chinese: bool) -> &'static str {
        let words = WORDS.iter().find(|(column, _, _)| *column == self);
        let words = words.map(|(_, zh, en)| if is_chinese { zh } else { en });
        words.and_then(|w| w.first()).copied().unwrap_or_default()
    }
}

/// Said of what is done; nothing else in the cell may say that it is not yet.
const DONE: [&str; 10] = [
    "完成",
    "办结",
    "整改到位",
    "销号",
    "done",
    "completed",
    "complete",
    "finished",
    "closed",
    "resolved",
];
/// Parts that say something is not done, or not wholly.
#[rustfmt::skip]
const NOT_YET: [&str; 19] = [
    "未", "没", "尚", "待", "拟", "将", "预计", "计划", "正在", "部分", "力争", "%", "not", "in progress", "partly", "to be", "expected", "will", "until",
];
/// Said of what is known and accepted.
const ACCEPTED: [&str; 6] = ["已知", "可接受", "已接受", "接受现状", "known", "accepted"];

/// True for a status or remark that says the measure is done.
#[must_use]
pub fn says_done(cell: &str) -> bool {
    let cell = simple(cell);
    says(&cell, &DONE) && !says(&cell, &NOT_YET)
}

/// True for a status or remark that says the problem is known and accepted.
#[must_use]
pub fn says_accepted(cell: &str) -> bool {
    let cell = simple(cell);
    says(&cell, &ACCEPTED) && !says(&cell, &["不可", "未", "not"])
}

fn says(cell: &str, words: &[&str]) -> bool {
    words.iter().any(|w| match w.contains(' ') {
        true => cell.contains(w),
        false => holds(cell, w) || (*w == "%" && cell.contains('%')),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn new_lists_are_read_again() {
        for (column, _, _) in WORDS {
            for chinese in [true, false] {
                assert_eq!(LedgerColumn::of(column.name(chinese)), Some(column));
            }
        }
        assert_eq!(LedgerColumn::of("Due Date"), Some(LedgerColumn::Due));
        assert_eq!(LedgerColumn::of("区域"), None);
    }

    #[test]
    fn done_is_said_and_not_denied() {
        for cell in ["已完成", "完成", "3月已办结", "Done", "completed 12 March"] {
            assert!(says_done(cell), "{cell}");
        }
        for cell in [
            "",
            "未完成",
            "预计6月完成",
            "完成 50%",
            "部分完成",
            "not done",
            "to be completed",
            "incomplete",
        ] {
            assert!(!says_done(cell), "{cell}");
        }
        assert!(says_accepted("已知") && says_accepted("Accepted until June"));
        assert!(!says_accepted("未知") && !says_accepted("unknown") && !says_accepted("不可接受"));
    }
}
