//! The complaints that a finding counts: the ids of all of them, and some of them to read.

use super::candidate::{Candidate, Counted};
use super::context::{Complaints, Context};
use super::finding::{Evidence, Exemplar, Finding, FindingKind};
use super::rows::Part;
use crate::aggregate::{Table, date};
use rustc_hash::{FxHashMap, FxHashSet};

/// Ids kept of one finding; those of more complaints are left to a query.
const MOST_IDS: usize = 10_000;

/// The complaints that a finding counts.
pub(super) struct Members {
    /// Distinct complaints, ascending.
    firsts: Vec<u32>,
    /// The other rows of the same part, ascending: copies, and rows without a type.
    beside: Vec<u32>,
    /// Whether the other rows are counted.
    all: bool,
}

/// A line of evidence to be: how many words it holds, its row, and the first row of its group.
type Line = (usize, u32, u32);

impl Members {
    /// Of a candidate whose distinct complaints are `rows`.
    pub(super) fn of(context: &Context<'_>, candidate: &Candidate, rows: Vec<u32>) -> Self {
        let (table, scope) = (context.table(), &candidate.scope);
        let other = match candidate.counted {
            Counted::Period(period) => Some(Part::Period(period)),
            Counted::Distinct | Counted::All => None,
        };
        let part = other.as_ref().unwrap_or(&candidate.part);
        Self {
            firsts: match &other {
                Some(part) => context.part(scope, part),
                None => rows,
            },
            beside: context.rows.beside(table, scope, part).collect(),
            all: candidate.counted != Counted::Distinct,
        }
    }

    /// Distinct complaints among them.
    pub(super) fn distinct(&self, table: &Table) -> u64 {
        let beside = self.beside.iter().filter(|_| self.all);
        let firsts = beside.filter(|&&row| table.is_first(row as usize));
        (self.firsts.len() + firsts.count()) as u64
    }

    /// Puts them into their finding; `held` are the complaints that hold each of its words, ascending.
    pub(super) fn attach(&self, context: &Context<'_>, finding: &mut Finding, held: &[&[u32]]) {
        let beside = self.beside.iter().filter(|_| self.all);
        let mut rows: Vec<u32> = self.firsts.iter().chain(beside).copied().collect();
        rows.sort_unstable();
        let listed = finding.kind != FindingKind::Type && rows.len() <= MOST_IDS;
        // ids that do not add up to the count would be worse than none
        if listed && rows.len() as u64 == finding.count {
            let id = |&row: &u32| context.complaints.source.id(row as usize);
            finding.members = rows.iter().map(id).collect();
        }
        let lines = self.lines(context, held);
        let names: Vec<&str> = finding.words.iter().map(|w| w.word.as_str()).collect();
        let evidence = |(row, copies)| evidence(context.complaints, row, &names, copies);
        finding.evidence = lines.into_iter().map(evidence).collect();
    }

    /// The rows to read, those that hold the most words first, each with the copies it stands for.
    fn lines(&self, context: &Context<'_>, held: &[&[u32]]) -> Vec<(u32, u64)> {
        let most = context.params.evidence;
        if most == 0 {
            return Vec::new();
        }
        let table = context.table();
        let mut lines: Vec<Line> = self.firsts.iter().map(|&row| (0, row, row)).collect();
        let mut groups: FxHashSet<u32> = FxHashSet::default();
        for &row in self.beside.iter().filter(|_| self.all) {
            let first = table.first_of(row);
            if self.firsts.binary_search(&first).is_err() && groups.insert(first) {
                lines.push((0, row, first));
            }
        }
        for rows in held {
            let mut rows = rows.iter().peekable();
            for line in &mut lines[..self.firsts.len()] {
                while rows.next_if(|&&row| row < line.1).is_some() {}
                line.0 += usize::from(rows.peek() == Some(&&line.1));
            }
        }
        lines.sort_unstable_by_key(|&(words, row, _)| (std::cmp::Reverse(words), row));
        lines.truncate(most);
        let mut copies: FxHashMap<u32, u64> = FxHashMap::default();
        for &(_, row, first) in &lines {
            copies.insert(
                first,
                u64::from(row == first && table.is_first(row as usize)),
            );
        }
        for &row in &self.beside {
            if let Some(n) = copies.get_mut(&table.first_of(row)) {
                *n += 1;
            }
        }
        let with_copies = |(_, row, first): Line| (row, copies.get(&first).copied().unwrap_or(1));
        lines.into_iter().map(with_copies).collect()
    }
}

/// A row to read, its `words` marked.
pub(super) fn evidence(
    complaints: &Complaints<'_>,
    row: u32,
    words: &[&str],
    copies: u64,
) -> Evidence {
    let (table, row) = (complaints.table, row as usize);
    Evidence {
        complaint: Exemplar::of(complaints.source, row, words),
        day: table.day(row).and_then(date),
        name: table.types.value(row).map(str::to_owned),
        copies,
    }
}
