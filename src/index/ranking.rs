//! The matching complaints of a query in order.

use super::collector::{Candidate, Collected, HitCollector, Order, TieBreak};
use super::compile::Needle;
use super::plan::Plan;
use super::proximity;
use super::segment_merge::merged;
use super::snapshot::Snapshot;
use crate::Result;

/// So many of the best by BM25 are looked at for proximity; the rest follow by BM25 alone.
const RESCORED: usize = 3_000;

/// The matching complaints in order, the first `need` of them (`None` brings them all), and what was counted on the way.
pub(super) fn ranked(
    snapshot: &Snapshot,
    plan: &Plan,
    need: Option<usize>,
) -> Result<(Collected, Vec<Candidate>)> {
    let near = plan.order == Order::Score && need != Some(0) && proximity::matters(&plan.needles);
    let collector = HitCollector {
        keep: need.map(|n| if near { n.max(RESCORED) } else { n }),
        order: plan.order,
        tie: if near { TieBreak::Hash } else { TieBreak::Id },
        facets: plan.facets.clone(),
    };
    let search = || -> tantivy::Result<(Collected, Vec<Candidate>)> {
        let mut collected = snapshot.collect(&*plan.query, &collector)?;
        let mut candidates = std::mem::take(&mut collected.candidates);
        if need == Some(0) || plan.order == Order::Unordered {
            return Ok((collected, candidates));
        }
        let need = need.unwrap_or(candidates.len());
        if near {
            rescore(snapshot, &mut candidates, &plan.needles, need)?;
        }
        let candidates = merged(candidates, plan.order, need, &snapshot.tantivy)?;
        Ok((collected, candidates))
    };
    search().map_err(|e| snapshot.read_error(e))
}

/// Scores the best [`RESCORED`] candidates anew by proximity; from then on the id decides between equals.
fn rescore(
    snapshot: &Snapshot,
    candidates: &mut Vec<Candidate>,
    needles: &[Needle],
    need: usize,
) -> tantivy::Result<()> {
    let segments = snapshot.tantivy.segment_readers();
    let mut rest = Vec::new();
    if candidates.len() > RESCORED {
        candidates.select_nth_unstable_by(RESCORED - 1, |a, b| Order::Score.compare(a, b));
        rest = candidates.split_off(RESCORED);
    }
    let best = candidates.iter().map(|c| c.score).fold(0.0f32, f32::max);
    proximity::rescore(candidates, needles, snapshot.fields, segments)?;
    if need > RESCORED {
        for candidate in &mut rest {
            candidate.score = proximity::relative(candidate.score, best);
        }
        candidates.append(&mut rest);
    }
    candidates.sort_unstable_by_key(|c| (c.segment, c.doc));
    for part in candidates.chunk_by_mut(|a, b| a.segment == b.segment) {
        let ids = match part.first().and_then(|c| segments.get(c.segment as usize)) {
            Some(segment) => TieBreak::Id.column(segment)?,
            None => None,
        };
        for candidate in part.iter_mut() {
            candidate.tie = ids
                .as_ref()
                .and_then(|c| c.first(candidate.doc))
                .unwrap_or(0);
        }
    }
    Ok(())
}
