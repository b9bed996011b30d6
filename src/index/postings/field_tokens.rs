//! The tokens of one field of a segment, and their postings.

use super::term_numbers::TermNumbers;
use crate::index::tokens::{COLUMN_BREAK, WORD_BREAK};
use std::io;
use tantivy::DocId;
use tantivy::fieldnorm::FieldNormReader;
use tantivy::postings::{FieldSerializer, InvertedIndexSerializer};
use tantivy::schema::Field;

/// Stands where a column ends and no term begins.
const NO_TERM: u32 = u32::MAX;

/// The tokens of one field, row after row.
pub(super) struct FieldTokens {
    field: Field,
    terms: TermNumbers,
    /// The number of the term at every place.
    tokens: Vec<u32>,
    /// The place at which each row begins.
    starts: Vec<u32>,
}

impl FieldTokens {
    pub(super) fn new(field: Field) -> Self {
        Self {
            field,
            terms: TermNumbers::default(),
            tokens: Vec::new(),
            starts: Vec::new(),
        }
    }

    pub(super) fn field(&self) -> Field {
        self.field
    }

    /// Bytes of memory.
    pub(super) fn memory(&self) -> usize {
        (self.tokens.len() + self.starts.len()) * size_of::<u32>() + self.terms.memory()
    }

    /// Bytes of memory that writing takes besides.
    pub(super) fn writing_memory(&self) -> usize {
        let of_terms = size_of::<u32>() + size_of::<(u64, u32)>();
        self.tokens.len() * size_of::<Posting>() + self.terms.len() * of_terms
    }

    #[expect(
        clippy::cast_possible_truncation,
        reason = "a segment is written long before it has 2^32 tokens"
    )]
    fn place(&self) -> u32 {
        self.tokens.len() as u32
    }

    /// Adds the words of one more row, each followed by [`WORD_BREAK`]; gives their number.
    pub(super) fn add_words(&mut self, words: &str) -> u32 {
        let start = self.place();
        self.starts.push(start);
        let is_break = |byte: &u8| *byte == WORD_BREAK;
        for word in words.as_bytes().split(is_break) {
            if !word.is_empty() {
                self.tokens.push(self.terms.of_word(word));
            }
        }
        self.place() - start
    }

    /// Adds every character of one more row with the one after it; the last one of a column with [`COLUMN_BREAK`], so that every
    /// character begins a pair, and strings of one character need no field of their own. Gives the number of pairs.
    pub(super) fn add_pairs(&mut self, exact: &str) -> u32 {
        self.starts.push(self.place());
        let mut pairs = 0;
        let mut chars = exact.chars().peekable();
        while let Some(first) = chars.next() {
            let token = match first {
                COLUMN_BREAK => NO_TERM,
                first => {
                    pairs += 1;
                    let second = chars.peek().copied();
                    self.terms.of_pair(first, second.unwrap_or(COLUMN_BREAK))
                }
            };
            self.tokens.push(token);
        }
        pairs
    }

    /// Writes every term with its rows and positions.
    pub(super) fn serialize(
        mut self,
        files: &mut InvertedIndexSerializer,
        lengths: Option<FieldNormReader>,
    ) -> io::Result<()> {
        let (postings, ends) = self.postings();
        self.tokens = Vec::new();
        let mut file = files.new_field(self.field, postings.len() as u64, lengths)?;
        let mut of_term = TermPostings::default();
        for number in self.terms.in_order() {
            let term = number as usize;
            let start = term.checked_sub(1).map_or(0, |before| ends[before]);
            of_term.fill(&postings[start as usize..ends[term] as usize]);
            of_term.write(self.terms.term(number), &mut file)?;
        }
        file.close()
    }

    /// The postings of every term, term after term by number, and where those of each end.
    fn postings(&self) -> (Vec<Posting>, Vec<u32>) {
        let mut next = vec![0u32; self.terms.len()];
        for token in &self.tokens {
            if let Some(count) = next.get_mut(*token as usize) {
                *count += 1;
            }
        }
        let mut all = 0;
        for count in &mut next {
            let start = all;
            all += *count;
            *count = start;
        }
        let mut postings = vec![Posting::default(); all as usize];
        let ends = self.starts.iter().skip(1).copied().chain([self.place()]);
        for (row, (start, end)) in (0..).zip(self.starts.iter().zip(ends)) {
            let tokens = &self.tokens[*start as usize..end as usize];
            for (position, token) in (0..).zip(tokens) {
                if let Some(slot) = next.get_mut(*token as usize) {
                    postings[*slot as usize] = Posting { row, position };
                    *slot += 1;
                }
            }
        }
        (postings, next)
    }
}

/// Where a term is.
#[derive(Clone, Copy, Default)]
struct Posting {
    row: DocId,
    position: u32,
}

/// The postings of one term, as they are written.
#[derive(Default)]
struct TermPostings {
    /// The rows, with how often the term is there.
    rows: Vec<(DocId, u32)>,
    /// The positions in these rows, each less the one before.
    steps: Vec<u32>,
}

impl TermPostings {
    fn fill(&mut self, postings: &[Posting]) {
        self.rows.clear();
        self.steps.clear();
        let mut before = 0;
        for Posting { row, position } in postings {
            match self.rows.last_mut() {
                Some((last, times)) if last == row => *times += 1,
                _ => {
                    self.rows.push((*row, 1));
                    before = 0;
                }
            }
            self.steps.push(position - before);
            before = *position;
        }
    }

    #[expect(
        clippy::cast_possible_truncation,
        reason = "numbers of rows are 32 bits long"
    )]
    fn write(&self, term: &[u8], file: &mut FieldSerializer<'_>) -> io::Result<()> {
        file.new_term(term, self.rows.len() as u32, true)?;
        let mut steps = &self.steps[..];
        for (row, times) in &self.rows {
            let (here, rest) = steps.split_at(*times as usize);
            file.write_doc(*row, *times, here);
            steps = rest;
        }
        file.close_term()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every term with its rows and positions.
    fn held(tokens: &FieldTokens) -> Vec<(String, Vec<(u32, u32)>)> {
        let (postings, ends) = tokens.postings();
        let held = |number: u32| {
            let term = String::from_utf8(tokens.terms.term(number).to_vec()).unwrap();
            let end = ends[number as usize] as usize;
            let start = number.checked_sub(1).map_or(0, |n| ends[n as usize]);
            let places = postings[start as usize..end].iter();
            (term, places.map(|p| (p.row, p.position)).collect())
        };
        tokens.terms.in_order().into_iter().map(held).collect()
    }

    fn owned(terms: &[(&str, &[(u32, u32)])]) -> Vec<(String, Vec<(u32, u32)>)> {
        let terms = terms.iter();
        terms.map(|(t, p)| ((*t).to_owned(), p.to_vec())).collect()
    }

    #[test]
    fn pairs_have_the_position_of_their_first_character_and_end_with_a_column() {
        let mut tokens = FieldTokens::new(Field::from_field_id(0));
        let rows = ["开票开票", "", "a\u{fdd0}开"];
        assert_eq!(rows.map(|text| tokens.add_pairs(text)), [4, 0, 2]);
        let want: [(&str, &[_]); 5] = [
            ("a\u{fdd0}", &[(2, 0)]),
            ("开票", &[(0, 0), (0, 2)]),
            ("开\u{fdd0}", &[(2, 2)]),
            ("票开", &[(0, 1)]),
            ("票\u{fdd0}", &[(0, 3)]),
        ];
        assert_eq!(held(&tokens), owned(&want));
    }

    #[test]
    fn words_are_what_stands_between_breaks() {
        let mut tokens = FieldTokens::new(Field::from_field_id(0));
        assert_eq!(tokens.add_words("退款\u{1f}refunds-of\u{1f}退款\u{1f}"), 3);
        assert_eq!(tokens.add_words("refunds-of\u{1f}"), 1);
        let want: [(&str, &[_]); 2] = [
            ("refunds-of", &[(0, 1), (1, 0)]),
            ("退款", &[(0, 0), (0, 2)]),
        ];
        assert_eq!(held(&tokens), owned(&want));
    }

    #[test]
    fn positions_are_written_as_steps_from_the_one_before() {
        let mut of_term = TermPostings::default();
        let at = |row, position| Posting { row, position };
        of_term.fill(&[at(1, 2), at(1, 7), at(4, 3)]);
        assert_eq!(of_term.rows, [(1, 2), (4, 1)]);
        assert_eq!(of_term.steps, [2, 5, 3]);
    }
}
