//! One telling word after another, each with the words that stand for the same matter, until the rest has no matter of its own.

use super::sample::Sample;
use super::together::{Telling, Together};

/// What each word beside it must tell about a word that a theme grows from.
const TELLS: f64 = 0.02;
/// A word that a larger share holds does not divide them.
const COMMONEST: f64 = 0.3;
/// Complaints of a theme, as a share of all, at most.
const LARGEST: f64 = 0.5;
/// Words that stand for one theme.
const WORDS: usize = 4;
/// Of the complaints that hold a further word, so many are in the theme already,
const COMPANY: f64 = 0.35;
/// and so many times more than of all.
const LIFT: f64 = 4.0;
/// Share of the theme that must hold it.
const HOLDS: f64 = 0.03;

/// For every theme, the places of the words that stand for it, the one that it grew from first; the most telling theme first.
/// Each holds at least `fewest` complaints of the sample.
pub(super) fn cores(sample: &Sample, fewest: usize, most: usize) -> Vec<Vec<usize>> {
    let mut growth = Growth::new(sample, fewest);
    let mut cores = Vec::new();
    while cores.len() < most {
        let Some(seed) = growth.seed() else { break };
        let (core, holds) = growth.core(seed);
        growth.used[seed] = true;
        if holds.iter().filter(|h| **h).count() < fewest {
            continue;
        }
        growth.take_out(&core, &holds);
        cores.push(core);
    }
    cores
}

struct Growth<'a> {
    sample: &'a Sample,
    shares: Vec<f64>,
    together: Together,
    /// Complaints that no theme holds yet.
    left: Vec<bool>,
    used: Vec<bool>,
    fewest: usize,
}

impl<'a> Growth<'a> {
    fn new(sample: &'a Sample, fewest: usize) -> Self {
        let words = sample.terms.len();
        Self {
            sample,
            shares: sample.shares(),
            together: Together::of(&sample.complaints, words),
            left: vec![true; sample.complaints.len()],
            used: vec![false; words],
            fewest,
        }
    }

    /// The most telling word of the complaints that are left.
    fn seed(&self) -> Option<usize> {
        let totals = self.together.totals();
        let may = |w: &usize| {
            let enough = self.together.holding(*w) >= self.fewest;
            enough && self.sample.names[*w] && !self.used[*w] && self.shares[*w] <= COMMONEST
        };
        let words = (0..self.sample.terms.len()).filter(may);
        let told = words.map(|w| (self.together.telling(w, &totals), w));
        let told = told.filter(|(t, _)| t.each >= TELLS);
        let stronger = |a: &(Telling, usize), b: &(Telling, usize)| {
            let order = a.0.strength.total_cmp(&b.0.strength);
            order.then(self.sample.terms[b.1].cmp(&self.sample.terms[a.1]))
        };
        told.max_by(stronger).map(|(_, w)| w)
    }

    /// The words of the theme of `seed`, and which complaints hold one of them.
    fn core(&self, seed: usize) -> (Vec<usize>, Vec<bool>) {
        let mut core = vec![seed];
        let mut holds = vec![false; self.left.len()];
        self.hold(seed, &mut holds);
        while core.len() < WORDS {
            let Some(word) = self.companion(&core, &holds) else {
                break;
            };
            let mut grown = holds.clone();
            self.hold(word, &mut grown);
            let size = grown.iter().filter(|h| **h).count();
            if size as f64 > LARGEST * self.left.len() as f64 {
                break;
            }
            core.push(word);
            holds = grown;
        }
        (core, holds)
    }

    /// The word that mostly occurs in complaints of the theme, weighed by how many of them hold it.
    fn companion(&self, core: &[usize], holds: &[bool]) -> Option<usize> {
        let words = self.sample.terms.len();
        let (mut inside, mut all) = (vec![0_u32; words], vec![0_u32; words]);
        let (mut size, mut left) = (0_u32, 0_u32);
        for (i, places) in self.sample.complaints.iter().enumerate() {
            if !self.left[i] {
                continue;
            }
            left += 1;
            size += u32::from(holds[i]);
            for &w in places {
                all[w] += 1;
                inside[w] += u32::from(holds[i]);
            }
        }
        let base = f64::from(size) / f64::from(left.max(1));
        let value = |w: usize| {
            let company = f64::from(inside[w]) / f64::from(all[w].max(1));
            let fits = company >= COMPANY && company >= LIFT * base;
            let enough = inside[w] >= 3 && f64::from(inside[w]) >= HOLDS * f64::from(size);
            let kin = self.sample.family[w] == self.sample.family[core[0]];
            (enough && (fits || kin)).then(|| company * f64::from(inside[w]).sqrt())
        };
        let may =
            |w: &usize| self.sample.names[*w] && self.shares[*w] <= COMMONEST && !core.contains(w);
        let valued = (0..words).filter(may).filter_map(|w| Some((value(w)?, w)));
        let best = valued.max_by(|a, b| {
            let order = a.0.total_cmp(&b.0);
            order.then(self.sample.terms[b.1].cmp(&self.sample.terms[a.1]))
        });
        best.map(|(_, w)| w)
    }

    fn hold(&self, word: usize, holds: &mut [bool]) {
        for (i, places) in self.sample.complaints.iter().enumerate() {
            holds[i] |= self.left[i] && places.binary_search(&word).is_ok();
        }
    }

    fn take_out(&mut self, core: &[usize], holds: &[bool]) {
        core.iter().for_each(|&w| self.used[w] = true);
        for (i, _) in holds.iter().enumerate().filter(|(_, h)| **h) {
            self.left[i] = false;
            self.together.leave_out(&self.sample.complaints[i]);
        }
    }
}
