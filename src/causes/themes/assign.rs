//! Complaints → themes: each goes to the one among those whose words it holds that its other words fit best.

use super::sample::Sample;

/// Complaints that a theme's shares of words are pulled with towards those of all.
const PRIOR: f64 = 30.0;
/// What one word counts at most, for and against.
const MOST: f64 = 3.0;
const LEAST: f64 = -1.0;

/// Which theme a complaint belongs to.
pub(super) struct Assigner<'a> {
    sample: &'a Sample,
    /// For every place the theme that its word stands for.
    stands_for: Vec<Option<usize>>,
    /// For every theme and place, how much likelier the word is in it: log of the ratio of shares.
    weights: Vec<Vec<f64>>,
}

impl<'a> Assigner<'a> {
    pub(super) fn new(sample: &'a Sample, cores: &[Vec<usize>]) -> Self {
        let mut stands_for = vec![None; sample.terms.len()];
        for (theme, core) in cores.iter().enumerate() {
            core.iter().for_each(|&w| stands_for[w] = Some(theme));
        }
        let shares = sample.shares();
        let weights = cores.iter().map(|core| {
            let (mut held, mut size) = (vec![0_u32; shares.len()], 0_u32);
            for places in &sample.complaints {
                if core.iter().any(|w| places.binary_search(w).is_ok()) {
                    size += 1;
                    places.iter().for_each(|&w| held[w] += 1);
                }
            }
            let of = |(&held, &share): (&u32, &f64)| {
                let here = (f64::from(held) + PRIOR * share) / (f64::from(size) + PRIOR);
                (here / share).ln().clamp(LEAST, MOST)
            };
            held.iter().zip(&shares).map(of).collect()
        });
        Self {
            stands_for,
            weights: weights.collect(),
            sample,
        }
    }

    /// The theme of a complaint with these terms; none where it holds no theme's words.
    pub(super) fn theme(&self, terms: &[u32]) -> Option<usize> {
        let places = self.sample.places(terms);
        let mut held: Vec<usize> = places.filter_map(|w| self.stands_for[w]).collect();
        held.sort_unstable();
        held.dedup();
        if held.len() < 2 {
            return held.first().copied();
        }
        let fits = held
            .into_iter()
            .map(|theme| (self.fit(theme, terms), theme));
        let best = fits.max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(&a.1)));
        best.map(|(_, theme)| theme)
    }

    /// How well the words of a complaint fit a theme.
    pub(super) fn fit(&self, theme: usize, terms: &[u32]) -> f64 {
        let places = self.sample.places(terms);
        places.map(|w| self.weights[theme][w]).sum()
    }
}
