//! What a reader of figures should know of how their files were read, in words.

use super::input_files::bare_name;
use crate::ingest::{FileRead, Left, Remark};
use crate::report::wording::reading;
use crate::types::Lang;

/// Notes on the files, without their folders.
#[must_use]
pub fn remarks(files: &[FileRead], lang: Lang) -> Vec<String> {
    let all = files.iter().flat_map(|f| &f.layout.remarks);
    all.map(|remark| note(remark, lang)).collect()
}

fn note(remark: &Remark, lang: Lang) -> String {
    match remark {
        Remark::OneSheet { file, read, others } => {
            reading::one_sheet(&bare_name(file), read, others, lang)
        }
        Remark::HiddenSheets { file, names } => {
            reading::hidden_sheets(&bare_name(file), names, lang)
        }
        Remark::OtherSheets { file, names } => reading::other_sheets(&bare_name(file), names, lang),
        Remark::HiddenRows {
            place,
            hidden,
            rows,
        } => reading::hidden_rows(&bare_name(place), *hidden, *rows, lang),
        Remark::LeftOut {
            place,
            what,
            rows,
            example,
        } => {
            let what = match what {
                Left::Headers => ("重复的表头", "repeated header rows were"),
                Left::RenamedHeaders => (
                    "列名有所不同的表头（其后各行仍按第一个表头读取，请核对）",
                    "header rows with other names (rows below them are read by the first header; check these) were",
                ),
                Left::Totals => ("合计或小计", "rows of totals were"),
                Left::Feet => ("表尾的说明", "lines at the foot were"),
                Left::Blank => ("空行", "rows without any filled cell were"),
            };
            reading::left_out((&bare_name(place), example), *rows, what, lang)
        }
        Remark::DoubtfulEncoding { file, name } => reading::encoding(&bare_name(file), name, lang),
    }
}
