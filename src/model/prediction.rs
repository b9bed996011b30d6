//! The best two types of a complaint.

/// The type of one complaint. Confidences are calibrated probabilities, 0..=1.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Prediction {
    /// Place of the best type in the bundle's list.
    pub best: u32,
    /// Probability that it is right.
    pub confidence: f32,
    /// The second best; equal to `best` where there is one type only.
    pub runner_up: u32,
    /// Probability of the second best; 0 where there is one type only.
    pub runner_up_confidence: f32,
}

impl Prediction {
    /// The two largest of `probabilities`; of equals the first.
    #[must_use]
    pub fn of(probabilities: &[f32]) -> Self {
        let top = |without: Option<usize>| {
            let all = probabilities.iter().copied().enumerate();
            all.filter(|e| Some(e.0) != without)
                .reduce(|a, b| if b.1 > a.1 { b } else { a })
        };
        let (best, confidence) = top(None).unwrap_or((0, 0.0));
        let (runner_up, second) = top(Some(best)).unwrap_or((best, 0.0));
        Self {
            best: u32::try_from(best).unwrap_or(0),
            confidence,
            runner_up: u32::try_from(runner_up).unwrap_or(0),
            runner_up_confidence: second,
        }
    }
}
