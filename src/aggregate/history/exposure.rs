//! What a day counts for: the usual share of its weekday, of statutory days off and of weekends that are worked, estimated from the complaints
//! themselves. A span of time is then as long as the ordinary days that its own add up to.

/// Ordinary weekdays, statutory days off, weekend days that are worked, weekend days that adjoin days off.
pub(super) const CLASSES: usize = 10;
pub(super) const OFF: usize = 7;
const MAKE_UP: usize = 8;
pub(super) const ADJOINING: usize = 9;
/// Days on either side that tell the level of a day.
const AROUND: usize = 21;
/// Days needed before weekdays are told apart.
const LEAST_DAYS: usize = 28;
/// Passes over levels and factors, each made with the other.
const PASSES: usize = 4;
/// Prior variance of the logarithm of the factor of special days, around that of the days they are like.
const APART: f64 = 0.25;
/// Variance of the logarithm of one day beyond that of its count.
const DAILY: f64 = 0.05;
/// An ordinary day counts as noise at most so many standard deviations.
const CAP: f64 = 4.0;

type Factors = [f64; CLASSES];

/// What days of every class count for.
#[derive(Clone, Debug)]
pub(super) struct Exposure {
    /// Of all complaints, then of every type.
    pub(super) factors: Vec<Factors>,
    /// How far single days of a class lie from its factor, beyond noise: a variance of logarithms; 0 for ordinary weekdays.
    pub(super) spread: [f64; CLASSES],
}

/// Sums over the days of a class: complaints, those that the level alone would give, days.
#[derive(Clone, Copy, Default)]
struct Sums {
    count: f64,
    level: f64,
    days: f64,
}

impl Sums {
    /// Logarithm of the count against what factors say so far.
    fn log(&self, factor: f64) -> f64 {
        ((self.count + 0.5) / (self.level * factor + 0.5)).ln()
    }

    /// Its variance, with room for more than Poisson noise.
    fn noise(&self) -> f64 {
        2.0 / (self.count + 1.0) + DAILY / self.days.max(1.0)
    }
}

impl Exposure {
    /// Every day counts alike in so many series.
    pub(super) fn flat(lines: usize) -> Self {
        Self {
            factors: vec![[1.0; CLASSES]; lines],
            spread: [0.0; CLASSES],
        }
    }

    /// `classes`: the class of every day; `lines`: complaints by day, of all and of every type.
    pub(super) fn of(classes: &[usize], lines: &[Vec<f64>]) -> Self {
        let Some((all, types)) = lines.split_first().filter(|_| classes.len() >= LEAST_DAYS) else {
            return Self::flat(lines.len());
        };
        let mut whole = [1.0; CLASSES];
        for _ in 0..PASSES {
            whole = normal(classes, &of_all(&sums(classes, all, &whole)));
        }
        let sums: Vec<[Sums; CLASSES]> = types.iter().map(|t| sums(classes, t, &whole)).collect();
        let between = between(&sums, &whole);
        let of_type = |s: &[Sums; CLASSES]| normal(classes, &drawn_to(s, &whole, between));
        let mut factors = vec![whole];
        factors.extend(sums.iter().map(of_type));
        Self {
            factors,
            spread: spread(classes, all, &whole),
        }
    }
}

/// Scaled so that the mean over all days is 1.
fn normal(classes: &[usize], factors: &Factors) -> Factors {
    let mean = classes.iter().map(|&c| factors[c]).sum::<f64>() / classes.len().max(1) as f64;
    factors.map(|f| f / mean)
}

/// Sum within [`AROUND`] days on either side of every day.
fn around(values: impl Iterator<Item = f64>) -> Vec<f64> {
    let values: Vec<f64> = values.collect();
    let sums = super::running_sums(&values);
    let n = values.len();
    let sum = |d: usize| sums[(d + AROUND + 1).min(n)] - sums[d.saturating_sub(AROUND)];
    (0..n).map(sum).collect()
}

/// What every day would hold if it counted as 1.
fn levels(classes: &[usize], counts: &[f64], factors: &Factors) -> Vec<f64> {
    let count = around(counts.iter().copied());
    let days = around(classes.iter().map(|&c| factors[c]));
    count
        .iter()
        .zip(&days)
        .map(|(c, d)| c / d.max(1e-9))
        .collect()
}

fn sums(classes: &[usize], counts: &[f64], factors: &Factors) -> [Sums; CLASSES] {
    let mut sums = [Sums::default(); CLASSES];
    for ((&class, count), level) in classes
        .iter()
        .zip(counts)
        .zip(levels(classes, counts, factors))
    {
        let of = &mut sums[class];
        of.count += count;
        of.level += level;
        of.days += 1.0;
    }
    sums
}

/// Factors of weekdays are drawn to their mean by how little they differ, those of special days to the days they are like.
fn of_all(sums: &[Sums; CLASSES]) -> Factors {
    let week: Vec<(f64, f64)> = sums[..OFF]
        .iter()
        .map(|s| (s.log(1.0), s.noise()))
        .collect();
    let n = OFF as f64;
    let mean = week.iter().map(|w| w.0).sum::<f64>() / n;
    let seen = week.iter().map(|w| (w.0 - mean).powi(2)).sum::<f64>() / (n - 1.0);
    let real = (seen - week.iter().map(|w| w.1).sum::<f64>() / n).max(0.0);
    let mut logs = [0.0; CLASSES];
    for (to, (x, noise)) in logs.iter_mut().zip(&week) {
        *to = mean + (x - mean) * real / (real + noise).max(1e-12);
    }
    let working = logs[..5].iter().sum::<f64>() / 5.0;
    let weekend = f64::midpoint(logs[5], logs[6]);
    for (class, like) in [(OFF, weekend), (MAKE_UP, working), (ADJOINING, weekend)] {
        let s = &sums[class];
        let weight = if s.days > 0.0 {
            APART / (APART + s.noise())
        } else {
            0.0
        };
        logs[class] = like + weight * (s.log(1.0) - like);
    }
    logs.map(f64::exp)
}

/// How far the factors of types lie from those of all, beyond chance: a variance of logarithms.
fn between(types: &[[Sums; CLASSES]], whole: &Factors) -> f64 {
    let (mut excess, mut weights) = (0.0, 0.0);
    for (s, &factor) in types.iter().flat_map(|s| s.iter().zip(whole)) {
        if s.days > 0.0 && s.level * factor >= 5.0 {
            let weight = s.noise().powi(-2);
            excess += weight * (s.log(factor).powi(2) - s.noise());
            weights += weight;
        }
    }
    if weights > 0.0 {
        (excess / weights).max(0.0)
    } else {
        0.0
    }
}

/// The factors of a type, drawn to those of all.
fn drawn_to(sums: &[Sums; CLASSES], whole: &Factors, between: f64) -> Factors {
    std::array::from_fn(|c| {
        let s = &sums[c];
        if s.days == 0.0 || s.level <= 0.0 {
            return whole[c];
        }
        let weight = between / (between + s.noise());
        whole[c] * (weight * s.log(whole[c])).exp()
    })
}

fn spread(classes: &[usize], counts: &[f64], factors: &Factors) -> [f64; CLASSES] {
    let levels = levels(classes, counts, factors);
    let expected = |d: usize| factors[classes[d]] * levels[d];
    let (mut square, mut sum) = (0.0, 0.0);
    for d in (0..classes.len()).filter(|&d| classes[d] < OFF) {
        let cap = CAP * CAP * (square / f64::max(sum, 1.0)).max(1.0) * expected(d).max(1.0);
        square += (counts[d] - expected(d)).powi(2).min(cap);
        sum += expected(d);
    }
    let dispersion = square / f64::max(sum, 1.0);
    let mut sums = [(0.0, 0.0); CLASSES];
    for d in (0..classes.len()).filter(|&d| classes[d] >= OFF) {
        let of = &mut sums[classes[d]];
        of.0 += (counts[d] - expected(d)).powi(2) - dispersion * expected(d);
        of.1 += expected(d).powi(2);
    }
    sums.map(|(excess, squares)| {
        if squares > 0.0 {
            (excess / squares).max(0.0)
        } else {
            0.0
        }
    })
}
