//! How JSON objects follow one another: one a line, in an array, in a member of one object, or one after the other.

use super::json_object::Object;
use super::text_source::TextSource;
use crate::{Error, Result};
use memchr::memchr;

/// An object longer than this (bytes) is not a row.
const MAX_OBJECT: usize = 64 << 20;
/// Text examined to find the layout, bytes.
const SAMPLE: usize = 1 << 20;

/// The layout of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Layout {
    Lines,
    /// Objects with commas or white space between; in an array, its end ends them.
    Values {
        array: bool,
    },
}

/// The objects of a text, one after the other.
pub(super) struct Objects {
    pub(super) source: TextSource,
    layout: Layout,
}

impl Objects {
    /// Finds the layout of `source`, and goes to its first object.
    pub(super) fn of(mut source: TextSource) -> Result<Self> {
        while source.pending().len() < SAMPLE && source.more()? {}
        let whole = source.pending().len() < SAMPLE;
        let (start, layout) = layout(source.pending(), whole);
        source.consume(start);
        Ok(Self { source, layout })
    }

    /// Bytes of the next object, or of what should be one, at the front of the text; `None` at the end.
    pub(super) fn next_len(&mut self) -> Result<Option<usize>> {
        let Layout::Values { array } = self.layout else {
            return next_line(&mut self.source);
        };
        loop {
            let text = self.source.pending();
            let between = |c: char| c.is_whitespace() || c == ',' || c == '\u{1e}';
            let skip = text.len() - text.trim_start_matches(between).len();
            let first = text[skip..].chars().next();
            self.source.consume(skip);
            match first {
                None if self.source.more()? => {}
                None => return Ok(None),
                // what follows the array is not rows
                Some(']') if array => {
                    let rest = self.source.pending().len();
                    self.source.consume(rest);
                    while self.source.more()? {
                        let rest = self.source.pending().len();
                        self.source.consume(rest);
                    }
                    return Ok(None);
                }
                Some(_) => return self.value_len().map(Some),
            }
        }
    }

    /// Bytes of the value at the front; all that is left where it does not end.
    fn value_len(&mut self) -> Result<usize> {
        let mut scan = Scan::default();
        loop {
            let end = scan.value_end(self.source.pending().as_bytes());
            if let Some(end) = end.filter(|end| *end <= MAX_OBJECT) {
                return Ok(end);
            }
            if self.source.pending().len() > MAX_OBJECT {
                return Err(Error::invalid(
                    &*self.source.name,
                    "an object is longer than 64 MiB",
                    "Check the file, or name its format with --input-format.",
                ));
            }
            if !self.source.more()? {
                return Ok(self.source.pending().len());
            }
        }
    }
}

/// Bytes of the next line, its end included; `None` at the end.
fn next_line(source: &mut TextSource) -> Result<Option<usize>> {
    let mut from = 0;
    loop {
        let text = source.pending().as_bytes();
        if let Some(at) = memchr(b'\n', text.get(from..).unwrap_or_default()) {
            from += at + 1;
            if from <= MAX_OBJECT {
                return Ok(Some(from));
            }
        }
        from = from.max(text.len());
        if from > MAX_OBJECT {
            return Err(Error::invalid(
                &*source.name,
                "a line is longer than 64 MiB",
                "Check the file, or name its format with --input-format.",
            ));
        }
        if !source.more()? {
            let rest = source.pending().len();
            return Ok((rest > 0).then_some(rest));
        }
    }
}

/// A scan for the end of a value that can go on when more text has come.
#[derive(Default)]
struct Scan {
    at: usize,
    depth: usize,
    in_string: bool,
}

impl Scan {
    /// The byte after the first value of `text`; `None` where it does not end there. A number or a word
    /// ends before a comma, a closing bracket or white space.
    fn value_end(&mut self, text: &[u8]) -> Option<usize> {
        while let Some(&byte) = text.get(self.at) {
            self.at += 1;
            if self.in_string {
                match byte {
                    b'\\' => self.at += 1,
                    b'"' => self.in_string = false,
                    _ => continue,
                }
                if self.in_string || self.depth > 0 {
                    continue;
                }
                return Some(self.at.min(text.len()));
            }
            match byte {
                b'"' => self.in_string = true,
                b'{' | b'[' => self.depth += 1,
                b'}' | b']' if self.depth > 0 => {
                    self.depth -= 1;
                    if self.depth == 0 {
                        return Some(self.at);
                    }
                }
                _ if self.depth > 0 => {}
                b',' | b'}' | b']' => return Some((self.at - 1).max(1)),
                byte if byte.is_ascii_whitespace() && self.at > 1 => return Some(self.at),
                _ => {}
            }
        }
        None
    }
}

/// Where the first object begins, and how they follow one another. `whole`: the sample is all of the text.
fn layout(sample: &str, whole: bool) -> (usize, Layout) {
    let text = sample.trim_start();
    let start = sample.len() - text.len();
    if text.starts_with('[') {
        return (start + 1, Layout::Values { array: true });
    }
    let is_object = |line: &str| serde_json::from_str::<Object<'_>>(line.trim()).is_ok();
    let several =
        text.lines().nth(1).is_some_and(|l| !l.trim().is_empty()) || text.lines().nth(2).is_some();
    if !text.starts_with('{') || (several && text.lines().take(5).any(is_object)) {
        return (start, Layout::Lines);
    }
    let end = Scan::default().value_end(text.as_bytes());
    let followed = end.map_or(!whole, |end| !text[end..].trim().is_empty());
    let records = records(text);
    match (end, records) {
        // one object whose rows are in it
        (Some(_), Some(at)) if !followed => (start + at, Layout::Values { array: true }),
        (None, Some(at)) => (start + at, Layout::Values { array: true }),
        (Some(end), _) if !followed && !text[..end].contains('\n') => (start, Layout::Lines),
        _ => (start, Layout::Values { array: false }),
    }
}

/// The byte after the `[` of the first member that is an array of objects.
fn records(object: &str) -> Option<usize> {
    let bytes = object.as_bytes();
    let skip = |mut at: usize| {
        while bytes
            .get(at)
            .is_some_and(|b| b.is_ascii_whitespace() || *b == b',' || *b == b':')
        {
            at += 1;
        }
        at
    };
    let mut at = skip(1);
    while bytes.get(at) == Some(&b'"') {
        at = skip(at + Scan::default().value_end(bytes.get(at..)?)?);
        if bytes.get(at) == Some(&b'[') && bytes.get(skip(at + 1)) == Some(&b'{') {
            return Some(at + 1);
        }
        at = skip(at + Scan::default().value_end(bytes.get(at..)?)?);
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn objects(text: &str) -> Vec<String> {
        let source = TextSource::new(
            "t".into(),
            Box::new(std::io::Cursor::new(text.as_bytes().to_vec())),
            None,
        );
        let mut objects = Objects::of(source).unwrap();
        let mut all = Vec::new();
        while let Some(length) = objects.next_len().unwrap() {
            all.push(objects.source.pending()[..length].trim().to_owned());
            objects.source.consume(length);
        }
        all.retain(|o| !o.is_empty());
        all
    }

    #[test]
    fn layouts() {
        let two = ["{\"a\":\"]},{\\\"\"}", "{\"a\":[1,{}]}"];
        for text in [
            format!("{}\n{}\n", two[0], two[1]),
            format!("[{},\n{}]", two[0], two[1]),
            format!("[\n  {},\n  {}\n]\n", two[0], two[1]),
            format!("{{\"RECORDS\":[{},{}]}}", two[0], two[1]),
            format!(
                "{{\n\"count\": 2, \"x\": \"[{{\",\n \"tickets\": [ {}, {} ],\n\"next\": null}}",
                two[0], two[1]
            ),
            format!("{}{}", two[0], two[1]),
            format!("\n{}\n\n{}", two[0], two[1]),
        ] {
            assert_eq!(objects(&text), two, "{text}");
        }
        assert_eq!(objects("{\n\"a\": 1\n}\n{\n\"a\": 2\n}\n").len(), 2);
        assert_eq!(objects("{\"a\":1}"), ["{\"a\":1}"]);
        assert_eq!(objects("[]"), [""; 0]);
        assert_eq!(objects("[1, {\"a\":1}]"), ["1", "{\"a\":1}"]);
        assert_eq!(objects("{\"a\":1\n{\"a\":2}\n"), ["{\"a\":1", "{\"a\":2}"]);
    }

    proptest::proptest! {
        #[test]
        fn any_text_ends(text in "[\\[\\]{}\",:\\\\ \na1]{0,40}") {
            let _ = objects(&text);
        }
    }
}
