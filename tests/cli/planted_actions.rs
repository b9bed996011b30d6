//! Verdicts on measures whose effect is known: a short form of `cargo bench --bench figures -- actions`.

#[allow(dead_code, reason = "the bench prints what this counts")]
#[path = "../../benches/figures/actions.rs"]
mod actions;
use crate::planted_histories::draw;
use actions::{Case, Start, told};

const RUNS: u64 = 60;

#[test]
fn verdicts_are_right_where_data_suffice() {
    let (mut given, mut right) = (0, 0);
    for start in [Start::Random, Start::AfterHigh] {
        let (mut none, mut wrong) = (0, 0);
        for (level, after) in [(10.0, 26), (40.0, 12), (100.0, 26)] {
            for ratio in [1.0, 0.7, 0.5] {
                let case = Case {
                    level,
                    after,
                    ratio,
                    start,
                    ..Case::default()
                };
                let t = told(&case, RUNS, 7);
                given += t.given();
                right += t.right(ratio);
                if ratio == 1.0 {
                    none += t.runs;
                    wrong += t.effective;
                }
                if level == 100.0 {
                    assert!(t.given() * 100 >= t.runs * 95, "{case:?}: {t:?}");
                }
            }
        }
        assert!(wrong * 20 <= none, "{start:?}: {wrong} of {none}");
    }
    assert!(right * 100 >= given * 95, "{right} of {given}");
}

#[test]
#[ignore = "minutes; prints the table of benches/README.md"]
fn table() {
    actions::run(1_000, 1);
}
