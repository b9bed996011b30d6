//! Complaints that name several types, in words.

use super::pick;
use crate::aggregate::Mentions;
use crate::report::number::{count, decimals};
use crate::types::Lang;

/// Titles of the tables and heads of their columns.
pub(in crate::report) struct Heads {
    pub(in crate::report) types: &'static str,
    pub(in crate::report) by_first: &'static str,
    pub(in crate::report) together: &'static str,
    pub(in crate::report) complaints: &'static str,
    pub(in crate::report) of_complaints: &'static str,
    pub(in crate::report) of_mentions: &'static str,
    pub(in crate::report) interval_of_mentions: &'static str,
    pub(in crate::report) first: &'static str,
    pub(in crate::report) other: &'static str,
}

const ZH: Heads = Heads {
    types: "各类型涉及情况（一件可涉及多个类型）",
    by_first: "按首个类型统计的投诉",
    together: "同时涉及的两个类型",
    complaints: "涉及件数",
    of_complaints: "占件数",
    of_mentions: "占类型次数",
    interval_of_mentions: "占类型次数的 95% 区间",
    first: "作为第一类型",
    other: "另一类型",
};

const EN: Heads = Heads {
    types: "Types mentioned (a complaint may name several)",
    by_first: "Complaints by first-named type",
    together: "Types mentioned together",
    complaints: "Complaints",
    of_complaints: "Share of complaints",
    of_mentions: "Share of mentions",
    interval_of_mentions: "95% interval of the share of mentions",
    first: "Named first",
    other: "Other type",
};

pub(in crate::report) fn heads(lang: Lang) -> &'static Heads {
    pick(lang, &ZH, &EN)
}

/// How the two denominators come about, and what the rest of the report counts.
pub(in crate::report) fn note(mentions: &Mentions, lang: Lang) -> String {
    let per = mentions.mentions as f64 / mentions.complaints.max(1) as f64;
    let (complaints, all, per) = (
        count(mentions.complaints),
        count(mentions.mentions),
        decimals(per, 2),
    );
    pick(
        lang,
        format!(
            "{complaints} 件投诉共涉及类型 {all} 次，平均每件 {per} 次。“占件数”以件数为分母，合计超过 100%；“占类型次数”以次数为分母，合计 100%。报告其他部分按每件的第一个类型统计。"
        ),
        format!(
            "{complaints} complaints name {all} types, {per} each on average. Shares of complaints add up to more than 100%, shares of mentions to 100%. The rest of the report counts a complaint under the type it names first."
        ),
    )
}

/// A model named the types.
pub(crate) fn uncorrected(lang: Lang) -> String {
    pick(
        lang,
        "类型由多类型模型给出，占比是模型的判定结果，未经校正，也没有区间。",
        "A model that gives several types named them: the shares are those predicted, not corrected, and without intervals.",
    )
    .to_owned()
}
