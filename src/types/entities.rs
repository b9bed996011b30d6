//! Character entities of HTML and XML: `&amp;`, `&#25237;`, `&#x6295;`.

use std::borrow::Cow;

#[rustfmt::skip]
const NAMED: [(&str, &str); 38] = [
    ("amp", "&"), ("lt", "<"), ("gt", ">"), ("quot", "\""), ("apos", "'"), ("nbsp", " "), ("ensp", " "),
    ("emsp", " "), ("thinsp", " "), ("ldquo", "“"), ("rdquo", "”"), ("lsquo", "‘"), ("rsquo", "’"),
    ("hellip", "…"), ("mdash", "—"), ("ndash", "–"), ("middot", "·"), ("bull", "•"), ("copy", "©"),
    ("reg", "®"), ("trade", "™"), ("yen", "¥"), ("euro", "€"), ("pound", "£"), ("cent", "¢"),
    ("deg", "°"), ("times", "×"), ("divide", "÷"), ("plusmn", "±"), ("laquo", "«"), ("raquo", "»"),
    ("sect", "§"), ("para", "¶"), ("zwnj", ""), ("zwj", ""), ("shy", ""), ("lrm", ""), ("rlm", ""),
];

/// The text that the entity `name` (without `&` and `;`) stands for.
pub(crate) fn entity(name: &str) -> Option<String> {
    if let Some(code) = name.strip_prefix('#') {
        let code = match code.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16),
            None => code.parse(),
        };
        let c = char::from_u32(code.ok()?).filter(|c| *c != '\0')?;
        return Some(c.to_string());
    }
    let found = NAMED.iter().find(|(n, _)| n.eq_ignore_ascii_case(name))?;
    Some(found.1.to_owned())
}

/// `text` with its entities replaced; unknown ones stay.
pub(crate) fn decoded(text: &str) -> Cow<'_, str> {
    if !text.contains('&') {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let end = rest.bytes().take(12).position(|b| b == b';');
        match end.and_then(|end| Some((end, entity(rest.get(1..end)?)?))) {
            Some((end, with)) => {
                out.push_str(&with);
                rest = &rest[end + 1..];
            }
            None => {
                out.push('&');
                rest = &rest[1..];
            }
        }
    }
    out.push_str(rest);
    Cow::Owned(out)
}
