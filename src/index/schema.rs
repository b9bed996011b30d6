//! The fields of the tantivy folder.
//!
//! | field | holds | for |
//! |---|---|---|
//! | hash | content hash, fast: no two rows share one | skipping unchanged rows, replacing, deleting |
//! | id | the id, fast | results, the tie-break of every order |
//! | words | words, with counts | ranking, stems |
//! | pairs | every character of the exact form with the one after it, and positions | exact strings, single characters, proximity |
//! | row | all cells, stored | results |
//! | cells | one fast column per source column and type | filters, facets, sorting |

use tantivy::schema::{
    Field, IndexRecordOption, JsonObjectOptions, NumericOptions, Schema, TextFieldIndexing,
    TextOptions,
};

#[derive(Clone, Copy, Debug)]
pub(super) struct Fields {
    pub(super) hash: Field,
    pub(super) id: Field,
    pub(super) words: Field,
    pub(super) pairs: Field,
    pub(super) row: Field,
    pub(super) cells: Field,
}

pub(super) fn schema() -> (Schema, Fields) {
    let mut b = Schema::builder();
    // no tokenizer sees them: `postings` makes their tokens
    let indexed = |option| {
        let indexing = TextFieldIndexing::default().set_tokenizer("raw");
        TextOptions::default().set_indexing_options(indexing.set_index_option(option))
    };
    let fields = Fields {
        hash: b.add_u64_field("hash", NumericOptions::default().set_fast()),
        id: b.add_text_field("id", TextOptions::default().set_fast("raw")),
        words: b.add_text_field("words", indexed(IndexRecordOption::WithFreqs)),
        pairs: b.add_text_field("pairs", indexed(IndexRecordOption::WithFreqsAndPositions)),
        row: b.add_bytes_field("row", tantivy::schema::STORED),
        cells: b.add_json_field("cells", JsonObjectOptions::default().set_fast("raw")),
    };
    (b.build(), fields)
}

/// What a fast column holds; its name begins with this letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum Fast {
    /// Text (whole, or [`shortened`]).
    Text = b's',
    /// A number, f64.
    Number = b'n',
    /// Microseconds, i64.
    Time = b't',
}

impl Fast {
    /// The key inside the `cells` field.
    pub(super) fn key(self, column: usize) -> String {
        format!("{}{column}", char::from(self as u8))
    }

    /// The path of the fast column.
    pub(super) fn path(self, column: usize) -> String {
        format!("cells.{}", self.key(column))
    }
}

/// Longest text kept whole in a fast column, in bytes.
const WHOLE: usize = 96;

/// `text` as a fast column has it: itself, or its beginning and a hash, so that equality still decides.
pub(super) fn shortened(text: &str) -> std::borrow::Cow<'_, str> {
    if text.len() <= WHOLE {
        return text.into();
    }
    let mut end = WHOLE - 32;
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    format!(
        "{}…#{:016x}",
        &text[..end],
        xxhash_rust::xxh3::xxh3_64(text.as_bytes())
    )
    .into()
}
