//! Words and figures of rows of totals.

use super::row_kind::RowKind;

/// First cells of a row of totals, without spaces and colons, in lower case.
const TOTALS: &str = " 合计 总计 小计 总和 共计 合计数 合計 總計 小計 本页小计 本頁小計 subtotal sub-total grandtotal итого подытог ";
/// The same, where no data follow: words that may be an answer, too.
const LAST_TOTALS: &str =
    " 累计 平均 平均值 均值 total totals sum average mean overall всего итог среднее ";
/// Ends of first cells of such a row: `物流小计`.
const TOTAL_ENDS: [&str; 6] = ["合计", "总计", "小计", "合計", "總計", "小計"];
/// What a row of figures is by a cell, where that is a word for totals: bare, with a unit in brackets, or with its figure.
pub(super) fn total(cell: &str) -> Option<RowKind> {
    if let Some(kind) = total_word(cell) {
        return Some(kind);
    }
    if cell.len() > 60 {
        return None;
    }
    if cell.ends_with([')', '）', ']', '】'])
        && let Some(open) = cell.rfind(['(', '（', '[', '【'])
    {
        return total_word(&cell[..open]);
    }
    let figure = cell.find(|c: char| c.is_numeric() || ":：".contains(c))?;
    let (word, figure) = cell.split_at(figure);
    let figure = figure.trim_start_matches([':', '：']);
    let is_figure = is_amount(figure) && figure.contains(|c: char| c.is_numeric());
    total_word(word).filter(|kind| is_figure && *kind == RowKind::Total)
}

/// What a row of figures is by its word for totals.
fn total_word(first: &str) -> Option<RowKind> {
    // most first cells end otherwise, and are told by that
    let last = first
        .trim_end_matches([':', '：', ' '])
        .chars()
        .next_back()?;
    if first.len() > 40 || !"计計和值均数lsmenогеLSMEN".contains(last) {
        return None;
    }
    let plain = |c: &char| !c.is_whitespace() && !":：".contains(*c);
    let word: String = first.chars().filter(plain).collect();
    let listed = format!(" {} ", word.to_lowercase());
    let ends = |end: &&str| word.ends_with(*end) && word.chars().count() <= 8;
    if word.is_empty() {
        None
    } else if TOTALS.contains(&listed) || TOTAL_ENDS.iter().any(ends) {
        Some(RowKind::Total)
    } else {
        LAST_TOTALS.contains(&listed).then_some(RowKind::Foot)
    }
}

/// True for a figure, and neither a date nor a time of day.
pub(super) fn is_amount(cell: &str) -> bool {
    let inner = cell.trim().trim_start_matches(['-', '+']);
    is_figure(cell) && (inner.is_empty() || !inner.contains(['-', '/', ':']))
}

/// True for an amount with its unit, and for what stands for none.
pub(super) fn is_figure(cell: &str) -> bool {
    let odd = |c: char| {
        !(c.is_ascii_digit() || c.is_whitespace() || "０１２３４５６７８９.,，．%％‰+-—–/:¥￥$€元件单條条个人次天共时小分秒万萬亿億户家笔".contains(c))
    };
    cell.len() <= 60 && !cell.contains(odd) || cell.eq_ignore_ascii_case("nan")
}
