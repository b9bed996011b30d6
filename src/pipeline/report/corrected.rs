//! What a model said of the rows, kept to correct its shares.

use super::audit::Answers;
use crate::Result;
use crate::aggregate::{
    Classified, Column, CorrectParams, Corrected, Correction, CorrectionMethod, Doubt, Figures,
    HeldOut, ModelSums, ModelTally, NONE, Table, correct, most_probable, prediction_powered,
};
use crate::bundle::Bundle;
use crate::types::Lang;
use ndarray::ArrayView2;
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;

/// Posteriors kept at most; beyond that every second row is let go, then every second of the rest, …
const KEPT: usize = 100_000;

/// Rows that a model gave their type, in numbers.
#[derive(Debug, Default)]
pub(super) struct Said {
    types: usize,
    counts: Vec<u64>,
    known: Vec<u64>,
    posteriors: Vec<f32>,
    /// The rows of the posteriors.
    kept: Vec<u32>,
    /// For every row its type among the model's, and whether the model was trained on it.
    kinds: Vec<(u32, bool)>,
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

    /// Takes in one row: its type where it is one of the model's, its posterior where known, and whether the model was trained on
    /// it.
    pub(super) fn add(&mut self, kind: Option<usize>, posterior: Option<&[f32]>, trained: bool) {
        let row = u32::try_from(self.kinds.len()).unwrap_or(u32::MAX);
        let code = kind.and_then(|k| u32::try_from(k).ok());
        self.kinds.push((code.unwrap_or(NONE), trained));
        let Some(kind) = kind else { return };
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
            self.kept.push(row);
        }
        self.seen += 1;
        if self.posteriors.len() >= 2 * KEPT * self.types.max(1) {
            self.halve();
        }
    }

    fn halve(&mut self) {
        let rows = self.posteriors.chunks_exact(self.types.max(1));
        self.posteriors = rows.step_by(2).flatten().copied().collect();
        self.kept = self.kept.iter().step_by(2).copied().collect();
        self.every *= 2;
    }

    /// All rows, in numbers.
    pub(super) fn whole(self) -> Part {
        Part {
            counts: self.counts,
            known: self.known,
            posteriors: self.posteriors,
            is_mean: false,
        }
    }

    /// The last so many rows: for each its type among the model's, and whether the model was trained on it.
    pub(super) fn last(&self, rows: usize) -> &[(u32, bool)] {
        let from = self.kinds.len().saturating_sub(rows);
        self.kinds.get(from..).unwrap_or_default()
    }

    /// The rows of every value of the columns of `table`, in numbers.
    pub(super) fn asked<'t>(&self, table: &'t Table) -> Vec<Asked<'t>> {
        let of_column = |column: &'t Column| {
            let named = column.values.iter().zip(self.parts(column));
            named.map(move |(value, part)| Asked {
                column: &column.name,
                value,
                part,
            })
        };
        table.dimensions.iter().flat_map(of_column).collect()
    }

    /// The rows of every value of a column, in numbers.
    fn parts(&self, column: &Column) -> Vec<Part> {
        let mut parts: Vec<Part> = column.values.iter().map(|_| Part::of(self.types)).collect();
        for (&code, &(kind, trained)) in column.codes.iter().zip(&self.kinds) {
            if let Some(part) = parts.get_mut(code as usize) {
                let counts = if trained {
                    &mut part.known
                } else {
                    &mut part.counts
                };
                if let Some(n) = counts.get_mut(kind as usize) {
                    *n += 1;
                }
            }
        }
        for (posterior, &row) in self
            .posteriors
            .chunks_exact(self.types.max(1))
            .zip(&self.kept)
        {
            let code = column.codes.get(row as usize).copied().unwrap_or(NONE);
            if let Some(part) = parts.get_mut(code as usize) {
                part.posteriors.extend(posterior);
            }
        }
        parts
    }
}

/// The rows of one value of a column.
pub(super) struct Asked<'a> {
    column: &'a str,
    value: &'a str,
    part: Part,
}

impl<'a> Asked<'a> {
    /// Of every value in a tally of what a model of so many types said.
    pub(super) fn of_tally(said: &'a ModelTally, types: usize) -> Vec<Self> {
        let of_column = |(column, values): (&'a String, &'a BTreeMap<String, ModelSums>)| {
            values.iter().map(move |(value, said)| Self {
                column,
                value,
                part: Part::of_tally(said, types),
            })
        };
        said.dimensions.iter().flat_map(of_column).collect()
    }
}

/// Some rows, in numbers.
pub(super) struct Part {
    counts: Vec<u64>,
    known: Vec<u64>,
    /// One row of them is the mean of all where `is_mean`.
    posteriors: Vec<f32>,
    is_mean: bool,
}

impl Part {
    fn of(types: usize) -> Self {
        Self {
            counts: vec![0; types],
            known: vec![0; types],
            posteriors: Vec::new(),
            is_mean: false,
        }
    }

    pub(super) fn of_tally(said: &ModelSums, types: usize) -> Self {
        let sized = |counts: &[u64]| {
            let counts = counts.iter().copied().chain(std::iter::repeat(0));
            counts.take(types).collect()
        };
        let mean = said.mean().filter(|m| m.len() == types);
        Self {
            counts: sized(&said.counts),
            known: sized(&said.known),
            #[expect(clippy::cast_possible_truncation, reason = "a probability")]
            posteriors: mean.unwrap_or_default().iter().map(|p| *p as f32).collect(),
            is_mean: true,
        }
    }

    fn classified(&self) -> Option<Classified<'_>> {
        let types = self.counts.len();
        let rows = self.posteriors.len() / types.max(1);
        Some(Classified {
            counts: &self.counts,
            probabilities: ArrayView2::from_shape((rows, types), &self.posteriors).ok()?,
            known: &self.known,
            is_mean: self.is_mean,
        })
    }
}

/// The correction of `whole` and of the parts asked for; absent for too few rows.
fn corrected(
    whole: &Part,
    asked: &[Asked<'_>],
    bundle: &Bundle,
    params: &CorrectParams,
) -> Option<Correction> {
    let parts: Option<Vec<Classified<'_>>> = asked.iter().map(|a| a.part.classified()).collect();
    let held_out = bundle.out_of_fold();
    correct(
        HeldOut {
            truth: &held_out.truth,
            probabilities: held_out.probabilities.view(),
        },
        whole.classified()?,
        &parts?,
        params,
    )
}

/// The most probable type of a posterior.
pub(super) fn kind_of(posterior: &[f32]) -> usize {
    most_probable(posterior)
}

/// Puts shares estimated from a person's answers beside the raw ones, and says how they came about.
///
/// # Errors
/// Where the answers were drawn from other rows.
pub(super) fn audited(
    figures: &mut Figures,
    mut answers: Answers,
    lang: Lang,
) -> Result<Vec<String>> {
    let counts = figures
        .types
        .iter()
        .map(|t| (t.name.clone(), t.share.count));
    let counts: BTreeMap<String, u64> = counts.collect();
    answers.fit(&counts)?;
    let mut notes = vec![answers.note(lang)];
    for (name, corrected) in prediction_powered(&counts, &answers.rows) {
        if let Some(t) = figures.types.iter_mut().find(|t| t.name == name) {
            t.corrected = Some(corrected);
        } else {
            let share = corrected.share * 100.0;
            notes.push(match lang {
                Lang::Zh => format!("人工复核发现模型从未给出的类型“{name}”，估计占 {share:.1}%。"),
                Lang::En => format!("The audit found a type that the model never gave: “{name}”, about {share:.1}% of all."),
            });
        }
    }
    Ok(notes)
}

/// Puts the corrected shares beside the raw ones, of all complaints and of every value of every column, and says how they came
/// about.
pub(super) fn fill(
    figures: &mut Figures,
    whole: &Part,
    asked: &[Asked<'_>],
    (bundle, lang): (&Bundle, Lang),
    params: &CorrectParams,
) -> Vec<String> {
    let zh = lang == Lang::Zh;
    let Some(correction) = corrected(whole, asked, bundle, params) else {
        let rows: u64 = whole.counts.iter().sum();
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
    let too_few = fill_values(figures, asked, &correction, bundle.types());
    let mut notes = notes(&correction, whole, zh);
    if too_few > 0 {
        let least = params.min_rows;
        notes.push(if zh {
            format!("{too_few} 个取值不足 {least} 行，太少而不作校正，只列原始占比。")
        } else {
            format!("{too_few} values have fewer than {least} rows: too few to correct, raw shares only.")
        });
    }
    notes
}

/// The same of every value that was asked for; gives how many had too few rows.
fn fill_values(
    figures: &mut Figures,
    asked: &[Asked<'_>],
    correction: &Correction,
    types: &[String],
) -> u64 {
    let parts = asked.iter().zip(&correction.parts);
    let named: FxHashMap<(&str, &str), &Option<Vec<Corrected>>> = parts
        .map(|(asked, part)| ((asked.column, asked.value), part))
        .collect();
    let mut too_few = 0;
    for (column, dimension) in &mut figures.by {
        for value in &mut dimension.values {
            let Some(part) = named.get(&(column.as_str(), value.value.as_str())) else {
                continue;
            };
            value.too_few_to_correct = part.is_none();
            too_few += u64::from(part.is_none());
            for (name, corrected) in types.iter().zip(part.iter().flatten()) {
                if let Some(cell) = value.types.iter_mut().find(|c| &c.name == name) {
                    cell.corrected = Some(corrected.clone());
                }
            }
        }
    }
    too_few
}

fn notes(correction: &Correction, whole: &Part, zh: bool) -> Vec<String> {
    let method = correction.shares.first().map(|s| s.method);
    let of = |method: Option<CorrectionMethod>| {
        let error = correction.errors.iter().find(|(m, _)| Some(*m) == method);
        error.map_or_else(String::new, |(_, e)| format!("{:.2}", e * 100.0))
    };
    let (here, raw) = (of(method), of(Some(CorrectionMethod::Raw)));
    let method_name = method.map_or("", CorrectionMethod::name).to_uppercase();
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
    let known: u64 = whole.known.iter().sum();
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
