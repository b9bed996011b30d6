//! What terms to make.

use crate::error::{Error, Result};
use serde::{Deserialize, Serialize};

/// What terms to make.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct VectorizeParams {
    /// Longest run of words made into one term, 0..=2.
    pub words: u8,
    /// Longest run of characters made into one term where a character of a script without spaces is in it, 0..=6.
    pub chars: u8,
    /// Shortest run of letters inside a word of an alphabetic script, 1..=8; word ends count as a letter.
    pub letters_min: u8,
    /// Longest run of letters inside a word, 0 (none)..=8.
    pub letters_max: u8,
    /// Texts that must hold a term for it to be kept, at least 1.
    pub min_df: u32,
    /// How many times a term inside the [`lead`](super::lead) of its text counts, 1..=9.
    #[serde(skip_serializing_if = "is_one")]
    pub lead: u8,
}

impl Default for VectorizeParams {
    fn default() -> Self {
        Self {
            words: 2,
            chars: 3,
            letters_min: 2,
            letters_max: 5,
            min_df: 2,
            lead: 1,
        }
    }
}

/// A model written before there was such a setting reads and writes as it did.
#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it so")]
fn is_one(n: &u8) -> bool {
    *n == 1
}

impl VectorizeParams {
    /// Checks the ranges.
    ///
    /// # Errors
    /// [`Error::Param`] names the first setting outside its range.
    pub fn check(&self) -> Result<()> {
        let within = |name, got: u32, low: u32, high: u32, wanted| {
            if (low..=high).contains(&got) {
                return Ok(());
            }
            let got = got.to_string();
            Err(Error::Param { name, got, wanted })
        };
        within("words", self.words.into(), 0, 2, "0, 1 or 2")?;
        within("chars", self.chars.into(), 0, 6, "0..=6")?;
        within("letters_min", self.letters_min.into(), 1, 8, "1..=8")?;
        within("letters_max", self.letters_max.into(), 0, 8, "0..=8")?;
        within("min_df", self.min_df, 1, u32::MAX, "at least 1")?;
        within("lead", self.lead.into(), 1, 9, "1..=9")
    }
}
