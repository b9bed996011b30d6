//! The rule of each denominator, in words.

use super::tally::Tally;
use crate::types::Lang;
use std::collections::BTreeMap;

/// Name of the figure → how it comes about.
pub(super) fn rules(lang: Lang, tally: &Tally) -> BTreeMap<String, String> {
    let mut rules: Vec<(&str, &str, &str)> = vec![
        (
            "share",
            "某类型投诉量 ÷ 有类型的投诉总量；未分类的行不进分母，另行列出。区间为 95% Wilson 区间",
            "complaints of the type ÷ all complaints that have a type; untyped rows are listed apart. 95% Wilson interval",
        ),
        (
            "distinct",
            "内容近乎相同的投诉（字符 5-gram 的 Jaccard ≥ 0.8）只算文件中最早的一行",
            "near-identical texts (Jaccard ≥ .8 on character 5-grams) count once, at their first row",
        ),
    ];
    if !tally.dimensions.is_empty() {
        rules.extend([
            (
                "by.share",
                "某取值的投诉量 ÷ 该列非空的投诉总量",
                "complaints with the value ÷ all complaints with any value in the column",
            ),
            (
                "by.share_within",
                "某取值内某类型的投诉量 ÷ 该取值内有类型的投诉量",
                "complaints of the type with the value ÷ typed complaints with the value",
            ),
            (
                "by.share_of_total",
                "某取值内某类型的投诉量 ÷ 该列非空且有类型的投诉总量",
                "complaints of the type with the value ÷ typed complaints with any value in the column",
            ),
            (
                "by.lift",
                "该取值内的占比 ÷ 其余取值合计的占比；p 值为单侧 Fisher 精确检验，按去重投诉计算，对全部格子作 Benjamini–Hochberg 校正",
                "share within the value ÷ share within all other values; p: one-sided Fisher exact test on distinct complaints, Benjamini–Hochberg over all cells",
            ),
        ]);
    }
    if tally.days.is_some() {
        rules.extend([
            (
                "periods.change",
                "本期 ÷ 上期 − 1；首尾未覆盖完整的时段不参与比较，未按天数折算",
                "this period ÷ the one before − 1; first or last periods that are not fully covered are left out; not adjusted for the number of days",
            ),
            (
                "periods.band",
                "邻近各期日均的中位数 × 季节系数（两年以上且各年一致时）× 天数；带宽 ±3.09 个标准差，含过度离散",
                "median daily rate of the neighbouring periods × season (two full years that agree) × days; ± 3.09 standard deviations, overdispersion included",
            ),
        ]);
    }
    rules
        .into_iter()
        .map(|(name, zh, en)| {
            let rule = if lang == Lang::Zh { zh } else { en };
            (name.to_owned(), rule.to_owned())
        })
        .collect()
}
