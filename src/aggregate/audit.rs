//! Rows drawn for a person to label, and the weights of those the person has labelled.

use super::figures::Figures;
use super::ppi::{Audited, prediction_powered};
use crate::types::SplitMix;
use crate::{Error, Result};
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;

/// Rows drawn of every type at least, where there are so many.
const LEAST: usize = 5;
/// Seed of the draw.
const SEED: u64 = 2027;

/// Draws rows at random, stratified by type, in one pass: of every type those with the least random numbers are kept.
#[derive(Debug)]
pub struct AuditSample<T> {
    wanted: usize,
    draws: SplitMix,
    strata: BTreeMap<u32, Stratum<T>>,
    offered: usize,
}

#[derive(Debug)]
struct Stratum<T> {
    rows: usize,
    /// By random number, then by place among all rows.
    kept: BTreeMap<(u64, usize), T>,
}

/// A row drawn.
#[derive(Clone, Debug, PartialEq)]
pub struct Drawn<T> {
    /// Its type.
    pub type_id: u32,
    /// How likely it was to be drawn, above 0.
    pub probability: f64,
    /// The row.
    pub row: T,
}

impl<T> AuditSample<T> {
    /// To draw so many rows.
    #[must_use]
    pub fn new(wanted: usize) -> Self {
        Self {
            wanted,
            draws: SplitMix::new(SEED),
            strata: BTreeMap::new(),
            offered: 0,
        }
    }

    /// Offers the next row; `row` is called where it is kept for now. Rows without a type are never drawn.
    pub fn offer(&mut self, type_id: Option<u32>, row: impl FnOnce() -> Option<T>) {
        let key = (self.draws.next(), self.offered);
        self.offered += 1;
        let Some(type_id) = type_id else { return };
        let stratum = self.strata.entry(type_id).or_insert_with(|| Stratum {
            rows: 0,
            kept: BTreeMap::new(),
        });
        stratum.rows += 1;
        let full = stratum.kept.len() >= self.wanted;
        let last = stratum.kept.last_key_value().map(|(k, _)| k.0);
        if full && last.is_none_or(|last| last <= key.0) {
            return;
        }
        if let Some(row) = row() {
            if full {
                stratum.kept.pop_last();
            }
            stratum.kept.insert(key, row);
        }
    }

    /// The rows drawn, in the order in which they were offered.
    #[must_use]
    pub fn finish(self) -> Vec<Drawn<T>> {
        let quota = self.quota();
        let mut drawn: Vec<(usize, Drawn<T>)> = Vec::new();
        for (type_id, stratum) in self.strata {
            let n = quota.get(&type_id).copied().unwrap_or(0);
            let probability = n as f64 / stratum.rows.max(1) as f64;
            let kept = stratum.kept.into_iter().take(n);
            drawn.extend(kept.map(|((_, place), row)| {
                let drawn = Drawn {
                    type_id,
                    probability,
                    row,
                };
                (place, drawn)
            }));
        }
        drawn.sort_by_key(|d| d.0);
        drawn.into_iter().map(|d| d.1).collect()
    }

    /// Rows to draw of every type: a few of each, the rest by how many there are (largest remainder).
    fn quota(&self) -> BTreeMap<u32, usize> {
        let total: usize = self.strata.values().map(|s| s.rows).sum();
        let least = LEAST.min(self.wanted / self.strata.len().max(1));
        let sizes = || self.strata.iter().map(|(&type_id, s)| (type_id, s.rows));
        let mut quota: BTreeMap<u32, usize> =
            sizes().map(|(t, rows)| (t, least.min(rows))).collect();
        let mut left = self.wanted.min(total) - quota.values().sum::<usize>().min(self.wanted);
        let mut order: Vec<(usize, u32, usize)> = Vec::new();
        let spare = left as u128;
        for (type_id, rows) in sizes() {
            let part = spare * rows as u128;
            let total = total.max(1) as u128;
            let whole = usize::try_from(part / total).unwrap_or(0);
            order.push((usize::try_from(part % total).unwrap_or(0), type_id, rows));
            if let Some(q) = quota.get_mut(&type_id) {
                let more = whole.min(rows - *q);
                *q += more;
                left -= more;
            }
        }
        order.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
        while left > 0 {
            let before = left;
            for (_, type_id, rows) in &order {
                if let Some(q) = quota.get_mut(type_id).filter(|q| left > 0 && **q < *rows) {
                    *q += 1;
                    left -= 1;
                }
            }
            if left == before {
                break;
            }
        }
        quota
    }
}

/// A row drawn for an audit, as a person gives it back.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct AuditRow {
    /// The complaint's id, where the sheet has a column of them.
    pub id: Option<String>,
    /// The type it had.
    pub predicted: String,
    /// The type that the person gave; absent where there is no answer.
    pub truth: Option<String>,
    /// How likely it was to be drawn; absent where every row was as likely.
    pub probability: Option<f64>,
}

/// The rows that a person has labelled, with their weights.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Audit {
    /// Rows with an answer.
    pub rows: Vec<Audited>,
    /// Their ids.
    pub ids: Vec<Option<String>>,
    /// Rows that had another type when they were drawn.
    pub retyped: usize,
    /// Rows drawn, those without an answer included.
    pub drawn: usize,
    /// Complaints that the drawn rows stand for; absent where every row was as likely to be drawn.
    stand_for: Option<f64>,
}

impl Audit {
    /// From all rows drawn: one without an answer makes the others of its type and probability count for more. Either all of them
    /// say their probability, or none does.
    #[must_use]
    pub fn new(drawn: &[AuditRow]) -> Self {
        let key = |r: &AuditRow| (r.predicted.clone(), r.probability.map(f64::to_bits));
        let mut strata: BTreeMap<(String, Option<u64>), (usize, usize)> = BTreeMap::new();
        for row in drawn {
            let (all, answered) = strata.entry(key(row)).or_default();
            *all += 1;
            *answered += usize::from(row.truth.is_some());
        }
        let answered = drawn.iter().filter_map(|row| {
            let (all, answered) = strata.get(&key(row)).copied()?;
            Some(Audited {
                predicted: row.predicted.clone(),
                truth: row.truth.clone()?,
                probability: row.probability.unwrap_or(1.0) * answered as f64 / all.max(1) as f64,
            })
        });
        let weights: Option<Vec<f64>> = drawn
            .iter()
            .map(|r| r.probability.map(|p| 1.0 / p))
            .collect();
        let with_answer = drawn.iter().filter(|r| r.truth.is_some());
        Self {
            rows: answered.collect(),
            ids: with_answer.map(|r| r.id.clone()).collect(),
            retyped: 0,
            drawn: drawn.len(),
            stand_for: weights.map(|w| w.iter().sum()),
        }
    }

    /// Gives the rows the types that they have by now, where a model has been trained anew since they were drawn. `now` says of every id how
    /// many complaints have it, and the type of the first; a type counts where there is one.
    ///
    /// # Errors
    /// [`Error::Invalid`] where `now` lacks the id of a row, since it was drawn from other complaints; where two answers are about one complaint.
    pub fn update(&mut self, now: &FxHashMap<String, (usize, Option<&str>)>) -> Result<()> {
        let strange = || {
            self.ids
                .iter()
                .flatten()
                .filter(|id| !now.contains_key(*id))
        };
        if let Some(first) = strange().next() {
            let message = format!(
                "{} of {} audited rows are not among the complaints of this report, such as `{first}`",
                strange().count(),
                self.rows.len()
            );
            let next = "Report on the input from which the audit was drawn. If its ids have changed, leave their column out of the sheet; the types are then \
                taken as they were drawn.";
            return Err(Error::invalid("", message, next));
        }
        let mut answers: FxHashMap<&String, &String> = FxHashMap::default();
        for (row, id) in self.rows.iter_mut().zip(&self.ids) {
            let Some((id, &(1, now))) = id.as_ref().and_then(|id| Some((id, now.get(id)?))) else {
                continue;
            };
            let other = *answers.entry(id).or_insert(&row.truth);
            if *other != row.truth {
                let message = format!("`{id}` has two answers, `{other}` and `{}`", row.truth);
                return Err(Error::invalid(
                    "",
                    message,
                    "Leave one of them in the audit.",
                ));
            }
            if let Some(now) = now.filter(|now| *now != row.predicted) {
                now.clone_into(&mut row.predicted);
                self.retyped += 1;
            }
        }
        Ok(())
    }

    /// Whether the rows say how likely they were to be drawn.
    #[must_use]
    pub fn is_weighted(&self) -> bool {
        self.stand_for.is_some()
    }

    /// Checks that the rows were drawn from as many complaints as `counts` (by type) holds; rows without a probability get that of
    /// their type.
    ///
    /// # Errors
    /// [`Error::Invalid`] where the drawn rows stand for another number of complaints.
    fn fit(&mut self, counts: &BTreeMap<String, u64>) -> Result<()> {
        let typed = counts.values().sum::<u64>() as f64;
        if let Some(n) = self.stand_for {
            if (n - typed).abs() <= 0.05 * typed {
                return Ok(());
            }
            return Err(Error::invalid(
                "",
                format!("the audited rows stand for {n:.0} complaints, but {typed:.0} have a type"),
                "Report on the same input from which the audit was drawn.",
            ));
        }
        let mut audited: BTreeMap<String, u64> = BTreeMap::new();
        for row in &self.rows {
            *audited.entry(row.predicted.clone()).or_default() += 1;
        }
        for row in &mut self.rows {
            let of = |m: &BTreeMap<String, u64>| m.get(&row.predicted).copied().unwrap_or(1) as f64;
            row.probability = (of(&audited) / of(counts).max(1.0)).min(1.0);
        }
        Ok(())
    }

    /// Puts shares estimated from the answers beside the raw ones; gives the types that only the person found, with their shares.
    ///
    /// # Errors
    /// [`Error::Invalid`] where the rows were drawn from another number of complaints.
    pub fn correct(&mut self, figures: &mut Figures) -> Result<Vec<(String, f64)>> {
        let counts = figures
            .types
            .iter()
            .map(|t| (t.name.clone(), t.share.count));
        let counts: BTreeMap<String, u64> = counts.collect();
        self.fit(&counts)?;
        let mut found = Vec::new();
        for (name, corrected) in prediction_powered(&counts, &self.rows) {
            match figures.types.iter_mut().find(|t| t.name == name) {
                Some(t) => t.corrected = Some(corrected),
                None => found.push((name, corrected.share)),
            }
        }
        Ok(found)
    }
}
