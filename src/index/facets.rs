//! Facets: counts by value of a column; times are counted by month.

use super::column_values::ColumnValues;
use super::date_range::{month, month_name};
use super::filter::ColumnRef;
use super::manifest::ColumnKind;
use super::search_types::Facet;
use crate::normalize::mask;
use crate::types::Lang;
use std::collections::BTreeMap;
use tantivy::DocId;
use tantivy::index::SegmentReader;

/// Counts by value.
#[derive(Clone, Debug, Default)]
pub(super) struct FacetCounts {
    by_value: BTreeMap<String, u64>,
    without: u64,
    by_month: bool,
}

impl FacetCounts {
    pub(super) fn add(&mut self, other: Self) {
        self.without += other.without;
        self.by_month |= other.by_month;
        for (value, n) in other.by_value {
            *self.by_value.entry(value).or_default() += n;
        }
    }

    /// The facet of a column, months in order, other values by number.
    pub(super) fn facet(self, column: String, lang: Lang) -> Facet {
        let shown = |(value, n): (String, u64)| {
            let value = mask::render_spans(&value, &mut [], lang);
            (value.into_owned(), n)
        };
        let mut counts: Vec<(String, u64)> = self.by_value.into_iter().map(shown).collect();
        if !self.by_month {
            counts.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        }
        Facet {
            column,
            counts,
            without: self.without,
            by_month: self.by_month,
        }
    }
}

/// Counts by value of one column in one segment.
pub(super) struct FacetCounter {
    values: ColumnValues,
    /// By ordinal of the text.
    texts: Vec<u32>,
    /// By bits of the number.
    numbers: BTreeMap<u64, u64>,
    /// By month since the year 0.
    months: BTreeMap<i32, u64>,
    without: u64,
    is_date: bool,
}

impl FacetCounter {
    pub(super) fn open(segment: &SegmentReader, column: ColumnRef) -> tantivy::Result<Self> {
        let values = ColumnValues::open(segment, column.at)?;
        Ok(Self {
            texts: vec![0; values.text.as_ref().map_or(0, |c| c.num_terms())],
            values,
            numbers: BTreeMap::new(),
            months: BTreeMap::new(),
            without: 0,
            is_date: column.kind == ColumnKind::Date,
        })
    }

    pub(super) fn add(&mut self, doc: DocId) {
        let ColumnValues { text, number, time } = &self.values;
        if let Some(ord) = text.as_ref().and_then(|c| c.ords().first(doc)) {
            let slot = usize::try_from(ord).ok();
            if let Some(n) = slot.and_then(|o| self.texts.get_mut(o)) {
                *n += 1;
            }
        } else if let Some(n) = number.as_ref().and_then(|c| c.first(doc)) {
            *self.numbers.entry(n.to_bits()).or_default() += 1;
        } else if let Some(m) = time.as_ref().and_then(|c| month(c.first(doc)?)) {
            *self.months.entry(m).or_default() += 1;
        } else {
            self.without += 1;
        }
    }

    pub(super) fn finish(self) -> tantivy::Result<FacetCounts> {
        let mut counts = FacetCounts {
            without: self.without,
            by_month: self.is_date,
            ..FacetCounts::default()
        };
        let mut count = |value, n| *counts.by_value.entry(value).or_default() += n;
        if let Some(column) = &self.values.text {
            for (ord, n) in (0..).zip(&self.texts).filter(|(_, n)| **n > 0) {
                let mut value = String::new();
                column.ord_to_str(ord, &mut value)?;
                count(value, u64::from(*n));
            }
        }
        for (bits, n) in self.numbers {
            count(f64::from_bits(bits).to_string(), n);
        }
        for (month, n) in self.months {
            count(month_name(month), n);
        }
        Ok(counts)
    }
}
