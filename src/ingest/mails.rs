//! Mails → rows of five columns: `file`, `date`, `from`, `subject`, `text`.

use super::html;
use super::limits::too_long;
use super::markup::{Piece, Pieces};
use super::mime::{Entity, messages, words};
use super::reader::batch;
use crate::Result;
use crate::types::entities::decoded;
use arrow_array::ArrayRef;
use arrow_array::RecordBatch;
use arrow_array::builder::StringBuilder;
use arrow_schema::{DataType, Field, Schema};
use std::io::Read;
use std::sync::Arc;

/// Bytes of a mailbox, at most.
const MAX_BYTES: u64 = 1 << 30;

/// The bytes of a mailbox or a web archive.
pub(super) fn bytes(file: &str, from: impl Read) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let read = from.take(MAX_BYTES + 1).read_to_end(&mut bytes);
    read.map_err(|e| crate::Error::io(file, "read", e))?;
    match bytes.len() as u64 > MAX_BYTES {
        true => Err(too_long(file, "1 GiB")),
        false => Ok(bytes),
    }
}

/// The page in a web archive, which is how Excel writes `.mht`.
pub(super) fn page(bytes: &[u8]) -> Option<String> {
    let entity = Entity::of(bytes);
    let related = entity.header("content-type").to_ascii_lowercase();
    related
        .contains("multipart/related")
        .then(|| entity.text("text/html"))?
}

/// One row a message. The sender is left out but for the domain: a mail address is somebody's.
pub(super) fn table(file: &str, bytes: &[u8]) -> Result<RecordBatch> {
    const COLUMNS: [&str; 5] = ["file", "date", "from", "subject", "text"];
    let mut columns = COLUMNS.map(|_| StringBuilder::new());
    for message in messages(bytes) {
        let mail = Entity::of(message);
        let domain = mail
            .header("from")
            .rsplit_once('@')
            .map(|(_, d)| d.trim_end_matches(['>', ' ']));
        let from = domain.map(|d| format!("***@{d}"));
        let plain = mail.text("text/plain").filter(|t| !t.trim().is_empty());
        let text = plain.or_else(|| mail.text("text/html").map(|page| bare(&page)));
        let header = |name| Some(words(mail.header(name))).filter(|v| !v.is_empty());
        let cells = [
            Some(file.to_owned()),
            header("date"),
            from,
            header("subject"),
            text,
        ];
        for (column, cell) in columns.iter_mut().zip(cells) {
            column.append_option(cell.map(|c| c.replace("\r\n", "\n").trim_end().to_owned()));
        }
    }
    let fields: Vec<Field> = COLUMNS
        .iter()
        .map(|n| Field::new(*n, DataType::Utf8, true))
        .collect();
    let arrays = columns
        .iter_mut()
        .map(|c| Arc::new(c.finish()) as ArrayRef)
        .collect();
    batch(file, Arc::new(Schema::new(fields)), arrays)
}

/// The text of a page, without its mark-up.
fn bare(page: &str) -> String {
    let mut out = String::new();
    let mut silent = false;
    for piece in (Pieces { rest: page }) {
        match piece {
            Piece::Open { name, .. } if html::breaks_line(name) => out.push('\n'),
            Piece::Open { name, empty, .. } => silent |= html::is_silent(name) && !empty,
            Piece::Close(name) => silent &= !html::is_silent(name),
            Piece::Text(text) if !silent => out.push_str(decoded(text).trim_matches('\n')),
            Piece::Text(_) | Piece::Literal(_) => {}
        }
    }
    out.trim().to_owned()
}
