//! The postings of a new segment: which rows hold a term, and where.
//!
//! tantivy looks every token up among byte strings and appends it to a list of the term's own, which misses the processor's cache
//! several times a token. Here a token is a number in one long list, and the lists of terms are made where the segment ends, by counting.
//! tantivy's own serializer writes them: readers and merges are tantivy's, and the files are those it would have written.

mod field_tokens;
mod term_numbers;

use super::document::IndexedRow;
use super::schema::Fields;
use field_tokens::FieldTokens;
use std::any::Any;
use tantivy::directory::error::DeleteError;
use tantivy::fieldnorm::{FieldNormReaders, FieldNormsSerializer, FieldNormsWriter};
use tantivy::index::SegmentComponent;
use tantivy::indexer::DocIdMapping;
use tantivy::postings::InvertedIndexSerializer;
use tantivy::schema::Schema;
use tantivy::schema::document::ErasedDocument;
use tantivy::{
    Directory, DocId, PluginMergeContext, PluginWriter, PluginWriterContext, Segment,
    SegmentPlugin, TantivyError,
};

/// Makes the postings of new segments. tantivy sees no text to index: a row shows it to this plugin alone.
pub(super) struct PostingsPlugin {
    pub(super) fields: Fields,
}

impl SegmentPlugin for PostingsPlugin {
    fn extensions(&self) -> &[&str] {
        // the files are those of tantivy's own postings
        &[]
    }

    fn create_writer(
        &self,
        context: &PluginWriterContext<'_>,
    ) -> tantivy::Result<Box<dyn PluginWriter>> {
        Ok(Box::new(PostingsWriter {
            words: FieldTokens::new(self.fields.words),
            pairs: FieldTokens::new(self.fields.pairs),
            lengths: FieldNormsWriter::for_schema(&context.segment.schema()),
            rows: 0,
        }))
    }

    fn merge(&self, _: PluginMergeContext<'_>) -> tantivy::Result<()> {
        Ok(())
    }
}

/// The postings of one segment.
struct PostingsWriter {
    words: FieldTokens,
    pairs: FieldTokens,
    lengths: FieldNormsWriter,
    rows: DocId,
}

impl PluginWriter for PostingsWriter {
    fn add_document(
        &mut self,
        doc: DocId,
        document: &dyn ErasedDocument,
        _: &Schema,
    ) -> tantivy::Result<()> {
        if let Some(row) = document.as_any().downcast_ref::<IndexedRow>() {
            let words = self.words.add_words(&row.forms.words);
            self.lengths.record(doc, self.words.field(), words);
            let pairs = self.pairs.add_pairs(&row.forms.exact);
            self.lengths.record(doc, self.pairs.field(), pairs);
        }
        self.rows = doc + 1;
        Ok(())
    }

    // rows are never sorted, so that there is no other order of them
    fn serialize(
        mut self: Box<Self>,
        segment: &Segment,
        _: Option<&DocIdMapping>,
    ) -> tantivy::Result<()> {
        use SegmentComponent::{FieldNorms, Positions, Postings, Terms};
        for component in [FieldNorms, Terms, Postings, Positions] {
            remove_empty(segment, component)?;
        }
        self.lengths.fill_up_to_max_doc(self.rows);
        let file = segment.open_write(FieldNorms)?;
        let file = FieldNormsSerializer::from_write(file)?;
        self.lengths.serialize(file, None)?;
        let lengths = FieldNormReaders::open(segment.open_read(FieldNorms)?)?;
        let mut files = InvertedIndexSerializer::open(segment)?;
        for tokens in [self.words, self.pairs] {
            let lengths = lengths.get_field(tokens.field())?;
            tokens.serialize(&mut files, lengths)?;
        }
        Ok(files.close()?)
    }

    fn mem_usage(&self) -> usize {
        let writing = [&self.words, &self.pairs].map(FieldTokens::writing_memory);
        self.words.memory() + self.pairs.memory() + writing[0].max(writing[1])
    }

    fn as_any(&self) -> &dyn Any {
        self
    }

    fn as_any_mut(&mut self) -> &mut dyn Any {
        self
    }
}

/// Removes a file that tantivy has written already, without any term.
fn remove_empty(segment: &Segment, component: SegmentComponent) -> tantivy::Result<()> {
    let path = segment.relative_path(component);
    match segment.index().directory().delete(&path) {
        Ok(()) | Err(DeleteError::FileDoesNotExist(_)) => Ok(()),
        Err(e) => Err(TantivyError::SystemError(e.to_string())),
    }
}
