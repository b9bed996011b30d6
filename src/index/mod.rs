//! index: complaints to and from a tantivy folder; query in, hits out.
