//! Whether rows are of the kind that a model was trained on, by how sure it is of them.

use super::mix::measured_confidences;
use crate::aggregate::{ModelRows, most_probable};
use crate::bundle::Bundle;
use crate::score::{Confidences, TypeCounts};
use crate::types::{Level, Observer};

/// A larger gap is explained neither by other types being more frequent nor by the years: texts of the kind that a model was trained on lie
/// less than .25 from those held out, other texts .5 and more.
const FOREIGN: f64 = 0.4;

/// Warns where a model is so much less sure of the rows that it gave types than it was of those held out in its training that they must be of
/// another kind; says whether it is so. `name` is what the types are called where the model has several columns of them.
pub fn warn_of_foreign(
    bundle: &Bundle,
    name: &str,
    counts: &TypeCounts,
    observer: &dyn Observer,
) -> bool {
    let is_foreign = is_foreign(bundle, &counts.types, &counts.confidences);
    if is_foreign {
        let of = match name {
            "" => String::new(),
            name => format!("{name}: "),
        };
        let line = format!(
            "{of}the model is far less sure of these texts than of those held out in its training, so they are probably of another kind and \
             the types may be wrong. Check a sample first: `tousu report … --draw-audit 300 -o audit.xlsx`"
        );
        observer.message(Level::Warn, &line);
    }
    is_foreign
}

/// The same of the rows of a report; absent probabilities say nothing.
pub fn are_foreign(bundle: &Bundle, rows: &ModelRows, observer: &dyn Observer) -> bool {
    let mut counts = TypeCounts {
        types: vec![0; bundle.types().len()],
        ..TypeCounts::default()
    };
    for row in rows.posteriors() {
        counts.confidences.add_posterior(row, 1.0);
        if let Some(n) = counts.types.get_mut(most_probable(row)) {
            *n += 1;
        }
    }
    warn_of_foreign(bundle, "", &counts, observer)
}

/// Held-out rows are weighted so that the model gives their types as often as those of the rows.
fn is_foreign(bundle: &Bundle, given: &[u64], seen: &Confidences) -> bool {
    let measured = bundle.out_of_fold();
    if bundle.card().multi.is_some() || measured.truth.is_empty() {
        return false;
    }
    let rows = measured.probabilities.rows();
    let types: Vec<usize> = rows
        .into_iter()
        .map(|p| most_probable(&p.to_vec()))
        .collect();
    let mut held = vec![0_u64; given.len()];
    for &t in &types {
        if let Some(n) = held.get_mut(t) {
            *n += 1;
        }
    }
    let weight = |t: &usize| match held.get(*t) {
        Some(&n) if n > 0 => given[*t] as f64 / n as f64,
        _ => 0.0,
    };
    let weights: Vec<f64> = types.iter().map(weight).collect();
    let gap = measured_confidences(measured, &weights).less_sure(seen);
    gap.is_some_and(|gap| gap.distance > gap.chance && gap.distance >= FOREIGN)
}
