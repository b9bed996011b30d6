//! Rows drawn for a person to label, and what the person said of them.

use super::report::choose_columns;
use super::report::side_tables::SmallTable;
use super::{Account, Reading, ReadingParams};
use crate::aggregate::{Audit, AuditRow, AuditSample, Drawn, Encoder, NONE};
use crate::bundle::Bundle;
use crate::columns::NamedColumns;
use crate::export::{OutputParams, Writer};
use crate::normalize::{MaskParams, NormalizeParams, Normalizer};
use crate::score::{RowModel, row_texts};
use crate::types::Observer;
use crate::types::cell::cell_text;
use crate::types::format::Format;
use crate::{Error, Result};
use arrow_array::RecordBatch;
use arrow_array::{ArrayRef, Float64Array, StringArray, UInt32Array};
use arrow_schema::ArrowError;
use arrow_schema::{DataType, Field, Schema};
use arrow_select::concat::concat_batches;
use arrow_select::take::take_record_batch;
use std::sync::Arc;

/// The column that says how likely a row was to be drawn.
const PROBABILITY: &str = "inclusion_probability";
/// The column a person fills in.
const TRUTH: &str = "audited_type";

/// What to draw.
#[derive(Clone, Debug, Default)]
pub struct AuditParams {
    /// Rows to draw.
    pub rows: usize,
    /// Columns by name; guessed where absent.
    pub columns: NamedColumns,
    /// What is masked before a model scores the rows.
    pub mask: MaskParams,
}

/// Draws rows at random, stratified by type, and writes them to `output` (`-` is stdout, as CSV) with their type, their probability
/// of being drawn, and an empty column to fill in; gives how many these are. With a `bundle` and no type column the bundle gives the
/// types.
///
/// # Errors
/// Where a column named is not there, nothing says which type a complaint has, or no row has one; where the output cannot be
/// written; as [`Reading`].
pub fn draw_audit(
    input: &ReadingParams,
    bundle: Option<&Bundle>,
    params: &AuditParams,
    output: &str,
    observer: &dyn Observer,
) -> Result<(u64, Account)> {
    let mut reading = Reading::open(input, "reading", observer)?;
    let columns = choose_columns(&reading, &params.columns, bundle.is_some(), observer)?;
    let label = columns
        .label
        .map(|c| reading.schema().field(c).name().clone());
    let mut types = Encoder::new(label.as_deref().unwrap_or("predicted"));
    let model = bundle
        .filter(|_| columns.label.is_none())
        .map(|b| RowModel::new(b, columns.label, &columns.probabilities, &params.mask));
    let normalizer = Normalizer::new(NormalizeParams {
        mask: params.mask.clone(),
    });
    let mut sample = AuditSample::new(params.rows);
    for chunk in reading.by_ref() {
        let batch = chunk?.batch;
        let said = model
            .as_ref()
            .map(|m| m.read(&batch, &row_texts(&batch, &columns.text, &normalizer)));
        for row in 0..batch.num_rows() {
            let label = |c: usize| cell_text(batch.column(c).as_ref(), row);
            let cell = columns.label.and_then(label);
            types.push(cell.as_deref().or(said.as_ref().and_then(|s| s.name(row))));
            let code = types.codes().last().copied().filter(|c| *c != NONE);
            // one row alone, so that its batch can be let go
            let at = UInt32Array::from(vec![u32::try_from(row).unwrap_or(0)]);
            sample.offer(code, || take_record_batch(&batch, &at).ok());
        }
    }
    let mut account = reading.finish()?;
    account.close(observer)?;
    let rows = table(&sample.finish(), types.values(), types.name())?;
    let format = OutputParams {
        format: (output == "-").then_some(Format::Csv),
        ..OutputParams::default()
    };
    let mut writer = Writer::create(output, rows.schema(), &format)?;
    writer.write(&rows)?;
    Ok((writer.finish()?.rows, account))
}

/// The rows drawn, with the columns that a person and a later report need.
fn table(drawn: &[Drawn<RecordBatch>], types: &[String], label: &str) -> Result<RecordBatch> {
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
    add(TRUTH, Arc::new(empty), DataType::Utf8);
    RecordBatch::try_new(Arc::new(Schema::new(fields)), columns).map_err(broken)
}

/// Reads drawn rows that a person has labelled; `label` is their column of types.
///
/// # Errors
/// Where the file lacks a column or an answer; without `inclusion_probability` unless `random` says that all rows were as likely.
pub(super) fn read_audit(file: &str, label: &str, random: bool) -> Result<Audit> {
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
    let (label, truth) = (needed(label, next)?, needed(TRUTH, next)?);
    let next = "Draw the rows with --draw-audit; if every row was as likely to be chosen as every other, add --audit-is-random.";
    let probability = match column(PROBABILITY) {
        None if random => None,
        _ => Some(needed(PROBABILITY, next)?),
    };
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
            predicted: row[label].clone(),
            truth: Some(row[truth].clone()).filter(|t| !t.is_empty()),
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
        let message = format!("no row has a type in the column `{TRUTH}`");
        return Err(Error::invalid(file, message, "Let a person fill it in."));
    }
    Ok(audit)
}
