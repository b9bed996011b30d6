//! What changed between two spans of time: types that came more or less often, and the cells that carry it.

use super::candidate::{Candidate, Counted};
use super::context::Context;
use super::finding::{FindingKind, Subject};
use super::rise::{ALPHA, Margins, carriers};
use super::rows::{Part, Scope};
use super::scan::scan;
use crate::aggregate::{Compared, stats};

/// Types that changed otherwise than the rest (adjusted over all types), or in which a cell rose in the second span.
/// The rows of `context` must be those of the two spans.
pub(super) fn changes(context: &Context<'_>, compared: &Compared) -> Vec<Candidate> {
    let table = context.table();
    let rows = context.rows.in_periods(table);
    let mut risen = scan(table, &rows, &Margins::of(&rows));
    risen.retain(|r| r.period == 1);
    let p: Vec<f64> = compared.types.iter().map(|d| d.p.unwrap_or(1.0)).collect();
    let adjusted = stats::benjamini_hochberg(&p, p.len());
    let (before, after) = (&compared.before, &compared.after);
    let longer = match before.ordinary_days > 0.0 {
        true => after.ordinary_days / before.ordinary_days,
        false => 1.0,
    };
    let mut candidates = Vec::new();
    for (d, p) in compared.types.iter().zip(adjusted) {
        let Some(type_id) = context.type_id(&d.name) else {
            continue;
        };
        // a type has ordinary days of its own
        let of_type = d.relative.filter(|_| d.after > 0);
        let expected = of_type.map_or(d.before as f64 * longer, |r| d.after as f64 / (1.0 + r));
        let rose = d.after as f64 >= expected;
        let cells = risen.iter().filter(|r| r.type_id == type_id && rose);
        let slices = carriers(cells, table, (expected, d.after));
        if p >= ALPHA && slices.is_empty() {
            continue;
        }
        let ratio = (d.after as f64 + 0.5) / (expected + 0.5);
        let mut candidate = Candidate::new(
            FindingKind::Compare,
            Subject {
                period: Some(format!("{}..{}", after.start, after.end)),
                ..Subject::of_type(Some(d.name.clone()))
            },
            (d.after, Some(expected)),
            (
                Scope::in_periods(Some(type_id)),
                Part::Period(u32::from(rose)),
            ),
            (d.after as f64 - expected).abs() * ratio.ln().abs(),
        );
        candidate.counted = Counted::Period(1);
        candidate.finding.slices = slices;
        candidate.finding.days = Some((after.start, Some(after.end)));
        candidates.push(candidate);
    }
    candidates
}
