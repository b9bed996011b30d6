//! Rows that stand for several complaints each, as an engine that groups them writes them.

use super::collected::Collected;
use crate::aggregate::Numbers;
use crate::types::arena::StringArena;
use crate::{Error, Result};

/// Complaints that rows stand for at most: an amount, taken for a count, must not fill the memory.
const MOST: f64 = 2e8;

impl Collected {
    /// Every row as often as its first column of numbers says. Rows that stand for several complaints have no id, and no texts are compared.
    ///
    /// # Errors
    /// Where a number is not a count, or there are more complaints than can be numbered.
    pub fn counted(self) -> Result<Self> {
        let Some(Numbers { name, values }) = self.table.numbers.first() else {
            let next = "Name the column that holds how many complaints each row stands for.";
            return Err(Error::invalid(
                "--count",
                "the column holds no numbers",
                next,
            ));
        };
        let mut rows: Vec<u32> = Vec::new();
        let mut ids = StringArena::default();
        for (row, &n) in (0..).zip(values) {
            if !(n.fract() == 0.0 && (0.0..=f64::from(u32::MAX)).contains(&n)) {
                let cell = if n.is_nan() {
                    "no number".to_owned()
                } else {
                    n.to_string()
                };
                return Err(Error::invalid(
                    format!("column `{name}`"),
                    format!(
                        "row {} of those read has {cell}, which is not a count",
                        row + 1
                    ),
                    "Give every row the number of complaints that it stands for.",
                ));
            }
            let id = if n == 1.0 {
                self.texts.ids.get(row as usize)
            } else {
                ""
            };
            if rows.len() as f64 + n > MOST {
                return Err(Error::invalid(
                    format!("column `{name}`"),
                    format!("the rows stand for more than {MOST} complaints"),
                    "Check that the column holds counts, or give fewer days: five years before the last one are looked at.",
                ));
            }
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "a count up to MOST"
            )]
            for _ in 0..n as u32 {
                rows.push(row);
                ids.push(id);
            }
        }
        let mut counted = self.taken(&rows);
        counted.texts.ids = ids;
        counted.service.complainant = None;
        counted.notes = self.notes;
        Ok(counted)
    }
}
