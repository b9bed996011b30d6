//! The word that a sentence tells, with the shares that hold it and what they are shares of.

use crate::causes::{Finding, written};
use crate::report::number::{count, decimals};

/// The first word of a finding.
pub(super) struct ToldWord<'a> {
    word: &'a str,
    /// Distinct complaints of the subject that hold it, and all distinct ones.
    held: String,
    of: String,
    /// Its share here and elsewhere.
    here: String,
    elsewhere: String,
}

pub(super) fn first_word(finding: &Finding) -> Option<ToldWord<'_>> {
    let first = finding.words.first()?;
    // both with as many decimals
    let digits = usize::from(first.share.min(first.share_elsewhere) < 0.1);
    let percent = |share: f64| format!("{}%", decimals(share * 100.0, digits));
    Some(ToldWord {
        word: written(&first.word, &finding.exemplars),
        held: count(first.count),
        of: count(first.of),
        here: percent(first.share),
        elsewhere: percent(first.share_elsewhere),
    })
}

impl ToldWord<'_> {
    pub(super) fn type_zh(&self, finding: &Finding, noun: &str) -> String {
        let Self { word, of, here, .. } = self;
        let says = match finding.counts_copies() {
            true => format!("去重后 {of} 件中 {here} 提及“{word}”"),
            false => format!("{here} 的{noun}提及“{word}”"),
        };
        match self.elsewhere.as_str() {
            "0.0%" => format!("{says}，其他类型几乎没有"),
            share => format!("{says}，其他类型为 {share}"),
        }
    }

    pub(super) fn type_en(&self, finding: &Finding) -> String {
        let Self { word, of, here, .. } = self;
        let of = match finding.counts_copies() {
            true => format!(" of the {of} distinct ones"),
            false => String::new(),
        };
        let elsewhere = &self.elsewhere;
        format!("{here}{of} mention “{word}”, against {elsewhere} of other types")
    }

    pub(super) fn burst_zh(&self, finding: &Finding, noun: &str) -> String {
        let steady = match finding.steady {
            true => format!("，{noun}总量未同步上升"),
            false => String::new(),
        };
        format!(
            "集中反映“{}”：去重后 {} 件中 {} 件（{}）提及，其他时段为 {}{steady}",
            self.word, self.of, self.held, self.here, self.elsewhere
        )
    }

    pub(super) fn burst_en(&self, finding: &Finding, noun: &str) -> String {
        let steady = match finding.steady {
            true => ", though total volume did not rise",
            false => "",
        };
        format!(
            "emerging topic “{}” in {} of distinct {noun} ({} of {}), {} in other periods{steady}",
            self.word, self.here, self.held, self.of, self.elsewhere
        )
    }
}
