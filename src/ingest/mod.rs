//! ingest: given files or stdin, gives Arrow record batches, every column kept as it came, plus rejected rows.
