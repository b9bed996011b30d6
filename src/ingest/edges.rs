//! Rows of a table that are not rows of data: repeated headers, totals, and lines at the foot.

use super::notes::{Left, Level, Remark, TableNotes};
pub(super) use super::row_kind::RowKind;
use super::totals::{is_amount, is_figure, total};
use crate::Error;
use crate::columns::{Role, headers};

/// Knows the rows of one table that are not data.
#[derive(Clone, Debug, Default)]
pub(super) struct Edges {
    header: Vec<String>,
    /// Lengths of its names, a bit each: most first cells have another.
    lengths: u64,
    /// The header may be data itself.
    is_doubtful: bool,
    headers: u64,
    totals: u64,
    feet: u64,
    blank: u64,
    first_total: String,
    first_foot: String,
    /// Headers with other names: row and what differs.
    renamed: Vec<String>,
}

/// First words of lines at the foot; a colon follows.
const FEET: &str = "制表 填表 填报 审核 审批 复核 批准 核准 负责人 单位负责人 部门负责人 主管 经办 经手 打印 导出 统计 报送 数据来源 资料来源 来源 \
    备注 注 说明 附注 製表 填報 審核 覆核 負責人 列印 匯出 資料來源 備註 說明 \
    prepared approved reviewed printed exported generated source note notes remark remarks signature \
    исполнитель составил утвердил проверил источник примечание подпись";
/// First cells longer than this (bytes) are data.
const LONGEST: usize = 240;

impl Edges {
    pub(super) fn new(header: &[String]) -> Self {
        let names = header.iter().map(|n| n.trim());
        Self {
            lengths: names.fold(0, |bits, name| bits | length(name)),
            header: header.to_vec(),
            ..Self::default()
        }
    }

    /// The same, for a header that looks like data.
    pub(super) fn doubtful(self, is_doubtful: bool) -> Self {
        Self {
            is_doubtful,
            ..self
        }
    }

    /// Judges a row by its cells.
    pub(super) fn judge<'a>(&self, cells: impl Iterator<Item = &'a str> + Clone) -> RowKind {
        let mut filled = cells.clone().map(str::trim).filter(|c| !c.is_empty());
        let Some(first) = filled.next().filter(|c| c.len() <= LONGEST) else {
            return RowKind::Data;
        };
        if self.is_header(first, cells.clone()) {
            return RowKind::Header;
        }
        if let Some(kind) = self.other_header((first, filled.clone().next()), cells.clone()) {
            return kind;
        }
        if let Some(kind) = self.total(first, filled.clone(), cells) {
            return kind;
        }
        if is_foot(first) {
            let (cells, width) = (filled.clone().count() + 1, self.header.len().max(2));
            if cells < width && (cells * 2 <= width || filled.all(is_foot)) {
                return RowKind::Foot;
            }
        }
        RowKind::Data
    }

    fn is_header<'a>(&self, first: &str, cells: impl Iterator<Item = &'a str>) -> bool {
        let marked = first.starts_with('\u{feff}');
        let Some(name) = self.header.iter().map(|n| n.trim()).find(|n| !n.is_empty()) else {
            return false;
        };
        if bare(first) != name {
            return false;
        }
        let mut same = 0;
        let all = cells.map(bare).zip(&self.header).all(|(cell, name)| {
            same += usize::from(cell == name.trim());
            cell.is_empty() || cell == name.trim() || name.starts_with(cell)
        });
        all && (same >= 2 || marked)
    }

    /// A header that differs: three cells at least and most of all are names of columns, and the others may be.
    fn other_header<'a>(
        &self,
        (first, second): (&str, Option<&str>),
        cells: impl Iterator<Item = &'a str>,
    ) -> Option<RowKind> {
        let may_be = |cell: &str| self.lengths & length(cell) != 0 && self.is_name(cell);
        if self.is_doubtful || !(may_be(first) || second.is_some_and(may_be)) {
            return None;
        }
        let (mut filled, mut known, mut in_place) = (0, 0, 0);
        for (at, cell) in cells.map(bare).enumerate().filter(|(_, c)| !c.is_empty()) {
            filled += 1;
            let is_here = self.header.get(at).is_some_and(|n| n.starts_with(cell));
            in_place += usize::from(is_here);
            if is_here || self.is_name(cell) {
                known += 1;
            } else if cell.contains(|c: char| c.is_ascii_digit()) || cell.chars().count() > 20 {
                return None;
            }
        }
        (known >= 3 && known * 2 > filled).then_some(match in_place == known {
            true => RowKind::Renamed,
            false => RowKind::Reordered,
        })
    }

    /// True for the name of a column, other than a number.
    fn is_name(&self, cell: &str) -> bool {
        cell.contains(char::is_alphabetic) && self.header.iter().any(|n| n.trim() == cell)
    }

    /// The first of `cells` that differs from the header, beside it.
    fn difference<'a>(&self, cells: impl Iterator<Item = &'a str>) -> String {
        let mut pairs = cells.map(bare).zip(self.header.iter().map(|n| n.trim()));
        let differs = pairs.find(|(cell, name)| !cell.is_empty() && !name.starts_with(*cell));
        differs.map_or_else(String::new, |(cell, name)| {
            format!("`{cell}` where the first one has `{name}`")
        })
    }

    /// What to do about a header in another order.
    pub(super) fn reordered<'a>(
        &self,
        (file, row): (&str, u64),
        cells: impl Iterator<Item = &'a str>,
    ) -> Error {
        Error::invalid(
            format!("{file}, row {row}"),
            format!(
                "another header begins here, with its columns in another order: {}",
                self.difference(cells)
            ),
            "Split the file before this row and give both parts: files are joined by column name.",
        )
    }

    /// What a row of totals is: a word for totals, behind a number at most, and nothing but figures. Below such a word one short cell may
    /// say of what, where neither a text nor a time is filled and most cells are not.
    fn total<'a>(
        &self,
        first: &str,
        rest: impl Iterator<Item = &'a str> + Clone,
        cells: impl Iterator<Item = &'a str> + Clone,
    ) -> Option<RowKind> {
        if self.header.len() < 2 {
            return None;
        }
        // a sum below its column, and nothing else
        let (at, is_lonely) = (
            cells.clone().position(|c| !c.trim().is_empty()),
            rest.clone().next().is_none(),
        );
        if is_lonely && self.header.len() > 3 && at > Some(0) && is_sum(first) {
            return Some(RowKind::Total);
        }
        let is_number = first.len() <= 8 && first.bytes().all(|b| b.is_ascii_digit());
        if is_number && self.header.len() > 3 {
            let (word, mut rest) = (rest.clone().next()?, rest.skip(1));
            let kind = total(word).filter(|kind| *kind == RowKind::Total)?;
            return rest.all(is_amount).then_some(kind);
        }
        let kind = total(first)?;
        if rest.clone().all(is_figure) {
            return Some(kind);
        }
        let others = rest.filter(|c| !is_amount(c));
        let few = others.clone().count() == 1 && others.clone().all(|c| c.chars().count() <= 8);
        let filled = cells.clone().filter(|c| !c.trim().is_empty()).count();
        let speaks = |(name, cell): (&String, &str)| {
            let roles = [Role::Text, Role::Time];
            bare(cell) != first
                && !cell.trim().is_empty()
                && roles.iter().any(|r| headers::strength(*r, name) > 0)
        };
        let is_complaint = self.header.iter().zip(cells).any(speaks);
        let is_of = kind == RowKind::Total && few && filled * 2 <= self.header.len();
        (is_of && !is_complaint).then_some(kind)
    }

    /// Counts a row without any filled cell.
    pub(super) fn skip_blank(&mut self) {
        self.blank += 1;
    }

    /// Counts a row that is left out.
    pub(super) fn leave_out<'a>(
        &mut self,
        (kind, row): (RowKind, u64),
        mut cells: impl Iterator<Item = &'a str>,
    ) {
        let (count, example) = match kind {
            RowKind::Data | RowKind::Reordered => return,
            RowKind::Header => {
                self.headers += 1;
                return;
            }
            RowKind::Renamed => {
                let line = format!("row {row} is a header with {}", self.difference(cells));
                self.renamed.push(line);
                return;
            }
            RowKind::Total => (&mut self.totals, &mut self.first_total),
            RowKind::Foot => (&mut self.feet, &mut self.first_foot),
        };
        *count += 1;
        if example.is_empty() {
            let first = cells.find(|c| c.contains(char::is_alphabetic));
            *example = first.unwrap_or_default().trim().chars().take(20).collect();
        }
    }

    /// Notes what was left out, a line a kind.
    pub(super) fn note(self, file: &str, notes: &mut TableNotes) {
        for line in &self.renamed {
            let line = format!(
                "{file}: {line}; it was left out, and the rows below it are read as if they had the first one. Split the file there if they do not"
            );
            notes.push(Level::Warn, line);
        }
        let quoted = |text: &str| format!(" (`{text}`)");
        let renamed = self.renamed.len() as u64;
        for (what, rows, one, many, example) in [
            (
                Left::Headers,
                self.headers,
                "repeated header row was",
                "repeated header rows were",
                String::new(),
            ),
            (Left::RenamedHeaders, renamed, "", "", String::new()),
            (
                Left::Totals,
                self.totals,
                "row of totals was",
                "rows of totals were",
                quoted(&self.first_total),
            ),
            (
                Left::Feet,
                self.feet,
                "line at the foot was",
                "lines at the foot were",
                quoted(&self.first_foot),
            ),
            (
                Left::Blank,
                self.blank,
                "row without any filled cell was",
                "rows without any filled cell were",
                String::new(),
            ),
        ] {
            if rows == 0 {
                continue;
            }
            if !one.is_empty() {
                let words = if rows == 1 { one } else { many };
                let line = format!("{file}: {rows} {words} left out{example}");
                notes.push(Level::Say, line);
            }
            let place = file.to_owned();
            notes.layout.remarks.push(Remark::LeftOut {
                place,
                what,
                rows,
                example,
            });
        }
    }
}

/// A bit for the length of a name.
fn length(name: &str) -> u64 {
    1 << name.len().min(63)
}

/// A cell without quotes, spaces and the mark at the start of a file.
fn bare(cell: &str) -> &str {
    cell.trim().trim_start_matches('\u{feff}').trim_matches('"')
}

/// True for a figure that may be a sum.
fn is_sum(cell: &str) -> bool {
    is_amount(cell) && cell.contains(|c: char| c.is_numeric())
}

fn is_foot(cell: &str) -> bool {
    let colon = cell
        .char_indices()
        .take(24)
        .find(|(_, c)| ":：".contains(*c));
    if let Some((at, _)) = colon {
        let before = cell[..at].to_lowercase();
        let start = before.split(char::is_whitespace).next().unwrap_or_default();
        return FEET
            .split_whitespace()
            .any(|f| match f.is_ascii() || f.len() > 12 {
                true => start == f,
                false => before.starts_with(f),
            });
    }
    let counted = cell.strip_prefix('共').map(str::trim_start);
    counted.is_some_and(|c| c.starts_with(|c: char| c.is_ascii_digit()))
        || (cell.starts_with('注') && cell[3..].starts_with(|c: char| c.is_ascii_digit()))
}

#[cfg(test)]
mod tests;
