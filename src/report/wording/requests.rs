//! Requests (诉求) and complaints (投诉): a hotline takes both. Where a column tells them apart, all rows are requests, and complaints are those
//! of them that are so called.

use super::labels::{EN, Words, ZH};
use super::pick;
use super::searches::INDEX;
use crate::aggregate::Figures;
use crate::columns::headers::Topic;
use crate::report::Report;
use crate::report::number::{count, percent};
use crate::types::Lang;

/// Parts of the values that stand for complaints.
const COMPLAINTS: [&str; 3] = ["投诉", "complaint", "жалоб"];
/// Beginnings of values that stand for the contrary.
const NOT: [&str; 4] = ["非", "不", "non", "не"];

fn is_complaint(value: &str) -> bool {
    let value = value.to_lowercase();
    COMPLAINTS.iter().any(|part| value.contains(part))
        && !NOT.iter().any(|no| value.starts_with(no))
}

/// What a column says of requests and complaints.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::report) struct Requests {
    /// Requests that are complaints.
    pub(in crate::report) complaints: u64,
    /// Requests of which the column tells what they are.
    pub(in crate::report) of: u64,
}

impl Requests {
    /// Absent where no column tells complaints from other requests.
    pub(in crate::report) fn of(figures: &Figures) -> Option<Self> {
        let columns = figures
            .by
            .iter()
            .filter(|(name, _)| Topic::of(name) == Topic::Request);
        let counted = columns.map(|(_, d)| {
            let values = d.values.iter();
            let complaints = values
                .filter(|v| is_complaint(&v.value))
                .map(|v| v.share.count);
            Self {
                complaints: complaints.sum(),
                of: d.values.iter().map(|v| v.share.count).sum(),
            }
        });
        let mut told = counted.filter(|r| r.complaints > 0 && r.complaints < r.of);
        told.next()
    }

    /// The share of complaints.
    pub(in crate::report) fn share(self) -> f64 {
        self.complaints as f64 / self.of as f64
    }
}

static ZH_REQUESTS: Words = Words {
    types: "诉求类型",
    total: "诉求总量",
    all_complaints: "共 {} 件诉求",
    complaint_type: "诉求类型",
    count: "诉求量",
    distinct_count: "去重诉求量",
    chart_trend: "诉求总量走势",
    complaints_axis: "诉求量",
    word_count: "含该词诉求",
    word_key: "（含该词诉求；本组占比 / 其余占比）",
    exemplar: "诉求内容",
    exemplars: "典型诉求",
    see_complaints: "查看这些诉求",
    evidence: "诉求明细",
    evidence_all: "全部 {} 件诉求",
    evidence_some: "共 {} 件诉求，列出 {} 件",
    copies: "同文诉求件数",
    make_index: "“查看这些诉求”的命令在索引 complaints.idx 中检索；尚无此索引时，先运行 {}",
    findings_unknown: "难以归类的诉求",
    distinct_hint: "近似重复的诉求只计一次",
    count_before: "前段诉求量",
    count_after: "后段诉求量",
    type_distinct: "该类型去重诉求量",
    theme_examples: "细分问题的诉求示例",
    themes_note: "按诉求文本归并，只细分去重诉求超过 100 件的类型。一件诉求至多归入一个问题，归不进的列为“其他”；件数和占比均按去重诉求计算。",
    themes_change_note: "环比按完整时段的去重诉求量计算；上期不足 5 件的只列件数。",
    repeat: "重复诉求率",
    repeat_parts: "其中同一诉求人 {} 件、文本近似 {} 件，两者可有重叠。",
    quadrant_cuts: "分界：占比 {}（1 ÷ 类型数），满意度 {}（全部诉求）。",
    top_types: "前 {} 类诉求及其主要内容",
    inside_note: "“其中”为该类型的细分问题，及其占该类型去重诉求的比例；去重诉求不超过 100 件的类型列特征词，一件诉求可含多个词。",
    units_note: "“责任单位”列出该类型诉求最多的单位；占比的分母为该类型中填有单位的诉求。",
    by_period_type: "时间段 × 类型（诉求量）",
    share_note: "占比分母：{} 件（有类型的诉求）。",
    value_note: "占比分母：{} 件（“{}”有取值的诉求）。",
    association_note: "与诉求类型的关联强度：{}（0 为无关，1 为完全对应）。",
    rule_distinct: "去重诉求量",
    without_type: "诉求类型",
    rates: "诉求率",
    rate: "每万件诉求数",
    rates_by: "{}：诉求率",
    no_complaints: "没有可统计的诉求。",
    ..ZH
};

static EN_REQUESTS: Words = Words {
    types: "Request types",
    total: "Requests",
    all_complaints: "{} requests",
    count: "Requests",
    word_count: "Requests with it",
    word_key: " (requests with it; share here / elsewhere)",
    exemplar: "Request",
    evidence: "Requests of findings",
    evidence_all: "All {} requests",
    evidence_some: "{} requests, {} of them listed",
    copies: "Requests with this text",
    make_index: "The commands under “List these requests” search the index complaints.idx. Where there is none yet, make it with {}",
    against: "vs {} (adjusted for working days)\n{} → {} requests",
    type_distinct: "Distinct requests of the type",
    volume_title: "Requests received",
    open_title: "Open requests ({})",
    open_overdue: "Open requests ({}, {} of them overdue)",
    by_period_type: "Period × type (requests)",
    rates: "Request rates",
    rates_by: "{}: request rate",
    chart_trend: "All requests over time",
    complaints_axis: "requests",
    repeat: "Repeat requests",
    share_note: "Shares are of the {} requests that have a type.",
    value_note: "Shares are of the {} requests with a value in “{}”.",
    see_complaints: "List these requests",
    findings_unknown: "Requests that fit no type well",
    ..EN
};

/// The vocabulary of a report of these figures.
pub(in crate::report) fn vocabulary(figures: &Figures, lang: Lang) -> &'static Words {
    match Requests::of(figures) {
        Some(_) => pick(lang, &ZH_REQUESTS, &EN_REQUESTS),
        None => Words::of(lang),
    }
}

/// What all rows are called, in the plural.
pub(super) fn noun(figures: &Figures, lang: Lang) -> &'static str {
    match Requests::of(figures) {
        Some(_) => pick(lang, "诉求", "requests"),
        None => pick(lang, "投诉", "complaints"),
    }
}

/// Says requests where sentences say complaints.
pub(crate) struct Renaming<'a> {
    /// Names in the data that hold the word: they stay as they are.
    names: Vec<&'a str>,
}

/// What all rows are called, where nothing tells complaints from other requests and where a column does.
const NAMES: [(&str, &str); 3] = [
    ("投诉", "诉求"),
    ("complaint", "request"),
    ("Complaint", "Request"),
];

impl<'a> Renaming<'a> {
    /// Absent where rows are complaints.
    pub(crate) fn of(figures: &'a Figures) -> Option<Self> {
        Requests::of(figures)?;
        let types = figures.types.iter().map(|t| t.name.as_str());
        let columns = figures.by.iter().map(|(column, _)| column.as_str());
        let values = figures.by.iter().flat_map(|(_, d)| &d.values);
        let numbers = figures.numbers.keys().map(String::as_str);
        let names = types.chain(columns).chain(numbers);
        let names = names.chain(values.map(|v| v.value.as_str()));
        Some(Self { names: Vec::new() }.keeping(names))
    }

    /// For what a whole report says: its files, commands, columns and names of events stay as well.
    pub(crate) fn of_report(report: &'a Report) -> Option<Self> {
        let from = &report.provenance;
        let files = from.inputs.iter().map(|file| file.name.as_str());
        let columns = [&from.type_column, &from.id_column, &from.index];
        let columns = columns.into_iter().flatten().map(String::as_str);
        let events = report.events.iter().flat_map(|e| &e.largest);
        let events = events.map(|event| event.event.name.as_str());
        let commands = [from.command.as_str(), INDEX].into_iter();
        let names = commands.chain(files).chain(columns).chain(events);
        Some(Self::of(&report.figures)?.keeping(names))
    }

    /// The same; these names stay as they are, too.
    fn keeping(mut self, names: impl Iterator<Item = &'a str>) -> Self {
        let is_longer = |name: &&str| NAMES.iter().any(|(of, _)| name.contains(of) && name != of);
        self.names.extend(names.filter(is_longer));
        self.names
            .sort_unstable_by_key(|name| std::cmp::Reverse(name.len()));
        self
    }

    /// What stands between “ and ” is a name and stays.
    pub(crate) fn of_text(&self, text: &str) -> String {
        let mut out = String::with_capacity(text.len());
        let (mut rest, mut is_quoted) = (text, false);
        while let Some(c) = rest.chars().next() {
            is_quoted = c == '“' || (is_quoted && c != '”');
            let name = self.names.iter().find(|name| rest.starts_with(**name));
            let word = NAMES.iter().find(|(of, _)| rest.starts_with(of));
            let (from, to) = match (name, word) {
                (Some(name), _) => (*name, *name),
                (None, Some(word)) if !is_quoted => *word,
                _ => {
                    let c = &rest[..c.len_utf8()];
                    (c, c)
                }
            };
            out += to;
            rest = &rest[from.len()..];
        }
        out
    }
}

/// `，其中投诉 3,200 件，占 40.0%`; nothing where no column tells complaints from other requests.
pub(super) fn complaints_among(figures: &Figures, lang: Lang) -> String {
    let Some(requests) = Requests::of(figures) else {
        return String::new();
    };
    let (n, share) = (count(requests.complaints), percent(requests.share()));
    pick(
        lang,
        format!("，其中投诉 {n} 件，占 {share}"),
        format!(", {n} of them complaints ({share})"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::aggregate::{DimensionFigures, Share, ValueFigures};

    fn figures(column: &str, values: &[(&str, u64)]) -> Figures {
        let value = |&(value, n): &(&str, u64)| ValueFigures {
            value: value.to_owned(),
            share: Share::of(n, 100),
            ..ValueFigures::default()
        };
        let dimension = DimensionFigures {
            values: values.iter().map(value).collect(),
            ..DimensionFigures::default()
        };
        Figures {
            by: vec![(column.to_owned(), dimension)],
            ..Figures::default()
        }
    }

    #[test]
    fn sentences_are_about_requests_where_rows_are() {
        let told = figures(
            "诉求类别",
            &[("投诉", 300), ("投诉举报", 10), ("求助", 150)],
        );
        let renaming = Renaming::of(&told).unwrap();
        assert_eq!(
            renaming.of_text("450 件投诉涉及 81 个事项，“投诉内容”列，投诉举报 10 件"),
            "450 件诉求涉及 81 个事项，“投诉内容”列，投诉举报 10 件"
        );
        assert_eq!(
            renaming.of_text("Complaints about the same place; every complaint of complainants"),
            "Requests about the same place; every request of complainants"
        );
        assert!(Renaming::of(&figures("区域", &[("投诉", 5)])).is_none());
    }

    #[test]
    fn complaints_are_told_from_other_requests_where_a_column_says_so() {
        let told = figures(
            "诉求类别",
            &[("咨询", 50), ("投诉举报", 30), ("求助", 15), ("非投诉", 5)],
        );
        let requests = Requests::of(&told).unwrap();
        assert_eq!((requests.complaints, requests.of), (30, 100));
        assert_eq!(noun(&told, Lang::Zh), "诉求");
        assert_eq!(
            complaints_among(&told, Lang::Zh),
            "，其中投诉 30 件，占 30.0%"
        );
        assert_eq!(vocabulary(&told, Lang::En).total, "Requests");
        for other in [
            figures("诉求类别", &[("咨询", 50), ("求助", 50)]),
            figures("诉求类别", &[("投诉", 100)]),
            figures("区域", &[("投诉", 50), ("咨询", 50)]),
        ] {
            assert_eq!(Requests::of(&other), None);
            assert_eq!(noun(&other, Lang::En), "complaints");
            assert_eq!(complaints_among(&other, Lang::En), "");
        }
    }
}
