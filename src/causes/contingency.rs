//! Where complaints lie: the cells of one column each, by period, with their volumes.

use super::context::Context;
use super::terms::Terms;
use crate::aggregate::NONE;
use crate::aggregate::stats::log_likelihood_ratio;
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;

/// What a cell is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Place {
    /// All complaints.
    All,
    /// Those of a type.
    Type(u32),
    /// Those with a value in a column.
    Value(usize, u32),
}

/// The complaints of complete periods, by cell and period. Cell 0 is all of them.
#[derive(Debug, Default)]
pub(super) struct Contingency {
    /// Rows of the table.
    rows: Vec<u32>,
    period: Vec<u32>,
    /// For every row the places of its `width` cells in `volume`, or [`NONE`].
    slots: Vec<u32>,
    width: usize,
    pub(super) periods: usize,
    places: Vec<Place>,
    /// Complaints of cell `c` in period `p`, at `c × periods + p`.
    pub(super) volume: Vec<u32>,
    /// Complaints of every cell.
    pub(super) total: Vec<u64>,
}

/// Which of the rows hold each term.
#[derive(Debug, Default)]
pub(super) struct Postings {
    /// Terms that enough of the rows hold.
    pub(super) terms: Vec<u32>,
    starts: Vec<usize>,
    rows: Vec<u32>,
}

impl Postings {
    pub(super) fn rows(&self, term: u32) -> &[u32] {
        let at = term as usize;
        let ends = self.starts.get(at).zip(self.starts.get(at + 1));
        ends.and_then(|(&from, &to)| self.rows.get(from..to))
            .unwrap_or_default()
    }
}

impl Contingency {
    /// All but the rows set `aside`; values of fewer than `min_support` complaints do not become cells.
    pub(super) fn of(context: &Context<'_>, aside: &[bool], min_support: u32) -> Self {
        let table = context.table();
        let all = context.rows.in_periods(table);
        let kept = |i: &usize| !aside.get(all.row[*i] as usize).copied().unwrap_or(false);
        let kept: Vec<usize> = (0..all.row.len()).filter(kept).collect();
        let columns: Vec<usize> = (0..table.dimensions.len())
            .filter(|&c| !table.dimensions[c].made)
            .collect();
        let mut of = Self {
            rows: kept.iter().map(|&i| all.row[i]).collect(),
            period: kept.iter().map(|&i| all.period[i]).collect(),
            width: columns.len() + 2,
            places: vec![Place::All],
            ..Self::default()
        };
        of.periods = of.period.iter().max().map_or(0, |&p| p as usize + 1);
        of.slots = vec![0; of.rows.len() * of.width];
        of.number(1, &table.types.codes, min_support, Place::Type);
        for (slot, &column) in (2..).zip(&columns) {
            let place = |code| Place::Value(column, code);
            of.number(slot, &table.dimensions[column].codes, min_support, place);
        }
        let mut volume = vec![0; of.places.len() * of.periods];
        for (cells, period) in of.slots.chunks_mut(of.width).zip(&of.period) {
            for cell in cells.iter_mut().filter(|c| **c != NONE) {
                *cell = *cell * number(of.periods) + period;
                volume[*cell as usize] += 1;
            }
        }
        let of_cell = |periods: &[u32]| periods.iter().map(|&n| u64::from(n)).sum();
        of.total = volume.chunks(of.periods.max(1)).map(of_cell).collect();
        of.volume = volume;
        of
    }

    /// Gives the frequent values of a column cells of their own, and puts these in the place of slots for now.
    fn number(
        &mut self,
        slot: usize,
        codes: &[u32],
        min_support: u32,
        place: impl Fn(u32) -> Place,
    ) {
        let mut counts: BTreeMap<u32, u32> = BTreeMap::new();
        for &row in &self.rows {
            *counts.entry(codes[row as usize]).or_default() += 1;
        }
        counts.retain(|&code, n| code != NONE && *n >= min_support);
        let mut cell_of: FxHashMap<u32, u32> = FxHashMap::default();
        for code in counts.into_keys() {
            cell_of.insert(code, number(self.places.len()));
            self.places.push(place(code));
        }
        for (at, &row) in self.rows.iter().enumerate() {
            let cell = cell_of.get(&codes[row as usize]).copied();
            self.slots[at * self.width + slot] = cell.unwrap_or(NONE);
        }
    }

    fn cells(&self, row: u32) -> impl Iterator<Item = u32> + '_ {
        self.slots(row).map(|slot| number(slot / self.periods))
    }

    /// Places in [`Self::volume`] of a row.
    pub(super) fn slots(&self, row: u32) -> impl Iterator<Item = usize> + '_ {
        let at = row as usize * self.width;
        let slots = self.slots.get(at..at + self.width).unwrap_or_default();
        slots.iter().filter(|s| **s != NONE).map(|&s| s as usize)
    }

    /// Complaints of all other periods.
    pub(super) fn rows_outside(&self, period: usize) -> u64 {
        self.total[0] - u64::from(self.volume[period])
    }

    /// Complaints in a cell and period that would hold a word, at its share in the cell's other periods (`there` of them hold it) or in all
    /// complaints of other periods (`elsewhere`: those that hold it, all), whichever is larger.
    pub(super) fn expected(&self, slot: usize, there: u64, elsewhere: (u64, u64)) -> f64 {
        let volume = u64::from(self.volume[slot]);
        let outside = self.total[slot / self.periods] - volume;
        usual((there, outside), elsewhere) * volume as f64
    }

    /// Counting sort: terms that at least `min_support` rows hold, with these rows, ascending.
    pub(super) fn postings(&self, terms: &Terms, min_support: u32) -> Postings {
        let counts = terms.count_in(self.rows.iter().copied());
        let enough = |t: &usize| counts[*t] >= min_support;
        let mut starts = vec![0; counts.len() + 1];
        for t in 0..counts.len() {
            starts[t + 1] = starts[t] + if enough(&t) { counts[t] as usize } else { 0 };
        }
        let mut next = starts.clone();
        let mut rows = vec![0; starts[counts.len()]];
        for (at, &row) in self.rows.iter().enumerate() {
            for &t in terms.terms(row as usize) {
                if enough(&(t as usize)) {
                    rows[next[t as usize]] = number(at);
                    next[t as usize] += 1;
                }
            }
        }
        Postings {
            terms: (0..counts.len()).filter(enough).map(number).collect(),
            starts,
            rows,
        }
    }

    /// The cell of a burst, crossed with values of other columns that hold nearly all of it as well and make it more surprising.
    pub(super) fn narrowed(&self, terms: &Terms, cell: u32, period: u32, term: u32) -> Vec<Place> {
        let holds = |&row: &u32| {
            let of = terms.terms(self.rows[row as usize] as usize);
            of.binary_search(&term).is_ok()
        };
        let within = |row: &u32, cell: u32| self.cells(*row).any(|c| c == cell);
        let all = 0..number(self.rows.len());
        let mut inside: Vec<u32> = all.filter(|row| within(row, cell)).collect();
        let mut chosen = vec![cell];
        while chosen.len() < 4 {
            let mut seen: BTreeMap<u32, Seen> = BTreeMap::new();
            let mut whole = Seen::default();
            for row in &inside {
                let (held, here) = (holds(row), self.period[*row as usize] == period);
                whole.add(held, here);
                for c in self.cells(*row).filter(|c| *c != 0) {
                    seen.entry(c).or_default().add(held, here);
                }
            }
            let best = seen
                .into_iter()
                .filter(|(c, of)| !chosen.contains(c) && of.held as f64 >= 0.8 * whole.held as f64)
                .map(|(c, of)| (c, of.strength(&whole)))
                .max_by(|a, b| a.1.total_cmp(&b.1).then(b.0.cmp(&a.0)));
            match best.filter(|b| b.1 > whole.strength(&whole)) {
                Some((c, _)) => chosen.push(c),
                None => break,
            }
            inside.retain(|row| chosen.iter().all(|c| within(row, *c)));
        }
        chosen.iter().map(|&c| self.places[c as usize]).collect()
    }
}

/// Complaints of some cell: in the period, and outside it; those that hold a word among them.
#[derive(Clone, Copy, Debug, Default)]
struct Seen {
    held: u64,
    volume: u64,
    held_outside: u64,
    outside: u64,
}

impl Seen {
    fn add(&mut self, held: bool, here: bool) {
        let (word, all) = if here {
            (&mut self.held, &mut self.volume)
        } else {
            (&mut self.held_outside, &mut self.outside)
        };
        *word += u64::from(held);
        *all += 1;
    }

    fn strength(&self, whole: &Self) -> f64 {
        let inside = (self.held_outside, self.outside);
        let usual = usual(inside, (whole.held_outside, whole.outside));
        log_likelihood_ratio(self.held, usual * self.volume as f64)
    }
}

/// The share of complaints that hold a word: in a cell, or in all, whichever is larger; each (that hold it, all). That of all is never 0: a
/// word that was not there before might have been. That of a cell may be: made up for likewise, it would be the larger the smaller the
/// cell, and a new word would tell no cell from the whole.
fn usual(cell: (u64, u64), all: (u64, u64)) -> f64 {
    let here = cell.0 as f64 / cell.1.max(1) as f64;
    here.max((all.0 as f64 + 0.5) / (all.1 as f64 + 1.0))
}

pub(super) fn number(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(NONE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_word_is_told_of_its_place_not_of_all() {
        let strength = |there: (u64, u64), volume| {
            let expected = usual(there, (3, 57_000)) * volume;
            log_likelihood_ratio(150, expected)
        };
        let (all, region) = (strength((3, 57_000), 5_300.0), strength((1, 7_000), 650.0));
        assert!(region > all + 100.0, "{region} {all}");
        assert!(strength((0, 7_000), 650.0) > region);
    }
}
