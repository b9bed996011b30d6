//! What the complaints of each type are about.

use super::super::Report;
use super::super::document::{Cell, Print, Shown, Table, figure, table, text};
use super::super::number::percent;
use super::super::wording::Words;
use crate::aggregate::Share;
use crate::causes::{Theme, TypeThemes, written};

/// Themes that are printed, and those of one type.
const PRINTED: (usize, usize) = (14, 2);

/// Themes by type, and their complaints as a table for files.
pub(super) fn tables(report: &Report, w: &'static Words) -> Vec<Table> {
    if report.themes.is_empty() {
        return Vec::new();
    }
    vec![themes(report, w), examples(report, w)]
}

/// Every theme of every type, then what the type has besides.
fn lines(report: &Report) -> impl Iterator<Item = (&TypeThemes, Option<&Theme>)> {
    report.themes.iter().flat_map(|of| {
        let themes = of.themes.iter().map(Some);
        themes.chain([None]).map(move |theme| (of, theme))
    })
}

fn themes(report: &Report, w: &'static Words) -> Table {
    let mut table = table!("themes", w.themes; (of, theme) in lines(report) => {
        text(w.theme_type) => type_name(of, w),
        text(w.theme) => Cell::text(theme.map_or(w.other_themes.to_owned(), |t| name(t, w))),
        figure(w.distinct_count) => Cell::Count(share(of, theme).count),
        figure(w.type_distinct).files_only() => Cell::Count(of.distinct),
        figure(w.theme_share) => Cell::percent(share(of, theme).share),
        figure(w.before) => Cell::count(theme.and_then(|t| t.change.as_ref()).map(|c| c.before)),
        figure(w.latest) => Cell::count(theme.and_then(|t| t.change.as_ref()).map(|c| c.after)),
        figure(w.change) => Cell::change(theme.and_then(|t| t.change.as_ref()?.relative)),
        text(w.examples).ids() => Cell::text(theme.map(|t| ids(t, w)).unwrap_or_default()),
    });
    // the largest of the largest types
    let mut printed: Vec<usize> = Vec::new();
    let mut first = 0;
    for of in &report.themes {
        let most = of.themes.len().min(PRINTED.1);
        printed.extend(first..first + most);
        first += of.themes.len() + 1;
    }
    printed.truncate(PRINTED.0);
    table.print = Print::Only(printed);
    table.notes.push(w.themes_note.to_owned());
    let mut all = report.themes.iter().flat_map(|of| &of.themes);
    if all.any(|t| t.change.is_some()) {
        table.notes.push(w.themes_change_note.to_owned());
    }
    let mut table = table.tidy();
    table.trimmed = table.columns.last().is_some_and(|c| c.head == w.examples);
    table
}

fn examples(report: &Report, w: &'static Words) -> Table {
    let each = lines(report).filter_map(|(of, theme)| Some((of, theme?)));
    let each = each.flat_map(|(of, theme)| theme.examples.iter().map(move |e| (of, theme, e)));
    let mut table = table!("theme_examples", w.theme_examples; (of, theme, e) in each => {
        text(w.theme_type) => type_name(of, w),
        text(w.theme) => Cell::text(name(theme, w)),
        text(w.id) => Cell::text(&e.id),
        text(w.exemplar) => Cell::text(&e.text),
    });
    table.shown = Shown::Files;
    table
}

/// `噪声 52.3%、占道 31.0%`: the largest themes of a type, with their shares of it.
pub(super) fn largest(report: &Report, name: &str, most: usize, w: &Words) -> Option<String> {
    let mut types = report.themes.iter();
    let of = types.find(|of| of.name.as_deref() == Some(name))?;
    let themes = of.themes.iter().take(most);
    let listed = themes.filter_map(|t| {
        let first = t.words.first()?;
        let word = written(&first.word, &t.examples);
        Some(format!("{word} {}", percent(t.share.share?)))
    });
    Some(listed.collect::<Vec<_>>().join(w.list_sep))
}

fn type_name(of: &TypeThemes, w: &Words) -> Cell {
    Cell::text(of.name.as_deref().unwrap_or(w.fits_no_type))
}

fn name(theme: &Theme, w: &Words) -> String {
    let words: Vec<&str> = theme
        .words
        .iter()
        .map(|x| written(&x.word, &theme.examples))
        .collect();
    words.join(w.list_sep)
}

fn ids(theme: &Theme, w: &Words) -> String {
    let ids: Vec<&str> = theme.examples.iter().map(|e| e.id.as_str()).collect();
    ids.join(w.list_sep)
}

fn share<'a>(of: &'a TypeThemes, theme: Option<&'a Theme>) -> &'a Share {
    theme.map_or(&of.other, |t| &t.share)
}
