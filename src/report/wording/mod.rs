//! Everything a report says in words, Chinese and English side by side: `labels` (headings, columns, short notes), `rules` (how
//! each figure comes about; those of findings in `finding_rules`), `notes` (what to know before trusting a number), `summary` (title and first sentences) and
//! `lines` (what asks for an answer), `findings` (one sentence a finding; its word in `told_word`), `forecast` (the next periods), `mentions` (complaints of several types), `methods` (of correcting shares), `events` (headings of the table of events), `answers` (how yes and no were read), `searches` (the command that lists its complaints), `numbers` (columns that cannot be read as
//! they are), `period` (what the report is about), `print` (what only print says), `warnings` (what is above its limit), `risk` (a yes-or-no question about every complaint), `requests` (complaints among the requests of a hotline), `quality` (what is odd about the data), `reading` (how files and times were read). The other rooms give numbers and enums; none of them knows a language.

pub(crate) mod actions;
pub(crate) mod answers;
mod corrections;
pub(crate) mod events;
mod excess;
mod finding_rules;
pub(crate) mod findings;
pub(super) mod forecast;
mod issues;
mod labels;
pub(crate) mod lines;
pub(crate) mod mentions;
pub(super) mod methods;
pub(crate) mod notes;
pub(crate) mod numbers;
pub(crate) mod period;
pub(crate) mod print;
pub(crate) mod quality;
pub(super) mod rates;
pub(crate) mod reading;
pub(crate) mod requests;
pub(crate) mod risk;
pub(crate) mod rules;
pub(crate) mod searches;
pub(super) mod service;
mod shares;
pub(crate) mod summary;
mod told_word;
pub(super) mod values;
mod warning_notes;
pub(crate) mod warnings;

use crate::types::Lang;
pub(super) use labels::{Words, fill, holiday, short_holiday};

/// Name of a figure, and how it is calculated, in Chinese and in English.
type Rule = (&'static str, String, String);

/// The one of two texts that is in the language asked for.
pub(crate) fn pick<T>(lang: Lang, zh: T, en: T) -> T {
    match lang {
        Lang::Zh => zh,
        Lang::En => en,
    }
}

/// What a complaint without an id is called: `第 7 行`.
pub(crate) fn row_id(row: u64, lang: Lang) -> String {
    pick(lang, format!("第 {row} 行"), format!("row {row}"))
}

/// What durations made from a column of times are called.
pub(crate) fn duration_column(column: &str, in_days: bool, lang: Lang) -> String {
    let unit = match (lang, in_days) {
        (Lang::Zh, true) => "（距受理，天）",
        (Lang::Zh, false) => "（距受理，小时）",
        (Lang::En, true) => " (days after receipt)",
        (Lang::En, false) => " (hours after receipt)",
    };
    format!("{column}{unit}")
}

/// What durations that cells write out are called.
pub(crate) fn hours_column(column: &str, lang: Lang) -> String {
    pick(
        lang,
        format!("{column}（小时）"),
        format!("{column} (hours)"),
    )
}
