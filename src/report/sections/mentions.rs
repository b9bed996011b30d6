//! Types of complaints that name several, by complaints and by mentions.

use super::super::document::{Cell, Print, Table, figure, interval, table, text};
use super::super::wording::{Words, mentions};
use super::shares;
use crate::aggregate::{Figures, Share};

/// Types and pairs that are printed.
const PRINTED: usize = 10;

/// Every type by both denominators, and the pairs named together; none where every complaint has one type.
pub(super) fn tables(f: &Figures, w: &'static Words) -> Vec<Table> {
    let Some(m) = &f.mentions else {
        return Vec::new();
    };
    let heads = mentions::heads(w.lang);
    let share = |s: &Share| Cell::percent(s.share);
    let ends = |s: &Share| Cell::shares(s.low, s.high);
    let mut types = table!("mentions", heads.types; t in &m.types => {
        text(w.complaint_type) => Cell::text(&t.name),
        figure(heads.complaints) => Cell::Count(t.of_complaints.count),
        figure(heads.of_complaints) => share(&t.of_complaints),
        interval(w.interval) => ends(&t.of_complaints),
        figure(heads.of_mentions).summed() => share(&t.of_mentions),
        interval(heads.interval_of_mentions) => ends(&t.of_mentions),
        figure(heads.first) => Cell::Count(t.first),
    });
    types.notes = vec![mentions::note(m, w.lang)];
    let of_mentions = m.types.iter().map(|t| &t.of_mentions);
    types.notes.extend(shares::note(of_mentions, w));
    types.print = Print::First(PRINTED);
    let mut pairs = table!("mentions_together", heads.together; p in &m.together => {
        text(w.complaint_type) => Cell::text(&p.types.0),
        text(heads.other) => Cell::text(&p.types.1),
        figure(heads.complaints) => Cell::Count(p.of_complaints.count),
        figure(heads.of_complaints) => share(&p.of_complaints),
        interval(w.interval) => ends(&p.of_complaints),
    });
    pairs.print = Print::First(PRINTED);
    let tables = [types.tidy(), pairs.tidy()].into_iter();
    tables.filter(|t| !t.rows.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::aggregate::{Mentioned, Mentions};
    use crate::types::Lang;

    #[test]
    fn shares_that_do_not_add_up_say_so() {
        let thirds = Mentioned {
            of_mentions: Share::of(1, 3),
            ..Mentioned::default()
        };
        let figures = Figures {
            mentions: Some(Mentions {
                types: vec![thirds; 3],
                ..Mentions::default()
            }),
            ..Figures::default()
        };
        let w = Words::of(Lang::En);
        let notes = &tables(&figures, w)[0].notes;
        assert!(notes.iter().any(|n| n == w.rounded_note), "{notes:?}");
    }
}
