//! What reports say of histories in which nothing happens, and of what was planted: a short form of `cargo bench --bench figures --
//! histories` and `-- detection`.

#[path = "../../benches/figures/draw.rs"]
pub(crate) mod draw;
#[allow(dead_code, reason = "the bench draws more than is drawn here")]
#[path = "../../benches/figures/histories.rs"]
mod histories;
#[path = "../../benches/figures/scenarios.rs"]
mod scenarios;
#[allow(dead_code, reason = "the bench prints what this counts")]
#[path = "../../benches/figures/truth.rs"]
mod truth;

use histories::Scenario;
use tousu::aggregate::Unit;
use truth::Told;

const RUNS: u64 = 5;

/// A line of the bench, with fewer complaints.
fn line(name: &str, level: f64) -> Scenario {
    let all = scenarios::scenarios();
    let found = all.into_iter().find(|s| s.0 == name);
    let scenario = found.map(|s| s.1).unwrap_or_default();
    Scenario { level, ..scenario }
}

fn told(scenario: &Scenario, unit: Unit) -> Vec<Told> {
    truth::all(scenario, unit, 1..1 + RUNS).unwrap()
}

#[test]
fn histories_in_which_nothing_happens_are_left_alone() {
    let lines = [
        line("size 5, 60 a day", 20.0),
        line("growth 100 %, 200 a day", 40.0),
        line("Chinese calendar, 36 months", 20.0),
    ];
    let (mut alerts, mut rises, mut held) = (0, 0, (0, 0));
    for told in lines.iter().flat_map(|s| told(s, Unit::Month)) {
        alerts += told.marks;
        rises += usize::from(told.rise) + usize::from(told.rise_of_cell);
        held.0 += told.held[0].0 + told.held[1].0;
        held.1 += told.held[0].1 + told.held[1].1;
    }
    // a Poisson band around neighbours has more than 15 alerts in these, and names rises in half of the reports
    assert!(alerts <= 6 && rises <= 1, "{alerts} alerts, {rises} rises");
    let share = f64::from(held.0 as u32) / f64::from(held.1 as u32);
    assert!((0.92..0.99).contains(&share), "{held:?}");
}

#[test]
fn events_of_a_week_are_no_rises_of_their_cells() {
    let told = told(&line("events .4", 20.0), Unit::Week);
    let rises = told.iter().filter(|t| t.rise_of_cell).count();
    assert!(rises <= 1, "{rises} of {RUNS}");
}

#[test]
fn a_month_of_twice_the_complaints_is_an_alert() {
    for month in [12, 23] {
        let scenario = Scenario {
            plant: Some((month, 0, 2.0)),
            ..line("size 5, 20 a day", 15.0)
        };
        let told = truth::marks(&scenario, 1..1 + RUNS).unwrap();
        let found = told.iter().filter(|t| t.above.contains(&(Some(0), month)));
        assert_eq!(found.count() as u64, RUNS, "month {month}");
    }
}
