//! When two column names are one.

use super::is_han;

/// How a column is to be filled in, which is not part of its name.
#[rustfmt::skip]
const HINTS: [&str; 9] = [
    "(必填)", "[必填]", "【必填】", "(必选)", "(选填)", "(必填项)", "(required)", "(optional)", "(обязательно)",
];

/// What a person reads in the name of a column: without spaces, line breaks, case, width, `*` and `（必填）`.
///
/// ```
/// use tousu::types::header_key;
/// assert_eq!(header_key("*投诉 类型\n（必填）"), header_key("投诉类型"));
/// assert_eq!(header_key("Ｔｙｐｅ"), "type");
/// assert_eq!(header_key("Created  Date"), header_key("created\ndate"));
/// assert_ne!(header_key("金额（元）"), header_key("金额（万元）"));
/// ```
#[must_use]
pub fn header_key(name: &str) -> String {
    let mut key = header_words(name);
    key.retain(|c| c != ' ');
    key
}

/// The name on one line, as a message shows it and a person types it.
#[must_use]
pub fn header_line(name: &str) -> String {
    name.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The same with one space between words of letters: what header words are compared with.
#[must_use]
pub fn header_words(name: &str) -> String {
    let folded: String = name
        .chars()
        .map(|c| match c {
            '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
            c if c.is_whitespace() => ' ',
            c => c,
        })
        .filter(|c| !c.is_control() && !"*\u{200b}\u{feff}".contains(*c))
        .flat_map(char::to_lowercase)
        .collect();
    let mut words = String::with_capacity(folded.len());
    for word in folded.split(' ').filter(|w| !w.is_empty()) {
        let letters = |c: Option<char>| c.is_some_and(|c| !is_han(c) && c != '(');
        if letters(words.chars().next_back()) && letters(word.chars().next()) {
            words.push(' ');
        }
        words.push_str(word);
    }
    for hint in HINTS {
        let bare = words
            .strip_suffix(hint)
            .or_else(|| words.strip_prefix(hint));
        if let Some(bare) = bare.map(str::trim).filter(|b| !b.is_empty()) {
            words = bare.to_owned();
        }
    }
    words
}
