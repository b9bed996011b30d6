//! The lines of the first screen about the latest period: what asks for an answer.

use super::pick;
use super::shares::{in_brackets, interval};
use crate::aggregate::{Figures, TypeFigures};
use crate::causes::{Finding, FindingKind};
use crate::report::number::{percent, percent_as_given};
use crate::types::Lang;

/// Lines at most.
const MOST: usize = 7;
/// Distinct complaints of a line, at least.
const MIN_DISTINCT: u64 = 5;

/// What the latest period asks an answer for.
pub(crate) struct Lines<'a> {
    figures: &'a Figures,
    all: &'a [Finding],
    /// Its issues, then rises that no issue accounts for; without what is known.
    pub(crate) findings: Vec<&'a Finding>,
}

impl<'a> Lines<'a> {
    /// Of the period reported, else of the last complete one.
    pub(crate) fn of(figures: &'a Figures, all: &'a [Finding]) -> Self {
        let mut lines = Self {
            figures,
            all,
            findings: Vec::new(),
        };
        let issues = all.iter().filter(|f| f.kind == FindingKind::Issue);
        let issues: Vec<&Finding> = issues.collect();
        let Some(period) = issues.first().map(|f| &f.subject.period) else {
            return lines;
        };
        let told = |rise: &Finding| {
            let more = rise.count as f64 - rise.expected.unwrap_or(0.0);
            let same = |issue: &&&Finding| issue.subject.name == rise.subject.name;
            let of_issues: u64 = issues.iter().filter(same).map(|i| i.count).sum();
            of_issues as f64 * 2.0 >= more
        };
        let rises = all.iter().filter(|f| {
            let of_period = f.kind == FindingKind::Rise && &f.subject.period == period;
            of_period && f.distinct >= MIN_DISTINCT && !told(f)
        });
        lines.findings = issues.iter().copied().chain(rises).collect();
        lines.findings.retain(|f| f.known.is_none());
        lines.findings.truncate(MOST);
        lines
    }

    /// Where the latest period has no line: the first finding of each urgent kind, whatever its period.
    pub(super) fn elsewhere(&self) -> impl Iterator<Item = &'a Finding> + '_ {
        use FindingKind::{Cell, Holiday, Rise, Shift};
        [Rise, Shift, Holiday, Cell].into_iter().filter_map(|kind| {
            let mut of_kind = self.all.iter().filter(|f| f.kind == kind);
            of_kind.find(|f| f.known.is_none())
        })
    }

    /// The lines; types above their goal come last. One that says so where there is none.
    pub(super) fn told(&self, lang: Lang) -> Vec<String> {
        let findings = self.findings.iter().map(|f| f.sentence.clone());
        let mut told: Vec<String> = findings.chain(over_goal(self.figures, lang)).collect();
        told.truncate(MOST);
        told.extend(self.nothing(lang).filter(|_| told.is_empty()));
        told
    }

    /// Why there is no line, where a period was looked at and nothing else is reported of it.
    fn nothing(&self, lang: Lang) -> Option<String> {
        use FindingKind::{Burst, Holiday, Rise, Shift};
        let about = self.figures.period.as_ref()?;
        let is_moved = |f: &Finding| matches!(f.kind, Rise | Holiday | Shift | Burst);
        let moved = self.all.iter().any(|f| f.known.is_none() && is_moved(f));
        if moved || self.all.iter().all(|f| f.words.is_empty()) {
            return None;
        }
        let is_known = self.all.iter().any(|f| f.known.is_some());
        let mut before = self.figures.periods.iter().filter(|p| p.end < about.from);
        let has_past = before.any(|p| p.count > 0);
        let (zh, en) = match (is_known, has_past) {
            (true, _) => (
                "除已知事项外，本期没有超出预期的变化。",
                "Apart from what is known, nothing in this period goes beyond what was to be expected.",
            ),
            (false, true) => (
                "本期没有超出预期的变化。",
                "Nothing in this period goes beyond what was to be expected.",
            ),
            (false, false) => (
                "没有以往数据可比，无法判断本期有无异常变化。",
                "There are no earlier complaints to tell what is out of the ordinary in this period.",
            ),
        };
        Some(pick(lang, zh, en).to_owned())
    }
}

/// The types whose share lies above the goal beyond what chance explains, farthest first.
fn over_goal(figures: &Figures, lang: Lang) -> Vec<String> {
    let above = |t: &TypeFigures| {
        let target = t.target.as_ref()?;
        let is_above = target.low.is_some_and(|low| low > 0.0);
        let distance = target.distance.filter(|_| is_above)?;
        let quoted = t.quoted()?;
        let ends = quoted.low.zip(quoted.high)?;
        let (share, goal) = (percent(quoted.share), percent_as_given(target.goal));
        let (name, ends) = (&t.name, in_brackets(interval(ends, lang), lang));
        let sentence = pick(
            lang,
            format!("{name}：占比 {share}{ends}，高于目标 {goal}。"),
            format!("{name}: {share}{ends}, above its goal of {goal}."),
        );
        Some((distance, sentence))
    };
    let mut over: Vec<(f64, String)> = figures.types.iter().filter_map(above).collect();
    over.sort_by(|a, b| b.0.total_cmp(&a.0));
    over.into_iter().map(|(_, sentence)| sentence).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::aggregate::Share;
    use crate::report::wording::summary::sentences;

    fn figures(types: &[(&str, u64)]) -> Figures {
        let t = |&(name, count): &(&str, u64)| TypeFigures {
            name: name.to_owned(),
            share: Share::of(count, 1000),
            ..TypeFigures::default()
        };
        Figures {
            total: 1000,
            distinct: 1000,
            types: types.iter().map(t).collect(),
            ..Figures::default()
        }
    }

    #[test]
    fn types_over_their_goal_are_lines_of_the_first_screen() {
        let mut figures = figures(&[("物流", 300), ("售后", 260), ("质量", 160)]);
        for (name, goal) in [("物流", 0.2505), ("售后", 0.25), ("质量", 0.1)] {
            assert!(figures.aim(name, goal));
        }
        // Wilson: 300 of 1,000 (.272, .329), 260 (.234, .288), 160 (.139, .184)
        assert_eq!(
            over_goal(&figures, Lang::Zh),
            [
                "质量：占比 16.0%（95% 区间 13.9%–18.4%），高于目标 10.0%。",
                "物流：占比 30.0%（95% 区间 27.2%–32.9%），高于目标 25.05%。"
            ]
        );
        let all = sentences(&figures, &[], Lang::En);
        let line = "质量: 16.0% (95% interval 13.9–18.4%), above its goal of 10.0%.";
        assert!(all.iter().any(|s| s == line), "{all:?}");
    }
}
