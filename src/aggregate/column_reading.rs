//! How the columns of a tally were read, and whether tallies agree in that.

use super::merge::Merge;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// How one column was read when it was counted. What its cells left open is absent and agrees with everything.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ColumnReading {
    /// What it was counted as: `type`, `text`, `time`, `by`, `number`.
    pub uses: BTreeSet<String>,
    /// By the mark between the numbers of its dates their order, such as `day-month-year`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub orders: BTreeMap<char, String>,
    /// The calendar of its years: `roc`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub calendar: Option<String>,
    /// The time zone of its times.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub zone: Option<String>,
    /// The mark before the fraction of its numbers: `comma` or `point`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decimal: Option<String>,
    /// The unit of its numbers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
}

/// How the columns were read, by name.
pub type ColumnReadings = BTreeMap<String, ColumnReading>;

impl Merge for ColumnReading {
    fn add(&mut self, other: Self) {
        self.uses.extend(other.uses);
        for (mark, order) in other.orders {
            self.orders.entry(mark).or_insert(order);
        }
        let fill = |mine: &mut Option<String>, theirs| *mine = mine.take().or(theirs);
        fill(&mut self.calendar, other.calendar);
        fill(&mut self.zone, other.zone);
        fill(&mut self.decimal, other.decimal);
        fill(&mut self.unit, other.unit);
    }
}

impl ColumnReading {
    /// What was read otherwise in `other`: here, and there.
    fn difference(&self, other: &Self) -> Option<(String, String)> {
        let list = |uses: &BTreeSet<String>| {
            let uses: Vec<&str> = uses.iter().map(String::as_str).collect();
            format!("as {}", uses.join(" and "))
        };
        if self.uses != other.uses {
            return Some((list(&self.uses), list(&other.uses)));
        }
        for (mark, mine) in &self.orders {
            if let Some(theirs) = other.orders.get(mark).filter(|o| *o != mine) {
                let written = |order: &str| format!("as {}", order.replace('-', &mark.to_string()));
                return Some((written(mine), written(theirs)));
            }
        }
        let fields = [
            ("in the calendar", &self.calendar, &other.calendar),
            ("in the time zone", &self.zone, &other.zone),
            ("with a decimal", &self.decimal, &other.decimal),
            ("in", &self.unit, &other.unit),
        ];
        fields.into_iter().find_map(|(what, mine, theirs)| {
            let (mine, theirs) = (mine.as_ref()?, theirs.as_ref()?);
            (mine != theirs).then(|| (format!("{what} {mine}"), format!("{what} {theirs}")))
        })
    }
}

/// How `there` was read otherwise than `here`, in words; `None` where both agree, or one of them has no rows.
#[must_use]
pub(super) fn disagreement(here: &ColumnReadings, there: &ColumnReadings) -> Option<String> {
    if here.is_empty() || there.is_empty() {
        return None;
    }
    for (name, mine) in here {
        let Some(theirs) = there.get(name) else {
            return Some(format!(
                "it has no column `{name}`, which the parts before it have"
            ));
        };
        if let Some((mine, theirs)) = mine.difference(theirs) {
            return Some(format!(
                "its column `{name}` was read {theirs}, that of the parts before it {mine}"
            ));
        }
    }
    let more = there.keys().find(|name| !here.contains_key(*name));
    more.map(|name| format!("it counts the column `{name}`, which the parts before it do not"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reading(order: Option<&str>, decimal: Option<&str>) -> ColumnReadings {
        let reading = ColumnReading {
            uses: ["time".to_owned()].into(),
            orders: order.map(|o| ('/', o.to_owned())).into_iter().collect(),
            decimal: decimal.map(str::to_owned),
            ..ColumnReading::default()
        };
        [("x".to_owned(), reading)].into()
    }

    #[test]
    fn what_is_open_agrees_with_everything() {
        let open = reading(None, None);
        let day = reading(Some("day-month-year"), Some("comma"));
        let month = reading(Some("month-day-year"), None);
        assert_eq!(disagreement(&open, &day), None);
        assert_eq!(disagreement(&day, &open), None);
        assert_eq!(disagreement(&day, &ColumnReadings::new()), None);
        let said = disagreement(&day, &month).unwrap();
        assert!(
            said.contains("month/day/year") && said.contains("day/month/year"),
            "{said}"
        );
        // what one part decided holds for those after an open one
        let mut sum = day.clone();
        sum.add(open);
        assert!(disagreement(&sum, &month).is_some());
        let point = reading(None, Some("point"));
        assert!(
            disagreement(&day, &point)
                .unwrap()
                .contains("with a decimal point")
        );
        let other = [("y".to_owned(), ColumnReading::default())].into();
        assert!(disagreement(&day, &other).unwrap().contains("`x`"));
    }
}
