//! Pieces of a normalised text, as the segmenter gives them.

use crate::segment::Kind;

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
    /// Chinese characters without others between, not yet cut into words.
    Run,
    /// White space: a phrase may run across it.
    Space,
    /// A number, a mask, punctuation: a phrase ends here.
    Break,
}

impl PieceKind {
    /// Of a piece that is a token of this kind.
    pub(super) fn of(kind: Kind, piece: &str) -> Self {
        match kind {
            Kind::Han | Kind::Letters if piece.chars().any(char::is_alphabetic) => Self::Word,
            Kind::Space => Self::Space,
            _ => Self::Break,
        }
    }
}
