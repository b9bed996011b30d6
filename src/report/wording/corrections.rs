//! What became of correcting a model's shares, and which of them to quote.

use super::methods::method_name;
use super::pick;
use crate::aggregate::{Audit, CorrectionSummary, Doubt};
use crate::report::number::{count, decimals, percent};
use crate::types::Lang;

/// What became of correcting a model's shares.
pub(crate) fn correction(summary: &CorrectionSummary, lang: Lang) -> Vec<String> {
    let CorrectionSummary::Done {
        method,
        error,
        raw_error,
        known,
        doubt,
        too_few_values,
        min_rows,
    } = summary
    else {
        return not_corrected(summary, lang).into_iter().collect();
    };
    let method = method_name(*method, lang);
    let is_no_better = error >= raw_error;
    let [error, raw] = [*error, *raw_error].map(|e| decimals(e * 100.0, 2));
    let quote = quote(*doubt, is_no_better || error == raw, lang);
    if *doubt == Some(Doubt::Foreign) {
        return vec![self::doubt(Doubt::Foreign, lang).to_owned()];
    }
    let mut notes = vec![pick(
        lang,
        format!(
            "类型由模型给出，占比按模型误差作了校正：方法为“{method}”（预期误差平均 {error} 个百分点，不校正为 {raw}）。{quote}"
        ),
        format!(
            "The types come from a model, so shares are corrected for its errors. The expected error of the method, {method}, is {error} \
             percentage points on average ({raw} without correction). {quote}"
        ),
    )];
    if *known > 0 {
        let known = count(*known);
        notes.push(pick(
            lang,
            format!("{known} 行曾用于训练该模型，按原样计入，不作校正。"),
            format!("{known} rows were used to train the model; they are counted as they are, without correction."),
        ));
    }
    if *too_few_values > 0 {
        let (n, least) = (count(*too_few_values), count(*min_rows));
        notes.push(pick(
            lang,
            format!("{n} 个取值不足 {least} 行，不作校正，只列判定占比。"),
            format!(
                "{n} values have fewer than {least} rows; only their predicted shares are given."
            ),
        ));
    }
    notes
}

/// Which share to quote.
fn quote(doubt: Option<Doubt>, is_no_better: bool, lang: Lang) -> &'static str {
    match doubt {
        Some(doubt) => self::doubt(doubt, lang),
        None if is_no_better => pick(
            lang,
            "校正后误差并未减小，可直接引用判定占比。",
            "Correction does not reduce the error here; quote the uncorrected shares.",
        ),
        None => pick(
            lang,
            "对外引用以校正占比及其 95% 区间为准；前提是各类型的文本与训练时相似，变化的只是各类型的多少。",
            "Quote the corrected share and its 95% interval: it holds where texts of a type look as they did in training and only the mix of \
             types has changed.",
        ),
    }
}

fn not_corrected(summary: &CorrectionSummary, lang: Lang) -> Option<String> {
    let (rows, known, min_rows) = match summary {
        CorrectionSummary::None {
            rows,
            known,
            min_rows,
        } => (rows, *known, min_rows),
        CorrectionSummary::Unmeasured => return Some(unmeasured(lang)),
        CorrectionSummary::Done { .. } => return None,
    };
    let (rows, least) = (count(*rows), count(*min_rows));
    let (known_zh, known_en) = match known {
        0 => (String::new(), String::new()),
        n => (
            format!("，另有 {} 行曾用于训练该模型，不能用来估计误差", count(n)),
            format!("; {} more were used to train the model", count(n)),
        ),
    };
    Some(pick(
        lang,
        format!(
            "类型由模型给出，但可用的只有 {rows} 行（至少需要 {least} 行{known_zh}），占比未作校正，也没有区间。"
        ),
        format!(
            "The types come from a model, but their shares are not corrected and have no intervals: there are {rows} usable rows (at least \
             {least} are needed{known_en})."
        ),
    ))
}

/// The model was made of words alone.
fn unmeasured(lang: Lang) -> String {
    pick(
        lang,
        "类型由模型给出，而该模型未用标注数据训练，判对多少尚不清楚：占比为模型直接计数，未作校正，也没有区间，不宜对外引用。请抽样人工复核（--draw-audit 300，填好后用 --audited），即可得到带区间的占比。",
        "The types come from a model that was trained without labelled rows, and how often it is right is not known: the shares are its plain \
         counts, without correction or intervals. Draw a sample (--draw-audit 300), fill it in and give it with --audited for shares with \
         valid intervals.",
    )
    .to_owned()
}

fn doubt(doubt: Doubt, lang: Lang) -> &'static str {
    let (zh, en) = match doubt {
        Doubt::RareType => (
            "但结果不可采信：有的类型留出数据不足 10 行。请补充该类型的标注，或抽样人工复核（--draw-audit）。",
            "Do not rely on them: some type has fewer than 10 held-out rows. Label more of it, or draw an audit (--draw-audit).",
        ),
        Doubt::Foreign => (
            "这批文本的置信度分布与训练时差别很大，模型给出的类型和校正占比均不可采信，请先人工核验（--draw-audit 300）。",
            "The model is far less sure of these texts than of those held out in its training: rely neither on its types nor on the corrected \
             shares, and audit a sample first (--draw-audit 300).",
        ),
        Doubt::Wide => (
            "但结果不可采信：模型难以区分其中一些类型，区间过宽。请抽样人工复核（--draw-audit）。",
            "Do not rely on them: the model confuses some types and the intervals are too wide. Draw an audit (--draw-audit).",
        ),
    };
    pick(lang, zh, en)
}

/// Shares come from what a person said of some rows; `found` are types that the model never gave, with their shares.
pub(crate) fn audit(audit: &Audit, found: &[(String, f64)], lang: Lang) -> Vec<String> {
    let (n, drawn) = (count(audit.rows.len() as u64), count(audit.drawn as u64));
    let how = if audit.is_weighted() {
        pick(
            lang,
            "按抽取概率加权",
            "weighted by their inclusion probability",
        )
    } else {
        pick(
            lang,
            "按说明视为等概率随机抽取（--audit-is-random）",
            "taken as a simple random sample (--audit-is-random)",
        )
    };
    let mut notes = vec![pick(
        lang,
        format!(
            "占比以校正值为准：由全部行的模型类型和 {n} 行人工复核（抽取 {drawn} 行）估计，{how}；区间为 95%。"
        ),
        format!(
            "Quote the corrected shares. They come from the model's types of all rows and {n} rows that a person labelled (of {drawn} \
             drawn), {how}; 95% intervals."
        ),
    )];
    if audit.retyped > 0 {
        let retyped = count(audit.retyped as u64);
        notes.push(pick(
            lang,
            format!("复核表中有 {retyped} 行抽取后类型已改变（例如重新训练模型后再次分类），估计时以现在的类型为准。"),
            format!(
                "Of the audited rows, {retyped} have had another type since they were drawn, as after training the model anew; their present type counts."
            ),
        ));
    }
    notes.extend(found.iter().map(|(name, share)| {
        let share = percent(*share);
        pick(
            lang,
            format!("人工复核发现模型从未给出的类型“{name}”，估计占 {share}。"),
            format!("The audit found a type that the model never gave: “{name}”, an estimated {share} of all complaints."),
        )
    }));
    notes
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::aggregate::CorrectionMethod;

    #[test]
    fn a_correction_that_does_not_help_is_not_recommended() {
        let note = |error: f64, raw_error: f64, lang| {
            let done = CorrectionSummary::Done {
                method: CorrectionMethod::Emq,
                error,
                raw_error,
                known: 0,
                doubt: None,
                too_few_values: 0,
                min_rows: 30,
            };
            correction(&done, lang).concat()
        };
        let zh = note(0.0062, 0.0061, Lang::Zh);
        assert!(
            zh.ends_with("校正后误差并未减小，可直接引用判定占比。"),
            "{zh}"
        );
        let en = note(0.0062, 0.0062, Lang::En);
        assert!(en.ends_with("quote the uncorrected shares."), "{en}");
        let better = note(0.004, 0.012, Lang::Zh);
        assert!(better.contains("对外引用以校正占比"), "{better}");
    }

    #[test]
    fn rows_that_trained_the_model_are_named_where_too_few_are_left() {
        let none = CorrectionSummary::None {
            rows: 0,
            known: 433,
            min_rows: 200,
        };
        assert_eq!(
            correction(&none, Lang::Zh).concat(),
            "类型由模型给出，但可用的只有 0 行（至少需要 200 行，另有 433 行曾用于训练该模型，不能用来估计误差），占比未作校正，也没有区间。"
        );
        let en = correction(&none, Lang::En).concat();
        assert!(
            en.ends_with("(at least 200 are needed; 433 more were used to train the model)."),
            "{en}"
        );
    }
}
