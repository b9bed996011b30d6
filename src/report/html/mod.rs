//! The page: one file, no request to anywhere, everything that came from the data escaped.

mod evidence;
mod findings;
mod print;
mod seal;
mod table;

use super::chart;
use super::document::{Block, Key, Lines, Section, Shown};
use super::escape::escape;
use super::sections::provenance;
use super::wording::values::singular;
use super::wording::{Words, fill, summary};
use super::{Report, pieces, said};
use crate::causes::Exemplar;
use crate::causes::{Finding, FindingKind};
use crate::types::Lang;
use std::fmt::Write;

const STYLE: &str = include_str!("report.css");
const SCRIPT: &str = include_str!("report.js");

pub(super) fn render(report: &Report, sections: &[Section<'_>], w: &'static Words) -> String {
    let mut out = String::with_capacity(256 * 1024);
    head(&mut out, report, w);
    masthead(&mut out, report, w);
    contents(&mut out, sections, w);
    out.push_str("<main id=\"main\">");
    let lines = evidence::most(report, w);
    for s in sections {
        section(&mut out, report, s, lines, w);
    }
    if sections.iter().any(Section::is_cut) {
        let rest = super::wording::print::rest(report.workbook.as_deref(), w.lang);
        print::note(&mut out, &rest);
    }
    print::sign_off(&mut out, report, w);
    out.push_str("</main>");
    footer(&mut out, report, w);
    let _ = writeln!(out, "<script>{SCRIPT}</script></body></html>");
    out
}

fn head(out: &mut String, report: &Report, w: &Words) {
    let style = format!("{STYLE}{}", print::margins(&report.title, w.lang));
    let _ = write!(
        out,
        "<!doctype html><html lang=\"{}\"><head><meta charset=\"utf-8\">\
         <meta http-equiv=\"Content-Security-Policy\" content=\"{}\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <meta name=\"color-scheme\" content=\"light dark\">\
         <meta name=\"referrer\" content=\"no-referrer\">\
         <meta name=\"generator\" content=\"tousu {}\">\
         <link rel=\"icon\" href=\"data:,\"><title>{}</title><style>{style}</style></head>",
        w.html_lang,
        seal::policy(&style, SCRIPT),
        escape(&report.provenance.version),
        escape(&report.title)
    );
    let _ = write!(
        out,
        "<body{} data-filter=\"{}\" data-copy=\"{}\" data-copied=\"{}\" data-sort=\"{}\" data-previous=\"{}\" data-next=\"{}\">",
        if report.full { " class=\"full\"" } else { "" },
        w.filter,
        w.copy,
        w.copied,
        w.sort_hint,
        w.previous,
        w.next
    );
}

fn masthead(out: &mut String, report: &Report, w: &Words) {
    let f = &report.figures;
    let _ = write!(
        out,
        "<a class=\"skip\" href=\"#main\">{}</a><header class=\"mast\"><h1>{}</h1><p class=\"sub\">",
        w.skip,
        whole_dates(&report.title)
    );
    if let Some((first, last)) = summary::days(f) {
        let span = format!("{first} {} {last}", w.to);
        let _ = write!(out, "<span>{}</span>", escape(&span));
    }
    let total = fill(w.all_complaints, &[&super::number::count(f.total)]);
    let total = match w.lang {
        Lang::Zh => total,
        Lang::En => singular(&total),
    };
    let _ = write!(out, "<span>{total}</span>");
    print::issue(out, report, w);
    out.push_str("</p></header>");
}

/// `text` escaped, its dates (`2024-03`) kept from breaking at their hyphens.
fn whole_dates(text: &str) -> String {
    let mut out = String::new();
    for (i, word) in text.split(' ').enumerate() {
        if i > 0 {
            out.push(' ');
        }
        let date = word.contains('-') && word.chars().all(|c| c.is_ascii_digit() || c == '-');
        if date {
            let _ = write!(out, "<span class=\"nb\">{}</span>", escape(word));
        } else {
            out.push_str(&escape(word));
        }
    }
    out
}

fn contents(out: &mut String, sections: &[Section<'_>], w: &Words) {
    let _ = write!(out, "<nav class=\"toc\" aria-label=\"{}\"><ol>", w.contents);
    for s in sections {
        let _ = write!(
            out,
            "<li><a href=\"#{}\">{}</a></li>",
            escape(&s.id),
            escape(&s.title)
        );
    }
    out.push_str("</ol></nav>");
}

/// `lines`: complaints of one finding, at most.
fn section(out: &mut String, report: &Report, s: &Section<'_>, lines: usize, w: &'static Words) {
    let id = escape(&s.id);
    let _ = write!(
        out,
        "<section id=\"{id}\" aria-labelledby=\"{id}-h\"><h2 id=\"{id}-h\">{}</h2>",
        escape(&s.title)
    );
    for line in &s.lead {
        let _ = write!(out, "<p class=\"lead\">{}</p>", escape(line));
    }
    for block in &s.blocks {
        match block {
            Block::Summary(keys, sentences) => summary(out, report, keys, sentences, w),
            Block::Chart(c) => out.push_str(&chart::draw(c, w)),
            Block::Table(t) => match t.shown {
                Shown::Everywhere | Shown::Folded | Shown::NotCsv => {
                    table::write(out, t, &s.title, w);
                }
                Shown::Files | Shown::Csv => {}
            },
            Block::Findings(f) => findings::write(out, f, lines, w),
            Block::Lines(Lines {
                title,
                lines,
                printed,
            }) => {
                let more = if *printed { "" } else { print::MORE };
                let title = escape(title);
                let _ = write!(out, "<div class=\"lines{more}\"><h3>{title}</h3><ul>");
                for line in lines {
                    let _ = write!(out, "<li>{}</li>", escape(line));
                }
                out.push_str("</ul></div>");
            }
        }
    }
    print::left_out(out, &s.unprinted(), w);
    out.push_str("</section>");
}

fn summary(out: &mut String, report: &Report, keys: &[Key], sentences: &[String], w: &Words) {
    if !sentences.is_empty() {
        out.push_str("<ol class=\"says\">");
        for s in sentences {
            let _ = write!(out, "<li>{}", emphasised(s));
            if let Some(i) = report.findings.iter().position(|f| &f.sentence == s) {
                let _ = write!(out, " <a class=\"to\" href=\"#f{0}\">#{0}</a>", i + 1);
                quotation(out, &report.findings[i], w);
            }
            out.push_str("</li>");
        }
        out.push_str("</ol>");
    }
    out.push_str("<dl class=\"keys\">");
    for k in keys {
        let _ = write!(
            out,
            "<div><dt>{}</dt><dd><b>{}</b><span>{}</span></dd></div>",
            escape(&k.label),
            escape(&k.value.show(w)),
            escape(&k.hint)
        );
    }
    out.push_str("</dl>");
}

/// Under the line of an issue what one of its complaints says, and which complaints show it.
fn quotation(out: &mut String, f: &Finding, w: &Words) {
    let Some(first) = f.exemplars.first().filter(|_| f.kind == FindingKind::Issue) else {
        return;
    };
    let ids: Vec<&str> = f.exemplars.iter().map(|e| e.id.as_str()).collect();
    let _ = write!(
        out,
        "<p class=\"quote\">{}<span>{}</span></p>",
        escape(&first.text),
        escape(&ids.join(w.list_sep))
    );
}

/// Length of the number that `text` begins with: sign, digits, the other end of a range, and a percent sign that may
/// stand apart.
fn number_len(text: &str) -> usize {
    let sign = text.chars().next().filter(|c| matches!(c, '+' | '−'));
    let sign = sign.map_or(0, char::len_utf8);
    let part = |c: char| c.is_ascii_digit() || matches!(c, '.' | ',' | '–');
    let rest = &text[sign..];
    let digits = rest[..rest.find(|c| !part(c)).unwrap_or(rest.len())]
        .trim_end_matches([',', '.', '–'])
        .len();
    let end = sign + digits;
    end + usize::from(digits > 0 && text[end..].starts_with('%'))
}

/// A sentence with its percentages and signed numbers set strong; the ends of intervals, in brackets, stay plain.
fn emphasised(sentence: &str) -> String {
    let mut out = String::new();
    let mut rest = sentence;
    while let Some(open) = rest.find(['（', '(']) {
        let (before, from) = rest.split_at(open);
        let close = from.find(['）', ')']).unwrap_or(from.len());
        let (inside, after) = from.split_at(close);
        if inside.contains("% 区间") || inside.contains("% interval") {
            estimate(&mut out, before);
            out.push_str(&escape(inside));
        } else {
            strong(&mut out, before);
            strong(&mut out, inside);
        }
        rest = after;
    }
    strong(&mut out, rest);
    out
}

/// The text before an interval: a count that it ends with is what the interval is of.
fn estimate(out: &mut String, text: &str) {
    let end = text.trim_end_matches([' ', '件']);
    let nouns = ["complaints", "requests"];
    let end = nouns.iter().find_map(|noun| end.strip_suffix(noun));
    let end = end.unwrap_or(text).trim_end_matches([' ', '件']).len();
    let (head, unit) = text.split_at(end);
    let start = head
        .trim_end_matches(|c: char| c.is_ascii_digit() || c == ',')
        .len();
    let (head, number) = head.split_at(start);
    if number.is_empty() || head.ends_with(['-', '.']) {
        strong(out, text);
        return;
    }
    strong(out, head);
    let _ = write!(out, "<strong>{number}</strong>{}", escape(unit));
}

/// The date that `text` begins with, `2024-03` or `2024-03-15`, and what follows: no line breaks at its hyphens.
fn date(text: &str) -> Option<(&str, &str)> {
    let end = text.find(|c: char| !c.is_ascii_digit() && c != '-');
    let (date, after) = text.split_at(end.unwrap_or(text.len()));
    let lengths: Vec<usize> = date.split('-').map(str::len).collect();
    matches!(lengths[..], [4, 2] | [4, 2, 2]).then_some((date, after))
}

fn strong(out: &mut String, text: &str) {
    let mut rest = text;
    while let Some(at) = rest.find(|c: char| c.is_ascii_digit() || matches!(c, '+' | '−')) {
        let (before, from) = rest.split_at(at);
        out.push_str(&escape(before));
        if let Some((date, after)) = date(from) {
            let _ = write!(out, "<span class=\"nb\">{date}</span>");
            rest = after;
            continue;
        }
        let first = from.chars().next().map_or(0, char::len_utf8);
        let (number, after) = from.split_at(number_len(from).max(first));
        let telling =
            number.ends_with('%') || (number.starts_with(['+', '−']) && number.len() > first);
        if telling && !number.contains('–') {
            let _ = write!(out, "<strong>{}</strong>", escape(number));
        } else {
            out.push_str(&escape(number));
        }
        rest = after;
    }
    out.push_str(&escape(rest));
}

/// A complaint with its highlights marked.
fn marked(out: &mut String, e: &Exemplar) {
    for (part, hit) in pieces(e) {
        let part = escape(part);
        let _ = if hit {
            write!(out, "<mark>{part}</mark>")
        } else {
            write!(out, "{part}")
        };
    }
}

/// Under a complaint what was done about it.
fn outcome(out: &mut String, e: &Exemplar, w: &Words) {
    if !e.outcome.is_empty() {
        let _ = write!(
            out,
            "<p class=\"outcome\"><b>{}</b>{}</p>",
            escape(&said(w)),
            escape(&e.outcome)
        );
    }
}

fn footer(out: &mut String, report: &Report, w: &'static Words) {
    out.push_str("<footer><dl>");
    for (label, value) in provenance(report, w) {
        let _ = write!(
            out,
            "<div><dt>{}</dt><dd><code>{}</code></dd></div>",
            escape(label),
            escape(&value)
        );
    }
    let _ = write!(out, "</dl><p>{}</p></footer>", w.offline);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_stays_text() {
        assert_eq!(
            escape("<script>alert('x')</script>\u{1b}[31m"),
            "&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;[31m"
        );
    }

    #[test]
    fn percentages_are_strong_dates_are_not() {
        assert_eq!(
            emphasised("2024-10 物流 +86%（412 件），占 71.5%。"),
            "<span class=\"nb\">2024-10</span> 物流 <strong>+86%</strong>（412 件），占 <strong>71.5%</strong>。"
        );
        assert_eq!(
            emphasised("占 14.2%（1,137 件，95% 区间 13.5%–15.0%）"),
            "占 <strong>14.2%</strong>（1,137 件，95% 区间 13.5%–15.0%）"
        );
        assert_eq!(
            emphasised("−2.5%（95% 区间 −16.0% 至 +13.0%），"),
            "<strong>−2.5%</strong>（95% 区间 −16.0% 至 +13.0%），"
        );
        assert_eq!(
            emphasised("2020-01 预计受理 1,295 件（80% 区间 252–340）。"),
            "<span class=\"nb\">2020-01</span> 预计受理 <strong>1,295</strong> 件（80% 区间 252–340）。"
        );
        assert_eq!(
            emphasised("since 2024-04 +95% (+285)"),
            "since <span class=\"nb\">2024-04</span> <strong>+95%</strong> (<strong>+285</strong>)"
        );
        assert_eq!(
            emphasised("July 2025: 308 complaints (80% interval 281–336)."),
            "July 2025: <strong>308</strong> complaints (80% interval 281–336)."
        );
        assert_eq!(emphasised("+"), "+");
        assert_eq!(emphasised("12 − <b>"), "12 − &lt;b&gt;");
    }
}
