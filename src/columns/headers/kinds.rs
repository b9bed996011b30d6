//! Header words that say what the cells of a column are.

use super::{holds_any, simple};

/// True for a column of rates, shares, parts of a whole.
pub(in crate::columns) fn is_share(header: &str) -> bool {
    header.contains(['率', '比', '%', '％'])
        || holds_any(
            header,
            &["rate", "share", "percent", "ratio", "доля", "процент"],
        )
}

/// True for a column of marks that somebody gave.
pub(in crate::columns) fn is_rating(header: &str) -> bool {
    let marks = [
        "评分",
        "打分",
        "星级",
        "满意",
        "得分",
        "оценка",
        "rating",
        "score",
        "stars",
        "csat",
        "nps",
    ];
    holds_any(header, &marks)
}

/// True for a column that names people or says where they live.
#[must_use]
pub fn names_people(header: &str) -> bool {
    let header = simple(header);
    let words = [
        "姓名",
        "联系人",
        "投诉人",
        "来电人",
        "诉求人",
        "留言人",
        "联系地址",
        "住址",
        "家庭地址",
        "收货地址",
        "фио",
        "адрес",
    ];
    let english = [
        "customer name",
        "full name",
        "first name",
        "last name",
        "contact name",
        "street address",
        "home address",
    ];
    holds_any(&header, &words) || english.iter().any(|w| header.contains(w)) || header == "name"
}
