//! The order of the candidates of all segments. Ordinals decide inside a segment only, so terms are read where segments meet.

use super::collector::{Candidate, Key, Order};
use super::schema::Fast;
use super::term_reader::TermReader;
use std::cmp::Ordering;
use tantivy::Searcher;

/// A candidate and the text it is sorted by, where there is one.
type Sorted = (Candidate, Option<String>);

/// The first `need` candidates in order.
pub(super) fn merged(
    mut candidates: Vec<Candidate>,
    order: Order,
    need: usize,
    searcher: &Searcher,
) -> tantivy::Result<Vec<Candidate>> {
    candidates.sort_unstable_by(|a, b| {
        let by_segment = a.segment.cmp(&b.segment);
        by_segment.then_with(|| order.compare(a, b))
    });
    let by_segment = candidates.chunk_by(|a, b| a.segment == b.segment);
    let firsts = by_segment.flat_map(|part| &part[..need.min(part.len())]);
    let mut sorted: Vec<Sorted> = firsts.map(|c| (*c, None)).collect();
    if let Order::Column { at, .. } = order {
        let path = Fast::Text.path(at);
        read(
            &mut sorted,
            &mut TermReader::new(searcher, &path),
            |c| match c.key {
                Key::Text(ord) => Some(ord),
                Key::Number(_) | Key::None => None,
            },
        )?;
    }
    sorted.sort_by(|a, b| by_value(a, b, order));
    let mut ids = TermReader::new(searcher, "id");
    let mut at = 0;
    for run in sorted.chunk_by_mut(|a, b| by_value(a, b, order) == Ordering::Equal) {
        if run.len() > 1 && at < need {
            read(run, &mut ids, |c| Some(c.tie))?;
            run.sort_by(|a, b| a.1.cmp(&b.1));
        }
        at += run.len();
    }
    let candidates = sorted.into_iter().take(need);
    Ok(candidates.map(|(candidate, _)| candidate).collect())
}

fn by_value((a, a_text): &Sorted, (b, b_text): &Sorted, order: Order) -> Ordering {
    match order {
        Order::Score | Order::Unordered => b.score.total_cmp(&a.score),
        Order::Column { descending, .. } => match (a_text, b_text) {
            (Some(a), Some(b)) if descending => b.cmp(a),
            (Some(a), Some(b)) => a.cmp(b),
            _ => a.key.order(b.key, descending),
        },
    }
}

/// Reads the terms of the ordinals that `ord` gives.
fn read(
    sorted: &mut [Sorted],
    terms: &mut TermReader<'_>,
    ord: impl Fn(&Candidate) -> Option<u64>,
) -> tantivy::Result<()> {
    let mut with: Vec<(u64, &mut Sorted)> = sorted
        .iter_mut()
        .filter_map(|s| Some((ord(&s.0)?, s)))
        .collect();
    with.sort_by_key(|(_, s)| s.0.segment);
    for part in with.chunk_by_mut(|a, b| a.1.0.segment == b.1.0.segment) {
        let ords: Vec<u64> = part.iter().map(|(ord, _)| *ord).collect();
        let names = terms.read(part[0].1.0.segment, &ords)?;
        for ((_, slot), name) in part.iter_mut().zip(names) {
            slot.1 = Some(name);
        }
    }
    Ok(())
}
