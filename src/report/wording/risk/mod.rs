//! A yes-or-no question about every complaint, in words.

mod heads;
mod notes;

pub(in crate::report) use heads::heads;
pub(in crate::report) use notes::{answer_note, figures, notes, word_notes};

use super::shares::{in_brackets, interval};
use super::warnings::scope_name;
use super::{fill, pick};
use crate::aggregate::{AnswerReading, Scope};
use crate::report::number::{count, percent};
use crate::report::{OutcomeRisk, RiskCell, RiskRefusal, RiskScore, RiskSplit, YesRate};
use crate::types::Lang;
use std::cmp::Ordering;

/// An adjusted p below which a difference is clear.
const CLEAR: f64 = 0.05;
/// Places that the first page names.
const TOLD: usize = 2;

/// The title of the section.
pub(in crate::report) fn title(risk: &OutcomeRisk, lang: Lang) -> String {
    fill(heads(lang).title, &[&risk.column])
}

/// Cells that are named at most.
const CELLS: usize = 3;

/// What a yes (or a no) is called: its cells, where they are few.
pub(in crate::report) fn answer(risk: &OutcomeRisk, yes: bool, lang: Lang) -> String {
    let wanted = match yes {
        true => AnswerReading::Yes,
        false => AnswerReading::No,
    };
    let cells = risk.answers.iter().filter(|a| a.reading == Some(wanted));
    let cells: Vec<&str> = cells.map(|a| a.answer.as_str()).collect();
    match cells.len() {
        1..=CELLS => cells.join(pick(lang, "、", ", ")),
        _ => pick(lang, ["否", "是"], ["no", "yes"])[usize::from(yes)].to_owned(),
    }
}

/// Head of the column of yeses.
pub(in crate::report) fn yes_head(risk: &OutcomeRisk, lang: Lang) -> String {
    fill(heads(lang).yes, &[&answer(risk, true, lang)])
}

/// `12.3%（1,230/10,000 件，95% 区间 11.5%–13.1%）`; absent where nothing is known.
fn rate(rate: &YesRate, lang: Lang) -> Option<String> {
    let (share, ends) = (rate.rate?, (rate.low?, rate.high?));
    let (yes, known) = (count(rate.yes), count(rate.known));
    let evidence = pick(
        lang,
        format!("{yes}/{known} 件，{}", interval(ends, lang)),
        format!("{yes} of {known}; {}", interval(ends, lang)),
    );
    Some(format!("{}{}", percent(share), in_brackets(evidence, lang)))
}

/// The first page's sentence: how often it is yes, and where most beyond what is expected.
pub(crate) fn summary(risk: &OutcomeRisk, lang: Lang) -> String {
    let (column, yes) = (&risk.column, answer(risk, true, lang));
    let of = risk.period.as_ref().unwrap_or(&risk.all);
    let rate = rate(of, lang).unwrap_or_else(|| heads(lang).unknown.to_owned());
    let when = when(risk, lang);
    let is_above = |c: &&RiskCell| c.excess() > 0.0 && c.p_adjusted < CLEAR;
    // types only where nothing says more
    let places = risk.cells.iter().filter(is_above);
    let types = risk.types.iter().filter(is_above);
    let above: Vec<String> = match risk.cells.iter().any(|c| is_above(&c)) {
        true => places.take(TOLD).map(|c| place(c, lang)).collect(),
        false => types.take(TOLD).map(|c| place(c, lang)).collect(),
    };
    let list = above.join(pick(lang, "、", "; "));
    let head = pick(
        lang,
        format!("“{column}”为“{yes}”的占 {rate}"),
        format!("“{column}” is “{yes}”: {rate}"),
    );
    match (above.is_empty(), lang) {
        (true, Lang::Zh) => format!("{head}。"),
        (false, Lang::Zh) if when.is_empty() => format!("{head}，明显偏高的有{list}。"),
        (false, Lang::Zh) => format!("{head}；{when}明显偏高的有{list}。"),
        (true, Lang::En) => format!("{head}."),
        (false, Lang::En) => format!("{head}. {when}“{yes}” is clearly more frequent for {list}."),
    }
}

/// Which complaints the places are counted among, where the share is only of the period.
fn when(risk: &OutcomeRisk, lang: Lang) -> String {
    match (risk.period, risk.since, lang) {
        (None, ..) => String::new(),
        (_, Some(since), Lang::Zh) => format!("{since} 以来"),
        (_, Some(since), Lang::En) => format!("Since {since}, "),
        (_, None, Lang::Zh) => "截至期末的全部数据中".to_owned(),
        (_, None, Lang::En) => "In all data up to the end of the period, ".to_owned(),
    }
}

/// `物流配送（区域：华东）31.0%（同类型其他投诉 14.2%）`, `Support: 34.9% (7.8% for other types)`
fn place(cell: &RiskCell, lang: Lang) -> String {
    let (name, rate) = (
        scope_name(&cell.scope, lang),
        percent(cell.rate.rate.unwrap_or(0.0)),
    );
    let others = percent(cell.rate_elsewhere);
    let (of_others, elsewhere) = match cell.scope.values.is_empty() {
        true => (heads(lang).of_others, "other types"),
        false => (heads(lang).of_types, "others of the same types"),
    };
    pick(
        lang,
        format!("{name} {rate}（{of_others} {others}）"),
        format!("{name}: {rate} ({others} for {elsewhere})"),
    )
}

/// How often the answer is yes, of how many it is not known, and what a model of the texts makes of it.
pub(in crate::report) fn lead(risk: &OutcomeRisk, lang: Lang) -> Vec<String> {
    let mut lead = Vec::new();
    let yes = answer(risk, true, lang);
    if let Some((period, unknown)) = risk.period.as_ref().zip(risk.unknown_in_period) {
        let name = pick(lang, "本期", "In the period");
        lead.extend(counted(name, (period, unknown), &yes, lang));
    }
    let name = match (risk.since, risk.period, lang) {
        (Some(since), _, Lang::Zh) => format!("{since} 以来"),
        (Some(since), _, Lang::En) => format!("Since {since}"),
        (None, Some(_), Lang::Zh) => "截至期末的全部数据中".to_owned(),
        (None, Some(_), Lang::En) => "In all data up to the end of the period".to_owned(),
        (None, None, _) => pick(lang, "全部投诉中", "Of all complaints").to_owned(),
    };
    lead.extend(counted(&name, (&risk.all, risk.unknown), &yes, lang));
    lead.extend(risk.score.as_ref().map(|s| score(s, &yes, lang)));
    lead.extend(risk.no_score.map(|r| no_score(r, lang)));
    lead.extend(risk.no_time_split.map(|r| no_time_split(r, lang)));
    lead
}

fn counted(of: &str, (known, unknown): (&YesRate, u64), yes: &str, lang: Lang) -> Option<String> {
    let rate = rate(known, lang)?;
    let n = count(unknown);
    let zh = match unknown {
        0 => String::new(),
        _ => format!("；另有 {n} 件结果未知，不计入"),
    };
    let en = match unknown {
        0 => String::new(),
        _ => format!("; the answer is not known for {n} more, which are not counted"),
    };
    Some(pick(
        lang,
        format!("{of}为“{yes}”的占 {rate}{zh}。"),
        format!("{of}, the answer is “{yes}” for {rate}{en}."),
    ))
}

fn score(s: &RiskScore, yes: &str, lang: Lang) -> String {
    let how = match (s.split, s.from, lang) {
        (RiskSplit::Time, Some(from), Lang::Zh) => format!(
            "用 {from} 之前的 {} 件训练，对该日起的 {} 件（“{yes}”{} 件）逐件估计",
            count(s.learnt.unwrap_or(0)),
            count(s.judged.known),
            count(s.judged.yes)
        ),
        (RiskSplit::Time, Some(from), Lang::En) => format!(
            "a model that learnt from the {} complaints before {from} was judged on the {} from then on ({} “{yes}”)",
            count(s.learnt.unwrap_or(0)),
            count(s.judged.known),
            count(s.judged.yes)
        ),
        (_, _, Lang::Zh) => format!(
            "用交叉验证对 {} 件（“{yes}”{} 件）逐件估计，未按时间先后检验",
            count(s.judged.known),
            count(s.judged.yes)
        ),
        (_, _, Lang::En) => format!(
            "cross-validation over {} complaints ({} “{yes}”), not a test on later ones",
            count(s.judged.known),
            count(s.judged.yes)
        ),
    };
    let auc = percent(s.auc);
    let auc = match s.auc_interval {
        Some(ends) => format!("{auc}{}", in_brackets(interval(ends, lang), lang)),
        None => auc,
    };
    let skill = percent(s.skill);
    match (s.tells, lang) {
        (true, Lang::Zh) => format!(
            "投诉内容能提示结果：{how}，任取结果不同的两件，“{yes}”的一件估计概率更高的占 {auc}；均方误差比一律取平均占比低 {skill}。"
        ),
        (true, Lang::En) => format!(
            "The texts tell: {how}. Of two complaints with different answers it gives the “{yes}” the higher probability in {auc}; its mean squared error is {skill} below that of the average rate."
        ),
        (false, Lang::Zh) => format!(
            "投诉内容不足以提示结果：{how}，任取结果不同的两件，“{yes}”的一件估计概率更高的占 {auc}；并不优于一律取平均占比，因此不给出按内容估计的风险。"
        ),
        (false, Lang::En) => format!(
            "The texts do not tell: {how}. Of two complaints with different answers it gives the “{yes}” the higher probability in {auc}, and it is not better than the average rate; no risk is estimated from the texts."
        ),
    }
}

fn no_score(refusal: RiskRefusal, lang: Lang) -> String {
    match refusal {
        RiskRefusal::TooFew { yes, no } => {
            let (yes, no) = (count(yes), count(no));
            pick(
                lang,
                format!(
                    "“是”{yes} 件、“否”{no} 件（近似重复只计一件），数量太少，未按内容估计风险。"
                ),
                format!(
                    "No risk is estimated from the texts: {yes} yes and {no} no, near-duplicates counted once, are too few."
                ),
            )
        }
        _ => pick(
            lang,
            "未读取投诉内容，没有按内容估计风险。",
            "The texts were not read, and no risk is estimated from them.",
        )
        .to_owned(),
    }
}

fn no_time_split(refusal: RiskRefusal, lang: Lang) -> String {
    match refusal {
        RiskRefusal::TooFewOnASide {
            yes_before,
            no_before,
            yes_after,
            no_after,
        } => {
            let [yes_before, no_before, yes_after, no_after] =
                [yes_before, no_before, yes_after, no_after].map(count);
            pick(
                lang,
                format!(
                    "按时间先后检验，前段“是”{yes_before} 件、“否”{no_before} 件，后段“是”{yes_after} 件、“否”{no_after} 件，数量太少，改用交叉验证。"
                ),
                format!(
                    "There is no test on later complaints: {yes_before} yes and {no_before} no are earlier, {yes_after} yes and {no_after} no are later, which is too few."
                ),
            )
        }
        _ => pick(
            lang,
            "没有投诉时间，无法按时间先后检验，改用交叉验证。",
            "There is no test on later complaints, since complaints have no time.",
        )
        .to_owned(),
    }
}

/// How a rate lies to another one.
pub(in crate::report) fn beside(ordering: Option<Ordering>, lang: Lang) -> &'static str {
    match ordering {
        Some(Ordering::Greater) => pick(lang, "偏高", "higher"),
        Some(Ordering::Less) => pick(lang, "偏低", "lower"),
        Some(Ordering::Equal) => pick(lang, "相符", "as expected"),
        None => "",
    }
}

/// A type whose rate is clearly not that of the others.
pub(in crate::report) fn beside_others(cell: &RiskCell, lang: Lang) -> &'static str {
    let is_clear = cell.p_adjusted < CLEAR;
    beside(is_clear.then(|| cell.excess().total_cmp(&0.0)), lang)
}

/// `物流配送（区域：华东）`
pub(in crate::report) fn place_name(scope: &Scope, lang: Lang) -> String {
    scope_name(scope, lang)
}
