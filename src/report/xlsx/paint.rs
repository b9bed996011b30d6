//! Colours and strokes of native charts, those of the page.

use rust_xlsxwriter::{
    ChartFormat, ChartLine, ChartMarker, ChartMarkerType, ChartSolidFill, Color,
};

/// The page's accent.
pub(in crate::report) const ACCENT: u32 = 0x1f5f99;
/// The page's colour of what asks for attention.
pub(in crate::report) const WARM: u32 = 0xb8470b;
/// The page's colours of the types, the rest grey.
const SERIES: [u32; 7] = [
    0x4477aa, 0xee6677, 0x228833, 0xccbb44, 0x66ccee, 0xaa3377, 0x7a6a58,
];
/// Shades of the types beyond those colours.
const REST: [u32; 2] = [0xc4c4c0, 0xd6d6d2];
/// The page's grid lines.
pub(in crate::report) const GRID: u32 = 0xe4e1db;

/// The colour of a type by its place.
pub(in crate::report) fn series(place: usize) -> u32 {
    let rest = REST[place % REST.len()];
    SERIES.get(place).copied().unwrap_or(rest)
}

pub(in crate::report) fn solid(colour: u32) -> ChartFormat {
    let mut format = ChartFormat::new();
    format.set_solid_fill(ChartSolidFill::new().set_color(Color::RGB(colour)));
    format
}

pub(in crate::report) fn dots(colour: u32, size: u8) -> ChartMarker {
    let mut marker = ChartMarker::new();
    marker
        .set_type(ChartMarkerType::Circle)
        .set_size(size)
        .set_format(&mut solid(colour));
    marker
}

pub(in crate::report) fn stroke(colour: u32) -> ChartFormat {
    let mut format = ChartFormat::new();
    format.set_line(
        ChartLine::new()
            .set_color(Color::RGB(colour))
            .set_width(2.0),
    );
    format
}
