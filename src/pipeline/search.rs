//! An index and a query → hits, one complaint, or rows written to a file.

use crate::export::{OutputParams, Writer, Written};
use crate::index::{
    Cell, Column, Hit, SearchParams, SearchResults, Searcher, Sort, Storage, parse_filter,
};
use crate::{Error, Result};
use arrow::array::{
    ArrayRef, BooleanArray, Float64Array, Int64Array, RecordBatch, StringArray, UInt64Array,
};
use arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What is searched for, as a person writes it.
#[derive(Clone, Debug, Default)]
pub struct SearchRequest {
    /// Folder of the index.
    pub index: PathBuf,
    /// The query; see [`crate::index::query`] for the language.
    pub query: String,
    /// Conditions as [`parse_filter`] reads them, all of which must hold.
    pub conditions: Vec<String>,
    /// Order by this column, `-COL` from the largest; by score without it.
    pub sort: Option<String>,
    /// The secret of the index's pseudonyms.
    pub key: Option<Vec<u8>>,
    /// Everything else; its filters and its order are replaced by those above.
    pub params: SearchParams,
}

/// A search ready to run.
#[derive(Debug)]
pub struct Search {
    /// The index.
    pub searcher: Searcher,
    query: String,
    params: SearchParams,
}

impl Search {
    /// Opens the index and reads the conditions.
    ///
    /// # Errors
    /// As [`Searcher::open`], [`Searcher::with_key`] and [`parse_filter`].
    pub fn open(request: SearchRequest) -> Result<Self> {
        let searcher = open(&request.index, request.key.as_deref())?;
        let known = |name: &str| searcher.column(name).is_some();
        let conditions = request.conditions.iter();
        let params = SearchParams {
            filters: conditions
                .map(|c| parse_filter(c, known))
                .collect::<Result<_>>()?,
            sort: request.sort.map(|column| match column.strip_prefix('-') {
                Some(rest) if !known(&column) => Sort {
                    column: rest.to_owned(),
                    descending: true,
                },
                _ => Sort {
                    column,
                    descending: false,
                },
            }),
            ..request.params
        };
        Ok(Self {
            searcher,
            query: request.query,
            params,
        })
    }

    /// How many complaints match.
    ///
    /// # Errors
    /// As [`Searcher::search`].
    pub fn count(&self) -> Result<u64> {
        self.searcher.count(&self.query, &self.params)
    }

    /// The hits asked for.
    ///
    /// # Errors
    /// As [`Searcher::search`].
    pub fn results(&self) -> Result<SearchResults> {
        self.searcher.search(&self.query, &self.params)
    }

    /// Writes the hits asked for to `target` (`-` is stdout), with the columns of the source, the id where no column has it
    /// (`_id`), and the number of near-duplicates where they are collapsed (`_alike`).
    ///
    /// # Errors
    /// As [`Searcher::search`] and [`Writer::create`].
    pub fn export(&self, target: &str, output: &OutputParams) -> Result<(SearchResults, Written)> {
        let columns = self.searcher.columns();
        let schema = schema(
            columns,
            self.searcher.roles().id.is_none(),
            self.params.collapse,
        );
        let mut writer = Writer::create(target, schema.clone(), output)?;
        let results = self.searcher.each(&self.query, &self.params, |hits| {
            writer.write(&batch(&hits, columns, &schema)?)
        })?;
        Ok((results, writer.finish()?))
    }
}

/// The complaint with this id, whole.
///
/// # Errors
/// As [`Search::open`]; there is no complaint with this id.
pub fn complaint(index: &Path, key: Option<&[u8]>, id: &str) -> Result<(Searcher, Hit)> {
    let searcher = open(index, key)?;
    match searcher.get(id)? {
        Some(hit) => Ok((searcher, hit)),
        None => Err(Error::invalid(
            index.display().to_string(),
            format!("no complaint has the id {id}"),
            "Search for its words, or by a column that holds its number: COLUMN:VALUE.",
        )),
    }
}

fn open(index: &Path, key: Option<&[u8]>) -> Result<Searcher> {
    let searcher = Searcher::open(index)?;
    match key {
        Some(secret) => searcher.with_key(secret),
        None => Ok(searcher),
    }
}

fn schema(columns: &[Column], with_id: bool, with_alike: bool) -> SchemaRef {
    let field = |c: &Column| {
        let data_type = match c.storage {
            Storage::Text => DataType::Utf8,
            Storage::Int => DataType::Int64,
            Storage::Float => DataType::Float64,
            Storage::Bool => DataType::Boolean,
        };
        Field::new(&c.name, data_type, true)
    };
    let mut fields: Vec<Field> = columns.iter().map(field).collect();
    if with_id {
        fields.push(Field::new("_id", DataType::Utf8, false));
    }
    if with_alike {
        fields.push(Field::new("_alike", DataType::UInt64, false));
    }
    Arc::new(Schema::new(fields))
}

fn batch(hits: &[Hit], columns: &[Column], schema: &SchemaRef) -> Result<RecordBatch> {
    let mut arrays: Vec<ArrayRef> = Vec::with_capacity(schema.fields().len());
    for (at, column) in columns.iter().enumerate() {
        let cells = hits.iter().map(|h| h.cells.get(at).unwrap_or(&Cell::Null));
        arrays.push(array(cells, column.storage));
    }
    for field in &schema.fields()[columns.len()..] {
        arrays.push(if field.name() == "_id" {
            let ids = hits.iter().map(|h| h.id.as_str());
            Arc::new(StringArray::from_iter_values(ids))
        } else {
            Arc::new(UInt64Array::from_iter_values(hits.iter().map(|h| h.alike)))
        });
    }
    RecordBatch::try_new(schema.clone(), arrays)
        .map_err(|e| Error::invalid("hits", e.to_string(), "Please report this."))
}

fn array<'c>(cells: impl Iterator<Item = &'c Cell>, storage: Storage) -> ArrayRef {
    match storage {
        Storage::Int => Arc::new(Int64Array::from_iter(cells.map(|c| match c {
            Cell::Int(i) => Some(*i),
            _ => None,
        }))),
        Storage::Float => Arc::new(Float64Array::from_iter(cells.map(|c| match c {
            Cell::Float(f) => Some(*f),
            _ => None,
        }))),
        Storage::Bool => Arc::new(BooleanArray::from_iter(cells.map(|c| match c {
            Cell::Bool(b) => Some(*b),
            _ => None,
        }))),
        Storage::Text => Arc::new(StringArray::from_iter(cells.map(Cell::text))),
    }
}
