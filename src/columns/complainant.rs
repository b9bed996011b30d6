//! Whether a cell names one complainant.

use aho_corasick::AhoCorasick;
use std::sync::OnceLock;

/// Cells that name nobody, and parts of such cells.
#[rustfmt::skip]
const NOBODY: &[&str] = &["无", "-", "none", "n/a", "市民", "居民", "群众", "用户", "客户", "先生", "女士", "小姐", "本人", "男", "女"];
#[rustfmt::skip]
const NOBODY_PARTS: &[&str] = &[
    "匿名", "不详", "未知", "保密", "不愿", "不便", "未提供", "未留", "拒绝提供", "anonymous", "unknown", "undisclosed", "withheld", "аноним", "неизвест",
];
/// Forms of address behind a surname: 王女士 is anybody called 王.
#[rustfmt::skip]
const ADDRESSES: &[&str] = &["先生", "女士", "小姐", "太太", "同志", "师傅", "老师", "阿姨", "大爷", "大妈", "某某", "某"];

/// Whether a cell names one complainant. Numbers blotted out, numbers nobody has, surnames with a form of address, and words
/// for nobody do not.
#[must_use]
pub fn names_someone(cell: &str) -> bool {
    let cell = cell.trim().to_lowercase();
    let blotted = cell.contains('*') || cell.contains("＊");
    // a mask with a pseudonym names one, a bare mask does not
    let inside = cell.strip_prefix('[').and_then(|c| c.strip_suffix(']'));
    let pseudonym =
        |(_, p): (&str, &str)| p.len() == 10 && p.bytes().all(|b| b.is_ascii_hexdigit());
    let mask = inside.is_some_and(|c| !c.rsplit_once(' ').is_some_and(pseudonym));
    let surname = ADDRESSES
        .iter()
        .filter_map(|a| cell.strip_suffix(a))
        .any(|name| name.chars().count() <= 2);
    let title = ["mr", "mrs", "ms", "miss"].iter().any(|t| {
        cell.strip_prefix(t).is_some_and(|r| {
            r.starts_with(['.', ' ']) && r.trim_matches(['.', ' ']).split(' ').count() == 1
        })
    });
    let nobody = NOBODY.contains(&cell.as_str()) || has_nobody(&cell);
    !(cell.is_empty()
        || blotted
        || mask
        || surname
        || title
        || nobody
        || is_placeholder(&cell)
        || is_rounded(&cell))
}

/// Whether a number has lost digits to a spreadsheet: 1.38E+10 is any of a hundred million.
fn is_rounded(cell: &str) -> bool {
    let Some((digits, exponent)) = cell.split_once("e+") else {
        return false;
    };
    let kept = digits.bytes().filter(u8::is_ascii_digit).count();
    let is_number = digits.bytes().all(|b| b.is_ascii_digit() || b == b'.') && kept > 0;
    is_number && exponent.parse::<usize>().is_ok_and(|e| kept <= e)
}

fn has_nobody(cell: &str) -> bool {
    static PARTS: OnceLock<Option<AhoCorasick>> = OnceLock::new();
    let parts = PARTS.get_or_init(|| AhoCorasick::new(NOBODY_PARTS).ok());
    match parts {
        Some(parts) => parts.is_match(cell),
        None => NOBODY_PARTS.iter().any(|w| cell.contains(w)),
    }
}

/// Whether a number is one that is typed where there is none: 00000000000, 13800000000, 12345678.
fn is_placeholder(cell: &str) -> bool {
    let digits: Vec<u8> = cell.bytes().filter(u8::is_ascii_digit).collect();
    let others = cell.chars().filter(|c| c.is_alphabetic()).count();
    if digits.len() < 6 || others > 0 {
        return false;
    }
    let tail = digits.get(3..).unwrap_or_default();
    let same = tail.iter().all(|d| Some(d) == tail.first());
    let steps = |by: u8| {
        digits
            .windows(2)
            .all(|w| w[1] == w[0].wrapping_add(by) || (w[0], w[1]) == (b'9', b'0'))
    };
    same || steps(1) || steps(u8::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_and_blotted_numbers_name_no_one() {
        for cell in [
            "13812345678",
            "A00081234",
            "[手机号 0123456789]",
            "王建国",
            "13800138000",
            "John Smith",
            "user_123456",
            "1.3812345678E+10",
            "alice+e+1",
        ] {
            assert!(names_someone(cell), "{cell}");
        }
        for cell in [
            "",
            "匿名",
            "138****5678",
            "[手机号]",
            "Anonymous",
            "-",
            "[mobile]",
            "王女士",
            "欧阳先生",
            "Mr. Smith",
            "保密用户",
            "匿名市民",
            "00000000000",
            "13800000000",
            "99999999",
            "12345678",
            "1.38E+10",
            "1.38e+10",
        ] {
            assert!(!names_someone(cell), "{cell}");
        }
    }
}
