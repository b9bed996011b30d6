//! The Word file, to be printed, signed and filed: the form of an official bulletin, its tables and charts native and editable.
//! What is left out of print is left out here, unless everything was asked for.

mod body;
mod chart;
mod findings;
mod frame;
mod package;
mod table;
mod xml;

#[cfg(test)]
mod tests;

use super::Report;
use super::document::Section;
use super::wording::Words;
use crate::error::{Error, Result};
use body::Body;
use package::Package;
use rust_xlsxwriter::XlsxError;

/// The bytes of the file.
pub(super) fn render(
    report: &Report,
    sections: &[Section<'_>],
    w: &'static Words,
) -> Result<Vec<u8>> {
    build(report, sections, w)
        .map_err(|e| Error::io("report.docx", "write", std::io::Error::other(e)))
}

fn build(
    report: &Report,
    sections: &[Section<'_>],
    w: &'static Words,
) -> std::result::Result<Vec<u8>, XlsxError> {
    let mut package = Package::default();
    package.beside("styles", "styles", &frame::styles(w.lang));
    package.beside("settings", "settings", &frame::settings());
    package.beside("fontTable", "fontTable", &frame::fonts());
    let header = package.beside("header1", "header", &frame::header(&report.title));
    let footer = package.beside("footer1", "footer", &frame::footer(w.lang));
    let mut body = Body::new(report, &mut package, w);
    body.head();
    for section in sections {
        body.section(section)?;
    }
    body.foot(sections.iter().any(Section::is_cut));
    let document = frame::document(&body.out, &header, &footer);
    let properties = frame::properties(&report.title, w);
    package
        .zip(&document, &properties)
        .map_err(XlsxError::IoError)
}
