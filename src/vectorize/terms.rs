//! The terms of one text: words and word pairs, character n-grams, letter n-grams inside words.

use super::params::VectorizeParams;
use crate::segment::{Kind, Token};
use crate::types::Span;

/// What a term is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum TermKind {
    /// One word.
    Word = 0,
    /// Two words in a row.
    Words = 1,
    /// Characters in a row, at least one of a script without spaces.
    Chars = 2,
    /// Letters in a row inside one word.
    Letters = 3,
}

impl TermKind {
    /// What the term with this hash is made of.
    #[must_use]
    pub fn of(hash: u64) -> Self {
        match hash & 3 {
            0 => Self::Word,
            1 => Self::Words,
            2 => Self::Chars,
            _ => Self::Letters,
        }
    }
}

/// Makes terms; keeps its scratch memory from text to text.
#[derive(Clone, Debug)]
pub struct Terms {
    params: VectorizeParams,
    chars: Vec<(char, u32)>,
}

const WORD: u64 = 0x9e37_79b9_7f4a_7c15;
const WORDS: u64 = 0xc2b2_ae3d_27d4_eb4f;
const CHARS: u64 = 0x1656_67b1_9e37_79f9;
const LETTERS: u64 = 0x27d4_eb2f_1656_67c5;
const MULTIPLY: u64 = 0xff51_afd7_ed55_8ccd;
/// Stands for a word's edge among letters; no text holds it (a noncharacter).
const EDGE: char = '\u{fdd0}';

#[inline]
fn step(h: u64, c: char) -> u64 {
    (h ^ u64::from(u32::from(c)))
        .wrapping_mul(MULTIPLY)
        .rotate_left(29)
}

/// Mixes once more; the lowest two bits then say what the term is made of.
#[inline]
fn finish(h: u64, kind: TermKind) -> u64 {
    let h = (h ^ (h >> 32)).wrapping_mul(0xd6e8_feb8_6659_fd93);
    ((h ^ (h >> 32)) & !3) | kind as u64
}

/// True for the private-use characters that masks of personal numbers are written in.
#[inline]
fn is_mask(c: char) -> bool {
    matches!(c, '\u{e000}'..='\u{e0ff}')
}

/// True for characters of scripts that put no spaces between words.
#[inline]
fn is_unspaced(c: char) -> bool {
    c >= '\u{0e00}'
        && matches!(c,
            '\u{0e00}'..='\u{0eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}'
            | '\u{3005}'..='\u{3007}' | '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{4dbf}'
            | '\u{4e00}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}' | '\u{f900}'..='\u{faff}'
            | '\u{20000}'..='\u{323af}')
}

/// Characters that a lead has at least: fewer before a mark are a greeting or a number in a list.
const LEAD_CHARS: usize = 5;

/// Where the lead of a normalised text ends, in bytes: its first sentence, which is the title where several columns make
/// the text. 0 where nothing follows it.
#[must_use]
pub fn lead(text: &str) -> usize {
    let mut chars = text.char_indices().enumerate().peekable();
    while let Some((n, (at, c))) = chars.next() {
        let next = chars.peek().map(|e| e.1.1);
        let ends = match c {
            '。' | '!' | '?' => true,
            '.' => next.is_some_and(char::is_whitespace),
            _ => false,
        };
        if ends && n >= LEAD_CHARS {
            let end = at + c.len_utf8();
            let more = text.get(end..).is_some_and(|rest| !rest.trim().is_empty());
            return if more { end } else { 0 };
        }
    }
    0
}

impl Terms {
    /// Rises whenever the same text may give other hashes.
    pub const VERSION: u32 = 1;

    /// For these settings.
    #[must_use]
    pub fn new(params: VectorizeParams) -> Self {
        Self {
            params,
            chars: Vec::new(),
        }
    }

    /// Gives every term of `text` to `emit`: its hash, where it stands, what it is made of. `tokens` tile `text`. A term of the
    /// lead is given as many times as it counts.
    pub fn each(
        &mut self,
        text: &str,
        tokens: &[Token],
        mut emit: impl FnMut(u64, Span, TermKind),
    ) {
        let times = self.params.lead;
        if times < 2 {
            return self.once(text, tokens, &mut emit);
        }
        let end = to_u32(lead(text));
        self.once(text, tokens, &mut |hash, span: Span, kind| {
            for _ in 0..if span.end <= end { times } else { 1 } {
                emit(hash, span, kind);
            }
        });
    }

    fn once(&mut self, text: &str, tokens: &[Token], emit: &mut impl FnMut(u64, Span, TermKind)) {
        if self.params.words > 0 {
            words(text, tokens, self.params.words > 1, emit);
        }
        if self.params.letters_max > 0 {
            for t in tokens.iter().filter(|t| t.kind == Kind::Letters) {
                self.letters(text, t.span, emit);
            }
        }
        if self.params.chars > 0 {
            self.characters(text, emit);
        }
    }

    fn characters(&mut self, text: &str, emit: &mut impl FnMut(u64, Span, TermKind)) {
        let longest = usize::from(self.params.chars);
        self.chars.clear();
        // no run goes through a mask of personal data
        let seen = |(at, c)| (if is_mask(c) { '\n' } else { c }, to_u32(at));
        self.chars.extend(text.char_indices().map(seen));
        self.chars.push(('\n', to_u32(text.len())));
        let chars = &self.chars;
        for (i, &(_, start)) in chars.iter().enumerate() {
            let (mut h, mut seen) = (CHARS, false);
            for n in 0..longest {
                let Some((&(c, _), &(_, end))) = chars.get(i + n).zip(chars.get(i + n + 1)) else {
                    break;
                };
                if c == '\n' {
                    break;
                }
                h = step(h, c);
                seen |= is_unspaced(c);
                if seen {
                    emit(
                        finish(h, TermKind::Chars),
                        Span { start, end },
                        TermKind::Chars,
                    );
                }
            }
        }
    }

    fn letters(&mut self, text: &str, span: Span, emit: &mut impl FnMut(u64, Span, TermKind)) {
        let (shortest, longest) = (
            usize::from(self.params.letters_min),
            usize::from(self.params.letters_max),
        );
        let word = text.get(span.range()).unwrap_or_default();
        let chars = &mut self.chars;
        chars.clear();
        chars.push((EDGE, span.start));
        chars.extend(
            word.char_indices()
                .map(|(at, c)| (c, span.start + to_u32(at))),
        );
        chars.push((EDGE, span.end));
        chars.push((EDGE, span.end));
        let last = chars.len() - 1;
        for i in 0..last {
            let mut h = LETTERS;
            for n in 1..=longest.min(last - i) {
                h = step(h, chars[i + n - 1].0);
                if n >= shortest {
                    let (start, end) = (chars[i].1, chars[i + n].1);
                    emit(
                        finish(h, TermKind::Letters),
                        Span { start, end },
                        TermKind::Letters,
                    );
                }
            }
        }
    }
}

fn words(text: &str, tokens: &[Token], pairs: bool, emit: &mut impl FnMut(u64, Span, TermKind)) {
    let mut before: Option<(u64, Span)> = None;
    for t in tokens.iter().filter(|t| t.kind != Kind::Space) {
        let word = text.get(t.span.range()).unwrap_or_default();
        if word.starts_with(is_mask) {
            before = None;
            continue;
        }
        let h = word.chars().fold(WORD, step);
        emit(finish(h, TermKind::Word), t.span, TermKind::Word);
        if let Some((first, span)) = before.filter(|_| pairs) {
            let both = Span {
                start: span.start,
                end: t.span.end,
            };
            let pair = first
                .rotate_left(23)
                .wrapping_mul(WORDS)
                .wrapping_add(h)
                .wrapping_mul(MULTIPLY);
            emit(finish(pair, TermKind::Words), both, TermKind::Words);
        }
        before = Some((h, t.span));
    }
}

#[expect(clippy::cast_possible_truncation, reason = "texts are below 4 GiB")]
#[inline]
fn to_u32(at: usize) -> u32 {
    at as u32
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::segment::Segmenter;

    fn terms(text: &str) -> Vec<(String, TermKind)> {
        let mut tokens = Vec::new();
        Segmenter::default().segment(text, &mut tokens);
        let mut out = Vec::new();
        Terms::new(VectorizeParams::default()).each(text, &tokens, |_, span, kind| {
            out.push((text[span.range()].to_owned(), kind));
        });
        out
    }

    fn of(text: &str, kind: TermKind) -> Vec<String> {
        let all = terms(text).into_iter().filter(|t| t.1 == kind);
        all.map(|t| t.0).collect()
    }

    #[test]
    fn words_pairs_and_characters_of_chinese() {
        assert_eq!(of("退款手机", TermKind::Word), ["退款", "手机"]);
        assert_eq!(of("退款手机", TermKind::Words), ["退款手机"]);
        let chars = of("退款很", TermKind::Chars);
        assert_eq!(chars, ["退", "退款", "退款很", "款", "款很", "很"]);
        assert!(of("退款", TermKind::Letters).is_empty());
    }

    #[test]
    fn letters_stay_inside_words() {
        assert_eq!(
            of("ab", TermKind::Letters),
            ["a", "ab", "ab", "ab", "ab", "b"]
        );
        assert!(of("late refund", TermKind::Chars).is_empty());
        assert!(
            of("late refund", TermKind::Letters)
                .iter()
                .all(|t| !t.contains(' '))
        );
    }

    #[test]
    fn the_lead_is_the_first_sentence() {
        let of = |text: &'static str| &text[..lead(text)];
        assert_eq!(of("小区停车难。我是业主,晚上没有车位。"), "小区停车难。");
        assert_eq!(of("小区停车太难了。晚上没有车位。"), "小区停车太难了。");
        assert_eq!(of("Refund is late. I paid 3.5 pounds."), "Refund is late.");
        assert_eq!(of("paid 3.5 pounds for it and waited"), "");
        assert_eq!(of("你好!小区停车太难!晚上没有车位"), "你好!小区停车太难!");
        assert_eq!(of("小区停车太难了。 "), "", "nothing follows");
        assert_eq!(of(""), "");
    }

    #[test]
    fn terms_of_the_lead_count_as_often_as_asked() {
        let starts = |text: &str| {
            let (mut tokens, mut starts) = (Vec::new(), Vec::new());
            Segmenter::default().segment(text, &mut tokens);
            let mut terms = Terms::new(VectorizeParams {
                lead: 3,
                ..VectorizeParams::default()
            });
            terms.each(text, &tokens, |_, span, kind| {
                if kind == TermKind::Word && &text[span.range()] == "停车" {
                    starts.push(span.start);
                }
            });
            starts
        };
        assert_eq!(starts("停车太难了。停车"), [0, 0, 0, 18]);
        assert_eq!(
            starts("停车。停车"),
            [0, 9],
            "two characters are not a lead"
        );
    }

    #[test]
    fn kinds_and_contents_have_their_own_hashes() {
        let mut tokens = Vec::new();
        let text = "退款慢,退款不到账 refund late";
        Segmenter::default().segment(text, &mut tokens);
        let mut seen = std::collections::BTreeMap::new();
        Terms::new(VectorizeParams::default()).each(text, &tokens, |h, span, kind| {
            // edges make letter runs of one spelling differ
            if kind != TermKind::Letters {
                let was = seen.insert(h, (text[span.range()].to_owned(), kind));
                assert_eq!(TermKind::of(h), kind);
                if let Some(was) = was {
                    assert_eq!(was, (text[span.range()].to_owned(), kind));
                }
            }
        });
        assert!(seen.len() > 20);
    }

    #[test]
    fn hashes_are_pinned() {
        // A change here needs a new Terms::VERSION: old bundles would read nonsense.
        let text = "退款 ok";
        let mut tokens = Vec::new();
        Segmenter::default().segment(text, &mut tokens);
        let mut first = Vec::new();
        Terms::new(VectorizeParams::default()).each(text, &tokens, |h, _, k| first.push((h, k)));
        assert_eq!(
            first.iter().fold(0_u64, |a, t| a.rotate_left(7) ^ t.0),
            9_062_396_481_540_234_291
        );
    }
}
