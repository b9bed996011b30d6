//! One name in place of several: values that are written in different ways.

use super::merge::Merge;
use super::table::{Column, Encoder};
use super::tally::{ByType, Count, Tally};
use std::collections::BTreeMap;

/// Old name → new name; names that keep theirs are absent.
pub type Renames = BTreeMap<String, String>;

impl Column {
    /// The values with the rows of each, in the order of the values.
    #[must_use]
    pub fn counts(&self) -> Vec<u64> {
        let mut counts = vec![0; self.values.len()];
        for code in &self.codes {
            if let Some(n) = counts.get_mut(*code as usize) {
                *n += 1;
            }
        }
        counts
    }

    /// The same rows under the new names.
    #[must_use]
    pub fn renamed(self, renames: &Renames) -> Self {
        if renames.is_empty() {
            return self;
        }
        let mut encoder = Encoder::new(&self.name).made(self.made);
        for code in self.codes {
            let value = self.values.get(code as usize);
            let value = value.map(|v| renames.get(v).unwrap_or(v).as_str());
            encoder.push(value);
        }
        encoder.finish()
    }
}

impl Tally {
    /// Names of types with their rows.
    #[must_use]
    pub fn type_counts(&self) -> (Vec<String>, Vec<u64>) {
        let named = self.types.iter().filter(|(name, _)| !name.is_empty());
        named
            .map(|(name, count)| (name.clone(), count.rows))
            .unzip()
    }

    /// Dimension → its values with their rows.
    #[must_use]
    pub fn value_counts(&self) -> BTreeMap<String, (Vec<String>, Vec<u64>)> {
        let of_dimension = |values: &BTreeMap<String, ByType>| {
            let named = values.iter().filter(|(value, _)| !value.is_empty());
            named
                .map(|(value, types)| (value.clone(), Count::sum(types.values()).rows))
                .unzip()
        };
        let dimensions = self.dimensions.iter();
        dimensions
            .map(|(name, d)| (name.clone(), of_dimension(&d.values)))
            .collect()
    }

    /// The same counts under new names of types, and of values by dimension. What finds copies among parts is left out: names are
    /// settled once all parts are added up.
    #[must_use]
    pub fn renamed(mut self, types: &Renames, values: &BTreeMap<String, Renames>) -> Self {
        let none = Renames::new();
        let of = |dimension: &String| values.get(dimension).unwrap_or(&none);
        self.copies = None;
        self.rename_combinations(types);
        self.types = renamed(self.types, types);
        self.review = self.review.map(|review| renamed(review, types));
        for (name, dimension) in &mut self.dimensions {
            let counted = std::mem::take(&mut dimension.values);
            dimension.values = renamed(by_type(counted, types), of(name));
        }
        self.days = self.days.map(|days| by_type(days, types));
        for numbers in self.numbers.values_mut() {
            numbers.types = renamed(std::mem::take(&mut numbers.types), types);
            for (name, counted) in &mut numbers.dimensions {
                *counted = renamed(std::mem::take(counted), of(name));
            }
        }
        for model in self.models.values_mut() {
            for (name, counted) in &mut model.dimensions {
                *counted = renamed(std::mem::take(counted), of(name));
            }
        }
        if let Some(words) = &mut self.words {
            words.complaints = renamed(std::mem::take(&mut words.complaints), types);
            words.words = by_type(std::mem::take(&mut words.words), types);
        }
        self
    }
}

fn renamed<V: Merge>(counts: BTreeMap<String, V>, renames: &Renames) -> BTreeMap<String, V> {
    if renames.is_empty() {
        return counts;
    }
    let mut out = BTreeMap::new();
    for (name, count) in counts {
        let name = renames.get(&name).cloned().unwrap_or(name);
        out.add(BTreeMap::from([(name, count)]));
    }
    out
}

fn by_type<K: Ord, V: Merge>(
    counts: BTreeMap<K, BTreeMap<String, V>>,
    types: &Renames,
) -> BTreeMap<K, BTreeMap<String, V>> {
    let counts = counts.into_iter();
    counts.map(|(key, of)| (key, renamed(of, types))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::aggregate::tests::random;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn renaming_and_counting_commute(seed in 1_u64..60) {
            let mut table = random(seed, 300);
            let one = |column: &Column| -> Renames {
                let first = column.values.first().cloned().unwrap_or_default();
                column.values.iter().skip(1).step_by(2).map(|v| (v.clone(), first.clone())).collect()
            };
            let types = one(&table.types);
            let values: BTreeMap<String, Renames> =
                table.dimensions.iter().map(|d| (d.name.clone(), one(d))).collect();
            let tally = Tally::of(&table).renamed(&types, &values);
            table.types = table.types.renamed(&types);
            table.dimensions = table
                .dimensions
                .into_iter()
                .map(|d| { let renames = &values[&d.name]; d.renamed(renames) })
                .collect();
            prop_assert_eq!(tally, Tally::of(&table));
        }
    }
}
