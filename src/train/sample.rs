//! Many labelled rows → a sample of them, drawn by type and as large as a learning curve says is enough.

use super::features::{Features, ReadTexts, most_terms};
use super::labelled::LabelledRows;
use super::model_selection::start;
use super::params::{ModelKind, Sample, TrainParams};
use super::recipe::FULL;
use crate::bundle::SampleOf;
use crate::error::{Error, Result};
use crate::evaluate::{Power, folds, macro_f1, type_ids};
use crate::model::best_types;
use crate::types::{Level, Observer, Progress, Random, SplitMix};
use crate::vectorize::{Analyzer, CHUNK, Counter};

/// Rows of every type that come first, where there are so many: rare types count as much in macro-F1 as common ones.
const LEAST: usize = 20;
/// The first point of a learning curve, in rows; every other one has twice as many as the one before.
const FIRST: usize = 2_500;
/// Rows that are held out at most, and the part of all rows.
const HELD_OUT: usize = 10_000;
const HELD_OUT_PART: usize = 5;
/// What training on a sample may cost, in macro-F1.
const ENOUGH: f64 = 0.005;
/// Resamples of the rows held out behind the interval of a loss.
const DRAWS: usize = 200;

/// The rows to train on; nothing where these are all rows.
///
/// # Errors
/// As training.
pub(super) fn sampled(
    rows: &LabelledRows,
    params: &TrainParams,
    observer: &dyn Observer,
) -> Result<Option<LabelledRows>> {
    let mut names = Vec::new();
    let types = type_ids(&mut names, &rows.labels);
    let all: Vec<usize> = (0..rows.len()).collect();
    let (order, size, loss) = match params.sample {
        Sample::All => return Ok(None),
        Sample::Rows(size) => (drawn(&types, all, params.seed), size, None),
        Sample::Auto => {
            match Search::new(rows, (&types, names.len()), params)?.run(FIRST, observer)? {
                Some((order, size, loss)) => (order, size, Some(loss)),
                None => {
                    let line = "a sample would cost half a point of macro-F1 or more, or save less than half of the rows: all rows are trained on";
                    observer.message(Level::Say, line);
                    return Ok(None);
                }
            }
        }
    };
    if size >= rows.len() {
        return Ok(None);
    }
    let mut chosen: Vec<usize> = order.into_iter().take(size).collect();
    chosen.sort_unstable();
    let of = SampleOf {
        rows: rows.len() as u64,
        loss,
    };
    tell(size, &of, observer);
    Ok(Some(LabelledRows {
        label_columns: rows.label_columns.clone(),
        text_columns: rows.text_columns.clone(),
        text_guessed: rows.text_guessed,
        left_out: rows.left_out,
        sample: Some(of),
        ..rows.select(&chosen)
    }))
}

fn tell(size: usize, of: &SampleOf, observer: &dyn Observer) {
    let mut line = format!("training on a sample of {size} of {} rows", of.rows);
    if let Some((loss, low, high)) = of.loss {
        let points = |v: f64| format!("{:.1}", 100.0 * v);
        line += &format!(
            "; macro-F1 is about {} points below that of all rows ({} to {}), by a learning curve",
            points(loss),
            points(low),
            points(high)
        );
    }
    observer.message(Level::Say, &line);
}

/// The rows in an order whose every beginning holds the types as the whole does, and a few of each first.
fn drawn(types: &[u32], mut rows: Vec<usize>, seed: u64) -> Vec<usize> {
    Random::new(seed).shuffle(&mut rows);
    let most = types.iter().max().map_or(0, |t| *t as usize + 1);
    let mut sizes = vec![0_usize; most];
    rows.iter().for_each(|&i| sizes[types[i] as usize] += 1);
    let mut rank = vec![0_usize; most];
    let mut keyed: Vec<(f64, usize)> = rows
        .iter()
        .map(|&i| {
            let t = types[i] as usize;
            let at = rank[t];
            rank[t] += 1;
            let key = match at < LEAST {
                true => at as f64 - LEAST as f64,
                false => (at as f64 + 0.5) / sizes[t] as f64,
            };
            (key, i)
        })
        .collect();
    keyed.sort_by(|a, b| a.0.total_cmp(&b.0));
    keyed.into_iter().map(|e| e.1).collect()
}

/// A learning curve over samples that each hold the one before.
struct Search<'a> {
    rows: &'a LabelledRows,
    types: &'a [u32],
    n_types: usize,
    params: &'a TrainParams,
    analyzer: Analyzer,
    /// Rows held out.
    held: Vec<usize>,
    /// The others, in the order in which they are taken.
    order: Vec<usize>,
}

/// What a curve says is enough: the order of the rows, how many of them, and the loss with its interval.
type Enough = (Vec<usize>, usize, (f64, f64, f64));

impl<'a> Search<'a> {
    fn new(
        rows: &'a LabelledRows,
        (types, n_types): (&'a [u32], usize),
        params: &'a TrainParams,
    ) -> Result<Self> {
        let held = (rows.len() / HELD_OUT_PART).clamp(1, HELD_OUT);
        let parts = u32::try_from(rows.len() / held).unwrap_or(u32::MAX);
        let each: Vec<u32> = (0..).take(rows.len()).collect();
        let part = folds(types, &each, parts, params.seed);
        let (held, others) = (0..rows.len()).partition(|&i| part[i] == 0);
        Ok(Self {
            rows,
            types,
            n_types,
            params,
            analyzer: params.analyzer()?,
            held,
            order: drawn(types, others, params.seed),
        })
    }

    /// Begins with `first` rows and doubles them until the curve says that it is enough, or the next one would be more than half of all rows.
    fn run(mut self, first: usize, observer: &dyn Observer) -> Result<Option<Enough>> {
        let mut counter = Counter::default();
        let held = std::mem::take(&mut self.held);
        self.count(&mut counter, &held);
        let truth: Vec<u32> = held.iter().map(|&i| self.types[i]).collect();
        let (mut points, mut taken): (Vec<(f64, Vec<u32>)>, usize) = (Vec::new(), 0);
        let sizes = (0..).map(|step| first << step);
        let sizes: Vec<usize> = sizes.take_while(|n| 2 * n <= self.rows.len()).collect();
        for (done, &size) in (0_u64..).zip(&sizes) {
            observer.progress(Progress::Step {
                text: &format!("how many rows are enough: trying {size}"),
                done,
                total: sizes.len() as u64,
            });
            self.count(&mut counter, &self.order[taken..size.min(self.order.len())]);
            taken = size.min(self.order.len());
            points.push((taken as f64, self.predicted(counter.clone(), &held, taken)?));
            let everyone: Vec<usize> = (0..truth.len()).collect();
            let loss = self.loss(&points, &truth, &everyone);
            if let Some(loss) = loss.filter(|loss| *loss <= ENOUGH) {
                let (low, high) = self.interval(&points, &truth);
                observer.progress(Progress::Done);
                return Ok(Some((self.order, taken, (loss, low, high))));
            }
        }
        observer.progress(Progress::Done);
        Ok(None)
    }

    fn count(&self, counter: &mut Counter, rows: &[usize]) {
        for rows in rows.chunks(CHUNK) {
            let texts: Vec<String> = rows.iter().map(|&i| self.rows.texts[i].clone()).collect();
            let read = ReadTexts::new(&self.analyzer, &self.params.vectorize, &texts, false);
            counter.add(&read.bags);
        }
    }

    /// The types that a model of the first `size` rows gives to those held out. A support vector machine with the settings that others start
    /// from: what a better choice gains, it gains at every size.
    fn predicted(&self, counter: Counter, held: &[usize], size: usize) -> Result<Vec<u32>> {
        let most = most_terms(self.n_types, self.params.keep_terms);
        let counted = counter.finish(self.params.vectorize.min_df, most);
        let rows = held.iter().chain(&self.order[..size]);
        let features = Features {
            counted,
            types: rows.map(|&i| self.types[i]).collect(),
            n_types: self.n_types,
            groups: Vec::new(),
            hashes: Vec::new(),
        };
        let mut recipe = start(&TrainParams {
            model: match self.params.model {
                ModelKind::Auto => ModelKind::Svm,
                kind => kind,
            },
            ..self.params.clone()
        });
        recipe.members.truncate(1);
        let ids = features.row_ids();
        let (held, among) = ids.split_at(held.len());
        let (scores, _) = recipe.fit_and_score(&features, (among, held), &[], FULL)?;
        Ok(scores.first().map(best_types).unwrap_or_default())
    }

    /// How far the last point is below the curve at all rows, by the rows held out that `sample` names.
    fn loss(&self, points: &[(f64, Vec<u32>)], truth: &[u32], sample: &[usize]) -> Option<f64> {
        let of = |from: &[u32]| -> Vec<u32> { sample.iter().map(|&i| from[i]).collect() };
        let truth = of(truth);
        let score = |(rows, said): &(f64, Vec<u32>)| {
            let f1 = macro_f1(self.n_types, &truth, &of(said))?;
            Some((*rows, f1))
        };
        let scored: Vec<(f64, f64)> = points.iter().filter_map(score).collect();
        let fit = Power::fit(&scored)?;
        let last = scored.last()?.0;
        Some(fit.score(self.rows.len() as f64) - fit.score(last))
    }

    /// The 10th and the 90th percentile of the loss.
    fn interval(&self, points: &[(f64, Vec<u32>)], truth: &[u32]) -> (f64, f64) {
        let mut draws = SplitMix::new(self.params.seed);
        let n = truth.len();
        let mut losses: Vec<f64> = (0..DRAWS)
            .filter_map(|_| {
                let sample: Vec<usize> = (0..n).map(|_| draws.below(n)).collect();
                self.loss(points, truth, &sample)
            })
            .collect();
        losses.sort_by(f64::total_cmp);
        let at = |tenth: usize| losses.get(losses.len().saturating_sub(1) * tenth / 10);
        let at = |tenth| at(tenth).copied().unwrap_or(0.0);
        (at(1), at(9))
    }
}

/// An error where samples cannot be drawn: of several axes, of cells of several types.
pub(super) fn check(axes: &[LabelledRows], params: &TrainParams) -> Result<()> {
    let is_plain = axes.len() == 1 && axes.iter().all(|rows| rows.separator.is_none());
    if params.sample == Sample::All || is_plain {
        return Ok(());
    }
    Err(Error::usage(
        "a sample is drawn for one column of one type each",
        "Leave the sample out, or train the columns one by one.",
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_beginning_holds_the_types_as_the_whole_does() {
        let types: Vec<u32> = (0..2_000)
            .map(|i| u32::from(i % 10 == 0) + 2 * u32::from(i == 7))
            .collect();
        let order = drawn(&types, (0..2_000).collect(), 1);
        let mut sorted = order.clone();
        sorted.sort_unstable();
        assert_eq!(sorted, (0..2_000).collect::<Vec<_>>(), "every row once");
        assert!(
            order[..LEAST * 3].contains(&7),
            "the only row of its type is among the first"
        );
        for size in [100, 500, 1_000] {
            let of_one = order[..size].iter().filter(|&&i| types[i] == 1).count() as f64;
            let share = of_one / size as f64;
            assert!(
                (share - 0.1).abs() < 0.11 * 100.0 / size as f64,
                "{share} of {size}"
            );
        }
        assert_ne!(order, drawn(&types, (0..2_000).collect(), 2));
    }

    /// Rows of three types that a few words tell apart, a tenth of them labelled wrongly.
    fn rows(n: usize) -> LabelledRows {
        let mut draws = SplitMix::new(5);
        let words = [
            ["包裹", "快递", "派送"],
            ["退款", "到账", "押金"],
            ["屏幕", "开裂", "失灵"],
        ];
        let names = ["物流", "退款", "质量"];
        let rows = (0..n).map(|i| {
            let said = words[i % 3];
            let text = format!(
                "{}{}的事情第{}次",
                said[draws.below(3)],
                said[draws.below(3)],
                draws.below(99)
            );
            let given = if draws.below(10) == 0 {
                draws.below(3)
            } else {
                i % 3
            };
            (text, names[given])
        });
        rows.collect()
    }

    #[test]
    fn a_flat_curve_ends_the_search_and_its_loss_is_small() {
        let rows = rows(1_600);
        let mut names = Vec::new();
        let types = type_ids(&mut names, &rows.labels);
        let params = TrainParams::default();
        let search = Search::new(&rows, (&types, 3), &params).unwrap();
        assert_eq!(search.held.len(), 320);
        let (order, size, (loss, low, high)) =
            search.run(100, &crate::types::Silent).unwrap().unwrap();
        assert_eq!(order.len(), 1_280);
        assert!([400, 800].contains(&size), "{size}");
        assert!(
            (0.0..=ENOUGH).contains(&loss) && low <= high,
            "{loss} {low} {high}"
        );
        let search = Search::new(&rows, (&types, 3), &params).unwrap();
        assert!(
            search.run(300, &crate::types::Silent).unwrap().is_none(),
            "two points make no curve"
        );
    }
}
