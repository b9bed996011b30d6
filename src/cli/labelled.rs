//! The flags that name labelled rows, for `train` and `evaluate`.

use super::input_args::{InputArgs, TextArgs};
use crate::Result;
use crate::normalize::MaskParams;
use crate::pipeline::{LabelledParams, ReadingParams};

/// Which rows to train on or to score on.
#[derive(Clone, Debug, clap::Args)]
pub(super) struct LabelledArgs {
    #[command(flatten)]
    input: InputArgs,
    #[command(flatten)]
    labels: LabelArgs,
    #[command(flatten)]
    text: TextArgs,
}

#[derive(Clone, Debug, clap::Args)]
#[command(next_help_heading = "Labels")]
struct LabelArgs {
    /// Label column; several, from the broadest to the narrowest and separated by commas, make a path.
    #[arg(long, value_name = "COL,..")]
    label: Vec<String>,
    /// Use only rows whose column has this value. Repeat it for more conditions.
    #[arg(long = "where", value_name = "COL=VALUE")]
    only: Vec<String>,
}

impl LabelledArgs {
    /// As the library wants them.
    ///
    /// # Errors
    /// [`crate::Error::Usage`] for an unknown format, encoding or delimiter.
    pub(super) fn params(
        &self,
        time: Option<&str>,
        mask: MaskParams,
    ) -> Result<(ReadingParams, LabelledParams)> {
        let reading = self.input.reading.reading(&self.input.inputs, mask)?;
        let columns = LabelledParams {
            label: self.labels.label.clone(),
            text: self.text.text.clone(),
            id: self.text.id.clone(),
            time: time.map(str::to_owned),
            only: self.labels.only.clone(),
        };
        Ok((reading, columns))
    }
}
