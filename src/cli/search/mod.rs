//! `tousu search`

mod table;

use super::common::leave_nothing_on_interrupt;
use super::masking::KeyArgs;
use super::{Context, Outcome};
use crate::export::{OutputParams, Writer};
use crate::index::{
    Cell, Column, Facet, Filter, Found, Hit, SearchParams, Searcher, Sort, Storage, parse_filter,
};
use crate::types::format::Format;
use crate::{Error, index};
use anyhow::Result;
use arrow::array::{
    ArrayRef, BooleanBuilder, Float64Builder, Int64Builder, StringBuilder, UInt64Array,
};
use arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use arrow::record_batch::RecordBatch;
use serde_json::{Map, Value, json};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Hits shown where --limit says nothing.
const SHOWN: usize = 10;

/// Arguments of `tousu search`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// What to look for: words, "exact string", -not, a OR b, (…), 列:值, 列:[1 TO 2], time:>=2024-03; everything by default.
    #[arg(allow_hyphen_values = true)]
    query: Option<String>,
    /// Folder of the index.
    #[arg(long, value_name = "DIR")]
    index: PathBuf,
    /// Only complaints that fulfil COL=VALUE (also != < <= > >=, 'COL IN a,b'; COL= is "no value"); several must all hold.
    #[arg(long = "where", value_name = "COL=VALUE")]
    conditions: Vec<String>,
    /// From the start of this date, month, quarter or year.
    #[arg(long, value_name = "T")]
    since: Option<String>,
    /// To the end of this date, month, quarter or year.
    #[arg(long, value_name = "T")]
    until: Option<String>,
    /// Order by this column, -COL from the largest; by fit by default. Complaints without a value come last.
    #[arg(long, value_name = "COL", allow_hyphen_values = true)]
    sort: Option<String>,
    /// Show so many; 10 by default, all with -o or --format.
    #[arg(long, value_name = "N")]
    limit: Option<usize>,
    /// Leave out so many first.
    #[arg(long, value_name = "N", default_value_t = 0)]
    offset: usize,
    /// Count the values of this column among the hits; several times for several columns.
    #[arg(long, value_name = "COL")]
    facet: Vec<String>,
    /// Say only how many there are.
    #[arg(long)]
    count: bool,
    /// Show near-duplicates once, with their number.
    #[arg(long)]
    collapse: bool,
    /// Print total, hits and facets as one JSON object.
    #[arg(long)]
    json: bool,
    /// The key of the index's pseudonyms: a number asked for finds its pseudonym.
    #[command(flatten)]
    key: KeyArgs,
    /// Write the hits, all of them, here; the ending names the format, `-` is stdout.
    #[arg(short, long, value_name = "OUT")]
    output: Option<String>,
    /// Write the hits, all of them, in this format: csv, tsv, jsonl, xlsx, parquet, arrow.
    #[arg(long, value_name = "FORMAT")]
    format: Option<String>,
    /// CSV for Excel: byte order mark, CRLF, no cell that runs as a formula.
    #[arg(long)]
    bom: bool,
}

impl Args {
    pub(super) fn folder(&self) -> &Path {
        &self.index
    }
}

pub(super) fn run(args: &Args, context: &mut Context<'_>) -> Result<Outcome> {
    let query = args.query.as_deref().unwrap_or("*");
    if query.starts_with("--") {
        return Err(Error::usage(
            format!("no flag {query}"),
            "See tousu search --help; to leave a word out, write -word.",
        )
        .into());
    }
    let searcher = Searcher::open(&args.index)?;
    let searcher = match args.key.secret()? {
        Some(secret) => searcher.with_key(&secret)?,
        None => searcher,
    };
    let params = params(args, &searcher)?;
    if args.count {
        let total = searcher.count(query, &params)?;
        if args.json {
            writeln!(context.out, "{}", json!({ "total": total }))?;
        } else {
            writeln!(context.out, "{total}")?;
        }
        return Ok(Outcome::Done);
    }
    if args.output.is_some() || args.format.is_some() {
        return export(args, query, &searcher, &params, context);
    }
    let found = searcher.search(query, &params)?;
    if args.json {
        let text = serde_json::to_string(&as_json(&found, searcher.columns()))?;
        writeln!(context.out, "{text}")?;
    } else {
        table::show(&found, &searcher, context.out)?;
        say(&found, args, context);
    }
    Ok(Outcome::Done)
}

fn params(args: &Args, searcher: &Searcher) -> Result<SearchParams> {
    let filters = args
        .conditions
        .iter()
        .map(|c| parse_filter(c, |n| searcher.knows(n)));
    let exporting = args.output.is_some() || args.format.is_some();
    Ok(SearchParams {
        limit: args
            .limit
            .unwrap_or(if exporting { usize::MAX } else { SHOWN }),
        offset: args.offset,
        sort: args.sort.as_deref().map(|s| sort(s, searcher)),
        filters: filters.collect::<crate::Result<Vec<Filter>>>()?,
        since: args.since.clone(),
        until: args.until.clone(),
        facets: args.facet.clone(),
        collapse: args.collapse,
    })
}

/// `-COL` is descending, unless a column is called so.
fn sort(text: &str, searcher: &Searcher) -> Sort {
    match text.strip_prefix('-') {
        Some(column) if !searcher.knows(text) => Sort {
            column: column.to_owned(),
            descending: true,
        },
        _ => Sort {
            column: text.to_owned(),
            descending: false,
        },
    }
}

fn say(found: &Found, args: &Args, context: &Context<'_>) {
    let plural = if found.total == 1 { "" } else { "s" };
    let mut line = format!("{} complaint{plural}", found.total);
    if let Some(groups) = found.groups {
        line += &format!(", {groups} without near-duplicates");
    }
    if let Some(n) = found.as_substring.filter(|n| *n < found.total) {
        let by_words = found.total - n;
        line += &format!(": {n} as a substring, {by_words} by all their words");
    }
    let last = args.offset as u64 + found.hits.len() as u64;
    let all = found.groups.unwrap_or(found.total);
    if last < all && !found.hits.is_empty() {
        line += &format!(
            "; shown {} to {last}, the next with --offset {last}",
            args.offset + 1
        );
    }
    context.talk.say(line);
}

fn as_json(found: &Found, columns: &[Column]) -> Value {
    let hits: Vec<Value> = found
        .hits
        .iter()
        .map(|h| hit_json(h, columns, found.groups.is_some()))
        .collect();
    let mut out = json!({ "total": found.total });
    if let Some(n) = found.as_substring {
        out["as_substring"] = n.into();
        out["by_words"] = found.total.saturating_sub(n).into();
    }
    if let Some(groups) = found.groups {
        out["groups"] = groups.into();
    }
    out["hits"] = hits.into();
    let facets: Map<String, Value> = found.facets.iter().map(facet_json).collect();
    out["facets"] = facets.into();
    out
}

fn facet_json(f: &Facet) -> (String, Value) {
    let counts: Map<String, Value> = f
        .counts
        .iter()
        .map(|(v, n)| (v.clone(), (*n).into()))
        .collect();
    (f.column.clone(), counts.into())
}

fn hit_json(hit: &Hit, columns: &[Column], collapsed: bool) -> Value {
    let fields: Map<String, Value> = columns
        .iter()
        .zip(&hit.cells)
        .map(|(column, cell)| (column.name.clone(), cell_json(cell)))
        .collect();
    let mut out = json!({
        "id": hit.id,
        "score": hit.score,
        "fields": fields,
        "text": hit.text,
        "highlights": hit.highlights,
        "snippet": hit.snippet,
    });
    if collapsed {
        out["alike"] = hit.alike.into();
    }
    out
}

fn cell_json(cell: &Cell) -> Value {
    match cell {
        Cell::Null => Value::Null,
        Cell::Text(s) => s.as_str().into(),
        Cell::Int(i) => (*i).into(),
        Cell::Float(f) => (*f).into(),
        Cell::Bool(b) => (*b).into(),
    }
}

/// All hits, or as many as --limit says, as rows with the columns of the source.
fn export(
    args: &Args,
    query: &str,
    searcher: &Searcher,
    params: &SearchParams,
    context: &mut Context<'_>,
) -> Result<Outcome> {
    leave_nothing_on_interrupt();
    let target = args.output.as_deref().unwrap_or("-");
    let format = args.format.as_deref().map(Format::output).transpose()?;
    let named = index::roles(&args.index)?.is_some_and(|r| r.id.is_some());
    let schema = schema(searcher.columns(), !named, args.collapse);
    let output = OutputParams {
        format,
        bom: args.bom,
        no_header: false,
    };
    let mut writer = Writer::create(target, schema.clone(), &output)?;
    let found = searcher.each(query, params, |hits| {
        writer.write(&batch(&hits, searcher.columns(), &schema)?)
    })?;
    let written = writer.finish()?;
    for note in &written.notes {
        context.talk.say(note);
    }
    context.talk.say(format!(
        "{} of {} complaints written",
        written.rows, found.total
    ));
    Ok(Outcome::Done)
}

fn schema(columns: &[Column], with_id: bool, with_alike: bool) -> SchemaRef {
    let mut fields: Vec<Field> = columns
        .iter()
        .map(|c| {
            let kind = match c.storage {
                Storage::Text => DataType::Utf8,
                Storage::Int => DataType::Int64,
                Storage::Float => DataType::Float64,
                Storage::Bool => DataType::Boolean,
            };
            Field::new(&c.name, kind, true)
        })
        .collect();
    if with_id {
        fields.push(Field::new("_id", DataType::Utf8, false));
    }
    if with_alike {
        fields.push(Field::new("_alike", DataType::UInt64, false));
    }
    Arc::new(Schema::new(fields))
}

fn batch(hits: &[Hit], columns: &[Column], schema: &SchemaRef) -> crate::Result<RecordBatch> {
    let mut arrays: Vec<ArrayRef> = Vec::with_capacity(schema.fields().len());
    for (at, column) in columns.iter().enumerate() {
        let cells = hits.iter().map(|h| h.cells.get(at).unwrap_or(&Cell::Null));
        arrays.push(array(cells, column.storage));
    }
    for field in &schema.fields()[columns.len()..] {
        arrays.push(if field.name() == "_id" {
            let mut ids = StringBuilder::new();
            hits.iter().for_each(|h| ids.append_value(&h.id));
            Arc::new(ids.finish())
        } else {
            Arc::new(UInt64Array::from_iter_values(hits.iter().map(|h| h.alike)))
        });
    }
    RecordBatch::try_new(schema.clone(), arrays).map_err(|e| {
        Error::data(
            "hits",
            e.to_string(),
            "columns of one length",
            "Please report this.",
        )
    })
}

fn array<'c>(cells: impl Iterator<Item = &'c Cell>, storage: Storage) -> ArrayRef {
    match storage {
        Storage::Int => {
            let mut b = Int64Builder::new();
            cells.for_each(|c| b.append_option(if let Cell::Int(i) = c { Some(*i) } else { None }));
            Arc::new(b.finish())
        }
        Storage::Float => {
            let mut b = Float64Builder::new();
            cells.for_each(|c| {
                b.append_option(if let Cell::Float(f) = c {
                    Some(*f)
                } else {
                    None
                })
            });
            Arc::new(b.finish())
        }
        Storage::Bool => {
            let mut b = BooleanBuilder::new();
            cells.for_each(|c| {
                b.append_option(if let Cell::Bool(v) = c {
                    Some(*v)
                } else {
                    None
                })
            });
            Arc::new(b.finish())
        }
        Storage::Text => {
            let mut b = StringBuilder::new();
            cells.for_each(|c| b.append_option(c.text()));
            Arc::new(b.finish())
        }
    }
}
