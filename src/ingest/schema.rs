//! Several files as one table: columns by name.

use super::reader::batch;
use crate::Result;
use crate::types::cell::cell_text;
use crate::types::header_key;
use arrow_array::RecordBatch;
use arrow_array::builder::StringBuilder;
use arrow_array::{Array, ArrayRef, new_null_array};
use arrow_schema::{DataType, Field, Schema, SchemaRef};
use std::sync::Arc;

/// One schema for all: columns by name in the order they are first seen; text where the types differ. Names that a person would
/// read as one are one; see [`header_key`].
pub(super) fn union(schemas: &[SchemaRef]) -> SchemaRef {
    if let [only] = schemas {
        return only.clone();
    }
    let mut all = Schema::empty();
    for schema in schemas {
        let mut fields: Vec<Field> = all.fields().iter().map(|f| f.as_ref().clone()).collect();
        for field in schema.fields() {
            let at = (0..all.fields().len()).find(|&at| source(schema, &all, at) == Some(field));
            match at.and_then(|at| fields.get_mut(at)) {
                None => fields.push(field.as_ref().clone().with_nullable(true)),
                Some(have) if !same_kind(have, field) => {
                    *have = Field::new(have.name(), DataType::Utf8, true);
                }
                Some(_) => {}
            }
        }
        all = Schema::new(fields);
    }
    Arc::new(all)
}

fn same_kind(a: &Field, b: &Field) -> bool {
    a.data_type() == b.data_type() && a.metadata() == b.metadata()
}

/// The field of `file` that holds the column at place `at` of `all`: by its name, else by what a person reads in it.
fn source<'f>(file: &'f Schema, all: &Schema, at: usize) -> Option<&'f Arc<Field>> {
    let name = all.fields().get(at)?.name();
    let exact = file.fields().iter().find(|f| f.name() == name);
    exact.or_else(|| {
        let key = header_key(name);
        let free = |f: &&Arc<Field>| all.field_with_name(f.name()).is_err();
        let mut like = file
            .fields()
            .iter()
            .filter(free)
            .filter(|f| header_key(f.name()) == key);
        like.next().filter(|_| !key.is_empty())
    })
}

/// The columns that some files have and others lack, a line a file that lacks any.
pub(super) fn differences(files: &[(Arc<str>, SchemaRef)], all: &Schema) -> Vec<String> {
    let line = |(name, schema): &(Arc<str>, SchemaRef)| {
        let list = |mut names: Vec<&str>| {
            let more = names.len().saturating_sub(8);
            names.truncate(8);
            let more = if more > 0 {
                format!(" and {more} more")
            } else {
                String::new()
            };
            format!("`{}`{more}", names.join("`, `"))
        };
        let lacks = |at: &usize| source(schema, all, *at).is_none();
        let missing: Vec<&str> = (0..all.fields().len())
            .filter(lacks)
            .map(|at| all.field(at).name().as_str())
            .collect();
        if missing.is_empty() {
            return None;
        }
        let alone = |f: &&Arc<Field>| {
            let key = header_key(f.name());
            let others = files.iter().filter(|(n, _)| n != name);
            !others
                .flat_map(|(_, s)| s.fields())
                .any(|o| header_key(o.name()) == key)
        };
        let own: Vec<&str> = schema
            .fields()
            .iter()
            .filter(alone)
            .map(|f| f.name().as_str())
            .collect();
        let own = match own.is_empty() {
            true => String::new(),
            false => format!("; only it has {}", list(own)),
        };
        Some(format!(
            "{name} has no column {}, so these cells are empty{own}",
            list(missing)
        ))
    };
    files.iter().filter_map(line).collect()
}

/// `rows` in the columns of `schema`: absent ones null, ones of another type as text.
pub(super) fn conform(file: &str, rows: RecordBatch, schema: &SchemaRef) -> Result<RecordBatch> {
    if rows.schema_ref() == schema {
        return Ok(rows);
    }
    let own = rows.schema();
    let column = |(at, field): (usize, &Arc<Field>)| {
        let found = source(&own, schema, at).and_then(|f| own.index_of(f.name()).ok());
        match found {
            None => new_null_array(field.data_type(), rows.num_rows()),
            Some(at) if same_kind(field, own.field(at)) => rows.column(at).clone(),
            Some(at) => as_text(rows.column(at).as_ref()),
        }
    };
    let columns = schema.fields().iter().enumerate().map(column).collect();
    batch(file, schema.clone(), columns)
}

fn as_text(array: &dyn Array) -> ArrayRef {
    let mut text = StringBuilder::with_capacity(array.len(), array.len() * 16);
    for row in 0..array.len() {
        text.append_option(cell_text(array, row));
    }
    Arc::new(text.finish())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn schema(names: &[&str]) -> SchemaRef {
        let field = |n: &&str| Field::new(*n, DataType::Utf8, true);
        Arc::new(Schema::new(names.iter().map(field).collect::<Vec<_>>()))
    }

    #[test]
    fn names_that_read_alike_are_one_column() {
        let files = [
            schema(&["编号", "投诉内容", "类型"]),
            schema(&["*编号（必填）", "投诉内容 ", "类别"]),
            schema(&["编号", "内容", "类型", "A", "a"]),
        ];
        let all = union(&files);
        let names: Vec<&str> = all.fields().iter().map(|f| f.name().as_str()).collect();
        assert_eq!(
            names,
            ["编号", "投诉内容", "类型", "类别", "内容", "A", "a"]
        );
        let named: Vec<(Arc<str>, SchemaRef)> = files
            .iter()
            .zip(["1", "2", "3"])
            .map(|(s, n)| (n.into(), s.clone()))
            .collect();
        let lines = differences(&named, &all);
        assert!(
            lines[1].starts_with("2 has no column `类型`, `内容`"),
            "{lines:?}"
        );
        assert!(lines[1].ends_with("only it has `类别`"), "{lines:?}");
        let cells: ArrayRef = Arc::new(arrow_array::StringArray::from(vec!["x"]));
        let rows =
            RecordBatch::try_new(files[1].clone(), vec![cells.clone(), cells.clone(), cells])
                .unwrap();
        let rows = conform("2", rows, &all).unwrap();
        let filled: Vec<bool> = rows.columns().iter().map(|c| c.null_count() == 0).collect();
        assert_eq!(filled, [true, true, false, true, false, false, false]);
    }
}
