//! Masks personal numbers in the columns of a table, as people read masks.

use crate::normalize::{MaskParams, NormalizeParams, Normalizer, mask};
use crate::types::cell::{JsonCell, JsonColumn, cell_text};
use arrow_array::RecordBatch;
use arrow_array::cast::AsArray;
use arrow_array::{Array, ArrayRef, StringArray};
use arrow_schema::{DataType, Field, FieldRef, Schema};
use arrow_select::nullif::nullif;
use rayon::prelude::*;
use std::borrow::Cow;
use std::sync::Arc;

/// Masks batches of one schema.
#[derive(Debug)]
pub struct ColumnMasker {
    normalizer: Normalizer,
    columns: Vec<Treatment>,
}

/// What is done to a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Treatment {
    /// Nothing: times, truth values, ids that name nobody.
    Keep,
    /// It stays numeric; a personal number in it becomes empty.
    Number,
    /// It is text, or becomes text.
    Text,
    /// Text that holds JSON values.
    Json(JsonColumn),
}

impl ColumnMasker {
    /// For batches of `schema`; `sample` tells which numeric columns hold personal numbers, and whether `id` does.
    #[must_use]
    pub fn new(
        schema: &Schema,
        sample: Option<&RecordBatch>,
        id: Option<usize>,
        mask: MaskParams,
    ) -> Self {
        let normalizer = Normalizer::new(NormalizeParams { mask });
        let cells = |at: usize| {
            let array = sample.map(|batch| batch.column(at));
            let cells = |a: &'_ ArrayRef| -> Vec<String> {
                let cells = (0..a.len()).filter_map(|row| cell_text(a.as_ref(), row));
                cells.map(Cow::into_owned).collect()
            };
            array.map(cells).unwrap_or_default()
        };
        let treatment = |(at, field): (usize, &FieldRef)| {
            if Some(at) == id && !normalizer.names_people(cells(at).iter()) {
                return Treatment::Keep;
            }
            if let Some(json) = JsonColumn::of(field) {
                return Treatment::Json(json);
            }
            match field.data_type() {
                DataType::Boolean | DataType::Null => Treatment::Keep,
                t if t.is_temporal() => Treatment::Keep,
                t if t.is_numeric() => {
                    let personal = |c: &String| !normalizer.personal(c).is_empty();
                    if cells(at).iter().any(personal) {
                        Treatment::Text
                    } else {
                        Treatment::Number
                    }
                }
                _ => Treatment::Text,
            }
        };
        Self {
            columns: schema.fields().iter().enumerate().map(treatment).collect(),
            normalizer,
        }
    }

    /// The columns that come out.
    #[must_use]
    pub fn schema(&self, schema: &Schema) -> Schema {
        let fields = schema.fields().iter().zip(&self.columns);
        let fields: Vec<FieldRef> = fields
            .map(|(field, treatment)| match treatment {
                Treatment::Text => Arc::new(Field::new(field.name(), DataType::Utf8, true)),
                Treatment::Number => Arc::new(field.as_ref().clone().with_nullable(true)),
                Treatment::Keep | Treatment::Json(_) => field.clone(),
            })
            .collect();
        Schema::new_with_metadata(fields, schema.metadata().clone())
    }

    /// The columns of `batch`, masked, and how many numbers became empty.
    #[must_use]
    pub fn columns(&self, batch: &RecordBatch) -> (Vec<ArrayRef>, u64) {
        let mut emptied = 0;
        let masked = batch.columns().iter().zip(&self.columns);
        let columns = masked
            .map(|(array, treatment)| match treatment {
                Treatment::Keep => array.clone(),
                Treatment::Number => {
                    let (array, n) = self.numbers(array);
                    emptied += n;
                    array
                }
                Treatment::Text => self.cells(array, |text| Some(self.text(text))),
                Treatment::Json(json) => self.cells(array, |cell| self.json(*json, cell)),
            })
            .collect();
        (columns, emptied)
    }

    fn text<'a>(&self, text: &'a str) -> Cow<'a, str> {
        match self.normalizer.mask_source(text) {
            Cow::Borrowed(text) => Cow::Borrowed(text),
            Cow::Owned(masked) => Cow::Owned(mask::render(&masked).into_owned()),
        }
    }

    fn cells<'a>(
        &self,
        array: &'a ArrayRef,
        mask: impl Fn(&str) -> Option<Cow<'_, str>> + Sync,
    ) -> ArrayRef {
        let plain = array.as_string_opt::<i32>();
        let cell = |row: usize| -> Option<Cow<'a, str>> {
            match plain {
                Some(text) => (!text.is_null(row)).then(|| Cow::Borrowed(text.value(row))),
                None => cell_text(array.as_ref(), row),
            }
        };
        let masked: Vec<Option<String>> = (0..array.len())
            .into_par_iter()
            .map(|row| Some(mask(&cell(row)?)?.into_owned()))
            .collect();
        Arc::new(StringArray::from(masked))
    }

    /// A cell of a JSON column; `None` where it is null.
    fn json<'a>(&self, column: JsonColumn, cell: &'a str) -> Option<Cow<'a, str>> {
        let masked = match column.decode(Some(cell)) {
            JsonCell::Text(text) => self.text(text),
            JsonCell::Raw(raw) => self.raw(raw),
            JsonCell::Absent | JsonCell::Null => return Some(Cow::Borrowed(cell)),
        };
        match (masked, column.decode(Some(cell))) {
            (Cow::Borrowed(_), _) => Some(Cow::Borrowed(cell)),
            // what is not a string and holds a mask becomes one, but for lists and objects
            (Cow::Owned(m), JsonCell::Raw(raw)) if raw.starts_with(['{', '[']) => {
                Some(Cow::Owned(column.encode(JsonCell::Raw(&m))?.into_owned()))
            }
            (Cow::Owned(m), _) => Some(Cow::Owned(column.encode(JsonCell::Text(&m))?.into_owned())),
        }
    }

    /// A JSON value that is not a string.
    fn raw<'a>(&self, raw: &'a str) -> Cow<'a, str> {
        if matches!(self.text(raw), Cow::Borrowed(_)) {
            return Cow::Borrowed(raw);
        }
        match serde_json::from_str(raw) {
            Ok(mut value @ (serde_json::Value::Array(_) | serde_json::Value::Object(_))) => {
                self.inside(&mut value);
                Cow::Owned(value.to_string())
            }
            _ => self.text(raw),
        }
    }

    fn inside(&self, value: &mut serde_json::Value) {
        use serde_json::Value;
        match value {
            Value::String(text) => *text = self.text(text).into_owned(),
            Value::Number(n) => {
                if let Cow::Owned(masked) = self.text(&n.to_string()) {
                    *value = Value::String(masked);
                }
            }
            Value::Array(all) => all.iter_mut().for_each(|v| self.inside(v)),
            Value::Object(all) => all.values_mut().for_each(|v| self.inside(v)),
            Value::Null | Value::Bool(_) => {}
        }
    }

    /// A numeric column without the personal numbers that its first rows did not hold, and how many there were.
    fn numbers(&self, array: &ArrayRef) -> (ArrayRef, u64) {
        let personal: Vec<bool> = (0..array.len())
            .into_par_iter()
            .map(|row| {
                cell_text(array.as_ref(), row)
                    .is_some_and(|cell| !self.normalizer.personal(&cell).is_empty())
            })
            .collect();
        let found = personal.iter().filter(|p| **p).count() as u64;
        if found == 0 {
            return (array.clone(), 0);
        }
        // a mask of the array's own length always fits
        let emptied = nullif(array, &personal.into());
        (emptied.unwrap_or_else(|_| array.clone()), found)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use arrow_array::{BooleanArray, Int64Array};

    fn masked(columns: Vec<(&str, ArrayRef)>, id: Option<usize>) -> (RecordBatch, u64) {
        let batch = RecordBatch::try_from_iter(columns).unwrap();
        let first = batch.slice(0, 1);
        let masker = ColumnMasker::new(&batch.schema(), Some(&first), id, MaskParams::default());
        let (columns, emptied) = masker.columns(&batch);
        let schema = Arc::new(masker.schema(&batch.schema()));
        (RecordBatch::try_new(schema, columns).unwrap(), emptied)
    }

    fn shown(batch: &RecordBatch, column: usize) -> Vec<Option<String>> {
        (0..batch.num_rows())
            .map(|row| cell_text(batch.column(column), row).map(Cow::into_owned))
            .collect()
    }

    #[test]
    fn no_column_lets_a_number_through() {
        let text = |v: Vec<&str>| Arc::new(StringArray::from(v)) as ArrayRef;
        let whole = |v: Vec<i64>| Arc::new(Int64Array::from(v)) as ArrayRef;
        let (batch, emptied) = masked(
            vec![
                (
                    "工单号",
                    text(vec!["12345678901234567", "12345678901234568"]),
                ),
                ("内容", text(vec!["回电13812345678", "没有号码"])),
                ("电话", whole(vec![13_812_345_678, 5])),
                ("金额", whole(vec![5, 13_812_345_678])),
                ("真", Arc::new(BooleanArray::from(vec![true, false]))),
            ],
            Some(0),
        );
        let of = |column| shown(&batch, column);
        let some = |v: &str| Some(v.to_owned());
        assert_eq!(of(0)[0], some("12345678901234567"));
        assert_eq!(of(1), [some("回电[手机号]"), some("没有号码")]);
        assert_eq!(of(2), [some("[手机号]"), some("5")]);
        assert_eq!((of(3), emptied), (vec![some("5"), None], 1));
        assert_eq!(of(4)[0], some("true"));
    }

    #[test]
    fn json_values_stay_json() {
        let column = JsonColumn {
            text: false,
            null: true,
        };
        let masker = ColumnMasker::new(&Schema::empty(), None, None, MaskParams::default());
        for (raw, wanted) in [
            ("13812345678", JsonCell::Text("[手机号]")),
            ("[1, 13812345678]", JsonCell::Raw("[1,\"[手机号]\"]")),
            (
                "{\"a\": \"13812345678\"}",
                JsonCell::Raw("{\"a\":\"[手机号]\"}"),
            ),
            ("[1,  2]", JsonCell::Raw("[1,  2]")),
        ] {
            let cell = masker.json(column, raw).unwrap();
            assert_eq!(column.decode(Some(&cell)), wanted, "{raw}");
        }
    }
}
