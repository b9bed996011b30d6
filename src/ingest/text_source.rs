//! Bytes → text: decodes a stream block by block and records where bytes could not be decoded.

use super::encoding::{self, Charset, Found};
use crate::{Error, Result};
use encoding_rs::{Decoder, DecoderResult};
use std::collections::VecDeque;
use std::io::Read;
use std::sync::Arc;

/// Bytes read and decoded at a time.
const BLOCK: usize = 256 * 1024;
/// Bytes after the first non-ASCII byte that the detection needs.
const EVIDENCE: usize = 64 * 1024;

/// Bytes that stand for no character in the encoding.
#[derive(Clone, Copy, Debug)]
struct Bad {
    /// Where the U+FFFD stands, in decoded bytes from the start.
    at: u64,
    /// Where the bytes stand in the (decompressed) file.
    byte: u64,
    /// How many there are.
    len: u64,
}

/// Undecodable bytes of one stretch of text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Undecodable {
    /// How many bytes.
    pub(super) bytes: u64,
    /// Offset of the first in the (decompressed) file.
    pub(super) first: u64,
}

enum State {
    /// Only ASCII was seen so far, which most encodings agree on.
    Undecided,
    Utf8,
    Other(Box<Decoder>),
}

/// Decoded text that has been read but not consumed, and the means to get more.
pub(super) struct TextSource {
    pub(super) name: Arc<str>,
    input: Box<dyn Read + Send>,
    want: Option<Charset>,
    state: State,
    raw: Vec<u8>,
    raw_base: u64,
    text: String,
    start: usize,
    base: u64,
    bad: VecDeque<Bad>,
    input_ended: bool,
    found: Option<Found>,
}

impl TextSource {
    pub(super) fn new(name: Arc<str>, input: Box<dyn Read + Send>, want: Option<Charset>) -> Self {
        Self {
            name,
            input,
            want,
            state: State::Undecided,
            raw: Vec::new(),
            raw_base: 0,
            text: String::new(),
            start: 0,
            base: 0,
            bad: VecDeque::new(),
            input_ended: false,
            found: None,
        }
    }

    /// Text that was read but not consumed.
    pub(super) fn pending(&self) -> &str {
        self.text.get(self.start..).unwrap_or_default()
    }

    /// What encoding was found and why, once that is known.
    pub(super) fn found(&self) -> Option<&Found> {
        self.found.as_ref()
    }

    /// What could not be decoded in the first `len` bytes of [`Self::pending`].
    pub(super) fn undecodable(&self, len: usize) -> Undecodable {
        let end = self.base + (self.start + len) as u64;
        let mut inside = self.bad.iter().take_while(|b| b.at < end).peekable();
        Undecodable {
            first: inside.peek().map_or(0, |b| b.byte),
            bytes: inside.map(|b| b.len).sum(),
        }
    }

    /// Takes `len` bytes off the front of [`Self::pending`].
    pub(super) fn consume(&mut self, len: usize) {
        self.start = (self.start + len).min(self.text.len());
        let end = self.base + self.start as u64;
        while self.bad.front().is_some_and(|b| b.at < end) {
            self.bad.pop_front();
        }
    }

    /// Reads and decodes another block (as long as what is pending, at least); false at the end.
    pub(super) fn more(&mut self) -> Result<bool> {
        if self.input_ended && self.raw.is_empty() {
            return Ok(false);
        }
        let pending = self.text.len() - self.start;
        self.base += self.start as u64;
        self.text.drain(..self.start);
        self.start = 0;
        let before = self.text.len();
        while self.text.len() == before && !(self.input_ended && self.raw.is_empty()) {
            self.read(BLOCK.max(pending))?;
            self.decide()?;
            self.decode();
        }
        Ok(self.text.len() > before)
    }

    /// Fills `raw` with up to `len` more bytes.
    fn read(&mut self, len: usize) -> Result<()> {
        let limit = u64::try_from(len).unwrap_or(u64::MAX);
        let got = (&mut self.input)
            .take(limit)
            .read_to_end(&mut self.raw)
            .map_err(|e| Error::io(&*self.name, "read", e))?;
        self.input_ended |= got < len;
        Ok(())
    }

    /// Chooses the decoder as soon as there is something to choose by.
    fn decide(&mut self) -> Result<()> {
        if !matches!(self.state, State::Undecided) {
            return Ok(());
        }
        let first_block = self.raw_base == 0;
        let mark = encoding::bom(&self.raw).filter(|_| first_block);
        // a UTF-8 mark does not overrule an encoding that was asked for
        let heeded = |c: &Charset| self.want.is_none_or(|w| w == *c || *c != Charset::UTF_8);
        if let Some((charset, length)) = mark.filter(|(c, _)| heeded(c)) {
            self.raw.drain(..length);
            self.raw_base += length as u64;
            self.settle(charset, Found::bom(charset));
            return Ok(());
        }
        if let Some(charset) = self.want {
            self.settle(charset, Found::asked(charset));
            return Ok(());
        }
        let wide = first_block && encoding::has_zeros(&self.raw);
        let Some(first) = self
            .raw
            .iter()
            .position(|b| !b.is_ascii())
            .or(wide.then_some(0))
        else {
            if self.input_ended && self.found.is_none() {
                self.found = Some(Found::ascii());
            }
            return Ok(());
        };
        let from = if wide || first < 4096 { 0 } else { first };
        if self.raw.len() - first < EVIDENCE && !self.input_ended {
            self.read(BLOCK)?;
        }
        let sample = self.raw.get(from..(first + BLOCK).min(self.raw.len()));
        let found = encoding::detect(sample.unwrap_or_default(), first_block);
        self.settle(found.charset, found);
        Ok(())
    }

    fn settle(&mut self, charset: Charset, found: Found) {
        self.state = if charset == Charset::UTF_8 {
            State::Utf8
        } else {
            State::Other(Box::new(charset.decoder()))
        };
        self.found = Some(found);
    }

    fn decode(&mut self) {
        match &mut self.state {
            State::Undecided | State::Utf8 => self.decode_utf8(),
            State::Other(_) => self.decode_other(),
        }
    }

    fn note_bad(&mut self, raw_at: usize, len: usize) {
        self.bad.push_back(Bad {
            at: self.base + self.text.len() as u64,
            byte: self.raw_base + raw_at as u64,
            len: len as u64,
        });
        self.text.push('\u{FFFD}');
    }

    fn decode_utf8(&mut self) {
        let raw = std::mem::take(&mut self.raw);
        let mut at = 0;
        while let Some(rest) = raw.get(at..).filter(|r| !r.is_empty()) {
            match std::str::from_utf8(rest) {
                Ok(good) => {
                    self.text.push_str(good);
                    at = raw.len();
                }
                Err(e) => {
                    let good = rest.get(..e.valid_up_to()).unwrap_or_default();
                    self.text
                        .push_str(std::str::from_utf8(good).unwrap_or_default());
                    at += e.valid_up_to();
                    let Some(len) = e.error_len() else {
                        if !self.input_ended {
                            break;
                        }
                        self.note_bad(at, raw.len() - at);
                        at = raw.len();
                        break;
                    };
                    self.note_bad(at, len);
                    at += len;
                }
            }
        }
        self.raw_base += at as u64;
        self.raw
            .extend_from_slice(raw.get(at..).unwrap_or_default());
    }

    fn decode_other(&mut self) {
        let raw = std::mem::take(&mut self.raw);
        let mut at = 0;
        loop {
            let State::Other(decoder) = &mut self.state else {
                return;
            };
            let rest = raw.get(at..).unwrap_or_default();
            let room = decoder
                .max_utf8_buffer_length_without_replacement(rest.len())
                .unwrap_or(rest.len() * 3 + 16);
            self.text.reserve(room);
            let (result, read) = decoder.decode_to_string_without_replacement(
                rest,
                &mut self.text,
                self.input_ended,
            );
            at += read;
            match result {
                DecoderResult::InputEmpty => break,
                DecoderResult::OutputFull => {}
                DecoderResult::Malformed(len, after) => {
                    let back = usize::from(len) + usize::from(after);
                    self.note_bad(at.saturating_sub(back), usize::from(len));
                }
            }
        }
        self.raw_base += at as u64;
    }
}
