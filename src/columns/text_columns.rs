//! Which columns hold the text of a complaint: those named, those a model was trained on, or those guessed.

use super::guess::Guess;
use super::names::{find, resolve};
use super::role::Role;
use crate::Result;
use crate::types::Level;
use arrow_schema::Schema;

/// The text columns that a model was trained on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TrainedColumns {
    /// Their names, in their order.
    pub names: Vec<String>,
    /// They were guessed, not named.
    pub guessed: bool,
}

/// The text columns of a table, and why it is these.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TextColumns {
    /// Their places; empty where no column looks like text.
    pub columns: Vec<usize>,
    /// Nobody named them.
    pub guessed: bool,
    /// What a person should know of the choice.
    pub message: Option<(Level, String)>,
}

impl TextColumns {
    /// Those `named`; else, by name, those a model was `trained` on; else those that look like text.
    ///
    /// # Errors
    /// As [`resolve`].
    pub fn choose(
        schema: &Schema,
        guess: &Guess,
        named: &[String],
        trained: Option<&TrainedColumns>,
    ) -> Result<Self> {
        let trained = trained.filter(|t| !t.names.is_empty());
        if !named.is_empty() {
            let columns = resolve(schema, named, Role::Text.flag())?;
            let message = trained.and_then(|t| differ(schema, t, &columns));
            return Ok(Self {
                columns,
                guessed: false,
                message,
            });
        }
        let evidence = guess.evidence(Role::Text);
        let mut chosen = Self {
            columns: guess.text().to_vec(),
            guessed: true,
            message: evidence.map(|e| (Level::Say, format!("guessed {e}"))),
        };
        let Some(trained) = trained else {
            return Ok(chosen);
        };
        let same: Option<Vec<usize>> = trained.names.iter().map(|n| find(schema, n)).collect();
        if let Some(same) = same {
            let names = trained.names.join(",");
            let line = format!("--text {names} (the text of the rows the model was trained on)");
            chosen.columns = same;
            chosen.message = Some((Level::Say, line));
            return Ok(chosen);
        }
        // a model of one column that somebody named reads one column
        if trained.names.len() == 1 && !trained.guessed {
            chosen
                .columns
                .drain(..chosen.columns.len().saturating_sub(1));
            if guess.text().len() > 1 {
                let names = names(schema, &chosen.columns);
                let line = format!(
                    "guessed --text {names} (without its title, as the model was trained on one column)"
                );
                chosen.message = Some((Level::Say, line));
            }
        }
        if let Some(message) = differ(schema, trained, &chosen.columns) {
            chosen.message = Some(message);
        }
        Ok(chosen)
    }
}

/// A warning where a model was trained on more columns than it is asked about.
fn differ(schema: &Schema, trained: &TrainedColumns, columns: &[usize]) -> Option<(Level, String)> {
    if trained.names.len() <= columns.len() || columns.is_empty() {
        return None;
    }
    let line = format!(
        "the model was trained on the text of {}, and it is asked about {} alone: its types may be wrong more often. Name the same \
         columns with {}",
        quoted(trained.names.iter().map(String::as_str)),
        quoted(columns.iter().map(|c| schema.field(*c).name().as_str())),
        Role::Text.flag()
    );
    Some((Level::Warn, line))
}

fn quoted<'a>(names: impl Iterator<Item = &'a str>) -> String {
    let names: Vec<String> = names.map(|n| format!("`{n}`")).collect();
    names.join(" and ")
}

fn names(schema: &Schema, columns: &[usize]) -> String {
    let names: Vec<&str> = columns
        .iter()
        .map(|c| schema.field(*c).name().as_str())
        .collect();
    names.join(",")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::columns::guess;
    use arrow_array::{ArrayRef, RecordBatch, StringArray};
    use std::sync::Arc;

    fn choose(headers: &[&str], named: &[&str], trained: &[&str], guessed: bool) -> (String, bool) {
        let cells = |header: &str| -> ArrayRef {
            let texts = ["小区门口的路灯坏了半个月", "地下车库乱收费没有发票"];
            let texts = texts.map(|text| format!("{header}：{text}"));
            Arc::new(StringArray::from(texts.to_vec()))
        };
        let table = headers.iter().map(|h| (*h, cells(h)));
        let table = RecordBatch::try_from_iter(table).unwrap();
        let list = |names: &[&str]| names.iter().map(|n| (*n).to_owned()).collect::<Vec<_>>();
        let trained = TrainedColumns {
            names: list(trained),
            guessed,
        };
        let schema = table.schema();
        let chosen =
            TextColumns::choose(&schema, &guess(&table), &list(named), Some(&trained)).unwrap();
        let warned = matches!(chosen.message, Some((Level::Warn, _)));
        (names(&schema, &chosen.columns), warned)
    }

    #[test]
    fn a_model_is_asked_about_the_columns_it_was_trained_on() {
        let both = ["留言主题", "留言详情"];
        // by name, whatever is guessed
        assert_eq!(
            choose(&both, &[], &["留言主题", "留言详情"], false),
            ("留言主题,留言详情".into(), false)
        );
        assert_eq!(
            choose(&both, &[], &["留言主题"], false),
            ("留言主题".into(), false)
        );
        assert_eq!(
            choose(&["*留言详情", "标题"], &[], &["留言详情"], true),
            ("*留言详情".into(), false)
        );
        // by the same rule, where the names differ
        assert_eq!(
            choose(&both, &[], &["Subject", "Body"], true),
            ("留言主题,留言详情".into(), false)
        );
        assert_eq!(
            choose(&both, &[], &["text"], false),
            ("留言详情".into(), false)
        );
        // else with a warning
        assert_eq!(
            choose(&["内容"], &[], &["Subject", "Body"], true),
            ("内容".into(), true)
        );
        assert_eq!(
            choose(&both, &["留言详情"], &["留言主题", "留言详情"], false),
            ("留言详情".into(), true)
        );
        // a model written before knows nothing of its columns
        assert_eq!(
            choose(&both, &[], &[], false),
            ("留言主题,留言详情".into(), false)
        );
    }
}
