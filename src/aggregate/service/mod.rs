//! How complaints were handled: times, marks, promoters, shares, repeats; what is important and what satisfies; and how the
//! shares of types go with all that.

mod correlate;
mod quadrant;
mod relate;
mod repeat;
mod rows;
mod scores;
#[cfg(test)]
mod tests;

pub(super) use repeat::repeated;
pub use rows::{Flags, RepeatMarks, ServiceRows};
pub(super) use rows::{Places, shares_of_yes};

use super::figures::{Figures, Service, ServiceShare};
use super::table::Table;

/// Puts the service figures beside the others; nothing where no column gives one and no complaint repeats.
pub fn service(table: &Table, rows: &ServiceRows, figures: &mut Figures) {
    let places = Places::of_types(table, figures);
    let mut service = Service {
        measures: scores::measures(rows, figures),
        nps: scores::nps(table, rows, &places),
        answers: rows.answers.clone(),
        shares: rows.flags.iter().map(|f| shares(f, &places)).collect(),
        repeats: repeat::repeats(table, rows, &places),
        ..Service::default()
    };
    service.quadrant = quadrant::quadrant(&service, figures);
    service.correlations = correlate::correlations(table, rows, figures, &places);
    let repeats = service.repeats.as_ref().is_some_and(|r| r.all.count > 0);
    let bare = service.measures.is_empty()
        && service.nps.is_none()
        && service.shares.is_empty()
        && service.answers.is_empty();
    if bare && !repeats {
        return;
    }
    figures.service = Some(service);
}

fn shares(flags: &Flags, places: &Places<'_>) -> ServiceShare {
    let (all, types) = shares_of_yes(flags.values.iter().copied(), places);
    ServiceShare {
        figure: flags.figure,
        column: flags.column.clone(),
        filled: flags.filled,
        all,
        types,
    }
}
