//! Complaints of one template, where there are not too many to look for them.

use super::collected::Collected;
use crate::similar;

/// Rows among which templates are looked for.
const MOST: usize = 200_000;

/// Finds the template of every row; of more rows than can be compared, and without texts, none.
pub(super) fn find_templates(rows: &mut Collected) {
    let texts = rows.texts.normalized.all();
    if texts.is_empty() || texts.len() > MOST {
        return;
    }
    let mut template = similar::templates(&texts, &rows.table.group);
    // complaints without a text are of no template
    for (row, (of, text)) in (0..).zip(template.iter_mut().zip(&texts)) {
        if text.trim().is_empty() {
            *of = row;
        }
    }
    rows.table.template = template;
}
