//! Complaints of several types: which types are named together, and the two shares of every type, of complaints and of mentions.

use super::figures::{Figures, Mentioned, Mentions, Share, Together};
use super::rename::Renames;
use super::stats::Z95;
use super::table::{Column, Encoder};
use super::tally::Tally;
use std::collections::BTreeMap;

/// Between the types of a combination; no type holds it.
const BETWEEN: char = '\u{1f}';
/// Pairs of types that are listed.
const PAIRS: usize = 10;

/// Types as one value of a column of combinations, each once, in their order.
#[must_use]
pub fn combined<'a>(types: impl IntoIterator<Item = &'a str>) -> String {
    let mut distinct: Vec<&str> = Vec::new();
    for name in types {
        if !distinct.contains(&name) {
            distinct.push(name);
        }
    }
    distinct.join(&BETWEEN.to_string())
}

fn parts(combination: &str) -> impl Iterator<Item = &str> {
    combination.split(BETWEEN).filter(|p| !p.is_empty())
}

impl Column {
    /// Of a column of combinations: the types with the rows that name each.
    #[must_use]
    pub fn part_counts(&self) -> (Vec<String>, Vec<u64>) {
        let combinations = self.values.iter().zip(self.counts());
        part_counts(combinations.map(|(value, n)| (value.as_str(), n)))
    }

    /// Of a column of combinations: the same rows, every type as `shown` names it.
    #[must_use]
    pub fn with_parts(self, shown: impl Fn(&str) -> String) -> Self {
        let rename = |value: &String| {
            let named: Vec<String> = parts(value).map(&shown).collect();
            combined(named.iter().map(String::as_str))
        };
        let values: Vec<String> = self.values.iter().map(rename).collect();
        let mut encoder = Encoder::new(&self.name).made(self.made);
        for code in self.codes {
            encoder.push(values.get(code as usize).map(String::as_str));
        }
        encoder.finish()
    }
}

fn part_counts<'a>(combinations: impl Iterator<Item = (&'a str, u64)>) -> (Vec<String>, Vec<u64>) {
    let mut counts: BTreeMap<&str, u64> = BTreeMap::new();
    for (combination, n) in combinations {
        for part in parts(combination) {
            *counts.entry(part).or_default() += n;
        }
    }
    counts
        .into_iter()
        .map(|(name, n)| (name.to_owned(), n))
        .unzip()
}

impl Tally {
    /// Types with the complaints that name each; none where every complaint has one type.
    #[must_use]
    pub fn mention_counts(&self) -> (Vec<String>, Vec<u64>) {
        let combinations = self.combinations.iter().flatten();
        part_counts(combinations.map(|(value, n)| (value.as_str(), *n)))
    }

    /// Combinations under new names of their types.
    pub(super) fn rename_combinations(&mut self, types: &Renames) {
        let Some(combinations) = self.combinations.take() else {
            return;
        };
        let mut renamed: BTreeMap<String, u64> = BTreeMap::new();
        for (combination, n) in combinations {
            let named = parts(&combination).map(|p| types.get(p).map_or(p, String::as_str));
            *renamed.entry(combined(named)).or_default() += n;
        }
        self.combinations = Some(renamed);
    }

    /// Shares of complaints and of mentions; absent where every complaint has one type.
    pub(super) fn mentions(&self) -> Option<Mentions> {
        let combinations = self.combinations.as_ref()?;
        let mut sums = Sums::default();
        for (combination, n) in combinations {
            sums.add(&parts(combination).collect::<Vec<_>>(), *n);
        }
        let mut types: Vec<Mentioned> = sums.types.iter().map(|t| sums.mentioned(t)).collect();
        types.sort_by(|a, b| {
            let more = b.of_complaints.count.cmp(&a.of_complaints.count);
            more.then_with(|| a.name.cmp(&b.name))
        });
        let mut together: Vec<Together> = sums.pairs.iter().map(|p| sums.together(p)).collect();
        together.sort_by(|a, b| {
            let more = b.of_complaints.count.cmp(&a.of_complaints.count);
            more.then_with(|| a.types.cmp(&b.types))
        });
        together.truncate(PAIRS);
        Some(Mentions {
            complaints: sums.complaints,
            mentions: sums.mentions,
            types,
            together,
        })
    }
}

/// Sums over combinations.
#[derive(Default)]
struct Sums<'a> {
    complaints: u64,
    mentions: u64,
    /// Sum over complaints of the square of how many types they name.
    squares: u64,
    types: BTreeMap<&'a str, OfType>,
    /// Complaints that name both.
    pairs: BTreeMap<(&'a str, &'a str), u64>,
}

#[derive(Clone, Copy, Default)]
struct OfType {
    complaints: u64,
    /// Those that name it first.
    first: u64,
    /// How many types these complaints name, all together.
    mentions: u64,
}

impl<'a> Sums<'a> {
    fn add(&mut self, types: &[&'a str], n: u64) {
        let named = types.len() as u64;
        if named == 0 {
            return;
        }
        self.complaints += n;
        self.mentions += n * named;
        self.squares += n * named * named;
        for (at, name) in types.iter().enumerate() {
            let of_type = self.types.entry(name).or_default();
            of_type.complaints += n;
            of_type.first += if at == 0 { n } else { 0 };
            of_type.mentions += n * named;
            for other in &types[at + 1..] {
                let pair = if name < other {
                    (*name, *other)
                } else {
                    (*other, *name)
                };
                *self.pairs.entry(pair).or_default() += n;
            }
        }
    }

    fn mentioned(&self, (name, of_type): (&&str, &OfType)) -> Mentioned {
        let mut of_mentions = Share::of(of_type.complaints, self.mentions);
        let interval = of_mentions.share.and_then(|r| self.interval(of_type, r));
        (of_mentions.low, of_mentions.high) = interval.unzip();
        Mentioned {
            name: (*name).to_owned(),
            of_complaints: Share::of(of_type.complaints, self.complaints),
            of_mentions,
            first: of_type.first,
        }
    }

    /// 95 % interval of a share of mentions, which come in clusters, one a complaint: a ratio of means by linearisation (Cochran, Sampling
    /// Techniques, 1977, eq. 6.13), on the scale of log-odds so that it stays between 0 and 1.
    fn interval(&self, of_type: &OfType, r: f64) -> Option<(f64, f64)> {
        let n = self.complaints as f64;
        if n < 2.0 || r <= 0.0 || r >= 1.0 {
            return None;
        }
        // Σ (x − r·m)² over complaints, x whether one names the type, m how many it names
        let squares = of_type.complaints as f64 - 2.0 * r * of_type.mentions as f64
            + r * r * self.squares as f64;
        let error = (squares.max(0.0) * n / (n - 1.0)).sqrt() / self.mentions as f64;
        let (middle, reach) = ((r / (1.0 - r)).ln(), Z95 * error / (r * (1.0 - r)));
        let back = |x: f64| 1.0 / (1.0 + (-x).exp());
        Some((back(middle - reach), back(middle + reach)))
    }

    fn together(&self, (pair, n): (&(&str, &str), &u64)) -> Together {
        Together {
            types: (pair.0.to_owned(), pair.1.to_owned()),
            of_complaints: Share::of(*n, self.complaints),
        }
    }
}

impl Figures {
    /// Whether every type's mentions that come first are its complaints.
    pub(super) fn mentions_agree(&self, mentions: &Mentions) -> bool {
        let first = |name: &str| {
            let found = mentions.types.iter().find(|m| m.name == name);
            found.map_or(0, |m| m.first)
        };
        self.types.iter().all(|t| t.share.count == first(&t.name))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::aggregate::Table;
    use proptest::prelude::*;

    fn table(rows: &[&[&str]]) -> Table {
        let (mut types, mut combinations) = (Encoder::new("类型"), Encoder::new("类型"));
        for row in rows {
            types.push(row.first().copied());
            combinations.push(Some(&combined(row.iter().copied())));
        }
        Table {
            types: types.finish(),
            combinations: Some(combinations.finish()),
            ..Table::default()
        }
    }

    #[test]
    fn two_denominators_by_hand() {
        let rows: &[&[&str]] = &[&["甲"], &["甲", "乙"], &["乙", "甲"], &["丙"], &[]];
        let mentions = Tally::of(&table(rows)).mentions().unwrap();
        assert_eq!((mentions.complaints, mentions.mentions), (4, 6));
        let first = &mentions.types[0];
        assert_eq!((first.name.as_str(), first.first), ("甲", 2));
        assert_eq!(first.of_complaints.share, Some(0.75));
        assert_eq!(first.of_mentions.share, Some(0.5));
        let pair = &mentions.together[0];
        assert_eq!(pair.types, ("乙".to_owned(), "甲".to_owned()));
        assert_eq!(pair.of_complaints.count, 2);
    }

    /// By resampling complaints, 20,000 times:
    /// ```python
    /// x = np.array([1]*30 + [1]*20 + [0]*50); m = np.array([1]*30 + [3]*20 + [1]*30 + [2]*20)
    /// d = np.random.default_rng(0).integers(0, 100, (20000, 100)); r = x[d].sum(1) / m[d].sum(1); np.percentile(r, [2.5, 97.5])
    /// # 0.253 0.376
    /// ```
    #[test]
    fn the_interval_of_a_share_of_mentions_is_that_of_the_bootstrap() {
        let mut rows: Vec<&[&str]> = vec![&["甲"]; 30];
        rows.extend(vec![&["甲", "乙", "丙"][..]; 20]);
        rows.extend(vec![&["乙"][..]; 30]);
        rows.extend(vec![&["乙", "丙"][..]; 20]);
        let mentions = Tally::of(&table(&rows)).mentions().unwrap();
        let of = mentions.types.iter().find(|t| t.name == "甲").unwrap();
        let (low, high) = of.of_mentions.low.zip(of.of_mentions.high).unwrap();
        assert!(
            (low - 0.253).abs() < 0.01 && (high - 0.376).abs() < 0.01,
            "{low} {high}"
        );
    }

    proptest! {
        #[test]
        fn mentions_add_up(rows in prop::collection::vec(prop::collection::vec(0_usize..4, 0..4), 1..60)) {
            let names = ["甲", "乙", "丙", "丁"];
            let rows: Vec<Vec<&str>> = rows.iter().map(|r| r.iter().map(|k| names[*k]).collect()).collect();
            let rows: Vec<&[&str]> = rows.iter().map(Vec::as_slice).collect();
            let (half, all) = (rows.len() / 2, Tally::of(&table(&rows)));
            let mut merged = Tally::of(&table(&rows[half..]));
            merged.merge(Tally::of(&table(&rows[..half])));
            prop_assert_eq!(&merged.combinations, &all.combinations);
            let mentions = all.mentions().unwrap();
            let sum: u64 = mentions.types.iter().map(|t| t.of_complaints.count).sum();
            prop_assert_eq!(sum, mentions.mentions);
            let first: u64 = mentions.types.iter().map(|t| t.first).sum();
            prop_assert_eq!(first, mentions.complaints);
            prop_assert_eq!(first, rows.iter().filter(|r| !r.is_empty()).count() as u64);
        }
    }
}
