//! A file whose columns have other names than they are known by.

use super::notes::TableNotes;
use super::reader::{Part, RowReader, batch};
use super::text_source::TextSource;
use crate::Result;
use crate::types::header_key;
use arrow_schema::{Field, Schema, SchemaRef};
use std::sync::Arc;

/// A reader whose columns are called as they are known.
struct Renamed {
    inner: Box<dyn RowReader>,
    file: Arc<str>,
    schema: SchemaRef,
}

/// The same reader with its columns renamed, each `from` into `to`, where it has no column `to` itself.
pub(super) fn renamed(
    inner: Box<dyn RowReader>,
    file: &Arc<str>,
    names: &[(String, String)],
) -> Box<dyn RowReader> {
    let own = inner.schema();
    let has = |name: &str| {
        own.fields()
            .iter()
            .any(|f| header_key(f.name()) == header_key(name))
    };
    let known = |field: &Field| {
        let mut names = names.iter();
        let name =
            names.find(|(from, to)| header_key(from) == header_key(field.name()) && !has(to));
        name.map(|(_, to)| to.clone())
    };
    let fields = own.fields().iter().map(|f| match known(f) {
        Some(name) => Arc::new(f.as_ref().clone().with_name(name)),
        None => f.clone(),
    });
    let fields: Vec<Arc<Field>> = fields.collect();
    if fields
        .iter()
        .zip(own.fields())
        .all(|(a, b)| Arc::ptr_eq(a, b))
    {
        return inner;
    }
    let schema = Arc::new(Schema::new_with_metadata(fields, own.metadata().clone()));
    Box::new(Renamed {
        inner,
        file: file.clone(),
        schema,
    })
}

impl RowReader for Renamed {
    fn schema(&self) -> SchemaRef {
        self.schema.clone()
    }

    fn next_part(&mut self) -> Result<Option<Part>> {
        let Some(part) = self.inner.next_part()? else {
            return Ok(None);
        };
        let columns = part.batch.columns().to_vec();
        Ok(Some(Part {
            batch: batch(&self.file, self.schema.clone(), columns)?,
            ..part
        }))
    }

    fn source(&self) -> Option<&TextSource> {
        self.inner.source()
    }

    fn notes(&mut self) -> &mut TableNotes {
        self.inner.notes()
    }
}
