//! What rows of a table may be besides data.

/// What a row is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum RowKind {
    Data,
    /// The header again, as in files that were put together.
    Header,
    /// A header that calls some columns otherwise.
    Renamed,
    /// A header that has the columns in another order.
    Reordered,
    /// A sum or a mean of the rows above.
    Total,
    /// A signature, a source, a remark: only where no data follow.
    Foot,
}
