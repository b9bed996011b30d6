//! Words of a taxonomy in texts: how much each type is meant, which rows it covers, and where types claim the same rows.

use crate::segment::{Kind, stem};
use crate::train::taxonomy::Taxonomy;
use crate::types::Span;
use crate::vectorize::Analyzer;
use aho_corasick::{AhoCorasick, MatchKind};
use ndarray::Array2;
use rayon::prelude::*;
use std::collections::BTreeMap;

/// Hits of a word in one text that count.
const HITS: u32 = 3;
/// A part of a longer name counts so much.
const PART: f32 = 0.5;
/// Characters that a part of a name has at least.
const PART_CHARS: usize = 2;

/// The words of a taxonomy, ready to be looked for.
pub(super) struct Keywords {
    words: Vec<Word>,
    /// Words of Chinese characters, in the text; and words of letters, by their stems between spaces.
    unspaced: Option<AhoCorasick>,
    spaced: Option<AhoCorasick>,
    /// The word that each pattern stands for.
    of_unspaced: Vec<usize>,
    of_spaced: Vec<usize>,
    n_types: usize,
}

/// One word with the types that it speaks for.
struct Word {
    /// How much it counts for a type.
    speaks_for: BTreeMap<usize, f32>,
    /// It was given, not made of a name.
    is_given: bool,
}

/// What the words of a type cover.
#[derive(Clone, Debug, Default)]
pub(in crate::train) struct TypeCoverage {
    /// Words given.
    pub(in crate::train) words: u64,
    /// Those of them that a row holds.
    pub(in crate::train) found: u64,
    /// Rows that speak for this type most.
    pub(in crate::train) rows: u64,
    /// Rows with words of this type and of others.
    pub(in crate::train) conflicts: u64,
}

/// What words cover of the unlabelled rows.
#[derive(Clone, Debug, Default)]
pub(in crate::train) struct Coverage {
    /// By type.
    pub(in crate::train) types: Vec<TypeCoverage>,
    /// The type of every unlabelled row that one type speaks for most.
    pub(in crate::train) best: Vec<Option<u32>>,
}

impl Keywords {
    /// Words given count whole, names of types and of the levels below them also by their parts, where no other type has these.
    pub(super) fn new(taxonomy: &Taxonomy, type_names: &[String], analyzer: &Analyzer) -> Self {
        let mut all: BTreeMap<String, Word> = BTreeMap::new();
        let mut parts: BTreeMap<String, BTreeMap<usize, f32>> = BTreeMap::new();
        for t in &taxonomy.types {
            let Some(type_id) = type_names.iter().position(|n| *n == t.name) else {
                continue;
            };
            let own = t.name.split('>').next_back().unwrap_or_default();
            let named = t.levels.iter().map(|l| (l.as_str(), true));
            let given = t.words.iter().map(|w| (w.as_str(), true));
            for (phrase, is_given) in named.clone().chain(given).chain([(own, false)]) {
                let phrase = key(phrase, analyzer);
                if phrase.trim().is_empty() {
                    continue;
                }
                let word = all.entry(phrase).or_insert_with(|| Word {
                    speaks_for: BTreeMap::new(),
                    is_given,
                });
                word.is_given |= is_given;
                word.speaks_for.insert(type_id, 1.0);
            }
            for (name, _) in named.chain([(own, false)]) {
                for part in parts_of(name, analyzer) {
                    parts.entry(part).or_default().insert(type_id, PART);
                }
            }
        }
        parts.retain(|part, types| types.len() == 1 && !all.contains_key(part));
        let parts = parts.into_iter().map(|(part, speaks_for)| {
            let is_given = false;
            (
                part,
                Word {
                    speaks_for,
                    is_given,
                },
            )
        });
        all.extend(parts);
        Self::build(all, type_names.len())
    }

    fn build(all: BTreeMap<String, Word>, n_types: usize) -> Self {
        let (mut unspaced, mut spaced) = (Vec::new(), Vec::new());
        let (mut of_unspaced, mut of_spaced) = (Vec::new(), Vec::new());
        let mut words = Vec::new();
        for (text, word) in all {
            if text.starts_with(' ') {
                of_spaced.push(words.len());
                spaced.push(text);
            } else {
                of_unspaced.push(words.len());
                unspaced.push(text);
            }
            words.push(word);
        }
        let automaton = |patterns: &[String]| {
            let builder = AhoCorasick::builder()
                .match_kind(MatchKind::Standard)
                .build(patterns);
            builder.ok().filter(|_| !patterns.is_empty())
        };
        Self {
            words,
            unspaced: automaton(&unspaced),
            spaced: automaton(&spaced),
            of_unspaced,
            of_spaced,
            n_types,
        }
    }

    /// How often a text holds each word, by word.
    fn hits(&self, text: &str, analyzer: &Analyzer) -> Vec<(usize, u32)> {
        let mut hits: BTreeMap<usize, u32> = BTreeMap::new();
        let mut count = |automaton: &Option<AhoCorasick>, words: &[usize], text: &str| {
            for found in automaton.iter().flat_map(|a| a.find_overlapping_iter(text)) {
                *hits.entry(words[found.pattern().as_usize()]).or_default() += 1;
            }
        };
        count(&self.unspaced, &self.of_unspaced, text);
        if self.spaced.is_some() {
            count(&self.spaced, &self.of_spaced, &stems(text, analyzer));
        }
        hits.into_iter().collect()
    }

    /// Scores of all texts by the words they hold, `Σ √min(hits, 3) · ln(1 / share of the rows with the word)`, and what the words
    /// cover of the rows from `first` on.
    pub(super) fn look(
        &self,
        texts: &[String],
        first: usize,
        analyzer: &Analyzer,
    ) -> (Array2<f32>, Coverage) {
        let hits: Vec<Vec<(usize, u32)>> =
            texts.par_iter().map(|t| self.hits(t, analyzer)).collect();
        let mut frequencies = vec![0_u32; self.words.len()];
        for &(word, _) in hits.iter().flatten() {
            frequencies[word] += 1;
        }
        let mut scores = Array2::zeros((texts.len(), self.n_types));
        for (held, mut row) in hits.iter().zip(scores.rows_mut()) {
            for &(word, n) in held {
                let rarity = (texts.len() as f32 / frequencies[word] as f32).ln();
                let value = (n.min(HITS) as f32).sqrt() * rarity;
                for (&t, weight) in &self.words[word].speaks_for {
                    row[t] += value * weight;
                }
            }
        }
        let mut coverage = self.coverage(&scores, first);
        for (word, n) in self.words.iter().zip(frequencies).filter(|w| w.0.is_given) {
            for &t in word.speaks_for.keys() {
                coverage.types[t].words += 1;
                coverage.types[t].found += u64::from(n > 0);
            }
        }
        (scores, coverage)
    }

    fn coverage(&self, scores: &Array2<f32>, first: usize) -> Coverage {
        let mut coverage = Coverage {
            types: vec![TypeCoverage::default(); self.n_types],
            best: Vec::new(),
        };
        for row in scores.rows().into_iter().skip(first) {
            let most = row.iter().copied().fold(0.0_f32, f32::max);
            let claims = row.iter().filter(|s| **s > 0.0).count();
            let mut best = (0_u32..).zip(&row).filter(|e| most > 0.0 && *e.1 >= most);
            let best = best.next().filter(|_| best.next().is_none()).map(|e| e.0);
            for (t, _) in row.iter().enumerate().filter(|e| claims > 1 && *e.1 > 0.0) {
                coverage.types[t].conflicts += 1;
            }
            if let Some(t) = best {
                coverage.types[t as usize].rows += 1;
            }
            coverage.best.push(best);
        }
        coverage
    }
}

/// A word as it is looked for: words of letters as stems between spaces.
fn key(word: &str, analyzer: &Analyzer) -> String {
    let text = analyzer.normalize(word);
    let text = text.trim();
    if text.chars().all(|c| c.is_ascii() || !is_unspaced(c)) {
        return stems(text, analyzer);
    }
    text.to_owned()
}

fn is_unspaced(c: char) -> bool {
    ('\u{2e80}'..='\u{9fff}').contains(&c) || ('\u{20000}'..='\u{323af}').contains(&c)
}

/// The stems of the words of letters and the numbers, each between spaces.
fn stems(text: &str, analyzer: &Analyzer) -> String {
    let mut tokens = Vec::new();
    analyzer.words(text, &mut tokens);
    let mut out = String::from(" ");
    for token in tokens
        .iter()
        .filter(|t| matches!(t.kind, Kind::Letters | Kind::Number))
    {
        let word = text.get(token.span.range()).unwrap_or_default();
        out.push_str(&stem(word));
        out.push(' ');
    }
    out
}

/// The words that a name of Chinese characters is made of.
fn parts_of(name: &str, analyzer: &Analyzer) -> Vec<String> {
    let text = analyzer.normalize(name);
    let mut tokens = Vec::new();
    analyzer.words(&text, &mut tokens);
    let word = |span: Span| text.get(span.range()).unwrap_or_default().to_owned();
    let parts = tokens.iter().filter(|t| t.kind == Kind::Han);
    let parts = parts.map(|t| word(t.span));
    parts.filter(|w| w.chars().count() >= PART_CHARS).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::normalize::MaskParams;
    use crate::segment::UserDictionary;

    fn looked(types: &[(&str, &[&str])], texts: &[&str]) -> (Array2<f32>, Coverage) {
        let analyzer = Analyzer::new(&UserDictionary::default(), "", MaskParams::named(""));
        let rows: Vec<Vec<String>> = types
            .iter()
            .map(|(n, w)| vec![(*n).to_owned(), w.join("、")])
            .collect();
        let taxonomy = Taxonomy::from_table("t", &["类型".into(), "词".into()], &rows).unwrap();
        let names: Vec<String> = types.iter().map(|t| t.0.to_owned()).collect();
        let texts: Vec<String> = texts.iter().map(|t| analyzer.normalize(t)).collect();
        Keywords::new(&taxonomy, &names, &analyzer).look(&texts, 0, &analyzer)
    }

    #[test]
    fn rare_words_count_more_and_conflicts_are_seen() {
        let texts = ["快递没到", "快递慢", "退款没到账", "快递退款", "无关的话"];
        let (scores, coverage) =
            looked(&[("物流", &["快递", "包裹"]), ("售后", &["退款"])], &texts);
        assert_eq!(coverage.best, [Some(0), Some(0), Some(1), Some(1), None]);
        assert!((scores[(0, 0)] - (5.0_f32 / 3.0).ln()).abs() < 1e-6);
        let [a, b] = &coverage.types[..] else {
            panic!()
        };
        assert_eq!((a.words, a.found, a.rows, a.conflicts), (2, 1, 2, 1));
        assert_eq!((b.words, b.found, b.rows, b.conflicts), (1, 1, 2, 1));
    }

    #[test]
    fn words_of_letters_match_as_words_by_their_stem() {
        let types: &[(&str, &[&str])] = &[("loans", &["car loan"]), ("cards", &["card"])];
        let texts = [
            "my car loans are late",
            "they scarred my cards",
            "discard it",
            "nothing",
        ];
        let (_, coverage) = looked(types, &texts);
        assert_eq!(coverage.best, [Some(0), Some(1), None, None]);
    }
}
