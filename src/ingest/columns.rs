//! Which column is the text, the id, the time, the label: named by the user, or guessed from header words and cells.

use super::time;
use crate::types::cell::{cell_text, cell_time};
use crate::{Error, Result};
use arrow::datatypes::Schema;
use arrow::record_batch::RecordBatch;
use std::collections::HashSet;

/// What a column is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// The complaint.
    Text,
    /// What tells complaints apart.
    Id,
    /// When it was made.
    Time,
    /// Its type, where a person gave one.
    Label,
}

#[rustfmt::skip]
const TEXT_WORDS: &[&str] = &[
    "text", "留言详情", "投诉内容", "投訴內容", "投诉详情", "问题描述", "問題描述", "诉求内容",
    "訴求內容", "工单内容", "反馈内容", "评价内容", "评论内容", "留言内容", "来电内容",
    "主要内容", "投诉描述", "内容", "內容", "详情", "正文", "描述", "诉求", "訴求", "原文",
    "文本", "评论", "评价", "反馈", "留言", "consumer complaint narrative", "narrative",
    "content", "description", "complaint", "complaint text", "message", "review", "comment",
    "body", "feedback", "details", "текст обращения", "текст",
    "обращение", "содержание", "описание", "жалоба",
    "сообщение", "комментарий", "отзыв",
];

#[rustfmt::skip]
const ID_WORDS: &[&str] = &[
    "id", "编号", "編號", "留言编号", "投诉编号", "投訴編號", "工单编号", "工单号", "工單號",
    "案件编号", "流水号", "受理编号", "序号", "complaint id", "complaint_id", "ticket id",
    "ticket_id", "ticket", "case id", "number", "no", "no.", "номер",
    "номер обращения", "ид", "订单号",
];

#[rustfmt::skip]
const TIME_WORDS: &[&str] = &[
    "time", "date", "留言时间", "投诉时间", "投訴時間", "受理时间", "来电时间", "反映时间",
    "提交时间", "登记时间", "创建时间", "建立時間", "发布时间", "评论时间", "时间", "時間",
    "日期", "投诉日期", "受理日期", "date received", "created_at", "created", "created at",
    "datetime", "timestamp", "submitted", "дата", "дата обращения",
    "дата создания", "дата поступления", "время",
];

#[rustfmt::skip]
const LABEL_WORDS: &[&str] = &[
    "label", "类型", "類型", "投诉类型", "投訴類型", "一级标签", "一级分类", "一级类别",
    "问题类型", "诉求类型", "分类", "分類", "类别", "類別", "标签", "標籤", "category", "type",
    "class", "topic", "complaint type", "тип", "категория", "тема",
    "тип обращения", "product",
];

impl Role {
    /// The flag that names the column.
    #[must_use]
    pub fn flag(self) -> &'static str {
        match self {
            Self::Text => "--text",
            Self::Id => "--id",
            Self::Time => "--time",
            Self::Label => "--label",
        }
    }

    /// Header words, best first; compared without case and outer space.
    fn words(self) -> &'static [&'static str] {
        match self {
            Self::Text => TEXT_WORDS,
            Self::Id => ID_WORDS,
            Self::Time => TIME_WORDS,
            Self::Label => LABEL_WORDS,
        }
    }
}

const ROLES: [Role; 4] = [Role::Text, Role::Id, Role::Time, Role::Label];

/// Columns found for each role, by place, and a line of evidence for each.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Guess {
    /// The complaint.
    pub text: Option<usize>,
    /// What tells complaints apart.
    pub id: Option<usize>,
    /// When it was made.
    pub time: Option<usize>,
    /// Its type, where a person gave one.
    pub label: Option<usize>,
    /// Why, one line a column found: `text: 留言详情 (header word; 182 characters a cell)`.
    pub evidence: Vec<String>,
}

impl Guess {
    /// The column found for a role.
    #[must_use]
    pub fn of(&self, role: Role) -> Option<usize> {
        match role {
            Role::Text => self.text,
            Role::Id => self.id,
            Role::Time => self.time,
            Role::Label => self.label,
        }
    }
}

/// What a sample says of a column.
struct Look {
    name: String,
    rows: usize,
    filled: usize,
    distinct: usize,
    mean_chars: usize,
    numbers: usize,
    times: usize,
}

/// Cells of a sample that are looked at.
const SAMPLE_ROWS: usize = 500;

fn look(batch: &RecordBatch, column: usize) -> Look {
    let field = batch.schema_ref().field(column);
    let array = batch.column(column);
    let mut look = Look {
        name: simple(field.name()),
        rows: batch.num_rows(),
        filled: 0,
        distinct: 0,
        mean_chars: 0,
        numbers: 0,
        times: 0,
    };
    let mut distinct = HashSet::new();
    let mut chars = 0;
    for row in 0..batch.num_rows().min(SAMPLE_ROWS) {
        let Some(cell) = cell_text(array.as_ref(), row) else {
            continue;
        };
        let cell = cell.trim();
        if cell.is_empty() {
            continue;
        }
        look.filled += 1;
        chars += cell.chars().count();
        look.numbers += usize::from(cell.parse::<f64>().is_ok());
        let typed = cell_time(array.as_ref(), row).is_some();
        look.times += usize::from(typed || time::looks_like_time(cell));
        distinct.insert(cell.to_owned());
    }
    look.distinct = distinct.len();
    look.mean_chars = chars / look.filled.max(1);
    look
}

fn simple(name: &str) -> String {
    name.trim().to_lowercase()
}

/// Header words of columns whose numbers are names, not amounts.
const THING_WORDS: [&str; 10] = [
    "号", "编码", "代码", "id", "code", "zip", "phone", "电话", "手机", "邮编",
];

/// True where a column of this name holds names of things (ids, codes, telephones), whatever they look like.
#[must_use]
pub fn names_things(header: &str) -> bool {
    let header = header.to_lowercase();
    let words = || header.split(|c: char| !c.is_alphanumeric());
    THING_WORDS.iter().any(|w| match w.is_ascii() {
        true => words().any(|word| word == *w),
        false => header.contains(w),
    })
}

/// True for a name that headers commonly hold.
pub(super) fn is_known_header(name: &str) -> bool {
    let name = simple(name);
    ROLES.iter().any(|r| r.words().contains(&name.as_str()))
}

impl Role {
    /// How strongly the header speaks for the role; 0 for not at all.
    fn by_name(self, name: &str) -> usize {
        let words = self.words();
        if let Some(rank) = words.iter().position(|w| *w == name) {
            return 2000 - rank;
        }
        let inside = |w: &str| {
            let long = if w.is_ascii() {
                w.len() >= 4
            } else {
                w.chars().count() >= 2
            };
            long && name.contains(w)
        };
        words
            .iter()
            .position(|w| inside(w))
            .map_or(0, |rank| 1000 - rank)
    }

    /// Whether the cells allow the role.
    fn fits(self, look: &Look) -> bool {
        if look.filled == 0 {
            // without rows the name alone decides
            return look.rows == 0;
        }
        let share = |n: usize| n * 10 / look.filled;
        match self {
            Self::Text => share(look.numbers) < 5 && share(look.times) < 5 && look.mean_chars >= 2,
            Self::Id => look.distinct * 100 >= look.filled * 95 && look.mean_chars <= 64,
            Self::Time => {
                share(look.times) >= 8 || (share(look.numbers) >= 8 && look.mean_chars >= 5)
            }
            Self::Label => share(look.times) < 5 && look.mean_chars <= 40,
        }
    }
}

/// Finds the columns of a table by their names and by the cells of `sample`.
///
/// ```
/// use arrow::array::{ArrayRef, StringArray};
/// use std::sync::Arc;
/// let cells = |v: &[&str]| Arc::new(StringArray::from(v.to_vec())) as ArrayRef;
/// let sample = arrow::record_batch::RecordBatch::try_from_iter([
///     ("工单号", cells(&["1", "2"])),
///     ("投诉内容", cells(&["快递三天没到", "客服不理人"])),
/// ])?;
/// let guess = tousu::ingest::columns::guess(&sample);
/// assert_eq!((guess.id, guess.text, guess.time), (Some(0), Some(1), None));
/// # Ok::<(), arrow::error::ArrowError>(())
/// ```
#[must_use]
pub fn guess(sample: &RecordBatch) -> Guess {
    let looks: Vec<Look> = (0..sample.num_columns()).map(|c| look(sample, c)).collect();
    let mut guess = Guess::default();
    let mut taken = HashSet::new();
    for role in [Role::Time, Role::Text, Role::Id, Role::Label] {
        let by_name = looks
            .iter()
            .enumerate()
            .filter(|(c, l)| !taken.contains(c) && role.fits(l))
            .map(|(c, l)| (role.by_name(&l.name), c))
            .filter(|(score, _)| *score > 0)
            .max_by_key(|(score, c)| (*score, usize::MAX - c));
        let found = by_name
            .map(|(_, c)| (c, "header word"))
            .or_else(|| by_cells(role, &looks, &taken).map(|c| (c, "cells")));
        let Some((column, why)) = found else { continue };
        taken.insert(column);
        let place = match role {
            Role::Text => &mut guess.text,
            Role::Id => &mut guess.id,
            Role::Time => &mut guess.time,
            Role::Label => &mut guess.label,
        };
        *place = Some(column);
        if let Some(l) = looks.get(column) {
            guess.evidence.push(format!(
                "{} {} ({why}; {} of {} cells differ, {} characters a cell)",
                role.flag(),
                sample.schema_ref().field(column).name(),
                l.distinct,
                l.filled,
                l.mean_chars
            ));
        }
    }
    guess
}

/// Text: the longest cells. Time: a column that is nothing but dates.
fn by_cells(role: Role, looks: &[Look], taken: &HashSet<usize>) -> Option<usize> {
    let free = looks
        .iter()
        .enumerate()
        .filter(|(c, l)| !taken.contains(c) && role.fits(l));
    match role {
        Role::Text => free
            .filter(|(_, l)| l.mean_chars >= 5)
            .max_by_key(|(c, l)| (l.mean_chars, usize::MAX - c))
            .map(|(c, _)| c),
        Role::Time => free
            .filter(|(_, l)| l.times * 10 >= l.filled * 9)
            .map(|(c, _)| c)
            .next(),
        Role::Id | Role::Label => None,
    }
}

/// The places of the columns that `names` name (a name may hold several, with commas between), in their order.
///
/// Names are compared exactly, then without case and outer space.
///
/// # Errors
/// [`Error::Data`] for a column that is not there: it lists those that are, and the nearest.
pub fn resolve(schema: &Schema, names: &[String], role: Role) -> Result<Vec<usize>> {
    let mut places = Vec::new();
    for name in names {
        if let Some(at) = find(schema, name) {
            places.push(at);
            continue;
        }
        for part in name.split([',', '，']) {
            places.push(find(schema, part).ok_or_else(|| unknown(schema, part, role.flag()))?);
        }
    }
    Ok(places)
}

/// The place of one column; the error names `flag`.
///
/// # Errors
/// As [`resolve`].
pub fn resolve_one(schema: &Schema, name: &str, flag: &str) -> Result<usize> {
    find(schema, name).ok_or_else(|| unknown(schema, name, flag))
}

fn find(schema: &Schema, name: &str) -> Option<usize> {
    schema.index_of(name).ok().or_else(|| {
        let name = simple(name);
        let mut same = schema
            .fields()
            .iter()
            .enumerate()
            .filter(|(_, f)| simple(f.name()) == name);
        same.next()
            .filter(|_| same.next().is_none())
            .map(|(at, _)| at)
    })
}

fn unknown(schema: &Schema, name: &str, flag: &str) -> Error {
    let mut found: Vec<&str> = schema.fields().iter().map(|f| f.name().as_str()).collect();
    let nearest = found
        .iter()
        .copied()
        .min_by_key(|f| distance(&simple(f), &simple(name)));
    let more = found.len().saturating_sub(40);
    found.truncate(40);
    let more = if more > 0 {
        format!(" and {more} more")
    } else {
        String::new()
    };
    Error::data(
        "header",
        format!("no column `{name}`; there are: {}{more}", found.join(", ")),
        "one of these",
        format!("Try {flag} '{}'.", nearest.unwrap_or_default()),
    )
}

/// Edits between two names.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, c) in a.chars().enumerate() {
        let mut corner = i;
        let mut left = i + 1;
        for (d, cell) in b.iter().zip(row.iter_mut().skip(1)) {
            let new = (corner + usize::from(c != *d)).min(left + 1).min(*cell + 1);
            corner = std::mem::replace(cell, new);
            left = new;
        }
        if let Some(first) = row.first_mut() {
            *first = i + 1;
        }
    }
    row.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use arrow::array::{ArrayRef, StringArray};
    use std::sync::Arc;

    fn table(columns: &[(&str, &[&str])]) -> RecordBatch {
        let column = |v: &[&str]| Arc::new(StringArray::from(v.to_vec())) as ArrayRef;
        RecordBatch::try_from_iter(columns.iter().map(|(n, v)| (*n, column(v)))).unwrap()
    }

    fn names(batch: &RecordBatch) -> Vec<String> {
        let guess = guess(batch);
        ROLES
            .iter()
            .map(|r| {
                guess
                    .of(*r)
                    .map_or("-".into(), |c| batch.schema_ref().field(c).name().clone())
            })
            .collect()
    }

    #[test]
    fn chinese_english_russian() {
        let chinese = table(&[
            ("序号", &["1", "2"]),
            ("留言主题", &["路灯坏了", "停车乱收费"]),
            ("留言时间", &["2020/1/6 12:09:38", "2020-01-07 08:00:00"]),
            (
                "留言详情",
                &["小区门口的路灯坏了半个月", "地下车库乱收费没有发票"],
            ),
            ("一级标签", &["城市管理", "物业"]),
            ("答复时间", &["2020/2/6 12:09:38", "2020-02-07 08:00:00"]),
        ]);
        assert_eq!(
            names(&chinese),
            ["留言详情", "序号", "留言时间", "一级标签"]
        );
        let english = table(&[
            ("Date received", &["2015-04-22", "2016-04-23"]),
            ("Product", &["Mortgage", "Mortgage"]),
            (
                "Consumer complaint narrative",
                &["They took my money", "They lost my file"],
            ),
            ("Complaint ID", &["33", "34"]),
        ]);
        assert_eq!(
            names(&english),
            [
                "Consumer complaint narrative",
                "Complaint ID",
                "Date received",
                "Product"
            ]
        );
        let russian = table(&[
            ("Номер", &["1", "2"]),
            ("Дата обращения", &["03.05.2019", "04.05.2019"]),
            (
                "Текст обращения",
                &["Не работает лифт в подъезде", "Яма на дороге"],
            ),
            ("Тип", &["ЖКХ", "Дороги"]),
        ]);
        assert_eq!(
            names(&russian),
            ["Текст обращения", "Номер", "Дата обращения", "Тип"]
        );
    }

    #[test]
    fn unknown_headers_are_guessed_from_cells() {
        let batch = table(&[
            ("c1", &["3", "4"]),
            (
                "c2",
                &["小区门口的路灯坏了半个月", "地下车库乱收费没有发票"],
            ),
            ("c3", &["2020-01-01", "2020-01-02"]),
        ]);
        assert_eq!(names(&batch), ["c2", "-", "c3", "-"]);
    }

    #[test]
    fn a_missing_column_names_the_nearest() {
        let batch = table(&[("留言详情", &["x"]), ("b,c", &["y"])]);
        let schema = batch.schema();
        let e = resolve(&schema, &["留言详请".into()], Role::Text)
            .unwrap_err()
            .to_string();
        assert!(e.contains("Try --text '留言详情'"), "{e}");
        assert_eq!(resolve(&schema, &["b,c".into()], Role::Text).unwrap(), [1]);
        assert!(resolve(&schema, &["留言详情, B,C".into()], Role::Text).is_err());
        assert_eq!(
            resolve(&schema, &[" 留言详情 ".into()], Role::Text).unwrap(),
            [0]
        );
    }
}
