//! Step: repeats. Lossy: ！！！！ → ！ and 哈哈哈哈哈 → 哈哈哈; digits stay as they are.

use super::edits::Edit;
use super::mask::is_mask_char;

/// Longest run of one letter, ideograph or picture.
const LONGEST: usize = 3;

pub(super) fn edits(text: &str) -> Vec<Edit> {
    let mut edits = Vec::new();
    let mut last = '\0';
    let (mut run, mut start) = (0, 0);
    for (at, c) in text.char_indices() {
        if c == last {
            run += 1;
            continue;
        }
        if run > 1 {
            end_run(last, run, start, at, &mut edits);
        }
        (last, run, start) = (c, 1, at);
    }
    if run > 1 {
        end_run(last, run, start, text.len(), &mut edits);
    }
    edits
}

fn end_run(c: char, run: usize, start: usize, end: usize, edits: &mut Vec<Edit>) {
    let keep = match c {
        _ if c.is_numeric() || is_mask_char(c) => return,
        '+' | '/' => LONGEST,
        _ if is_punctuation(c) => 1,
        _ => LONGEST,
    };
    if run > keep {
        edits.push(Edit::new(start + keep * c.len_utf8()..end, ""));
    }
}

fn is_punctuation(c: char) -> bool {
    c.is_ascii_punctuation()
        || matches!(c, '\u{a1}'..='\u{bf}' | '\u{2010}'..='\u{205e}' | '\u{3001}'..='\u{3004}'
            | '\u{3008}'..='\u{3020}' | '\u{30fb}' | '\u{ff01}'..='\u{ff0f}' | '\u{ff1a}'..='\u{ff20}')
}

#[cfg(test)]
mod tests {
    use crate::normalize::tests::step;

    #[test]
    fn repeats() {
        step(
            super::edits,
            &[
                ("差!!!!!", "差!"),
                ("哈哈哈哈哈。。。", "哈哈哈。"),
                ("好好的10000000元", "好好的10000000元"),
                ("c++ soooo", "c++ sooo"),
                ("?!?!", "?!?!"),
                ("😡😡😡😡😡", "😡😡😡"),
                ("", ""),
            ],
        );
    }
}
