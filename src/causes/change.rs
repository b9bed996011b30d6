//! What changed between two spans of time: types that came more or less often, and the cells that carry it.

use super::draft::{Draft, Look, Part, Pick, Whole};
use super::finding::{Finding, Subject};
use super::scan::{self, Margins};
use crate::aggregate::{Compared, Difference, stats};

/// Half-width of a 95 % interval in standard errors.
const Z95: f64 = 1.96;

impl Look<'_> {
    /// Types whose daily count changed (two Poisson counts, adjusted over all types), or in which a cell rose in the second span.
    /// [`super::draft::Rows::of_spans`] must have made the rows of this look.
    pub(super) fn changes(&self, compared: &Compared) -> Vec<Draft> {
        let table = self.table();
        let placed = self.rows.placed(table);
        let margins = Margins::of(&placed);
        let mut risen = scan::scan(table, &placed, &margins, &self.params.scan);
        risen.retain(|r| r.period == 1);
        let p: Vec<f64> = compared.types.iter().map(p_of).collect();
        let adjusted = stats::benjamini_hochberg(&p, p.len());
        let longer = f64::from(compared.after.days) / f64::from(compared.before.days.max(1));
        let mut drafts = Vec::new();
        for (d, p) in compared.types.iter().zip(adjusted) {
            let Some(kind) = self.code_of(&d.name) else {
                continue;
            };
            let expected = d.before as f64 * longer;
            let rose = d.after as f64 >= expected;
            let cells = risen.iter().filter(|r| r.kind == kind && rose);
            let slices: Vec<_> = cells
                .map(|r| r.slice(table, expected, d.after))
                .filter(|s| s.carries >= self.params.scan.min_carried)
                .collect();
            if p >= self.params.scan.alpha && slices.is_empty() {
                continue;
            }
            let (before, after) = (&compared.before, &compared.after);
            let side = if rose { after } else { before };
            let ratio = (d.after as f64 + 0.5) / (expected + 0.5);
            drafts.push(Draft {
                finding: Finding {
                    kind: "compare".into(),
                    subject: Subject {
                        name: Some(d.name.clone()),
                        period: Some(format!("{}..{}", after.start, after.end)),
                        ..Subject::default()
                    },
                    count: d.after,
                    expected: Some(expected),
                    slices,
                    ..Finding::default()
                },
                pick: Pick {
                    whole: Whole {
                        kind: Some(kind),
                        placed: true,
                        ..Whole::default()
                    },
                    part: Part::Period(u32::from(rose)),
                },
                days: Some((side.start.clone(), side.end.clone())),
                strength: (d.after as f64 - expected).abs() * ratio.ln().abs(),
            });
        }
        drafts
    }
}

/// Two-sided p of no change, from the interval of the daily counts on the scale of logarithms; 1 where a span is empty.
fn p_of(d: &Difference) -> f64 {
    let Some(((low, high), middle)) = d.low.zip(d.high).zip(d.relative) else {
        return 1.0;
    };
    let width = (1.0 + high).ln() - (1.0 + low).ln();
    let z = (1.0 + middle).ln().abs() / (width / (2.0 * Z95));
    if z.is_finite() {
        2.0 * stats::normal_upper(z)
    } else {
        1.0
    }
}
