//! How a count compares with what was expected, rounded so that what is shown adds up.

use super::pick;
use super::values::{beside, others_zh, value};
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

    /// `华东物流配送投诉 246 件；按其他区域的占比推算为 36 件，多 210 件`
    pub(super) fn of_cell_zh(&self, finding: &Finding, noun: &str) -> String {
        let slice = &finding.subject.slice;
        let places: Vec<String> = slice.iter().map(|v| value(v, Lang::Zh)).collect();
        let mut words: Vec<&str> = places.iter().map(String::as_str).collect();
        words.extend(finding.subject.name.as_deref());
        words.push(noun);
        let (what, n, others) = (beside(&words), count(finding.count), others_zh(slice, noun));
        let Self { expected, by, .. } = self;
        match self.is_under_one {
            true => format!("{what} {n} 件；按{others}的占比推算{expected} 件"),
            false => format!("{what} {n} 件；按{others}的占比推算为 {expected} 件，多 {by} 件"),
        }
    }

    /// `47 complaints; 12 expected at the rate of the other values of Region (+292%)`
    pub(super) fn of_cell_en(&self, finding: &Finding, noun: &str) -> String {
        let columns = finding
            .subject
            .slice
            .iter()
            .map(|(column, _)| column.as_str());
        let columns: Vec<&str> = columns.collect();
        let percent = self.percent.as_ref();
        let percent = percent.map_or(String::new(), |p| format!(" (+{p})"));
        format!(
            "{} {noun}; {} expected at the rate of the other values of {}{percent}",
            count(finding.count),
            self.expected,
            columns.join(" × ")
        )
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
