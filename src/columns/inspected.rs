//! A column as a person looks at it: what it was understood as, and why.

use super::column_use::ColumnUse;
use super::description::ColumnDescription;
use super::headers;
use super::kind::Kind;
use super::role::Role;
use super::survey::Survey;
use crate::types::Lang;
use serde::Serialize;

/// What a column was understood as, with the evidence.
#[derive(Clone, Debug, Serialize)]
pub struct InspectedColumn {
    /// Its name, kind, format and uses.
    #[serde(flatten)]
    pub description: ColumnDescription,
    /// Cells, one a row.
    pub rows: usize,
    /// Cells that hold a value.
    pub filled: usize,
    /// Cells that only mark that there is no value: `-`, NULL, 未填.
    pub missing: usize,
    /// Filled cells read as its kind; absent for a kind that any cell is of.
    pub read: Option<usize>,
    /// Values that differ.
    pub distinct: usize,
    /// There are more values than were told apart.
    pub distinct_is_least: bool,
    /// The first values, masked; of times also how they are read.
    pub examples: Vec<String>,
    /// The first cells that are not read as its kind, masked.
    pub not_read: Vec<String>,
    /// The word of the header that speaks for its use.
    pub header_word: Option<&'static str>,
    /// What a person should check about its times.
    pub doubt: Option<String>,
}

/// Shown of a value, in characters.
const LONGEST: usize = 40;
/// What stands for the values of a column that names people.
const WITHHELD: &str = "(not shown: names people)";

impl InspectedColumn {
    /// From all cells of a column and what they were understood as; `mask` masks a value.
    #[must_use]
    pub fn new(
        description: ColumnDescription,
        survey: &Survey,
        mask: &dyn Fn(&str) -> String,
    ) -> Self {
        let p = &survey.profile;
        let kind = description.kind;
        let shown = |cells: &[String]| -> Vec<String> {
            match headers::names_people(&p.header) {
                true if cells.is_empty() => Vec::new(),
                true => vec![WITHHELD.to_owned()],
                false => {
                    let mut shown: Vec<String> = cells.iter().map(|c| short(&mask(c))).collect();
                    // several numbers have one mask
                    shown.dedup();
                    shown
                }
            }
        };
        let read = survey.cells_read(kind).map(|read| read.min(p.filled));
        let mut examples = shown(&survey.examples);
        if kind == Kind::Time
            && let Some((cell, time)) = survey.read_time(&description.time)
            && let Some(example) = examples
                .iter_mut()
                .find(|e| **e == cell && !time.starts_with(&cell))
        {
            *example = format!("{cell} (read as {time})");
        }
        let role = description.uses.iter().find_map(|u| match u {
            ColumnUse::Role(role) => Some(*role),
            _ => None,
        });
        Self {
            rows: p.rows,
            filled: p.filled,
            missing: p.missing,
            not_read: match read {
                Some(read) if read < p.filled => shown(survey.odd(kind)),
                _ => Vec::new(),
            },
            read,
            distinct: p.distinct,
            distinct_is_least: p.compared < p.filled,
            examples,
            header_word: role.and_then(|role| headers::word(role, &p.header)),
            doubt: survey.doubt().filter(|_| kind == Kind::Time),
            description,
        }
    }

    /// Whether the column has a role among the complaints.
    #[must_use]
    pub fn is(&self, role: Role) -> bool {
        self.description.uses.contains(&ColumnUse::Role(role))
    }

    /// One line for a description file.
    #[must_use]
    pub fn evidence(&self, lang: Lang) -> String {
        if lang == Lang::Zh {
            return self.evidence_zh();
        }
        let read = match self.read {
            Some(read) if read < self.filled => format!(", {} not read", self.filled - read),
            _ => String::new(),
        };
        let more = if self.distinct_is_least {
            "more than "
        } else {
            ""
        };
        format!(
            "{} of {} cells filled{read}, {more}{} distinct",
            self.filled, self.rows, self.distinct
        )
    }

    fn evidence_zh(&self) -> String {
        let read = match self.read {
            Some(read) if read < self.filled => format!("（{} 格未能识别）", self.filled - read),
            _ => String::new(),
        };
        let more = if self.distinct_is_least {
            "超过 "
        } else {
            "共 "
        };
        format!(
            "{} 格中 {} 格有值{read}，{more}{} 种取值",
            self.rows, self.filled, self.distinct
        )
    }
}

/// One line of at most so many characters.
fn short(text: &str) -> String {
    let line: Vec<&str> = text.split_whitespace().collect();
    let line = line.join(" ");
    let mut chars = line.chars();
    let start: String = chars.by_ref().take(LONGEST).collect();
    match chars.next() {
        Some(_) => format!("{start}…"),
        None => start,
    }
}
