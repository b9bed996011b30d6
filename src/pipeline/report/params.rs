//! What a report is asked for.

use crate::aggregate::{CorrectParams, Figures, FinishParams, PeriodChoice, Span};
use crate::bundle::Bundle;
use crate::causes::CauseParams;
use crate::collect::{CalendarChoice, CollectParams, SearchUse, SideFiles};
use crate::columns::{NamedColumns, ReportColumns};
use crate::normalize::MaskParams;
use crate::report::wording::summary;
use crate::report::{InputFile, Provenance, Template};
use crate::risk::RiskParams;
use crate::types::Lang;
use crate::watch::WatchParams;
use crate::{Error, Result};
use std::path::PathBuf;

/// Days within which a complaint repeats an earlier one, unless said otherwise.
pub const REPEAT_DAYS: u32 = 30;

/// What to report.
#[derive(Clone, Debug, Default)]
pub struct ReportParams {
    /// Columns by name; guessed where absent.
    pub columns: NamedColumns,
    /// Days within which a complaint repeats an earlier one; 30 by default.
    pub repeat_days: Option<u32>,
    /// What is masked in words, values and examples.
    pub mask: MaskParams,
    /// The period that it is about.
    pub period: PeriodChoice,
    /// Conditions that rows must fulfil, as `search --where` takes them.
    pub conditions: Vec<String>,
    /// The calendar of holidays.
    pub calendar: CalendarChoice,
    /// Two spans of time to set side by side.
    pub compare: Option<(Span, Span)>,
    /// Tables and lists beside the complaints.
    pub beside: SideFiles,
    /// A table of types and the types to count them under.
    pub bridge: Option<String>,
    /// Series are watched up to the end of what is reported, with such a budget.
    pub watch: Option<WatchParams>,
    /// Complaints about the same thing at the same place are grouped.
    pub events: bool,
    /// A file of names of places, companies or products that events are found by.
    pub names: Option<PathBuf>,
    /// How the column of yes and no is read, where one is named.
    pub risk: RiskParams,
    /// A file of drawn rows that a person has labelled.
    pub audited: Option<String>,
    /// The audited rows were as likely to be chosen as all others: the file need not say so.
    pub audit_is_random: bool,
    /// Leave out words, rises and exemplars.
    pub no_causes: bool,
    /// Count complaints whose time lies far from all others in trends and comparisons, too.
    pub keep_ends: bool,
    /// What the tally is for.
    pub tally: TallyUse,
    /// Shares, periods, marks.
    pub finish: FinishParams,
    /// Causes.
    pub causes: CauseParams,
    /// What searches that are printed rest on; without it none is printed.
    pub searches: Option<SearchUse>,
    /// Corrected shares.
    pub correct: CorrectParams,
    /// Title; one is made by default.
    pub title: Option<String>,
    /// The command, for the footer.
    pub command: String,
    /// Which sections its renderings have.
    pub template: Template,
    /// Language of titles, sentences and rules.
    pub lang: Lang,
}

/// What the tally of a report is for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TallyUse {
    /// This report alone.
    #[default]
    Inside,
    /// To be merged with others besides: it holds what the model said, the words, and what the texts were.
    Beside,
    /// Nothing but to be merged: no causes are looked for.
    Alone,
}

impl ReportParams {
    /// What the report is about: the monthly template chooses a month where nobody did, and two spans are compared whenever they are.
    pub(in crate::pipeline) fn choice(&self) -> PeriodChoice {
        let monthly = self.template == Template::Monthly12345 && self.compare.is_none();
        match self.period {
            PeriodChoice::Whole if monthly => PeriodChoice::LastMonth,
            other => other,
        }
    }

    /// Finds out before the rows are read what cannot be had together.
    pub(super) fn check(&self, columns: &ReportColumns, bundle: Option<&Bundle>) -> Result<()> {
        if let Some((a, b)) = self.compare
            && a.first <= b.last
            && b.first <= a.last
        {
            return Err(Error::usage(
                "the two spans of --compare share days, which would count on both sides",
                "Name spans that do not overlap, such as --compare 2024-01..2024-03 2024-04..2024-06.",
            ));
        }
        if self.compare.is_some() && columns.time.is_none() {
            return Err(Error::usage(
                "--compare needs times, and no column looks like one",
                "Name the column with --time.",
            ));
        }
        if self.period == PeriodChoice::Whole {
            return Ok(());
        }
        if columns.time.is_none() {
            self.period.settle(None)?;
        }
        if self.is_for_merging() && bundle.is_some() {
            return Err(Error::usage(
                "a partial tally of a period cannot hold what a model said of its rows alone",
                "Count every month's rows in a part of their own, without a period, and name the period when the parts are merged.",
            ));
        }
        Ok(())
    }

    /// Whether words, rises and exemplars are wanted.
    pub(super) fn looks_for_causes(&self) -> bool {
        !self.no_causes && self.tally != TallyUse::Alone
    }

    /// Whether the tally will be merged with others.
    pub(super) fn is_for_merging(&self) -> bool {
        self.tally != TallyUse::Inside
    }

    /// What is kept of the rows.
    pub(super) fn collect(&self) -> CollectParams {
        CollectParams {
            mask: self.mask.clone(),
            lang: self.lang,
            // an audit is held against ids
            for_causes: self.looks_for_causes() || self.audited.is_some(),
            for_merging: self.is_for_merging(),
            without_texts: false,
        }
    }

    /// The title given, else one that names the span of the figures.
    pub(in crate::pipeline) fn title_of(&self, figures: &Figures) -> String {
        let title = self.title.clone();
        title.unwrap_or_else(|| summary::title(figures, self.template, self.lang))
    }

    /// Where a report comes from; `label` is its column of types, where it had one.
    pub(in crate::pipeline) fn provenance(
        &self,
        inputs: Vec<InputFile>,
        bundle: Option<&Bundle>,
        label: Option<String>,
    ) -> Provenance {
        Provenance {
            command: self.command.clone(),
            inputs,
            bundle: bundle.map(|b| b.hash().to_owned()),
            type_column: label,
            version: env!("CARGO_PKG_VERSION").to_owned(),
            ..Provenance::default()
        }
    }
}
