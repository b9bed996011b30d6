//! What to know of the tables.

use super::super::pick;
use crate::report::number::{count, decimals};
use crate::report::{OutcomeRisk, RiskScore};
use crate::types::Lang;

/// An area from which on the texts probably state the answer.
const STATED: f64 = 0.95;

/// What a figure is called, its value and its interval.
pub(in crate::report) type Figure = (&'static str, f64, Option<(f64, f64)>);

/// The figures of a score, each with its value and interval.
pub(in crate::report) fn figures(s: &RiskScore, lang: Lang) -> Vec<Figure> {
    let [auc, brier, base, skill, factor] = pick(
        lang,
        [
            "区分度（AUC）",
            "均方误差（Brier）",
            "一律取平均占比的均方误差",
            "均方误差的改进",
            "实际件数÷估计件数",
        ],
        [
            "AUC",
            "Brier score",
            "Brier score of the average rate",
            "Skill",
            "Observed ÷ expected",
        ],
    );
    vec![
        (auc, s.auc, s.auc_interval),
        (brier, s.brier, None),
        (base, s.brier_of_base_rate, None),
        (skill, s.skill, Some(s.skill_interval)),
        (factor, s.observed_to_expected, None),
    ]
}

/// A dispersion above which answers of one type and week are alike.
const ALIKE: f64 = 1.05;

/// What to know of the comparisons.
pub(in crate::report) fn notes(risk: &OutcomeRisk, lang: Lang) -> Vec<String> {
    let (distinct, compared) = (count(risk.distinct), count(risk.compared));
    let mut first = pick(
        lang,
        format!("除回答的判读外，本节各表近似重复的投诉只计一件，共 {distinct} 件。"),
        format!(
            "All tables but that of how answers are read count near-duplicates once: {distinct} complaints."
        ),
    );
    if risk.dispersion > ALIKE {
        let spread = decimals(risk.dispersion, 1);
        first += &pick(
            lang,
            format!("同一周、同一类型的投诉结果相近，区间和检验已按离散系数 {spread} 放宽。"),
            format!(
                " Answers of one type and week are alike; intervals and tests allow for it (dispersion {spread})."
            ),
        );
    }
    let mut notes = vec![first];
    notes.push(pick(
        lang,
        format!("取值与同类型的其他投诉相比，共比较 {compared} 项，列出差异不大可能出于偶然的；差异是相关，不等于原因。"),
        format!("Values are compared with other complaints of the same types, {compared} in all; those are listed that differ by more than chance. A difference is an association, not a cause."),
    ));
    if risk.score.as_ref().is_some_and(|s| s.tells) {
        notes.push(
            pick(
                lang,
                "“按内容估计”是只看投诉内容的模型给出的平均概率。占比与之相符的，差异可由内容解释；偏高或偏低的，模型从内容中看不出原因，可从办理环节等方面查找。",
                "“Estimated from the texts” is the mean probability by a model of the texts alone. Where the rate is as expected, what the complaints say explains it; where it is higher or lower, the model does not see why in the texts: look at how the complaints were handled, too.",
            )
            .to_owned(),
        );
    }
    notes.extend(cautions(risk, lang));
    notes
}

/// What may make the figures wrong.
fn cautions(risk: &OutcomeRisk, lang: Lang) -> Vec<String> {
    let mut notes = Vec::new();
    if risk.score.as_ref().is_some_and(|s| s.auc >= STATED) {
        notes.push(
            pick(
                lang,
                "区分度高得不寻常：内容里可能已写明结果，请核对投诉内容列是否含有事后填写的文字。",
                "The texts tell almost every answer: they may state it. Check that they were not written afterwards.",
            )
            .to_owned(),
        );
    }
    if !risk.late_texts.is_empty() {
        let names = risk.late_texts.join(pick(lang, "、", ", "));
        notes.push(pick(
            lang,
            format!("内容列中的{names}可能是事后填写的，词语和估计或已含有结果。"),
            format!(
                "The text includes {names}, which may have been written once the answer was known."
            ),
        ));
    }
    notes.push(
        pick(
            lang,
            "近期投诉的结果可能还会变化。",
            "The answers of recent complaints may still change.",
        )
        .to_owned(),
    );
    notes
}

/// Which complaints the table of answers counts.
pub(in crate::report) fn answer_note(lang: Lang) -> &'static str {
    pick(
        lang,
        "此表按读取的全部投诉统计，含近似重复的和本节所用时段以前的，件数因此可多于其他各表。",
        "This table counts all complaints read, near-duplicates and those before the time of this section included, and so may count more than the others.",
    )
}

/// What to know of the words.
pub(in crate::report) fn word_notes(lang: Lang) -> Vec<String> {
    let note = pick(
        lang,
        "在同类型的投诉中比较；更常见不等于导致，有的词语可能说的是事后的情况。",
        "Compared within types. More common does not mean that the word leads to the answer, and a word may describe what happened afterwards.",
    );
    vec![note.to_owned()]
}
