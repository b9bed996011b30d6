//! Hits and facets for the terminal: as a table where the text has room beside the other columns, else one below the other.

use crate::cli::messages::visible;
use crate::cli::terminal::{FAINT, Terminal, WIDTH, fit, padded, wrapped};
use crate::index::{Facet, Highlight, Hit, SearchResults, Searcher, snippet};
use anstyle::{AnsiColor, Style};
use std::io::{self, Write};
use unicode_width::UnicodeWidthStr;

/// Fewest columns of text beside other columns: 40 Chinese characters.
const LEAST_TEXT: usize = 80;
/// Most columns of text: 80 Chinese characters.
const MOST_TEXT: usize = 160;
/// Widest id, time or type shown whole.
const MOST_META: usize = 20;
/// Values shown of a facet.
const VALUES: usize = 20;
/// Months shown of a facet.
const MONTHS: usize = 36;
const BAR: usize = 24;

const MATCH: Style = AnsiColor::Red.on_default().bold();

/// Prints hits and facets.
pub(super) fn show(
    results: &SearchResults,
    searcher: &Searcher,
    out: &mut dyn Write,
) -> io::Result<()> {
    let terminal = Terminal::new();
    if !results.hits.is_empty() {
        hits(results, searcher, &terminal, out)?;
    }
    for facet in &results.facets {
        writeln!(out)?;
        values(facet, &terminal, out)?;
    }
    Ok(())
}

/// Prints all fields of one complaint, names on the left, values wrapped.
pub(super) fn show_complaint(
    hit: &Hit,
    searcher: &Searcher,
    out: &mut dyn Write,
) -> io::Result<()> {
    let terminal = Terminal::new();
    let id_column = searcher.roles().id.as_deref().unwrap_or("_id");
    let mut fields = vec![(id_column.to_owned(), visible(&hit.id).into_owned())];
    for (column, cell) in searcher.columns().iter().zip(&hit.cells) {
        let value = cell.text().unwrap_or_default();
        if column.name != id_column {
            fields.push((
                visible(&column.name).replace('\n', " "),
                visible(&value).into_owned(),
            ));
        }
    }
    let names = fields.iter().map(|(name, _)| name.width().min(MOST_META));
    let indent = names.max().unwrap_or(0) + 2;
    for (name, value) in &fields {
        let room = terminal
            .width
            .map_or(usize::MAX, |w| w.saturating_sub(indent).max(20));
        let mut lines = value.lines().flat_map(|line| wrapped(line, room));
        let head = padded(&fit(name, MOST_META), indent - 2);
        let first = lines.next().unwrap_or_default();
        let line = format!("{}{first}", terminal.paint(FAINT, &head));
        writeln!(out, "{}", line.trim_end())?;
        for line in lines {
            writeln!(out, "{}{line}", " ".repeat(indent))?;
        }
    }
    Ok(())
}

/// The columns before the text: a head and one cell a hit.
type MetaColumn = (&'static str, Vec<String>);

fn meta_columns(results: &SearchResults, searcher: &Searcher) -> Vec<MetaColumn> {
    let hits = &results.hits;
    let of = |name: &str| -> Option<Vec<String>> {
        let column = searcher.column(name)?;
        let at = searcher
            .columns()
            .iter()
            .position(|c| c.name == column.name)?;
        let text = |h: &Hit| {
            h.cells
                .get(at)
                .and_then(|c| c.text())
                .map(|t| t.trim().to_owned())
        };
        Some(hits.iter().map(|h| text(h).unwrap_or_default()).collect())
    };
    let mut columns = vec![("id", hits.iter().map(|h| h.id.clone()).collect())];
    let time = searcher.roles().time.as_deref().and_then(of);
    columns.extend(time.map(|cells| ("time", cells)));
    let derived = ["predicted_tousu", "predicted"].into_iter().find_map(of);
    columns.extend(derived.map(|cells| ("type", cells)));
    if results.groups.is_some() {
        columns.push(("alike", hits.iter().map(|h| h.alike.to_string()).collect()));
    }
    for cell in columns.iter_mut().flat_map(|(_, cells)| cells) {
        *cell = fit(&visible(cell).replace('\n', " "), MOST_META);
    }
    columns
}

fn hits(
    results: &SearchResults,
    searcher: &Searcher,
    terminal: &Terminal,
    out: &mut dyn Write,
) -> io::Result<()> {
    let meta = meta_columns(results, searcher);
    let width = |(head, cells): &MetaColumn| {
        let widest = cells.iter().map(|c| c.width()).max();
        widest.unwrap_or(0).max(head.width())
    };
    let widths: Vec<usize> = meta.iter().map(width).collect();
    let used: usize = widths.iter().map(|w| w + 2).sum();
    let room = terminal
        .width
        .map_or(MOST_TEXT, |w| w.saturating_sub(used).min(MOST_TEXT));
    let line = |cells: &mut dyn Iterator<Item = &str>| -> String {
        cells
            .zip(&widths)
            .map(|(cell, w)| padded(cell, *w))
            .collect()
    };
    let is_table = room >= LEAST_TEXT;
    let mut head = line(&mut meta.iter().map(|(head, _)| *head));
    if is_table {
        head += "text";
    }
    writeln!(out, "{}", terminal.paint(FAINT, head.trim_end()))?;
    for (i, hit) in results.hits.iter().enumerate() {
        let cells = line(&mut meta.iter().map(|(_, cells)| cells[i].as_str()));
        if is_table {
            let (piece, marks) = snippet(&hit.text, &hit.highlights, room);
            writeln!(out, "{cells}{}", marked(&piece, &marks, terminal))?;
            continue;
        }
        let room = terminal.width.unwrap_or(WIDTH) - 2;
        let (piece, marks) = snippet(
            &hit.text,
            &hit.highlights,
            LEAST_TEXT.max(2 * room - 1).min(MOST_TEXT),
        );
        writeln!(out, "{}", terminal.paint(FAINT, cells.trim_end()))?;
        let mut at = 0;
        for part in wrapped(&piece, room) {
            let end = at + part.len();
            let inside = marks.iter().filter(|m| m.start < end && m.end > at);
            let inside: Vec<Highlight> = inside
                .map(|m| Highlight {
                    start: m.start.max(at) - at,
                    end: m.end.min(end) - at,
                })
                .collect();
            writeln!(out, "  {}", marked(part, &inside, terminal))?;
            at = end;
        }
    }
    Ok(())
}

/// The piece with its highlights coloured, control characters made visible.
fn marked(piece: &str, marks: &[Highlight], terminal: &Terminal) -> String {
    let clean = |text: &str| visible(text).replace('\n', " ");
    let (mut out, mut at) = (String::new(), 0);
    for mark in marks {
        out += &clean(&piece[at..mark.start]);
        out += &terminal.paint(MATCH, &clean(&piece[mark.start..mark.end]));
        at = mark.end;
    }
    out + &clean(&piece[at..])
}

fn values(facet: &Facet, terminal: &Terminal, out: &mut dyn Write) -> io::Result<()> {
    let mut head = visible(&facet.column).into_owned();
    if facet.by_month {
        head += " (by month)";
    }
    writeln!(out, "{}", terminal.paint(FAINT, &head))?;
    // the last months, the largest values
    let shown = match facet.by_month {
        true => &facet.counts[facet.counts.len().saturating_sub(MONTHS)..],
        false => &facet.counts[..facet.counts.len().min(VALUES)],
    };
    let shown_value = |(value, n): &(String, u64)| (fit(&visible(value), 2 * MOST_META), *n);
    let mut lines: Vec<(String, u64)> = shown.iter().map(shown_value).collect();
    if facet.without > 0 {
        lines.push(("(empty)".into(), facet.without));
    }
    let width = lines.iter().map(|(v, _)| v.width()).max().unwrap_or(0);
    let most = lines.iter().map(|(_, n)| *n).max().unwrap_or(0).max(1);
    let bars = terminal
        .width
        .unwrap_or(WIDTH)
        .saturating_sub(width + 16)
        .min(BAR);
    for (value, n) in &lines {
        let bar = "█".repeat(usize::try_from(n * bars as u64 / most).unwrap_or(0));
        let line = format!(
            "  {}{n:>9}  {}",
            padded(value, width),
            terminal.paint(FAINT, &bar)
        );
        writeln!(out, "{}", line.trim_end())?;
    }
    let left_out = facet.counts.len() - shown.len();
    if left_out > 0 {
        let what = if facet.by_month {
            "earlier months"
        } else {
            "more values"
        };
        writeln!(out, "  … and {left_out} {what} (--json has all)")?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terminal_escapes_in_a_complaint_are_shown_not_obeyed() {
        let plain = Terminal {
            colour: false,
            width: None,
        };
        let marks = [Highlight { start: 0, end: 1 }];
        assert_eq!(marked("a\u{1b}[31m", &marks, &plain), "a\\u{1b}[31m");
        let colour = Terminal {
            colour: true,
            width: None,
        };
        assert!(marked("ab", &marks, &colour).starts_with("\u{1b}["));
    }
}
