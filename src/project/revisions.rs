//! What was published of a month, and what the data give for it now: the difference, explained without remainder.

use super::manifest::{Counts, Months, Revision, Run, Table};
use std::collections::{BTreeMap, BTreeSet};

/// The months that `runs` have published and that now count otherwise, the earliest first: all complaints, then the types that differ.
/// `tables` and `counted` are those of the run at hand.
#[must_use]
pub fn revisions(runs: &[Run], tables: &[Table], counted: &Months) -> Vec<Revision> {
    // of several reports about one month the last one was published
    let published: BTreeMap<&String, &Run> = runs.iter().map(|r| (&r.month, r)).collect();
    let mut all = Vec::new();
    for (month, run) in published {
        let names = [month_of(&run.counted, month), month_of(counted, month)];
        let names: BTreeSet<&String> = names.iter().flat_map(|c| c.types.keys()).collect();
        let lines = std::iter::once(None).chain(names.into_iter().map(Some));
        let of = |name: Option<&String>| revision((month, name), run, tables, counted);
        all.extend(lines.map(of).filter(is_one));
    }
    all
}

fn is_one(r: &Revision) -> bool {
    r.published != r.now || r.arrived != 0 || r.relabelled != 0
}

fn revision(
    (month, name): (&String, Option<&String>),
    run: &Run,
    tables: &[Table],
    counted: &Months,
) -> Revision {
    let count = |months: &Months| -> i64 {
        let counts = month_of(months, month);
        let n = match name {
            None => counts.all,
            Some(name) => counts.types.get(name).copied().unwrap_or(0),
        };
        i64::try_from(n).unwrap_or(i64::MAX)
    };
    let sum = |tables: &[Table], of: &dyn Fn(u32) -> bool| -> i64 {
        let some = tables.iter().filter(|t| of(t.run));
        some.map(|t| count(&t.counted)).sum()
    };
    let (before, now) = (count(&run.counted), count(counted));
    let arrived = sum(tables, &|r| r > run.number);
    let relabelled = sum(tables, &|r| r <= run.number) - sum(&run.tables, &|_| true);
    Revision {
        month: month.clone(),
        name: name.cloned(),
        run: run.number,
        published: before.unsigned_abs(),
        now: now.unsigned_abs(),
        arrived,
        relabelled,
        repeated: now - before - arrived - relabelled,
    }
}

fn month_of<'a>(months: &'a Months, month: &str) -> &'a Counts {
    static NONE: Counts = Counts {
        all: 0,
        types: BTreeMap::new(),
    };
    months.get(month).unwrap_or(&NONE)
}
