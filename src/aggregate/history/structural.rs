//! The model behind every expectation: a line, a yearly wave and a level that wanders, each with a prior, seen through noise of known size (a
//! structural time series: Harvey 1989). A Kalman filter and smoother predict every period from all others (de Jong 1988), in time linear in
//! the periods.

/// States: level, slope, two waves of a cosine and a sine each, the wandering part.
const STATES: usize = 7;
const WANDER: usize = STATES - 1;
/// Prior variance of the level: it may be anything.
const ANY: f64 = 25.0;
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

/// One period as it was seen: a log rate with the variance of its noise; absent where there is none.
pub(super) type Seen = Option<(f64, f64)>;

/// A log rate predicted from all other periods.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Prediction {
    pub(super) mean: f64,
    /// The noise of the period itself left out.
    pub(super) variance: f64,
}

/// What the filter keeps of a period.
struct Step {
    /// Prediction error and its variance; absent where nothing was seen.
    error: Option<(f64, f64)>,
    gain: Vector,
    loading: Vector,
}

/// Every period that was seen, predicted from all others. `years`: the middle of every period, in years from any day; `centre`: where the
/// level is thought to be.
pub(super) fn leave_one_out(seen: &[Seen], years: &[f64], centre: f64, motion: &Motion) -> Vec<Prediction> {
    let steps = filter(seen, years, centre, motion);
    let mut r = [0.0; STATES];
    let mut n: Matrix = [[0.0; STATES]; STATES];
    let mut predictions = vec![Prediction::default(); seen.len()];
    for ((step, seen), prediction) in steps.iter().zip(seen).zip(&mut predictions).rev() {
        let nk = times(&n, &step.gain);
        let knk = dot(&step.gain, &nk);
        let kr = dot(&step.gain, &r);
        let (v, f) = step.error.unwrap_or((0.0, f64::INFINITY));
        if let Some((y, noise)) = seen {
            let (u, d) = (v / f - kr, 1.0 / f + knk);
            *prediction = Prediction {
                mean: y - u / d,
                variance: (1.0 / d - noise).max(0.0),
            };
        }
        // r ← Z v/F + L'r and N ← Z Z'/F + L'N L, where L = T − K Z' and T is diagonal
        let z = &step.loading;
        let moved = |i: usize| if i == WANDER { motion.memory } else { 1.0 };
        for i in 0..STATES {
            r[i] = moved(i) * r[i] + z[i] * (v / f - kr);
            for j in 0..STATES {
                n[i][j] = moved(i) * moved(j) * n[i][j] - moved(i) * nk[i] * z[j] - z[i] * moved(j) * nk[j]
                    + z[i] * z[j] * (1.0 / f + knk);
            }
        }
    }
    predictions
}

fn filter(seen: &[Seen], years: &[f64], centre: f64, motion: &Motion) -> Vec<Step> {
    let (season, harmonic) = (motion.season.powi(2), (0.5 * motion.season).powi(2));
    let wander = motion.wander.powi(2);
    let priors = [ANY, motion.slope.powi(2), season, season, harmonic, harmonic, wander];
    let mut state = [0.0; STATES];
    state[0] = centre;
    let mut p: Matrix = [[0.0; STATES]; STATES];
    for (i, prior) in priors.into_iter().enumerate() {
        p[i][i] = prior;
    }
    let mut steps = Vec::with_capacity(seen.len());
    for (seen, &year) in seen.iter().zip(years) {
        let loading = loading(year, motion.season > 0.0);
        let mut step = Step { error: None, gain: [0.0; STATES], loading };
        if let Some((y, noise)) = seen {
            let pz = times(&p, &loading);
            let (v, f) = (y - dot(&loading, &state), dot(&loading, &pz) + noise);
            for i in 0..STATES {
                state[i] += pz[i] * v / f;
                for j in 0..STATES {
                    p[i][j] -= pz[i] * pz[j] / f;
                }
            }
            step.error = Some((v, f));
            step.gain = pz.map(|x| x / f);
        }
        step.gain[WANDER] *= motion.memory;
        state[WANDER] *= motion.memory;
        for i in 0..STATES {
            p[i][WANDER] *= motion.memory;
            p[WANDER][i] *= motion.memory;
        }
        p[WANDER][WANDER] += wander * (1.0 - motion.memory.powi(2));
        steps.push(step);
    }
    steps
}

fn loading(year: f64, season: bool) -> Vector {
    let (angle, wave) = (std::f64::consts::TAU * year, f64::from(u8::from(season)));
    let (sin, cos) = angle.sin_cos();
    let (sin2, cos2) = (2.0 * angle).sin_cos();
    [1.0, year, wave * cos, wave * sin, wave * cos2, wave * sin2, 1.0]
}

fn times(m: &Matrix, v: &Vector) -> Vector {
    m.map(|row| dot(&row, v))
}

fn dot(a: &Vector, b: &Vector) -> f64 {
    a.iter().zip(b).map(|(x, y)| x * y).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The same by the covariance of all periods: the mean and variance of one given the others, solved by elimination.
    fn by_hand(seen: &[Seen], years: &[f64], motion: &Motion, at: usize) -> Prediction {
        let n = seen.len();
        let covariance = |i: usize, j: usize| {
            let (a, b) = (loading(years[i], motion.season > 0.0), loading(years[j], motion.season > 0.0));
            let season = motion.season.powi(2);
            let priors = [ANY, motion.slope.powi(2), season, season, season / 4.0, season / 4.0];
            let fixed: f64 = priors.iter().enumerate().map(|(k, p)| a[k] * b[k] * p).sum();
            fixed + motion.wander.powi(2) * motion.memory.powi(i.abs_diff(j) as i32)
        };
        let others: Vec<usize> = (0..n).filter(|&i| i != at && seen[i].is_some()).collect();
        let mut system: Vec<Vec<f64>> = others
            .iter()
            .map(|&i| {
                let noise = |j: usize| if i == j { seen[i].unwrap().1 } else { 0.0 };
                let mut row: Vec<f64> = others.iter().map(|&j| covariance(i, j) + noise(j)).collect();
                row.extend([seen[i].unwrap().0, covariance(i, at)]);
                row
            })
            .collect();
        for k in 0..system.len() {
            let pivot = system[k].clone();
            for (i, row) in system.iter_mut().enumerate().filter(|(i, _)| *i != k) {
                let _ = i;
                let factor = row[k] / pivot[k];
                row.iter_mut().zip(&pivot).for_each(|(x, p)| *x -= factor * p);
            }
        }
        let m = others.len();
        let solved = |column: usize| (0..m).map(move |k| (k, column));
        let sum = |column: usize| -> f64 {
            solved(column).map(|(k, c)| covariance(others[k], at) * system[k][c] / system[k][k]).sum()
        };
        Prediction { mean: sum(m), variance: covariance(at, at) - sum(m + 1) }
    }

    #[test]
    fn predictions_are_those_of_the_covariance_of_all_periods() {
        let motion = Motion { wander: 0.2, memory: 0.7, slope: 0.5, season: 0.15 };
        let years: Vec<f64> = (0..20).map(|i| f64::from(i) / 12.0 - 0.8).collect();
        let seen: Vec<Seen> = (0..20)
            .map(|i| (i != 7).then(|| ((f64::from(i) * 1.7).sin() * 0.3, 0.01 + f64::from(i % 3) * 0.01)))
            .collect();
        let found = leave_one_out(&seen, &years, 0.0, &motion);
        for at in [0, 1, 6, 8, 12, 19] {
            let by_hand = by_hand(&seen, &years, &motion, at);
            assert!((found[at].mean - by_hand.mean).abs() < 1e-8, "{at}: {:?} {by_hand:?}", found[at]);
            assert!((found[at].variance - by_hand.variance).abs() < 1e-8, "{at}: {:?} {by_hand:?}", found[at]);
        }
    }
}
