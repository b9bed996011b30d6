//! Complaints → what is compared: equal texts about one place that follow one another are one.

use super::features::place;
use super::{Complaints, Group};
use xxhash_rust::xxh3::xxh3_128;

/// Complaints of one text about one place, each within some days of the next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Node {
    /// By day, then as they were written.
    pub(super) rows: Vec<u32>,
    pub(super) first: i32,
    pub(super) last: i32,
    /// Where it happened, where that is known.
    pub(super) place: Option<u64>,
    text: u128,
}

/// A row by what it is compared by.
type Key = (u128, Option<u64>, i32);

/// All complaints with a text and a day, in an order of their own: by first day, then text and place.
pub(super) fn nodes(complaints: &Complaints<'_>, within: i32) -> Vec<Node> {
    let key = |row: usize| -> Option<(Key, u32)> {
        let text = complaints.texts.get(row);
        let number = u32::try_from(row).ok()?;
        let day = complaints.day(number);
        let at = complaints.place(number).map(place);
        complaints
            .is_usable(number)
            .then(|| ((xxh3_128(text.as_bytes()), at, day), number))
    };
    let mut rows: Vec<(Key, u32)> = (0..complaints.texts.len()).filter_map(key).collect();
    let written = |row: u32| {
        let row = row as usize;
        (complaints.raw.get(row), complaints.ids.get(row))
    };
    rows.sort_by(|a, b| {
        let order = a.0.cmp(&b.0);
        order.then_with(|| written(a.1).cmp(&written(b.1)))
    });
    let follows = |a: &(Key, u32), b: &(Key, u32)| {
        let ((text, at, day), (next_text, next_at, next)) = (a.0, b.0);
        (text, at) == (next_text, next_at) && next.saturating_sub(day) <= within
    };
    let mut nodes: Vec<Node> = rows
        .chunk_by(follows)
        .filter_map(|chunk| {
            let ((text, place, first), _) = *chunk.first()?;
            let ((.., last), _) = *chunk.last()?;
            Some(Node {
                rows: chunk.iter().map(|r| r.1).collect(),
                first,
                last,
                place,
                text,
            })
        })
        .collect();
    nodes.sort_by_key(|n| (n.first, n.text, n.place));
    nodes
}

/// The group that these nodes, ascending, make. Its id is that of the first: no other group has it.
pub(super) fn group(complaints: &Complaints<'_>, nodes: &[Node], members: &[u32]) -> Group {
    let nodes = || members.iter().map(|&m| &nodes[m as usize]);
    let mut hash = Vec::new();
    if let Some(first) = nodes().next() {
        hash.extend(first.first.to_le_bytes());
        hash.extend(first.text.to_le_bytes());
        hash.extend(first.place.unwrap_or(0).to_le_bytes());
    }
    let mut rows: Vec<u32> = nodes().flat_map(|n| n.rows.iter().copied()).collect();
    // nodes are in order already, and stay so within a day
    rows.sort_by_key(|&row| complaints.day(row));
    Group {
        id: format!("E{:012x}", xxh3_128(&hash) & 0xffff_ffff_ffff),
        rows,
    }
}
