//! Themes: what the complaints of one type are about. A theme is grown from one telling word to the few words that stand for the same
//! matter; a complaint belongs to it if it holds one of them. What no theme holds is counted as such.

mod assign;
mod grow;
mod name;
mod sample;
#[cfg(test)]
mod tests;
mod together;

use super::context::{Complaints, Context};
use super::exemplar;
use super::finding::Exemplar;
use super::params::CauseParams;
use super::rows::{Rows, Scope};
use super::terms::Terms;
use crate::aggregate::{Change, FEWEST_BEFORE, Share, TypeFigures};
use assign::Assigner;
use rayon::prelude::*;
use sample::Sample;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Types of no more distinct complaints than this can be read as they are.
const READABLE: usize = 100;
/// Themes of one type, at most.
const MOST: usize = 8;
/// Complaints of a theme, at least.
const FEWEST: usize = 5;
/// Its share of the type, at least.
const SMALLEST: f64 = 0.02;

/// A word or phrase that names a theme.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ThemeWord {
    /// The word or phrase, normalised.
    pub word: String,
    /// Distinct complaints of the theme that hold it.
    pub count: u64,
}

/// Complaints of one type about the same matter.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Theme {
    /// One to three words or phrases, the commonest first.
    pub words: Vec<ThemeWord>,
    /// Its distinct complaints, of the distinct complaints of the type.
    #[serde(flatten)]
    pub share: Share,
    /// Its distinct complaints in the last complete period against those in the period before; without intervals. `relative` is absent
    /// where fewer than 5 were there before. Absent where the type has no change.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub change: Option<Change>,
    /// Up to three complaints.
    pub examples: Vec<Exemplar>,
}

/// The themes of one type.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct TypeThemes {
    /// Name of the type; absent for the complaints that no type fits well.
    #[serde(rename = "type")]
    pub name: Option<String>,
    /// Its distinct complaints.
    pub distinct: u64,
    /// Themes, largest first. A complaint counts in one of them at most.
    pub themes: Vec<Theme>,
    /// Complaints that no theme holds.
    pub other: Share,
}

/// The themes of every type with more than 100 distinct complaints among the rows that a report is `about`, in the order of the types; then
/// those of the complaints that no type fits well. Types without any theme are left out.
#[must_use]
pub fn themes(
    complaints: &Complaints<'_>,
    about: &(dyn Fn(usize) -> bool + Sync),
) -> Vec<TypeThemes> {
    let Some(terms) = complaints.terms else {
        return Vec::new();
    };
    let params = CauseParams::default();
    let context = Context {
        complaints,
        params: &params,
        rows: Rows::of(complaints.table, complaints.figures),
    };
    let types = complaints.figures.types.iter().map(Some);
    let subjects: Vec<Option<&TypeFigures>> = types.chain([None]).collect();
    let found = subjects.into_par_iter().filter_map(|subject| {
        let group = Group::of(&context, terms, subject, about)?;
        let themes = group.themes();
        (!themes.themes.is_empty()).then_some(themes)
    });
    found.collect()
}

/// The distinct complaints of one type, or those that no type fits well.
struct Group<'a> {
    context: &'a Context<'a>,
    terms: &'a Terms,
    figures: Option<&'a TypeFigures>,
    /// Ascending.
    rows: Vec<u32>,
}

impl<'a> Group<'a> {
    fn of(
        context: &'a Context<'a>,
        terms: &'a Terms,
        figures: Option<&'a TypeFigures>,
        about: &(dyn Fn(usize) -> bool + Sync),
    ) -> Option<Self> {
        let scope = Scope {
            type_id: match figures {
                Some(figures) => Some(context.type_id(&figures.name)?),
                None => None,
            },
            ..Scope::default()
        };
        let unsure = context.complaints.unsure;
        let meant = |&row: &u32| {
            let row = row as usize;
            about(row) && (figures.is_some() || unsure.get(row).is_some_and(|u| *u))
        };
        let rows: Vec<u32> = context.scope(&scope).filter(meant).collect();
        (rows.len() > READABLE).then_some(Self {
            context,
            terms,
            figures,
            rows,
        })
    }

    fn themes(&self) -> TypeThemes {
        let fewest = least(self.rows.len());
        let own = self.figures.map_or("", |f| f.name.as_str());
        let sample = Sample::of(self.terms, &self.rows, own);
        let cores = grow::cores(&sample, least(sample.complaints.len()), MOST);
        let assigner = Assigner::new(&sample, &cores);
        let mut held: Vec<(Vec<u32>, usize)> = (0..cores.len()).map(|t| (Vec::new(), t)).collect();
        for &row in &self.rows {
            if let Some(theme) = assigner.theme(self.terms.terms(row as usize)) {
                held[theme].0.push(row);
            }
        }
        held.retain(|(rows, _)| rows.len() >= fewest);
        // the order in which they grew settles ties
        held.sort_by_key(|(rows, theme)| (std::cmp::Reverse(rows.len()), *theme));
        let distinct = self.rows.len() as u64;
        let within: u64 = held.iter().map(|(rows, _)| rows.len() as u64).sum();
        let themes = held.iter().map(|(rows, theme)| {
            let core: Vec<u32> = cores[*theme].iter().map(|&w| sample.terms[w]).collect();
            self.theme(rows, &core, |row| {
                assigner.fit(*theme, self.terms.terms(row as usize))
            })
        });
        TypeThemes {
            name: self.figures.map(|f| f.name.clone()),
            distinct,
            themes: themes.collect(),
            other: Share::of(distinct - within, distinct),
        }
    }

    fn theme(&self, rows: &[u32], core: &[u32], fit: impl Fn(u32) -> f64) -> Theme {
        let source = self.context.complaints.source;
        let words = name::words(self.terms, rows, core);
        let names: Vec<&str> = words.iter().map(|w| w.word.as_str()).collect();
        let scored = rows.iter().map(|&row| {
            let length = self.terms.length(row as usize);
            (exemplar::typical(length, fit(row).max(0.0)), row)
        });
        let shown = exemplar::unlike(self.terms, scored.collect());
        let examples = shown.into_iter();
        Theme {
            share: Share::of(rows.len() as u64, self.rows.len() as u64),
            change: self.change(rows),
            examples: examples
                .map(|row| Exemplar::of(source, row as usize, &names))
                .collect(),
            words,
        }
    }

    /// The last complete period against the one that the type is compared with.
    fn change(&self, rows: &[u32]) -> Option<Change> {
        if self.context.complaints.figures.period.is_some() {
            // the rows are those of one period
            return None;
        }
        let of_type = self.figures?.change.as_ref()?;
        let periods = &self.context.complaints.figures.periods;
        let here = periods.iter().rposition(|p| p.complete)?;
        let there = periods.iter().position(|p| p.period == of_type.against)?;
        let of = &self.context.rows.period;
        let count = |at: usize| {
            let inside = rows.iter().filter(|&&row| of[row as usize] as usize == at);
            inside.count() as u64
        };
        let (before, after) = (count(there), count(here));
        let days = of_type.days_before.zip(of_type.days_after);
        let longer = days.map(|(before, after)| after / before);
        let longer = longer.filter(|l| l.is_finite() && *l > 0.0 && before >= FEWEST_BEFORE);
        Some(Change {
            against: of_type.against.clone(),
            before,
            after,
            days_before: of_type.days_before,
            days_after: of_type.days_after,
            relative: longer.map(|longer| after as f64 / before as f64 / longer - 1.0),
            ..Change::default()
        })
    }
}

/// Complaints that a theme must hold of so many.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a part of a count"
)]
fn least(rows: usize) -> usize {
    ((rows as f64 * SMALLEST).ceil() as usize).max(FEWEST)
}
