//! Where the words of a query are in a text: byte ranges of the source, and a snippet around the densest place.

use super::compile::Needle;
use super::spelling;
use crate::normalize::{Depth, Normalized, Normalizer};
use crate::segment::{Kind, Segmenter, stem};
use std::ops::Range;
use unicode_width::UnicodeWidthChar;

/// A matched stretch of the text returned.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
pub struct Highlight {
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

impl From<Range<usize>> for Highlight {
    fn from(Range { start, end }: Range<usize>) -> Self {
        Self { start, end }
    }
}

/// Marks the needles in one text, in order, without overlap; where two overlap, the earlier one is kept, then the longer.
pub(super) fn highlights(
    text: &str,
    needles: &[Needle],
    normalizer: &Normalizer,
) -> Vec<Highlight> {
    if needles.is_empty() || text.is_empty() {
        return Vec::new();
    }
    let normal = normalizer.map(text, Depth::Exact);
    let mut found = Vec::new();
    for needle in needles {
        if !occurrences(&normal, &needle.exact, text, normalizer, &mut found) {
            for (term, written) in &needle.words {
                if !occurrences(&normal, written, text, normalizer, &mut found) {
                    stems(&normal, term, &mut found);
                }
            }
            spelt_otherwise(&normal, &needle.exact, &mut found);
        }
    }
    found.sort_by(|a, b| a.start.cmp(&b.start).then(b.end.cmp(&a.end)));
    let mut out: Vec<Highlight> = Vec::with_capacity(found.len());
    for h in found {
        if h.start < h.end && out.last().is_none_or(|l| l.end <= h.start) {
            out.push(h);
        }
    }
    out
}

/// Every place of `needle`; of places that overlap, the first is kept later. Places that cut a source character in two (`g` in
/// ㎏) are given only where there is no other. True where there is any place.
fn occurrences(
    normal: &Normalized,
    needle: &str,
    text: &str,
    normalizer: &Normalizer,
    found: &mut Vec<Highlight>,
) -> bool {
    if needle.is_empty() {
        return false;
    }
    let (mut whole, mut cut): (Vec<Highlight>, Vec<Highlight>) = Default::default();
    let mut any_cut = false;
    let mut from = 0;
    while let Some(at) = normal.text.get(from..).and_then(|t| t.find(needle)) {
        let begin = from + at;
        let source = normal.source(begin..begin + needle.len());
        let step = normal.text[begin..]
            .chars()
            .next()
            .map_or(1, char::len_utf8);
        let shown = text.get(source.clone());
        if shown.is_some_and(|s| normalizer.text(s, Depth::Exact) == needle) {
            whole.push(source.into());
            from = begin + needle.len();
        } else {
            if shown.is_some() {
                cut.push(source.into());
            }
            any_cut = true;
            from = begin + step;
        }
    }
    let any = any_cut || !whole.is_empty();
    found.extend(if whole.is_empty() { cut } else { whole });
    any
}

/// Words whose plainer spelling this is.
fn spelt_otherwise(normal: &Normalized, plain: &str, found: &mut Vec<Highlight>) {
    if spelling::plain(plain).is_none_or(|p| p != plain) {
        return;
    }
    let mut tokens = Vec::new();
    Segmenter::default().segment_by(&normal.text, &mut tokens, |_, _, _| ());
    spelling::for_each(&normal.text, &tokens, |of_text, at| {
        if of_text == plain {
            found.push(normal.source(at).into());
        }
    });
}

/// Words of letters that share the stem.
fn stems(normal: &Normalized, term: &str, found: &mut Vec<Highlight>) {
    let mut tokens = Vec::new();
    Segmenter::default().segment_by(&normal.text, &mut tokens, |_, _, _| ());
    for token in tokens.iter().filter(|t| t.kind == Kind::Letters) {
        let range = token.span.range();
        if stem(&normal.text[range.clone()]) == term {
            found.push(normal.source(range).into());
        }
    }
}

/// A piece of the text around its densest highlights, at most `width` terminal columns wide, cut ends marked with `…`, line
/// breaks as spaces; and the highlights inside it, in bytes of the piece.
#[must_use]
pub fn snippet(text: &str, marks: &[Highlight], width: usize) -> (String, Vec<Highlight>) {
    let mut bytes = Vec::new();
    let mut columns = vec![0];
    for (at, c) in text.char_indices() {
        bytes.push(at);
        let wide = c.width().unwrap_or(1);
        columns.push(columns.last().copied().unwrap_or(0) + wide);
    }
    bytes.push(text.len());
    let column_of = |byte: usize| columns[bytes.partition_point(|b| *b < byte)];
    let total = column_of(text.len());
    let (mut from, mut to) = (0, bytes.len() - 1);
    if total > width {
        let room = width.saturating_sub(2);
        let first = densest(marks, &column_of, room).map_or(0, |m| column_of(m.start));
        let begin = first.saturating_sub(room / 4).min(total - room);
        from = columns.partition_point(|c| *c < begin);
        to = columns.partition_point(|c| *c <= columns[from] + room) - 1;
    }
    let (begin, end) = (bytes[from], bytes[to]);
    let mut out = String::with_capacity(end - begin + 6);
    if begin > 0 {
        out.push('…');
    }
    let shift = out.len();
    // one-byte white space stays one byte, so that candidates hold
    let plain = |c| {
        if matches!(c, '\n' | '\r' | '\t') {
            ' '
        } else {
            c
        }
    };
    out.extend(text[begin..end].chars().map(plain));
    let inside = marks.iter().filter(|m| m.start >= begin && m.end <= end);
    let inside = inside.map(|m| Highlight {
        start: m.start - begin + shift,
        end: m.end - begin + shift,
    });
    let inside = inside.collect();
    if end < text.len() {
        out.push('…');
    }
    (out, inside)
}

/// The highlight after which most others follow within `room` columns.
fn densest<'m>(
    marks: &'m [Highlight],
    column_of: &impl Fn(usize) -> usize,
    room: usize,
) -> Option<&'m Highlight> {
    let near = |i: usize| {
        let limit = column_of(marks[i].start) + room * 3 / 4;
        let inside = marks[i..].iter().take_while(|m| column_of(m.end) <= limit);
        inside.count()
    };
    (0..marks.len().min(200))
        .max_by_key(|i| (near(*i), std::cmp::Reverse(*i)))
        .map(|i| &marks[i])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn needle(exact: &str, words: &[(&str, &str)]) -> Needle {
        Needle {
            exact: exact.into(),
            words: words
                .iter()
                .map(|(a, b)| ((*a).into(), (*b).into()))
                .collect(),
        }
    }

    fn cut<'t>(text: &'t str, needles: &[Needle]) -> Vec<&'t str> {
        let marks = highlights(text, needles, &Normalizer::default());
        marks.iter().map(|m| &text[m.start..m.end]).collect()
    }

    #[test]
    fn repeats_do_not_overlap() {
        assert_eq!(cut("哈哈哈哈哈", &[needle("哈哈", &[])]), ["哈哈", "哈哈"]);
        assert_eq!(cut("ABAB ab", &[needle("ab", &[])]), ["AB", "AB", "ab"]);
    }

    #[test]
    fn words_apart_and_stems() {
        let apart = needle("退款失败", &[("退款", "退款"), ("失败", "失败")]);
        assert_eq!(cut("退款又失败", &[apart]), ["退款", "失败"]);
        let stem = needle("refunding", &[("refund", "refunding")]);
        assert_eq!(cut("They Refunded me", &[stem]), ["Refunded"]);
    }

    #[test]
    fn half_characters_are_marked_whole_and_only_where_need_be() {
        assert_eq!(cut("5㎏", &[needle("g", &[])]), ["㎏"]);
        assert_eq!(cut("5㎏ g", &[needle("g", &[])]), ["g"]);
    }

    #[test]
    fn a_snippet_shows_the_densest_place() {
        let text = format!("票{}退款\n发票{}", "。".repeat(100), "。".repeat(100));
        let marks = highlights(
            &text,
            &[needle("退款", &[]), needle("票", &[])],
            &Normalizer::default(),
        );
        let (s, inside) = snippet(&text, &marks, 40);
        assert!(
            s.starts_with('…') && s.ends_with('…') && s.contains("退款 发票"),
            "{s}"
        );
        let cut: Vec<_> = inside.iter().map(|m| &s[m.start..m.end]).collect();
        assert_eq!(cut, ["退款", "票"]);
        assert!(unicode_width::UnicodeWidthStr::width(s.as_str()) <= 40);
        assert_eq!(snippet("短", &[], 20).0, "短");
        assert_eq!(snippet("", &[], 0).0, "");
    }
}
