//! When two column names are one.

/// What a person reads in the name of a column: without spaces, line breaks, case, width, `*` and `（必填）`.
///
/// ```
/// use tousu::types::header_key;
/// assert_eq!(header_key("*投诉 类型\n（必填）"), header_key("投诉类型"));
/// assert_eq!(header_key("Ｔｙｐｅ"), "type");
/// assert_ne!(header_key("金额（元）"), header_key("金额（万元）"));
/// ```
#[must_use]
pub fn header_key(name: &str) -> String {
    let mut key: String = name
        .chars()
        .map(|c| match c {
            '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
            c => c,
        })
        .filter(|c| !c.is_whitespace() && !c.is_control() && !"*\u{200b}\u{feff}".contains(*c))
        .flat_map(char::to_lowercase)
        .collect();
    for hint in [
        "(必填)",
        "[必填]",
        "【必填】",
        "(必选)",
        "(选填)",
        "(必填项)",
        "(required)",
        "(optional)",
        "(обязательно)",
    ] {
        if let Some(bare) = key.strip_suffix(hint).filter(|b| !b.is_empty()) {
            key = bare.to_owned();
        } else if let Some(bare) = key.strip_prefix(hint).filter(|b| !b.is_empty()) {
            key = bare.to_owned();
        }
    }
    key
}
