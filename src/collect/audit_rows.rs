//! Rows drawn for a person to label, as a table, and what the person said of them.

use super::collected::Collected;
use super::equal_ids::whole;
use super::small_table::SmallTable;
use crate::aggregate::{Audit, AuditRow, Drawn};
use crate::columns::is_missing;
use crate::export::Choices;
use crate::score::PREDICTED;
use crate::{Error, Result};
use arrow_array::{ArrayRef, Float64Array, RecordBatch, StringArray};
use arrow_schema::{ArrowError, DataType, Field, Schema};
use arrow_select::concat::concat_batches;
use rustc_hash::FxHashMap;
use std::sync::Arc;

/// The column that says how likely a row was to be drawn.
const PROBABILITY: &str = "inclusion_probability";
/// The column a person fills in.
pub const AUDITED_TYPE: &str = "audited_type";

/// The types to choose from in the column that a person fills in.
#[must_use]
pub fn audit_choices(types: &[String]) -> Choices {
    Choices {
        column: AUDITED_TYPE.to_owned(),
        values: types.to_vec(),
        read: Vec::new(),
    }
}

/// The rows drawn, with the columns that a person and a later report need; `label` names the column of `types`.
///
/// # Errors
/// Where nothing was drawn.
pub fn drawn_rows(
    drawn: &[Drawn<RecordBatch>],
    types: &[String],
    label: &str,
) -> Result<RecordBatch> {
    let Some(first) = drawn.first() else {
        return Err(Error::invalid(
            "",
            "no row has a type, so there is nothing to draw from",
            "Name the column of types with --type.",
        ));
    };
    let schema = first.row.schema();
    let broken = |e: ArrowError| Error::io("audit", "draw", std::io::Error::other(e));
    let rows = concat_batches(&schema, drawn.iter().map(|d| &d.row)).map_err(broken)?;
    let mut fields: Vec<Field> = schema.fields().iter().map(|f| f.as_ref().clone()).collect();
    let mut columns: Vec<ArrayRef> = rows.columns().to_vec();
    let mut add = |name: &str, column: ArrayRef, kind: DataType| {
        fields.push(Field::new(name, kind, true));
        columns.push(column);
    };
    if schema.index_of(label).is_err() {
        let types = drawn
            .iter()
            .map(|d| types.get(d.type_id as usize).map(String::as_str));
        add(
            label,
            Arc::new(types.collect::<StringArray>()),
            DataType::Utf8,
        );
    }
    let probabilities: Float64Array = drawn.iter().map(|d| Some(d.probability)).collect();
    add(PROBABILITY, Arc::new(probabilities), DataType::Float64);
    let empty: StringArray = drawn.iter().map(|_| None::<&str>).collect();
    add(AUDITED_TYPE, Arc::new(empty), DataType::Utf8);
    RecordBatch::try_new(Arc::new(Schema::new(fields)), columns).map_err(broken)
}

/// Reads drawn rows that a person has labelled; `label` is their column of types, `id` that of ids.
///
/// # Errors
/// Where the file lacks a column or an answer; without `inclusion_probability` unless `random` says that all rows were as likely.
pub fn read_audit(
    file: &str,
    (label, id): (Option<&str>, Option<&str>),
    random: bool,
) -> Result<Audit> {
    let label = label.unwrap_or(PREDICTED);
    let table = SmallTable::read(file)?;
    let column = |name: &str| table.header.iter().position(|h| h == name);
    let needed = |name: &str, next: &str| {
        column(name).ok_or_else(|| {
            let found = table.header.join(", ");
            let message = format!("there is no column `{name}`; the columns are {found}");
            Error::invalid(file, message, next)
        })
    };
    let next =
        "Draw the rows with `tousu report … --draw-audit N -o FILE` and fill in `audited_type`.";
    let (label, truth) = (needed(label, next)?, needed(AUDITED_TYPE, next)?);
    let next = "Draw the rows with --draw-audit; if every row was as likely to be chosen as every other, add --audit-is-random.";
    let probability = match column(PROBABILITY) {
        None if random => None,
        _ => Some(needed(PROBABILITY, next)?),
    };
    let id = id.and_then(column);
    let row = |(i, row): (usize, &Vec<String>)| {
        let read = |c: usize| {
            let p = row[c].parse::<f64>().ok().filter(|p| *p > 0.0 && *p <= 1.0);
            p.ok_or_else(|| {
                let message = format!(
                    "`{}` in `{PROBABILITY}` is not a number above 0 and at most 1",
                    row[c]
                );
                Error::invalid(table.line(i), message, "Leave that column as it was drawn.")
            })
        };
        Ok(AuditRow {
            id: id.map(|c| plain_id(&row[c])).filter(|id| !id.is_empty()),
            predicted: row[label].clone(),
            truth: Some(row[truth].clone()).filter(|t| !is_missing(t, false)),
            probability: probability.map(read).transpose()?,
        })
    };
    let rows: Vec<AuditRow> = table
        .rows
        .iter()
        .enumerate()
        .map(row)
        .collect::<Result<_>>()?;
    let audit = Audit::new(&rows);
    if audit.rows.is_empty() {
        let message = format!("no row has a type in the column `{AUDITED_TYPE}`");
        return Err(Error::invalid(file, message, "Let a person fill it in."));
    }
    Ok(audit)
}

/// Gives audited rows the types that the rows of the report have.
///
/// # Errors
/// As [`Audit::update`].
pub fn update_audit(audit: &mut Audit, rows: &Collected) -> Result<()> {
    let ids = audit.ids.iter().flatten();
    // ids that are telephone numbers are not kept
    if ids.clone().next().is_none() || rows.normalizer.names_people(ids) {
        return Ok(());
    }
    let mut now: FxHashMap<String, (usize, Option<&str>)> = FxHashMap::default();
    for row in 0..rows.table.types.codes.len() {
        let name = rows.table.types.value(row);
        let seen = now.entry(plain_id(rows.texts.ids.get(row)));
        seen.or_insert((0, name)).0 += 1;
    }
    audit.update(&now)
}

/// An id as spreadsheets cannot change it: without the zeros that a number begins with, and without `.0`.
fn plain_id(id: &str) -> String {
    let id = whole(id.trim());
    match id.bytes().all(|b| b.is_ascii_digit()) {
        true => id.trim_start_matches('0').to_owned(),
        false => id.to_owned(),
    }
}
