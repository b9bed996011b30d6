//! Cells that stand out are those that were planted: a short form of `cargo bench --bench figures -- cells`.

#[allow(dead_code, reason = "the bench prints what this counts")]
#[path = "../../benches/figures/cells.rs"]
mod cells;

const RUNS: u64 = 4;

#[test]
fn one_planted_cell_is_named_and_no_other() {
    for name in ["a cell, its region ½", "a cell of 30 expected"] {
        let named = cells::named(name, RUNS);
        assert_eq!((named.found as u64, named.wrong), (RUNS, 0), "{name}");
    }
}

#[test]
fn a_mix_is_told_as_such() {
    let named = cells::named("confounded mix", RUNS);
    let (found, explained) = (named.found as u64, named.explained as u64);
    assert_eq!((found, explained, named.wrong), (RUNS, RUNS, 0));
}

#[test]
fn edited_copies_make_no_cell_stand_out_and_hide_none() {
    assert_eq!(cells::named("edited copies .4", RUNS).wrong, 0);
    let named = cells::named("edited copies .4, a cell, its region ⅕", RUNS);
    assert_eq!((named.found as u64, named.wrong), (RUNS, 0));
}

#[test]
fn events_make_no_cell_stand_out() {
    assert_eq!(cells::named("events .4", RUNS).wrong, 0);
}
