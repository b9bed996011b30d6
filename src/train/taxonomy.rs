//! Types known by words: what a person says of every type before any row is labelled.

use crate::error::{Error, Result};
use std::collections::BTreeMap;

/// The taxonomies that are built in, by name.
const BUILT_IN: [(&str, &str); 2] = [
    (
        "after-sales",
        include_str!("../../corpora/taxonomies/after-sales.csv"),
    ),
    (
        "servqual",
        include_str!("../../corpora/taxonomies/servqual.csv"),
    ),
];
/// Headers of a column of words.
const WORD_HEADERS: [&str; 9] = [
    "词",
    "词语",
    "关键词",
    "线索词",
    "提示词",
    "words",
    "keywords",
    "cue words",
    "terms",
];
/// Between the words of a cell.
const SEPARATORS: [char; 10] = ['、', ',', '，', ';', '；', '|', '｜', '/', '\n', '\t'];
/// Joins the levels of a path.
const PATH_SEPARATOR: &str = ">";
/// Levels that say nothing: what is left over.
const LEFTOVER: [&str; 6] = ["其他", "其它", "其他类", "其它类", "other", "others"];
/// What to do where words are missing.
const WORDS_NEXT: &str = "Give every type some words that complaints about it use, in a column called `words` or `词`, separated by `、` or `;`.";

/// Types and their words.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Taxonomy {
    /// The types, in the order of the file.
    pub types: Vec<TaxonomyType>,
    /// Where it was read from.
    pub place: String,
}

/// A type and its words.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TaxonomyType {
    /// Name; the levels of a path are joined by `>`.
    pub name: String,
    /// Words and phrases as they were given.
    pub words: Vec<String>,
    /// Names of the levels below it: phrases, of which parts count as well.
    pub levels: Vec<String>,
}

impl Taxonomy {
    /// The built-in one of this name.
    #[must_use]
    pub fn built_in(name: &str) -> Option<Self> {
        let (_, text) = BUILT_IN.iter().find(|b| b.0 == name)?;
        let lines = text.lines().filter_map(|l| l.split_once(','));
        let mut lines = lines.map(|(t, w)| vec![t.trim().to_owned(), w.trim().to_owned()]);
        let header = lines.next()?;
        Self::from_table(name, &header, &lines.collect::<Vec<_>>()).ok()
    }

    /// From a table: a column of types (several make a path) before a column of words; without one, the first column holds the
    /// types and what stands right of it, the levels below them, are their words. Empty cells of types repeat the one above.
    ///
    /// # Errors
    /// [`Error::Invalid`] where there is no column of words, a type has no words, there are fewer than two types, or two types
    /// have the same words.
    pub fn from_table(place: &str, header: &[String], rows: &[Vec<String>]) -> Result<Self> {
        let of_words = |h: &String| WORD_HEADERS.contains(&h.trim().to_lowercase().as_str());
        let words = header.iter().position(of_words);
        let levels = words.unwrap_or(1);
        if header.len() < 2 || levels == 0 {
            let message = format!(
                "there is no column of words beside the types (columns: {})",
                header.join(", ")
            );
            return Err(Error::invalid(place, message, WORDS_NEXT));
        }
        let mut found = Self {
            types: Vec::new(),
            place: place.to_owned(),
        };
        let mut above = String::new();
        for row in rows {
            let filled = |c: &&String| !c.trim().is_empty();
            let path: Vec<&str> = row
                .iter()
                .take(levels)
                .filter(filled)
                .map(|c| c.trim())
                .collect();
            let path = path.join(PATH_SEPARATOR);
            if !path.is_empty() {
                above = path;
            }
            if above.is_empty() {
                continue;
            }
            let to = found.of(&above);
            match words {
                Some(at) => to
                    .words
                    .extend(split(row.get(at).map_or("", String::as_str))),
                None => to.levels.extend(row.iter().skip(1).flat_map(|c| split(c))),
            }
        }
        found.checked()
    }

    /// From TOML: a list of words for every type, `"物流" = ["包裹", "快递"]`.
    ///
    /// # Errors
    /// As [`Taxonomy::from_table`]; where it is not such a file.
    pub fn from_toml(place: &str, text: &str) -> Result<Self> {
        let read: Result<BTreeMap<String, Vec<String>>, _> = toml::from_str(text);
        let types = read.map_err(|e| {
            let next = "Write a line `\"TYPE\" = [\"WORD\", \"WORD\"]` for every type.";
            Error::invalid(place, e.message().to_owned(), next)
        })?;
        let mut found = Self {
            types: Vec::new(),
            place: place.to_owned(),
        };
        for (name, words) in types {
            let words = words.iter().flat_map(|w| split(w));
            found.of(name.trim()).words.extend(words);
        }
        found.checked()
    }

    /// The type of this name, made where there is none.
    fn of(&mut self, name: &str) -> &mut TaxonomyType {
        let at = self.types.iter().position(|t| t.name == name);
        let at = at.unwrap_or_else(|| {
            self.types.push(TaxonomyType {
                name: name.to_owned(),
                ..TaxonomyType::default()
            });
            self.types.len() - 1
        });
        &mut self.types[at]
    }

    fn checked(mut self) -> Result<Self> {
        for t in &mut self.types {
            for list in [&mut t.words, &mut t.levels] {
                list.retain(|w| !LEFTOVER.contains(&w.to_lowercase().as_str()));
                list.sort();
                list.dedup();
            }
        }
        let place = self.place.as_str();
        if self.types.len() < 2 {
            let message = match self.types.first() {
                Some(t) => format!(
                    "`{}` is the only type, and a model tells types apart",
                    t.name
                ),
                None => "it names no types".to_owned(),
            };
            return Err(Error::invalid(place, message, "Name at least two types."));
        }
        let bare = |t: &&TaxonomyType| t.words.is_empty() && t.levels.is_empty();
        let bare: Vec<&str> = self
            .types
            .iter()
            .filter(bare)
            .map(|t| t.name.as_str())
            .collect();
        if !bare.is_empty() {
            let message = format!("these types have no words: {}", bare.join(", "));
            return Err(Error::invalid(place, message, WORDS_NEXT));
        }
        let mut by_words: BTreeMap<(&[String], &[String]), &str> = BTreeMap::new();
        for t in &self.types {
            if let Some(other) = by_words.insert((&t.words, &t.levels), &t.name) {
                let message = format!(
                    "`{other}` and `{}` have the same words and cannot be told apart",
                    t.name
                );
                let next =
                    "Give each a word that the other does not use, or make one type of them.";
                return Err(Error::invalid(place, message, next));
            }
        }
        Ok(self)
    }
}

/// The words of a cell.
fn split(cell: &str) -> impl Iterator<Item = String> + '_ {
    let words = cell.split(SEPARATORS).map(str::trim);
    words.filter(|w| !w.is_empty()).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(header: &[&str], rows: &[&[&str]]) -> Result<Taxonomy> {
        let cells = |r: &[&str]| r.iter().map(|c| (*c).to_owned()).collect::<Vec<String>>();
        let rows: Vec<Vec<String>> = rows.iter().map(|r| cells(r)).collect();
        Taxonomy::from_table("types.csv", &cells(header), &rows)
    }

    #[test]
    fn words_levels_and_paths() {
        let t = table(
            &["类型", "词"],
            &[
                &["物流", "包裹、快递;送货"],
                &["", "派件"],
                &["退款", "到账"],
            ],
        )
        .unwrap();
        assert_eq!(t.types[0].words, ["包裹", "快递", "派件", "送货"]);
        let t = table(
            &["一级", "二级", "三级"],
            &[
                &["城建", "供水", "水压"],
                &["城建", "供水", "其他"],
                &["环保", "噪声", "工地"],
            ],
        )
        .unwrap();
        assert_eq!(t.types[0].levels, ["供水", "水压"]);
        let t = table(
            &["大类", "类型", "words"],
            &[&["a", "b", "x"], &["a", "c", "y z"]],
        )
        .unwrap();
        assert_eq!(t.types[1].name, "a>c");
        assert_eq!(t.types[1].words, ["y z"], "a phrase");
        let toml =
            Taxonomy::from_toml("t.toml", "\"物流\" = [\"包裹\"]\n\"退款\" = [\"到账\"]").unwrap();
        assert_eq!(toml.types.len(), 2);
    }

    #[test]
    fn what_cannot_be_told_apart_is_refused_by_name() {
        let message = |t: Result<Taxonomy>| t.unwrap_err().to_string();
        assert!(message(table(&["类型"], &[&["物流"]])).contains("no column of words"));
        assert!(
            message(table(&["类型", "词"], &[&["物流", "包裹"]]))
                .contains("`物流` is the only type")
        );
        let bare = table(&["类型", "词"], &[&["物流", "包裹"], &["退款", ""]]);
        assert!(message(bare).contains("no words: 退款"));
        let same = table(&["类型", "词"], &[&["a", "x、y"], &["b", "y、x"]]);
        assert!(message(same).contains("`a` and `b` have the same words"));
        assert!(message(Taxonomy::from_toml("t.toml", "a = 1")).contains("t.toml"));
    }

    #[test]
    fn the_built_in_ones_can_be_read() {
        for (name, types) in [("after-sales", 8), ("servqual", 5)] {
            let taxonomy = Taxonomy::built_in(name).unwrap();
            assert!(taxonomy.types.len() >= types, "{name}");
        }
        assert_eq!(Taxonomy::built_in("none"), None);
    }
}
