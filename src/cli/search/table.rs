//! Hits as a table that fits the terminal, matched text coloured, and counts by value below it.

use crate::cli::talk::visible;
use crate::index::{Facet, Found, Highlight, Hit, Searcher, snippet};
use anstyle::{AnsiColor, Style};
use std::io::{self, Write};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Columns of a terminal that does not say.
const WIDTH: usize = 100;
/// Widest id, time or type shown whole.
const NARROW: usize = 20;
/// Values shown of a facet.
const VALUES: usize = 20;
const BAR: usize = 24;

const MATCH: Style = AnsiColor::Red.on_default().bold();
const FAINT: Style = Style::new().dimmed();

/// Prints hits and facets; colours only where stdout takes them (`NO_COLOR` is heard).
pub(super) fn show(found: &Found, searcher: &Searcher, out: &mut dyn Write) -> io::Result<()> {
    let colour = anstream::AutoStream::choice(&io::stdout()) != anstream::ColorChoice::Never;
    let width = terminal_size::terminal_size().map_or(WIDTH, |(w, _)| usize::from(w.0));
    let paint = Painter { colour };
    hits(found, searcher, width.max(40), &paint, out)?;
    for facet in &found.facets {
        writeln!(out)?;
        values(facet, &paint, out)?;
    }
    Ok(())
}

struct Painter {
    colour: bool,
}

impl Painter {
    fn paint(&self, style: Style, text: &str) -> String {
        if self.colour {
            format!("{style}{text}{style:#}")
        } else {
            text.to_owned()
        }
    }
}

/// The narrow columns before the text: header and one cell a hit.
fn narrow(found: &Found, searcher: &Searcher) -> Vec<(&'static str, Vec<String>)> {
    let of = |name: &str| -> Option<Vec<String>> {
        let at = searcher.columns().iter().position(|c| c.name == name)?;
        let text = |h: &Hit| {
            h.cells
                .get(at)
                .and_then(|c| c.text())
                .unwrap_or_default()
                .trim()
                .to_owned()
        };
        Some(found.hits.iter().map(text).collect())
    };
    let mut out = vec![("id", found.hits.iter().map(|h| h.id.clone()).collect())];
    out.extend(searcher.time_column().and_then(of).map(|c| ("time", c)));
    out.extend(
        of("predicted_tousu")
            .or_else(|| of("predicted"))
            .map(|c| ("type", c)),
    );
    if found.groups.is_some() {
        out.push((
            "alike",
            found.hits.iter().map(|h| h.alike.to_string()).collect(),
        ));
    }
    for (_, cells) in &mut out {
        for cell in cells {
            *cell = fit(&visible(cell).replace('\n', " "), NARROW);
        }
    }
    out
}

fn hits(
    found: &Found,
    searcher: &Searcher,
    width: usize,
    paint: &Painter,
    out: &mut dyn Write,
) -> io::Result<()> {
    if found.hits.is_empty() {
        return Ok(());
    }
    let narrow = narrow(found, searcher);
    let widths: Vec<usize> = narrow
        .iter()
        .map(|(head, cells)| {
            cells
                .iter()
                .map(|c| c.width())
                .max()
                .unwrap_or(0)
                .max(head.width())
        })
        .collect();
    let used: usize = widths.iter().map(|w| w + 2).sum();
    let room = width.saturating_sub(used).max(20);
    let mut head = String::new();
    for ((name, _), w) in narrow.iter().zip(&widths) {
        head += &padded(name, *w);
    }
    writeln!(out, "{}", paint.paint(FAINT, &(head + "text")))?;
    for (i, hit) in found.hits.iter().enumerate() {
        for ((_, cells), w) in narrow.iter().zip(&widths) {
            write!(out, "{}", padded(&cells[i], *w))?;
        }
        let (piece, marks) = snippet(&hit.text, &hit.highlights, room);
        writeln!(out, "{}", marked(&piece, &marks, paint))?;
    }
    Ok(())
}

fn padded(text: &str, width: usize) -> String {
    format!(
        "{text}{}",
        " ".repeat(width.saturating_sub(text.width()) + 2)
    )
}

/// At most `width` columns, the end marked where it is cut.
fn fit(text: &str, width: usize) -> String {
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

/// The piece with its highlights coloured, control characters made visible.
fn marked(piece: &str, marks: &[Highlight], paint: &Painter) -> String {
    let clean = |text: &str| visible(text).replace('\n', " ");
    let (mut out, mut at) = (String::new(), 0);
    for mark in marks {
        out += &clean(&piece[at..mark.start]);
        out += &paint.paint(MATCH, &clean(&piece[mark.start..mark.end]));
        at = mark.end;
    }
    out + &clean(&piece[at..])
}

fn values(facet: &Facet, paint: &Painter, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{}", paint.paint(FAINT, &visible(&facet.column)))?;
    let shown = facet.counts.iter().take(VALUES);
    let mut lines: Vec<(String, u64)> = shown
        .map(|(v, n)| (fit(&visible(v), 2 * NARROW), *n))
        .collect();
    let more = facet.counts.len().saturating_sub(VALUES);
    if facet.without > 0 {
        lines.push(("(empty)".into(), facet.without));
    }
    let width = lines.iter().map(|(v, _)| v.width()).max().unwrap_or(0);
    let most = lines.iter().map(|(_, n)| *n).max().unwrap_or(0);
    for (value, n) in &lines {
        let bar = "█".repeat(usize::try_from(n * BAR as u64 / most.max(1)).unwrap_or(0));
        writeln!(
            out,
            "  {}{n:>9}  {}",
            padded(value, width),
            paint.paint(FAINT, &bar)
        )?;
    }
    if more > 0 {
        writeln!(out, "  … and {more} more values (--json has all)")?;
    }
    Ok(())
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
    fn terminal_escapes_in_a_complaint_are_shown_not_obeyed() {
        let plain = Painter { colour: false };
        let marks = [Highlight { start: 0, end: 1 }];
        assert_eq!(marked("a\u{1b}[31m", &marks, &plain), "a\\u{1b}[31m");
        let colour = Painter { colour: true };
        assert!(marked("ab", &marks, &colour).starts_with("\u{1b}["));
    }
}
