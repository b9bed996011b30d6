//! Excel's own charts over the sheets' tables.

use super::super::document::{Cell, Plot};
use super::super::wording::Words;
use super::Sheet;
use super::field::{Field, HEAD};
use super::paint::{ACCENT, GRID, WARM, dots, series, solid, stroke};
use rust_xlsxwriter::{
    Chart, ChartAxisCrossing, ChartDataLabel, ChartLegendPosition, ChartLine, ChartType, Color,
};

/// Rows that a chart still shows legibly.
const ROWS: usize = 40;

/// The chart of a sheet's table; `None` where it has none, or nothing to draw.
pub(super) fn chart(sheet: &Sheet<'_>, fields: &[Field<'_>], w: &Words) -> Option<Chart> {
    let over = Over::new(sheet, fields);
    if over.last < over.first {
        return None;
    }
    let mut chart = match &sheet.table.plot {
        Plot::None | Plot::Heat => return None,
        Plot::Pareto(bars, line) => over.pareto(bars, line)?,
        Plot::Bars(column) => over.bars(column)?,
        Plot::Line(column) => over.line(column)?,
        Plot::Stacked => over.stacked()?,
        Plot::Scatter(x, y) => over.scatter(x, y)?,
    };
    chart.title().set_name(title(sheet, w).as_str());
    chart.set_alt_text(title(sheet, w));
    Some(chart)
}

fn title(sheet: &Sheet<'_>, w: &Words) -> String {
    match &sheet.table.plot {
        Plot::Pareto(..) => w.chart_types.to_owned(),
        Plot::Line(_) => w.chart_trend.to_owned(),
        Plot::Stacked => w.chart_stacked.to_owned(),
        Plot::Bars(column) => format!("{} · {column}", sheet.table.title),
        Plot::None | Plot::Heat | Plot::Scatter(..) => sheet.table.title.clone(),
    }
}

struct Over<'a> {
    sheet: &'a Sheet<'a>,
    fields: &'a [Field<'a>],
    first: u32,
    last: u32,
}

impl<'a> Over<'a> {
    fn new(sheet: &'a Sheet<'a>, fields: &'a [Field<'a>]) -> Self {
        let rows = sheet.table.rows.len();
        let rows = if matches!(sheet.table.plot, Plot::Line(_) | Plot::Stacked) {
            rows
        } else {
            rows.min(ROWS)
        };
        let first = HEAD + 1;
        Self {
            sheet,
            fields,
            first,
            last: HEAD + u32::try_from(rows).unwrap_or(0),
        }
    }

    fn column(&self, head: &str) -> Option<u16> {
        let place = self.fields.iter().position(|f| f.head == head)?;
        u16::try_from(place).ok()
    }

    /// The cells of a column of the sheet.
    fn cells(&self, column: u16) -> impl Iterator<Item = &Cell> {
        let place = self.fields.get(usize::from(column)).map(|f| f.place);
        let rows = self.sheet.table.rows.iter();
        rows.filter_map(move |r| r.get(place?))
    }

    fn range(&self, column: u16) -> (&str, u32, u16, u32, u16) {
        (
            self.sheet.name.as_str(),
            self.first,
            column,
            self.last,
            column,
        )
    }

    fn head(&self, column: u16) -> (&str, u32, u16) {
        (self.sheet.name.as_str(), HEAD, column)
    }

    fn series<'c>(
        &self,
        chart: &'c mut Chart,
        column: u16,
    ) -> &'c mut rust_xlsxwriter::ChartSeries {
        chart
            .add_series()
            .set_categories(self.range(0))
            .set_values(self.range(column))
            .set_name(self.head(column))
    }

    fn pareto(&self, bars: &str, line: &str) -> Option<Chart> {
        let mut chart = self.frame(ChartType::Column);
        let bars = self.column(bars)?;
        self.series(&mut chart, bars)
            .set_gap(40)
            .set_format(&mut solid(ACCENT));
        chart.y_axis().set_num_format("0%").set_min(0);
        if let Some(line) = self.column(line) {
            let mut over = Chart::new(ChartType::Line);
            self.series(&mut over, line)
                .set_secondary_axis(true)
                .set_format(&mut stroke(WARM))
                .set_marker(&dots(WARM, 5));
            chart.combine(&over);
            chart.y2_axis().set_num_format("0%").set_min(0).set_max(1);
        }
        chart.legend().set_position(ChartLegendPosition::Bottom);
        Some(chart)
    }

    fn bars(&self, column: &str) -> Option<Chart> {
        let column = self.column(column)?;
        let mut chart = self.frame(ChartType::Bar);
        self.series(&mut chart, column)
            .set_gap(40)
            .set_format(&mut solid(ACCENT));
        // the first row on top, as in the table, and the scale below: of bars the categories are the y axis
        chart
            .y_axis()
            .set_reverse()
            .set_crossing(ChartAxisCrossing::Max);
        let is_share = matches!(self.cells(column).next(), Some(Cell::Percent(..)));
        let format = if is_share { "0%" } else { "General" };
        chart.x_axis().set_num_format(format).set_min(0);
        chart.legend().set_hidden();
        Some(chart)
    }

    fn line(&self, column: &str) -> Option<Chart> {
        let column = self.column(column)?;
        let mut chart = self.frame(ChartType::Line);
        self.series(&mut chart, column)
            .set_format(&mut stroke(ACCENT))
            .set_marker(&dots(ACCENT, 5));
        chart.y_axis().set_min(0);
        chart.legend().set_hidden();
        Some(chart)
    }

    fn stacked(&self) -> Option<Chart> {
        let mut chart = self.frame(ChartType::ColumnPercentStacked);
        // all of them: shares of a part would not be shares
        let columns = self.fields.len();
        if columns < 2 {
            return None;
        }
        for (place, column) in (1..columns).enumerate() {
            let colour = series(place);
            let column = u16::try_from(column).ok()?;
            self.series(&mut chart, column)
                .set_gap(20)
                .set_format(&mut solid(colour));
        }
        chart.legend().set_position(ChartLegendPosition::Right);
        Some(chart)
    }

    /// A point a row, named by the first column.
    fn scatter(&self, x: &'static str, y: &'static str) -> Option<Chart> {
        let (across, up) = (self.column(x)?, self.column(y)?);
        let mut chart = self.frame(ChartType::Scatter);
        let labels: Vec<ChartDataLabel> = self
            .sheet
            .table
            .rows
            .iter()
            .take(ROWS)
            .map(|row| match row.first() {
                Some(Cell::Text(name)) => ChartDataLabel::new().set_value(name.as_str()).clone(),
                _ => ChartDataLabel::new().set_hidden().clone(),
            })
            .collect();
        chart
            .add_series()
            .set_categories(self.range(across))
            .set_values(self.range(up))
            .set_marker(&dots(ACCENT, 7))
            .set_custom_data_labels(&labels);
        chart.x_axis().set_name(x).set_num_format("0%").set_min(0);
        let is_share = matches!(self.cells(up).next(), Some(Cell::Percent(..)));
        let format = if is_share { "0%" } else { "0.0" };
        // marks lie close together: an axis from 0 would hide how far apart
        let values = self.cells(up).filter_map(Cell::value);
        let low = values.fold(f64::INFINITY, f64::min);
        chart.y_axis().set_name(y).set_num_format(format);
        if low.is_finite() && !is_share {
            chart.y_axis().set_min((low * 2.0 - 0.5).floor() / 2.0);
        }
        chart.legend().set_hidden();
        Some(chart)
    }

    fn frame(&self, kind: ChartType) -> Chart {
        let mut chart = Chart::new(kind);
        let rows = self.last - self.first + 1;
        let height = if kind == ChartType::Bar {
            (120 + rows * 24).clamp(260, 900)
        } else {
            360
        };
        chart.set_width(760).set_height(height);
        let grid = ChartLine::new().set_color(Color::RGB(GRID)).clone();
        if matches!(self.cells(0).next(), Some(Cell::Date(_))) {
            chart.x_axis().set_num_format("yyyy-mm-dd");
        }
        let amounts = match kind {
            ChartType::Bar => chart.x_axis(),
            _ => chart.y_axis(),
        };
        amounts.set_major_gridlines_line(&grid);
        chart
    }
}
