//! Drafts → findings: distinctive words, whole phrases, exemplars, the sentence and the search command.

use super::draft::{Draft, Look, Part, Pick, Whole, iso};
use super::exemplar;
use super::finding::{Exemplar, Finding};
use super::phrase;
use super::scan::{self, CellKey};
use super::sentence;
use super::words::{self, Candidate, Contrast};
use rayon::prelude::*;
use rustc_hash::FxHashMap;
use std::collections::{BTreeMap, BTreeSet};

/// The complaints that hold each of some terms, ascending.
type Holding = FxHashMap<u32, Vec<u32>>;

/// Every draft with its words and exemplars.
pub(super) fn finished(look: &Look<'_>, drafts: Vec<Draft>) -> Vec<Finding> {
    let rows: Vec<Vec<u32>> = drafts.par_iter().map(|d| look.part(&d.pick)).collect();
    let words = look.words(&drafts, &rows);
    let mut wanted: Vec<u32> = words.iter().flatten().map(|c| c.term).collect();
    wanted.sort_unstable();
    wanted.dedup();
    let terms = look.complaints.terms;
    let holding = terms.map(|t| t.holding(&wanted)).unwrap_or_default();
    let drafts: Vec<(Draft, Vec<u32>, Vec<Candidate>)> = drafts
        .into_iter()
        .zip(rows)
        .zip(words)
        .map(|((draft, rows), words)| (draft, rows, words))
        .collect();
    drafts
        .into_par_iter()
        .map(|(draft, rows, words)| look.finished(draft, &rows, words, &holding))
        .collect()
}

impl Look<'_> {
    /// The complaints a finding is about.
    pub(super) fn part(&self, pick: &Pick) -> Vec<u32> {
        let whole = match pick.part {
            Part::Kind(kind) => Whole {
                kind: Some(kind),
                ..pick.whole.clone()
            },
            _ => pick.whole.clone(),
        };
        let rows = self.whole(&whole);
        rows.filter(|&row| self.within(&pick.part, row)).collect()
    }

    /// The distinctive words of every draft.
    fn words(&self, drafts: &[Draft], rows: &[Vec<u32>]) -> Vec<Vec<Candidate>> {
        let Some(terms) = self.complaints.terms else {
            return drafts.iter().map(|_| Vec::new()).collect();
        };
        let wholes: BTreeSet<&Whole> = drafts.iter().map(|d| &d.pick.whole).collect();
        let wholes: BTreeMap<&Whole, (Vec<u32>, u64)> = wholes
            .into_par_iter()
            .map(|whole| {
                let counts = terms.count_in(self.whole(whole));
                (whole, (counts, self.whole(whole).count() as u64))
            })
            .collect();
        let contrasts: Vec<Contrast<'_>> = drafts
            .par_iter()
            .zip(rows)
            .filter_map(|(draft, rows)| {
                let (all, all_rows) = wholes.get(&draft.pick.whole)?;
                Some(Contrast {
                    here: terms.count_in(rows.iter().copied()),
                    rows: rows.len() as u64,
                    all,
                    all_rows: *all_rows,
                    only: match &draft.pick.part {
                        Part::Burst(_, terms) | Part::Rows(_, terms) => Some(terms),
                        _ => None,
                    },
                })
            })
            .collect();
        words::distinctive(terms, &contrasts, &self.params.words)
    }

    fn finished(
        &self,
        mut draft: Draft,
        rows: &[u32],
        words: Vec<Candidate>,
        holding: &Holding,
    ) -> Finding {
        let source = self.complaints.source;
        let mut finding = std::mem::take(&mut draft.finding);
        finding.distinct = rows.len() as u64;
        match draft.pick.part {
            Part::Burst(..) => finding.count = finding.distinct,
            Part::Rows(..) => {
                let id = |&row: &u32| self.complaints.source.id(row as usize);
                finding.members = rows.iter().map(id).collect();
            }
            _ => {}
        }
        if let Some(terms) = self.complaints.terms {
            let words = self.whole_words(&finding, &draft, rows, words, holding);
            // Exemplars of a rise come from the cell that carries it.
            let carrier = finding.slices.first().and_then(|s| self.key(&s.cell));
            let shown = |row: u32| {
                self.holds(&draft.pick, row)
                    && carrier
                        .as_ref()
                        .is_none_or(|key| scan::holds(self.table(), key, row as usize))
            };
            finding.exemplars = exemplar::exemplars(source, terms, (rows, &shown), &words, holding);
            if let Some(row) = self.most_copied(&finding, &draft) {
                let names: Vec<&str> = words.iter().map(|c| c.word.word.as_str()).collect();
                let (text, highlights) = source.show(row, &names);
                let id = source.id(row);
                finding.exemplars.retain(|e| e.id != id);
                finding.exemplars.truncate(2);
                finding.exemplars.insert(
                    0,
                    Exemplar {
                        id,
                        text,
                        highlights,
                    },
                );
            }
            finding.words = words.into_iter().map(|c| c.word).collect();
        }
        finding.sentence = sentence::sentence(&finding, self.params.lang);
        let days = draft.days.as_ref().map(|(a, b)| (a.as_str(), b.as_str()));
        finding.search = sentence::search(&finding, self.complaints.columns, days);
        finding
    }

    /// Where copies make up a rise: the text that was copied most in those days, by its first row.
    fn most_copied(&self, finding: &Finding, draft: &Draft) -> Option<usize> {
        if finding.kind != "rise" || finding.distinct * 10 >= finding.count * 6 {
            return None;
        }
        let (first, last) = draft.days.as_ref()?;
        let (first, last) = (iso(first)?, iso(last)?);
        let table = self.table();
        let kind = finding
            .subject
            .name
            .as_deref()
            .and_then(|n| self.code_of(n));
        let mut copies: BTreeMap<u32, u64> = BTreeMap::new();
        for row in 0..table.rows() {
            let here = table.day(row).is_some_and(|d| (first..=last).contains(&d));
            if here && kind.is_none_or(|k| table.types.codes[row] == k) {
                *copies.entry(*table.group.get(row)?).or_default() += 1;
            }
        }
        let (row, n) = copies
            .into_iter()
            .max_by_key(|&(row, n)| (n, std::cmp::Reverse(row)))?;
        (n > 2).then_some(row as usize)
    }

    /// The words as they are shown: grown to whole phrases and counted again, without the names of the slices themselves and
    /// without those that lie inside another.
    fn whole_words(
        &self,
        finding: &Finding,
        draft: &Draft,
        rows: &[u32],
        words: Vec<Candidate>,
        holding: &Holding,
    ) -> Vec<Candidate> {
        let source = self.complaints.source;
        let cells = finding.slices.iter().flat_map(|s| &s.cell);
        let names: Vec<String> = finding
            .subject
            .slice
            .iter()
            .chain(cells)
            .map(|(_, value)| value.to_lowercase())
            .collect();
        let others = self.whole(&draft.pick.whole).count() - rows.len();
        let mut whole: Vec<Candidate> = Vec::new();
        for mut c in words {
            let held = holding.get(&c.term).map_or(&[][..], Vec::as_slice);
            if names.iter().any(|n| n.contains(&c.word.word)) {
                continue;
            }
            let here = || {
                held.iter()
                    .copied()
                    .filter(|&row| self.holds(&draft.pick, row))
            };
            let phrase = phrase::whole(source, here(), &c.word.word);
            let inside =
                |w: &Candidate| w.word.word.contains(&phrase) || phrase.contains(&w.word.word);
            if whole.iter().any(inside) || names.iter().any(|n| n.contains(&phrase)) {
                continue;
            }
            if phrase != c.word.word {
                let of_whole = |row: &u32| self.in_whole(&draft.pick.whole, *row);
                let hits = phrase::count(source, here(), &phrase);
                let all = phrase::count(source, held.iter().copied().filter(of_whole), &phrase);
                c.recount(phrase, hits, all - hits, rows.len() as u64, others as u64);
            }
            c.word.examples = here()
                .take(exemplar::SHOWN)
                .map(|row| source.id(row as usize))
                .collect();
            whole.push(c);
        }
        whole
    }

    /// Whether a row is one that a finding is about.
    fn holds(&self, pick: &Pick, row: u32) -> bool {
        self.in_whole(&pick.whole, row) && self.within(&pick.part, row)
    }

    fn key(&self, cell: &[(String, String)]) -> Option<CellKey> {
        cell.iter()
            .map(|(column, value)| {
                let at = self
                    .table()
                    .dimensions
                    .iter()
                    .position(|c| &c.name == column)?;
                let code = self.table().dimensions[at]
                    .values
                    .iter()
                    .position(|v| v == value)?;
                Some((at, u32::try_from(code).ok()?))
            })
            .collect()
    }
}
