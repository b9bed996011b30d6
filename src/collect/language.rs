//! Whether texts are in the script that a model was trained on.

use crate::bundle::Bundle;
use crate::types::cell::cell_text;
use crate::types::{Level, Observer, is_han};
use arrow_array::RecordBatch;

/// Letters that a judgement needs.
const ENOUGH: u64 = 200;
/// The share of letters from which a script is that of the whole.
const MOSTLY: f64 = 0.8;

/// Letters by script.
#[derive(Default)]
struct Letters {
    /// Chinese, Latin, Cyrillic.
    of: [u64; 3],
    other: u64,
}

const NAMES: [&str; 3] = ["Chinese", "Latin", "Cyrillic"];

impl Letters {
    fn count(&mut self, text: &str) {
        for c in text.chars().filter(|c| c.is_alphabetic()) {
            match c {
                c if is_han(c) => self.of[0] += 1,
                'a'..='z' | 'A'..='Z' | '\u{c0}'..='\u{24f}' => self.of[1] += 1,
                '\u{400}'..='\u{4ff}' => self.of[2] += 1,
                _ => self.other += 1,
            }
        }
    }

    /// The script of nearly all letters; `None` where there are few, or several scripts.
    fn script(&self) -> Option<usize> {
        let all = self.of.iter().sum::<u64>() + self.other;
        let most = |n: &u64| *n as f64 >= MOSTLY * all as f64;
        let found = self.of.iter().position(most);
        found.filter(|_| all >= ENOUGH)
    }
}

/// Warns where the first rows are written in another script than the terms of the model: none of them occurs in such texts. `text` are
/// the places of the text columns.
pub fn warn_of_language(
    bundle: &Bundle,
    sample: Option<&RecordBatch>,
    text: &[usize],
    observer: &dyn Observer,
) {
    let (mut trained, mut read) = (Letters::default(), Letters::default());
    let types = bundle.card().types.iter();
    for (term, _) in types.flat_map(|t| &t.strongest) {
        trained.count(term);
    }
    if let Some(batch) = sample {
        for column in text.iter().filter_map(|at| batch.columns().get(*at)) {
            (0..batch.num_rows())
                .filter_map(|row| cell_text(column.as_ref(), row))
                .for_each(|cell| read.count(&cell));
        }
    }
    if let (Some(trained), Some(read)) = (trained.script(), read.script())
        && trained != read
    {
        let [trained, read] = [trained, read].map(|at| NAMES[at]);
        let line = format!(
            "the model was trained on texts in {trained} script, and these are mostly in {read} script: its types mean nothing here. Use a model of this language"
        );
        observer.message(Level::Warn, &line);
    }
}
