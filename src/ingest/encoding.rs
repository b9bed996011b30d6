//! The encoding of some bytes, with the evidence: byte order mark, validity, and how common the resulting characters are.

use crate::{Error, Result};
use encoding_rs::{BIG5, Decoder, Encoding, GB18030, UTF_8, UTF_16BE, UTF_16LE};

/// An encoding that text files come in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Charset(&'static Encoding);

impl Charset {
    pub(super) const UTF_8: Self = Self(UTF_8);

    /// The encoding that `name` names: any label of the WHATWG list, `cp936`, `gb18030`, `utf-16le`, `windows-1251` …;
    /// `None` for `auto`.
    ///
    /// # Errors
    /// [`Error::Usage`] where no such encoding is known.
    pub fn parse(name: &str) -> Result<Option<Self>> {
        let label = match name.to_ascii_lowercase().replace('_', "-").as_str() {
            "auto" => return Ok(None),
            "cp936" | "936" => "gbk".to_owned(),
            "cp950" | "950" | "big5hkscs" => "big5".to_owned(),
            "cp1251" => "windows-1251".to_owned(),
            "utf16" => "utf-16le".to_owned(),
            other => other.to_owned(),
        };
        Encoding::for_label(label.as_bytes())
            // a "gb2312" file holds whatever Excel wrote, which is GB18030
            .map(|e| Some(Self(if e.name() == "GBK" { GB18030 } else { e })))
            .ok_or_else(|| {
                Error::usage(
                    format!("there is no encoding `{name}`"),
                    "Use auto, utf-8, gb18030, big5, utf-16le, utf-16be, or any label of the WHATWG encoding standard, such as windows-1251 or shift_jis.",
                )
            })
    }

    /// The usual name, such as `UTF-8` or `GB18030`.
    #[must_use]
    pub fn name(self) -> &'static str {
        // encoding_rs writes this one in small letters
        if self.0 == GB18030 {
            "GB18030"
        } else {
            self.0.name()
        }
    }

    pub(super) fn decoder(self) -> Decoder {
        self.0.new_decoder_without_bom_handling()
    }
}

/// An encoding and why it was chosen.
#[derive(Clone, Debug)]
pub(super) struct Found {
    pub(super) charset: Charset,
    pub(super) evidence: String,
    /// False where there was too little text to tell.
    pub(super) is_sure: bool,
}

impl Found {
    fn new(encoding: &'static Encoding, evidence: impl Into<String>) -> Self {
        Self {
            charset: Charset(encoding),
            evidence: evidence.into(),
            is_sure: true,
        }
    }

    pub(super) fn bom(charset: Charset) -> Self {
        Self::new(charset.0, "byte order mark")
    }

    pub(super) fn asked(charset: Charset) -> Self {
        Self::new(charset.0, "asked for")
    }

    pub(super) fn ascii() -> Self {
        Self::new(UTF_8, "ASCII only")
    }
}

/// The byte order mark at the start, and its length.
pub(super) fn bom(bytes: &[u8]) -> Option<(Charset, usize)> {
    Encoding::for_bom(bytes).map(|(e, n)| (Charset(e), n))
}

/// True where the bytes contain zeros, as UTF-16 without a mark does.
pub(super) fn has_zeros(bytes: &[u8]) -> bool {
    let sample = bytes.get(..bytes.len().min(4096)).unwrap_or_default();
    sample.contains(&0)
}

/// Finds the encoding of `sample`; UTF-16 is considered only where the sample is the start of its file.
pub(super) fn detect(sample: &[u8], at_start: bool) -> Found {
    let utf8 = Trial::of(UTF_8, sample);
    let wide = utf8.bad + utf8.wide;
    if utf8.wide > 0 && utf8.bad * 20 <= utf8.wide {
        return Found::new(UTF_8, utf8.evidence("valid"));
    }
    let mut best = Vec::from([GB18030, BIG5].map(|e| (Trial::of(e, sample), e)));
    if at_start {
        best.extend([UTF_16LE, UTF_16BE].map(|e| (Trial::of(e, sample), e)));
    }
    let (trial, encoding) = best
        .into_iter()
        .rev()
        .max_by(|a, b| a.0.score().total_cmp(&b.0.score()))
        .unwrap_or((utf8, UTF_8));
    if trial.score() >= 0.35 {
        return Found::new(encoding, trial.evidence("best of GB18030, Big5, UTF-16"));
    }
    if let Some(encoding) = by_zeros(sample).filter(|_| at_start) {
        return Found::new(encoding, "zero bytes at every other place");
    }
    let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Deny);
    detector.feed(sample, true);
    let guess = detector.guess(None, chardetng::Utf8Detection::Allow);
    let guess = if guess.name() == "GBK" {
        GB18030
    } else {
        guess
    };
    const FEW: usize = 40;
    Found {
        is_sure: wide >= FEW,
        ..Found::new(guess, "guessed from letter statistics")
    }
}

/// UTF-16 of any script, where its ASCII characters have their zero bytes on one side.
fn by_zeros(sample: &[u8]) -> Option<&'static Encoding> {
    let zeros = |from: usize| {
        sample
            .iter()
            .skip(from)
            .step_by(2)
            .filter(|b| **b == 0)
            .count()
    };
    let (even, odd) = (zeros(0), zeros(1));
    let few = sample.len() / 50;
    if odd > few && odd > even * 10 {
        return Some(UTF_16LE);
    }
    (even > few && even > odd * 10).then_some(UTF_16BE)
}

/// The characters that a sample gives in one encoding.
struct Trial {
    /// Characters beyond ASCII.
    wide: usize,
    /// Of these: common Chinese characters and punctuation.
    common: usize,
    /// Of these: what real text seldom contains (private use, unassigned, rare planes, odd controls).
    odd: usize,
    /// Undecodable stretches.
    bad: usize,
    /// ASCII letters, digits, spaces and line ends.
    plain: usize,
}

impl Trial {
    fn of(encoding: &'static Encoding, sample: &[u8]) -> Self {
        let mut text = String::with_capacity(sample.len() * 2);
        let mut decoder = encoding.new_decoder_without_bom_handling();
        let mut trial = Self {
            wide: 0,
            common: 0,
            odd: 0,
            bad: 0,
            plain: 0,
        };
        let mut at = 0;
        while let Some(rest) = sample.get(at..) {
            text.reserve(rest.len() * 3 + 16);
            // not `last`: a sample may end inside a character
            let (result, read) =
                decoder.decode_to_string_without_replacement(rest, &mut text, false);
            at += read;
            match result {
                encoding_rs::DecoderResult::InputEmpty => break,
                encoding_rs::DecoderResult::OutputFull => {}
                encoding_rs::DecoderResult::Malformed(..) => trial.bad += 1,
            }
        }
        for c in text.chars() {
            trial.count(c);
        }
        trial
    }

    fn count(&mut self, c: char) {
        match c {
            '\t' | '\n' | '\r' | ' '..='~' => self.plain += 1,
            '\0'..='\u{1f}' | '\u{7f}'..='\u{9f}' => self.odd += 1,
            _ => {
                self.wide += 1;
                if is_common(c) {
                    self.common += 1;
                } else if is_odd(c) {
                    self.odd += 1;
                }
            }
        }
    }

    /// How much the result looks like Chinese text: at most 1, below 0 for garbage.
    fn score(&self) -> f64 {
        let total = self.wide + self.bad + self.odd;
        if total == 0 {
            return 0.0;
        }
        (self.common as f64 - 2.0 * self.odd as f64 - 3.0 * self.bad as f64) / total as f64
    }

    fn evidence(&self, how: &str) -> String {
        format!(
            "{how}: {} characters beyond ASCII, {} of them common, {} undecodable places",
            self.wide, self.common, self.bad
        )
    }
}

fn is_odd(c: char) -> bool {
    matches!(c,
        '\u{E000}'..='\u{F8FF}' | '\u{FFF0}'..='\u{FFFF}' | '\u{D7B0}'..='\u{D7FF}'
        | '\u{0700}'..='\u{0DFF}' | '\u{0F00}'..='\u{1DFF}' | '\u{A000}'..='\u{ABFF}'
        | '\u{20000}'..='\u{10FFFF}')
        && !matches!(c, '\u{1F300}'..='\u{1FAFF}')
}

/// Punctuation of Chinese text, or a character among the two national sets of frequent characters.
fn is_common(c: char) -> bool {
    match c {
        '。' | '，' | '、' | '；' | '：' | '？' | '！' | '“' | '”' | '‘' | '’' | '（' | '）'
        | '《' | '》' | '…' | '—' | '·' | '【' | '】' | '￥' | '「' | '」' => true,
        '\u{4E00}'..='\u{9FFF}' => frequent().contains(&c),
        _ => false,
    }
}

/// The 3,755 characters of GB 2312 level 1 and the 5,401 of Big5 level 1: what people write, in either script.
fn frequent() -> &'static std::collections::HashSet<char> {
    static SET: std::sync::OnceLock<std::collections::HashSet<char>> = std::sync::OnceLock::new();
    SET.get_or_init(|| {
        let mut set = std::collections::HashSet::with_capacity(9_000);
        let mut add =
            |encoding: &'static Encoding, lead: std::ops::RangeInclusive<u8>, trails: &[u8]| {
                for bytes in lead.flat_map(|l| trails.iter().map(move |&t| [l, t])) {
                    let (text, bad) = encoding.decode_without_bom_handling(&bytes);
                    if !bad {
                        set.extend(text.chars().filter(|c| *c >= '\u{4E00}'));
                    }
                }
            };
        let gb: Vec<u8> = (0xA1..=0xFE).collect();
        let big5: Vec<u8> = (0x40..=0x7E).chain(0xA1..=0xFE).collect();
        add(GB18030, 0xB0..=0xD7, &gb);
        add(BIG5, 0xA4..=0xC6, &big5);
        set
    })
}
