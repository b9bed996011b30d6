//! The corrections themselves: from posteriors to prevalences. Rows may carry weights.

/// Posteriors of some rows, row by row, and a weight for each; the weights sum to 1.
#[derive(Clone, Debug)]
pub(super) struct Posteriors {
    pub(super) types: usize,
    pub(super) values: Vec<f64>,
    pub(super) weights: Vec<f64>,
    /// The type given to each row: the most probable one before any calibration.
    pub(super) called: Vec<usize>,
}

impl Posteriors {
    pub(super) fn rows(&self) -> impl Iterator<Item = (&[f64], f64)> {
        self.values
            .chunks_exact(self.types.max(1))
            .zip(self.weights.iter().copied())
    }

    /// Mean posterior: PCC.
    pub(super) fn mean(&self) -> Vec<f64> {
        let mut mean = vec![0.0; self.types];
        for (row, w) in self.rows() {
            for (m, p) in mean.iter_mut().zip(row) {
                *m += w * p;
            }
        }
        mean
    }

    /// Shares of the types given: the raw shares.
    pub(super) fn counted(&self) -> Vec<f64> {
        let mut shares = vec![0.0; self.types];
        for (&called, w) in self.called.iter().zip(&self.weights) {
            shares[called] += w;
        }
        shares
    }
}

/// The most probable type; the first of equals.
pub(super) fn best(row: &[f64]) -> usize {
    let mut best = 0;
    for (i, p) in row.iter().enumerate() {
        if *p > row[best] {
            best = i;
        }
    }
    best
}

/// What the held-out rows say of the classifier.
#[derive(Clone, Debug)]
pub(super) struct Confusions {
    /// Share of each true type in the training rows.
    pub(super) prior: Vec<f64>,
    /// `hard[i][j]`: how often type j is called i.
    pub(super) hard: Vec<Vec<f64>>,
    /// `soft[i][j]`: the mean posterior of i over rows of type j.
    pub(super) soft: Vec<Vec<f64>>,
}

impl Confusions {
    /// From held-out posteriors (weights unused) and the truth. A type without rows is taken to be always right.
    pub(super) fn of(posteriors: &Posteriors, truth: &[u32]) -> Self {
        let k = posteriors.types;
        let (mut hard, mut soft) = (vec![vec![0.0; k]; k], vec![vec![0.0; k]; k]);
        let mut counts = vec![0.0; k];
        let rows = posteriors.rows().zip(&posteriors.called);
        for (((row, _), &called), &t) in rows.zip(truth) {
            let t = t as usize;
            counts[t] += 1.0;
            hard[called][t] += 1.0;
            for (line, p) in soft.iter_mut().zip(row) {
                line[t] += p;
            }
        }
        for matrix in [&mut hard, &mut soft] {
            for (i, line) in matrix.iter_mut().enumerate() {
                for (j, (x, n)) in line.iter_mut().zip(&counts).enumerate() {
                    *x = if *n > 0.0 {
                        *x / n
                    } else {
                        f64::from(u8::from(i == j))
                    };
                }
            }
        }
        let total: f64 = counts.iter().sum::<f64>().max(1.0);
        Self {
            prior: counts.iter().map(|n| n / total).collect(),
            hard,
            soft,
        }
    }
}

/// Expectation–maximisation for prior shift (Saerens, Latinne & Decaestecker 2002).
pub(super) fn emq(
    posteriors: &Posteriors,
    prior: &[f64],
    start: &[f64],
    tolerance: f64,
) -> Vec<f64> {
    const MOST: usize = 1_000;
    let k = posteriors.types;
    let floor = 1e-4;
    let mut prior: Vec<f64> = prior.to_vec();
    if prior.contains(&0.0) {
        prior.iter_mut().for_each(|p| *p += floor);
        normalize(&mut prior);
    }
    let mut shares = start.to_vec();
    for _ in 0..MOST {
        let ratio: Vec<f64> = shares.iter().zip(&prior).map(|(q, p)| q / p).collect();
        let mut next = vec![0.0; k];
        for (row, w) in posteriors.rows() {
            let sum: f64 = row.iter().zip(&ratio).map(|(p, r)| p * r).sum();
            if sum > 0.0 {
                let scale = w / sum;
                for ((n, p), r) in next.iter_mut().zip(row).zip(&ratio) {
                    *n += p * r * scale;
                }
            }
        }
        normalize(&mut next);
        let moved: f64 = next.iter().zip(&shares).map(|(a, b)| (a - b).abs()).sum();
        shares = next;
        if moved < tolerance * k as f64 {
            break;
        }
    }
    shares
}

fn normalize(shares: &mut [f64]) {
    let sum: f64 = shares.iter().sum();
    if sum > 0.0 {
        shares.iter_mut().for_each(|s| *s /= sum);
    }
}

/// The point p of the simplex for which |M p − q|² is least: accelerated projected gradient.
pub(super) fn solve(matrix: &[Vec<f64>], q: &[f64]) -> Vec<f64> {
    const MOST: usize = 5_000;
    let k = q.len();
    let gram: Vec<Vec<f64>> = (0..k)
        .map(|a| {
            (0..k)
                .map(|b| matrix.iter().map(|l| l[a] * l[b]).sum())
                .collect()
        })
        .collect();
    let aim: Vec<f64> = (0..k)
        .map(|a| matrix.iter().zip(q).map(|(l, q)| l[a] * q).sum())
        .collect();
    // The largest row sum bounds the largest eigenvalue.
    let bound = gram
        .iter()
        .map(|l| l.iter().map(|x| x.abs()).sum::<f64>())
        .fold(1e-12, f64::max);
    let mut p = vec![1.0 / k.max(1) as f64; k];
    let (mut y, mut t) = (p.clone(), 1.0_f64);
    for _ in 0..MOST {
        let step: Vec<f64> = (0..k)
            .map(|a| {
                let gradient = gram[a].iter().zip(&y).map(|(g, y)| g * y).sum::<f64>() - aim[a];
                y[a] - gradient / bound
            })
            .collect();
        let next = onto_simplex(&step);
        let t_next = f64::midpoint(1.0, (1.0 + 4.0 * t * t).sqrt());
        y = next
            .iter()
            .zip(&p)
            .map(|(n, p)| n + (t - 1.0) / t_next * (n - p))
            .collect();
        let moved: f64 = next.iter().zip(&p).map(|(a, b)| (a - b).abs()).sum();
        p = next;
        t = t_next;
        if moved < 1e-12 {
            break;
        }
    }
    p
}

/// The nearest point whose parts are not negative and sum to 1.
fn onto_simplex(x: &[f64]) -> Vec<f64> {
    let mut sorted = x.to_vec();
    sorted.sort_by(|a, b| b.total_cmp(a));
    let (mut sum, mut threshold) = (0.0, 0.0);
    for (i, v) in sorted.iter().enumerate() {
        sum += v;
        let candidate = (sum - 1.0) / (i + 1) as f64;
        if *v > candidate {
            threshold = candidate;
        }
    }
    x.iter().map(|v| (v - threshold).max(0.0)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn posteriors(n: usize, truth: impl Fn(usize) -> usize) -> Posteriors {
        let mut values = Vec::new();
        for i in 0..n {
            let score = |k: usize| {
                let own = f64::from(u8::from(k == truth(i)));
                (2.0 * (i as f64 * 12.9898 + k as f64 * 78.233).sin() + 1.5 * own).exp()
            };
            let scores: Vec<f64> = (0..3).map(score).collect();
            let sum: f64 = scores.iter().sum();
            values.extend(scores.into_iter().map(|s| s / sum));
        }
        Posteriors {
            types: 3,
            called: values.chunks_exact(3).map(best).collect(),
            values,
            weights: vec![1.0 / n as f64; n],
        }
    }

    fn near(found: &[f64], wanted: [f64; 3], tolerance: f64) {
        for (f, w) in found.iter().zip(wanted) {
            assert!((f - w).abs() < tolerance, "{found:?} is not {wanted:?}");
        }
    }

    // QuaPy 0.2.3 on the same posteriors:
    //   def post(n, truth):
    //     s = [[2*np.sin(i*12.9898+k*78.233)+1.5*(k==truth(i)) for k in range(3)] for i in range(n)]
    //     e = np.exp(np.array(s)); return e/e.sum(1,keepdims=True)
    //   P, Q = post(120, lambda i:(0,1,1,2)[i%4]), post(200, lambda i:(0,0,0,1,2)[i%5])
    //   solve = lambda M, q: ACC.solve_adjustment(M, q, method='inversion', solver='minimize')
    //   solve(ACC.getPteCondEstim([0,1,2], y, P.argmax(1)), cc), solve(PACC.getPteCondEstim([0,1,2], y, P), Q.mean(0)),
    //   EMQ.EM(prior, Q, epsilon=1e-9)[0], Q.mean(0)
    #[test]
    fn as_quapy() {
        let held_out = posteriors(120, |i| [0, 1, 1, 2][i % 4]);
        let target = posteriors(200, |i| [0, 0, 0, 1, 2][i % 5]);
        let truth: Vec<u32> = (0..120).map(|i| [0, 1, 1, 2][i % 4]).collect();
        let confusions = Confusions::of(&held_out, &truth);
        near(&target.counted(), [0.44, 0.42, 0.14], 1e-9);
        near(
            &target.mean(),
            [0.391_073_346, 0.377_795_862, 0.231_130_792],
            1e-8,
        );
        let acc = solve(&confusions.hard, &target.counted());
        near(&acc, [0.560_294_3, 0.332_354_5, 0.107_351_2], 2e-3);
        let pacc = solve(&confusions.soft, &target.mean());
        near(&pacc, [0.612_094_1, 0.191_122_9, 0.196_783_0], 2e-3);
        let emq = emq(&target, &confusions.prior, &confusions.prior, 1e-9);
        near(&emq, [0.614_368_6, 0.305_930_8, 0.079_700_6], 1e-5);
    }

    #[test]
    fn the_simplex_is_kept() {
        let p = onto_simplex(&[0.9, 0.9, -3.0]);
        assert!((p.iter().sum::<f64>() - 1.0).abs() < 1e-12 && p.iter().all(|x| *x >= 0.0));
    }
}
