//! The demonstration corpus: two tables of invented complaints. Everything comes from the seeds below and the tables
//! beside this file.

mod calendar;
mod fill;
mod frame;
mod grammar;
mod noise;
mod plan;
mod rng;
mod table;
mod tell;
mod traditional;
mod truths;
mod types;
mod voice;
mod world;

use plan::{Case, Period};
use rng::Rng;
use table::{Row, line};

const LABELLED: Period = Period {
    first: (2023, 1, 1),
    last: (2024, 12, 31),
    rows: 8000,
    seed: 20_230_232,
};
const EXPORT: Period = Period {
    first: (2025, 1, 1),
    last: (2025, 3, 31),
    rows: 1500,
    seed: 20_250_101,
};

/// Every generated file: its name in `corpora/` and its content.
pub(crate) fn files() -> Vec<(&'static str, String)> {
    let labelled = rows(&plan::labelled(&LABELLED), LABELLED.seed);
    let cases = plan::export(&EXPORT);
    let export = rows(&cases, EXPORT.seed);
    vec![
        ("complaints.csv", complaints(&labelled)),
        ("export.csv", unlabelled(&export)),
        ("export_types.csv", types(&export, &cases)),
    ]
}

fn rows(cases: &[Case], seed: u64) -> Vec<Row> {
    let (mut day, mut serial) = (usize::MAX, 0);
    let mut rows = Vec::with_capacity(cases.len());
    for (place, case) in cases.iter().enumerate() {
        serial = if case.day == day { serial + 1 } else { 1 };
        day = case.day;
        let mut rng = Rng::new(seed ^ 0x7E11, place as u64);
        let (text, register) = tell::tell(case, &mut rng);
        let text = noise::roughen(text, case, register, &mut rng);
        let mut rng = Rng::new(seed ^ 0x7AB1E, place as u64);
        rows.push(table::row(case, text, serial, &mut rng));
    }
    rows
}

fn complaints(rows: &[Row]) -> String {
    let mut out = String::from(
        "工单号,投诉内容,投诉类型,产品,渠道,区域,门店,承运商,投诉时间,满意度,首次响应分钟,解决小时\n",
    );
    for r in rows {
        let cells = [
            &r.id,
            r.text.as_str(),
            r.kind,
            r.product,
            r.channel,
            r.region,
            r.store,
            r.carrier,
            &r.time,
            &r.satisfaction,
            &r.response,
            &r.hours,
        ];
        line(&cells, &mut out);
    }
    out
}

fn unlabelled(rows: &[Row]) -> String {
    let mut out = String::from(
        "投诉时间,工单号,渠道,区域,门店,产品,承运商,投诉内容,满意度,首次响应分钟,解决小时\n",
    );
    for r in rows {
        let cells = [
            r.time.as_str(),
            &r.id,
            r.channel,
            r.region,
            r.store,
            r.product,
            r.carrier,
            &r.text,
            &r.satisfaction,
            &r.response,
            &r.hours,
        ];
        line(&cells, &mut out);
    }
    out
}

/// The export's true types, kept apart.
fn types(rows: &[Row], cases: &[Case]) -> String {
    let mut out = String::from("工单号,投诉类型\n");
    for (row, case) in rows.iter().zip(cases) {
        line(&[&row.id, table::truth(case)], &mut out);
    }
    out
}
