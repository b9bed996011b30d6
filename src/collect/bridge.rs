//! Types that are counted under another name: a table of old and new names, so that a trend goes on where a taxonomy changed.

use super::collected::Collected;
use super::small_table::SmallTable;
use crate::aggregate::Renames;
use crate::columns::folded_label;
use crate::report::wording::quality;
use crate::types::{Lang, Level, Observer};
use crate::{Error, Result};
use std::collections::{BTreeMap, BTreeSet};

/// Name in the rows → name to count it under.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Bridge {
    file: String,
    /// By the form under which two spellings are one: the name as it is written there, and the new one.
    names: BTreeMap<String, (String, String)>,
}

/// What such a table must have.
const NEXT: &str = "Give it two columns with a header: the type as the complaints have it, and the type to count it under.";

impl Bridge {
    /// Reads a table of two columns in any format.
    ///
    /// # Errors
    /// Where it cannot be read; [`Error::Invalid`] for other than two columns, a name without another, a name with two, and one that leads to a
    /// name which leads on.
    pub fn read(file: &str) -> Result<Self> {
        let table = SmallTable::read(file)?;
        if table.header.len() != 2 {
            let message = match table.header.len() {
                1 => "there is no second column".to_owned(),
                n => format!("it has {n} columns: {}", table.header.join(", ")),
            };
            return Err(Error::invalid(file, message, NEXT));
        }
        let mut names: BTreeMap<String, (String, String)> = BTreeMap::new();
        for (row, cells) in table.rows.iter().enumerate() {
            let (from, to) = (cells[0].as_str(), cells[1].as_str());
            let wrong = |message: String| Err(Error::invalid(table.line(row), message, NEXT));
            match (from, to) {
                ("", "") => continue,
                ("", _) | (_, "") => return wrong("one of both names is missing".to_owned()),
                _ => {}
            }
            let before = names.insert(folded_label(from), (from.to_owned(), to.to_owned()));
            if before.is_some_and(|b| b.1 != to) {
                return wrong(format!("`{from}` has another name above"));
            }
        }
        names.retain(|from, (_, to)| *from != folded_label(to));
        let new = names.values().map(|(_, to)| to);
        let leads_on = new.clone().find(|to| names.contains_key(&folded_label(to)));
        if let Some(to) = leads_on {
            let message = format!("`{to}` is a new name of one type and an old one of another");
            return Err(Error::invalid(
                file,
                message,
                "Name the last type directly.",
            ));
        }
        Ok(Self {
            file: file.to_owned(),
            names,
        })
    }

    fn name<'a>(&'a self, value: &'a str) -> &'a str {
        let found = self.names.get(&folded_label(value));
        found.map_or(value, |(_, to)| to)
    }
}

impl Collected {
    /// Counts types under the names of `bridge`; gives a note about it where any complaint is concerned.
    pub fn bridge(
        &mut self,
        bridge: &Bridge,
        lang: Lang,
        observer: &dyn Observer,
    ) -> Option<String> {
        let types = std::mem::take(&mut self.table.types);
        let renamed = types.values.iter().zip(types.counts());
        let renamed = renamed.filter(|(value, _)| bridge.name(value) != value.as_str());
        let (mut renames, mut complaints) = (Renames::new(), 0);
        for (value, n) in renamed {
            renames.insert(value.clone(), bridge.name(value).to_owned());
            complaints += n;
        }
        self.table.types = types.renamed(&renames);
        if let Some(all) = self.table.combinations.take() {
            let named = |name: &str| bridge.name(name).to_owned();
            self.table.combinations = Some(all.with_parts(named));
        }
        let known: BTreeSet<String> = renames.keys().map(|name| folded_label(name)).collect();
        let unused = bridge.names.iter().filter(|(key, _)| !known.contains(*key));
        let unused: Vec<&str> = unused.map(|(_, (from, _))| from.as_str()).collect();
        if !unused.is_empty() && self.table.combinations.is_none() {
            let line = format!(
                "{}: no complaint has the type {}",
                bridge.file,
                unused.join(", ")
            );
            observer.message(Level::Warn, &line);
        }
        let line = format!(
            "{}: {} of {} types are counted under another name ({complaints} complaints)",
            bridge.file,
            renames.len(),
            bridge.names.len()
        );
        observer.message(Level::Say, &line);
        if renames.is_empty() {
            return None;
        }
        // printed searches would look for names that the rows do not have
        self.types_are_written = false;
        Some(quality::bridged(renames.len(), complaints, lang))
    }
}
