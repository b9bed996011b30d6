//! How every figure is calculated, and what its denominator is.

use super::answers::states;
use super::finding_rules::of_findings;
use super::methods::methods;
use super::requests::Renaming;
use super::{Rule, pick};
use crate::aggregate::{
    Correlations, Figures, Measure, Repeats, Service, ServiceFigure, ServiceShare,
};
use crate::causes::Finding;
use crate::types::Lang;
use std::collections::BTreeMap;

const SHARE: [(&str, &str, &str); 1] = [(
    "share",
    "该类型投诉量 ÷ 已分类投诉总量；未分类的投诉不计入分母，单独列出；区间为 95% Wilson 区间",
    "complaints of the type ÷ complaints that have a type; those without one are listed separately; 95% Wilson interval",
)];

const PREDICTED: [(&str, &str, &str); 2] = [
    (
        "share",
        "模型判为该类型的投诉量 ÷ 已分类投诉总量；未分类的投诉不计入分母，单独列出；含模型的误判，不作区间估计",
        "complaints predicted to be of the type ÷ complaints that have a type; those without one are listed separately; the model's errors are in it, so it has no interval",
    ),
    (
        "corrected",
        "按模型已知误差校正后，这批投诉中该类型真实占比的估计；95% 区间含模型误差；前提是各类型的文本与训练时相似，变化的只是各类型的多少（人工复核得到的不需要这一前提）",
        "the type's true share of these complaints, estimated from what is known of the model's errors; the 95% interval includes these; assumes that texts of a type look as they did in training and only the mix of types has changed (an audit does not need that)",
    ),
];

const OF_TEMPLATES: (&str, &str, &str) = (
    "templates",
    "在去重基础上，只改动不超过六分之一字词的投诉视为同一模板，只计第一件；超过 20 万件时不作此项统计",
    "among distinct complaints, texts that differ in at most a sixth of their characters are of one template and counted once, at their first row; not counted above 200,000 complaints",
);
const ALWAYS: [(&str, &str, &str); 1] = [(
    "distinct",
    "内容近似重复的投诉（字符 5-gram 的 Jaccard 相似度不低于 0.8，即两件所有的五字片段中，八成两件都有）只计所读数据中的第一件；各时段的去重量只计首次出现在该时段的，报告所讲时段的只在该时段内去重",
    "near-identical texts (Jaccard similarity of character 5-grams ≥ .8: of the pieces of five characters that either text has, both have four fifths) are counted once, at the first row of what is read; those of a period are the ones that appear in it first, and of the period reported those distinct within it",
)];

const OF_DIMENSIONS: [(&str, &str, &str); 5] = [
    (
        "by.association",
        "该列的取值与投诉类型的对应程度，0 为无关，1 为一一对应；即经偏差校正的 Cramér’s V",
        "how far the values of the column and the types go together, from 0 (not at all) to 1 (each value has its type); this is Cramér’s V, corrected for bias",
    ),
    (
        "by.share",
        "该取值的投诉量 ÷ 该列不为空的投诉总量",
        "complaints with the value ÷ complaints with any value in the column",
    ),
    (
        "by.share_within",
        "该取值内该类型的投诉量 ÷ 该取值内已分类的投诉量",
        "complaints of the type with the value ÷ complaints with the value that have a type",
    ),
    (
        "by.share_of_total",
        "该取值内该类型的投诉量 ÷ 该列不为空的已分类投诉总量",
        "complaints of the type with the value ÷ complaints with any value in the column that have a type",
    ),
    (
        "by.lift",
        "该取值内的占比 ÷ 其余取值合计的占比；p 值看该组合的去重件数是否多于该取值与该类型本身所能解释的（其余组合按拟独立模型拟合，负二项分布单侧检验，已计入一事多诉），对全部单元格作 Benjamini–Hochberg 校正；p < 0.01 且提升度不低于 1.2 为显著偏高",
        "share within the value ÷ share within all other values; p is that of holding more distinct complaints than the value and the type explain (quasi-independence of all other cells, a one-sided negative binomial count that allows for events), adjusted over all cells (Benjamini–Hochberg); a combination stands out where p < .01 and the lift is at least 1.2",
    ),
];

const OF_FORECAST: (&str, &str, &str) = (
    "forecast",
    "由预期区间所用的模型继续推算；未满的时段为已受理件数加其余天数的推算，已受理件数与推算明显不符（偶然出现的可能低于百分之一）的不作预测；各类型与总量按各自方差调整到相加一致；区间为负二项分布，含推算误差和过度离散，以往走势不变时，实际件数落入的机会如所标",
    "the model of the expected range carried on; a period under way holds what has been counted and what is expected of its other days, and nothing is predicted where that count is out of line (rarer than 1 in 100); type forecasts are reconciled with the total by variance; intervals are negative binomial, with the uncertainty of the prediction and overdispersion in them",
);

const OF_PERIODS: [(&str, &str, &str); 2] = [
    (
        "periods.change",
        "本期日均 ÷ 上期日均 − 1，天数按星期和节假日折算；区间已计入过度离散；首尾数据不全、缺少一成以上天数的时段不参与比较，缺少的天数不计",
        "complaints per ordinary day of this period ÷ those of the previous one − 1; weekdays and holidays count for what they usually hold; the interval allows for overdispersion; days without data count for nothing; an incomplete first or last period, and one that lacks a tenth of its days, is excluded",
    ),
    (
        "periods.band",
        "由其余各期推算：线性趋势、年度波动（数据满约 17 个月时）和缓慢变化的水平，乘以折算天数；最新一期只按此前各期推算；上下限按负二项分布取单侧千分之一，时段和类型多时更严",
        "predicted from all other periods: a line, a yearly wave (from about 17 months of data) and a level that wanders, times ordinary days; the newest period is predicted from the past alone; bounds are 1 in 1,000 on each side of a negative binomial count, and rarer where there are many types and periods",
    ),
];

const OF_SPANS: (&str, &str, &str) = (
    "compare.relative",
    "（后段件数 ÷ 后段折算天数）÷（前段件数 ÷ 前段折算天数）− 1；各日按星期和节假日通常的件数折算成平日，各类型按自身情况折算，因此与日历天数的日均之比略有不同；区间已计入过度离散",
    "(complaints after ÷ ordinary days after) ÷ (complaints before ÷ ordinary days before) − 1; a day counts as much as its weekday or holiday usually holds, for each type by itself, so that the result differs somewhat from that of calendar days; the interval allows for overdispersion",
);

/// Title of the sheet of the rules.
pub(crate) fn title(lang: Lang) -> &'static str {
    pick(lang, "计算口径", "Definitions")
}

/// The rules of all figures and findings there are, by name.
pub(crate) fn rules(
    figures: &Figures,
    findings: &[Finding],
    lang: Lang,
) -> BTreeMap<String, String> {
    let by: &[_] = if figures.by.is_empty() {
        &[]
    } else {
        &OF_DIMENSIONS
    };
    let periods: &[_] = match figures.period_unit {
        Some(_) => &OF_PERIODS,
        None => &[],
    };
    let share: &[_] = if figures.predicted {
        &PREDICTED
    } else {
        &SHARE
    };
    let templates = figures.templates.map(|_| &OF_TEMPLATES);
    let forecast = figures.forecast.as_ref().map(|_| &OF_FORECAST);
    let always = share.iter().chain(&ALWAYS);
    let compare = figures.compare.as_ref().map(|_| &OF_SPANS);
    let of_time = periods.iter().chain(forecast).chain(compare);
    let fixed = always.chain(templates).chain(by).chain(of_time);
    let fixed = fixed.map(|&(name, zh, en)| (name, zh.to_owned(), en.to_owned()));
    let service = figures.service.iter().flat_map(of_service);
    let renaming = Renaming::of(figures);
    let all = fixed
        .chain(methods(figures))
        .chain(service)
        .chain(of_findings(findings));
    all.map(|(name, zh, en)| {
        let rule = if lang == Lang::Zh { zh } else { en };
        let rule = match &renaming {
            Some(renaming) => renaming.of_text(&rule),
            None => rule,
        };
        (name.to_owned(), rule)
    })
    .collect()
}

fn of_service(service: &Service) -> Vec<Rule> {
    let mut rules: Vec<Rule> = service.measures.iter().map(measure).collect();
    rules.extend(service.nps.as_ref().map(|n| nps(&n.column)));
    rules.extend(service.shares.iter().map(share));
    rules.extend(service.repeats.as_ref().map(repeats));
    rules.extend(service.quadrant.as_ref().map(|_| quadrant()));
    rules.extend(service.correlations.as_ref().map(correlations));
    rules
}

fn measure(m: &Measure) -> Rule {
    let column = &m.column;
    let name = match m.figure {
        ServiceFigure::Satisfaction => {
            return (
                "service.satisfaction",
                format!("“{column}”列的平均值，只计有评分的投诉；区间为 95% t 区间"),
                format!(
                    "mean of column “{column}” over complaints that have a rating; 95% t interval"
                ),
            );
        }
        ServiceFigure::ResponseTime => "service.response_time",
        _ => "service.resolution_time",
    };
    (
        name,
        format!("“{column}”列的中位数和 90 分位数，只计有值的投诉"),
        format!(
            "median and 90th percentile of column “{column}” over complaints that have a value"
        ),
    )
}

fn nps(column: &str) -> Rule {
    (
        "service.nps",
        format!(
            "“{column}”列：（9–10 分的件数 − 0–6 分的件数）÷ 有 0–10 分评分的件数 × 100；区间为 95% 正态近似区间，不足 10 件时不给出"
        ),
        format!(
            "column “{column}”: (ratings of 9–10 − ratings of 0–6) ÷ ratings of 0–10 × 100; 95% normal interval, omitted below 10 ratings"
        ),
    )
}

fn share(s: &ServiceShare) -> Rule {
    let column = &s.column;
    let name = match s.figure {
        ServiceFigure::Answered => "service.answered",
        ServiceFigure::Closed => "service.closed",
        ServiceFigure::Resolved => "service.resolved",
        ServiceFigure::OnTime => "service.on_time",
        ServiceFigure::FirstContact => "service.first_contact",
        _ => "service.satisfied",
    };
    let (zh, en) = if s.filled {
        (
            format!("“{column}”列有值的投诉 ÷ 全部投诉"),
            format!("complaints with a value in “{column}” ÷ all complaints"),
        )
    } else {
        let (yes, no) = states(s.figure, Lang::Zh);
        let (yes_en, no_en) = states(s.figure, Lang::En);
        (
            format!(
                "“{column}”列判读为“{yes}”的件数 ÷ 判读为“{yes}”或“{no}”的件数（各回答的判读见“各项回答的判读口径”）"
            ),
            format!(
                "complaints that column “{column}” says are {yes_en} ÷ those it says are {yes_en} or {no_en} (“How answers are read” lists the answers)"
            ),
        )
    };
    wilson(name, &zh, &en)
}

fn wilson(name: &'static str, zh: &str, en: &str) -> Rule {
    let (zh, en) = (
        format!("{zh}；区间为 95% Wilson 区间"),
        format!("{en}; 95% Wilson interval"),
    );
    (name, zh, en)
}

fn repeats(r: &Repeats) -> Rule {
    let days = r.days;
    let person = r.complainant.as_ref().map(|c| {
        (
            format!("同一投诉人（“{c}”列）"),
            format!("from the same complainant (column “{c}”)"),
        )
    });
    let text = (r.by_text.is_some() || person.is_none()).then(|| {
        (
            "内容近似重复（Jaccard 相似度不低于 0.8）".to_owned(),
            "with a near-identical text (Jaccard similarity ≥ .8)".to_owned(),
        )
    });
    let (zh, en): (Vec<String>, Vec<String>) = person.into_iter().chain(text).unzip();
    wilson(
        "service.repeat",
        &format!(
            "此前 {days} 天内已有{}的投诉的件数 ÷ 有时间的投诉，首次投诉不计",
            zh.join("或")
        ),
        &format!(
            "complaints that within {days} days follow one {} ÷ complaints with a time; the first one does not count",
            en.join(" or ")
        ),
    )
}

fn quadrant() -> Rule {
    (
        "service.quadrant",
        "重要性为该类型占比，以 1 ÷ 类型数为界；满意度以全部投诉的水平为界，95% 区间包含该水平的类型不归入任何象限；不足 10 件的类型不列出".to_owned(),
        "importance is the share of the type, split at 1 ÷ number of types; satisfaction is split at the level of all complaints, and a type whose 95% interval contains it is in no quadrant; types with fewer than 10 answers are omitted".to_owned(),
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
    let (zh_test, en_test) = match &c.over {
        Some(_) => (
            "r 为 Pearson 线性相关系数，ρ 为 Spearman 等级相关系数，r 的区间用 Fisher z 变换，ρ 的 p 值（t 分布，双侧）",
            "r is Pearson's linear correlation, ρ Spearman's rank correlation; interval of r by Fisher's z; p of ρ (Student's t, two-sided)",
        ),
        None => (
            "r 为 Pearson 线性相关系数，ρ 为 Spearman 等级相关系数；p 值属于剔除趋势后的 ρ（从占比和指标中除去随时间的直线和前一时段的影响；t 分布，双侧），各时段不独立，因此不给出 r 的区间；p 值",
            "r is Pearson's linear correlation, ρ Spearman's rank correlation; p is of ρ without trend, after the line over time and what carries over from one period to the next are taken out of both (Student's t, two-sided); periods are not independent, so r has no interval; p",
        ),
    };
    (
        "service.correlation",
        format!(
            "以{zh}为单位，计算该类型占比与指标水平（时长取中位数，评分取平均值，其余取比率）的相关系数；n 为单位数，至少 8 个，每个至少 {least} 件；{zh_test}经 Benjamini–Hochberg 校正；不含重复投诉率"
        ),
        format!(
            "across {en}: share of the type against the figure (median of times, mean of ratings, otherwise the share); n is their number, at least 8, each with at least {least} complaints; {en_test} adjusted by Benjamini–Hochberg; the repeat rate is not included"
        ),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::aggregate::Compared;
    use crate::causes::FindingKind;
    use crate::report::Report;
    use crate::report::fixture::fixture;
    use std::fmt::Write as _;

    #[test]
    fn every_rule_in_both_languages() {
        let Report {
            mut figures,
            mut findings,
            ..
        } = fixture(3, 24, 2);
        findings.extend(findings.first().cloned().map(|f| Finding {
            kind: FindingKind::Holiday,
            ..f
        }));
        figures.compare = Some(Compared::default());
        let service = figures.service.get_or_insert_default();
        service.shares.retain(|s| s.figure != ServiceFigure::Repeat);
        let filled = service.shares.first().map(|s| ServiceShare {
            filled: !s.filled,
            figure: ServiceFigure::Answered,
            ..s.clone()
        });
        service.shares.extend(filled);
        let mut all = String::new();
        for lang in [Lang::Zh, Lang::En] {
            for (name, rule) in rules(&figures, &findings, lang) {
                writeln!(all, "{name}: {rule}").unwrap();
            }
        }
        insta::assert_snapshot!(all);
    }
}
