//! Exemplars: real complaints that show a finding, typical and unlike one another.

use super::finding::Exemplar;
use super::terms::Terms;
use super::words::RankedWord;
use rustc_hash::FxHashMap;

/// Complaints looked at for one finding.
const LOOKED_AT: usize = 400;
/// Complaints shown.
pub(super) const SHOWN: usize = 3;

/// Where complaints can be read: the id to show, and the masked text with the places of some words.
pub trait Source: Sync {
    /// Id of a row, or its number where there is none.
    fn id(&self, row: usize) -> String;
    /// The normalised text of a row, as its words were taken from it.
    fn normalized(&self, row: usize) -> &str;
    /// The text of a row, masked and shortened, and the byte ranges of `words` (normalised) in it.
    fn show(&self, row: usize, words: &[&str]) -> (String, Vec<(usize, usize)>);
    /// What was done about a row, or answered, masked and shortened; empty where no column says so.
    fn outcome(&self, row: usize) -> String {
        let _ = row;
        String::new()
    }
}

/// Up to three complaints that hold the most telling words, each chosen to share little with those before it: of `rows`
/// those that `shown` allows.
pub(super) fn exemplars(
    source: &dyn Source,
    terms: &Terms,
    (rows, shown): (&[u32], &dyn Fn(u32) -> bool),
    words: &[RankedWord],
    holding: &FxHashMap<u32, Vec<u32>>,
) -> Vec<Exemplar> {
    let mut weights: FxHashMap<u32, f64> = FxHashMap::default();
    for word in words {
        for &row in holding.get(&word.term).into_iter().flatten() {
            if shown(row) {
                *weights.entry(row).or_default() += word.word.z.max(0.0);
            }
        }
    }
    if weights.len() < SHOWN {
        let others = rows.iter().filter(|&&row| shown(row)).take(LOOKED_AT);
        others.for_each(|&row| {
            weights.entry(row).or_default();
        });
    }
    let scored = weights
        .into_iter()
        .map(|(row, weight)| (typical(terms.length(row as usize), weight), row));
    let chosen = unlike(terms, scored.collect());
    let names: Vec<&str> = words.iter().map(|c| c.word.word.as_str()).collect();
    chosen
        .into_iter()
        .map(|row| Exemplar::of(source, row as usize, &names))
        .collect()
}

/// The best of some complaints by score, each chosen to share little with those before it.
pub(super) fn unlike(terms: &Terms, mut scored: Vec<(f64, u32)>) -> Vec<u32> {
    scored.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    scored.truncate(LOOKED_AT);
    let mut chosen: Vec<u32> = Vec::new();
    while chosen.len() < SHOWN {
        let next = scored
            .iter()
            .filter(|(_, row)| !chosen.contains(row))
            .map(|&(score, row)| {
                let like = chosen
                    .iter()
                    .map(|&c| jaccard(terms.terms(c as usize), terms.terms(row as usize)))
                    .fold(0.0, f64::max);
                (score * (1.0 - like), row)
            })
            .max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(&a.1)));
        let Some((_, row)) = next else { break };
        chosen.push(row);
    }
    chosen
}

impl Exemplar {
    /// A row, with `words` marked.
    pub(super) fn of(source: &dyn Source, row: usize, words: &[&str]) -> Self {
        let (text, highlights) = source.show(row, words);
        Self {
            id: source.id(row),
            text,
            highlights,
            outcome: source.outcome(row),
        }
    }
}

/// How well a complaint shows words of so much `weight`: less for very short and for long texts.
pub(super) fn typical(length: u32, weight: f64) -> f64 {
    let length = f64::from(length);
    let readable = (length / 6.0).min(1.0) * (40.0 / length.max(1.0)).min(1.0);
    (0.1 + weight) * readable
}

/// Shared part of two ascending lists.
fn jaccard(a: &[u32], b: &[u32]) -> f64 {
    let both = a.iter().filter(|t| b.binary_search(t).is_ok()).count();
    let either = a.len() + b.len() - both;
    if either == 0 {
        0.0
    } else {
        both as f64 / either as f64
    }
}
