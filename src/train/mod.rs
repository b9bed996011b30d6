//! train: given labelled rows, gives a bundle: features, recipe, model selection, out-of-fold calibration; and scores of the
//! training itself.

mod assemble;
mod cross_validation;
mod features;
mod fit;
mod labelled;
mod model_selection;
mod out_of_fold;
mod params;
mod rare_types;
mod recipe;
mod steps;
mod top_terms;

pub use cross_validation::{Split, evaluate_training};
pub use fit::train;
pub use labelled::LabelledRows;
pub use params::{ModelKind, TrainParams};
pub use rare_types::RareRule;
