//! Records whose quotes are not doubled inside a field, as programs write that put quotes around and look no further.

use super::dialect::{Dialect, FieldAt, Scan};
use memchr::{memchr, memchr_iter};

/// A field with such quotes is at most so long (bytes).
const MAX_REPAIRED: usize = 64 << 10;

/// Splits the first record of `text` into `width` fields: its first quoted field ends at the first quote after which the rest is
/// well-formed.
pub(super) fn repair(
    dialect: Dialect,
    text: &[u8],
    at_end: bool,
    width: usize,
    fields: &mut Vec<FieldAt>,
) -> Scan {
    let Some(mut head) = before_quote(dialect, text) else {
        return Scan::BadQuote;
    };
    let open = head.last().map_or(0, |f| f.range.end + 1);
    let reach = text.len().min(open + MAX_REPAIRED);
    for step in memchr_iter(b'"', text.get(open + 1..reach).unwrap_or_default()) {
        let close = open + 2 + step;
        let end = match text.get(close) {
            Some(c) if *c == dialect.delimiter => {
                let rest = text.get(close + 1..).unwrap_or_default();
                match dialect.scan(rest, at_end, true, fields) {
                    Scan::Record(length) => close + 1 + length,
                    Scan::More => return Scan::More,
                    Scan::BadQuote => continue,
                }
            }
            Some(b'\r' | b'\n') | None => {
                fields.clear();
                let line = text.get(close..).unwrap_or_default().iter();
                close + line.take_while(|b| b"\r\n".contains(b)).take(2).count()
            }
            Some(_) => continue,
        };
        for rest in fields.iter_mut() {
            rest.range = rest.range.start + close + 1..rest.range.end + close + 1;
        }
        let fits = head.len() + 1 + fields.len() == width;
        if fits && fields.iter().all(|f| is_well_formed(text, f)) {
            head.push(FieldAt {
                range: open..close,
                quoted: true,
            });
            head.append(fields);
            *fields = head;
            return Scan::Record(end);
        }
    }
    match reach == text.len() && !at_end {
        true => Scan::More,
        false => Scan::BadQuote,
    }
}

/// The fields before the first that opens with a quote; `None` where the line has none.
fn before_quote(dialect: Dialect, text: &[u8]) -> Option<Vec<FieldAt>> {
    let (mut at, mut fields) = (0, Vec::new());
    while text.get(at) != Some(&b'"') {
        let end = dialect.field_end(text, at)?;
        if text.get(end) != Some(&dialect.delimiter) {
            return None;
        }
        fields.push(FieldAt {
            range: at..end,
            quoted: false,
        });
        at = end + 1;
    }
    Some(fields)
}

fn is_well_formed(text: &[u8], field: &FieldAt) -> bool {
    let raw = text.get(field.range.clone()).unwrap_or_default();
    match field.quoted {
        true => raw.len() > 1 && raw.ends_with(b"\""),
        false => memchr(b'"', raw).is_none(),
    }
}
