//! Predictions against the covariance of all periods.

use super::*;

/// The same by the covariance of all periods: the mean and variance of one given the others, solved by elimination.
fn by_hand(seen: &[Seen], years: &[f64], motion: &Motion, at: usize) -> Prediction {
    let covariance = |i: usize, j: usize| {
        let (a, b) = (loading(years[i]), loading(years[j]));
        let season = motion.season.powi(2);
        let priors = [
            ANY,
            motion.slope.powi(2),
            0.0,
            season,
            season,
            season / 4.0,
            season / 4.0,
        ];
        let fixed: f64 = priors
            .iter()
            .enumerate()
            .map(|(k, p)| a[k] * b[k] * p)
            .sum();
        let apart = i32::try_from(i.abs_diff(j)).unwrap();
        fixed + motion.wander.powi(2) * motion.memory.powi(apart)
    };
    let others: Vec<usize> = (0..seen.len())
        .filter(|&i| i != at && seen[i].is_some())
        .collect();
    let mut system: Vec<Vec<f64>> = others
        .iter()
        .map(|&i| {
            let noise = |j: usize| if i == j { seen[i].unwrap().1 } else { 0.0 };
            let mut row: Vec<f64> = others
                .iter()
                .map(|&j| covariance(i, j) + noise(j))
                .collect();
            row.extend([seen[i].unwrap().0, covariance(i, at)]);
            row
        })
        .collect();
    for k in 0..system.len() {
        let pivot = system[k].clone();
        for (_, row) in system.iter_mut().enumerate().filter(|(i, _)| *i != k) {
            let factor = row[k] / pivot[k];
            row.iter_mut()
                .zip(&pivot)
                .for_each(|(x, p)| *x -= factor * p);
        }
    }
    let m = others.len();
    let sum = |column: usize| -> f64 {
        let solved = |k: usize| system[k][column] / system[k][k];
        (0..m).map(|k| covariance(others[k], at) * solved(k)).sum()
    };
    Prediction {
        mean: sum(m),
        variance: covariance(at, at) - sum(m + 1),
    }
}

#[test]
fn what_lies_ahead_is_what_leaving_out_the_last_period_gives() {
    let motion = Motion {
        wander: 0.2,
        memory: 0.7,
        slope: 0.5,
        season: 0.15,
    };
    let loadings: Vec<Vector> = (0..24).map(|i| loading(f64::from(i) / 12.0)).collect();
    let of = |i: i32| ((f64::from(i) * 1.3).sin() * 0.2, 0.02);
    let seen: Vec<Seen> = (0..24).map(|i| (i < 23).then(|| of(i))).collect();
    let known: Vec<Seen> = (0..24).map(|i| Some(of(i))).collect();
    let next = ahead(&seen, &loadings, 0.0, &motion)[23];
    let left_out = leave_one_out(&known, &loadings, 0.0, &motion)[23];
    assert!(
        (next.mean - left_out.mean).abs() < 1e-8,
        "{next:?} {left_out:?}"
    );
    assert!((next.variance - left_out.variance).abs() < 1e-8);
}

#[test]
fn periods_that_lag_are_as_if_they_had_not_been_seen() {
    let motion = Motion {
        wander: 0.2,
        memory: 0.7,
        slope: 0.5,
        season: 0.15,
    };
    let still = Motion {
        memory: 0.0,
        ..motion
    };
    let plain = Motion {
        season: 0.0,
        ..still
    };
    let loadings: Vec<Vector> = (0..24).map(|i| loading(f64::from(i) / 12.0)).collect();
    let of = |i: i32| ((f64::from(i) * 1.3).sin() * 0.2, 0.02);
    let known: Vec<Seen> = (0..24).map(|i| Some(of(i))).collect();
    for motion in [motion, still, plain] {
        for lag in [0, 1, 5] {
            let found = ahead_by(&known, &loadings, (0.1, lag), &motion)[20];
            let unseen = |i| (!(20 - lag..20).contains(&i)).then(|| known[i]).flatten();
            let seen: Vec<Seen> = (0..24).map(unseen).collect();
            let wanted = ahead(&seen, &loadings, 0.1, &motion)[20];
            assert!((found.mean - wanted.mean).abs() < 1e-9, "{lag} {motion:?}");
            assert!(
                (found.variance - wanted.variance).abs() < 1e-9,
                "{lag} {motion:?}"
            );
        }
    }
}

#[test]
fn predictions_are_those_of_the_covariance_of_all_periods() {
    let whole = Motion {
        wander: 0.2,
        memory: 0.7,
        slope: 0.5,
        season: 0.15,
    };
    let plain = Motion {
        season: 0.0,
        ..whole
    };
    let forgetful = Motion {
        memory: 0.0,
        ..plain
    };
    let years: Vec<f64> = (0..20).map(|i| f64::from(i) / 12.0 - 0.8).collect();
    let loadings: Vec<Vector> = years.iter().map(|&y| loading(y)).collect();
    let noise = |i: i32| 0.01 + f64::from(i % 3) * 0.01;
    let seen: Vec<Seen> = (0..20)
        .map(|i| (i != 7).then(|| ((f64::from(i) * 1.7).sin() * 0.3, noise(i))))
        .collect();
    for motion in [
        whole,
        plain,
        forgetful,
        Motion {
            memory: 0.0,
            ..whole
        },
    ] {
        let found = leave_one_out(&seen, &loadings, 0.0, &motion);
        for at in [0, 1, 6, 8, 12, 19] {
            let by_hand = by_hand(&seen, &years, &motion, at);
            assert!(
                (found[at].mean - by_hand.mean).abs() < 1e-8,
                "{at}: {:?} {by_hand:?}",
                found[at]
            );
            assert!(
                (found[at].variance - by_hand.variance).abs() < 1e-8,
                "{at}: {:?} {by_hand:?}",
                found[at]
            );
        }
    }
}
