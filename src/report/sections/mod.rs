//! A template is a list of sections; each is made from the report alone and leaves itself out where it has nothing to say.

mod actions;
mod cases;
mod causes;
mod compare;
mod dimensions;
mod events;
mod forecast;
mod ledger;
mod mentions;
mod monthly;
mod overview;
mod rates;
mod requests;
mod risk;
mod service;
mod shares;
mod themes;
mod time;
mod types;
mod units;
mod warnings;

pub(super) use causes::{EVIDENCE, FINDINGS, kind_name, slice_name, subject};
pub(super) use ledger::provenance;

use super::document::Section;
use super::wording::Words;
use super::{Report, Template};

/// Makes sections from a report.
type Make = for<'a> fn(&'a Report, &'static Words) -> Vec<Section<'a>>;

/// The standard report, in reading order.
pub(super) const STANDARD: &[Make] = &[
    overview::make,
    warnings::make,
    compare::make,
    types::make,
    events::make,
    time::make,
    causes::make,
    actions::make,
    dimensions::make,
    rates::make,
    service::make,
    risk::make,
    ledger::make,
];

/// The sections of a template, in reading order.
pub(super) fn of(template: Template) -> &'static [Make] {
    match template {
        Template::Standard => STANDARD,
        Template::Monthly12345 => monthly::MONTHLY,
    }
}

/// Walks a template.
pub(super) fn document<'a>(
    report: &'a Report,
    words: &'static Words,
    template: &[Make],
) -> Vec<Section<'a>> {
    let made = template.iter().flat_map(|make| make(report, words));
    let mut sections: Vec<Section<'_>> = made.collect();
    requests::rename(&mut sections, report);
    sections
}

/// A name as part of an anchor or a file name: what file systems and fragments refuse becomes `_`.
fn slug(name: &str) -> String {
    let slug: String = name
        .chars()
        .map(|c| {
            if c.is_alphanumeric() || c == '-' {
                c
            } else {
                '_'
            }
        })
        .take(60)
        .collect();
    if slug.is_empty() {
        "_".to_owned()
    } else {
        slug
    }
}
