//! Decides what happens to whom, where and when, before a word of it is told.

use super::calendar::{Date, date, day, holiday, weekday};
use super::rng::Rng;
use super::truths::{
    CAMPAIGNS, HOLIDAY_LOGISTICS, HOLIDAY_RISE, JAM, LOCKED_OUT, Planted, RULE_FROM, RULE_RISE,
    RULE_SHARE, SUBSIDY, WAVE,
};
use super::types::{ATTITUDE, INSTALLATION, KINDS, LOGISTICS, PRICE, QUALITY, REFUND, SYSTEM};
use super::world::{
    CARRIERS, CENTRAL, CHANNELS, COUNTER, JAMMED_CARRIER, LOCK, ONLINE, PHONE, PRODUCTS, REGIONS,
    RUDE_STORE, SOUTHWEST,
};

/// What, beyond the type, a complaint is about.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Story {
    /// Any of the type's own.
    Ordinary,
    /// Told in these words.
    Told(&'static [&'static str]),
    /// A kind without a name.
    Unknown,
    /// Copied from this campaign.
    Copied(usize),
}

/// One complaint before it is told.
pub(crate) struct Case {
    pub(crate) day: usize,
    pub(crate) minute: usize,
    pub(crate) kind: usize,
    pub(crate) product: usize,
    pub(crate) channel: usize,
    pub(crate) region: usize,
    pub(crate) store: Option<&'static str>,
    pub(crate) carrier: Option<&'static str>,
    pub(crate) story: Story,
}

/// A table: from its first to its last day, so many rows.
pub(crate) struct Period {
    pub(crate) first: Date,
    pub(crate) last: Date,
    pub(crate) rows: usize,
    pub(crate) seed: u64,
}

/// The labelled table's cases, in order of time.
pub(crate) fn labelled(period: &Period) -> Vec<Case> {
    let mut cases = Vec::new();
    for (place, campaign) in CAMPAIGNS.iter().enumerate() {
        for row in 0..campaign.rows {
            let mut rng = Rng::new(period.seed, stream(1 + place, row));
            let day = rng.between(day(campaign.first), day(campaign.last));
            let mut case = ordinary(day, Some(campaign.kind), &mut rng);
            case.product = campaign.product;
            case.story = Story::Copied(place);
            if !rng.chance(120) {
                case.channel = campaign.channel;
            }
            cases.push(case);
        }
    }
    plant(&mut cases, period, &WAVE, 11, QUALITY, |case, _| {
        case.product = PHONE;
        case.region = SOUTHWEST;
    });
    plant(&mut cases, period, &JAM, 12, LOGISTICS, |case, _| {
        case.region = CENTRAL;
        case.carrier = Some(CARRIERS[JAMMED_CARRIER].0);
    });
    fill(cases, period)
}

/// The export's cases, in order of time.
pub(crate) fn export(period: &Period) -> Vec<Case> {
    let mut cases = Vec::new();
    plant(&mut cases, period, &LOCKED_OUT, 13, SYSTEM, |case, _| {
        case.product = LOCK;
        case.region = 0;
    });
    plant(&mut cases, period, &SUBSIDY, 14, PRICE, |case, _| {
        case.story = Story::Unknown;
    });
    fill(cases, period)
}

fn stream(group: usize, row: usize) -> u64 {
    (group as u64) << 32 | row as u64
}

/// Adds the planted rows; `fix` sets what they have in common.
fn plant(
    cases: &mut Vec<Case>,
    period: &Period,
    planted: &Planted,
    group: usize,
    kind: usize,
    fix: impl Fn(&mut Case, &mut Rng),
) {
    for row in 0..planted.rows {
        let mut rng = Rng::new(period.seed, stream(group, row));
        let day = rng.between(day(planted.first), day(planted.last));
        let mut case = ordinary(day, Some(kind), &mut rng);
        case.story = Story::Told(planted.cores);
        let region = case.region;
        fix(&mut case, &mut rng);
        if case.region != region {
            (case.store, case.carrier) = place(case.region, case.channel, case.carrier, &mut rng);
        }
        cases.push(case);
    }
}

/// Adds ordinary rows up to the period's number and sorts by time.
fn fill(mut cases: Vec<Case>, period: &Period) -> Vec<Case> {
    let first = day(period.first);
    let crowd: Vec<usize> = (first..=day(period.last)).map(crowd).collect();
    for row in 0..period.rows - cases.len() {
        let mut rng = Rng::new(period.seed, stream(0, row));
        let day = first + rng.weighted(&crowd);
        cases.push(ordinary(day, None, &mut rng));
    }
    cases.sort_by_key(|case| (case.day, case.minute));
    cases
}

/// How many complaints a day draws, against others.
fn crowd(day: usize) -> usize {
    const WEEK: [usize; 7] = [84, 113, 108, 104, 101, 99, 91];
    let growth = 1000 + day / 5;
    let rise = if holiday(day) { HOLIDAY_RISE } else { 1000 };
    WEEK[weekday(day)] * growth * rise / 1000
}

/// A case on a day: everything else drawn.
fn ordinary(on: usize, kind: Option<usize>, rng: &mut Rng) -> Case {
    let weights: Vec<usize> = REGIONS.iter().map(|r| r.1).collect();
    let region = rng.weighted(&weights);
    let weights: Vec<usize> = CHANNELS.iter().map(|c| c.1).collect();
    let channel = rng.weighted(&weights);
    let (store, carrier) = place(region, channel, None, rng);
    let kind = kind.unwrap_or_else(|| draw_kind(on, store, rng));
    let ruled = kind == REFUND && on >= day(RULE_FROM) && rng.chance(RULE_SHARE);
    Case {
        day: on,
        minute: draw_minute(channel, rng),
        kind,
        product: draw_product(kind, rng),
        channel,
        region,
        store,
        carrier,
        story: if ruled {
            Story::Told(super::truths::RULE_CORES)
        } else {
            Story::Ordinary
        },
    }
}

/// The shop, or the shop online; and who carried the parcel.
fn place(
    region: usize,
    channel: usize,
    carrier: Option<&'static str>,
    rng: &mut Rng,
) -> (Option<&'static str>, Option<&'static str>) {
    let online = channel != COUNTER && rng.chance(520);
    let store = if rng.chance(18) {
        None
    } else if online {
        Some(ONLINE)
    } else {
        Some(*rng.pick(REGIONS[region].2))
    };
    let weights: Vec<usize> = CARRIERS.iter().map(|c| c.1).collect();
    let drawn = CARRIERS[rng.weighted(&weights)].0;
    let carried = online || rng.chance(350);
    (store, carrier.or(carried.then_some(drawn)))
}

fn draw_kind(on: usize, store: Option<&str>, rng: &mut Rng) -> usize {
    let mut weights: Vec<usize> = KINDS.iter().map(|k| k.weight * 1000).collect();
    if holiday(on) {
        weights[LOGISTICS] = weights[LOGISTICS] * HOLIDAY_LOGISTICS / 1000;
    }
    if on >= day(RULE_FROM) {
        weights[REFUND] = weights[REFUND] * RULE_RISE / 1000;
    }
    if store == Some(RUDE_STORE) {
        weights[ATTITUDE] *= 5;
    }
    rng.weighted(&weights)
}

fn draw_product(kind: usize, rng: &mut Rng) -> usize {
    let weights: Vec<usize> = PRODUCTS
        .iter()
        .map(|p| {
            if kind == INSTALLATION && !p.fitted {
                0
            } else {
                p.weight
            }
        })
        .collect();
    rng.weighted(&weights)
}

/// Minutes since midnight: the desk is busy mid-morning; forms are filled in at night too.
fn draw_minute(channel: usize, rng: &mut Rng) -> usize {
    const DESK: [usize; 24] = [
        0, 0, 0, 0, 0, 0, 0, 2, 30, 90, 110, 95, 55, 60, 85, 90, 80, 70, 50, 45, 40, 25, 8, 0,
    ];
    const FORM: [usize; 24] = [
        20, 10, 5, 3, 2, 3, 8, 20, 35, 50, 55, 50, 55, 50, 45, 45, 45, 50, 60, 80, 95, 100, 80, 45,
    ];
    let by_person = channel == super::world::HOTLINE || channel == COUNTER;
    let hour = rng.weighted(if by_person { &DESK } else { &FORM });
    hour * 60 + rng.below(60)
}

/// `2024-06-03`.
pub(crate) fn iso(number: usize) -> String {
    let (year, month, day) = date(number);
    format!("{year:04}-{month:02}-{day:02}")
}
