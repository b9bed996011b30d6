//! Puts it together: every type, rise, shift, holiday and standing-out cell with its words, slices and exemplars.

use super::exemplar::{self, Source};
use super::finding::{Exemplar, Finding, Slice, Subject};
use super::holiday::{self, HolidayParams};
use super::phrase;
use super::scan::{self, Placed, Risen, ScanParams};
use super::sentence::{self, SearchColumns};
use super::shift::{self, ShiftParams};
use super::terms::Terms;
use super::words::{self, Candidate, Contrast, WordParams};
use crate::aggregate::{FOLDED, Figures, Table, date, day};
use crate::types::Lang;
use chrono::NaiveDate;
use std::collections::{BTreeMap, BTreeSet};

/// What is looked for, and how much is shown.
#[derive(Clone, Debug, PartialEq)]
pub struct CauseParams {
    /// Distinctive words.
    pub words: WordParams,
    /// Slices that rose.
    pub scan: ScanParams,
    /// Lasting shifts.
    pub shifts: ShiftParams,
    /// Holiday rises.
    pub holidays: HolidayParams,
    /// Findings of each kind shown at most.
    pub most: usize,
    /// Language of the sentences.
    pub lang: Lang,
}

impl Default for CauseParams {
    fn default() -> Self {
        Self {
            words: WordParams::default(),
            scan: ScanParams::default(),
            shifts: ShiftParams::default(),
            holidays: HolidayParams::default(),
            most: 20,
            lang: Lang::Zh,
        }
    }
}

/// What causes are looked for in.
#[derive(Clone, Copy)]
pub struct Complaints<'a> {
    /// The rows.
    pub table: &'a Table,
    /// Their figures.
    pub figures: &'a Figures,
    /// Words of every row (of those that are no first of their group, none); absent without a text column.
    pub terms: Option<&'a Terms>,
    /// Where to read exemplars.
    pub source: &'a dyn Source,
    /// Names for the search commands.
    pub columns: &'a SearchColumns,
}

/// A finding to be: its rows, and the rows it is set against.
struct Draft {
    finding: Finding,
    rows: Vec<u32>,
    against: Vec<u32>,
    days: Option<(String, String)>,
    /// For the order within its kind: the larger the earlier.
    strength: f64,
}

/// All findings: rises, shifts and holidays, then cells, then types; strongest first within each kind.
#[must_use]
pub fn find(complaints: &Complaints<'_>, params: &CauseParams) -> Vec<Finding> {
    let table = complaints.table;
    let firsts: Vec<u32> = (0..table.rows())
        .filter(|&row| table.is_first(row) && table.types.value(row).is_some())
        .filter_map(|row| u32::try_from(row).ok())
        .collect();
    let look = Look {
        complaints,
        params,
        firsts,
    };
    let placed = look.placed();
    let risen = scan::scan(table, &placed, &params.scan);
    let mut kinds = vec![
        look.rises(&placed, &risen),
        look.shifts(&placed),
        look.holidays(),
        look.cells(),
        look.types(),
    ];
    for drafts in &mut kinds {
        drafts.sort_by(|a, b| {
            b.strength
                .total_cmp(&a.strength)
                .then_with(|| a.finding.subject.cmp(&b.finding.subject))
        });
        drafts.truncate(params.most.max(1));
    }
    let mut drafts: Vec<Draft> = kinds.into_iter().flatten().collect();
    look.name_holidays(&mut drafts);
    let listed = look.words(&drafts);
    drafts
        .iter_mut()
        .zip(listed)
        .map(|(draft, words)| look.finished(draft, words))
        .collect()
}

struct Look<'a> {
    complaints: &'a Complaints<'a>,
    params: &'a CauseParams,
    /// Distinct complaints with a type.
    firsts: Vec<u32>,
}

impl Look<'_> {
    fn table(&self) -> &Table {
        self.complaints.table
    }

    fn type_name(&self, code: u32) -> Option<String> {
        self.table().types.values.get(code as usize).cloned()
    }

    fn code_of(&self, name: &str) -> Option<u32> {
        let at = self.table().types.values.iter().position(|v| v == name)?;
        u32::try_from(at).ok()
    }

    fn rows(&self, keep: impl Fn(usize) -> bool) -> Vec<u32> {
        self.firsts
            .iter()
            .copied()
            .filter(|&row| keep(row as usize))
            .collect()
    }

    /// Distinct complaints of complete periods.
    fn placed(&self) -> Placed {
        let mut placed = Placed::default();
        let starts: Vec<(i32, i32, bool)> = self
            .complaints
            .figures
            .periods
            .iter()
            .filter_map(|p| Some((iso(&p.start)?, iso(&p.end)?, p.complete)))
            .collect();
        for &row in &self.firsts {
            let Some(day) = self.table().day(row as usize) else {
                continue;
            };
            let after = starts.partition_point(|s| s.0 <= day);
            let Some(at) = after
                .checked_sub(1)
                .filter(|&i| starts[i].2 && day <= starts[i].1)
            else {
                continue;
            };
            placed.row.push(row);
            placed.kind.push(self.table().types.codes[row as usize]);
            placed.period.push(u32::try_from(at).unwrap_or(u32::MAX));
        }
        placed
    }

    /// Types and periods that are marked as above their band with an adjusted p below .05, or in which a cell rose.
    fn rises(&self, placed: &Placed, risen: &[Risen]) -> Vec<Draft> {
        let periods = &self.complaints.figures.periods;
        let mut subjects: BTreeMap<(u32, Option<u32>), (u64, f64)> = BTreeMap::new();
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
                subjects.insert((at, kind), (mark.count, mark.expected));
            }
        }
        for r in lasting_ones_once(risen) {
            let expected = self.usual(placed, r.kind, r.period);
            let count = self.count_of(r.kind, r.period);
            subjects
                .entry((r.period, Some(r.kind)))
                .or_insert((count, expected));
        }
        let mut drafts = Vec::new();
        for ((at, kind), (count, expected)) in subjects {
            let slices = risen
                .iter()
                .filter(|r| r.period == at && Some(r.kind) == kind);
            let Some(period) = periods.get(at as usize) else {
                continue;
            };
            let of_type = |i: &usize| kind.is_none_or(|k| placed.kind[*i] == k);
            let (rows, against): (Vec<usize>, Vec<usize>) = (0..placed.row.len())
                .filter(of_type)
                .partition(|&i| placed.period[i] == at);
            let slices: Vec<Slice> = slices
                .map(|r| r.slice(self.table(), expected, count))
                .filter(|s| s.carries >= self.params.scan.min_carried)
                .collect();
            let strength =
                count as f64 * (count as f64 / expected.max(0.5)).ln() - (count as f64 - expected);
            let of_slices: f64 = risen
                .iter()
                .filter(|r| r.period == at && Some(r.kind) == kind)
                .map(|r| r.strength)
                .fold(0.0, f64::max);
            drafts.push(Draft {
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
                rows: rows.into_iter().map(|i| placed.row[i]).collect(),
                against: against.into_iter().map(|i| placed.row[i]).collect(),
                days: Some((period.start.clone(), period.end.clone())),
                strength: strength.max(of_slices),
            });
        }
        drafts
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

    /// The type's daily mean in all other complete periods × the days of this one.
    fn usual(&self, placed: &Placed, kind: u32, period: u32) -> f64 {
        let periods = &self.complaints.figures.periods;
        let used: BTreeSet<u32> = placed
            .period
            .iter()
            .copied()
            .filter(|&p| p != period)
            .collect();
        let days: u64 = used
            .iter()
            .filter_map(|&p| periods.get(p as usize))
            .map(|p| u64::from(p.days))
            .sum();
        let count: u64 = used.iter().map(|&p| self.count_of(kind, p)).sum();
        let here = periods.get(period as usize).map_or(0, |p| p.days);
        if days == 0 {
            0.0
        } else {
            count as f64 / days as f64 * f64::from(here)
        }
    }

    fn shifts(&self, placed: &Placed) -> Vec<Draft> {
        let found = shift::shifts(placed, &self.params.shifts);
        let draft = |s: shift::Shift| {
            let period = self.complaints.figures.periods.get(s.from as usize)?;
            let (rows, against): (Vec<usize>, Vec<usize>) = (0..placed.row.len())
                .filter(|&i| placed.kind[i] == s.kind)
                .partition(|&i| placed.period[i] >= s.from);
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
                rows: rows.into_iter().map(|i| placed.row[i]).collect(),
                against: against.into_iter().map(|i| placed.row[i]).collect(),
                days: Some((period.start.clone(), String::new())),
                strength: -s.p_adjusted.max(f64::MIN_POSITIVE).ln(),
            })
        };
        found.into_iter().filter_map(draft).collect()
    }

    fn holidays(&self) -> Vec<Draft> {
        let found = holiday::rises(self.table(), &self.params.holidays);
        let table = self.table();
        found
            .into_iter()
            .map(|h| {
                let of_type = |row: usize| table.types.codes[row] == h.kind;
                let within = |row: usize| table.day(row).is_some_and(|d| h.days.contains(&d));
                Draft {
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
                    rows: self.rows(|row| of_type(row) && within(row)),
                    against: self.rows(|row| of_type(row) && !within(row)),
                    days: last_run(&h.days),
                    strength: -h.p_adjusted.max(f64::MIN_POSITIVE).ln(),
                }
            })
            .collect()
    }

    /// Names the holiday in the rise of a type that rises in that holiday.
    fn name_holidays(&self, drafts: &mut [Draft]) {
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
            let Some(at) = table.dimensions.iter().position(|c| &c.name == name) else {
                continue;
            };
            let column = &table.dimensions[at];
            for value in dimension.values.iter().filter(|v| v.value != FOLDED) {
                let typed: u64 = value.types.iter().map(|c| c.count).sum();
                for cell in value.types.iter().filter(|c| c.stands_out) {
                    let here = |row: usize| column.value(row) == Some(&value.value);
                    let of_type = |row: usize| table.types.value(row) == Some(&cell.name);
                    let elsewhere = cell
                        .share_within
                        .zip(cell.lift)
                        .map_or(0.0, |(share, lift)| share / lift);
                    let expected = elsewhere * typed as f64;
                    let count = cell.count as f64;
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
                        rows: self.rows(|row| of_type(row) && here(row)),
                        against: self.rows(|row| of_type(row) && !here(row)),
                        days: None,
                        strength: count * (count / expected.max(0.5)).ln() - (count - expected),
                    });
                }
            }
        }
        drafts
    }

    fn types(&self) -> Vec<Draft> {
        let table = self.table();
        let figures = self.complaints.figures;
        figures
            .types
            .iter()
            .map(|t| {
                let code = self.code_of(&t.name);
                let of_type = |row: usize| Some(table.types.codes[row]) == code;
                Draft {
                    finding: Finding {
                        kind: "type".into(),
                        subject: Subject {
                            name: Some(t.name.clone()),
                            ..Subject::default()
                        },
                        count: t.share.count,
                        ..Finding::default()
                    },
                    rows: self.rows(of_type),
                    against: Vec::new(),
                    days: None,
                    strength: t.share.count as f64,
                }
            })
            .collect()
    }

    /// The distinctive words of every draft. A type is set against all other types; its rows are counted once and taken
    /// from the whole.
    fn words(&self, drafts: &[Draft]) -> Vec<Vec<Candidate>> {
        let Some(terms) = self.complaints.terms else {
            return drafts.iter().map(|_| Vec::new()).collect();
        };
        use rayon::prelude::*;
        let contrasts: Vec<Contrast> = drafts
            .par_iter()
            .map(|draft| {
                let here = terms.count_in(&draft.rows);
                let whole = draft.finding.kind == "type";
                let (all, all_rows) = if whole {
                    (terms.df().to_vec(), self.firsts.len())
                } else {
                    let mut all = terms.count_in(&draft.against);
                    all.iter_mut().zip(&here).for_each(|(a, h)| *a += h);
                    (all, draft.rows.len() + draft.against.len())
                };
                Contrast {
                    here,
                    rows: draft.rows.len() as u64,
                    all,
                    all_rows: all_rows as u64,
                }
            })
            .collect();
        words::distinctive(terms, &contrasts, &self.params.words)
    }

    fn finished(&self, draft: &mut Draft, words: Vec<Candidate>) -> Finding {
        let source = self.complaints.source;
        let mut finding = std::mem::take(&mut draft.finding);
        // Exemplars of a rise come from the cell that carries it.
        let carrier = finding.slices.first().and_then(|s| self.key(&s.cell));
        let shown = carrier.map_or_else(
            || draft.rows.clone(),
            |key| {
                let inside = |&&row: &&u32| scan::holds(self.table(), &key, row as usize);
                draft.rows.iter().filter(inside).copied().collect()
            },
        );
        finding.distinct = draft.rows.len() as u64;
        if let Some(terms) = self.complaints.terms {
            let words = self.whole_words(terms, &finding, draft, words);
            finding.exemplars = exemplar::exemplars(source, terms, &shown, &words);
            if let Some(row) = self.most_copied(&finding, draft) {
                let names: Vec<&str> = words.iter().map(|c| c.word.word.as_str()).collect();
                let (text, highlights) = source.show(row, &names);
                let id = source.id(row);
                finding.exemplars.retain(|e| e.id != id);
                finding.exemplars.truncate(2);
                finding.exemplars.insert(
                    0,
                    Exemplar {
                        id,
                        text,
                        highlights,
                    },
                );
            }
            finding.words = words.into_iter().map(|c| c.word).collect();
        }
        finding.sentence = sentence::sentence(&finding, self.params.lang);
        let days = draft.days.as_ref().map(|(a, b)| (a.as_str(), b.as_str()));
        finding.search = sentence::search(&finding, self.complaints.columns, days);
        finding
    }

    /// Where copies make up a rise: the text that was copied most in those days, by its first row.
    fn most_copied(&self, finding: &Finding, draft: &Draft) -> Option<usize> {
        if finding.kind != "rise" || finding.distinct * 10 >= finding.count * 6 {
            return None;
        }
        let (first, last) = draft.days.as_ref()?;
        let (first, last) = (iso(first)?, iso(last)?);
        let table = self.table();
        let mut copies: BTreeMap<u32, u64> = BTreeMap::new();
        for row in 0..table.rows() {
            let here = table.day(row).is_some_and(|d| (first..=last).contains(&d));
            if here && table.types.value(row) == finding.subject.name.as_deref() {
                *copies.entry(*table.group.get(row)?).or_default() += 1;
            }
        }
        let (row, n) = copies
            .into_iter()
            .max_by_key(|&(row, n)| (n, std::cmp::Reverse(row)))?;
        (n > 2).then_some(row as usize)
    }

    /// The words as they are shown: grown to whole phrases and counted again, without the names of the slices themselves and
    /// without those that lie inside another.
    fn whole_words(
        &self,
        terms: &Terms,
        finding: &Finding,
        draft: &Draft,
        words: Vec<Candidate>,
    ) -> Vec<Candidate> {
        let source = self.complaints.source;
        let cells = finding.slices.iter().flat_map(|s| &s.cell);
        let names: Vec<String> = finding
            .subject
            .slice
            .iter()
            .chain(cells)
            .map(|(_, value)| value.to_lowercase())
            .collect();
        let table = self.table();
        let others: Vec<u32> = if finding.kind == "type" {
            let name = finding.subject.name.as_deref();
            self.rows(|row| table.types.value(row) != name)
        } else {
            draft.against.clone()
        };
        let mut whole: Vec<Candidate> = Vec::new();
        for mut c in words {
            if names.iter().any(|n| n.contains(&c.word.word)) {
                continue;
            }
            let phrase = phrase::whole(source, terms, &draft.rows, c.term, &c.word.word);
            let inside =
                |w: &Candidate| w.word.word.contains(&phrase) || phrase.contains(&w.word.word);
            if whole.iter().any(inside) || names.iter().any(|n| n.contains(&phrase)) {
                continue;
            }
            if phrase != c.word.word {
                let here = phrase::count(source, terms, &draft.rows, c.term, &phrase);
                let there = phrase::count(source, terms, &others, c.term, &phrase);
                c.recount(
                    phrase,
                    here,
                    there,
                    draft.rows.len() as u64,
                    others.len() as u64,
                );
            }
            c.word.examples = exemplar::examples(source, terms, &draft.rows, c.term);
            whole.push(c);
        }
        whole
    }

    fn key(&self, cell: &[(String, String)]) -> Option<scan::CellKey> {
        cell.iter()
            .map(|(column, value)| {
                let at = self
                    .table()
                    .dimensions
                    .iter()
                    .position(|c| &c.name == column)?;
                let code = self.table().dimensions[at]
                    .values
                    .iter()
                    .position(|v| v == value)?;
                Some((at, u32::try_from(code).ok()?))
            })
            .collect()
    }
}

/// A cell that rises in more than two periods is new rather than risen: it is named once, where it is strongest.
fn lasting_ones_once(risen: &[Risen]) -> Vec<&Risen> {
    let mut by_cell: BTreeMap<(u32, &scan::CellKey), Vec<&Risen>> = BTreeMap::new();
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

fn iso(text: &str) -> Option<i32> {
    NaiveDate::parse_from_str(text, "%Y-%m-%d").ok().map(day)
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
