//! What there may be a finding about: marked periods, lasting shifts, holidays, cells that stand out, types.

use super::candidate::{Candidate, Counted};
use super::cell::CellKey;
use super::context::Context;
use super::finding::{FindingKind, Subject};
use super::rise::{ALPHA, Margins, Rise, carriers};
use super::rows::{Part, Scope};
use super::scan::scan;
use super::{holiday, shift};
use crate::aggregate::stats::log_likelihood_ratio;
use crate::aggregate::{DimensionFigures, FOLDED, Mark, NONE, date};
use chrono::NaiveDate;
use std::collections::{BTreeMap, BTreeSet};

/// What moved in time, by kind, in the order in which it is shown.
pub(super) fn moved(context: &Context<'_>) -> [Vec<Candidate>; 3] {
    let rows = context.rows.in_periods(context.table());
    let margins = Margins::of(&rows);
    let mut risen = scan(context.table(), &rows, &margins);
    risen.retain(|r| context.is_news(r.period));
    let used: BTreeSet<u32> = margins.of_period.keys().map(|k| k.1).collect();
    [
        rises(context, &used, &risen),
        shifts(context, &margins),
        holidays(context),
    ]
}

/// Types and periods that are marked as above their band with an adjusted p below .05, and cells that rose in other types and periods.
fn rises(context: &Context<'_>, used: &BTreeSet<u32>, risen: &[Rise]) -> Vec<Candidate> {
    let above = |m: &&Mark| m.count as f64 > m.high && m.p_adjusted.is_some_and(|p| p < ALPHA);
    let mut marked: BTreeMap<(u32, Option<u32>), (u64, f64)> = BTreeMap::new();
    let periods = (0..).zip(&context.complaints.figures.periods);
    for (at, period) in periods.filter(|(at, _)| context.is_news(*at)) {
        let typed = period.marks.iter().filter(above).any(|m| m.name.is_some());
        // What one type explains is not said again of all complaints.
        let told = |m: &&Mark| m.name.is_some() || !typed;
        for mark in period.marks.iter().filter(above).filter(told) {
            let type_id = mark.name.as_deref().and_then(|n| context.type_id(n));
            marked.insert((at, type_id), (mark.count, mark.expected));
        }
    }
    let of_cells: Vec<Candidate> = lasting_ones_once(risen)
        .into_iter()
        .filter(|r| !marked.contains_key(&(r.period, Some(r.type_id))))
        .filter_map(|r| rise_of_cell(context, used, r))
        .collect();
    let marked = marked.into_iter();
    marked
        .filter_map(|(of, figures)| rise(context, of, figures, risen))
        .chain(of_cells)
        .collect()
}

/// A type that is above its band.
fn rise(
    context: &Context<'_>,
    (at, type_id): (u32, Option<u32>),
    (count, expected): (u64, f64),
    risen: &[Rise],
) -> Option<Candidate> {
    let period = context.period(at)?;
    let here = || {
        let of = |r: &&Rise| r.period == at && Some(r.type_id) == type_id;
        risen.iter().filter(of)
    };
    let of_slices = here().map(|r| r.strength).fold(0.0, f64::max);
    let name = type_id.and_then(|t| context.type_name(t));
    let mut candidate = Candidate::new(
        FindingKind::Rise,
        Subject::in_period(name, period),
        (count, Some(expected)),
        (Scope::in_periods(type_id), Part::Period(at)),
        surprise(count, expected).max(of_slices),
    );
    candidate.counted = Counted::All;
    candidate.finding.slices = carriers(here(), context.table(), (expected, count));
    candidate.finding.days = Some((period.start, Some(period.end)));
    Some(candidate)
}

/// A cell that rose although its type as a whole did not.
fn rise_of_cell(context: &Context<'_>, used: &BTreeSet<u32>, r: &Rise) -> Option<Candidate> {
    let period = context.period(r.period)?;
    let usual = usual(context, used, r.type_id, r.period);
    let mut slice = r.slice(
        context.table(),
        usual,
        count_of(context, r.type_id, r.period),
    );
    slice.carries = 1.0;
    let scope = Scope {
        cell: r.cell.clone(),
        ..Scope::in_periods(Some(r.type_id))
    };
    let mut candidate = Candidate::new(
        FindingKind::Rise,
        Subject {
            slice: slice.cell.clone(),
            ..Subject::in_period(context.type_name(r.type_id), period)
        },
        (r.count, Some(usual * r.share_before)),
        (scope, Part::Period(r.period)),
        r.strength,
    );
    candidate.finding.slices = vec![slice];
    candidate.finding.days = Some((period.start, Some(period.end)));
    Some(candidate)
}

fn count_of(context: &Context<'_>, type_id: u32, period: u32) -> u64 {
    let types = &context.complaints.figures.types;
    let name = context.type_name(type_id);
    let at = types.iter().position(|t| Some(&t.name) == name.as_ref());
    at.and_then(|t| context.period(period)?.types.get(t).copied())
        .unwrap_or(0)
}

/// The type's daily mean in all other periods with complaints × the days of this one.
fn usual(context: &Context<'_>, used: &BTreeSet<u32>, type_id: u32, period: u32) -> f64 {
    let others = || used.iter().copied().filter(|&p| p != period);
    let days = |p| context.period(p).map_or(0, |p| u64::from(p.days));
    let all_days: u64 = others().map(days).sum();
    let count: u64 = others().map(|p| count_of(context, type_id, p)).sum();
    if all_days == 0 {
        0.0
    } else {
        count as f64 / all_days as f64 * days(period) as f64
    }
}

fn shifts(context: &Context<'_>, margins: &Margins) -> Vec<Candidate> {
    let mut found = shift::shifts(margins);
    found.retain(|s| context.is_news(s.from));
    let candidate = |s: shift::Shift| {
        let period = context.period(s.from)?;
        let mut candidate = Candidate::new(
            FindingKind::Shift,
            Subject::in_period(context.type_name(s.type_id), period),
            (s.count, Some(s.expected)),
            (Scope::in_periods(Some(s.type_id)), Part::Since(s.from)),
            -s.p_adjusted.max(f64::MIN_POSITIVE).ln(),
        );
        candidate.finding.days = Some((period.start, None));
        Some(candidate)
    };
    found.into_iter().filter_map(candidate).collect()
}

fn holidays(context: &Context<'_>) -> Vec<Candidate> {
    let found = holiday::rises(context.table(), context.days());
    let candidate = |h: holiday::HolidayRise| {
        let days = last_run(&h.days);
        let scope = Scope {
            type_id: Some(h.type_id),
            ..Scope::default()
        };
        let mut candidate = Candidate::new(
            FindingKind::Holiday,
            Subject {
                holiday: Some(h.name),
                ..Subject::of_type(context.type_name(h.type_id))
            },
            (h.count, Some(h.expected)),
            (scope, Part::Days(h.days)),
            -h.p_adjusted.max(f64::MIN_POSITIVE).ln(),
        );
        candidate.finding.days = days;
        candidate
    };
    found.into_iter().map(candidate).collect()
}

/// Names the holiday in the rise of a type that rises in that holiday.
pub(super) fn name_holidays(context: &Context<'_>, candidates: &mut [Candidate]) {
    let periods = &context.complaints.figures.periods;
    let of = |kind: FindingKind| move |s: &&Candidate| s.finding.kind == kind;
    let holidays = candidates.iter().filter(of(FindingKind::Holiday));
    let known: Vec<Subject> = holidays.map(|c| c.finding.subject.clone()).collect();
    for candidate in candidates {
        let (kind, subject) = (candidate.finding.kind, &mut candidate.finding.subject);
        let period = periods
            .iter()
            .find(|p| Some(&p.period) == subject.period.as_ref());
        let Some(period) = period.filter(|_| kind == FindingKind::Rise) else {
            continue;
        };
        let of_type = known.iter().filter(|k| k.name == subject.name);
        let mut holidays = of_type.filter_map(|k| k.holiday.clone());
        subject.holiday = holidays.find(|h| period.holidays.contains(h));
    }
}

/// Cells of the dimensions that stand out.
pub(super) fn cells(context: &Context<'_>) -> Vec<Candidate> {
    let dimensions = context.complaints.figures.by.iter();
    dimensions
        .flat_map(|(name, dimension)| cells_of(context, name, dimension))
        .collect()
}

fn cells_of(context: &Context<'_>, name: &str, dimension: &DimensionFigures) -> Vec<Candidate> {
    let columns = &context.table().dimensions;
    let Some(at) = columns.iter().position(|c| c.name == name && !c.made) else {
        return Vec::new();
    };
    let mut candidates = Vec::new();
    for value in dimension.values.iter().filter(|v| v.value != FOLDED) {
        let typed: u64 = value.types.iter().map(|c| c.count).sum();
        let code = columns[at].values.iter().position(|v| *v == value.value);
        let code = code.and_then(|c| u32::try_from(c).ok()).unwrap_or(NONE);
        for cell in value.types.iter().filter(|c| c.stands_out) {
            let elsewhere = cell.share_within.zip(cell.lift);
            let expected = elsewhere.map_or(0.0, |(share, lift)| share / lift) * typed as f64;
            let scope = Scope {
                type_id: context.type_id(&cell.name),
                ..Scope::default()
            };
            candidates.push(Candidate::new(
                FindingKind::Cell,
                Subject {
                    slice: vec![(name.to_owned(), value.value.clone())],
                    ..Subject::of_type(Some(cell.name.clone()))
                },
                (cell.count, Some(expected)),
                (scope, Part::Cell(at, code)),
                surprise(cell.count, expected),
            ));
        }
    }
    candidates
}

/// Every type.
pub(super) fn types(context: &Context<'_>) -> Vec<Candidate> {
    let types = context.complaints.figures.types.iter();
    let candidate = |t: &crate::aggregate::TypeFigures| {
        let part = Part::Type(context.type_id(&t.name).unwrap_or(NONE));
        Candidate::new(
            FindingKind::Type,
            Subject::of_type(Some(t.name.clone())),
            (t.share.count, None),
            (Scope::default(), part),
            t.share.count as f64,
        )
    };
    types.map(candidate).collect()
}

/// Log-likelihood ratio of a Poisson count against what was expected, taken to be half a complaint at least.
fn surprise(count: u64, expected: f64) -> f64 {
    log_likelihood_ratio(count, expected.max(0.5))
}

/// A cell that rises in more than two periods is new rather than risen: it is named once, where it is strongest.
fn lasting_ones_once(risen: &[Rise]) -> Vec<&Rise> {
    let mut by_cell: BTreeMap<(u32, &CellKey), Vec<&Rise>> = BTreeMap::new();
    for r in risen {
        by_cell.entry((r.type_id, &r.cell)).or_default().push(r);
    }
    by_cell
        .into_values()
        .flat_map(|mut found| {
            if found.len() > 2 {
                found.sort_by(|a, b| {
                    let order = b.strength.total_cmp(&a.strength);
                    order.then(a.period.cmp(&b.period))
                });
                found.truncate(1);
            }
            found
        })
        .collect()
}

/// First and last day of the latest unbroken run of days.
fn last_run(days: &BTreeSet<i32>) -> Option<(NaiveDate, Option<NaiveDate>)> {
    let last = *days.last()?;
    let mut first = last;
    while days.contains(&(first - 1)) {
        first -= 1;
    }
    Some((date(first)?, Some(date(last)?)))
}
