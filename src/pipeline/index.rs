//! Record batches → an index: columns get their kinds, cells their values, rows their type from a model.

use crate::bundle::Bundle;
use crate::columns::time::{OrderVotes, TimeReader};
use crate::index::{
    Cell, ColumnKind, IndexParams, Row, Storage, Upsert, UpsertCounts, Writer, micros,
};
use crate::ingest::{cell_text, cell_time};
use crate::normalize::Normalizer;
use crate::score::Scorer;
use crate::types::cell::{JsonCell, JsonColumn};
use crate::types::joined;
use crate::{Error, Result};
use arrow::array::{Array, AsArray};
use arrow::datatypes::{DataType, Field, Float32Type, Float64Type, Schema};
use arrow::record_batch::RecordBatch;
use rayon::prelude::*;
use std::borrow::Cow;
use std::path::Path;

/// Cells looked at to tell what a column holds.
const SAMPLE: usize = 1_000;
/// So many of a hundred filled cells must be times or numbers for the column to be one.
const MOST: usize = 90;
/// Mean characters above which a column is text, not a category.
const LONG: usize = 60;

/// Fills one index from batches of one schema.
#[derive(Debug)]
pub struct Feeder {
    writer: Writer,
    columns: Vec<Source>,
    scorer: Option<Scoring>,
}

/// A column of the input: where it goes and how its times are read.
#[derive(Debug)]
struct Source {
    to: usize,
    json: Option<JsonColumn>,
    times: Option<Times>,
}

/// How a column's times are read, and the cells that decided it.
#[derive(Debug)]
struct Times {
    name: String,
    /// Not typed as times: the cells are read.
    is_text: bool,
    votes: OrderVotes,
    reader: TimeReader,
}

impl Times {
    fn look(&mut self, array: &dyn Array) {
        if self.is_text {
            self.votes.add_column(array);
        }
        self.reader = self.votes.reader();
    }
}

#[derive(Debug)]
struct Scoring {
    scorer: Scorer,
    types: Vec<String>,
    /// Places of the text columns in the input.
    text: Vec<usize>,
    /// Columns of the index: type, confidence.
    to: [usize; 2],
}

impl Feeder {
    /// Opens the index at `dir` for rows of `schema`; `sample` (the first rows) tells what each column holds. Several text
    /// columns are joined as sentences before the model scores them.
    ///
    /// # Errors
    /// As [`Writer::open`].
    pub fn open(
        dir: &Path,
        params: &IndexParams,
        schema: &Schema,
        sample: &RecordBatch,
        model: Option<&Bundle>,
    ) -> Result<Self> {
        let params = IndexParams {
            model: model.map(|m| m.hash().to_owned()),
            ..params.clone()
        };
        let mut writer = Writer::open(dir, &params)?;
        if writer.is_masked() {
            ids_name_nobody(&writer, schema, sample)?;
        }
        let time = writer.roles().time.clone();
        let mut columns = Vec::new();
        for (at, field) in schema.fields().iter().enumerate() {
            let array = sample.column(at);
            let is_time = time.as_ref() == Some(field.name());
            let kind = kind_of(array, is_time);
            let to = writer.column(field.name(), kind, storage(field), false)?;
            let times = (writer.columns()[to].kind == ColumnKind::Date).then(|| {
                let mut times = Times {
                    name: field.name().clone(),
                    is_text: !field.data_type().is_temporal(),
                    votes: OrderVotes::default(),
                    reader: TimeReader::default(),
                };
                times.look(array);
                times
            });
            columns.push(Source {
                to,
                json: JsonColumn::of(field),
                times,
            });
        }
        let scorer = match model {
            Some(bundle) => Some(Scoring::open(&mut writer, schema, bundle)?),
            None => None,
        };
        Ok(Self {
            writer,
            columns,
            scorer,
        })
    }

    /// True where the day and month of text dates may be learnt from more rows than the sample, with [`Feeder::look`].
    #[must_use]
    pub fn has_text_dates(&self) -> bool {
        self.columns
            .iter()
            .any(|c| c.times.as_ref().is_some_and(|t| t.is_text))
    }

    /// Looks at rows beyond the sample, before any is fed: which number of `03/05/2019` is the day, the whole column decides.
    pub fn look(&mut self, batch: &RecordBatch) {
        for (source, array) in self.columns.iter_mut().zip(batch.columns()) {
            if let Some(times) = &mut source.times {
                times.look(array);
            }
        }
    }

    /// The order in which dates such as `03/05/2019` are read, column by column where there are any.
    pub fn orders_of_dates(&self) -> impl Iterator<Item = String> {
        let times = self.columns.iter().filter_map(|c| c.times.as_ref());
        times.filter_map(|t| Some(format!("{}: {}", t.name, t.votes.doubt()?)))
    }

    /// Adds the rows of a batch, leaving out those the index holds unchanged.
    ///
    /// # Errors
    /// The disk refuses.
    pub fn feed(&mut self, batch: &RecordBatch) -> Result<()> {
        let width = self.writer.columns().len();
        let rows: Vec<Row> = (0..batch.num_rows())
            .into_par_iter()
            .map(|at| self.row(batch, at, width))
            .collect();
        let upserts = self.writer.diff(&rows);
        let mut wanted = pick(rows, &upserts);
        if let Some(scoring) = &self.scorer {
            scoring.enter(batch, &upserts, &mut wanted);
        }
        self.writer.write(wanted, &upserts)
    }

    fn row(&self, batch: &RecordBatch, at: usize, width: usize) -> Row {
        let mut row = Row {
            cells: vec![Cell::Null; width],
            times: Vec::new(),
        };
        for (source, array) in self.columns.iter().zip(batch.columns()) {
            row.cells[source.to] = cell(array, at, source.json);
            if let Some(times) = &source.times
                && let Some(time) = times.reader.read_cell(array, at)
            {
                row.times.push((source.to, micros(time)));
            }
        }
        row
    }

    /// What became of the rows so far.
    #[must_use]
    pub fn ledger(&self) -> UpsertCounts {
        self.writer.counts()
    }

    /// Commits and closes.
    ///
    /// # Errors
    /// The disk refuses.
    pub fn finish(self) -> Result<UpsertCounts> {
        self.writer.finish()
    }
}

/// Complaints are named by their ids, which stay readable: a column of personal numbers is none.
fn ids_name_nobody(writer: &Writer, schema: &Schema, sample: &RecordBatch) -> Result<()> {
    let Some(id) = writer.roles().id.as_deref() else {
        return Ok(());
    };
    let at = schema.index_of(id).ok();
    if at.is_none_or(|at| !Normalizer::default().names_people(texts(sample.column(at)))) {
        return Ok(());
    }
    Err(Error::data(
        format!("column {id}"),
        "personal numbers",
        "ids, which an index keeps readable",
        "Name another column with --id, or none (rows are then named by their hash), or say --no-mask.",
    ))
}

fn pick(rows: Vec<Row>, upserts: &[Upsert]) -> Vec<Row> {
    if upserts.len() == rows.len() {
        return rows;
    }
    let mut wanted = upserts.iter().map(|f| f.at).peekable();
    let rows = rows.into_iter().enumerate();
    rows.filter(|(at, _)| wanted.next_if_eq(at).is_some())
        .map(|(_, row)| row)
        .collect()
}

impl Scoring {
    fn open(writer: &mut Writer, schema: &Schema, bundle: &Bundle) -> Result<Self> {
        let text = writer
            .roles()
            .text
            .iter()
            .filter_map(|n| schema.index_of(n).ok())
            .collect();
        let mut to = [0; 2];
        let kinds = [
            ("predicted", ColumnKind::Category, Storage::Text),
            ("confidence", ColumnKind::Number, Storage::Float),
        ];
        for (slot, (name, kind, storage)) in to.iter_mut().zip(kinds) {
            let taken = schema.index_of(name).is_ok();
            let name = if taken {
                format!("{name}_tousu")
            } else {
                name.to_owned()
            };
            *slot = writer.column(&name, kind, storage, true)?;
        }
        Ok(Self {
            scorer: Scorer::new(bundle),
            types: bundle.types().to_vec(),
            text,
            to,
        })
    }

    fn enter(&self, batch: &RecordBatch, upserts: &[Upsert], rows: &mut [Row]) {
        let texts: Vec<Option<Cow<'_, str>>> =
            upserts.iter().map(|f| self.text(batch, f.at)).collect();
        for (row, prediction) in rows.iter_mut().zip(self.scorer.score(&texts)) {
            let Some(p) = prediction else { continue };
            let [type_to, confidence_to] = self.to;
            row.cells.resize(
                row.cells.len().max(type_to.max(confidence_to) + 1),
                Cell::Null,
            );
            if let Some(name) = self.types.get(p.best as usize) {
                row.cells[type_to] = Cell::Text(name.clone());
                row.cells[confidence_to] =
                    Cell::Float((f64::from(p.confidence) * 1e4).round() / 1e4);
            }
        }
    }

    fn text<'b>(&self, batch: &'b RecordBatch, row: usize) -> Option<Cow<'b, str>> {
        let cells = self.text.iter();
        joined(cells.filter_map(|c| cell_text(batch.column(*c), row)))
    }
}

fn storage(field: &Field) -> Storage {
    match field.data_type() {
        t if t.is_integer() && *t != DataType::UInt64 => Storage::Int,
        DataType::Float32 | DataType::Float64 => Storage::Float,
        DataType::Boolean => Storage::Bool,
        _ => Storage::Text,
    }
}

/// A cell as the index keeps it: numbers and truth values typed, everything else as text.
fn cell(array: &dyn Array, row: usize, json: Option<JsonColumn>) -> Cell {
    if let Some(json) = json
        && array.data_type() == &DataType::Utf8
    {
        let strings = array.as_string::<i32>();
        let value = (!strings.is_null(row)).then(|| strings.value(row));
        return match json.decode(value) {
            JsonCell::Absent | JsonCell::Null => Cell::Null,
            JsonCell::Text(t) => filled(t.into()),
            JsonCell::Raw(r) => raw(r),
        };
    }
    if array.is_null(row) {
        return Cell::Null;
    }
    match array.data_type() {
        DataType::Float64 => Cell::Float(array.as_primitive::<Float64Type>().value(row)),
        DataType::Float32 => Cell::Float(f64::from(array.as_primitive::<Float32Type>().value(row))),
        DataType::Boolean => Cell::Bool(array.as_boolean().value(row)),
        other => {
            let text = cell_text(array, row).unwrap_or_default();
            match text.parse() {
                Ok(whole) if other.is_integer() => Cell::Int(whole),
                _ => filled(text),
            }
        }
    }
}

fn filled(text: Cow<'_, str>) -> Cell {
    if text.is_empty() {
        Cell::Null
    } else {
        Cell::Text(text.into_owned())
    }
}

/// A JSON value that is no string.
fn raw(text: &str) -> Cell {
    match (text, text.parse::<i64>(), text.parse::<f64>()) {
        ("true", ..) => Cell::Bool(true),
        ("false", ..) => Cell::Bool(false),
        (_, Ok(whole), _) => Cell::Int(whole),
        (_, _, Ok(number)) if number.is_finite() => Cell::Float(number),
        _ => filled(text.into()),
    }
}

fn texts(array: &dyn Array) -> impl Iterator<Item = Cow<'_, str>> {
    (0..array.len().min(SAMPLE)).filter_map(move |row| {
        let text = cell_text(array, row)?;
        (!text.trim().is_empty()).then_some(text)
    })
}

/// What a column holds, by its type or its first cells.
fn kind_of(array: &dyn Array, is_time: bool) -> ColumnKind {
    let typed = array.data_type();
    if is_time || typed.is_temporal() {
        return ColumnKind::Date;
    }
    if typed.is_numeric() {
        return ColumnKind::Number;
    }
    let (mut filled, mut chars, mut times, mut numbers) = (0, 0, 0, 0);
    let reader = TimeReader::default();
    for (row, text) in texts(array).enumerate() {
        filled += 1;
        chars += text.chars().count();
        let number = Cell::Text(text.to_string()).number().is_some();
        numbers += usize::from(number);
        // digits alone are a number or a code, not a date
        let digits = text.trim().bytes().all(|b| b.is_ascii_digit() || b == b'.');
        times += usize::from(
            !digits && (cell_time(array, row).is_some() || reader.read(&text).is_some()),
        );
    }
    let most = |n: usize| filled > 0 && n * 100 >= filled * MOST;
    if most(times) {
        ColumnKind::Date
    } else if most(numbers) {
        ColumnKind::Number
    } else if chars > filled * LONG {
        ColumnKind::Text
    } else {
        ColumnKind::Category
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::index::{SearchParams, Searcher};
    use arrow::array::{BooleanArray, Float64Array, Int64Array, StringArray};
    use std::sync::Arc;

    fn batch() -> RecordBatch {
        let text = |v: Vec<Option<&str>>| Arc::new(StringArray::from(v)) as Arc<dyn Array>;
        RecordBatch::try_from_iter_with_nullable([
            (
                "内容",
                text(vec![Some("商家拒开发票"), Some("快递没到"), None]),
                true,
            ),
            (
                "时间",
                text(vec![
                    Some("2024-03-05 10:00"),
                    Some("2024/4/1"),
                    Some("不详"),
                ]),
                true,
            ),
            (
                "满意度",
                Arc::new(Int64Array::from(vec![Some(1), None, Some(5)])) as _,
                true,
            ),
            (
                "价",
                Arc::new(Float64Array::from(vec![1.5, 2.0, 3.0])) as _,
                true,
            ),
            (
                "真",
                Arc::new(BooleanArray::from(vec![true, false, true])) as _,
                true,
            ),
            (
                "编码",
                text(vec![Some("007"), Some("008"), Some("009")]),
                true,
            ),
        ])
        .unwrap()
    }

    #[test]
    fn batches_become_a_typed_index() {
        let dir = tempfile::tempdir().unwrap();
        let params = IndexParams {
            text: vec!["内容".into()],
            time: Some("时间".into()),
            ..IndexParams::default()
        };
        let b = batch();
        let mut feeder = Feeder::open(dir.path(), &params, &b.schema(), &b, None).unwrap();
        feeder.feed(&b).unwrap();
        assert_eq!(feeder.finish().unwrap().added, 3);
        let searcher = Searcher::open(dir.path()).unwrap();
        let kinds: Vec<ColumnKind> = searcher.columns().iter().map(|c| c.kind).collect();
        assert_eq!(
            kinds,
            [
                ColumnKind::Text,
                ColumnKind::Date,
                ColumnKind::Number,
                ColumnKind::Number,
                ColumnKind::Category,
                ColumnKind::Category
            ]
        );
        for (query, want) in [
            ("*", 3),
            ("发票 time:2024-03", 1),
            ("满意度:>=2", 1),
            ("满意度:1", 1),
            ("价:[1.5 TO 2]", 2),
            ("真:true", 2),
            ("编码:007", 1),
            ("编码:7", 0),
            ("时间:不详", 1),
        ] {
            assert_eq!(
                searcher.count(query, &SearchParams::default()).unwrap(),
                want,
                "{query}"
            );
        }
        let hit = &searcher
            .search("发票", &SearchParams::default())
            .unwrap()
            .hits[0];
        assert_eq!(
            hit.cells[2..5],
            [Cell::Int(1), Cell::Float(1.5), Cell::Bool(true)]
        );
    }
}
