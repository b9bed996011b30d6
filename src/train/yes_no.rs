//! Texts and yes-or-no answers → the probability of a yes for rows that were not learnt from: a logistic regression over the terms of the texts,
//! its scores turned into probabilities by rows that were held out.

use super::features::{Features, most_terms};
use super::params::TrainParams;
use super::recipe::{FULL, Member, Recipe};
use crate::error::Result;
use crate::evaluate::folds;
use crate::model::{Occurrence, Platt};
use crate::types::Random;
use crate::vectorize::Weighting;
use ndarray::Array2;

/// Rows that a fit learns from at most, drawn by chance from more.
const MOST_LEARNT: usize = 20_000;
/// Rows that settings are tried on at most.
const MOST_TRIED: usize = 5_000;
/// Folds in which settings are tried, and scores are made for the calibration.
const FOLDS: u32 = 4;
/// Costs of an error that are tried, the cautious ones first.
const COSTS: [f32; 5] = [0.025, 0.1, 0.4, 1.6, 6.4];
/// What a bolder cost must gain in log-loss a row.
const GAIN: f64 = 0.0005;

/// Texts with an answer each, made ready once for all fits.
#[derive(Debug)]
pub struct YesNoTexts {
    features: Features,
    /// Rows of one group are never on both sides.
    groups: Vec<u32>,
    recipe: Recipe,
    seed: u64,
}

impl YesNoTexts {
    /// Makes terms of the texts, and chooses settings by rows of `among` that are held out. Rows of one of the `groups` stay on one side.
    ///
    /// # Errors
    /// As [`train`](super::train).
    pub fn new(
        texts: &[String],
        yes: &[bool],
        groups: Vec<u32>,
        among: &[u32],
        params: &TrainParams,
    ) -> Result<Self> {
        let types = yes.iter().map(|&yes| u32::from(yes)).collect();
        let most = most_terms(2, params.keep_terms);
        let analyzer = params.analyzer()?;
        let mut ready = Self {
            features: Features::new(&analyzer, &params.vectorize, texts, (types, 2), most),
            groups,
            recipe: recipe(COSTS[0], params),
            seed: params.seed,
        };
        let among = ready.drawn(among, MOST_TRIED);
        let mut least = f64::INFINITY;
        for cost in COSTS {
            let tried = recipe(cost, params);
            let loss = ready.log_loss(&tried, &among)?;
            if loss < least - GAIN {
                (ready.recipe, least) = (tried, loss);
            }
        }
        Ok(ready)
    }

    /// The probability of a yes for every row, by models that learnt from the other folds, calibrated by rows of these.
    ///
    /// # Errors
    /// As [`train`](super::train).
    pub fn cross_validated(&self, n_folds: u32) -> Result<Vec<f64>> {
        let all = self.features.row_ids();
        let fold = folds(&self.features.types, &self.groups, n_folds, self.seed);
        let mut scores = vec![0.0; all.len()];
        for f in 0..n_folds {
            let (held, learnt): (Vec<u32>, Vec<u32>) =
                all.iter().partition(|&&i| fold[i as usize] == f);
            let of_held = self.scores(&self.recipe, &self.drawn(&learnt, MOST_LEARNT), &held)?;
            for (&i, score) in held.iter().zip(of_held) {
                scores[i as usize] = score;
            }
        }
        let platt: Vec<Platt> = (0..n_folds)
            .map(|f| self.platt(all.iter().filter(|&&i| fold[i as usize] != f), &scores))
            .collect();
        let probability = |(i, score): (usize, &f32)| platt[fold[i] as usize].probability(*score);
        Ok(scores.iter().enumerate().map(probability).collect())
    }

    /// The probability of a yes for the rows `held`, by a model that learnt from the rows `learnt` and was calibrated by these.
    ///
    /// # Errors
    /// As [`train`](super::train).
    pub fn predicted(&self, learnt: &[u32], held: &[u32]) -> Result<Vec<f64>> {
        let learnt = self.drawn(learnt, MOST_LEARNT);
        let of_learnt = self.out_of_fold(&self.recipe, &learnt)?;
        let mut scores = vec![0.0; self.features.len()];
        for (&i, score) in learnt.iter().zip(of_learnt) {
            scores[i as usize] = score;
        }
        let platt = self.platt(learnt.iter(), &scores);
        let scores = self.scores(&self.recipe, &learnt, held)?;
        Ok(scores.into_iter().map(|s| platt.probability(s)).collect())
    }

    /// At most so many of these rows, ascending.
    fn drawn(&self, rows: &[u32], most: usize) -> Vec<u32> {
        let mut rows = rows.to_vec();
        if rows.len() > most {
            Random::new(self.seed).shuffle(&mut rows);
            rows.truncate(most);
            rows.sort_unstable();
        }
        rows
    }

    fn platt<'r>(&self, rows: impl Iterator<Item = &'r u32>, scores: &[f32]) -> Platt {
        let scored = rows.map(|&i| (scores[i as usize], self.features.types[i as usize] == 1));
        Platt::fit(&scored.collect::<Vec<_>>())
    }

    /// Log-loss a row of these rows, held out and calibrated.
    fn log_loss(&self, recipe: &Recipe, rows: &[u32]) -> Result<f64> {
        let scores = self.out_of_fold(recipe, rows)?;
        let yes = rows.iter().map(|&i| self.features.types[i as usize] == 1);
        let scored: Vec<(f32, bool)> = scores.into_iter().zip(yes).collect();
        let platt = Platt::fit(&scored);
        let loss = |&(score, yes): &(f32, bool)| {
            let p = platt.probability(score);
            -(if yes { p } else { 1.0 - p }).ln()
        };
        Ok(scored.iter().map(loss).sum::<f64>() / rows.len().max(1) as f64)
    }

    /// Scores of these rows, each by a model that learnt from others of them.
    fn out_of_fold(&self, recipe: &Recipe, rows: &[u32]) -> Result<Vec<f32>> {
        let of = |from: &[u32]| -> Vec<u32> { rows.iter().map(|&i| from[i as usize]).collect() };
        let fold = folds(
            &of(&self.features.types),
            &of(&self.groups),
            FOLDS,
            self.seed,
        );
        let scores = recipe.out_of_fold(&self.features, rows, &fold, &[])?;
        Ok(scores.first().map(difference).unwrap_or_default())
    }

    fn scores(&self, recipe: &Recipe, learnt: &[u32], held: &[u32]) -> Result<Vec<f32>> {
        let fitted = recipe.fit(&self.features, learnt, &[], FULL)?;
        let counted = &self.features.counted;
        let rows = recipe.weighted(counted, held, &fitted.term_weights);
        let scores = fitted.members.first().map(|m| m.scores(&rows));
        Ok(scores.as_ref().map(difference).unwrap_or_default())
    }
}

/// How far the score of a yes is above that of a no, by row.
fn difference(scores: &Array2<f32>) -> Vec<f32> {
    (&scores.column(1) - &scores.column(0)).to_vec()
}

/// A logistic regression. Terms weigh by rarity alone and answers as they are: weights learnt from the answers would fit their noise.
fn recipe(cost: f32, params: &TrainParams) -> Recipe {
    Recipe {
        weighting: Weighting::Idf,
        occurrence: Occurrence::Log,
        words: 1.0,
        min_df: params.vectorize.min_df,
        lead: params.vectorize.lead,
        members: vec![Member::Logistic {
            c: cost,
            balance: 0.0,
        }],
        doubts: false,
        keep: usize::MAX,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Texts of which those about a lawyer say yes with 6 in 10, others with 1 in 10.
    fn texts(n: usize, told: bool) -> (Vec<String>, Vec<bool>) {
        let mut random = Random::new(3);
        let row = |i: usize| {
            let lawyer = random.below(10) < 3;
            let p = if lawyer && told { 60 } else { 10 };
            let said = ["要找律师起诉", "希望尽快处理"][usize::from(!lawyer)];
            let about = ["快递没有送到", "空调一直漏水", "发票开错了"][i % 3];
            let (day, much) = (random.below(28), random.below(900));
            let text = format!("{about}，{said}，{day}号，花了{much}元");
            (text, random.below(100) < p)
        };
        (0..n).map(row).unzip()
    }

    fn mean(p: &[f64]) -> f64 {
        p.iter().sum::<f64>() / p.len() as f64
    }

    #[test]
    fn probabilities_of_rows_not_learnt_from_are_those_planted() {
        let (texts, yes) = texts(600, true);
        let groups: Vec<u32> = (0..600).collect();
        let (early, late): (Vec<u32>, Vec<u32>) = groups.iter().partition(|&&i| i < 400);
        let params = TrainParams::default();
        let ready = YesNoTexts::new(&texts, &yes, groups, &early, &params).unwrap();
        let of_late = ready.predicted(&early, &late).unwrap();
        let all = ready.cross_validated(5).unwrap();
        for (p, rows) in [(&of_late, &late), (&all, &ready.features.row_ids())] {
            let lawyer = |i: &u32| texts[*i as usize].contains("律师");
            let of = |which: bool| -> Vec<f64> {
                let rows = rows.iter().zip(p).filter(|(i, _)| lawyer(i) == which);
                rows.map(|(_, p)| *p).collect()
            };
            assert!((mean(&of(true)) - 0.6).abs() < 0.12, "{}", mean(&of(true)));
            assert!(
                (mean(&of(false)) - 0.1).abs() < 0.06,
                "{}",
                mean(&of(false))
            );
        }
        assert_eq!(ready.cross_validated(5).unwrap(), all);
    }

    #[test]
    fn answers_that_texts_do_not_tell_keep_the_base_rate() {
        let (texts, yes) = texts(400, false);
        let groups: Vec<u32> = (0..400).collect();
        let params = TrainParams::default();
        let ready = YesNoTexts::new(&texts, &yes, groups.clone(), &groups, &params).unwrap();
        let p = ready.cross_validated(5).unwrap();
        let mean = mean(&p);
        let spread = p.iter().map(|p| (p - mean).powi(2)).sum::<f64>() / 400.0;
        assert!(
            (mean - 0.1).abs() < 0.05 && spread.sqrt() < 0.05,
            "{mean} {spread}"
        );
    }
}
