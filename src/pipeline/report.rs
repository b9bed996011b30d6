//! Classified complaints → a report: read rows, count them, correct a model's shares, look for causes, put all of it into words.

#[cfg(test)]
mod null_test;
mod params;

use super::events::names_of;
use super::watched::add_watched;
use super::{Account, Reading, ReadingParams};
use crate::Result;
use crate::aggregate::{self, Audit, CorrectParams, Figures, PeriodChoice, ReportPeriod, Tally};
use crate::bundle::Bundle;
use crate::causes::{self, Causes};
use crate::collect::{
    AboutPeriod, Bridge, CollectParams, Collected, Collector, Entered, Ledgers, NewRows,
    SearchedColumns, SideTables, Written, add_units, are_foreign, check_types, find, find_oddities,
    held_out, input_files, judge, print_searches, read_audit, remarks, settle_columns,
    trained_columns, update_audit, warn_of_language,
};
use crate::columns::{NamedColumns, ReportColumns};
use crate::index::FilterRoles;
use crate::reading::{judge_times, tell_times};
use crate::report::Report;
use crate::report::wording::period::{name_period, told};
use crate::report::wording::{mentions, notes, rules, summary};
use crate::types::{Level, Observer, Progress};
pub use params::{REPEAT_DAYS, ReportParams, TallyUse};
use rustc_hash::FxHashSet;

/// A report and the counts it is made of.
#[derive(Debug)]
pub struct Reported {
    /// The report, checked.
    pub report: Report,
    /// Its tally, to be merged with others.
    pub tally: Tally,
    /// Rows that its list of measures lacks.
    pub new_rows: Option<NewRows>,
}

/// Reads the rows of `input` and reports on them. With a `bundle` and no type column the bundle gives the types.
///
/// # Errors
/// Where a column named is not there, nothing says which type a complaint has, or a table beside the complaints is not what it
/// should be; settings outside their range; figures that do not reconcile, which would be a fault of this program; as [`Reading`].
pub fn report(
    input: &ReadingParams,
    bundle: Option<&Bundle>,
    params: &ReportParams,
    observer: &dyn Observer,
) -> Result<(Reported, Account)> {
    let mut reading = Reading::open(input, "reading", observer)?;
    let columns = choose_columns(&reading, &params.columns, bundle, observer)?;
    params.check(&columns, bundle)?;
    if let Some(bundle) = bundle {
        warn_of_language(bundle, reading.sample(), &columns.text, observer);
    }
    let roles = FilterRoles {
        time: columns.time,
        label: columns.label,
    };
    reading.select(&params.conditions, roles)?;
    let name = |c: usize| reading.schema().field(c).name().clone();
    let label = columns.label.map(name);
    let searched = SearchedColumns::of(&columns, reading.schema());
    let mut side = SideTables::read(reading.schema(), &columns, &params.beside)?;
    if let Some(filter) = reading.conditions() {
        side.confine(&columns, &filter.columns(), |c, value| {
            filter.admits(c, value)
        });
    }
    let audit = params.audited.as_deref();
    let id = columns.id.map(name);
    let named = (label.as_deref(), id.as_deref());
    let audit = audit.map(|file| read_audit(file, named, params.audit_is_random));
    let audit = audit.transpose()?;
    let bridge = params.bridge.as_deref().map(Bridge::read).transpose()?;
    let has_events = params.events && !params.no_causes;
    let names = has_events.then(|| names_of(params.names.as_deref(), observer));
    let was_named = params.columns.time.is_some();
    let (collector, account) = collected(
        reading,
        (columns, was_named),
        bundle,
        &params.collect(),
        observer,
    )?;
    let job = Job {
        bundle,
        bridge,
        params,
        account: &account,
        label,
        searched,
        names: names.transpose()?,
        observer,
    };
    let reported = job.run(collector, side, audit)?;
    observer.progress(Progress::Done);
    Ok((reported, account))
}

/// Takes all rows in, and tells what is odd about times and ids. `was_named`: the column of times was.
pub(super) fn collected(
    mut reading: Reading<'_>,
    (columns, was_named): (ReportColumns, bool),
    bundle: Option<&Bundle>,
    params: &CollectParams,
    observer: &dyn Observer,
) -> Result<(Collector, Account)> {
    let time = columns
        .time
        .map(|c| reading.schema().field(c).name().clone());
    let mut collector = Collector::new(columns, reading.schema(), reading.first(), bundle, params);
    for chunk in reading.by_ref() {
        collector.add(&chunk?);
    }
    tell_times(&collector.doubts_of_times(), observer);
    if let Some(time) = &time {
        judge_times(time, collector.unread_times(), was_named, observer)?;
    }
    let mut account = reading.finish()?;
    account.repeated = collector.equal_ids().repeated;
    account.close(observer)?;
    collector.equal_ids().tell(observer);
    Ok((collector, account))
}

/// The columns of an input, named or guessed; tells the guesses.
pub(super) fn choose_columns(
    reading: &Reading<'_>,
    named: &NamedColumns,
    bundle: Option<&Bundle>,
    observer: &dyn Observer,
) -> Result<ReportColumns> {
    let trained = bundle.map(trained_columns);
    let (schema, sample) = (reading.schema(), reading.sample());
    let described = reading.description();
    let described = described.map(|d| d.complete(schema, named, bundle.is_some()));
    let named = described.as_ref().unwrap_or(named);
    let readings = reading.readings();
    let columns = ReportColumns::choose(schema, sample, named, trained.as_ref(), readings)?;
    columns.tell(observer);
    Ok(columns)
}

/// What follows the reading.
struct Job<'a> {
    bundle: Option<&'a Bundle>,
    bridge: Option<Bridge>,
    params: &'a ReportParams,
    account: &'a Account,
    /// Name of the column of types.
    label: Option<String>,
    /// Columns that printed searches need.
    searched: SearchedColumns,
    /// Names that events are found by; absent where these are not asked for.
    names: Option<FxHashSet<String>>,
    observer: &'a dyn Observer,
}

/// Steps after the reading, as they are told.
const STEPS: [&str; 4] = [
    "finding near-duplicates",
    "counting",
    "correcting shares",
    "looking for causes",
];

impl Job<'_> {
    fn begin(&self, step: usize) {
        self.observer.progress(Progress::Step {
            text: STEPS[step],
            done: step as u64,
            total: STEPS.len() as u64,
        });
    }

    fn run(self, collector: Collector, side: SideTables, audit: Option<Audit>) -> Result<Reported> {
        let (params, lang) = (self.params, self.params.lang);
        let (side, ledgers) = side.apart();
        self.begin(0);
        let mut rows = self.finished(collector);
        self.begin(1);
        rows.table.calendar = params.calendar.of_rows(&rows)?;
        let period = rows.period(params.choice(), params.keep_ends)?;
        let compared = params.compare.map(|(a, b)| [a, b]);
        rows.check_months(compared.as_ref().map_or(&[], |spans| spans))?;
        // parts are written as they came: what this report decides of spellings and ends, all parts together decide
        let part = params
            .is_for_merging()
            .then(|| self.part(&mut rows, period));
        if let Some(name) = &self.label {
            check_types(name, &rows.table.types, self.observer)?;
        }
        let written = Written::of(&rows.table);
        let (mut notes, apart) = self.oddities(&mut rows, period.is_some());
        let found_again = written.found_again(&rows);
        let (mut rows, mut past, tally) = self.divided(rows, period);
        let finish = params.finish.with(rows.table.calendar.clone());
        let mut figures = tally.finish(&finish)?;
        figures.set_apart(apart);
        notes.extend(judge(&mut figures, &mut rows, past.as_mut(), lang));
        self.begin(2);
        notes.extend(self.correct(&mut figures, &mut rows, audit)?);
        let missing = self.add_side_figures(&mut figures, (&rows, past.as_ref()), side);
        notes.append(&mut rows.notes);
        aggregate::check(&figures)?;
        self.begin(3);
        name_period(&mut figures, lang);
        let (found, entered) = self.causes(&figures, (&rows, past.as_ref()), (ledgers, &mut notes));
        figures.ledger.rules = rules::rules(&figures, &found.findings, lang);
        let told = (&rows.table.calendar, &rows.columns);
        notes.extend(notes::at_last(&figures, told, &missing, lang));
        let (files, asked) = (input_files(&self.account.files), params.searches.as_ref());
        let mut report = Report {
            lang,
            template: params.template,
            title: params.title_of(&figures),
            summary: summary::sentences(&figures, &found.findings, lang),
            figures,
            findings: found.findings,
            themes: found.themes,
            actions: entered.actions,
            known: entered.known,
            notes,
            provenance: params.provenance(files, self.bundle, self.label),
            ..Report::default()
        };
        let until = past.as_ref().unwrap_or(&rows);
        add_watched(&mut report, until, params, self.names.as_ref())?;
        print_searches(&mut report, found_again, self.searched, asked);
        Ok(Reported {
            report,
            tally: part.unwrap_or(tally),
            new_rows: entered.new_rows,
        })
    }

    /// What is odd about files and rows, whose spellings are settled, and the complaints that lie apart from all others.
    fn oddities(&self, rows: &mut Collected, has_period: bool) -> (Vec<String>, u64) {
        let (lang, keep_ends) = (self.params.lang, self.params.keep_ends);
        let covered = rows.table.covered().filter(|_| !keep_ends);
        let mut notes = remarks(&self.account.files, lang);
        notes.extend(find_oddities(rows, (keep_ends, has_period), lang));
        let known = self.bundle.map_or(&[][..], Bundle::types);
        notes.extend(settle_columns(&mut rows.table, known, lang));
        (notes, covered.map_or(0, |c| c.apart()))
    }

    /// The counts to be merged with others, of the period where one was named.
    fn part(&self, rows: &mut Collected, period: Option<ReportPeriod>) -> Tally {
        let named = period.filter(|_| self.params.period != PeriodChoice::Whole);
        let words = !self.params.no_causes;
        rows.part(named, |t| self.account.entered(t), self.bundle, words)
    }

    /// All rows, under the types that they are counted under.
    fn finished(&self, collector: Collector) -> Collected {
        let mut rows = collector.finish(self.params.repeat_days.unwrap_or(REPEAT_DAYS));
        let bridge = self.bridge.as_ref();
        let note = bridge.and_then(|b| rows.bridge(b, self.params.lang, self.observer));
        rows.notes.extend(note);
        rows
    }

    /// The rows that the report is about, those up to its end where it is about a period, and the counts.
    fn divided(
        &self,
        rows: Collected,
        period: Option<ReportPeriod>,
    ) -> (Collected, Option<Collected>, Tally) {
        let Some(period) = period else {
            let tally = self.account.entered(Tally::of(&rows.table));
            return (rows, None, tally);
        };
        let AboutPeriod { now, past, days } = rows.about(period);
        let tally = self.account.entered(Tally::about(&now.table, period, days));
        let line = told(&tally, period);
        self.observer.message(Level::Say, &line);
        (now, Some(past), tally)
    }

    /// Figures that need the rows; gives the types of the targets that no complaint has.
    fn add_side_figures(
        &self,
        figures: &mut Figures,
        (rows, past): (&Collected, Option<&Collected>),
        mut side: SideTables,
    ) -> Vec<String> {
        side.settle(&rows.table);
        let compare = self.params.compare;
        figures.compare = compare.map(|(a, b)| aggregate::compare(&rows.table, a, b));
        let volume = side.volume.map(|v| v.within(figures.period.as_ref()));
        figures.rates = volume.map(|v| aggregate::rates(&rows.table, &v));
        aggregate::service(&rows.table, &rows.service, figures);
        add_units(figures, rows, past);
        let targets = side.targets.into_iter();
        let missing = targets.filter(|(name, goal)| !figures.aim(name, *goal));
        missing.map(|(name, _)| name).collect()
    }

    /// Puts corrected shares beside the raw ones, from an audit or else from what the model said; says how they came about.
    fn correct(
        &self,
        figures: &mut Figures,
        rows: &mut Collected,
        audit: Option<Audit>,
    ) -> Result<Vec<String>> {
        let lang = self.params.lang;
        let by_name = rows.types_are_predicted(self.label.as_deref());
        if by_name || audit.is_some() || self.bundle.is_some() {
            figures.set_predicted();
        }
        if let Some(mut audit) = audit {
            update_audit(&mut audit, rows)?;
            let found = audit.correct(figures)?;
            return Ok(notes::audit(&audit, &found, lang));
        }
        if self.bundle.is_some_and(|b| b.card().multi.is_some()) {
            return Ok(vec![mentions::uncorrected(lang)]);
        }
        let Some(bundle) = self.bundle.filter(|_| self.params.tally != TallyUse::Alone) else {
            let uncorrected = self.bundle.is_none() && by_name;
            return Ok(uncorrected
                .then(|| notes::uncorrected(lang))
                .into_iter()
                .collect());
        };
        let params = CorrectParams {
            foreign: are_foreign(bundle, &rows.model_rows, self.observer),
            ..self.params.correct.clone()
        };
        let typed = std::mem::take(&mut rows.model_rows).finish(&rows.table);
        let summary = typed.correct(figures, bundle.types(), held_out(bundle), &params);
        Ok(notes::correction(&summary, lang))
    }

    /// Findings, and notes about how they were looked for.
    fn causes(
        &self,
        figures: &Figures,
        (rows, past): (&Collected, Option<&Collected>),
        (ledgers, notes): (Ledgers, &mut Vec<String>),
    ) -> (Causes, Entered) {
        let (params, lang) = (self.params, self.params.lang);
        if !params.mask.on {
            notes.push(notes::unmasked(lang));
        }
        if params.no_causes {
            notes.push(notes::no_causes(lang));
        }
        let mut found = Causes::default();
        if params.looks_for_causes() {
            let most = causes::MAX_GROUPED;
            let unsure = rows.unsure.more_than(most, &rows.table);
            notes.extend(unsure.map(|n| notes::sampled(n, most, lang)));
            found = find((rows, past), figures, &params.causes, lang);
        }
        let (past, said) = (&past.unwrap_or(rows).table, (&mut found.findings, notes));
        let entered = ledgers.enter(past, figures, said, (self.observer, lang));
        (found, entered)
    }
}
