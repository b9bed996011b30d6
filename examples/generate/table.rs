//! Lays the told cases out as tables: numbers, satisfaction, times, and the label somebody gave.

use super::plan::{Case, Story, iso};
use super::rng::Rng;
use super::truths::SUBSIDY_NAME;
use super::types::{
    ATTITUDE, INSTALLATION, KINDS, LOGISTICS, PRIVACY, QUALITY, REFUND, REPAIR, SYSTEM,
};
use super::world::{CHANNELS, COUNTER, HOTLINE, PRODUCTS, REGIONS, WEBSITE};

/// Labels that are wrong, per mille; most of them a neighbouring type.
const WRONG_LABEL: usize = 30;
const WRONG_NEAR: usize = 700;
/// Callers who give no mark, per mille.
const UNRATED: usize = 320;

/// One row, every cell as text.
pub(crate) struct Row {
    pub(crate) id: String,
    pub(crate) text: String,
    pub(crate) kind: &'static str,
    pub(crate) product: &'static str,
    pub(crate) channel: &'static str,
    pub(crate) region: &'static str,
    pub(crate) store: &'static str,
    pub(crate) carrier: &'static str,
    pub(crate) time: String,
    pub(crate) satisfaction: String,
    pub(crate) response: String,
    pub(crate) hours: String,
}

/// A row of a case; `serial` counts the complaints of its day.
pub(crate) fn row(case: &Case, text: String, serial: usize, rng: &mut Rng) -> Row {
    let day = iso(case.day);
    Row {
        id: format!("GD{}{serial:03}", day.replace('-', "")),
        text,
        kind: label(case, rng),
        product: PRODUCTS[case.product].name,
        channel: CHANNELS[case.channel].0,
        region: REGIONS[case.region].0,
        store: case.store.unwrap_or(""),
        carrier: case.carrier.unwrap_or(""),
        time: format!("{day} {:02}:{:02}", case.minute / 60, case.minute % 60),
        satisfaction: satisfaction(case, rng),
        response: response(case, rng).to_string(),
        hours: hours(case, rng),
    }
}

/// The true type's name.
pub(crate) fn truth(case: &Case) -> &'static str {
    match case.story {
        Story::Unknown => SUBSIDY_NAME,
        _ => KINDS[case.kind].name,
    }
}

fn label(case: &Case, rng: &mut Rng) -> &'static str {
    let copied = matches!(case.story, Story::Copied(_));
    if copied || !rng.chance(WRONG_LABEL) {
        return KINDS[case.kind].name;
    }
    let near = KINDS[case.kind].near;
    let wrong = if rng.chance(WRONG_NEAR) {
        *rng.pick(near)
    } else {
        (case.kind + rng.between(1, KINDS.len() - 1)) % KINDS.len()
    };
    KINDS[wrong].name
}

/// One to five; the shop counter is forgiven more, rudeness and leaked numbers less.
fn satisfaction(case: &Case, rng: &mut Rng) -> String {
    if rng.chance(UNRATED) {
        return String::new();
    }
    let weights = match (case.channel, case.kind) {
        (COUNTER, _) => [60, 90, 200, 370, 280],
        (_, ATTITUDE | PRIVACY) => [420, 280, 170, 90, 40],
        (_, REPAIR) => [300, 270, 220, 140, 70],
        _ => [180, 220, 280, 210, 110],
    };
    (1 + rng.weighted(&weights)).to_string()
}

/// Minutes to the first answer.
fn response(case: &Case, rng: &mut Rng) -> usize {
    let (low, high) = match case.channel {
        HOTLINE => (1, 12),
        COUNTER => (2, 30),
        WEBSITE => (90, 720),
        _ => (3, 60),
    };
    let slow = if rng.chance(60) { 4 } else { 1 };
    (rng.between(low, high) + rng.between(low, high)) * slow / 2
}

/// Hours to the end, in tenths; the newest and the forgotten have none.
fn hours(case: &Case, rng: &mut Rng) -> String {
    if rng.chance(35) {
        return String::new();
    }
    let typical = match case.kind {
        REPAIR => 1200,
        REFUND | QUALITY => 720,
        LOGISTICS | INSTALLATION => 480,
        SYSTEM => 300,
        _ => 360,
    };
    // A product of two even draws leans right, as waiting times do.
    let tenths = typical * rng.between(20, 200) / 100 * rng.between(20, 200) / 100;
    format!("{}.{}", tenths / 10, tenths % 10)
}

/// A line of CSV.
pub(crate) fn line(cells: &[&str], out: &mut String) {
    for (place, cell) in cells.iter().enumerate() {
        if place > 0 {
            out.push(',');
        }
        if cell.contains([',', '"', '\n']) {
            out.push('"');
            out.push_str(&cell.replace('"', "\"\""));
            out.push('"');
        } else {
            out.push_str(cell);
        }
    }
    out.push('\n');
}
