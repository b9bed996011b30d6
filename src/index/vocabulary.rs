//! Chinese query words, cut by the vocabulary of the index: the likeliest words, by how many complaints hold each.
//!
//! So a query is cut into words that can be found, and searching loads no dictionary.

use std::ops::Range;

/// Longest word tried, in characters; jieba's own longest words are hardly longer.
const LONGEST: usize = 8;

/// Cuts `run` into the words whose frequencies, each divided by the `total` of words, have the largest product, the fewest where
/// that is equal; `None` where no sequence of words of the index makes up the run.
#[expect(
    clippy::cast_precision_loss,
    reason = "numbers of complaints are below 2^53"
)]
pub(super) fn cut(
    run: &str,
    total: u64,
    frequency: impl Fn(&str) -> u64,
) -> Option<Vec<Range<usize>>> {
    let ends: Vec<usize> = run
        .char_indices()
        .map(|(at, _)| at)
        .chain([run.len()])
        .collect();
    let last = ends.len() - 1;
    let total = ((total + 1) as f64).ln();
    // from every position to the end: the best sum of logarithms, and where its first word ends
    let mut best: Vec<Option<(f64, usize)>> = vec![None; ends.len()];
    best[last] = Some((0.0, last));
    for from in (0..last).rev() {
        for to in from + 1..=last.min(from + LONGEST) {
            let Some((rest, _)) = best[to] else { continue };
            let n = frequency(&run[ends[from]..ends[to]]);
            let sum = (n as f64).ln() - total + rest;
            if n > 0 && best[from].is_none_or(|(b, _)| sum >= b) {
                best[from] = Some((sum, to));
            }
        }
    }
    let mut out = Vec::new();
    let mut at = 0;
    while at < last {
        let (_, to) = best[at]?;
        out.push(ends[at]..ends[to]);
        at = to;
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::cut;

    fn words(run: &str) -> Option<Vec<&str>> {
        let held = |word: &str| match word {
            "拒绝" => 30,
            "发票" => 90,
            "拒" | "发" => 5,
            "绝发" => 40,
            "开发票" => 1,
            "开" | "票" => 60,
            "开票" => 8,
            _ => 0,
        };
        Some(
            cut(run, 1_000, held)?
                .into_iter()
                .map(|r| &run[r])
                .collect(),
        )
    }

    #[test]
    fn likely_words_win_and_unknown_ones_are_none() {
        assert_eq!(words("拒绝发票"), Some(vec!["拒绝", "发票"]));
        assert_eq!(words("开发票"), Some(vec!["开", "发票"]));
        // 60 × 60 complaints hold the parts, but two words are rarer than one
        assert_eq!(words("开票"), Some(vec!["开票"]));
        assert_eq!(words("拒绝退款"), None);
        assert_eq!(words(""), Some(vec![]));
    }
}
