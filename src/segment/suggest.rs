//! New words of a collection: see the functions.
