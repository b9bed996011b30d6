//! The first rows of a table → where its header is and what its columns are called.

use crate::columns::headers;
use crate::columns::time::looks_like_time;
use crate::{Error, Result};

/// Rows examined to find the header.
pub(super) const ROWS: usize = 30;

/// Cells drawn as one: first and last row and column, counted from 0 within the rows given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Merged {
    pub(super) rows: (usize, usize),
    pub(super) columns: (usize, usize),
}

/// What was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Header {
    /// One name a column; none empty, none twice.
    pub(super) names: Vec<String>,
    /// Rows (blank ones included) before the first row of data.
    pub(super) records: usize,
    /// The last row of the header, counted from 1; absent where the first row is data.
    pub(super) row: Option<usize>,
    /// Text of the title rows that were skipped.
    pub(super) titles: Vec<String>,
    /// What was done to names: `column 3 has no name and is called column_3`.
    pub(super) renamed: Vec<String>,
    /// The first row looks more like data than like names.
    pub(super) doubtful: bool,
}

/// Finds the header of the table whose first rows are `rows`.
///
/// # Errors
/// [`Error::Invalid`] where there is nothing, or where the first row is clearly data.
pub(super) fn find(
    file: &str,
    rows: &[Vec<String>],
    merged: &[Merged],
    no_header: bool,
) -> Result<Header> {
    let Some(first) = rows.iter().position(|r| filled(r) > 0) else {
        return Err(Error::invalid(
            file,
            "there are no rows",
            "Check the export, or name another sheet with --sheet.",
        ));
    };
    let width = rows.iter().map(|r| r.len()).max().unwrap_or(0);
    if no_header {
        return Ok(Header {
            names: (1..=width).map(|i| format!("column_{i}")).collect(),
            records: first,
            row: None,
            titles: Vec::new(),
            renamed: Vec::new(),
            doubtful: false,
        });
    }
    let top = first + title_rows(rows, first, merged);
    let depth = header_depth(merged, top).min(rows.len() - top);
    let header_rows = rows.get(top..top + depth).unwrap_or_default();
    let width = header_rows.iter().map(|r| r.len()).max().unwrap_or(0);
    let names: Vec<String> = (0..width)
        .map(|c| name_of(rows, merged, top, depth, c))
        .collect();
    let below = rows.get(top + depth..).unwrap_or_default();
    let doubtful = looks_like_data(&names, below);
    let plainly = names.iter().any(|n| n.chars().count() > 80 || is_moment(n));
    if (doubtful && plainly) || are_sentences(&names, below) {
        return Err(Error::invalid(
            format!("{file}, row 1"),
            "the first row looks like data, not like column names",
            "Add a header line, use --no-header to call the columns column_1, column_2, …, or --lines where every line is a complaint.",
        ));
    }
    let hints = hint_rows(&names, below);
    let below_titles = below.get(..hints).unwrap_or_default();
    let (names, renamed) = distinct(names);
    Ok(Header {
        names,
        records: top + depth + hints,
        row: Some(top + depth),
        titles: rows
            .get(first..top)
            .unwrap_or_default()
            .iter()
            .chain(below_titles)
            .map(|r| r.concat().trim().to_owned())
            .filter(|t| !t.is_empty())
            .collect(),
        renamed,
        doubtful,
    })
}

fn filled(row: &[String]) -> usize {
    row.iter().filter(|c| !c.trim().is_empty()).count()
}

/// How many rows from `first` are titles above the header.
fn title_rows(rows: &[Vec<String>], first: usize, merged: &[Merged]) -> usize {
    let mut at = first;
    while let Some(row) = rows.get(at) {
        let here = filled(row);
        let next = rows
            .get(at + 1..)
            .unwrap_or_default()
            .iter()
            .map(|r| filled(r));
        let below = next.take(6).max().unwrap_or(0);
        let group = merged.iter().any(|m| {
            m.rows.0 == at && m.columns.1 > m.columns.0 && m.columns.1 - m.columns.0 + 1 < below
        });
        let title = here == 0 || (here == 1 && below >= 2) || (!group && here * 2 < below);
        let names = row.iter().any(|c| headers::is_known(c));
        if !title || group || names {
            break;
        }
        at += 1;
    }
    if at >= rows.len() { 0 } else { at - first }
}

/// Rows that the header takes: more than one where its cells are merged.
fn header_depth(merged: &[Merged], top: usize) -> usize {
    let inside = merged.iter().filter(|m| m.rows.0 == top);
    let tall = inside
        .clone()
        .map(|m| m.rows.1 - m.rows.0 + 1)
        .max()
        .unwrap_or(1);
    let wide = inside
        .clone()
        .any(|m| m.columns.1 > m.columns.0 && m.rows.1 == top);
    tall.max(if wide { 2 } else { 1 }).min(4)
}

fn name_of(
    rows: &[Vec<String>],
    merged: &[Merged],
    top: usize,
    depth: usize,
    column: usize,
) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for row in top..top + depth {
        let covers = |m: &&Merged| {
            (m.rows.0..=m.rows.1).contains(&row) && (m.columns.0..=m.columns.1).contains(&column)
        };
        let (r, c) = merged
            .iter()
            .find(covers)
            .map_or((row, column), |m| (m.rows.0, m.columns.0));
        let cell = rows
            .get(r)
            .and_then(|r| r.get(c))
            .map_or("", String::as_str);
        if !cell.trim().is_empty() && parts.last() != Some(&cell) {
            parts.push(cell);
        }
    }
    parts.join("/")
}

/// Names for nameless columns, numbers for repeated names; the second list describes each change.
pub(super) fn distinct(names: Vec<String>) -> (Vec<String>, Vec<String>) {
    let mut changes = Vec::new();
    let mut taken: std::collections::HashSet<String> = std::collections::HashSet::new();
    let given: std::collections::HashSet<String> = names.iter().cloned().collect();
    let mut out = Vec::with_capacity(names.len());
    for (i, name) in names.into_iter().enumerate() {
        let nameless = name.trim().is_empty();
        let stem = if nameless {
            format!("column_{}", i + 1)
        } else {
            name.clone()
        };
        let mut new = stem.clone();
        let mut n = 2;
        while taken.contains(&new) || (new != name && given.contains(&new)) {
            new = format!("{stem}_{n}");
            n += 1;
        }
        if nameless {
            changes.push(format!("column {} has no name and is called {new}", i + 1));
        } else if new != name {
            changes.push(format!(
                "column {} repeats the name `{name}` and is called {new}",
                i + 1
            ));
        }
        taken.insert(new.clone());
        out.push(new);
    }
    (out, changes)
}

/// True where the would-be names have the shape of the rows below them.
fn looks_like_data(names: &[String], below: &[Vec<String>]) -> bool {
    if names.iter().any(|n| headers::is_known(n)) {
        return false;
    }
    if names.iter().any(|n| n.chars().count() > 80) {
        return true;
    }
    let telling = |c: &str| is_moment(c) || c.trim().parse::<f64>().is_ok();
    names.iter().enumerate().any(|(i, n)| {
        telling(n)
            && below.len() >= 2
            && below
                .iter()
                .all(|r| r.get(i).is_none_or(|c| c.trim().is_empty() || telling(c)))
    })
}

/// True where the would-be names are sentences like those below them: a file without a header.
fn are_sentences(names: &[String], below: &[Vec<String>]) -> bool {
    let length = |c: &String| c.trim().chars().count();
    let sentence = |n: &String| length(n) >= 8 && n.contains(['，', '。', '；', '！', '、']);
    if below.len() < 3 || !names.iter().any(sentence) || names.iter().any(|n| headers::is_known(n))
    {
        return false;
    }
    names.iter().enumerate().all(|(column, name)| {
        let cells = below
            .iter()
            .filter_map(|r| r.get(column))
            .filter(|c| !c.trim().is_empty());
        let (count, total) = cells.fold((0, 0), |(n, sum), c| (n + 1, sum + length(c)));
        count * 2 > below.len()
            && length(name) * count * 2 >= total
            && length(name) * count <= total * 2
    })
}

/// Words that tell how a column is to be filled in.
const HINTS: &str = " 必填 选填 可选 非必填 文本 字符 字符串 数字 数值 整数 日期 时间 日期时间 金额 单选 多选 下拉 枚举 \
    required optional string text varchar char number numeric int integer float decimal date datetime time timestamp boolean enum ";

/// Rows between header and data that explain the columns: names of the fields in a database, how to fill them in.
fn hint_rows(names: &[String], below: &[Vec<String>]) -> usize {
    let field = |c: &String| {
        let c = c.trim();
        let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_';
        c.len() >= 2 && c.starts_with(|c: char| c.is_ascii_lowercase()) && c.bytes().all(plain)
    };
    // one such row, of a name for every column, and data that look otherwise
    let is_field_row = |row: &Vec<String>| row.len() >= names.len() && row.iter().all(field);
    let foreign = names.len() >= 2 && names.iter().any(|n| !n.is_ascii());
    let others = below.iter().skip(1);
    let alike = |r: &&Vec<String>| r.iter().filter(|c| field(c)).count() * 2 > filled(r);
    let first = below.first().is_some_and(is_field_row);
    let fields =
        usize::from(foreign && first && below.len() > 1 && others.filter(alike).count() == 0);
    let hint = |c: &str| {
        let word = c
            .trim_matches(['(', ')', '（', '）', '[', ']', '*'])
            .split(['(', '（'])
            .next();
        HINTS.contains(&format!(
            " {} ",
            word.unwrap_or_default().trim().to_lowercase()
        ))
    };
    let explains = |row: &&Vec<String>| {
        let mut cells = row.iter().map(|c| c.trim()).filter(|c| !c.is_empty());
        filled(row) * 2 > names.len() && filled(row) >= 2 && cells.all(hint)
    };
    let hints = below.iter().skip(fields).take_while(explains).count();
    fields + if hints <= 2 { hints } else { 0 }
}

fn is_moment(cell: &str) -> bool {
    cell.trim().len() >= 8 && looks_like_time(cell)
}

/// The value that occurs most often; the larger of equals; 0 of none.
pub(super) fn most_common(values: &[usize]) -> usize {
    let mut counts = std::collections::BTreeMap::new();
    for v in values {
        *counts.entry(*v).or_insert(0_usize) += 1;
    }
    counts
        .into_iter()
        .max_by_key(|(v, n)| (*n, *v))
        .map_or(0, |(v, _)| v)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(text: &str) -> Vec<Vec<String>> {
        text.lines()
            .map(|l| l.split('|').map(str::to_owned).collect())
            .collect()
    }

    #[test]
    fn plain_header() {
        let h = find("f", &rows("编号|内容\n1|坏了"), &[], false).unwrap();
        assert_eq!(h.names, ["编号", "内容"]);
        assert_eq!(h.records, 1);
    }

    #[test]
    fn title_rows_are_skipped() {
        let table =
            "2020年投诉明细表||\n||\n导出时间：2020-01-01||\n编号|内容|时间\n1|坏了|2020-01-01";
        let h = find("f", &rows(table), &[], false).unwrap();
        assert_eq!(h.names, ["编号", "内容", "时间"]);
        assert_eq!(h.records, 4);
        assert_eq!(h.titles.len(), 2);
    }

    #[test]
    fn a_lone_header_word_is_no_title() {
        let h = find(
            "f",
            &rows("text\nlate|and rude|again\nlost|and late|x"),
            &[],
            false,
        )
        .unwrap();
        assert_eq!(h.names, ["text"]);
    }

    #[test]
    fn merged_group_headers_are_joined() {
        let table = "编号|基本信息||内容\n|产品|渠道|\n1|手机|网店|坏了";
        let merged = [
            Merged {
                rows: (0, 1),
                columns: (0, 0),
            },
            Merged {
                rows: (0, 0),
                columns: (1, 2),
            },
            Merged {
                rows: (0, 1),
                columns: (3, 3),
            },
        ];
        let h = find("f", &rows(table), &merged, false).unwrap();
        assert_eq!(h.names, ["编号", "基本信息/产品", "基本信息/渠道", "内容"]);
        assert_eq!(h.records, 2);
    }

    #[test]
    fn names_are_made_distinct() {
        let (names, changes) = distinct(["a", "", "a", "a_2"].map(String::from).to_vec());
        assert_eq!(names, ["a", "column_2", "a_3", "a_2"]);
        assert_eq!(changes.len(), 2);
    }

    #[test]
    fn data_without_header_is_refused() {
        let table = "1|2020-01-02 10:00:00|x\n2|2020-01-03 11:00:00|y\n3|2020-01-03 11:00:00|y";
        assert!(find("f", &rows(table), &[], false).is_err());
        assert_eq!(
            find("f", &rows(table), &[], true).unwrap().names[2],
            "column_3"
        );
    }

    #[test]
    fn rows_that_explain_the_columns_are_skipped() {
        let table =
            "编号|内容|渠道\nid|content|channel\n必填|文本(500)|单选\n1|坏了|网店\n2|慢|电话";
        let h = find("f", &rows(table), &[], false).unwrap();
        assert_eq!((h.records, h.titles.len()), (3, 2));
        let data = "编号|内容|渠道\nabc|late|web\nabd|rude|app\nabe|lost|app";
        assert_eq!(find("f", &rows(data), &[], false).unwrap().records, 1);
    }

    #[test]
    fn sentences_are_no_header() {
        let table = "下单后快递没到，等了三天\n客服一直不回复，太差了\n退款没有到账，请尽快处理\n发票拒开，要求投诉处理";
        let e = find("f", &rows(table), &[], false).unwrap_err().to_string();
        assert!(e.contains("--lines"), "{e}");
        let survey = "您对服务、产品满意吗\n满意\n一般\n不满意\n满意";
        assert!(find("f", &rows(survey), &[], false).is_ok());
    }

    #[test]
    fn nothing_is_refused() {
        assert!(find("f", &[], &[], false).is_err());
        assert!(find("f", &rows(" |"), &[], false).is_err());
    }
}
