//! Findings to be: what they are about, and which complaints that are.

use super::finding::{Finding, FindingKind, Subject};
use super::rows::{Part, Scope};

/// Which complaints the count of a finding is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Counted {
    /// The distinct ones of its part.
    Distinct,
    /// All of its part, copies too.
    All,
    /// All of this period, copies too.
    Period(u32),
}

/// A finding to be.
pub(super) struct Candidate {
    pub(super) finding: Finding,
    /// The complaints it is about, and those they are set against: the rest of the scope.
    pub(super) scope: Scope,
    pub(super) part: Part,
    /// Which complaints its count is of.
    pub(super) counted: Counted,
    /// For the order within its kind: the larger the earlier.
    pub(super) strength: f64,
}

impl Candidate {
    /// A finding of `count` complaints where `expected` were expected.
    pub(super) fn new(
        kind: FindingKind,
        subject: Subject,
        (count, expected): (u64, Option<f64>),
        (scope, part): (Scope, Part),
        strength: f64,
    ) -> Self {
        let counted = match kind {
            FindingKind::Type | FindingKind::Cell => Counted::All,
            _ => Counted::Distinct,
        };
        Self {
            finding: Finding {
                kind,
                subject,
                count,
                expected,
                ..Finding::default()
            },
            scope,
            part,
            counted,
            strength,
        }
    }
}

/// The strongest of one kind, strongest first.
pub(super) fn strongest(mut candidates: Vec<Candidate>, most: usize) -> Vec<Candidate> {
    candidates.sort_by(|a, b| {
        let order = b.strength.total_cmp(&a.strength);
        order.then_with(|| a.finding.subject.cmp(&b.finding.subject))
    });
    candidates.truncate(most.max(1));
    candidates
}
