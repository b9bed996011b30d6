//! vectorize: given words and characters, gives sparse rows.
