//! The proof before anything is written: counts add up, shares are their fractions.

use super::figures::{
    Compared, DimensionFigures, Figures, Mentions, NpsOf, Period, Rates, ReportedPeriod, Service,
    Share, Split, SplitPart,
};
use super::finish::ROLES;
use crate::error::{Error, Result};
use std::fmt::Debug;

/// Proves that the figures reconcile: every list adds up to its denominator, and that to the total together with
/// the rows left out; every share is exactly its numerator over its denominator and lies inside its interval.
///
/// # Errors
/// [`Error::Invalid`] with the place and both numbers. This would be a fault of the program, not of the data.
pub fn check(figures: &Figures) -> Result<()> {
    ledger(figures)?;
    templates(figures)?;
    types(figures)?;
    figures
        .mentions
        .iter()
        .try_for_each(|m| mentions(figures, m))?;
    for (name, dimension) in &figures.by {
        self::dimension(figures, name, dimension)?;
    }
    periods(figures)?;
    figures.compare.iter().try_for_each(compared)?;
    figures.rates.iter().try_for_each(|r| rates(figures, r))?;
    figures.service.iter().try_for_each(|s| service(figures, s))
}

fn mentions(figures: &Figures, mentions: &Mentions) -> Result<()> {
    let sum: u64 = mentions.types.iter().map(|t| t.of_complaints.count).sum();
    equal("mentions of all types", sum, mentions.mentions)?;
    for t in &mentions.types {
        let place = format!("mentions of {}", t.name);
        equal(&place, t.of_mentions.count, t.of_complaints.count)?;
        at_most(&place, t.of_complaints.count, mentions.complaints)?;
    }
    let agree = figures.mentions_agree(mentions);
    require(
        agree,
        "types mentioned first",
        "another count",
        "that of the type",
    )
}

fn require(holds: bool, place: &str, found: impl Debug, wanted: impl Debug) -> Result<()> {
    if holds {
        return Ok(());
    }
    Err(Error::invalid(
        format!("figures, {place}"),
        format!("{found:?} should be {wanted:?}"),
        "The figures do not reconcile, so nothing was written. This is a bug: please report it with the command.",
    ))
}

fn equal(place: &str, found: u64, wanted: u64) -> Result<()> {
    require(found == wanted, place, found, wanted)
}

fn at_most(place: &str, found: u64, most: u64) -> Result<()> {
    require(found <= most, place, found, 0..=most)
}

fn fraction(place: &str, found: Option<f64>, count: u64, of: u64) -> Result<()> {
    let wanted = (of > 0).then(|| count as f64 / of as f64);
    require(found == wanted, place, found, wanted)
}

fn share(place: &str, s: &Share) -> Result<()> {
    fraction(place, s.share, s.count, s.denominator)?;
    let inside = match (s.low, s.share, s.high) {
        (Some(low), Some(share), Some(high)) => {
            (0.0..=share).contains(&low) && (share..=1.0).contains(&high)
        }
        (None, None, None) => true,
        _ => false,
    };
    require(inside, place, s, "low ≤ share ≤ high within 0..=1")
}

/// Shares are their fractions and those of types parts of all; a score is promoters less detractors; every coefficient lies
/// within −1..=1.
fn service(figures: &Figures, s: &Service) -> Result<()> {
    let repeats = s.repeats.iter().map(|r| (&r.all, &r.types));
    let shares = s.shares.iter().map(|x| (&x.all, &x.types));
    for (all, types) in shares.chain(repeats) {
        share("service", all)?;
        equal("service", types.len() as u64, figures.types.len() as u64)?;
        at_most("service", all.denominator, figures.total)?;
        at_most("service", types.iter().map(|t| t.count).sum(), all.count)?;
        types.iter().try_for_each(|t| share("service", t))?;
    }
    for m in &s.measures {
        let all = figures.numbers.get(&m.column).map_or(0, |n| n.count);
        equal(&m.column, m.all.count, all)?;
        at_most(&m.column, m.types.iter().map(|t| t.count).sum(), all)?;
    }
    if let Some(nps) = &s.nps {
        score(&nps.all)?;
        nps.types.iter().try_for_each(score)?;
    }
    let pairs = s.correlations.iter().flat_map(|c| &c.pairs);
    for c in pairs.flat_map(|c| [c.pearson, c.spearman]).flatten() {
        let range = -1.0..=1.0;
        require(range.contains(&c), "service.correlation", c, range)?;
    }
    Ok(())
}

fn score(n: &NpsOf) -> Result<()> {
    at_most("service.nps", n.promoters + n.detractors, n.count)?;
    let apart = n.promoters as f64 - n.detractors as f64;
    let wanted = (n.count > 0).then(|| apart / n.count as f64 * 100.0);
    require(n.nps == wanted, "service.nps", n.nps, wanted)
}

/// Complaints with and without a volume are all complaints; every list of rates adds up to those with one.
fn rates(figures: &Figures, r: &Rates) -> Result<()> {
    equal("rates", r.covered + r.uncovered, figures.total)?;
    at_most("rates", r.types.iter().map(|t| t.count).sum(), r.covered)?;
    for (name, list) in &r.by {
        equal(name, list.iter().map(|v| v.count).sum(), r.covered)?;
    }
    Ok(())
}

/// Of both spans the types and values add up to no more than its complaints; shares are their fractions.
fn compared(c: &Compared) -> Result<()> {
    equal("compare", c.total.before, c.before.count)?;
    equal("compare", c.total.after, c.after.count)?;
    for list in std::iter::once(&c.types).chain(c.by.iter().map(|b| &b.1)) {
        let before = list.iter().map(|d| d.before).sum();
        let after = list.iter().map(|d| d.after).sum();
        at_most("compare", before, c.before.count)?;
        at_most("compare", after, c.after.count)?;
        for d in list {
            fraction(&d.name, d.share_before, d.before, before)?;
            fraction(&d.name, d.share_after, d.after, after)?;
        }
    }
    c.splits.iter().try_for_each(split)
}

/// Parts add up to mix and within, and these to the difference: to 1e-9.
fn split(s: &Split) -> Result<()> {
    let sum = |of: fn(&SplitPart) -> f64| s.parts.iter().map(of).sum::<f64>();
    for (found, wanted) in [
        (s.mix + s.within, s.difference),
        (sum(|p| p.mix), s.mix),
        (sum(|p| p.within), s.within),
    ] {
        let place = format!("compare, {}, {}", s.name, s.column);
        require((found - wanted).abs() <= 1e-9, &place, found, wanted)?;
    }
    Ok(())
}

fn without(figures: &Figures, role: &str) -> u64 {
    figures.rows_without.get(role).copied().unwrap_or(0)
}

/// A template holds distinct complaints, and is counted in one type at most.
fn templates(figures: &Figures) -> Result<()> {
    let Some(all) = figures.templates else {
        return Ok(());
    };
    let of_types = figures.types.iter().filter_map(|t| t.templates).sum();
    at_most("templates", of_types, all)?;
    at_most("templates", all, figures.distinct)
}

fn ledger(figures: &Figures) -> Result<()> {
    let ledger = &figures.ledger;
    equal("ledger.rows_out", ledger.rows_out, figures.total)?;
    let rejected: u64 = ledger.rejected.values().sum();
    let left_out: u64 = ledger.left_out.values().sum();
    let accounted = ledger.rows_out + ledger.repeated + rejected + left_out;
    equal("ledger.rows_in", ledger.rows_in, accounted)
}

fn types(figures: &Figures) -> Result<()> {
    let typed: u64 = figures.types.iter().map(|t| t.share.count).sum();
    equal("types", typed + without(figures, "type"), figures.total)?;
    for t in &figures.types {
        equal(&format!("types, {}", t.name), t.share.denominator, typed)?;
        let place = format!("types, {}", t.name);
        if figures.predicted {
            fraction(&place, t.share.share, t.share.count, t.share.denominator)?;
            let interval = t.share.low.or(t.share.high);
            require(interval.is_none(), &place, interval, "no interval")?;
        } else {
            share(&place, &t.share)?;
        }
        at_most(&t.name, t.distinct, t.share.count)?;
    }
    at_most("total", figures.distinct, figures.total)
}

fn dimension(figures: &Figures, name: &str, d: &DimensionFigures) -> Result<()> {
    let with: u64 = d.values.iter().map(|v| v.share.count).sum();
    equal(name, with + d.without, figures.total)?;
    if !ROLES.contains(&name) {
        equal(name, d.without, without(figures, name))?;
    }
    let typed: u64 = d
        .values
        .iter()
        .flat_map(|v| &v.types)
        .map(|c| c.count)
        .sum();
    for value in &d.values {
        let place = format!("{name} = {}", value.value);
        equal(&place, value.share.denominator, with)?;
        share(&place, &value.share)?;
        at_most(&place, value.distinct, value.share.count)?;
        equal(&place, value.types.len() as u64, figures.types.len() as u64)?;
        let here: u64 = value.types.iter().map(|c| c.count).sum();
        at_most(&place, here, value.share.count)?;
        for (cell, t) in value.types.iter().zip(&figures.types) {
            let place = format!("{place}, {}", cell.name);
            require(cell.name == t.name, &place, &cell.name, &t.name)?;
            fraction(&place, cell.share_within, cell.count, here)?;
            fraction(&place, cell.share_of_total, cell.count, typed)?;
        }
    }
    for (i, t) in figures.types.iter().enumerate() {
        let sum: u64 = d.values.iter().map(|v| v.types[i].count).sum();
        at_most(&format!("{name}, {}", t.name), sum, t.share.count)?;
    }
    Ok(())
}

fn periods(figures: &Figures) -> Result<()> {
    if figures.period_unit.is_none() {
        return Ok(());
    }
    let dated: u64 = figures.periods.iter().map(|p| p.count).sum();
    // the trend of a report about a period holds what came before as well
    let before = figures.ledger.left_out.get("before").copied();
    let wanted = figures.total + before.unwrap_or(0);
    let undated = without(figures, "time") + without(figures, "apart");
    equal("periods", dated + undated, wanted)?;
    for p in &figures.periods {
        at_most(&p.period, p.types.iter().sum(), p.count)?;
        at_most(&p.period, p.distinct, p.count)?;
        for change in p.change.iter().chain(&p.year_on_year) {
            equal(&p.period, change.after, p.count)?;
            let other = figures.periods.iter().find(|o| o.period == change.against);
            equal(&p.period, change.before, other.map_or(0, |o| o.count))?;
        }
    }
    let inside = |p: &&Period| match &figures.period {
        Some(of) => of.from <= p.start && p.end <= of.until,
        None => true,
    };
    for (i, t) in figures.types.iter().enumerate() {
        let periods = figures.periods.iter().filter(inside);
        let sum: u64 = periods.map(|p| p.types[i]).sum();
        at_most(&format!("periods, {}", t.name), sum, t.share.count)?;
    }
    figures.period.iter().try_for_each(|p| reported(figures, p))
}

/// Everything compared with earlier periods is what the report counts.
fn reported(figures: &Figures, p: &ReportedPeriod) -> Result<()> {
    let earlier = p.previous.iter().chain(&p.year_before);
    for change in earlier.filter_map(|e| e.change.as_ref()) {
        equal("period", change.after, figures.total)?;
    }
    for t in &figures.types {
        for change in t.change.iter().chain(&t.year_on_year) {
            equal(&format!("period, {}", t.name), change.after, t.share.count)?;
        }
    }
    Ok(())
}
