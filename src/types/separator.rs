//! What stands between several types in one cell.

use super::missing::is_missing;
use crate::error::{Error, Result};
use serde::{Deserialize, Serialize};

/// The mark between several types in one cell: `;` splits `物流;质量`, and `物流；质量` too, since full width and half width are one mark.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Separator(char);

impl Separator {
    /// The mark that `text` is.
    ///
    /// # Errors
    /// [`Error::Param`] unless it is one character, and neither a letter, a digit, white space, nor the `>` of a path.
    ///
    /// ```
    /// let separator = tousu::Separator::new(";")?;
    /// assert_eq!(separator.parts("物流； 质量;").collect::<Vec<_>>(), ["物流", "质量"]);
    /// assert!(tousu::Separator::new("和").is_err());
    /// # Ok::<(), tousu::Error>(())
    /// ```
    pub fn new(text: &str) -> Result<Self> {
        let mut chars = text.chars();
        let mark = chars.next().filter(|_| chars.next().is_none());
        let mark = mark.map(narrow);
        let mark = mark.filter(|m| !m.is_alphanumeric() && !m.is_whitespace() && *m != '>');
        mark.map(Self).ok_or_else(|| Error::Param {
            name: "--multi",
            got: format!("`{text}`"),
            wanted: "one mark, such as `;`, `|` or `、`",
        })
    }

    /// The types in a cell, without outer space, and without parts that only mark that there is none.
    pub fn parts(self, cell: &str) -> impl Iterator<Item = &str> {
        let parts = cell.split(move |c| narrow(c) == self.0).map(str::trim);
        parts.filter(|p| !is_missing(p, false))
    }

    /// Types as one cell, each once, in their order.
    #[must_use]
    pub fn joined<'a>(self, types: impl IntoIterator<Item = &'a str>) -> String {
        let mut out = String::new();
        let mut seen: Vec<&str> = Vec::new();
        for name in types {
            if seen.contains(&name) {
                continue;
            }
            if !seen.is_empty() {
                out.push(self.0);
            }
            out.push_str(name);
            seen.push(name);
        }
        out
    }

    /// The mark itself.
    #[must_use]
    pub fn mark(self) -> char {
        self.0
    }
}

/// `;`, in models written without one.
impl Default for Separator {
    fn default() -> Self {
        Self(';')
    }
}

/// The ASCII form of a full-width mark.
fn narrow(c: char) -> char {
    let ascii = u32::from(c).checked_sub(0xfee0).and_then(char::from_u32);
    ascii.filter(char::is_ascii_punctuation).unwrap_or(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_mark_splits_and_joins_whatever_its_width() {
        for (mark, cell) in [
            (";", "物流;质量"),
            ("；", "物流; 质量"),
            ("、", "物流、质量、"),
            ("|", "物流|物流｜质量"),
        ] {
            let separator = Separator::new(mark).unwrap();
            let joined = separator.joined(separator.parts(cell));
            let wanted = format!("物流{}质量", separator.mark());
            assert_eq!(joined, wanted, "{mark} {cell}");
        }
        let semicolon = Separator::default();
        assert_eq!(semicolon.parts(" ；; NULL;").next(), None);
        for wrong in ["", ";;", "a", "1", " ", ">", "和"] {
            assert!(Separator::new(wrong).is_err(), "{wrong:?}");
        }
    }
}
