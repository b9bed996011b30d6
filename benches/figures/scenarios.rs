//! Histories in which nothing happens: the lines of the table.

use super::histories::Scenario;
use chrono::NaiveDate;

/// The scenarios of the table, by name.
pub(crate) fn scenarios() -> Vec<(&'static str, Scenario)> {
    let d = Scenario::default;
    let years = |first: i32, days: usize| Scenario {
        start: NaiveDate::from_ymd_opt(first, 1, 1).unwrap_or_default(),
        days,
        ..d()
    };
    let size = |size: f64, level: f64| Scenario {
        size: Some(size),
        level,
        ..d()
    };
    vec![
        ("Poisson, 20 a day", Scenario { level: 20.0, ..d() }),
        ("Poisson, 60 a day", d()),
        ("size 20, 60 a day", size(20.0, 60.0)),
        ("size 5, 20 a day", size(5.0, 20.0)),
        ("size 5, 60 a day", size(5.0, 60.0)),
        ("size 5, 200 a day", size(5.0, 200.0)),
        (
            "size 5, 60 a day, 12 months",
            Scenario {
                days: 365,
                ..size(5.0, 60.0)
            },
        ),
        (
            "size 5, 60 a day, 18 months",
            Scenario {
                days: 546,
                ..size(5.0, 60.0)
            },
        ),
        (
            "size 5, 60 a day, 36 months",
            Scenario {
                size: Some(5.0),
                ..years(2022, 1096)
            },
        ),
        (
            "size 5, season .2, 60 months",
            Scenario {
                size: Some(5.0),
                season: 0.2,
                ..years(2020, 1827)
            },
        ),
        (
            "wandering level",
            Scenario {
                wander: Some((0.98, 0.3)),
                ..d()
            },
        ),
        (
            "growth 20 %, 200 a day",
            Scenario {
                growth: 0.2,
                level: 200.0,
                ..d()
            },
        ),
        (
            "growth 100 %, 200 a day",
            Scenario {
                growth: 1.0,
                level: 200.0,
                ..d()
            },
        ),
        ("season .2, 60 a day", Scenario { season: 0.2, ..d() }),
        (
            "season .2, 12 months",
            Scenario {
                season: 0.2,
                days: 365,
                ..d()
            },
        ),
        (
            "weekdays",
            Scenario {
                weekday: true,
                ..d()
            },
        ),
        (
            "Chinese calendar, 36 months",
            Scenario {
                cn: true,
                ..years(2022, 1096)
            },
        ),
        (
            "Chinese calendar, 200 a day",
            Scenario {
                cn: true,
                level: 200.0,
                ..years(2022, 1096)
            },
        ),
        (
            "events .4",
            Scenario {
                cluster: 0.4,
                ..d()
            },
        ),
        ("80 types", Scenario { types: 80, ..d() }),
        (
            "all of it, 36 months",
            Scenario {
                cn: true,
                size: Some(5.0),
                season: 0.2,
                growth: 0.2,
                cluster: 0.2,
                level: 100.0,
                ..years(2022, 1096)
            },
        ),
    ]
}
