//! Rows of an index: cells as they came, their stored form, their hashes, and their numbers.

use xxhash_rust::xxh3::{Xxh3, xxh3_64};

/// One row on its way into the index.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Row {
    /// Cells in the order of the index's columns; missing ones at the end are empty.
    pub cells: Vec<Cell>,
    /// Times read from cells, as (column, microseconds); see [`super::micros`].
    pub times: Vec<(usize, i64)>,
}

/// One cell of a complaint, in the type the source gave it.
#[derive(Clone, Debug, Default, PartialEq, serde::Serialize)]
#[serde(untagged)]
pub enum Cell {
    /// An empty cell.
    #[default]
    Null,
    /// Text, as it came.
    Text(String),
    /// A whole number of a typed source.
    Int(i64),
    /// A number of a typed source.
    Float(f64),
    /// A truth value of a typed source.
    Bool(bool),
}

impl Cell {
    /// The cell as text; `None` for an empty one.
    #[must_use]
    pub fn text(&self) -> Option<std::borrow::Cow<'_, str>> {
        Some(match self {
            Self::Null => return None,
            Self::Text(s) => s.as_str().into(),
            Self::Int(i) => i.to_string().into(),
            Self::Float(f) => f.to_string().into(),
            Self::Bool(b) => if *b { "true" } else { "false" }.into(),
        })
    }

    /// The cell as a number: typed, or a text that is a plain number (`3`, `-2.50`, `1,234`) of at most 15 digits before its point and no
    /// leading zero, so that codes and long numbers stay text.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "numbers are compared as f64")]
    pub fn number(&self) -> Option<f64> {
        match self {
            Self::Int(i) => Some(*i as f64),
            Self::Float(f) => f.is_finite().then_some(*f),
            Self::Text(s) => number(s.trim()),
            Self::Null | Self::Bool(_) => None,
        }
    }

    fn hash_into(&self, hasher: &mut Xxh3) {
        match self {
            Self::Null => hasher.update(&[0]),
            Self::Text(s) => {
                hasher.update(&[1]);
                hasher.update(&(s.len() as u64).to_le_bytes());
                hasher.update(s.as_bytes());
            }
            Self::Int(i) => {
                hasher.update(&[2]);
                hasher.update(&i.to_le_bytes());
            }
            Self::Float(f) => {
                hasher.update(&[3]);
                hasher.update(&f.to_bits().to_le_bytes());
            }
            Self::Bool(b) => hasher.update(&[4, u8::from(*b)]),
        }
    }
}

/// Bytes of a number at most.
const LONGEST_NUMBER: usize = 40;

/// See [`Cell::number`].
pub(super) fn number(text: &str) -> Option<f64> {
    let body = text.strip_prefix(['-', '+']).unwrap_or(text);
    let (whole, fraction) = body.split_once('.').unwrap_or((body, "0"));
    let digits = |s: &str| !s.is_empty() && s.bytes().all(|b| b.is_ascii_digit());
    let grouped = whole.contains(',') && well_grouped(whole);
    if !(digits(whole) || grouped)
        || !digits(fraction)
        || whole.len() > 1 && whole.starts_with('0')
        || body.len() > LONGEST_NUMBER
    {
        return None;
    }
    let plain: String = text.chars().filter(|c| *c != ',').collect();
    // more digits are a code; those of a fraction are what a spreadsheet makes of 0.1 + 0.2
    if whole.bytes().filter(u8::is_ascii_digit).count() > 15 {
        return None;
    }
    plain.parse().ok()
}

fn well_grouped(whole: &str) -> bool {
    let mut parts = whole.split(',');
    let first = parts.next().unwrap_or("");
    (1..=3).contains(&first.len())
        && first.bytes().all(|b| b.is_ascii_digit())
        && parts.all(|p| p.len() == 3 && p.bytes().all(|b| b.is_ascii_digit()))
}

/// Hash of a row's cells with the hashes of their column names; empty cells and the order of columns do not count.
pub(super) fn content_hash(names: &[(usize, u64)], cells: &[Cell], salt: u64) -> u64 {
    let mut hasher = Xxh3::with_seed(salt);
    for (column, name) in names {
        match cells.get(*column) {
            None | Some(Cell::Null) => {}
            Some(cell) => {
                hasher.update(&name.to_le_bytes());
                cell.hash_into(&mut hasher);
            }
        }
    }
    hasher.digest()
}

/// The hash under which an id is known.
pub(super) fn key_of(id: &str) -> u64 {
    xxh3_64(id.as_bytes())
}

/// The stored form: a tag and a value for every cell.
pub(super) fn encode(cells: &[Cell]) -> Vec<u8> {
    let size = cells.iter().map(|c| match c {
        Cell::Text(s) => s.len() + 3,
        _ => 9,
    });
    let mut out = Vec::with_capacity(size.sum());
    for cell in cells {
        match cell {
            Cell::Null => out.push(0),
            Cell::Text(s) => {
                out.push(1);
                put_length(&mut out, s.len());
                out.extend_from_slice(s.as_bytes());
            }
            Cell::Int(i) => {
                out.push(2);
                out.extend_from_slice(&i.to_le_bytes());
            }
            Cell::Float(f) => {
                out.push(3);
                out.extend_from_slice(&f.to_le_bytes());
            }
            Cell::Bool(b) => out.push(4 + u8::from(*b)),
        }
    }
    out
}

#[expect(clippy::cast_possible_truncation, reason = "seven bits at a time")]
fn put_length(out: &mut Vec<u8>, mut n: usize) {
    while n >= 0x80 {
        out.push((n & 0x7f) as u8 | 0x80);
        n >>= 7;
    }
    out.push((n & 0x7f) as u8);
}

/// The cells back. What does not decode ends the row; the store has a checksum, so this does not happen.
pub(super) fn decode(mut bytes: &[u8]) -> Vec<Cell> {
    std::iter::from_fn(|| decode_cell(&mut bytes)).collect()
}

fn decode_cell(bytes: &mut &[u8]) -> Option<Cell> {
    let (tag, rest) = bytes.split_first()?;
    *bytes = rest;
    Some(match tag {
        0 => Cell::Null,
        1 => Cell::Text(take_text(bytes)?),
        2 => Cell::Int(i64::from_le_bytes(take_eight(bytes)?)),
        3 => Cell::Float(f64::from_le_bytes(take_eight(bytes)?)),
        4 => Cell::Bool(false),
        5 => Cell::Bool(true),
        _ => return None,
    })
}

fn take_eight(bytes: &mut &[u8]) -> Option<[u8; 8]> {
    let (head, rest) = bytes.split_first_chunk::<8>()?;
    *bytes = rest;
    Some(*head)
}

fn take_text(bytes: &mut &[u8]) -> Option<String> {
    let mut length = 0usize;
    for shift in (0..63).step_by(7) {
        let (byte, rest) = bytes.split_first()?;
        *bytes = rest;
        length |= ((byte & 0x7f) as usize) << shift;
        if byte & 0x80 == 0 {
            let (text, rest) = bytes.split_at_checked(length)?;
            *bytes = rest;
            return String::from_utf8(text.to_vec()).ok();
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn codes_are_no_numbers() {
        for (text, want) in [
            ("3", Some(3.0)),
            ("-2.50", Some(-2.5)),
            ("1,234.5", Some(1234.5)),
            ("0.5", Some(0.5)),
            ("0.30000000000000004", Some(0.300_000_000_000_000_04)),
            ("007", None),
            ("12,34", None),
            ("13800138000", Some(13_800_138_000.0)),
            ("1234567890123456", None),
            ("1.2.3", None),
            ("1e5", None),
            ("", None),
            ("-", None),
            (".5", None),
            ("5.", None),
            ("５", None),
        ] {
            assert_eq!(number(text), want, "{text}");
        }
    }

    fn any_cell() -> impl Strategy<Value = Cell> {
        prop_oneof![
            Just(Cell::Null),
            "\\PC{0,300}".prop_map(Cell::Text),
            any::<i64>().prop_map(Cell::Int),
            (-1e300f64..1e300).prop_map(Cell::Float),
            any::<bool>().prop_map(Cell::Bool),
        ]
    }

    proptest! {
        #[test]
        fn a_row_comes_back_as_it_was(cells in prop::collection::vec(any_cell(), 0..6)) {
            prop_assert_eq!(decode(&encode(&cells)), cells);
        }

        #[test]
        fn no_bytes_panic(bytes in prop::collection::vec(any::<u8>(), 0..60)) {
            decode(&bytes);
        }
    }

    #[test]
    fn empty_cells_and_column_order_do_not_change_the_hash() {
        let (a, b) = (Cell::Text("a".into()), Cell::Int(1));
        let one = content_hash(&[(0, 7), (1, 8)], &[a.clone(), b.clone()], 0);
        let other = content_hash(
            &[(1, 7), (0, 8), (2, 9)],
            &[b.clone(), a.clone(), Cell::Null],
            0,
        );
        assert_eq!(one, other);
        assert_ne!(
            one,
            content_hash(&[(0, 8), (1, 7)], &[a.clone(), b.clone()], 0)
        );
        assert_ne!(one, content_hash(&[(0, 7), (1, 8)], &[a, b], 1));
    }
}
