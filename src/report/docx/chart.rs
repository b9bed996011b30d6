//! Native charts: the numbers of a figure in a small workbook, and over them a chart that rust_xlsxwriter writes. Its part
//! becomes one of the document, with the workbook beside it, so that Word edits chart and numbers.

use super::super::document::{Bar, Dot, Figure, Point, Range, Series};
use super::super::wording::Words;
use super::super::xlsx::paint::{ACCENT, GRID, WARM, dots, series, solid, stroke};
use rust_xlsxwriter::{
    Chart, ChartAxisCrossing, ChartDataLabel, ChartFormat, ChartLegendPosition, ChartLine,
    ChartLineDashType, ChartMarker, ChartSeries, ChartType, Color, DocProperties, ExcelDateTime,
    Format, Workbook, XlsxError,
};
use std::io::{Cursor, Read};

/// Bars of a chart on half a page.
const BARS: usize = 12;
/// Name of the sheet; one that formulas need not quote.
const SHEET: &str = "Data";
/// Grey of an expected range.
const BAND: u32 = 0xb5b2ab;

/// A chart as parts of the document.
pub(super) struct Drawn {
    pub(super) xml: String,
    pub(super) book: Vec<u8>,
    /// Height in millimetres.
    pub(super) height: usize,
    /// What is drawn, where a figure has several charts.
    pub(super) name: String,
}

/// The charts of a figure: one, or one a series where each has its own axis. `full`: all bars.
pub(super) fn draw(figure: &Figure, full: bool, w: &Words) -> Result<Vec<Drawn>, XlsxError> {
    let (data, chart, height) = match figure {
        Figure::Bars(bars) => of_bars(&bars[..bars.len().min(if full { 99 } else { BARS })], w),
        Figure::Trend(points) => of_trend(points, w),
        Figure::Stacked(periods, list) => of_stack(periods, list),
        Figure::Ranges(ranges) => of_ranges(ranges, w),
        Figure::Quadrant {
            dots: points,
            y_label,
            percent,
            ..
        } => of_quadrant(points, y_label, *percent, w),
        Figure::Small(periods, list) => {
            let each = list.iter().map(|s| drawn(of_series(periods, s), &s.name));
            return each.collect();
        }
    };
    if data.labels.is_empty() {
        return Ok(Vec::new());
    }
    Ok(vec![drawn((data, chart, height), "")?])
}

/// What is printed below a chart; how the page draws it is not how it is drawn here.
pub(super) fn notes<'c>(chart: &'c super::super::document::Chart, w: &Words) -> Vec<&'c str> {
    match &chart.figure {
        Figure::Trend(points) if points.iter().any(|p| p.band.is_some()) => vec![w.band_lines_note],
        Figure::Trend(_) | Figure::Small(..) | Figure::Stacked(..) => Vec::new(),
        Figure::Quadrant { .. } => chart.notes.iter().take(1).map(String::as_str).collect(),
        Figure::Bars(_) | Figure::Ranges(_) => chart.notes.iter().map(String::as_str).collect(),
    }
}

fn drawn((data, mut chart, height): (Data, Chart, usize), name: &str) -> Result<Drawn, XlsxError> {
    chart.title().set_hidden();
    let whole = data.book(Some(&chart))?;
    Ok(Drawn {
        xml: part(&whole).map_err(XlsxError::IoError)?,
        book: data.book(None)?,
        height,
        name: name.to_owned(),
    })
}

/// The chart of a workbook as Word wants it: with the way to its numbers, and without the page setup of Excel.
fn part(book: &[u8]) -> std::io::Result<String> {
    let mut zip = zip::ZipArchive::new(Cursor::new(book))?;
    let mut xml = String::new();
    zip.by_name("xl/charts/chart1.xml")?
        .read_to_string(&mut xml)?;
    let end = xml.rfind("<c:printSettings>");
    xml.truncate(
        end.or_else(|| xml.rfind("</c:chartSpace>"))
            .unwrap_or(xml.len()),
    );
    if xml.contains("<c:lineChart>") {
        xml = xml.replace("</c:val></c:ser>", "</c:val><c:smooth val=\"0\"/></c:ser>");
    }
    for (found, wanted) in EXPLICIT {
        xml = xml.replace(found, wanted);
    }
    xml.push_str(concat!(
        "<c:txPr><a:bodyPr/><a:lstStyle/><a:p><a:pPr><a:defRPr sz=\"900\">",
        "<a:latin typeface=\"Arial\"/><a:ea typeface=\"黑体\"/>",
        "</a:defRPr></a:pPr><a:endParaRPr lang=\"en-US\"/></a:p></c:txPr>",
        "<c:externalData r:id=\"rId1\"><c:autoUpdate val=\"0\"/></c:externalData></c:chartSpace>"
    ));
    Ok(xml)
}

/// Defaults of Excel that Word and LibreOffice do not share: square corners, gaps where there is no number, labels of the value
/// alone.
const EXPLICIT: [(&str, &str); 3] = [
    (
        "<c:lang val=\"en-US\"/>",
        "<c:lang val=\"en-US\"/><c:roundedCorners val=\"0\"/>",
    ),
    (
        "<c:plotVisOnly val=\"1\"/>",
        "<c:plotVisOnly val=\"1\"/><c:dispBlanksAs val=\"gap\"/>",
    ),
    (
        "<c:showVal val=\"1\"/>",
        concat!(
            "<c:showLegendKey val=\"0\"/><c:showVal val=\"1\"/><c:showCatName val=\"0\"/>",
            "<c:showSerName val=\"0\"/><c:showPercent val=\"0\"/><c:showBubbleSize val=\"0\"/>"
        ),
    ),
];

/// What a chart is over: a label a row, and columns of numbers.
struct Data {
    heads: Vec<String>,
    labels: Vec<String>,
    columns: Vec<Vec<Option<f64>>>,
    /// Number format of the columns.
    format: &'static str,
}

impl Data {
    fn book(&self, chart: Option<&Chart>) -> Result<Vec<u8>, XlsxError> {
        let mut book = Workbook::new();
        let made = ExcelDateTime::from_ymd(2000, 1, 1)?;
        let properties = DocProperties::new().set_author("tousu");
        book.set_properties(&properties.set_creation_datetime(&made));
        let page = book.add_worksheet();
        page.set_name(SHEET)?;
        for (column, head) in (0..).zip(&self.heads) {
            page.write_string(0, column, text(head))?;
        }
        let format = Format::new().set_num_format(self.format);
        for (row, label) in (1..).zip(&self.labels) {
            page.write_string(row, 0, text(label))?;
        }
        for (column, values) in (1..).zip(&self.columns) {
            for (row, value) in (1..).zip(values) {
                if let Some(value) = value.filter(|v| v.is_finite()) {
                    page.write_number_with_format(row, column, value, &format)?;
                }
            }
        }
        if let Some(chart) = chart {
            page.insert_chart(0, 0, chart)?;
        }
        book.save_to_buffer()
    }

    fn range(&self, column: u16) -> (&str, u32, u16, u32, u16) {
        let rows = u32::try_from(self.labels.len()).unwrap_or(1);
        (SHEET, 1, column, rows, column)
    }

    /// Adds the series of a column to a chart.
    fn series<'c>(&self, chart: &'c mut Chart, column: u16) -> &'c mut ChartSeries {
        chart
            .add_series()
            .set_categories(self.range(0))
            .set_values(self.range(column))
            .set_name((SHEET, 0, column))
    }
}

/// Text that a cell can hold.
fn text(text: &str) -> String {
    let kept = text.chars().filter(|c| !c.is_control());
    kept.take(200).collect()
}

/// Text that no chart takes for the address of a cell.
fn name(label: &str) -> String {
    text(label.trim_start_matches('='))
}

fn frame(kind: ChartType) -> Chart {
    let mut chart = Chart::new(kind);
    let grid = ChartLine::new().set_color(Color::RGB(GRID)).clone();
    // of horizontal bars the amounts are the x axis
    let amounts = match kind {
        ChartType::Bar => chart.x_axis(),
        _ => chart.y_axis(),
    };
    amounts.set_major_gridlines_line(&grid);
    let mut area = ChartFormat::new();
    chart.chart_area().set_format(area.set_no_border());
    chart
}

/// Horizontal bars, the first on top.
fn upright(chart: &mut Chart, format: &str) {
    chart
        .y_axis()
        .set_reverse()
        .set_crossing(ChartAxisCrossing::Max);
    chart.x_axis().set_num_format(format).set_min(0);
}

fn of_bars(bars: &[Bar], w: &Words) -> (Data, Chart, usize) {
    let data = Data {
        heads: vec![String::new(), w.share.to_owned()],
        labels: bars.iter().map(|b| b.label.clone()).collect(),
        columns: vec![bars.iter().map(|b| Some(b.share)).collect()],
        format: "0.0%",
    };
    let mut chart = frame(ChartType::Bar);
    data.series(&mut chart, 1)
        .set_gap(45)
        .set_format(&mut solid(ACCENT))
        .set_data_label(ChartDataLabel::new().show_value().set_num_format("0.0%"));
    upright(&mut chart, "0%");
    chart.legend().set_hidden();
    (data, chart, 16 + 5 * bars.len())
}

fn of_trend(points: &[Point], w: &Words) -> (Data, Chart, usize) {
    let of = |get: &dyn Fn(&Point) -> Option<f64>| points.iter().map(get).collect::<Vec<_>>();
    let mut heads = vec![String::new(), w.count.to_owned()];
    let mut columns = vec![of(&|p| Some(p.count as f64))];
    let has_band = points.iter().any(|p| p.band.is_some());
    if has_band {
        let names = [w.expected.to_owned(), format!("{} {}", w.band, w.low)];
        heads.extend(names);
        heads.push(format!("{} {}", w.band, w.high));
        columns.push(of(&|p| p.band.map(|b| b.0)));
        columns.push(of(&|p| p.band.map(|b| b.1)));
        columns.push(of(&|p| p.band.map(|b| b.2)));
    }
    let is_marked = points.iter().any(|p| p.marked);
    if has_band && is_marked {
        heads.push(w.marked.to_owned());
        columns.push(of(&|p| p.marked.then_some(p.count as f64)));
    }
    let data = Data {
        heads,
        labels: points.iter().map(|p| p.label.clone()).collect(),
        columns,
        format: "#,##0",
    };
    let mut chart = frame(ChartType::Line);
    data.series(&mut chart, 1)
        .set_format(&mut stroke(ACCENT))
        .set_marker(&dots(ACCENT, 4));
    let mut none = ChartMarker::new();
    none.set_none();
    if has_band {
        for (column, dash) in [
            (2, ChartLineDashType::Dash),
            (3, ChartLineDashType::Solid),
            (4, ChartLineDashType::Solid),
        ] {
            data.series(&mut chart, column)
                .set_format(&mut thin(BAND, dash))
                .set_marker(&none);
        }
    }
    if has_band && is_marked {
        let mut bare = ChartFormat::new();
        bare.set_no_line();
        data.series(&mut chart, 5)
            .set_format(&mut bare)
            .set_marker(&dots(WARM, 8));
    }
    chart.y_axis().set_num_format("#,##0").set_min(0);
    match has_band {
        true => chart.legend().set_position(ChartLegendPosition::Bottom),
        false => chart.legend().set_hidden(),
    };
    (data, chart, 70)
}

fn thin(colour: u32, dash: ChartLineDashType) -> ChartFormat {
    let mut format = ChartFormat::new();
    let mut line = ChartLine::new();
    line.set_color(Color::RGB(colour))
        .set_width(1.0)
        .set_dash_type(dash);
    format.set_line(&line);
    format
}

fn counts(list: &[u64]) -> Vec<Option<f64>> {
    list.iter().map(|&n| Some(n as f64)).collect()
}

fn of_stack(periods: &[(String, bool)], list: &[Series]) -> (Data, Chart, usize) {
    let names = list.iter().map(|s| s.name.clone());
    let data = Data {
        heads: std::iter::once(String::new()).chain(names).collect(),
        labels: periods.iter().map(|p| p.0.clone()).collect(),
        columns: list.iter().map(|s| counts(&s.counts)).collect(),
        format: "#,##0",
    };
    let mut chart = frame(ChartType::ColumnPercentStacked);
    for (place, column) in (1..).take(list.len()).enumerate() {
        data.series(&mut chart, column)
            .set_gap(25)
            .set_format(&mut solid(series(place)));
    }
    chart.legend().set_position(ChartLegendPosition::Bottom);
    (data, chart, 75)
}

fn of_series(periods: &[String], of: &Series) -> (Data, Chart, usize) {
    let data = Data {
        heads: vec![String::new(), of.name.clone()],
        labels: periods.to_vec(),
        columns: vec![counts(&of.counts)],
        format: "#,##0",
    };
    let mut chart = frame(ChartType::Line);
    let mut none = ChartMarker::new();
    none.set_none();
    data.series(&mut chart, 1)
        .set_format(&mut stroke(ACCENT))
        .set_marker(&none);
    chart.y_axis().set_min(0);
    chart.legend().set_hidden();
    (data, chart, 42)
}

fn of_ranges(ranges: &[Range], w: &Words) -> (Data, Chart, usize) {
    let data = Data {
        heads: vec![String::new(), w.median.to_owned(), w.p90.to_owned()],
        labels: ranges.iter().map(|r| r.label.clone()).collect(),
        columns: vec![
            ranges.iter().map(|r| Some(r.median)).collect(),
            ranges.iter().map(|r| Some(r.p90)).collect(),
        ],
        format: "#,##0.0",
    };
    let mut chart = frame(ChartType::Bar);
    for (column, colour) in [(1, ACCENT), (2, BAND)] {
        data.series(&mut chart, column)
            .set_gap(60)
            .set_format(&mut solid(colour));
    }
    upright(&mut chart, "General");
    chart.legend().set_position(ChartLegendPosition::Bottom);
    (data, chart, 25 + 8 * ranges.len())
}

fn of_quadrant(points: &[Dot], y: &str, is_share: bool, w: &Words) -> (Data, Chart, usize) {
    let data = Data {
        heads: vec![String::new(), w.importance.to_owned(), y.to_owned()],
        labels: points.iter().map(|d| d.label.clone()).collect(),
        columns: vec![
            points.iter().map(|d| Some(d.x)).collect(),
            points.iter().map(|d| Some(d.y)).collect(),
        ],
        format: "0.00",
    };
    let mut chart = frame(ChartType::Scatter);
    let named = |d: &Dot| ChartDataLabel::new().set_value(&*name(&d.label)).clone();
    let labels: Vec<ChartDataLabel> = points.iter().map(named).collect();
    chart
        .add_series()
        .set_categories(data.range(1))
        .set_values(data.range(2))
        .set_marker(&dots(ACCENT, 7))
        .set_custom_data_labels(&labels);
    chart.x_axis().set_name(w.importance);
    chart.x_axis().set_num_format("0%").set_min(0);
    let format = if is_share { "0%" } else { "0.0" };
    chart.y_axis().set_name(&*name(y)).set_num_format(format);
    // marks lie close together: an axis from 0 would hide how far apart
    let low = points.iter().map(|d| d.y).fold(f64::INFINITY, f64::min);
    if low.is_finite() && !is_share {
        chart.y_axis().set_min((low * 2.0 - 0.5).floor() / 2.0);
    }
    chart.legend().set_hidden();
    (data, chart, 80)
}
