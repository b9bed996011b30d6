//! How often words stand in the same complaint, and how much a word says about those beside it.

/// Standard deviations by which chance may exceed its mean: the most telling of many words is looked for.
const DOUBT: f64 = 3.0;

/// Complaints that hold two words, for every two; on the diagonal, those that hold one.
pub(super) struct Together {
    words: usize,
    counts: Vec<u32>,
}

/// What the words beside a word say about it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Telling {
    /// Log-likelihood ratio of the words beside it against those beside all words, less what chance may give, for each of them: nats × 2.
    pub(super) each: f64,
    /// The same, grown with how many there are.
    pub(super) strength: f64,
}

impl Together {
    pub(super) fn of(complaints: &[Vec<usize>], words: usize) -> Self {
        let mut together = Self {
            words,
            counts: vec![0; words * words],
        };
        for places in complaints {
            for (&a, &b) in pairs(places) {
                together.counts[a * words + b] += 1;
            }
        }
        together
    }

    /// Takes out a complaint.
    pub(super) fn leave_out(&mut self, places: &[usize]) {
        for (&a, &b) in pairs(places) {
            self.counts[a * self.words + b] -= 1;
        }
    }

    /// Complaints that hold a word.
    pub(super) fn holding(&self, word: usize) -> usize {
        self.counts[word * self.words + word] as usize
    }

    /// For every word the words beside it, repeats counted.
    pub(super) fn totals(&self) -> Vec<u64> {
        let of = |a: usize| {
            let sum: u64 = self.row(a).iter().map(|&n| u64::from(n)).sum();
            sum - self.holding(a) as u64
        };
        (0..self.words).map(of).collect()
    }

    /// `totals` as [`Self::totals`] gives them.
    pub(super) fn telling(&self, word: usize, totals: &[u64]) -> Telling {
        let all: u64 = totals.iter().sum();
        let own = totals[word] as f64;
        if totals[word] == 0 {
            return Telling {
                each: 0.0,
                strength: 0.0,
            };
        }
        let (mut ratio, mut by_chance) = (0.0, 0.0);
        for (b, &total) in totals.iter().enumerate().filter(|(b, _)| *b != word) {
            let expected = own * total as f64 / all as f64;
            let n = f64::from(self.row(word)[b]);
            if n > 0.0 {
                ratio += 2.0 * n * (n / expected).ln();
            }
            by_chance += of_chance(expected);
        }
        let gain = ratio - by_chance - DOUBT * (2.0 * by_chance).sqrt();
        Telling {
            each: gain / own,
            strength: gain / own.sqrt(),
        }
    }

    fn row(&self, word: usize) -> &[u32] {
        &self.counts[word * self.words..(word + 1) * self.words]
    }
}

/// Mean log-likelihood ratio of a count that is `expected`: close to that of a Poisson count, which is 1.14 at 1, .47 at .1 and 1 for large
/// ones.
fn of_chance(expected: f64) -> f64 {
    1.2 * expected / (expected + 0.12)
}

fn pairs(places: &[usize]) -> impl Iterator<Item = (&usize, &usize)> {
    let each = places.iter();
    each.flat_map(move |a| places.iter().map(move |b| (a, b)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_with_company_of_its_own_tells_more_than_one_that_stands_anywhere() {
        let complaint = |i: usize| match i % 3 {
            0 => vec![0, 1, 2],
            1 => vec![0, 3, 4],
            _ => vec![5, 6, if i.is_multiple_of(2) { 1 } else { 3 }],
        };
        let complaints: Vec<Vec<usize>> = (0..90).map(complaint).collect();
        let mut together = Together::of(&complaints, 7);
        let totals = together.totals();
        let strength = |w| together.telling(w, &totals).strength;
        assert!(strength(5) > strength(0));
        assert_eq!((together.holding(0), totals[0]), (60, 120));
        complaints.iter().for_each(|c| together.leave_out(c));
        assert!(together.totals().iter().all(|&n| n == 0));
    }
}
