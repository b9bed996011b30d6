//! How a count compares with what was expected, rounded so that what is shown adds up.

use super::pick;
use crate::causes::Finding;
use crate::report::number::{count, decimals};
use crate::types::Lang;

/// So few expected complaints make no percentage.
const FEW: f64 = 10.0;
/// From so many complaints on, tenths of one say nothing.
const MANY: u64 = 100;

/// A count against its expectation.
pub(super) struct Excess {
    pub(super) fell: bool,
    /// |count − expected|, rounded.
    pub(super) by: String,
    /// The same ÷ expected; absent where few were expected.
    pub(super) percent: Option<String>,
    /// Nothing was expected.
    pub(super) is_new: bool,
    /// What was expected, rounded.
    pub(super) expected: String,
    /// It is more than nothing, and rounds to nothing.
    pub(super) is_under_one: bool,
}

impl Excess {
    pub(super) fn of(finding: &Finding, lang: Lang) -> Self {
        let expected = finding.expected.unwrap_or(0.0);
        // the change is from the number shown
        let digits = usize::from(expected > 0.0 && expected < FEW && finding.count < MANY);
        let scale = 10_f64.powi(i32::from(digits == 1));
        let shown = (expected * scale).round() / scale;
        let more = finding.count as f64 - shown;
        let is_under_one = expected > 0.0 && shown == 0.0;
        Self {
            fell: more < 0.0,
            by: decimals(more.abs(), digits),
            percent: (expected >= FEW).then(|| {
                let percent = (more / shown * 100.0).abs();
                format!("{}%", decimals(percent, 0))
            }),
            is_new: expected == 0.0,
            expected: match is_under_one {
                true => pick(lang, "不足 1", "fewer than 1").to_owned(),
                false => decimals(shown, digits),
            },
            is_under_one,
        }
    }

    /// `区域＝华东 中，物流配送 246 件，比按其他取值推算的 36 件多 210 件（+583%）`
    pub(super) fn of_cell_zh(&self, finding: &Finding) -> String {
        let of = |(column, value): &(String, String)| format!("{column}＝{value}");
        let place: Vec<String> = finding.subject.slice.iter().map(of).collect();
        let (place, n) = (place.join("、"), count(finding.count));
        let name = finding.subject.name.as_deref().unwrap_or_default();
        let Self { expected, by, .. } = self;
        let percent = self.percent.as_ref();
        let percent = percent.map_or(String::new(), |p| format!("（+{p}）"));
        match self.is_under_one {
            true => format!("{place} 中，{name} {n} 件，按其他取值推算{expected} 件"),
            false => format!(
                "{place} 中，{name} {n} 件，比按其他取值推算的 {expected} 件多 {by} 件{percent}"
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(count: u64, expected: f64) -> (String, String, Option<String>) {
        let finding = Finding {
            count,
            expected: Some(expected),
            ..Finding::default()
        };
        let e = Excess::of(&finding, Lang::En);
        (e.expected, e.by, e.percent)
    }

    #[test]
    fn what_is_shown_adds_up() {
        let of = |expected: &str, by: &str, percent: Option<&str>| {
            (
                expected.to_owned(),
                by.to_owned(),
                percent.map(str::to_owned),
            )
        };
        assert_eq!(shown(10, 4.52), of("4.5", "5.5", None));
        assert_eq!(shown(892, 480.4), of("480", "412", Some("86%")));
        assert_eq!(shown(1_086, 0.5 - 1e-9), of("fewer than 1", "1,086", None));
        assert_eq!(shown(1_086, 3.4), of("3", "1,083", None));
        assert_eq!(shown(12, 0.02), of("fewer than 1", "12.0", None));
    }
}
