//! What findings count, and what the shares in them are shares of.

use super::Rule;
use crate::causes::{Finding, FindingKind};

const COUNT: (&str, &str, &str) = (
    "findings.count",
    "类型、组合偏高、前后变化和类型整体的异常上升计全部投诉；节假日上升、持续变化、话题突增、新问题和个别组合的上升计去重后的投诉",
    "findings about a type, a cell, two spans, or a rise of a whole type count all complaints; those about a holiday, a lasting shift, an emerging topic, an issue, or a rise in one cell count distinct ones",
);
const WORDS: (&str, &str, &str) = (
    "findings.words",
    "本组含该词的去重投诉 ÷ 本组的去重投诉；“其余占比”的分母，类型为其他各类型的去重投诉，其他发现为同一范围内其余时段、其余日子或其余取值的去重投诉",
    "distinct complaints of the group that contain the word ÷ distinct complaints of the group; elsewhere: of a type, all other types; of other findings, the other periods, days or values within the same scope",
);
const HOLIDAY: (&str, &str, &str) = (
    "findings.holiday",
    "放假各日及节后三日（下一节日的放假日除外）该类型的去重投诉；推算件数为前后 35 天内其余各日的日均去重投诉 × 同样的天数；数据含多年的，各年合计",
    "distinct complaints of the type on the days off and the three days after (days of the next holiday excepted); expected: distinct complaints a day on all other days within 35 days before and after, times as many days; several years are added up",
);

/// The rules of the findings there are.
pub(super) fn of_findings(findings: &[Finding]) -> impl Iterator<Item = Rule> {
    let has_holidays = findings.iter().any(|f| f.kind == FindingKind::Holiday);
    let has_words = findings.iter().any(|f| !f.words.is_empty());
    let all = [
        (!findings.is_empty(), COUNT),
        (has_words, WORDS),
        (has_holidays, HOLIDAY),
    ];
    let said = all.into_iter().filter(|(is_there, _)| *is_there);
    said.map(|(_, (name, zh, en))| (name, zh.to_owned(), en.to_owned()))
}
