//! The list of what is known and accepted: a table, or TOML.

use super::cells::{DataColumns, ListColumns, day};
use crate::aggregate::Scope;
use crate::causes::{Known, Matter};
use crate::collect::small_table::SmallTable;
use crate::columns::headers::LedgerColumn;
use crate::ingest::read_text;
use crate::{Error, Result};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::Path;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    known: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    #[serde(rename = "type")]
    name: Option<String>,
    #[serde(default)]
    values: BTreeMap<String, String>,
    #[serde(default)]
    words: Vec<String>,
    until: Option<toml::Value>,
    #[serde(default)]
    note: String,
}

/// Reads the list, for complaints with these columns.
pub(super) fn read(file: &str, data: &DataColumns) -> Result<Vec<Known>> {
    let ending = Path::new(file).extension();
    let is_toml = ending.is_some_and(|e| e.eq_ignore_ascii_case("toml"));
    let known = if is_toml {
        toml(file, data)?
    } else {
        table(file, data)?
    };
    let says_nothing = |k: &Known| k.matter.scope.is_empty() && k.matter.words.is_empty();
    match known.iter().position(says_nothing) {
        None => Ok(known),
        Some(at) => Err(Error::invalid(
            format!("{file}, entry {}", at + 1),
            "it names no type, no value and no words, so that it is about nothing",
            "Fill in one of them, or delete it.",
        )),
    }
}

fn toml(file: &str, data: &DataColumns) -> Result<Vec<Known>> {
    let text = read_text(file)?;
    let read: File = toml::from_str(&text).map_err(|e| {
        let next = "An entry is `[[known]]` with type, values = { \"COLUMN\" = \"VALUE\" }, words = [..], until = 2025-06-30 and note.";
        Error::invalid(file, e.to_string().trim_end(), next)
    })?;
    let entry = |(at, entry): (usize, Entry)| {
        let invalid = |message: String, next: &str| {
            Error::invalid(format!("{file}, entry {}", at + 1), message, next)
        };
        let until = entry.until.map(|value| {
            let text = match &value {
                toml::Value::String(text) => text.clone(),
                other => other.to_string(),
            };
            day(&text, true).ok_or_else(|| {
                let message = format!("`{text}` in until is not a date");
                invalid(message, "Write a day or a month, such as 2024-12-31.")
            })
        });
        let value = |(column, value): (String, String)| {
            let column = data
                .named(&column)
                .map_err(|(message, next)| invalid(message, &next))?;
            Ok((column, value))
        };
        let values = entry.values.into_iter().map(value);
        Ok(Known {
            matter: Matter {
                scope: Scope {
                    name: entry.name,
                    values: values.collect::<Result<_>>()?,
                },
                words: entry.words,
            },
            until: until.transpose()?,
            note: entry.note,
            ..Known::default()
        })
    };
    read.known.into_iter().enumerate().map(entry).collect()
}

fn table(file: &str, data: &DataColumns) -> Result<Vec<Known>> {
    let table = SmallTable::read(file)?;
    let columns = ListColumns::of(&table.header, data, &[]);
    if !columns.names_a_matter() {
        let message = format!(
            "none of the columns {} is a type, words or one that complaints are broken down by",
            table.header.join(", ")
        );
        let next = "Name columns type (类型), words (关键词), until (截止日期), note (说明), and others as the complaints have them.";
        return Err(Error::invalid(file, message, next));
    }
    let entry = |row: usize| {
        Ok(Known {
            matter: columns.matter(&table.rows[row]),
            until: columns.day(&table, row, (LedgerColumn::Due, true))?,
            note: columns
                .cell(&table.rows[row], LedgerColumn::Remark)
                .to_owned(),
            ..Known::default()
        })
    };
    (0..table.rows.len()).map(entry).collect()
}
