//! Issues: what the complaints of some days are about beyond what the time before and other places explain, for the first page of a
//! report.
//!
//! Words that more complaints of a place hold than were to be expected are gathered into issues; the complaints of an issue are those that
//! hold enough of its words, at least four fifths of them beyond expectation.

mod crowd;
mod days;
mod describe;
mod expectation;
mod group;
mod hits;
#[cfg(test)]
mod tests;

use super::context::Complaints;
use super::finding::Finding;
use crowd::Crowd;
use days::days;

/// Issues named at most: they stand on one page.
const MOST: usize = 7;
/// Distinct complaints of an issue, at least.
const MIN_DISTINCT: u32 = 5;

/// The issues of the days that a report is about, else of the last period of at least a month that is complete; those that ask most for an
/// answer first, at most seven. None where nothing is out of the ordinary, nothing lies before
/// that it could be compared with, or no column of texts or times is there.
///
/// Of each issue so many complaints are kept to read, as `evidence` says.
///
/// With 5 % chance in all, a history in which nothing happens names one (Bonferroni over words and places).
pub(super) fn issues(complaints: &Complaints<'_>, evidence: usize) -> Vec<Finding> {
    let Some((period, days)) = days(complaints.figures) else {
        return Vec::new();
    };
    let Some(crowd) = Crowd::of(complaints, days) else {
        return Vec::new();
    };
    if crowd.stretches == 1 {
        // words of a type or a product stand out beside others whatever happens
        return Vec::new();
    }
    let hits = hits::hits(&crowd);
    let groups = group::groups(&crowd, &hits);
    let described = |g| Some((g, describe::described(&crowd, g, &period)?));
    let mut issues: Vec<_> = groups.iter().filter_map(described).collect();
    issues.sort_by(|(_, a), (_, b)| {
        let order = b.0.total_cmp(&a.0);
        order.then_with(|| a.1.subject.cmp(&b.1.subject))
    });
    issues.truncate(MOST);
    let with_evidence = |(group, (_, mut issue)): (&group::Group, (f64, Finding))| {
        describe::add_evidence(&crowd, group, &mut issue, evidence);
        issue
    };
    issues.into_iter().map(with_evidence).collect()
}
