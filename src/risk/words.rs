//! Words that are more common among the yeses, or among the noes, than among other complaints of the same types.

use super::answers::rate;
use super::judged::Judged;
use crate::causes::{self, Answered, Association};
use crate::collect::Collected;
use crate::report::RiskWord;
use std::cmp::Reverse;

/// Ids given of a word at most.
const IDS: usize = 5;

/// Words of the yeses, and of the noes.
pub(super) fn words(
    judged: &Judged<'_>,
    rows: &Collected,
    dispersion: f64,
) -> (Vec<RiskWord>, Vec<RiskWord>) {
    let terms = causes::terms_of(
        judged.table,
        &rows.texts.normalized,
        causes::MIN_WORD_SUPPORT,
    );
    let answered = Answered {
        rows: &judged.rows,
        yes: &judged.yes,
        strata: &judged.types,
        dispersion,
    };
    let (more, less) = causes::associated(&terms, answered);
    let told = |found: Vec<Association>| -> Vec<RiskWord> {
        let found = found.into_iter();
        found.map(|a| word(a, judged, rows, dispersion)).collect()
    };
    (told(more), told(less))
}

fn word(a: Association, judged: &Judged<'_>, rows: &Collected, dispersion: f64) -> RiskWord {
    let wanted = a.is_more();
    let has_answer = |row: &&u32| {
        let at = judged.rows.binary_search(row);
        at.is_ok_and(|at| judged.yes[at] == wanted)
    };
    let mut shown: Vec<u32> = a.rows.iter().filter(has_answer).copied().collect();
    shown.sort_by_key(|&row| (Reverse(judged.table.day(row as usize)), row));
    shown.truncate(IDS);
    let id = |row: u32| {
        let id = rows.texts.ids.get(row as usize);
        rows.normalizer.shown(id).into_owned()
    };
    RiskWord {
        rate: rate(a.yes, a.count, dispersion),
        rate_elsewhere: a.expected / a.count as f64,
        p_adjusted: a.p_adjusted,
        ids: shown.into_iter().map(id).collect(),
        word: a.word,
    }
}
