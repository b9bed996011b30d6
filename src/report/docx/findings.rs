//! Findings: the sentence, its words, where it comes from, what people wrote.

use super::super::document::Findings;
use super::super::number::{count, decimal, percent};
use super::super::sections::{kind_name, slice_name, subject};
use super::super::wording::{Words, print};
use super::super::{pieces, said};
use super::body::Body;
use super::xml::{BOLD, CODE, PLAIN, SOFT, paragraph, run};
use crate::causes::{Exemplar, Finding, written};

/// Words, and complaints, of a finding that are printed.
const WORDS: usize = 5;
const QUOTED: usize = 2;

pub(super) fn write(body: &mut Body<'_>, findings: &Findings<'_>) {
    let all = findings.list.len();
    let most = if body.full { all } else { findings.printed };
    if most == 0 {
        return;
    }
    body.part(&findings.title);
    for (number, finding) in findings.list.iter().take(most) {
        one(body, *number, finding);
    }
    if all > most {
        let cut = print::cut_findings(most, all, body.w.lang);
        body.say("Note", &run(&cut, PLAIN));
    }
}

fn one(body: &mut Body<'_>, number: usize, f: &Finding) {
    let (w, full) = (body.w, body.full);
    let named = format!("{number}. {}", subject(f, w));
    let mut figures = format!(
        "　{} · {} {}",
        kind_name(f.kind, w),
        w.count,
        count(f.count)
    );
    if let Some(expected) = f.expected {
        figures += &format!(" · {} {}", w.expected, decimal(expected));
    }
    body.say(
        "Finding",
        &format!("{}{}", run(&named, BOLD), run(&figures, SOFT)),
    );
    if !f.sentence.is_empty() {
        body.say("BodyText", &run(&f.sentence, PLAIN));
    }
    let most = if full { f.words.len() } else { WORDS };
    if !f.words.is_empty() {
        let label = format!("{}{}{}", w.distinctive, w.word_key, w.sep);
        labelled(body, &label, &words(f, most, w));
    }
    if !f.slices.is_empty() {
        labelled(body, &format!("{}{}", w.where_from, w.sep), &slices(f, w));
    }
    let most = if full { f.exemplars.len() } else { QUOTED };
    for e in f.exemplars.iter().take(most) {
        let id = run(&format!("　{}", e.id), SOFT);
        let done = outcome(e, body.w);
        body.say("Quote", &format!("{}{id}{done}", marked(e)));
    }
    if full {
        evidence(body, f);
    }
}

fn labelled(body: &mut Body<'_>, label: &str, text: &str) {
    let runs = format!("{}{}", run(label, BOLD), run(text, PLAIN));
    body.say("Detail", &runs);
}

fn words(f: &Finding, most: usize, w: &Words) -> String {
    let words = f.words.iter().take(most).map(|x| {
        let shares = format!("{} / {}", percent(x.share), percent(x.share_elsewhere));
        let word = written(&x.word, &f.exemplars);
        format!("{word} ({}; {shares})", count(x.count))
    });
    words.collect::<Vec<_>>().join(w.list_sep)
}

fn slices(f: &Finding, w: &Words) -> String {
    let slices = f.slices.iter().map(|s| {
        let counts = format!("{} → {}", decimal(s.before), count(s.after));
        let carries = format!("{} {}", w.carries, percent(s.carries));
        format!("{} ({counts}, {carries})", slice_name(&s.cell, w))
    });
    slices.collect::<Vec<_>>().join(w.list_sep)
}

/// A complaint with its highlights set strong.
fn marked(e: &Exemplar) -> String {
    let runs = pieces(e).into_iter();
    runs.map(|(part, hit)| run(part, if hit { BOLD } else { PLAIN }))
        .collect()
}

/// What was done about a complaint, where a column says so.
fn outcome(e: &Exemplar, w: &Words) -> String {
    match e.outcome.is_empty() {
        true => String::new(),
        false => run(&format!("　{}{}", said(w), e.outcome), PLAIN),
    }
}

/// The command that lists the complaints of a finding, and those that are at hand.
fn evidence(body: &mut Body<'_>, f: &Finding) {
    if !f.search.is_empty() {
        let label = format!("{}{}", body.w.see_complaints, body.w.sep);
        let runs = format!("{}{}", run(&label, BOLD), run(&f.search, CODE));
        body.say("Detail", &runs);
    }
    for e in &f.evidence {
        let mut from = vec![e.complaint.id.clone()];
        from.extend(e.day.map(|d| d.to_string()));
        from.extend((e.copies > 1).then(|| format!("×{}", count(e.copies))));
        let runs = format!(
            "{}{}{}",
            run(&format!("{}　", from.join(" · ")), SOFT),
            marked(&e.complaint),
            outcome(&e.complaint, body.w)
        );
        body.out.push_str(&paragraph("Note", "", &runs));
    }
}
