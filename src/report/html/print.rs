//! What the page shows only when it is printed: the title and the number in the margins, what is left out, the lines to sign.

use super::super::wording::{self, Words};
use super::super::{Report, sign_off};
use super::escape;
use crate::types::Lang;
use std::fmt::Write;

/// The class of what is printed only where everything is.
pub(super) const MORE: &str = " more";

/// The margin boxes of a printed page: the title on top, `第 1 页 共 9 页` below. The first page has its title in the text.
pub(super) fn margins(title: &str, lang: Lang) -> String {
    let [before, between, behind] = wording::print::page_of(lang).map(quoted);
    let title = quoted(title);
    format!(
        "@page{{@top-right{{content:{title}}}@bottom-center{{content:{before} counter(page) {between} counter(pages) {behind}}}}}\
         @page:first{{@top-right{{content:none}}}}\n"
    )
}

/// A CSS string. Whatever is not a letter or digit is written by its code, so that no title ends the string or the style.
fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars().filter(|c| !c.is_control()) {
        if c.is_alphanumeric() {
            out.push(c);
        } else {
            let _ = write!(out, "\\{:x} ", u32::from(c));
        }
    }
    out.push('"');
    out
}

/// A line for those who hold the printed report.
pub(super) fn note(out: &mut String, text: &str) {
    let _ = write!(out, "<p class=\"left-out\">{}</p>", escape(text));
}

/// What a section has and its print leaves out.
pub(super) fn left_out(out: &mut String, titles: &[&str], w: &Words) {
    if !titles.is_empty() {
        note(out, &wording::print::left_out(titles, w.lang));
    }
}

/// The number of the issue, in the line under the title.
pub(super) fn issue(out: &mut String, report: &Report, w: &Words) {
    if let (Some((_, given)), _) = sign_off::lines(report, false, w) {
        let issue = wording::print::issue(given, w.lang);
        let _ = write!(out, "<span>{}</span>", escape(&issue));
    }
}

/// The lines to sign, at the end.
pub(super) fn sign_off(out: &mut String, report: &Report, w: &Words) {
    let (_, names) = sign_off::lines(report, false, w);
    if names.is_empty() {
        return;
    }
    out.push_str("<dl class=\"sign\">");
    for (name, by) in names {
        let _ = write!(out, "<div><dt>{name}</dt><dd>{}</dd></div>", escape(by));
    }
    out.push_str("</dl>");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_title_leaves_its_string() {
        assert_eq!(quoted("月报 1"), "\"月报\\20 1\"");
        let title = quoted("a\"}</style><script>\\ url(x)");
        assert_eq!(title.matches('"').count(), 2);
        assert!(!title.contains(['<', '}', '(']), "{title}");
    }
}
