//! What a model said of the rows, kept to correct its shares.

use crate::aggregate::{
    Classified, CorrectParams, Correction, Doubt, Figures, HeldOut, correct, most_probable,
};
use crate::bundle::Bundle;
use crate::types::Lang;
use ndarray::ArrayView2;

/// Posteriors kept at most; beyond that every second row is let go, then every second of the rest, …
const KEPT: usize = 100_000;

/// Rows that a model gave their type, in numbers.
#[derive(Debug, Default)]
pub(super) struct Said {
    types: usize,
    counts: Vec<u64>,
    known: Vec<u64>,
    posteriors: Vec<f32>,
    /// One row in so many is kept.
    every: usize,
    seen: usize,
}

impl Said {
    pub(super) fn of(types: usize) -> Self {
        Self {
            types,
            counts: vec![0; types],
            known: vec![0; types],
            every: 1,
            ..Self::default()
        }
    }

    /// Takes in one row: its type, its posterior where known, and whether the model was trained on it.
    pub(super) fn add(&mut self, kind: usize, posterior: Option<&[f32]>, trained: bool) {
        let counts = if trained {
            &mut self.known
        } else {
            &mut self.counts
        };
        if let Some(n) = counts.get_mut(kind) {
            *n += 1;
        }
        let Some(posterior) = posterior.filter(|p| p.len() == self.types && !trained) else {
            return;
        };
        if self.seen.is_multiple_of(self.every) {
            self.posteriors.extend(posterior);
        }
        self.seen += 1;
        if self.posteriors.len() >= 2 * KEPT * self.types.max(1) {
            self.halve();
        }
    }

    fn halve(&mut self) {
        let rows = self.posteriors.chunks_exact(self.types.max(1));
        self.posteriors = rows.step_by(2).flatten().copied().collect();
        self.every *= 2;
    }

    /// The correction; absent for too few rows.
    pub(super) fn correct(&self, bundle: &Bundle, params: &CorrectParams) -> Option<Correction> {
        let rows = self.posteriors.len() / self.types.max(1);
        let probabilities = ArrayView2::from_shape((rows, self.types), &self.posteriors).ok()?;
        let held_out = bundle.out_of_fold();
        correct(
            HeldOut {
                truth: &held_out.truth,
                probabilities: held_out.probabilities.view(),
            },
            Classified {
                counts: &self.counts,
                probabilities,
                known: &self.known,
            },
            params,
        )
    }

    /// Rows that are corrected, and rows that the model was trained on.
    pub(super) fn rows(&self) -> (u64, u64) {
        (self.counts.iter().sum(), self.known.iter().sum())
    }
}

/// The most probable type of a posterior.
pub(super) fn kind_of(posterior: &[f32]) -> usize {
    most_probable(posterior)
}

/// Puts the corrected shares beside the raw ones and says how they came about.
pub(super) fn fill(
    figures: &mut Figures,
    said: &Said,
    bundle: &Bundle,
    params: &CorrectParams,
    lang: Lang,
) -> Vec<String> {
    let zh = lang == Lang::Zh;
    let Some(correction) = said.correct(bundle, params) else {
        let (rows, _) = said.rows();
        return vec![if zh {
            format!(
                "类型由模型给出，但只有 {rows} 行可用（少于 {} 行）或模型没有留出数据，占比未作校正。",
                params.min_rows
            )
        } else {
            format!(
                "The types are a model's; with {rows} rows to go by (below {}) or without held-out rows the shares are not corrected.",
                params.min_rows
            )
        }];
    };
    for (name, corrected) in bundle.types().iter().zip(&correction.shares) {
        if let Some(t) = figures.types.iter_mut().find(|t| &t.name == name) {
            t.corrected = Some(corrected.clone());
        }
    }
    notes(&correction, said, zh)
}

fn notes(correction: &Correction, said: &Said, zh: bool) -> Vec<String> {
    let method = correction.shares.first().map_or("", |s| s.method.as_str());
    let of = |name: &str| {
        let error = correction.errors.iter().find(|(m, _)| m == name);
        error.map_or_else(String::new, |(_, e)| format!("{:.2}", e * 100.0))
    };
    let (here, raw) = (of(method), of("raw"));
    let method_name = method.to_uppercase();
    let mut notes = vec![if zh {
        format!(
            "类型由模型给出。占比另列校正值：方法 {method_name}，在各方法中预期误差最小（平均 {here} 个百分点，未校正 {raw}）；区间含模型误差与抽样误差。"
        )
    } else {
        format!(
            "The types are a model's. Corrected shares stand beside the raw ones: method {method_name}, of all the one with the least \
             expected error ({here} percentage points on average, uncorrected {raw}); intervals hold the model's error and the sample's."
        )
    }];
    let (_, known) = said.rows();
    if known > 0 {
        notes.push(if zh {
            format!("{known} 行是模型训练时见过的，按原样计入，不作校正。")
        } else {
            format!("{known} rows were in the model's training; they are counted as they are and not corrected.")
        });
    }
    match (correction.doubt, zh) {
        (Some(Doubt::RareType), true) => {
            notes.push("校正不可信：有的类型在留出数据里不足 10 行。请看原始占比。".into());
        }
        (Some(Doubt::RareType), false) => {
            notes.push("The correction is not to be trusted: a type has fewer than 10 held-out rows. Read the raw shares.".into());
        }
        (Some(Doubt::Wide), true) => {
            notes.push("校正不可信：模型分不清其中一些类型，区间过宽。请看原始占比。".into());
        }
        (Some(Doubt::Wide), false) => {
            notes.push("The correction is not to be trusted: the model cannot tell some types apart and the intervals are too wide. Read the raw shares.".into());
        }
        (None, _) => {}
    }
    notes
}
