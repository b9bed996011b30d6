//! Markdown, for pasting into a document: the same tables and findings, without pictures.

use super::Report;
use super::document::{Block, Cell, Column, Kind, Section, Table};
use super::number::{count, decimal, percent};
use super::sections::{kind_name, provenance, slice_name};
use super::sign_off;
use super::wording::values::examples;
use super::wording::{Words, fill};
use crate::causes::{Exemplar, Finding, written};
use std::fmt::Write;

pub(super) fn render(report: &Report, sections: &[Section<'_>], w: &'static Words) -> String {
    let mut out = format!("# {}\n", inline(&report.title));
    let (issue, names) = sign_off::text(report, w);
    if !issue.is_empty() {
        let _ = write!(out, "\n{}\n", inline(&issue));
    }
    for section in sections {
        let _ = write!(out, "\n## {}\n", inline(&section.title));
        for line in &section.lead {
            let _ = write!(out, "\n{}\n", inline(line));
        }
        for block in &section.blocks {
            self::block(&mut out, &section.title, block, w);
        }
    }
    if !names.is_empty() {
        let _ = write!(out, "\n{}\n", inline(&names));
    }
    out.push_str("\n---\n\n");
    for (label, value) in provenance(report, w) {
        let _ = writeln!(out, "- {label}{}{}", w.sep, code(&value));
    }
    out
}

fn block(out: &mut String, section: &str, block: &Block<'_>, w: &'static Words) {
    match block {
        Block::Summary(keys, sentences) => {
            out.push('\n');
            for s in *sentences {
                let _ = writeln!(out, "- {}", inline(s));
            }
            let cells = |f: &dyn Fn(&super::document::Key) -> String| {
                keys.iter().map(f).collect::<Vec<_>>().join(" | ")
            };
            let _ = writeln!(out, "\n| {} |", cells(&|k| inline(&k.label)));
            let _ = writeln!(out, "|{}", "---:|".repeat(keys.len()));
            let _ = writeln!(
                out,
                "| {} |",
                cells(&|k| format!("**{}**", k.value.show(w)))
            );
            let _ = writeln!(out, "| {} |", cells(&|k| inline(&k.hint)));
        }
        Block::Chart(_) => {}
        Block::Table(t) => {
            if t.on_page() {
                table(out, section, t, w);
            }
        }
        Block::Findings(findings) => {
            let _ = write!(out, "\n### {}\n", findings.title);
            for (number, f) in &findings.list {
                finding(out, *number, f, w);
            }
        }
        Block::Lines(block) => {
            let _ = write!(out, "\n### {}\n\n", inline(&block.title));
            for line in &block.lines {
                let _ = writeln!(out, "- {}", inline(line));
            }
        }
    }
}

fn table(out: &mut String, section: &str, table: &Table, w: &Words) {
    if table.title != section {
        let _ = write!(out, "\n### {}\n", inline(&table.title));
    }
    let shown = |c: &Column| !c.files_only && !c.page_only;
    let columns: Vec<usize> = (0..table.columns.len())
        .filter(|&i| shown(&table.columns[i]))
        .collect();
    if !table.rows.is_empty() {
        let heads: Vec<String> = columns
            .iter()
            .map(|&i| inline(&table.columns[i].head))
            .collect();
        let _ = write!(out, "\n| {} |\n|", heads.join(" | "));
        for &i in &columns {
            let right = table.columns[i].kind != Kind::Text;
            out.push_str(if right { "---:|" } else { "---|" });
        }
        out.push('\n');
        for row in &table.rows {
            let cells: Vec<String> = columns.iter().map(|&i| cell(&row[i], w)).collect();
            let _ = writeln!(out, "| {} |", cells.join(" | "));
        }
    }
    for note in table.notes.iter().chain(&table.details) {
        let _ = write!(out, "\n{}\n", inline(note));
    }
}

fn cell(cell: &Cell, w: &Words) -> String {
    match cell {
        Cell::Code(c) => code(c).replace('|', "\\|"),
        Cell::Text(t) => inline(t),
        other => other.show(w),
    }
}

fn finding(out: &mut String, number: usize, f: &Finding, w: &'static Words) {
    let kind = kind_name(f.kind, w);
    let _ = write!(
        out,
        "\n{number}. **[{}]** {}\n",
        inline(kind),
        inline(&f.sentence)
    );
    if !f.words.is_empty() {
        let words: Vec<String> = f
            .words
            .iter()
            .map(|x| {
                let shares = format!("{} / {}", percent(x.share), percent(x.share_elsewhere));
                let word = inline(written(&x.word, &f.exemplars));
                format!("{word} ({}, {shares})", count(x.count))
            })
            .collect();
        let _ = writeln!(
            out,
            "   - {}{}{}{}",
            w.distinctive,
            w.word_key,
            w.sep,
            words.join(w.list_sep)
        );
    }
    for s in &f.slices {
        let from = inline(&slice_name(&s.cell, w));
        let counts = fill("{} → {}", &[&decimal(s.before), &count(s.after)]);
        let _ = writeln!(
            out,
            "   - {}{}{from} ({counts}, {} {})",
            w.where_from,
            w.sep,
            w.carries,
            percent(s.carries)
        );
    }
    for e in &f.exemplars {
        let _ = writeln!(
            out,
            "   - {} {}{}{}",
            examples(1, w),
            inline(&e.id),
            w.sep,
            marked(e)
        );
        if !e.outcome.is_empty() {
            let _ = writeln!(out, "     - {}{}", super::said(w), inline(&e.outcome));
        }
    }
    if !f.search.is_empty() {
        let _ = writeln!(out, "   - {}{}{}", w.see_complaints, w.sep, code(&f.search));
    }
}

/// A complaint with its highlights in bold.
fn marked(e: &Exemplar) -> String {
    let mut out = String::new();
    for (part, hit) in super::pieces(e) {
        let text = inline(part);
        if hit && !text.trim().is_empty() {
            let _ = write!(out, "**{text}**");
        } else {
            out.push_str(&text);
        }
    }
    out
}

/// `text` on one line, with everything that Markdown or HTML would act on made plain.
fn inline(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        match c {
            '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '#' | '~' => {
                out.push('\\');
                out.push(c);
            }
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    out
}

/// `text` as code, whatever back quotes it holds.
fn code(text: &str) -> String {
    let text: String = text
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    let pad = if text.starts_with('`') || text.ends_with('`') {
        " "
    } else {
        ""
    };
    format!("{fence}{pad}{text}{pad}{fence}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_complaint_cannot_become_markup() {
        assert_eq!(
            inline("<b>|x|</b>\n# *a*"),
            "&lt;b&gt;\\|x\\|&lt;/b&gt; \\# \\*a\\*"
        );
        assert_eq!(code("a`b``c"), "```a`b``c```");
    }
}
