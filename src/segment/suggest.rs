//! New words of a collection: runs of Chinese characters that belong together (pointwise mutual information), occur in
//! many contexts (branching entropy) and are not in the base dictionary.

use super::Segmenter;
use super::person::is_person;
use crate::types::is_han;
use rayon::prelude::*;
use rustc_hash::FxHashMap;

/// What counts as a word.
#[derive(Clone, Debug, PartialEq)]
pub struct SuggestParams {
    /// Fewest occurrences, at least 2.
    pub min_count: u32,
    /// Longest word, 2..=6 characters.
    pub max_chars: usize,
    /// Least cohesion: the smallest ln(p(word) / (p(left part) · p(right part))) over all ways to part it.
    pub min_cohesion: f64,
    /// Least freedom: the smaller entropy, in nats, of the characters before and after.
    pub min_freedom: f64,
    /// Most words given, best first.
    pub limit: usize,
}

impl Default for SuggestParams {
    fn default() -> Self {
        Self {
            min_count: 8,
            max_chars: 6,
            min_cohesion: 3.5,
            min_freedom: 1.5,
            limit: 500,
        }
    }
}

/// A word the base dictionary lacks.
#[derive(Clone, Debug, PartialEq)]
pub struct NewWord {
    /// The word.
    pub word: String,
    /// Its occurrences.
    pub count: u32,
    /// See [`SuggestParams::min_cohesion`].
    pub cohesion: f64,
    /// See [`SuggestParams::min_freedom`].
    pub freedom: f64,
    /// The first text that contains it.
    pub example: usize,
}

/// Characters that seldom begin a word worth adding.
const NOT_FIRST: &str = "的了是我你他她它们在和就都也不很还又有这那个么吗呢吧啊呀哦与及并而但且把被让给对从到去来会能要可没着过得地一二三四五六七八九十两几太最更才再只说等买用看";
/// Characters that seldom end one.
const NOT_LAST: &str = "的了是我你他她它们在和就都也不很还又这那么吗呢吧啊呀哦与及并而但且把被让给对从会能要可没着过得地一两几太最更才再只说等去来有到用看买";

/// Bits of a character in a key; the first character is never U+0000.
const BITS: u32 = 21;
/// Texts counted at once by one thread.
const CHUNK: usize = 2048;
/// A word that occurs mostly inside a longer one is left to it.
const NESTED: f64 = 0.6;

/// Characters that make a phrase of what holds them.
const NOT_INSIDE: &str = "的了很也太都就较还此该被把";
/// How much more cohesion a string of whole words of the base dictionary needs: 王者荣耀 is a word, 交通方便 is none.
const PHRASE: f64 = 2.5;

type Counts = FxHashMap<u128, u32>;

/// New words in `texts` (normalised, copies left out), best first; names of people are none. The same on any thread count.
#[must_use]
pub fn suggest(
    texts: &[impl AsRef<str> + Sync],
    segmenter: &Segmenter,
    params: &SuggestParams,
) -> Vec<NewWord> {
    let mut levels = vec![count(texts, 1, &Counts::default(), params.min_count)];
    for length in 2..=params.max_chars.clamp(2, 6) {
        let shorter = levels.last().unwrap_or(&levels[0]);
        levels.push(count(texts, length, shorter, params.min_count));
    }
    let total = characters(texts);
    let mut tied: FxHashMap<u128, (u32, f64)> = FxHashMap::default();
    for (at, level) in levels.iter().enumerate().skip(1) {
        for (&key, &n) in level {
            let cohesion = cohesion(&levels, key, at + 1, total);
            if cohesion >= params.min_cohesion {
                tied.insert(key, (n, cohesion));
            }
        }
    }
    let around = surroundings(texts, &tied, params.max_chars.clamp(2, 6));
    let mut words: Vec<NewWord> = tied
        .iter()
        .filter_map(|(key, &(count, cohesion))| {
            let around = around.get(key)?;
            let word = word(*key);
            let freedom = around.freedom(count);
            let phrase = is_phrase(&word, segmenter);
            let wanted = freedom >= params.min_freedom
                && is_candidate(&word, segmenter)
                && (!phrase || cohesion >= params.min_cohesion + PHRASE);
            wanted.then_some(NewWord {
                word,
                count,
                cohesion,
                freedom,
                example: around.first,
            })
        })
        .collect();
    let score = |w: &NewWord| w.cohesion * w.freedom * f64::from(w.count).ln_1p();
    words.sort_by(|a, b| {
        score(b)
            .total_cmp(&score(a))
            .then_with(|| a.word.cmp(&b.word))
    });
    without_fragments(&mut words);
    words.retain(|w| !is_person(&w.word, texts));
    words.truncate(params.limit);
    words
}

/// Chinese characters in all texts, rare ones included.
#[expect(clippy::cast_precision_loss, reason = "far below 2^52 characters")]
fn characters(texts: &[impl AsRef<str> + Sync]) -> f64 {
    let count = |t: &_| {
        AsRef::<str>::as_ref(t)
            .chars()
            .filter(|&c| is_han(c))
            .count()
    };
    texts.par_iter().map(count).sum::<usize>() as f64
}

fn is_candidate(word: &str, segmenter: &Segmenter) -> bool {
    let first = word.chars().next().unwrap_or(' ');
    let last = word.chars().next_back().unwrap_or(' ');
    !NOT_FIRST.contains(first)
        && !NOT_LAST.contains(last)
        && !segmenter.knows(word)
        && word.chars().any(|c| c != first)
        && !word.chars().any(|c| NOT_INSIDE.contains(c))
}

/// True for nothing but words of two and more characters that the base dictionary holds.
fn is_phrase(word: &str, segmenter: &Segmenter) -> bool {
    let mut tokens = Vec::new();
    segmenter.segment(word, &mut tokens);
    tokens.len() > 1
        && tokens.iter().all(|t| {
            let piece = &word[t.span.range()];
            piece.chars().nth(1).is_some() && segmenter.knows(piece)
        })
}

/// Drops words that occur mostly inside a longer one of the list.
fn without_fragments(words: &mut Vec<NewWord>) {
    let mut inside: FxHashMap<&str, u32> = FxHashMap::default();
    for longer in words.iter() {
        let cuts: Vec<usize> = longer
            .word
            .char_indices()
            .map(|(i, _)| i)
            .chain([longer.word.len()])
            .collect();
        for (a, &from) in cuts.iter().enumerate() {
            for &to in &cuts[a + 1..] {
                if to - from < longer.word.len() {
                    let most = inside.entry(&longer.word[from..to]).or_default();
                    *most = longer.count.max(*most);
                }
            }
        }
    }
    let fragments: Vec<bool> = words
        .iter()
        .map(|w| {
            let most = inside.get(w.word.as_str()).copied().unwrap_or(0);
            f64::from(most) >= NESTED * f64::from(w.count)
        })
        .collect();
    let mut at = 0;
    words.retain(|_| {
        at += 1;
        !fragments[at - 1]
    });
}

/// Calls `each` for every run of `length` Chinese characters with its key and the characters around it.
fn each_gram(text: &str, length: usize, mut each: impl FnMut(u128, Option<char>, Option<char>)) {
    let mask = (1_u128 << (BITS * u32::try_from(length).unwrap_or(6))) - 1;
    let mut before: Vec<char> = Vec::new();
    let mut key = 0;
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        if !is_han(c) {
            before.clear();
            continue;
        }
        before.push(c);
        key = ((key << BITS) | u128::from(u32::from(c))) & mask;
        if before.len() >= length {
            let left = before.len().checked_sub(length + 1).map(|i| before[i]);
            let right = chars.peek().copied().filter(|&n| is_han(n));
            each(key, left, right);
        }
    }
}

fn word(key: u128) -> String {
    let mut chars = Vec::new();
    let mut rest = key;
    while rest > 0 {
        let code = u32::try_from(rest & ((1 << BITS) - 1)).unwrap_or(0);
        chars.extend(char::from_u32(code));
        rest >>= BITS;
    }
    chars.iter().rev().collect()
}

/// Runs of `length` characters that stand at least `min` times; both their shorter ends do.
fn count(texts: &[impl AsRef<str> + Sync], length: usize, shorter: &Counts, min: u32) -> Counts {
    let ends = (1_u128 << (BITS * u32::try_from(length - 1).unwrap_or(5))) - 1;
    let frequent = |key: u128| {
        length == 1 || (shorter.contains_key(&(key >> BITS)) && shorter.contains_key(&(key & ends)))
    };
    let mut counts = texts
        .par_chunks(CHUNK)
        .fold(Counts::default, |mut counts, chunk| {
            for text in chunk {
                each_gram(text.as_ref(), length, |key, _, _| {
                    if frequent(key) {
                        *counts.entry(key).or_default() += 1;
                    }
                });
            }
            counts
        })
        .reduce(Counts::default, |a, b| {
            let (mut more, less) = if a.len() >= b.len() { (a, b) } else { (b, a) };
            for (key, n) in less {
                *more.entry(key).or_default() += n;
            }
            more
        });
    counts.retain(|_, n| *n >= min.max(2));
    counts
}

fn cohesion(levels: &[Counts], key: u128, length: usize, total: f64) -> f64 {
    let n = |key: u128, length: usize| {
        let level = length.checked_sub(1).and_then(|at| levels.get(at));
        f64::from(level.and_then(|l| l.get(&key)).copied().unwrap_or(1))
    };
    (1..length)
        .map(|right| {
            let bits = BITS * u32::try_from(right).unwrap_or(0);
            let parts = n(key >> bits, length - right) * n(key & ((1 << bits) - 1), right);
            (n(key, length) * total / parts).ln()
        })
        .fold(f64::INFINITY, f64::min)
}

/// What stands around one word.
#[derive(Default)]
struct Around {
    left: FxHashMap<char, u32>,
    right: FxHashMap<char, u32>,
    first: usize,
}

impl Around {
    fn merge(&mut self, other: Self) {
        for (c, n) in other.left {
            *self.left.entry(c).or_default() += n;
        }
        for (c, n) in other.right {
            *self.right.entry(c).or_default() += n;
        }
        self.first = self.first.min(other.first);
    }

    /// The smaller of both entropies. An end of a run is a surrounding of its own, each time.
    fn freedom(&self, count: u32) -> f64 {
        entropy(&self.left, count).min(entropy(&self.right, count))
    }
}

fn entropy(counts: &FxHashMap<char, u32>, total: u32) -> f64 {
    let mut sorted: Vec<u32> = counts.values().copied().collect();
    sorted.sort_unstable();
    let all = f64::from(total.max(1));
    let inner: u32 = sorted.iter().sum();
    let ends = f64::from(total.saturating_sub(inner));
    let seen: f64 = sorted
        .iter()
        .map(|&n| -f64::from(n) / all * (f64::from(n) / all).ln())
        .sum();
    seen + ends / all * all.ln()
}

fn surroundings(
    texts: &[impl AsRef<str> + Sync],
    tied: &FxHashMap<u128, (u32, f64)>,
    longest: usize,
) -> FxHashMap<u128, Around> {
    texts
        .par_chunks(CHUNK)
        .enumerate()
        .fold(
            FxHashMap::<u128, Around>::default,
            |mut all, (chunk, texts)| {
                for (i, text) in texts.iter().enumerate() {
                    let at = chunk * CHUNK + i;
                    for length in 2..=longest {
                        each_gram(text.as_ref(), length, |key, left, right| {
                            if tied.contains_key(&key) {
                                let around = all.entry(key).or_insert_with(|| Around {
                                    first: at,
                                    ..Around::default()
                                });
                                around.first = around.first.min(at);
                                if let Some(c) = left {
                                    *around.left.entry(c).or_default() += 1;
                                }
                                if let Some(c) = right {
                                    *around.right.entry(c).or_default() += 1;
                                }
                            }
                        });
                    }
                }
                all
            },
        )
        .reduce(FxHashMap::default, |mut a, b| {
            for (key, around) in b {
                match a.entry(key) {
                    std::collections::hash_map::Entry::Occupied(mut there) => {
                        there.get_mut().merge(around)
                    }
                    std::collections::hash_map::Entry::Vacant(free) => {
                        free.insert(around);
                    }
                }
            }
            a
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Sentences in which 云闪付 is a word and its neighbours vary.
    fn texts() -> Vec<String> {
        let before = [
            "我用", "他拿", "开通", "绑定", "打开", "听说", "今天", "昨天", "店里", "客服",
        ];
        let after = [
            "买单", "失败", "退款", "扣钱", "转账", "登录", "付账", "报错", "卡住", "更新",
        ];
        (0..400)
            .map(|i| format!("{}云闪付{}了", before[i % 10], after[i / 10 % 10]))
            .collect()
    }

    #[test]
    fn finds_the_whole_word() {
        let params = SuggestParams {
            min_cohesion: 1.0,
            ..SuggestParams::default()
        };
        let found = suggest(&texts(), &Segmenter::default(), &params);
        assert_eq!(
            found.first().map(|w| w.word.as_str()),
            Some("云闪付"),
            "{found:?}"
        );
        assert!(!found.iter().any(|w| w.word == "闪付" || w.word == "云闪"));
        assert_eq!(found[0].count, 400);
        assert_eq!(found[0].example, 0);
    }

    #[test]
    fn nothing_from_nothing() {
        let none: [&str; 0] = [];
        assert!(suggest(&none, &Segmenter::default(), &SuggestParams::default()).is_empty());
        assert!(
            suggest(
                &["abc", ""],
                &Segmenter::default(),
                &SuggestParams::default()
            )
            .is_empty()
        );
    }
}
