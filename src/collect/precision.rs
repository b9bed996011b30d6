//! `--target-precision`: the confidence below which rows are for review, and whether the rows keep what it promises.

use super::mix::{MixSample, MixThreshold, measured_confidences};
use crate::bundle::Bundle;
use crate::ingest::Chunk;
use crate::score::{Gap, Threshold, TypeCounts, highest_precision, threshold_for};
use crate::types::{Level, Observer};
use crate::{Error, Result};

/// How a precision is to be reached.
#[derive(Debug)]
pub struct Precision {
    /// What the types are called where the model has several columns of them; else empty.
    axis: String,
    target: f64,
    /// Absent where no confidence reaches the precision.
    threshold: Option<Threshold>,
    /// Rows held out in training, and the highest precision that they show where they do not show this one.
    held_out: usize,
    highest: Option<f64>,
    /// What the rows themselves say of it; absent where they are too few, or can be read once only.
    mix: Option<MixThreshold>,
    is_stream: bool,
}

impl Precision {
    /// Looks the rows through that will be classified, where they can be read twice, and finds a threshold for their mix of types;
    /// else takes that of the training. Texts are in the columns `text`.
    ///
    /// # Errors
    /// As the reading; where the model holds no measured predictions.
    pub fn find(
        target: f64,
        again: Option<impl Iterator<Item = Result<Chunk>>>,
        text: &[usize],
        (axis, bundle): (&str, &Bundle),
    ) -> Result<Self> {
        let measured = bundle.out_of_fold();
        if bundle.card().multi.is_some() {
            let next =
                "Use --review-below: the confidence of a row is that of its least sure type.";
            let what = "--target-precision is about one type a row, and the model gives several";
            return Err(Error::usage(what, next));
        }
        if measured.truth.is_empty() {
            return Err(Error::invalid(
                "model",
                "it holds no measured predictions to find a threshold by",
                "Draw a sample with `tousu report … --draw-audit 300 -o audit.xlsx` to see how often it is right, and use --review-below; or \
                 train it with labelled rows.",
            ));
        }
        let is_stream = again.is_none();
        let mut mix = None;
        if let Some(chunks) = again {
            let mut sample = MixSample::new(bundle, text);
            for chunk in chunks {
                sample.add(&chunk?.batch);
            }
            mix = sample.threshold(target);
        }
        let (threshold, highest) = match &mix {
            Some(mix) => (mix.threshold, mix.highest),
            None => match threshold_for(measured, None, target) {
                None => (None, highest_precision(measured, None, target)),
                found => (found, None),
            },
        };
        let axis = match axis {
            "" => String::new(),
            axis => format!("{axis}: "),
        };
        Ok(Self {
            axis,
            target,
            threshold,
            held_out: measured.truth.len(),
            highest,
            mix,
            is_stream,
        })
    }

    /// Says what was found; gives the confidence below which rows are for review.
    #[must_use]
    pub fn tell(&self, observer: &dyn Observer) -> f32 {
        let target = self.target;
        let (weighted, comma) = match self.mix {
            Some(_) => (", weighted to the mix of types of these rows", ","),
            None => ("", ""),
        };
        let Some(found) = self.threshold else {
            let highest = match self.highest {
                Some(highest) => {
                    format!("The highest that can be promised is --target-precision {highest}.")
                }
                None => "No precision can be promised.".to_owned(),
            };
            let line = format!(
                "{}a precision of {target} cannot be promised: at no confidence are the {} rows held out in training{weighted}{comma} right so often with a \
                 standard error to spare. Every row is for review. {highest}",
                self.axis, self.held_out
            );
            observer.message(Level::Warn, &line);
            return f32::INFINITY;
        };
        let line = format!(
            "{}rows below a confidence of {:.4} are for review: of {} rows held out in training{weighted}, {:.1} % lie above it, and {:.1} % of these are right",
            self.axis,
            found.confidence,
            found.rows,
            found.coverage * 100.0,
            found.precision * 100.0
        );
        observer.message(Level::Say, &line);
        found.confidence
    }

    /// Warns where the rows differ from those of the training in a way that the threshold does not allow for.
    pub fn warn(&self, counts: &TypeCounts, bundle: &Bundle, observer: &dyn Observer) {
        let target = self.target;
        let gap = match &self.mix {
            Some(mix) => Some(mix.unexplained),
            None => measured_confidences(bundle.out_of_fold(), &[]).gap(&counts.confidences),
        };
        let Some(Gap { distance, chance }) = gap.filter(Gap::is_shift) else {
            return;
        };
        let next = match (&self.mix, self.is_stream) {
            (Some(_), _) => {
                "The mix of types does not explain it, so the texts differ. Measure it with `tousu report … --draw-audit 200 -o audit.xlsx`."
            }
            (None, true) => {
                "Write the rows to a file and classify that: the threshold is then found for their mix of types."
            }
            (None, false) => {
                "These rows are too few to find another threshold by. Look through them all."
            }
        };
        let typed = counts.types.iter().sum::<u64>();
        let review = counts.review.saturating_sub(counts.untyped);
        if review == typed {
            // nothing was accepted that could be wrong
            return;
        }
        let review = review as f64 / typed.max(1) as f64;
        let expected = self.threshold.map_or(1.0, |t| 1.0 - t.coverage);
        let line = format!(
            "{}the confidences have moved away from those of the training (largest gap of their cumulative shares {distance:.2}; {chance:.2} by \
             chance): {:.0} % of the rows are for review, and {:.0} % were expected. Fewer than {target} of the others may be right. {next}",
            self.axis,
            review * 100.0,
            expected * 100.0
        );
        observer.message(Level::Warn, &line);
    }
}
