//! The complaints behind a finding: a folded list, which the script pages and filters.

use super::super::Report;
use super::super::escape::escape;
use super::super::number::count;
use super::super::wording::{Words, fill};
use super::{marked, outcome};
use crate::causes::{Evidence, Finding};
use std::fmt::Write;

/// Bytes that the lists of a page may take, all together: with the largest figures it then stays below 3 MB.
const BYTES: usize = 1_500_000;

/// Lines of one finding that a page holds, at most: as many as all findings can have.
pub(super) fn most(report: &Report, w: &Words) -> usize {
    let lists = report.findings.iter().map(|f| &f.evidence);
    let size = |e: &Evidence| {
        let mut out = String::new();
        line(&mut out, e, w);
        out.len()
    };
    let sizes: Vec<Vec<usize>> = lists.map(|list| list.iter().map(size).collect()).collect();
    let longest = sizes.iter().map(Vec::len).max().unwrap_or(0);
    let (mut most, mut bytes) = (0, 0);
    while most < longest && bytes <= BYTES {
        bytes += sizes.iter().filter_map(|s| s.get(most)).sum::<usize>();
        most += usize::from(bytes <= BYTES);
    }
    most
}

/// The first `most` complaints of finding `number`.
pub(super) fn write(out: &mut String, number: usize, f: &Finding, most: usize, w: &Words) {
    let shown = f.evidence.get(..most).unwrap_or(&f.evidence);
    if shown.is_empty() {
        return;
    }
    let each = |e: &Evidence| if f.counts_copies() { e.copies } else { 1 };
    let listed: u64 = shown.iter().map(each).sum();
    let title = match listed == f.count {
        true => fill(w.evidence_all, &[&count(f.count)]),
        false => fill(w.evidence_some, &[&count(f.count), &count(listed)]),
    };
    let title = escape(&title);
    let _ = write!(
        out,
        "<details class=\"evidence\" id=\"e{number}\"><summary>{title}</summary><ol>"
    );
    for e in shown {
        line(out, e, w);
    }
    out.push_str("</ol></details>");
}

fn line(out: &mut String, e: &Evidence, w: &Words) {
    out.push_str("<li><p>");
    marked(out, &e.complaint);
    let _ = write!(out, "</p><cite>{}", escape(&e.complaint.id));
    if let Some(day) = e.day {
        let _ = write!(out, " · {day}");
    }
    if e.copies > 1 {
        let _ = write!(out, " · <b title=\"{}\">×{}</b>", w.copies, count(e.copies));
    }
    out.push_str("</cite>");
    outcome(out, &e.complaint, w);
    out.push_str("</li>");
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::causes::Exemplar;
    use crate::report::fixture::fixture;
    use crate::report::{Lang, ReportFormat, render};

    fn lines(n: usize, copies: u64) -> Vec<Evidence> {
        let line = |i| Evidence {
            complaint: Exemplar {
                id: format!("GD2024{i:06}"),
                text: format!("<i>{}", "投诉".repeat(80)),
                highlights: vec![(3, 9)],
                ..Exemplar::default()
            },
            copies,
            ..Evidence::default()
        };
        (0..n).map(line).collect()
    }

    #[test]
    fn a_page_with_the_most_evidence_stays_small() {
        let mut report = fixture(60, 36, 4);
        let finding = report.findings[0].clone();
        let full = |_| Finding {
            evidence: lines(200, 1),
            ..finding.clone()
        };
        report.findings = (0..120).map(full).collect();
        let page = render(&report, ReportFormat::Html).unwrap();
        assert!(page.len() < 3_000_000, "{}", page.len());
        let most = most(&report, Words::of(Lang::Zh));
        let page = String::from_utf8(page).unwrap();
        assert!((10..100).contains(&most), "{most}");
        assert!(page.contains("<li><p>&lt;i&gt;<mark>投诉</mark>") && !page.contains("<i>投"));
        assert_eq!(page.matches("GD2024000000</cite>").count(), 120);
        let last = format!("GD2024{most:06}</cite>");
        assert!(!page.contains(&last) && page.contains(&format!("GD2024{:06}</cite>", most - 1)));
    }

    #[test]
    fn the_title_says_how_many_are_listed() {
        let of = |count, distinct, n, copies| {
            let finding = Finding {
                count,
                distinct,
                evidence: lines(n, copies),
                ..Finding::default()
            };
            let mut out = String::new();
            write(&mut out, 7, &finding, 2, Words::of(Lang::En));
            out
        };
        let all = of(60, 1, 1, 60);
        assert!(
            all.contains("All 60 complaints") && all.contains("×60"),
            "{all}"
        );
        assert!(of(2, 2, 2, 5).contains("All 2 complaints"));
        let some = of(9, 9, 3, 1);
        assert!(some.contains("9 complaints, 2 of them listed"), "{some}");
        assert_eq!(of(3, 3, 0, 1), "");
    }
}
