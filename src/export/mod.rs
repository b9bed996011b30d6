//! export: given record batches, gives a file or stdout in any format, by temporary file, fsync and rename.
