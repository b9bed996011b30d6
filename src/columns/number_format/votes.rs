//! What all cells of a column together say of how it writes numbers.

use super::{Marks, MixedNumbers, NumberFormat, Parts, hours_of};
use crate::columns::headers::BareUnit;
use std::collections::BTreeMap;

/// Evidence of a column's cells, added one by one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::columns) struct NumberVotes {
    comma: u64,
    point: u64,
    open_comma: u64,
    open_point: u64,
    units: BTreeMap<String, u64>,
    /// Numbers without a unit. A zero is one in every unit.
    bare: u64,
}

impl NumberVotes {
    /// Takes in one filled cell.
    pub(in crate::columns) fn add(&mut self, cell: &str) {
        let cell = cell.trim();
        if !cell.is_empty() && cell.bytes().all(|b| b.is_ascii_digit()) {
            self.bare += u64::from(cell.bytes().any(|b| b != b'0'));
            return;
        }
        let Some(parts) = Parts::of(cell) else {
            return;
        };
        match parts.marks() {
            Marks::Plain => {}
            Marks::DecimalComma => self.comma += 1,
            Marks::DecimalPoint => self.point += 1,
            Marks::OpenComma => self.open_comma += 1,
            Marks::OpenPoint => self.open_point += 1,
        }
        if !parts.unit.is_empty() {
            *self.units.entry(parts.unit).or_default() += 1;
        } else if parts.digits.contains(|c: char| ('1'..='9').contains(&c)) {
            self.bare += 1;
        }
    }

    /// The one unit that cells carry; empty without one.
    pub(in crate::columns) fn unit(&self) -> &str {
        match self.units.len() {
            1 => self.units.keys().next().map_or("", String::as_str),
            _ => "",
        }
    }

    /// Numbers that carry no unit, zeros not among them.
    pub(in crate::columns) fn bare(&self) -> u64 {
        self.bare
    }

    /// Whether all units are of time, and numbers without one are in the unit that the header names: all can be told in that.
    pub(in crate::columns) fn is_convertible(&self, named: Option<BareUnit>) -> bool {
        let is_time = self.units.keys().all(|u| hours_of(u).is_some());
        is_time && !self.units.is_empty() && matches!(named, Some(BareUnit::Hours(_)))
    }

    /// Whether cells agree in their units. Numbers without one are in that of the others, unless it is one of time or a percentage: then
    /// the header has to say so.
    fn check_units(&self, named: Option<BareUnit>) -> Result<(), MixedNumbers> {
        let mut units = self.units.keys().map(String::as_str);
        let first = units.next().unwrap_or_default();
        let hours = hours_of(first);
        let is_one = units.all(|u| hours.is_some() && hours_of(u) == hours);
        let is_working_day = first.ends_with("工作日");
        let bare_is_told = match named {
            _ if self.bare == 0 => true,
            Some(BareUnit::WorkingDays) if is_working_day => true,
            Some(BareUnit::Percent) if first == "%" => true,
            _ => first != "%" && !is_working_day && hours.is_none(),
        };
        if self.is_convertible(named) || (is_one && bare_is_told) {
            return Ok(());
        }
        let bare = (!bare_is_told).then(String::new);
        Err(MixedNumbers::Units(
            self.units.keys().cloned().chain(bare).collect(),
        ))
    }

    /// The format that all cells agree on; `named` is the unit that the header gives numbers without one.
    ///
    /// Where every comma could be either, a comma groups thousands and a point is decimal, as Chinese and English write them.
    /// `decimal_comma` decides where it is given.
    ///
    /// # Errors
    /// Where some cells contradict others, or `decimal_comma`.
    pub(in crate::columns) fn format(
        &self,
        decimal_comma: Option<bool>,
        named: Option<BareUnit>,
    ) -> Result<NumberFormat, MixedNumbers> {
        self.check_units(named)?;
        let (comma, point) = (self.comma > 0, self.point > 0);
        let contradicts = match decimal_comma {
            Some(true) => point,
            Some(false) => comma,
            None => false,
        };
        if contradicts || (comma && point) {
            return Err(MixedNumbers::Decimals);
        }
        let is_open = !comma && !point;
        Ok(NumberFormat {
            decimal_comma: decimal_comma.unwrap_or(comma),
            unit: match self.is_convertible(named) {
                true => String::new(),
                false => self.units.keys().next().cloned().unwrap_or_default(),
            },
            ambiguous: decimal_comma.is_none() && is_open && self.open_comma + self.open_point > 0,
            is_written: !is_open
                || decimal_comma.is_some()
                || self.open_comma + self.open_point > 0,
        })
    }
}
