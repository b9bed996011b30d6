//! The flags that name labelled rows, for `train` and `evaluate`.

use super::input_args::{InputArgs, TextArgs};
use crate::normalize::MaskParams;
use crate::pipeline::{LabelledParams, ReadingParams};
use crate::types::Separator;
use crate::{Error, Result};

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
    /// Label column; several, from the broadest to the narrowest and separated by commas, form a path. Repeat it to train one model
    /// for several columns of types (axes), such as the product and the department.
    #[arg(long, value_name = "COL,..")]
    label: Vec<String>,
    /// Use only rows whose column has this value. Repeat it for more conditions.
    #[arg(long = "where", value_name = "COL=VALUE")]
    only: Vec<String>,
    /// Separator between several types in one label, such as `;`. The model then gives every complaint one or more types.
    #[arg(long, value_name = "MARK", value_parser = Separator::new)]
    multi: Option<Separator>,
}

impl LabelledArgs {
    /// The same, of one column of types.
    ///
    /// # Errors
    /// As [`LabelledArgs::params`]; [`Error::Usage`] where several are named.
    pub(super) fn of_one_axis(
        &self,
        time: Option<&str>,
        mask: MaskParams,
    ) -> Result<(ReadingParams, LabelledParams)> {
        if self.labels.label.len() > 1 {
            return Err(Error::usage(
                "--label is there twice",
                "Score one column of types at a time: `--label COLUMN --model M.tousu#COLUMN`. The levels of a path are separated by commas.",
            ));
        }
        self.params(time, mask)
    }

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
            axes: self.labels.label.clone(),
            text: self.text.text.clone(),
            id: self.text.id.clone(),
            guess_id: false,
            time: time.map(str::to_owned),
            only: self.labels.only.clone(),
            separator: self.labels.multi,
        };
        Ok((reading, columns))
    }
}
