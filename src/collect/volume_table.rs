//! The table of a volume (orders, users, …) that rates are over.

use super::small_table::{SmallTable, plain_span};
use crate::aggregate::{Span, Volume, VolumeLine};
use crate::columns::headers;
use crate::{Error, Result};

/// The volume, broken down by those of `dimensions` (names, by place) and the times that the file has columns of.
pub(super) fn read(file: &str, dimensions: &[&str], time: Option<&str>) -> Result<Volume> {
    let table = SmallTable::read(file)?;
    let place = |header: &String| dimensions.iter().position(|d| d == header);
    let fields = table.header.iter().enumerate();
    let keys: Vec<(usize, usize)> = fields.filter_map(|(c, h)| Some((c, place(h)?))).collect();
    let when = time_column(&table, time, &keys)?;
    let taken: Vec<usize> = keys.iter().map(|k| k.0).chain(when).collect();
    let (amount, amounts) = table.amounts(
        &taken,
        "Give every line an amount (orders, users, …) in one column of its own.",
    )?;
    if keys.is_empty() && when.is_none() && table.rows.len() > 1 {
        return Err(Error::invalid(
            file,
            format!(
                "none of the columns {} is a time or one of those the complaints are broken down by ({})",
                table.header.join(", "),
                dimensions.join(", ")
            ),
            "Name the columns of the volume as those of the complaints are named.",
        ));
    }
    let (name, factor) = in_units(&table, amount);
    let (mut lines, mut places) = (Vec::new(), Vec::new());
    for (i, row) in table.rows.iter().enumerate() {
        let Some(number) = amounts.get(i).copied().flatten() else {
            continue;
        };
        if number < 0.0 {
            let message = format!("`{}` is below 0: a rate has no such base", row[amount]);
            let next = "Give an amount of 0 or more, or leave the line out.";
            return Err(Error::invalid(table.line(i), message, next));
        }
        lines.push(VolumeLine {
            values: keys.iter().map(|k| row[k.0].clone()).collect(),
            span: when.map(|c| span(&table, i, c)).transpose()?,
            amount: number * factor,
        });
        places.push(i);
    }
    check_overlaps(&table, &lines, &places)?;
    let volume = Volume {
        name,
        columns: keys.iter().map(|k| k.1).collect(),
        lines,
        ..Volume::default()
    };
    Ok(volume.by_month())
}

/// The column of times: by its header, else the only one left that holds nothing but months, days, …
fn time_column(
    table: &SmallTable,
    time: Option<&str>,
    keys: &[(usize, usize)],
) -> Result<Option<usize>> {
    let is_time = |h: &String| time == Some(h.as_str()) || headers::is_span(h);
    if let Some(named) = table.header.iter().position(is_time) {
        return Ok(Some(named));
    }
    // a bare number may be an amount
    let is_span = |cell: &str| {
        let is_number = cell.bytes().all(|b| b.is_ascii_digit());
        !is_number && Span::parse(&plain_span(cell)).is_ok()
    };
    let holds_spans = |c: &usize| {
        let mut filled = table
            .rows
            .iter()
            .map(|r| r[*c].as_str())
            .filter(|c| !c.is_empty())
            .peekable();
        filled.peek().is_some() && filled.all(is_span)
    };
    let free = (0..table.header.len()).filter(|c| keys.iter().all(|k| k.0 != *c));
    let found: Vec<usize> = free.filter(holds_spans).collect();
    match found[..] {
        [] => Ok(None),
        [column] => Ok(Some(column)),
        _ => {
            let names: Vec<&str> = found.iter().map(|c| table.header[*c].as_str()).collect();
            Err(Error::invalid(
                table.line(0),
                format!(
                    "several columns hold times ({}), and it is not clear which one is meant",
                    names.join(", ")
                ),
                "Keep one of them, or call it `month`.",
            ))
        }
    }
}

fn span(table: &SmallTable, line: usize, column: usize) -> Result<(String, Span)> {
    let cell = &table.rows[line][column];
    let span = Span::parse(&plain_span(cell)).map_err(|_| {
        let message = format!("`{cell}` in column {} is not a time", table.header[column]);
        let next = "Write a day, month or year, such as 2024-03.";
        Error::invalid(table.line(line), message, next)
    })?;
    Ok((cell.clone(), span))
}

/// Lines of one combination of values are of the same days, or of none in common: of a year beside its months, the days would count twice.
fn check_overlaps(table: &SmallTable, lines: &[VolumeLine], places: &[usize]) -> Result<()> {
    let mut order: Vec<(&[String], Span, usize)> = lines
        .iter()
        .zip(places)
        .filter_map(|(line, place)| Some((&line.values[..], line.span.as_ref()?.1, *place)))
        .collect();
    order.sort_by_key(|(values, span, place)| (*values, span.first, span.last, *place));
    for pair in order.windows(2) {
        let ((values, one, _), (others, other, place)) = (pair[0], pair[1]);
        let is_same = (one.first, one.last) == (other.first, other.last);
        if values == others && other.first <= one.last && !is_same {
            let message = "it shares days with another line of the same values".to_owned();
            let next = "Leave out lines of totals: a year beside its months counts twice.";
            return Err(Error::invalid(table.line(place), message, next));
        }
    }
    Ok(())
}

/// Multiples that a header may give its amounts in.
const MULTIPLES: &[(&str, f64)] = &[
    ("百万", 1e6),
    ("千万", 1e7),
    ("亿", 1e8),
    ("十万", 1e5),
    ("万", 1e4),
    ("千", 1e3),
    ("thousand", 1e3),
    ("million", 1e6),
    ("тыс", 1e3),
    ("млн", 1e6),
];

/// What a column of amounts is called without the multiple that its header gives (`订单(万)`), and the multiple; a multiple in the cells goes before it.
fn in_units(table: &SmallTable, column: usize) -> (String, f64) {
    let header = &table.header[column];
    let plain = (header.clone(), 1.0);
    let in_brackets = |(open, close): (char, char)| {
        let (name, unit) = header.strip_suffix(close)?.rsplit_once(open)?;
        Some((name.trim_end(), unit))
    };
    let brackets = [('(', ')'), ('（', '）'), ('[', ']'), ('【', '】')];
    let Some((name, unit)) = brackets.into_iter().find_map(in_brackets) else {
        return plain;
    };
    let unit = unit
        .trim()
        .trim_start_matches("单位")
        .trim_start_matches([':', '：', ' ']);
    let unit = unit.to_lowercase();
    let is_weight = ["千克", "千米", "千瓦"].iter().any(|w| unit.starts_with(w));
    let Some((_, factor)) = MULTIPLES
        .iter()
        .find(|(word, _)| unit.starts_with(word) && !is_weight)
    else {
        return plain;
    };
    let writes_it =
        |row: &Vec<String>| MULTIPLES.iter().any(|(word, _)| row[column].contains(word));
    if table.rows.iter().any(writes_it) {
        return plain;
    }
    (name.to_owned(), *factor)
}
