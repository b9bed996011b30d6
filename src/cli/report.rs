//! `tousu report`

mod outputs;
mod print_args;
mod risk_args;
mod searches;
mod watch_args;

use super::input_args::ReadArgs;
use super::ledger_args::{self, LedgerArgs};
use super::mask_args::{KeyArgs, MaskArgs};
use super::period_args::{NAMED, PeriodArgs, unit};
use super::{Context, Outcome};
use crate::aggregate::{CorrectParams, FinishParams, Span, Unit};
use crate::bundle::Bundle;
use crate::causes::CauseParams;
use crate::collect::{SideFiles, write_tally};
use crate::columns::NamedColumns;
use crate::normalize::MaskParams;
use crate::pipeline::{
    Account, AuditParams, REPEAT_DAYS, ReadingParams, ReportParams, Reported, TallyUse, draw_audit,
    merge, report,
};
use crate::report::{Report, ReportFormat, Template, schema};
use crate::types::shell::command;
use crate::types::{Lang, Separator};
use anyhow::Result;
use print_args::{PrintArgs, template};
use risk_args::RiskArgs;
use std::path::{Path, PathBuf};
use watch_args::WatchArgs;

pub(super) use watch_args::{NO_WARNINGS, budget};

/// Arguments of `tousu report`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Files, globs or folders; `-` is stdin. Several inputs are read as one table, matched by column name.
    #[arg(required_unless_present = "schema", value_name = "INPUT")]
    pub inputs: Vec<String>,
    #[command(flatten)]
    pub(super) reading: ReadArgs,
    #[command(flatten)]
    pub(super) mask: MaskArgs,
    #[command(flatten)]
    pub(super) key: KeyArgs,
    #[command(flatten)]
    pub(super) about: PeriodArgs,
    #[command(flatten)]
    pub(super) lists: LedgerArgs,
    /// Where to write the report; repeat it for several. The extension sets the format: .html .xlsx .docx .md .json, or a folder
    /// (`DIR/`) for one CSV per table. `-` is stdout and needs --format.
    #[arg(short, long, value_name = "OUT", help_heading = "Output")]
    pub output: Vec<String>,
    /// Format of every output: html, xlsx, docx, md, json or csv (a folder).
    #[arg(long, value_name = "FORMAT", help_heading = "Output")]
    pub format: Option<String>,
    /// Sections of the report and their order.
    #[arg(long, value_parser = template(), value_name = "NAME", default_value = "standard", help_heading = "Output")]
    pub template: Template,
    /// Title of the report.
    #[arg(long, value_name = "TEXT", help_heading = "Output")]
    pub title: Option<String>,
    /// The month that a project's run reports: where its files will be found, and how they are made again.
    #[arg(long, hide = true, value_name = "YYYY-MM")]
    pub(super) of_month: Option<String>,
    #[command(flatten)]
    print: PrintArgs,
    #[command(flatten)]
    watch: WatchArgs,
    #[command(flatten)]
    risk: RiskArgs,
    /// Print the report as one JSON object.
    #[arg(long, help_heading = "Output")]
    pub json: bool,
    /// Print the JSON Schema of the report and exit.
    #[arg(long, help_heading = "Output")]
    pub schema: bool,
    /// Write the counts to a file, to be merged with others by --merge; `-` is stdout.
    #[arg(long, value_name = "FILE", help_heading = "Output")]
    pub partial: Option<PathBuf>,
    /// Add up inputs that --partial wrote. With the --model that gave the types, shares are corrected.
    #[arg(long, help_heading = "Input")]
    pub merge: bool,
    /// Column of complaint types; `predicted` by default, or the newest if a file was classified again (`predicted_tousu`).
    #[arg(long = "type", value_name = "COL", help_heading = "Columns")]
    pub kind: Option<String>,
    /// Separator between several types in a cell of --type, such as `;`. Every type is counted by complaints and by mentions;
    /// everything else uses the first.
    #[arg(long, value_name = "MARK", value_parser = Separator::new, help_heading = "Columns")]
    pub multi: Option<Separator>,
    /// Model that gives the types, or that gave those in --type; `demo` is the built-in one.
    #[arg(long, value_name = "M.tousu", help_heading = "Columns")]
    pub model: Option<String>,
    /// Columns to break complaints down by; `A×B` (or `A*B`) crosses two or three. A column of paths (`一级>二级`) is broken down at
    /// every level. Guessed by default; `--by ''` for none.
    #[arg(long, value_name = "COL,..", help_heading = "Columns")]
    pub by: Option<Vec<String>>,
    /// Numeric columns to average. Guessed by default; `--numbers ''` for none.
    #[arg(long, value_name = "COL,..", help_heading = "Columns")]
    pub numbers: Option<Vec<String>>,
    /// Columns that say how a complaint was handled, as `ROLE=COL,..`. Roles: response, resolution (durations or times),
    /// satisfaction, nps (0 to 10), answered, closed, on-time, first-contact (yes or no), complainant, outcome (what was done, in words). Guessed by
    /// default; `--service ''` for none.
    #[arg(long, value_name = "ROLE=COL,..", help_heading = "Columns")]
    pub service: Option<Vec<String>>,
    /// A complaint by the same person, or with nearly the same text, within N days counts as a repeat.
    #[arg(long, value_name = "N", default_value_t = REPEAT_DAYS, help_heading = "Figures")]
    pub repeat_days: u32,
    /// Time column. Guessed by default.
    #[arg(long, value_name = "COL", help_heading = "Columns")]
    pub time: Option<String>,
    /// Text column; several, separated by commas, are joined. Guessed by default.
    #[arg(long, value_name = "COL,..", help_heading = "Columns")]
    pub text: Vec<String>,
    /// Column that identifies a complaint. Guessed by default.
    #[arg(long, value_name = "COL", help_heading = "Columns")]
    pub id: Option<String>,
    /// Length of a period. By default it depends on the time span of the data.
    #[arg(long, value_parser = unit(), value_name = "UNIT", help_heading = "Figures")]
    pub period: Option<Unit>,
    /// Compare two time ranges, such as `--compare 2024-01..2024-03 2024-04..2024-06`.
    #[arg(long, num_args = 2, value_names = ["A..B", "C..D"], conflicts_with_all = NAMED, help_heading = "Figures")]
    pub compare: Vec<String>,
    /// Instead of reporting, draw N rows for a person to label, stratified by type, and write them to -o (.csv, .xlsx, …).
    #[arg(long, value_name = "N", conflicts_with_all = ["merge", "audited", "conditions"], conflicts_with_all = NAMED, help_heading = "Audit")]
    pub draw_audit: Option<usize>,
    /// Drawn rows with `audited_type` filled in: shares are estimated from these and from the model's types of all rows.
    #[arg(
        long,
        value_name = "FILE",
        conflicts_with_all = ["merge", "conditions"],
        conflicts_with_all = NAMED,
        help_heading = "Audit"
    )]
    pub audited: Option<String>,
    /// The audited rows are a simple random sample, so they need no `inclusion_probability`.
    #[arg(long, requires = "audited", help_heading = "Audit")]
    pub audit_is_random: bool,
    /// A table of targets: a column of types and a column of shares (`5%`, `0.05`). The report gives the gap to each.
    #[arg(long, value_name = "FILE", help_heading = "Figures")]
    pub target: Option<String>,
    /// A table of amounts (orders, users, …), broken down by columns named as in --by and, optionally, by month. Counts become rates
    /// per 10,000.
    #[arg(
        long,
        value_name = "FILE",
        conflicts_with = "merge",
        help_heading = "Figures"
    )]
    pub volume: Option<String>,
    /// List N values of a column; combine the rest into one line.
    #[arg(long, value_name = "N", default_value_t = FinishParams::default().max_values, help_heading = "Figures")]
    pub max_values: usize,
    /// Do not correct a model's shares with fewer than N rows.
    #[arg(long, value_name = "N", default_value_t = CorrectParams::default().min_rows, help_heading = "Figures")]
    pub min_correct: u64,
    /// Show at most N findings of each kind.
    #[arg(long, value_name = "N", default_value_t = CauseParams::default().most, help_heading = "Figures")]
    pub max_findings: usize,
    /// Show up to N complaints of each finding in page and workbook (0: none). The page shows as many as keep it small.
    #[arg(long, value_name = "N", default_value_t = CauseParams::default().evidence, help_heading = "Output")]
    pub evidence: usize,
    /// Count complaints whose time is far from all others in trends and comparisons, too. By default they count only in totals and
    /// shares.
    #[arg(long, help_heading = "Figures")]
    pub keep_ends: bool,
    /// Only count: no words, no causes, no events, no examples.
    #[arg(long, help_heading = "Figures")]
    pub no_causes: bool,
}

impl Args {
    fn columns(&self) -> NamedColumns {
        NamedColumns {
            label: self.kind.clone(),
            separator: self.multi,
            text: self.text.clone(),
            id: self.id.clone(),
            time: self.time.clone(),
            received: self.watch.received(),
            by: self.by.clone(),
            numbers: self.numbers.clone(),
            service: self.service.clone(),
            yes_no: self.risk.column(),
            place: self.watch.place.clone().filter(|_| self.watch.events),
            with_units: self.template == Template::Monthly12345,
            described_by: None,
            is_complete: false,
        }
    }

    /// What to read; rejected rows go beside the first output.
    fn input(&self, mask: MaskParams) -> Result<ReadingParams> {
        let mut reading = self.reading.reading(&self.inputs, mask)?;
        let partial = self.partial.as_ref().map(|p| p.to_string_lossy());
        let output = self.output.first().map(String::as_str);
        if let Some(output) = output.or(partial.as_deref()) {
            reading.rejects = reading.rejects.for_output(output);
        }
        reading.may_be_empty = self.partial.is_some();
        Ok(reading)
    }

    fn params(&self, mask: MaskParams, lang: Lang) -> Result<ReportParams> {
        let spans = self.compare.iter().map(|s| Span::parse(s));
        let spans: Vec<Span> = spans.collect::<crate::Result<_>>()?;
        let compare = spans.first().copied().zip(spans.get(1).copied());
        Ok(ReportParams {
            period: self.about.choice()?,
            conditions: self.about.conditions.clone(),
            calendar: self.about.calendar(),
            compare,
            mask,
            columns: self.columns(),
            keep_ends: self.keep_ends,
            bridge: self.lists.bridge.clone(),
            watch: self.watch.watch(lang)?,
            events: self.watch.events,
            names: self.watch.names.clone(),
            risk: self.risk.params(self.no_causes)?,
            repeat_days: Some(self.repeat_days),
            beside: SideFiles {
                target: self.target.clone(),
                volume: self.volume.clone(),
                ledgers: self.lists.files(),
            },
            audited: self.audited.clone(),
            audit_is_random: self.audit_is_random,
            no_causes: self.no_causes,
            tally: match &self.partial {
                None => TallyUse::Inside,
                Some(_) if self.output.is_empty() && !self.json => TallyUse::Alone,
                Some(_) => TallyUse::Beside,
            },
            finish: FinishParams {
                unit: self.period,
                max_values: self.max_values,
                ..FinishParams::default()
            },
            causes: CauseParams {
                most: self.max_findings,
                evidence: self.evidence,
            },
            searches: self.searches(),
            correct: CorrectParams {
                min_rows: self.min_correct,
                ..CorrectParams::default()
            },
            template: self.template,
            title: self.title.clone(),
            command: self.command(),
            lang,
        })
    }

    /// The command that makes this report: as typed, or that of a project.
    fn command(&self) -> String {
        match &self.of_month {
            Some(month) => format!("tousu rerun {month}"),
            None => command(std::iter::once("tousu".into()).chain(std::env::args().skip(1))),
        }
    }
}

pub(super) fn run(args: &Args, context: &mut Context<'_>) -> Result<Outcome> {
    if args.schema {
        // as text first: the writer would hide a reader that went away inside an error of its own
        let schema = serde_json::to_string_pretty(&schema())?;
        context.out.write_all(schema.as_bytes())?;
        writeln!(context.out)?;
        return Ok(Outcome::Done);
    }
    args.check()?;
    args.watch.warn_unused(&context.messages);
    let bundle = args.model.as_deref().map(Bundle::load).transpose()?;
    if args.merge {
        args.lists.refuse_merged()?;
        let params = args.params(MaskParams::default(), context.lang)?;
        let mut reported = merge(&args.inputs, bundle.as_ref(), &params)?;
        write(args, context, &mut reported)?;
        return Ok(Outcome::Done);
    }
    context.messages = args.mask.messages(&context.messages);
    let asked = args.mask.asked(&context.messages);
    let mask = args.key.keyed(asked)?.unwrap_or_default();
    let input = args.input(mask.clone())?;
    let account = if let Some(rows) = args.draw_audit {
        let params = AuditParams {
            rows,
            columns: args.columns(),
            mask,
        };
        draw(args, context, bundle.as_ref(), &input, &params)?
    } else {
        let params = args.params(mask, context.lang)?;
        let (mut reported, account) = report(&input, bundle.as_ref(), &params, &context.messages)?;
        write(args, context, &mut reported)?;
        account
    };
    Ok(Outcome::of(&account))
}

/// Writes the rows drawn for an audit.
fn draw(
    args: &Args,
    context: &Context<'_>,
    bundle: Option<&Bundle>,
    input: &ReadingParams,
    params: &AuditParams,
) -> Result<Account> {
    let target = args.output.first().map_or("-", String::as_str);
    let (rows, account) = draw_audit(input, bundle, params, target, &context.messages)?;
    context.messages.say(format!(
        "{rows} rows drawn. Fill in audited_type, leave inclusion_probability as it is, then run `tousu report … --audited {target}`."
    ));
    Ok(account)
}

fn write(args: &Args, context: &mut Context<'_>, reported: &mut Reported) -> Result<()> {
    args.print.enter(&mut reported.report);
    if let Some(path) = &args.partial {
        if path == Path::new("-") {
            serde_json::to_writer(&mut *context.out, &reported.tally)?;
        } else {
            write_tally(&reported.tally, path)?;
            let path = path.display();
            context.messages.say(format!(
                "{path}: counts; merge them with `tousu report --merge`"
            ));
        }
    }
    let format = args
        .format
        .as_deref()
        .map(ReportFormat::from_name)
        .transpose()?;
    let (streams, files): (Vec<String>, Vec<String>) =
        args.output.iter().cloned().partition(|o| o == "-");
    crate::report::write(&reported.report, &files, format)?;
    if let (Some(_), Some(format)) = (streams.first(), format) {
        let bytes = crate::report::render(&reported.report, format)?;
        context.out.write_all(&bytes)?;
    }
    if args.json {
        let bytes = crate::report::render(&reported.report, ReportFormat::Json)?;
        context.out.write_all(&bytes)?;
    }
    say(&reported.report, &files, context);
    Ok(ledger_args::save(
        reported.new_rows.as_ref(),
        &context.messages,
    )?)
}

fn say(report: &Report, files: &[String], context: &Context<'_>) {
    for sentence in &report.summary {
        context.messages.say(sentence);
    }
    let compared = report.figures.compare.iter();
    for span in compared.flat_map(|c| [&c.before, &c.after]) {
        if span.count == 0 {
            context.messages.warn(format!(
                "--compare: there is no complaint from {} to {}",
                span.start, span.end
            ));
        }
    }
    for file in files {
        context.messages.say(format!("→ {file}"));
    }
}
