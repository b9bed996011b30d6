//! Of many cells that rose, the few that explain the rise: bit sets over the complaints of one type.

use super::cell::CellKey;
use super::rise::{FourFold, Rise};
use super::rows::InPeriods;
use crate::aggregate::Table;
use std::collections::BTreeMap;

/// Cells named for one rise.
const NAMED: usize = 3;
/// Cells looked at for one type and period.
const LOOKED_AT: usize = 60;

/// One bit for every complaint of the type.
type Bits = Vec<u64>;

/// Of one type, the smallest set of cells for every period. `risen` is sorted by period, then by strength.
pub(super) fn minimal_cells(table: &Table, rows: &InPeriods, risen: &[Rise]) -> Vec<Rise> {
    let groups: Vec<&[Rise]> = risen.chunk_by(|a, b| a.period == b.period).collect();
    let looked_at = |g: &&[Rise]| g.iter().take(LOOKED_AT).cloned().collect::<Vec<_>>();
    let groups: Vec<Vec<Rise>> = groups.iter().map(looked_at).collect();
    let members = Members::of(table, rows, &groups);
    let chosen = |group: Vec<Rise>| members.smallest_set(group);
    groups.into_iter().flat_map(chosen).collect()
}

/// Which complaints of a type lie in which value of which column, and in which period.
struct Members {
    values: BTreeMap<(usize, u32), Bits>,
    periods: BTreeMap<u32, Bits>,
    all: Bits,
}

impl Members {
    fn of(table: &Table, rows: &InPeriods, groups: &[Vec<Rise>]) -> Self {
        let type_id = groups.iter().flatten().next().map(|r| r.type_id);
        let of_type: Vec<usize> = (0..rows.row.len())
            .filter(|&i| Some(rows.type_id[i]) == type_id)
            .collect();
        let none = vec![0_u64; of_type.len().div_ceil(64)];
        let (mut values, mut periods) = (BTreeMap::new(), BTreeMap::new());
        for r in groups.iter().flatten() {
            periods.insert(r.period, none.clone());
            for &part in &r.cell {
                values.insert(part, none.clone());
            }
        }
        let mut all = none;
        for (at, &i) in of_type.iter().enumerate() {
            let (word, bit) = (at / 64, 1 << (at % 64));
            all[word] |= bit;
            if let Some(bits) = periods.get_mut(&rows.period[i]) {
                bits[word] |= bit;
            }
            for (place, column) in table.dimensions.iter().enumerate() {
                let code = column.codes[rows.row[i] as usize];
                if let Some(bits) = values.get_mut(&(place, code)) {
                    bits[word] |= bit;
                }
            }
        }
        Self {
            values,
            periods,
            all,
        }
    }

    fn cell(&self, cell: &CellKey) -> Bits {
        let mut bits = self.all.clone();
        for part in cell {
            if let Some(other) = self.values.get(part) {
                bits.iter_mut().zip(other).for_each(|(b, o)| *b &= o);
            }
        }
        bits
    }

    /// Takes the strongest cell, then the strongest of what is left once its complaints are set aside, and so on.
    fn smallest_set(&self, group: Vec<Rise>) -> Vec<Rise> {
        let mut left: Vec<(Bits, Rise)> =
            group.into_iter().map(|r| (self.cell(&r.cell), r)).collect();
        let mut rows = self.all.clone();
        let mut chosen: Vec<Rise> = Vec::new();
        while chosen.len() < NAMED && !left.is_empty() {
            let (bits, best) = left.remove(0);
            rows.iter_mut().zip(&bits).for_each(|(r, b)| *r &= !b);
            chosen.push(best);
            left = self.again(&rows, left);
        }
        chosen
    }

    /// The candidates that still rise among `rows`, strongest first.
    fn again(&self, rows: &Bits, left: Vec<(Bits, Rise)>) -> Vec<(Bits, Rise)> {
        let Some(now) = left.first().and_then(|l| self.periods.get(&l.1.period)) else {
            return Vec::new();
        };
        let all = ones(rows.iter().copied());
        let period = ones(rows.iter().zip(now).map(|(r, n)| r & n));
        let mut still: Vec<(f64, (Bits, Rise))> = left
            .into_iter()
            .filter_map(|(bits, r)| {
                let inside = || rows.iter().zip(&bits).map(|(r, b)| r & b);
                let four = FourFold {
                    count: ones(inside().zip(now).map(|(b, n)| b & n)),
                    period,
                    cell: ones(inside()),
                    all,
                };
                // What is left of a cell must stand on its own nearly as firmly as before.
                let firm = four.rises() && four.p(&r.spread) < 1e-4;
                (firm && four.count * 2 >= r.count).then(|| (four.strength(), (bits, r)))
            })
            .collect();
        still.sort_by(|a, b| {
            b.0.total_cmp(&a.0)
                .then_with(|| a.1.1.cell.cmp(&b.1.1.cell))
        });
        still.into_iter().map(|(_, l)| l).collect()
    }
}

fn ones(bits: impl Iterator<Item = u64>) -> u64 {
    bits.map(|b| u64::from(b.count_ones())).sum()
}
