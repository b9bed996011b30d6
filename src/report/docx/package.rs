//! The parts of a Word file in a ZIP archive, with their relationships and content types (ECMA-376, part 2). No time of
//! making: the same parts, the same bytes.

use std::fmt::Write as _;
use std::io::{Cursor, Write};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

const OFFICE: &str = "application/vnd.openxmlformats-officedocument";
const RELATED: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006";
const DECLARATION: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";

/// One part.
struct Part {
    name: String,
    bytes: Vec<u8>,
    /// Its content type; absent where the ending of its name says it.
    kind: Option<String>,
}

/// All parts.
#[derive(Default)]
pub(super) struct Package {
    parts: Vec<Part>,
    /// Of the document: type and target.
    relationships: Vec<(String, String)>,
    charts: usize,
}

impl Package {
    /// Adds a part of XML beside the document; gives the id of the relationship to it.
    pub(super) fn beside(&mut self, name: &str, kind: &str, body: &str) -> String {
        let content = format!("{OFFICE}.wordprocessingml.{kind}+xml");
        self.xml(&format!("word/{name}.xml"), &content, body);
        self.relate(kind, &format!("{name}.xml"))
    }

    /// Adds a chart and the workbook that holds its numbers; gives the id of the relationship to it.
    pub(super) fn chart(&mut self, xml: String, book: Vec<u8>) -> String {
        self.charts += 1;
        let (n, name) = (self.charts, format!("chart{}", self.charts));
        self.parts.push(Part {
            name: format!("word/charts/{name}.xml"),
            bytes: xml.into_bytes(),
            kind: Some(format!("{OFFICE}.drawingml.chart+xml")),
        });
        let target = format!("../embeddings/data{n}.xlsx");
        let relationships = relationships(&[(format!("{RELATED}/package"), target)]);
        self.relationships_of(
            &format!("word/charts/_rels/{name}.xml.rels"),
            &relationships,
        );
        self.parts.push(Part {
            name: format!("word/embeddings/data{n}.xlsx"),
            bytes: book,
            kind: None,
        });
        self.relate("chart", &format!("charts/{name}.xml"))
    }

    /// The archive; `properties` are those of the file, `document` its body.
    pub(super) fn zip(mut self, document: &str, properties: &str) -> std::io::Result<Vec<u8>> {
        let content = format!("{OFFICE}.wordprocessingml.document.main+xml");
        self.xml("word/document.xml", &content, document);
        let core = "application/vnd.openxmlformats-package.core-properties+xml";
        self.xml("docProps/core.xml", core, properties);
        let of_document = relationships(&self.relationships);
        self.relationships_of("word/_rels/document.xml.rels", &of_document);
        let root = relationships(&[
            (
                format!("{RELATED}/officeDocument"),
                "word/document.xml".to_owned(),
            ),
            (
                format!("{PACKAGE}/relationships/metadata/core-properties"),
                "docProps/core.xml".to_owned(),
            ),
        ]);
        self.relationships_of("_rels/.rels", &root);
        let types = self.content_types();
        self.parts.insert(0, types);
        let options = SimpleFileOptions::default()
            .compression_method(CompressionMethod::Deflated)
            .last_modified_time(DateTime::default());
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        for part in &self.parts {
            zip.start_file(part.name.as_str(), options)?;
            zip.write_all(&part.bytes)?;
        }
        Ok(zip.finish()?.into_inner())
    }

    fn xml(&mut self, name: &str, kind: &str, body: &str) {
        self.parts.push(Part {
            name: name.to_owned(),
            bytes: format!("{DECLARATION}{body}").into_bytes(),
            kind: Some(kind.to_owned()),
        });
    }

    fn relate(&mut self, kind: &str, target: &str) -> String {
        let kind = format!("{RELATED}/{kind}");
        self.relationships.push((kind, target.to_owned()));
        format!("rId{}", self.relationships.len())
    }

    fn relationships_of(&mut self, name: &str, body: &str) {
        self.parts.push(Part {
            name: name.to_owned(),
            bytes: format!("{DECLARATION}{body}").into_bytes(),
            kind: None,
        });
    }

    fn content_types(&self) -> Part {
        let mut out = format!(
            "{DECLARATION}<Types xmlns=\"{PACKAGE}/content-types\">\
             <Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>\
             <Default Extension=\"xlsx\" ContentType=\"{OFFICE}.spreadsheetml.sheet\"/>"
        );
        for part in &self.parts {
            if let Some(kind) = &part.kind {
                let name = &part.name;
                let _ = write!(
                    out,
                    "<Override PartName=\"/{name}\" ContentType=\"{kind}\"/>"
                );
            }
        }
        out.push_str("</Types>");
        Part {
            name: "[Content_Types].xml".to_owned(),
            bytes: out.into_bytes(),
            kind: None,
        }
    }
}

/// Relationships `rId1`, `rId2`, … of these types to these targets.
fn relationships(list: &[(String, String)]) -> String {
    let mut out = format!("<Relationships xmlns=\"{PACKAGE}/relationships\">");
    for (i, (kind, target)) in list.iter().enumerate() {
        let _ = write!(
            out,
            "<Relationship Id=\"rId{}\" Type=\"{kind}\" Target=\"{target}\"/>",
            i + 1
        );
    }
    out.push_str("</Relationships>");
    out
}
