//! Cells that answer yes or no.

/// Words of a cell that mean yes and no, whole.
#[rustfmt::skip]
const YES: &[&str] = &["是", "有", "已", "对", "√", "✓", "yes", "y", "true", "t", "1"];
#[rustfmt::skip]
const NO: &[&str] = &["否", "无", "未", "没有", "不", "×", "✗", "no", "n", "false", "f", "0"];
/// Parts of longer answers.
#[rustfmt::skip]
const WRONG: &[&str] = &[
    "不", "未", "没", "超期", "逾期", "超时", "dissatisf", "unsatisf", "unresolved", "not ", "overdue", "late",
];
#[rustfmt::skip]
const RIGHT: &[&str] = &[
    "满意", "解决", "办结", "接通", "及时", "按期", "按时", "答复", "回复", "结案", "关闭", "完结", "satisfied", "resolved", "closed", "answered", "timely", "on time",
];
/// Answers that are none.
#[rustfmt::skip]
const NO_ANSWER: &[&str] = &[
    "未评价", "未参评", "未评", "未回访", "默认", "不详", "unknown", "n/a", "no response",
];

/// Whether a cell says that there is no answer.
pub(super) fn is_no_answer(cell: &str) -> bool {
    let cell = cell.trim().to_lowercase();
    NO_ANSWER.iter().any(|w| cell.contains(w))
}

/// `是`, `已办结`, `very satisfied` → yes; `否`, `未接通`, `一般` → no; nothing where it says neither.
#[must_use]
pub fn yes_no(cell: &str) -> Option<bool> {
    let cell = cell.trim().to_lowercase();
    if YES.contains(&cell.as_str()) {
        return Some(true);
    }
    if NO.contains(&cell.as_str()) {
        return Some(false);
    }
    if is_no_answer(&cell) {
        return None;
    }
    if WRONG.iter().any(|w| cell.contains(w))
        || ["一般", "neutral", "中立"].contains(&cell.as_str())
    {
        return Some(false);
    }
    RIGHT.iter().any(|w| cell.contains(w)).then_some(true)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_as_desks_write_them() {
        for yes in [
            "是",
            " Yes",
            "1",
            "已办结",
            "非常满意",
            "基本满意",
            "满意",
            "按期",
            "resolved",
            "Very satisfied",
        ] {
            assert_eq!(yes_no(yes), Some(true), "{yes}");
        }
        for no in [
            "否",
            "no",
            "0",
            "未接通",
            "不满意",
            "一般",
            "未解决",
            "超期",
            "Dissatisfied",
            "unresolved",
            "neutral",
        ] {
            assert_eq!(yes_no(no), Some(false), "{no}");
        }
        for neither in ["", "未评价", "处理中", "unknown", "3 天"] {
            assert_eq!(yes_no(neither), None, "{neither}");
        }
    }
}
