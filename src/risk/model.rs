//! A model of the texts alone: judged on later complaints than it learnt from, and where that cannot be, by cross-validation.

use super::judged::Judged;
use super::score::score;
use crate::aggregate::date;
use crate::error::Result;
use crate::report::{RiskRefusal, RiskScore, RiskSplit};
use crate::similar;
use crate::train::{TrainParams, YesNoTexts};
use crate::types::arena::StringArena;

/// Yeses and noes that a model is learnt from, and judged on, at least.
const LEAST: u64 = 20;
/// Of the complaints with a day, the latest three in ten are judged.
const LEARNT: usize = 7;
const OF: usize = 10;
/// Folds of the cross-validation.
const FOLDS: u32 = 5;

/// What a model of the texts says.
#[derive(Debug, Default)]
pub(super) struct Found {
    pub(super) score: Option<RiskScore>,
    pub(super) no_time_split: Option<RiskRefusal>,
    pub(super) no_score: Option<RiskRefusal>,
    /// The probability of every entry by a model that did not learn from it; absent where the model does not tell.
    pub(super) text_risk: Option<Vec<f64>>,
}

/// Entries before a day, and from it on.
struct Divided {
    before: Vec<u32>,
    after: Vec<u32>,
    day: i32,
}

/// Judges a model of the texts of `judged`.
pub(super) fn judge(judged: &Judged<'_>, texts: &StringArena, dispersion: f64) -> Result<Found> {
    let texts: Vec<String> = judged
        .rows
        .iter()
        .map(|&row| texts.get(row as usize).to_owned())
        .collect();
    let (yes, no) = judged.both(0..judged.len());
    let has_texts = texts.iter().any(|t| !t.trim().is_empty());
    if yes < LEAST || no < LEAST || !has_texts {
        return Ok(Found {
            no_score: Some(match has_texts {
                true => RiskRefusal::TooFew { yes, no },
                false => RiskRefusal::NotWanted,
            }),
            ..Found::default()
        });
    }
    let (divided, no_time_split) = match divided(judged) {
        Ok(divided) => (Some(divided), None),
        Err(refusal) => (None, Some(refusal)),
    };
    let all: Vec<u32> = (0..).take(judged.len()).collect();
    let among = divided.as_ref().map_or(&all, |d| &d.before);
    // copies are one entry already
    let groups = similar::templates(&texts, &[]);
    let params = TrainParams::default();
    let ready = YesNoTexts::new(&texts, &judged.yes, groups, among, &params)?;
    let cross = ready.cross_validated(FOLDS)?;
    let score = match &divided {
        Some(d) => by_time(judged, &ready, d, dispersion)?,
        None => by_folds(judged, &cross, dispersion),
    };
    Ok(Found {
        text_risk: score.as_ref().is_some_and(|s| s.tells).then_some(cross),
        score,
        no_time_split,
        no_score: None,
    })
}

fn by_time(
    judged: &Judged<'_>,
    ready: &YesNoTexts,
    divided: &Divided,
    dispersion: f64,
) -> Result<Option<RiskScore>> {
    let p = ready.predicted(&divided.before, &divided.after)?;
    let answers = divided.after.iter().map(|&at| judged.yes[at as usize]);
    let rows: Vec<(f64, bool)> = p.into_iter().zip(answers).collect();
    let (yes, no) = judged.both(divided.before.iter().map(|&at| at as usize));
    let score = score(&rows, yes as f64 / (yes + no) as f64, dispersion);
    Ok(score.map(|score| RiskScore {
        split: RiskSplit::Time,
        from: date(divided.day),
        learnt: Some(yes + no),
        ..score
    }))
}

fn by_folds(judged: &Judged<'_>, p: &[f64], dispersion: f64) -> Option<RiskScore> {
    let rows: Vec<(f64, bool)> = p.iter().copied().zip(judged.yes.iter().copied()).collect();
    let (yes, no) = judged.both(0..judged.len());
    let score = score(&rows, yes as f64 / (yes + no) as f64, dispersion)?;
    Some(RiskScore {
        split: RiskSplit::CrossValidation,
        ..score
    })
}

/// Divides the entries that have a day: about three in ten are later. Complaints of one day stay together.
fn divided(judged: &Judged<'_>) -> std::result::Result<Divided, RiskRefusal> {
    let mut days: Vec<i32> = (0..judged.len()).filter_map(|at| judged.day(at)).collect();
    days.sort_unstable();
    let Some(&day) = days.get(days.len() * LEARNT / OF) else {
        return Err(RiskRefusal::NoTime);
    };
    let (mut before, mut after) = (Vec::new(), Vec::new());
    for at in 0..judged.len() {
        let entry = u32::try_from(at).unwrap_or(u32::MAX);
        match judged.day(at) {
            Some(d) if d < day => before.push(entry),
            Some(_) => after.push(entry),
            None => {}
        }
    }
    let both = |entries: &[u32]| judged.both(entries.iter().map(|&at| at as usize));
    let ((yes_before, no_before), (yes_after, no_after)) = (both(&before), both(&after));
    let counts = [yes_before, no_before, yes_after, no_after];
    if counts.iter().any(|n| *n < LEAST) {
        return Err(RiskRefusal::TooFewOnASide {
            yes_before,
            no_before,
            yes_after,
            no_after,
        });
    }
    Ok(Divided { before, after, day })
}
