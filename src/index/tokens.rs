//! What stands between the tokens of a text, and the pairs of characters that prove a string.

/// Separates text columns, so that no string is found across them, and pairs with the last character of each.
pub(super) const COLUMN_BREAK: char = '\u{fdd0}';
/// Ends each word of the words field.
pub(super) const WORD_BREAK: u8 = 0x1f;

/// The pairs that, found at these distances from each other, prove that `text` is there: every second one, and the last.
/// Empty for a text of fewer than two characters.
pub(super) fn cover(text: &str) -> Vec<(usize, String)> {
    let chars: Vec<char> = text.chars().collect();
    let Some(last) = chars.len().checked_sub(2) else {
        return Vec::new();
    };
    let pair = |at: usize| (at, chars[at..at + 2].iter().collect::<String>());
    let mut out: Vec<_> = (0..last).step_by(2).map(pair).collect();
    out.push(pair(last));
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn owned(pairs: &[(usize, &str)]) -> Vec<(usize, String)> {
        pairs.iter().map(|(p, t)| (*p, (*t).to_owned())).collect()
    }

    #[test]
    fn a_cover_holds_every_character() {
        assert_eq!(cover("甲"), []);
        assert_eq!(cover("甲乙"), owned(&[(0, "甲乙")]));
        assert_eq!(cover("甲乙丙"), owned(&[(0, "甲乙"), (1, "乙丙")]));
        assert_eq!(cover("甲乙丙丁"), owned(&[(0, "甲乙"), (2, "丙丁")]));
        assert_eq!(cover("abcde"), owned(&[(0, "ab"), (2, "cd"), (3, "de")]));
    }
}
