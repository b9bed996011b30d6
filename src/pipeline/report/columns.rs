//! Which columns a report counts: named, or guessed from the header and the first rows.

use super::ReportParams;
use super::service::ServiceColumns;
use super::slices::{self, By};
use crate::ingest::columns::{self, Role};
use crate::types::cell::{cell_text, cell_time};
use crate::{Error, Result};
use arrow::datatypes::Schema;
use arrow::record_batch::RecordBatch;
use std::collections::BTreeSet;

/// Columns of the input, by place.
#[derive(Clone, Debug)]
pub(super) struct Columns {
    pub(super) text: Vec<usize>,
    pub(super) id: Option<usize>,
    pub(super) time: Option<usize>,
    pub(super) kind: Option<usize>,
    pub(super) by: Vec<By>,
    pub(super) numbers: Vec<usize>,
    pub(super) decision: Option<usize>,
    pub(super) service: ServiceColumns,
    pub(super) confidence: Option<usize>,
    /// `p:<type>` columns, with their types.
    pub(super) probabilities: Vec<(usize, String)>,
    /// What was guessed, one line each.
    pub(super) said: Vec<String>,
}

/// Dimensions guessed at most.
const MOST_GUESSED: usize = 6;
/// Values a guessed dimension may have in the sample.
const MOST_VALUES: usize = 60;

/// Header words of columns that are dimensions however many values they have.
const DIMENSION_WORDS: &[&str] = &[
    "产品",
    "商品",
    "品牌",
    "型号",
    "渠道",
    "来源",
    "区域",
    "地区",
    "省",
    "市",
    "区县",
    "街道",
    "门店",
    "店铺",
    "部门",
    "单位",
    "承运商",
    "快递公司",
    "等级",
    "级别",
    "product",
    "brand",
    "channel",
    "submitted via",
    "region",
    "state",
    "city",
    "store",
    "company",
    "department",
    "carrier",
    "канал",
    "регион",
    "продукт",
    "магазин",
];

/// Header words of columns that are no dimension however few values they have.
const NOT_DIMENSION_WORDS: &[&str] = &["split", "decision", "predicted", "source_repo", "tags"];

/// Header words of numeric columns that are no amounts either.
const NOT_NUMBER_WORDS: &[&str] = &["confidence", "序", "index", "year", "年份"];

impl Columns {
    /// # Errors
    /// Where a column named is not there; where there is neither a type column nor a model (`has_model`).
    pub(super) fn choose(
        schema: &Schema,
        sample: Option<&RecordBatch>,
        params: &ReportParams,
        has_model: bool,
    ) -> Result<Self> {
        let guess = sample.map(columns::guess).unwrap_or_default();
        let mut said = Vec::new();
        let mut one = |name: Option<&String>, role: Role| -> Result<Option<usize>> {
            if let Some(name) = name {
                return columns::resolve_one(schema, name, role.flag()).map(Some);
            }
            if let Some(line) = guess.evidence.iter().find(|l| l.starts_with(role.flag())) {
                said.push(line.clone());
            }
            Ok(guess.of(role))
        };
        let id = one(params.id.as_ref(), Role::Id)?;
        let time = one(params.time.as_ref(), Role::Time)?;
        let text = if params.text.is_empty() {
            one(None, Role::Text)?.into_iter().collect()
        } else {
            columns::resolve(schema, &params.text, Role::Text)?
        };
        let kind = type_column(schema, params, has_model, &text)?;
        let text: Vec<usize> = text.into_iter().filter(|t| Some(*t) != kind).collect();
        let mut columns = Self {
            text,
            id,
            time,
            kind,
            by: Vec::new(),
            numbers: Vec::new(),
            decision: schema.index_of("decision").ok(),
            service: ServiceColumns::default(),
            confidence: schema.index_of("confidence").ok(),
            probabilities: probabilities(schema),
            said,
        };
        columns.numbers(schema, sample, params)?;
        columns.dimensions(schema, sample, params)?;
        columns.service(schema, sample, params)?;
        Ok(columns)
    }

    /// Columns that say how complaints were dealt with; those of numbers are counted as numbers, too.
    fn service(
        &mut self,
        schema: &Schema,
        sample: Option<&RecordBatch>,
        params: &ReportParams,
    ) -> Result<()> {
        let named = params.service.as_deref();
        let places = [self.id, self.time, self.kind, self.decision];
        let taken = |c: usize| {
            // columns of numbers that were named are the only ones
            let left_out = params.numbers.is_some() && !self.numbers.contains(&c);
            places.contains(&Some(c))
                || self.text.contains(&c)
                || (left_out && sample.is_some_and(|s| Look::of(s, c).is_number(&name(schema, c))))
        };
        self.service = ServiceColumns::choose(schema, sample, named, &taken)?;
        if self.time.is_none() {
            self.service.without_time();
        }
        let numbers = self.service.numbers().filter(|c| !self.numbers.contains(c));
        let numbers: Vec<usize> = numbers.collect();
        self.numbers.extend(numbers);
        if named.is_none() {
            self.said.extend(self.service.said());
        }
        Ok(())
    }

    fn taken(&self) -> BTreeSet<usize> {
        let probabilities = self.probabilities.iter().map(|p| &p.0);
        self.text
            .iter()
            .chain(&self.id)
            .chain(&self.time)
            .chain(&self.kind)
            .chain(&self.decision)
            .chain(self.by.iter().flat_map(|b| &b.columns))
            .chain(&self.numbers)
            .chain(probabilities)
            .copied()
            .collect()
    }

    fn numbers(
        &mut self,
        schema: &Schema,
        sample: Option<&RecordBatch>,
        params: &ReportParams,
    ) -> Result<()> {
        if let Some(names) = &params.numbers {
            self.numbers = several(schema, names, "--numbers")?;
            return Ok(());
        }
        let Some(sample) = sample else { return Ok(()) };
        let named = match &params.by {
            Some(names) => slices::named(schema, names)?,
            None => Vec::new(),
        };
        let named: Vec<usize> = named.into_iter().flat_map(|b| b.columns).collect();
        let taken = self.taken();
        self.numbers = (0..schema.fields().len())
            .filter(|c| !taken.contains(c) && !named.contains(c))
            .filter(|&c| Look::of(sample, c).is_number(&name(schema, c)))
            .collect();
        if !self.numbers.is_empty() {
            let names = list(schema, &self.numbers);
            self.said
                .push(format!("--numbers {names} (columns of numbers)"));
        }
        Ok(())
    }

    fn dimensions(
        &mut self,
        schema: &Schema,
        sample: Option<&RecordBatch>,
        params: &ReportParams,
    ) -> Result<()> {
        if let Some(names) = &params.by {
            self.by = slices::drilled(slices::named(schema, names)?, sample);
            return Ok(());
        }
        let Some(sample) = sample else { return Ok(()) };
        let taken = self.taken();
        let found: Vec<usize> = (0..schema.fields().len())
            .filter(|c| !taken.contains(c) && !name(schema, *c).starts_with("runner_up"))
            .filter(|&c| Look::of(sample, c).is_dimension(&name(schema, c)))
            .filter(|&c| self.kind.is_none_or(|k| !same(sample, c, k)))
            .take(MOST_GUESSED)
            .collect();
        self.by = found.iter().map(|&c| By::column(schema, c)).collect();
        if !found.is_empty() {
            let names = list(schema, &found);
            self.said
                .push(format!("--by {names} (columns of few values)"));
        }
        self.by = slices::drilled(std::mem::take(&mut self.by), Some(sample));
        Ok(())
    }
}

fn type_column(
    schema: &Schema,
    params: &ReportParams,
    has_model: bool,
    text: &[usize],
) -> Result<Option<usize>> {
    if let Some(name) = &params.kind {
        return columns::resolve_one(schema, name, "--type").map(Some);
    }
    if has_model {
        if text.is_empty() {
            return Err(Error::data(
                "header",
                "no column that looks like text",
                "the text that --model is to classify",
                "Name it with --text.",
            ));
        }
        return Ok(None);
    }
    schema.index_of("predicted").map(Some).map_err(|_| {
        Error::usage(
            "nothing says which type a complaint has: there is no column `predicted`, no --type and no --model",
            format!(
                "Name the column that holds the types (`--type COL`; columns: {}), or a model that gives them \
                 (`--model M.tousu`).",
                list(schema, &(0..schema.fields().len()).collect::<Vec<_>>())
            ),
        )
    })
}

fn several(schema: &Schema, names: &[String], flag: &str) -> Result<Vec<usize>> {
    let mut places = Vec::new();
    for name in names {
        if let Ok(at) = schema.index_of(name) {
            places.push(at);
            continue;
        }
        for part in name.split([',', '，']).filter(|p| !p.trim().is_empty()) {
            places.push(columns::resolve_one(schema, part.trim(), flag)?);
        }
    }
    let mut seen = BTreeSet::new();
    places.retain(|p| seen.insert(*p));
    Ok(places)
}

fn probabilities(schema: &Schema) -> Vec<(usize, String)> {
    schema
        .fields()
        .iter()
        .enumerate()
        .filter_map(|(at, f)| Some((at, f.name().strip_prefix("p:")?.to_owned())))
        .collect()
}

pub(super) fn name(schema: &Schema, column: usize) -> String {
    schema.field(column).name().trim().to_lowercase()
}

pub(super) fn list(schema: &Schema, columns: &[usize]) -> String {
    let names: Vec<&str> = columns
        .iter()
        .map(|&c| schema.field(c).name().as_str())
        .collect();
    names.join(",")
}

/// Whether two columns say the same in every row of the sample.
fn same(sample: &RecordBatch, a: usize, b: usize) -> bool {
    let (a, b) = (sample.column(a), sample.column(b));
    (0..sample.num_rows()).all(|row| cell_text(a.as_ref(), row) == cell_text(b.as_ref(), row))
}

/// What the sample says of a column.
pub(super) struct Look {
    pub(super) rows: usize,
    pub(super) filled: usize,
    pub(super) distinct: usize,
    pub(super) numbers: usize,
    times: usize,
    pub(super) longest: usize,
    /// Numbers of the longest form: all of one length, five digits or more.
    code_like: bool,
}

impl Look {
    pub(super) fn of(sample: &RecordBatch, column: usize) -> Self {
        let array = sample.column(column);
        let mut look = Self {
            rows: sample.num_rows(),
            filled: 0,
            distinct: 0,
            numbers: 0,
            times: 0,
            longest: 0,
            code_like: true,
        };
        let (mut distinct, mut lengths) = (BTreeSet::new(), BTreeSet::new());
        for row in 0..sample.num_rows() {
            let Some(cell) = cell_text(array.as_ref(), row) else {
                continue;
            };
            let cell = cell.trim();
            if cell.is_empty() {
                continue;
            }
            look.filled += 1;
            look.numbers += usize::from(number(cell).is_some());
            look.times += usize::from(cell_time(array.as_ref(), row).is_some());
            look.longest = look.longest.max(cell.chars().count());
            look.code_like &= cell.bytes().all(|b| b.is_ascii_digit());
            lengths.insert(cell.len());
            if distinct.len() <= MOST_VALUES * 40 {
                distinct.insert(cell.to_owned());
            }
        }
        look.distinct = distinct.len();
        look.code_like &= lengths.len() == 1 && lengths.first().is_some_and(|l| *l >= 5);
        look
    }

    fn is_number(&self, name: &str) -> bool {
        let named =
            columns::names_things(name) || NOT_NUMBER_WORDS.iter().any(|w| contains(name, w));
        self.filled * 10 >= self.rows
            && self.filled > 0
            && self.numbers * 10 >= self.filled * 9
            && self.distinct >= 3
            && !self.code_like
            && !named
    }

    fn is_dimension(&self, name: &str) -> bool {
        let known = DIMENSION_WORDS.iter().any(|w| contains(name, w));
        let unwanted = NOT_DIMENSION_WORDS.contains(&name);
        let most = if known { MOST_VALUES * 30 } else { MOST_VALUES };
        self.filled * 5 >= self.rows
            && self.distinct >= 2
            && self.distinct <= most
            && self.distinct * 3 <= self.filled
            && self.times * 2 < self.filled
            && self.numbers * 2 < self.filled
            && self.longest <= 60
            && !unwanted
    }
}

/// Whether a header holds a word: anywhere in Chinese, as a word of its own in Latin letters.
pub(super) fn contains(name: &str, word: &str) -> bool {
    if word.is_ascii() {
        name == word
            || name
                .split(|c: char| !c.is_alphanumeric())
                .any(|part| part == word)
    } else {
        name.contains(word)
    }
}

/// A number as people write it in cells: `12`, `1,234.5`, `95%`.
pub(super) fn number(cell: &str) -> Option<f64> {
    let plain: String = cell
        .trim()
        .trim_end_matches('%')
        .chars()
        .filter(|c| *c != ',')
        .collect();
    plain.parse::<f64>().ok().filter(|x| x.is_finite())
}
