//! `explain`: one text → why it gets its type.

use crate::bundle::Bundle;
use crate::normalize::Normalizer;
use crate::score::{Explanation, Model};
use crate::types::{Level, Observer};
use crate::{Error, Result};

/// A prediction of a lower confidence is more likely wrong than right.
const UNSURE: f32 = 0.5;

/// Explains the type of `text`, its terms masked by `normalizer`. Warns where the model can hardly know.
///
/// # Errors
/// [`Error::Usage`] for a text that is white space alone.
pub fn explain(
    bundle: &Bundle,
    text: &str,
    normalizer: &Normalizer,
    observer: &dyn Observer,
) -> Result<Explanation> {
    let Some(mut explanation) = Model::new(bundle).explain(text) else {
        return Err(Error::usage("the text is empty", "Give a text to explain."));
    };
    for contribution in &mut explanation.contributions {
        contribution.term = normalizer.shown(&contribution.term).into_owned();
    }
    if explanation
        .contributions
        .iter()
        .all(|c| c.kind == "letters")
    {
        observer.message(Level::Warn, "the model knows no word of this text");
    }
    let card = bundle.card();
    let is_measured = card.held_out.rows > 0 || card.multi.is_some();
    if explanation.confidence < UNSURE && is_measured {
        let line = format!(
            "the model is not sure of this type: of predictions with a confidence of {:.2}, about {:.0} in 100 are right",
            explanation.confidence,
            explanation.confidence * 100.0
        );
        observer.message(Level::Warn, &line);
    }
    Ok(explanation)
}
