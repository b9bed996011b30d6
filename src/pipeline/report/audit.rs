//! Rows for a person to label (`--draw-audit`), and what the person said of them (`--audited`).

use super::given::Given;
use crate::aggregate::{Audited, Column, stats::Draws};
use crate::types::Lang;
use crate::{Error, Result};
use arrow::array::{ArrayRef, Float64Array, StringArray, UInt32Array};
use arrow::compute::{concat_batches, take_record_batch};
use arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use arrow::record_batch::RecordBatch;
use std::collections::{BTreeMap, BinaryHeap};
use std::sync::Arc;

/// The column that says how likely a row was to be drawn.
const PROBABILITY: &str = "inclusion_probability";
/// The column a person fills in.
const TRUTH: &str = "audited_type";
/// Rows drawn of every type at least, where there are so many.
const LEAST: usize = 5;
/// Seed of the draw.
const SEED: u64 = 2027;

/// Draws rows at random, stratified by predicted type, in one pass: of every type those with the least random numbers are kept.
#[derive(Debug)]
pub(super) struct Drawer {
    wanted: usize,
    draws: Draws,
    strata: BTreeMap<u32, Stratum>,
    rows: usize,
}

#[derive(Debug, Default)]
struct Stratum {
    rows: usize,
    /// Random number, row number, place in `batches`.
    kept: BinaryHeap<(u64, usize, usize)>,
    batches: BTreeMap<usize, RecordBatch>,
}

impl Drawer {
    pub(super) fn new(wanted: usize) -> Self {
        Self {
            wanted,
            draws: Draws::new(SEED),
            strata: BTreeMap::new(),
            rows: 0,
        }
    }

    /// Takes a batch in; `kinds` are the codes of its rows' types.
    pub(super) fn add(&mut self, batch: &RecordBatch, kinds: &[u32]) {
        for (row, &kind) in kinds.iter().enumerate() {
            let (random, number) = (self.draws.next(), self.rows + row);
            if kind == crate::aggregate::NONE {
                continue;
            }
            let stratum = self.strata.entry(kind).or_default();
            stratum.rows += 1;
            let full = stratum.kept.len() >= self.wanted;
            if full && stratum.kept.peek().is_some_and(|k| k.0 <= random) {
                continue;
            }
            // One row alone, so that its batch can be let go.
            let at = UInt32Array::from(vec![u32::try_from(row).unwrap_or(0)]);
            let Ok(one) = take_record_batch(batch, &at) else {
                continue;
            };
            if full && let Some((_, _, old)) = stratum.kept.pop() {
                stratum.batches.remove(&old);
            }
            stratum.kept.push((random, number, number));
            stratum.batches.insert(number, one);
        }
        self.rows += kinds.len();
    }

    /// The rows drawn, in their order in the input, with their type, their probability of being drawn, and an empty column to fill in.
    ///
    /// # Errors
    /// Where no row has a type.
    pub(super) fn finish(mut self, types: &Column, type_column: &str) -> Result<RecordBatch> {
        let quota = self.quota();
        let mut drawn: Vec<(usize, RecordBatch, u32, f64)> = Vec::new();
        for (&kind, stratum) in &mut self.strata {
            let n = quota.get(&kind).copied().unwrap_or(0);
            let probability = n as f64 / stratum.rows.max(1) as f64;
            let kept = std::mem::take(&mut stratum.kept).into_sorted_vec();
            for (_, number, at) in kept.into_iter().take(n) {
                if let Some(row) = stratum.batches.remove(&at) {
                    drawn.push((number, row, kind, probability));
                }
            }
        }
        drawn.sort_by_key(|d| d.0);
        let Some(first) = drawn.first() else {
            return Err(Error::data(
                "input",
                "no row with a type",
                "rows to draw from",
                "Name the column of types with --type.",
            ));
        };
        let schema = first.1.schema();
        let rows: Vec<&RecordBatch> = drawn.iter().map(|d| &d.1).collect();
        let broken =
            |e: arrow::error::ArrowError| Error::io("audit", "draw", std::io::Error::other(e));
        let rows = concat_batches(&schema, rows).map_err(broken)?;
        let kinds = drawn
            .iter()
            .map(|d| types.values.get(d.2 as usize).map(String::as_str));
        let mut added: Vec<(&str, ArrayRef)> = Vec::new();
        if schema.index_of(type_column).is_err() {
            added.push((type_column, Arc::new(kinds.collect::<StringArray>())));
        }
        let probabilities: Float64Array = drawn.iter().map(|d| Some(d.3)).collect();
        added.push((PROBABILITY, Arc::new(probabilities)));
        let empty: StringArray = drawn.iter().map(|_| None::<&str>).collect();
        added.push((TRUTH, Arc::new(empty)));
        let (schema, columns) = with(&schema, rows.columns(), added);
        RecordBatch::try_new(schema, columns).map_err(broken)
    }

    /// Rows to draw of every type: a few of each, the rest by how many there are.
    fn quota(&self) -> BTreeMap<u32, usize> {
        let total: usize = self.strata.values().map(|s| s.rows).sum();
        let least = LEAST.min(self.wanted / self.strata.len().max(1));
        let mut quota: BTreeMap<u32, usize> = self
            .strata
            .iter()
            .map(|(&kind, s)| (kind, least.min(s.rows)))
            .collect();
        let mut left = self.wanted.min(total) - quota.values().sum::<usize>().min(self.wanted);
        // Largest remainder of the shares, then whatever still fits.
        let mut order: Vec<(usize, u32)> = Vec::new();
        let spare = left;
        for (&kind, s) in &self.strata {
            let part = spare as u128 * s.rows as u128;
            let whole = usize::try_from(part / total.max(1) as u128).unwrap_or(0);
            let rest = usize::try_from(part % total.max(1) as u128).unwrap_or(0);
            order.push((rest, kind));
            if let Some(q) = quota.get_mut(&kind) {
                let more = whole.min(s.rows - *q);
                *q += more;
                left -= more;
            }
        }
        order.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
        while left > 0 {
            let before = left;
            for (_, kind) in &order {
                if let (Some(q), Some(s)) = (quota.get_mut(kind), self.strata.get(kind))
                    && left > 0
                    && *q < s.rows
                {
                    *q += 1;
                    left -= 1;
                }
            }
            if left == before {
                break;
            }
        }
        quota
    }
}

fn with(
    schema: &SchemaRef,
    columns: &[ArrayRef],
    added: Vec<(&str, ArrayRef)>,
) -> (SchemaRef, Vec<ArrayRef>) {
    let mut fields: Vec<Field> = schema.fields().iter().map(|f| f.as_ref().clone()).collect();
    let mut all = columns.to_vec();
    for (name, column) in added {
        let kind = if name == PROBABILITY {
            DataType::Float64
        } else {
            DataType::Utf8
        };
        fields.push(Field::new(name, kind, true));
        all.push(column);
    }
    (Arc::new(Schema::new(fields)), all)
}

/// The audited rows, and how many of them were drawn.
#[derive(Debug)]
pub(super) struct Answers {
    pub(super) rows: Vec<Audited>,
    drawn: usize,
    /// Rows that the drawn ones stand for; absent where the file does not say.
    stand_for: Option<f64>,
}

impl Answers {
    /// Reads what a person said; a row without an answer makes the others of its type and probability count for more.
    ///
    /// # Errors
    /// Where the file lacks a column; without `inclusion_probability` unless `random` says that all rows were as likely.
    pub(super) fn read(file: &str, type_column: &str, random: bool) -> Result<Self> {
        let given = Given::read(file)?;
        let column = |name: &str, next: &str| {
            given.header.iter().position(|h| h == name).ok_or_else(|| {
                let found = format!("columns {}", given.header.join(","));
                Error::data(
                    file.to_owned(),
                    found,
                    format!("a column `{name}`"),
                    next.to_owned(),
                )
            })
        };
        let next = "Draw the rows with `tousu report … --draw-audit N -o FILE` and fill in `audited_type`.";
        let (kind, truth) = (column(type_column, next)?, column(TRUTH, next)?);
        let next = "Draw the rows with --draw-audit; if every row was as likely to be chosen as every other, say --audit-is-random.";
        let probability = match column(PROBABILITY, next) {
            Ok(at) => Some(at),
            Err(_) if random => None,
            Err(e) => return Err(e),
        };
        let mut of: BTreeMap<(String, String), (usize, usize)> = BTreeMap::new();
        let key = |row: &Vec<String>| {
            (
                row[kind].clone(),
                probability.map_or_else(String::new, |p| row[p].clone()),
            )
        };
        for row in &given.rows {
            let counts = of.entry(key(row)).or_default();
            counts.0 += 1;
            counts.1 += usize::from(!row[truth].is_empty());
        }
        let (mut rows, mut stand_for) = (Vec::new(), 0.0);
        for (i, row) in given.rows.iter().enumerate() {
            let p = match probability {
                None => 1.0,
                Some(c) => row[c]
                    .parse::<f64>()
                    .ok()
                    .filter(|p| *p > 0.0 && *p <= 1.0)
                    .ok_or_else(|| {
                        Error::data(
                            format!("{file}, line {}", i + 2),
                            format!("`{}`", row[c]),
                            format!("a number above 0 and at most 1 in `{PROBABILITY}`"),
                            "Leave that column as it was drawn.",
                        )
                    })?,
            };
            stand_for += 1.0 / p;
            if !row[truth].is_empty() {
                let (drawn, answered) = of.get(&key(row)).copied().unwrap_or((1, 1));
                rows.push(Audited {
                    predicted: row[kind].clone(),
                    truth: row[truth].clone(),
                    probability: p * answered as f64 / drawn.max(1) as f64,
                });
            }
        }
        if rows.is_empty() {
            return Err(Error::data(
                file.to_owned(),
                "no row with an answer",
                format!("types in the column `{TRUTH}`"),
                "Let a person fill it in.",
            ));
        }
        Ok(Self {
            drawn: given.rows.len(),
            stand_for: probability.map(|_| stand_for),
            rows,
        })
    }

    /// Proves that the rows were drawn from as many as there are here; rows without a probability get that of their type.
    ///
    /// # Errors
    /// Where the drawn rows stand for another number of complaints.
    pub(super) fn fit(&mut self, counts: &BTreeMap<String, u64>) -> Result<()> {
        let typed = counts.values().sum::<u64>() as f64;
        match self.stand_for {
            Some(n) if (n - typed).abs() > 0.05 * typed => {
                return Err(Error::data(
                    "--audited",
                    format!("rows that stand for {n:.0} complaints"),
                    format!("rows drawn from the {typed:.0} with a type"),
                    "Give the report the same input that --draw-audit had.",
                ));
            }
            Some(_) => return Ok(()),
            None => {}
        }
        let mut looked_at: BTreeMap<String, u64> = BTreeMap::new();
        for row in &self.rows {
            *looked_at.entry(row.predicted.clone()).or_default() += 1;
        }
        for row in &mut self.rows {
            let of = |m: &BTreeMap<String, u64>| m.get(&row.predicted).copied().unwrap_or(1) as f64;
            row.probability = (of(&looked_at) / of(counts).max(1.0)).min(1.0);
        }
        Ok(())
    }

    pub(super) fn note(&self, lang: Lang) -> String {
        let (n, drawn) = (self.rows.len(), self.drawn);
        let how = match (self.stand_for.is_some(), lang) {
            (true, Lang::Zh) => "按抽取概率加权",
            (true, Lang::En) => "weighted by their probability of being drawn",
            (false, Lang::Zh) => "按使用者所说视为等概率随机抽取（--audit-is-random）",
            (false, Lang::En) => "taken as drawn at random, as the user said (--audit-is-random)",
        };
        match lang {
            Lang::Zh => format!(
                "占比另列校正值：方法 PPI，由全部行的模型类型和 {n} 行人工复核（抽取 {drawn} 行）估计，{how}；区间为 95%。"
            ),
            Lang::En => format!(
                "Corrected shares stand beside the raw ones: method PPI, from the model's types of all rows and {n} rows that a person looked at (of {drawn} drawn), {how}; 95% intervals."
            ),
        }
    }
}
