//! What every Word file of a report has: fonts, styles, head and foot of the pages. Fonts go by their names, each with others
//! that do where it is not there (GB/T 9704: 仿宋 for the text, 黑体 and 楷体 for headings).

use super::super::wording::{Words, print};
use super::xml::{SOFT, characters, field, paragraph, run};
use crate::types::Lang;
use std::fmt::Write;

const MAIN: &str = "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\" \
                    xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"";

/// The body within its document. A4; the first page has no running title.
pub(super) fn document(body: &str, header: &str, footer: &str) -> String {
    format!(
        "<w:document {MAIN} \
         xmlns:wp=\"http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing\" \
         xmlns:a=\"http://schemas.openxmlformats.org/drawingml/2006/main\" \
         xmlns:c=\"http://schemas.openxmlformats.org/drawingml/2006/chart\">\
         <w:body>{body}<w:sectPr><w:headerReference w:type=\"default\" r:id=\"{header}\"/>\
         <w:footerReference w:type=\"default\" r:id=\"{footer}\"/>\
         <w:footerReference w:type=\"first\" r:id=\"{footer}\"/>\
         <w:pgSz w:w=\"11906\" w:h=\"16838\"/>\
         <w:pgMar w:top=\"1531\" w:right=\"1418\" w:bottom=\"1418\" w:left=\"1418\" w:header=\"851\" \
         w:footer=\"794\" w:gutter=\"0\"/><w:titlePg/></w:sectPr></w:body></w:document>"
    )
}

/// The running title.
pub(super) fn header(title: &str) -> String {
    let line = paragraph("Header", "", &run(title, SOFT));
    format!("<w:hdr {MAIN}>{line}</w:hdr>")
}

/// `第 1 页 共 9 页`
pub(super) fn footer(lang: Lang) -> String {
    let [before, between, behind] = print::page_of(lang);
    let runs = [
        run(before, SOFT),
        field("PAGE", "1"),
        run(between, SOFT),
        field("NUMPAGES", "1"),
        run(behind, SOFT),
    ];
    let line = paragraph("Footer", "", &runs.concat());
    format!("<w:ftr {MAIN}>{line}</w:ftr>")
}

pub(super) fn properties(title: &str, w: &Words) -> String {
    format!(
        "<cp:coreProperties \
         xmlns:cp=\"http://schemas.openxmlformats.org/package/2006/metadata/core-properties\" \
         xmlns:dc=\"http://purl.org/dc/elements/1.1/\"><dc:title>{}</dc:title>\
         <dc:creator>tousu</dc:creator><dc:language>{}</dc:language></cp:coreProperties>",
        characters(title),
        w.html_lang
    )
}

pub(super) fn settings() -> String {
    format!(
        "<w:settings {MAIN}><w:zoom w:percent=\"100\"/><w:defaultTabStop w:val=\"420\"/>\
         <w:characterSpacingControl w:val=\"doNotCompress\"/><w:compat><w:compatSetting \
         w:name=\"compatibilityMode\" w:uri=\"http://schemas.microsoft.com/office/word\" w:val=\"15\"/>\
         </w:compat><w:themeFontLang w:val=\"en-US\" w:eastAsia=\"zh-CN\"/></w:settings>"
    )
}

/// Name, names that do as well, family, and whether it is Chinese.
const FONTS: [(&str, &str, &str, bool); 7] = [
    (
        "仿宋",
        "FangSong,仿宋_GB2312,FangSong_GB2312,STFangsong,Noto Serif CJK SC",
        "modern",
        true,
    ),
    (
        "宋体",
        "SimSun,STSong,Noto Serif CJK SC,Source Han Serif SC",
        "auto",
        true,
    ),
    (
        "黑体",
        "SimHei,STHeiti,Noto Sans CJK SC,Source Han Sans SC",
        "modern",
        true,
    ),
    (
        "楷体",
        "KaiTi,楷体_GB2312,STKaiti,Noto Serif CJK SC",
        "modern",
        true,
    ),
    (
        "Times New Roman",
        "Liberation Serif,Tinos,Times",
        "roman",
        false,
    ),
    ("Arial", "Liberation Sans,Arimo,Helvetica", "swiss", false),
    (
        "Consolas",
        "Cascadia Mono,Menlo,DejaVu Sans Mono",
        "modern",
        false,
    ),
];

/// The fonts by name, with those that stand in for them.
pub(super) fn fonts() -> String {
    let mut out = format!("<w:fonts {MAIN}>");
    for (name, instead, family, chinese) in FONTS {
        let charset = if chinese { "86" } else { "00" };
        let _ = write!(
            out,
            "<w:font w:name=\"{name}\"><w:altName w:val=\"{instead}\"/><w:charset w:val=\"{charset}\"/>\
             <w:family w:val=\"{family}\"/></w:font>"
        );
    }
    out.push_str("</w:fonts>");
    out
}

/// A style: id, name that Word knows, style of the next paragraph, properties of paragraph and run.
type Style = (&'static str, &'static str, &'static str, String, String);

/// Times and the Chinese face named, in half points.
fn face(east: &str, latin: &str, size: usize, more: &str) -> String {
    format!(
        "<w:rFonts w:ascii=\"{latin}\" w:hAnsi=\"{latin}\" w:eastAsia=\"{east}\" w:cs=\"{latin}\"/>{more}\
         <w:sz w:val=\"{size}\"/><w:szCs w:val=\"{size}\"/>"
    )
}

/// The styles of the text.
fn text_styles(zh: bool) -> Vec<Style> {
    let (serif, sans) = ("Times New Roman", "Arial");
    let of = |zh_value: &str, en_value: &str| if zh { zh_value } else { en_value }.to_owned();
    let body = if zh { 28 } else { 21 };
    let indent = "<w:ind w:firstLineChars=\"200\" w:firstLine=\"560\"/>";
    let spacing = of(
        "<w:spacing w:line=\"480\" w:lineRule=\"exact\"/>",
        "<w:spacing w:after=\"80\" w:line=\"276\" w:lineRule=\"auto\"/>",
    );
    let small = of(
        "<w:spacing w:before=\"20\" w:after=\"20\" w:line=\"300\" w:lineRule=\"exact\"/>",
        "<w:spacing w:before=\"20\" w:after=\"40\"/>",
    );
    let title = of("<w:color w:val=\"C00000\"/>", "<w:color w:val=\"1F3A5F\"/>");
    let rule = of("C00000", "1F3A5F");
    let head = |size, bold| face("黑体", sans, size, if bold { "<w:b/>" } else { "" });
    let finding = format!("<w:keepNext/><w:keepLines/>{spacing}");
    vec![
        ("Title", "Title", "Issue", "<w:spacing w:before=\"120\" w:after=\"120\"/><w:jc w:val=\"center\"/>".into(),
            face("宋体", sans, if zh { 44 } else { 40 }, &format!("<w:b/>{title}"))),
        ("Issue", "Issue", "RedLine", "<w:spacing w:after=\"120\"/><w:jc w:val=\"center\"/>".into(), face("仿宋", serif, body, "")),
        ("RedLine", "Red line", "BodyText",
            format!("<w:pBdr><w:bottom w:val=\"single\" w:sz=\"18\" w:space=\"4\" w:color=\"{rule}\"/></w:pBdr><w:tabs><w:tab w:val=\"right\" w:pos=\"9070\"/></w:tabs><w:spacing w:after=\"200\"/>"),
            face("仿宋", serif, 24, "")),
        ("Heading1", "heading 1", "BodyText",
            "<w:keepNext/><w:keepLines/><w:spacing w:before=\"240\" w:after=\"80\"/><w:outlineLvl w:val=\"0\"/>".into(),
            head(if zh { 32 } else { 30 }, !zh)),
        ("Heading2", "heading 2", "BodyText",
            "<w:keepNext/><w:keepLines/><w:spacing w:before=\"120\" w:after=\"60\"/><w:outlineLvl w:val=\"1\"/>".into(),
            face("楷体", sans, if zh { 30 } else { 24 }, "<w:b/>")),
        ("Finding", "Finding", "BodyText", finding, face("仿宋", serif, body, "")),
        ("BodyText", "Body Text", "BodyText", format!("{spacing}{}", if zh { indent } else { "" }), face("仿宋", serif, body, "")),
        ("ListLine", "List line", "ListLine", format!("{small}{}", of("<w:ind w:firstLineChars=\"200\" w:firstLine=\"420\"/>", "<w:ind w:left=\"240\"/>")), face("仿宋", serif, 21, "")),
        ("Detail", "Detail", "BodyText", format!("<w:keepLines/>{small}<w:ind w:left=\"420\"/>"), face("仿宋", serif, 20, "")),
        ("Quote", "Quote", "BodyText",
            format!("<w:keepLines/><w:pBdr><w:left w:val=\"single\" w:sz=\"12\" w:space=\"8\" w:color=\"D9D6D0\"/></w:pBdr>{small}<w:ind w:left=\"560\" w:right=\"280\"/>"),
            face("楷体", serif, 21, "")),
        ("Note", "Note", "BodyText", "<w:spacing w:before=\"30\" w:after=\"30\"/>".into(), face("仿宋", serif, 17, "<w:color w:val=\"5B626B\"/>")),
        ("Gap", "Gap", "BodyText", "<w:spacing w:line=\"160\" w:lineRule=\"exact\"/>".into(), face("仿宋", serif, 8, "")),
    ]
}

/// The styles of tables, charts, the lines to sign, head and foot.
fn other_styles(zh: bool) -> Vec<Style> {
    let (serif, sans) = ("Times New Roman", "Arial");
    let caption = if zh { 21 } else { 19 };
    let centred = "<w:jc w:val=\"center\"/>";
    let cell = if zh { serif } else { sans };
    vec![
        ("Caption", "caption", "BodyText", format!("<w:keepNext/><w:spacing w:before=\"100\" w:after=\"60\"/>{centred}"), face("黑体", sans, caption, if zh { "" } else { "<w:b/>" })),
        ("Picture", "Picture", "FigureTitle", format!("<w:keepNext/><w:spacing w:before=\"80\"/>{centred}"), String::new()),
        ("PictureName", "Picture name", "Picture", format!("<w:keepNext/>{centred}"), face("黑体", sans, 18, "")),
        ("FigureTitle", "Figure title", "BodyText", format!("<w:spacing w:before=\"20\" w:after=\"60\"/>{centred}"), face("黑体", sans, caption, if zh { "" } else { "<w:b/>" })),
        ("Cell", "Cell", "Cell", "<w:spacing w:before=\"16\" w:after=\"16\"/>".into(), face("宋体", cell, if zh { 18 } else { 17 }, "")),
        ("CellSmall", "Small cell", "CellSmall", "<w:spacing w:before=\"10\" w:after=\"10\"/>".into(), face("宋体", cell, if zh { 15 } else { 14 }, "")),
        ("KeyValue", "Key value", "CellSmall", "<w:keepNext/>".into(), face("黑体", sans, 30, "<w:color w:val=\"1F5F99\"/>")),
        ("SignRule", "Rule above signatures", "Sign", "<w:keepNext/><w:pBdr><w:bottom w:val=\"single\" w:sz=\"6\" w:space=\"1\" w:color=\"808080\"/></w:pBdr><w:spacing w:before=\"200\" w:after=\"80\"/>".into(), face("仿宋", serif, 16, "")),
        ("Sign", "Signature line", "Sign", "<w:keepNext/><w:spacing w:before=\"80\" w:after=\"80\"/>".into(), face("仿宋", serif, if zh { 26 } else { 21 }, "")),
        ("SignDay", "Day of signature", "Note", "<w:spacing w:before=\"60\" w:after=\"160\"/><w:jc w:val=\"right\"/>".into(), face("仿宋", serif, if zh { 26 } else { 21 }, "")),
        ("Header", "header", "Header", centred.into(), face("宋体", serif, 18, "")),
        ("Footer", "footer", "Footer", centred.into(), face("宋体", serif, 18, "<w:color w:val=\"5B626B\"/>")),
    ]
}

/// Tables of figures, ruled above, below and under the head, and cells without lines.
const TABLES: &str = concat!(
    "<w:style w:type=\"table\" w:default=\"1\" w:styleId=\"TableNormal\"><w:name w:val=\"Normal Table\"/>",
    "<w:tblPr><w:tblCellMar><w:left w:w=\"80\" w:type=\"dxa\"/><w:right w:w=\"80\" w:type=\"dxa\"/>",
    "</w:tblCellMar></w:tblPr></w:style>",
    "<w:style w:type=\"table\" w:customStyle=\"1\" w:styleId=\"Figures\"><w:name w:val=\"Figures\"/>",
    "<w:basedOn w:val=\"TableNormal\"/><w:tblPr><w:tblBorders>",
    "<w:top w:val=\"single\" w:sz=\"10\" w:space=\"0\" w:color=\"404040\"/>",
    "<w:bottom w:val=\"single\" w:sz=\"10\" w:space=\"0\" w:color=\"404040\"/>",
    "<w:insideH w:val=\"single\" w:sz=\"2\" w:space=\"0\" w:color=\"BFBFBF\"/></w:tblBorders></w:tblPr>",
    "<w:tblStylePr w:type=\"firstRow\"><w:tcPr><w:tcBorders>",
    "<w:bottom w:val=\"single\" w:sz=\"6\" w:space=\"0\" w:color=\"404040\"/></w:tcBorders>",
    "<w:shd w:val=\"clear\" w:color=\"auto\" w:fill=\"F3F1EC\"/></w:tcPr></w:tblStylePr></w:style>",
    "<w:style w:type=\"table\" w:customStyle=\"1\" w:styleId=\"Keys\"><w:name w:val=\"Keys\"/>",
    "<w:basedOn w:val=\"TableNormal\"/></w:style>",
);

pub(super) fn styles(lang: Lang) -> String {
    let zh = lang == Lang::Zh;
    let normal = face("仿宋", "Times New Roman", 21, "");
    let mut out = format!(
        "<w:styles {MAIN}><w:docDefaults><w:rPrDefault><w:rPr>{normal}\
         <w:lang w:val=\"en-US\" w:eastAsia=\"zh-CN\" w:bidi=\"ar-SA\"/></w:rPr></w:rPrDefault>\
         <w:pPrDefault/></w:docDefaults>\
         <w:style w:type=\"paragraph\" w:default=\"1\" w:styleId=\"Normal\"><w:name w:val=\"Normal\"/></w:style>"
    );
    for (id, name, next, paragraph, run) in text_styles(zh).into_iter().chain(other_styles(zh)) {
        let run = match run.is_empty() {
            true => String::new(),
            false => format!("<w:rPr>{run}</w:rPr>"),
        };
        let _ = write!(
            out,
            "<w:style w:type=\"paragraph\" w:styleId=\"{id}\"><w:name w:val=\"{name}\"/>\
             <w:basedOn w:val=\"Normal\"/><w:next w:val=\"{next}\"/><w:pPr>{paragraph}</w:pPr>{run}</w:style>"
        );
    }
    out.push_str(TABLES);
    out.push_str("</w:styles>");
    out
}
