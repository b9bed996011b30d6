//! The model behind every expectation: a line, a yearly wave and a level that wanders, each with a prior, seen through noise of known size (a
//! structural time series: Harvey 1989). A Kalman filter and smoother predict every period from all others (de Jong 1988), in time linear in
//! the periods.

use std::collections::VecDeque;

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

/// Every period predicted from those that lie more than `lag` periods before it, as if the ones between had not been seen.
pub(super) fn ahead_by(
    seen: &[Seen],
    loadings: &[Loading],
    (centre, lag): (f64, usize),
    motion: &Motion,
) -> Vec<Prediction> {
    let states = motion.states();
    let mut filter = Filter::new(centre, motion);
    let mut kept = VecDeque::with_capacity(lag + 1);
    let of_period = |(seen, loading): (&Seen, &Loading)| {
        kept.push_back((filter.state, filter.p));
        if kept.len() > lag + 1 {
            kept.pop_front();
        }
        filter.step(*seen, loading);
        let (state, p) = kept.front().copied().unwrap_or_default();
        // what wanders is forgotten a little with every period that was not seen
        let memory = motion
            .memory
            .powi(i32::try_from(kept.len() - 1).unwrap_or(i32::MAX));
        let mut faded = *loading;
        faded[WANDER] *= memory;
        let pz = times(&p, &faded, states);
        let fresh = loading[WANDER].powi(2) * motion.priors()[WANDER] * (1.0 - memory.powi(2));
        let fresh = if states > WANDER { fresh } else { 0.0 };
        Prediction {
            mean: dot(&faded, &state, states),
            variance: dot(&faded, &pz, states) + fresh + motion.forgotten(),
        }
    };
    seen.iter().zip(loadings).map(of_period).collect()
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
    let mut filter = Filter::new(centre, motion);
    let periods = seen.iter().zip(loadings);
    periods.map(|(seen, z)| filter.step(*seen, z)).collect()
}

/// What the periods so far say of the next one.
struct Filter<'m> {
    motion: &'m Motion,
    state: Vector,
    p: Matrix,
    /// Variance that the wandering part gains from one period to the next.
    fresh: f64,
}

impl<'m> Filter<'m> {
    fn new(centre: f64, motion: &'m Motion) -> Self {
        let priors = motion.priors();
        let mut state = [0.0; STATES];
        state[0] = centre;
        let mut p: Matrix = [[0.0; STATES]; STATES];
        for (i, prior) in priors.into_iter().enumerate() {
            p[i][i] = prior;
        }
        Self {
            motion,
            state,
            p,
            fresh: priors[WANDER] * (1.0 - motion.memory.powi(2)),
        }
    }

    fn step(&mut self, seen: Seen, loading: &Loading) -> Step {
        let (states, memory) = (self.motion.states(), self.motion.memory);
        let (state, p) = (&mut self.state, &mut self.p);
        let pz = times(p, loading, states);
        let before = Prediction {
            mean: dot(loading, state, states),
            variance: dot(loading, &pz, states) + self.motion.forgotten(),
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
            step.gain[WANDER] *= memory;
            state[WANDER] *= memory;
            for row in p.iter_mut() {
                row[WANDER] *= memory;
            }
            for cell in &mut p[WANDER] {
                *cell *= memory;
            }
            p[WANDER][WANDER] += self.fresh;
        }
        step
    }
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
mod tests;
