//! Cells that answer yes or no, and cells that name somebody.

/// Words of a cell that mean yes and no, whole.
const YES: &[&str] = &[
    "是", "有", "已", "对", "√", "✓", "yes", "y", "true", "t", "1",
];
const NO: &[&str] = &[
    "否", "无", "未", "没有", "不", "×", "✗", "no", "n", "false", "f", "0",
];
/// Parts of longer answers.
const NOT: &[&str] = &[
    "不",
    "未",
    "没",
    "超期",
    "逾期",
    "超时",
    "dissatisf",
    "unsatisf",
    "unresolved",
    "not ",
    "overdue",
    "late",
];
const SO: &[&str] = &[
    "满意",
    "解决",
    "办结",
    "接通",
    "及时",
    "按期",
    "按时",
    "答复",
    "回复",
    "结案",
    "关闭",
    "完结",
    "satisfied",
    "resolved",
    "closed",
    "answered",
    "timely",
    "on time",
];
/// Answers that are none.
const NEITHER: &[&str] = &[
    "未评价",
    "未参评",
    "未评",
    "未回访",
    "默认",
    "不详",
    "unknown",
    "n/a",
    "no response",
];

pub(super) fn is_neither(cell: &str) -> bool {
    let cell = cell.trim().to_lowercase();
    NEITHER.iter().any(|w| cell.contains(w))
}

/// `是`, `已办结`, `very satisfied` → yes; `否`, `未接通`, `一般` → no; nothing where it says neither.
pub(super) fn answer(cell: &str) -> Option<bool> {
    let cell = cell.trim().to_lowercase();
    if YES.contains(&cell.as_str()) {
        return Some(true);
    }
    if NO.contains(&cell.as_str()) {
        return Some(false);
    }
    if is_neither(&cell) {
        return None;
    }
    if NOT.iter().any(|w| cell.contains(w)) || ["一般", "neutral", "中立"].contains(&cell.as_str())
    {
        return Some(false);
    }
    SO.iter().any(|w| cell.contains(w)).then_some(true)
}

/// Whether a cell names one complainant: numbers blotted out, and words for nobody, do not.
pub(super) fn names_one(cell: &str) -> bool {
    const NOBODY: &[&str] = &[
        "匿名",
        "无",
        "不详",
        "未知",
        "保密",
        "anonymous",
        "unknown",
        "none",
        "n/a",
        "-",
    ];
    let blotted = cell.contains('*') || cell.contains("＊");
    // a mask with a pseudonym names one, a bare mask does not
    let inside = cell.strip_prefix('[').and_then(|c| c.strip_suffix(']'));
    let pseudonym =
        |(_, p): (&str, &str)| p.len() == 10 && p.bytes().all(|b| b.is_ascii_hexdigit());
    let mask = inside.is_some_and(|c| !c.rsplit_once(' ').is_some_and(pseudonym));
    !cell.is_empty() && !blotted && !mask && !NOBODY.contains(&cell.to_lowercase().as_str())
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
            assert_eq!(answer(yes), Some(true), "{yes}");
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
            assert_eq!(answer(no), Some(false), "{no}");
        }
        for neither in ["", "未评价", "处理中", "unknown", "3 天"] {
            assert_eq!(answer(neither), None, "{neither}");
        }
    }

    #[test]
    fn nobody_and_blotted_numbers_name_no_one() {
        assert!(
            names_one("13812345678") && names_one("A00081234") && names_one("[手机号 0123456789]")
        );
        for cell in [
            "",
            "匿名",
            "138****5678",
            "[手机号]",
            "Anonymous",
            "-",
            "[mobile]",
        ] {
            assert!(!names_one(cell), "{cell}");
        }
    }
}
