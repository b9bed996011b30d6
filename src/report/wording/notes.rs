//! What a reader should know before trusting a number.

use super::rules::method_name;
use super::{period, pick};
use crate::aggregate::{
    Audit, Calendar, CorrectionSummary, Doubt, Figures, Tally, years_without_holidays,
};
use crate::columns::ReportColumns;
use crate::report::number::{count, decimals, percent};
use crate::types::Lang;

/// Columns that are missing.
fn missing_columns(columns: &ReportColumns, lang: Lang) -> Vec<String> {
    let notes = [
        (
            columns.text.is_empty(),
            "没有文本列，因此不去重，也不列特征词和典型投诉。",
            "There is no text column, so near-duplicates are not detected and there are no words or examples.",
        ),
        (
            columns.time.is_none(),
            "没有时间列，因此没有趋势和环比。",
            "There is no time column, so there are no trends and no comparisons between periods.",
        ),
        (
            columns.by.is_empty(),
            "没有可供分组的列，可用 --by 指定。",
            "There is no column to break the complaints down by; name one with --by.",
        ),
    ];
    let missing = notes.into_iter().filter(|n| n.0);
    missing
        .map(|(_, zh, en)| pick(lang, zh, en).to_owned())
        .collect()
}

/// Causes were left out.
pub(crate) fn no_causes(lang: Lang) -> String {
    let (zh, en) = (
        "按要求未分析原因（--no-causes）。",
        "Causes were not analysed (--no-causes).",
    );
    pick(lang, zh, en).to_owned()
}

/// Masks were left out.
pub(crate) fn unmasked(lang: Lang) -> String {
    let (zh, en) = (
        "按要求未遮盖个人号码（--no-mask）。",
        "Personal numbers are not masked (--no-mask).",
    );
    pick(lang, zh, en).to_owned()
}

/// Complaints that fit no type were too many to be grouped whole.
pub(crate) fn sampled(unsure: usize, most: usize, lang: Lang) -> String {
    let (unsure, most) = (count(unsure as u64), count(most as u64));
    pick(
        lang,
        format!("难以归类的投诉共 {unsure} 件（去重后），按固定种子抽取其中 {most} 件聚类。"),
        format!(
            "{unsure} distinct complaints fit no type well; a random sample of {most} of them was grouped."
        ),
    )
}

/// What a report of merged tallies holds, and what it leaves out.
pub(crate) fn merged(tally: &Tally, lang: Lang) -> String {
    let copies = match tally.copies {
        Some(_) => pick(
            lang,
            "数字以外完全相同的文本跨份去重，近似文本只在每份之内去重",
            "Texts that differ only in digits are deduplicated across parts, near-duplicates only within each part",
        ),
        None => pick(lang, "未去重", "Nothing is deduplicated"),
    };
    let words = match tally.words {
        Some(_) => pick(
            lang,
            "特征词按各份去重后的投诉计数",
            "Words are counted over the distinct complaints of each part",
        ),
        None => pick(lang, "不列特征词", "Words are left out"),
    };
    let ids = pick(
        lang,
        "重复导出的行只在每份之内识别",
        "Rows exported twice are recognised only within each part",
    );
    pick(
        lang,
        format!(
            "本报告由多份部分计数合并而成：{copies}；{ids}；{words}。服务指标总览、上升与分组的原因、短语和典型投诉不在其中。"
        ),
        format!(
            "This report merges partial tallies. {copies}. {ids}. {words}. It has no service figures beyond means and quantiles, no causes of \
             rises, no phrases and no examples."
        ),
    )
}

/// The monthly template found no month that the parts tell from other times.
pub(crate) fn month_not_apart(month: &str, lang: Lang) -> String {
    pick(
        lang,
        format!(
            "有的部分计数把 {month} 与其他时间合在一起，本报告因此覆盖全部时间；请按月分别计数，或在计数时加上 --month {month}。"
        ),
        format!(
            "Some parts count {month} and other times together, so this report is about all of them. Count each month in a part of its own, or count with --month {month}."
        ),
    )
}

/// A model gave the types, and it is not at hand.
pub(crate) fn uncorrected(lang: Lang) -> String {
    pick(
        lang,
        "类型由模型给出，所列占比是模型的判定结果，未经校正，也没有区间；加上 --model（给出这些类型的模型）可得到校正占比及其区间。",
        "The types come from a model, so these are the shares predicted: not corrected, and without intervals. Add --model with the model \
         that gave the types for corrected shares and their intervals.",
    )
    .to_owned()
}

/// Guessed dimensions in which no cause is looked for.
pub(crate) fn mirrors(names: &[String], lang: Lang) -> Option<String> {
    let named = names
        .iter()
        .map(|n| pick(lang, format!("“{n}”"), format!("“{n}”")));
    let listed = named.collect::<Vec<_>>().join(pick(lang, "、", ", "));
    (!names.is_empty()).then(|| {
        pick(
            lang,
            format!("{listed}与类型基本对应，原因分析不按其展开；如需展开，请用 --by 指定。"),
            format!("No causes are looked for in {listed}, which largely repeats the types; name it with --by if they should be."),
        )
    })
}

/// Targets of types that no complaint has.
fn no_such_types(names: &[String], lang: Lang) -> Option<String> {
    let listed = names.join(pick(lang, "、", ", "));
    let note = pick(
        lang,
        format!("目标文件中的这些类型没有投诉：{listed}。"),
        format!("No complaint has these types of the target file: {listed}."),
    );
    (!names.is_empty()).then_some(note)
}

/// Times before the complaint.
pub(crate) fn earlier(n: usize, column: &str, lang: Lang) -> String {
    let n = count(n as u64);
    pick(
        lang,
        format!("{n} 件的“{column}”早于投诉时间，不计入时长。"),
        format!(
            "In {n} complaints “{column}” is earlier than the complaint itself; these are left out of durations."
        ),
    )
}

/// Those of a report on rows that come last: about its figures, its columns, and types of the target file that no complaint has.
pub(crate) fn at_last(
    figures: &Figures,
    (calendar, columns): (&Calendar, &ReportColumns),
    missing: &[String],
    lang: Lang,
) -> Vec<String> {
    let mut notes = of_figures(figures, calendar, lang);
    notes.extend(missing_columns(columns, lang));
    notes.extend(no_such_types(missing, lang));
    notes
}

/// What figures leave out.
pub(crate) fn of_figures(figures: &Figures, calendar: &Calendar, lang: Lang) -> Vec<String> {
    // those apart are told with their days
    let without = figures.rows_without.iter();
    let without = without.filter(|(role, n)| **n > 0 && *role != "apart");
    let mut notes: Vec<String> = without
        .map(|(role, n)| rows_without(role, *n, lang))
        .collect();
    notes.extend(period::notes(figures, lang));
    let told = figures.period.as_ref().map(|p| p.from);
    let incomplete = figures.periods.iter().filter(|p| !p.complete);
    let incomplete = incomplete.filter(|p| Some(p.start) != told);
    let names: Vec<&str> = incomplete.map(|p| p.period.as_str()).collect();
    if !names.is_empty() {
        let names = names.join(pick(lang, "、", ", "));
        notes.push(pick(
            lang,
            format!("{names} 数据不完整，不参与环比、同比和异常判断。"),
            format!("{names}: incomplete; excluded from comparisons and alerts."),
        ));
    }
    let years = years_without_holidays(figures, calendar);
    if let (Some(first), Some(last)) = (years.first(), years.last()) {
        let years = if first == last {
            first.to_string()
        } else {
            format!("{first}–{last}")
        };
        notes.push(pick(
            lang,
            format!("节假日历不含 {years} 年，这些年份按没有节假日计算；可用 --calendar 文件给出。"),
            format!(
                "The holiday calendar does not cover {years}: days there count as if there were no holidays. Give yours with --calendar FILE."
            ),
        ));
    }
    notes
}

fn rows_without(role: &str, n: u64, lang: Lang) -> String {
    let n = count(n);
    let zh = match role {
        "type" => format!("{n} 件没有类型，不计入占比的分母。"),
        "time" => format!("{n} 件没有可用的时间，不计入趋势。"),
        column => format!("{n} 件的“{column}”为空，不计入该列的占比。"),
    };
    let en = match role {
        "type" => format!("{n} complaints have no type and are excluded from all shares."),
        "time" => format!("{n} complaints have no usable time and are excluded from trends."),
        column => {
            format!("{n} complaints have no value in “{column}” and are excluded from its shares.")
        }
    };
    pick(lang, zh, en)
}

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
    let [error, raw] = [*error, *raw_error].map(|e| decimals(e * 100.0, 2));
    let quote = match doubt {
        Some(doubt) => self::doubt(*doubt, lang),
        None => pick(
            lang,
            "对外引用以校正占比及其 95% 区间为准；前提是各类型的文本与训练时相似，变化的只是各类型的多少。",
            "Quote the corrected share and its 95% interval: it holds where texts of a type look as they did in training and only the mix of \
             types has changed.",
        ),
    };
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

fn not_corrected(summary: &CorrectionSummary, lang: Lang) -> Option<String> {
    let (rows, min_rows) = match summary {
        CorrectionSummary::None { rows, min_rows } => (rows, min_rows),
        CorrectionSummary::Unmeasured => return Some(unmeasured(lang)),
        CorrectionSummary::Done { .. } => return None,
    };
    let (rows, least) = (count(*rows), count(*min_rows));
    Some(pick(
        lang,
        format!(
            "类型由模型给出，但可用的只有 {rows} 行（至少需要 {least} 行），占比未作校正，也没有区间。"
        ),
        format!(
            "The types come from a model, but their shares are not corrected and have no intervals: there are {rows} usable rows (at least \
             {least} are needed)."
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
