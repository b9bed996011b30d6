//! Proves that what is printed is what was counted.

use super::{Block, Cell, Chart, Figure, Section, Table};
use crate::error::{Error, Result};
use crate::report::wording::Words;

/// Proves that every printed percentage lies within one unit (0.1 %) of its fraction.
///
/// # Errors
/// [`Error::Invalid`] with the place and both numbers.
pub(in crate::report) fn check(sections: &[Section<'_>], words: &Words) -> Result<()> {
    let blocks = sections.iter().flat_map(|s| &s.blocks);
    for block in blocks {
        let (place, shares): (&str, Vec<(f64, String)>) = match block {
            Block::Table(t) => (&t.name, percentages(t, words)),
            Block::Chart(Chart {
                id,
                figure: Figure::Bars(bars),
                ..
            }) => (
                id,
                bars.iter().map(|b| (b.share, b.printed.clone())).collect(),
            ),
            _ => continue,
        };
        for (share, printed) in shares.iter().filter(|s| !s.1.is_empty()) {
            let number = printed.trim_start_matches("▲ ").trim_end_matches('%');
            let near = |x: f64| (x - share * 100.0).abs() <= 0.1 + 1e-9;
            if !number.parse().is_ok_and(near) {
                return Err(Error::invalid(
                    format!("report, {place}"),
                    format!("`{printed}` is printed for a share of {share}"),
                    "Nothing was written. Please report this with the command.",
                ));
            }
        }
    }
    Ok(())
}

fn percentages(table: &Table, words: &Words) -> Vec<(f64, String)> {
    let shares = table.rows.iter().flatten().filter_map(|cell| match cell {
        Cell::Percent(share) => Some((*share, cell.show(words))),
        Cell::Heat(heat) => Some((heat.share?, cell.show(words))),
        _ => None,
    });
    shares.collect()
}
