//! What stands between the head and the foot of the pages: sections, their blocks, and the lines to sign.

use super::super::document::{Block, Chart, Figure, Key, Lines, Section, Shown, Table};
use super::super::sections::provenance;
use super::super::wording::{Words, print, summary};
use super::super::{Report, sign_off};
use super::package::Package;
use super::xml::{BOLD, PLAIN, SOFT, characters, paragraph, run};
use super::{chart, findings, table};
use crate::causes::{Finding, FindingKind};
use rust_xlsxwriter::XlsxError;

/// English metric units of a millimetre.
const MILLIMETRE: usize = 36_000;
/// Width of the text in millimetres.
const WIDE: usize = 160;
/// Key figures in a row.
const KEYS: usize = 4;

/// The body while it is written.
pub(super) struct Body<'a> {
    pub(super) out: String,
    pub(super) w: &'static Words,
    pub(super) full: bool,
    report: &'a Report,
    package: &'a mut Package,
    sections: usize,
    /// Headings below that of the section.
    parts: usize,
    tables: usize,
    figures: usize,
    drawings: usize,
}

impl<'a> Body<'a> {
    pub(super) fn new(report: &'a Report, package: &'a mut Package, w: &'static Words) -> Self {
        Self {
            out: String::new(),
            w,
            full: report.full,
            report,
            package,
            sections: 0,
            parts: 0,
            tables: 0,
            figures: 0,
            drawings: 0,
        }
    }

    /// Adds a paragraph that needs nothing but its style.
    pub(super) fn say(&mut self, style: &str, runs: &str) {
        self.out.push_str(&paragraph(style, "", runs));
    }

    fn note(&mut self, text: &str) {
        self.say("Note", &run(text, PLAIN));
    }

    /// Title, number of the issue, who prepared it, the days covered.
    pub(super) fn head(&mut self) {
        let (report, w) = (self.report, self.w);
        self.say("Title", &run(&report.title, PLAIN));
        let (issue, names) = sign_off::lines(report, true, w);
        if let Some((_, given)) = issue {
            self.say("Issue", &run(&print::issue(given, w.lang), PLAIN));
        }
        let prepared = names
            .first()
            .map_or(String::new(), |(name, by)| format!("{name}{}{by}", w.sep));
        let covered = summary::days(&report.figures).map_or(String::new(), |(first, last)| {
            print::covered(&first.to_string(), &last.to_string(), w.lang)
        });
        let tab = "<w:r><w:tab/></w:r>";
        let line = format!("{}{tab}{}", run(&prepared, PLAIN), run(&covered, PLAIN));
        self.say("RedLine", &line);
    }

    /// A section with its blocks; where something is left out, it says what.
    pub(super) fn section(&mut self, section: &Section<'_>) -> Result<(), XlsxError> {
        self.sections += 1;
        self.parts = 0;
        let number = print::section_number(self.sections, self.w.lang);
        self.say(
            "Heading1",
            &run(&format!("{number}{}", section.title), PLAIN),
        );
        for line in &section.lead {
            self.say("BodyText", &run(line, PLAIN));
        }
        for block in &section.blocks {
            match block {
                Block::Summary(keys, sentences) => self.summary(keys, sentences),
                Block::Chart(c) if c.printed || self.full => self.chart(c)?,
                Block::Table(t) => self.table(t),
                Block::Findings(f) => findings::write(self, f),
                Block::Lines(l) if l.printed || self.full => self.lines(l),
                Block::Chart(_) | Block::Lines(_) => {}
            }
        }
        let left_out = section.unprinted();
        if !self.full && !left_out.is_empty() {
            self.note(&print::left_out(&left_out, self.w.lang));
        }
        Ok(())
    }

    /// A heading below that of the section.
    pub(super) fn part(&mut self, title: &str) {
        self.parts += 1;
        let number = print::part_number(self.parts, self.w.lang);
        self.say("Heading2", &run(&format!("{number}{title}"), PLAIN));
    }

    fn summary(&mut self, keys: &[Key], sentences: &[String]) {
        for sentence in sentences {
            let of = self.report.findings.iter();
            let finding = of.clone().find(|f| &f.sentence == sentence);
            self.say("BodyText", &run(sentence, PLAIN));
            if let Some(finding) = finding {
                self.quotation(finding);
            }
        }
        let cells: Vec<String> = keys.iter().map(|k| self.key(k)).collect();
        if !cells.is_empty() {
            self.say("Gap", "");
            // rows that are about as long as one another
            let across = cells.len().div_ceil(cells.len().div_ceil(KEYS));
            table::plain(&mut self.out, across, &cells);
            self.say("Gap", "");
        }
    }

    /// Under the line of an issue what one of its complaints says, and which complaints show it.
    fn quotation(&mut self, finding: &Finding) {
        let first = finding.exemplars.first();
        let Some(first) = first.filter(|_| finding.kind == FindingKind::Issue) else {
            return;
        };
        let ids: Vec<&str> = finding.exemplars.iter().map(|e| e.id.as_str()).collect();
        let ids = format!("　{}", ids.join(self.w.list_sep));
        let runs = format!("{}{}", run(&first.text, PLAIN), run(&ids, SOFT));
        self.say("Quote", &runs);
    }

    fn key(&self, key: &Key) -> String {
        let small = |text: &str| paragraph("CellSmall", "", &run(text, SOFT));
        let value = run(&key.value.show(self.w), BOLD);
        let value = paragraph("KeyValue", "", &value);
        format!("{}{value}{}", small(&key.label), small(&key.hint))
    }

    fn table(&mut self, t: &Table) {
        let shown = match self.full && t.on_page() {
            true => (0..t.rows.len()).collect(),
            false => t.printed(),
        };
        let (lang, all) = (self.w.lang, t.rows.len());
        // what a table without rows has to say is in its notes
        if shown.is_empty() && !(all == 0 && t.on_page() && t.shown != Shown::Folded) {
            return;
        }
        if !shown.is_empty() {
            self.tables += 1;
            let title = print::table(self.tables, &t.title, lang);
            self.say("Caption", &run(&title, PLAIN));
            table::write(&mut self.out, t, (&shown, self.full), self.w);
        }
        for note in &t.notes {
            self.note(note);
        }
        if self.full {
            t.details.iter().for_each(|d| self.note(d));
        }
        if shown.len() < all {
            self.note(&print::cut_rows(&t.print, shown.len(), all, lang));
        }
        self.say("Gap", "");
    }

    fn chart(&mut self, c: &Chart) -> Result<(), XlsxError> {
        let drawn = chart::draw(&c.figure, self.full, self.w)?;
        if drawn.is_empty() {
            return Ok(());
        }
        let across = if drawn.len() > 1 { 2 } else { 1 };
        for row in drawn.chunks(across) {
            let names: Vec<&str> = row.iter().map(|d| d.name.as_str()).collect();
            if across > 1 {
                self.say("PictureName", &run(&names.join("　·　"), PLAIN));
            }
            let mut runs = String::new();
            for picture in row {
                let id = self
                    .package
                    .chart(picture.xml.clone(), picture.book.clone());
                let width = WIDE / across - usize::from(across > 1);
                runs += &self.drawing(&id, width, picture.height, c);
            }
            self.say("Picture", &runs);
        }
        self.figures += 1;
        let title = match c.figure {
            Figure::Bars(ref bars) if bars.iter().any(|b| b.cumulative.is_some()) => {
                self.w.share_by_type
            }
            _ => &c.title,
        };
        let title = print::figure(self.figures, title, self.w.lang);
        self.say("FigureTitle", &run(&title, PLAIN));
        for note in chart::notes(c, self.w) {
            self.note(note);
        }
        self.say("Gap", "");
        Ok(())
    }

    fn drawing(&mut self, id: &str, width: usize, height: usize, c: &Chart) -> String {
        self.drawings += 1;
        format!(
            "<w:r><w:drawing><wp:inline distT=\"0\" distB=\"0\" distL=\"0\" distR=\"0\">\
             <wp:extent cx=\"{}\" cy=\"{}\"/><wp:docPr id=\"{n}\" name=\"Chart {n}\" title=\"{}\" descr=\"{}\"/>\
             <wp:cNvGraphicFramePr/><a:graphic>\
             <a:graphicData uri=\"http://schemas.openxmlformats.org/drawingml/2006/chart\">\
             <c:chart r:id=\"{id}\"/></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>",
            width * MILLIMETRE,
            height.min(230) * MILLIMETRE,
            characters(&c.title),
            characters(&c.spoken),
            n = self.drawings,
        )
    }

    fn lines(&mut self, block: &Lines) {
        self.part(&block.title);
        for line in &block.lines {
            self.say("ListLine", &run(line, PLAIN));
        }
    }

    /// The lines to sign, and where the report came from.
    pub(super) fn foot(&mut self, is_cut: bool) {
        let w = self.w;
        if is_cut && !self.full {
            let workbook = self.report.workbook.as_deref();
            self.note(&print::rest(workbook, w.lang));
        }
        let (_, names) = sign_off::lines(self.report, true, w);
        let cell = |(name, by): &sign_off::Line<'_>| {
            let by = match by.is_empty() {
                true => print::blank(w.lang),
                false => by,
            };
            paragraph("Sign", "", &run(&format!("{name}{}{by}", w.sep), PLAIN))
        };
        let cells: Vec<String> = names.iter().map(cell).collect();
        self.say("SignRule", "");
        table::plain(&mut self.out, cells.len(), &cells);
        let day = run(print::day_of_issue(w.lang), PLAIN);
        self.say("SignDay", &day);
        for (label, value) in provenance(self.report, w) {
            self.note(&format!("{label}{}{value}", w.sep));
        }
    }
}
