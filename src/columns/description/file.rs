//! A description ↔ TOML that a person can read and edit.

use super::{ColumnDescription, Description, FixedAnswers};
use crate::columns::column_use::ColumnUse;
use crate::columns::kind::Kind;
use crate::columns::time::{Order, TimeFormat, Zone};
use crate::types::Lang;
use crate::{Error, Result};
use serde::{Deserialize, Serialize};
use std::fmt::Write;

/// The version of the format that is written and read.
const VERSION: u32 = 1;

/// What a file begins with, as comments.
const HEAD: &str = "\
# How the columns of a table are read. Correct what is wrong, and pass this file to every command: `--columns FILE`. A table that
# does not fit it is refused.
#
# kind      text, id, code, category, number, share, duration, time, yes-no, rating or empty
# role      text, id, time, type; received: when it came in; by: complaints are broken down by it; number: it is averaged; or how a complaint
#           was handled: response, resolution, satisfaction, nps, answered, closed, resolved, on-time,
#           first-contact, complainant, outcome. Several as a list; without the line the column is used for nothing.
# also      other headers that the column has in some files, as a list
# optional  true where a file may lack the column
# order     of dates such as 03/05/24: month-day-year, day-month-year or year-month-day
# calendar  roc for years of 民國, gregorian otherwise
# zone      times that name a zone are converted to this one: Asia/Shanghai, +08:00
# decimal   comma or point: the mark before a fraction
# unit      what stands behind the numbers; another unit is an error
# yes, no, no_answer   how every answer is read; an answer of no list makes the figure absent
";

/// The same in Chinese.
const HEAD_ZH: &str = "\
# 表中各列的读法。有误请改正，并在每个命令中用 `--columns 文件` 指定本文件；与此不符的表会被拒绝。
#
# kind      列的类别：text 文本、id 编号、code 代码、category 分类、number 数、share 占比、duration 时长、time 时间、yes-no 是否、
#           rating 评分、empty 空列
# role      用途：text 内容、id 编号、time 时间、type 类型、received 受理时间、by 分组统计、number 求平均；办理情况：response 首次响应、
#           resolution 办结、satisfaction 满意度、nps 推荐度、answered 是否答复、closed 是否办结、resolved 是否解决、on-time 是否按期、
#           first-contact 是否首次解决、complainant 投诉人、outcome 结果。多项用列表；不写则不使用该列
# also      该列在其他文件中的表头，用列表
# optional  文件可以没有该列时写 true
# order     03/05/24 这类日期的顺序：month-day-year、day-month-year 或 year-month-day
# calendar  民国年写 roc，其余 gregorian
# zone      带时区的时间换算到此时区：Asia/Shanghai、+08:00
# decimal   小数点：comma 逗号或 point 点
# unit      数后面的单位；出现其他单位即报错
# yes, no, no_answer   各种回答怎样判读；出现未列入的回答时不出该项数字
";

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    version: u32,
    #[serde(default)]
    column: Vec<Entry>,
}

/// A column as a file has it.
#[derive(Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    name: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    also: Vec<String>,
    kind: String,
    #[serde(default, skip_serializing_if = "Names::is_empty")]
    role: Names,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    optional: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    order: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    calendar: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    zone: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    decimal: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    unit: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    yes: Option<Vec<String>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    no: Option<Vec<String>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    no_answer: Option<Vec<String>>,
}

/// One name, or a list of names.
#[derive(Clone, Serialize, Deserialize)]
#[serde(untagged)]
enum Names {
    One(String),
    Many(Vec<String>),
}

impl Default for Names {
    fn default() -> Self {
        Self::Many(Vec::new())
    }
}

impl Names {
    fn is_empty(&self) -> bool {
        matches!(self, Self::Many(names) if names.is_empty())
    }

    fn all(&self) -> &[String] {
        match self {
            Self::One(name) => std::slice::from_ref(name),
            Self::Many(names) => names,
        }
    }
}

impl Description {
    /// Reads a description; `source` names where it is from.
    ///
    /// # Errors
    /// [`Error::Invalid`] for what is not TOML, for a name that is not known, and for a column described twice.
    pub fn parse(text: &str, source: &str) -> Result<Self> {
        let invalid = |message: String| {
            let next =
                "Correct it, or write it again with `tousu inspect FILE --write columns.toml`.";
            Error::invalid(source, message, next)
        };
        let file: File =
            toml::from_str(text).map_err(|e| invalid(format!("{e}").trim_end().to_owned()))?;
        if file.version != VERSION {
            let message = format!(
                "it has version {}, and this program reads version {VERSION}",
                file.version
            );
            return Err(invalid(message));
        }
        let mut columns: Vec<ColumnDescription> = Vec::new();
        for entry in &file.column {
            let of_column = |message| invalid(format!("column `{}`: {message}", entry.name));
            let column = entry.column().map_err(of_column)?;
            if columns.iter().any(|c| c.name == column.name) {
                return Err(of_column("it is described twice".into()));
            }
            columns.push(column);
        }
        Ok(Self {
            source: source.to_owned(),
            columns,
        })
    }

    /// The description as a file. `made_by` says how it came about; `evidence` is a line for every column; comments are in `lang`.
    #[must_use]
    pub fn to_toml(&self, made_by: &str, evidence: &[String], lang: Lang) -> String {
        let head = match lang {
            Lang::En => HEAD,
            Lang::Zh => HEAD_ZH,
        };
        let mut out = format!("{head}#\n# {made_by}\n\nversion = {VERSION}\n");
        let none = String::new();
        for (i, column) in self.columns.iter().enumerate() {
            let line = evidence.get(i).unwrap_or(&none).replace(['\n', '\r'], " ");
            if !line.is_empty() {
                let _ = write!(out, "\n# {line}");
            }
            // a struct of strings, lists and a truth value is always TOML
            let entry = toml::to_string(&Entry::of(column)).unwrap_or_default();
            let _ = write!(out, "\n[[column]]\n{entry}");
        }
        out
    }
}

impl serde::Serialize for ColumnDescription {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Entry::of(self).serialize(serializer)
    }
}

impl Entry {
    fn of(column: &ColumnDescription) -> Self {
        let names: Vec<String> = column.uses.iter().map(|u| u.name().to_owned()).collect();
        let answers = column.answers.as_ref();
        let decimal = |comma| if comma { "comma" } else { "point" };
        Self {
            name: column.name.clone(),
            also: column.also.clone(),
            kind: column.kind.name().to_owned(),
            role: match <[String; 1]>::try_from(names) {
                Ok([name]) => Names::One(name),
                Err(names) => Names::Many(names),
            },
            optional: column.is_optional,
            order: column.time.order.map(|o| o.name().to_owned()),
            calendar: column
                .time
                .is_roc
                .map(|roc| if roc { "roc" } else { "gregorian" }.to_owned()),
            zone: column.time.zone.map(|z| z.to_string()),
            decimal: column.decimal_comma.map(|comma| decimal(comma).to_owned()),
            unit: Some(column.unit.clone()).filter(|u| !u.is_empty()),
            yes: answers.map(|a| a.yes.clone()),
            no: answers.map(|a| a.no.clone()),
            no_answer: answers
                .map(|a| a.no_answer.clone())
                .filter(|a| !a.is_empty()),
        }
    }

    /// # Errors
    /// What is wrong with it.
    fn column(&self) -> Result<ColumnDescription, String> {
        let kind = Kind::named(&self.kind);
        let kind = kind.ok_or_else(|| unknown("kind", &self.kind, &Kind::names()))?;
        let uses = self.role.all().iter().map(|name| {
            ColumnUse::named(name).ok_or_else(|| unknown("role", name, &ColumnUse::names()))
        });
        let order = self.order.as_deref().map(|name| {
            let orders = ["month-day-year", "day-month-year", "year-month-day"];
            Order::named(name).ok_or_else(|| unknown("order", name, &orders))
        });
        let one_of =
            |what: &str, name: &Option<String>, (yes, no): (&str, &str)| match name.as_deref() {
                None => Ok(None),
                Some(name) if name == yes => Ok(Some(true)),
                Some(name) if name == no => Ok(Some(false)),
                Some(name) => Err(unknown(what, name, &[yes, no])),
            };
        let zone = self
            .zone
            .as_deref()
            .map(|z| Zone::parse(z).map_err(|e| e.to_string()));
        let list = |list: &Option<Vec<String>>| list.clone().unwrap_or_default();
        let has_answers = self.yes.is_some() || self.no.is_some() || self.no_answer.is_some();
        Ok(ColumnDescription {
            name: self.name.clone(),
            also: self.also.clone(),
            kind,
            uses: uses.collect::<Result<_, _>>()?,
            is_optional: self.optional,
            time: TimeFormat {
                order: order.transpose()?,
                is_roc: one_of("calendar", &self.calendar, ("roc", "gregorian"))?,
                zone: zone.transpose()?,
            },
            decimal_comma: one_of("decimal", &self.decimal, ("comma", "point"))?,
            unit: self.unit.clone().unwrap_or_default(),
            answers: has_answers.then(|| FixedAnswers {
                yes: list(&self.yes),
                no: list(&self.no),
                no_answer: list(&self.no_answer),
            }),
        })
    }
}

fn unknown(what: &str, name: &str, known: &[&str]) -> String {
    format!(
        "there is no {what} `{name}`; known are {}",
        known.join(", ")
    )
}
