//! train: given labelled rows, unlabelled rows and words of types, gives a bundle: features, recipe, model selection, out-of-fold
//! calibration; and scores of the training itself.

mod assemble;
mod at_once;
mod cross_validation;
mod features;
mod fit;
mod labelled;
mod model_selection;
mod multi;
mod of_model;
mod out_of_fold;
mod params;
mod plain;
mod rare_types;
mod read_once;
mod recipe;
mod sample;
mod semi;
mod steps;
mod strongest;
mod taxonomy;
mod top_terms;
mod trial;
mod widen;
mod with_unlabelled;
mod yes_no;

pub use cross_validation::{Split, evaluate_training};
pub use fit::train;
pub use labelled::LabelledRows;
pub use of_model::{evaluate_model, evaluate_multi};
pub use params::{ModelKind, Sample, TrainParams};
pub use rare_types::RareRule;
pub use taxonomy::{Taxonomy, TaxonomyType};
pub use with_unlabelled::{Unlabelled, train_with};
pub use yes_no::YesNoTexts;
