//! Which texts a tally counted as distinct, so that copies between parts are found when tallies merge.

use super::table::{NO_DAY, Table};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// Where a distinct complaint was counted. Of two that are copies the lesser one stays.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Place {
    /// Its day; absent where its part had no time column.
    pub(super) day: Option<i32>,
    /// Its type, empty for none.
    pub(super) type_name: String,
    /// Its value in every dimension of its part, empty for none.
    pub(super) values: BTreeMap<String, String>,
}

/// The distinct complaints of a tally: signatures of their texts in rising order, and for each where it was counted, by codes.
///
/// Signatures are equal where normalised texts are, digits aside: copies between parts are found, near-copies only within one.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Copies {
    signatures: Vec<u64>,
    #[serde(rename = "kinds")]
    types: NameColumn,
    /// [`NO_DAY`] for none, one more for a part without a time column.
    days: Vec<i32>,
    values: BTreeMap<String, NameColumn>,
}

/// For every complaint a name by its place among `names` + 1; 0 where its part had no such column.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct NameColumn {
    names: Vec<String>,
    codes: Vec<u32>,
}

const NO_TIME: i32 = NO_DAY + 1;

impl NameColumn {
    fn of(names: &[Option<&str>]) -> Self {
        let different: BTreeSet<&str> = names.iter().copied().flatten().collect();
        let code_of: BTreeMap<&str, u32> = different.iter().copied().zip(1..).collect();
        let code = |name: &Option<&str>| name.and_then(|n| code_of.get(n)).copied();
        Self {
            codes: names.iter().map(|n| code(n).unwrap_or(0)).collect(),
            names: different.into_iter().map(str::to_owned).collect(),
        }
    }

    /// The rows of `kept`, with the names of both sides.
    fn picked(kept: &[(bool, usize)], one: Option<&Self>, other: Option<&Self>) -> Self {
        let names = |of: Option<&Self>| of.map_or(&[][..], |c| &c.names).to_vec();
        let both: BTreeSet<String> = [names(one), names(other)].into_iter().flatten().collect();
        let code_of: BTreeMap<&String, u32> = both.iter().zip(1..).collect();
        let new = |of: Option<&Self>| -> Vec<u32> {
            let codes = names(of);
            let codes = codes.iter().filter_map(|n| code_of.get(n)).copied();
            std::iter::once(0).chain(codes).collect()
        };
        let sides = [(one, new(one)), (other, new(other))];
        let code = |&(theirs, row): &(bool, usize)| {
            let (of, new) = &sides[usize::from(theirs)];
            let old = *of.as_ref()?.codes.get(row)?;
            new.get(old as usize).copied()
        };
        Self {
            codes: kept.iter().map(|k| code(k).unwrap_or(0)).collect(),
            names: both.into_iter().collect(),
        }
    }

    fn name(&self, row: usize) -> Option<&str> {
        let code = *self.codes.get(row)?;
        let at = usize::try_from(code.checked_sub(1)?).ok()?;
        self.names.get(at).map(String::as_str)
    }
}

impl Copies {
    /// The firsts of the groups of `table` that have a signature.
    #[must_use]
    pub fn of(table: &Table, signature: impl Fn(usize) -> Option<u64>) -> Self {
        let rows = (0..table.rows()).filter(|&row| table.is_first(row));
        let mut rows: Vec<(u64, usize)> = rows
            .filter_map(|row| Some((signature(row)?, row)))
            .collect();
        rows.sort_unstable();
        let coded = |column: &super::table::Column| {
            let name = |(_, row): &(u64, usize)| Some(column.value(*row).unwrap_or_default());
            NameColumn::of(&rows.iter().map(name).collect::<Vec<_>>())
        };
        let day = |row: usize| match &table.days {
            Some(days) => days.get(row).copied().unwrap_or(NO_DAY),
            None => NO_TIME,
        };
        Self {
            types: coded(&table.types),
            values: table
                .dimensions
                .iter()
                .map(|column| (column.name.clone(), coded(column)))
                .collect(),
            days: rows.iter().map(|&(_, row)| day(row)).collect(),
            signatures: rows.iter().map(|r| r.0).collect(),
        }
    }

    fn place(&self, row: usize) -> Place {
        let value = |(name, coded): (&String, &NameColumn)| {
            Some((name.clone(), coded.name(row)?.to_owned()))
        };
        Place {
            day: self.days.get(row).copied().filter(|d| *d != NO_TIME),
            type_name: self.types.name(row).unwrap_or_default().to_owned(),
            values: self.values.iter().filter_map(value).collect(),
        }
    }

    /// Both together, and where those were counted that are copies after all. Which of two copies stays does not depend on which
    /// side it is.
    pub(super) fn joined(self, other: Self) -> (Self, Vec<Place>) {
        let (mut kept, mut dropped) = (Vec::new(), Vec::new());
        let (mut a, mut b) = (0, 0);
        loop {
            let ours = self.signatures.get(a);
            let theirs = other.signatures.get(b);
            let order = match (ours, theirs) {
                (None, None) => break,
                (Some(_), None) => std::cmp::Ordering::Less,
                (None, Some(_)) => std::cmp::Ordering::Greater,
                (Some(ours), Some(theirs)) => ours.cmp(theirs),
            };
            if order.is_eq() {
                let (mine, their) = (self.place(a), other.place(b));
                let mine_stays = mine <= their;
                kept.push(if mine_stays { (false, a) } else { (true, b) });
                dropped.push(if mine_stays { their } else { mine });
            } else if order.is_lt() {
                kept.push((false, a));
            } else {
                kept.push((true, b));
            }
            a += usize::from(order.is_le());
            b += usize::from(order.is_ge());
        }
        (Self::picked(&kept, &self, &other), dropped)
    }

    /// The complaints named by side (whether it is `other`'s) and row.
    fn picked(kept: &[(bool, usize)], one: &Self, other: &Self) -> Self {
        let of = |&(theirs, row): &(bool, usize)| (if theirs { other } else { one }, row);
        let columns: BTreeSet<&String> = one.values.keys().chain(other.values.keys()).collect();
        let column = |name: &String| {
            let coded = NameColumn::picked(kept, one.values.get(name), other.values.get(name));
            (name.clone(), coded)
        };
        Self {
            types: NameColumn::picked(kept, Some(&one.types), Some(&other.types)),
            values: columns.into_iter().map(column).collect(),
            days: kept
                .iter()
                .map(of)
                .map(|(copies, row)| copies.days.get(row).copied().unwrap_or(NO_TIME))
                .collect(),
            signatures: kept
                .iter()
                .map(of)
                .filter_map(|(copies, row)| copies.signatures.get(row).copied())
                .collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::aggregate::tests::random;
    use crate::aggregate::{Copies, Tally};

    /// Complaints with these texts, all told on `day`.
    fn tally(texts: &[u64], day: i32) -> Tally {
        let mut table = random(5, 400);
        let rows = texts.len();
        table.types.codes.truncate(rows);
        table
            .dimensions
            .iter_mut()
            .for_each(|d| d.codes.truncate(rows));
        table.days = Some(vec![day; rows]);
        table.review = None;
        table.numbers.clear();
        let first = |t: &u64| texts.iter().position(|x| x == t).unwrap_or(0);
        table.group = texts
            .iter()
            .map(|t| u32::try_from(first(t)).unwrap())
            .collect();
        let mut tally = Tally::of(&table);
        tally.copies = Some(Copies::of(&table, |row| Some(texts[row])));
        tally
    }

    #[test]
    fn a_complaint_in_two_parts_is_distinct_once_in_every_count() {
        let (one, other) = (tally(&[1, 2, 2, 3], 10), tally(&[3, 4, 2, 5, 5], 9));
        assert_eq!((one.total.distinct, other.total.distinct), (3, 4));
        let mut both = one.clone();
        both.merge(other.clone());
        assert_eq!((both.total.rows, both.total.distinct), (9, 5));
        let distinct =
            |types: &crate::aggregate::ByType| -> u64 { types.values().map(|c| c.distinct).sum() };
        assert_eq!(distinct(&both.types), 5);
        for dimension in both.dimensions.values() {
            assert_eq!(dimension.values.values().map(distinct).sum::<u64>(), 5);
        }
        // copies stay where they were first told: on day 9
        let days = both.days.as_ref().unwrap();
        assert_eq!((distinct(&days[&9]), distinct(&days[&10])), (4, 1));
        let mut back = other;
        back.merge(one);
        assert_eq!(back, both);
    }
}
