//! A recipe: how terms weigh and which estimators are fitted to them.

use super::at_once::{at_once, map_at_once};
use super::features::Features;
use super::strongest::keep_strongest;
use super::widen::{widen, widened};
use crate::error::Result;
use crate::evaluate::folds;
use crate::model::{
    BayesParams, FitError, Labelled, Linear, Link, LogisticParams, Occurrence, SvmParams, calibrate,
};
use crate::vectorize::{Counted, Rows, TermKind, TermValues, Weighting, weights};
use linfa::ParamGuard;
use linfa::traits::Fit;
use ndarray::{Array1, Array2, Axis};
use rayon::prelude::*;
use std::slice::SliceIndex;

/// What rows are made of, and which members are fitted to them.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Recipe {
    pub(crate) weighting: Weighting,
    pub(crate) occurrence: Occurrence,
    /// Factor of words and word pairs.
    pub(crate) words: f32,
    pub(crate) min_df: u32,
    /// How many times a term of a text's lead counts.
    pub(crate) lead: u8,
    pub(crate) members: Vec<Member>,
    /// Rows whose labels the others contradict cost less.
    pub(crate) doubts: bool,
    /// Terms that decide at most, chosen by the first member.
    pub(crate) keep: usize,
}

/// One estimator with its settings. All members see the same rows, so their weights add up to one model.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Member {
    Svm { c: f32, balance: f32 },
    Logistic { c: f32, balance: f32 },
    Bayes { smooth: f32 },
}

impl Member {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Svm { .. } => "svm",
            Self::Logistic { .. } => "logistic",
            Self::Bayes { .. } => "bayes",
        }
    }

    /// Cost (or smoothing) and balance.
    pub(crate) fn settings(self) -> (f32, f32) {
        match self {
            Self::Svm { c, balance } | Self::Logistic { c, balance } => (c, balance),
            Self::Bayes { smooth } => (smooth, 0.0),
        }
    }

    /// Fits, from dual variables where the member has some.
    fn estimate(
        self,
        set: &Labelled,
        dual: Option<&Array2<f32>>,
        most: Passes,
    ) -> Result<(Linear, Array2<f32>), FitError> {
        let passes = |cold| if dual.is_some() { most.warm } else { cold };
        match self {
            Self::Svm { c, balance } => {
                let params = SvmParams::default().c(c).balance(balance);
                params.passes(passes(most.svm)).check()?.resume(set, dual)
            }
            Self::Logistic { c, balance } => {
                let params = LogisticParams::default().c(c).balance(balance);
                params
                    .passes(passes(most.logistic))
                    .check()?
                    .resume(set, dual)
            }
            Self::Bayes { smooth } => {
                let present = Labelled::new(set.records().present(), set.targets().clone());
                let fitted = BayesParams::default().smooth(smooth).fit(&present)?;
                Ok((fitted, Array2::default((0, 0))))
            }
        }
    }
}

/// A label that all others contradict still counts as this part of one.
pub(crate) const LEAST_TRUST: f32 = 0.1;
const TRUST_FOLDS: u32 = 3;
const TRUST_SEED: u64 = 1;
/// More occurrences of a term in one text are worth no more.
const WORTH: u16 = 4096;
/// How often a fit looks at the rows, at most.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Passes {
    pub(crate) svm: u32,
    pub(crate) logistic: u32,
    /// Where it starts from dual variables.
    pub(crate) warm: u32,
}

/// Passes after which held-out scores no longer move, though the last rows may not have settled.
pub(crate) const FULL: Passes = Passes {
    svm: 25,
    logistic: 12,
    warm: 6,
};
/// Passes after which it is clear which of two recipes is better.
pub(crate) const TRIAL: Passes = Passes {
    svm: 25,
    logistic: 6,
    warm: 4,
};

/// The rows to learn from.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Lesson<'a> {
    /// Their numbers.
    pub(crate) rows: &'a [u32],
    /// The type of each.
    pub(crate) types: &'a [u32],
    /// What each costs; all alike where absent.
    pub(crate) weights: Option<&'a [f32]>,
    /// Number of types.
    pub(crate) n_types: usize,
    /// What terms weigh where that is settled, 0 for those that were not kept.
    pub(crate) terms: Option<&'a [f32]>,
}

impl Lesson<'_> {
    /// With the features of these rows.
    pub(crate) fn set(&self, features: Rows) -> Labelled {
        let types = self.types.iter().map(|&t| t as usize);
        let set = Labelled::new(features, types.collect::<Array1<usize>>());
        match self.weights {
            Some(weights) => set.with_weights(Array1::from_vec(weights.to_vec())),
            None => set,
        }
    }
}

/// A recipe fitted: term weights, and a linear model a member over `value · weight ÷ length` rows.
pub(crate) struct Fitted {
    pub(crate) term_weights: Vec<f32>,
    pub(crate) members: Vec<Linear>,
    /// Dual variables of every member that has some: rows × types.
    pub(crate) duals: Vec<Array2<f32>>,
}

/// What becomes of a member that was fitted, by the weights of the terms.
type Take<'a, T> = dyn Fn(&[f32], Linear) -> T + Sync + 'a;
/// The weights of the terms; what became of every member, and its dual variables.
type OfMembers<T> = (Vec<f32>, Vec<(T, Array2<f32>)>);

impl Fitted {
    fn of((term_weights, members): OfMembers<Linear>) -> Self {
        let (members, duals) = members.into_iter().unzip();
        Self {
            term_weights,
            members,
            duals,
        }
    }
}

impl Recipe {
    /// The same with some of its members.
    pub(crate) fn of_members<R: SliceIndex<[Member], Output = [Member]>>(&self, some: R) -> Self {
        Self {
            members: self.members.get(some).unwrap_or_default().to_vec(),
            ..self.clone()
        }
    }

    /// Dual variables of one say something about the other's: the same kinds of members, whatever their settings.
    pub(crate) fn has_same_members(&self, other: &Self) -> bool {
        let names = |r: &Self| r.members.iter().map(|m| m.name()).collect::<Vec<_>>();
        names(self) == names(other)
    }

    /// Counts of the rows named → values of length 1.
    pub(crate) fn weighted(&self, counted: &Counted, among: &[u32], weights: &[f32]) -> Rows {
        let values = TermValues {
            weights: weights.to_vec(),
            worth: (1..=WORTH)
                .map(|n| self.occurrence.value(f32::from(n)))
                .collect(),
            more: self.lead.saturating_sub(1),
        };
        Rows::of_counts(&counted.rows, among.to_vec(), values)
    }

    /// Fits to the rows named, from the dual variables of all rows where there are some.
    pub(crate) fn fit(
        &self,
        features: &Features,
        among: &[u32],
        start: &[Array2<f32>],
        passes: Passes,
    ) -> Result<Fitted> {
        let whole = |_: &[f32], linear| linear;
        Ok(Fitted::of(self.fit_each(
            features,
            among,
            (start, passes),
            &whole,
        )?))
    }

    /// The same, every member handed to `take` with the weights of the terms.
    fn fit_each<T: Send>(
        &self,
        features: &Features,
        among: &[u32],
        from: (&[Array2<f32>], Passes),
        take: &Take<'_, T>,
    ) -> Result<OfMembers<T>> {
        let types: Vec<u32> = among.iter().map(|&i| features.types[i as usize]).collect();
        let trust = match self.doubts {
            true => Some(self.trust(features, among, &types)?),
            false => None,
        };
        let lesson = Lesson {
            rows: among,
            types: &types,
            weights: trust.as_deref(),
            n_types: features.n_types,
            terms: None,
        };
        self.learn_each(&features.counted, lesson, from, take)
    }

    /// How far the label of each row named is to be trusted, [`LEAST_TRUST`]`..=1`: its probability beside that of the likeliest type, by models of
    /// others of these rows.
    fn trust(&self, features: &Features, among: &[u32], types: &[u32]) -> Result<Vec<f32>> {
        let plain = Self {
            doubts: false,
            keep: usize::MAX,
            ..self.clone()
        };
        let fold = folds(types, among, TRUST_FOLDS, TRUST_SEED);
        let scores = plain.out_of_fold(features, among, &fold, &[])?;
        let ratios = calibrate(&scores, types).ratios(&scores, types);
        Ok(ratios.into_iter().map(|r| r.max(LEAST_TRUST)).collect())
    }

    /// Fits to a lesson, from dual variables by row where there are some.
    pub(crate) fn learn(
        &self,
        counted: &Counted,
        lesson: Lesson<'_>,
        start: &[Array2<f32>],
        passes: Passes,
    ) -> Result<Fitted> {
        let whole = |_: &[f32], linear| linear;
        Ok(Fitted::of(self.learn_each(
            counted,
            lesson,
            (start, passes),
            &whole,
        )?))
    }

    fn learn_each<T: Send>(
        &self,
        counted: &Counted,
        lesson: Lesson<'_>,
        (start, passes): (&[Array2<f32>], Passes),
        take: &Take<'_, T>,
    ) -> Result<OfMembers<T>> {
        let (among, n_types) = (lesson.rows, lesson.n_types);
        let settled = lesson.terms.map(<[f32]>::to_vec);
        let mut term_weights = settled.unwrap_or_else(|| self.term_weights(counted, lesson));
        let mut set = lesson.set(self.weighted(counted, among, &term_weights));
        let places: Vec<usize> = among.iter().map(|&i| i as usize).collect();
        let estimate = |m: usize, set: &Labelled| -> Result<(Linear, Array2<f32>)> {
            let covers = |d: &&Array2<f32>| places.iter().all(|&i| i < d.nrows());
            let dual = start.get(m).filter(covers);
            let dual = dual.filter(|d| !d.is_empty());
            let dual = dual.map(|d| d.select(Axis(0), &places));
            let (mut linear, dual) = self.members[m].estimate(set, dual.as_ref(), passes)?;
            widen(&mut linear, n_types);
            Ok((linear, widened(dual, n_types)))
        };
        let mut first = None;
        if lesson.terms.is_none() && counted.hashes.len() > self.keep {
            let (linear, dual) = estimate(0, &set)?;
            let link = Link::default();
            keep_strongest(counted, &mut term_weights, &linear, (&link, self.keep));
            set = lesson.set(self.weighted(counted, among, &term_weights));
            first = Some((take(&term_weights, linear), dual));
        }
        let one = |m: usize| {
            let (linear, dual) = estimate(m, &set)?;
            Ok((take(&term_weights, linear), dual))
        };
        let others = usize::from(first.is_some())..self.members.len();
        let others: Result<Vec<_>> = match at_once(counted.hashes.len(), n_types) {
            usize::MAX => others.into_par_iter().map(one).collect(),
            _ => others.map(one).collect(),
        };
        Ok((term_weights, first.into_iter().chain(others?).collect()))
    }

    /// The weight of every term, by the types that its rows have.
    pub(crate) fn term_weights(&self, counted: &Counted, lesson: Lesson<'_>) -> Vec<f32> {
        let types = (lesson.types, lesson.n_types);
        let (weighting, min_df) = (self.weighting, self.min_df);
        let mut term_weights = weights(&counted.rows, lesson.rows, types, weighting, min_df);
        for (w, h) in term_weights.iter_mut().zip(&counted.hashes) {
            if matches!(TermKind::of(*h), TermKind::Word | TermKind::Words) {
                *w *= self.words;
            }
        }
        term_weights
    }

    /// Scores of every row named, by models fitted to the other folds: one array a member.
    pub(crate) fn out_of_fold(
        &self,
        features: &Features,
        among: &[u32],
        fold: &[u32],
        start: &[Array2<f32>],
    ) -> Result<Vec<Array2<f32>>> {
        let all: Vec<u32> = (0..fold.iter().max().map_or(0, |m| m + 1)).collect();
        let parts = self.held_out(features, (among, fold), &all, (&|_| start, FULL))?;
        let mut out = vec![Array2::zeros((among.len(), features.n_types)); self.members.len()];
        for part in parts {
            for (out, scores) in out.iter_mut().zip(&part.scores) {
                for (&i, row) in part.places.iter().zip(scores.rows()) {
                    out.row_mut(i).assign(&row);
                }
            }
        }
        Ok(out)
    }

    /// Fits to the rows `among` and scores the rows `held`: scores and dual variables by member.
    pub(crate) fn fit_and_score(
        &self,
        features: &Features,
        (among, held): (&[u32], &[u32]),
        start: &[Array2<f32>],
        passes: Passes,
    ) -> Result<(ByMember, ByMember)> {
        let scores = |term_weights: &[f32], linear: Linear| {
            linear.scores(&self.weighted(&features.counted, held, term_weights))
        };
        let (_, members) = self.fit_each(features, among, (start, passes), &scores)?;
        Ok(members.into_iter().unzip())
    }

    /// Holds out some of the folds, each from dual variables of all rows where `start` gives some.
    pub(crate) fn held_out<'s>(
        &self,
        features: &Features,
        (among, fold): (&[u32], &[u32]),
        which: &[u32],
        (start, passes): (&(dyn Fn(u32) -> &'s [Array2<f32>] + Sync), Passes),
    ) -> Result<Vec<HeldOut>> {
        let part = |&f: &u32| -> Result<HeldOut> {
            let (places, others): (Vec<usize>, Vec<usize>) =
                (0..among.len()).partition(|&i| fold[i] == f);
            let rows = |places: &[usize]| places.iter().map(|&i| among[i]).collect::<Vec<u32>>();
            let rows = (&*rows(&others), &*rows(&places));
            let (scores, duals) = self.fit_and_score(features, rows, start(f), passes)?;
            Ok(HeldOut {
                places,
                others,
                scores,
                duals,
            })
        };
        let most = at_once(features.counted.hashes.len(), features.n_types);
        map_at_once(which, most, part).into_iter().collect()
    }
}

/// One array a member, rows × types.
type ByMember = Vec<Array2<f32>>;

/// A fold that was held out.
pub(crate) struct HeldOut {
    /// Places of its rows.
    pub(crate) places: Vec<usize>,
    /// Places of the rows that were learnt from.
    pub(crate) others: Vec<usize>,
    /// Scores of its rows by member.
    pub(crate) scores: Vec<Array2<f32>>,
    /// Dual variables of the rows that were learnt from, by member.
    pub(crate) duals: Vec<Array2<f32>>,
}
