//! The rule of every service figure, in words.

use super::{Correlations, Measure, Repeats, Service, ServiceFigure, ServiceShare};
use crate::types::Lang;

/// Name, rule in Chinese, rule in English.
type Rule = (&'static str, String, String);

/// Name of the figure → how it comes about.
pub(super) fn rules(service: &Service, lang: Lang) -> Vec<(String, String)> {
    let mut rules: Vec<Rule> = service.measures.iter().map(measure).collect();
    rules.extend(service.nps.as_ref().map(|n| nps(&n.column)));
    rules.extend(service.shares.iter().map(share));
    rules.extend(service.repeats.as_ref().map(repeats));
    rules.extend(service.quadrant.as_ref().map(|_| quadrant()));
    rules.extend(service.correlations.as_ref().map(correlations));
    let said = |(name, zh, en): Rule| (name.to_owned(), if lang == Lang::Zh { zh } else { en });
    rules.into_iter().map(said).collect()
}

fn measure(m: &Measure) -> Rule {
    let column = &m.column;
    let name = match m.figure {
        ServiceFigure::Satisfaction => {
            return (
                "service.satisfaction",
                format!("“{column}”列的均值，只计有评分的投诉；区间为 95% t 区间"),
                format!(
                    "mean of the column “{column}” over the complaints that carry a mark; 95% t interval"
                ),
            );
        }
        ServiceFigure::ResponseTime => "service.response_time",
        _ => "service.resolution_time",
    };
    (
        name,
        format!("“{column}”列的中位数与 90 分位，只计有值的投诉"),
        format!(
            "median and 90th percentile of the column “{column}”, of the complaints that carry a value"
        ),
    )
}

fn nps(column: &str) -> Rule {
    (
        "service.nps",
        format!(
            "“{column}”列：（9–10 分的条数 − 0–6 分的条数）÷ 有 0–10 分的条数 × 100；区间为 95% 正态区间，不足 10 条不给区间"
        ),
        format!(
            "column “{column}”: (marks of 9–10 − marks of 0–6) ÷ all marks of 0–10 × 100; 95% normal interval, none below 10 marks"
        ),
    )
}

fn share(s: &ServiceShare) -> Rule {
    let column = &s.column;
    let name = match s.figure {
        ServiceFigure::Answered => "service.answered",
        ServiceFigure::Closed => "service.closed",
        ServiceFigure::OnTime => "service.on_time",
        ServiceFigure::FirstContact => "service.first_contact",
        _ => "service.satisfied",
    };
    if s.filled {
        return (
            name,
            format!("“{column}”列有值的投诉 ÷ 全部投诉；95% Wilson 区间"),
            format!("complaints with a value in “{column}” ÷ all complaints; 95% Wilson interval"),
        );
    }
    (
        name,
        format!("“{column}”列答为肯定的投诉 ÷ 该列答为肯定或否定的投诉；95% Wilson 区间"),
        format!(
            "complaints with a yes in “{column}” ÷ those with a yes or a no; 95% Wilson interval"
        ),
    )
}

fn repeats(r: &Repeats) -> Rule {
    let days = r.days;
    let (zh, en) = match (&r.complainant, r.by_text) {
        (Some(c), Some(_)) => (
            format!("同一投诉人（“{c}”列）或文本近似相同（Jaccard ≥ 0.8）"),
            format!("the same complainant (column “{c}”) or near-same text (Jaccard ≥ .8)"),
        ),
        (Some(c), None) => (
            format!("同一投诉人（“{c}”列）"),
            format!("the same complainant (column “{c}”)"),
        ),
        (None, _) => (
            "文本近似相同（Jaccard ≥ 0.8）".to_owned(),
            "near-same text (Jaccard ≥ .8)".to_owned(),
        ),
    };
    (
        "service.repeat",
        format!("此前 {days} 天内已有{zh}的投诉的条数 ÷ 有时间的投诉；第一件不计；95% Wilson 区间"),
        format!(
            "complaints that within {days} days follow one of {en} ÷ complaints with a time; the first does not count; 95% Wilson interval"
        ),
    )
}

fn quadrant() -> Rule {
    (
        "service.quadrant",
        "重要性为该类型占比，以 1 ÷ 类型数为界；满意度以全部投诉的水平为界，95% 区间含此水平的类型不归入任何象限；不足 10 条的类型不列".to_owned(),
        "importance: share of the type, parted at 1 ÷ number of types; satisfaction is parted at that of all complaints, a type whose 95% interval holds it lies in no field; types below 10 answers are left out".to_owned(),
    )
}

fn correlations(c: &Correlations) -> Rule {
    let least = c.min_rows;
    let (zh, en) = match &c.over {
        Some(column) => (
            format!("“{column}”的各取值"),
            format!("the values of “{column}”"),
        ),
        None => ("各完整时段".to_owned(), "complete periods".to_owned()),
    };
    (
        "service.correlation",
        format!(
            "以{zh}为单位，某类型占比对该单位内指标的水平（时长取中位数，评分取均值，其余取比率）；n 为单位数，每个单位至少 {least} 条，至少 8 个单位；r 的区间按 Fisher z，ρ 的 p 值（t 分布，双侧）经 Benjamini–Hochberg 校正；重复投诉不参与"
        ),
        format!(
            "over {en}: share of the type against the figure there (median of times, mean of marks, else the share); n: how many, each with at least {least} complaints, at least 8; interval of r by Fisher's z, p of ρ (Student's t, two-sided) Benjamini–Hochberg-adjusted; repeats take no part"
        ),
    )
}
