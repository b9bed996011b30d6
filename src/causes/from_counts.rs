//! Words counted type by type, and the findings that such counts alone can give: what is left where parts are added up.

use super::finding::{Finding, FindingKind, Subject};
use super::params::CauseParams;
use super::piece::Piece;
use super::stop_words::StopWords;
use super::terms::Terms;
use super::vocabulary::{self, BATCH, BREAK, END};
use super::words::{self, Contrast};
use crate::aggregate::{Figures, WordTally};
use rayon::prelude::*;
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;

/// For every word that complaints `0..count` hold, how many of each type hold it; `pieces` as [`Terms::of`] takes them.
pub fn count_words(
    count: usize,
    stops: &StopWords,
    pieces: impl Fn(usize, &mut dyn FnMut(Piece<'_>)) + Sync,
    type_id: impl Fn(usize) -> u32 + Sync,
) -> BTreeMap<String, FxHashMap<u32, u64>> {
    type Counts = FxHashMap<(u32, u32), u64>;
    let (names, batches) = vocabulary::read(count, stops, pieces);
    let of_batch = |mut counts: Counts, (b, batch): (usize, &vocabulary::Words)| {
        let complaints = batch.split(|&w| w == END);
        for (i, words) in complaints.enumerate().take(BATCH) {
            let mut seen: Vec<u32> = words.iter().copied().filter(|&w| w < BREAK).collect();
            seen.sort_unstable();
            seen.dedup();
            if seen.is_empty() {
                continue;
            }
            let type_id = type_id(b * BATCH + i);
            for word in seen {
                *counts.entry((word, type_id)).or_default() += 1;
            }
        }
        counts
    };
    let joined = |mut a: Counts, b: Counts| {
        for (key, n) in b {
            *a.entry(key).or_default() += n;
        }
        a
    };
    let counts = batches.par_iter().enumerate();
    let counts = counts
        .fold(Counts::default, of_batch)
        .reduce(Counts::default, joined);
    let mut words: BTreeMap<String, FxHashMap<u32, u64>> = BTreeMap::new();
    for ((word, type_id), n) in counts {
        if let Some(name) = names.get(word as usize) {
            words
                .entry(name.to_string())
                .or_default()
                .insert(type_id, n);
        }
    }
    words
}

/// What sets every type of `figures` apart, by counts of words alone: no phrases, no examples.
#[must_use]
pub fn of_counts(figures: &Figures, tally: &WordTally, params: &CauseParams) -> Vec<Finding> {
    let small = |n: u64| u32::try_from(n).unwrap_or(u32::MAX);
    let of = |types: &BTreeMap<String, u64>, name: &str| types.get(name).copied().unwrap_or(0);
    // as in a report of rows, complaints without a type are not set against those of one
    let typed = |types: &BTreeMap<String, u64>| -> u64 {
        let types = types.iter().filter(|(name, _)| !name.is_empty());
        types.fold(0, |sum, (_, n)| sum.saturating_add(*n))
    };
    let held: Vec<(&String, &BTreeMap<String, u64>, u32)> = tally
        .words
        .iter()
        // a damaged tally may count more than there are
        .filter(|(_, types)| {
            types
                .iter()
                .all(|(name, n)| *n <= of(&tally.complaints, name))
        })
        .map(|(word, types)| (word, types, small(typed(types))))
        .filter(|(_, _, n)| *n >= words::MIN_SUPPORT)
        .collect();
    let all: Vec<u32> = held.iter().map(|h| h.2).collect();
    let all_rows = typed(&tally.complaints);
    let terms = Terms::named(held.iter().map(|h| h.0.clone()).collect());
    let contrasts: Vec<Contrast<'_>> = figures
        .types
        .iter()
        .map(|t| Contrast {
            here: held.iter().map(|h| small(of(h.1, &t.name))).collect(),
            rows: of(&tally.complaints, &t.name).min(all_rows),
            all: &all,
            all_rows,
            only: None,
        })
        .collect();
    let distinctive = words::distinctive(&terms, &contrasts);
    let found = figures
        .types
        .iter()
        .zip(distinctive)
        .take(params.most.max(1));
    found
        .map(|(t, words)| Finding {
            kind: FindingKind::Type,
            subject: Subject::of_type(Some(t.name.clone())),
            count: t.share.count,
            distinct: of(&tally.complaints, &t.name),
            // without texts a single character cannot grow to a phrase
            words: words
                .into_iter()
                .map(|c| c.word)
                .filter(|w| words::is_whole(&w.word))
                .collect(),
            ..Finding::default()
        })
        .collect()
}
