//! ZIP and tar archives → the tables in them, unpacked into nameless temporary files.

use super::limits::broken;
use super::signature::unread_archive;
use super::unpacked_size::MAX_UNPACKED;
use crate::{Error, Result};
use std::fs::File;
use std::io::{self, BufReader, Read, Seek};
use std::path::Path;
use zip::ZipArchive;

/// One file of an archive.
pub(super) struct Member {
    /// The archive's name and its own: `a.zip/2024/jan.csv`.
    pub(super) name: String,
    pub(super) file: File,
    pub(super) bytes: u64,
}

/// Files of an archive, at most.
const MAX_MEMBERS: usize = 10_000;
/// Place of `ustar` in a tar archive.
const TAR_MAGIC: usize = 257;

/// The files in the archive at `path`, with the names of those for which `wanted` is false; `None` where it is another kind of file, or
/// a workbook.
pub(super) fn members(
    path: &Path,
    wanted: impl Fn(&str) -> bool,
) -> Result<Option<(Vec<Member>, Vec<String>)>> {
    let fail = |e| Error::io(path, "read", e);
    let name = path.display().to_string();
    let mut file = File::open(path).map_err(|e| Error::io(path, "open", e))?;
    if !file.metadata().is_ok_and(|m| m.is_file()) {
        return Ok(None);
    }
    let mut head = Vec::new();
    (&file).take(4).read_to_end(&mut head).map_err(fail)?;
    file.rewind().map_err(fail)?;
    let mut unpacked = Unpacked {
        archive: name.clone(),
        left: MAX_UNPACKED,
        members: Vec::new(),
        others: Vec::new(),
    };
    if head.starts_with(b"PK\x03\x04") {
        let mut archive = ZipArchive::new(file).map_err(|e| broken(&name, &e))?;
        let names: Vec<String> = archive.file_names().flatten().map(|n| n.into()).collect();
        if unread_archive(&names).is_some() {
            return Ok(None);
        }
        for at in 0..archive.len() {
            let entry = archive
                .by_index(at)
                .map_err(|e| damaged(&name, &e.to_string()))?;
            let inner = readable(entry.name_raw());
            if !entry.is_dir() {
                unpacked.add(&inner, entry, wanted(&inner))?;
            }
        }
    } else if let Some(tar) = tar(file, &head).map_err(fail)? {
        for entry in tar::Archive::new(tar).entries().map_err(fail)? {
            let entry = entry.map_err(|e| damaged(&name, &e.to_string()))?;
            let inner = readable(&entry.path_bytes());
            if entry.header().entry_type().is_file() {
                unpacked.add(&inner, entry, wanted(&inner))?;
            }
        }
    } else {
        return Ok(None);
    }
    unpacked.members.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(Some((unpacked.members, unpacked.others)))
}

fn damaged(archive: &str, e: &str) -> Error {
    if e.to_lowercase().contains("password") {
        let next = "Unpack it and name the tables.";
        return Error::invalid(archive, "the archive is protected by a password", next);
    }
    broken(archive, &e)
}

/// The bytes of a tar archive, compressed or not; `None` where the file is none.
fn tar(mut file: File, head: &[u8]) -> io::Result<Option<Box<dyn Read>>> {
    let mut start = vec![0; TAR_MAGIC + 5];
    let is_tar = |start: &[u8]| start.get(TAR_MAGIC..) == Some(b"ustar");
    if head.starts_with(&[0x1f, 0x8b]) {
        let mut gzip = flate2::read::MultiGzDecoder::new(BufReader::new(&file));
        let found = gzip.read_exact(&mut start).is_ok() && is_tar(&start);
        file.rewind()?;
        let gzip = flate2::read::MultiGzDecoder::new(BufReader::new(file));
        return Ok(found.then(|| Box::new(gzip) as _));
    }
    let found = file.read_exact(&mut start).is_ok() && is_tar(&start);
    file.rewind()?;
    Ok(found.then(|| Box::new(BufReader::new(file)) as _))
}

/// A name as a person would read it: Chinese Windows writes names in GBK.
fn readable(name: &[u8]) -> String {
    match std::str::from_utf8(name) {
        Ok(name) => name.to_owned(),
        Err(_) => encoding_rs::GB18030
            .decode_without_bom_handling(name)
            .0
            .into_owned(),
    }
}

/// The files taken out so far.
struct Unpacked {
    archive: String,
    left: u64,
    members: Vec<Member>,
    others: Vec<String>,
}

impl Unpacked {
    fn add(&mut self, inner: &str, bytes: impl Read, wanted: bool) -> Result<()> {
        let name = format!("{}/{inner}", self.archive);
        let base = inner.rsplit('/').next().unwrap_or(inner);
        if base.is_empty()
            || base.starts_with('.')
            || base.starts_with("~$")
            || inner.starts_with("__MACOSX/")
        {
            return Ok(());
        }
        if !wanted {
            self.others.push(inner.to_owned());
            return Ok(());
        }
        let too_large = |what: &str| {
            Error::invalid(
                &*self.archive,
                format!("the archive {what}"),
                "Unpack it and name the tables.",
            )
        };
        if self.members.len() >= MAX_MEMBERS {
            return Err(too_large("has more than 10,000 files"));
        }
        let fail = |e| Error::io(&name, "read", e);
        let mut file = tempfile::tempfile().map_err(fail)?;
        let copied = io::copy(&mut bytes.take(self.left + 1), &mut file);
        let bytes = copied.map_err(|e| damaged(&name, &e.to_string()))?;
        let left = self.left.checked_sub(bytes);
        self.left = left.ok_or_else(|| too_large("is larger than 2 GiB once unpacked"))?;
        file.rewind().map_err(fail)?;
        self.members.push(Member { name, file, bytes });
        Ok(())
    }
}
