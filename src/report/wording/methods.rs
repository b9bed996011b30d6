//! The methods by which shares are corrected: what they are called and what they do.

use super::{Rule, pick};
use crate::aggregate::{CorrectionMethod, Figures};
use crate::types::Lang;

/// A method of correction: what it is called, and what it does in one sentence, in Chinese and English.
type Method = (CorrectionMethod, [&'static str; 2], [&'static str; 2]);

const METHODS: [Method; 5] = [
    (
        CorrectionMethod::Acc,
        [
            "按误判比例校正",
            "由留出数据得知模型把各类型判成什么，据此反推真实占比（ACC）",
        ],
        [
            "by known confusions",
            "held-out rows show what the model calls each type; the shares are those that these confusions turn into the predicted ones (ACC)",
        ],
    ),
    (
        CorrectionMethod::Pacc,
        [
            "按平均概率和误判比例校正",
            "与按误判比例校正相同，只是用模型给出的平均概率代替判定的件数（PACC）",
        ],
        [
            "by mean probabilities and known confusions",
            "as by known confusions, with the mean of the model's probabilities in the place of counts (PACC)",
        ],
    ),
    (
        CorrectionMethod::Emq,
        [
            "按概率迭代校正",
            "用当前占比修正每件投诉属于各类型的概率，再由概率重算占比，直到不再变化（EMQ）",
        ],
        [
            "by iterated probabilities",
            "the current shares adjust each complaint's probabilities, these give new shares, and so on until nothing changes (EMQ)",
        ],
    ),
    (
        CorrectionMethod::Pcc,
        [
            "按平均概率",
            "该类型占比为模型对每件投诉所给概率的平均值（PCC）",
        ],
        [
            "by mean probabilities",
            "the share of a type is the mean of the model's probabilities for it (PCC)",
        ],
    ),
    (
        CorrectionMethod::Ppi,
        [
            "按人工复核推算",
            "模型判定的占比，减去在人工复核的行中测得的偏差（PPI）",
        ],
        [
            "from an audit",
            "the predicted share less the bias that the audited rows show (PPI)",
        ],
    ),
];

/// What a method of correction is called, in plain words.
pub(crate) fn method_name(method: CorrectionMethod, lang: Lang) -> &'static str {
    let known = METHODS.iter().find(|m| m.0 == method);
    known.map_or(pick(lang, "未校正", "uncorrected"), |m| {
        pick(lang, m.1[0], m.2[0])
    })
}

/// What the methods by which shares were corrected do.
pub(super) fn methods(figures: &Figures) -> Option<Rule> {
    let corrected = figures.types.iter().filter_map(|t| t.corrected.as_ref());
    let used: Vec<CorrectionMethod> = corrected.map(|c| c.method).collect();
    let used = METHODS.iter().filter(|m| used.contains(&m.0));
    let (zh, en): (Vec<_>, Vec<_>) = used
        .map(|(_, zh, en)| {
            (
                format!("{}：{}", zh[0], zh[1]),
                format!("{}: {}", en[0], en[1]),
            )
        })
        .unzip();
    (!zh.is_empty()).then(|| ("corrected.method", zh.join("；"), en.join("; ")))
}
