//! Events in words.

use super::pick;
use crate::report::number::{count, percent};
use crate::report::{EventFigures, ReportedEvent};
use crate::types::Lang;

/// Headings before the columns of types and dimensions.
pub(crate) fn first(lang: Lang) -> [&'static str; 9] {
    pick(
        lang,
        [
            "事件编号",
            "事件",
            "件数",
            "不同内容",
            "人数",
            "首次",
            "最近",
            "近四周",
            "前四周",
        ],
        [
            "event",
            "name",
            "complaints",
            "distinct texts",
            "people",
            "first",
            "last",
            "last four weeks",
            "four weeks before",
        ],
    )
}

/// Headings behind them: closed, of so many, complaints after closing, ids.
pub(crate) fn last(lang: Lang) -> [&'static str; 4] {
    pick(
        lang,
        ["已办结", "办结情况已知", "办结后再诉", "工单举例"],
        [
            "closed",
            "of known",
            "after an earlier one was closed",
            "examples",
        ],
    )
}

/// Between ids.
pub(crate) fn between_ids(lang: Lang) -> &'static str {
    pick(lang, "、", ", ")
}

/// Titles and heads of the tables of a report.
pub(in crate::report) struct Heads {
    pub(in crate::report) events: &'static str,
    pub(in crate::report) types: &'static str,
    pub(in crate::report) largest: &'static str,
    pub(in crate::report) by_complaints: &'static str,
    pub(in crate::report) matters: &'static str,
    pub(in crate::report) by_matters: &'static str,
    pub(in crate::report) people: &'static str,
    pub(in crate::report) by_people: &'static str,
    pub(in crate::report) event: &'static str,
    pub(in crate::report) reported: &'static str,
    pub(in crate::report) in_all: &'static str,
    pub(in crate::report) first: &'static str,
    pub(in crate::report) last: &'static str,
    pub(in crate::report) four_weeks: &'static str,
    pub(in crate::report) before: &'static str,
}

const ZH: Heads = Heads {
    events: "热点事件",
    types: "各类型按件数、事项和人数的占比",
    largest: "反映集中的事件",
    by_complaints: "占比（按件数）",
    matters: "事项数",
    by_matters: "占比（按事项）",
    people: "人数",
    by_people: "占比（按人数）",
    event: "事件",
    reported: "件数",
    in_all: "累计件数",
    first: "首次反映",
    last: "最近反映",
    four_weeks: "近四周",
    before: "前四周",
};

const EN: Heads = Heads {
    events: "Events",
    types: "Types by complaints, matters and people",
    largest: "Events with most complaints",
    by_complaints: "Share of complaints",
    matters: "Matters",
    by_matters: "Share of matters",
    people: "People",
    by_people: "Share of people",
    event: "Event",
    reported: "Complaints",
    in_all: "Complaints in all",
    first: "First complaint",
    last: "Last complaint",
    four_weeks: "Last four weeks",
    before: "Four weeks before",
};

pub(in crate::report) fn heads(lang: Lang) -> &'static Heads {
    pick(lang, &ZH, &EN)
}

/// How many matters complaints are about, and how many of them repeat others.
pub(in crate::report) fn lead(e: &EventFigures, lang: Lang) -> Vec<String> {
    let share = percent(e.in_events as f64 / e.compared.max(1) as f64);
    let [compared, matters, events, inside, later] =
        [e.compared, e.matters, e.events, e.in_events, e.later].map(count);
    let mut text = pick(
        lang,
        format!(
            "经归并，{compared} 件投诉涉及 {matters} 个事项，其中两件以上反映同一情况的事件 {events} 个，共 {inside} 件，占 {share}；继前一件之后就同一事件再次反映的 {later} 件"
        ),
        format!(
            "{compared} complaints are about {matters} matters. {events} of these are events with two complaints or more, {inside} in all ({share}). {later} complaints follow an earlier one about the same event"
        ),
    );
    if let Some(same) = e.by_same_person.map(count) {
        text += &pick(
            lang,
            format!("，其中同一人再次反映的 {same} 件"),
            format!(", {same} of them by a person who had complained about it before"),
        );
    }
    let mut lead = vec![text + pick(lang, "。", ".")];
    if e.not_compared > 0 {
        let n = count(e.not_compared);
        lead.push(pick(
            lang,
            format!("另有 {n} 件没有正文或日期，未参与归并。"),
            format!("{n} more have no text or no day and were not compared."),
        ));
    }
    lead
}

/// What an event and a matter are.
pub(in crate::report) fn notes(e: &EventFigures, lang: Lang) -> Vec<String> {
    let days = e.within_days;
    let mut notes = vec![pick(
        lang,
        format!(
            "地点或对象相同、内容相近，且与前一件相隔不超过 {days} 天的投诉归为同一事件；不属于任何事件的投诉各算一个事项。事件按其多数投诉的类型计。归并由程序完成，可能有错漏，请结合工单核对。"
        ),
        format!(
            "Complaints about the same place or subject, alike in content and at most {days} days after the one before, make an event; every other complaint is a matter of its own. An event counts under the type of most of its complaints. Grouping is automatic and may err: check it against the complaints."
        ),
    )];
    if let Some(since) = e.since {
        notes.push(pick(
            lang,
            format!("早于本期的投诉自 {since} 起参与归并，累计件数和首次反映日期以此为限。"),
            format!("Earlier complaints were compared from {since} on: totals and first days go back no further."),
        ));
    }
    if e.people.is_some() {
        notes.push(
            pick(
                lang,
                "同一人可反映多个类型，按人数的占比合计可超过 100%。",
                "A person may complain about several types: shares of people may add up to more than 100%.",
            )
            .to_owned(),
        );
    }
    notes
}

/// Events that the first page names, and complaints that each has at least.
const TOLD: usize = 3;
const LEAST: u64 = 5;

/// The first page's sentence; absent where no event is large enough.
pub(crate) fn summary(e: &EventFigures, lang: Lang) -> Option<String> {
    let told = |x: &&ReportedEvent| x.reported >= LEAST;
    let told: Vec<String> = e
        .largest
        .iter()
        .filter(told)
        .take(TOLD)
        .map(|x| {
            let (name, n) = (&x.event.name, count(x.reported));
            pick(lang, format!("{name}（{n} 件）"), format!("{name} ({n})"))
        })
        .collect();
    let list = told.join(pick(lang, "、", ", "));
    (!told.is_empty()).then(|| {
        pick(
            lang,
            format!("反映集中的事件：{list}。"),
            format!("Events with most complaints: {list}."),
        )
    })
}
