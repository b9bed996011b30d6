//! Columns that say how a complaint was dealt with: named by `--service`, or known by their headers and cells.

mod answer;
mod gather;

pub(super) use gather::Gathered;

use super::columns::{Look, contains, name, number};
use crate::aggregate::ServiceFigure as Figure;
use crate::ingest::columns as headers;
use crate::ingest::time::TimeReader;
use crate::types::cell::cell_text;
use crate::{Error, Result};
use answer::{answer, is_neither};
use arrow::datatypes::Schema;
use arrow::record_batch::RecordBatch;

/// What a column may be for: its name in `--service`, the figure (a complainant has none), parts of headers. The first that
/// fits decides, so the narrower stand first.
#[rustfmt::skip]
const ROLES: [(&str, Option<Figure>, &[&str]); 9] = [
    ("first-contact", Some(Figure::FirstContact), &[
        "一次解决", "首次解决", "首问解决", "一次性解决", "首解", "fcr", "first contact", "first call",
    ]),
    ("on-time", Some(Figure::OnTime), &["及时", "按期", "按时", "超期", "逾期", "超时", "timely", "on time", "overdue"]),
    ("nps", Some(Figure::Nps), &["净推荐", "推荐意愿", "推荐度", "推荐分", "推荐值", "nps", "recommend"]),
    ("satisfaction", Some(Figure::Satisfaction), &[
        "满意", "服务评分", "服务评价", "评分", "星级", "satisfaction", "satisfied", "csat", "rating",
    ]),
    ("response", Some(Figure::ResponseTime), &[
        "响应", "答复时", "答复小时", "答复天", "答复日", "回复时", "回复小时", "回复天", "回复日", "首次回复", "首次答复",
        "first response", "response time", "response hours", "response minutes", "responded", "replied", "reply time",
    ]),
    ("resolution", Some(Figure::ResolutionTime), &[
        "解决", "办结", "办理时", "办理天", "处理时", "处理小时", "处理天", "完成时", "关闭时", "结案", "完结", "resolution",
        "resolved", "closed", "handling time",
    ]),
    ("answered", Some(Figure::Answered), &["接通", "接听", "应答", "是否答复", "是否回复", "已答复", "已回复", "answered", "replied"]),
    ("closed", Some(Figure::Closed), &["办结", "解决", "结案", "完结", "关闭", "resolved", "closed"]),
    ("complainant", None, &[
        "电话", "手机", "联系方式", "来电号码", "投诉人", "来电人", "诉求人", "留言人", "留言用户", "客户编号", "客户号", "客户id",
        "会员号", "会员编号", "用户编号", "用户id", "用户名", "证件号", "身份证", "complainant", "caller", "phone", "telephone",
        "mobile", "customer id", "user id", "member id", "account",
    ]),
];

/// Headers of a complainant's trait, not of the complainant.
const TRAITS: &[&str] = &[
    "类", "级", "渠道", "来源", "性别", "年龄", "type", "level", "segment", "gender",
];

/// How a cell of a service column is read.
#[derive(Clone, Debug)]
enum Read {
    /// A number; the column stands among the report's numbers.
    Number,
    /// A time: hours since the complaint.
    Time,
    /// Yes or no; turned round where the header says the opposite (超期).
    Flag { turned: bool },
    /// Yes where it holds a value.
    Filled,
}

/// A column and what it is for.
#[derive(Clone, Debug)]
struct Found {
    figure: Figure,
    column: usize,
    name: String,
    read: Read,
}

/// The service columns of an input.
#[derive(Clone, Debug, Default)]
pub(super) struct ServiceColumns {
    found: Vec<Found>,
    complainant: Option<(usize, String)>,
}

impl ServiceColumns {
    /// Named ones first, then by header and cells; columns in `taken` are not guessed.
    ///
    /// # Errors
    /// Where a role or a column that was named is not there, or its cells are not what the role needs.
    pub(super) fn choose(
        schema: &Schema,
        sample: Option<&RecordBatch>,
        named: Option<&[String]>,
        taken: &dyn Fn(usize) -> bool,
    ) -> Result<Self> {
        let mut chosen = Self::default();
        let Some(sample) = sample else {
            return Ok(chosen);
        };
        if let Some(named) = named {
            for (role, column) in pairs(schema, named)? {
                chosen.name(schema, sample, role, column)?;
            }
        } else {
            for column in (0..schema.fields().len()).filter(|c| !taken(*c)) {
                chosen.guess(schema, sample, column);
            }
        }
        chosen.blanks(sample);
        Ok(chosen)
    }

    fn has(&self, figure: Figure) -> bool {
        self.found.iter().any(|f| f.figure == figure)
    }

    fn push(&mut self, schema: &Schema, figure: Figure, column: usize, read: Read) {
        let name = schema.field(column).name().clone();
        self.found.push(Found {
            figure,
            column,
            name,
            read,
        });
    }

    fn name(
        &mut self,
        schema: &Schema,
        sample: &RecordBatch,
        role: usize,
        column: usize,
    ) -> Result<()> {
        let (flag, figure, _) = ROLES[role];
        let Some(figure) = figure else {
            self.complainant = Some((column, schema.field(column).name().clone()));
            return Ok(());
        };
        let (figure, read) =
            fits(sample, column, figure, &name(schema, column)).ok_or_else(|| {
                Error::data(
                    format!("--service {flag}={}", schema.field(column).name()),
                    "cells that are something else",
                    wanted(figure),
                    "Name another column, or leave it out.",
                )
            })?;
        self.push(schema, figure, column, read);
        Ok(())
    }

    fn guess(&mut self, schema: &Schema, sample: &RecordBatch, column: usize) {
        let header = name(schema, column);
        for (_, figure, parts) in ROLES {
            if !parts.iter().any(|p| is_part(&header, p)) {
                continue;
            }
            match figure {
                None if self.complainant.is_none() && tells_people(sample, column, &header) => {
                    self.complainant = Some((column, schema.field(column).name().clone()));
                    return;
                }
                None => {}
                Some(figure) => {
                    let fit = fits(sample, column, figure, &header);
                    let Some((figure, read)) = fit else { continue };
                    // a column of numbers is better than one of times, and the first of a kind than the next
                    let known = self.found.iter().position(|f| f.figure == figure);
                    match known {
                        None => self.push(schema, figure, column, read),
                        Some(at)
                            if matches!(
                                (&self.found[at].read, &read),
                                (Read::Time, Read::Number)
                            ) =>
                        {
                            self.found.remove(at);
                            self.push(schema, figure, column, read);
                        }
                        Some(_) => {}
                    }
                    return;
                }
            }
        }
    }

    /// A time that some complaints lack says how many were answered, or closed.
    fn blanks(&mut self, sample: &RecordBatch) {
        for (time, share) in [
            (Figure::ResponseTime, Figure::Answered),
            (Figure::ResolutionTime, Figure::Closed),
        ] {
            let of_time = self.found.iter().find(|f| f.figure == time);
            if let Some(of_time) = of_time.filter(|_| !self.has(share)) {
                let filled = Found {
                    figure: share,
                    read: Read::Filled,
                    ..of_time.clone()
                };
                let look = Look::of(sample, filled.column);
                if look.filled > 0 {
                    self.found.push(filled);
                }
            }
        }
    }

    /// Without the time of a complaint another time says nothing.
    pub(super) fn without_time(&mut self) {
        self.found.retain(|f| !matches!(f.read, Read::Time));
    }

    /// Columns whose numbers the report must count.
    pub(super) fn numbers(&self) -> impl Iterator<Item = usize> {
        let numbers = self.found.iter().filter(|f| matches!(f.read, Read::Number));
        numbers.map(|f| f.column)
    }

    /// What was found, as `--service` takes it.
    pub(super) fn said(&self) -> Option<String> {
        let flag = |figure: Option<Figure>| {
            let figure = figure.map(|f| {
                if f == Figure::Satisfied {
                    Figure::Satisfaction
                } else {
                    f
                }
            });
            ROLES.iter().find(|r| r.1 == figure).map_or("", |r| r.0)
        };
        let shown = self
            .found
            .iter()
            .filter(|f| !matches!(f.read, Read::Filled));
        let mut parts: Vec<String> = shown
            .map(|f| format!("{}={}", flag(Some(f.figure)), f.name))
            .collect();
        parts.extend(
            self.complainant
                .iter()
                .map(|(_, n)| format!("{}={n}", flag(None))),
        );
        (!parts.is_empty())
            .then(|| format!("--service {} (header words and cells)", parts.join(",")))
    }
}

/// What the cells of a role have to be.
fn wanted(figure: Figure) -> &'static str {
    match figure {
        Figure::ResponseTime | Figure::ResolutionTime => "numbers (a duration) or times",
        Figure::Nps => "whole numbers from 0 to 10",
        Figure::Satisfaction => "numbers, or answers such as 满意/不满意",
        _ => "yes and no: 是/否, yes/no, 1/0",
    }
}

/// The role and column of every `ROLE=COL`.
fn pairs(schema: &Schema, named: &[String]) -> Result<Vec<(usize, usize)>> {
    let parts = named.iter().flat_map(|n| n.split([',', '，']));
    let mut pairs = Vec::new();
    for part in parts.map(str::trim).filter(|p| !p.is_empty()) {
        let roles = || ROLES.map(|r| r.0).join(", ");
        let (role, column) = part.split_once('=').ok_or_else(|| {
            Error::usage(
                format!("--service {part}: no `=`"),
                format!("Write ROLE=COL; roles: {}.", roles()),
            )
        })?;
        let place = ROLES
            .iter()
            .position(|r| r.0 == role.trim())
            .ok_or_else(|| {
                Error::usage(
                    format!("--service {part}: no role `{role}`"),
                    format!("Roles: {}.", roles()),
                )
            })?;
        pairs.push((
            place,
            headers::resolve_one(schema, column.trim(), "--service")?,
        ));
    }
    Ok(pairs)
}

/// Anywhere in Chinese; in Latin letters as words of their own.
fn is_part(header: &str, part: &str) -> bool {
    contains(header, part) || (part.contains(' ') && header.replace(['_', '-'], " ").contains(part))
}

/// How the cells can be read for a figure; marks in words are shares of the satisfied.
fn fits(
    sample: &RecordBatch,
    column: usize,
    figure: Figure,
    header: &str,
) -> Option<(Figure, Read)> {
    let look = Look::of(sample, column);
    if look.filled == 0 || look.filled * 20 < look.rows {
        return None;
    }
    let most = |n: usize| n * 10 >= look.filled * 9;
    let numeric = most(look.numbers);
    let array = sample.column(column);
    let cells = (0..sample.num_rows()).filter_map(|row| cell_text(array.as_ref(), row));
    let flags = |turned| {
        let filled: Vec<_> = cells.clone().filter(|c| !c.trim().is_empty()).collect();
        let read = filled
            .iter()
            .filter(|c| answer(c).is_some() || is_neither(c))
            .count();
        let any = filled.iter().any(|c| answer(c).is_some());
        (any && read * 10 >= filled.len() * 9).then_some(Read::Flag { turned })
    };
    match figure {
        Figure::ResponseTime | Figure::ResolutionTime if numeric && look.distinct > 2 => {
            Some((figure, Read::Number))
        }
        Figure::ResponseTime | Figure::ResolutionTime => {
            let reader = TimeReader::default();
            let times = (0..sample.num_rows())
                .filter(|row| reader.read_cell(array.as_ref(), *row).is_some());
            (!numeric && most(times.count())).then_some((figure, Read::Time))
        }
        Figure::Nps => {
            let mut marks = cells.clone().filter_map(|c| number(&c));
            let scale = marks.all(|m| (0.0..=10.0).contains(&m) && m.fract() == 0.0);
            (numeric && scale).then_some((figure, Read::Number))
        }
        Figure::Satisfaction if numeric && look.distinct > 2 => Some((figure, Read::Number)),
        Figure::Satisfaction | Figure::Satisfied => {
            flags(false).map(|read| (Figure::Satisfied, read))
        }
        _ => {
            let late = ["超期", "逾期", "超时", "overdue"]
                .iter()
                .any(|w| header.contains(w));
            flags(late).map(|read| (figure, read))
        }
    }
}

/// Whether a column tells complainants apart: many values, not a trait of theirs.
fn tells_people(sample: &RecordBatch, column: usize, header: &str) -> bool {
    let look = Look::of(sample, column);
    let is_trait = TRAITS.iter().any(|w| header.contains(w));
    look.filled * 5 >= look.rows
        && look.distinct * 20 >= look.filled
        && look.distinct >= 3
        && look.longest <= 60
        && !is_trait
}
