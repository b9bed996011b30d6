//! Paragraphs and runs of WordprocessingML (ECMA-376, part 1, 17.3). Text that came from the data is escaped here.

use super::super::escape::escape;
use std::fmt::Write;

/// How a run differs from its style.
#[derive(Clone, Copy, Default)]
pub(super) struct Face {
    pub(super) bold: bool,
    /// Small and grey.
    pub(super) soft: bool,
    /// A command, in a fixed-width face.
    pub(super) code: bool,
    /// In the colour of what asks for attention.
    pub(super) alert: bool,
}

pub(super) const PLAIN: Face = Face {
    bold: false,
    soft: false,
    code: false,
    alert: false,
};
pub(super) const BOLD: Face = Face {
    bold: true,
    ..PLAIN
};
pub(super) const SOFT: Face = Face {
    soft: true,
    ..PLAIN
};
pub(super) const CODE: Face = Face {
    code: true,
    ..PLAIN
};

/// `text` as a run.
pub(super) fn run(text: &str, face: Face) -> String {
    let mut properties = String::new();
    if face.code {
        properties.push_str("<w:rFonts w:ascii=\"Consolas\" w:hAnsi=\"Consolas\"/>");
    }
    if face.bold {
        properties.push_str("<w:b/>");
    }
    if face.alert {
        properties.push_str("<w:color w:val=\"B8470B\"/>");
    } else if face.soft {
        properties.push_str("<w:color w:val=\"5B626B\"/>");
    }
    if face.soft || face.code {
        properties.push_str("<w:sz w:val=\"18\"/>");
    }
    if !properties.is_empty() {
        properties = format!("<w:rPr>{properties}</w:rPr>");
    }
    let mut out = format!("<w:r>{properties}");
    for (i, line) in text.split('\n').enumerate() {
        if i > 0 {
            out.push_str("<w:br/>");
        }
        let _ = write!(
            out,
            "<w:t xml:space=\"preserve\">{}</w:t>",
            characters(line)
        );
    }
    out.push_str("</w:r>");
    out
}

/// `text` without what XML 1.0 cannot hold, escaped.
pub(super) fn characters(text: &str) -> String {
    let allowed = |c: &char| !matches!(c, '\u{fffe}' | '\u{ffff}');
    let kept: String = text.chars().filter(allowed).collect();
    escape(&kept).into_owned()
}

/// A paragraph of a style; `properties` are those that the style does not set.
pub(super) fn paragraph(style: &str, properties: &str, runs: &str) -> String {
    format!("<w:p><w:pPr><w:pStyle w:val=\"{style}\"/>{properties}</w:pPr>{runs}</w:p>")
}

/// A field that Word computes, such as the number of the page; `shown` is there until it does.
pub(super) fn field(instruction: &str, shown: &str) -> String {
    let part = |kind: &str| format!("<w:r><w:fldChar w:fldCharType=\"{kind}\"/></w:r>");
    format!(
        "{}<w:r><w:instrText xml:space=\"preserve\"> {instruction} </w:instrText></w:r>{}\
         <w:r><w:t>{shown}</w:t></w:r>{}",
        part("begin"),
        part("separate"),
        part("end")
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_from_the_data_is_text() {
        assert_eq!(
            run("<w:p>\u{1b}a\u{ffff}\n\"b\" & c", BOLD),
            "<w:r><w:rPr><w:b/></w:rPr><w:t xml:space=\"preserve\">&lt;w:p&gt;a</w:t><w:br/>\
             <w:t xml:space=\"preserve\">&quot;b&quot; &amp; c</w:t></w:r>"
        );
    }
}
