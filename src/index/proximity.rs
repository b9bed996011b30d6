//! How near each other the words of a query are in a complaint, read from the positions of the pairs field.

use super::collector::Candidate;
use super::compile::Needle;
use super::schema::Fields;
use super::tokens::cover;
use tantivy::index::SegmentReader;
use tantivy::postings::{Postings, SegmentPostings};
use tantivy::schema::{IndexRecordOption, Term};
use tantivy::{DocSet, TERMINATED};

/// How much nearness counts beside the best BM25 score, which counts 1: a pair of neighbours always comes before a pair that is
/// 40 characters apart.
const WEIGHT: f32 = 3.0;
/// Characters between the words at which half the bonus is gone.
const HALF: f32 = 12.0;

/// True where proximity can change the order.
pub(super) fn matters(needles: &[Needle]) -> bool {
    needles.len() > 1 || needles.iter().any(|n| n.words.len() > 1)
}

/// Replaces the scores of `candidates` (in any order) by relative BM25 plus the bonus for nearness.
pub(super) fn rescore(
    candidates: &mut [Candidate],
    needles: &[Needle],
    fields: Fields,
    segments: &[SegmentReader],
) -> tantivy::Result<()> {
    let best = candidates.iter().map(|p| p.score).fold(0.0f32, f32::max);
    candidates.sort_unstable_by_key(|p| (p.segment, p.doc));
    for group in candidates.chunk_by_mut(|a, b| a.segment == b.segment) {
        let Some(segment) = group.first().and_then(|p| segments.get(p.segment as usize)) else {
            continue;
        };
        let mut finder = Finder::open(needles, fields, segment)?;
        for candidate in group {
            let gap = finder.gap(candidate.doc);
            let bonus = gap.map_or(0.0, |g| WEIGHT * HALF / (HALF + g));
            candidate.score = relative(candidate.score, best) + bonus;
        }
    }
    Ok(())
}

/// A BM25 score relative to the best one.
pub(super) fn relative(score: f32, best: f32) -> f32 {
    if best > 0.0 { score / best } else { 0.0 }
}

/// Finds the needles of a query in the documents of one segment, in rising order.
struct Finder {
    /// For every needle the whole string, then its words for where the whole is not found.
    groups: Vec<(Phrase, Vec<Phrase>)>,
}

impl Finder {
    fn open(needles: &[Needle], fields: Fields, segment: &SegmentReader) -> tantivy::Result<Self> {
        let mut groups = Vec::new();
        for needle in needles {
            let whole = Phrase::open(&needle.exact, fields, segment)?;
            let mut words = Vec::new();
            if needle.words.len() > 1 || needle.words.iter().any(|(_, w)| *w != needle.exact) {
                for (_, written) in &needle.words {
                    words.push(Phrase::open(written, fields, segment)?);
                }
            }
            groups.push((whole, words));
        }
        Ok(Self { groups })
    }

    /// Characters between the needles where they are nearest; `None` where fewer than two of them are found.
    fn gap(&mut self, doc: u32) -> Option<f32> {
        let mut found: Vec<(u32, u32, usize)> = Vec::new();
        let (mut which, mut length, mut whole_found) = (0, 0, false);
        for (whole, words) in &mut self.groups {
            let mut take = |phrase: &mut Phrase| {
                let span = phrase.length;
                let starts = phrase.starts(doc);
                if starts.is_empty() {
                    return false;
                }
                found.extend(starts.iter().map(|s| (*s, s + span, which)));
                which += 1;
                length += span;
                true
            };
            if take(whole) {
                whole_found = true;
                continue;
            }
            for word in words {
                take(word);
            }
        }
        match which {
            0 => None,
            // one string found whole is as near as can be; one word alone says nothing
            1 => (whole_found && self.groups.len() == 1).then_some(0.0),
            n => Some(narrowest(&mut found, n).saturating_sub(length) as f32),
        }
    }
}

/// Length of the shortest stretch that holds one span of each of `n` needles, given (start, end, needle).
fn narrowest(found: &mut [(u32, u32, usize)], n: usize) -> u32 {
    found.sort_unstable();
    let mut last: Vec<Option<(u32, u32)>> = vec![None; n];
    let mut best = u32::MAX;
    for (start, end, needle) in found.iter().copied() {
        last[needle] = Some((start, end));
        let Some(all) = last.iter().copied().collect::<Option<Vec<_>>>() else {
            continue;
        };
        let from = all.iter().map(|s| s.0).min().unwrap_or(start);
        let to = all.iter().map(|s| s.1).max().unwrap_or(end);
        best = best.min(to - from);
    }
    best
}

/// A string, by the postings of the pairs that cover it.
struct Phrase {
    parts: Vec<(u32, SegmentPostings)>,
    length: u32,
    starts: Vec<u32>,
    other: Vec<u32>,
}

impl Phrase {
    fn open(text: &str, fields: Fields, segment: &SegmentReader) -> tantivy::Result<Self> {
        let index = segment.inverted_index(fields.pairs)?;
        let mut parts = Vec::new();
        for (at, pair) in cover(text) {
            let term = Term::from_field_text(fields.pairs, &pair);
            match index.read_postings(&term, IndexRecordOption::WithFreqsAndPositions)? {
                Some(postings) => parts.push((u32::try_from(at).unwrap_or(u32::MAX), postings)),
                None => {
                    parts.clear();
                    break;
                }
            }
        }
        // the rarest first: most documents are left after one look
        parts.sort_by_key(|(_, p)| p.doc_freq());
        Ok(Self {
            parts,
            length: u32::try_from(text.chars().count()).unwrap_or(u32::MAX),
            starts: Vec::new(),
            other: Vec::new(),
        })
    }

    /// Where the string is in `doc`, in characters, rising. Documents must be given in rising order.
    fn starts(&mut self, doc: u32) -> &[u32] {
        self.starts.clear();
        for (i, (at, postings)) in self.parts.iter_mut().enumerate() {
            let here = postings.doc();
            let found =
                here == doc || here < doc && here != TERMINATED && postings.seek(doc) == doc;
            if !found {
                self.starts.clear();
                break;
            }
            self.other.clear();
            postings.positions(&mut self.other);
            let offset = *at;
            let begin = self.other.iter().filter_map(|p| p.checked_sub(offset));
            if i == 0 {
                self.starts.extend(begin);
            } else {
                let here: Vec<u32> = begin.collect();
                self.starts.retain(|s| here.binary_search(s).is_ok());
            }
            if self.starts.is_empty() {
                break;
            }
        }
        &self.starts
    }
}

#[cfg(test)]
mod tests {
    use super::narrowest;

    #[test]
    fn the_narrowest_stretch_holds_one_of_each() {
        let mut found = vec![(0, 2, 0), (50, 52, 1), (60, 62, 0), (64, 66, 1)];
        assert_eq!(narrowest(&mut found, 2), 6);
        assert_eq!(narrowest(&mut [(3, 5, 0), (9, 10, 1), (0, 1, 2)], 3), 10);
        assert_eq!(narrowest(&mut [(3, 5, 0)], 2), u32::MAX);
    }
}
