//! What there may be a finding about: marked periods, lasting shifts, holidays, cells that stand out, types.

use super::draft::{Draft, Look, Part, Pick, Whole};
use super::finding::{Finding, Slice, Subject};
use super::scan::{self, CellKey, Margins, Risen};
use super::{holiday, shift};
use crate::aggregate::{FOLDED, NONE, date};
use std::collections::{BTreeMap, BTreeSet};

impl Look<'_> {
    /// What moved in time and what stands out for good, of every kind, in the order in which they are shown.
    pub(super) fn drafts(&self) -> (Vec<Vec<Draft>>, Vec<Vec<Draft>>) {
        let placed = self.rows.placed(self.table());
        let margins = Margins::of(&placed);
        let risen = scan::scan(self.table(), &placed, &margins, &self.params.scan);
        let used: BTreeSet<u32> = margins.of_period.keys().map(|k| k.1).collect();
        let moved = vec![
            self.rises(&used, &risen),
            self.shifts(&margins),
            self.holidays(),
        ];
        (moved, vec![self.cells(), self.types()])
    }

    /// Which rows of the table some draft about a type is about.
    pub(super) fn covered(&self, drafts: &[Draft]) -> Vec<bool> {
        let mut covered = vec![false; self.table().rows()];
        let of_types = drafts.iter().filter(|d| d.finding.subject.name.is_some());
        for row in of_types.flat_map(|d| self.part(&d.pick)) {
            covered[row as usize] = true;
        }
        covered
    }

    /// Types and periods that are marked as above their band with an adjusted p below .05, and cells that rose in other types and periods.
    fn rises(&self, used: &BTreeSet<u32>, risen: &[Risen]) -> Vec<Draft> {
        let periods = &self.complaints.figures.periods;
        let mut marked: BTreeMap<(u32, Option<u32>), (u64, f64)> = BTreeMap::new();
        for (i, period) in periods.iter().enumerate() {
            let at = u32::try_from(i).unwrap_or(u32::MAX);
            let above = |m: &&crate::aggregate::Mark| {
                m.count as f64 > m.high && m.p_adjusted.is_some_and(|p| p < self.params.scan.alpha)
            };
            let typed = period.marks.iter().filter(above).any(|m| m.name.is_some());
            for mark in period.marks.iter().filter(above) {
                let kind = mark.name.as_deref().and_then(|n| self.code_of(n));
                // What one type explains is not said again of all complaints.
                if mark.name.is_none() && typed {
                    continue;
                }
                marked.insert((at, kind), (mark.count, mark.expected));
            }
        }
        let of_cells: Vec<Draft> = lasting_ones_once(risen)
            .into_iter()
            .filter(|r| !marked.contains_key(&(r.period, Some(r.kind))))
            .filter_map(|r| self.rise_of_cell(used, r))
            .collect();
        let marked = marked.into_iter();
        marked
            .filter_map(|(of, figures)| self.rise(of, figures, risen))
            .chain(of_cells)
            .collect()
    }

    /// A type that is above its band.
    fn rise(
        &self,
        (at, kind): (u32, Option<u32>),
        (count, expected): (u64, f64),
        risen: &[Risen],
    ) -> Option<Draft> {
        let period = self.complaints.figures.periods.get(at as usize)?;
        let here = || {
            let of = |r: &&Risen| r.period == at && Some(r.kind) == kind;
            risen.iter().filter(of)
        };
        let slices: Vec<Slice> = here()
            .map(|r| r.slice(self.table(), expected, count))
            .filter(|s| s.carries >= self.params.scan.min_carried)
            .collect();
        let of_slices = here().map(|r| r.strength).fold(0.0, f64::max);
        Some(Draft {
            finding: Finding {
                kind: "rise".into(),
                subject: Subject {
                    name: kind.and_then(|k| self.type_name(k)),
                    period: Some(period.period.clone()),
                    ..Subject::default()
                },
                count,
                expected: Some(expected),
                slices,
                ..Finding::default()
            },
            pick: Pick {
                whole: Whole {
                    kind,
                    placed: true,
                    ..Whole::default()
                },
                part: Part::Period(at),
            },
            days: Some((period.start.clone(), period.end.clone())),
            strength: surprise(count, expected).max(of_slices),
        })
    }

    /// A cell that rose although its type as a whole did not.
    fn rise_of_cell(&self, used: &BTreeSet<u32>, r: &Risen) -> Option<Draft> {
        let period = self.complaints.figures.periods.get(r.period as usize)?;
        let usual = self.usual(used, r.kind, r.period);
        let before = usual * r.share_before;
        let slice = r.slice(self.table(), usual, self.count_of(r.kind, r.period));
        Some(Draft {
            finding: Finding {
                kind: "rise".into(),
                subject: Subject {
                    name: self.type_name(r.kind),
                    period: Some(period.period.clone()),
                    slice: slice.cell.clone(),
                    ..Subject::default()
                },
                count: r.count,
                expected: Some(before),
                slices: vec![Slice {
                    carries: 1.0,
                    ..slice
                }],
                ..Finding::default()
            },
            pick: Pick {
                whole: Whole {
                    kind: Some(r.kind),
                    placed: true,
                    cell: r.cell.clone(),
                },
                part: Part::Period(r.period),
            },
            days: Some((period.start.clone(), period.end.clone())),
            strength: r.strength,
        })
    }

    fn count_of(&self, kind: u32, period: u32) -> u64 {
        let figures = self.complaints.figures;
        let name = self.type_name(kind);
        let at = figures
            .types
            .iter()
            .position(|t| Some(&t.name) == name.as_ref());
        at.and_then(|t| figures.periods.get(period as usize)?.types.get(t).copied())
            .unwrap_or(0)
    }

    /// The type's daily mean in all other periods with complaints × the days of this one.
    fn usual(&self, used: &BTreeSet<u32>, kind: u32, period: u32) -> f64 {
        let periods = &self.complaints.figures.periods;
        let others = || used.iter().copied().filter(|&p| p != period);
        let days: u64 = others()
            .filter_map(|p| periods.get(p as usize))
            .map(|p| u64::from(p.days))
            .sum();
        let count: u64 = others().map(|p| self.count_of(kind, p)).sum();
        let here = periods.get(period as usize).map_or(0, |p| p.days);
        if days == 0 {
            0.0
        } else {
            count as f64 / days as f64 * f64::from(here)
        }
    }

    fn shifts(&self, margins: &Margins) -> Vec<Draft> {
        let found = shift::shifts(margins, &self.params.shifts);
        let draft = |s: shift::Shift| {
            let period = self.complaints.figures.periods.get(s.from as usize)?;
            Some(Draft {
                finding: Finding {
                    kind: "shift".into(),
                    subject: Subject {
                        name: self.type_name(s.kind),
                        period: Some(period.period.clone()),
                        ..Subject::default()
                    },
                    count: s.count,
                    expected: Some(s.expected),
                    ..Finding::default()
                },
                pick: Pick {
                    whole: Whole {
                        kind: Some(s.kind),
                        placed: true,
                        ..Whole::default()
                    },
                    part: Part::Since(s.from),
                },
                days: Some((period.start.clone(), String::new())),
                strength: -s.p_adjusted.max(f64::MIN_POSITIVE).ln(),
            })
        };
        found.into_iter().filter_map(draft).collect()
    }

    fn holidays(&self) -> Vec<Draft> {
        let found = holiday::rises(self.table(), &self.params.holidays);
        found
            .into_iter()
            .map(|h| Draft {
                finding: Finding {
                    kind: "holiday".into(),
                    subject: Subject {
                        name: self.type_name(h.kind),
                        holiday: Some(h.name.to_owned()),
                        ..Subject::default()
                    },
                    count: h.count,
                    expected: Some(h.expected),
                    ..Finding::default()
                },
                days: last_run(&h.days),
                strength: -h.p_adjusted.max(f64::MIN_POSITIVE).ln(),
                pick: Pick {
                    whole: Whole {
                        kind: Some(h.kind),
                        placed: false,
                        ..Whole::default()
                    },
                    part: Part::Days(h.days),
                },
            })
            .collect()
    }

    /// Names the holiday in the rise of a type that rises in that holiday.
    pub(super) fn name_holidays(&self, drafts: &mut [Draft]) {
        let known: Vec<(Option<String>, Option<String>)> = drafts
            .iter()
            .filter(|d| d.finding.kind == "holiday")
            .map(|d| {
                (
                    d.finding.subject.name.clone(),
                    d.finding.subject.holiday.clone(),
                )
            })
            .collect();
        for draft in drafts.iter_mut().filter(|d| d.finding.kind == "rise") {
            let subject = &mut draft.finding.subject;
            let periods = &self.complaints.figures.periods;
            let Some(period) = periods
                .iter()
                .find(|p| Some(&p.period) == subject.period.as_ref())
            else {
                continue;
            };
            subject.holiday = known
                .iter()
                .filter(|(name, _)| *name == subject.name)
                .filter_map(|(_, holiday)| holiday.clone())
                .find(|h| period.holidays.contains(h));
        }
    }

    fn cells(&self) -> Vec<Draft> {
        let table = self.table();
        let mut drafts = Vec::new();
        for (name, dimension) in &self.complaints.figures.by {
            let Some(at) = table
                .dimensions
                .iter()
                .position(|c| &c.name == name && !c.made)
            else {
                continue;
            };
            let column = &table.dimensions[at];
            for value in dimension.values.iter().filter(|v| v.value != FOLDED) {
                let typed: u64 = value.types.iter().map(|c| c.count).sum();
                for cell in value.types.iter().filter(|c| c.stands_out) {
                    let code = column.values.iter().position(|v| *v == value.value);
                    let code = code.and_then(|c| u32::try_from(c).ok()).unwrap_or(NONE);
                    let elsewhere = cell
                        .share_within
                        .zip(cell.lift)
                        .map_or(0.0, |(share, lift)| share / lift);
                    let expected = elsewhere * typed as f64;
                    drafts.push(Draft {
                        finding: Finding {
                            kind: "cell".into(),
                            subject: Subject {
                                name: Some(cell.name.clone()),
                                slice: vec![(name.clone(), value.value.clone())],
                                ..Subject::default()
                            },
                            count: cell.count,
                            expected: Some(expected),
                            ..Finding::default()
                        },
                        pick: Pick {
                            whole: Whole {
                                kind: self.code_of(&cell.name),
                                placed: false,
                                ..Whole::default()
                            },
                            part: Part::Cell(at, code),
                        },
                        days: None,
                        strength: surprise(cell.count, expected),
                    });
                }
            }
        }
        drafts
    }

    fn types(&self) -> Vec<Draft> {
        let figures = self.complaints.figures;
        figures
            .types
            .iter()
            .map(|t| Draft {
                finding: Finding {
                    kind: "type".into(),
                    subject: Subject {
                        name: Some(t.name.clone()),
                        ..Subject::default()
                    },
                    count: t.share.count,
                    ..Finding::default()
                },
                pick: Pick {
                    whole: Whole::default(),
                    part: Part::Kind(self.code_of(&t.name).unwrap_or(NONE)),
                },
                days: None,
                strength: t.share.count as f64,
            })
            .collect()
    }
}

/// Log-likelihood ratio of a Poisson count against what was expected, taken to be half a complaint at least.
pub(super) fn surprise(count: u64, expected: f64) -> f64 {
    log_likelihood_ratio(count, expected.max(0.5))
}

/// The same for what was expected, above 0, as it is: however little that was in a large place, in a small one it was less.
pub(super) fn log_likelihood_ratio(count: u64, expected: f64) -> f64 {
    let count = count as f64;
    count * (count / expected).ln() - (count - expected)
}

/// A cell that rises in more than two periods is new rather than risen: it is named once, where it is strongest.
fn lasting_ones_once(risen: &[Risen]) -> Vec<&Risen> {
    let mut by_cell: BTreeMap<(u32, &CellKey), Vec<&Risen>> = BTreeMap::new();
    for r in risen {
        by_cell.entry((r.kind, &r.cell)).or_default().push(r);
    }
    by_cell
        .into_values()
        .flat_map(|mut found| {
            if found.len() > 2 {
                found.sort_by(|a, b| {
                    b.strength
                        .total_cmp(&a.strength)
                        .then(a.period.cmp(&b.period))
                });
                found.truncate(1);
            }
            found
        })
        .collect()
}

/// First and last day of the latest unbroken run of days.
fn last_run(days: &BTreeSet<i32>) -> Option<(String, String)> {
    let last = *days.last()?;
    let mut first = last;
    while days.contains(&(first - 1)) {
        first -= 1;
    }
    Some((date(first)?.to_string(), date(last)?.to_string()))
}
