//! Weekly counts before a measure and since → its effect.

use super::contrast::{Contrast, Week};
use super::{BeforeAfter, Effect, Shortfall, Verdict};

/// Weeks before a measure, at most,
pub(super) const MOST_BEFORE: usize = 26;
/// and at least.
const LEAST_BEFORE: usize = 8;
/// Weeks since, at least.
const LEAST_AFTER: usize = 4;
/// Weeks just before a measure that are asked whether they were a high.
pub(super) const RECENT: usize = 4;
/// Weeks of a year, whole ones: a season is looked for so many weeks before.
pub(super) const YEAR: usize = 52;
/// A change a year before that exceeds what chance exceeds once in ten cases is taken for a season.
const SEASON: f64 = 0.95;
/// Treated complaints before, and expected since, at least.
const LEAST_COMPLAINTS: f64 = 15.0;
/// Complaints to compare with in each stretch, at least.
const LEAST_CONTROL: u64 = 15;
/// The fall that data must be able to show (ratio),
const WANTED: f64 = 0.7;
/// with this probability.
const POWER: f64 = 0.9;
/// Ends of 95 % intervals.
const UPPER: f64 = 0.975;
/// A high is what chance exceeds once in so many cases. Low, because the start of a measure is often a reaction to a high: leaving out
/// weeks that were none costs little, counting a high as usual makes the measure look effective (Barnett, van der Pols & Dobson
/// 2005).
const HIGH: f64 = 0.85;

/// The effect of a measure by the weeks before it, in order, and those since: treated complaints and others.
///
/// ```
/// use tousu::aggregate::{Verdict, effect_of_weeks};
/// let effect = effect_of_weeks(&[[30, 200]; 26], &[[15, 200]; 20]);
/// assert_eq!(effect.verdict, Verdict::Effective);
/// assert!(effect.high.unwrap() < 0.7);
/// ```
#[must_use]
pub fn effect_of_weeks(before: &[[u64; 2]], after: &[[u64; 2]]) -> Effect {
    let (usual, high_before) = without_high(before);
    let compared = &usual[usual.len().saturating_sub(MOST_BEFORE)..];
    let (season, after) = match season(before, (usual.len(), compared.len()), after.len()) {
        Some((season, weeks)) => (Some(season), &after[..weeks]),
        None => (None, after),
    };
    let both = |at: usize| {
        let sum = |weeks: &[Week]| weeks.iter().map(|w| w[at]).sum();
        BeforeAfter {
            before: sum(compared),
            after: sum(after),
        }
    };
    let effect = Effect {
        weeks: BeforeAfter {
            before: compared.len() as u64,
            after: after.len() as u64,
        },
        treated: both(0),
        control: both(1),
        high_before,
        year_before: season.as_ref().map(|s| s.log_ratio.exp()),
        ..Effect::default()
    };
    let contrast = Contrast::of(compared, after);
    judged(
        effect,
        &match season {
            Some(season) => contrast.without(&season),
            None => contrast,
        },
    )
}

/// The change from the same weeks to the same weeks a year before, where it was one, and how many weeks since it can be compared
/// with: those treated may have a season of their own. `usual` and `compared`: where the weeks before end, and how many there are.
fn season(
    before: &[Week],
    (usual, compared): (usize, usize),
    after: usize,
) -> Option<(Contrast, usize)> {
    let end = usual.checked_sub(YEAR)?;
    let start = before.len().checked_sub(YEAR - 1)?;
    let earlier = before.get(end.saturating_sub(compared)..end)?;
    // up to half a year, or the weeks a year before were those before the measure
    let weeks = after.min(MOST_BEFORE);
    let later = before.get(start..start + weeks)?;
    if earlier.len() < LEAST_BEFORE || later.len() < LEAST_AFTER {
        return None;
    }
    let c = Contrast::of(earlier, later);
    (c.log_ratio.abs() > c.t(SEASON) * c.error()).then_some((c, weeks))
}

/// The weeks before without the latest, where these were a high; and how high.
fn without_high(weeks: &[Week]) -> (&[Week], Option<f64>) {
    let (earlier, recent) = weeks.split_at(weeks.len().saturating_sub(RECENT));
    if earlier.len() < RECENT {
        return (weeks, None);
    }
    let earlier = &earlier[earlier.len().saturating_sub(MOST_BEFORE)..];
    let c = Contrast::of(earlier, recent);
    match c.log_ratio > c.t(HIGH) * c.error() {
        true => (earlier, Some(c.log_ratio.exp())),
        false => (weeks, None),
    }
}

fn judged(mut effect: Effect, c: &Contrast) -> Effect {
    let (weeks, control) = (effect.weeks, effect.control);
    let short = if weeks.after < LEAST_AFTER as u64 {
        Some(Shortfall::After)
    } else if weeks.before < LEAST_BEFORE as u64 {
        Some(Shortfall::Before)
    } else if control.before.min(control.after) < LEAST_CONTROL {
        Some(Shortfall::Control)
    } else if c.expected().min(effect.treated.before as f64) < LEAST_COMPLAINTS {
        Some(Shortfall::Complaints)
    } else {
        None
    };
    let is_measured = effect.treated.before > 0 && control.before.min(control.after) > 0;
    if is_measured && weeks.before > 1 && weeks.after > 1 {
        let half = c.t(UPPER) * c.error();
        effect.ratio = Some(c.log_ratio.exp());
        effect.low = Some((c.log_ratio - half).exp());
        effect.high = Some((c.log_ratio + half).exp());
        effect.dispersion = Some(c.dispersion);
    }
    if short.is_some() {
        effect.reason = short;
        return effect;
    }
    let needed = (c.t(UPPER) + c.t(POWER)) * c.error_at(WANTED * c.expected());
    effect.verdict = match effect.low.zip(effect.high) {
        Some((_, high)) if high < 1.0 => Verdict::Effective,
        Some((low, _)) if low > 1.0 || needed <= -WANTED.ln() => Verdict::NotEffective,
        _ => {
            effect.reason = Some(Shortfall::Precision);
            Verdict::Insufficient
        }
    };
    effect
}

#[cfg(test)]
mod tests {
    use super::*;

    fn verdict(before: &[Week], after: &[Week]) -> (Verdict, Option<Shortfall>) {
        let effect = effect_of_weeks(before, after);
        assert_eq!(
            effect.verdict == Verdict::Insufficient,
            effect.reason.is_some()
        );
        (effect.verdict, effect.reason)
    }

    #[test]
    fn a_fall_no_fall_and_too_little() {
        let usual = [[30, 200]; 26];
        let none = |why| (Verdict::Insufficient, Some(why));
        assert_eq!(
            verdict(&usual, &[[18, 200]; 12]),
            (Verdict::Effective, None)
        );
        // all complaints fell alike: no effect of the measure
        assert_eq!(
            verdict(&usual, &[[15, 100]; 20]),
            (Verdict::NotEffective, None)
        );
        assert_eq!(
            verdict(&usual, &[[60, 200]; 12]),
            (Verdict::NotEffective, None)
        );
        assert_eq!(verdict(&usual, &[[1, 200]; 3]), none(Shortfall::After));
        assert_eq!(
            verdict(&usual[..7], &[[9, 200]; 9]),
            none(Shortfall::Before)
        );
        assert_eq!(
            verdict(&[[30, 0]; 26], &[[9, 0]; 9]),
            none(Shortfall::Control)
        );
        assert_eq!(
            verdict(&[[1, 200]; 14], &[[0, 200]; 9]),
            none(Shortfall::Complaints)
        );
        assert_eq!(
            verdict(&[[2, 20]; 26], &[[2, 20]; 12]),
            none(Shortfall::Precision)
        );
        assert_eq!(verdict(&[], &[]), none(Shortfall::After));
    }

    #[test]
    fn complaints_that_ceased_are_an_effect() {
        let effect = effect_of_weeks(&[[5, 200]; 26], &[[0, 200]; 26]);
        assert_eq!(effect.verdict, Verdict::Effective);
        assert!(effect.ratio.unwrap() < 0.01 && effect.high.unwrap() < 0.2);
    }

    #[test]
    fn a_high_just_before_is_left_out_and_said() {
        let mut before = [[30, 200]; 26];
        before[22..].fill([60, 200]);
        let effect = effect_of_weeks(&before, &[[30, 200]; 20]);
        assert_eq!(effect.verdict, Verdict::NotEffective);
        assert_eq!((effect.weeks.before, effect.treated.before), (22, 660));
        assert!((effect.high_before.unwrap() - 2.0).abs() < 0.02);
        // a history too short to do without them
        let short = effect_of_weeks(&before[16..], &[[30, 200]; 20]);
        assert_eq!(short.reason, Some(Shortfall::Before));
    }
}
