//! Words that go with an answer: which terms complaints hold that say yes more often, or less often, than others of their stratum.

use super::terms::Terms;
use super::words::{ALPHA, MIN_RATIO, MIN_SUPPORT, is_whole, may_name, whole_phrases};
use crate::aggregate::stats::keep_significant;
use crate::aggregate::strata::{Stratum, elsewhere, odds_ratio, two_sided_p};
use rayon::prelude::*;
use std::collections::BTreeMap;

/// Distinct complaints that answer a question with yes or no, one entry each.
#[derive(Clone, Copy, Debug)]
pub struct Answered<'a> {
    /// Their rows, ascending.
    pub rows: &'a [u32],
    /// Whether the answer is yes.
    pub yes: &'a [bool],
    /// The stratum of each: complaints are compared with others of theirs.
    pub strata: &'a [u32],
    /// So many of them count as one.
    pub dispersion: f64,
}

/// A word or phrase that goes with an answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Association {
    /// The word or phrase.
    pub word: String,
    /// Complaints that hold it.
    pub count: u64,
    /// Those of them that say yes.
    pub yes: u64,
    /// Those that would if they did so as often as others of their strata.
    pub expected: f64,
    /// Adjusted over all words.
    pub p_adjusted: f64,
    /// Rows that hold it, ascending.
    pub rows: Vec<u32>,
    term: u32,
}

impl Association {
    /// It goes with yes, not with no.
    #[must_use]
    pub fn is_more(&self) -> bool {
        self.yes as f64 > self.expected
    }
}

/// Words that go with yes, and words that go with no, the clearest first.
#[must_use]
pub fn associated(terms: &Terms, answered: Answered<'_>) -> (Vec<Association>, Vec<Association>) {
    let mut sizes: BTreeMap<u32, Stratum> = BTreeMap::new();
    for (stratum, yes) in answered.strata.iter().zip(answered.yes) {
        let size = sizes.entry(*stratum).or_default();
        size.all += 1;
        size.marked += u64::from(*yes);
    }
    let named: Vec<u32> = (0..u32::try_from(terms.len()).unwrap_or(u32::MAX))
        .filter(|&term| is_whole(terms.name(term)) && may_name(terms.name(term)))
        .collect();
    let holding = terms.holding(&named);
    let found: Vec<Option<(Association, bool)>> = named
        .par_iter()
        .map(|&term| {
            let rows = holding.get(&term)?;
            association((term, terms.name(term)), rows, answered, &sizes)
        })
        .collect();
    let tested: Vec<(Association, bool)> = found.into_iter().flatten().collect();
    let tried = tested.len();
    let strong = tested.into_iter().filter(|(_, is_strong)| *is_strong);
    let mut found: Vec<Association> = strong.map(|(found, _)| found).collect();
    keep_significant(&mut found, tried, ALPHA, |f| &mut f.p_adjusted);
    found.sort_by(|a, b| {
        let p = a.p_adjusted.total_cmp(&b.p_adjusted);
        p.then(b.count.cmp(&a.count))
            .then_with(|| a.word.cmp(&b.word))
    });
    let (more, less) = found.into_iter().partition(Association::is_more);
    let whole = |found| whole_phrases(terms, found, |a: &Association| (a.term, a.count));
    (whole(more), whole(less))
}

/// A word that enough complaints hold, with its raw p, and whether it goes with an answer strongly enough to be named.
fn association(
    (term, word): (u32, &str),
    holding: &[u32],
    answered: Answered<'_>,
    sizes: &BTreeMap<u32, Stratum>,
) -> Option<(Association, bool)> {
    let mut strata: BTreeMap<u32, Stratum> = BTreeMap::new();
    let mut rows = Vec::new();
    for &row in holding {
        let Ok(at) = answered.rows.binary_search(&row) else {
            continue;
        };
        let stratum = answered.strata[at];
        let size = || sizes.get(&stratum).copied().unwrap_or_default();
        let stratum = strata.entry(stratum).or_insert_with(size);
        stratum.drawn += 1;
        stratum.hits += u64::from(answered.yes[at]);
        rows.push(row);
    }
    if rows.len() < MIN_SUPPORT as usize {
        return None;
    }
    let strata: Vec<Stratum> = strata.into_values().collect();
    let ratio = odds_ratio(&strata);
    let found = Association {
        word: word.to_owned(),
        count: rows.len() as u64,
        yes: strata.iter().map(|s| s.hits).sum(),
        expected: elsewhere(&strata),
        p_adjusted: two_sided_p(&strata, answered.dispersion),
        rows,
        term,
    };
    let is_strong = ratio.is_none_or(|r| r.max(1.0 / r) >= MIN_RATIO);
    Some((found, is_strong))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::causes::{Piece, PieceKind, StopWords};

    /// Complaints of two types that differ in how often they say yes: 20 and 60 of 100. Of each type, half hold a word of the type, and a tenth
    /// 律师, which then say yes with 8 in 10; 满意 is held by those who say no.
    #[test]
    fn words_of_a_type_do_not_go_with_the_answer_that_the_type_has() {
        let (mut texts, mut yes, mut strata) = (Vec::new(), Vec::new(), Vec::new());
        for stratum in 0..2_u32 {
            for i in 0..300_u32 {
                let lawyer = i % 10 == 0;
                let says = match lawyer {
                    true => i % 50 != 0,
                    false => i % 5 < 1 + 2 * stratum,
                };
                let own = if i % 2 == 0 {
                    ["物流", "退款"][stratum as usize]
                } else {
                    "其他"
                };
                let polite = if !says && i % 3 == 0 {
                    "满意"
                } else {
                    "来电"
                };
                texts.push(format!(
                    "{own} {} {polite}",
                    if lawyer { "律师" } else { "处理" }
                ));
                yes.push(says);
                strata.push(stratum);
            }
        }
        let terms = Terms::of(texts.len(), 5, &StopWords::default(), |i, take| {
            for text in texts[i].split(' ') {
                let kind = PieceKind::Word;
                take(Piece { text, kind });
                let kind = PieceKind::Break;
                take(Piece { text: "，", kind });
            }
        });
        let rows: Vec<u32> = (0..).take(texts.len()).collect();
        let answered = Answered {
            rows: &rows,
            yes: &yes,
            strata: &strata,
            dispersion: 1.0,
        };
        let (more, less) = associated(&terms, answered);
        let words = |found: &[Association]| -> Vec<String> {
            found.iter().map(|a| a.word.clone()).collect()
        };
        assert_eq!(words(&more)[0], "律师");
        assert_eq!((more[0].count, more[0].yes), (60, 48));
        assert!((15.0..30.0).contains(&more[0].expected), "{:?}", more[0]);
        assert!(words(&less).contains(&"满意".to_owned()), "{less:?}");
        for own in ["物流", "退款"] {
            assert!(!words(&more).contains(&own.to_owned()), "{more:?}");
            assert!(!words(&less).contains(&own.to_owned()), "{less:?}");
        }
        let spread = Answered {
            dispersion: 40.0,
            ..answered
        };
        assert!(associated(&terms, spread).0.is_empty());
    }
}
