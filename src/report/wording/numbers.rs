//! What a report says of columns of numbers that could not be read as they stand.

use crate::columns::MixedNumbers;
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
                units.join("、")
            )
        }
        (MixedNumbers::Units(units), Lang::En) => format!(
            "Column “{column}” mixes units ({}), so its numbers are left out.",
            units.join(", ")
        ),
    }
}

/// Zeros among marks of 1 to 5.
pub(crate) fn not_rated(column: &str, zeros: usize, lang: Lang) -> String {
    match lang {
        Lang::Zh => {
            format!("“{column}”列为 1–5 分，其中 {zeros} 件为 0，按未评价处理，不计入平均。")
        }
        Lang::En => format!(
            "Column “{column}” holds marks from 1 to 5; {zeros} zeros were taken as not rated and left out of its mean."
        ),
    }
}
