//! Tables of the page: captions, headings that a script makes sortable, a box that scrolls on its own.

use super::super::chart::spark;
use super::super::document::{Cell, Column, Heat, Kind, Plot, Shown, Table};
use super::super::escape::escape;
use super::super::number::{count, decimal, p_value, percent, width};
use super::super::wording::{self, Words};
use super::print;
use std::fmt::Write;

/// Rows from which a filter box is worth its place.
const FILTER_FROM: usize = 12;
/// Columns that a heat map can make equally wide.
const EVEN: usize = 13;
/// Rows up to which a table of periods, or of open complaints, stands open.
const OPEN: usize = 15;
/// Columns of text from which the head of a row may wrap.
const LONG: usize = 28;
/// The same on a phone.
const MID: usize = 12;

pub(super) fn write(out: &mut String, table: &Table, section: &str, w: &Words) {
    if table.rows.is_empty() && table.notes.is_empty() {
        return;
    }
    let name = escape(&table.name);
    let title = escape(&table.title);
    let printed = table.printed();
    let more = match printed.is_empty() && !table.rows.is_empty() {
        true => print::MORE,
        false => "",
    };
    let long = ["periods", "open"].contains(&table.name.as_str()) && table.rows.len() > OPEN;
    let folded = table.shown == Shown::Folded || long;
    if folded {
        let _ = write!(
            out,
            "<details class=\"table{more}\" id=\"t-{name}\"><summary>{title}</summary>"
        );
    } else {
        let _ = write!(out, "<div class=\"table{more}\" id=\"t-{name}\">");
        if table.title != section {
            let _ = write!(out, "<h3>{title}</h3>");
        }
    }
    if !table.rows.is_empty() {
        body(out, table, &title, w);
    }
    if table.plot == Plot::Heat {
        legend(out, w);
    }
    for note in &table.notes {
        let _ = write!(out, "<p class=\"note\">{}</p>", escape(note));
    }
    for detail in &table.details {
        let (more, detail) = (print::MORE, escape(detail));
        let _ = write!(out, "<p class=\"note{more}\">{detail}</p>");
    }
    let all = table.rows.len();
    if (1..all).contains(&printed.len()) {
        let cut = wording::print::cut_rows(&table.print, printed.len(), all, w.lang);
        print::note(out, &cut);
    }
    out.push_str(if folded { "</details>" } else { "</div>" });
}

fn body(out: &mut String, table: &Table, title: &str, w: &Words) {
    let shown: Vec<(usize, &Column)> = table
        .columns
        .iter()
        .enumerate()
        .filter(|(_, c)| !c.files_only)
        .collect();
    let filter = if table.rows.len() >= FILTER_FROM {
        " data-filter"
    } else {
        ""
    };
    let class = match table.plot {
        Plot::Heat if shown.len() <= EVEN => " class=\"heat even\"",
        Plot::Heat => " class=\"heat\"",
        _ if table.trimmed => " class=\"trim\"",
        _ => "",
    };
    let _ = write!(
        out,
        "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"{title}\">\
         <table{class}{filter}><caption>{title}</caption><thead><tr>"
    );
    for (_, c) in &shown {
        let class = if c.kind == Kind::Text {
            ""
        } else {
            " class=\"n\""
        };
        let _ = write!(out, "<th scope=\"col\"{class}>{}</th>", escape(&c.head));
    }
    out.push_str("</tr></thead><tbody>");
    let printed = table.printed();
    for (at, row) in table.rows.iter().enumerate() {
        // a table that is not printed at all is hidden as one
        let left_out = !printed.is_empty() && !printed.contains(&at);
        out.push_str(if left_out {
            "<tr class=\"more\">"
        } else {
            "<tr>"
        });
        for (place, &(i, c)) in shown.iter().enumerate() {
            if place == 0 {
                let text = row[i].show(w);
                let class = match c.kind {
                    Kind::Text if width(&text) > LONG => " class=\"long\"",
                    Kind::Text if width(&text) > MID => " class=\"mid\"",
                    Kind::Text => "",
                    _ => " class=\"n\"",
                };
                let _ = write!(out, "<th scope=\"row\"{class}>{}</th>", escape(&text));
            } else {
                cell(out, &row[i], c, w);
            }
        }
        out.push_str("</tr>");
    }
    out.push_str("</tbody></table></div>");
}

fn cell(out: &mut String, cell: &Cell, column: &Column, w: &Words) {
    match cell {
        Cell::Empty if column.kind == Kind::Text => out.push_str("<td></td>"),
        Cell::Empty => out.push_str("<td class=\"n none\">–</td>"),
        Cell::Text(t) if column.ids => ids(out, t, w),
        Cell::Text(t) => {
            let class = match width(t) > LONG {
                true => " class=\"l\"",
                // words below a head of numbers stand where numbers would
                false if column.kind != Kind::Text => " class=\"n\"",
                false => " class=\"s\"",
            };
            let _ = write!(out, "<td{class}>{}</td>", escape(t));
        }
        Cell::Code(t) => {
            let _ = write!(out, "<td><code>{}</code></td>", escape(t));
        }
        Cell::Spark(counts) => {
            let _ = write!(out, "<td class=\"sparks\">{}</td>", spark(counts));
        }
        Cell::Heat(h) => heat(out, h, w),
        other => {
            let value = other.value().map_or(String::new(), |v| v.to_string());
            let class = if column.kind == Kind::Interval {
                "n i"
            } else {
                "n"
            };
            let _ = write!(
                out,
                "<td class=\"{class}\" data-v=\"{value}\">{}</td>",
                escape(&other.show(w))
            );
        }
    }
}

/// A share, its colour, and what is behind it as a tip.
fn heat(out: &mut String, h: &Heat, w: &Words) {
    let mut tip = count(h.count);
    if let Some(lift) = h.lift {
        let _ = write!(tip, " · {} {}", w.lift, decimal(lift));
    }
    if let Some(p) = h.p {
        let _ = write!(tip, " · {} {}", w.p, p_value(p));
    }
    let level = match h.level {
        0 => "",
        1 => " h1",
        2 => " h2",
        l if l > 2 => " h3",
        -1 => " l1",
        -2 => " l2",
        _ => " l3",
    };
    let out_class = if h.stands_out { " out" } else { "" };
    let value = h.share.map_or(String::new(), |s| s.to_string());
    let mark = if h.stands_out { "<i>▲</i>" } else { "" };
    let shown = h.share.map_or_else(|| "–".to_owned(), percent);
    let _ = write!(
        out,
        "<td class=\"n{level}{out_class}\" data-v=\"{value}\" title=\"{}\">{mark}{shown}</td>",
        escape(&tip)
    );
}

/// Ids, each whole on a line with the comma behind it.
fn ids(out: &mut String, text: &str, w: &Words) {
    out.push_str("<td class=\"ids\">");
    let ids: Vec<&str> = text.split(w.list_sep).collect();
    let (comma, gap) = match w.list_sep.strip_suffix(' ') {
        Some(comma) => (comma, " "),
        None => (w.list_sep, "<wbr>"),
    };
    for (at, id) in ids.iter().enumerate() {
        let is_last = at + 1 == ids.len();
        let (comma, gap) = if is_last { ("", "") } else { (comma, gap) };
        let _ = write!(out, "<span class=\"nb\">{}{comma}</span>{gap}", escape(id));
    }
    out.push_str("</td>");
}

fn legend(out: &mut String, w: &Words) {
    let _ = write!(
        out,
        "<p class=\"heat-key\" aria-hidden=\"true\"><span>{}</span>",
        w.lower
    );
    for class in ["l3", "l2", "l1", "l0", "h1", "h2", "h3"] {
        let _ = write!(out, "<b class=\"{class}\"></b>");
    }
    let _ = write!(
        out,
        "<span>{}</span><span><i>▲</i> {}</span></p>",
        w.higher, w.stands_out
    );
}
