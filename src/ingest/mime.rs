//! Messages as mail programs and web archives write them: headers, parts, transfer encodings, charsets.

use encoding_rs::{Encoding, UTF_8};
use std::borrow::Cow;

/// Parts of a message inside one another, at most.
const DEEPEST: usize = 16;

/// One message, or one part of it.
pub(super) struct Entity<'a> {
    headers: Vec<(String, String)>,
    body: &'a [u8],
}

impl<'a> Entity<'a> {
    /// Splits headers from the body.
    pub(super) fn of(bytes: &'a [u8]) -> Self {
        let (mut headers, mut rest): (Vec<(String, String)>, _) = (Vec::new(), bytes);
        while let Some((line, after)) = split_line(rest) {
            if line.is_empty() {
                rest = after;
                break;
            }
            let text = match std::str::from_utf8(line) {
                Ok(text) => Cow::Borrowed(text),
                Err(_) => encoding_rs::GB18030.decode_without_bom_handling(line).0,
            };
            if text.starts_with([' ', '\t']) {
                if let Some((_, value)) = headers.last_mut() {
                    value.push_str(&text);
                }
            } else if let Some((name, value)) = text.split_once(':') {
                headers.push((name.trim().to_ascii_lowercase(), value.trim().to_owned()));
            }
            rest = after;
        }
        Self {
            headers,
            body: rest,
        }
    }

    /// The value of a header, as it is written.
    pub(super) fn header(&self, name: &str) -> &str {
        let found = self.headers.iter().find(|(n, _)| n == name);
        found.map_or("", |(_, v)| v)
    }

    /// A parameter of the content type.
    fn parameter(&self, name: &str) -> Option<String> {
        let content = self.header("content-type");
        let mut parameters = content.split(';').skip(1).filter_map(|p| p.split_once('='));
        let found = parameters.find(|(n, _)| n.trim().eq_ignore_ascii_case(name))?;
        Some(found.1.trim().trim_matches('"').to_owned())
    }

    fn is(&self, kind: &str) -> bool {
        let content = self.header("content-type").to_ascii_lowercase();
        content.trim_start().starts_with(kind)
    }

    /// The text of the first part of a kind (`text/plain`, `text/html`), however deep.
    pub(super) fn text(&self, kind: &str) -> Option<String> {
        self.text_within(kind, DEEPEST)
    }

    fn text_within(&self, kind: &str, depth: usize) -> Option<String> {
        if self.is("multipart/") {
            let boundary = format!("--{}", self.parameter("boundary")?);
            let parts = Parts {
                rest: self.body,
                boundary: boundary.as_bytes(),
            };
            let mut parts = parts.skip(1).take_while(|_| depth > 0);
            return parts.find_map(|part| Entity::of(part).text_within(kind, depth - 1));
        }
        let plain = kind == "text/plain" && self.header("content-type").is_empty();
        if !plain && !self.is(kind) {
            return None;
        }
        let bytes = match self
            .header("content-transfer-encoding")
            .to_ascii_lowercase()
            .as_str()
        {
            "base64" => Cow::Owned(base64(self.body)),
            "quoted-printable" => Cow::Owned(quoted_printable(self.body, false)),
            _ => Cow::Borrowed(self.body),
        };
        let label = self.parameter("charset").unwrap_or_default();
        Some(decoded(&bytes, &label))
    }
}

/// The first line and what follows it.
fn split_line(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    if bytes.is_empty() {
        return None;
    }
    let end = memchr::memchr(b'\n', bytes).unwrap_or(bytes.len());
    let line = bytes.get(..end)?;
    Some((
        line.strip_suffix(b"\r").unwrap_or(line),
        bytes.get(end + 1..).unwrap_or_default(),
    ))
}

/// What stands between the lines of a boundary; the first is what comes before all of them.
struct Parts<'a> {
    rest: &'a [u8],
    boundary: &'a [u8],
}

impl<'a> Iterator for Parts<'a> {
    type Item = &'a [u8];

    fn next(&mut self) -> Option<&'a [u8]> {
        if self.rest.is_empty() {
            return None;
        }
        let (all, mut at) = (self.rest, 0);
        while let Some((line, after)) = split_line(all.get(at..)?) {
            if line.starts_with(self.boundary) {
                let end = line.ends_with(b"--") && line.len() > self.boundary.len() + 1;
                self.rest = if end { &[] } else { after };
                return all.get(..at);
            }
            at = all.len() - after.len();
        }
        self.rest = &[];
        Some(all)
    }
}

/// The messages of a mailbox: each begins with a line `From `. One message alone is all of the bytes.
pub(super) fn messages(bytes: &[u8]) -> Vec<&[u8]> {
    if !bytes.starts_with(b"From ") {
        return vec![bytes];
    }
    let breaks = [&b"\n\nFrom "[..], b"\r\n\r\nFrom "];
    let found = breaks.iter().flat_map(|b| {
        let ends = memchr::memmem::find_iter(bytes, *b).map(|at| at + b.len() - 5);
        ends.collect::<Vec<_>>()
    });
    // such a line names a sender and a time; text may begin with `From `, too
    let dated = |at: &usize| {
        let line = split_line(bytes.get(*at..).unwrap_or_default()).map_or(&b""[..], |l| l.0);
        line.contains(&b':') && line.iter().rev().take(4).all(u8::is_ascii_digit)
    };
    let mut starts: Vec<usize> = found.filter(dated).collect();
    starts.push(0);
    starts.sort_unstable();
    starts.push(bytes.len());
    let message = |pair: &[usize]| {
        let message = bytes.get(pair[0]..pair[1]).unwrap_or_default();
        split_line(message).map_or(message, |(_, after)| after)
    };
    starts.windows(2).map(message).collect()
}

/// Bytes as text: in the charset named, else UTF-8 where they are valid, else GB18030.
fn decoded(bytes: &[u8], label: &str) -> String {
    let named = Encoding::for_label(label.as_bytes());
    let encoding = named.unwrap_or(match std::str::from_utf8(bytes) {
        Ok(_) => UTF_8,
        Err(_) => encoding_rs::GB18030,
    });
    encoding.decode(bytes).0.into_owned()
}

/// A header with its encoded words (`=?utf-8?B?…?=`) decoded.
pub(super) fn words(value: &str) -> String {
    let (mut out, mut rest, mut after_word) = (String::new(), value, false);
    while let Some((before, at)) = rest.split_once("=?") {
        let mut parts = at.splitn(4, '?');
        let (label, coding, text) = (parts.next(), parts.next(), parts.next());
        let tail = parts.next().and_then(|t| t.strip_prefix('='));
        let bytes = match (coding.map(str::to_ascii_lowercase).as_deref(), text) {
            (Some("b"), Some(text)) => Some(base64(text.as_bytes())),
            (Some("q"), Some(text)) => Some(quoted_printable(text.as_bytes(), true)),
            _ => None,
        };
        // white space between two encoded words is none
        if !(after_word && before.trim().is_empty()) {
            out.push_str(before);
        }
        let (Some(bytes), Some(tail)) = (bytes, tail) else {
            out.push_str("=?");
            (rest, after_word) = (at, false);
            continue;
        };
        let label = label.unwrap_or_default();
        out.push_str(&decoded(&bytes, label.split('*').next().unwrap_or(label)));
        (rest, after_word) = (tail, true);
    }
    out.push_str(rest);
    out
}

fn base64(text: &[u8]) -> Vec<u8> {
    let (mut out, mut bits, mut have) = (Vec::with_capacity(text.len() * 3 / 4), 0_u32, 0);
    for byte in text {
        let value = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' | b'-' => 62,
            b'/' | b'_' => 63,
            _ => continue,
        };
        bits = bits << 6 | u32::from(value);
        have += 6;
        if have >= 8 {
            have -= 8;
            out.push((bits >> have & 0xff) as u8);
        }
    }
    out
}

/// `in_header`: an underscore is a space.
fn quoted_printable(text: &[u8], in_header: bool) -> Vec<u8> {
    let (mut out, mut rest) = (Vec::with_capacity(text.len()), text);
    let hex = |b: Option<&u8>| char::from(*b?).to_digit(16);
    while let Some((&byte, after)) = rest.split_first() {
        rest = after;
        match byte {
            b'=' => match (hex(after.first()), hex(after.get(1))) {
                (Some(high), Some(low)) => {
                    out.extend(u8::try_from(high * 16 + low));
                    rest = after.get(2..).unwrap_or_default();
                }
                // a line that goes on
                _ => match split_line(after) {
                    Some((line, next)) if line.iter().all(u8::is_ascii_whitespace) => rest = next,
                    _ => out.push(byte),
                },
            },
            b'_' if in_header => out.push(b' '),
            _ => out.push(byte),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_and_parts() {
        let mail = b"Subject: =?utf-8?B?5oqV?=\r\n =?utf-8?Q?=E8=AF=89_1?=\r\nContent-Type: multipart/alternative; boundary=\"b\"\r\n\r\n\
            --b\r\nContent-Type: text/html\r\n\r\n<p>x</p>\r\n--b\r\nContent-Type: text/plain; charset=gbk\r\n\
            Content-Transfer-Encoding: base64\r\n\r\nzbbL3w==\r\n--b--\r\n";
        let mail = Entity::of(mail);
        assert_eq!(words(mail.header("subject")), "投诉 1");
        assert_eq!(mail.text("text/plain").unwrap(), "投诉");
        assert_eq!(mail.text("text/html").unwrap().trim(), "<p>x</p>");
        assert_eq!(words("a =? b"), "a =? b");
        assert_eq!(quoted_printable(b"a=\r\nb=3D=", false), b"ab==");
    }

    #[test]
    fn mailboxes() {
        let two = b"From a Mon Jan  1 10:00:00 2024\nSubject: 1\n\nx\n\nFrom b Mon Jan  1 10:00:00 2024\nSubject: 2\n\nFrom here on\n";
        let all = messages(two);
        assert_eq!(all.len(), 2);
        assert_eq!(Entity::of(all[1]).header("subject"), "2");
        assert_eq!(
            Entity::of(all[1]).text("text/plain").unwrap(),
            "From here on\n"
        );
    }

    proptest::proptest! {
        #[test]
        fn any_bytes_pass(bytes in "(=\\?|\\?=|=|--b|\r?\n|Content-Type: multipart/mixed; boundary=b\n|[a-z0-9?: ]|\\PC){0,40}") {
            for message in messages(bytes.as_bytes()) {
                let entity = Entity::of(message);
                let _ = (entity.text("text/plain"), words(entity.header("a")));
            }
            let _ = words(&bytes);
        }
    }
}
