//! Cells that hold no value although they are not empty: `\N`, NULL, `#N/A`, `—`, 未填.

/// Markers that never are values, compared without case and outer space.
#[rustfmt::skip]
const ALWAYS: &[&str] = &[
    "\\n", "null", "(null)", "<null>", "[null]", "nil", "none", "n/a", "#n/a", "na", "nan", "<na>", "nat", "#value!", "#ref!", "#div/0!", "#name?",
    "#num!", "#null!", "#spill!", "#calc!", "#getting_data", "undefined", "-", "--", "---", "—", "——", "–", "－", "/", "\\", "?", "？", "??", ".", "…", "*",
    "未填", "未填写", "未录入", "待填", "（空）", "(空)", "空白", "暂无", "缺失", "不详", "(blank)", "（空白）", "(空白)", "нет данных", "не указано", "н/д", "б/н",
];
/// Markers that may be values of a column of few values (有 beside 无), and are none elsewhere.
const UNLESS_A_VALUE: &[&str] = &["无", "空", "没有", "нет"];

/// Whether a cell only marks that there is no value. `is_category` is true for a column of few distinct values, whose 无 may be an
/// answer.
#[must_use]
pub fn is_missing(cell: &str, is_category: bool) -> bool {
    let cell = cell.trim();
    if cell.is_empty() {
        return true;
    }
    // longer than any marker, and no marker has a digit: most cells end here
    if cell.len() > 24 || cell.bytes().any(|b| b.is_ascii_digit()) {
        return false;
    }
    let lower = cell.to_lowercase();
    ALWAYS.contains(&lower.as_str()) || (!is_category && UNLESS_A_VALUE.contains(&lower.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markers_are_missing_and_values_are_not() {
        for marker in [
            "", " ", "\\N", "NULL", "N/A", "#N/A", "NaN", "-", "—", "未填", " null ",
        ] {
            assert!(is_missing(marker, true), "{marker}");
        }
        for value in [
            "0",
            "无人接听",
            "否",
            "A",
            "NA-12",
            "none of these",
            "空调",
            "-5",
        ] {
            assert!(!is_missing(value, false), "{value}");
        }
        assert!(is_missing("无", false) && !is_missing("无", true));
    }
}
