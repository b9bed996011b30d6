//! A file that appears whole or not at all.

use crate::{Error, Result};
use std::collections::BTreeSet;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// A temporary file (mode 0600) beside its target; [`AtomicFile::commit`] syncs and renames it, dropping it removes it.
///
/// ```
/// use std::io::Write;
/// let dir = tempfile::tempdir()?;
/// let target = dir.path().join("report.txt");
/// let mut file = tousu::export::AtomicFile::create(&target)?;
/// file.write_all(b"whole")?;
/// assert!(!target.exists());
/// file.commit()?;
/// assert_eq!(std::fs::read(&target)?, b"whole");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct AtomicFile {
    file: Option<tempfile::NamedTempFile>,
    target: PathBuf,
}

impl AtomicFile {
    /// Makes the temporary file; the folder must be there.
    ///
    /// # Errors
    /// [`Error::Io`] where the folder is missing or cannot be written, or the target is a folder.
    pub fn create(target: impl AsRef<Path>) -> Result<Self> {
        let target = target.as_ref().to_path_buf();
        if target.is_dir() {
            return Err(Error::io(
                &target,
                "write",
                io::Error::from(io::ErrorKind::IsADirectory),
            ));
        }
        // a link stays a link: the file it points at is replaced
        let target = std::fs::canonicalize(&target).unwrap_or(target);
        let folder = match target.parent() {
            Some(p) if !p.as_os_str().is_empty() => p,
            _ => Path::new("."),
        };
        let file = tempfile::Builder::new()
            .prefix(".tousu-")
            .suffix(".part")
            .tempfile_in(folder)
            .map_err(|e| Error::io(&target, "write", e))?;
        lock().insert(file.path().to_path_buf());
        Ok(Self {
            file: Some(file),
            target,
        })
    }

    /// Puts the file in place: sync, then rename. It gets the permissions of the file it replaces, or those that new files get.
    ///
    /// # Errors
    /// [`Error::Io`] where the system refuses; nothing stands at the target then but what stood there before.
    pub fn commit(mut self) -> Result<()> {
        let fail = |e| Error::io(&self.target, "write", e);
        let Some(file) = self.file.take() else {
            return Ok(());
        };
        file.as_file().sync_all().map_err(fail)?;
        if let Some(permissions) = usual_permissions(&self.target) {
            file.as_file().set_permissions(permissions).map_err(fail)?;
        }
        let path = file.path().to_path_buf();
        let kept = file.persist(&self.target).map_err(|e| fail(e.error));
        lock().remove(&path);
        kept?;
        // the rename itself lasts only once the folder is synced; not every system can
        if let Some(folder) = self.target.parent().filter(|p| !p.as_os_str().is_empty()) {
            std::fs::File::open(folder).and_then(|f| f.sync_all()).ok();
        }
        Ok(())
    }
}

impl Drop for AtomicFile {
    fn drop(&mut self) {
        if let Some(file) = self.file.take() {
            lock().remove(file.path());
        }
    }
}

impl Write for AtomicFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.as_mut().map_or(Ok(0), |f| f.write(bytes))
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.as_mut().map_or(Ok(()), Write::flush)
    }
}

impl io::Seek for AtomicFile {
    fn seek(&mut self, to: io::SeekFrom) -> io::Result<u64> {
        self.file.as_mut().map_or(Ok(0), |f| f.seek(to))
    }
}

/// Temporary files that are open now.
static OPEN: Mutex<BTreeSet<PathBuf>> = Mutex::new(BTreeSet::new());

fn lock() -> MutexGuard<'static, BTreeSet<PathBuf>> {
    OPEN.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Removes every temporary file that is open now: for a process that is about to end without unwinding (Ctrl-C).
pub fn abandon_all() {
    for path in std::mem::take(&mut *lock()) {
        std::fs::remove_file(path).ok();
    }
}

/// What `target` has now, or what a new file gets here.
#[cfg(unix)]
fn usual_permissions(target: &Path) -> Option<std::fs::Permissions> {
    use std::os::unix::fs::PermissionsExt;
    if let Ok(data) = std::fs::metadata(target) {
        return Some(data.permissions());
    }
    let everyone = std::fs::Permissions::from_mode(0o666);
    let probe = tempfile::Builder::new()
        .permissions(everyone)
        .tempfile()
        .ok()?;
    Some(probe.as_file().metadata().ok()?.permissions())
}

#[cfg(not(unix))]
fn usual_permissions(_target: &Path) -> Option<std::fs::Permissions> {
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dropped_unfinished_leaves_what_was_there() {
        let dir = tempfile::tempdir().unwrap();
        let target = dir.path().join("a.csv");
        std::fs::write(&target, "old").unwrap();
        let mut file = AtomicFile::create(&target).unwrap();
        file.write_all(b"new").unwrap();
        drop(file);
        assert_eq!(std::fs::read(&target).unwrap(), b"old");
        assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_missing_folder_is_said_at_once() {
        let e = AtomicFile::create("/no/such/folder/a.csv")
            .unwrap_err()
            .to_string();
        assert!(e.contains("/no/such/folder/a.csv"), "{e}");
    }
}
