//! Tables of HTML and of Excel's XML of 2003 → grids: what programs write under the name of a workbook.

use super::grid::Grid;
use super::header::Merged;
use super::markup::{Piece, Pieces, attribute};
use crate::types::entities::decoded;
use calamine::Data;

/// Cells that one attribute may claim, at most.
const MAX_SPAN: usize = 10_000;

/// The tables of a document, in order: the largest of a web page, every worksheet of a workbook.
pub(super) fn grids(document: &str) -> Vec<Grid> {
    let mut reader = Reader::default();
    for piece in (Pieces { rest: document }) {
        reader.take(&piece);
    }
    reader.end_table();
    let mut grids = reader.grids;
    grids.retain(|g| !g.rows.is_empty());
    grids
}

#[derive(Default)]
struct Reader {
    grids: Vec<Grid>,
    grid: Grid,
    /// The cell under way, and whether it is one that spans others.
    cell: Option<Cell>,
    /// Open elements whose text nobody sees: scripts, styles.
    silent: usize,
    sheet: String,
}

struct Cell {
    text: String,
    kind: String,
    columns: usize,
    rows: usize,
}

impl Reader {
    fn take(&mut self, piece: &Piece<'_>) {
        match piece {
            Piece::Open {
                name,
                attributes,
                empty,
            } => self.open(&name.to_ascii_lowercase(), attributes, *empty),
            Piece::Close(name) => self.close(&name.to_ascii_lowercase()),
            Piece::Text(text) if self.silent == 0 => self.text(&decoded(text)),
            Piece::Literal(text) if self.silent == 0 => self.text(text),
            _ => {}
        }
    }

    fn open(&mut self, name: &str, attributes: &str, empty: bool) {
        match name {
            "worksheet" => {
                self.sheet = attribute(attributes, "name")
                    .unwrap_or_default()
                    .into_owned()
            }
            "table" => self.end_table(),
            "tr" | "row" => self.row(attributes),
            "td" | "th" | "cell" => {
                self.end_cell();
                let span = |key, more: usize| {
                    let n = attribute(attributes, key).and_then(|v| v.trim().parse::<usize>().ok());
                    n.map_or(1, |n| (n + more).clamp(1, MAX_SPAN))
                };
                let xml = name == "cell";
                if let Some(index) = attribute(attributes, "index").filter(|_| xml)
                    && let (Ok(index), Some(row)) =
                        (index.parse::<usize>(), self.grid.rows.last_mut())
                {
                    row.resize(index.clamp(1, MAX_SPAN) - 1, Data::Empty);
                }
                self.cell = Some(Cell {
                    text: String::new(),
                    kind: String::new(),
                    columns: if xml {
                        span("mergeacross", 1)
                    } else {
                        span("colspan", 0)
                    },
                    rows: if xml {
                        span("mergedown", 1)
                    } else {
                        span("rowspan", 0)
                    },
                });
                if empty {
                    self.end_cell();
                }
            }
            "data" => {
                if let Some(cell) = &mut self.cell {
                    cell.kind = attribute(attributes, "type")
                        .unwrap_or_default()
                        .into_owned();
                }
            }
            name if breaks_line(name) => self.text("\n"),
            name if is_silent(name) && !empty => self.silent += 1,
            _ => {}
        }
    }

    fn close(&mut self, name: &str) {
        match name {
            "td" | "th" | "cell" | "tr" | "row" => self.end_cell(),
            "table" => self.end_table(),
            name if is_silent(name) => self.silent = self.silent.saturating_sub(1),
            _ => {}
        }
    }

    fn text(&mut self, text: &str) {
        if let Some(cell) = &mut self.cell {
            cell.text.push_str(text);
        }
    }

    fn row(&mut self, attributes: &str) {
        self.end_cell();
        if let Some(index) = attribute(attributes, "index").and_then(|i| i.parse::<usize>().ok()) {
            let rows = self.grid.rows.len();
            self.grid
                .rows
                .resize(index.clamp(rows + 1, rows + MAX_SPAN) - 1, Vec::new());
        }
        if attribute(attributes, "hidden").is_some_and(|h| h == "1") {
            self.grid.hidden.insert(self.grid.rows.len());
        }
        self.grid.rows.push(Vec::new());
        self.skip_covered();
    }

    /// Cells that merged ones of the rows above cover.
    fn skip_covered(&mut self) {
        let at = self.grid.rows.len().saturating_sub(1);
        let Some(row) = self.grid.rows.last_mut() else {
            return;
        };
        let covers = |column: usize| {
            let inside = |m: &&Merged| m.rows.0 < at && m.rows.1 >= at;
            let mut over = self.grid.merged.iter().filter(inside);
            over.any(|m| (m.columns.0..=m.columns.1).contains(&column))
        };
        while covers(row.len()) {
            row.push(Data::Empty);
        }
    }

    fn end_cell(&mut self) {
        let Some(cell) = self.cell.take() else { return };
        if self.grid.rows.is_empty() {
            self.grid.rows.push(Vec::new());
        }
        self.skip_covered();
        let at = self.grid.rows.len() - 1;
        let Some(row) = self.grid.rows.last_mut() else {
            return;
        };
        let from = row.len();
        row.push(value(&cell));
        row.resize(from + cell.columns, Data::Empty);
        if cell.columns > 1 || cell.rows > 1 {
            self.grid.merged.push(Merged {
                rows: (at, at + cell.rows - 1),
                columns: (from, from + cell.columns - 1),
            });
        }
    }

    fn end_table(&mut self) {
        self.end_cell();
        let mut grid = std::mem::take(&mut self.grid);
        grid.name.clone_from(&self.sheet);
        self.grids.push(grid);
    }
}

/// True for an element that begins a new line.
pub(super) fn breaks_line(name: &str) -> bool {
    ["br", "p", "div", "li", "tr"]
        .iter()
        .any(|n| name.eq_ignore_ascii_case(n))
}

/// True for an element whose text nobody sees.
pub(super) fn is_silent(name: &str) -> bool {
    ["script", "style", "comment"]
        .iter()
        .any(|n| name.eq_ignore_ascii_case(n))
}

/// What a cell holds, by its type; text lines without the space that mark-up is indented with.
fn value(cell: &Cell) -> Data {
    let lines: Vec<&str> = cell
        .text
        .split('\n')
        .map(str::trim)
        .filter(|l| !l.is_empty())
        .collect();
    let text = lines.join("\n");
    if text.is_empty() {
        return Data::Empty;
    }
    match cell.kind.as_str() {
        "Number" => text
            .parse()
            .map_or_else(|_| Data::String(text.clone()), Data::Float),
        "DateTime" => Data::DateTimeIso(text.trim_end_matches(".000").to_owned()),
        "Boolean" => Data::Bool(text == "1"),
        _ => Data::String(text),
    }
}

#[cfg(test)]
mod tests {
    use super::super::cells::shown;
    use super::*;

    fn cells(document: &str) -> Vec<Vec<String>> {
        let grids = grids(document);
        let grid = grids.iter().max_by_key(|g| g.rows.len()).unwrap();
        grid.rows
            .iter()
            .map(|r| r.iter().map(shown).collect())
            .collect()
    }

    #[test]
    fn tables_of_a_page() {
        let page = "<html><style>td{x}</style><table><tr><th colspan=2>a<th>b</tr>\n<tr><td rowspan=2>1<td>x &amp;<br>y</td><td></tr>\
            <tr><td>2</td><td>z</td></tr></table>";
        assert_eq!(
            cells(page),
            [
                vec!["a", "", "b"],
                vec!["1", "x &\ny", ""],
                vec!["", "2", "z"]
            ]
        );
    }

    #[test]
    fn a_workbook_of_2003() {
        let book = "<?xml version=\"1.0\"?><Workbook xmlns:ss=\"x\"><Worksheet ss:Name=\"一\"><Table><Row><Cell><Data ss:Type=\"String\">时间</Data>\
            </Cell><Cell ss:Index=\"3\"><Data ss:Type=\"Number\">0012.50</Data></Cell></Row><Row ss:Index=\"3\"><Cell>\
            <Data ss:Type=\"DateTime\">2024-01-05T10:00:00.000</Data></Cell></Row></Table></Worksheet></Workbook>";
        assert_eq!(
            cells(book),
            [
                vec!["时间", "", "12.5"],
                vec![],
                vec!["2024-01-05T10:00:00"]
            ]
        );
        assert_eq!(grids(book)[0].name, "一");
    }

    proptest::proptest! {
        #[test]
        fn any_document_passes(text in "(<t[rdh]( (col|row)span=[0-9]{1,6})?>|</td>|<table>|</table>|<Row ss:Index=\"[0-9]{1,3}\">|x|\\PC){0,40}") {
            let _ = grids(&text);
        }
    }
}
