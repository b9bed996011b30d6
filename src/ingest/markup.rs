//! HTML and XML as a stream of tags and texts. Lenient: exports are seldom well-formed.

use crate::types::entities::decoded;
use std::borrow::Cow;

/// One piece of a document.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Piece<'a> {
    /// A tag that opens an element; `empty` where it closes it at once.
    Open {
        name: &'a str,
        attributes: &'a str,
        empty: bool,
    },
    Close(&'a str),
    /// Text as written, entities and all.
    Text(&'a str),
    /// The contents of a CDATA section.
    Literal(&'a str),
}

/// The pieces of a document, in order; comments and declarations are left out. Names come without their namespace.
pub(super) struct Pieces<'a> {
    pub(super) rest: &'a str,
}

/// A name without its namespace.
fn local(name: &str) -> &str {
    name.rsplit_once(':').map_or(name, |(_, n)| n)
}

impl<'a> Pieces<'a> {
    /// Takes what stands before `end` and `end` itself.
    fn through(&mut self, end: &str) -> &'a str {
        let at = self.rest.find(end).unwrap_or(self.rest.len());
        let taken = self.rest.get(..at).unwrap_or_default();
        self.rest = self.rest.get(at + end.len()..).unwrap_or_default();
        taken
    }
}

impl<'a> Iterator for Pieces<'a> {
    type Item = Piece<'a>;

    fn next(&mut self) -> Option<Piece<'a>> {
        loop {
            if self.rest.is_empty() {
                return None;
            }
            let tag =
                |r: &str| r[1..].starts_with(|c: char| c.is_alphabetic() || "/!?".contains(c));
            if !(self.rest.starts_with('<') && tag(self.rest)) {
                let mut places = self.rest.char_indices().skip(1);
                let end = places.find(|&(i, c)| c == '<' && tag(&self.rest[i..]));
                let (text, rest) = self.rest.split_at(end.map_or(self.rest.len(), |e| e.0));
                self.rest = rest;
                return Some(Piece::Text(text));
            }
            if self.rest.starts_with("<!--") {
                self.through("-->");
                continue;
            }
            if let Some(inside) = self.rest.strip_prefix("<![CDATA[") {
                self.rest = inside;
                return Some(Piece::Literal(self.through("]]>")));
            }
            let inside = self.through(">");
            let inside = inside.get(1..).unwrap_or_default();
            if let Some(name) = inside.strip_prefix('/') {
                return Some(Piece::Close(local(name.trim())));
            }
            if inside.starts_with(['!', '?']) {
                continue;
            }
            let empty = inside.ends_with('/');
            let inside = inside.trim_end_matches('/');
            let (name, attributes) = inside
                .split_once(|c: char| c.is_whitespace())
                .unwrap_or((inside, ""));
            let name = local(name);
            return Some(Piece::Open {
                name,
                attributes,
                empty,
            });
        }
    }
}

/// The value of the attribute `name`, whatever its case and namespace.
pub(crate) fn attribute<'a>(attributes: &'a str, name: &str) -> Option<Cow<'a, str>> {
    let mut rest = attributes;
    while let Some((key, after)) = rest.split_once('=') {
        let after = after.trim_start();
        let (value, next) = match after.chars().next()? {
            quote @ ('"' | '\'') => after[1..].split_once(quote).unwrap_or((&after[1..], "")),
            _ => after
                .split_once(|c: char| c.is_whitespace())
                .unwrap_or((after, "")),
        };
        let key = key.trim().rsplit(char::is_whitespace).next().unwrap_or("");
        if local(key).eq_ignore_ascii_case(name) {
            return Some(decoded(value));
        }
        rest = next;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_and_attributes() {
        let text = "<?xml version='1'?><!-- <a> --><ss:Row ss:Index=\"3\"  b='&lt;'>1 < 2<br/><![CDATA[<x>]]></ss:Row>";
        let pieces: Vec<Piece> = Pieces { rest: text }.collect();
        assert_eq!(pieces.len(), 5, "{pieces:?}");
        let Piece::Open {
            name, attributes, ..
        } = pieces[0]
        else {
            panic!("{pieces:?}")
        };
        assert_eq!(
            (name, attribute(attributes, "index").as_deref()),
            ("Row", Some("3"))
        );
        assert_eq!(attribute(attributes, "B").as_deref(), Some("<"));
        assert_eq!(pieces[1], Piece::Text("1 < 2"));
        assert_eq!(pieces[3], Piece::Literal("<x>"));
        assert_eq!(pieces[4], Piece::Close("Row"));
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_taken_apart(text in "(<|>|</|<!--|-->|<!\\[CDATA\\[|\\]\\]>|[a-z=\"' ]|\\PC){0,30}") {
            for piece in (Pieces { rest: &text }) {
                if let Piece::Open { attributes, .. } = piece {
                    let _ = attribute(attributes, "x");
                }
            }
        }
    }
}
