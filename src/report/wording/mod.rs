//! Everything a report says in words, Chinese and English side by side: `labels` (headings, columns, short notes), `rules` (how
//! each figure comes about), `notes` (what to know before trusting a number), `summary` (title and first sentences) and
//! `findings` (one sentence a finding). The other rooms give numbers and enums; none of them knows a language.

pub(crate) mod findings;
mod labels;
pub(crate) mod rules;

pub(super) use labels::{Words, fill, holiday, short_holiday};
