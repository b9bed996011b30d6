//! Steps: character entities, then tags. Lossy: mark-up is gone; what would break a line leaves a space.

use super::edits::Edit;
use crate::types::entities::entity;

/// Longest tag looked for, in bytes.
const MAX_TAG: usize = 2000;
/// Tags that break a line.
#[rustfmt::skip]
const BLOCKS: [&str; 24] = [
    "br", "p", "div", "li", "ul", "ol", "tr", "td", "th", "table", "tbody", "thead", "h1", "h2", "h3",
    "h4", "h5", "h6", "hr", "blockquote", "pre", "section", "article", "title",
];
#[rustfmt::skip]
const INLINE: [&str; 26] = [
    "a", "b", "i", "u", "s", "em", "strong", "span", "font", "img", "sub", "sup", "small", "big", "code",
    "html", "body", "head", "meta", "link", "input", "button", "form", "label", "center", "iframe",
];
/// Tags whose content goes too.
const SILENT: [&str; 2] = ["script", "style"];

/// `&amp;`, `&#25237;`, `&#x6295;`.
pub(super) fn entities(text: &str) -> Vec<Edit> {
    let mut edits = Vec::new();
    for (at, _) in text.match_indices('&') {
        let rest = &text[at + 1..];
        let Some(end) = rest.bytes().take(12).position(|b| b == b';') else {
            continue;
        };
        if let Some(with) = entity(&rest[..end]) {
            edits.push(Edit::new(at..at + end + 2, with));
        }
    }
    edits
}

/// `<br/>`, `<span style="…">`, comments; `<三天` and `a<b and c>d` stay.
pub(super) fn tags(text: &str) -> Vec<Edit> {
    let mut edits: Vec<Edit> = Vec::new();
    let mut done = 0;
    for (at, _) in text.match_indices('<') {
        if at < done {
            continue;
        }
        if let Some((len, with)) = tag(&text[at..]) {
            done = at + len;
            edits.push(Edit::new(at..done, with));
        }
    }
    edits
}

/// Length of the tag (or silent element, or comment) that `text` begins with, and what stands for it.
fn tag(text: &str) -> Option<(usize, &'static str)> {
    if text.starts_with("<!--") {
        return text.find("-->").map(|end| (end + 3, ""));
    }
    let end = text.bytes().take(MAX_TAG).position(|b| b == b'>')?;
    let inner = &text[1..end];
    let closing = inner.starts_with('/');
    let inner = inner.trim_start_matches('/');
    let name_len = inner.bytes().take_while(u8::is_ascii_alphanumeric).count();
    let (name, attributes) = inner.split_at(name_len);
    let name = name.to_ascii_lowercase();
    let attributes = attributes.trim().trim_end_matches('/');
    let plain = attributes.is_empty() || (attributes.contains('=') && !attributes.contains('<'));
    if !plain {
        return None;
    }
    if SILENT.contains(&name.as_str()) {
        let close = format!("</{name}>");
        let rest = text[end..].to_ascii_lowercase();
        let after = if closing { None } else { rest.find(&close) };
        return Some((after.map_or(end + 1, |i| end + i + close.len()), " "));
    }
    if BLOCKS.contains(&name.as_str()) {
        return Some((end + 1, " "));
    }
    INLINE.contains(&name.as_str()).then_some((end + 1, ""))
}

#[cfg(test)]
mod tests {
    use crate::normalize::tests::step;

    #[test]
    fn entities_once() {
        step(
            super::entities,
            &[
                ("a&amp;b &lt;br&gt;", "a&b <br>"),
                ("&#25237;&#x8bc9;", "投诉"),
                ("AT&T; &unknown; & &#0;", "AT&T; &unknown; & &#0;"),
                ("&amp;nbsp;", "&nbsp;"),
            ],
        );
    }

    #[test]
    fn tags_and_what_looks_like_them() {
        step(
            super::tags,
            &[
                ("<p>不<b>好</b></p>", " 不好 "),
                ("等了<三天, 3<5>2", "等了<三天, 3<5>2"),
                ("a<b and c>d", "a<b and c>d"),
                ("<a href=\"x\">链接</a><br/>", "链接 "),
                ("前<script>var a='<b>';</script>后", "前 后"),
                ("<!-- x -->y", "y"),
                ("<", "<"),
            ],
        );
    }
}
