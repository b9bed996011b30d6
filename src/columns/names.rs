//! Columns by name, and what to suggest for a name that no column has.

use super::headers::{self, simple};
use super::role::Role;
use crate::types::listed;
use crate::types::{header_key, header_line};
use crate::{Error, Result};
use arrow_schema::Schema;

/// The places of the columns that `names` name (a name may hold several, with commas between), in their order, each once.
///
/// Names are compared exactly, then without case and outer space.
///
/// # Errors
/// As [`resolve_one`].
pub fn resolve(schema: &Schema, names: &[String], flag: &str) -> Result<Vec<usize>> {
    let mut places = Vec::new();
    for name in names {
        if let Some(at) = find(schema, name) {
            places.push(at);
            continue;
        }
        for part in listed(name) {
            places.push(resolve_one(schema, part, flag)?);
        }
    }
    let mut seen = std::collections::BTreeSet::new();
    places.retain(|p| seen.insert(*p));
    Ok(places)
}

/// The place of one column, which `flag` names.
///
/// # Errors
/// [`Error::Invalid`] for a column that is not there: it lists those that are, and suggests one.
pub fn resolve_one(schema: &Schema, name: &str, flag: &str) -> Result<usize> {
    find(schema, name).ok_or_else(|| unknown(schema, name, flag))
}

/// The place of the column `name`, compared as [`resolve`] does; absent where two columns fit as well.
#[must_use]
pub fn find(schema: &Schema, name: &str) -> Option<usize> {
    schema.index_of(name).ok().or_else(|| {
        let name = header_key(name);
        let fields = schema.fields().iter().enumerate();
        let mut same = fields.filter(|(_, f)| header_key(f.name()) == name);
        same.next()
            .filter(|_| same.next().is_none())
            .map(|(at, _)| at)
    })
}

/// Columns that an error lists.
const LISTED: usize = 40;

fn unknown(schema: &Schema, name: &str, flag: &str) -> Error {
    let mut found: Vec<&str> = schema.fields().iter().map(|f| f.name().as_str()).collect();
    let next = suggestion(&found, name, flag);
    let next = next.map(|s| format!("Try {flag} '{}'.", header_line(s)));
    let more = found.len().saturating_sub(LISTED);
    found.truncate(LISTED);
    let shown: Vec<String> = found.iter().map(|c| header_line(c)).collect();
    let more = if more > 0 {
        format!(" and {more} more")
    } else {
        String::new()
    };
    Error::invalid(
        flag,
        format!(
            "there is no column `{name}`; the columns are {}{more}",
            shown.join(", ")
        ),
        next.unwrap_or_default(),
    )
}

/// A column misspelt, else one that plays the role, else the nearest by its letters.
fn suggestion<'a>(columns: &[&'a str], name: &str, flag: &str) -> Option<&'a str> {
    let name = simple(name);
    let far = |c: &&&str| distance(&simple(c), &name);
    let nearest = columns.iter().min_by_key(far);
    let letters = name.chars().count();
    if let Some(near) = nearest.filter(|c| far(c) * 3 <= letters) {
        return Some(near);
    }
    let role = Role::of_flag(flag);
    let strength = |c: &&&str| role.map_or(0, |r| headers::strength(r, &simple(c)));
    let by_role = columns.iter().rev().max_by_key(strength);
    by_role
        .filter(|c| strength(c) > 0)
        .or_else(|| nearest.filter(|c| far(c) < letters.max(c.chars().count())))
        .copied()
}

/// The names nearest to one that is not among them, by their letters: up to three that share at least half of them.
#[must_use]
pub fn nearest<'a>(names: impl IntoIterator<Item = &'a str>, name: &str) -> Vec<&'a str> {
    let name = simple(name);
    let letters = name.chars().count();
    let far = |other: &str| {
        let other = simple(other);
        let inside = !name.is_empty() && (other.contains(&name) || name.contains(&other));
        let edits = distance(&other, &name);
        let longest = letters.max(other.chars().count());
        (inside || edits * 2 <= longest).then_some(edits)
    };
    let mut found: Vec<(usize, &str)> = names
        .into_iter()
        .filter_map(|other| Some((far(other)?, other)))
        .collect();
    found.sort_unstable();
    found.into_iter().take(3).map(|(_, name)| name).collect()
}

/// Edits between two names.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, c) in a.chars().enumerate() {
        let mut corner = i;
        let mut left = i + 1;
        for (d, cell) in b.iter().zip(row.iter_mut().skip(1)) {
            let new = (corner + usize::from(c != *d)).min(left + 1).min(*cell + 1);
            corner = std::mem::replace(cell, new);
            left = new;
        }
        if let Some(first) = row.first_mut() {
            *first = i + 1;
        }
    }
    row.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use arrow_schema::{DataType, Field};

    #[test]
    fn names_nearby() {
        let names = ["物流配送", "物流", "质量问题", "安装服务"];
        assert_eq!(nearest(names, "物流配関"), ["物流配送", "物流"]);
        assert_eq!(nearest(names, "质量"), ["质量问题"]);
        assert!(nearest(names, "abc").is_empty());
    }

    #[test]
    fn a_missing_column_is_suggested_by_spelling_then_role() {
        let field = |name: &str| Field::new(name, DataType::Utf8, true);
        let schema = Schema::new(["留言详情", "b,c", "反对数", "label"].map(field).to_vec());
        let error = |name: &str, flag| {
            resolve(&schema, &[name.into()], flag)
                .unwrap_err()
                .to_string()
        };
        for (name, flag, want) in [
            ("留言详请", "--text", "Try --text '留言详情'."),
            ("内容", "--text", "Try --text '留言详情'."),
            ("标签", "--label", "Try --label 'label'."),
            ("标签", "--type", "Try --type 'label'."),
            ("反对", "--numbers", "Try --numbers '反对数'."),
        ] {
            let said = error(name, flag);
            assert!(said.ends_with(want), "{said}");
        }
        assert!(!error("标签", "--service").contains("Try"));
        assert_eq!(resolve(&schema, &["b,c".into()], "--text").unwrap(), [1]);
        assert!(resolve(&schema, &["留言详情, B,C".into()], "--text").is_err());
        assert_eq!(
            resolve(&schema, &[" 留言详情 ".into()], "--text").unwrap(),
            [0]
        );
    }
}
