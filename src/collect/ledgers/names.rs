//! Types and values that a list names → as the complaints have them.

use crate::aggregate::{Column, Table};
use crate::causes::Matter;
use crate::columns::{folded_label, nearest};
use crate::types::{Level, Observer};
use std::collections::BTreeMap;

/// Values suggested from at most.
const LOOKED_AT: usize = 20_000;

/// The types and values of the complaints.
pub(super) struct Names<'t> {
    table: &'t Table,
    types: BTreeMap<String, &'t str>,
    values: Vec<BTreeMap<String, &'t str>>,
}

impl<'t> Names<'t> {
    pub(super) fn of(table: &'t Table) -> Self {
        let spellings = |column: &'t Column, fold: fn(&str) -> String| {
            let values = column.values.iter();
            values.map(|v| (fold(v), v.as_str())).collect()
        };
        let dimensions = table.dimensions.iter();
        Self {
            table,
            types: spellings(&table.types, folded_label),
            values: dimensions.map(|d| spellings(d, folded_label)).collect(),
        }
    }

    /// Spells a matter as the complaints are; warns of what none of them has. `place` is where it is from.
    pub(super) fn settle(&self, matter: &mut Matter, place: &str, observer: &dyn Observer) {
        let warn = |what: &str, column: &Column, name: &str| {
            let names = column.values.iter().take(LOOKED_AT).map(String::as_str);
            let near = nearest(names, name);
            let near = match near.is_empty() {
                true => String::new(),
                false => format!(" (nearest: {})", near.join(", ")),
            };
            let line = format!("{place}: no complaint has the {what} `{name}`{near}");
            observer.message(Level::Warn, &line);
        };
        if let Some(name) = &mut matter.scope.name {
            match self.types.get(&folded_label(name)) {
                Some(shown) => (*shown).clone_into(name),
                None => warn("type", &self.table.types, name),
            }
        }
        for (column, value) in &mut matter.scope.values {
            let at = self.table.dimensions.iter().position(|d| d.name == *column);
            let Some(at) = at else { continue };
            match self.values[at].get(&folded_label(value)) {
                Some(shown) => (*shown).clone_into(value),
                None => warn(column, &self.table.dimensions[at], value),
            }
        }
    }
}
