//! Flags that mask personal numbers; they mean the same in every command.

use super::Messages;
use crate::normalize::MaskParams;
use crate::normalize::mask_key;
use crate::{Error, Result};
use std::path::PathBuf;

/// What is masked.
#[derive(Clone, Debug, Default, clap::Args)]
#[command(next_help_heading = "Personal numbers")]
pub(super) struct MaskArgs {
    /// Mask identity, telephone, card and passport numbers, licence plates, e-mail addresses and names. `orders` also
    /// masks order and courier numbers.
    #[arg(
        long,
        value_enum,
        value_name = "WHAT",
        num_args = 0..=1,
        default_missing_value = "personal",
        conflicts_with = "no_mask"
    )]
    mask: Option<MaskArg>,
    /// Keep personal numbers readable.
    #[arg(long)]
    no_mask: bool,
}

/// The key of pseudonyms.
#[derive(Clone, Debug, Default, clap::Args)]
#[command(next_help_heading = "Personal numbers")]
pub(super) struct KeyArgs {
    /// Make pseudonyms with the secret in this file: the same number always gets the same mask.
    #[arg(long, value_name = "FILE")]
    mask_key: Option<PathBuf>,
}

/// `--mask`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum MaskArg {
    /// What identifies a person
    Personal,
    /// Order and courier numbers as well
    Orders,
}

impl MaskArgs {
    /// As the library wants them; without a flag everything personal is masked. Says what stays readable.
    pub(super) fn params(&self, messages: &Messages) -> MaskParams {
        if self.no_mask {
            messages.warn("--no-mask: personal numbers stay readable");
            return MaskParams::off();
        }
        MaskParams {
            orders: self.mask == Some(MaskArg::Orders),
            ..MaskParams::default()
        }
    }

    /// As [`MaskArgs::params`]; `None` without a flag.
    pub(super) fn asked(&self, messages: &Messages) -> Option<MaskParams> {
        (self.mask.is_some() || self.no_mask).then(|| self.params(messages))
    }

    /// What may be said: everything with `--no-mask`.
    pub(super) fn messages(&self, messages: &Messages) -> Messages {
        if self.no_mask {
            messages.readable()
        } else {
            messages.clone()
        }
    }
}

impl KeyArgs {
    /// The secret, where one is named.
    ///
    /// # Errors
    /// The file cannot be read, or is too short for a secret.
    pub(super) fn secret(&self) -> Result<Option<Vec<u8>>> {
        self.mask_key.as_deref().map(mask_key).transpose()
    }

    /// The masks asked for, with the key where one is named; `None` where no flag stands.
    ///
    /// # Errors
    /// As [`KeyArgs::secret`]; a key for no masks.
    pub(super) fn keyed(&self, asked: Option<MaskParams>) -> Result<Option<MaskParams>> {
        let Some(secret) = self.secret()? else {
            return Ok(asked);
        };
        let mask = asked.unwrap_or_default();
        if !mask.on {
            return Err(Error::usage(
                "--no-mask and --mask-key cannot be used together",
                "Leave one of them out.",
            ));
        }
        Ok(Some(mask.keyed(&secret)))
    }
}
