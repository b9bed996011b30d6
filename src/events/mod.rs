//! events: given complaints with days and, if known, places, gives which of them are about the same thing at the same place, and what each such event is.
//!
//! Two complaints belong together where they follow one another within some days and either name the same place, company, product or number
//! and are alike in their words, those beside the names included, or are very alike; where both name something else, only copies do, and where both name different places, only the same text. Likeness is the cosine of their words, each weighed by its rarity. Groups grow from the
//! likeliest pair on; two groups become one only where their complaints are alike on average, and at least half of each hold the name, so
//! that chains do not grow. The result depends on the set of complaints alone: neither on their order nor on how they came in.

mod columns;
mod describe;
mod features;
mod figures;
mod links;
mod merge;
mod name;
mod names;
mod nodes;
mod sheet;
mod space;
#[cfg(test)]
mod tests;

pub use columns::{ClosingDays, EventColumns, NamedEventColumns};
pub use describe::{Closed, Described, Event, Value};
pub use figures::figures;
pub use names::listed_names;
pub use sheet::{KeptRows, write_events};
pub use space::Rarity;

use crate::aggregate::{Column, NO_DAY};
use crate::normalize::Normalizer;
use crate::types::arena::StringArena;
use features::{Reader, Tools};
use rayon::prelude::*;
use rustc_hash::FxHashSet;

/// Days between two complaints of an event, at most.
pub const WITHIN: u32 = 60;
/// Complaints of an event that is listed, at least.
pub const FEWEST: u64 = 3;

/// Complaints to be grouped, row by row.
#[derive(Clone, Copy, Debug)]
pub struct Complaints<'a> {
    /// Texts, normalised.
    pub texts: &'a StringArena,
    /// Texts as they came.
    pub raw: &'a StringArena,
    /// What each is called.
    pub ids: &'a StringArena,
    /// Days since 1970-01-01, or [`crate::aggregate::NO_DAY`]; absent without times, and then nothing lies apart.
    pub days: Option<&'a [i32]>,
    /// Where each happened; complaints about different places never belong together.
    pub places: Option<&'a Column>,
    /// Names that are found in texts as they are, normalised.
    pub names: &'a FxHashSet<String>,
    /// What masks what is shown.
    pub normalizer: &'a Normalizer,
}

/// Complaints that belong together: rows by day, then text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Group {
    /// Stays the same while the earliest complaint does.
    pub id: String,
    /// Its complaints, the earliest first.
    pub rows: Vec<u32>,
}

/// The groups of at least two complaints, the largest first, then the earliest; and how rare words are.
#[must_use]
pub fn groups(complaints: &Complaints<'_>, within: u32) -> (Vec<Group>, Rarity) {
    let (nodes, space, links) = linked(complaints, within);
    let mut groups: Vec<Group> = merge::merged(&space, &nodes, &links)
        .into_iter()
        .map(|members| nodes::group(complaints, &nodes, &members))
        .filter(|group| group.rows.len() > 1)
        .collect();
    groups.sort_by_cached_key(|g| {
        let first = g.rows.first().map(|&row| complaints.day(row));
        (std::cmp::Reverse(g.rows.len()), first, g.id.clone())
    });
    (groups, space.into_rarity())
}

/// Complaints as they are compared, what they are compared by, and which of them may belong together.
fn linked(
    complaints: &Complaints<'_>,
    within: u32,
) -> (Vec<nodes::Node>, space::Space, Vec<links::Link>) {
    let within = i32::try_from(within).unwrap_or(i32::MAX);
    let nodes = nodes::nodes(complaints, within);
    let tools = Tools::of(complaints);
    let reader = || Reader::new(&tools);
    let read = |reader: &mut Reader<'_>, node: &nodes::Node| {
        let row = node.rows[0] as usize;
        reader.features(complaints.texts.get(row), complaints.raw.get(row))
    };
    let features: Vec<_> = nodes.par_iter().map_init(reader, read).collect();
    let space = space::Space::of(&features, &nodes);
    drop(features);
    let links = links::links(&space, &nodes, within);
    (nodes, space, links)
}

impl Complaints<'_> {
    /// Complaints that have a text and, where others have one, a day.
    #[must_use]
    pub fn compared(&self) -> u64 {
        let rows = (0..).take(self.texts.len());
        let usable = rows.filter(|&row| self.is_usable(row));
        usable.count() as u64
    }

    fn is_usable(&self, row: u32) -> bool {
        !self.texts.get(row as usize).trim().is_empty() && self.day(row) != NO_DAY
    }

    /// The day of a row; 0 where no complaint has one.
    fn day(&self, row: u32) -> i32 {
        let days = self.days.and_then(|d| d.get(row as usize));
        days.copied().unwrap_or(0)
    }

    /// The place of a row, where one is known.
    fn place(&self, row: u32) -> Option<&str> {
        let column = self.places?;
        let code = *column.codes.get(row as usize)?;
        column.values.get(code as usize).map(String::as_str)
    }
}
