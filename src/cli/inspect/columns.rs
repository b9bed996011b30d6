//! What a data file was understood as, for the terminal and as JSON.

use crate::cli::messages::visible;
use crate::cli::terminal::{FAINT, STRONG, Terminal, indented};
use crate::columns::{ColumnUse, InspectedColumn, Kind, Role, ServiceRole};
use crate::ingest::FileRead;
use crate::pipeline::Inspection;
use crate::report::thousands;
use crate::types::shell::quoted;
use crate::types::{Level, header_line};
use serde_json::{Value, json};
use std::io::{self, Write};

/// Lines for the terminal, made of texts from files: control characters are made visible.
struct Lines<'a> {
    terminal: Terminal,
    out: &'a mut dyn Write,
}

impl Lines<'_> {
    /// One paragraph; all lines but the first are indented by two columns more.
    fn add(&mut self, indent: usize, text: &str) -> io::Result<()> {
        let text = visible(text).replace('\n', " ");
        let blank = " ".repeat(indent);
        let lines = indented(&text, indent + 2, self.terminal.width);
        writeln!(self.out, "{blank}{lines}")
    }

    /// A heading, and what belongs to it on the same line.
    fn head(&mut self, name: &str, rest: &str) -> io::Result<()> {
        let name = visible(name).replace('\n', " ");
        let whole = format!("{name}  {rest}");
        let lines = indented(whole.trim_end(), 4, self.terminal.width);
        match lines.strip_prefix(&name) {
            Some(rest) => writeln!(self.out, "{}{rest}", self.terminal.paint(STRONG, &name)),
            None => writeln!(self.out, "{lines}"),
        }
    }
}

/// Prints files, columns and the flags that commands would choose.
pub(super) fn show(found: &Inspection, out: &mut dyn Write) -> io::Result<()> {
    let terminal = Terminal::new();
    let mut lines = Lines { terminal, out };
    for file in found.files() {
        lines.head(&file.name, "")?;
        lines.add(2, &layout(file))?;
    }
    for note in notes(found) {
        lines.add(2, &note)?;
    }
    for column in &found.columns {
        writeln!(lines.out)?;
        lines.head(&column.description.name, &understood(column))?;
        for line in of_column(column, found) {
            lines.add(2, &line)?;
        }
    }
    let head = "Without flags for columns, the commands choose these:";
    writeln!(lines.out, "\n{}", lines.terminal.paint(FAINT, head))?;
    for (command, flags) in commands(found) {
        lines.add(2, format!("{command:<9} {}", flags.join(" ")).trim_end())?;
    }
    Ok(())
}

/// Rows, sheet, header, encoding of a file.
fn layout(file: &FileRead) -> String {
    let layout = &file.layout;
    let mut parts = vec![counted(file.rows, "row")];
    match &layout.sheets[..] {
        [] => {}
        [sheet] => parts.push(format!("sheet {sheet}")),
        sheets => parts.push(format!("sheets {}", sheets.join(", "))),
    }
    parts.extend(layout.header_row.map(|row| format!("header in row {row}")));
    let encoding = layout.encoding.as_ref();
    parts.extend(encoding.map(|(name, _)| format!("encoding {name}")));
    parts.extend(layout.delimiter.map(|d| match d {
        '\t' => "separated by tabs".to_owned(),
        d => format!("separated by `{d}`"),
    }));
    parts.join(", ")
}

/// What was noticed about the files, without what the layout says.
fn notes(found: &Inspection) -> Vec<String> {
    let of_interest = |(level, text): &&(Level, String)| {
        *level >= Level::Say && !text.contains(" rows in = ") && !text.starts_with("guessed ")
    };
    let notes = found.notes.iter().filter(of_interest);
    let name = |text: &str| match found.files() {
        [only] => {
            let rest = text
                .strip_prefix(&*only.name)
                .and_then(|t| t.strip_prefix([':', ',']));
            rest.map_or_else(|| text.to_owned(), |r| r.trim_start().to_owned())
        }
        _ => text.to_owned(),
    };
    let line = |(level, text): &(Level, String)| match level {
        Level::Warn => format!("warning: {}", name(text)),
        _ => name(text),
    };
    let mut lines: Vec<String> = notes.map(line).collect();
    let rejected = found.account.by_reason.iter();
    lines.extend(
        rejected.map(|(reason, n)| format!("warning: {} rejected ({reason})", counted(*n, "row"))),
    );
    lines
}

/// The lines below the name of a column.
fn of_column(column: &InspectedColumn, found: &Inspection) -> Vec<String> {
    let kind = column.description.kind;
    let mut lines = vec![cells(column)];
    if !column.not_read.is_empty() {
        let cells = column.not_read.join(" · ");
        lines.push(format!("not read as {}: {cells}", plural(kind)));
    }
    lines.extend(column.doubt.as_ref().map(|doubt| format!("check: {doubt}")));
    lines.push(answers(column));
    lines.push(uses(column, found));
    lines.retain(|line| !line.is_empty());
    lines
}

fn plural(kind: Kind) -> String {
    format!("{}s", kind.name())
}

/// Kind and format: `time, day-month-year, zone +08:00`.
fn understood(column: &InspectedColumn) -> String {
    let d = &column.description;
    let mut parts = vec![d.kind.name().to_owned()];
    parts.extend(d.time.order.map(|o| o.name().to_owned()));
    parts.extend((d.time.is_roc == Some(true)).then(|| "years of 民國".to_owned()));
    parts.extend(d.time.zone.map(|z| format!("zone {z}")));
    parts.extend((!d.unit.is_empty()).then(|| format!("in {}", d.unit)));
    parts.extend(d.decimal_comma.map(|comma| {
        if comma {
            "decimal comma"
        } else {
            "decimal point"
        }
        .to_owned()
    }));
    parts.join(", ")
}

/// Counts and examples.
fn cells(column: &InspectedColumn) -> String {
    let mut parts = Vec::new();
    let empty = column.rows - column.filled;
    parts.push(match column.read {
        Some(read) if column.filled > 0 => {
            let percent = read as f64 * 100.0 / column.filled as f64;
            // all but a few are not all
            let percent = if read < column.filled {
                percent.min(99.9)
            } else {
                percent
            };
            let percent = format!("{percent:.1}").trim_end_matches(".0").to_owned();
            format!(
                "{percent} % of {} read",
                counted(column.filled, "filled cell")
            )
        }
        _ => counted(column.filled, "filled cell"),
    });
    if empty > 0 {
        let missing = match column.missing {
            0 => String::new(),
            n => format!(" ({n} such as -, NULL, N/A)"),
        };
        parts.push(format!("{} empty{missing}", thousands(empty as u64)));
    }
    if column.filled > 0 {
        let more = if column.distinct_is_least {
            "more than "
        } else {
            ""
        };
        parts.push(format!(
            "{more}{} distinct",
            thousands(column.distinct as u64)
        ));
    }
    let counts = parts.join(", ");
    match column.examples.is_empty() {
        true => counts,
        false => format!("{counts}: {}", column.examples.join(" · ")),
    }
}

/// How the answers of a column of yes and no are read.
fn answers(column: &InspectedColumn) -> String {
    let Some(answers) = &column.description.answers else {
        return String::new();
    };
    let list = |what: &str, list: &[String]| {
        (!list.is_empty()).then(|| format!("{what}: {}", list.join(", ")))
    };
    let lists = [
        list("yes", &answers.yes),
        list("no", &answers.no),
        list("no answer", &answers.no_answer),
    ];
    let read: Vec<String> = lists.into_iter().flatten().collect();
    read.join("; ")
}

/// What each command uses the column for.
fn uses(column: &InspectedColumn, found: &Inspection) -> String {
    let uses = column.description.uses.iter().map(|u| match u {
        ColumnUse::Role(Role::Text) => "text in train, classify, index and report".to_owned(),
        ColumnUse::Role(Role::Id) if found.ids_are_unique => "id in index and report".to_owned(),
        ColumnUse::Role(Role::Id) => "id in report".to_owned(),
        ColumnUse::Role(Role::Time) => "time in index and report".to_owned(),
        ColumnUse::Role(Role::Received) => "when it came in, in watch".to_owned(),
        ColumnUse::Role(Role::Label) => "types, if named: train --label, report --type".to_owned(),
        ColumnUse::Role(Role::Dimension) => "report breaks complaints down by it".to_owned(),
        ColumnUse::Number => "report averages it".to_owned(),
        ColumnUse::Service(role) => format!("{} in report", service(*role)),
    });
    let uses: Vec<String> = uses.collect();
    let because = column.header_word.map(|w| format!(" (header word {w})"));
    match uses.is_empty() {
        true => String::new(),
        false => format!("→ {}{}", uses.join("; "), because.unwrap_or_default()),
    }
}

fn service(role: ServiceRole) -> &'static str {
    match role {
        ServiceRole::FirstContact => "solved at the first contact",
        ServiceRole::OnTime => "handled on time",
        ServiceRole::Nps => "net promoter score",
        ServiceRole::Satisfaction | ServiceRole::Satisfied => "satisfaction",
        ServiceRole::Response => "time to the first response",
        ServiceRole::Resolution => "time to the resolution",
        ServiceRole::Answered => "answered or not",
        ServiceRole::Closed => "closed or not",
        ServiceRole::Resolved => "resolved or not",
        ServiceRole::Complainant => "who complained",
        ServiceRole::Outcome => "what was done",
    }
}

/// Every command with the flags that say what it would choose.
fn commands(found: &Inspection) -> Vec<(&'static str, Vec<String>)> {
    let names = |role| {
        let columns = found.columns.iter().filter(|c| c.is(role));
        let names: Vec<String> = columns.map(|c| header_line(&c.description.name)).collect();
        (!names.is_empty()).then(|| names.join(","))
    };
    let flag = |flag: &str, value: Option<String>| value.map(|v| format!("{flag} {}", quoted(&v)));
    let text = || flag("--text", names(Role::Text));
    let (id, time) = (
        || flag("--id", names(Role::Id)),
        || flag("--time", names(Role::Time)),
    );
    let of_number = |c: &&InspectedColumn| c.description.uses.contains(&ColumnUse::Number);
    let numbers = found.columns.iter().filter(of_number);
    let numbers: Vec<&str> = numbers.map(|c| c.description.name.as_str()).collect();
    let numbers = (!numbers.is_empty()).then(|| numbers.join(","));
    let label = names(Role::Label);
    let list = |flags: Vec<Option<String>>| flags.into_iter().flatten().collect::<Vec<String>>();
    vec![
        ("train", list(vec![flag("--label", label.clone()), text()])),
        ("classify", list(vec![text()])),
        (
            "index",
            list(vec![text(), id().filter(|_| found.ids_are_unique), time()]),
        ),
        (
            "report",
            list(vec![
                flag("--type", label),
                text(),
                id(),
                time(),
                flag("--by", names(Role::Dimension)),
                flag("--numbers", numbers),
                flag("--service", found.report.service.as_named()),
            ]),
        ),
    ]
}

/// `4,326 rows`.
fn counted<N: TryInto<u64>>(n: N, what: &str) -> String {
    let n = n.try_into().unwrap_or(u64::MAX);
    let end = if n == 1 { "" } else { "s" };
    format!("{} {what}{end}", thousands(n))
}

/// Everything as one JSON object.
pub(super) fn json(found: &Inspection) -> Value {
    let files = found.files().iter().map(|f| {
        json!({
            "name": &*f.name,
            "rows": f.rows,
            "hash": f.hash,
            "sheets": f.layout.sheets,
            "header_row": f.layout.header_row,
            "encoding": f.layout.encoding.as_ref().map(|e| e.0),
            "delimiter": f.layout.delimiter,
        })
    });
    let commands = commands(found).into_iter();
    let commands: serde_json::Map<String, Value> = commands
        .map(|(command, flags)| (command.to_owned(), json!(flags)))
        .collect();
    json!({
        "files": files.collect::<Vec<_>>(),
        "rows": found.account.rows_in,
        "rejected": found.account.rejected(),
        "notes": notes(found),
        "columns": found.columns,
        "commands": commands,
    })
}
