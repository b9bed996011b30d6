//! Rows of a table that are not rows of data: repeated headers, totals, and lines at the foot.

/// What a row is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum RowKind {
    Data,
    /// The header again, as in files that were put together.
    Header,
    /// A sum or a mean of the rows above.
    Total,
    /// A signature, a source, a remark: only where no data follow.
    Foot,
}

/// Knows the rows of one table that are not data.
#[derive(Clone, Debug, Default)]
pub(super) struct Edges {
    header: Vec<String>,
    headers: u64,
    totals: u64,
    feet: u64,
    first_total: String,
    first_foot: String,
}

/// First cells of a row of totals, without spaces and colons, in lower case.
const TOTALS: &str = " 合计 总计 小计 总和 共计 合计数 合計 總計 小計 本页小计 本頁小計 subtotal sub-total grandtotal итого подытог ";
/// The same, where no data follow: words that may be an answer, too.
const LAST_TOTALS: &str =
    " 累计 平均 平均值 均值 total totals sum average mean overall всего итог среднее ";
/// Ends of first cells of such a row: `物流小计`.
const TOTAL_ENDS: [&str; 6] = ["合计", "总计", "小计", "合計", "總計", "小計"];
/// First words of lines at the foot; a colon follows.
const FEET: &str = "制表 填表 填报 审核 审批 复核 批准 核准 负责人 单位负责人 部门负责人 主管 经办 经手 打印 导出 统计 报送 数据来源 资料来源 来源 \
    备注 注 说明 附注 製表 填報 審核 覆核 負責人 列印 匯出 資料來源 備註 說明 \
    prepared approved reviewed printed exported generated source note notes remark remarks signature \
    исполнитель составил утвердил проверил источник примечание подпись";
/// First cells longer than this (bytes) are data.
const LONGEST: usize = 240;

impl Edges {
    pub(super) fn new(header: &[String]) -> Self {
        Self {
            header: header.to_vec(),
            ..Self::default()
        }
    }

    /// Judges a row by its cells.
    pub(super) fn judge<'a>(&self, cells: impl Iterator<Item = &'a str> + Clone) -> RowKind {
        let mut filled = cells.clone().map(str::trim).filter(|c| !c.is_empty());
        let Some(first) = filled.next().filter(|c| c.len() <= LONGEST) else {
            return RowKind::Data;
        };
        if self.is_header(first, cells) {
            return RowKind::Header;
        }
        let figures = || self.header.len() > 1 && filled.clone().all(is_figure);
        if let Some(kind) = total(first).filter(|_| figures()) {
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
        if first.trim_start_matches('\u{feff}').trim_matches('"') != name {
            return false;
        }
        let bare = |c: &'a str| c.trim().trim_start_matches('\u{feff}').trim_matches('"');
        let mut same = 0;
        let all = cells.map(bare).zip(&self.header).all(|(cell, name)| {
            same += usize::from(cell == name.trim());
            cell.is_empty() || cell == name.trim() || name.starts_with(cell)
        });
        all && (same >= 2 || marked)
    }

    /// Counts a row that is left out.
    pub(super) fn leave_out<'a>(
        &mut self,
        kind: RowKind,
        mut cells: impl Iterator<Item = &'a str>,
    ) {
        let mut first = || {
            let first = cells.find(|c| !c.trim().is_empty()).unwrap_or_default();
            first.trim().chars().take(20).collect::<String>()
        };
        let (count, example) = match kind {
            RowKind::Data => return,
            RowKind::Header => {
                self.headers += 1;
                return;
            }
            RowKind::Total => (&mut self.totals, &mut self.first_total),
            RowKind::Foot => (&mut self.feet, &mut self.first_foot),
        };
        *count += 1;
        if example.is_empty() {
            *example = first();
        }
    }

    /// What was left out, a line a kind.
    pub(super) fn notes(&self, file: &str) -> Vec<String> {
        let line = |n: u64, one: &str, many: &str, example: &str| {
            let what = if n == 1 { one } else { many };
            (n > 0).then(|| format!("{file}: {n} {what} left out{example}"))
        };
        let quoted = |text: &str| format!(" (`{text}`)");
        [
            line(
                self.headers,
                "repeated header row was",
                "repeated header rows were",
                "",
            ),
            line(
                self.totals,
                "row of totals was",
                "rows of totals were",
                &quoted(&self.first_total),
            ),
            line(
                self.feet,
                "line at the foot was",
                "lines at the foot were",
                &quoted(&self.first_foot),
            ),
        ]
        .into_iter()
        .flatten()
        .collect()
    }
}

/// What a row of figures is by its first cell, where that is a word for totals.
fn total(first: &str) -> Option<RowKind> {
    // most first cells end otherwise, and are told by that
    let last = first
        .trim_end_matches([':', '：', ' '])
        .chars()
        .next_back()?;
    if first.len() > 40 || !"计計和值均数lsmenогеLSMEN".contains(last) {
        return None;
    }
    let plain = |c: &char| !c.is_whitespace() && !":：".contains(*c);
    let word: String = first.chars().filter(plain).collect();
    let listed = format!(" {} ", word.to_lowercase());
    let ends = |end: &&str| word.ends_with(*end) && word.chars().count() <= 8;
    if word.is_empty() {
        None
    } else if TOTALS.contains(&listed) || TOTAL_ENDS.iter().any(ends) {
        Some(RowKind::Total)
    } else {
        LAST_TOTALS.contains(&listed).then_some(RowKind::Foot)
    }
}

/// True for an amount with its unit, and for what stands for none.
fn is_figure(cell: &str) -> bool {
    let odd = |c: char| {
        !(c.is_ascii_digit() || c.is_whitespace() || "０１２３４５６７８９.,，．%％‰+-—–/:¥￥$€元件单條条个人次天共时小分秒万萬亿億户家笔".contains(c))
    };
    cell.len() <= 60 && !cell.contains(odd) || cell.eq_ignore_ascii_case("nan")
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
mod tests {
    use super::*;

    #[test]
    fn rows_that_are_no_data() {
        let edges = Edges::new(&["编号", "内容", "金额", "时间"].map(String::from));
        let judge = |cells: &[&'static str]| edges.judge(cells.iter().copied());
        for (cells, kind) in [
            (vec!["1", "合计", "50", "2024-01-01"], RowKind::Data),
            (vec!["合计", "", "6,000.00", ""], RowKind::Total),
            (vec!["", "总 计：", "6000元", ""], RowKind::Total),
            (vec!["物流小计", "", "30", ""], RowKind::Total),
            (vec!["Total", "", "", ""], RowKind::Foot),
            (vec!["average", "客服", "3", ""], RowKind::Data),
            (vec!["Итого:", "", "5 000", ""], RowKind::Total),
            (vec!["合计", "客服不理我", "3", ""], RowKind::Data),
            (vec!["制表人：王五", "", "", ""], RowKind::Foot),
            (
                vec!["制表人：王五", "审核人：李四", "打印日期：2024-01-01", ""],
                RowKind::Foot,
            ),
            (vec!["共 120 条", "", "", ""], RowKind::Foot),
            (vec!["注：含重复件", "", "", ""], RowKind::Foot),
            (vec!["Source: call centre", "", "", ""], RowKind::Foot),
            (
                vec!["备注：请尽快", "真的投诉", "3", "2024-01-01"],
                RowKind::Data,
            ),
            (vec!["编号", "内容", "金额", "时间"], RowKind::Header),
            (
                vec!["\u{feff}编号", "内容", "金额", "时间"],
                RowKind::Header,
            ),
            (vec!["编号", "内容是这样的", "3", ""], RowKind::Data),
            (vec!["统计局的答复", "内容", "", ""], RowKind::Data),
            (vec!["12", "", "", ""], RowKind::Data),
            (vec!["", "", "", ""], RowKind::Data),
        ] {
            assert_eq!(judge(&cells), kind, "{cells:?}");
        }
    }

    #[test]
    fn two_columns_and_one() {
        let edges = Edges::new(&["产品", "订单量"].map(String::from));
        assert_eq!(edges.judge(["合计", "60000"].into_iter()), RowKind::Total);
        assert_eq!(edges.judge(["产品", "订单量"].into_iter()), RowKind::Header);
        let edges = Edges::new(&["text".to_owned()]);
        assert_eq!(edges.judge(["text"].into_iter()), RowKind::Data);
        assert_eq!(edges.judge(["\u{feff}text"].into_iter()), RowKind::Header);
        assert_eq!(edges.judge(["客服不理人"].into_iter()), RowKind::Data);
    }
}
