//! Values of types and dimensions that are written in several ways: one name each, and a note about it.

use crate::aggregate::{Column, Renames, Table, Tally};
use crate::columns::{commonest_variants, folded_label};
use crate::report::wording::quality;
use crate::types::Lang;
use std::collections::{BTreeMap, BTreeSet};

/// New names for `values` (distinct, with their rows): as `known` spells them, else as most rows do.
fn renames(values: &[String], rows: &[u64], known: &[String], fold: fn(&str) -> String) -> Renames {
    let known: BTreeMap<String, &String> = known.iter().map(|k| (fold(k), k)).collect();
    let shown = commonest_variants(values, rows, fold);
    let named = values.iter().zip(shown).filter_map(|(value, at)| {
        let known = known.get(&fold(value)).copied();
        let shown = known.or(values.get(at))?;
        (shown != value).then(|| (value.clone(), shown.clone()))
    });
    named.collect()
}

/// The note about renamed values; absent where none was.
fn note(column: &str, renames: &Renames, values: &[String], lang: Lang) -> Option<String> {
    let shown: BTreeSet<&String> = renames.values().collect();
    let present = shown.iter().filter(|v| values.contains(v)).count();
    let spellings = renames.len() + present;
    (!renames.is_empty()).then(|| quality::merged(column, spellings, shown.len(), lang))
}

/// Puts the spellings of a column's values together.
fn settle(
    column: &mut Column,
    known: &[String],
    fold: fn(&str) -> String,
    lang: Lang,
) -> Option<String> {
    let renames = renames(&column.values, &column.counts(), known, fold);
    let note = note(&column.name, &renames, &column.values, lang);
    if note.is_some() {
        *column = std::mem::take(column).renamed(&renames);
    }
    note
}

/// Puts the spellings of types (as `known`, the model's, where it has them) and of dimensions together; gives notes about it.
pub fn settle_columns(table: &mut Table, known: &[String], lang: Lang) -> Vec<String> {
    let mut notes = Vec::new();
    notes.extend(settle(&mut table.types, known, folded_label, lang));
    if let Some(column) = table.combinations.take() {
        let (names, rows) = column.part_counts();
        // as the first types are spelt by now
        let known: Vec<String> = known.iter().chain(&table.types.values).cloned().collect();
        let renames = renames(&names, &rows, &known, folded_label);
        let shown = |name: &str| renames.get(name).map_or(name, String::as_str).to_owned();
        table.combinations = Some(column.with_parts(shown));
    }
    for dimension in &mut table.dimensions {
        notes.extend(settle(dimension, &[], folded_label, lang));
    }
    notes
}

/// The same of counts that were added up, whose parts are written as they came: the sum decides.
pub fn settle_tally(tally: Tally, known: &[String], lang: Lang) -> (Tally, Vec<String>) {
    let (names, rows) = match tally.combinations {
        Some(_) => tally.mention_counts(),
        None => tally.type_counts(),
    };
    let types = renames(&names, &rows, known, folded_label);
    let mut notes: Vec<String> = Vec::new();
    let types_name = crate::report::wording::pick(lang, "类型", "type");
    notes.extend(note(types_name, &types, &names, lang));
    let mut values = BTreeMap::new();
    for (dimension, (names, rows)) in tally.value_counts() {
        let renames = renames(&names, &rows, &[], folded_label);
        notes.extend(note(&dimension, &renames, &names, lang));
        values.insert(dimension, renames);
    }
    (tally.renamed(&types, &values), notes)
}
