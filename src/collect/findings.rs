//! Collected rows and their figures → findings in words.

use super::collected::Collected;
use super::labels::{several_types, split_at};
use crate::aggregate::{Column, Figures};
use crate::causes::{self, CauseParams, Causes, Complaints, ExemplarText, Terms};
use crate::columns::{joined_labels, label_fault};
use crate::report::wording::findings::put_in_words;
use crate::types::{Lang, Level, Observer};
use crate::{Error, Result};

/// Refuses the column `name` where it cannot hold types; warns of cells that hold several.
///
/// # Errors
/// [`Error::Invalid`] for a column of ids or sentences.
pub fn check_types(name: &str, types: &Column, observer: &dyn Observer) -> Result<()> {
    let counts = types.counts();
    if let Some(fault) = label_fault(&types.values, &counts) {
        let next = match joined_labels(&types.values, &counts) {
            Some(joined) => split_at(joined.mark),
            None => "Name the column that holds the types with --type.".to_owned(),
        };
        return Err(Error::invalid(format!("column {name}"), fault, next));
    }
    if let Some(joined) = joined_labels(&types.values, &counts) {
        observer.message(Level::Warn, &several_types(name, &joined));
    }
    Ok(())
}

/// The findings of `rows`, whose figures are `figures`, and the themes of their types. `past` are these and the rows before them, where the report is about a period.
#[must_use]
pub fn find(
    (rows, past): (&Collected, Option<&Collected>),
    figures: &Figures,
    params: &CauseParams,
    lang: Lang,
) -> Causes {
    let terms = terms(rows);
    let source = source(rows, lang);
    let complaints = complaints(rows, figures, terms.as_ref(), &source);
    let mut found = match past {
        None => causes::find(&complaints, None, params),
        Some(past) => {
            let (past_terms, past_source) = (self::terms(past), self::source(past, lang));
            let past = self::complaints(past, figures, past_terms.as_ref(), &past_source);
            causes::find(&complaints, Some(&past), params)
        }
    };
    put_in_words(&mut found.findings, figures, lang);
    found
}

fn terms(rows: &Collected) -> Option<Terms> {
    let texts = &rows.texts.normalized;
    (!texts.is_empty()).then(|| causes::terms_of(&rows.table, texts, causes::MIN_WORD_SUPPORT))
}

fn source(rows: &Collected, lang: Lang) -> ExemplarText<'_> {
    ExemplarText {
        texts: &rows.texts,
        normalizer: &rows.normalizer,
        lang,
    }
}

fn complaints<'a>(
    rows: &'a Collected,
    figures: &'a Figures,
    terms: Option<&'a Terms>,
    source: &'a ExemplarText<'_>,
) -> Complaints<'a> {
    Complaints {
        table: &rows.table,
        figures,
        terms,
        source,
        unsure: &rows.unsure.rows,
    }
}
