//! Findings as cards: the sentence, the words, where it comes from, what people wrote, and how to see them all.

use super::super::chart::share_bar;
use super::super::document::Findings;
use super::super::escape::escape;
use super::super::number::{count, decimal, percent};
use super::super::sections::{kind_name, slice_name, subject};
use super::super::wording::{self, Words};
use super::{emphasised, evidence, marked, outcome, print};
use crate::causes::{Finding, FindingKind, Slice, written};
use std::fmt::Write;

/// Cards that stand open; the rest is folded, one line each.
const OPEN: usize = 6;
/// Words that a card shows; the workbook has all.
const WORDS: usize = 10;

/// `lines`: complaints of one finding, at most.
pub(super) fn write(out: &mut String, findings: &Findings<'_>, lines: usize, w: &'static Words) {
    let more = if findings.printed == 0 {
        print::MORE
    } else {
        ""
    };
    let title = escape(&findings.title);
    let _ = write!(out, "<div class=\"findings{more}\"><h3>{title}</h3>");
    for (place, (number, f)) in findings.list.iter().enumerate() {
        let more = if place < findings.printed {
            ""
        } else {
            print::MORE
        };
        if place < OPEN {
            let _ = write!(
                out,
                "<article class=\"finding {}{more}\" id=\"f{number}\">",
                kind_class(f)
            );
            heading(out, *number, f, w, "h4");
            body(out, f, w);
            evidence::write(out, *number, f, lines, w);
            out.push_str("</article>");
        } else {
            let _ = write!(
                out,
                "<details class=\"finding {}{more}\" id=\"f{number}\"><summary>",
                kind_class(f)
            );
            heading(out, *number, f, w, "span");
            let _ = write!(
                out,
                "<span class=\"peek\">{}</span></summary>",
                emphasised(&f.sentence)
            );
            body(out, f, w);
            evidence::write(out, *number, f, lines, w);
            out.push_str("</details>");
        }
    }
    let all = findings.list.len();
    if (1..all).contains(&findings.printed) {
        let cut = wording::print::cut_findings(findings.printed, all, w.lang);
        print::note(out, &cut);
    }
    out.push_str("</div>");
}

/// The class that gives a finding its colour.
fn kind_class(f: &Finding) -> &'static str {
    match f.kind {
        FindingKind::Type => "k-type",
        FindingKind::Issue
        | FindingKind::Rise
        | FindingKind::Holiday
        | FindingKind::Shift
        | FindingKind::Burst => "k-rise",
        FindingKind::Cell => "k-cell",
        FindingKind::Compare | FindingKind::Unknown => "k-other",
    }
}

fn heading(out: &mut String, number: usize, f: &Finding, w: &'static Words, element: &str) {
    let _ = write!(
        out,
        "<div class=\"who\"><span class=\"no\">{number}</span><{element} class=\"name\">{}</{element}>\
         <span class=\"tag\">{}</span><span class=\"many\">{} {}",
        escape(&subject(f, w)),
        escape(kind_name(f.kind, w)),
        w.count,
        count(f.count)
    );
    if let Some(expected) = f.expected {
        let _ = write!(out, " · {} {}", w.expected, decimal(expected));
    }
    out.push_str("</span></div>");
}

fn body(out: &mut String, f: &Finding, w: &Words) {
    if !f.sentence.is_empty() {
        let _ = write!(out, "<p class=\"say\">{}</p>", emphasised(&f.sentence));
    }
    // two columns: words on one side, where it comes from and what people wrote on the other
    let beside = f.slices.len() + f.exemplars.len();
    let pair = !f.words.is_empty() && beside > 0;
    if pair {
        out.push_str("<div class=\"pair\"><div>");
    }
    if !f.slices.is_empty() {
        slices(out, &f.slices, w);
    }
    if !f.exemplars.is_empty() {
        exemplars(out, f, w);
    }
    if pair {
        out.push_str("</div><div>");
    }
    if !f.words.is_empty() {
        distinctive(out, f, w);
    }
    if pair {
        out.push_str("</div></div>");
    }
    if !f.search.is_empty() {
        let _ = write!(
            out,
            "<div class=\"cmd\"><span>{}</span><code>{}</code></div>",
            w.see_complaints,
            escape(&f.search)
        );
    }
}

fn exemplars(out: &mut String, f: &Finding, w: &Words) {
    let _ = write!(
        out,
        "<h5>{}</h5>",
        wording::values::examples(f.exemplars.len(), w)
    );
    for e in &f.exemplars {
        out.push_str("<blockquote><p>");
        marked(out, e);
        let _ = write!(out, "</p><cite>{}</cite>", escape(&e.id));
        outcome(out, e, w);
        out.push_str("</blockquote>");
    }
}

/// A cell of numbers, with a bar for a share of which `most` is the largest.
fn number(out: &mut String, value: f64, shown: &str, most: Option<f64>) {
    let _ = write!(out, "<td class=\"n\" data-v=\"{value}\">");
    let _ = match most {
        Some(most) => write!(
            out,
            "{}<span class=\"num\">{shown}</span></td>",
            share_bar(value, most)
        ),
        None => write!(out, "{shown}</td>"),
    };
}

/// A small table: the first column is text, the others are numbers; `row` writes the cells after the first.
fn parts<T>(
    out: &mut String,
    heads: [&str; 5],
    rows: &[T],
    name: impl Fn(&T) -> String,
    row: impl Fn(&mut String, &T),
) {
    let [title, first, rest @ ..] = heads;
    let _ = write!(
        out,
        "<h5>{title}</h5><div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"{title}\">\
         <table class=\"plain\"><caption>{title}</caption><thead><tr><th scope=\"col\">{first}</th>"
    );
    for head in rest {
        let _ = write!(out, "<th scope=\"col\" class=\"n\">{head}</th>");
    }
    out.push_str("</tr></thead><tbody>");
    for item in rows {
        let _ = write!(out, "<tr><th scope=\"row\">{}</th>", escape(&name(item)));
        row(out, item);
        out.push_str("</tr>");
    }
    out.push_str("</tbody></table></div>");
}

fn distinctive(out: &mut String, f: &Finding, w: &Words) {
    let words = &f.words;
    let heads = [
        w.distinctive,
        w.word,
        w.word_count,
        w.word_share,
        w.word_elsewhere,
    ];
    let most = words.iter().map(|x| x.share).fold(0.0, f64::max);
    let shown = &words[..words.len().min(WORDS)];
    parts(
        out,
        heads,
        shown,
        |x| written(&x.word, &f.exemplars).to_owned(),
        |out, x| {
            number(out, x.count as f64, &count(x.count), None);
            number(out, x.share, &percent(x.share), Some(most));
            number(out, x.share_elsewhere, &percent(x.share_elsewhere), None);
        },
    );
}

fn slices(out: &mut String, slices: &[Slice], w: &Words) {
    let heads = [w.where_from, w.slice, w.expected, w.count, w.carries];
    let most = slices.iter().map(|s| s.carries).fold(0.0, f64::max);
    parts(
        out,
        heads,
        slices,
        |s| slice_name(&s.cell, w),
        |out, s| {
            number(out, s.before, &decimal(s.before), None);
            number(out, s.after as f64, &count(s.after), None);
            number(out, s.carries, &percent(s.carries), Some(most));
        },
    );
}
