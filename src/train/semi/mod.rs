//! Semi-supervised training: a few labelled rows, or the words of a taxonomy, and many unlabelled rows. An ensemble of members that
//! see the texts in different ways labels the unlabelled rows round by round (self-training); a linear model then learns from its
//! labels (distillation), so that a bundle holds one linear model as ever.

mod corpus;
mod distil;
mod ensemble;
mod held_out;
mod keywords;
mod lsa;
mod members;
mod seeds;
mod start;
mod suggest;
#[cfg(test)]
mod tests;
mod word_vectors;

pub(super) use corpus::{Corpus, Sources};
pub(super) use distil::{Student, distil};
pub(super) use ensemble::Guesses;
pub(super) use held_out::{held_out_scores, named_rows};
pub(super) use seeds::Seeds;
pub(super) use start::{cold_start, from_labels};
pub(super) use suggest::missing_words;
