//! Titles of the tables, and heads of their columns.

use super::super::pick;
use crate::types::Lang;

/// Titles and heads of the tables.
pub(in crate::report) struct Heads {
    /// With the question to fill in.
    pub(in crate::report) title: &'static str,
    pub(in crate::report) by_type: &'static str,
    pub(in crate::report) cells: &'static str,
    pub(in crate::report) words: &'static str,
    pub(in crate::report) score: &'static str,
    pub(in crate::report) groups: &'static str,
    pub(in crate::report) answers: &'static str,
    pub(in crate::report) place: &'static str,
    pub(in crate::report) known: &'static str,
    /// With the answer to fill in.
    pub(in crate::report) yes: &'static str,
    pub(in crate::report) rate: &'static str,
    pub(in crate::report) of_others: &'static str,
    pub(in crate::report) of_types: &'static str,
    pub(in crate::report) of_texts: &'static str,
    pub(in crate::report) beside_others: &'static str,
    pub(in crate::report) beside_texts: &'static str,
    pub(in crate::report) goes_with: &'static str,
    pub(in crate::report) holding: &'static str,
    pub(in crate::report) without: &'static str,
    pub(in crate::report) predicted: &'static str,
    pub(in crate::report) figure: &'static str,
    pub(in crate::report) value: &'static str,
    pub(in crate::report) unknown: &'static str,
}

const ZH: Heads = Heads {
    title: "“{}”风险",
    by_type: "各类型的风险占比",
    cells: "风险占比明显偏高或偏低的取值与类型",
    words: "同类型投诉中与风险相关的词语",
    score: "风险估计的检验",
    groups: "估计风险与实际占比",
    answers: "风险列各回答的判读",
    place: "投诉",
    known: "已知件数",
    yes: "“{}”件数",
    rate: "占比",
    of_others: "其他类型",
    of_types: "同类型其他投诉",
    of_texts: "按内容估计",
    beside_others: "与其他类型相比",
    beside_texts: "与内容相比",
    goes_with: "更常见于",
    holding: "含该词件数",
    without: "同类型不含该词",
    predicted: "估计概率（均值）",
    figure: "指标",
    value: "数值",
    unknown: "未知",
};

const EN: Heads = Heads {
    title: "Risk: {}",
    by_type: "Risk by type",
    cells: "Values and types with a clearly higher or lower risk",
    words: "Words that go with the risk within the same types",
    score: "How well the texts tell the risk",
    groups: "Estimated and observed risk",
    answers: "How answers are read",
    place: "Complaints",
    known: "Known",
    yes: "“{}”",
    rate: "Rate",
    of_others: "Other types",
    of_types: "Other complaints of the same types",
    of_texts: "Estimated from the texts",
    beside_others: "Compared with other types",
    beside_texts: "Compared with the texts",
    goes_with: "More common among",
    holding: "Complaints with it",
    without: "Same types without it",
    predicted: "Mean estimate",
    figure: "Figure",
    value: "Value",
    unknown: "unknown",
};

pub(in crate::report) fn heads(lang: Lang) -> &'static Heads {
    pick(lang, &ZH, &EN)
}
