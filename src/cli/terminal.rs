//! The width and colours of stdout, and texts made to fit it.

use anstyle::Style;
use std::io::{self, IsTerminal};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Columns of a terminal that does not say.
pub(super) const WIDTH: usize = 100;

/// What is read second.
pub(super) const FAINT: Style = Style::new().dimmed();
/// What is read first.
pub(super) const STRONG: Style = Style::new().bold();

/// Where data is printed: colours only where stdout takes them (`NO_COLOR` is heard).
pub(super) struct Terminal {
    pub(super) colour: bool,
    /// Columns; `None` in a pipe.
    pub(super) width: Option<usize>,
}

impl Terminal {
    pub(super) fn new() -> Self {
        let columns = || std::env::var("COLUMNS").ok()?.parse().ok();
        let size = || terminal_size::terminal_size().map(|(w, _)| usize::from(w.0));
        let width = match columns() {
            Some(width) => Some(width),
            None if io::stdout().is_terminal() => Some(size().unwrap_or(WIDTH)),
            None => None,
        };
        Self {
            colour: anstream::AutoStream::choice(&io::stdout()) != anstream::ColorChoice::Never,
            width: width.map(|w| w.max(20)),
        }
    }

    pub(super) fn paint(&self, style: Style, text: &str) -> String {
        if self.colour {
            format!("{style}{text}{style:#}")
        } else {
            text.to_owned()
        }
    }
}

/// `text` and blanks up to `width` columns and two more.
pub(super) fn padded(text: &str, width: usize) -> String {
    format!(
        "{text}{}",
        " ".repeat(width.saturating_sub(text.width()) + 2)
    )
}

/// The text in pieces of at most `width` columns; together they are the text.
pub(super) fn wrapped(text: &str, width: usize) -> Vec<&str> {
    let mut lines = Vec::new();
    let (mut start, mut used) = (0, 0);
    for (at, c) in text.char_indices() {
        let wide = c.width().unwrap_or(0);
        if used + wide > width && at > start {
            let end = start + break_before(&text[start..at], c);
            lines.push(&text[start..end]);
            used = text[end..at].width();
            start = end;
        }
        used += wide;
    }
    lines.push(&text[start..]);
    lines
}

/// Where a full line ends, given the character that no longer fits: between words where a space is near, and never before a
/// closing mark.
fn break_before(line: &str, next: char) -> usize {
    let last = line.char_indices().next_back().map_or(0, |(at, _)| at);
    match line.rfind(' ') {
        Some(space) if line.len() - space <= 20 => space + 1,
        _ if "，。！？；：、）》」』”’,.!?;:)]".contains(next) && last > 0 => last,
        _ => line.len(),
    }
}

/// At most `width` columns, the end marked where it is cut.
pub(super) fn fit(text: &str, width: usize) -> String {
    if text.width() <= width {
        return text.to_owned();
    }
    let (mut out, mut used) = (String::new(), 0);
    for c in text.chars() {
        used += c.width().unwrap_or(0);
        if used + 1 > width {
            break;
        }
        out.push(c);
    }
    out.push('…');
    out
}

/// `text` in lines of at most `width` columns, all but the first indented; a line is not broken without a `width`.
pub(super) fn indented(text: &str, indent: usize, width: Option<usize>) -> String {
    let room = width.map_or(usize::MAX, |w| w.saturating_sub(indent).max(20));
    let lines = wrapped(text, room);
    let lines: Vec<&str> = lines.iter().map(|l| l.trim_end()).collect();
    lines.join(&format!("\n{}", " ".repeat(indent)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_fit_their_columns() {
        assert_eq!(fit("质量问题", 8), "质量问题");
        assert_eq!(fit("质量问题", 7), "质量问…");
        assert_eq!(fit("质量问题", 6), "质量…");
        assert_eq!(padded("质", 4), "质    ");
    }

    #[test]
    fn lines_break_between_words_and_not_before_closing_marks() {
        assert_eq!(wrapped("一二三四，五", 8), ["一二三", "四，五"]);
        assert_eq!(
            wrapped("the parcel came late", 12),
            ["the parcel ", "came late"]
        );
        assert_eq!(wrapped("abcdef", 3), ["abc", "def"]);
        assert_eq!(wrapped("", 3), [""]);
    }

    #[test]
    fn long_lines_hang() {
        assert_eq!(
            indented("the parcel came much too late", 2, Some(22)),
            "the parcel came\n  much too late"
        );
        assert_eq!(
            indented("the parcel came late", 2, None),
            "the parcel came late"
        );
    }
}
