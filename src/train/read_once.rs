//! Labelled rows read once for several trainings on parts of them.

use super::assemble::check_kept;
use super::at_once::at_once;
use super::features::{Features, most_terms};
use super::fit::{ready, train};
use super::labelled::LabelledRows;
use super::model_selection::{Known, start};
use super::out_of_fold::Calibrated;
use super::params::{ModelKind, TrainParams};
use super::plain::Supervised;
use super::rare_types::RareRule;
use super::recipe::{FULL, Recipe};
use super::steps::Steps;
use crate::bundle::Bundle;
use crate::error::Result;
use crate::evaluate::type_ids;
use crate::model::{Calibration, Prediction, best_types};
use crate::score::Model;
use crate::types::Silent;
use crate::vectorize::Analyzer;
use std::borrow::Cow;

/// Rows whose terms are counted.
pub(super) struct ReadOnce<'a> {
    rows: &'a LabelledRows,
    params: &'a TrainParams,
    analyzer: Analyzer,
    features: Features,
}

/// What a training decided before its last fit.
pub(super) struct Settings {
    recipe: Recipe,
    calibration: Calibration,
    /// What it decided this by.
    params: TrainParams,
    /// What the next training need not find out again.
    pub(super) known: Known,
}

impl Settings {
    /// Naive Bayes, of which nothing is chosen.
    pub(super) fn bayes(params: &TrainParams) -> Self {
        let params = TrainParams {
            model: ModelKind::Bayes,
            ..params.clone()
        };
        Self {
            recipe: Recipe {
                keep: usize::MAX,
                ..start(&params)
            },
            calibration: Calibration { factors: vec![1.0] },
            params,
            known: Known::default(),
        }
    }
}

impl<'a> ReadOnce<'a> {
    /// Reads the rows.
    pub(super) fn new(rows: &'a LabelledRows, params: &'a TrainParams) -> Result<Self> {
        params.vectorize.check()?;
        let analyzer = params.analyzer()?;
        let features = read(&analyzer, rows, params).0;
        Ok(Self {
            rows,
            params,
            analyzer,
            features,
        })
    }

    /// Near-duplicate group of every row.
    pub(super) fn copies(&self) -> &[u32] {
        &self.features.groups
    }

    /// How many trainings on parts of the rows run at once: one alone leaves threads idle, several of large models take too much memory.
    pub(super) fn trainings_at_once(&self) -> usize {
        let (terms, types) = (self.features.counted.hashes.len(), self.features.n_types);
        at_once(terms, types).min(2)
    }

    /// Trains on some of the rows, as [`super::train`] does on these alone but for what is `known`.
    pub(super) fn train(&self, among: &[usize], known: &Known) -> Result<(Bundle, Settings)> {
        let some = self.rows.select(among);
        let some = ready(&some, self.params, &Silent)?;
        let (features, type_names) = match &some {
            Cow::Borrowed(rows) => {
                let mut type_names = Vec::new();
                let types = type_ids(&mut type_names, &rows.labels);
                let of = (types, type_names.len());
                let features = self
                    .features
                    .part(&ids(among), of, self.params.vectorize.min_df);
                (features, type_names)
            }
            // a rule about rare types has changed them
            Cow::Owned(rows) => read(&self.analyzer, rows, self.params),
        };
        let mut steps = Steps {
            observer: &Silent,
            total: 0,
            done: 1,
        };
        let mut fit = Supervised::fit_knowing(features, self.params, known, &mut steps)?;
        let known = Known::of(&fit.tried);
        let bundle = fit.bundle(&some, &type_names, self.params, &self.analyzer, None);
        check_kept(&bundle)?;
        let Calibrated {
            recipe,
            calibration,
            ..
        } = fit.calibrated;
        let settings = Settings {
            recipe,
            calibration,
            params: self.params.clone(),
            known,
        };
        Ok((bundle, settings))
    }

    /// The types that a model fitted to the rows `among` by these settings gives to the rows `held`.
    pub(super) fn predicted(
        &self,
        settings: &Settings,
        among: &[usize],
        held: &[usize],
    ) -> Result<Vec<u32>> {
        if self.params.rare != RareRule::Keep {
            return self.trained_anew(settings, among, held);
        }
        let (among, held) = (ids(among), ids(held));
        let fit = settings
            .recipe
            .fit_and_score(&self.features, (&among, &held), &[], FULL)?;
        Ok(best_types(&settings.calibration.logits(&fit.0)))
    }

    /// The same where a rule changes rare types, so that the rows are not those that were read.
    fn trained_anew(
        &self,
        settings: &Settings,
        among: &[usize],
        held: &[usize],
    ) -> Result<Vec<u32>> {
        let bundle = train(&self.rows.select(among), &settings.params, &Silent)?;
        let mut all = Vec::new();
        let _ = type_ids(&mut all, &self.rows.labels);
        let ids = type_ids(&mut all, bundle.types());
        let texts = held.iter().map(|&i| self.rows.texts[i].as_str());
        let said = Model::new(&bundle).all_probabilities(texts);
        let id = |p: &Vec<f32>| {
            ids.get(Prediction::of(p).best as usize)
                .copied()
                .unwrap_or(0)
        };
        Ok(said.iter().map(id).collect())
    }
}

fn ids(rows: &[usize]) -> Vec<u32> {
    rows.iter()
        .map(|&i| u32::try_from(i).unwrap_or(u32::MAX))
        .collect()
}

fn read(analyzer: &Analyzer, rows: &LabelledRows, params: &TrainParams) -> (Features, Vec<String>) {
    let mut type_names = Vec::new();
    let types = type_ids(&mut type_names, &rows.labels);
    let n_types = type_names.len();
    let most = most_terms(n_types, params.keep_terms);
    let features = Features::new(
        analyzer,
        &params.vectorize,
        &rows.texts,
        (types, n_types),
        most,
    );
    (features, type_names)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Complaints of three types, some of them copies, in an order that mixes them.
    fn rows() -> LabelledRows {
        let said = [
            (
                "物流",
                ["快递", "包裹", "派送", "签收"],
                ["迟到", "丢失", "没到"],
            ),
            (
                "退款",
                ["退款", "押金", "余额", "账户"],
                ["没到账", "被拒", "太慢"],
            ),
            (
                "质量",
                ["屏幕", "电池", "外壳", "按键"],
                ["坏了", "裂开", "失灵"],
            ),
        ];
        let rows = (0..180).map(|i| {
            let (kind, things, faults) = &said[i % 3];
            let text = format!(
                "{}{}第{}次",
                things[i / 3 % 4],
                faults[i / 12 % 3],
                i / 7 % 5
            );
            (text, *kind)
        });
        rows.collect()
    }

    #[test]
    fn a_part_is_trained_on_as_if_it_were_alone() {
        let (rows, params) = (rows(), TrainParams::default());
        let read = ReadOnce::new(&rows, &params).unwrap();
        let held = read.copies()[7];
        let among: Vec<usize> = (0..rows.len())
            .filter(|&i| read.copies()[i] != held)
            .collect();
        let (part, settings) = read.train(&among, &Known::default()).unwrap();
        let alone = crate::train(&rows.select(&among), &params, &Silent).unwrap();
        assert_eq!(part.types(), alone.types());
        assert_eq!(part.card().tried, alone.card().tried);
        let f1 = |bundle: &Bundle| bundle.card().held_out.macro_f1.unwrap();
        assert!((f1(&part) - f1(&alone)).abs() < 1e-9);
        let texts: Vec<usize> = (0..30).collect();
        let (ours, names) = (Model::new(&part), Model::new(&alone));
        let said = read.predicted(&settings, &among, &texts).unwrap();
        for (&i, type_id) in texts.iter().zip(said) {
            let text = &rows.texts[i];
            let (one, other) = (ours.predict(text).unwrap(), names.predict(text).unwrap());
            assert_eq!(one.name, other.name, "{text}");
            assert!((one.probability - other.probability).abs() < 1e-3, "{text}");
            assert_eq!(one.name, alone.types()[type_id as usize], "{text}");
        }
    }
}
