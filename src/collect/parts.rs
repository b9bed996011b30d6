//! Partial tallies → their sum, as a report about the period asked for takes it, and its shares corrected by what a model said.

use crate::aggregate::{
    CorrectParams, Figures, HeldOut, ModelTally, PeriodChoice, ReportPeriod, Tally, TypedTable,
};
use crate::bundle::Bundle;
use crate::export::AtomicFile;
use crate::report::wording::notes;
use crate::types::Lang;
use crate::{Error, Result};
use std::path::Path;

/// Tallies, each with the file it is from.
pub type Parts<'a> = Vec<(&'a String, Tally)>;

/// What a sum of parts is to be about.
#[derive(Clone, Copy, Debug)]
pub struct PartsChoice {
    /// The period that a person asked for.
    pub asked: PeriodChoice,
    /// What the template chooses where nobody did.
    pub otherwise: PeriodChoice,
    /// Dates far from all others count like any.
    pub keep_ends: bool,
}

/// The sum of tallies, by file; and the month that the template would have chosen, where the parts do not tell it from other times.
///
/// # Errors
/// A part that counts the period asked for and other times together; parts about different periods, or whose columns were read in different
/// ways.
pub fn sum_parts(parts: Parts<'_>, choice: &PartsChoice) -> Result<(Tally, Option<ReportPeriod>)> {
    let is_asked = choice.asked != PeriodChoice::Whole;
    let is_settled = is_asked || parts.iter().any(|(_, t)| t.period.is_some());
    let wanted = match is_settled {
        true => choice.asked,
        false => choice.otherwise,
    };
    let period = Tally::settled(parts.iter().map(|p| &p.1), wanted, choice.keep_ends)?;
    let mixed = period.and_then(|p| parts.iter().find(|(_, t)| !t.is_apart(p)));
    if let Some((file, _)) = mixed.filter(|_| is_asked) {
        let label = period.map(ReportPeriod::label).unwrap_or_default();
        return Err(Error::invalid(
            *file,
            format!("it counts {label} and other times together"),
            "Count each month in a part of its own, or this part again with the same period: `tousu report … --month … --partial FILE`.",
        ));
    }
    let (period, missed) = match mixed {
        None => (period, None),
        Some(_) => (None, period),
    };
    let mut sum = Tally::default();
    for (file, part) in parts {
        if let Some(disagreement) = sum.disagreement(&part) {
            let next = "Describe the columns once with `tousu inspect FILE --write columns.toml`, then count every part again with `--columns columns.toml`.";
            return Err(Error::invalid(file, disagreement, next));
        }
        if period.is_none() && !sum.about_the_same(&part) {
            let message = "it is about another period than the parts before it";
            let next = "Name the period here, too: `tousu report --merge … --month 2024-12`.";
            return Err(Error::invalid(file, message, next));
        }
        sum.merge(match period {
            Some(period) => part.confined(period),
            None => part,
        });
    }
    Ok((sum, missed))
}

/// Writes a tally to a file that appears whole or not at all.
///
/// # Errors
/// Where the file cannot be written.
pub fn write_tally(tally: &Tally, path: &Path) -> Result<()> {
    let bytes = serde_json::to_vec(tally).map_err(|e| Error::io(path, "write", e.into()))?;
    AtomicFile::replace(path, &bytes)
}

/// Corrects the shares of `tally` by what `bundle` said; gives notes about it.
///
/// # Errors
/// The bundle did not give all types of the tally.
pub fn correct_sum(
    figures: &mut Figures,
    tally: &Tally,
    bundle: &Bundle,
    params: &CorrectParams,
    lang: Lang,
) -> Result<Vec<String>> {
    let sum = |totals: &ModelTally| -> u64 {
        let counts = totals.all.counts.iter().chain(&totals.all.known);
        counts.fold(0, |sum, n| sum.saturating_add(*n))
    };
    let typed = bundle.types().iter().filter_map(|t| tally.types.get(t));
    let typed: u64 = typed.map(|c| c.rows).sum();
    let totals = tally.models.get(bundle.hash());
    let Some(totals) = totals.filter(|totals| sum(totals) == typed) else {
        let found = totals.map_or(0, sum);
        return Err(Error::usage(
            format!("the model gave {found} of the {typed} types in these counts"),
            "Write every one of them by `tousu report … --partial FILE` with the same --model, or leave --model out.",
        ));
    };
    let rows = TypedTable::of_totals(totals, bundle.types().len());
    let summary = rows.correct(figures, bundle.types(), held_out(bundle), params);
    Ok(notes::correction(&summary, lang))
}

/// Rows of the model's training that it did not learn from.
#[must_use]
pub fn held_out(bundle: &Bundle) -> HeldOut<'_> {
    let rows = bundle.out_of_fold();
    HeldOut {
        truth: &rows.truth,
        probabilities: rows.probabilities.view(),
    }
}
