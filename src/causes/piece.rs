//! Pieces of a normalised text, as the segmenter gives them.

/// A piece of a normalised text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Piece<'a> {
    /// The piece.
    pub text: &'a str,
    /// What it is.
    pub kind: PieceKind,
}

/// What a piece is to phrases.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PieceKind {
    /// A word.
    Word,
    /// White space: a phrase may run across it.
    Space,
    /// A number, a mask, punctuation: a phrase ends here.
    Break,
}
