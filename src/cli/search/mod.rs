//! `tousu search`

mod query_args;
mod table;

use super::mask_args::KeyArgs;
use super::{Context, Outcome};
use crate::export::OutputParams;
use crate::index::{Column, Facet, Hit, SearchParams, SearchResults, Searcher};
use crate::pipeline::search::{Search, SearchRequest, complaint};
use crate::types::Lang;
use crate::types::format::Format;
use anyhow::Result;
use serde_json::{Map, Value, json};
use std::path::{Path, PathBuf};

pub(super) use query_args::separate_query;

/// Hits shown by default.
const SHOWN: usize = 10;

/// Arguments of `tousu search`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Words, "an exact string", -not, a OR b, (...), 列:值, 列:[1 TO 2], time:>=2024-03; everything by default
    ///
    /// Several words need no quotes around them: `tousu search 屏幕 -好 --index DIR`. What is spelled like a flag of this
    /// command is that flag; any other word that begins with one dash leaves complaints with it out. After `--` everything
    /// belongs to the query.
    #[arg(value_name = "QUERY")]
    query: Vec<String>,
    /// Folder of the index
    #[arg(long, value_name = "DIR")]
    index: PathBuf,
    /// Show the complaint with this id in full
    #[arg(long, value_name = "ID", conflicts_with_all = ["query", "conditions", "count", "output", "format", "facet"])]
    show: Option<String>,
    /// Only complaints with COL=VALUE (also != < <= > >=, 'COL IN a,b'; COL= is "no value"); several conditions must all hold
    #[arg(long = "where", value_name = "COL=VALUE")]
    conditions: Vec<String>,
    /// Only the complaints of this event, in an index of rows that `tousu events --rows` wrote
    #[arg(long, value_name = "ID", conflicts_with = "show")]
    event: Option<String>,
    /// From the start of this date, month, quarter or year
    #[arg(long, value_name = "T")]
    since: Option<String>,
    /// To the end of this date, month, quarter or year
    #[arg(long, value_name = "T")]
    until: Option<String>,
    /// Only the complaints that a finding of this report counts; the report is JSON (`tousu report … -o report.json`)
    #[arg(
        long,
        value_name = "FILE",
        requires = "finding",
        conflicts_with = "show"
    )]
    report: Option<PathBuf>,
    /// Number of the finding in --report
    #[arg(long, value_name = "N", requires = "report")]
    finding: Option<usize>,
    /// Order by this column, -COL for descending; by relevance by default. Complaints without a value come last
    #[arg(long, value_name = "COL", allow_hyphen_values = true)]
    sort: Option<String>,
    /// Show at most N hits; 10 by default, all with -o, --format, --event or --finding
    #[arg(long, value_name = "N")]
    limit: Option<usize>,
    /// Skip the first N hits
    #[arg(long, value_name = "N", default_value_t = 0)]
    offset: usize,
    /// Count the values of this column among the hits, times by month; can be given several times
    #[arg(long, value_name = "COL")]
    facet: Vec<String>,
    /// Print only how many complaints match
    #[arg(long)]
    count: bool,
    /// Show near-duplicates once, with their number
    #[arg(long)]
    collapse: bool,
    /// Print total, hits and facets as one JSON object
    #[arg(long, help_heading = "Output")]
    json: bool,
    /// The key of the index's pseudonyms: a personal number in the query finds its pseudonym.
    #[command(flatten)]
    key: KeyArgs,
    /// Write all hits to this file; its extension sets the format, `-` is stdout
    #[arg(short, long, value_name = "OUT", help_heading = "Output")]
    output: Option<String>,
    /// Write all hits in this format: csv, tsv, jsonl, xlsx, parquet, arrow
    #[arg(long, value_name = "FORMAT", help_heading = "Output")]
    format: Option<String>,
    /// CSV for Excel: byte order mark, CRLF, no cell that runs as a formula
    #[arg(long, help_heading = "Output")]
    bom: bool,
}

impl Args {
    pub(super) fn folder(&self) -> &Path {
        &self.index
    }

    fn is_export(&self) -> bool {
        self.output.is_some() || self.format.is_some()
    }

    fn request(&self, lang: Lang) -> crate::Result<SearchRequest> {
        let is_list = self.is_export() || self.finding.is_some() || self.event.is_some();
        let all = if is_list { usize::MAX } else { SHOWN };
        Ok(SearchRequest {
            index: self.index.clone(),
            query: match self.query.is_empty() {
                true => "*".into(),
                false => self.query.join(" "),
            },
            conditions: self.conditions.clone(),
            event: self.event.clone(),
            finding: self.report.clone().zip(self.finding),
            sort: self.sort.clone(),
            lang,
            key: self.key.secret()?,
            params: SearchParams {
                limit: self.limit.unwrap_or(all),
                offset: self.offset,
                since: self.since.clone(),
                until: self.until.clone(),
                facets: self.facet.clone(),
                collapse: self.collapse,
                ..SearchParams::default()
            },
        })
    }
}

pub(super) fn run(args: &Args, context: &mut Context<'_>) -> Result<Outcome> {
    if let Some(id) = &args.show {
        let (searcher, hit) =
            complaint(&args.index, args.key.secret()?.as_deref(), id, context.lang)?;
        warn_of(&searcher, context);
        match args.json {
            true => writeln!(context.out, "{}", hit_json(&hit, searcher.columns(), false))?,
            false => table::show_complaint(&hit, &searcher, context.out)?,
        }
        return Ok(Outcome::Done);
    }
    let search = Search::open(args.request(context.lang)?)?;
    warn_of(&search.searcher, context);
    say_missing(&search.missing, context);
    if args.count {
        let total = search.count()?;
        match args.json {
            true => writeln!(context.out, "{}", json!({ "total": total }))?,
            false => writeln!(context.out, "{total}")?,
        }
    } else if args.is_export() {
        export(args, &search, context)?;
    } else {
        let results = search.results()?;
        if args.json {
            writeln!(
                context.out,
                "{}",
                as_json(&results, search.searcher.columns())
            )?;
        } else {
            table::show(&results, &search.searcher, context.out)?;
            context.out.flush()?;
            say(&results, args.offset, context);
            if results.total == 0 {
                search
                    .searcher
                    .hidden_by_masks(&search.query)
                    .into_iter()
                    .for_each(|line| context.messages.warn(line));
            }
        }
    }
    Ok(Outcome::Done)
}

fn export(args: &Args, search: &Search, context: &Context<'_>) -> Result<()> {
    let format = args.format.as_deref().map(Format::output);
    let output = OutputParams {
        format: format.transpose()?,
        bom: args.bom,
        no_header: false,
        choices: None,
    };
    let target = args.output.as_deref().unwrap_or("-");
    let (results, written) = search.export(target, &output)?;
    for note in &written.notes {
        context.messages.say(note);
    }
    context.messages.say(format!(
        "{} of {} complaints written",
        written.rows, results.total
    ));
    Ok(())
}

/// Warns of complaints that are missing, and of masks by older rules.
fn warn_of(searcher: &Searcher, context: &Context<'_>) {
    let lines = [searcher.incomplete(), searcher.masked_before()];
    for line in lines.into_iter().flatten() {
        context.messages.warn(line);
    }
}

/// Ids named in a message, at most.
const NAMED: usize = 10;

fn say_missing(missing: &[String], context: &Context<'_>) {
    if missing.is_empty() {
        return;
    }
    let mut named = missing
        .iter()
        .take(NAMED)
        .cloned()
        .collect::<Vec<_>>()
        .join(", ");
    if missing.len() > NAMED {
        named += ", …";
    }
    let n = missing.len();
    context.messages.warn(format!(
        "complaints of the finding that are not in the index: {n} ({named})"
    ));
}

fn say(results: &SearchResults, offset: usize, context: &Context<'_>) {
    let plural = if results.total == 1 { "" } else { "s" };
    let mut line = format!("{} complaint{plural}", results.total);
    if let Some(groups) = results.groups {
        line += &format!(", {groups} after collapsing near-duplicates");
    }
    if let Some(n) = results.as_substring.filter(|n| *n < results.total) {
        let by_words = results.total - n;
        line += &format!(": {n} as a substring, {by_words} by all their words");
    }
    let last = (offset + results.hits.len()) as u64;
    let all = results.groups.unwrap_or(results.total);
    if last < all && !results.hits.is_empty() {
        let first = offset + 1;
        line += &format!("; showing {first} to {last}, the next with --offset {last}");
    }
    context.messages.say(line);
}

fn as_json(results: &SearchResults, columns: &[Column]) -> Value {
    let hits = results.hits.iter();
    let hits: Vec<Value> = hits
        .map(|h| hit_json(h, columns, results.groups.is_some()))
        .collect();
    let mut out = json!({ "total": results.total });
    if let Some(n) = results.as_substring {
        out["as_substring"] = n.into();
        out["by_words"] = results.total.saturating_sub(n).into();
    }
    if let Some(groups) = results.groups {
        out["groups"] = groups.into();
    }
    out["hits"] = hits.into();
    let facets: Map<String, Value> = results.facets.iter().map(facet_json).collect();
    out["facets"] = facets.into();
    out
}

fn facet_json(f: &Facet) -> (String, Value) {
    let counts = f.counts.iter().map(|(v, n)| (v.clone(), (*n).into()));
    (f.column.clone(), Value::Object(counts.collect()))
}

fn hit_json(hit: &Hit, columns: &[Column], collapsed: bool) -> Value {
    let names = columns.iter().map(|c| c.name.clone());
    let fields: Map<String, Value> = names.zip(hit.cells.iter().map(|c| json!(c))).collect();
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
