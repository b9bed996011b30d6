//! A model → the text columns it was trained on.

use crate::bundle::Bundle;
use crate::columns::TrainedColumns;

/// The text columns that the model of a bundle was trained on.
#[must_use]
pub fn trained_columns(bundle: &Bundle) -> TrainedColumns {
    let card = bundle.card();
    TrainedColumns {
        names: card.text.clone(),
        guessed: card.text_guessed,
    }
}
