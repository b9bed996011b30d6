//! Figures judged where the rows are at hand.

use super::collected::Collected;
use crate::aggregate::{self, Figures};
use crate::report::wording::notes;
use crate::types::Lang;

/// Judges the cells and counts the templates. Names the dimension that is not listed, and takes out of the search for causes the guessed ones that say what the types say, in
/// which every value would stand out for its type; says which.
pub fn judge(
    figures: &mut Figures,
    rows: &mut Collected,
    past: Option<&mut Collected>,
    lang: Lang,
) -> Option<String> {
    let by = &rows.columns.by;
    let unlisted = by.iter().filter(|d| d.is_unlisted());
    figures.unlisted = unlisted.map(|d| d.name.clone()).collect();
    let guessed = |name: &String| by.iter().any(|d| &d.name == name && d.is_guessed());
    let dimensions = figures.by.iter();
    let mirrors = dimensions.filter(|(name, d)| d.is_mirror() && guessed(name));
    let mirrors: Vec<String> = mirrors.map(|(name, _)| name.clone()).collect();
    rows.table.set_aside(&mirrors);
    if let Some(past) = past {
        past.table.set_aside(&mirrors);
    }
    aggregate::judge_cells(&rows.table, figures);
    aggregate::count_templates(&rows.table, figures);
    notes::mirrors(&mirrors, lang)
}
