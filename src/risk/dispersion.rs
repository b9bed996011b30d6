//! How far answers that come together are alike: complaints of one type and week are often about one event.

use super::judged::Judged;
use std::collections::BTreeMap;

/// Entries and yeses.
#[derive(Clone, Copy, Debug, Default)]
struct Count {
    all: f64,
    yes: f64,
}

impl Count {
    fn add(&mut self, yes: bool) {
        self.all += 1.0;
        self.yes += f64::from(u8::from(yes));
    }
}

/// How many complaints count as one, at least 1: the squared difference between the yeses of a type in a week and those expected at the rate of the
/// type, added up over types and weeks, beside what independent answers would make of it. Complaints without a day count as independent.
pub(super) fn of(judged: &Judged<'_>) -> f64 {
    let mut of_type: BTreeMap<u32, Count> = BTreeMap::new();
    let mut blocks: BTreeMap<(u32, i32), Count> = BTreeMap::new();
    for at in 0..judged.len() {
        let (type_id, yes) = (judged.types[at], judged.yes[at]);
        let Some(week) = judged.week(at) else {
            continue;
        };
        of_type.entry(type_id).or_default().add(yes);
        blocks.entry((type_id, week)).or_default().add(yes);
    }
    let (mut found, mut independent) = (0.0, 0.0);
    for ((type_id, _), block) in &blocks {
        let whole = of_type[type_id];
        let rate = whole.yes / whole.all;
        found += (block.yes - block.all * rate).powi(2);
        // the rate was found from the same answers
        independent += block.all * rate * (1.0 - rate) * (1.0 - block.all / whole.all);
    }
    match independent > 0.0 {
        true => (found / independent).max(1.0),
        false => 1.0,
    }
}
