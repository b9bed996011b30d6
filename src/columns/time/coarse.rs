//! Cells that name a week or a quarter: they tell when, but no day.

/// Longest such cell, in bytes.
const LONGEST: usize = 32;
/// What stands for a week or a quarter.
const UNITS: [char; 7] = ['W', 'w', 'Q', 'q', '周', '週', '季'];

/// Whether a cell is a week or a quarter of a year: `2023-W39`, `2023年第39周`, `2024Q1`, `Q1 2024`, `2024年一季度`.
pub fn names_week_or_quarter(cell: &str) -> bool {
    if cell.len() > LONGEST || !cell.contains(UNITS) {
        return false;
    }
    let plain = cell.chars().filter(|c| !c.is_whitespace());
    let plain: String = plain.filter(|c| !"-_/年第".contains(*c)).collect();
    let is_year = |text: &str| text.len() == 4 && is_number(text);
    let Some((before, after)) = plain.split_once(UNITS) else {
        return false;
    };
    let is_latin = plain.is_ascii();
    match before.is_empty() {
        // the number stands before the year, with nothing between
        true => is_latin && after.get(1..).is_some_and(is_year) && is_number(after),
        false if is_latin => is_year(before) && after.len() <= 2 && is_number(after),
        false => {
            let year = before.get(..4).is_some_and(is_year);
            let number = before.get(4..).unwrap_or_default();
            let is_ordinal = is_number(number) || ["一", "二", "三", "四"].contains(&number);
            year && is_ordinal && ["", "度"].contains(&after)
        }
    }
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weeks_and_quarters_are_told_from_names() {
        for cell in [
            "2023-W39",
            "2023W3",
            "2023年第39周",
            "2024Q1",
            "2024-Q1",
            "Q1 2024",
            "2024年第1季度",
            "2024年一季度",
        ] {
            assert!(names_week_or_quarter(cell), "{cell}");
        }
        for cell in [
            "W39",
            "Q7",
            "2024",
            "iQ2024",
            "四季花园",
            "周大福",
            "2024-01",
            "2024年",
            "A2024Q1",
        ] {
            assert!(!names_week_or_quarter(cell), "{cell}");
        }
    }
}
