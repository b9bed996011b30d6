//! What a report says of columns of numbers that could not be read as they stand.

use crate::columns::{MixedNumbers, UnreadCells};
use crate::types::Lang;

/// A comma that groups thousands, or a decimal one.
pub(crate) fn ambiguous(column: &str, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!(
            "“{column}”列的逗号或句点既可作千分位、也可作小数点，按“1,234 即 1234、1.234 即小数”读取。"
        ),
        Lang::En => format!(
            "In column “{column}” a comma or point could group thousands or mark decimals; 1,234 was read as 1234 and 1.234 as a decimal."
        ),
    }
}

/// Why a column of numbers is left out.
pub(crate) fn mixed(column: &str, why: &MixedNumbers, lang: Lang) -> String {
    match (why, lang) {
        (MixedNumbers::Decimals, Lang::Zh) => {
            format!("“{column}”列中有的用小数逗号、有的用小数点，无法统一读取，该列不作数值统计。")
        }
        (MixedNumbers::Decimals, Lang::En) => format!(
            "Column “{column}” mixes decimal commas and decimal points, so its numbers are left out."
        ),
        (MixedNumbers::Units(units), Lang::Zh) => {
            format!(
                "“{column}”列的单位不一致（{}），该列不作数值统计。",
                named(units, "无单位").join("、")
            )
        }
        (MixedNumbers::Units(units), Lang::En) => format!(
            "Column “{column}” mixes units ({}), so its numbers are left out.",
            named(units, "none").join(", ")
        ),
        (MixedNumbers::Fractions, Lang::Zh) => format!(
            "“{column}”列既有 0.95 一类小数、又有 95 一类百分数，无法统一读取，该列不作数值统计。"
        ),
        (MixedNumbers::Fractions, Lang::En) => format!(
            "Column “{column}” mixes fractions such as 0.95 and percentages such as 95, so its numbers are left out."
        ),
        (MixedNumbers::Unread(cells), Lang::Zh) => format!(
            "“{column}”列 {} 个有值单元格中有 {} 个无法读作数值（如{}），超过一成，该列不作数值统计。",
            cells.filled,
            cells.cells,
            quoted(cells).concat()
        ),
        (MixedNumbers::Unread(cells), Lang::En) => format!(
            "In column “{column}”, {} of {} filled cells could not be read as numbers, such as {}. That is more than a tenth, so its numbers are left out.",
            cells.cells,
            cells.filled,
            quoted(cells).join(", ")
        ),
    }
}

/// Cells that were not read and are few.
pub(crate) fn unread(column: &str, cells: &UnreadCells, lang: Lang) -> String {
    let (n, such) = (cells.cells, quoted(cells));
    match (lang, n) {
        (Lang::Zh, _) => format!(
            "“{column}”列有 {n} 个单元格无法读作数值（如{}），未计入该列统计。",
            such.concat()
        ),
        (Lang::En, 1) => format!(
            "In column “{column}”, 1 cell could not be read as a number ({}) and is not counted.",
            such.concat()
        ),
        (Lang::En, _) => format!(
            "In column “{column}”, {n} cells could not be read as numbers, such as {}, and are not counted.",
            such.join(", ")
        ),
    }
}

fn quoted(cells: &UnreadCells) -> Vec<String> {
    cells.examples.iter().map(|c| format!("“{c}”")).collect()
}

/// Units by name; `none` for that of numbers without one.
fn named<'a>(units: &'a [String], none: &'a str) -> Vec<&'a str> {
    let name = |unit: &'a String| if unit.is_empty() { none } else { unit };
    units.iter().map(name).collect()
}

/// Codes among marks of 1 to 5.
pub(crate) fn not_rated(column: &str, rows: usize, codes: &[f64], lang: Lang) -> String {
    let codes: Vec<String> = codes.iter().map(ToString::to_string).collect();
    match lang {
        Lang::Zh => format!(
            "“{column}”列为 1–5 分，其中 {rows} 件为 {}，按未评价处理，不计入平均。",
            codes.join("、")
        ),
        Lang::En => format!(
            "Column “{column}” holds marks from 1 to 5; {rows} cells of {} were taken as not rated and left out of its mean.",
            codes.join(", ")
        ),
    }
}

/// Durations below zero.
pub(crate) fn negative(column: &str, rows: usize, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("“{column}”列有 {rows} 件为负数，不计入时长。"),
        Lang::En => {
            format!("In {rows} complaints “{column}” is negative; these are left out of durations.")
        }
    }
}

/// Why marks give no figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ScaleDoubt {
    /// An NPS needs marks of 0 to 10, and none is above 5.
    UpToFive,
    /// The header says that low marks are good.
    LowestIsBest,
}

/// Marks on another scale than their figure needs.
pub(crate) fn doubtful_scale(column: &str, doubt: ScaleDoubt, lang: Lang) -> String {
    match (doubt, lang) {
        (ScaleDoubt::UpToFive, Lang::Zh) => {
            format!("“{column}”列没有高于 5 的分数，不像 0–10 分的推荐意愿，因此不计算 NPS。")
        }
        (ScaleDoubt::UpToFive, Lang::En) => format!(
            "No mark in column “{column}” is above 5, so it does not look like a scale of 0 to 10, and no NPS is given."
        ),
        (ScaleDoubt::LowestIsBest, Lang::Zh) => {
            format!("“{column}”列按表头以低分为满意，与满意度指标方向相反，因此不作为满意度统计。")
        }
        (ScaleDoubt::LowestIsBest, Lang::En) => format!(
            "By its header, low marks in column “{column}” are the good ones, so it is not counted as satisfaction."
        ),
    }
}
