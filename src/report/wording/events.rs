//! Headings of the table of events.

use super::pick;
use crate::types::Lang;

/// Headings before the columns of types and dimensions.
pub(crate) fn first(lang: Lang) -> [&'static str; 9] {
    pick(
        lang,
        [
            "事件编号",
            "事件",
            "件数",
            "不同内容",
            "人数",
            "首次",
            "最近",
            "近四周",
            "前四周",
        ],
        [
            "event",
            "name",
            "complaints",
            "distinct texts",
            "people",
            "first",
            "last",
            "last four weeks",
            "four weeks before",
        ],
    )
}

/// Headings behind them: closed, of so many, complaints after closing, ids.
pub(crate) fn last(lang: Lang) -> [&'static str; 4] {
    pick(
        lang,
        ["已办结", "办结情况已知", "办结后再诉", "工单举例"],
        [
            "closed",
            "of known",
            "after an earlier one was closed",
            "examples",
        ],
    )
}

/// Between ids.
pub(crate) fn between_ids(lang: Lang) -> &'static str {
    pick(lang, "、", ", ")
}
