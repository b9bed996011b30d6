//! Types, values and types at values whose rate differs from what is expected by more than chance.

use super::answers::rate;
use super::judged::Judged;
use crate::aggregate::stats::{benjamini_hochberg, keep_significant};
use crate::aggregate::strata::{Stratum, binomial_p, elsewhere, odds_ratio, two_sided_p};
use crate::aggregate::{NONE, Scope};
use crate::report::RiskCell;
use std::collections::{BTreeMap, BTreeSet};

/// Complaints of what is compared, and of what it is compared with, at least.
const LEAST: u64 = 10;
/// Adjusted p must lie below this, and p without the week that makes most of it.
const ALPHA: f64 = 0.05;
/// Weeks from which on one of them alone makes nothing differ.
const WEEKS: usize = 8;
/// Values and types at values that are listed at most.
const MOST: usize = 30;
/// A lack counts for less than an excess: of two values either says the same, and it is the excess that is named.
const LACK: f64 = 0.64;

/// What was compared.
pub(super) struct Compared {
    pub(super) types: Vec<RiskCell>,
    pub(super) cells: Vec<RiskCell>,
    /// Values, and types at values.
    pub(super) compared: u64,
}

/// A value, or a type at a value.
#[derive(Clone)]
struct Candidate {
    dimension: usize,
    value: u32,
    of_type: Option<u32>,
    /// Its entries.
    entries: Vec<usize>,
    p: f64,
}

/// Distinct complaints with what they are compared by.
struct Space<'a> {
    judged: &'a Judged<'a>,
    of_type: BTreeMap<u32, Stratum>,
    dispersion: f64,
    text_risk: Option<&'a [f64]>,
}

impl Compared {
    /// Of the dimensions at these places.
    pub(super) fn of(
        judged: &Judged<'_>,
        dimensions: &[usize],
        dispersion: f64,
        text_risk: Option<&[f64]>,
    ) -> Self {
        let mut of_type: BTreeMap<u32, Stratum> = BTreeMap::new();
        for (&type_id, &yes) in judged.types.iter().zip(&judged.yes) {
            let stratum = of_type.entry(type_id).or_default();
            stratum.all += 1;
            stratum.marked += u64::from(yes);
        }
        let space = Space {
            judged,
            of_type,
            dispersion,
            text_risk,
        };
        let candidates: Vec<Candidate> = dimensions
            .iter()
            .flat_map(|&d| space.candidates(d))
            .collect();
        let compared = candidates.len();
        Self {
            types: space.types(),
            cells: space.cells(candidates),
            compared: compared as u64,
        }
    }
}

impl Space<'_> {
    /// Every type of enough complaints, the highest rate first.
    fn types(&self) -> Vec<RiskCell> {
        let (all, marked) = self
            .of_type
            .values()
            .fold((0, 0), |(all, marked), s| (all + s.all, marked + s.marked));
        let enough = self
            .of_type
            .iter()
            .filter(|(id, s)| **id != NONE && s.all >= LEAST);
        let mut types: Vec<RiskCell> = enough
            .map(|(&id, s)| {
                let stratum = Stratum {
                    hits: s.marked,
                    drawn: s.all,
                    marked,
                    all,
                };
                let types = &self.judged.types;
                let entries: Vec<usize> = (0..types.len()).filter(|&at| types[at] == id).collect();
                let p = two_sided_p(&[stratum], self.dispersion);
                self.cell(self.scope(Some(id), None), &entries, &[stratum], p)
            })
            .collect();
        let p: Vec<f64> = types.iter().map(|t| t.p_adjusted).collect();
        for (cell, p) in types.iter_mut().zip(benjamini_hochberg(&p, p.len())) {
            cell.p_adjusted = p;
        }
        types.sort_by(|a, b| {
            let rates = b
                .rate
                .rate
                .unwrap_or(0.0)
                .total_cmp(&a.rate.rate.unwrap_or(0.0));
            rates.then_with(|| a.scope.cmp(&b.scope))
        });
        types
    }

    /// What can be compared in a dimension, with the p of chance.
    fn candidates(&self, dimension: usize) -> Vec<Candidate> {
        let mut entries: BTreeMap<(u32, Option<u32>), Vec<usize>> = BTreeMap::new();
        let codes = &self.judged.table.dimensions[dimension].codes;
        for (at, &row) in self.judged.rows.iter().enumerate() {
            let (value, type_id) = (codes[row as usize], self.judged.types[at]);
            if value == NONE {
                continue;
            }
            entries.entry((value, None)).or_default().push(at);
            if type_id != NONE {
                entries.entry((value, Some(type_id))).or_default().push(at);
            }
        }
        let mut candidates: Vec<Candidate> = entries
            .into_iter()
            .map(|((value, of_type), entries)| Candidate {
                dimension,
                value,
                of_type,
                entries,
                p: 1.0,
            })
            .collect();
        candidates.retain_mut(|c| {
            let strata: Vec<Stratum> = self.all_strata(&c.entries);
            let others: u64 = strata.iter().map(|s| s.all - s.drawn).sum();
            c.p = two_sided_p(&strata, self.dispersion);
            c.entries.len() as u64 >= LEAST && others >= LEAST
        });
        candidates
    }

    /// Some entries beside all of their types, where the entries `without` do not count on either side.
    fn strata(&self, entries: &[usize], without: &BTreeSet<usize>) -> Vec<Stratum> {
        let mut strata: BTreeMap<u32, Stratum> = BTreeMap::new();
        for at in entries {
            let type_id = self.judged.types[*at];
            let whole = self.of_type.get(&type_id).copied().unwrap_or_default();
            let stratum = strata.entry(type_id).or_insert(whole);
            if !without.contains(at) {
                stratum.drawn += 1;
                stratum.hits += u64::from(self.judged.yes[*at]);
            }
        }
        for at in without {
            if let Some(stratum) = strata.get_mut(&self.judged.types[*at]) {
                stratum.all -= 1;
                stratum.marked -= u64::from(self.judged.yes[*at]);
            }
        }
        strata.into_values().collect()
    }

    /// Some entries beside all of their types.
    fn all_strata(&self, entries: &[usize]) -> Vec<Stratum> {
        self.strata(entries, &BTreeSet::new())
    }

    /// What differs by more than chance and says something of its own, the largest excess first.
    fn cells(&self, candidates: Vec<Candidate>) -> Vec<RiskCell> {
        let compared = candidates.len();
        let mut found = candidates;
        keep_significant(&mut found, compared, ALPHA, |c| &mut c.p);
        found.retain(|c| self.lasts(c));
        let before = found.clone();
        found.retain(|c| c.of_type.is_some() || !self.rests_on_one(c, &before));
        let before = found.clone();
        found.retain(|c| !self.is_explained(c, &before));
        let mut cells: Vec<RiskCell> = self
            .peeled(found)
            .iter()
            .map(|c| {
                let scope = self.scope(c.of_type, Some((c.dimension, c.value)));
                self.cell(scope, &c.entries, &self.all_strata(&c.entries), c.p)
            })
            .collect();
        cells.sort_by(|a, b| {
            let side = (b.excess() > 0.0).cmp(&(a.excess() > 0.0));
            side.then(b.excess().abs().total_cmp(&a.excess().abs()))
                .then_with(|| a.scope.cmp(&b.scope))
        });
        cells.truncate(MOST);
        cells
    }

    /// It differs without the week that makes most of the difference, too: one event alone is none of the value.
    fn lasts(&self, c: &Candidate) -> bool {
        let mut weeks: BTreeMap<i32, Vec<usize>> = BTreeMap::new();
        for &at in &c.entries {
            if let Some(week) = self.judged.week(at) {
                weeks.entry(week).or_default().push(at);
            }
        }
        let all: BTreeSet<i32> = (0..self.judged.len())
            .filter_map(|at| self.judged.week(at))
            .collect();
        if all.len() < WEEKS {
            return true;
        }
        let strata = self.all_strata(&c.entries);
        let (hits, usual) = (hits(&strata), elsewhere(&strata));
        let rate = usual / c.entries.len() as f64;
        let excess = |entries: &Vec<usize>| {
            let yes = entries.iter().filter(|at| self.judged.yes[**at]).count() as f64;
            (yes - rate * entries.len() as f64) * (hits - usual).signum()
        };
        let most = weeks
            .values()
            .max_by(|a, b| excess(a).total_cmp(&excess(b)));
        let without = most.into_iter().flatten().copied().collect();
        two_sided_p(&self.strata(&c.entries, &without), self.dispersion) < ALPHA
    }

    /// A value that differs only by one of its types, which is named.
    fn rests_on_one(&self, value: &Candidate, found: &[Candidate]) -> bool {
        let of_value = found
            .iter()
            .filter(|c| c.is_of(value) && c.of_type.is_some());
        let excess = |c: &&Candidate| {
            let strata = self.all_strata(&c.entries);
            (hits(&strata) - elsewhere(&strata)).abs()
        };
        let largest = of_value.max_by(|a, b| excess(a).total_cmp(&excess(b)));
        largest.is_some_and(|largest| {
            let of_type = |at: &&usize| Some(self.judged.types[**at]) != largest.of_type;
            let others: Vec<usize> = value.entries.iter().filter(of_type).copied().collect();
            two_sided_p(&self.all_strata(&others), self.dispersion) >= ALPHA
        })
    }

    /// A type at a value whose rate does not clearly differ from what the value, which is named, lets expect by other types.
    fn is_explained(&self, cell: &Candidate, found: &[Candidate]) -> bool {
        let is_value = |c: &&Candidate| c.is_of(cell) && c.of_type.is_none();
        let (Some(value), Some(type_id)) = (found.iter().find(is_value), cell.of_type) else {
            return false;
        };
        let of_type = |at: &&usize| self.judged.types[**at] != type_id;
        let others: Vec<usize> = value.entries.iter().filter(of_type).copied().collect();
        let Some(ratio) = odds_ratio(&self.all_strata(&others)) else {
            return false;
        };
        let strata = self.all_strata(&cell.entries);
        strata.iter().all(|s| {
            let (yes, no) = (s.marked - s.hits, s.all - s.drawn - (s.marked - s.hits));
            let odds = ratio * (yes as f64 + 0.5) / (no as f64 + 0.5);
            binomial_p(s.hits, s.drawn, odds / (1.0 + odds), self.dispersion) >= ALPHA
        })
    }

    /// Leaves out what only lacks (or has) what other values of its column have (or lack): the clearest difference comes first, and each next one is
    /// compared without those before it.
    fn peeled(&self, mut found: Vec<Candidate>) -> Vec<Candidate> {
        let rank = |c: &Candidate| {
            let strata = self.all_strata(&c.entries);
            let weight = if hits(&strata) < elsewhere(&strata) {
                LACK
            } else {
                1.0
            };
            c.p.max(f64::MIN_POSITIVE).ln() * weight
        };
        found.sort_by_cached_key(|c| (ordered(rank(c)), c.dimension, c.value, c.of_type));
        let mut kept: Vec<Candidate> = Vec::new();
        for c in found {
            let others = kept
                .iter()
                .filter(|k| k.dimension == c.dimension && k.value != c.value);
            let without: BTreeSet<usize> = others.flat_map(|k| k.entries.iter().copied()).collect();
            let p = two_sided_p(&self.strata(&c.entries, &without), self.dispersion);
            if without.is_empty() || p < ALPHA {
                kept.push(c);
            }
        }
        kept
    }

    fn scope(&self, type_id: Option<u32>, value: Option<(usize, u32)>) -> Scope {
        let name = |column: &crate::aggregate::Column, code: u32| {
            let name = column.values.get(code as usize);
            name.cloned().unwrap_or_default()
        };
        let table = self.judged.table;
        Scope {
            name: type_id.map(|id| name(&table.types, id)),
            values: value
                .map(|(at, code)| {
                    let column = &table.dimensions[at];
                    (column.name.clone(), name(column, code))
                })
                .into_iter()
                .collect(),
        }
    }

    fn cell(&self, scope: Scope, entries: &[usize], strata: &[Stratum], p: f64) -> RiskCell {
        let (yes, no) = self.judged.both(entries.iter().copied());
        let mean =
            |risk: &[f64]| entries.iter().map(|&at| risk[at]).sum::<f64>() / entries.len() as f64;
        RiskCell {
            scope,
            rate: rate(yes, yes + no, self.dispersion),
            rate_elsewhere: elsewhere(strata) / entries.len().max(1) as f64,
            p_adjusted: p,
            text_risk: self.text_risk.map(mean),
        }
    }
}

impl Candidate {
    /// Of the same value.
    fn is_of(&self, other: &Self) -> bool {
        (self.dimension, self.value) == (other.dimension, other.value)
    }
}

/// A number below 0 as one that has an order.
fn ordered(x: f64) -> std::cmp::Reverse<u64> {
    std::cmp::Reverse((-x).to_bits())
}

fn hits(strata: &[Stratum]) -> f64 {
    strata.iter().map(|s| s.hits as f64).sum()
}
