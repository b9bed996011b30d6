//! The model behind every expectation: a line, a yearly wave and a level that wanders, each with a prior, seen through noise of known size (a
//! structural time series: Harvey 1989). A Kalman filter and smoother predict every period from all others (de Jong 1988), in time linear in
//! the periods.

/// States: level, slope, the wandering part, two waves of a cosine and a sine each.
const STATES: usize = 7;
const WANDER: usize = 2;
/// Prior variance of the level: it may be anything.
const ANY: f64 = 25.0;
/// What a period loads on.
pub(super) type Loading = [f64; STATES];
type Vector = [f64; STATES];
type Matrix = [Vector; STATES];

/// How a log rate moves.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Motion {
    /// Standard deviation of the wandering part.
    pub(super) wander: f64,
    /// Its correlation from one period to the next.
    pub(super) memory: f64,
    /// Prior standard deviation of the slope in a year.
    pub(super) slope: f64,
    /// Prior standard deviation of each coefficient of the yearly wave, and twice that of its first harmonic; 0 for none.
    pub(super) season: f64,
}

impl Motion {
    /// States in use, the first ones.
    fn states(&self) -> usize {
        if self.season > 0.0 {
            STATES
        } else if self.memory > 0.0 {
            WANDER + 1
        } else {
            WANDER
        }
    }

    /// Variance of a level that wanders and forgets at once: noise of its own.
    fn forgotten(&self) -> f64 {
        if self.memory > 0.0 {
            0.0
        } else {
            self.wander.powi(2)
        }
    }

    fn priors(&self) -> Vector {
        let (season, harmonic) = (self.season.powi(2), (0.5 * self.season).powi(2));
        let wander = self.wander.powi(2) - self.forgotten();
        [
            ANY,
            self.slope.powi(2),
            wander,
            season,
            season,
            harmonic,
            harmonic,
        ]
    }
}

/// One period as it was seen: a log rate with the variance of its noise; absent where there is none.
pub(super) type Seen = Option<(f64, f64)>;

/// A log rate predicted from all other periods.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Prediction {
    pub(super) mean: f64,
    /// The noise of the period itself left out.
    pub(super) variance: f64,
}

/// The loading of a period, by its middle in years from any day.
pub(super) fn loading(year: f64) -> Loading {
    let (sin, cos) = (std::f64::consts::TAU * year).sin_cos();
    [
        1.0,
        year,
        1.0,
        cos,
        sin,
        cos * cos - sin * sin,
        2.0 * sin * cos,
    ]
}

/// Every period predicted from those before it. Arguments as in [`leave_one_out`].
pub(super) fn ahead(
    seen: &[Seen],
    loadings: &[Loading],
    centre: f64,
    motion: &Motion,
) -> Vec<Prediction> {
    let steps = filter(seen, loadings, centre, motion);
    steps.into_iter().map(|s| s.before).collect()
}

/// What the filter keeps of a period.
struct Step {
    /// What those before it say of it.
    before: Prediction,
    /// Prediction error and its variance; absent where nothing was seen.
    error: Option<(f64, f64)>,
    gain: Vector,
}

/// Every period that was seen, predicted from all others. `loadings`: of every period; `centre`: where the level is thought to be.
pub(super) fn leave_one_out(
    seen: &[Seen],
    loadings: &[Loading],
    centre: f64,
    motion: &Motion,
) -> Vec<Prediction> {
    let steps = filter(seen, loadings, centre, motion);
    let states = motion.states();
    let mut r = [0.0; STATES];
    let mut n: Matrix = [[0.0; STATES]; STATES];
    let mut predictions = vec![Prediction::default(); seen.len()];
    for (at, step) in steps.iter().enumerate().rev() {
        let z = &loadings[at];
        let nk = times(&n, &step.gain, states);
        let (knk, kr) = (dot(&step.gain, &nk, states), dot(&step.gain, &r, states));
        let (v, f) = step.error.unwrap_or((0.0, f64::INFINITY));
        let (u, d) = (v / f - kr, 1.0 / f + knk);
        if let Some((y, noise)) = seen[at] {
            predictions[at] = Prediction {
                mean: y - u / d,
                variance: (1.0 / d - noise).max(0.0),
            };
        }
        // r ← Z v/F + L'r and N ← Z Z'/F + L'N L, where L = T − K Z' and T is diagonal
        let moved = |i: usize| if i == WANDER { motion.memory } else { 1.0 };
        for i in 0..states {
            let (zi, ti) = (z[i], moved(i));
            r[i] = ti * r[i] + zi * u;
            for j in 0..=i {
                let (zj, tj) = (z[j], moved(j));
                n[i][j] = ti * tj * n[i][j] - ti * nk[i] * zj - zi * tj * nk[j] + zi * zj * d;
                n[j][i] = n[i][j];
            }
        }
    }
    predictions
}

fn filter(seen: &[Seen], loadings: &[Loading], centre: f64, motion: &Motion) -> Vec<Step> {
    let states = motion.states();
    let priors = motion.priors();
    let fresh = priors[WANDER] * (1.0 - motion.memory.powi(2));
    let mut state = [0.0; STATES];
    state[0] = centre;
    let mut p: Matrix = [[0.0; STATES]; STATES];
    for (i, prior) in priors.into_iter().enumerate() {
        p[i][i] = prior;
    }
    let mut steps = Vec::with_capacity(seen.len());
    for (seen, loading) in seen.iter().zip(loadings) {
        let pz = times(&p, loading, states);
        let before = Prediction {
            mean: dot(loading, &state, states),
            variance: dot(loading, &pz, states) + motion.forgotten(),
        };
        let mut step = Step {
            before,
            error: None,
            gain: [0.0; STATES],
        };
        if let Some((y, noise)) = seen {
            let f = before.variance + noise;
            let v = y - before.mean;
            for i in 0..states {
                let gain = pz[i] / f;
                step.gain[i] = gain;
                state[i] += gain * v;
                for j in 0..=i {
                    p[i][j] -= gain * pz[j];
                    p[j][i] = p[i][j];
                }
            }
            step.error = Some((v, f));
        }
        if states > WANDER {
            step.gain[WANDER] *= motion.memory;
            state[WANDER] *= motion.memory;
            for row in &mut p {
                row[WANDER] *= motion.memory;
            }
            for cell in &mut p[WANDER] {
                *cell *= motion.memory;
            }
            p[WANDER][WANDER] += fresh;
        }
        steps.push(step);
    }
    steps
}

fn times(m: &Matrix, v: &Vector, states: usize) -> Vector {
    let mut product = [0.0; STATES];
    for (to, row) in product.iter_mut().zip(m).take(states) {
        *to = dot(row, v, states);
    }
    product
}

fn dot(a: &Vector, b: &Vector, states: usize) -> f64 {
    let mut sum = 0.0;
    for i in 0..states {
        sum += a[i] * b[i];
    }
    sum
}

#[cfg(test)]
mod tests {
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
}
