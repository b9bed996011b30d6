//! Step: traditional → simplified by phrase (乾坤 stays, 乾淨 → 干净). Not lossy for words.
//!
//! Only the characters that the library converts by phrase call it; all others are converted one by one later.

use super::edits::Edit;
use super::table::{Table, class};
use crate::types::is_han;

pub(super) fn edits(text: &str) -> Vec<Edit> {
    let table = Table::get();
    let mut edits = Vec::new();
    let mut start = None;
    let mut trigger = false;
    for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
        if is_han(c) {
            start.get_or_insert(at);
            trigger |= table.class(c) & class::SCRIPT != 0;
            continue;
        }
        if let Some(from) = start.take()
            && trigger
        {
            convert(table, text, from, at, &mut edits);
        }
        trigger = false;
    }
    edits
}

/// One edit a changed character; the library's phrases keep their number of characters. Were one not to, the run is
/// left to the character table.
fn convert(table: &Table, text: &str, from: usize, to: usize, edits: &mut Vec<Edit>) {
    let run = &text[from..to];
    let Some(converted) = table.convert(run) else {
        return;
    };
    if converted.chars().count() != run.chars().count() {
        return;
    }
    for ((at, old), new) in run.char_indices().zip(converted.chars()) {
        if old != new {
            let start = from + at;
            edits.push(Edit::new(start..start + old.len_utf8(), new.to_string()));
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::normalize::tests::step;

    #[test]
    fn by_phrase() {
        step(
            super::edits,
            &[
                ("乾坤", "乾坤"),
                ("我不瞭解這個", "我不了解这个"),
                ("乾淨", "干净"),
                ("覆盖沈阳", "覆盖沈阳"),
                ("他回覆了", "他回复了"),
                ("plain", "plain"),
            ],
        );
    }
}
