//! What was done about complaints, in the words of those who did it.

use crate::columns::{ReportColumns, is_missing};
use crate::ingest::Chunk;
use crate::types::arena::StringArena;
use crate::types::cell::cell_text;

/// Characters kept: more than are shown, and no memory for long replies.
const KEPT: usize = 240;

/// Takes in what was done about the complaints of a chunk, where a column says so.
pub(super) fn add(outcomes: &mut StringArena, chunk: &Chunk, columns: &ReportColumns) {
    let Some((column, _)) = &columns.service.outcome else {
        return;
    };
    let array = chunk.batch.column(*column);
    for row in 0..chunk.batch.num_rows() {
        let cell = cell_text(array.as_ref(), row);
        let said = cell.as_deref().map(str::trim);
        let said = said.filter(|s| !is_missing(s, true)).unwrap_or_default();
        outcomes.push(beginning(said));
    }
}

/// The first [`KEPT`] characters. A number at the end, which may have been cut, is left out: masks would not know it.
fn beginning(text: &str) -> &str {
    let end = text.char_indices().nth(KEPT).map(|(at, _)| at);
    let Some(kept) = end.and_then(|end| text.get(..end)) else {
        return text;
    };
    let kept = kept.trim_end_matches(|c: char| c.is_ascii_graphic());
    kept.trim_end_matches(|c: char| c.is_whitespace() || c.is_numeric() || "-+().".contains(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_outcomes_end_before_a_number_that_may_be_cut() {
        let text = format!("{}13812345678，已退款", "已".repeat(KEPT - 5));
        assert_eq!(beginning(&text), "已".repeat(KEPT - 5));
        let text = format!("{} 138 1234 5678", "paid ".repeat(KEPT / 5 - 2));
        assert_eq!(beginning(&text), "paid ".repeat(KEPT / 5 - 2).trim_end());
        assert_eq!(beginning("已退款"), "已退款");
    }
}
